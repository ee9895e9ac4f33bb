//! The statement to a family: what was decided, why, and what the family can do.
//!
//! Casework (“The statement to a family”) lists what it says and what it never says; `tests/statement.rs` asserts both
//! lists. What depends on the determination comes from [`for_family`]; what stands here is the same for every family but
//! for dates, amounts and to whom it is addressed. It is cut to what two A4 pages hold: where a scheme's descriptions of
//! its levels would not all fit, the highest levels keep theirs.

mod contacts;
mod hold;

pub use contacts::{Complaints, Contacts, SendTeam, Sendiass};
pub use hold::{Hold, Noted, Recipient, Standing};

use crate::calendar::{Date, in_words};
use crate::engine::{Determination, Status};
use crate::money::{Fte, Money};
use crate::needs::BandId;
use crate::rules::RuleSet;

use super::family::{About, ToFamily, for_family};

/// The most characters of levels and arithmetic that two pages hold beside the rest, at 11 points (printed and counted).
const WORKING_MAX: usize = 4_200;

/// Said where a level stands without the scheme's description of it.
const DESCRIBED_ELSEWHERE: &str = "The scheme’s published rules describe every level.";

/// Who decided, by role: no name stands in a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decider {
    /// A moderator, alone or with a panel.
    Moderator,
    /// The head of SEND.
    HeadOfSend,
    /// Somebody whose role has changed since.
    Officer,
}

impl Decider {
    fn words(self) -> &'static str {
        match self {
            Decider::Moderator => "a moderator of the council’s SEND team",
            Decider::HeadOfSend => "the council’s head of SEND",
            Decider::Officer => "an officer of the council’s SEND team",
        }
    }
}

/// How the decision came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How<'f> {
    /// The band of the scheme was agreed.
    Agreed,
    /// Another band was decided, for this listed reason.
    Override(&'f str),
    /// An amount was agreed, because no band secures Section F.
    Individual,
    /// The council was ordered to change the plan.
    Ordered,
    /// It was in force before the council kept its decisions here.
    CarriedOver,
}

/// What the award is worth since the council's values changed, where that is not what was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Revalued<'f> {
    /// From which day.
    pub since: Date,
    /// Whether that day is still to come.
    pub is_to_come: bool,
    /// The band by which it is priced then.
    pub band: Option<&'f BandId>,
    /// Pounds and pence a year; none where it has no amount by band any more.
    pub annual: Option<Money>,
}

/// Days that the same decision funds before the last ones: at another place, or up to a pause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EarlierDays {
    /// The first day funded.
    pub from: Date,
    /// The last day funded.
    pub last: Date,
    /// Pounds and pence a year as it was decided; none where the place is funded in another way.
    pub annual: Option<Money>,
}

/// What a statement is made of.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'f> {
    /// To whom.
    pub to: Recipient,
    /// How the decision came about.
    pub how: How<'f>,
    /// When.
    pub decided_on: Date,
    /// By whom.
    pub by: Decider,
    /// The band, where there is one.
    pub band: Option<&'f BandId>,
    /// Pounds and pence a year for the share of full time as it was decided; none where the place is funded in another way.
    pub annual: Option<Money>,
    /// What it is worth now, where the values have changed that since.
    pub revalued: Option<Revalued<'f>>,
    /// Whether the amount follows the values of each year; one that is protected or agreed for the child does not.
    pub follows_values: bool,
    /// The share of full time.
    pub fte: Fte,
    /// The first day funded.
    pub from: Date,
    /// The last day funded, where one is set.
    pub last: Option<Date>,
    /// The days that the decision funds before these, the earliest first.
    pub earlier: &'f [EarlierDays],
    /// When the plan is next reviewed, where it is known.
    pub review_due: Option<Date>,
    /// Where the family can turn.
    pub contacts: &'f Contacts,
    /// How the scheme's calculation went for the award's share of full time, and its rules.
    pub worked_out: Option<(&'f Determination, &'f RuleSet)>,
}

/// A part of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Its heading.
    pub heading: &'static str,
    /// Its paragraphs.
    pub paragraphs: Vec<String>,
    /// What is listed below them.
    pub list: Vec<String>,
}

/// The heading of what a family can do: the only section that speaks of appeals.
pub const WHAT_YOU_CAN_DO: &str = "What you can do";

