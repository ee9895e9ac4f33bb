//! Amounts: read from tables, worked out, added.

use crate::engine::Step;
use crate::explain::here::Here;
use crate::explain::keys;
use crate::explain::words::{self, added, as_sentence, number, pounds};
use crate::money::Rate;
use crate::needs::Setting;
use crate::rules::ValueTable;

pub(super) fn of(here: &Here<'_>) -> Option<String> {
    match here.step {
        Step::AmountRead { .. } | Step::RowRead { .. } | Step::AgreedRead { .. } => read(here),
        Step::AgreedLimited { agreed, amount, .. } => Some(as_sentence(&format!(
            "{} was agreed: the lesser of this and the limit is {}",
            pounds(*agreed),
            pounds(*amount)
        ))),
        Step::MultipleTaken { .. }
        | Step::ClassPriced { .. }
        | Step::SupportHoursPriced { .. }
        | Step::PointsPriced { .. } => worked_out(here),
        Step::FundedHoursCapped { before, after, .. } => Some(format!(
            "Of {}, {} are funded.",
            words::hours_a_week(*before),
            number(*after)
        )),
        Step::CostMet {
            kind,
            cost,
            share,
            amount,
            ..
        } => Some(if *share == Rate::ONE {
            format!(
                "The whole cost is met: the {} is {} a year.",
                words::kind(*kind),
                pounds(*amount)
            )
        } else {
            format!(
                "A share of the cost is met: {} × {} = {}, the {} a year.",
                pounds(*cost),
                number(*share),
                pounds(*amount),
                words::kind(*kind).trim_end_matches(',')
            )
        }),
        Step::PickCounted {
            band,
            amount,
            share,
            counted,
        } => Some(as_sentence(&if *share == Rate::ONE {
            format!(
                "{} counts in full: {}",
                here.the_band(*band),
                pounds(*counted)
            )
        } else {
            format!(
                "{} counts in part: {} × {} = {}",
                here.the_band(*band),
                pounds(*amount),
                number(*share),
                pounds(*counted)
            )
        })),
        Step::PicksAdded { amount } => Some(format!("Together they make {}.", pounds(*amount))),
        Step::YearTaken { .. } => Some(format!("For a year: {}.", year_arithmetic(here)?)),
        Step::NotFundedByBand { setting } => Some(not_funded(here, *setting)),
        Step::StreamsAdded { terms, amount } => {
            Some(format!("Added together: {} = {amount}.", added(terms)))
        }
        _ => None,
    }
}

fn read(here: &Here<'_>) -> Option<String> {
    match here.step {
        Step::AmountRead {
            table,
            setting,
            basis,
            hours,
            band,
            kind,
            amount,
        } => {
            let hours = hours.map(|hours| format!(" for {hours} hours a week"));
            Some(format!(
                "{}: for {} the {} is {amount} {}{}{}.",
                setting.title(),
                here.the_band(*band),
                words::kind(*kind),
                words::basis(*basis),
                hours.unwrap_or_default(),
                on_top_of(here.table(*table))
            ))
        }
        Step::RowRead {
            table,
            row,
            basis,
            kind,
            amount,
        } => Some(format!(
            "{}, row {}{}: the {} is {amount} {}{}{}.{}",
            here.table_title(*table),
            row.position().saturating_add(1),
            keys::in_brackets(&keys::of_table(here, *table, *row)),
            words::kind(*kind),
            words::basis(*basis),
            here.each_hour(*table),
            on_top_of(here.table(*table)),
            keys::said_not_named(here)
        )),
        Step::AgreedRead {
            table,
            band,
            basis,
            kind,
            above,
            amount,
        } => Some(format!(
            "The amount of {} is agreed one by one, above {above}: the {} is {amount} {}{}.",
            here.the_band(*band),
            words::kind(*kind),
            words::basis(*basis),
            on_top_of(here.table(*table))
        )),
        _ => None,
    }
}

fn worked_out(here: &Here<'_>) -> Option<String> {
    let (table, basis, kind, amount) = match here.step {
        Step::MultipleTaken {
            table,
            basis,
            kind,
            amount,
            ..
        }
        | Step::ClassPriced {
            table,
            basis,
            kind,
            amount,
            ..
        }
        | Step::SupportHoursPriced {
            table,
            basis,
            kind,
            amount,
            ..
        }
        | Step::PointsPriced {
            table,
            basis,
            kind,
            amount,
            ..
        } => (*table, *basis, *kind, *amount),
        _ => return None,
    };
    let how = match here.step {
        Step::MultipleTaken {
            band,
            base,
            multiple,
            ..
        } => format!(
            "{} is worth {} times the base of {}",
            here.the_band(*band),
            number(*multiple),
            words::rate(*base)
        ),
        Step::ClassPriced {
            band,
            staff,
            pupils,
            per_pupil,
            ..
        } => {
            let besides = if per_pupil.value().is_zero() {
                String::new()
            } else {
                format!(", and {} besides", words::rate(*per_pupil))
            };
            format!(
                "{} stands for a class of {} whose staff cost {} a year; a place has an equal share of that{besides}",
                here.the_band(*band),
                words::counted(*pupils, "pupil", "pupils"),
                pounds(*staff)
            )
        }
        Step::PointsPriced {
            points,
            above,
            rate,
            ..
        } if above.value().is_zero() => {
            format!(
                "Each of {} is {}",
                words::points(*points),
                words::rate(*rate)
            )
        }
        Step::PointsPriced {
            points,
            above,
            rate,
            ..
        } => format!(
            "Of {}, the setting meets the first {} itself; each further point is {}",
            words::points(*points),
            number(*above),
            words::rate(*rate)
        ),
        Step::SupportHoursPriced {
            hours, above, rate, ..
        } => format!(
            "Of {}, the setting meets the first {} itself; each further weekly hour is {}",
            words::hours_a_week(*hours),
            number(*above),
            words::rate(*rate)
        ),
        _ => return None,
    };
    Some(as_sentence(&format!(
        "{how}: the {} is {} {}{}",
        words::kind(kind),
        pounds(amount),
        words::basis(basis),
        on_top_of(here.table(table))
    )))
}

fn on_top_of(table: Option<&ValueTable>) -> String {
    let what = table.and_then(|table| table.on_top_of.as_deref());
    what.map(|what| format!(", on top of {}", what.trim_end_matches('.')))
        .unwrap_or_default()
}

/// `£251.00 a term × 3 = £753.00`.
pub(in crate::explain) fn year_arithmetic(here: &Here<'_>) -> Option<String> {
    let Step::YearTaken {
        basis,
        before,
        hours,
        times,
        after,
    } = here.step
    else {
        return None;
    };
    let times = match hours {
        Some(hours) => format!("{} hours a week × {} weeks", number(*hours), number(*times)),
        None => number(*times),
    };
    Some(format!(
        "{} {} × {times} = {}",
        pounds(*before),
        words::basis(*basis),
        pounds(*after)
    ))
}

fn not_funded(here: &Here<'_>, setting: Setting) -> String {
    let note = here.stream.not_funded_note(setting);
    let note = note.map(|entry| as_sentence(&entry.note));
    format!(
        "{}: there is no amount by band. {}",
        setting.title(),
        note.unwrap_or_default()
    )
    .trim_end()
    .to_owned()
}
