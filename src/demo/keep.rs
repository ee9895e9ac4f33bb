//! The invented authority on its way into a database, some children at a time: one transaction, or a file that takes its place
//! only when it is whole, so that there is all of it or nothing.

use jiff::Timestamp;
use thiserror::Error;

use super::applicants::Applicant;
use super::counts::Tally;
use super::draw::known;
use super::person::Person;
use super::{AUTHORITY, Authority, Counts, Record, SignIn, Wish, numbers, outlook};
use crate::access::Role;
use crate::calendar::Date;
use crate::ids::{DecisionId, Digest, ImportRunId, UserId};
use crate::rules::RuleBook;
use crate::service::high_needs::spend::bring_in_step;
use crate::service::monitoring::Planned;
use crate::service::{Moment, ServiceError, beside, monitoring, payments, places, rule_life};
use crate::store::audit::Entry;
use crate::store::import_run::ImportRun;
use crate::store::rule_set::StoredRuleSet;
use crate::store::{
    Page, Store, StoreError, Tx, audit, award, case_authority, child, decision, determination,
    draft, establishment, identity, import_run, indexes, milestone, placement, plan, profile,
    rule_set, user,
};

/// The run that made a database a demonstration: kept among the imports, and the last thing written.
const RUN: &str = "00000000-0000-7000-8000-000064656d6f";
const RUN_KIND: &str = "demo";

/// The most plans of an invented authority whose payments are kept.
const PLANS_PAID_MAX: usize = 25_000;

/// What a database holds, as far as this room may touch it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Held {
    /// Nothing yet.
    Nothing,
    /// A demonstration, whole; the counts that were reported when it was made, as JSON.
    Demonstration(String),
    /// Something else, which is left alone.
    Other,
}

/// Why the authority was not kept. Nothing of it was.
#[derive(Debug, Error)]
pub enum KeepError {
    /// The database holds something.
    #[error("the database holds records already")]
    NotEmpty,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The payments could not be worked out or kept.
    #[error(transparent)]
    Payments(#[from] ServiceError),
}

/// What a database holds.
///
/// # Errors
/// [`StoreError::Unavailable`] if it cannot be read, as one whose tables are not ours.
pub async fn held(store: &Store) -> Result<Held, StoreError> {
    held_in(&mut store.read().await?).await
}

async fn held_in(tx: &mut Tx) -> Result<Held, StoreError> {
    if let Some(run) = import_run::find(tx, &known::<ImportRunId>(RUN)).await? {
        return Ok(if run.kind == RUN_KIND {
            Held::Demonstration(run.summary)
        } else {
            Held::Other
        });
    }
    let one = Page::new(1, 1);
    let children = child::count(tx).await?;
    let establishments = establishment::search(tx, "", one).await?.total;
    let runs = import_run::all(tx, one).await?.total;
    let users = user::all(tx).await?.len();
    let is_empty = children == 0 && establishments == 0 && runs == 0 && users == 0;
    Ok(if is_empty { Held::Nothing } else { Held::Other })
}

/// Whether an authority is kept in one transaction, or may be in several: in a file that nobody opens before it is whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeping {
    /// All of it or nothing.
    Whole,
    /// So many children at a time.
    InParts,
}

/// What identifies records in the order in which they are written; some are asked for by it while others are written.
const IN_ORDER: [&str; 3] = ["child_id", "plan_id", "placement_id"];

/// How many children are held at once.
const CHILDREN_AT_ONCE: usize = 2_000;

