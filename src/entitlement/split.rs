//! An entitlement split over payment periods by cumulative difference.

use super::due::{EntitlementError, Payment};
use super::periods::PaymentPeriods;
use crate::calendar::{Fraction, Period, StayShares};
use crate::money::{Money, Rate, Rounding};

/// What each payment period gets of a segment's entitlement; periods before and after it get nothing and are left out.
///
/// Up to the end of each period the entitlement is rounded to the penny, and the period gets what is new since the one
/// before (finance guide 1.4, rule 2). At the segment's end all of it is reached, so the payments always make it up.
pub(super) fn payments(
    amount: Money,
    days: &Period,
    shares: &StayShares<'_>,
    total: Fraction,
    periods: &PaymentPeriods,
    rounding: Rounding,
) -> Result<Vec<Payment>, EntitlementError> {
    if total.is_zero() {
        return Ok(Vec::new());
    }
    let pennies = Rounding {
        mode: rounding.mode,
        unit: Rate::new(rust_decimal::Decimal::new(1, 2)),
    };
    let mut carried = Fraction::ZERO;
    let mut reached = Money::ZERO;
    let mut payments = Vec::new();
    for (period, held) in (0_u32..).zip(periods.periods()) {
        let Some(part) = held.overlap(days) else {
            continue;
        };
        carried = carried.plus(shares.share_of(&part)?)?;
        let so_far = carried.over(total)?;
        let up_to_here = pennies.to_money(so_far.of_pounds(amount.pounds())?)?;
        payments.push(Payment {
            period,
            so_far,
            amount: up_to_here.minus(reached)?,
        });
        reached = up_to_here;
    }
    Ok(payments)
}
