//! How an amount was read or worked out, and what changed it.

use crate::engine::Step;
use crate::explain::conditions::lower;
use crate::explain::here::Here;
use crate::explain::keys;
use crate::explain::sentence::{because, earlier, effect, year_arithmetic};
use crate::explain::words::{
    self, added, as_sentence, basis, counted, hours_a_week, number, pounds,
};
use crate::money::{Rate, product};

use super::Row;
use super::bands::{counted_from, for_any_other};

pub(super) fn read(here: &Here<'_>) -> Row {
    match here.step {
        Step::AmountRead {
            table,
            setting,
            basis: paid,
            hours,
            band,
            amount,
            ..
        } => {
            let hours = hours.map(|hours| format!(", {}", hours_a_week(hours)));
            Row::of("Amount of the band")
                .read(format!(
                    "{}, {}{}",
                    here.the_band(*band),
                    lower(setting.title()),
                    hours.unwrap_or_default()
                ))
                .rule(here.table_title(*table))
                .result(format!("{amount} {}", basis(*paid)))
        }
        Step::RowRead {
            table,
            row,
            basis: paid,
            amount,
            ..
        } => Row::of("Amount")
            .read(keys::of_table(here, *table, *row).join(", "))
            .rule(format!(
                "{}, row {}{}",
                here.table_title(*table),
                row.position().saturating_add(1),
                for_any_other(here)
            ))
            .result(format!(
                "{amount} {}{}",
                basis(*paid),
                here.each_hour(*table)
            )),
        Step::AgreedRead {
            table,
            band,
            basis: paid,
            above,
            amount,
            ..
        } => Row::of("Amount agreed one by one")
            .read(here.the_band(*band))
            .rule(format!("{}, above {above}", here.table_title(*table)))
            .result(format!("{amount} {}", basis(*paid))),
        Step::AgreedLimited {
            table,
            basis: paid,
            limit,
            agreed,
            amount,
        } => Row::of("Amount agreed within a limit")
            .read(pounds(*agreed))
            .rule(format!(
                "{}: at most {}",
                here.table_title(*table),
                pounds(*limit)
            ))
            .arithmetic("the lesser of both")
            .result(format!("{} {}", pounds(*amount), basis(*paid))),
        Step::NotFundedByBand { setting } => {
            let note = here.stream.not_funded_note(*setting);
            Row::of("No amount by band")
                .read(setting.title())
                .rule(note.map(|it| as_sentence(&it.note)).unwrap_or_default())
                .result("No amount")
        }
        _ => Row::default(),
    }
}

pub(super) fn worked_out(here: &Here<'_>) -> Row {
    match here.step {
        Step::MultipleTaken {
            table,
            band,
            basis: paid,
            base,
            multiple,
            amount,
            ..
        } => Row::of("Amount of the band")
            .read(here.the_band(*band))
            .rule(here.table_title(*table))
            .arithmetic(format!("{} × {}", words::rate(*base), number(*multiple)))
            .result(format!("{} {}", pounds(*amount), basis(*paid))),
        Step::SupportHoursPriced {
            table,
            basis: paid,
            hours,
            above,
            rate,
            amount,
            ..
        } => Row::of("Hours of support priced")
            .read(hours_a_week(*hours))
            .rule(format!(
                "{}: hours above {}",
                here.table_title(*table),
                number(*above)
            ))
            .arithmetic(format!(
                "({} − {}) × {}",
                number(*hours),
                number(*above),
                words::rate(*rate)
            ))
            .result(format!("{} {}", pounds(*amount), basis(*paid))),
        Step::FundedHoursCapped {
            table,
            before,
            after,
        } => Row::of("Hours funded")
            .read(hours_a_week(*before))
            .rule(format!(
                "{}: at most {}",
                here.table_title(*table),
                number(*after)
            ))
            .result(hours_a_week(*after)),
        Step::PointsPriced {
            table,
            basis: paid,
            points,
            above,
            rate,
            amount,
            ..
        } => Row::of("Points priced")
            .read(words::points(*points))
            .rule(here.table_title(*table))
            .arithmetic(if above.value().is_zero() {
                format!("{} × {}", number(*points), words::rate(*rate))
            } else {
                format!(
                    "({} − {}) × {}",
                    number(*points),
                    number(*above),
                    words::rate(*rate)
                )
            })
            .result(format!("{} {}", pounds(*amount), basis(*paid))),
        Step::ClassPriced {
            table,
            band,
            basis: paid,
            staff,
            pupils,
            per_pupil,
            amount,
            ..
        } => Row::of("Share of a class’s staff")
            .read(format!(
                "{}: a class of {}",
                here.the_band(*band),
                counted(*pupils, "pupil", "pupils")
            ))
            .rule(here.table_title(*table))
            .arithmetic(format!(
                "{} ÷ {} + {}",
                pounds(*staff),
                number(*pupils),
                words::rate(*per_pupil)
            ))
            .result(format!("{} {}", pounds(*amount), basis(*paid))),
        Step::CostMet {
            table,
            cost,
            share,
            amount,
            ..
        } => Row::of("Share of the cost")
            .read(format!("{} a year", pounds(*cost)))
            .rule(here.table_title(*table))
            .arithmetic(format!("{} × {}", pounds(*cost), number(*share)))
            .result(format!("{} a year", pounds(*amount))),
        _ => Row::default(),
    }
}

