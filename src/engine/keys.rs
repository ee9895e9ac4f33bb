//! The keys by which a row of a table is found.

use std::borrow::Cow;

use crate::needs::BandId;
use crate::rules::{Column, Residency};

use super::asked::Asked;
use super::{Fact, Refusal, Stop, condition};

/// What each column is asked for.
///
/// # Errors
/// The first fact that a column depends on and that is not known.
pub(super) fn of<'a>(
    columns: &[Column],
    band: Option<&'a BandId>,
    asked: &Asked<'a>,
) -> Result<Vec<Cow<'a, str>>, Stop> {
    let key = |column| key(column, band, asked).map_err(Stop::from);
    columns.iter().map(key).collect()
}

fn key<'a>(
    column: &Column,
    band: Option<&'a BandId>,
    asked: &Asked<'a>,
) -> Result<Cow<'a, str>, Refusal> {
    let facts = &asked.context.facts;
    let missing = |fact: Fact| Refusal::FactMissing { fact };
    Ok(match column {
        // A stream without bands has no such column; the checker holds that.
        Column::Band => Cow::Borrowed(band.map_or("", BandId::as_str)),
        Column::Setting => Cow::Borrowed(asked.context.setting.code()),
        Column::PrimaryNeed => {
            let need = asked.context.primary_need;
            Cow::Borrowed(need.ok_or(Refusal::PrimaryNeedMissing)?.code())
        }
        Column::Phase => {
            let year = facts.year_group.ok_or_else(|| missing(Fact::YearGroup))?;
            let mut phases = asked.rules.phases.iter();
            let phase = phases.find(|phase| (phase.from..=phase.to).contains(&year));
            Cow::Borrowed(phase.map_or("", |phase| phase.id.as_str()))
        }
        Column::Institution => {
            let name = facts.institution.as_deref();
            Cow::Borrowed(name.ok_or_else(|| missing(Fact::Institution))?)
        }
        Column::HostAuthority => {
            let name = facts.host_authority.as_deref();
            Cow::Borrowed(name.ok_or_else(|| missing(Fact::HostAuthority))?)
        }
        Column::Residency => match facts.residency {
            Some(Residency::Own) => Cow::Borrowed("own"),
            Some(Residency::Other) => Cow::Borrowed("other"),
            None => return Err(missing(Fact::Residency)),
        },
        Column::Plan => match facts.plan {
            Some(true) => Cow::Borrowed("plan"),
            Some(false) => Cow::Borrowed("no plan"),
            None => return Err(missing(Fact::Plan)),
        },
        Column::Level(domain) => Cow::Owned(condition::level_of(asked, domain)?.to_string()),
    })
}
