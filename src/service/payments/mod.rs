//! Payments: the calendar of a year, its schedule worked out from awards and cost lines, and the runs that pay it.
//!
//! A period is paid in three steps by at least two people: one proposes its run, another releases it, and it is exported
//! once. From the release on the period is closed. A later change of the record never changes it: the next open period
//! gets a line with the reason and the period that it belongs to. Periods close in order.
//!
//! VAT is paid beside what it is charged on, in lines of its own; it is reclaimed, and no cost. Transport is a memorandum and
//! no part of any schedule.

mod awards;
mod calendar;
mod codes;
mod control;
mod corrected;
mod costed;
mod demonstration;
mod export;
mod kept_back;
mod payees;
mod period;
mod recoverable;
mod rules;
mod runs;
mod schedule;
mod school;
mod settings;
mod sheets;
mod strands;
mod summary;
mod waiting;
mod year;

pub(in crate::service) use awards::{
    AwardPrices, AwardsADay, PricedAward, Suspended, a_year as awards_a_year, priced_awards,
    prices as award_prices, prices_of as award_prices_of, suspended_after, worth_on,
};
pub(in crate::service) use corrected::{Corrected, corrected, payee_of};
pub(in crate::service) use costed::{
    Costed, of_children_by_month as costed_by_month, of_year as costed_in_year,
};
pub(in crate::service) use recoverable::{Between, Owed, OwedFor, owed_up_to};
pub(in crate::service) use rules::Rules as PricingRules;

pub use calendar::{CalendarAsked, CalendarProblem, CalendarView, calendar, set_calendar};
pub use codes::{CodeRow, CodesView, ledger_codes, set_ledger_codes};
pub use control::Control;
pub use demonstration::demonstrate;
pub use export::{Exported, LedgerEntry, YearSchedule, ledger, schedule_of_year};
pub use period::{LineView, May, PayeeRow, PeriodView, period};
pub use runs::{By, CannotPropose, Released, propose, release, withdraw};
pub use school::{PaidFor, SchoolPayments, own, own_csv};
pub use sheets::{csv, ledger_csv, workbook};
pub use strands::Unpaid;
pub(super) use summary::stamp;
pub use summary::work_out;
pub use waiting::OutOfDate;
pub use year::{PeriodRow, PeriodState, YearView, without, year};

pub use crate::store::payment::{
    CalendarKind, LineOfChild, PaymentCalendar, PaymentLine, PaymentRun, RunState,
};

use crate::calendar::{Date, FinancialYear};
use crate::ids::EstablishmentId;
use crate::service::ServiceError;

/// The first day of the financial year that a day falls in: how a year is named in the store.
fn year_on(day: Date) -> Date {
    FinancialYear::containing(day).first_day()
}

/// Under what the engine pays what goes to no establishment; it never leaves this room.
fn nowhere() -> Result<EstablishmentId, ServiceError> {
    EstablishmentId::parse("00000000-0000-0000-0000-000000000000")
        .map_err(|error| ServiceError::Broken(Box::new(error)))
}
