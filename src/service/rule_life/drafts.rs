//! Drafts: begun as a copy, saved file by file, each save checked and kept as a version.

use super::check::{Report, Texts, check};
use crate::access::{Action, Actor, Subject};
use crate::ids::{Digest, RuleDraftId, RuleSetRef};
use crate::rules::RuleBook;
use crate::service::reach::require;
use crate::service::{Moment, ServiceError, Store, new_id, rule_sets, trail};
use crate::store::rule_draft::{self, RuleDraft, RuleDraftVersion};
use crate::store::rule_step::{self, RuleStep, RuleStepKind};
use crate::store::{Tx, user};

/// How far a draft is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// It is being written.
    Writing,
    /// It was sent back: being written again, for this reason.
    SentBack(String),
    /// It waits for a second person, as this set.
    Proposed(Digest),
    /// It became this set, and is not changed any more.
    Approved(Digest),
}

impl Stage {
    /// Whether the text may be changed.
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(self, Stage::Writing | Stage::SentBack(_))
    }
}

/// A draft as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftLine {
    /// Which.
    pub id: RuleDraftId,
    /// What its text calls itself, once it is sound.
    pub reference: Option<RuleSetRef>,
    /// Whether it may be proposed.
    pub sound: bool,
    /// How far it is.
    pub stage: Stage,
    /// The version that counts.
    pub version: u32,
    /// Who saved it last.
    pub saved_by: String,
    /// When.
    pub saved_at: Moment,
}

/// A draft, open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenDraft {
    /// How it stands.
    pub line: DraftLine,
    /// The set it was copied from.
    pub started_from: Option<Digest>,
    /// The texts.
    pub texts: Texts,
    /// What the checker finds in them now.
    pub report: Report,
    /// The identity of the set that they make.
    pub digest: Option<Digest>,
    /// Every version, the newest first.
    pub versions: Vec<SavedVersion>,
}

/// A version of a draft as its history shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedVersion {
    /// Its number.
    pub number: u32,
    /// Who saved it.
    pub by: String,
    /// When.
    pub at: Moment,
    /// Whether it was sound.
    pub sound: bool,
}

/// How a beginning ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Begun {
    /// There is a new draft.
    New(RuleDraftId),
    /// Nobody kept the text of that set, only its rules: there is nothing to copy.
    NoText,
}

/// A change to one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The file's name.
    pub name: String,
    /// Its text; none takes the file away.
    pub text: Option<String>,
}

/// How a save ended.
#[derive(Debug)]
pub enum Saved {
    /// It is the version that counts.
    Done,
    /// Somebody else saved the draft first; here is what they left.
    Lost(Box<OpenDraft>),
    /// The draft was proposed or approved and is not changed.
    Closed,
}

/// Every draft, the last saved first.
///
/// # Errors
/// [`ServiceError::Refused`] if the actor may not see drafts.
pub async fn drafts(store: &Store, actor: &Actor) -> Result<Vec<DraftLine>, ServiceError> {
    require(actor, Action::ViewRuleDrafts, &Subject::Anything)?;
    let mut tx = store.read().await?;
    lines(&mut tx).await
}

/// As [`drafts`], in a transaction that goes on.
pub(super) async fn lines(tx: &mut Tx) -> Result<Vec<DraftLine>, ServiceError> {
    let mut lines = Vec::new();
    for (head, latest) in rule_draft::all(tx).await? {
        let report: Report = from_json(&latest.report)?;
        lines.push(line(tx, &head, &latest, &report).await?);
    }
    Ok(lines)
}

/// Begins a draft as a copy of a set's text, cases and all.
///
/// # Errors
/// [`ServiceError::Refused`] if the actor may not edit rules; [`ServiceError::NotFound`] if there is no such set.
pub async fn begin(
    store: &Store,
    book: &RuleBook,
    actor: &Actor,
    from: &Digest,
    moment: Moment,
) -> Result<Begun, ServiceError> {
    require(actor, Action::EditRules, &Subject::Anything)?;
    let mut tx = store.begin().await?;
    let Some(texts) = texts_of(&mut tx, book, from).await? else {
        return Ok(Begun::NoText);
    };
    let id = insert(&mut tx, actor, Some(from), &texts, moment).await?;
    tx.commit().await?;
    Ok(Begun::New(id))
}

