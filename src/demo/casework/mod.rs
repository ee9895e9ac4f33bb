//! What officers did with an invented child's needs: profiles scored, sent, sent back and agreed, decisions and awards.
//!
//! The engine makes every determination here and prices every award, under the rule set in force when the profile was sent.
//! The records are those that the use cases would have written, so that every page goes on from them.

mod desk;
mod phrases;

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::cube::Seat;
use super::draw::{Draw, days_after};
use super::people::Officers;
use super::plans::PlanFile;
use super::{evidence, levels};
use crate::ids::{AuthorityCode, ChildId};
use crate::needs::{DomainId, Level, NeedsProfile, Setting};
use crate::rules::{RuleBook, RuleSet};
use crate::store::award::{Award, AwardVersion};
use crate::store::decision::Decision;
use crate::store::determination::StoredDetermination;
use crate::store::draft::Draft;
use crate::store::placement::Placement;
use crate::store::profile::{Profile, ProfileState, ProfileVersion};
use desk::{By, Desk, Judged};

/// The invented authority's name in rule sets.
pub const AUTHORITY: &str = "exampleshire";

/// How far the newest profile of a child has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    NotScored,
    Begun,
    Waiting,
    SentBack,
    Agreed,
}

/// What there is to score: the child, its plan and where it is taught.
pub(super) struct Case<'a> {
    pub(super) child: &'a ChildId,
    pub(super) payer: &'a AuthorityCode,
    pub(super) seat: Seat,
    pub(super) plan: &'a PlanFile,
    pub(super) stays: &'a [Placement],
}

/// Who scores and decides, by which rules, as things stand on which day.
pub(super) struct Office<'a> {
    pub(super) officers: &'a Officers,
    pub(super) book: &'a RuleBook,
    pub(super) today: Date,
}

/// Everything that officers wrote about a child, the oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct CaseFile {
    pub(super) profiles: Vec<(Profile, Vec<ProfileVersion>)>,
    pub(super) drafts: Vec<Draft>,
    pub(super) determinations: Vec<StoredDetermination>,
    pub(super) decisions: Vec<Decision>,
    pub(super) awards: Vec<(Award, Vec<AwardVersion>)>,
}

/// An award to be agreed: from which day, in which stay.
#[derive(Clone, Copy)]
struct Start<'a> {
    from: Date,
    stay: &'a Placement,
}

type Levels = BTreeMap<DomainId, Level>;

/// What officers did with a child up to today.
pub(super) fn case_file(case: &Case<'_>, office: &Office<'_>, draw: &mut Draw) -> CaseFile {
    let mut desk = Desk::of(case, office);
    let started = case.plan.plan.starts_on.unwrap_or(office.today);
    let stage = if started > days_after(office.today, -45) {
        Stage::NotScored
    } else {
        // Where very few children are, what a place costs is agreed before they come: without any cost there would be no forecast.
        match (stage(draw), case.seat.setting) {
            (_, Setting::Ap | Setting::Spi) => Stage::Agreed,
            (stage, _) => stage,
        }
    };
    if stage == Stage::NotScored {
        return desk.file;
    }
    let now = levels::levels(case.seat, draw);
    let is_in_hand = stage != Stage::Agreed;
    // Most profiles in hand are those of annual reviews; the band that was agreed before goes on meanwhile.
    if !is_in_hand || draw.in_thousand(600) {
        let agreed = if is_in_hand {
            levels::earlier(&now, draw)
        } else {
            now.clone()
        };
        agree_up_to_now(&mut desk, &agreed, started, draw);
    }
    if is_in_hand && case.plan.plan.ceased_on.is_none() {
        leave_in_hand(&mut desk, stage, &now, draw);
    }
    desk.file
}

fn stage(draw: &mut Draw) -> Stage {
    match draw.below(1000) {
        0..95 => Stage::NotScored,
        95..130 => Stage::Begun,
        130..165 => Stage::Waiting,
        165..182 => Stage::SentBack,
        _ => Stage::Agreed,
    }
}

/// Agrees the present award, and for some children one before it, which the present one replaces.
fn agree_up_to_now(desk: &mut Desk<'_>, levels: &Levels, started: Date, draw: &mut Draw) {
    let Some(rules) = desk
        .office
        .book
        .iter()
        .find(|set| set.scheme.authority == AUTHORITY)
    else {
        return;
    };
    // A profile is sent some weeks before its award begins, and the rules must be in force by then.
    let earliest = days_after(started, 30).max(days_after(rules.scheme.first_day, 30));
    let mut main = desk.case.stays.iter().filter(|stay| stay.rank == 1).rev();
    let Some(now) = main
        .next()
        .and_then(|stay| start(stay, earliest, desk.office.today, draw))
    else {
        return;
    };
    let before = if draw.in_thousand(200) {
        let in_the_stay_before = main
            .next()
            .and_then(|stay| start(stay, earliest, now.from, draw));
        in_the_stay_before.or_else(|| start(now.stay, earliest, days_after(now.from, -60), draw))
    } else {
        None
    };
    if let Some(before) = before {
        agree(desk, &levels::earlier(levels, draw), before, draw);
    }
    agree(desk, levels, now, draw);
}

