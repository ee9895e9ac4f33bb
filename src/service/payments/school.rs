//! What a school's or trust's user sees: what its own establishments were paid, child by child.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::access::Actor;
use crate::calendar::{Date, FinancialYear};
use crate::export::{self, Column, Value};
use crate::ids::{ChildId, EstablishmentId};
use crate::money::Money;
use crate::service::school_awards::{own_establishments, require_own};
use crate::service::task_list::PageOf;
use crate::service::{Moment, ServiceError, trail};
use crate::store::Store;
use crate::store::payment::{self, LineOfChild};

use super::year_on;

/// What a user's own establishments, or one of them, were paid in a year.
#[derive(Debug)]
pub struct SchoolPayments {
    /// The year.
    pub year: FinancialYear,
    /// The user's establishments, with their names, by name.
    pub establishments: Vec<(EstablishmentId, String)>,
    /// The establishment shown; `None` for all of them.
    pub shown: Option<EstablishmentId>,
    /// The first day of each of the year's periods; none before a calendar is set.
    pub starts: Vec<Date>,
    /// The next pay day from today on, if the year has one.
    pub next_pay_day: Option<Date>,
    /// What each period paid, the latest first.
    pub by_period: Vec<(u32, PaidFor)>,
    /// What each establishment was paid, by name; where several are shown.
    pub by_establishment: Vec<(EstablishmentId, String, PaidFor)>,
    /// A page of what was paid, the latest period first.
    pub lines: PageOf<LineOfChild>,
    /// What all of it comes to.
    pub total: Money,
}

/// What was paid, and for how many children.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PaidFor {
    /// For how many children.
    pub children: usize,
    /// What it comes to.
    pub total: Money,
}

/// What released runs of the year of today paid for the actor's own establishments, or for one of them: sums of all of it, and a
/// page of it child by child.
///
/// # Errors
/// [`ServiceError::Refused`] to anybody who belongs to no establishment; [`ServiceError::NotFound`] for an establishment that
/// is not the actor's, which is written down.
pub async fn own(
    store: &Store,
    actor: &Actor,
    (shown, page): (Option<EstablishmentId>, u32),
    moment: Moment,
) -> Result<SchoolPayments, ServiceError> {
    require_own(store, actor, shown.as_ref(), moment).await?;
    let year = year_on(moment.today);
    let mut tx = store.read().await?;
    let establishments = own_establishments(&mut tx, actor).await?;
    let mut lines = payment::lines_of_school_user(&mut tx, &actor.user, year).await?;
    let calendar = payment::calendar_of(&mut tx, year).await?;
    drop(tx);
    lines.retain(|line| is_at(line, shown.as_ref()));
    note(store, actor, year, "own-payments-viewed", moment).await?;
    let periods = calendar.iter().flat_map(|one| one.periods.periods());
    let pay_days = calendar.iter().flat_map(|one| one.pay_days.iter().copied());
    let all = paid_for(lines.iter())?;
    let by_establishment = if shown.is_none() && establishments.len() > 1 {
        by_establishment(&establishments, &lines)?
    } else {
        Vec::new()
    };
    Ok(SchoolPayments {
        by_period: by_period(&lines)?,
        by_establishment,
        year: FinancialYear::containing(year),
        starts: periods.map(crate::calendar::Period::start).collect(),
        next_pay_day: pay_days.filter(|day| *day >= moment.today).min(),
        total: all.total,
        lines: PageOf::of_all(lines, page),
        establishments,
        shown,
    })
}

/// All of it as comma-separated values. That somebody took it is written down.
///
/// # Errors
/// As [`own`].
pub async fn own_csv(
    store: &Store,
    actor: &Actor,
    shown: Option<EstablishmentId>,
    moment: Moment,
) -> Result<(FinancialYear, Vec<u8>), ServiceError> {
    require_own(store, actor, shown.as_ref(), moment).await?;
    let year = year_on(moment.today);
    let mut tx = store.read().await?;
    let mut lines = payment::lines_of_school_user(&mut tx, &actor.user, year).await?;
    drop(tx);
    lines.retain(|line| is_at(line, shown.as_ref()));
    note(store, actor, year, "own-payments-downloaded", moment).await?;
    let rows: Vec<Vec<Value>> = lines.iter().map(cells).collect();
    Ok((
        FinancialYear::containing(year),
        export::csv(&columns(), &rows),
    ))
}

