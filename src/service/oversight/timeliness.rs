//! Whether the law's time limits are kept, by the quarter in which each day fell.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan as _;

use super::distribution::Distribution;
use super::group::Place;
use crate::access::{Action, Actor, Subject};
use crate::calendar::Date;
use crate::ids::ChildId;
use crate::oversight::{
    CrossTable, Deadline, Standing, assessment_decision_due, plan_due, review_decision_due,
    review_plan_due, standing,
};
use crate::service::reach::{require, scope};
use crate::service::task_list::PageOf;
use crate::service::{Moment, ServiceError, trail};
use crate::store::caseload::{self, ChildLine};
use crate::store::{Store, Tx, oversight as kept};

/// How many years back days are counted.
const YEARS: i32 = 2;

/// A time limit that the law gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// The decision whether to assess, by week 6.
    Assessment,
    /// The final plan, by week 20.
    Plan,
    /// The decision after a review, within 4 weeks of the meeting.
    ReviewDecision,
    /// The final amended plan after a review, within 12 weeks of the meeting.
    ReviewPlan,
    /// The final amended plan before a phase transfer, by its own day: 15 February or 31 March, or five months before.
    PhaseTransfer,
}

impl Limit {
    /// Every limit, in the order in which a child meets them.
    pub const ALL: [Limit; 5] = [
        Limit::Assessment,
        Limit::Plan,
        Limit::ReviewDecision,
        Limit::ReviewPlan,
        Limit::PhaseTransfer,
    ];

    /// The limit in addresses, and as the id of its chart.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Limit::Assessment => "assessment-decision",
            Limit::Plan => "final-plan",
            Limit::ReviewDecision => "review-decision",
            Limit::ReviewPlan => "review-plan",
            Limit::PhaseTransfer => "phase-transfer",
        }
    }

    /// The limit in words.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Limit::Assessment => "Decision whether to assess, by week 6",
            Limit::Plan => "Final plan, by week 20",
            Limit::ReviewDecision => "Decision after a review, within 4 weeks of the meeting",
            Limit::ReviewPlan => {
                "Final amended plan after a review, within 12 weeks of the meeting"
            }
            Limit::PhaseTransfer => "Phase transfer, final amended plan by its day",
        }
    }

    /// Reads the limit in an address.
    #[must_use]
    pub fn parse(text: &str) -> Option<Limit> {
        Limit::ALL.into_iter().find(|limit| limit.code() == text)
    }
}

/// How one limit was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Punctuality {
    /// Which limit.
    pub limit: Limit,
    /// By quarter and by how it stands, in the order of [`Standing::PAST`].
    pub quarters: Distribution,
    /// How many days have come.
    pub past: u32,
    /// How many of those were kept.
    pub in_time: u32,
    /// How many were missed with an exception recorded.
    pub excepted: u32,
    /// How many were missed without one and done late.
    pub late: u32,
    /// How many are not done and overdue.
    pub overdue: u32,
    /// How many are still to come.
    pub not_yet_due: u32,
}

/// How each limit was kept over the last two years.
///
/// # Errors
/// [`ServiceError::Refused`] for whoever may not see oversight.
pub async fn timeliness(
    store: &Store,
    actor: &Actor,
    moment: Moment,
) -> Result<Vec<Punctuality>, ServiceError> {
    require(actor, Action::ViewOversight, &Subject::Anything)?;
    let mut tx = store.read().await?;
    let dates = Dates::read(&mut tx, moment.today).await?;
    Ok(Limit::ALL
        .into_iter()
        .map(|limit| {
            let deadlines = dates.of(limit).into_iter();
            let deadlines = deadlines.map(|(_, deadline)| deadline).collect();
            punctuality(limit, deadlines, moment.today)
        })
        .collect())
}

/// The days of the last two years, and of phase transfers in the next one.
struct Dates {
    requests: Vec<kept::RequestDates>,
    reviews: Vec<kept::ReviewDates>,
    transfers: Vec<kept::PhaseTransfer>,
}

impl Dates {
    async fn read(tx: &mut Tx, today: Date) -> Result<Dates, ServiceError> {
        let since = today.saturating_sub(YEARS.years());
        let within_a_year = today.saturating_add(1.year());
        Ok(Dates {
            requests: kept::requests(tx, since).await?,
            reviews: kept::reviews(tx, since).await?,
            transfers: kept::phase_transfers(tx, since, within_a_year).await?,
        })
    }

