//! The markup of GOV.UK Frontend 6, and of our own few parts: data in, markup out.
//!
//! Nothing here reads a request, a record or a clock, decides who may see what, or computes; a component is given
//! what it shows. Class names and attributes are those that GOV.UK Frontend documents, so that its style sheet and its
//! script apply as they are. Both the server and the islands may use these.

mod actions;
mod chart;
mod choices;
mod date;
mod fields;
mod figures;
mod layout;
mod levels;
mod listing;
mod navigation;
mod notices;
mod qr;
mod record;
mod result;
mod revealing;
#[cfg(all(test, feature = "ssr"))]
mod tests;

pub use actions::{Button, ButtonKind, ButtonLink};
pub use chart::{Chart, Charted, Drawing, Measure, Series};
pub use choices::{Checkboxes, Choice, Radios};
pub use date::{DateFields, DateInput};
pub use fields::{FileUpload, PasswordInput, Select, SelectOption, TextArea, TextInput};
pub use figures::{Cell, Column, Figure, Figures, Table};
pub use layout::{Footer, Header, Layout, NavigationItem};
pub use levels::{LevelChoice, Levels};
pub use listing::{FilterLayout, Pagination, page_address};
pub use navigation::{BackLink, Breadcrumbs, Crumb};
pub use notices::{
    Details, ErrorSummary, InsetText, NotificationBanner, Panel, Summarised, WarningText,
};
pub use qr::QrCode;
pub use record::{
    SummaryList, SummaryRow, Tag, TagColour, Task, TaskList, TaskStatus, Timeline, TimelineEvent,
};
pub use result::{BandPanel, Outcome, Standing};
pub use revealing::RevealingRadios;

/// The ids of the hint and the error that describe a field, as `aria-describedby` wants them; `None` without either.
fn described_by(id: &str, has_hint: bool, has_error: bool) -> Option<String> {
    let ids: Vec<String> = [
        has_hint.then(|| format!("{id}-hint")),
        has_error.then(|| format!("{id}-error")),
    ]
    .into_iter()
    .flatten()
    .collect();
    (!ids.is_empty()).then(|| ids.join(" "))
}

/// `base` followed by each class whose condition holds.
fn classes(base: &str, more: &[(&str, bool)]) -> String {
    let mut all = base.to_owned();
    for (class, holds) in more {
        if *holds && !class.is_empty() {
            all.push(' ');
            all.push_str(class);
        }
    }
    all
}
