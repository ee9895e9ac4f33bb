//! The direction of imports, read from the source: which rooms a room may name, and which crates.
//!
//! Every path counts: in a `use`, in an expression or a type, and in the text that a macro is given.
#![expect(
    clippy::expect_used,
    reason = "a test that cannot go on has failed, and says where"
)]

use std::{
    fs,
    path::{Path, PathBuf},
};

use syn::visit::{self, Visit};

/// A first name under `src`, and what it may name besides itself.
struct Room {
    name: &'static str,
    rooms: &'static [&'static [&'static str]],
    /// Crates of `GUARDED` that it may name, and in the core those that the rest of the core may not.
    crates: &'static [&'static str],
}

const fn room(
    name: &'static str,
    rooms: &'static [&'static [&'static str]],
    crates: &'static [&'static str],
) -> Room {
    Room {
        name,
        rooms,
        crates,
    }
}

const VALUES: &[&str] = &["money", "calendar", "ids", "codes", "letters"];
const CORE: &[&str] = &[
    "money",
    "calendar",
    "ids",
    "codes",
    "letters",
    "entitlement",
    "needs",
    "costs",
    "rules",
    "engine",
    "explain",
    "answers",
    "compare",
    "forecast",
    "access",
    "oversight",
    "places",
    "transfer",
    "reconcile",
    "recoupment",
    "spending",
];

/// The house, from its foundations up. A room that is not here may not exist.
const ROOMS: &[Room] = &[
    // Core
    room("money", &[], &[]),
    room("calendar", &[&["money"]], &[]),
    room("letters", &[], &[]),
    room("ids", &[&["calendar", "letters"]], &[]),
    room("codes", &[], &[]),
    room("entitlement", &[VALUES], &[]),
    room("needs", &[VALUES], &[]),
    room("costs", &[VALUES, &["needs", "entitlement"]], &[]),
    room("rules", &[VALUES, &["needs"]], &[]),
    room("engine", &[VALUES, &["needs", "rules"]], &[]),
    room("explain", &[VALUES, &["needs", "rules", "engine"]], &[]),
    room("answers", &[VALUES, &["needs", "rules", "engine"]], &[]),
    room(
        "compare",
        &[VALUES, &["needs", "rules", "engine", "explain"]],
        &[],
    ),
    room("access", &[VALUES], &[]),
    room("oversight", &[VALUES, &["needs"]], &[]),
    room("places", &[VALUES, &["needs", "costs"]], &[]),
    room("transfer", &[VALUES, &["needs"]], &[]),
    room("reconcile", &[VALUES], &[]),
    room("recoupment", &[VALUES], &[]),
    room("spending", &[VALUES, &["costs", "forecast"]], &[]),
    room(
        "forecast",
        &[
            VALUES,
            &["entitlement", "needs", "rules", "engine", "explain"],
        ],
        &["rand_chacha", "rand_distr"],
    ),
    // Both
    room("components", &[CORE], &["leptos"]),
    room("api", &[CORE, &["service"]], &["leptos"]),
    room("islands", &[CORE, &["components", "api"]], &["leptos"]),
    // Shell
    room("forms", &[CORE], &["validator"]),
    room("store", &[CORE], &["sqlx"]),
    room("import", &[CORE], &["calamine"]),
    room("export", &[CORE], &["rust_xlsxwriter"]),
    room("open_id", &[CORE], &[]),
    room(
        "service",
        &[CORE, &["store", "import", "export", "open_id"]],
        &[],
    ),
    room("demo", &[CORE, &["service", "store"]], &[]),
    room(
        "visit",
        &[CORE, &["components", "forms", "open_id", "service"]],
        &["leptos", "axum"],
    ),
    room(
        "pages",
        &[
            CORE,
            &[
                "components",
                "islands",
                "forms",
                "open_id",
                "service",
                "visit",
            ],
        ],
        &["leptos", "axum"],
    ),
    room(
        "web",
        &[CORE, &["pages", "api", "service", "visit"]],
        &["leptos", "axum"],
    ),
    room(
        "commands",
        &[
            CORE,
            &[
                "demo", "export", "import", "open_id", "service", "store", "visit", "web",
            ],
        ],
        &["clap", "axum"],
    ),
    room("main", &[&["commands"]], &["clap"]),
    // The map itself names nothing; the browser's script begins there.
    room("lib", &[], &["leptos"]),
];

/// Crates that belong to some rooms. The shell may name any other crate of `Cargo.toml`; the core only those of its
/// rooms and [`CORE_CRATES`].
const GUARDED: &[&str] = &[
    "axum",
    "calamine",
    "clap",
    "leptos",
    "rust_xlsxwriter",
    "sqlx",
    "validator",
];