async fn note(
    store: &Store,
    actor: &Actor,
    year: Date,
    action: &str,
    moment: Moment,
) -> Result<(), ServiceError> {
    let year = year.to_string();
    let subject = ("payment-year", year.as_str());
    trail::note_alone(store, moment, Some(&actor.user), action, subject).await
}

fn is_at(line: &LineOfChild, shown: Option<&EstablishmentId>) -> bool {
    shown.is_none_or(|shown| line.line.establishment.as_ref() == Some(shown))
}

fn by_period(lines: &[LineOfChild]) -> Result<Vec<(u32, PaidFor)>, ServiceError> {
    let mut paid: BTreeMap<Reverse<u32>, Vec<&LineOfChild>> = BTreeMap::new();
    for line in lines {
        paid.entry(Reverse(line.paid_in.1)).or_default().push(line);
    }
    let each = paid.into_iter();
    each.map(|(Reverse(period), lines)| Ok((period, paid_for(lines.into_iter())?)))
        .collect()
}

/// Those that were paid anything, by name.
fn by_establishment(
    own: &[(EstablishmentId, String)],
    lines: &[LineOfChild],
) -> Result<Vec<(EstablishmentId, String, PaidFor)>, ServiceError> {
    let mut paid: BTreeMap<&EstablishmentId, Vec<&LineOfChild>> = BTreeMap::new();
    for line in lines {
        if let Some(at) = &line.line.establishment {
            paid.entry(at).or_default().push(line);
        }
    }
    let each = own.iter().filter_map(|(id, name)| {
        let lines = paid.remove(id)?;
        let paid = paid_for(lines.into_iter());
        Some(paid.map(|paid| (id.clone(), name.clone(), paid)))
    });
    each.collect()
}

fn paid_for<'a>(
    lines: impl Iterator<Item = &'a LineOfChild> + Clone,
) -> Result<PaidFor, ServiceError> {
    let total = Money::total(lines.clone().map(|line| line.line.amount));
    let children: BTreeSet<&ChildId> = lines.map(|line| &line.line.child).collect();
    Ok(PaidFor {
        children: children.len(),
        total: total.map_err(|error| ServiceError::Broken(Box::new(error)))?,
    })
}

fn columns() -> Vec<Column> {
    let headings = [
        ("Period", 8),
        ("Establishment", 32),
        ("Reference", 14),
        ("Child", 26),
        ("What for", 24),
        ("Band", 8),
        ("Paid to", 32),
        ("First day paid for", 12),
        ("Last day paid for", 12),
        ("For the earlier period", 10),
        ("Why", 36),
        ("Amount", 14),
    ];
    let columns = headings.into_iter();
    columns
        .map(|(heading, width)| Column::new(heading, width))
        .collect()
}

fn cells(of: &LineOfChild) -> Vec<Value> {
    let line = &of.line;
    let day = |day: Option<Date>| day.map_or(Value::Blank, |day| Value::Moment(day.at(0, 0, 0, 0)));
    let name = of.name.as_deref().unwrap_or("Name withheld");
    let earlier = line.reason.map(|_| line.belongs_to + 1);
    vec![
        Value::Count(of.paid_in.1 + 1),
        Value::Text(of.establishment_name.clone()),
        Value::Text(of.local_id.to_string()),
        Value::Text(name.to_owned()),
        Value::Text(line.title()),
        Value::of_text(line.band.clone()),
        Value::Text(line.payee_name.clone()),
        day(line.days.map(|days| days.start())),
        day(line.days.and_then(|days| days.last_day())),
        earlier.map_or(Value::Blank, Value::Count),
        Value::of_text(line.reason.map(|reason| reason.title().to_owned())),
        Value::Money(line.amount),
    ]
}
