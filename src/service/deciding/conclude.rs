//! Concludes a case: agrees the band or another one, sends the profile back, or finds that no band secures Section F.

use super::again;
use super::award::{self, Amount, Grant};
use super::case::{Case, Stage, load};
use super::effect::{Before, Effect};
use super::plausible::{Doubt, doubts};
use crate::access::{Action, Actor, Subject};
use crate::calendar::Date;
use crate::ids::{DecisionId, ProfileId};
use crate::money::Fte;
use crate::needs::{BandId, SectionFLine};
use crate::rules::RuleBook;
use crate::service::reach::require;
use crate::service::scoring::{Scoring, answers_from_note, draft_key, to_json};
use crate::service::{Moment, ServiceError, Store, new_id, rule_life, trail};
use crate::store::decision::{self, Decision, DecisionKind};
use crate::store::profile::{self, ProfileState, ProfileVersion};
use crate::store::{StoreError, Tx, section_f_check};

/// From when to when, and for which share of full time, an award is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// The first day funded.
    pub from: Date,
    /// The first day not funded; none while it lasts.
    pub to: Option<Date>,
    /// The share of full time.
    pub fte: Fte,
    /// Whether the officer confirmed what is unusual.
    pub confirmed: bool,
    /// Whether what was funded before ends for good, and does not go on after the last day.
    pub ends_earlier: bool,
    /// Whether an amount that was agreed for this child is paid beside it, and does not end where it begins.
    pub keeps_individual: bool,
}

/// Why another band than the indicative one is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OverrideReason {
    /// The evidence supports other levels.
    Evidence,
    /// The needs changed since the evidence was written.
    Changed,
    /// Needs act on each other in a way that a sum does not show.
    Combined,
    /// A move between phases or settings is under way.
    Transition,
    /// Something else, said in the officer's words.
    Other,
}

impl OverrideReason {
    /// Every reason, in the order in which the form offers them.
    pub const ALL: &[OverrideReason] = &[
        OverrideReason::Evidence,
        OverrideReason::Changed,
        OverrideReason::Combined,
        OverrideReason::Transition,
        OverrideReason::Other,
    ];

    /// The reason in forms.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            OverrideReason::Evidence => "evidence",
            OverrideReason::Changed => "changed",
            OverrideReason::Combined => "combined",
            OverrideReason::Transition => "transition",
            OverrideReason::Other => "other",
        }
    }

    /// The reason in words.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            OverrideReason::Evidence => "The evidence supports other levels",
            OverrideReason::Changed => "Needs have changed since the evidence was written",
            OverrideReason::Combined => "Needs act on each other in a way that a sum does not show",
            OverrideReason::Transition => "A move between phases or settings is under way",
            OverrideReason::Other => "Another reason",
        }
    }

    /// The reason as a decision keeps it, with the officer's own words.
    pub(super) fn kept_with(self, words: &str) -> String {
        format!("{}. {words}", self.title())
    }

    /// Reads a reason's code.
    #[must_use]
    pub fn parse(text: &str) -> Option<OverrideReason> {
        OverrideReason::ALL
            .iter()
            .copied()
            .find(|reason| reason.code() == text)
    }
}

/// What an officer concludes. Each says that the officer has no conflict of interest: the form takes nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The indicative band, or the amount that the rules come to without one, is agreed; it secures every line of Section F.
    Agree {
        /// When and for how much of full time.
        terms: Terms,
        /// What the officer checked in Section F.
        checked: SectionFChecked,
    },
    /// Another band is decided; it secures every line of Section F.
    Override {
        /// The band decided.
        band: BandId,
        /// Why.
        reason: OverrideReason,
        /// Why, in the officer's words.
        words: String,
        /// When and for how much of full time.
        terms: Terms,
        /// What the officer checked in Section F.
        checked: SectionFChecked,
    },
    /// The profile goes back to its scorer.
    SendBack {
        /// What the scorer should look at.
        reason: String,
    },
    /// No band secures every line of Section F: an individually agreed amount is needed.
    Individual {
        /// What a band would leave unsecured.
        note: String,
        /// The lines of Section F that were gone through.
        lines: Vec<SectionFLine>,
    },
}

/// What an officer checked in Section F, before saying that the funding secures all of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SectionFChecked {
    /// Which pages or lines.
    pub words: String,
    /// The lines that were gone through one by one.
    pub lines: Vec<SectionFLine>,
}

/// How far an officer is with what makes an award.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The answers are looked at: everything is tried, and nothing is kept.
    Check,
    /// They were checked.
    Make,
}

