//! The links of every page, by what the reader may do.

use super::visitor::Visit;
use crate::access::{Action, Actor, Subject, Verdict, may};
use crate::components::NavigationItem;

/// The links of the footer.
pub(super) const FOOTER: &[(&str, &str)] = &[
    ("Your sign-in", "/account"),
    ("Accessibility", "/accessibility"),
    ("About and privacy", "/about"),
];

/// A link of the service navigation, and what its reader must be able to do one of.
struct Entry {
    text: &'static str,
    href: &'static str,
    whoever: &'static [Action],
    /// Where it is found once the menu would be too long.
    folded: Option<Folded>,
}

/// An entry that stands for several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Folded {
    Funding,
}

impl Folded {
    fn item(self) -> (&'static str, &'static str) {
        match self {
            Folded::Funding => ("Funding", "/funding"),
        }
    }
}

/// The most entries that stand on one line of a wide screen beside the service's name.
const ENTRIES_MAX: usize = 7;

const fn entry(text: &'static str, href: &'static str, whoever: &'static [Action]) -> Entry {
    Entry {
        text,
        href,
        whoever,
        folded: None,
    }
}

const fn funding(text: &'static str, href: &'static str, whoever: &'static [Action]) -> Entry {
    Entry {
        text,
        href,
        whoever,
        folded: Some(Folded::Funding),
    }
}

const ENTRIES: &[Entry] = &[
    entry("Awards", "/awards", &[Action::ViewEstablishmentAwards]),
    entry("Children", "/children", &[Action::ListChildren]),
    entry(
        "Requests",
        "/support-requests",
        &[Action::TakeOverRequest, Action::RequestSupport],
    ),
    entry("Corrections", "/corrections", &[Action::AnswerCorrection]),
    entry("Decisions", "/decisions", &[Action::ViewQueue]),
    funding("Payments", "/payments", &[Action::ViewPayments]),
    funding("Recoupment", "/recoupment", &[Action::ViewRecoupment]),
    funding("Places", "/places", &[Action::ViewPlaces]),
    funding("High needs", "/high-needs", &[Action::ViewForecast]),
    entry("Oversight", "/oversight", &[Action::ViewOversight]),
    entry("Calculator", "/calculator", &[Action::UseCalculator]),
    entry("Rules", "/rules", &[Action::ViewRuleDrafts]),
    entry(
        "Administration",
        "/administration",
        &[Action::KeepUsers, Action::ReadAudit],
    ),
];

/// The service navigation: empty before signing in.
pub(super) fn items(visit: &Visit) -> Vec<NavigationItem> {
    let Some(person) = visit.signed_in() else {
        return Vec::new();
    };
    menu(&person.actor, visit.path())
}

/// What somebody's menu says on a page. Where it would be too long, what belongs together is one entry, at the first one's place.
fn menu(actor: &Actor, path: &str) -> Vec<NavigationItem> {
    let mine = |entry: &&Entry| entry.whoever.iter().any(|action| allowed(actor, *action));
    let mine: Vec<&Entry> = ENTRIES.iter().filter(mine).collect();
    let folds = mine.len() > ENTRIES_MAX;
    let mut items: Vec<NavigationItem> = Vec::new();
    for entry in mine {
        let (text, href) = match entry.folded.filter(|_| folds) {
            Some(folded) => folded.item(),
            None => (entry.text, entry.href),
        };
        let current = is_at_or_below(path, entry.href) || is_at_or_below(path, href);
        match items.iter_mut().find(|item| item.href == href) {
            Some(item) => item.current |= current,
            None => items.push(NavigationItem {
                text,
                href,
                current,
            }),
        }
    }
    items
}

fn allowed(actor: &Actor, action: Action) -> bool {
    may(actor, action, &Subject::Anything) == Verdict::Allowed
}

fn is_at_or_below(path: &str, href: &str) -> bool {
    path.strip_prefix(href)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{ENTRIES_MAX, is_at_or_below, menu};
    use crate::access::{Actor, Role};
    use crate::ids::UserId;

    fn actor(role: Role) -> Actor {
        Actor {
            user: UserId::parse("0197f3e0-0000-7000-8000-00000000000a").unwrap(),
            roles: [role].into(),
            establishments: BTreeSet::new(),
            named_for: BTreeSet::new(),
        }
    }

    #[test]
    fn nobodys_menu_is_longer_than_a_line_and_what_is_folded_leads_there() {
        for role in Role::ALL {
            let items = menu(&actor(*role), "/");
            assert!(items.len() <= ENTRIES_MAX, "{role:?}: {items:?}");
        }
        let names = |role, path| {
            let items = menu(&actor(role), path).into_iter();
            items
                .map(|item| (item.text, item.current))
                .collect::<Vec<_>>()
        };
        let head = names(Role::HeadOfSend, "/places/1");
        assert!(head.contains(&("Funding", true)) && !head.contains(&("Places", true)));
        let finance = names(Role::FinanceOfficer, "/places");
        assert!(finance.contains(&("Places", true)));
        let caseworker = names(Role::Caseworker, "/");
        assert!(caseworker.contains(&("Requests", false)));
    }

    #[test]
    fn a_page_below_an_entry_is_in_it() {
        assert!(is_at_or_below("/children", "/children"));
        assert!(is_at_or_below("/children/1/scoring", "/children"));
        assert!(!is_at_or_below("/childrens", "/children"));
    }
}
