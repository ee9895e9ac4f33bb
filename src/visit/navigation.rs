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

/// A link of the service navigation, and what its reader must be able to do.
struct Entry {
    text: &'static str,
    href: &'static str,
    action: Action,
}

const ENTRIES: &[Entry] = &[
    Entry {
        text: "Awards",
        href: "/awards",
        action: Action::ViewEstablishmentAwards,
    },
    Entry {
        text: "Children",
        href: "/children",
        action: Action::ListChildren,
    },
    Entry {
        text: "Corrections",
        href: "/corrections",
        action: Action::AnswerCorrection,
    },
    Entry {
        text: "Decisions",
        href: "/decisions",
        action: Action::ViewQueue,
    },
    Entry {
        text: "Payments",
        href: "/payments",
        action: Action::ViewPayments,
    },
    Entry {
        text: "Recoupment",
        href: "/recoupment",
        action: Action::ViewRecoupment,
    },
    Entry {
        text: "Places",
        href: "/places",
        action: Action::ViewPlaces,
    },
    Entry {
        text: "Oversight",
        href: "/oversight",
        action: Action::ViewOversight,
    },
    Entry {
        text: "Calculator",
        href: "/calculator",
        action: Action::UseCalculator,
    },
    Entry {
        text: "High needs",
        href: "/high-needs",
        action: Action::ViewForecast,
    },
    Entry {
        text: "Rules",
        href: "/rules",
        action: Action::ViewRuleDrafts,
    },
    Entry {
        text: "Users",
        href: "/administration/users",
        action: Action::KeepUsers,
    },
];

/// The service navigation: empty before signing in.
pub(super) fn items(visit: &Visit) -> Vec<NavigationItem> {
    let Some(person) = visit.signed_in() else {
        return Vec::new();
    };
    ENTRIES
        .iter()
        .filter(|entry| allowed(&person.actor, entry.action))
        .map(|entry| NavigationItem {
            text: entry.text,
            href: entry.href,
            current: is_at_or_below(visit.path(), entry.href),
        })
        .collect()
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
    use super::is_at_or_below;

    #[test]
    fn a_page_below_an_entry_is_in_it() {
        assert!(is_at_or_below("/children", "/children"));
        assert!(is_at_or_below("/children/1/scoring", "/children"));
        assert!(!is_at_or_below("/childrens", "/children"));
    }
}