/// The statement, section by section, in the order in which it is read.
#[must_use]
pub fn statement(facts: &Facts<'_>) -> Vec<Section> {
    let working = working(facts);
    let of = |about: &[About]| -> Vec<String> {
        let told = working.iter().filter(|told| about.contains(&told.about));
        told.map(|told| told.text.clone()).collect()
    };
    let (levels, sums): (Vec<String>, Vec<String>) = of(&[About::Needs])
        .into_iter()
        .partition(|text| level_in(text).is_some());
    let mut sections = vec![
        Section {
            heading: "What was decided",
            paragraphs: decided(facts),
            list: Vec::new(),
        },
        Section {
            heading: "What the funding is for",
            paragraphs: purpose(facts, of(&[About::Purpose])),
            list: Vec::new(),
        },
    ];
    if !levels.is_empty() {
        sections.push(Section {
            heading: "The levels of need",
            paragraphs: Vec::new(),
            list: levels,
        });
    }
    let mut follows = of(&[About::Rules]);
    follows.extend(sums);
    follows.extend(of(&[About::Band, About::Amount]));
    if facts.revalued.is_some() && !follows.is_empty() {
        follows.push("These are the values on which it was decided.".to_owned());
    }
    if !follows.is_empty() {
        sections.push(Section {
            heading: "How the band and the amount follow",
            paragraphs: vec![follows.join(" ")],
            list: Vec::new(),
        });
    }
    sections.push(what_you_can_do(facts.to));
    let reached = facts.contacts.lines();
    if !reached.is_empty() {
        sections.push(Section {
            heading: "How to reach us",
            paragraphs: Vec::new(),
            list: reached,
        });
    }
    sections
}

/// The most characters of levels and arithmetic beside what else this statement says: contacts, a second amount and earlier days
/// take of the two pages what the working then leaves.
fn working_max(facts: &Facts<'_>) -> usize {
    const HEADING: usize = 60;
    const LINE: usize = 40;
    const SECOND_AMOUNT: usize = 240;
    const EARLIER_DAYS: usize = 120;
    let lines = facts.contacts.lines();
    let contacts: usize = lines.iter().map(|line| line.chars().count() + LINE).sum();
    let heading = if lines.is_empty() { 0 } else { HEADING };
    let second = if facts.revalued.is_some() {
        SECOND_AMOUNT
    } else {
        0
    };
    let earlier = facts.earlier.len() * EARLIER_DAYS;
    WORKING_MAX.saturating_sub(contacts + heading + second + earlier)
}

/// The calculation in a family's words. Where an officer decided otherwise, its amount is not the one that is paid and
/// is left out; where the descriptions are too long for two pages, they are.
fn working(facts: &Facts<'_>) -> Vec<ToFamily> {
    let Some((made, rules)) = facts.worked_out else {
        return Vec::new();
    };
    if !matches!(made.status, Status::Determined { .. }) {
        return Vec::new();
    }
    let holds = stands(facts, made);
    let kept = |rules: &RuleSet| -> Vec<ToFamily> {
        let told = for_family(made, rules).into_iter();
        told.filter(|told| holds || !matches!(told.about, About::Amount | About::Purpose))
            .collect()
    };
    let whole = kept(rules);
    fitted(
        whole,
        kept(&rules.without_descriptors()),
        working_max(facts),
    )
}

fn length(told: &[ToFamily]) -> usize {
    told.iter().map(|told| told.text.chars().count()).sum()
}

/// The sentences with the scheme's descriptions, as far as two pages hold them: the highest levels keep theirs.
fn fitted(whole: Vec<ToFamily>, brief: Vec<ToFamily>, most: usize) -> Vec<ToFamily> {
    if length(&whole) <= most || whole.len() != brief.len() {
        return whole;
    }
    let beside = length(&brief) + DESCRIBED_ELSEWHERE.chars().count();
    let mut left = most.saturating_sub(beside);
    let mut order: Vec<usize> = (0..whole.len()).collect();
    order.sort_by_key(|place| std::cmp::Reverse(level_in(&whole[*place].text)));
    let mut told = brief;
    for place in order {
        let more = whole[place].text.chars().count();
        let more = more.saturating_sub(told[place].text.chars().count());
        if more <= left {
            left -= more;
            told[place] = whole[place].clone();
        }
    }
    told.push(ToFamily {
        about: About::Rules,
        text: DESCRIBED_ELSEWHERE.to_owned(),
    });
    told
}

