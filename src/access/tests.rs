//! Who may do what, one rule a test.

use super::*;

fn user(last: char) -> UserId {
    UserId::parse(&format!("0197f3e0-0000-7000-8000-00000000000{last}")).unwrap()
}

fn school(last: char) -> EstablishmentId {
    EstablishmentId::parse(&format!("0197f3e0-0000-7000-8000-00000000000{last}")).unwrap()
}

fn child(last: char) -> ChildId {
    ChildId::parse(&format!("0197f3e0-0000-7000-8000-00000000000{last}")).unwrap()
}

fn actor(role: Role, schools: &[EstablishmentId]) -> Actor {
    Actor {
        user: user('1'),
        roles: [role].into(),
        establishments: schools.iter().cloned().collect(),
        named_for: BTreeSet::new(),
    }
}

#[test]
fn nobody_decides_on_their_own_scoring() {
    let mut both = actor(Role::Moderator, &[]);
    both.roles.insert(Role::Caseworker);
    let subject = |has_scored, has_stood_aside| Subject::Profile {
        has_scored,
        has_stood_aside,
    };
    let own = subject(true, false);
    assert_eq!(
        may(&both, Action::Decide, &own),
        Verdict::Refused(Reason::OwnWork)
    );
    assert_eq!(
        may(&both, Action::Decide, &subject(false, false)),
        Verdict::Allowed
    );
    assert_eq!(
        may(&both, Action::Decide, &subject(false, true)),
        Verdict::Refused(Reason::StoodAside)
    );
    assert_eq!(
        may(&actor(Role::Caseworker, &[]), Action::Decide, &own),
        Verdict::Refused(Reason::NoRole)
    );
}

#[test]
fn nobody_moves_budget_alone() {
    let mut both = actor(Role::FinanceOfficer, &[]);
    both.roles.insert(Role::HeadOfSend);
    let (own, anothers) = (user('1'), user('2'));
    let verdict = |proposed_by| {
        may(
            &both,
            Action::ApproveVirement,
            &Subject::Virement { proposed_by },
        )
    };
    assert_eq!(verdict(&own), Verdict::Refused(Reason::OwnWork));
    assert_eq!(verdict(&anothers), Verdict::Allowed);
}

#[test]
fn nobody_approves_rules_alone() {
    let mut both = actor(Role::RulesOwner, &[]);
    both.roles.insert(Role::HeadOfSend);
    let (own, anothers) = (BTreeSet::from([user('1')]), BTreeSet::from([user('2')]));
    let verdict = |authors| {
        may(
            &both,
            Action::ApproveRules,
            &Subject::RuleProposal { authors },
        )
    };
    assert_eq!(verdict(&own), Verdict::Refused(Reason::OwnWork));
    assert_eq!(verdict(&anothers), Verdict::Allowed);
    let owner = actor(Role::RulesOwner, &[]);
    assert_eq!(
        may(
            &owner,
            Action::ApproveRules,
            &Subject::RuleProposal { authors: &anothers }
        ),
        Verdict::Refused(Reason::NoRole)
    );
}

#[test]
fn nobody_releases_the_payment_run_that_they_proposed() {
    let officer = actor(Role::FinanceOfficer, &[]);
    let (own, anothers) = (user('1'), user('2'));
    let verdict = |actor: &Actor, proposed_by| {
        may(
            actor,
            Action::ReleasePayments,
            &Subject::PaymentRun { proposed_by },
        )
    };
    assert_eq!(verdict(&officer, &own), Verdict::Refused(Reason::OwnWork));
    assert_eq!(verdict(&officer, &anothers), Verdict::Allowed);
    let caseworker = actor(Role::Caseworker, &[]);
    assert_eq!(
        verdict(&caseworker, &anothers),
        Verdict::Refused(Reason::NoRole)
    );
}

#[test]
fn a_school_sees_its_own_children_only() {
    let here = BTreeSet::from([school('a')]);
    let senco = actor(Role::Senco, &[school('a')]);
    let (other, nowhere) = (BTreeSet::from([school('b')]), BTreeSet::new());
    let child = |establishments| Subject::Child {
        establishments,
        restriction: Restriction::None,
    };
    assert_eq!(
        may(&senco, Action::ViewChild, &child(&here)),
        Verdict::Allowed
    );
    assert_eq!(
        may(&senco, Action::ViewChild, &child(&other)),
        Verdict::Refused(Reason::OtherEstablishment)
    );
    assert_eq!(
        may(&senco, Action::ViewChild, &child(&nowhere)),
        Verdict::Refused(Reason::OtherEstablishment)
    );
    let manager = actor(Role::BusinessManager, &[school('a')]);
    assert_eq!(
        may(&manager, Action::ViewNeeds, &child(&here)),
        Verdict::Refused(Reason::NoRole)
    );
}

