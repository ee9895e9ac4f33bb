//! What officers add to what is worked out: why a line is not its budget, how high and low it may come out, who answers for it;
//! the forecasts of a period as they are reported; and from when a variance is amber or red.

use std::collections::BTreeMap;

use super::view;
use crate::access::{Action, Actor, Subject};
use crate::calendar::FinancialYear;
use crate::costs::section_251_title;
use crate::money::Money;
use crate::rules::RuleBook;
use crate::service::beside::Waits;
use crate::service::reach::{allows, require};
use crate::service::{Moment, ServiceError, trail};
use crate::spending::Thresholds;
use crate::store::monitoring::{self as kept, EnteredThresholds, Reported, Said};
use crate::store::{Store, user};

/// What an officer enters of a line for a period.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entered {
    /// How low and how high the year may come out.
    pub range: Option<(Money, Money)>,
    /// Who answers for it.
    pub owner: String,
    /// Which provider it is about.
    pub provider: String,
    /// Why it is not the budget.
    pub reason: String,
}

/// What is said of a line of a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineSaid {
    /// The year.
    pub year: FinancialYear,
    /// The period, 1 for April.
    pub period: u32,
    /// The line.
    pub line: String,
    /// Its title.
    pub title: &'static str,
    /// What was said for this period and those before, with who said it, the last first.
    pub entries: Vec<(Said, String)>,
    /// How many entries the period has.
    pub seen: u32,
    /// Whether the reader enters more.
    pub may_say: bool,
}

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saying {
    /// It is kept; once, however often the same form is sent.
    Done,
    /// Somebody said something of the line after it was shown. Nothing was kept.
    Lost,
}

/// What is said of a line up to a period.
///
/// # Errors
/// [`ServiceError::Refused`] to whoever may not see the forecast; [`ServiceError::NotFound`] for a line that is none.
pub async fn said_of(
    store: &Store,
    actor: &Actor,
    (year, period, line): (FinancialYear, u32, &str),
) -> Result<LineSaid, ServiceError> {
    require(actor, Action::ViewForecast, &Subject::Anything)?;
    let title = section_251_title(line).ok_or(ServiceError::NotFound)?;
    let mut tx = store.read().await?;
    let said = kept::said_of_year(&mut tx, year.first_day()).await?;
    let of_line = said.into_iter().rev();
    let of_line = of_line.filter(|one| one.line == line && one.period <= period);
    let mut entries = Vec::new();
    for one in of_line {
        let by = match &one.by {
            Some(by) => user::find(&mut tx, by).await?,
            None => None,
        };
        let name = by.map_or_else(|| "A command".to_owned(), |by| by.display_name);
        entries.push((one, name));
    }
    let own = entries.iter().filter(|(one, _)| one.period == period);
    Ok(LineSaid {
        year,
        period,
        line: line.to_owned(),
        title,
        seen: u32::try_from(own.count()).unwrap_or(u32::MAX),
        entries,
        may_say: allows(actor, Action::KeepBudget),
    })
}

/// Says something of a line for a period, over as many entries as were shown.
///
/// # Errors
/// [`ServiceError::Refused`] to whoever does not keep the budget; [`ServiceError::NotFound`] for a line that is none;
/// [`ServiceError::Conflict`] if somebody says something at the same time.
pub async fn say(
    store: &Store,
    actor: &Actor,
    (year, period, line, seen): (FinancialYear, u32, &str, u32),
    entered: Entered,
    moment: Moment,
) -> Result<Saying, ServiceError> {
    require(actor, Action::KeepBudget, &Subject::Anything)?;
    section_251_title(line).ok_or(ServiceError::NotFound)?;
    let year_on = year.first_day();
    let mut tx = store.begin().await?;
    let known = kept::said_of_year(&mut tx, year_on).await?;
    let own = known
        .iter()
        .filter(|one| one.line == line && one.period == period);
    let own: Vec<&Said> = own.collect();
    let last = own.last();
    let number = last.map_or(0, |last| last.number);
    if number != seen {
        let is_kept = last
            .is_some_and(|last| last.by.as_ref() == Some(&actor.user) && meaning(last) == entered);
        return Ok(if is_kept { Saying::Done } else { Saying::Lost });
    }
    let said = Said {
        period,
        line: line.to_owned(),
        number: number + 1,
        range: entered.range,
        owner: entered.owner,
        provider: entered.provider,
        reason: entered.reason,
        by: Some(actor.user.clone()),
        at: moment.instant,
    };
    kept::say(&mut tx, year_on, &said).await?;
    let subject = format!("{year}/{period}/{line}/{}", said.number);
    let subject = ("monitoring-line", subject.as_str());
    let who = Some(&actor.user);
    trail::note(&mut tx, moment, who, "monitoring-explained", subject).await?;
    tx.commit().await?;
    Ok(Saying::Done)
}

