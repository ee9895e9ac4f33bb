//! The second reading of models and bands.

use serde_json::Value;

use crate::fraction::Fraction;
use crate::slow::{Case, No, given, number};
use crate::slow_conversion::{converted, converts};
use crate::tree::{has, list, text};

/// What a stream's model came to.
#[derive(Default)]
pub struct Needs {
    pub bands: Vec<String>,
    pub cost: Option<Fraction>,
    pub points: Option<Fraction>,
}

/// The model's result after the modifiers of scores and bands.
pub fn place(case: &Case<'_>, stream: &Value) -> Result<Needs, No> {
    let mut needs = Needs::default();
    if converts(case, stream) {
        let band = modified(case, stream, converted(case, stream)?)?;
        needs.bands = vec![bands(stream)[band].clone()];
        return Ok(needs);
    }
    let model = &stream["model"];
    let picks = picked(case, stream);
    let band = match text(&model["kind"]) {
        "weighted_levels" => {
            let points = changed_score(case, stream, groups(case, stream)?)?;
            needs.points = Some(points);
            in_range(case, stream, points)?
        }
        "score_sum" if model["scored"] == "here" => {
            let mut terms = Vec::new();
            let levels = every_level(case)?;
            for (domain, level) in case.domains().into_iter().zip(levels) {
                let mut rows = list(&stream["points"]).iter();
                let row = rows.find(|row| row["domain"] == *domain).expect("a row");
                let points = row["table"].as_object().expect("points");
                let mut points = points.iter();
                let (_, found) = points
                    .find(|(key, _)| Fraction::read(key) == level)
                    .expect("a level");
                terms.push(number(found).expect("points"));
            }
            let points = {
                let of = |domain: &str| case.domains().iter().position(|one| *one == domain);
                changed_score(case, stream, by_rank(case, stream, terms, of)?)?
            };
            needs.points = Some(points);
            in_range(case, stream, points)?
        }
        "score_sum" => {
            let points = given(&case.profile["points"])?;
            if !points.is_multiple_of(given(&model["points_unit"])?) {
                return Err(No::Refused);
            }
            let points = changed_score(case, stream, points)?;
            needs.points = Some(points);
            in_range(case, stream, points)?
        }
        "hours_threshold" => {
            let hours = support_hours(case)?;
            if !hours.is_multiple_of(given(&model["hours_unit"])?) {
                return Err(No::Refused);
            }
            by_score(case, stream, hours)?
        }
        "costed_provision" => {
            let cost = cost(case, stream)?;
            needs.cost = Some(cost);
            let pence = cost.rounded(text(&case.set["rounding"]["mode"]), Fraction::read("0.01"));
            by_score(case, stream, pence)?
        }
        "highest_level" => highest(case, stream)?,
        "best_fit" | "external_band" => match picks.as_slice() {
            [band] => Some(rank(stream, band)?),
            _ => return Err(No::Refused),
        },
        "lookup" => Some(look_up(case, stream)?),
        "additive_streams" => {
            if picks.is_empty() {
                return Err(No::Refused);
            }
            needs.bands = picks;
            None
        }
        _ => None,
    };
    if let Some(band) = band {
        let band = modified(case, stream, band)?;
        needs.bands = vec![bands(stream)[band].clone()];
    }
    Ok(needs)
}

pub fn bands(stream: &Value) -> Vec<String> {
    list(&stream["model"]["band_order"])
        .iter()
        .map(|band| text(band).to_owned())
        .collect()
}

pub fn rank(stream: &Value, band: &str) -> Result<usize, No> {
    bands(stream)
        .iter()
        .position(|known| known == band)
        .ok_or(No::Refused)
}

fn picked(case: &Case<'_>, stream: &Value) -> Vec<String> {
    let name = stream["id"].as_str().unwrap_or("main");
    list(&case.profile["picked"][name])
        .iter()
        .map(|band| text(band).to_owned())
        .collect()
}

fn every_level(case: &Case<'_>) -> Result<Vec<Fraction>, No> {
    case.domains()
        .into_iter()
        .map(|domain| case.level(domain))
        .collect()
}

