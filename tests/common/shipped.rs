//! The rule sets beside the code, read as a rules owner's directory is read.

use std::path::{Path, PathBuf};

use send_banding::rules::{RuleFile, RuleSet, read_as};

/// A directory under `banding-rules`.
pub fn directory(reference: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("banding-rules")
        .join(reference)
}

/// The rule files of one directory.
pub fn files(directory: &Path) -> Vec<RuleFile> {
    let entries = std::fs::read_dir(directory).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|end| end == "toml"));
    let read = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_str().unwrap();
        RuleFile::from_bytes(name, &std::fs::read(path).unwrap()).unwrap()
    };
    paths.iter().map(read).collect()
}

/// A shipped set by its reference.
pub fn shipped(reference: &str) -> RuleSet {
    let named = reference.parse().unwrap();
    read_as(&files(&directory(reference)), Some(&named)).unwrap_or_else(|problems| {
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        panic!("{reference}:\n{}", lines.join("\n"))
    })
}
