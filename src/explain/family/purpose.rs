//! What the funding is for, and what it does not limit: said to every family.

use crate::engine::{Determination, Refusal, Status, Step, TopUp};
use crate::explain::words::{as_sentence, basis};
use crate::needs::Setting;
use crate::rules::{AmountKind, RuleSet};

use super::bands::name;
use super::fit::fit;
use super::{About, ToFamily};

/// Said whatever the result: the plan comes first.
const SECTION_F: &str = "This funding does not limit Section F of an Education, Health and Care Plan. \
     The council must secure everything that Section F specifies, whatever the band or amount.";

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
                say(About::Amount, format!("Besides this, {once} is paid once."));
            }
            let place = place(setting_of(determination));
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
        None => "There is no result yet: something that the scheme needs to know is missing or has to be checked."
            .to_owned(),
    }
}

/// The setting that an amount was read for, where the trace says it.
fn setting_of(determination: &Determination) -> Option<Setting> {
    let steps = determination.trace.steps().iter();
    steps.rev().find_map(|step| match step {
        Step::AmountRead { setting, .. } | Step::NotFundedByBand { setting } => Some(*setting),
        _ => None,
    })
}

/// Who is paid, in a family's words.
fn place(setting: Option<Setting>) -> &'static str {
    match setting {
        Some(Setting::Fe | Setting::Spi) => "the college",
        Some(Setting::Eyp) => "the early years provider",
        Some(Setting::Ap) => "the school or unit",
        Some(
            Setting::Mms
            | Setting::Mind
            | Setting::Rpu
            | Setting::Spec
            | Setting::Nmss
            | Setting::Iss,
        ) => "the school",
        Some(Setting::Eotas | Setting::Ehe | Setting::Neet | Setting::Oth | Setting::Unk)
        | None => "the school or other place of education",
    }
}
