//! What a reader may see of a record, and which pages it leads to.

use std::collections::BTreeSet;

use crate::access::{Action, Actor, Restriction, Subject, Verdict, may};
use crate::ids::EstablishmentId;

/// What a reader may see of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sees {
    /// Needs, profiles and evidence.
    pub needs: bool,
    /// Bands, amounts, decisions and awards.
    pub awards: bool,
    /// Profiles before they are agreed, and who did what: the authority's own staff.
    pub work: bool,
    /// Whether the reader scores profiles.
    pub scores: bool,
    /// Whether the reader gives up profiles that colleagues left unsent.
    pub withdraws: bool,
    /// Whether the reader keeps cost lines.
    pub keeps_costs: bool,
    /// Which authorities are on the case.
    pub authorities: bool,
    /// Who opened the record.
    pub trail: bool,
    /// Whether the reader answers requests for everything that is held.
    pub answers_requests: bool,
    /// Whether the reader may restrict the record, or lift the restriction.
    pub restricts: bool,
    /// Whether the reader names officers for the record while it is restricted.
    pub names_officers: bool,
    /// Whether the reader may lift conflicts of interest that colleagues declared.
    pub lifts_conflicts: bool,
    /// Whether the reader enters tribunal's orders.
    pub enters_orders: bool,
    /// Whether the reader ends awards whose reason is gone.
    pub ends_awards: bool,
    /// Whether the reader opens what officers decided on.
    pub decisions: bool,
    /// Whether the reader prints statements to families.
    pub statements: bool,
    /// Whether the reader asks for extra support.
    pub requests: bool,
    /// Whether the reader notes who receives them.
    pub recipients: bool,
    /// Whether the reader opens extracts of the plan.
    pub extracts: bool,
    /// Whether the reader attaches and removes them.
    pub keeps_extracts: bool,
    /// Whether the reader sends plans to other authorities.
    pub sends: bool,
}

impl Sees {
    /// What somebody may see of a record that is theirs to open.
    pub(super) fn of(actor: &Actor, restriction: Restriction<'_>) -> Sees {
        // Whoever opened it is of its establishment, or of none.
        let child = Subject::Child {
            establishments: &actor.establishments,
            restriction,
        };
        let may_do = |action| may(actor, action, &child) == Verdict::Allowed;
        Sees {
            needs: may_do(Action::ViewNeeds),
            awards: may_do(Action::ViewAwards),
            work: works_here(actor),
            scores: may_do(Action::ScoreProfile),
            withdraws: may(
                actor,
                Action::WithdrawProfile,
                &Subject::Draft { is_scorer: false },
            ) == Verdict::Allowed,
            keeps_costs: may_do(Action::KeepCosts),
            authorities: may_do(Action::ViewCaseAuthorities),
            trail: may_do(Action::ReadAudit),
            answers_requests: may_do(Action::AnswerSubjectAccess),
            restricts: may_do(Action::RestrictRecords),
            names_officers: may_do(Action::NameOfficers),
            lifts_conflicts: may_do(Action::LiftConflict),
            enters_orders: may_do(Action::EnterTribunalOrder),
            ends_awards: may_do(Action::EndAward),
            decisions: may_do(Action::ViewQueue),
            statements: may_do(Action::ReadStatement),
            requests: may_do(Action::RequestSupport),
            recipients: may_do(Action::NoteRecipients),
            extracts: may_do(Action::ReadExtracts),
            keeps_extracts: may_do(Action::KeepExtracts),
            sends: may_do(Action::SendTransfer),
        }
    }
}

/// Whether somebody is of the authority's own staff: only they may open the record of a child of no establishment.
pub(in crate::service) fn works_here(actor: &Actor) -> bool {
    static NOWHERE: BTreeSet<EstablishmentId> = BTreeSet::new();
    let nobodys = Subject::Child {
        establishments: &NOWHERE,
        restriction: Restriction::None,
    };
    may(actor, Action::ViewChild, &nobodys) == Verdict::Allowed
}