/// How it ended.
#[derive(Debug)]
pub enum Concluded {
    /// It is written down, now or when the same officer sent the same answers before.
    Done,
    /// It can be made, and does this to the child's awards; nothing is kept until the officer has checked it.
    ToCheck(Box<Effect>),
    /// A date cannot be, or is so unusual that it has to be confirmed.
    Doubtful(Vec<Doubt>),
    /// Somebody else concluded it first, or it was scored again; here is what they left.
    Lost(Box<Case>),
    /// The officer has not judged the levels yet; only to send the profile back needs no judgement.
    NotJudged,
    /// The band has no amount for the setting, so no award can be made of it.
    NoAmount,
    /// A tribunal's order stands on those days, and the plan was not amended after it.
    OrderStands,
    /// The rules were withdrawn, or never approved: the profile goes back and is scored again.
    RulesNotInForce,
}

/// Concludes the case that the officer saw: the version of the profile is the one that was shown.
///
/// # Errors
/// [`ServiceError::Refused`] if the actor may not decide, or scored the profile; [`ServiceError::NotFound`] if there is
/// no such case.
pub async fn conclude(
    store: &Store,
    book: &RuleBook,
    actor: &Actor,
    (id, seen, step): (&ProfileId, u32, Step),
    verdict: &Verdict,
    moment: Moment,
) -> Result<Concluded, ServiceError> {
    require(actor, Action::Decide, &Subject::Anything)?;
    let mut tx = store.begin().await?;
    let case = load(&mut tx, book, actor, id, moment).await?;
    case.keep_to_deciders(actor)?;
    if again::is_concluded(&mut tx, actor, &case, (seen, verdict)).await? {
        return Ok(Concluded::Done);
    }
    if case.stage != Stage::Waiting || case.version.number != seen {
        return Ok(Concluded::Lost(Box::new(case)));
    }
    if case.is_to_be_judged() && !matches!(verdict, Verdict::SendBack { .. }) {
        return Ok(Concluded::NotJudged);
    }
    let granted = match verdict {
        Verdict::Agree { terms, .. } => Some((case.made.band(), terms)),
        Verdict::Override { band, terms, .. } => Some((Some(band), terms)),
        Verdict::SendBack { .. } | Verdict::Individual { .. } => None,
    };
    let makes_award = granted.is_some();
    let (rules, sent_on) = (case.rules.digest(), case.context.on);
    if makes_award && !rule_life::may_decide_by(&mut tx, rules, sent_on, moment.today).await? {
        return Ok(Concluded::RulesNotInForce);
    }
    if let Some((_, terms)) = granted {
        if award::order_stands(&mut tx, &case, terms).await? {
            return Ok(Concluded::OrderStands);
        }
        let scored = Some(case.context.setting);
        let asked = (terms, None, scored);
        let found = doubts(&mut tx, &case.about.child, asked, moment.today).await?;
        if !found.is_empty() {
            return Ok(Concluded::Doubtful(found));
        }
    }
    let terms = granted.map(|(_, terms)| terms);
    let to_check = match terms.filter(|_| step == Step::Check) {
        Some(terms) => Some((terms, Before::read(&mut tx, book, &case.about.child).await?)),
        None => None,
    };
    let done = match verdict {
        Verdict::SendBack { reason } => send_back(&mut tx, actor, &case, reason, moment)
            .await
            .map(|()| true),
        Verdict::Individual { note, lines } => find_individual(
            &mut tx,
            actor,
            &case,
            (note.as_str(), lines.as_slice()),
            moment,
        )
        .await
        .map(|()| true),
        Verdict::Agree { .. } if !case.is_agreeable() => Ok(false),
        Verdict::Agree { terms, checked } => {
            let band = case.made.band().cloned();
            let kind = (DecisionKind::Agreed, String::new());
            let granted = (terms, checked);
            decide(&mut tx, actor, &case, (band, kind), granted, moment).await
        }
        Verdict::Override {
            band,
            reason,
            words,
            terms,
            checked,
        } => {
            let kind = (DecisionKind::Override, reason.kept_with(words));
            decide(
                &mut tx,
                actor,
                &case,
                (Some(band.clone()), kind),
                (terms, checked),
                moment,
            )
            .await
        }
    };
    match done {
        Ok(true) => match to_check {
            Some((terms, before)) => {
                let effect = before.until_now(&mut tx, book, terms, moment).await?;
                tx.rollback().await?;
                Ok(Concluded::ToCheck(Box::new(effect)))
            }
            None => {
                tx.commit().await?;
                Ok(Concluded::Done)
            }
        },
        Ok(false) => Ok(Concluded::NoAmount),
        // Only one process at a time gets past the profile's version, on either database.
        Err(ServiceError::Conflict) => {
            tx.rollback().await?;
            let now = super::open(store, book, actor, id, moment).await?;
            Ok(Concluded::Lost(Box::new(now)))
        }
        Err(error) => Err(error),
    }
}

