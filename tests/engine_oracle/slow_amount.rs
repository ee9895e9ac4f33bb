//! The second reading of value tables and of the modifiers of amounts.

use serde_json::Value;

use crate::fraction::Fraction;
use crate::slow::{Case, No, given, number};
use crate::slow_band::{Needs, bands, best_row, in_order, keys, support_hours};
use crate::tree::{has, list, text};

/// The one table that holds: for what is wanted, else from which a year can be worked out, else what is paid once.
pub fn table_for<'s>(case: &Case<'_>, stream: &'s Value, wanted: &str) -> Result<&'s Value, No> {
    for turn in 0..3 {
        for table in list(&stream["value_table"]) {
            let fits = match turn {
                0 => table["basis"] == *wanted,
                1 => wanted == "year" && !table["times_a_year"].is_null(),
                _ => wanted == "year" && table["basis"] == "one_off",
            };
            if fits
                && has(&table["settings"], case.setting())
                && hours_fit(case, table)
                && case.all(&table["when"])?
            {
                return Ok(table);
            }
        }
    }
    Err(No::Refused)
}

/// No table here is for certain hours, so hours may only be given where something reads them.
fn hours_fit(case: &Case<'_>, _table: &Value) -> bool {
    let text = case.set.to_string();
    case.context["hours"].is_null()
        || text.contains("\"basis\":\"hour\"")
        || text.contains("\"kind\":\"hours_fraction\"")
        || text.contains("\"kind\":\"hours_a_week\"")
}

/// The hours that a table funds of those it prices.
fn funded(hours: Fraction, table: &Value) -> Result<Fraction, No> {
    match number(&table["most_hours"]) {
        Some(most) if hours > most && table["above_most_hours"] == "block" => Err(No::Blocked),
        Some(most) => Ok(hours.min(most)),
        None => Ok(hours),
    }
}

fn attended(case: &Case<'_>) -> Result<Fraction, No> {
    let hours = given(&case.context["hours"])?;
    let in_week = hours >= Fraction::whole(0) && hours <= Fraction::whole(168);
    if in_week { Ok(hours) } else { Err(No::Refused) }
}

/// How many times the table's basis comes in a year; 1 of a year.
fn times(case: &Case<'_>, table: &Value) -> Result<Fraction, No> {
    let times = number(&table["times_a_year"]).unwrap_or(Fraction::whole(1));
    if table["basis"] == "hour" {
        Ok(times.times(funded(attended(case)?, table)?))
    } else {
        Ok(times)
    }
}

/// What an amount of the table is multiplied by to be what is wanted.
pub fn in_a_year(case: &Case<'_>, table: &Value) -> Result<Fraction, No> {
    if case.context["basis"] == "year" {
        times(case, table)
    } else {
        Ok(Fraction::whole(1))
    }
}

/// Pounds of a year as pounds of what is wanted; nothing of an hour that nobody attends.
fn of_wanted(case: &Case<'_>, table: &Value, yearly: Fraction) -> Result<Fraction, No> {
    if case.context["basis"] == "year" || yearly == Fraction::whole(0) {
        return Ok(yearly);
    }
    of_table(case, table, yearly)
}

/// Pounds of a year as pounds of the table's basis.
pub fn of_table(case: &Case<'_>, table: &Value, yearly: Fraction) -> Result<Fraction, No> {
    if yearly == Fraction::whole(0) {
        return Ok(yearly);
    }
    let times = times(case, table)?;
    if times == Fraction::whole(0) {
        Ok(times)
    } else {
        Ok(yearly.over(times))
    }
}

/// What a band brings a child in a year; none of one of which the amount is agreed one by one.
pub type Worth = Result<Option<Fraction>, No>;

/// What the earlier amount comes to for the child's attendance, and what each band in its stead would bring the child in
/// a year, no addition to it and no loss made good; no band of which the amount is agreed one by one.
pub fn worths(case: &Case<'_>, stream: &Value) -> Result<(Fraction, Vec<Worth>), No> {
    let mut context = case.context.clone();
    context["basis"] = "year".into();
    let case = &Case {
        context: &context,
        ..*case
    };
    let table = table_for(case, stream, "year")?;
    let order = in_order(stream);
    let earlier = case.rounded_in(table, earlier(case, table, &order)?);
    let worth = |band: usize| {
        let band = crate::slow_band::modified(case, stream, band)?;
        let band = &bands(stream)[band];
        if !table["agreed_above"][band].is_null() {
            return Ok(None);
        }
        let amount = of_band(case, table, Some(band), &Needs::default(), &mut 0)?;
        let amount = amount.times(in_a_year(case, table)?);
        modified(case, (stream, Some(band)), table, amount, false).map(Some)
    };
    Ok((earlier, (0..bands(stream).len()).map(worth).collect()))
}