/// A caseworker who also manages a school keeps the caseworker's reach only for a caseworker's actions.
#[test]
fn reach_comes_with_the_role_that_has_the_action() {
    let mut both = actor(Role::BusinessManager, &[school('a')]);
    both.roles.insert(Role::RulesOwner);
    let other = BTreeSet::from([school('b')]);
    let child = Subject::Child {
        establishments: &other,
        restriction: Restriction::None,
    };
    assert_eq!(
        may(&both, Action::ViewAwards, &child),
        Verdict::Refused(Reason::OtherEstablishment)
    );
}

#[test]
fn a_restricted_record_is_closed_to_most() {
    let nowhere = BTreeSet::new();
    let id = child('c');
    for restriction in [Restriction::Of(&id), Restriction::WithoutOfficers] {
        let child = Subject::Child {
            establishments: &nowhere,
            restriction,
        };
        for role in Role::ALL {
            let verdict = may(&actor(*role, &[]), Action::ViewChild, &child);
            assert_eq!(
                verdict == Verdict::Allowed,
                RESTRICTED.contains(role),
                "{role:?} {restriction:?}"
            );
        }
    }
}

/// For the child for whom they are named they do what they do for any child of the authority, and no more; for another
/// restricted child nothing.
#[test]
fn a_named_officer_does_for_the_child_what_the_role_does_for_any() {
    let (own, other) = (child('c'), child('d'));
    let here = BTreeSet::from([school('a')]);
    let elsewhere = BTreeSet::from([school('b')]);
    for role in Role::ALL {
        let mut named = actor(*role, &[school('a')]);
        named.named_for = [own.clone()].into();
        for action in Action::ALL {
            for establishments in [&here, &elsewhere] {
                let verdict = |restriction| {
                    let subject = Subject::Child {
                        establishments,
                        restriction,
                    };
                    may(&named, *action, &subject)
                };
                let any = verdict(Restriction::None);
                assert_eq!(verdict(Restriction::Of(&own)), any, "{role:?} {action:?}");
                if any == Verdict::Allowed && !RESTRICTED.contains(role) {
                    let refused = Verdict::Refused(Reason::Restricted);
                    assert_eq!(
                        verdict(Restriction::Of(&other)),
                        refused,
                        "{role:?} {action:?}"
                    );
                }
            }
        }
    }
}

#[test]
fn nobody_names_themselves_and_only_those_to_whom_it_opens_something_are_named() {
    let mut both = actor(Role::FinanceOfficer, &[]);
    both.roles.insert(Role::HeadOfSend);
    let (own, anothers) = (user('1'), user('2'));
    let verdict = |officer| may(&both, Action::NameOfficers, &Subject::OfficerOf { officer });
    assert_eq!(verdict(&own), Verdict::Refused(Reason::OwnWork));
    assert_eq!(verdict(&anothers), Verdict::Allowed);
    for role in Role::ALL {
        let opens = !matches!(role, Role::HeadOfSend | Role::Auditor | Role::RulesOwner);
        assert_eq!(can_be_named(&[*role].into()), opens, "{role:?}");
    }
    assert!(can_be_named(&both.roles));
}

#[test]
fn what_would_change_a_band_is_for_moderators_and_auditors_after_the_decision() {
    for role in Role::ALL {
        let actor = actor(*role, &[]);
        let outcome = |is_decided| {
            let subject = Subject::Outcome { is_decided };
            may(&actor, Action::SeeWhatWouldChange, &subject)
        };
        if matches!(role, Role::Moderator | Role::Auditor) {
            assert_eq!(outcome(true), Verdict::Allowed, "{role:?}");
            assert_eq!(
                outcome(false),
                Verdict::Refused(Reason::NotDecided),
                "{role:?}"
            );
        } else {
            assert_eq!(outcome(true), Verdict::Refused(Reason::NoRole), "{role:?}");
        }
    }
}

#[test]
fn whoever_declared_an_interest_has_no_part_in_the_decision() {
    for role in [Role::Moderator, Role::HeadOfSend] {
        let actor = actor(role, &[]);
        for action in [
            Action::Decide,
            Action::ViewQueue,
            Action::EnterTribunalOrder,
        ] {
            let verdict = |is_declared| may(&actor, action, &Subject::Interest { is_declared });
            assert_eq!(
                verdict(true),
                Verdict::Refused(Reason::ConflictOfInterest),
                "{role:?} {action:?}"
            );
            assert_eq!(verdict(false), Verdict::Allowed, "{role:?} {action:?}");
        }
    }
}