    /// Whose each deadline of a limit is.
    fn of(&self, limit: Limit) -> Vec<(&ChildId, Deadline)> {
        let requests = self.requests.iter();
        let reviews = self.reviews.iter();
        match limit {
            Limit::Assessment => requests.map(|it| (&it.child, assessment(it))).collect(),
            Limit::Plan => requests
                .filter_map(|it| Some((&it.child, plan(it)?)))
                .collect(),
            Limit::ReviewDecision => reviews.map(|it| (&it.child, review_decision(it))).collect(),
            Limit::ReviewPlan => reviews
                .filter_map(|it| Some((&it.child, review_plan(it)?)))
                .collect(),
            Limit::PhaseTransfer => {
                let transfers = self.transfers.iter();
                transfers
                    .map(|it| (&it.child, phase_transfer(it)))
                    .collect()
            }
        }
    }
}

/// A child for whom a limit was not kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missed {
    /// Who, and where.
    pub line: ChildLine,
    /// The day that the law gives.
    pub due: Date,
    /// When it was done, if it was.
    pub done: Option<Date>,
    /// How many days after the day that was, or how many have passed.
    pub days: i32,
}

/// A page of the children for whom a limit was not kept, those longest overdue first. Records that the actor may not open are
/// not among them.
///
/// # Errors
/// [`ServiceError::Refused`] for whoever may not see oversight, or may not list children.
pub async fn missed(
    store: &Store,
    actor: &Actor,
    (limit, stands): (Limit, Standing),
    page: u32,
    moment: Moment,
) -> Result<PageOf<Missed>, ServiceError> {
    require(actor, Action::ViewOversight, &Subject::Anything)?;
    let reach = scope(actor, Action::ListChildren)?;
    let today = moment.today;
    let mut tx = store.read().await?;
    let dates = Dates::read(&mut tx, today).await?;
    let mut all = dates.of(limit);
    all.retain(|(_, deadline)| standing(*deadline, today) == stands);
    all.sort_by_key(|(child, deadline)| (deadline.due, (*child).clone()));
    let children: Vec<ChildId> = all.iter().map(|(child, _)| (*child).clone()).collect();
    let seen: BTreeSet<ChildId> = caseload::in_scope(&mut tx, &reach, &children, today)
        .await?
        .into_iter()
        .collect();
    all.retain(|(child, _)| seen.contains(*child));
    let page = PageOf::of_all(all, page);
    let children: Vec<ChildId> = page
        .lines
        .iter()
        .map(|(child, _)| (*child).clone())
        .collect();
    let lines = caseload::those(&mut tx, &children, today).await?;
    drop(tx);
    let lines: BTreeMap<ChildId, ChildLine> = lines
        .into_iter()
        .map(|line| (line.child.clone(), line))
        .collect();
    trail::listed(store, moment, actor, "timeliness", &children).await?;
    let missed = |(child, deadline): (&ChildId, Deadline)| {
        Some(Missed {
            line: lines.get(child)?.clone(),
            due: deadline.due,
            done: deadline.done,
            days: (deadline.done.unwrap_or(today) - deadline.due).get_days(),
        })
    };
    Ok(PageOf {
        total: page.total,
        page: page.page,
        pages: page.pages,
        lines: page.lines.into_iter().filter_map(missed).collect(),
    })
}

fn assessment(request: &kept::RequestDates) -> Deadline {
    Deadline {
        due: assessment_decision_due(request.received_on),
        done: request.decided_on,
        excepted: request.assessment_excepted,
    }
}

fn plan(request: &kept::RequestDates) -> Option<Deadline> {
    request.plan_is_due.then(|| Deadline {
        due: plan_due(request.received_on),
        done: request.plan_on,
        excepted: request.plan_excepted,
    })
}

fn review_decision(review: &kept::ReviewDates) -> Deadline {
    Deadline {
        due: review_decision_due(review.meeting_on),
        done: review.decided_on,
        excepted: false,
    }
}

fn review_plan(review: &kept::ReviewDates) -> Option<Deadline> {
    review.is_amended.then(|| Deadline {
        due: review_plan_due(review.meeting_on),
        done: review.final_on,
        excepted: false,
    })
}

