//! Whether something holds of a case. What is not known is neither true nor false.

use crate::needs::{BandId, DomainId, Level, NeedsProfile};
use crate::rules::{Condition, Question, RuleSet};

use super::asked::{Asked, Read};
use super::{Context, Fact, Refusal, Stop};

/// Whether all conditions hold. One that does not is enough for a no; only then is what is not known a refusal.
///
/// # Errors
/// A [`Refusal`] naming the first fact on which it depends and that is not known.
pub(super) fn all_hold(conditions: &[Condition], asked: &Asked<'_>) -> Result<bool, Stop> {
    all_hold_in(None, conditions, asked)
}

/// The same for a child whose band in the stream is known.
///
/// # Errors
/// As [`all_hold`].
pub(super) fn all_hold_in(
    band: Option<&BandId>,
    conditions: &[Condition],
    asked: &Asked<'_>,
) -> Result<bool, Stop> {
    let mut missing = None;
    for condition in conditions {
        match holds(condition, band, asked) {
            Ok(true) => {}
            Ok(false) => return Ok(false),
            Err(refusal) => missing = missing.or(Some(refusal)),
        }
    }
    match missing {
        Some(refusal) => Err(Stop::from(refusal)),
        None => Ok(true),
    }
}

fn holds(condition: &Condition, band: Option<&BandId>, asked: &Asked<'_>) -> Result<bool, Refusal> {
    let (context, facts) = (asked.context, &asked.context.facts);
    let known = |fact: Fact| Refusal::FactMissing { fact };
    Ok(match condition {
        Condition::PrimaryNeeds(needs) => {
            needs.contains(&context.primary_need.ok_or(Refusal::PrimaryNeedMissing)?)
        }
        Condition::Settings(settings) => settings.contains(&context.setting),
        Condition::AtMost(domain, most) => level_of(asked, domain)? <= *most,
        Condition::AtLeast(domain, least) => level_of(asked, domain)? >= *least,
        Condition::CountAtLeast(least, count) => so_many(*least, usize::from(*count), asked)?,
        Condition::Phases(phases) => {
            let year = facts.year_group.ok_or_else(|| known(Fact::YearGroup))?;
            let mut all = asked.rules.phases.iter();
            all.any(|phase| phases.contains(&phase.id) && (phase.from..=phase.to).contains(&year))
        }
        Condition::Ages(from, to) => {
            (*from..=*to).contains(&facts.age.ok_or_else(|| known(Fact::Age))?)
        }
        Condition::Institutions(names) => {
            let name = facts.institution.as_ref();
            names.contains(name.ok_or_else(|| known(Fact::Institution))?)
        }
        Condition::HostAuthorities(names) => {
            let name = facts.host_authority.as_ref();
            names.contains(name.ok_or_else(|| known(Fact::HostAuthority))?)
        }
        Condition::Residency(wanted) => {
            facts.residency.ok_or_else(|| known(Fact::Residency))? == *wanted
        }
        Condition::Plan(wanted) => facts.plan.ok_or_else(|| known(Fact::Plan))? == *wanted,
        Condition::Circumstance(id, wanted) => {
            let answer = facts.circumstances.get(id);
            answer.ok_or_else(|| known(Fact::Circumstance(id.clone())))? == wanted
        }
        Condition::OnOrAfter(day) => context.on >= *day,
        Condition::Before(day) => context.on < *day,
        Condition::Bands(bands) => band.is_some_and(|band| bands.contains(band)),
    })
}

/// Whether so many domains are at the level or higher; a no only if the levels that are not known
/// could not make it a yes.
fn so_many(least: Level, count: usize, asked: &Asked<'_>) -> Result<bool, Refusal> {
    let (mut reached, mut unknown, mut first) = (0, 0, None);
    for level in asked.each_level() {
        match level {
            Ok(read) => reached += usize::from(read.level() >= least),
            Err(refusal) => {
                unknown += 1;
                first = first.or(Some(refusal));
            }
        }
    }
    match first {
        Some(refusal) if reached < count && reached + unknown >= count => Err(refusal),
        _ => Ok(reached >= count),
    }
}

/// The level of a domain that a rule names.
pub(super) fn level_of(asked: &Asked<'_>, domain: &DomainId) -> Result<Level, Refusal> {
    let position = asked.rules.index().domain(domain);
    let position = position.ok_or_else(|| Refusal::DomainUnknown {
        domain: domain.clone(),
    })?;
    asked.level(position).map(Read::level)
}

/// The questions of a set that a profile raises, in the set's order. A question whose conditions
/// cannot all be told is not put.
#[must_use]
pub fn questions_raised<'set>(
    rules: &'set RuleSet,
    profile: &NeedsProfile,
    context: &Context,
) -> Vec<&'set Question> {
    let Ok(asked) = Asked::of(profile, rules, context) else {
        return Vec::new();
    };
    let raised = |question: &&Question| all_hold(&question.when, &asked).unwrap_or(false);
    rules.questions.iter().filter(raised).collect()
}
