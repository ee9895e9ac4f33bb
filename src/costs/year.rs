//! A cost line as the entitlement of a year reads it: its days, its basis and its price.

use jiff::civil::Date;

use super::{CostPer, CostTerms};
use crate::calendar::{Apportionment, Attendance, Attends, Basis, Beyond, Fraction, PartTerm};
use crate::calendar::{SchoolCalendar, Term, TimeProblem, TimeRules, WeekDays, YearKind};
use crate::entitlement::{Life, OneOff, Price, Spell};
use crate::ids::EstablishmentId;
use crate::money::{Money, MoneyError};

/// The weeks of which a weekly amount makes a year's; days beyond them are paid too, so that every week is paid alike.
const WEEKS: u32 = 52;

/// What a line that is not paid once makes of its amount in a year.
fn times_a_year(per: CostPer) -> i64 {
    match per {
        CostPer::Year | CostPer::Once => 1,
        // The fee of a term is a third of a year's.
        CostPer::Term => 3,
        CostPer::Week => i64::from(WEEKS),
    }
}

impl CostTerms {
    /// The line as one strand of cost, paid to whoever stands under `payee`. Income is below zero.
    ///
    /// # Errors
    /// [`MoneyError::TooLarge`].
    pub fn life(&self, payee: &EstablishmentId) -> Result<Life, MoneyError> {
        if self.per == CostPer::Once {
            let one_off = OneOff {
                establishment: payee.clone(),
                on: self.period.start(),
                amount: self.signed(self.net)?,
            };
            return Ok(Life {
                one_offs: vec![one_off],
                ..Life::default()
            });
        }
        let spell = Spell {
            establishment: payee.clone(),
            days: self.period,
            band: None,
            attends: Attends::FullTime,
        };
        Ok(Life {
            spells: vec![spell],
            ..Life::default()
        })
    }

    /// The year's price on a day, the whole line's whatever the share of full time: it was agreed for this child.
    ///
    /// # Errors
    /// [`MoneyError::TooLarge`].
    pub fn price_on(&self, day: Date) -> Result<Price, MoneyError> {
        let pence = self
            .net_on(day)?
            .pence()
            .checked_mul(times_a_year(self.per))
            .ok_or(MoneyError::TooLarge)?;
        let rise = self.uplift.map(|uplift| uplift.from);
        Ok(Price {
            annual: self.signed(Money::from_pence(pence)?)?,
            scales: false,
            until: rise.filter(|from| day < *from),
            rule_set: None,
        })
    }

    /// The most that a year of the line comes to, with VAT and the rise agreed with it: what an officer's limit is compared with.
    /// Income costs nothing.
    ///
    /// # Errors
    /// [`MoneyError::TooLarge`].
    pub fn most_a_year(&self) -> Result<Money, MoneyError> {
        if self.kind.is_income() {
            return Ok(Money::ZERO);
        }
        let day = self
            .uplift
            .map_or(self.period.start(), |uplift| uplift.from);
        let vat = self.vat_alone().map(|vat| vat.net_on(day)).transpose()?;
        let once = self.net_on(day)?.plus(vat.unwrap_or(Money::ZERO))?;
        let pence = once.pence().checked_mul(times_a_year(self.per));
        Money::from_pence(pence.ok_or(MoneyError::TooLarge)?)
    }

    fn signed(&self, amount: Money) -> Result<Money, MoneyError> {
        if self.kind.is_income() {
            Money::ZERO.minus(amount)
        } else {
            Ok(amount)
        }
    }

    /// How the line's amount is shared over a financial year whose terms are those of a school calendar.
    ///
    /// # Errors
    /// [`TimeProblem`]: terms that are no thirds of the year.
    pub fn time(&self, calendar: &SchoolCalendar) -> Result<TimeRules, Vec<TimeProblem>> {
        let basis = match self.per {
            CostPer::Year | CostPer::Once => Basis::CalendarDays,
            CostPer::Term => Basis::Terms {
                part: PartTerm::ByDays,
            },
            CostPer::Week => Basis::Weeks {
                weeks: Fraction::of(u64::from(WEEKS), 1).unwrap_or(Fraction::ONE),
                of: WeekDays::Calendar,
                beyond: Beyond::Paid,
            },
        };
        by(basis, calendar)
    }
}

/// A financial year shared by a basis, by the share of full time.
///
/// # Errors
/// [`TimeProblem`]: the basis counts by terms that are no whole year together.
pub fn by(basis: Basis, calendar: &SchoolCalendar) -> Result<TimeRules, Vec<TimeProblem>> {
    let apportionment = Apportionment {
        basis,
        attendance: Attendance::Share,
    };
    let calendar = Some(calendar.clone());
    TimeRules::new(YearKind::Financial, apportionment, calendar)
}

/// Three terms of a financial year, each a third of it, as a school calendar.
///
/// # Errors
/// What is wrong with a term, or with the three together.
pub fn three_terms(terms: &[(&str, Date, Date); 3]) -> Result<SchoolCalendar, String> {
    let third = Fraction::of(1, 3).unwrap_or(Fraction::ZERO);
    let made = terms
        .iter()
        .map(|(title, first, last)| Term::new(title, *first, *last, third))
        .collect::<Result<Vec<Term>, _>>()
        .map_err(|error| error.to_string())?;
    let calendar = SchoolCalendar::new(made, Vec::new()).map_err(|problems| {
        let sentences: Vec<String> = problems.iter().map(ToString::to_string).collect();
        sentences.join("; ")
    })?;
    let part = PartTerm::ByDays;
    by(Basis::Terms { part }, &calendar).map_err(|problems| {
        let sentences: Vec<String> = problems.iter().map(ToString::to_string).collect();
        sentences.join("; ")
    })?;
    Ok(calendar)
}