/// Keeps an authority in an empty database, with its rule sets and users, at an instant. Says what there is of it.
///
/// `progress` is told what is being written.
///
/// # Errors
/// [`KeepError`]; nothing was kept then, unless it was kept in parts.
pub async fn keep(
    authority: &Authority,
    sign_ins: &[SignIn],
    book: &RuleBook,
    (store, keeping): (&Store, Keeping),
    now: Timestamp,
    progress: &mut dyn FnMut(&str),
) -> Result<Counts, KeepError> {
    let wish = authority.wish;
    let mut tx = store.begin().await?;
    if held_in(&mut tx).await? != Held::Nothing {
        return Err(KeepError::NotEmpty);
    }
    progress("rule sets, establishments and users");
    for payee in &authority.places.payees {
        establishment::save_payee(&mut tx, payee).await?;
    }
    establishment::insert_all(&mut tx, &authority.places.all).await?;
    for user in &authority.users {
        let sign_in = sign_ins.iter().find(|sign_in| sign_in.user == user.name);
        user::insert(
            &mut tx,
            user,
            sign_in.map(|sign_in| sign_in.password_hash.as_str()),
        )
        .await?;
    }
    let approvals = keep_rule_sets(&mut tx, authority, book, now).await?;
    progress("children, plans, placements, profiles, decisions and awards");
    let laid_aside = indexes::lay_aside(&mut tx, &IN_ORDER).await?;
    let mut tally = Tally::of(authority);
    let mut decided = Vec::new();
    let mut records = authority.records(book);
    loop {
        let some: Vec<Record> = records.by_ref().take(CHILDREN_AT_ONCE).collect();
        if some.is_empty() {
            break;
        }
        keep_children(&mut tx, some.iter().map(|record| &record.person)).await?;
        keep_plans(&mut tx, &some).await?;
        keep_placements(&mut tx, &some).await?;
        keep_casework(&mut tx, &some).await?;
        for record in &some {
            tally.add(record);
            decided.extend(record.casework.decisions.iter().map(Decided::of));
        }
        if keeping == Keeping::InParts {
            tx.commit().await?;
            tx = store.begin().await?;
            progress(&format!("{} children", tally.counts.children));
        }
    }
    drop(records);
    let mut applicants = authority.applicants();
    loop {
        let some: Vec<Applicant> = applicants.by_ref().take(CHILDREN_AT_ONCE).collect();
        if some.is_empty() {
            break;
        }
        keep_applicants(&mut tx, &some).await?;
        tally.counts.open_requests += some.len();
    }
    drop(applicants);
    for user in authority.users_at(&tally.children) {
        user::join(&mut tx, &user).await?;
    }
    progress("the audit chain");
    keep_trail(&mut tx, decided, &approvals, now).await?;
    progress("the indexes of all of it");
    indexes::put_back(&mut tx, laid_aside).await?;
    progress("payments");
    let planned = keep_payments(&mut tx, authority, book, now).await?;
    progress("a population, figures and a scenario");
    outlook::keep(&mut tx, (tally.spend, planned), wish, now).await?;
    keep_run(&mut tx, &tally.counts, wish, now).await?;
    tx.commit().await?;
    progress("the counts for the query planner");
    store.analyse().await?;
    Ok(tally.counts)
}

/// Works out the sums of an authority that was kept, so that the first who looks does not wait for them.
///
/// # Errors
/// [`KeepError`]; the authority is whole without them.
pub async fn make_ready(
    store: &Store,
    book: &RuleBook,
    (today, now): (Date, Timestamp),
    progress: &mut dyn FnMut(&str),
) -> Result<(), KeepError> {
    progress("sums of the whole authority");
    beside::make_ready(store, book, Moment::of(now)).await?;
    progress("the sums of what placements cost");
    // As things stand on the invented day, which need not be the clock's.
    let moment = Moment {
        instant: now,
        today,
    };
    Ok(bring_in_step(store, book, moment).await?)
}

