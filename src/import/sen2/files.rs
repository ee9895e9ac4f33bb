//! The nine files of a return, found by the module at the end of their names.

use std::path::{Path, PathBuf};

use super::super::source::error_in_words;
use super::super::{SourceFile, Unreadable};
use super::module::{MODULES, Module};

/// Finds and reads the nine files.
pub(super) fn read_all(folder: &Path) -> Result<Vec<Module>, Unreadable> {
    let unopened = |error: &std::io::Error| Unreadable::Unopened {
        file: folder.display().to_string(),
        why: error_in_words(error),
    };
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(|error| unopened(&error))? {
        let path = entry.map_err(|error| unopened(&error))?.path();
        if path.is_file() {
            paths.push(path);
        }
    }
    paths.sort();
    let mut found = Vec::new();
    let mut missing = Vec::new();
    for (module, _) in MODULES {
        let mut of_module: Vec<&PathBuf> =
            paths.iter().filter(|path| is_of(path, module)).collect();
        match (of_module.pop(), of_module.pop()) {
            (Some(path), None) => found.push((module, path)),
            (Some(last), Some(other)) => {
                return Err(incomplete(
                    folder,
                    format!(
                        "{} and {} are both “{module}”; a return has one of each",
                        name(other),
                        name(last)
                    ),
                ));
            }
            (None, _) => missing.push(module),
        }
    }
    if !missing.is_empty() {
        let why = format!(
            "a return has nine files, and the ones whose names end in {} are not there",
            missing.map_names()
        );
        return Err(incomplete(folder, why));
    }
    found
        .into_iter()
        .map(|(module, path)| Module::read(module, &SourceFile::read(path)?))
        .collect()
}

/// Names of files as a message lists them.
trait MapNames {
    fn map_names(&self) -> String;
}

impl MapNames for Vec<&str> {
    fn map_names(&self) -> String {
        let names: Vec<String> = self.iter().map(|module| format!("_{module}.csv")).collect();
        names.join(", ")
    }
}

fn incomplete(folder: &Path, why: String) -> Unreadable {
    Unreadable::IncompleteReturn {
        folder: folder.display().to_string(),
        why,
    }
}

fn name(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

/// Whether a file's name is the module's, alone or after a mark: `Blade-Export_16-01-2025_person.csv`.
fn is_of(path: &Path, module: &str) -> bool {
    let name = name(path).to_ascii_lowercase();
    let Some(stem) = name.strip_suffix(".csv") else {
        return false;
    };
    match stem.strip_suffix(module) {
        Some(before) => before.is_empty() || before.ends_with(['_', '-', ' ', '.']),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_is_known_by_the_end_of_its_name() {
        for file in ["Blade-Export_16-01-2025_sen2.csv", "SEN2.CSV", "x-sen2.csv"] {
            assert!(is_of(Path::new(file), "sen2"), "{file}");
        }
        for file in ["mysen2.csv", "sen2.txt", "Blade_plandetail.csv"] {
            assert!(!is_of(Path::new(file), "sen2"), "{file}");
        }
    }
}
