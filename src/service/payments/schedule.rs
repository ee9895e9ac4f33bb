//! The schedule of a year: what each open period pays, worked out from the record as it is and from what was paid.

use std::collections::{BTreeMap, BTreeSet};

use super::control::Control;
use super::nowhere;
use super::payees::Payees;
use super::rules::Rules;
use super::strands::{self, Strand, Unpaid};
use crate::calendar::{Attends, Date, Period};
use crate::costs::CostKind;
use crate::entitlement::{
    DueInYear, Paid, PaymentPeriods, Reason, SegmentDue, YearTerms, due_by_any_year, settle,
};
use crate::ids::{ChildId, EstablishmentId};
use crate::money::{Fte, Money};
use crate::rules::RuleBook;
use crate::service::ServiceError;
use crate::store::Tx;
use crate::store::payment::{
    self, LineTerms, PaidSum, PaymentCalendar, PaymentLine, PaymentRun, RunState, StoredDue,
};
use crate::store::plan_history::Whom;

/// A line, and the place of the open period that pays it; none where the year is closed and the next year's first pays.
pub(super) struct Scheduled {
    pub(super) paid_in: Option<u32>,
    pub(super) line: PaymentLine,
}

/// What a year still pays.
pub(super) struct Schedule {
    /// How many of its periods are closed.
    pub(super) closed: u32,
    /// What the open periods pay, by period, payee, establishment and child.
    pub(super) lines: Vec<Scheduled>,
    /// What each strand is due where that is not what it was at the last run.
    pub(super) changed: Vec<StoredDue>,
    /// What is left out, with the reasons.
    pub(super) unpaid: Vec<Unpaid>,
    /// What is due of the record, and what closed periods paid.
    pub(super) control: Control,
}

/// How many of a year's periods are closed: its first that have a released run.
pub(super) fn closed_of(runs: &[PaymentRun]) -> u32 {
    let released = (0_u32..).zip(runs);
    let released =
        released.take_while(|(place, run)| run.period == *place && run.state == RunState::Released);
    u32::try_from(released.count()).unwrap_or(u32::MAX)
}

/// The schedule of the year that a calendar pays.
pub(super) async fn of_year(
    tx: &mut Tx,
    book: &RuleBook,
    calendar: &PaymentCalendar,
) -> Result<Schedule, ServiceError> {
    let mut walk = Walk::begin(tx, book, calendar).await?;
    let mut all = walk.nothing();
    while let Some(part) = walk.next(tx).await? {
        all.take_in(part)?;
    }
    all.lines.sort_by(|one, two| {
        let order = |of: &Scheduled| (of.paid_in.is_none(), of.paid_in);
        order(one)
            .cmp(&order(two))
            .then_with(|| order_of(&one.line).cmp(&order_of(&two.line)))
    });
    Ok(all)
}

/// How many children's year is worked out at once.
const CHILDREN_AT_ONCE: u32 = 500;

/// A year's schedule, some children at a time: a nation's awards, with the needs that each was decided on, are never held
/// together.
pub(super) struct Walk<'year> {
    book: &'year RuleBook,
    calendar: &'year PaymentCalendar,
    closed: u32,
    payees: Payees,
    rules: Rules,
    /// The last child whose year was worked out.
    after: Option<ChildId>,
    /// The children that are left, in the order of their ids, where not everybody's year is wanted.
    only: Option<&'year [ChildId]>,
}