/// What the core may name besides the standard library.
const CORE_CRATES: &[&str] = &[
    "hex",
    "jiff",
    "rust_decimal",
    "serde",
    "serde_json",
    "sha2",
    "thiserror",
    "toml",
];

/// What reads or changes the world, differs from run to run, or counts in floats: not in the core.
const NOT_PURE: &[&str] = &[
    "std::collections::HashMap",
    "std::collections::HashSet",
    "std::env",
    "std::fs",
    "std::net",
    "std::process",
    "std::thread",
    "std::time",
    "f32",
    "f64",
];

/// What one room of the core may name of that all the same: expected counts are floats, and simulations run side by
/// side, each on a stream of draws of its own, so that the number of threads changes nothing.
const PURE_ALL_THE_SAME: &[(&str, &[&str])] = &[("forecast", &["f64", "std::thread"])];

/// Whether a room of the core may name something impure.
fn may(room: &str, impure: &str) -> bool {
    PURE_ALL_THE_SAME
        .iter()
        .any(|(name, allowed)| *name == room && allowed.contains(&impure))
}

/// A path that a file names, with the names that lead to the file's own module: `["store", "child"]`.
struct Named {
    path: Vec<String>,
    within: Vec<String>,
}

/// Collects every path of a file.
struct Paths {
    within: Vec<String>,
    named: Vec<Named>,
    floats: Vec<String>,
}

impl Paths {
    fn of(file: &Path, src: &Path) -> Paths {
        let text = fs::read_to_string(file).expect("a source file can be read");
        let syntax =
            syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let mut paths = Paths {
            within: module_of(file, src),
            named: Vec::new(),
            floats: Vec::new(),
        };
        paths.visit_file(&syntax);
        paths
    }

    fn add(&mut self, path: Vec<String>) {
        let within = self.within.clone();
        self.named.push(Named { path, within });
    }

    fn add_tree(&mut self, tree: &syn::UseTree, before: &[String]) {
        let with = |name: &dyn ToString| [before, &[name.to_string()]].concat();
        match tree {
            syn::UseTree::Path(path) => self.add_tree(&path.tree, &with(&path.ident)),
            syn::UseTree::Group(group) => group
                .items
                .iter()
                .for_each(|tree| self.add_tree(tree, before)),
            syn::UseTree::Name(name) => self.add(with(&name.ident)),
            syn::UseTree::Rename(rename) => self.add(with(&rename.ident)),
            syn::UseTree::Glob(_) => self.add(before.to_vec()),
        }
    }
}

impl<'ast> Visit<'ast> for Paths {
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        self.within.push(item.ident.to_string());
        visit::visit_item_mod(self, item);
        self.within.pop();
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.add_tree(&item.tree, &[]);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.add(
            path.segments
                .iter()
                .map(|segment| segment.ident.to_string())
                .collect(),
        );
        visit::visit_path(self, path);
    }

    /// A macro's text is not syntax until the macro has read it: any `a::b` in it counts as a path.
    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        let text = call
            .tokens
            .to_string()
            .replace(" :: ", "::")
            .replace(":: ", "::");
        for word in
            text.split(|letter: char| !(letter.is_alphanumeric() || letter == '_' || letter == ':'))
        {
            let names: Vec<String> = word
                .trim_matches(':')
                .split("::")
                .map(str::to_owned)
                .collect();
            if names.len() > 1 && names.iter().all(|name| !name.is_empty()) {
                self.add(names);
            }
        }
        visit::visit_macro(self, call);
    }

    fn visit_lit_float(&mut self, literal: &'ast syn::LitFloat) {
        self.floats.push(literal.to_string());
    }
}

/// The names that lead to a file's module: `src/store/child.rs` is `["store", "child"]`.
fn module_of(file: &Path, src: &Path) -> Vec<String> {
    let inside = file
        .strip_prefix(src)
        .expect("the file is under src")
        .with_extension("");
    let mut names: Vec<String> = inside
        .iter()
        .map(|name| name.to_string_lossy().into_owned())
        .collect();
    if names.len() > 1 && names.last().is_some_and(|name| name == "mod") {
        names.pop();
    }
    names
}

/// The path from the crate's root, where it is one inside the crate: `super::tx` in `store::child` is `store::tx`.
fn in_crate(named: &Named) -> Option<Vec<String>> {
    let supers = named
        .path
        .iter()
        .take_while(|name| *name == "super")
        .count();
    match named.path.first()?.as_str() {
        "crate" | "send_banding" => Some(named.path[1..].to_vec()),
        "self" => Some([&named.within[..], &named.path[1..]].concat()),
        "super" => {
            let above = named.within.len().saturating_sub(supers);
            Some([&named.within[..above], &named.path[supers..]].concat())
        }
        _ => None,
    }
}

