//! A QR code as one drawing, made by the server.

use leptos::prelude::*;

/// The quiet border that readers need, in modules (ISO/IEC 18004).
const BORDER: usize = 4;

/// A square of dark and light modules, row by row, with words for those who do not see it.
#[component]
pub fn QrCode(
    /// The modules of one row after the other; dark is true.
    modules: Vec<bool>,
    /// How many modules a row has.
    width: usize,
    /// What it is.
    #[prop(into)]
    title: String,
) -> impl IntoView {
    let side = width + 2 * BORDER;
    view! {
        <svg class="app-qr-code" role="img" aria-label=title viewBox=format!("0 0 {side} {side}") width="220" height="220">
            <rect width=side.to_string() height=side.to_string() fill="#ffffff" />
            <path d=path(&modules, width) fill="#000000" shape-rendering="crispEdges" />
        </svg>
    }
}

/// Each dark module as a square of one unit.
fn path(modules: &[bool], width: usize) -> String {
    let mut path = String::new();
    for (row, modules) in modules.chunks(width.max(1)).enumerate() {
        for (column, dark) in modules.iter().enumerate() {
            if *dark {
                path.push_str(&format!("M{} {}h1v1h-1z", column + BORDER, row + BORDER));
            }
        }
    }
    path
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::path;

    #[test]
    fn each_dark_module_is_a_square_inside_the_border() {
        assert_eq!(
            path(&[true, false, false, true], 2),
            "M4 4h1v1h-1zM5 5h1v1h-1z"
        );
        assert_eq!(path(&[], 0), "");
    }
}