/// The earlier amount, which is for full time, as the modifiers in front leave it that go by attendance.
fn earlier(case: &Case<'_>, table: &Value, modifiers: &[Value]) -> Result<Fraction, No> {
    let mut earlier = given(&case.fact("earlier")["top_up_annual"])?;
    for change in modifiers {
        let kind = text(&change["kind"]);
        let scale = kind == "fte" && table["scales_with_fte"] == true;
        let attends = ["hours_fraction", "hours_a_week", "days_a_week"].contains(&kind);
        if scale || (attends && case.all(&change["when"])?) {
            earlier = changed(case, table, change, earlier)?;
        }
    }
    Ok(earlier)
}

/// The amount for the table's basis, and how many bands took the agreed amount.
pub fn amount_of(
    case: &Case<'_>,
    stream: &Value,
    table: &Value,
    needs: &Needs,
) -> Result<(Fraction, usize), No> {
    let mut agreed = 0;
    if stream["model"]["kind"] != "additive_streams" {
        let band = needs.bands.first().map(String::as_str);
        let amount = of_band(case, table, band, needs, &mut agreed)?;
        return Ok((amount, agreed));
    }
    let mut amounts = Vec::new();
    for band in &needs.bands {
        amounts.push(of_band(case, table, Some(band), needs, &mut agreed)?);
        if agreed > 1 {
            return Err(No::Refused);
        }
    }
    amounts.sort();
    let shares = list(&stream["model"]["shares"]);
    let mut total = Fraction::whole(0);
    for (nth, amount) in amounts.into_iter().rev().enumerate() {
        let share = shares.get(nth).or(shares.last()).and_then(number);
        total = total.plus(amount.times(share.unwrap_or(Fraction::whole(1))));
    }
    Ok((total, agreed))
}

fn of_band(
    case: &Case<'_>,
    table: &Value,
    band: Option<&str>,
    needs: &Needs,
    agreed: &mut usize,
) -> Result<Fraction, No> {
    let key = band.unwrap_or_default();
    if let Some(above) = number(&table["agreed_above"][key]) {
        let amount = of_table(case, table, given(&case.profile["agreed"])?)?;
        *agreed += 1;
        return if amount > above {
            Ok(amount)
        } else {
            Err(No::Refused)
        };
    }
    if let Some(amount) = number(&table["amounts"][key]) {
        return Ok(amount);
    }
    if let Some(base) = number(&table["base"]) {
        return Ok(base.times(given(&table["multiples"][key])?));
    }
    let mut rate = number(&table["rate_per_hour"]);
    if !table["rows"].is_null() {
        let keys = keys(case, &table["columns"], band)?;
        let row = best_row(list(&table["rows"]), &keys).ok_or(No::Refused)?;
        let amount = given(row.last().expect("an amount"))?;
        if table["per_hour"] != true {
            return Ok(amount);
        }
        rate = Some(amount);
    }
    if let Some(rate) = rate {
        let above = number(&table["above_hours"]).unwrap_or(Fraction::whole(0));
        let mut hours = support_hours(case)?;
        if table["basis"] != "hour" {
            hours = funded(hours, table)?;
        }
        return Ok(hours.minus(above).max(Fraction::whole(0)).times(rate));
    }
    if let Some(rate) = number(&table["rate_per_point"]) {
        let above = number(&table["above_points"]).unwrap_or(Fraction::whole(0));
        let points = needs.points.ok_or(No::Refused)?;
        return Ok(points.minus(above).max(Fraction::whole(0)).times(rate));
    }
    if let Some(class) = table["classes"].get(key) {
        let mut staff = Fraction::whole(0);
        for (post, cost) in table["class_posts"].as_object().expect("posts") {
            staff =
                staff.plus(given(cost)?.times(number(&class[post]).unwrap_or(Fraction::whole(0))));
        }
        let besides = number(&table["per_pupil"]).unwrap_or(Fraction::whole(0));
        return of_table(
            case,
            table,
            staff.over(given(&class["pupils"])?).plus(besides),
        );
    }
    let share = given(&table["cost_share"])?;
    of_table(case, table, needs.cost.ok_or(No::Refused)?.times(share))
}