/// The level that a sentence of [`for_family`] is about.
fn level_in(text: &str) -> Option<u8> {
    let (_, rest) = text.split_once(LEVEL)?;
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

/// What stands before the level in a sentence about one.
const LEVEL: &str = ": level ";

/// Whether the calculation came to what was decided.
fn stands(facts: &Facts<'_>, made: &Determination) -> bool {
    made.band() == facts.band && made.top_up().map(|top_up| top_up.amount) == facts.annual
}

fn decided(facts: &Facts<'_>) -> Vec<String> {
    let band = facts.band.map(|band| format!("band {band}"));
    let amount = facts.annual.map(|annual| format!("{annual} a year"));
    let verb = match facts.revalued {
        Some(_) => "was",
        None => "is",
    };
    let what = match (band, amount) {
        (Some(band), Some(amount)) => format!("{band}, which {verb} {amount}"),
        (Some(band), None) => format!("{band}, with no amount by band"),
        (None, Some(amount)) => format!("funding of {amount}"),
        (None, None) => "no funding by band".to_owned(),
    };
    let then = match facts.revalued {
        Some(_) => " when it was decided",
        None => "",
    };
    let on = in_words(facts.decided_on);
    let opening = match facts.how {
        // What is ordered is the plan. How it is funded is the council's, and no tribunal's.
        How::Ordered => format!(
            "The First-tier Tribunal (SEND) ordered a change to the plan on {on}. To fund the plan as ordered, the council set \
             {what}{then}."
        ),
        _ => format!("On {on} the council decided {what}{then}."),
    };
    let now = facts.revalued.map(|now| revalued(facts, now));
    let now = now.unwrap_or_default();
    let mut first = format!("{opening}{now} It runs from {}", in_words(facts.from));
    let follows = facts.follows_values && facts.annual.is_some();
    first.push_str(&match (facts.last, follows) {
        (Some(last), true) => format!(
            " to {}; a new year’s values may change the amount.",
            in_words(last)
        ),
        (Some(last), false) => format!(" to {}.", in_words(last)),
        (None, true) => " until a later decision or a new year’s values change it.".to_owned(),
        (None, false) => " until a later decision changes it.".to_owned(),
    });
    for days in facts.earlier {
        let amount = days.annual.map(|annual| format!(" with {annual} a year"));
        first.push_str(&format!(
            " The same decision funds the days from {} to {}{}.",
            in_words(days.from),
            in_words(days.last),
            amount.unwrap_or_default()
        ));
    }
    if !facts.fte.is_full() {
        first.push_str(&format!(
            " The amount is for a place of {} of full time.",
            facts.fte
        ));
    }
    let by = facts.by.words();
    let mut second = match facts.how {
        How::Ordered => format!("The funding was set by {by}, to follow the order."),
        _ => format!("This was decided by {by}, who looked at the evidence."),
    };
    second.push_str(&how(facts));
    if let Some(due) = facts.review_due {
        second.push_str(&format!(
            " The plan is due to be reviewed by {}.",
            in_words(due)
        ));
    }
    vec![first, second]
}

/// The amount since the values changed, beside the one decided.
fn revalued(facts: &Facts<'_>, now: Revalued<'_>) -> String {
    let (since, verb) = match now.is_to_come {
        true => ("From", "will be"),
        false => ("Since", "is"),
    };
    let amount = match now.annual {
        Some(annual) => format!("{annual} a year"),
        None => "without an amount by band".to_owned(),
    };
    let band = match now.band.filter(|band| Some(*band) != facts.band) {
        Some(band) => format!("band {band}, which is "),
        None => String::new(),
    };
    format!(
        " {since} {} it {verb} {band}{amount}, because the council’s values change each year.",
        in_words(now.since)
    )
}

/// How the decision came about, where it is not the scheme's own band.
fn how(facts: &Facts<'_>) -> String {
    match facts.how {
        How::Agreed => String::new(),
        How::Override(reason) => {
            let scheme = facts.worked_out.and_then(|(made, _)| made.band());
            let scheme = scheme.map_or_else(String::new, |band| {
                format!(" The scheme’s calculation came to band {band}.")
            });
            format!("{scheme} Another band was decided for this reason: {reason}.")
        }
        How::Individual => {
            " The amount was agreed individually, because no band of the scheme secures everything that Section F specifies."
                .to_owned()
        }
        How::Ordered => String::new(),
        How::CarriedOver => {
            " The funding was in force before and goes on as it was.".to_owned()
        }
    }
}

/// What the funding is for. Without a calculation that stands, the same is said in general words.
fn purpose(facts: &Facts<'_>, told: Vec<String>) -> Vec<String> {
    if !told.is_empty() {
        return vec![told.join(" ")];
    }
    let what = if facts.band.is_some() {
        "The band funds"
    } else {
        "This amount funds"
    };
    vec![format!(
        "{what} part of what the school or other place of education needs to make special educational provision. The money \
         goes to the school or other place of education, not to the family. This funding does not limit Section F of an \
         Education, Health and Care Plan. The council must secure everything that Section F specifies, whatever the band or \
         amount."
    )]
}

fn what_you_can_do(to: Recipient) -> Section {
    let plan = match to {
        Recipient::Parent => "Parents can",
        Recipient::YoungPerson => "You can",
    };
    let list = [
        "Tell us if something is wrong. If a date, a place or a level of need is not right, tell the SEND team, and it will be \
         put right and confirmed to you."
            .to_owned(),
        "Ask for a review. Write to the SEND team and say what was not taken into account. An officer who did not make this \
         decision will look at it again."
            .to_owned(),
        "Complain. Use the council’s complaints procedure; after it you can go to the Local Government and Social Care \
         Ombudsman, which is independent and free."
            .to_owned(),
        format!(
            "Look at the plan itself. {plan} appeal to the First-tier Tribunal (SEND) about Sections B, F and I of an Education, \
             Health and Care Plan, by the deadline in the letter that came with the plan."
        ),
        "Get advice. The local SEND Information, Advice and Support Service (SENDIASS) is free, confidential and impartial, \
         and can go through this statement with you."
            .to_owned(),
        "Ask for another format. This statement can be had in large print, in braille, as audio, in Easy Read or in another \
         language."
            .to_owned(),
    ];
    Section {
        heading: WHAT_YOU_CAN_DO,
        paragraphs: Vec::new(),
        list: list.into(),
    }
}