pub(super) fn changed(here: &Here<'_>) -> Row {
    match here.step {
        Step::PickCounted {
            band,
            amount,
            share,
            counted,
        } => Row::of("Part of a picked band")
            .read(here.the_band(*band))
            .rule(format!("a share of {}", number(*share)))
            .arithmetic(format!("{} × {}", pounds(*amount), number(*share)))
            .result(pounds(*counted)),
        Step::PicksAdded { amount } => Row::of("Picked bands together").result(pounds(*amount)),
        Step::YearTaken { after, .. } => Row::of("Amount of a year")
            .arithmetic(year_arithmetic(here).unwrap_or_default())
            .result(format!("{} a year", pounds(*after))),
        Step::HoursShared { hours, full } => Row::of("Hours attended a week")
            .read(number(*hours))
            .arithmetic(format!("of {}", number(*full))),
        Step::HoursInRange { hours, from, share } => Row::of("Hours attended a week")
            .read(number(*hours))
            .rule(format!(
                "from {} on",
                words::counted(*from, "hour", "hours")
            ))
            .result(words::percent(*share)),
        Step::DaysShared { days, share } => Row::of("Days attended a week")
            .read(number(*days))
            .result(words::percent(*share)),
        Step::FallShared { fall, share, .. } => {
            let made_good = product(fall.value(), share.value()).map(Rate::new);
            let made_good = made_good.map(|sum| format!("{} made good", pounds(sum)));
            Row::of("Earlier amount")
                .read(earlier(here, pounds).unwrap_or_default())
                .arithmetic(format!("{} of {}", words::percent(*share), pounds(*fall)))
                .result(made_good.unwrap_or_default())
        }
        Step::AmountModified {
            modifier,
            before,
            after,
        } => {
            let what = here.change(*modifier).map(|change| &change.what);
            let mut how = what.map_or_else(String::new, effect);
            if let Some(from) = what.and_then(counted_from) {
                how = format!("{how}, {from}");
            }
            Row::of("Change of the amount")
                .read(pounds(*before))
                .rule(format!("{}{}", here.change_title(*modifier), because(here)))
                .arithmetic(how)
                .result(pounds(*after))
        }
        Step::FteMultiplied { before, fte, after } => Row::of("Full-time equivalent (FTE)")
            .read(fte.to_string())
            .arithmetic(format!("{} × {fte}", pounds(*before)))
            .result(pounds(*after)),
        Step::Rounded {
            before,
            mode,
            unit,
            amount,
        } => Row::of("Rounding")
            .read(pounds(*before))
            .rule(words::rounding(*mode, *unit))
            .result(amount.to_string()),
        Step::StreamsAdded { terms, amount } => Row::of("Parts of the funding together")
            .arithmetic(added(terms))
            .result(amount.to_string()),
        _ => Row::default(),
    }
}
