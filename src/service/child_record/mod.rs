//! A child's record as its reader may see it. Every look, and every refused one, leaves an audit entry.

mod history;
mod sees;
pub(super) mod worth;

use std::collections::{BTreeMap, BTreeSet};

use super::caseload::kept_elsewhere;
use super::reach::allows;
use super::scoring::rules_of;
use super::{Moment, ServiceError, kept_back, trail};
use crate::access::{Action, Actor, Restriction, Subject, Verdict, may};
use crate::calendar::{Date, YearGroup};
use crate::ids::{AwardId, ChildId, Digest, EstablishmentId, LocalId, ProfileId, Uln, Upn, UserId};
use crate::needs::Need;
use crate::rules::RuleBook;
use crate::store::section_f_check::LinesOfDecisions;
use crate::store::timeline::{self, Timeline};
use crate::store::{Store, Tx, establishment, plan_extract, user};

pub use super::caseload::{Field, KeptElsewhere};
pub use super::kept_back::KeptBack;
pub use crate::engine::{PeriodPrice, PriceReason};
pub use crate::store::award::{AwardPrice, AwardVersion};
pub use crate::store::decision::{Decision, DecisionKind};
pub use crate::store::determination::{DeterminationStatus, StoredDetermination};
pub use crate::store::placement::{CostKind, CostLine, CostPer, Placement};
pub use crate::store::plan::{Plan, PlanState, PlanVersion};
pub use crate::store::plan_extract::Extract;
pub use crate::store::profile::{ProfileState, ProfileVersion};
pub use history::{Event, Happened};
pub use sees::Sees;
pub(in crate::service) use sees::works_here;
pub use worth::Worth;

/// A child's record, holding only what its reader may see.
#[derive(Debug)]
pub struct ChildRecord {
    /// Whose.
    pub child: ChildId,
    /// The local reference.
    pub local_id: LocalId,
    /// The learner number.
    pub uln: Option<Uln>,
    /// Given and family name; `None` once erased.
    pub name: Option<String>,
    /// The birth date, where known.
    pub birth_date: Option<Date>,
    /// The year group now.
    pub year: Option<YearGroup>,
    /// The pupil number.
    pub upn: Option<Upn>,
    /// Whether the record is restricted.
    pub restricted: bool,
    /// Whether an authority looks after the child.
    pub looked_after: bool,
    /// The primary need in the newest plan.
    pub need: Option<Need>,
    /// The newest plan.
    pub plan: Option<Plan>,
    /// The main placement today.
    pub placement: Option<Placement>,
    /// The placements, the latest first, each with its cost lines.
    pub placements: Vec<(Placement, Vec<CostLine>)>,
    /// The award in force today.
    pub award: Option<AwardVersion>,
    /// What that award is worth today.
    pub award_worth: Option<Worth>,
    /// The awards, the latest first.
    pub awards: Vec<AwardVersion>,
    /// Those of them that a tribunal's order made and no later decision ended.
    pub ordered: BTreeSet<AwardId>,
    /// What each award is worth by period.
    pub worth: BTreeMap<AwardId, Vec<PeriodPrice>>,
    /// How far the newest profile has come.
    pub profile_state: Option<ProfileState>,
    /// Whether levels of need were ever agreed.
    pub has_agreed_levels: bool,
    /// Who scores the newest profile, where it is not sent; none otherwise, or where an import began it.
    pub scorer: Option<UserId>,
    /// Whether that is the reader.
    pub scores_it: bool,
    /// The extracts of its plans that are there, the latest first.
    pub extracts: Vec<Extract>,
    /// What happened, the latest first.
    pub history: Vec<Event>,
    /// The lines of Section F that were gone through for its decisions.
    pub section_f_lines: LinesOfDecisions,
    /// The names of the establishments that the record mentions.
    pub establishments: BTreeMap<EstablishmentId, String>,
    /// The names of the officers that the record mentions; none for readers outside the authority.
    pub officers: BTreeMap<UserId, String>,
    /// What the council's case system keeps of the child, for the authority's own staff; none for a child of no extract.
    pub kept_elsewhere: Option<KeptElsewhere>,
    /// Why bands, levels and amounts are not in it, where the reader is to judge them first.
    pub kept_back: Option<KeptBack>,
    /// What the reader may see.
    pub sees: Sees,
    /// The day that “now” means.
    pub today: Date,
}

impl ChildRecord {
    /// Whether it tells what came of a profile: its indicative band or what was decided on it.
    fn tells_of(&self, profile: &ProfileId) -> bool {
        self.history.iter().any(|event| match &event.happened {
            Happened::Determined(made) => made.profile == *profile,
            Happened::Decided(decision) => {
                let of = decision.profile.as_ref();
                of.is_some_and(|(id, _)| id == profile)
            }
            _ => false,
        })
    }
}

