//! A frozen distribution of determinations, and the alarm when later ones drift from it.
//!
//! What is watched, by what test and at which rate of false alarms: [`crate::oversight::drift`].

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::distribution::rules;
use crate::access::{Action, Actor, Subject};
use crate::calendar::Date;
use crate::ids::{BaselineId, ChildId, Digest, EstablishmentId, ProfileId};
use crate::needs::BandId;
use crate::oversight::{Drift, Shift, drift, same_bands, shift};
use crate::rules::{Converting, RuleBook, RuleSet};
use crate::service::reach::{allows, require, scope};
use crate::service::rule_life::days_in_force;
use crate::service::scoring::rules_of;
use crate::service::task_list::PageOf;
use crate::service::{Moment, ServiceError, kept_back, new_id, trail};
use crate::store::caseload::{self, ChildLine};
use crate::store::oversight::{self as kept, Baseline, BaselineCount, Determined};
use crate::store::{Store, Tx, rule_step};

/// The newest baseline and what has come since.
#[derive(Clone, Debug)]
pub struct FrozenBaseline {
    /// The day on which it was frozen.
    pub frozen_on: Date,
    /// Why.
    pub reason: String,
    /// The rule set's name.
    pub rule_set: String,
    /// Whether the rule set that decides today is watched against it.
    pub watch: Watch,
    /// The whole caseload.
    pub all: Watched,
    /// Each school that was frozen, those with an alarm first, then by name.
    pub schools: Vec<Watched>,
}

/// How the rule set that decides today stands to a baseline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Watch {
    /// It is the baseline's own.
    Own,
    /// It is another, of this name, whose bands are the baseline's or become them one from one: it is watched too.
    Followed(String),
    /// It is another, of this name, whose bands are others: nothing watches it.
    Unwatched(String),
    /// None decides today.
    NoRules,
}

impl Watch {
    /// The name of the rule set that decides today and that nothing watches.
    #[must_use]
    pub fn unwatched(&self) -> Option<&str> {
        match self {
            Watch::Unwatched(name) => Some(name),
            Watch::Own | Watch::Followed(_) | Watch::NoRules => None,
        }
    }
}

/// What a first page says of the baseline.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Alarms {
    /// The alarms that stand, the whole caseload's first.
    pub standing: Vec<Alarm>,
    /// The rule set that decides today, where a baseline was frozen and does not watch it.
    pub unwatched: Option<String>,
}

/// One watch: the whole, or a school.
#[derive(Clone, Debug)]
pub struct Watched {
    /// The school, with its name; `None` for the whole.
    pub school: Option<(EstablishmentId, String)>,
    /// The bands, the lowest first.
    pub bands: Vec<BandId>,
    /// How many of each band there were at the baseline.
    pub before: Vec<u32>,
    /// How many of each there have been since.
    pub since: Vec<u32>,
    /// In which direction bands have moved, and by how much.
    pub shift: Shift,
    /// What the test says.
    pub drift: Drift,
    /// The day on which it raised the alarm.
    pub alarm_on: Option<Date>,
}

/// An alarm, as a first page says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alarm {
    /// The school's name; `None` for the whole caseload.
    pub school: Option<String>,
    /// Since when.
    pub on: Date,
    /// By how many hundredths of a band the mean band has moved since the baseline: above nought is higher.
    pub steps: i64,
}

/// Freezes the determinations of the rule set in force as they stand: each child's newest, by where the child is placed.
/// Determinations from this instant on are watched against it.
///
/// # Errors
/// [`ServiceError::Refused`] for whoever may not; [`ServiceError::NotFound`] where no rule set is in force or nothing was
/// determined by it.
pub async fn freeze(
    store: &Store,
    (book, authority): (&RuleBook, &str),
    actor: &Actor,
    reason: &str,
    moment: Moment,
) -> Result<(), ServiceError> {
    require(actor, Action::FreezeBaseline, &Subject::Anything)?;
    let mut tx = store.begin().await?;
    let rules = rules(&mut tx, book, authority, moment).await?;
    let rules = rules.ok_or(ServiceError::NotFound)?;
    let before = (Timestamp::MIN, moment.instant);
    let made = kept::determined(&mut tx, rules.digest(), before, moment.today).await?;
    // In the order in which they were made, so that the newest of a child is the last to be kept.
    let newest: BTreeMap<ChildId, Determined> =
        made.into_iter().map(|it| (it.child.clone(), it)).collect();
    let mut counted: BTreeMap<(Option<EstablishmentId>, BandId), u32> = BTreeMap::new();
    for it in newest.into_values() {
        let place = it.establishment.map(|(id, _)| id);
        *counted.entry((place, it.band)).or_default() += 1;
    }
    if counted.is_empty() {
        return Err(ServiceError::NotFound);
    }
    let baseline = Baseline {
        id: new_id(BaselineId::parse)?,
        rule_set: rules.digest().clone(),
        frozen_at: moment.instant,
        frozen_by: actor.user.clone(),
        reason: reason.to_owned(),
    };
    let counts: Vec<BaselineCount> = counted
        .into_iter()
        .map(|((establishment, band), cases)| BaselineCount {
            establishment,
            band,
            cases,
        })
        .collect();
    kept::insert(&mut tx, &baseline, &counts).await?;
    let subject = ("baseline", baseline.id.as_str());
    trail::note(
        &mut tx,
        moment,
        Some(&actor.user),
        "baseline-frozen",
        subject,
    )
    .await?;
    tx.commit().await?;
    Ok(())
}