fn groups(case: &Case<'_>, stream: &Value) -> Result<Fraction, No> {
    every_level(case)?;
    let (mut terms, mut blocked) = (Vec::new(), false);
    for group in list(&stream["group"]) {
        let mut sum = Fraction::whole(0);
        for domain in list(&group["domains"]) {
            sum = sum.plus(case.level(text(domain))?);
        }
        let mut points = sum.times(given(&group["weight"])?);
        if let Some(cap) = number(&group["cap"]).filter(|cap| points > *cap) {
            blocked |= group["above_cap"] == "block";
            points = cap;
        }
        terms.push(points);
    }
    if blocked {
        Err(No::Blocked)
    } else {
        let of = |domain: &str| {
            let mut groups = list(&stream["group"]).iter();
            groups.position(|group| has(&group["domains"], domain))
        };
        by_rank(case, stream, terms, of)
    }
}

/// The sum, in which the term of the primary need's domain counts by the first share, if some domain has that need, or else
/// the highest; the next highest counts by the second, and all further ones by the last.
fn by_rank(
    case: &Case<'_>,
    stream: &Value,
    mut terms: Vec<Fraction>,
    of: impl Fn(&str) -> Option<usize>,
) -> Result<Fraction, No> {
    let shares = list(&stream["model"]["shares"]);
    let mut in_order = Vec::new();
    if let Some(first) = first(case, stream)?.and_then(|domain| of(&domain)) {
        in_order.push(terms.remove(first));
    }
    terms.sort();
    terms.reverse();
    in_order.append(&mut terms);
    let mut score = Fraction::whole(0);
    for (nth, term) in in_order.into_iter().enumerate() {
        let share = shares.get(nth).or(shares.last()).and_then(number);
        score = score.plus(term.times(share.unwrap_or(Fraction::whole(1))));
    }
    Ok(score)
}

/// The domain that counts first: that of the primary need, which must then be known.
fn first(case: &Case<'_>, stream: &Value) -> Result<Option<String>, No> {
    let areas = list(&case.set["area"]).iter();
    let domains: Vec<&Value> = areas.flat_map(|area| list(&area["domain"])).collect();
    let ranks = !list(&stream["model"]["shares"]).is_empty();
    if !ranks || domains.iter().all(|one| one["primary_needs"].is_null()) {
        return Ok(None);
    }
    let need = case.context["primary_need"].as_str().ok_or(No::Refused)?;
    let found = domains.iter().find(|one| has(&one["primary_needs"], need));
    Ok(found.map(|domain| text(&domain["id"]).to_owned()))
}

/// The band of hours or a cost, after the modifiers of scores; none where the stream has no bands.
fn by_score(case: &Case<'_>, stream: &Value, counted: Fraction) -> Result<Option<usize>, No> {
    if bands(stream).is_empty() {
        return Ok(None);
    }
    in_range(case, stream, changed_score(case, stream, counted)?)
}

fn changed_score(case: &Case<'_>, stream: &Value, counted: Fraction) -> Result<Fraction, No> {
    let mut score = counted;
    for change in in_order(stream) {
        let after = match text(&change["kind"]) {
            "score_floor" => score.max(given(&change["score"])?),
            "score_supplement" => score.plus(given(&change["points"])?),
            _ => continue,
        };
        if after != score && case.all(&change["when"])? {
            score = after;
        }
    }
    Ok(score)
}

/// The band in whose range a score is; none where the stream has no bands.
fn in_range(case: &Case<'_>, stream: &Value, score: Fraction) -> Result<Option<usize>, No> {
    let ids = bands(stream);
    let Some(top) = ids.len().checked_sub(1) else {
        return Ok(None);
    };
    let mut written = Vec::new();
    for id in &ids {
        let mut bands = list(&stream["band"]).iter();
        written.push(bands.find(|band| band["id"] == **id).expect("a band"));
    }
    // A band without a range is for agreed amounts, and above every range.
    if written[top]["from"].is_null() && !case.profile["agreed"].is_null() {
        return Ok(Some(top));
    }
    written.retain(|band| !band["from"].is_null());
    for (at, band) in written.iter().enumerate() {
        let (from, to) = (given(&band["from"])?, given(&band["to"])?);
        let is_last = at + 1 == written.len();
        if from <= score && score <= to {
            return Ok(Some(at));
        }
        if is_last && score > to && case.set["scheme"]["above_top_score"] == "top_band" {
            return Ok(Some(top));
        }
    }
    Err(No::Refused)
}

