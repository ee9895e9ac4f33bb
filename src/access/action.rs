//! What may be done, and the table of which roles may do it.

use super::Role;

/// Something that may or may not be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// List and find children.
    ListChildren,
    /// Open a child's record.
    ViewChild,
    /// See needs, levels and evidence.
    ViewNeeds,
    /// See bands, amounts and dates of awards.
    ViewAwards,
    /// See the indicative band of a profile that is not decided, where the rule set is band-blind.
    ViewBandBeforeDecision,
    /// See the awards of a user's own establishments.
    ViewEstablishmentAwards,
    /// Add a cost line to a placement, and end one.
    KeepCosts,
    /// See which authorities maintain, pay for and look after a child.
    ViewCaseAuthorities,
    /// Say which authority pays for a child, and which looks after it, from when to when.
    KeepCaseAuthorities,
    /// See what authorities recover from each other.
    ViewRecoupment,
    /// Raise claims between authorities, and say what came of them.
    KeepRecoupment,
    /// Give a claim between authorities up.
    WriteOffClaims,
    /// See high needs places: commissioned, funded and filled, and what they come to.
    ViewPlaces,
    /// Keep the numbers of high needs places and the rates that they are paid at.
    KeepPlaces,
    /// Agree a cost line that is above the limit of the officer who proposed it, or decline it.
    AgreeCosts,
    /// See the payments of every establishment.
    ViewPayments,
    /// Set payment calendars, propose payment runs and export released ones.
    ProposePayments,
    /// Release a payment run that somebody else proposed.
    ReleasePayments,
    /// Take a proposed payment run back.
    WithdrawPayments,
    /// Compare what schools return with what is held, and settle each line.
    ReconcileSchools,
    /// Score a needs profile and send it.
    ScoreProfile,
    /// Take over a profile that a colleague is scoring.
    TakeOverScoring,
    /// Give up a profile that was not sent.
    WithdrawProfile,
    /// Score a profile of a sample a second time, blind to the first levels.
    ScoreSecond,
    /// Choose the profiles that are scored a second time.
    ChooseSample,
    /// See how far scorers agree.
    ViewAgreement,
    /// Decide on a profile and make the award.
    Decide,
    /// Agree an amount for one child, where no band secures Section F.
    AgreeIndividualAmount,
    /// End an award whose reason is gone: the child left, the plan ceased.
    EndAward,
    /// See the awards that go on though the child moved or the plan ceased.
    ViewAwardsToLookAt,
    /// Enter a tribunal's order, with the money that follows it.
    EnterTribunalOrder,
    /// Read the registers of overrides and exceptional awards.
    ViewRegisters,
    /// See a profile beside the previous one and those most like it.
    CompareProfiles,
    /// See which smallest changes of level would have moved a decided band.
    SeeWhatWouldChange,
    /// Leave a profile to colleagues unjudged, and read what is kept back until it is judged.
    ReadWithoutJudging,
    /// See the queue of profiles that wait for a decision.
    ViewQueue,
    /// Try any rule set with no child attached.
    UseCalculator,
    /// Read rule sets.
    ViewRules,
    /// Read drafts and proposals of rule sets, with their records.
    ViewRuleDrafts,
    /// See what a draft of rules would do to the live cohort.
    CompareRules,
    /// Write drafts of rule sets and propose them.
    EditRules,
    /// Approve a proposed rule set or send it back.
    ApproveRules,
    /// Withdraw an approved rule set from a day on.
    WithdrawRules,
    /// Read the statement to a family, to print and send it.
    ReadStatement,
    /// Note who may receive the statement to a family.
    NoteRecipients,
    /// Say that an award of a user's own establishments is wrong.
    RaiseCorrection,
    /// Answer what schools say is wrong, and correct it.
    AnswerCorrection,
    /// Ask for extra support for a child of a user's own establishments.
    RequestSupport,
    /// Take a school's request for extra support over as a draft profile, or decline it.
    TakeOverRequest,
    /// See the high needs forecast, its balance and scenarios.
    ViewForecast,
    /// Enter the forecast's figures, save scenarios and run simulations.
    KeepForecast,
    /// Load the ledger, say what the budget pays for, propose virements and enter the section 251 statement.
    KeepBudget,
    /// Approve a virement that somebody else proposed, or decline it.
    ApproveVirement,
    /// Keep users and their roles.
    KeepUsers,
    /// Say how families reach the council.
    KeepContacts,
    /// Load returns, registers and scores.
    RunImport,
    /// Read and verify the audit chain.
    ReadAudit,
    /// See how bands and levels are spread, what drifts and what is late: numbers without names.
    ViewOversight,
    /// See how scorers differ.
    ViewScorers,
    /// See bands and levels by sex and ethnicity, with small numbers hidden.
    ViewEqualityAnalysis,
    /// Freeze the distribution that later ones are watched against.
    FreezeBaseline,
    /// Restrict a child's record, and lift the restriction.
    RestrictRecords,
    /// Name colleagues for a restricted record, and end that.
    NameOfficers,
    /// Lift a conflict of interest that a colleague declared by mistake.
    LiftConflict,
    /// Open the extracts of a plan that are attached to a child's record.
    ReadExtracts,
    /// Attach an extract of a plan, and remove one with a reason.
    KeepExtracts,
    /// Send a plan and its agreed profile to another authority as a signed package.
    SendTransfer,
    /// Take a package of another authority in.
    ReceiveTransfer,
    /// See which packages went out and came in, and the key that signs ours.
    ViewTransfers,
    /// Keep the keys by which packages of other authorities are known.
    KeepAuthorityKeys,
    /// Answer a request for everything that is held of a child.
    AnswerSubjectAccess,
    /// Forget who children were whose records ended long ago.
    CarryOutRetention,
}