/// Begins a draft with the texts of files that its owner has.
///
/// # Errors
/// [`ServiceError::Refused`] if the actor may not edit rules.
pub async fn begin_from_files(
    store: &Store,
    actor: &Actor,
    texts: &Texts,
    moment: Moment,
) -> Result<RuleDraftId, ServiceError> {
    begin_with(store, actor, None, texts, moment).await
}

/// Begins a draft with texts that were made for it.
///
/// # Errors
/// [`ServiceError::Refused`] if the actor may not edit rules.
pub(in crate::service) async fn begin_with(
    store: &Store,
    actor: &Actor,
    from: Option<&Digest>,
    texts: &Texts,
    moment: Moment,
) -> Result<RuleDraftId, ServiceError> {
    require(actor, Action::EditRules, &Subject::Anything)?;
    let mut tx = store.begin().await?;
    let id = insert(&mut tx, actor, from, texts, moment).await?;
    tx.commit().await?;
    Ok(id)
}

async fn insert(
    tx: &mut Tx,
    actor: &Actor,
    from: Option<&Digest>,
    texts: &Texts,
    moment: Moment,
) -> Result<RuleDraftId, ServiceError> {
    let id = new_id(RuleDraftId::parse)?;
    let head = RuleDraft {
        id: id.clone(),
        started_from: from.cloned(),
        begun_by: actor.user.clone(),
        begun_at: moment.instant,
        latest_version: 1,
    };
    let first = version(&id, 1, texts, actor, moment)?;
    rule_draft::insert(tx, &head, &first).await?;
    note(tx, moment, actor, "rule-draft-begun", &id).await?;
    Ok(id)
}

/// The text that a set was made of; `None` where only its rules were kept.
async fn texts_of(
    tx: &mut Tx,
    book: &RuleBook,
    digest: &Digest,
) -> Result<Option<Texts>, ServiceError> {
    let life = rule_step::of(tx, digest)
        .await?
        .ok_or(ServiceError::NotFound)?;
    let written = life.steps.iter().rev().find_map(|step| step.draft.clone());
    if let Some((draft, number)) = written {
        let version = rule_draft::version(tx, &draft, number).await?;
        return version.map(|version| from_json(&version.files)).transpose();
    }
    Ok(book
        .by_digest(digest)
        .map(|set| rule_sets::shipped_texts(&set.reference())))
}

/// Opens a draft. Its texts are checked as they stand, by the checker of today.
///
/// # Errors
/// [`ServiceError::Refused`] if the actor may not see drafts; [`ServiceError::NotFound`] if there is none.
pub async fn open(
    store: &Store,
    actor: &Actor,
    id: &RuleDraftId,
) -> Result<OpenDraft, ServiceError> {
    require(actor, Action::ViewRuleDrafts, &Subject::Anything)?;
    let mut tx = store.read().await?;
    load(&mut tx, id).await
}

/// As [`open`], in a transaction that goes on.
pub(super) async fn load(tx: &mut Tx, id: &RuleDraftId) -> Result<OpenDraft, ServiceError> {
    let (head, latest) = rule_draft::find(tx, id)
        .await?
        .ok_or(ServiceError::NotFound)?;
    let texts: Texts = from_json(&latest.files)?;
    let (set, report) = check(&texts);
    let mut versions = Vec::new();
    for version in rule_draft::versions_of(tx, id).await? {
        let then: Report = from_json(&version.report)?;
        versions.push(SavedVersion {
            number: version.number,
            by: name_of(tx, &version).await?,
            at: Moment::of(version.at),
            sound: then.is_sound(),
        });
    }
    versions.reverse();
    Ok(OpenDraft {
        line: line(tx, &head, &latest, &report).await?,
        started_from: head.started_from,
        texts,
        report,
        digest: set.map(|set| set.digest().clone()),
        versions,
    })
}