impl<'year> Walk<'year> {
    /// Before the first child.
    pub(super) async fn begin(
        tx: &mut Tx,
        book: &'year RuleBook,
        calendar: &'year PaymentCalendar,
    ) -> Result<Walk<'year>, ServiceError> {
        let runs = payment::runs_of(tx, calendar.year_on).await?;
        Ok(Walk {
            book,
            calendar,
            closed: closed_of(&runs),
            payees: Payees::read(tx).await?,
            rules: Rules::default(),
            after: None,
            only: None,
        })
    }

    /// The same of some children, if some are named.
    pub(super) fn only(self, only: Option<&'year [ChildId]>) -> Walk<'year> {
        Walk { only, ..self }
    }

    /// The next children; none after the last.
    async fn children(&mut self, tx: &mut Tx) -> Result<Vec<ChildId>, ServiceError> {
        let Some(left) = self.only else {
            let after = self.after.as_ref();
            return Ok(payment::children_after(tx, after, CHILDREN_AT_ONCE).await?);
        };
        let at_once = usize::try_from(CHILDREN_AT_ONCE).unwrap_or(usize::MAX);
        let (some, rest) = left.split_at(left.len().min(at_once));
        self.only = Some(rest);
        Ok(some.to_vec())
    }

    /// How many of the year's periods are closed.
    pub(super) fn closed(&self) -> u32 {
        self.closed
    }

    fn nothing(&self) -> Schedule {
        Schedule {
            closed: self.closed,
            lines: Vec::new(),
            changed: Vec::new(),
            unpaid: Vec::new(),
            control: Control::default(),
        }
    }

    /// The schedule of the next children, its lines in no order; none after the last.
    pub(super) async fn next(&mut self, tx: &mut Tx) -> Result<Option<Schedule>, ServiceError> {
        let children = self.children(tx).await?;
        let Some(last) = children.last() else {
            return Ok(None);
        };
        self.after = Some(last.clone());
        let whom = Whom::Only(&children);
        let (calendar, year) = (self.calendar, self.calendar.year_on);
        let strands = strands::of_children(tx, self.book, calendar, &mut self.rules, whom).await?;
        let before = payment::latest_dues_of(tx, year, whom).await?;
        let paid = payment::paid_sums_of(tx, year, whom).await?;
        let mut work = Work {
            calendar,
            payees: &self.payees,
            nowhere: nowhere()?,
            made: Schedule {
                unpaid: strands.unpaid,
                ..self.nothing()
            },
        };
        work.settle_all(&strands.all, before, paid)?;
        Ok(Some(work.made))
    }
}

impl Schedule {
    fn take_in(&mut self, part: Schedule) -> Result<(), ServiceError> {
        self.lines.extend(part.lines);
        self.changed.extend(part.changed);
        self.unpaid.extend(part.unpaid);
        self.control = self.control.with(&part.control).map_err(broken)?;
        Ok(())
    }
}

/// Puts lines that one period pays in the order of a run.
pub(super) fn in_order(lines: &mut [PaymentLine]) {
    lines.sort_by(|one, two| order_of(one).cmp(&order_of(two)));
}

/// The order of a run's lines: by payee, establishment and child, each period's own amount after what puts earlier ones right.
fn order_of(
    line: &PaymentLine,
) -> (
    &str,
    &str,
    Option<&EstablishmentId>,
    &ChildId,
    &str,
    Date,
    u32,
) {
    (
        &line.payee_name,
        &line.payee_key,
        line.establishment.as_ref(),
        &line.child,
        &line.strand,
        line.belongs_year,
        line.belongs_to,
    )
}

/// A strand's place in the record.
type Key = (ChildId, String);

struct Work<'year> {
    calendar: &'year PaymentCalendar,
    payees: &'year Payees,
    nowhere: EstablishmentId,
    made: Schedule,
}

/// Everything known of one strand.
struct OneStrand<'year> {
    key: &'year Key,
    strand: Option<&'year Strand>,
    kind: CostKind,
    before: Option<&'year DueInYear>,
    paid: &'year [PaidSum],
}