impl Action {
    /// Every action.
    pub const ALL: &[Action] = &[
        Action::ListChildren,
        Action::ViewChild,
        Action::ViewNeeds,
        Action::ViewAwards,
        Action::ViewBandBeforeDecision,
        Action::ViewEstablishmentAwards,
        Action::KeepCosts,
        Action::ViewCaseAuthorities,
        Action::KeepCaseAuthorities,
        Action::ViewRecoupment,
        Action::KeepRecoupment,
        Action::WriteOffClaims,
        Action::ViewPlaces,
        Action::KeepPlaces,
        Action::AgreeCosts,
        Action::ViewPayments,
        Action::ProposePayments,
        Action::ReleasePayments,
        Action::WithdrawPayments,
        Action::ReconcileSchools,
        Action::ScoreProfile,
        Action::TakeOverScoring,
        Action::WithdrawProfile,
        Action::ScoreSecond,
        Action::ChooseSample,
        Action::ViewAgreement,
        Action::Decide,
        Action::AgreeIndividualAmount,
        Action::EndAward,
        Action::ViewAwardsToLookAt,
        Action::EnterTribunalOrder,
        Action::ViewRegisters,
        Action::CompareProfiles,
        Action::SeeWhatWouldChange,
        Action::ReadWithoutJudging,
        Action::ViewQueue,
        Action::UseCalculator,
        Action::ViewRules,
        Action::ViewRuleDrafts,
        Action::CompareRules,
        Action::EditRules,
        Action::ApproveRules,
        Action::WithdrawRules,
        Action::ReadStatement,
        Action::NoteRecipients,
        Action::RaiseCorrection,
        Action::AnswerCorrection,
        Action::RequestSupport,
        Action::TakeOverRequest,
        Action::ViewForecast,
        Action::KeepForecast,
        Action::KeepBudget,
        Action::ApproveVirement,
        Action::KeepUsers,
        Action::KeepContacts,
        Action::RunImport,
        Action::ReadAudit,
        Action::ViewOversight,
        Action::ViewScorers,
        Action::ViewEqualityAnalysis,
        Action::FreezeBaseline,
        Action::RestrictRecords,
        Action::NameOfficers,
        Action::LiftConflict,
        Action::ReadExtracts,
        Action::KeepExtracts,
        Action::SendTransfer,
        Action::ReceiveTransfer,
        Action::ViewTransfers,
        Action::KeepAuthorityKeys,
        Action::AnswerSubjectAccess,
        Action::CarryOutRetention,
    ];
}