/// Saves changes to files over the version that the owner saw, as one version more.
///
/// # Errors
/// [`ServiceError::Refused`] if the actor may not edit rules; [`ServiceError::NotFound`] if there is no such draft.
pub async fn save(
    store: &Store,
    actor: &Actor,
    (id, based_on): (&RuleDraftId, u32),
    changes: &[Change],
    moment: Moment,
) -> Result<Saved, ServiceError> {
    require(actor, Action::EditRules, &Subject::Anything)?;
    let mut tx = store.begin().await?;
    let before = load(&mut tx, id).await?;
    if !before.line.stage.is_open() {
        return Ok(Saved::Closed);
    }
    if before.line.version != based_on {
        return Ok(Saved::Lost(Box::new(before)));
    }
    let mut texts = before.texts;
    for change in changes {
        match &change.text {
            Some(text) => texts.insert(change.name.clone(), text.clone()),
            None => texts.remove(&change.name),
        };
    }
    let next = version(id, based_on + 1, &texts, actor, moment)?;
    match rule_draft::add_version(&mut tx, &next).await {
        Ok(()) => {}
        Err(crate::store::StoreError::Conflict) => {
            tx.rollback().await?;
            return Ok(Saved::Lost(Box::new(open(store, actor, id).await?)));
        }
        Err(error) => return Err(error.into()),
    }
    note(&mut tx, moment, actor, "rule-draft-saved", id).await?;
    tx.commit().await?;
    Ok(Saved::Done)
}

fn version(
    draft: &RuleDraftId,
    number: u32,
    texts: &Texts,
    actor: &Actor,
    moment: Moment,
) -> Result<RuleDraftVersion, ServiceError> {
    let (set, report) = check(texts);
    Ok(RuleDraftVersion {
        draft: draft.clone(),
        number,
        files: to_json(texts)?,
        digest: set.map(|set| set.digest().clone()),
        report: to_json(&report)?,
        by: actor.user.clone(),
        at: moment.instant,
    })
}

async fn line(
    tx: &mut Tx,
    head: &RuleDraft,
    latest: &RuleDraftVersion,
    report: &Report,
) -> Result<DraftLine, ServiceError> {
    Ok(DraftLine {
        id: head.id.clone(),
        reference: report.reference.clone(),
        sound: report.is_sound(),
        stage: stage(tx, &head.id).await?,
        version: latest.number,
        saved_by: name_of(tx, latest).await?,
        saved_at: Moment::of(latest.at),
    })
}

/// How far a draft is, by what became of its newest proposal.
async fn stage(tx: &mut Tx, id: &RuleDraftId) -> Result<Stage, ServiceError> {
    let Some(proposed) = rule_step::proposed_from(tx, id).await? else {
        return Ok(Stage::Writing);
    };
    let life = rule_step::of(tx, &proposed.digest).await?;
    let after = life
        .map(|life| life.steps)
        .unwrap_or_default()
        .into_iter()
        .find(|step| step.number > proposed.number);
    Ok(match after {
        None => Stage::Proposed(proposed.digest),
        Some(RuleStep {
            kind: RuleStepKind::SentBack,
            note,
            ..
        }) => Stage::SentBack(note),
        Some(_) => Stage::Approved(proposed.digest),
    })
}

async fn name_of(tx: &mut Tx, version: &RuleDraftVersion) -> Result<String, ServiceError> {
    let known = user::find(tx, &version.by).await?;
    Ok(known.map(|known| known.display_name).unwrap_or_default())
}

async fn note(
    tx: &mut Tx,
    moment: Moment,
    actor: &Actor,
    action: &str,
    id: &RuleDraftId,
) -> Result<(), ServiceError> {
    let subject = ("rule-draft", id.as_str());
    trail::note(tx, moment, Some(&actor.user), action, subject).await
}

pub(super) fn to_json(value: &impl serde::Serialize) -> Result<String, ServiceError> {
    serde_json::to_string(value).map_err(|error| ServiceError::Broken(Box::new(error)))
}

pub(super) fn from_json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, ServiceError> {
    serde_json::from_str(text).map_err(|error| ServiceError::Broken(Box::new(error)))
}
