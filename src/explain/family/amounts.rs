//! How the amount follows, for a family.

use crate::engine::{Step, TableAt};
use crate::explain::conditions::lower;
use crate::explain::here::Here;
use crate::explain::keys;
use crate::explain::sentence::{arithmetic, shared, year_arithmetic};
use crate::explain::words::{self, added, as_sentence, basis, number, percent, pounds};
use crate::money::{Rate, Rounding};
use crate::rules::{AmountBasis, AmountKind};

use super::fit::{fit, fitting};
use super::purpose::place_of;

pub(super) fn of(here: &Here<'_>) -> Option<String> {
    match here.step {
        Step::AmountRead { .. } | Step::RowRead { .. } | Step::AgreedRead { .. } => read(here),
        Step::MultipleTaken { .. }
        | Step::SupportHoursPriced { .. }
        | Step::PointsPriced { .. }
        | Step::ClassPriced { .. }
        | Step::CostMet { .. } => worked_out(here),
        Step::AgreedLimited {
            basis: paid,
            agreed,
            amount,
            ..
        } => Some(format!(
            "For this place a sum of {} {} was agreed. The lesser of this and the limit is paid: {}.",
            pounds(*agreed),
            basis(*paid),
            pounds(*amount)
        )),
        Step::FundedHoursCapped {
            table,
            before,
            after,
        } => Some(funded(here, *table, *before, *after)),
        Step::PickCounted { .. } | Step::PicksAdded { .. } | Step::StreamsAdded { .. } => {
            together(here)
        }
        Step::YearTaken { .. } => Some(format!("For a year: {}.", year_arithmetic(here)?)),
        Step::NotFundedByBand { setting } => {
            let note = here.stream.not_funded_note(*setting);
            let note = note.map_or("", |entry| entry.note.as_str());
            let said = format!(
                "For this place ({}) the scheme has no amount for a band.",
                lower(setting.title())
            );
            Some(if note.is_empty() || !fit(note) {
                said
            } else {
                format!("{said} {}", as_sentence(note))
            })
        }
        Step::HoursShared { .. }
        | Step::HoursInRange { .. }
        | Step::DaysShared { .. }
        | Step::FallShared { .. } => shared(here),
        Step::AmountModified { modifier, .. } => Some(as_sentence(&format!(
            "{}: {}",
            fitting(
                here.change_title(*modifier),
                "The scheme changes the amount"
            ),
            arithmetic(here, pounds)?
        ))),
        Step::FteMultiplied { fte, .. } if fte.is_full() => None,
        Step::FteMultiplied { fte, .. } => Some(format!(
            "The place is {} of full time: {}.",
            percent(fte.rate()),
            arithmetic(here, pounds)?
        )),
        // What is told to the penny already is not rounded to it again.
        Step::Rounded { before, amount, .. } => {
            let told = Rounding::TO_THE_PENNY.to_money(before.value());
            let before = pounds(*before);
            let said = || as_sentence(&format!("{before} is rounded to {amount}"));
            (told != Ok(*amount)).then(said)
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
            let hours = hours.map(|hours| format!(", {hours} hours of attendance a week"));
            let what = format!(
                "For {} at this place ({}{})",
                here.the_band(*band),
                lower(setting.title()),
                hours.unwrap_or_default()
            );
            Some(paid(
                here,
                *table,
                &what,
                (*kind, *basis),
                &format!("{amount}{}", here.each_hour(*table)),
            ))
        }
        Step::RowRead {
            table,
            row,
            basis,
            kind,
            amount,
        } => {
            let keys = keys::of_table(here, *table, *row);
            let keys: Vec<String> = keys.into_iter().filter(|key| fit(key)).collect();
            let title =
                fitting(here.table_title(*table), "the scheme’s table").trim_end_matches('.');
            let what = format!("By “{title}”{}", keys::in_brackets(&keys));
            Some(paid(
                here,
                *table,
                &what,
                (*kind, *basis),
                &amount.to_string(),
            ))
        }
        Step::AgreedRead {
            table,
            band,
            basis,
            kind,
            above,
            amount,
        } => {
            let what = format!(
                "For {} the amount is agreed case by case, above {above}; here",
                here.the_band(*band)
            );
            Some(paid(
                here,
                *table,
                &what,
                (*kind, *basis),
                &amount.to_string(),
            ))
        }
        _ => None,
    }
}

