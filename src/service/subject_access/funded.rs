//! Where the child is taught, what that costs, who is paid, and who looked.

use super::held::Entry;
use super::sections::{Places, day};
use super::told;
use crate::service::said;
use crate::store::absence::Absence;
use crate::store::audit;
use crate::store::award::AwardVersion;
use crate::store::case_authority::CaseAuthority;
use crate::store::claim::Claim;
use crate::store::payment::PaymentLine;
use crate::store::placement::{CostLine, Placement};

pub(super) fn placement(at: &Placement, places: &Places) -> Entry {
    let place = at.establishment.as_ref().and_then(|id| places.get(id));
    let mut entry = Entry::default();
    entry.fact("Where", place.cloned().unwrap_or_default());
    entry
        .fact("Setting", at.setting.title())
        .fact("What it is", at.setting_other.clone().unwrap_or_default());
    entry
        .fact("From", day(at.from))
        .fact("Until before", day(at.to));
    entry.fact("Full-time equivalent (FTE)", at.fte.rate().to_string());
    entry
}

pub(super) fn case_authority(part: &CaseAuthority) -> Entry {
    let mut entry = Entry::default();
    let authority = part.authority.as_ref().map(ToString::to_string);
    entry
        .fact("What", part.part.title())
        .fact("Authority", authority.unwrap_or_default());
    entry.fact("From", told::day(part.days.start()));
    entry.fact("Last day", day(part.days.last_day()));
    entry.fact("Entered in error", if part.in_error { "Yes" } else { "" });
    entry
}

pub(super) fn claim(claim: &Claim) -> Entry {
    let mut entry = Entry::default();
    let claimed = claim.sums.claimed().map(|sum| sum.to_string());
    entry
        .fact("Who owes", claim.side.title())
        .fact("Authority", claim.authority.to_string());
    entry.fact("From", told::day(claim.days.start()));
    entry.fact("Last day", day(claim.days.last_day()));
    entry.fact("Status", claim.state.title(claim.side));
    entry.fact("Claimed", claimed.unwrap_or_default());
    entry
}

pub(super) fn absence(away: &Absence, places: &Places) -> Entry {
    let place = places.get(&away.establishment);
    let mut entry = Entry::default();
    entry
        .fact("Away from", place.cloned().unwrap_or_default())
        .fact("Why", away.kind.title());
    entry.fact("From", told::day(away.days.start()));
    entry.fact("Last day", day(away.days.last_day()));
    entry.fact("Entered in error", if away.in_error { "Yes" } else { "" });
    entry
}

pub(super) fn cost_line(line: &CostLine) -> Entry {
    let terms = &line.terms;
    let mut entry = Entry::default();
    entry.fact("What is paid for", terms.kind.title());
    entry
        .fact("Amount without VAT", terms.net.to_string())
        .fact("For each", said::cost_per(terms.per));
    entry.fact("From", told::day(terms.period.start()));
    entry.fact("Last day", day(terms.period.last_day()));
    entry.fact("Entered in error", if line.in_error { "Yes" } else { "" });
    entry.passage("Notes", &terms.notes);
    entry
}

pub(super) fn award(terms: &AwardVersion, places: &Places) -> Entry {
    let place = terms.establishment.as_ref().and_then(|id| places.get(id));
    let mut entry = Entry::default();
    entry
        .fact("To", place.cloned().unwrap_or_default())
        .fact("Setting", terms.setting.title());
    entry
        .fact("From", told::day(terms.from))
        .fact("Until before", day(terms.to));
    let band = terms.band.as_ref().map(ToString::to_string);
    entry.fact("Band", band.unwrap_or_default());
    let annual = terms.annual.map(|sum| sum.to_string());
    entry.fact("Amount of a year when decided", annual.unwrap_or_default());
    entry.fact("Full-time equivalent (FTE)", terms.fte.rate().to_string());
    entry.passage("Note", &terms.note);
    entry
}

pub(super) fn payment_line(line: &PaymentLine) -> Entry {
    let mut entry = Entry::default();
    entry
        .fact("Paid to", &line.payee_name)
        .fact("For", line.kind.title());
    entry.fact("Band", line.band.clone().unwrap_or_default());
    if let Some(days) = &line.days {
        entry
            .fact("From", told::day(days.start()))
            .fact("Last day", day(days.last_day()));
    }
    entry.fact("Amount", line.amount.to_string());
    entry
}

/// One look or change, without who it was.
pub(super) fn look(entry: &audit::Recorded) -> Entry {
    let mut seen = Entry::default();
    seen.fact("When", told::moment_of(&entry.at))
        .fact("What", said::action(&entry.action));
    seen
}