/// The amount after the modifiers, rounded.
pub fn modified(
    case: &Case<'_>,
    (stream, band): (&Value, Option<&str>),
    table: &Value,
    amount: Fraction,
    besides: bool,
) -> Result<Fraction, No> {
    let mut amount = amount;
    let order = in_order(stream);
    for (at, change) in order.iter().enumerate() {
        let kind = text(&change["kind"]);
        let scale = kind == "fte" && table["scales_with_fte"] == true;
        let of_others = [
            "score_floor",
            "score_supplement",
            "band_shift",
            "allowed_bands",
            "floor",
            "fte",
        ];
        if !scale && (of_others.contains(&kind) || !all_of(case, stream, band, &change["when"])?) {
            continue;
        }
        amount = match kind {
            "protection" if besides => protected(case, table, &order[..=at], amount)?,
            "protection" => amount,
            "supplement" if !besides && given(&change["pounds"])? > Fraction::whole(0) => amount,
            _ => changed(case, table, change, amount)?,
        };
        if case.rounds("each_step") {
            amount = case.rounded_in(table, amount);
        }
    }
    Ok(case.rounded_in(table, amount))
}

/// Whether all conditions hold, those of the band among them.
fn all_of(
    case: &Case<'_>,
    stream: &Value,
    band: Option<&str>,
    conditions: &Value,
) -> Result<bool, No> {
    let order = bands(stream);
    let place = |name: &Value| order.iter().position(|known| known == text(name));
    let (mut holds, mut others) = (true, Vec::new());
    for condition in list(conditions) {
        let at = band.and_then(|band| place(&band.into()));
        if !condition["bands"].is_null() {
            holds &= band.is_some_and(|band| has(&condition["bands"], band));
        } else if !condition["band_at_least"].is_null() {
            holds &= at >= place(&condition["band_at_least"]);
        } else if !condition["band_at_most"].is_null() {
            holds &= at <= place(&condition["band_at_most"]);
        } else {
            others.push(condition.clone());
        }
    }
    Ok(holds && case.all(&Value::Array(others))?)
}

fn changed(
    case: &Case<'_>,
    table: &Value,
    change: &Value,
    amount: Fraction,
) -> Result<Fraction, No> {
    let pounds = || of_wanted(case, table, given(&change["pounds"])?);
    Ok(match text(&change["kind"]) {
        "fte" => amount.times(given(&case.context["fte"])?),
        "uplift" => {
            let percent = given(&change["percent"])?;
            amount.plus(amount.times(percent).over(Fraction::whole(100)))
        }
        "supplement" => amount.plus(pounds()?),
        "factor" => amount.times(given(&change["by"])?),
        "threshold" => amount.minus(pounds()?),
        "minimum" => amount.max(pounds()?),
        "nothing_below" if amount < pounds()? => Fraction::whole(0),
        "nothing_below" => amount,
        "cap" if change["above"] == "block" && amount > pounds()? => return Err(No::Blocked),
        "cap" => amount.min(pounds()?),
        "round" => amount.rounded(text(&change["mode"]), given(&change["to"])?),
        "hours_fraction" => {
            let full = given(&change["full_hours"])?;
            amount.times(attended(case)?.min(full)).over(full)
        }
        "hours_a_week" => {
            let hours = attended(case)?;
            let mut share = None;
            let mut from = Fraction::whole(0);
            for (key, one) in change["shares"].as_object().expect("shares") {
                let bound = Fraction::read(key);
                if bound <= hours && bound >= from {
                    (from, share) = (bound, number(one));
                }
            }
            amount.times(share.ok_or(No::Refused)?)
        }
        "days_a_week" => {
            let days = given(case.fact("days_a_week"))?;
            let shares = change["shares"].as_object().expect("shares");
            let found = shares.iter().find(|(key, _)| Fraction::read(key) == days);
            amount.times(given(found.ok_or(No::Refused)?.1)?)
        }
        other => panic!("the slow reading does not know {other}"),
    })
}

/// The amount with the loss made good by the last of some modifiers, as its year says.
fn protected(
    case: &Case<'_>,
    table: &Value,
    modifiers: &[Value],
    amount: Fraction,
) -> Result<Fraction, No> {
    let (change, before) = modifiers.split_last().expect("a protection");
    // Years begun since the day: those whose anniversary is not after the day of the case.
    let share = if change["shares"].is_null() {
        // Without years, as long as the set.
        Some(Fraction::whole(1))
    } else {
        let (from, on) = (text(&change["from"]), text(&case.context["on"]));
        let year = |day: &str| day[..4].parse::<usize>().unwrap();
        let passed = (0..)
            .take_while(|n| format!("{}{}", year(from) + n, &from[4..]).as_str() <= on)
            .count();
        passed
            .checked_sub(1)
            .and_then(|nth| list(&change["shares"]).get(nth))
            .and_then(number)
    };
    let Some(share) = share.filter(|_| table["basis"] != "one_off") else {
        return Ok(amount);
    };
    let earlier = earlier(case, table, before)?;
    let kept = number(&change["at_least"]).unwrap_or(Fraction::whole(1));
    let loss = of_wanted(case, table, earlier.times(kept))?
        .minus(amount)
        .max(Fraction::whole(0));
    Ok(amount.plus(loss.times(share)))
}
