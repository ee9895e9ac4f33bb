//! The live cohort: who is compared, and in which circumstances.

use std::collections::BTreeMap;

use crate::calendar::{AcademicYear, Date};
use crate::compare::{Awarded, Cohort, LeftOut, Member, School};
use crate::engine::Context;
use crate::ids::{AwardId, ChildId};
use crate::needs::Facts;
use crate::rules::RuleBook;
use crate::service::child_record::Worth;
use crate::service::{ServiceError, payments};
use crate::store::Tx;
use crate::store::award::AwardPrice;
use crate::store::live_cohort::{self, LiveChild, LivePlacement};

/// How many children are read at a time.
const AT_A_TIME: u32 = 1_000;

/// The children with an agreed profile who are placed on a day, and how many are left out.
///
/// A child is asked about in the setting and for the share of full time of its placement on the day, with the facts that
/// the profile was agreed with; year group and age move on with the academic years since then. Its award is what it is worth
/// on the day, not what it was when it was decided.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be read, or what was asked of a profile is on record and no JSON.
pub(super) async fn live(tx: &mut Tx, book: &RuleBook, day: Date) -> Result<Cohort, ServiceError> {
    let not_scored = live_cohort::not_scored(tx).await?;
    let mut cohort = Cohort {
        day,
        members: Vec::new(),
        left_out: LeftOut {
            not_scored: u32::try_from(not_scored).unwrap_or(u32::MAX),
            ..LeftOut::default()
        },
    };
    let mut last = None;
    loop {
        let some = live_cohort::after(tx, last.as_ref(), day, AT_A_TIME).await?;
        let Some(end) = some.last() else {
            return Ok(cohort);
        };
        last = Some(end.child.clone());
        let awarded = some.iter().filter(|child| child.award.is_some());
        let awarded: Vec<ChildId> = awarded.map(|child| child.child.clone()).collect();
        let worth = payments::worth_on(tx, book, day, &awarded).await?;
        for child in some {
            match (child.plan_ceased, child.placement.clone()) {
                (true, _) => cohort.left_out.ceased += 1,
                (false, None) => cohort.left_out.no_placement += 1,
                (false, Some(place)) => {
                    cohort.members.push(member(child, place, &worth, day)?);
                }
            }
        }
    }
}

fn member(
    child: LiveChild,
    place: LivePlacement,
    worth: &BTreeMap<AwardId, Worth>,
    day: Date,
) -> Result<Member, ServiceError> {
    let context = match &child.context {
        Some(json) => {
            let asked: Context = serde_json::from_str(json)
                .map_err(|error| ServiceError::Broken(Box::new(error)))?;
            Context {
                facts: facts(&asked, &place, day),
                setting: place.setting,
                fte: place.fte,
                primary_need: child.need.or(asked.primary_need),
                on: day,
                ..asked
            }
        }
        None => Context::year(day, place.setting, child.need, place.fte),
    };
    let school = place.establishment.map(|(id, name, _)| School { name, id });
    Ok(Member {
        reference: (!child.restricted).then_some(child.local_id),
        child: child.child,
        school,
        profile: child.needs,
        context,
        awarded: child.award.map(|award| Awarded {
            band: award.band,
            // As decided where nothing is worked out of it yet.
            annual: match worth.get(&award.award) {
                Some(worth) => worth.annual,
                None => award.annual,
            },
            follows_band: award.price == AwardPrice::Band,
        }),
    })
}

/// The facts that the profile was agreed with, as they are on the day: a child who has moved is at the new institution,
/// and who was in year 6 then is in year 7 after one 1 September.
fn facts(asked: &Context, place: &LivePlacement, day: Date) -> Facts {
    let start = |day| AcademicYear::containing(day).first_day().year();
    let years = start(day) - start(asked.on);
    let urn = place
        .establishment
        .as_ref()
        .and_then(|(_, _, urn)| urn.as_ref());
    let institution = match (&asked.facts.institution, urn) {
        (Some(_), Some(urn)) => Some(urn.to_string()),
        (known, _) => known.clone(),
    };
    Facts {
        year_group: asked.facts.year_group.map(|group| group + years),
        age: asked
            .facts
            .age
            .map(|age| u8::try_from(i16::from(age) + years).unwrap_or(age)),
        institution,
        ..asked.facts.clone()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::{Facts, LivePlacement, facts};
    use crate::engine::Context;
    use crate::ids::EstablishmentId;
    use crate::money::Fte;
    use crate::needs::Setting;

    #[test]
    fn facts_move_on_with_the_child() {
        let asked = Context {
            facts: Facts {
                year_group: Some(6),
                age: Some(10),
                institution: Some("100001".to_owned()),
                ..Facts::default()
            },
            ..Context::year(date(2026, 8, 31), Setting::Mms, None, Fte::FULL)
        };
        let id = EstablishmentId::parse("0197f3e0-0000-7000-8000-00000000000a").unwrap();
        let urn = "100002".parse().unwrap();
        let place = LivePlacement {
            setting: Setting::Mms,
            fte: Fte::FULL,
            establishment: Some((id, "Oak (invented)".to_owned(), Some(urn))),
        };
        let now = facts(&asked, &place, date(2026, 9, 1));
        assert_eq!((now.year_group, now.age), (Some(7), Some(11)));
        assert_eq!(now.institution.as_deref(), Some("100002"));
        let same = facts(&asked, &place, date(2026, 8, 31));
        assert_eq!((same.year_group, same.age), (Some(6), Some(10)));
        let unknown = Context {
            facts: Facts::default(),
            ..asked
        };
        assert_eq!(facts(&unknown, &place, date(2027, 9, 1)), Facts::default());
    }
}
