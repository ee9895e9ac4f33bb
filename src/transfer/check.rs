//! What well-formed contents are: JSON of the right shape may still hold what no record can.

use std::collections::BTreeSet;

use thiserror::Error;

use super::{Contents, DomainFacts, PlaceFacts, ProfileFacts, VersionFacts};
use crate::letters::is_unseen;
use crate::needs::Grounds;

/// The longest name, title or code, in characters.
const NAME_MAX: usize = 300;

/// The longest description of a level, quotation or sentence, in characters.
const WORDS_MAX: usize = 10_000;

/// The most entries of any list.
const ENTRIES_MAX: usize = 200;

/// The states that a version of a plan may have.
const STATES: &[&str] = &["draft", "final", "amended", "tribunal_ordered"];

/// What is wrong with contents, in words that name no child.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum Wrong {
    /// A text is blank, too long, or holds characters that no text has.
    #[error("a text in it is blank, too long or holds control characters")]
    Text,
    /// A list is too long.
    #[error("a list in it is longer than any record’s")]
    TooMany,
    /// It is sent by the authority that it is for.
    #[error("it is from the authority that it is for")]
    SameAuthority,
    /// There is no version of the plan.
    #[error("it holds no version of the plan")]
    NoVersion,
    /// A code is none that we know.
    #[error("it holds a code that is not known here")]
    Code,
    /// A domain or version is there twice.
    #[error("the same domain or version is in it twice")]
    Twice,
}

impl Contents {
    /// Whether the contents are ones that a record can be made of.
    ///
    /// # Errors
    /// [`Wrong`], the first that is found.
    pub fn check(&self) -> Result<(), Wrong> {
        if self.from.code == self.to.code {
            return Err(Wrong::SameAuthority);
        }
        for name in [&self.from.name, &self.to.name] {
            line(name)?;
        }
        for name in [&self.child.forename, &self.child.surname] {
            line(name)?;
        }
        if let Some(sex) = &self.child.sex
            && !["F", "M"].contains(&sex.as_str())
        {
            return Err(Wrong::Code);
        }
        let versions = &self.plan.versions;
        if versions.is_empty() {
            return Err(Wrong::NoVersion);
        }
        few(versions.len())?;
        once(versions.iter().map(|version| version.id.as_str()))?;
        versions.iter().try_for_each(version)?;
        if let Some(placement) = &self.placement {
            place(&placement.at)?;
        }
        self.profile.as_ref().map_or(Ok(()), profile)
    }
}

fn version(version: &VersionFacts) -> Result<(), Wrong> {
    if !STATES.contains(&version.state.as_str()) {
        return Err(Wrong::Code);
    }
    for code in [&version.residential, &version.work_based] {
        code.as_deref().map_or(Ok(()), line)?;
    }
    few(version.needs.len())?;
    once(version.needs.iter().map(|need| need.code()))?;
    few(version.named.len())?;
    version.named.iter().try_for_each(place)
}

fn place(at: &PlaceFacts) -> Result<(), Wrong> {
    for words in [&at.name, &at.setting_other] {
        words.as_deref().map_or(Ok(()), line)?;
    }
    Ok(())
}

fn profile(profile: &ProfileFacts) -> Result<(), Wrong> {
    line(&profile.rules.title)?;
    few(profile.domains.len())?;
    few(profile.besides.len())?;
    once(profile.domains.iter().map(|domain| domain.id.as_str()))?;
    profile
        .besides
        .iter()
        .try_for_each(|words| passage(words))?;
    profile.domains.iter().try_for_each(domain)
}

fn domain(domain: &DomainFacts) -> Result<(), Wrong> {
    line(&domain.title)?;
    domain.says.as_deref().map_or(Ok(()), passage)?;
    let pieces = domain.evidence.as_ref();
    few(pieces.map_or(0, Grounds::count))?;
    for evidence in pieces.into_iter().flat_map(Grounds::iter) {
        evidence.page.as_deref().map_or(Ok(()), line)?;
        evidence.report.as_deref().map_or(Ok(()), line)?;
        passage(&evidence.quotation)?;
    }
    Ok(())
}

fn few(entries: usize) -> Result<(), Wrong> {
    if entries > ENTRIES_MAX {
        return Err(Wrong::TooMany);
    }
    Ok(())
}

fn once<'a>(ids: impl Iterator<Item = &'a str>) -> Result<(), Wrong> {
    let mut seen = BTreeSet::new();
    for id in ids {
        if !seen.insert(id) {
            return Err(Wrong::Twice);
        }
    }
    Ok(())
}

/// A name, title or code: one line.
fn line(text: &str) -> Result<(), Wrong> {
    let fits =
        !text.trim().is_empty() && text.chars().count() <= NAME_MAX && !text.chars().any(is_unseen);
    if fits { Ok(()) } else { Err(Wrong::Text) }
}

/// Words that may have several lines.
fn passage(text: &str) -> Result<(), Wrong> {
    let is_unseen = |letter: char| is_unseen(letter) && !letter.is_whitespace();
    let fits = !text.trim().is_empty()
        && text.chars().count() <= WORDS_MAX
        && !text.chars().any(is_unseen);
    if fits { Ok(()) } else { Err(Wrong::Text) }
}