/// The payments, places, ledger and statement of this year, in authorities of up to a size above any in England: nobody looks at a nation's lines.
async fn keep_payments(
    tx: &mut Tx,
    authority: &Authority,
    book: &RuleBook,
    now: Timestamp,
) -> Result<Option<Planned>, KeepError> {
    let wish = authority.wish;
    let users = authority.users.iter();
    let mut pay = users.filter(|user| user.roles.contains(&Role::FinanceOfficer));
    // What the first proposes the second releases.
    let (Some(officer), Some(second)) = (pay.next(), pay.next()) else {
        return Ok(None);
    };
    if wish.plans > PLANS_PAID_MAX {
        return Ok(None);
    }
    let people = (&officer.id, &second.id);
    payments::demonstrate(tx, book, wish.today, people, Moment::of(now)).await?;
    let own = numbers::authority();
    // The ledger and the statement are made of the places.
    places::demonstrate(tx, wish.today, &own, Moment::of(now)).await?;
    Ok(monitoring::demonstrate(tx, book, wish.today, people.0, Moment::of(now)).await?)
}

/// Every set, and the invented authority's own approved with a record that says it is invented.
async fn keep_rule_sets(
    tx: &mut Tx,
    authority: &Authority,
    book: &RuleBook,
    now: Timestamp,
) -> Result<Vec<Approval>, StoreError> {
    for set in book.iter() {
        rule_set::save(tx, &StoredRuleSet::of(set, now)).await?;
    }
    let by_role = |role| {
        authority
            .users
            .iter()
            .find(|user| user.roles.contains(&role))
    };
    let (Some(owner), Some(head)) = (by_role(Role::RulesOwner), by_role(Role::HeadOfSend)) else {
        return Ok(Vec::new());
    };
    let people = (&owner.id, &head.id);
    let approved = rule_life::approve_invented(tx, book, AUTHORITY, people, now).await?;
    let by = |(digest, at)| Approval {
        digest,
        at,
        by: head.id.clone(),
    };
    Ok(approved.into_iter().map(by).collect())
}

/// The approval of a rule set, for the audit.
struct Approval {
    digest: Digest,
    at: Timestamp,
    by: UserId,
}

async fn keep_children(
    tx: &mut Tx,
    people: impl Iterator<Item = &Person> + Clone,
) -> Result<(), StoreError> {
    let children: Vec<_> = people.clone().map(|one| one.child.clone()).collect();
    child::insert_all(tx, &children).await?;
    let shared: Vec<_> = people.clone().filter_map(Person::recovered).collect();
    case_authority::insert_all(tx, &shared).await?;
    let identities: Vec<_> = people.clone().map(|one| one.identity.clone()).collect();
    identity::insert_all(tx, &identities).await?;
    let ethnicities: Vec<_> = people
        .map(|one| (one.child.id.clone(), one.ethnicity.to_owned()))
        .collect();
    child::insert_ethnicities(tx, &ethnicities).await
}

/// Children for whom a plan was asked for, with the request and the assessment that has begun.
async fn keep_applicants(tx: &mut Tx, applicants: &[Applicant]) -> Result<(), StoreError> {
    keep_children(tx, applicants.iter().map(|one| &one.person)).await?;
    let requests: Vec<_> = applicants.iter().map(|one| one.request.clone()).collect();
    milestone::save_requests(tx, &requests).await?;
    let assessments = applicants.iter().filter_map(|one| one.assessment.clone());
    milestone::save_assessments(tx, &assessments.collect::<Vec<_>>()).await
}

async fn keep_plans(tx: &mut Tx, records: &[Record]) -> Result<(), StoreError> {
    let requests: Vec<_> = records
        .iter()
        .map(|record| record.plan.request.clone())
        .collect();
    milestone::save_requests(tx, &requests).await?;
    let assessments: Vec<_> = records
        .iter()
        .map(|record| record.plan.assessment.clone())
        .collect();
    milestone::save_assessments(tx, &assessments).await?;
    let plans: Vec<_> = records
        .iter()
        .map(|record| record.plan.plan.clone())
        .collect();
    plan::insert_all(tx, &plans).await?;
    let reviews: Vec<_> = records
        .iter()
        .flat_map(|record| record.plan.reviews.clone())
        .collect();
    plan::insert_reviews(tx, &reviews).await
}