/// Opens a child's record.
///
/// # Errors
/// [`ServiceError::NotFound`] if there is no such child or the actor may not see it; both are written down.
pub async fn open(
    store: &Store,
    rules: &RuleBook,
    actor: &Actor,
    id: &ChildId,
    moment: Moment,
) -> Result<ChildRecord, ServiceError> {
    let mut tx = store.read().await?;
    let found = timeline::of(&mut tx, id)
        .await?
        .filter(|found| may_open(actor, found, moment.today));
    let Some(found) = found else {
        drop(tx);
        trail::child_refused(store, moment, actor, id).await?;
        return Err(ServiceError::NotFound);
    };
    let record = reveal(&mut tx, rules, actor, found, moment.today).await?;
    let unscored = kept_back::might_score_again(&mut tx, actor, id).await?;
    let seen = unscored.filter(|profile| record.tells_of(profile));
    drop(tx);
    if let Some(profile) = seen {
        let (by, subject) = (Some(&actor.user), ("profile", profile.as_str()));
        trail::note_alone(store, moment, by, "profile-band-seen", subject).await?;
    }
    trail::note_alone(
        store,
        moment,
        Some(&actor.user),
        "child-viewed",
        ("child", id.as_str()),
    )
    .await?;
    Ok(record)
}

fn may_open(actor: &Actor, found: &Timeline, today: Date) -> bool {
    let places = present_establishments(found, today);
    let child = Subject::Child {
        establishments: &places,
        restriction: Restriction::of(&found.child.id, found.child.restricted),
    };
    may(actor, Action::ViewChild, &child) == Verdict::Allowed
}

/// Where the child is today, and where money goes for it today.
pub(in crate::service) fn present_establishments(
    found: &Timeline,
    today: Date,
) -> BTreeSet<EstablishmentId> {
    let placed = found
        .placements
        .iter()
        .filter(|placement| covers(placement.from, placement.to, today))
        .filter_map(|placement| placement.establishment.clone());
    let awarded = found
        .awards
        .iter()
        .filter(|(_, terms)| covers(Some(terms.from), terms.to, today))
        .filter_map(|(_, terms)| terms.establishment.clone());
    placed.chain(awarded).collect()
}

fn covers(from: Option<Date>, to: Option<Date>, day: Date) -> bool {
    from.is_none_or(|from| from <= day) && to.is_none_or(|to| day < to)
}

/// Takes out of a history what its reader may not see.
async fn reveal(
    tx: &mut Tx,
    rules: &RuleBook,
    actor: &Actor,
    mut found: Timeline,
    today: Date,
) -> Result<ChildRecord, ServiceError> {
    let restriction = Restriction::of(&found.child.id, found.child.restricted);
    let mut sees = Sees::of(actor, restriction);
    let kept_back = kept_back::of(tx, actor, &found.child.id).await?;
    if kept_back.is_some() {
        keep_back(&mut found, &mut sees);
    }
    if !sees.work {
        // Another school's share of a child's history is not this school's to see.
        let own = |place: &Option<EstablishmentId>| {
            place
                .as_ref()
                .is_some_and(|place| actor.establishments.contains(place))
        };
        found
            .placements
            .retain(|placement| own(&placement.establishment));
        found.awards.retain(|(_, terms)| own(&terms.establishment));
    }
    let always = allows(actor, Action::ViewBandBeforeDecision);
    let shown = shown_before_decision(tx, rules, &found).await;
    let shows_band = |digest: &Digest| always || shown.contains(digest);
    let history = history::of(&found, sees, &shows_band);
    let establishments = names_of_establishments(tx, &found).await?;
    let officers = if sees.work {
        names_of_officers(tx, &history).await?
    } else {
        BTreeMap::new()
    };
    let worth = if sees.awards {
        worth::worth(tx, rules, &found).await?
    } else {
        BTreeMap::new()
    };
    let kept = if sees.work {
        kept_elsewhere(tx, &found.child.id).await?
    } else {
        None
    };
    let extracts = if sees.extracts {
        let all = plan_extract::of_child(tx, &found.child.id).await?;
        all.into_iter().filter(|one| one.file.is_some()).collect()
    } else {
        Vec::new()
    };
    let record = assemble(
        (found, worth, extracts),
        history,
        establishments,
        officers,
        sees,
        today,
    );
    Ok(ChildRecord {
        kept_elsewhere: kept,
        kept_back,
        scores_it: record.scorer.as_ref() == Some(&actor.user),
        ..record
    })
}

/// Takes out of a history what its reader sees once the levels are judged: that profiles were sent and agreed is told, and
/// nothing of what they come to.
fn keep_back(found: &mut Timeline, sees: &mut Sees) {
    found.determinations.clear();
    found.decisions.clear();
    found.awards.clear();
    found.section_f_lines.clear();
    for (_, versions) in &mut found.profiles {
        for version in versions {
            version.note.clear();
        }
    }
    sees.awards = false;
    sees.statements = false;
}

/// The sets of a record's determinations that show the band before the decision. One that cannot be read counts as
/// band-blind: nothing is shown that might have to be hidden.
async fn shown_before_decision(
    tx: &mut Tx,
    rules: &RuleBook,
    found: &Timeline,
) -> BTreeSet<Digest> {
    let used: BTreeSet<&Digest> = found
        .determinations
        .iter()
        .map(|made| &made.rule_set)
        .collect();
    let mut shown = BTreeSet::new();
    for digest in used {
        let set = rules_of(tx, rules, digest).await;
        if set.is_ok_and(|set| !set.scheme.band_blind) {
            shown.insert(digest.clone());
        }
    }
    shown
}

