//! What a school's or trust's awards are worth in a year, month by month, at its own establishments.
//!
//! Each award is priced by period as its record shows, then shared out over the months as the rule set says. An academic
//! year is made of the months of the two financial years that it lies in, so that no month has two amounts.

mod due;
mod file;

use super::school_awards::{own_establishments, require_own};
use super::{Moment, ServiceError, trail};
use crate::access::Actor;
use crate::calendar::{Date, Period, YearKind, in_words, months_of};
use crate::ids::EstablishmentId;
use crate::money::Money;
use crate::rules::RuleBook;
use crate::store::award::{self, SchoolAward};
use crate::store::{Store, Tx};

pub use due::Valued;
pub use file::FileKind;

/// Which year is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AskedYear {
    /// Financial or academic.
    pub kind: YearKind,
    /// A day in it.
    pub on: Date,
}

impl AskedYear {
    /// Its days.
    #[must_use]
    pub fn days(&self) -> Period {
        self.kind.year_of(self.on)
    }

    /// As people write it: `2026-27`, `2026/27`.
    #[must_use]
    pub fn title(&self) -> String {
        self.kind.text(self.on)
    }
}

/// The values of a year at a user's establishments.
#[derive(Debug)]
pub struct SchoolValues {
    /// The user's establishments, with their names, by name.
    pub establishments: Vec<(EstablishmentId, String)>,
    /// The establishment shown; `None` for all of them.
    pub shown: Option<EstablishmentId>,
    /// The year.
    pub year: AskedYear,
    /// Its months.
    pub months: Vec<Period>,
    /// The awards, by establishment and name.
    pub lines: Vec<ValueLine>,
    /// What all of them come to in each month.
    pub by_month: Vec<Money>,
    /// What all of them come to in the year.
    pub total: Money,
    /// How many have no amount in the year.
    pub without_amount: usize,
    /// The day that “now” means.
    pub today: Date,
}

/// One award in the year.
#[derive(Debug)]
pub struct ValueLine {
    /// The award, as a school sees it.
    pub award: SchoolAward,
    /// What it is worth in the year.
    pub valued: Valued,
}

/// The values of a year at the actor's own establishments, or at one of them.
///
/// # Errors
/// [`ServiceError::Refused`] for anybody who belongs to no establishment; [`ServiceError::NotFound`] for an establishment
/// that is not the actor's, which is written down.
pub async fn of_year(
    store: &Store,
    book: &RuleBook,
    actor: &Actor,
    shown: Option<EstablishmentId>,
    year: AskedYear,
    moment: Moment,
) -> Result<SchoolValues, ServiceError> {
    require_own(store, actor, shown.as_ref(), moment).await?;
    let mut tx = store.read().await?;
    let establishments = own_establishments(&mut tx, actor).await?;
    let months = months_of(&year.days());
    let lines = lines(&mut tx, book, actor, (shown.as_ref(), &months), year).await?;
    let broken = |error| ServiceError::Broken(Box::new(error));
    let mut by_month = Vec::with_capacity(months.len());
    for place in 0..months.len() {
        let amounts = lines.iter().map(|line| line.valued.in_month(place));
        by_month.push(Money::total(amounts).map_err(broken)?);
    }
    Ok(SchoolValues {
        establishments,
        shown,
        year,
        total: Money::total(by_month.iter().copied()).map_err(broken)?,
        without_amount: lines
            .iter()
            .filter(|line| line.valued.total().is_none())
            .count(),
        months,
        lines,
        by_month,
        today: moment.today,
    })
}

/// The same as a file that leaves the service: the download is written down.
///
/// # Errors
/// As [`of_year`]; [`ServiceError::Broken`] if the workbook cannot be written.
pub async fn download(
    store: &Store,
    book: &RuleBook,
    actor: &Actor,
    shown: Option<EstablishmentId>,
    (year, kind): (AskedYear, FileKind),
    moment: Moment,
) -> Result<Vec<u8>, ServiceError> {
    let values = of_year(store, book, actor, shown, year, moment).await?;
    let bytes = file::bytes(&values, kind, moment)?;
    let subject = match &values.shown {
        Some(establishment) => ("establishment", establishment.as_str()),
        None => ("user", actor.user.as_str()),
    };
    trail::note_alone(
        store,
        moment,
        Some(&actor.user),
        "awards-downloaded",
        subject,
    )
    .await?;
    Ok(bytes)
}

/// A month in words: `October 2026`.
#[must_use]
pub fn month_title(month: &Period) -> String {
    let words = in_words(month.start());
    words
        .split_once(' ')
        .map_or_else(|| words.clone(), |(_, rest)| rest.to_owned())
}

async fn lines(
    tx: &mut Tx,
    book: &RuleBook,
    actor: &Actor,
    (shown, months): (Option<&EstablishmentId>, &[Period]),
    year: AskedYear,
) -> Result<Vec<ValueLine>, ServiceError> {
    let days = year.days();
    // A year has an end; without one nothing would be due in it.
    let Some(end) = days.end() else {
        return Ok(Vec::new());
    };
    let between = (days.start(), end);
    let mut awards = award::of_school_user_between(tx, &actor.user, between).await?;
    awards.retain(|award| shown.is_none_or(|shown| award.establishment == *shown));
    let all: Vec<&SchoolAward> = awards.iter().collect();
    let mut valued = due::valued(tx, book, &all, &days, months).await?;
    let lines = awards.into_iter().map(|award| {
        let valued = valued.remove(&award.award).unwrap_or(Valued::NotKnown);
        ValueLine { award, valued }
    });
    Ok(lines.collect())
}
