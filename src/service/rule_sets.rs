//! Rule sets as they are named: those inside the executable, and those in a directory.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

use rust_embed::RustEmbed;
use thiserror::Error;

use super::{Moment, ServiceError, trail};
use crate::ids::{Digest, RuleSetRef};
use crate::import::rule_files;
use crate::rules::{self, NoRuleSet, Problem, RuleBook, RuleFile, RuleSet};
use crate::store::rule_set::{self, StoredRuleSet};
use crate::store::rule_step::{self, RuleStep, RuleStepKind};
use crate::store::{Store, Tx};

#[derive(RustEmbed)]
#[folder = "banding-rules/"]
struct Embedded;

/// Why a rule set cannot be used.
#[derive(Debug, Error)]
pub enum RuleSetError {
    /// Neither the name of a rule set nor a directory.
    #[error("there is no rule set and no directory {name}; the rule sets at hand are {known}")]
    Unknown {
        /// What was asked for.
        name: String,
        /// Those that there are.
        known: String,
    },
    /// The directory cannot be read.
    #[error("{0}")]
    Unreadable(String),
    /// The text is no rule set.
    #[error("{}", lines(.0))]
    Wrong(Vec<Problem>),
}

fn lines(problems: &[Problem]) -> String {
    let lines: Vec<String> = problems.iter().map(Problem::to_string).collect();
    lines.join("\n")
}

#[expect(
    clippy::panic,
    reason = "the sets are part of the executable, and a test reads them"
)]
static BOOK: LazyLock<RuleBook> = LazyLock::new(|| {
    let sets = embedded_names().into_iter().map(|name| {
        embedded_files(&name)
            .and_then(|files| rules::read_as(&files, Some(&name)))
            .unwrap_or_else(|problems| panic!("{}", lines(&problems)))
    });
    RuleBook::of(sets).unwrap_or_else(|problems| panic!("{problems:?}"))
});

/// The rule sets inside the executable.
#[must_use]
pub fn rule_book() -> &'static RuleBook {
    &BOOK
}

fn embedded_names() -> Vec<RuleSetRef> {
    let mut names: Vec<RuleSetRef> = Embedded::iter()
        .filter_map(|path| path.rsplit_once('/')?.0.parse().ok())
        .collect();
    names.sort();
    names.dedup();
    names
}

/// The texts of a set; what lies deeper, such as its cases, is not part of it.
fn embedded_files(name: &RuleSetRef) -> Result<Vec<RuleFile>, Vec<Problem>> {
    let mut files = Vec::new();
    for path in Embedded::iter() {
        let is_its = path
            .rsplit_once('/')
            .is_some_and(|(folder, file)| folder == name.to_string() && file.ends_with(".toml"));
        if let (true, Some(file)) = (is_its, Embedded::get(&path)) {
            files.push(RuleFile::from_bytes(&path, &file.data).map_err(|problem| vec![problem])?);
        }
    }
    Ok(files)
}

/// The texts of a set inside the executable by file name, its cases among them.
#[must_use]
pub(super) fn shipped_texts(name: &RuleSetRef) -> BTreeMap<String, String> {
    let folder = format!("{name}/");
    let mut texts = BTreeMap::new();
    for path in Embedded::iter() {
        let own = path
            .strip_prefix(&folder)
            .filter(|own| own.ends_with(".toml"));
        if let (Some(own), Some(file)) = (own, Embedded::get(&path)) {
            let text = String::from_utf8_lossy(&file.data).into_owned();
            texts.insert(own.to_owned(), text);
        }
    }
    texts
}

/// Keeps every set of a book in the database, by its digest, so that it can be read, copied and proposed. To be kept is
/// not to be approved: a set that is new here decides nothing yet. Sets that are kept already stay as they are.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be written.
pub async fn keep(store: &Store, book: &RuleBook, moment: Moment) -> Result<(), ServiceError> {
    let mut tx = store.begin().await?;
    for set in book.iter() {
        ship(&mut tx, set, moment).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Keeps a set of the executable, and says where it came from unless it has a life already.
async fn ship(tx: &mut Tx, set: &RuleSet, moment: Moment) -> Result<(), ServiceError> {
    rule_set::save(tx, &StoredRuleSet::of(set, moment.instant)).await?;
    let life = rule_step::of(tx, set.digest()).await?;
    if life.is_some_and(|life| !life.steps.is_empty()) {
        return Ok(());
    }
    let step = RuleStep {
        digest: set.digest().clone(),
        number: 1,
        kind: RuleStepKind::Shipped,
        by: None,
        at: moment.instant,
        draft: None,
        record: None,
        note: "Shipped with the product".to_owned(),
        from: None,
    };
    rule_step::add(tx, &step).await?;
    let subject = ("rule-set", step.digest.as_str());
    trail::note(tx, moment, None, "rules-shipped", subject).await
}

/// Finds a rule set by its name, by its digest, or in a directory.
///
/// # Errors
/// [`RuleSetError`]: no such set, or every problem of the directory's text.
pub fn find(name: &str) -> Result<RuleSet, RuleSetError> {
    let by_name = |reference: RuleSetRef| rule_book().named(&reference).ok();
    let by_digest = |digest: Digest| rule_book().by_digest(&digest);
    let known = name.parse().ok().and_then(by_name);
    if let Some(set) = known.or_else(|| Digest::parse(name).ok().and_then(by_digest)) {
        return Ok(set.clone());
    }
    if Path::new(name).is_dir() {
        return rules::read(&files_in(Path::new(name))?).map_err(RuleSetError::Wrong);
    }
    let known: Vec<String> = rule_book()
        .iter()
        .map(|set| set.reference().to_string())
        .collect();
    Err(RuleSetError::Unknown {
        name: name.to_owned(),
        known: known.join(", "),
    })
}

/// Checks that a set is in force on a day.
///
/// # Errors
/// [`NoRuleSet::InForce`]; the set of another day is never taken instead.
pub fn in_force_on(set: &RuleSet, on: crate::calendar::Date) -> Result<(), NoRuleSet> {
    if set.in_force().contains(on) {
        return Ok(());
    }
    Err(NoRuleSet::InForce {
        authority: set.scheme.authority.clone(),
        on,
    })
}

/// The rule texts that lie in a directory, by name; not those in directories within it.
///
/// # Errors
/// [`RuleSetError`] if the directory or a file cannot be read, or a file is no text.
fn files_in(directory: &Path) -> Result<Vec<RuleFile>, RuleSetError> {
    let read =
        rule_files::read(directory).map_err(|error| RuleSetError::Unreadable(error.to_string()))?;
    if read.problems.is_empty() {
        Ok(read.files)
    } else {
        Err(RuleSetError::Wrong(read.problems))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sets_inside_the_executable_are_sound() {
        let names: Vec<String> = rule_book()
            .iter()
            .map(|set| set.reference().to_string())
            .collect();
        assert!(
            names.contains(&"exampleshire/2026-04-01".to_owned()),
            "{names:?}"
        );
    }

    #[test]
    fn a_set_is_found_by_name_and_by_digest() {
        let set = find("exampleshire/2026-04-01").unwrap();
        assert_eq!(find(set.digest().as_str()).unwrap().digest(), set.digest());
    }

    #[test]
    fn an_unknown_set_is_answered_with_those_at_hand() {
        let error = find("exampleshire/2024-04-01").unwrap_err().to_string();
        assert!(error.contains("exampleshire/2026-04-01"), "{error}");
    }
}
