//! Why there is no result, in sentences that say what to mend.

use crate::calendar::in_words;
use crate::engine::{Block, Refusal};
use crate::money::Rate;
use crate::needs::{BandId, ProvisionId};
use crate::rules::{AmountBasis, Column, Model, RuleSet, Values};

use super::conditions::{all_in_words, lower};
use super::here::called;
use super::keys;
use super::wanting::{fact, wrong_line};
use super::words::{
    as_sentence, basis, domain_title, for_stream, group_title, hours_a_week, modifier_title,
    number, points, pounds, provision_title,
};

/// A cap that blocks, with what to look at again.
pub(super) fn of_block(block: &Block, rules: &RuleSet) -> String {
    let (over, again) = match block {
        Block::GroupAboveCap {
            group,
            points: scored,
            cap,
        } => (
            format!(
                "{} scores {}, above its limit of {cap}",
                group_title(group, rules),
                points(*scored)
            ),
            "its levels",
        ),
        Block::ProvisionAboveCap {
            provision,
            hours,
            cap,
        } => (
            format!(
                "{} comes to {}, above its limit of {}",
                provision_title(provision, rules),
                hours_a_week(*hours),
                number(*cap)
            ),
            "its lines",
        ),
        Block::HoursAboveCap { hours, cap } => (
            format!(
                "All provision together comes to {}, above the limit of {}",
                hours_a_week(*hours),
                number(*cap)
            ),
            "the lines of provision",
        ),
        Block::FundedHoursAboveCap { table, hours, cap } => {
            let known = rules.value_tables().find(|known| known.id == *table);
            (
                format!(
                    "{}: {} is above the limit of {}",
                    known.map_or("the table of amounts", |table| table.title.as_str()),
                    hours_a_week(*hours),
                    number(*cap)
                ),
                "the hours",
            )
        }
        Block::AmountAboveCap {
            modifier,
            amount,
            cap,
        } => (
            format!(
                "{}: the amount of {} is above the limit of {}",
                modifier_title(modifier, rules),
                pounds(*amount),
                pounds(*cap)
            ),
            "the case",
        ),
    };
    as_sentence(&format!(
        "{over}: look at {again} again before a result can be worked out"
    ))
}

/// A refusal, with the name of what is wrong or missing.
pub(super) fn of_refusal(refusal: &Refusal, rules: &RuleSet) -> String {
    let said = match refusal {
        Refusal::NotInForce { .. }
        | Refusal::NotEligible { .. }
        | Refusal::NoStream
        | Refusal::PrimaryNeedMissing
        | Refusal::FactMissing { .. }
        | Refusal::ConversionMissing => of_case(refusal, rules),
        Refusal::LevelMissing { .. }
        | Refusal::NotEnoughEvidence { .. }
        | Refusal::LevelUnknown { .. }
        | Refusal::DomainUnknown { .. }
        | Refusal::PointsMissing
        | Refusal::PointsNotInUnits { .. }
        | Refusal::PointsNotExpected
        | Refusal::ScoreInNoBand { .. } => of_score(refusal, rules),
        Refusal::BandMissing { .. }
        | Refusal::BandUnknown { .. }
        | Refusal::TooManyBands { .. }
        | Refusal::BandNotExpected { .. }
        | Refusal::BandNotAllowed { .. } => of_band(refusal, rules),
        Refusal::ProvisionUnknown { .. }
        | Refusal::ProvisionNotAllowed { .. }
        | Refusal::ProvisionLine { .. }
        | Refusal::ProvisionNotExpected
        | Refusal::ProvisionMissing
        | Refusal::SupportHoursMissing
        | Refusal::SupportHoursWrong { .. }
        | Refusal::SupportHoursNotExpected => of_provision(refusal, rules),
        Refusal::NoRowFor { .. }
        | Refusal::AgreedMissing { .. }
        | Refusal::AgreedTooLow { .. }
        | Refusal::AgreedNotExpected
        | Refusal::NoAmountFor { .. }
        | Refusal::DaysAWeekUnknown { .. }
        | Refusal::HoursWrong { .. }
        | Refusal::AmountOutOfRange { .. }
        | Refusal::TooLarge => of_amount(refusal, rules),
    };
    as_sentence(&said)
}