/// The newest baseline with what has come since; `None` before the first.
///
/// # Errors
/// [`ServiceError::Refused`] for whoever may not see oversight.
pub async fn watched(
    store: &Store,
    (book, authority): (&RuleBook, &str),
    actor: &Actor,
    moment: Moment,
) -> Result<Option<FrozenBaseline>, ServiceError> {
    require(actor, Action::ViewOversight, &Subject::Anything)?;
    let mut tx = store.read().await?;
    let Some(baseline) = kept::latest(&mut tx).await? else {
        return Ok(None);
    };
    let in_force = rules(&mut tx, book, authority, moment).await?;
    let set = rules_of(&mut tx, book, &baseline.rule_set).await?;
    let followed = followed(&mut tx, (book, authority), &set).await?;
    let watch = match in_force {
        None => Watch::NoRules,
        Some(rules) if rules.digest() == set.digest() => Watch::Own,
        Some(rules) if followed.contains_key(rules.digest()) => {
            Watch::Followed(rules.reference().to_string())
        }
        Some(rules) => Watch::Unwatched(rules.reference().to_string()),
    };
    let (all, schools) = watches(&mut tx, &baseline, (&set, &followed), moment).await?;
    Ok(Some(FrozenBaseline {
        frozen_on: Moment::of(baseline.frozen_at).today,
        reason: baseline.reason,
        rule_set: set.reference().to_string(),
        watch,
        all,
        schools,
    }))
}

/// What each band of a set was called in the baseline's.
type CalledBefore = BTreeMap<BandId, BandId>;

/// The sets of the authority that are watched against the baseline of one, its own first: each later one as long as its bands
/// are those of the set before it, or become them one from one by its own table.
async fn followed(
    tx: &mut Tx,
    (book, authority): (&RuleBook, &str),
    set: &RuleSet,
) -> Result<BTreeMap<Digest, CalledBefore>, ServiceError> {
    let own: Vec<BandId> = set.bands().map(|band| band.id.clone()).collect();
    let themselves: CalledBefore = own
        .iter()
        .map(|band| (band.clone(), band.clone()))
        .collect();
    let mut found = BTreeMap::from([(set.digest().clone(), themselves)]);
    let lives = rule_step::all(tx, Some(authority)).await?;
    let mut later: Vec<(Date, Digest)> = lives
        .iter()
        .filter_map(|life| Some((days_in_force(life)?.start(), life.digest.clone())))
        .filter(|(first, digest)| *first >= set.scheme.first_day && digest != set.digest())
        .collect();
    later.sort_by_key(|(first, _)| *first);
    let mut before = set.clone();
    for (_, digest) in later {
        let Ok(next) = rules_of(tx, book, &digest).await else {
            // What this program cannot read any more, it compares with nothing.
            break;
        };
        // A set that was copied keeps the table of the set before it, whose bands are converted already.
        let table = match &next.conversion {
            Some(conversion) if next.conversion != before.conversion => match &conversion.how {
                Converting::Table(table) => Some(table),
                // By amounts, several bands may become one, and a name may mean another.
                Converting::Closest | Converting::ClosestUp => break,
            },
            _ => None,
        };
        let bands =
            |set: &RuleSet| -> Vec<BandId> { set.bands().map(|band| band.id.clone()).collect() };
        let Some(called) = same_bands(&bands(&before), &bands(&next), table) else {
            break;
        };
        let earlier = found.get(before.digest());
        let called = called.into_iter().filter_map(|(band, before)| {
            let first = earlier?.get(&before)?.clone();
            Some((band, first))
        });
        let called: CalledBefore = called.collect();
        found.insert(digest, called);
        before = next;
    }
    Ok(found)
}