/// The modifiers in their order, each as its table; `floor` and `fte` as themselves.
pub fn in_order(stream: &Value) -> Vec<Value> {
    let find = |word: &Value| {
        let mut all = list(&stream["modifier"]).iter();
        all.find(|change| change["id"] == *word)
            .cloned()
            .unwrap_or_else(|| serde_json::json!({ "kind": word }))
    };
    list(&stream["modifiers"]["order"])
        .iter()
        .map(find)
        .collect()
}

fn highest(case: &Case<'_>, stream: &Value) -> Result<Option<usize>, No> {
    every_level(case)?;
    let over_areas = stream["model"]["over"] == "areas";
    let mut best = 0;
    for (at, id) in bands(stream).iter().enumerate() {
        let band = list(&stream["band"])
            .iter()
            .find(|band| band["id"] == **id)
            .expect("a band");
        for way in list(&band["reached_by"]) {
            let mut met = counted(case, way, over_areas)?;
            for besides in list(&way["and"]) {
                met &= counted(case, besides, over_areas)?;
            }
            if met {
                best = at;
            }
        }
    }
    Ok(Some(best))
}

/// Whether so many domains or areas are at a level.
fn counted(case: &Case<'_>, way: &Value, over_areas: bool) -> Result<bool, No> {
    let mut found = 0;
    for area in list(&case.set["area"]) {
        if list(&way["areas"]).is_empty() || has(&way["areas"], text(&area["id"])) {
            let mut high = 0;
            for domain in list(&area["domain"]) {
                high += i128::from(case.level(text(&domain["id"]))? >= given(&way["at_least"])?);
            }
            found += if over_areas { high.min(1) } else { high };
        }
    }
    let wanted = number(&way["count"]).unwrap_or(Fraction::whole(1));
    Ok(Fraction::whole(found) >= wanted)
}

fn look_up(case: &Case<'_>, stream: &Value) -> Result<usize, No> {
    let table = &list(&stream["lookup"])[0];
    let keys = keys(case, &stream["model"]["columns"], None)?;
    let row = best_row(list(&table["rows"]), &keys).ok_or(No::Refused)?;
    rank(stream, text(row.last().expect("a band")))
}

/// What each column is asked for.
pub fn keys(case: &Case<'_>, columns: &Value, band: Option<&str>) -> Result<Vec<String>, No> {
    let fact = |name: &str| {
        case.fact(name)
            .as_str()
            .map(str::to_owned)
            .ok_or(No::Refused)
    };
    let mut keys = Vec::new();
    for column in list(columns) {
        keys.push(match text(column) {
            "band" => band.unwrap_or_default().to_owned(),
            "setting" => case.setting().to_owned(),
            "primary_need" => case.context["primary_need"]
                .as_str()
                .ok_or(No::Refused)?
                .to_owned(),
            "phase" => case.phase()?.unwrap_or_default().to_owned(),
            "plan" if *case.fact("plan") == true => "plan".to_owned(),
            "plan" if *case.fact("plan") == false => "no plan".to_owned(),
            "plan" => return Err(No::Refused),
            level if level.starts_with("level:") => {
                let level = case.level(level.trim_start_matches("level:"))?;
                (0..100)
                    .find(|n| Fraction::whole(*n) == level)
                    .expect("a level")
                    .to_string()
            }
            name => fact(name)?,
        });
    }
    Ok(keys)
}

/// The row that fits and names most keys; of two that name as many, the one that names an earlier column.
pub fn best_row<'r>(rows: &'r [Value], keys: &[String]) -> Option<&'r [Value]> {
    let fits = |row: &&Value| {
        let mut cells = list(row).iter().zip(keys);
        cells.all(|(cell, key)| text(cell) == "*" || text(cell) == key)
    };
    let named = |row: &&Value| {
        let named: Vec<bool> = list(row)
            .iter()
            .take(keys.len())
            .map(|cell| text(cell) != "*")
            .collect();
        (named.iter().filter(|named| **named).count(), named)
    };
    rows.iter().filter(fits).max_by_key(named).map(list)
}