fn meaning(said: &Said) -> Entered {
    Entered {
        range: said.range,
        owner: said.owner.clone(),
        provider: said.provider.clone(),
        reason: said.reason.clone(),
    }
}

/// Keeps the forecasts of a period as they are reported: what later periods have moved from. The same again adds nothing.
///
/// # Errors
/// [`ServiceError::Refused`] to whoever does not keep the budget; [`ServiceError::NotFound`] where the ledger holds nothing of
/// the period; [`ServiceError::Conflict`] if somebody reports at the same time.
pub async fn report(
    store: &Store,
    book: &RuleBook,
    actor: &Actor,
    (year, period): (FinancialYear, u32),
    moment: Moment,
) -> Result<(), ServiceError> {
    require(actor, Action::KeepBudget, &Subject::Anything)?;
    // What is reported is of the records as they are.
    let at = (year, Some(period));
    let told = view::of_record(store, book, actor, at, (Waits::Yes, moment)).await?;
    if !told.periods.contains(&period) {
        return Err(ServiceError::NotFound);
    }
    let forecasts: BTreeMap<String, Money> = told
        .lines
        .iter()
        .map(|line| (line.line.clone(), line.forecast))
        .collect();
    let year_on = year.first_day();
    let mut tx = store.begin().await?;
    let known = kept::reported_of_year(&mut tx, year_on).await?;
    let last = known.iter().rev().find(|one| one.period == period);
    if last.is_some_and(|last| last.forecasts == forecasts) {
        return Ok(());
    }
    let made = Reported {
        period,
        number: last.map_or(0, |last| last.number) + 1,
        forecasts,
        by: Some(actor.user.clone()),
        at: moment.instant,
    };
    kept::report(&mut tx, year_on, &made).await?;
    let subject = format!("{year}/{period}/{}", made.number);
    let subject = ("monitoring-report", subject.as_str());
    let who = Some(&actor.user);
    trail::note(&mut tx, moment, who, "monitoring-reported", subject).await?;
    tx.commit().await?;
    Ok(())
}

/// Every entry of thresholds, with who entered it, the last first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThresholdsSaid {
    /// The entries.
    pub entries: Vec<(EnteredThresholds, String)>,
    /// Whether the reader enters more.
    pub may_enter: bool,
}

/// From when a variance is marked how, as it was entered.
///
/// # Errors
/// [`ServiceError::Refused`] to whoever may not see the forecast.
pub async fn thresholds(store: &Store, actor: &Actor) -> Result<ThresholdsSaid, ServiceError> {
    require(actor, Action::ViewForecast, &Subject::Anything)?;
    let mut tx = store.read().await?;
    let mut entries = Vec::new();
    for one in kept::thresholds(&mut tx).await?.into_iter().rev() {
        let by = match &one.by {
            Some(by) => user::find(&mut tx, by).await?,
            None => None,
        };
        let name = by.map_or_else(|| "A command".to_owned(), |by| by.display_name);
        entries.push((one, name));
    }
    Ok(ThresholdsSaid {
        entries,
        may_enter: allows(actor, Action::KeepBudget),
    })
}

/// Enters thresholds from a day on. The same again adds nothing.
///
/// # Errors
/// [`ServiceError::Refused`] to whoever does not keep the budget; [`ServiceError::Conflict`] if somebody enters some at the same
/// time.
pub async fn enter_thresholds(
    store: &Store,
    actor: &Actor,
    entered: Thresholds,
    moment: Moment,
) -> Result<(), ServiceError> {
    require(actor, Action::KeepBudget, &Subject::Anything)?;
    let mut tx = store.begin().await?;
    let known = kept::thresholds(&mut tx).await?;
    let own = known.iter().rev();
    let last = own
        .filter(|one| one.thresholds.since == entered.since)
        .max_by_key(|one| one.number);
    if last.is_some_and(|last| last.thresholds == entered) {
        return Ok(());
    }
    let made = EnteredThresholds {
        thresholds: entered,
        number: last.map_or(0, |last| last.number) + 1,
        by: Some(actor.user.clone()),
        at: moment.instant,
    };
    kept::add_thresholds(&mut tx, &made).await?;
    let subject = format!("{}/{}", entered.since, made.number);
    let subject = ("monitoring-thresholds", subject.as_str());
    let who = Some(&actor.user);
    trail::note(
        &mut tx,
        moment,
        who,
        "monitoring-thresholds-entered",
        subject,
    )
    .await?;
    tx.commit().await?;
    Ok(())
}
