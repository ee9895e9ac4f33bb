//! What happened to a child's record, in order, as one reader may see it.

use super::Sees;
use crate::calendar::Date;
use crate::ids::{Digest, UserId};
use crate::needs::Need;
use crate::service::Moment;
use crate::store::award::AwardVersion;
use crate::store::decision::Decision;
use crate::store::determination::StoredDetermination;
use crate::store::placement::Placement;
use crate::store::plan::{PlanVersion, Review};
use crate::store::profile::{ProfileState, ProfileVersion};
use crate::store::record_officer::{NamingEnded, RecordOfficer};
use crate::store::timeline::{PlanHistory, Timeline};

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The day.
    pub on: Date,
    /// What happened.
    pub happened: Happened,
}

/// What happened on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Happened {
    /// A needs assessment was asked for.
    Requested,
    /// A plan said something new.
    PlanVersion {
        /// What it is.
        version: PlanVersion,
        /// Its needs, the primary first; none where the reader may not see them.
        needs: Vec<Need>,
    },
    /// A plan was reviewed.
    Reviewed(Review),
    /// A plan ceased.
    PlanCeased,
    /// A placement began.
    Placed(Placement),
    /// A placement ended; the day is the last one in it.
    PlacementEnded(Placement),
    /// A profile came further.
    Profile(ProfileVersion),
    /// The engine made an indicative band.
    Determined(StoredDetermination),
    /// An officer decided.
    Decided(Decision),
    /// An award began.
    Awarded(AwardVersion),
    /// An award ended; the day is the last paid one.
    AwardEnded(AwardVersion),
    /// An officer was named for the restricted record.
    OfficerNamed(RecordOfficer),
    /// An officer is named for it no more.
    NamingEnded(UserId, NamingEnded),
}

impl Happened {
    /// Who did it, where somebody of the authority did.
    #[must_use]
    pub fn by(&self) -> Option<&UserId> {
        match self {
            Happened::Profile(version) => version.by.as_ref(),
            Happened::Determined(made) => made.made_by.as_ref(),
            Happened::Decided(decision) => Some(&decision.officer),
            Happened::OfficerNamed(named) => Some(&named.named_by),
            Happened::NamingEnded(_, ended) => Some(&ended.by),
            _ => None,
        }
    }

    /// Whom else it is about, of the authority's officers.
    #[must_use]
    pub fn whom(&self) -> Option<&UserId> {
        match self {
            Happened::OfficerNamed(named) => Some(&named.officer),
            Happened::NamingEnded(officer, _) => Some(officer),
            _ => None,
        }
    }

    /// The place among events of one day: causes before what they cause.
    fn rank(&self) -> u8 {
        match self {
            Happened::PlacementEnded(_) | Happened::AwardEnded(_) | Happened::PlanCeased => 0,
            Happened::Requested => 1,
            Happened::PlanVersion { .. } => 2,
            Happened::Reviewed(_) => 3,
            Happened::Placed(_) => 4,
            Happened::Profile(_) => 5,
            Happened::Determined(_) => 6,
            Happened::Decided(_) => 7,
            Happened::Awarded(_) => 8,
            Happened::OfficerNamed(_) => 9,
            Happened::NamingEnded(..) => 10,
        }
    }
}

/// The history that a reader may see, the latest first.
pub(super) fn of(
    found: &Timeline,
    sees: Sees,
    shows_band: &impl Fn(&Digest) -> bool,
) -> Vec<Event> {
    let mut events = Vec::new();
    let mut add = |on: Option<Date>, happened: Happened| {
        if let Some(on) = on {
            events.push(Event { on, happened });
        }
    };
    if sees.work {
        for request in &found.requests {
            add(Some(request.received_on), Happened::Requested);
        }
        for named in &found.officers {
            let day = |at| Some(Moment::of(at).today);
            add(day(named.named_at), Happened::OfficerNamed(named.clone()));
            if let Some(ended) = named.ended.clone() {
                let whom = named.officer.clone();
                add(day(ended.at), Happened::NamingEnded(whom, ended));
            }
        }
    }
    for plan in &found.plans {
        plan_events(plan, sees, &mut add);
    }
    for placement in &found.placements {
        add(placement.from, Happened::Placed(placement.clone()));
        add(
            last_day(placement.to),
            Happened::PlacementEnded(placement.clone()),
        );
    }
    if sees.needs {
        profile_events(found, sees, shows_band, &mut add);
    }
    if sees.awards {
        award_events(found, sees, &mut add);
    }
    events.sort_by_key(|event| std::cmp::Reverse((event.on, event.happened.rank())));
    events
}

fn plan_events(plan: &PlanHistory, sees: Sees, add: &mut impl FnMut(Option<Date>, Happened)) {
    for version in &plan.versions {
        let needs = if sees.needs {
            version.needs.clone()
        } else {
            Vec::new()
        };
        let mut version = version.clone();
        version.needs.clear();
        let first = (version.number == 1)
            .then_some(plan.plan.starts_on)
            .flatten();
        add(
            version.dated_on.or(first),
            Happened::PlanVersion { version, needs },
        );
    }
    for review in &plan.reviews {
        add(Some(review.meeting_on), Happened::Reviewed(review.clone()));
    }
    add(plan.plan.ceased_on, Happened::PlanCeased);
}

/// Schools see a profile once it is agreed; an indicative band is seen before the decision only by those who may.
fn profile_events(
    found: &Timeline,
    sees: Sees,
    shows_band: &impl Fn(&Digest) -> bool,
    add: &mut impl FnMut(Option<Date>, Happened),
) {
    for (_, versions) in &found.profiles {
        for version in versions
            .iter()
            .filter(|version| sees.work || version.state == ProfileState::Agreed)
        {
            add(
                Some(Moment::of(version.at).today),
                Happened::Profile(version.clone()),
            );
        }
    }
    for made in &found.determinations {
        let decided = found
            .decisions
            .iter()
            .any(|decision| decision.determination.as_ref() == Some(&made.id));
        if sees.work && (decided || shows_band(&made.rule_set)) {
            add(
                Some(Moment::of(made.made_at).today),
                Happened::Determined(made.clone()),
            );
        }
    }
}

fn award_events(found: &Timeline, sees: Sees, add: &mut impl FnMut(Option<Date>, Happened)) {
    for decision in &found.decisions {
        // A school sees the decisions behind its own awards.
        let behind_an_award = found
            .awards
            .iter()
            .any(|(_, terms)| terms.decision == decision.id);
        if sees.work || behind_an_award {
            add(
                Some(decision.decided_on),
                Happened::Decided(decision.clone()),
            );
        }
    }
    // An award that was replaced from its first day on never began.
    let began = found.awards.iter().map(|(_, terms)| terms);
    for terms in began.filter(|terms| terms.to != Some(terms.from)) {
        add(Some(terms.from), Happened::Awarded(terms.clone()));
        add(last_day(terms.to), Happened::AwardEnded(terms.clone()));
    }
}

/// The last day inside, of an end that is stored as the first day outside.
fn last_day(to: Option<Date>) -> Option<Date> {
    to.and_then(|to| to.yesterday().ok())
}