/// Hours of support, from nothing to a week.
pub fn support_hours(case: &Case<'_>) -> Result<Fraction, No> {
    let hours = given(&case.profile["support_hours"])?;
    let in_week = hours >= Fraction::whole(0) && hours <= Fraction::whole(168);
    if in_week { Ok(hours) } else { Err(No::Refused) }
}

pub fn modified(case: &Case<'_>, stream: &Value, band: usize) -> Result<usize, No> {
    let (mut band, top) = (band as i64, bands(stream).len() as i64 - 1);
    for change in in_order(stream) {
        match text(&change["kind"]) {
            "floor" => {
                for floor in list(&stream["floor"]) {
                    let need = &case.context["primary_need"];
                    if !floor["primary_needs"].is_null() {
                        let need = need.as_str().ok_or(No::Refused)?;
                        if !has(&floor["primary_needs"], need) {
                            continue;
                        }
                    }
                    if case.all(&floor["when"])? {
                        band = band.max(rank(stream, text(&floor["band"]))? as i64);
                    }
                }
            }
            "band_shift" if case.all(&change["when"])? => {
                let by: i64 = text(&change["by"]).parse().unwrap();
                let ranges = list(&stream["band"]).iter();
                let without = ranges.filter(|band| band["from"].is_null()).count();
                // The one band without a range among those with one is out of every shift's reach.
                let top = top - i64::from(without == 1 && top > 0);
                if band <= top {
                    band = (band + by).clamp(0, top);
                }
            }
            "allowed_bands" if case.all(&change["when"])? => {
                let allowed = list(&change["bands"]).iter();
                let allowed: Vec<i64> = allowed
                    .map(|id| rank(stream, text(id)).unwrap() as i64)
                    .collect();
                if !allowed.contains(&band) {
                    let nearest = |list: Vec<i64>| {
                        list.into_iter()
                            .min_by_key(|other| ((other - band).abs(), *other))
                    };
                    let above: Vec<i64> = allowed
                        .iter()
                        .copied()
                        .filter(|other| *other > band)
                        .collect();
                    let below: Vec<i64> = allowed
                        .iter()
                        .copied()
                        .filter(|other| *other < band)
                        .collect();
                    let found = match text(&change["otherwise"]) {
                        "nearest" => nearest(allowed),
                        "up" => nearest(above).or(nearest(below)),
                        "down" => nearest(below).or(nearest(above)),
                        _ => None,
                    };
                    band = found.ok_or(No::NotAllowed)?;
                }
            }
            _ => {}
        }
    }
    Ok(band as usize)
}

