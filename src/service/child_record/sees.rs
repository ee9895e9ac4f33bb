//! What a reader may see of a record, and which pages it leads to.

use std::collections::BTreeSet;

use crate::access::{Action, Actor, Subject, Verdict, may};
use crate::ids::EstablishmentId;
use crate::service::reach::allows;

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
    /// Whether the reader may lift conflicts of interest that colleagues declared.
    pub lifts_conflicts: bool,
    /// Whether the reader enters tribunal's orders.
    pub enters_orders: bool,
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
    pub(super) fn of(actor: &Actor) -> Sees {
        Sees {
            needs: allows(actor, Action::ViewNeeds),
            awards: allows(actor, Action::ViewAwards),
            work: works_here(actor),
            scores: allows(actor, Action::ScoreProfile),
            keeps_costs: allows(actor, Action::KeepCosts),
            authorities: allows(actor, Action::ViewCaseAuthorities),
            trail: allows(actor, Action::ReadAudit),
            answers_requests: allows(actor, Action::AnswerSubjectAccess),
            restricts: allows(actor, Action::RestrictRecords),
            lifts_conflicts: allows(actor, Action::LiftConflict),
            enters_orders: allows(actor, Action::EnterTribunalOrder),
            decisions: allows(actor, Action::ViewQueue),
            statements: allows(actor, Action::ReadStatement),
            requests: allows(actor, Action::RequestSupport),
            recipients: allows(actor, Action::NoteRecipients),
            extracts: allows(actor, Action::ReadExtracts),
            keeps_extracts: allows(actor, Action::KeepExtracts),
            sends: allows(actor, Action::SendTransfer),
        }
    }
}

/// Whether somebody is of the authority's own staff: only they may open the record of a child of no establishment.
pub(in crate::service) fn works_here(actor: &Actor) -> bool {
    static NOWHERE: BTreeSet<EstablishmentId> = BTreeSet::new();
    let nobodys = Subject::Child {
        establishments: &NOWHERE,
        restricted: false,
    };
    may(actor, Action::ViewChild, &nobodys) == Verdict::Allowed
}