/// Decides on a band, or on what the rules come to without one, and makes the award; false if there is no amount where there
/// should be one.
async fn decide(
    tx: &mut Tx,
    actor: &Actor,
    case: &Case,
    (band, (kind, reason)): (Option<BandId>, (DecisionKind, String)),
    (terms, checked): (&Terms, &SectionFChecked),
    moment: Moment,
) -> Result<bool, ServiceError> {
    close(tx, actor, case, ProfileState::Agreed, String::new(), moment).await?;
    let made = Decision {
        band: band.clone(),
        rule_set: Some(case.rules.digest().clone()),
        section_f_secured: true,
        supersedes: case.individual.as_ref().map(|found| found.decision.clone()),
        ..blank(actor, case, (kind, reason), moment)?
    };
    decision::insert_all(tx, std::slice::from_ref(&made)).await?;
    section_f_check::insert(tx, &made.id, &checked.words).await?;
    section_f_check::insert_lines(tx, &made.id, &checked.lines).await?;
    let by = Some(&actor.user);
    trail::note(
        tx,
        moment,
        by,
        "decision-made",
        ("decision", made.id.as_str()),
    )
    .await?;
    let grant = Grant {
        child: &case.child,
        decision: &made.id,
        setting: case.context.setting,
        band,
        rule_set: Some(case.rules.digest().clone()),
        amount: Amount::ByRules {
            rules: &case.rules,
            needs: &case.version.needs,
            context: case.context.clone(),
        },
        of_everything: false,
    };
    award::make(tx, actor, &grant, terms, moment).await
}

/// Writes down that no band secures Section F. The profile goes on waiting.
async fn find_individual(
    tx: &mut Tx,
    actor: &Actor,
    case: &Case,
    (note, lines): (&str, &[SectionFLine]),
    moment: Moment,
) -> Result<(), ServiceError> {
    let found = blank(
        actor,
        case,
        (DecisionKind::Exceptional, note.to_owned()),
        moment,
    )?;
    decision::insert_all(tx, std::slice::from_ref(&found)).await?;
    section_f_check::insert_lines(tx, &found.id, lines).await?;
    let subject = ("decision", found.id.as_str());
    trail::note(
        tx,
        moment,
        Some(&actor.user),
        "individual-amount-needed",
        subject,
    )
    .await
}

/// A decision without band, for one that has none or gets one.
pub(super) fn blank(
    actor: &Actor,
    case: &Case,
    (kind, reason): (DecisionKind, String),
    moment: Moment,
) -> Result<Decision, ServiceError> {
    Ok(Decision {
        id: new_id(DecisionId::parse)?,
        child: case.about.child.clone(),
        profile: Some((case.profile.clone(), case.version.number)),
        determination: Some(case.determination.clone()),
        kind,
        officer: actor.user.clone(),
        decided_on: moment.today,
        band: None,
        rule_set: None,
        reason,
        section_f_secured: false,
        answers: to_json(&answers_from_note(&case.version.note))?,
        no_conflict_declared: true,
        supersedes: None,
        recorded_at: moment.instant,
    })
}

/// Sends the profile back: its scorer finds the draft as it was sent, and the reason.
async fn send_back(
    tx: &mut Tx,
    actor: &Actor,
    case: &Case,
    reason: &str,
    moment: Moment,
) -> Result<(), ServiceError> {
    close(
        tx,
        actor,
        case,
        ProfileState::SentBack,
        reason.to_owned(),
        moment,
    )
    .await?;
    if let Some(scorer) = &case.version.scored_by {
        let scoring = Scoring {
            needs: case.version.needs.clone(),
            setting: Some(case.context.setting),
            primary_need: case.context.primary_need,
            fte: case.context.fte,
            hours: case.context.hours,
            facts: case.context.facts.clone(),
            answers: answers_from_note(&case.version.note),
        };
        let key = draft_key(scorer, &case.profile);
        crate::store::draft::save(tx, &key, &to_json(&scoring)?, 0, moment.instant).await?;
    }
    let subject = ("profile", case.profile.as_str());
    trail::note(tx, moment, Some(&actor.user), "profile-sent-back", subject).await
}

/// Adds the version that ends the wait; a second officer's has the same number and is refused.
pub(super) async fn close(
    tx: &mut Tx,
    actor: &Actor,
    case: &Case,
    state: ProfileState,
    note: String,
    moment: Moment,
) -> Result<(), StoreError> {
    let version = ProfileVersion {
        number: case.version.number + 1,
        state,
        by: Some(actor.user.clone()),
        at: moment.instant,
        note,
        ..case.version.clone()
    };
    profile::add_version(tx, &version).await
}