/// A day on which an award in a stay begins, from `earliest` up to, not including, `end`: the stay's own first day, or the
/// first of a month.
fn start<'a>(stay: &'a Placement, earliest: Date, end: Date, draw: &mut Draw) -> Option<Start<'a>> {
    let began = stay.from?;
    let low = began.max(earliest);
    let high = stay.to.map_or(end, |to| to.min(end));
    if low >= high {
        return None;
    }
    let at_once = began >= earliest && draw.in_thousand(750);
    let from = if at_once {
        began
    } else {
        draw.day(low, high).first_of_month().max(low)
    };
    Some(Start { from, stay })
}

/// A profile scored, sent and agreed before a day, with the award that follows.
fn agree(desk: &mut Desk<'_>, levels: &Levels, start: Start<'_>, draw: &mut Draw) {
    let decided_on = draw.working_day(days_after(start.from, -18), start.from);
    let sent_on = days_after(decided_on, -draw.between(2, 9));
    let Ok(rules) = desk.office.book.in_force(AUTHORITY, sent_on) else {
        return;
    };
    let scorer = desk.scorer(sent_on, draw);
    let officer = desk.officer(decided_on, draw);
    let needs = needs_of(levels, draw);
    let answers = desk.answers(rules, &needs, start.stay.setting, draw);
    let profile = desk.open_profile(rules, scorer.at, draw);
    desk.save(
        &profile,
        ProfileState::Submitted,
        &needs,
        &scorer,
        &scorer,
        &phrases::note_of(&answers),
    );
    let determination = desk.determine(
        &profile,
        &needs,
        rules,
        (sent_on, start.stay),
        &scorer,
        draw,
    );
    if determination.band().is_none() {
        return;
    }
    desk.save(
        &profile,
        ProfileState::Agreed,
        &needs,
        &scorer,
        &officer,
        "",
    );
    let judged = Judged {
        profile,
        answers,
        determination,
    };
    let decision = desk.decide(&judged, decided_on, &officer, draw);
    desk.award(decision, &judged.determination, start, &officer, draw);
}

/// The profile that is worked on now: begun, waiting for a decision, or sent back.
fn leave_in_hand(desk: &mut Desk<'_>, stage: Stage, levels: &Levels, draw: &mut Draw) {
    let today = desk.office.today;
    let stay = desk.case.stays.iter().rfind(|stay| stay.rank == 1);
    let days_ago = if stage == Stage::SentBack {
        draw.between(10, 30)
    } else {
        draw.between(1, 24)
    };
    let on = days_after(today, -days_ago);
    let (Ok(rules), Some(stay)) = (desk.office.book.in_force(AUTHORITY, on), stay) else {
        return;
    };
    let scorer = desk.scorer(on, draw);
    let profile = desk.open_profile(rules, scorer.at, draw);
    if stage == Stage::Begun {
        let begun = needs_of(&some_areas(levels, rules, draw), draw);
        desk.save(
            &profile,
            ProfileState::Draft,
            &NeedsProfile::default(),
            &scorer,
            &scorer,
            "",
        );
        desk.keep_draft(
            &profile,
            &begun,
            stay,
            BTreeMap::new(),
            &scorer.who,
            scorer.at,
        );
        return;
    }
    let needs = needs_of(levels, draw);
    let answers = desk.answers(rules, &needs, stay.setting, draw);
    desk.save(
        &profile,
        ProfileState::Submitted,
        &needs,
        &scorer,
        &scorer,
        &phrases::note_of(&answers),
    );
    desk.determine(&profile, &needs, rules, (on, stay), &scorer, draw);
    if stage == Stage::SentBack {
        let sent_back_on = days_after(today, -draw.between(1, 9));
        let moderator = By {
            who: desk.office.officers.moderator.clone(),
            at: draw.office_hour(sent_back_on),
        };
        desk.save(
            &profile,
            ProfileState::SentBack,
            &needs,
            &scorer,
            &moderator,
            draw.pick(&phrases::SENT_BACK),
        );
        desk.keep_draft(&profile, &needs, stay, answers, &scorer.who, moderator.at);
    }
}

fn needs_of(levels: &Levels, draw: &mut Draw) -> NeedsProfile {
    NeedsProfile::of_levels(levels.clone()).with_evidence(evidence::evidence(levels, draw))
}

/// The levels of the first areas only: a profile that somebody has begun.
fn some_areas(levels: &Levels, rules: &RuleSet, draw: &mut Draw) -> Levels {
    let begun = 1 + draw.below(rules.areas.len().saturating_sub(1).max(1));
    let domains = rules
        .areas
        .iter()
        .take(begun)
        .flat_map(|area| &area.domains);
    domains
        .filter_map(|domain| {
            levels
                .get(&domain.id)
                .map(|level| (domain.id.clone(), *level))
        })
        .collect()
}