fn worked_out(here: &Here<'_>) -> Option<String> {
    let (table, what, paid_as, amount) = match here.step {
        Step::MultipleTaken {
            table,
            band,
            basis,
            kind,
            base,
            multiple,
            amount,
        } => {
            let what = format!(
                "{} is worth {} times {}: for it",
                here.the_band(*band),
                number(*multiple),
                words::rate(*base)
            );
            (*table, what, (*kind, *basis), *amount)
        }
        Step::SupportHoursPriced {
            table,
            basis,
            kind,
            amount,
            ..
        } => {
            let what = "For the support that the plan specifies, beyond what every place of this kind provides itself,";
            (*table, what.to_owned(), (*kind, *basis), *amount)
        }
        Step::PointsPriced {
            table,
            basis,
            kind,
            points,
            above,
            rate,
            amount,
        } => {
            let each = if above.value().is_zero() {
                String::new()
            } else {
                format!(" above {}", number(*above))
            };
            let what = format!(
                "For {}, {} for each{each},",
                words::points(*points),
                words::rate(*rate)
            );
            (*table, what, (*kind, *basis), *amount)
        }
        Step::ClassPriced {
            table,
            band,
            basis,
            kind,
            staff,
            pupils,
            per_pupil,
            amount,
        } => {
            let besides = if per_pupil.value().is_zero() {
                String::new()
            } else {
                format!(", with {} for other costs", words::rate(*per_pupil))
            };
            let what = format!(
                "{} stands for a class of {} with staff who cost {} a year. For one place in it{besides},",
                here.the_band(*band),
                number(*pupils),
                pounds(*staff)
            );
            (*table, what, (*kind, *basis), *amount)
        }
        Step::CostMet {
            table,
            kind,
            cost,
            share,
            amount,
        } => {
            let whole = *share == Rate::ONE;
            let met = if whole {
                "the whole cost".to_owned()
            } else {
                format!("{} of the cost", percent(*share))
            };
            let what = format!("To meet {met} of {},", pounds(*cost));
            (*table, what, (*kind, AmountBasis::Year), *amount)
        }
        _ => return None,
    };
    Some(paid(here, table, &what, paid_as, &pounds(amount)))
}

/// A limit of hours. Those attended are a fact that the family knows; those of support would read as an entitlement.
fn funded(here: &Here<'_>, table: TableAt, before: Rate, after: Rate) -> String {
    let table = here.table(table);
    let of_attendance = table.is_some_and(|table| table.basis == AmountBasis::Hour);
    let limit = if of_attendance {
        format!(
            "Of {} attended a week, the scheme funds {}.",
            words::hours(before),
            number(after)
        )
    } else {
        "The scheme counts support up to a limit, and the plan specifies more.".to_owned()
    };
    format!("{limit} The limit is for this calculation only.")
}

fn together(here: &Here<'_>) -> Option<String> {
    match here.step {
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
                "{} counts for {}: {} × {} = {}",
                here.the_band(*band),
                percent(*share),
                pounds(*amount),
                number(*share),
                pounds(*counted)
            )
        })),
        Step::PicksAdded { amount } => Some(format!("Together they make {}.", pounds(*amount))),
        Step::StreamsAdded { terms, amount } => Some(format!(
            "All parts of the funding together: {} = {amount}.",
            added(terms)
        )),
        _ => None,
    }
}

/// What the council pays, and what it is net of: `For band D the council pays £4,680.00 a year, on top of …`.
fn paid(
    here: &Here<'_>,
    table: TableAt,
    what: &str,
    (kind, paid_as): (AmountKind, AmountBasis),
    amount: &str,
) -> String {
    let often = basis(paid_as);
    let said = match kind {
        AmountKind::NetTopUp => format!("{what} the council pays {amount} {often}"),
        AmountKind::TotalWithFirst6000 => format!(
            "{what} the scheme counts {amount} {often} in all, of which {} meets the first £6,000 from its own budget",
            place_of(here.table(table))
        ),
        AmountKind::TotalWithPlace => format!(
            "{what} the scheme counts {amount} {often} in all, the funding of the place included"
        ),
        AmountKind::UpperLimit => format!("{what} the council can agree up to {amount} {often}"),
    };
    let on_top_of = here
        .table(table)
        .and_then(|table| table.on_top_of.as_deref());
    as_sentence(&match on_top_of {
        Some(words) if fit(words) => {
            format!("{said}, on top of {}", words.trim_end_matches('.'))
        }
        _ => said,
    })
}