/// Lines of provision, each with its minutes, to pounds a year.
fn cost(case: &Case<'_>, stream: &Value) -> Result<Fraction, No> {
    let all_lines = list(&case.profile["provision"]);
    if all_lines.is_empty() {
        return Err(No::Refused);
    }
    let mut lines = Vec::new();
    for line in all_lines {
        let own = list(&stream["provision"]).iter();
        let mut own = own.filter(|kind| kind["id"] == line["provision"]);
        if own.next().is_some() || !costed_elsewhere(case, line)? {
            lines.push(line.clone());
        }
    }
    let lines = lines.as_slice();
    let kind = |line: &Value| {
        list(&stream["provision"])
            .iter()
            .find(|kind| kind["id"] == line["provision"])
    };
    let unfit = |line: &Value| kind(line).is_none_or(|kind| !fits(line, kind));
    if lines.iter().any(unfit) {
        return Err(No::Refused);
    }
    for line in lines {
        // Allowed only where all holds; what is not known refuses too.
        if !case.all(&kind(line).expect("a kind")["when"])? {
            return Err(No::Refused);
        }
    }
    let sixty = Fraction::whole(60);
    let mut hours: Vec<Fraction> = Vec::new();
    for line in lines {
        hours.push(
            number(&line["minutes"])
                .unwrap_or(Fraction::whole(0))
                .over(sixty),
        );
    }
    let mut blocked = false;
    for kind in list(&stream["provision"]) {
        let places: Vec<usize> = (0..lines.len())
            .filter(|at| lines[*at]["provision"] == kind["id"])
            .collect();
        blocked |= capped(&kind["hours"], &kind["above_hours"], &places, &mut hours)?;
    }
    let model = &stream["model"];
    let priced = |line: &Value| kind(line).is_some_and(|kind| kind["individual"] != true);
    // Each line's limit over all lines: that of its kind, or else the model's.
    let mut limits: Vec<&Value> = Vec::new();
    for line in lines.iter().filter(|line| priced(line)) {
        let kind = kind(line).expect("a kind");
        let own = !kind["total_hours"].is_null();
        limits.push(if own { kind } else { model });
    }
    let limit = if model["total_hours_of"] == "last_line" {
        limits.last().copied()
    } else {
        let mut lowest: Option<&Value> = None;
        for limit in limits {
            let Some(most) = number(&limit["total_hours"]) else {
                continue;
            };
            let lower = lowest.is_none_or(|lowest| {
                let known = number(&lowest["total_hours"]).expect("a limit");
                most < known || most == known && limit["above_total_hours"] == "block"
            });
            if lower {
                lowest = Some(limit);
            }
        }
        lowest
    };
    if let Some(limit) = limit {
        let all: Vec<usize> = (0..lines.len()).collect();
        let (most, above) = (&limit["total_hours"], &limit["above_total_hours"]);
        blocked |= capped(most, above, &all, &mut hours)?;
    }
    if blocked {
        return Err(No::Blocked);
    }
    let mut total = Fraction::whole(0);
    for (line, hours) in lines.iter().zip(hours) {
        let kind = kind(line).expect("a kind");
        let mut cost = if kind["individual"] == true {
            given(&line["cost"])?
        } else {
            let weeks = number(&line["weeks"]).or(number(&kind["weeks"]));
            let weeks = weeks.or(number(&model["weeks"])).expect("weeks");
            let pupils = number(&line["pupils"]).filter(|_| kind["shared"] == true);
            hours
                .times(rate_of(case, kind)?)
                .times(weeks)
                .over(pupils.unwrap_or(Fraction::whole(1)))
        };
        if case.rounds("each_line") {
            cost = case.rounded(cost);
        }
        total = total.plus(cost);
    }
    Ok(total)
}

/// Whether a line is of a kind of another stream that is for the child.
fn costed_elsewhere(case: &Case<'_>, line: &Value) -> Result<bool, No> {
    for stream in list(&case.set["stream"]) {
        let mut kinds = list(&stream["provision"]).iter();
        if kinds.any(|kind| kind["id"] == line["provision"]) && case.all(&stream["when"])? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether a line is as its kind is priced.
fn fits(line: &Value, kind: &Value) -> bool {
    let within = |key: &str, least: i128, most: i128| {
        let number = number(&line[key]);
        number.is_none_or(|n| n >= Fraction::whole(least) && n <= Fraction::whole(most))
    };
    if kind["individual"] == true {
        !line["cost"].is_null()
            && within("cost", 0, i128::MAX / 1000)
            && line["minutes"].is_null()
            && line["pupils"].is_null()
            && line["weeks"].is_null()
    } else {
        line["cost"].is_null()
            && !line["minutes"].is_null()
            && within("minutes", 0, 168 * 60)
            && within("pupils", 1, 10_000)
            && within("weeks", 0, 53)
    }
}

/// Takes the excess of hours off the last lines, or says that it blocks.
fn capped(
    most: &Value,
    above: &Value,
    places: &[usize],
    hours: &mut [Fraction],
) -> Result<bool, No> {
    let Some(most) = number(most) else {
        return Ok(false);
    };
    let sum = places
        .iter()
        .fold(Fraction::whole(0), |sum, at| sum.plus(hours[*at]));
    if sum <= most {
        return Ok(false);
    }
    if above == "block" {
        return Ok(true);
    }
    let mut excess = sum.minus(most);
    for at in places.iter().rev() {
        let taken = excess.min(hours[*at]);
        hours[*at] = hours[*at].minus(taken);
        excess = excess.minus(taken);
    }
    Ok(false)
}

/// The rate of a kind of provision on the day of the case: the last that has begun.
fn rate_of(case: &Case<'_>, kind: &Value) -> Result<Fraction, No> {
    let mut rate = given(&kind["rate"])?;
    if let Some(later) = kind["rate_from"].as_object() {
        let mut days: Vec<&String> = later.keys().collect();
        days.sort();
        for day in days {
            if day.as_str() <= text(&case.context["on"]) {
                rate = given(&later[day])?;
            }
        }
    }
    Ok(rate)
}
