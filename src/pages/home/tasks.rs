//! What people can do from the first page, each as a card.

use leptos::prelude::*;

use crate::access::{Action, Actor};
use crate::service::reach::allows;

/// Things that belong together, which the menu may show as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::pages) enum Group {
    /// What is paid, and what it comes to.
    Funding,
    /// What keeps the service going.
    Administration,
}

/// One thing that people can do, and what it leads to.
pub(in crate::pages) struct Task {
    /// Whoever may do one of these finds it on the first page.
    whoever: &'static [Action],
    title: &'static str,
    href: &'static str,
    words: &'static str,
    /// With what else it belongs together.
    group: Option<Group>,
}

/// In the order in which the page shows them.
const TASKS: &[Task] = &[
    Task {
        whoever: &[Action::ViewEstablishmentAwards],
        title: "See your children’s awards",
        href: "/awards",
        words: "Bands, annual amounts and dates for the children at your establishments.",
        group: None,
    },
    Task {
        whoever: &[Action::ViewEstablishmentAwards],
        title: "See the year’s values",
        href: "/awards/values",
        words: "What your awards come to in a financial or academic year, month by month, to download.",
        group: None,
    },
    Task {
        whoever: &[Action::ListChildren],
        title: "Find a child",
        href: "/children",
        words: "Search by reference, UPN, name or school, and open the record: what is done for a child begins there.",
        group: None,
    },
    Task {
        whoever: &[Action::RaiseCorrection],
        title: "See your corrections",
        href: "/awards/corrections",
        words: "What you told the council is wrong with an award, and what it answered.",
        group: None,
    },
    Task {
        whoever: &[Action::RequestSupport],
        title: "See your requests for extra support",
        href: "/support-requests",
        words: "What you asked for and how far it is. To ask, open the child’s record.",
        group: None,
    },
    Task {
        whoever: &[Action::TakeOverRequest],
        title: "Take over requests for extra support",
        href: "/support-requests",
        words: "What schools ask for, to score from without typing it again.",
        group: None,
    },
    Task {
        whoever: &[Action::AnswerCorrection],
        title: "Answer corrections from schools",
        href: "/corrections",
        words: "Who left, started on another day or attends with another full-time equivalent (FTE): accept or decline with a reason.",
        group: None,
    },
    Task {
        whoever: &[Action::ViewQueue],
        title: "Decide on profiles",
        href: "/decisions",
        words: "Compare levels with the evidence, agree, send back or override with a reason.",
        group: None,
    },
    Task {
        whoever: &[Action::ViewPayments],
        title: "See the year’s payments",
        href: "/payments",
        words: "What each period pays to whom, the runs that wait for release, and the schedule as a workbook.",
        group: Some(Group::Funding),
    },
    Task {
        whoever: &[Action::ViewRecoupment],
        title: "See recoupment between authorities",
        href: "/recoupment",
        words: "What other authorities owe us and we owe them, the invoices, and the clock of claims for looked-after children.",
        group: Some(Group::Funding),
    },
    Task {
        whoever: &[Action::ViewPlaces],
        title: "See high needs places",
        href: "/places",
        words: "Places commissioned, funded and filled by school, what they come to, and each school’s placements and fees.",
        group: Some(Group::Funding),
    },
    Task {
        whoever: &[Action::ViewOversight],
        title: "Oversight",
        href: "/oversight",
        words: "How bands and levels are spread, what drifts from the baseline, and what is late.",
        group: None,
    },
    Task {
        whoever: &[Action::KeepUsers],
        title: "Keep users",
        href: "/administration/users",
        words: "Add people, change what they may do and for which schools, set limits, give a new password.",
        group: Some(Group::Administration),
    },
    Task {
        whoever: &[Action::RunImport],
        title: "Import",
        href: "/administration/imports",
        words: "Read a weekly extract of the case system, see what changes, and work through what could not be taken.",
        group: Some(Group::Administration),
    },
    Task {
        whoever: &[Action::RunImport],
        title: "Establishments",
        href: "/administration/establishments",
        words: "Find a school or provider, see who depends on it, and import a new register.",
        group: Some(Group::Administration),
    },
    Task {
        whoever: &[Action::KeepContacts],
        title: "How families reach us",
        href: "/administration/contacts",
        words: "The address, telephone and pages that every statement to a family ends with.",
        group: Some(Group::Administration),
    },
    Task {
        whoever: &[Action::CarryOutRetention],
        title: "Retention",
        href: "/administration/retention",
        words: "See whose records ended long ago, and forget who they were.",
        group: Some(Group::Administration),
    },
    Task {
        whoever: &[Action::ReceiveTransfer, Action::KeepAuthorityKeys],
        title: "Plans from and to other authorities",
        href: "/transfers",
        words: "Take in the signed package of a plan that comes with a family, and see what was sent.",
        group: Some(Group::Administration),
    },
    Task {
        whoever: &[Action::ReadAudit],
        title: "Read the audit trail",
        href: "/administration/audit",
        words: "Who did what to which record. A child’s own page leads to who opened that record.",
        group: Some(Group::Administration),
    },
    Task {
        whoever: &[Action::ScoreSecond, Action::ViewAgreement],
        title: "Double scoring",
        href: "/double-scoring",
        words: "A sample scored twice, blind: what waits for a second scorer, or how far scorers agree.",
        group: None,
    },
    Task {
        whoever: &[Action::ViewForecast],
        title: "See the high needs outlook",
        href: "/high-needs",
        words: "The balance by year, what placements cost, what-if scenarios and how sure the forecast is.",
        group: Some(Group::Funding),
    },
    Task {
        whoever: &[Action::EditRules],
        title: "Write rules",
        href: "/rules/drafts",
        words: "Begin a draft as a copy, change its text, run its cases, see its effect on the children of today, and propose it.",
        group: None,
    },
    Task {
        whoever: &[Action::EditRules, Action::ApproveRules],
        title: "Read the banding rules",
        href: "/rules",
        words: "Every set with its state: in force, proposed, ended or withdrawn, and who agreed to it.",
        group: None,
    },
    Task {
        whoever: &[Action::UseCalculator],
        title: "Try the calculator",
        href: "/calculator",
        words: "Choose levels and see the band, the amount and the reasons, with no child attached.",
        group: None,
    },
];

/// What somebody can do.
pub(super) fn of(actor: &Actor) -> Vec<&'static Task> {
    let may = |task: &&Task| task.whoever.iter().any(|action| allows(actor, *action));
    TASKS.iter().filter(may).collect()
}

/// What somebody can do of a group.
pub(in crate::pages) fn of_group(actor: &Actor, group: Group) -> Vec<&'static Task> {
    let mut found = of(actor);
    found.retain(|task| task.group == Some(group));
    found
}

pub(in crate::pages) fn card(task: &'static Task) -> impl IntoView {
    view! {
        <div class="app-card">
            <h3 class="govuk-heading-s">
                <a class="govuk-link govuk-link--no-visited-state" href=task.href>
                    {task.title}
                </a>
            </h3>
            <p class="govuk-body">{task.words}</p>
        </div>
    }
}