impl Work<'_> {
    fn settle_all(
        &mut self,
        strands: &[Strand],
        before: Vec<StoredDue>,
        paid: Vec<PaidSum>,
    ) -> Result<(), ServiceError> {
        let key_of = |strand: &Strand| (strand.child.clone(), strand.key.clone());
        let strands: BTreeMap<Key, &Strand> = strands
            .iter()
            .map(|strand| (key_of(strand), strand))
            .collect();
        let before: BTreeMap<Key, DueInYear> = before
            .into_iter()
            .map(|stored| ((stored.child, stored.strand), stored.due))
            .collect();
        let mut sums: BTreeMap<Key, Vec<PaidSum>> = BTreeMap::new();
        for sum in paid {
            let key = (sum.child.clone(), sum.strand.clone());
            sums.entry(key).or_default().push(sum);
        }
        let keys: BTreeSet<&Key> = strands
            .keys()
            .chain(before.keys())
            .chain(sums.keys())
            .collect();
        // A cost that cannot be worked out today is left as it was paid, never taken back.
        let out: BTreeSet<(ChildId, CostKind)> = self
            .made
            .unpaid
            .iter()
            .map(|unpaid| (unpaid.child.clone(), unpaid.kind))
            .collect();
        for key in keys {
            let strand = strands.get(key).copied();
            let paid = sums.get(key).map(Vec::as_slice).unwrap_or_default();
            let kind = strand.map(|strand| strand.kind);
            // A strand that the record does not hold any more and that was never paid owes nothing.
            let Some(kind) = kind.or(paid.first().map(|sum| sum.kind)) else {
                continue;
            };
            let is_out = out.contains(&(key.0.clone(), kind));
            let was_known = before.contains_key(key) || !paid.is_empty();
            if is_out && (strand.is_none() || was_known) {
                continue;
            }
            self.settle_one(&OneStrand {
                key,
                strand,
                kind,
                before: before.get(key),
                paid,
            })?;
        }
        Ok(())
    }

    fn settle_one(&mut self, one: &OneStrand<'_>) -> Result<(), ServiceError> {
        let nothing = nothing_due(&self.calendar.periods);
        let now = match one.strand {
            None => nothing.clone(),
            Some(strand) => match going_out(strand, self.calendar) {
                Ok(now) => now,
                Err(why) => {
                    let unpaid = Unpaid {
                        child: strand.child.clone(),
                        kind: strand.kind,
                        from: self.calendar.year_on,
                        why,
                    };
                    // A line and its VAT are one cost.
                    if !self.made.unpaid.contains(&unpaid) {
                        self.made.unpaid.push(unpaid);
                    }
                    return Ok(());
                }
            },
        };
        let closed = self.made.closed;
        let paid: Vec<Paid> = one.paid.iter().map(|sum| self.paid(sum)).collect();
        let before = one.before.unwrap_or(&nothing);
        let settled = settle(before, &now, closed, &paid).map_err(broken)?;
        self.made.control.add(now.total, &paid).map_err(broken)?;
        for adjustment in settled.adjustments {
            let period = adjustment.belongs_to;
            let mut line = self.line(one, &now, &adjustment.establishment, period);
            line.reason = Some(adjustment.reason);
            line.terms.cause = Some(cause_of(one, adjustment.reason));
            self.push(adjustment.paid_in, line, adjustment.amount)?;
        }
        for open in settled.open {
            let line = self.line(one, &now, &open.establishment, open.period);
            self.push(Some(open.period), line, open.amount)?;
        }
        if *before != now {
            self.made.changed.push(StoredDue {
                year_on: self.calendar.year_on,
                child: one.key.0.clone(),
                strand: one.key.1.clone(),
                due: now,
            });
        }
        Ok(())
    }

    fn push(
        &mut self,
        paid_in: Option<u32>,
        line: PaymentLine,
        amount: Money,
    ) -> Result<(), ServiceError> {
        if amount == Money::ZERO {
            return Ok(());
        }
        let line = PaymentLine { amount, ..line };
        self.made.lines.push(Scheduled { paid_in, line });
        Ok(())
    }

    fn paid(&self, sum: &PaidSum) -> Paid {
        Paid {
            establishment: sum
                .establishment
                .clone()
                .unwrap_or_else(|| self.nowhere.clone()),
            period: sum.belongs_to,
            amount: sum.amount,
        }
    }

    /// A line without its amount and reason.
    fn line(
        &self,
        one: &OneStrand<'_>,
        now: &DueInYear,
        at: &EstablishmentId,
        period: u32,
    ) -> PaymentLine {
        let (terms, band, days) = paid_for(now, at, period);
        let day = days.map(|days| days.start());
        let setting = one.strand.map(|strand| strand.settings.at(at, day));
        let at = Some(at).filter(|at| **at != self.nowhere);
        let paid = self.payees.of(setting, one.kind, at);
        let coding = match one.key.1.starts_with(payment::VAT_STRAND) {
            true => payment::VAT_CODING.to_owned(),
            false => paid.coding,
        };
        PaymentLine {
            child: one.key.0.clone(),
            strand: one.key.1.clone(),
            kind: one.kind,
            establishment: at.cloned(),
            payee_key: paid.key,
            payee_name: paid.name,
            supplier_number: paid.supplier_number,
            gl_code: self.payees.gl_code(&coding),
            coding,
            order_number: match one.strand {
                Some(strand) => strand.order_number.clone(),
                None => one.paid.iter().find_map(|sum| sum.order_number.clone()),
            },
            band,
            days,
            belongs_year: self.calendar.year_on,
            belongs_to: period,
            reason: None,
            terms,
            amount: Money::ZERO,
        }
    }
}