fn of_case(refusal: &Refusal, rules: &RuleSet) -> String {
    match refusal {
        Refusal::NotInForce { on } => format!(
            "no rule set in force on {}: {} runs from {}",
            in_words(*on),
            rules.reference(),
            rules.days_in_words()
        ),
        Refusal::NotEligible { gate } => {
            let known = rules.gates.iter().find(|known| known.id == *gate);
            known.map_or_else(
                || "the scheme is not for this case".to_owned(),
                |gate| gate.otherwise.clone(),
            )
        }
        Refusal::NoStream => "no part of these rules is for this case alone".to_owned(),
        Refusal::PrimaryNeedMissing => {
            "primary need missing: these rules depend on the primary need".to_owned()
        }
        Refusal::FactMissing { fact: wanted } => {
            format!("{}: these rules depend on it", fact(wanted, rules))
        }
        _ => "the earlier band cannot be converted: these rules do not say what becomes of it"
            .to_owned(),
    }
}

fn of_score(refusal: &Refusal, rules: &RuleSet) -> String {
    match refusal {
        Refusal::LevelMissing { domain } => {
            format!("level missing: {}", domain_title(domain, rules))
        }
        Refusal::NotEnoughEvidence { domain } => format!(
            "not enough evidence to say a level: {}, and the scheme gives no result without one",
            domain_title(domain, rules)
        ),
        Refusal::LevelUnknown { domain, level } => {
            format!("{} has no level {level}", domain_title(domain, rules))
        }
        Refusal::DomainUnknown { domain } => format!("these rules have no domain {domain}"),
        Refusal::PointsMissing => {
            "total of points missing: these rules read points scored elsewhere".to_owned()
        }
        Refusal::PointsNotInUnits { points, unit } if *unit == Rate::ONE => {
            format!("a total of {points} points is not whole: these rules read whole points")
        }
        Refusal::PointsNotInUnits { points, unit } => format!(
            "a total of {points} points is no multiple of {unit}, in which these rules count"
        ),
        Refusal::ScoreInNoBand {
            score,
            lowest,
            highest,
        } => format!("a score of {score} is in no band: the table runs from {lowest} to {highest}"),
        _ => "these rules do not read a total of points".to_owned(),
    }
}

fn of_band(refusal: &Refusal, rules: &RuleSet) -> String {
    match refusal {
        Refusal::BandMissing { stream } => {
            format!(
                "band missing{}: it has to be picked, or come from elsewhere",
                for_stream(stream, rules)
            )
        }
        Refusal::BandUnknown { stream, band } => {
            format!("there is no {}{}", called(band), for_stream(stream, rules))
        }
        Refusal::TooManyBands { stream } => format!(
            "more bands are picked{} than these rules allow, or one of them twice",
            for_stream(stream, rules)
        ),
        Refusal::BandNotAllowed { band, modifier } => format!(
            "{}: {} is not possible here",
            modifier_title(modifier, rules),
            called(band)
        ),
        Refusal::BandNotExpected { stream } => format!(
            "a band came{}, and these rules do not read one there",
            for_stream(stream, rules)
        ),
        _ => String::new(),
    }
}

fn of_provision(refusal: &Refusal, rules: &RuleSet) -> String {
    match refusal {
        Refusal::ProvisionUnknown { provision } => {
            format!("these rules have no kind of provision {provision}")
        }
        Refusal::ProvisionNotAllowed { line, provision } => format!(
            "line {line} of the provision is {}, which these rules do not allow here{}",
            provision_title(provision, rules),
            allowed_where(provision, rules)
        ),
        Refusal::ProvisionLine { line, wrong } => {
            format!("line {line} of the provision {}", wrong_line(*wrong))
        }
        Refusal::ProvisionNotExpected => "these rules do not read lines of provision".to_owned(),
        Refusal::ProvisionMissing => {
            "provision missing: these rules cost the lines of provision".to_owned()
        }
        Refusal::SupportHoursMissing => {
            "hours of support missing: these rules read the hours a week that the plan specifies"
                .to_owned()
        }
        Refusal::SupportHoursWrong { hours } => format!(
            "{} hours of support a week is not possible, or no multiple of what these rules count in",
            number(*hours)
        ),
        _ => "these rules do not read hours of support".to_owned(),
    }
}

