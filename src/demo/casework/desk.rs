//! The desk on which one child's case is worked: each record as the use cases would have written it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use super::{Case, CaseFile, Office, Start, phrases};
use crate::demo::draw::{Draw, days_after, midnight};
use crate::engine::{Context, Determination, Status, determine, questions_raised};
use crate::ids::{DecisionId, PlanVersionId, ProfileId, UserId};
use crate::money::Fte;
use crate::needs::{Facts, NeedsProfile, Setting};
use crate::rules::RuleSet;
use crate::service::scoring::{Scoring, draft_key};
use crate::store::award::{Award, AwardBasis, AwardPrice, AwardVersion};
use crate::store::decision::{Decision, DecisionKind};
use crate::store::determination::{DeterminationStatus, StoredDetermination};
use crate::store::draft::Draft;
use crate::store::placement::Placement;
use crate::store::profile::{Profile, ProfileState, ProfileVersion};

/// Who did something, and when.
pub(super) struct By {
    pub(super) who: UserId,
    pub(super) at: Timestamp,
}

/// A sent profile with what the engine made of it.
pub(super) struct Judged {
    pub(super) profile: ProfileId,
    pub(super) answers: BTreeMap<String, String>,
    pub(super) determination: Determination,
}

/// The version of a profile that is sent; each is sent as it was scored in one sitting.
const SENT: u32 = 1;

/// One child's case being worked.
pub(super) struct Desk<'a> {
    pub(super) case: &'a Case<'a>,
    pub(super) office: &'a Office<'a>,
    pub(super) file: CaseFile,
}