/// Placements, what they cost, and what plans say of them.
async fn keep_placements(tx: &mut Tx, records: &[Record]) -> Result<(), StoreError> {
    let versions: Vec<_> = records
        .iter()
        .flat_map(|record| record.plan.versions.clone())
        .collect();
    plan::insert_versions(tx, &versions).await?;
    let stays: Vec<_> = records
        .iter()
        .flat_map(|record| record.stays.clone())
        .collect();
    placement::insert_all(tx, &stays).await?;
    let costs: Vec<_> = records
        .iter()
        .flat_map(|record| record.costs.clone())
        .collect();
    placement::insert_cost_lines(tx, &costs).await
}

async fn keep_casework(tx: &mut Tx, records: &[Record]) -> Result<(), StoreError> {
    let casework = || records.iter().map(|record| &record.casework);
    let profiles: Vec<_> = casework().flat_map(|file| &file.profiles).collect();
    profile::insert_whole(tx, &profiles).await?;
    for draft in casework().flat_map(|file| &file.drafts) {
        draft::save(tx, &draft.key, &draft.document, 0, draft.saved_at).await?;
    }
    let determinations: Vec<_> = casework()
        .flat_map(|file| file.determinations.clone())
        .collect();
    determination::insert_all(tx, &determinations).await?;
    let decisions: Vec<_> = casework().flat_map(|file| file.decisions.clone()).collect();
    decision::insert_all(tx, &decisions).await?;
    let awards: Vec<_> = casework().flat_map(|file| &file.awards).collect();
    award::insert_whole(tx, &awards).await
}

/// What the audit says of a decision.
struct Decided {
    at: Timestamp,
    id: DecisionId,
    by: UserId,
    answers: String,
}

impl Decided {
    fn of(decision: &decision::Decision) -> Decided {
        Decided {
            at: decision.recorded_at,
            id: decision.id.clone(),
            by: decision.officer.clone(),
            answers: decision.answers.clone(),
        }
    }
}

/// An entry for every approval and every decision, in the order of their times, and one for the demonstration itself.
async fn keep_trail(
    tx: &mut Tx,
    mut decided: Vec<Decided>,
    approvals: &[Approval],
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut approvals = approvals.iter().peekable();
    decided.sort_by(|one, other| (one.at, &one.id).cmp(&(other.at, &other.id)));
    let mut entries = Vec::new();
    for decision in &decided {
        while let Some(approval) = approvals.next_if(|approval| approval.at <= decision.at) {
            entries.push(approved(approval));
        }
        entries.push(Entry {
            // The invented day may lie ahead of the clock; nothing is written down before it happens.
            at: decision.at.min(now),
            actor: Some(&decision.by),
            action: "decision-made",
            subject_kind: "decision",
            subject_id: decision.id.as_str(),
            detail: decision.answers.as_bytes(),
        });
    }
    entries.extend(approvals.map(approved));
    entries.push(Entry {
        at: now,
        actor: None,
        action: "demonstration-made",
        subject_kind: "import-run",
        subject_id: RUN,
        detail: &[],
    });
    audit::append_all(tx, &entries).await
}

fn approved(approval: &Approval) -> Entry<'_> {
    Entry {
        at: approval.at,
        actor: Some(&approval.by),
        action: "rules-approved",
        subject_kind: "rule-set",
        subject_id: approval.digest.as_str(),
        detail: &[],
    }
}

async fn keep_run(
    tx: &mut Tx,
    counts: &Counts,
    wish: Wish,
    now: Timestamp,
) -> Result<(), StoreError> {
    let summary = serde_json::to_string(counts).unwrap_or_default();
    let records = u32::try_from(counts.children).unwrap_or(u32::MAX);
    let run = ImportRun {
        id: known(RUN),
        kind: RUN_KIND.to_owned(),
        file_name: String::new(),
        source: Digest::of(format!("{} {} {}", wish.plans, wish.seed, wish.today).as_bytes()),
        started_by: None,
        started_at: now,
        finished_at: now,
        rows_read: records,
        rows_accepted: records,
        rows_refused: 0,
        summary,
    };
    import_run::insert(tx, &run, &[]).await
}
