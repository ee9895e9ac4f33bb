//! Lines of provision and hours of support.

use crate::engine::Step;
use crate::explain::here::Here;
use crate::explain::words::{self, hours_a_week, number, pounds, time};
use crate::money::Rate;
use crate::rules::ProvisionPrice;

pub(super) fn of(here: &Here<'_>) -> Option<String> {
    match here.step {
        Step::SupportHoursRead { hours } => Some(format!(
            "The plan specifies {} of support.",
            hours_a_week(*hours)
        )),
        Step::LineCosted {
            provision, cost, ..
        } => Some(format!(
            "{}: {} = {} a year.",
            here.provision_title(*provision),
            arithmetic(here)?,
            pounds(*cost)
        )),
        Step::LineCostRead {
            provision, cost, ..
        } => Some(format!(
            "{}: costed one by one at {} a year.",
            here.provision_title(*provision),
            pounds(*cost)
        )),
        Step::HoursCapped {
            line,
            before,
            after,
            most,
        } => Some(format!(
            "{}: the scheme counts at most {}, so {} of this line count as {}.",
            here.line_title(*line),
            hours_a_week(*most),
            time(*before),
            time(*after)
        )),
        Step::CostTotalled { cost } => Some(format!(
            "Added together, the provision costs {} a year.",
            pounds(*cost)
        )),
        _ => None,
    }
}

/// `2 hours × £13.98 an hour × 38 weeks ÷ 3 pupils`.
pub(in crate::explain) fn arithmetic(here: &Here<'_>) -> Option<String> {
    let Step::LineCosted {
        provision,
        minutes,
        pupils,
        rate,
        weeks,
        ..
    } = here.step
    else {
        return None;
    };
    let is_shared = matches!(
        here.provision(*provision).map(|kind| &kind.price),
        Some(ProvisionPrice::Hourly { shared: true, .. })
    );
    let among = if is_shared && *pupils != Rate::ONE {
        format!(" ÷ {} pupils", number(*pupils))
    } else {
        String::new()
    };
    Some(format!(
        "{} × {} an hour × {} weeks{among}",
        time(*minutes),
        words::rate(*rate),
        number(*weeks)
    ))
}