fn phase_transfer(transfer: &kept::PhaseTransfer) -> Deadline {
    Deadline {
        due: transfer.due_on,
        done: transfer.final_on,
        excepted: false,
    }
}

/// Counts one limit's deadlines. Those that are still to come are counted apart, in no quarter.
fn punctuality(limit: Limit, deadlines: Vec<Deadline>, today: Date) -> Punctuality {
    let stands: Vec<(Date, Standing)> = deadlines
        .into_iter()
        .map(|deadline| (deadline.due, standing(deadline, today)))
        .collect();
    let of = |wanted: Standing| {
        let found = stands
            .iter()
            .filter(|(_, stands)| *stands == wanted)
            .count();
        u32::try_from(found).unwrap_or(u32::MAX)
    };
    // What was done early, before its day has come, is in time all the same.
    let past = stands
        .iter()
        .filter(|(_, stands)| *stands != Standing::NotYetDue)
        .map(|(due, stands)| (quarter(*due), standing_place(*stands)));
    Punctuality {
        limit,
        past: Standing::PAST.into_iter().map(of).sum(),
        in_time: of(Standing::InTime),
        excepted: of(Standing::Excepted),
        late: of(Standing::Late),
        overdue: of(Standing::Overdue),
        not_yet_due: of(Standing::NotYetDue),
        quarters: of_every_standing(Distribution::of(CrossTable::of(past), None)),
    }
}

/// The same with a column for every standing, counted or not: in all charts of a page each has its place, and so its shade.
fn of_every_standing(quarters: Distribution) -> Distribution {
    let titles = Standing::PAST.map(Standing::title);
    let places = titles.map(|title| quarters.columns.iter().position(|column| column == title));
    let count = |row: &Vec<u32>, place: Option<usize>| {
        place.and_then(|place| row.get(place)).copied().unwrap_or(0)
    };
    let rows = quarters.counts.iter();
    let counts = rows.map(|row| places.iter().map(|place| count(row, *place)).collect());
    Distribution {
        counts: counts.collect(),
        columns: titles.map(str::to_owned).to_vec(),
        ..quarters
    }
}

/// The calendar quarter of a day: `January to March 2026`.
fn quarter(day: Date) -> Place {
    let words = match day.month() {
        ..=3 => "January to March",
        4..=6 => "April to June",
        7..=9 => "July to September",
        10.. => "October to December",
    };
    let order = i64::from(day.year()) * 4 + i64::from((day.month() - 1) / 3);
    Place::at(order, &format!("{words} {}", day.year()))
}

fn standing_place(stands: Standing) -> Place {
    let place = Standing::PAST.iter().position(|it| *it == stands);
    let order = place.and_then(|place| i64::try_from(place).ok());
    Place::at(order.unwrap_or(i64::MAX), stands.title())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::{Deadline, Limit, punctuality};

    #[test]
    fn a_day_is_counted_in_its_quarter_and_one_to_come_in_none() {
        let deadline = |month, done| Deadline {
            due: date(2026, month, 10),
            done,
            excepted: false,
        };
        let deadlines = vec![
            deadline(6, Some(date(2026, 6, 10))),
            deadline(6, Some(date(2026, 6, 11))),
            deadline(7, None),
            deadline(9, None),
        ];
        let counted = punctuality(Limit::Plan, deadlines, date(2026, 8, 1));
        assert_eq!(
            (counted.past, counted.in_time, counted.not_yet_due),
            (3, 1, 1)
        );
        assert_eq!(
            counted.quarters.groups,
            ["April to June 2026", "July to September 2026"]
        );
        assert_eq!(
            counted.quarters.columns,
            super::Standing::PAST.map(super::Standing::title),
            "each has its place in every chart, counted or not"
        );
        let at = |stands| super::Standing::PAST.iter().position(|it| *it == stands);
        let [in_time, late, overdue] = [
            super::Standing::InTime,
            super::Standing::Late,
            super::Standing::Overdue,
        ]
        .map(|stands| at(stands).unwrap());
        let [first, second] = [&counted.quarters.counts[0], &counted.quarters.counts[1]];
        assert_eq!((first[in_time], first[late], first[overdue]), (1, 1, 0));
        assert_eq!((second[in_time], second[late], second[overdue]), (0, 0, 1));
        assert_eq!(first.iter().chain(second).sum::<u32>(), 3);
    }
}