/// What of the record changed, so that an earlier period is put right.
fn cause_of(one: &OneStrand<'_>, reason: Reason) -> String {
    match one.strand {
        None => "On record no longer".to_owned(),
        Some(_) if reason == Reason::PayerChanged => {
            "Which authority has which part of the case".to_owned()
        }
        Some(strand) => strand.written.1.clone(),
    }
}

/// The last terms and band of a period and the days from its first paid to its last, as the record is now.
fn paid_for(
    now: &DueInYear,
    at: &EstablishmentId,
    period: u32,
) -> (LineTerms, Option<String>, Option<Period>) {
    let place = usize::try_from(period).unwrap_or(usize::MAX);
    let mut terms = LineTerms::default();
    let mut band = None;
    let mut days: Option<Period> = None;
    let Some(held) = now.periods.periods().get(place) else {
        return (terms, band, days);
    };
    let own = now.segments.iter();
    for due in own.filter(|due| due.segment.establishment == *at) {
        let segment = &due.segment;
        if let Some(part) = segment.days.overlap(held) {
            band.clone_from(&segment.band);
            days = Some(days.map_or(part, |days| days.through(&part)));
            terms = terms_of_segment(due);
        }
    }
    (terms, band, days)
}

fn terms_of_segment(due: &SegmentDue) -> LineTerms {
    let segment = &due.segment;
    LineTerms {
        annual: Some(segment.annual),
        stay: Some(due.stay),
        fte: match segment.attends {
            Attends::Share(fte) => Some(fte),
            // Days and hours a week are in the amount already, which was decided for them.
            Attends::FullTime | Attends::DaysAWeek(_) | Attends::HoursAWeek(_) => Some(Fte::FULL),
        },
        basis: Some(due.working.basis.title().to_owned()),
        rules: segment.rule_set.as_ref().map(ToString::to_string),
        cause: None,
    }
}

/// What of a strand this authority pays out to the provider in the year that a calendar pays.
fn going_out(strand: &Strand, calendar: &PaymentCalendar) -> Result<DueInYear, String> {
    let others = strand.payers.not_going_out();
    if others.is_empty() {
        return due_of(strand, calendar);
    }
    let mut parts = shares_of(strand, calendar, &[others])?;
    Ok(parts.swap_remove(0))
}

/// What a strand is due in the year, divided: see [`due_by_any_year`].
pub(super) fn shares_of(
    strand: &Strand,
    calendar: &PaymentCalendar,
    whose: &[Vec<Period>],
) -> Result<Vec<DueInYear>, String> {
    let terms = terms_of(strand, calendar);
    due_by_any_year(&strand.life, &terms, &strand.prices, whose).map_err(|error| error.to_string())
}

/// What a strand is due in the year that a calendar pays, whoever pays it, or why that cannot be worked out.
pub(super) fn due_of(strand: &Strand, calendar: &PaymentCalendar) -> Result<DueInYear, String> {
    let mut due = shares_of(strand, calendar, &[])?;
    Ok(due.swap_remove(0))
}

fn terms_of<'year>(strand: &'year Strand, calendar: &'year PaymentCalendar) -> YearTerms<'year> {
    YearTerms {
        time: &strand.time,
        rounding: strand.rounding,
        periods: &calendar.periods,
    }
}

fn nothing_due(periods: &PaymentPeriods) -> DueInYear {
    DueInYear {
        periods: periods.clone(),
        segments: Vec::new(),
        one_offs: Vec::new(),
        warnings: Vec::new(),
        others: Vec::new(),
        total: Money::ZERO,
    }
}

fn broken(error: impl std::error::Error + Send + Sync + 'static) -> ServiceError {
    ServiceError::Broken(Box::new(error))
}