async fn names_of_establishments(
    tx: &mut Tx,
    found: &Timeline,
) -> Result<BTreeMap<EstablishmentId, String>, ServiceError> {
    let placed = found
        .placements
        .iter()
        .filter_map(|placement| placement.establishment.as_ref());
    let awarded = found
        .awards
        .iter()
        .filter_map(|(_, terms)| terms.establishment.as_ref());
    let ids: BTreeSet<&EstablishmentId> = placed.chain(awarded).collect();
    let mut names = BTreeMap::new();
    for id in ids {
        if let Some(place) = establishment::find(tx, id).await? {
            names.insert(id.clone(), place.name);
        }
    }
    Ok(names)
}

async fn names_of_officers(
    tx: &mut Tx,
    history: &[Event],
) -> Result<BTreeMap<UserId, String>, ServiceError> {
    let ids: BTreeSet<&UserId> = history
        .iter()
        .flat_map(|event| [event.happened.by(), event.happened.whom()])
        .flatten()
        .collect();
    let mut names = BTreeMap::new();
    for id in ids {
        if let Some(officer) = user::find(tx, id).await? {
            names.insert(id.clone(), officer.display_name);
        }
    }
    Ok(names)
}

fn assemble(
    (found, worth, extracts): (Timeline, BTreeMap<AwardId, Vec<PeriodPrice>>, Vec<Extract>),
    history: Vec<Event>,
    establishments: BTreeMap<EstablishmentId, String>,
    officers: BTreeMap<UserId, String>,
    sees: Sees,
    today: Date,
) -> ChildRecord {
    let newest = found.plans.last();
    let need = newest
        .and_then(|plan| plan.versions.last())
        .and_then(|version| version.needs.first().copied());
    let unsent = |version: &&ProfileVersion| {
        matches!(version.state, ProfileState::Draft | ProfileState::SentBack)
    };
    let scorer = found
        .profiles
        .first()
        .and_then(|(_, versions)| versions.last().filter(unsent))
        .and_then(|version| version.scored_by.clone())
        .filter(|_| sees.work);
    let profile_state = found
        .profiles
        .first()
        .and_then(|(_, versions)| versions.last())
        .map(|version| version.state);
    let has_agreed_levels = found.profiles.iter().any(|(_, versions)| {
        let last = versions.last();
        last.is_some_and(|last| last.state == ProfileState::Agreed)
    });
    let mut placements: Vec<(Placement, Vec<CostLine>)> = found
        .placements
        .into_iter()
        .map(|placement| {
            let costs = found
                .cost_lines
                .iter()
                .filter(|line| sees.awards && line.placement == placement.id);
            let costs = costs.cloned().collect();
            (placement, costs)
        })
        .collect();
    placements.reverse();
    let awards: Vec<AwardVersion> = if sees.awards {
        found.awards.into_iter().map(|(_, terms)| terms).collect()
    } else {
        Vec::new()
    };
    let is_ordered = |terms: &&AwardVersion| {
        let mut decisions = found.decisions.iter();
        decisions.any(|made| made.id == terms.decision && made.kind == DecisionKind::Tribunal)
    };
    let ordered = awards.iter().filter(is_ordered);
    let ordered = ordered.map(|terms| terms.award.clone()).collect();
    let main = placements
        .iter()
        .map(|(placement, _)| placement)
        .filter(|placement| covers(placement.from, placement.to, today))
        .min_by_key(|placement| placement.rank);
    let birth_date = found
        .identity
        .as_ref()
        .and_then(|identity| identity.birth_date);
    let award = awards
        .iter()
        .find(|terms| covers(Some(terms.from), terms.to, today));
    let award_worth = award.and_then(|terms| {
        let prices = worth.get(&terms.award);
        Worth::on(terms, prices.map(Vec::as_slice), today)
    });
    ChildRecord {
        child: found.child.id,
        local_id: found.child.local_id,
        uln: found.child.uln,
        name: found
            .identity
            .as_ref()
            .map(|identity| format!("{} {}", identity.forename, identity.surname)),
        birth_date,
        year: birth_date.and_then(|birth| YearGroup::of(birth, today)),
        upn: found.identity.and_then(|identity| identity.upn),
        restricted: found.child.restricted,
        looked_after: sees.work && found.child.looked_after,
        need: need.filter(|_| sees.needs),
        plan: newest.map(|plan| plan.plan.clone()),
        placement: main.cloned(),
        placements,
        award: award.cloned(),
        award_worth,
        awards,
        ordered,
        worth,
        profile_state: profile_state
            .filter(|state| sees.needs && (sees.work || *state == ProfileState::Agreed)),
        has_agreed_levels: sees.needs && has_agreed_levels,
        scorer,
        scores_it: false,
        extracts,
        history,
        section_f_lines: if sees.work {
            found.section_f_lines
        } else {
            LinesOfDecisions::new()
        },
        establishments,
        officers,
        kept_elsewhere: None,
        kept_back: None,
        sees,
        today,
    }
}