impl<'a> Desk<'a> {
    pub(super) fn of(case: &'a Case<'a>, office: &'a Office<'a>) -> Desk<'a> {
        Desk {
            case,
            office,
            file: CaseFile::default(),
        }
    }

    /// A caseworker, in the office hours of a day.
    pub(super) fn scorer(&self, on: Date, draw: &mut Draw) -> By {
        let who = self.office.officers.scorers[draw.below(2)].clone();
        By {
            who,
            at: draw.office_hour(on),
        }
    }

    /// The moderator, or now and then the head, in the office hours of a day.
    pub(super) fn officer(&self, on: Date, draw: &mut Draw) -> By {
        let officers = self.office.officers;
        let who = if draw.in_thousand(60) {
            &officers.head
        } else {
            &officers.moderator
        };
        By {
            who: who.clone(),
            at: draw.office_hour(on),
        }
    }

    /// A new profile that reads the plan as it was at an instant.
    pub(super) fn open_profile(
        &mut self,
        rules: &RuleSet,
        at: Timestamp,
        draw: &mut Draw,
    ) -> ProfileId {
        let id: ProfileId = draw.id(at);
        let profile = Profile {
            id: id.clone(),
            child: self.case.child.clone(),
            plan_version: self.plan_version_at(at),
            rule_set: rules.digest().clone(),
            latest_version: 0,
        };
        self.file.profiles.push((profile, Vec::new()));
        id
    }

    fn plan_version_at(&self, at: Timestamp) -> Option<PlanVersionId> {
        let versions = &self.case.plan.versions;
        let was_there = |day: Date| midnight(day) <= at;
        let at_hand = versions
            .iter()
            .rfind(|version| version.dated_on.is_some_and(was_there));
        at_hand
            .or(versions.first())
            .map(|version| version.id.clone())
    }

    /// Adds a version to a profile.
    pub(super) fn save(
        &mut self,
        profile: &ProfileId,
        state: ProfileState,
        needs: &NeedsProfile,
        scorer: &By,
        by: &By,
        note: &str,
    ) {
        let Some((head, versions)) = self
            .file
            .profiles
            .iter_mut()
            .find(|(head, _)| head.id == *profile)
        else {
            return;
        };
        head.latest_version += 1;
        versions.push(ProfileVersion {
            profile: profile.clone(),
            number: head.latest_version,
            state,
            needs: needs.clone(),
            scored_by: Some(scorer.who.clone()),
            by: Some(by.who.clone()),
            at: by.at,
            note: note.to_owned(),
        });
    }

    /// The form in which a scorer goes on.
    pub(super) fn keep_draft(
        &mut self,
        profile: &ProfileId,
        needs: &NeedsProfile,
        stay: &Placement,
        answers: BTreeMap<String, String>,
        owner: &UserId,
        saved_at: Timestamp,
    ) {
        let primary_need = Some(self.case.seat.need);
        let kept = Scoring {
            needs: needs.clone(),
            setting: Some(stay.setting),
            primary_need,
            fte: stay.fte,
            hours: None,
            facts: Facts::default(),
            answers,
        };
        self.file.drafts.push(Draft {
            key: draft_key(owner, profile),
            document: json(&kept),
            version: 1,
            saved_at,
        });
    }

    /// What a scorer answered to the questions that a profile raises.
    pub(super) fn answers(
        &self,
        rules: &RuleSet,
        needs: &NeedsProfile,
        setting: Setting,
        draw: &mut Draw,
    ) -> BTreeMap<String, String> {
        let day = rules.scheme.first_day;
        let context = Context::year(day, setting, Some(self.case.seat.need), Fte::FULL);
        let asked = questions_raised(rules, needs, &context);
        asked
            .iter()
            .map(|question| (question.id.clone(), draw.pick(&phrases::ANSWERS).to_owned()))
            .collect()
    }

    /// What the engine makes of a profile as it was sent on a day, for a stay; kept with its trace.
    pub(super) fn determine(
        &mut self,
        profile: &ProfileId,
        needs: &NeedsProfile,
        rules: &RuleSet,
        (on, stay): (Date, &Placement),
        by: &By,
        draw: &mut Draw,
    ) -> Determination {
        let context = Context::year(on, stay.setting, Some(self.case.seat.need), stay.fte);
        let made = determine(needs, rules, &context);
        let status = match made.status {
            Status::Determined { .. } => DeterminationStatus::Determined,
            Status::Blocked { .. } => DeterminationStatus::Blocked,
            Status::Refused { .. } => DeterminationStatus::Refused,
        };
        self.file.determinations.push(StoredDetermination {
            id: draw.id(by.at),
            child: self.case.child.clone(),
            profile: profile.clone(),
            profile_version: SENT,
            rule_set: made.digest.clone(),
            engine_version: made.engine_version,
            trace_version: made.trace_version,
            on,
            context: json(&context),
            status,
            band: made.band().cloned(),
            top_up_annual: made.top_up_annual(),
            document: json(&made),
            made_by: Some(by.who.clone()),
            made_at: by.at,
        });
        made
    }

    /// Agrees the indicative band of the determination made last.
    pub(super) fn decide(
        &mut self,
        judged: &Judged,
        on: Date,
        by: &By,
        draw: &mut Draw,
    ) -> DecisionId {
        let id: DecisionId = draw.id(by.at);
        self.file.decisions.push(Decision {
            id: id.clone(),
            child: self.case.child.clone(),
            profile: Some((judged.profile.clone(), SENT)),
            determination: self
                .file
                .determinations
                .last()
                .map(|stored| stored.id.clone()),
            kind: DecisionKind::Agreed,
            officer: by.who.clone(),
            decided_on: on,
            band: judged.determination.band().cloned(),
            rule_set: Some(judged.determination.digest.clone()),
            reason: draw.pick(&phrases::REASONS).to_owned(),
            section_f_secured: true,
            answers: json(&judged.answers),
            no_conflict_declared: true,
            supersedes: None,
            recorded_at: by.at,
        });
        id
    }

    /// The award of a decision. It ends the one before by the day before, and itself with its stay.
    pub(super) fn award(
        &mut self,
        decision: DecisionId,
        determination: &Determination,
        start: Start<'_>,
        by: &By,
        draw: &mut Draw,
    ) {
        self.end_earlier(start.from, by);
        let first = AwardVersion {
            award: draw.id(by.at),
            number: 1,
            decision,
            establishment: start.stay.establishment.clone(),
            setting: start.stay.setting,
            paying_authority: self.case.payer.clone(),
            from: start.from,
            to: None,
            fte: start.stay.fte,
            basis: AwardBasis::CalendarDay,
            band: determination.band().cloned(),
            rule_set: Some(determination.digest.clone()),
            annual: determination.top_up_annual(),
            price: AwardPrice::Band,
            recorded_by: Some(by.who.clone()),
            recorded_at: by.at,
            note: String::new(),
        };
        let mut versions = vec![first.clone()];
        if let Some(end) = start.stay.to {
            let recorded_at = draw.office_hour(days_after(end, -1)).max(by.at);
            let note = "The placement ended".to_owned();
            versions.push(AwardVersion {
                number: 2,
                to: Some(end),
                recorded_at,
                note,
                ..first.clone()
            });
        }
        let latest_version = versions.last().map_or(1, |version| version.number);
        let head = Award {
            id: first.award,
            child: self.case.child.clone(),
            latest_version,
        };
        self.file.awards.push((head, versions));
    }

    fn end_earlier(&mut self, from: Date, by: &By) {
        for (head, versions) in &mut self.file.awards {
            let Some(last) = versions
                .last()
                .filter(|last| last.to.is_none_or(|to| to > from))
                .cloned()
            else {
                continue;
            };
            head.latest_version += 1;
            versions.push(AwardVersion {
                number: head.latest_version,
                to: Some(from.max(last.from)),
                recorded_by: Some(by.who.clone()),
                recorded_at: by.at,
                note: "Replaced by a later decision".to_owned(),
                ..last
            });
        }
    }
}

#[expect(
    clippy::expect_used,
    reason = "these structures have text for keys and no value that JSON cannot write"
)]
fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("the structure can be written as JSON")
}