/// The table: which roles have which action.
pub(super) fn roles_with(action: Action) -> &'static [Role] {
    use Role::{
        Administrator, Auditor, BusinessManager, Caseworker, Commissioner, FinanceOfficer,
        HeadOfSend, Moderator, RulesOwner, Senco,
    };
    match action {
        Action::ListChildren => &[
            Caseworker,
            Moderator,
            Senco,
            BusinessManager,
            Commissioner,
            FinanceOfficer,
            HeadOfSend,
            Auditor,
            Administrator,
        ],
        Action::ViewChild => &[
            Caseworker,
            Moderator,
            Senco,
            BusinessManager,
            Commissioner,
            FinanceOfficer,
            HeadOfSend,
            Auditor,
            Administrator,
        ],
        Action::ViewNeeds => &[Caseworker, Moderator, Senco, HeadOfSend, Auditor],
        Action::ViewAwards => &[
            Caseworker,
            Moderator,
            Senco,
            BusinessManager,
            Commissioner,
            FinanceOfficer,
            HeadOfSend,
            Auditor,
        ],
        Action::ViewBandBeforeDecision => &[Moderator, HeadOfSend, Auditor],
        Action::ViewEstablishmentAwards => &[Senco, BusinessManager],
        Action::KeepCosts => &[Commissioner, FinanceOfficer],
        Action::AgreeCosts => &[Commissioner, FinanceOfficer, HeadOfSend],
        Action::ViewCaseAuthorities => &[
            Caseworker,
            Commissioner,
            FinanceOfficer,
            HeadOfSend,
            Auditor,
        ],
        // Whoever pays does not say who pays.
        Action::KeepCaseAuthorities => &[Caseworker, Commissioner],
        Action::ViewPlaces | Action::ViewPayments | Action::ViewRecoupment => {
            &[Commissioner, FinanceOfficer, HeadOfSend, Auditor]
        }
        Action::KeepRecoupment => &[FinanceOfficer],
        // Who raises a claim does not give it up.
        Action::WriteOffClaims => &[HeadOfSend],
        Action::KeepPlaces => &[Commissioner],
        Action::ProposePayments | Action::ReconcileSchools => &[FinanceOfficer],
        Action::ReleasePayments | Action::WithdrawPayments => &[FinanceOfficer, HeadOfSend],
        Action::ScoreProfile | Action::ScoreSecond | Action::TakeOverScoring => &[Caseworker],
        Action::WithdrawProfile => &[Caseworker, HeadOfSend],
        Action::ChooseSample => &[Moderator, HeadOfSend],
        Action::ViewAgreement => &[Moderator, HeadOfSend],
        Action::Decide | Action::AgreeIndividualAmount | Action::EnterTribunalOrder => {
            &[Moderator, HeadOfSend]
        }
        // It is a fact that is written down, and no judgement of needs.
        Action::EndAward => &[Caseworker, Moderator, FinanceOfficer, HeadOfSend],
        Action::ViewAwardsToLookAt => &[Caseworker, Moderator, FinanceOfficer, HeadOfSend, Auditor],
        Action::CompareProfiles | Action::ViewRegisters => &[Moderator, HeadOfSend, Auditor],
        Action::SeeWhatWouldChange => &[Moderator, Auditor],
        // Who only oversees a case need not judge it to read it.
        Action::ReadWithoutJudging => &[HeadOfSend],
        Action::ViewQueue => &[Moderator, HeadOfSend, Auditor],
        Action::UseCalculator => Role::ALL,
        Action::ViewRules => Role::ALL,
        Action::ViewRuleDrafts | Action::CompareRules => &[RulesOwner, HeadOfSend, Auditor],
        Action::EditRules => &[RulesOwner],
        Action::ApproveRules | Action::WithdrawRules => &[HeadOfSend],
        Action::ReadStatement => &[Caseworker, Moderator, HeadOfSend, Auditor],
        Action::NoteRecipients => &[Caseworker, HeadOfSend],
        Action::RaiseCorrection => &[Senco, BusinessManager],
        Action::AnswerCorrection => &[Caseworker, FinanceOfficer],
        Action::RequestSupport => &[Senco],
        Action::TakeOverRequest => &[Caseworker],
        Action::ViewForecast => &[FinanceOfficer, HeadOfSend, Auditor],
        Action::KeepForecast | Action::KeepBudget => &[FinanceOfficer],
        Action::ApproveVirement => &[FinanceOfficer, HeadOfSend],
        Action::KeepUsers | Action::KeepContacts => &[Administrator],
        Action::RunImport | Action::CarryOutRetention => &[Administrator],
        Action::ReadAudit => &[Auditor, Administrator],
        Action::ViewOversight => &[Moderator, HeadOfSend, Auditor],
        Action::ViewScorers => &[Moderator],
        // Apart from casework: nobody who scores or decides case by case.
        Action::ViewEqualityAnalysis => &[HeadOfSend, Auditor],
        Action::FreezeBaseline
        | Action::RestrictRecords
        | Action::NameOfficers
        | Action::LiftConflict => &[HeadOfSend],
        // An extract is evidence: it is open to whom needs are open.
        Action::ReadExtracts => &[Caseworker, Moderator, Senco, HeadOfSend, Auditor],
        Action::KeepExtracts => &[Caseworker, HeadOfSend],
        Action::SendTransfer | Action::ReceiveTransfer => &[Caseworker, HeadOfSend],
        Action::ViewTransfers => &[Caseworker, HeadOfSend, Auditor, Administrator],
        // Whose package is believed is not for who takes it in to say.
        Action::KeepAuthorityKeys => &[Administrator],
        // A restricted record opens to the head of SEND alone of the two.
        Action::AnswerSubjectAccess => &[HeadOfSend, Administrator],
    }
}
