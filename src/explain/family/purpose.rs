//! What the funding is for, and what it does not limit: said to every family.

use std::collections::BTreeSet;

use crate::engine::{Determination, Refusal, Status, Step, TopUp};
use crate::explain::here;
use crate::explain::words::{as_sentence, basis};
use crate::needs::Setting;
use crate::rules::{AmountKind, RuleSet, ValueTable};

use super::bands::name;
use super::fit::fit;
use super::{About, ToFamily};

/// Who is paid, where the rules do not say which kind of place it is.
const ANY_PLACE: &str = "the school or other place of education";

/// Said whatever the result: the plan comes first.
const SECTION_F: &str = "This funding does not limit Section F of an Education, Health and Care Plan. \
     The council must secure everything that Section F specifies, whatever the band or amount.";

/// Said where there is no result and no reason that a family can be told.
const NOTHING_YET: &str = "There is no result yet: something that the scheme needs to know is missing or has to be checked.";

/// What is said where nothing could be determined.
pub(super) fn without_result() -> [&'static str; 2] {
    [NOTHING_YET, SECTION_F]
}

pub(super) fn of(determination: &Determination, rules: &RuleSet) -> Vec<ToFamily> {
    let mut all = Vec::new();
    let mut say = |about, text: String| all.push(ToFamily { about, text });
    match &determination.status {
        Status::Determined {
            band,
            top_up,
            one_off,
            ..
        } => {
            if let Some(band) = band {
                say(About::Band, format!("So this is {}.", name(band)));
            }
            if let Some(top_up) = top_up {
                say(About::Amount, amount(*top_up));
            }
            if let Some(once) = one_off {
                let besides = top_up.map_or("So ", |_| "Besides this, ");
                say(About::Amount, format!("{besides}{once} is paid once."));
            }
            let place = paid(determination, rules);
            if top_up.is_some() || one_off.is_some() {
                say(About::Purpose, goes_to(band.is_some(), place));
            } else {
                say(
                    About::Purpose,
                    "A band helps to fund what a plan specifies. Here there is no amount by band, and the place is funded in another way.".to_owned(),
                );
            }
        }
        Status::Blocked { .. } => say(
            About::Purpose,
            "There is no result yet: the council has to look at the needs or the provision again first."
                .to_owned(),
        ),
        Status::Refused { reasons } => say(About::Purpose, refused(reasons, rules)),
    }
    say(About::Purpose, SECTION_F.to_owned());
    all
}

fn amount(top_up: TopUp) -> String {
    let often = basis(top_up.basis);
    match top_up.kind {
        AmountKind::UpperLimit => {
            format!("So the council can agree up to {} {often}.", top_up.amount)
        }
        _ => format!("So the amount is {} {often}.", top_up.amount),
    }
}

fn goes_to(has_band: bool, place: &str) -> String {
    let what = if has_band {
        "The band funds"
    } else {
        "This amount funds"
    };
    format!(
        "{what} part of what {place} needs to make special educational provision. The money goes to {place}, not to the family."
    )
}

/// The scheme's own reason where it is not for this case, and otherwise that something is wanting.
fn refused(reasons: &[Refusal], rules: &RuleSet) -> String {
    let gate = reasons.iter().find_map(|reason| match reason {
        Refusal::NotEligible { gate } => rules.gates.iter().find(|known| known.id == *gate),
        _ => None,
    });
    match gate {
        Some(gate) if fit(&gate.otherwise) => as_sentence(&gate.otherwise),
        Some(_) => "The scheme is not for this case.".to_owned(),
        None => NOTHING_YET.to_owned(),
    }
}

/// Who is paid, by the setting that an amount was read for, or by the settings of the table it came from.
fn paid(determination: &Determination, rules: &RuleSet) -> &'static str {
    let mut places = BTreeSet::new();
    for here in here::steps(&determination.trace, rules) {
        let table = match here.step {
            Step::AmountRead { setting, .. } | Step::NotFundedByBand { setting } => {
                places.insert(place(*setting));
                continue;
            }
            Step::RowRead { table, .. }
            | Step::MultipleTaken { table, .. }
            | Step::SupportHoursPriced { table, .. }
            | Step::PointsPriced { table, .. }
            | Step::ClassPriced { table, .. }
            | Step::CostMet { table, .. }
            | Step::AgreedRead { table, .. }
            | Step::AgreedLimited { table, .. } => here.table(*table),
            _ => continue,
        };
        let settings = table.map(|table| &table.settings);
        places.extend(
            settings
                .into_iter()
                .flatten()
                .map(|setting| place(*setting)),
        );
    }
    one_of(&places)
}

/// The place that the settings of a table are, in a family's words.
pub(super) fn place_of(table: Option<&ValueTable>) -> &'static str {
    let settings = table.map(|table| &table.settings);
    one_of(&settings.into_iter().flatten().copied().map(place).collect())
}

fn one_of(places: &BTreeSet<&'static str>) -> &'static str {
    match places.first() {
        Some(only) if places.len() == 1 => only,
        _ => ANY_PLACE,
    }
}

/// Who is paid, in a family's words.
fn place(setting: Setting) -> &'static str {
    match setting {
        Setting::Fe | Setting::Spi => "the college",
        Setting::Eyp => "the early years provider",
        Setting::Ap => "the school or unit",
        Setting::Mms
        | Setting::Mind
        | Setting::Rpu
        | Setting::Spec
        | Setting::Nmss
        | Setting::Iss => "the school",
        Setting::Eotas | Setting::Ehe | Setting::Neet | Setting::Oth | Setting::Unk => ANY_PLACE,
    }
}