/// Where a kind of provision is allowed: `: it is where Hearing is at level 2 or higher`.
fn allowed_where(kind: &ProvisionId, rules: &RuleSet) -> String {
    let models = rules.streams.iter().map(|stream| &stream.model);
    let mut kinds = models.flat_map(|model| match model {
        Model::CostedProvision { provisions, .. } => provisions.as_slice(),
        _ => &[],
    });
    let known = kinds.find(|known| known.id == *kind && !known.when.is_empty());
    known.map_or_else(String::new, |known| {
        format!(": it is where {}", all_in_words(&known.when, rules))
    })
}

fn of_amount(refusal: &Refusal, rules: &RuleSet) -> String {
    match refusal {
        Refusal::NoRowFor { table, keys } => no_row(table.as_deref(), keys, rules),
        Refusal::AgreedMissing { band } => agreed(band, "none is stated"),
        Refusal::AgreedTooLow {
            band,
            agreed: amount,
            above,
        } => agreed(band, &format!("{amount} is not above {above}")),
        Refusal::AgreedNotExpected => {
            "an agreed amount came for a band that has an amount of its own".to_owned()
        }
        Refusal::NoAmountFor {
            setting,
            basis: wanted,
            hours,
        } => {
            let hours = hours.map(|hours| format!(" at {hours} hours a week"));
            let wanted = match wanted {
                AmountBasis::OneOff => "paid once",
                other => basis(*other),
            };
            format!(
                "there is no amount {wanted}{} for {}",
                hours.unwrap_or_default(),
                lower(setting.title())
            )
        }
        Refusal::DaysAWeekUnknown { days } => {
            format!(
                "these rules do not say what {} days a week count for",
                number(*days)
            )
        }
        Refusal::HoursWrong { hours } => {
            format!("{} hours attended a week is not possible", number(*hours))
        }
        Refusal::AmountOutOfRange { amount, limit } if amount.value().is_sign_negative() => {
            format!(
                "the amount of {} is below nothing; the limit is {limit}",
                pounds(*amount)
            )
        }
        Refusal::AmountOutOfRange { amount, limit } => format!(
            "the amount of {} a year is above the limit of {limit}",
            pounds(*amount)
        ),
        _ => "a number is too large to be worked out exactly".to_owned(),
    }
}

/// Which table has no row for what it was asked.
fn no_row(table: Option<&str>, keys: &[String], rules: &RuleSet) -> String {
    let asked = |columns: &[Column]| keys::asked(columns, keys, rules);
    match table {
        Some(id) => {
            let mut tables = rules.value_tables();
            let known = tables.find(|known| known.id == id);
            let title = known.map_or("the table of amounts", |table| table.title.as_str());
            let asked = match known.map(|table| &table.values) {
                Some(Values::Rows(rows)) => asked(&rows.columns),
                _ => keys.join(", "),
            };
            format!("{title} has no row for {asked}")
        }
        None => {
            let mut models = rules.streams.iter().map(|stream| &stream.model);
            let columns = models.find_map(|model| match model {
                Model::Lookup { columns, .. } => Some(columns.as_slice()),
                _ => None,
            });
            format!(
                "the table of bands has no row for {}",
                asked(columns.unwrap_or_default())
            )
        }
    }
}

fn agreed(band: &BandId, wrong: &str) -> String {
    format!(
        "the amount of {} is agreed one by one, and {wrong}",
        called(band)
    )
}