/// The alarms that stand, the whole caseload's first, and whether the rules of today are watched at all; nothing for whoever does
/// not see oversight.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be read.
pub async fn alarms(
    store: &Store,
    rules: (&RuleBook, &str),
    actor: &Actor,
    moment: Moment,
) -> Result<Alarms, ServiceError> {
    if !allows(actor, Action::ViewOversight) {
        return Ok(Alarms::default());
    }
    let Some(baseline) = watched(store, rules, actor, moment).await? else {
        return Ok(Alarms::default());
    };
    let unwatched = baseline.watch.unwatched().map(str::to_owned);
    let all = std::iter::once(baseline.all).chain(baseline.schools);
    let standing = all.filter_map(|watch| {
        let on = watch.alarm_on?;
        Some(Alarm {
            school: watch.school.map(|(_, name)| name),
            on,
            steps: watch.shift.steps,
        })
    });
    Ok(Alarms {
        standing: standing.collect(),
        unwatched,
    })
}

/// What was determined since a baseline under the sets that are watched against it, the first of each profile, the first first;
/// bands are called as in the baseline.
async fn made_since(
    tx: &mut Tx,
    baseline: &Baseline,
    followed: &BTreeMap<Digest, CalledBefore>,
    moment: Moment,
) -> Result<Vec<Determined>, ServiceError> {
    let later = (baseline.frozen_at, Timestamp::MAX);
    let mut made = Vec::new();
    for (digest, called) in followed {
        for mut it in kept::determined(tx, digest, later, moment.today).await? {
            if let Some(before) = called.get(&it.band) {
                it.band = before.clone();
            }
            made.push(it);
        }
    }
    made.sort_by_key(|it| it.made_at);
    Ok(first_of_each_profile(made))
}

/// A determination since the baseline, in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MadeSince {
    /// Of which profile.
    pub profile: ProfileId,
    /// Whose.
    pub line: ChildLine,
    /// Its band, called as in the baseline.
    pub band: BandId,
    /// The day.
    pub on: Date,
}

/// Which determinations since the baseline are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MadeWhere {
    /// Only those of a band.
    pub band: Option<BandId>,
    /// Only those of children placed at a school today.
    pub school: Option<EstablishmentId>,
}

/// A page of the determinations that have come since the baseline, the last first. Records that the actor may not open are not
/// among them, and neither is a profile that waits for a decision: whoever decides judges its levels before the band is shown. None before the first baseline.
///
/// # Errors
/// [`ServiceError::Refused`] for whoever may not see oversight or list children.
pub async fn made(
    store: &Store,
    (book, authority): (&RuleBook, &str),
    actor: &Actor,
    (wanted, page): (&MadeWhere, u32),
    moment: Moment,
) -> Result<PageOf<MadeSince>, ServiceError> {
    require(actor, Action::ViewOversight, &Subject::Anything)?;
    let reach = scope(actor, Action::ListChildren)?;
    let mut tx = store.read().await?;
    let Some(baseline) = kept::latest(&mut tx).await? else {
        return Ok(PageOf::of_all(Vec::new(), 1));
    };
    let set = rules_of(&mut tx, book, &baseline.rule_set).await?;
    let followed = followed(&mut tx, (book, authority), &set).await?;
    let mut all = made_since(&mut tx, &baseline, &followed, moment).await?;
    let at = |it: &Determined| it.establishment.as_ref().map(|(id, _)| id.clone());
    all.retain(|it| {
        it.is_decided
            && wanted.band.as_ref().is_none_or(|band| *band == it.band)
            && (wanted.school.is_none() || at(it) == wanted.school)
    });
    all.reverse();
    let children: Vec<ChildId> = all.iter().map(|it| it.child.clone()).collect();
    let seen: BTreeSet<ChildId> = caseload::in_scope(&mut tx, &reach, &children, moment.today)
        .await?
        .into_iter()
        .collect();
    let kept_back = kept_back::among(&mut tx, actor, None).await?;
    all.retain(|it| seen.contains(&it.child) && !kept_back.contains(&it.child));
    let page = PageOf::of_all(all, page);
    let shown: Vec<ChildId> = page.lines.iter().map(|it| it.child.clone()).collect();
    let lines = caseload::those(&mut tx, &shown, moment.today).await?;
    drop(tx);
    trail::listed(store, moment, actor, "baseline", &shown).await?;
    let line = |it: Determined| {
        let found = lines.iter().find(|line| line.child == it.child)?;
        Some(MadeSince {
            profile: it.profile,
            line: found.clone(),
            band: it.band,
            on: Moment::of(it.made_at).today,
        })
    };
    Ok(PageOf {
        total: page.total,
        page: page.page,
        pages: page.pages,
        lines: page.lines.into_iter().filter_map(line).collect(),
    })
}

