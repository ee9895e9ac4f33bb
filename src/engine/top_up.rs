//! A band to an amount: the declared modifiers in their order, then rounding once.

use crate::money::{Decimal, Rate};
use crate::needs::BandId;
use crate::rules::{Modifier, RuleSet, ValueTable};

use super::{Context, Refusal, Step, Stop, TopUp, Trace, band};

/// The band after the modifiers that change bands, and the amount after those that change amounts.
///
/// The checker holds that modifiers of the band come before modifiers of the amount, so the amount
/// is read once, when the band stands.
pub(super) fn after_modifiers(
    matched: &BandId,
    rules: &RuleSet,
    context: &Context,
    trace: &mut Trace,
) -> Result<(BandId, Option<TopUp>), Stop> {
    let mut band = matched;
    if rules.modifiers.contains(&Modifier::Floor) {
        band = band::after_floors(band, rules, context.primary_need, trace)?;
    }
    Ok((band.clone(), of_band(band, rules, context, trace)?))
}

/// The amount of a band that stands; none where the setting is not funded by band.
pub(super) fn of_band(
    band: &BandId,
    rules: &RuleSet,
    context: &Context,
    trace: &mut Trace,
) -> Result<Option<TopUp>, Stop> {
    if rules.not_funded_note(context.setting).is_some() {
        trace.record(Step::NotFundedByBand {
            setting: context.setting,
        });
        return Ok(None);
    }
    let (table, full_time) = amount_of(band, rules, context, trace)?;
    let mut pounds = full_time;
    if rules.modifiers.contains(&Modifier::Fte) && table.scales_with_fte {
        pounds = times_fte(pounds, context, trace)?;
    }
    let amount = rules
        .rounding
        .to_money(pounds)
        .map_err(|_| Refusal::TooLarge)?;
    let before = Rate::new(pounds);
    trace.record(Step::Rounded {
        before,
        mode: rules.rounding.mode,
        unit: rules.rounding.unit,
        amount,
    });
    Ok(Some(TopUp {
        amount,
        basis: table.basis,
        kind: table.kind,
    }))
}

fn amount_of<'set>(
    band: &BandId,
    rules: &'set RuleSet,
    context: &Context,
    trace: &mut Trace,
) -> Result<(&'set ValueTable, Decimal), Stop> {
    let none = || Refusal::NoAmountFor {
        setting: context.setting,
        basis: context.basis,
        hours: context.hours,
    };
    let table = rules
        .value_table(context.setting, context.basis, context.hours)
        .ok_or_else(none)?;
    let amount = *table.amounts.get(band).ok_or_else(none)?;
    trace.record(Step::AmountRead {
        table: table.id.clone(),
        setting: context.setting,
        basis: table.basis,
        hours: table.hours,
        band: band.clone(),
        kind: table.kind,
        amount,
    });
    Ok((table, amount.pounds()))
}

fn times_fte(pounds: Decimal, context: &Context, trace: &mut Trace) -> Result<Decimal, Stop> {
    let product = pounds
        .checked_mul(context.fte.rate().value())
        .ok_or(Refusal::TooLarge)?;
    trace.record(Step::FteMultiplied {
        before: Rate::new(pounds),
        fte: context.fte,
        after: Rate::new(product),
    });
    Ok(product)
}