/// What is wrong with one path in a room, if anything.
fn fault(room: &Room, named: &Named) -> Option<String> {
    let shown = named.path.join("::");
    if let Some(inside) = in_crate(named) {
        let first = inside.first()?;
        let is_room = ROOMS.iter().any(|room| room.name == first);
        let allowed = room.name == first || room.rooms.iter().any(|set| set.contains(&&**first));
        return (is_room && !allowed)
            .then(|| format!("`{}` may not name `{first}` ({shown})", room.name));
    }
    let first = named.path.first()?.as_str();
    if GUARDED.contains(&first) && !room.crates.contains(&first) {
        return Some(format!(
            "`{}` may not name the crate `{first}` ({shown})",
            room.name
        ));
    }
    if CORE.contains(&room.name) {
        if let Some(impure) = NOT_PURE
            .iter()
            .find(|name| shown == **name || shown.starts_with(&format!("{name}::")))
            .filter(|name| !may(room.name, name))
        {
            return Some(format!(
                "the core may not name `{impure}` (in `{}`: {shown})",
                room.name
            ));
        }
        let is_known = CORE_CRATES.contains(&first) || room.crates.contains(&first);
        if dependencies().iter().any(|name| name == first) && !is_known {
            return Some(format!(
                "the core may not name the crate `{first}` (in `{}`: {shown})",
                room.name
            ));
        }
    }
    None
}

/// Every crate that `Cargo.toml` lists, as the source spells it.
fn dependencies() -> Vec<String> {
    include_str!("../Cargo.toml")
        .lines()
        .skip_while(|line| *line != "[dependencies]")
        .skip(1)
        .take_while(|line| !line.starts_with('['))
        .filter_map(|line| line.split_once(" = "))
        .map(|(name, _)| name.replace('-', "_"))
        .collect()
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("src can be listed") {
        let path = entry.expect("src can be listed").path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

#[test]
fn imports_run_one_way() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = sources(&src);
    assert!(files.len() > 10, "only {} files were found", files.len());
    let mut faults = Vec::new();
    for file in files {
        let name = &module_of(&file, &src)[0];
        let shown = file.strip_prefix(&src).unwrap_or(&file).display();
        let Some(room) = ROOMS.iter().find(|room| room.name == name) else {
            faults.push(format!("src/{shown}: `{name}` is no room of the house"));
            continue;
        };
        let paths = Paths::of(&file, &src);
        faults.extend(
            paths
                .named
                .iter()
                .filter_map(|named| fault(room, named))
                .map(|fault| format!("src/{shown}: {fault}")),
        );
        if CORE.contains(&room.name) && !may(room.name, "f64") {
            faults.extend(
                paths
                    .floats
                    .iter()
                    .map(|float| format!("src/{shown}: the core has no floats ({float})")),
            );
        }
    }
    faults.dedup();
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

/// The test above would also pass if it saw nothing.
#[test]
fn a_path_is_seen_wherever_it_stands() {
    let sees = |text: &str| -> Vec<String> {
        let mut paths = Paths {
            within: vec!["engine".to_owned(), "band".to_owned()],
            named: Vec::new(),
            floats: Vec::new(),
        };
        paths.visit_file(&syn::parse_file(text).expect("the sample is Rust"));
        let engine = ROOMS
            .iter()
            .find(|room| room.name == "engine")
            .expect("the engine is a room");
        paths
            .named
            .iter()
            .filter_map(|named| fault(engine, named))
            .collect()
    };
    assert!(sees("use crate::{needs::Need, rules};").is_empty());
    assert_eq!(sees("use crate::{needs::Need, store::child};").len(), 1);
    assert_eq!(sees("fn f() { crate::store::open() }").len(), 1);
    assert_eq!(
        sees("fn f() { println!(\"{}\", crate::store::X) }").len(),
        1
    );
    assert_eq!(sees("use super::super::web;").len(), 1);
    assert!(sees("use super::trace::Step;").is_empty());
    assert_eq!(
        sees("mod tests { use super::super::super::store; }").len(),
        1
    );
    assert_eq!(sees("fn f(x: f64) {}").len(), 1);
    assert_eq!(sees("use std::{fmt, time::Instant};").len(), 1);
    assert_eq!(sees("use sqlx::Row;").len(), 1);
    assert_eq!(sees("use uuid::Uuid;").len(), 1);
}