/// The watch of the whole and of each school that was frozen. A school that came later is in the whole alone: the number of
/// watches, by which the false-alarm rate is shared, is fixed with the baseline.
async fn watches(
    tx: &mut Tx,
    baseline: &Baseline,
    (set, followed): (&RuleSet, &BTreeMap<Digest, CalledBefore>),
    moment: Moment,
) -> Result<(Watched, Vec<Watched>), ServiceError> {
    let frozen = kept::counts_of(tx, &baseline.id).await?;
    let since = made_since(tx, baseline, followed, moment).await?;
    let bands = bands(set, &frozen, &since);
    let all = watch(
        None,
        &bands,
        frozen.iter().map(|count| (&count.band, count.cases)),
        since.iter(),
        1,
    );
    let places: BTreeSet<&EstablishmentId> = frozen
        .iter()
        .filter_map(|count| count.establishment.as_ref())
        .collect();
    let mut schools = Vec::new();
    for place in &places {
        let at = |it: &&Determined| {
            it.establishment
                .as_ref()
                .is_some_and(|(id, _)| id == *place)
        };
        let here: Vec<&Determined> = since.iter().filter(at).collect();
        // Where nothing has come, there is nothing to say, and no name to say it of.
        let Some(school) = here.first().and_then(|it| it.establishment.clone()) else {
            continue;
        };
        let counts = frozen
            .iter()
            .filter(|count| count.establishment.as_ref() == Some(*place))
            .map(|count| (&count.band, count.cases));
        schools.push(watch(
            Some(school),
            &bands,
            counts,
            here.into_iter(),
            places.len(),
        ));
    }
    schools.sort_by(|a, b| {
        let name = |it: &Watched| it.school.as_ref().map(|(_, name)| name.clone());
        let key = |it: &Watched| (it.alarm_on.is_none(), name(it));
        key(a).cmp(&key(b))
    });
    Ok((all, schools))
}

/// A profile that is sent again is not a second judgement of the same needs, and what was seen must not change afterwards:
/// the first determination since the baseline counts.
fn first_of_each_profile(made: Vec<Determined>) -> Vec<Determined> {
    let mut seen: BTreeSet<ProfileId> = BTreeSet::new();
    made.into_iter()
        .filter(|it| seen.insert(it.profile.clone()))
        .collect()
}

/// The rule set's bands, then any others that stand in the records.
fn bands(set: &RuleSet, frozen: &[BaselineCount], since: &[Determined]) -> Vec<BandId> {
    let mut bands: Vec<BandId> = set.bands().map(|band| band.id.clone()).collect();
    let recorded = frozen
        .iter()
        .map(|count| &count.band)
        .chain(since.iter().map(|it| &it.band));
    for band in recorded {
        if !bands.contains(band) {
            bands.push(band.clone());
        }
    }
    bands
}

fn watch<'a>(
    school: Option<(EstablishmentId, String)>,
    bands: &[BandId],
    frozen: impl Iterator<Item = (&'a BandId, u32)>,
    since: impl Iterator<Item = &'a Determined>,
    watches: usize,
) -> Watched {
    let place = |band: &BandId| bands.iter().position(|known| known == band);
    let mut before = vec![0; bands.len()];
    for (band, cases) in frozen {
        if let Some(count) = place(band).and_then(|at| before.get_mut(at)) {
            *count += cases;
        }
    }
    let (mut counts, mut order) = (vec![0; bands.len()], Vec::new());
    for it in since {
        if let Some(at) = place(&it.band) {
            counts[at] += 1;
            order.push((at, it.made_at));
        }
    }
    let drift = drift(&before, order.iter().map(|(at, _)| *at), watches);
    let raised = drift.alarm_at.and_then(|at| order.get(at));
    Watched {
        school,
        bands: bands.to_vec(),
        shift: shift(&before, &counts),
        before,
        since: counts,
        alarm_on: raised.map(|(_, made_at)| Moment::of(*made_at).today),
        drift,
    }
}