#[test]
fn a_colleague_takes_a_draft_over_and_its_scorer_or_the_head_gives_it_up() {
    for role in Role::ALL {
        let actor = actor(*role, &[]);
        let verdict = |action, is_scorer| may(&actor, action, &Subject::Draft { is_scorer });
        let take = [true, false].map(|own| verdict(Action::TakeOverScoring, own));
        let withdraw = [true, false].map(|own| verdict(Action::WithdrawProfile, own));
        let (allowed, none) = (Verdict::Allowed, Verdict::Refused(Reason::NoRole));
        let (own, anothers) = (
            Verdict::Refused(Reason::OwnWork),
            Verdict::Refused(Reason::AnothersWork),
        );
        match role {
            Role::Caseworker => {
                assert_eq!(take, [own, allowed]);
                assert_eq!(withdraw, [allowed, anothers]);
            }
            Role::HeadOfSend => {
                assert_eq!(take, [none, none]);
                assert_eq!(withdraw, [allowed, allowed]);
            }
            _ => assert_eq!([take, withdraw], [[none, none], [none, none]], "{role:?}"),
        }
    }
}

#[test]
fn nobody_is_both_scorers_of_a_profile_or_scores_again_what_they_have_seen() {
    let scorer = actor(Role::Caseworker, &[]);
    for (has_scored, has_seen_levels, verdict) in [
        (true, false, Verdict::Refused(Reason::OwnWork)),
        (false, true, Verdict::Refused(Reason::SeenLevels)),
        (false, false, Verdict::Allowed),
    ] {
        let subject = Subject::SecondScoring {
            has_scored,
            has_seen_levels,
        };
        assert_eq!(may(&scorer, Action::ScoreSecond, &subject), verdict);
    }
}

#[test]
fn nobody_agrees_the_cost_line_that_they_proposed() {
    for role in [Role::Commissioner, Role::FinanceOfficer, Role::HeadOfSend] {
        let actor = actor(role, &[]);
        for (proposed_by, verdict) in [
            (actor.user.clone(), Verdict::Refused(Reason::OwnWork)),
            (user('9'), Verdict::Allowed),
        ] {
            let subject = Subject::CostProposal {
                proposed_by: &proposed_by,
            };
            assert_eq!(may(&actor, Action::AgreeCosts, &subject), verdict);
        }
    }
}

#[test]
fn an_amount_above_the_limit_is_for_the_head() {
    let amount = |pence| Money::from_pence(pence).unwrap();
    let subject = |annual, limit| Subject::Amount {
        annual: amount(annual),
        limit: amount(limit),
    };
    let action = Action::AgreeIndividualAmount;
    let (moderator, head) = (actor(Role::Moderator, &[]), actor(Role::HeadOfSend, &[]));
    assert_eq!(
        may(&moderator, action, &subject(100, 100)),
        Verdict::Allowed
    );
    assert_eq!(
        may(&moderator, action, &subject(101, 100)),
        Verdict::Refused(Reason::AboveLimit)
    );
    assert_eq!(may(&head, action, &subject(101, 0)), Verdict::Allowed);
    assert_eq!(
        may(&actor(Role::Caseworker, &[]), action, &subject(1, 100)),
        Verdict::Refused(Reason::NoRole)
    );
}

#[test]
fn nobody_compares_profiles_before_judging() {
    for role in Role::ALL {
        let actor = actor(*role, &[]);
        let verdict = |is_decided| {
            let subject = Subject::Outcome { is_decided };
            may(&actor, Action::CompareProfiles, &subject)
        };
        let compares = matches!(role, Role::Moderator | Role::HeadOfSend | Role::Auditor);
        if compares {
            assert_eq!(verdict(true), Verdict::Allowed, "{role:?}");
            assert_eq!(
                verdict(false),
                Verdict::Refused(Reason::NotDecided),
                "{role:?}"
            );
        } else {
            assert_eq!(verdict(true), Verdict::Refused(Reason::NoRole), "{role:?}");
        }
    }
}

#[test]
fn an_auditor_changes_nothing() {
    let auditor = actor(Role::Auditor, &[]);
    for action in [
        Action::KeepCosts,
        Action::KeepCaseAuthorities,
        Action::KeepRecoupment,
        Action::WriteOffClaims,
        Action::KeepPlaces,
        Action::ProposePayments,
        Action::ReleasePayments,
        Action::WithdrawPayments,
        Action::ScoreProfile,
        Action::TakeOverScoring,
        Action::WithdrawProfile,
        Action::Decide,
        Action::ReadWithoutJudging,
        Action::EditRules,
        Action::ApproveRules,
        Action::WithdrawRules,
        Action::NoteRecipients,
        Action::AnswerCorrection,
        Action::EndAward,
        Action::TakeOverRequest,
        Action::KeepForecast,
        Action::KeepUsers,
        Action::RunImport,
        Action::FreezeBaseline,
        Action::RestrictRecords,
        Action::NameOfficers,
        Action::LiftConflict,
        Action::KeepExtracts,
        Action::SendTransfer,
        Action::ReceiveTransfer,
        Action::KeepAuthorityKeys,
        Action::AnswerSubjectAccess,
        Action::CarryOutRetention,
    ] {
        assert_eq!(
            may(&auditor, action, &Subject::Anything),
            Verdict::Refused(Reason::NoRole)
        );
    }
}
