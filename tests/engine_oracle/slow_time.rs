//! A second reading of `[time]`: the days of a year counted one by one, with quotients.

use proptest::prelude::*;
use send_banding::calendar::{Date, Period};
use send_banding::money::{Decimal, Rounding};
use send_banding::needs::Setting;
use serde_json::Value;

use crate::choices::Choices;
use crate::fraction::Fraction;
use crate::generated::{config, parsed};
use crate::tree::{self, has, list, text};

/// The days of the financial year 2026-27, written out, with the day of the week: 0 is Monday.
fn year() -> Vec<(String, usize)> {
    let long = [30, 31, 30, 31, 31, 30, 31, 30, 31, 31, 28, 31];
    let mut days = Vec::new();
    for (nth, days_of_month) in long.into_iter().enumerate() {
        let (year, month) = if nth < 9 {
            (2026, nth + 4)
        } else {
            (2027, nth - 8)
        };
        for day in 1..=days_of_month {
            // 1 April 2026 is a Wednesday.
            let weekday = (days.len() + 2) % 7;
            days.push((format!("{year}-{month:02}-{day:02}"), weekday));
        }
    }
    days
}

/// What the days from one to another, both inside, are of a year's amount.
fn share(time: &Value, from: usize, to: usize) -> Fraction {
    let year = year();
    let no = |key: &str| time[key] == false;
    let from = from + usize::from(no("first_day_counts"));
    let paid: Vec<&(String, usize)> = year
        .iter()
        .enumerate()
        .filter(|(at, _)| from <= *at && at + usize::from(no("last_day_counts")) <= to)
        .map(|(_, day)| day)
        .collect();
    let on_roll = |day: &Value| paid.iter().any(|(known, _)| known == text(day));
    let within = |(day, _): &(String, usize), term: &Value| {
        text(&term["first_day"]) <= day.as_str() && day.as_str() <= text(&term["last_day"])
    };
    let is_open = |day: &(String, usize)| {
        let mut terms = list(&time["term"]).iter();
        day.1 < 5 && !has(&time["closed"], &day.0) && terms.any(|term| within(day, term))
    };
    let quotient =
        |part: usize, of: usize| Fraction::whole(part as i128).over(Fraction::whole(of as i128));
    match text(&time["basis"]) {
        "calendar_days" => quotient(paid.len(), year.len()),
        "school_days" => {
            let open = paid.iter().filter(|day| is_open(day)).count();
            quotient(open, year.iter().filter(|day| is_open(day)).count())
        }
        "school_days_over" => {
            let over: usize = text(&time["days"]).parse().unwrap();
            let carries = |day: &(String, usize)| is_open(day);
            quotient(paid_of(&year, &paid, carries, over, &time["beyond"]), over)
        }
        "weeks" => {
            let weeks: usize = text(&time["weeks"]).parse().unwrap();
            let of_school = time["week_of"] == "school";
            let over = weeks * if of_school { 5 } else { 7 };
            let carries = |day: &(String, usize)| !of_school || is_open(day);
            quotient(paid_of(&year, &paid, carries, over, &time["beyond"]), over)
        }
        "twelfths" => {
            let mut sum = Fraction::whole(0);
            for month in months(&year) {
                let share = month_share(time, month, &paid);
                sum = sum.plus(share.over(Fraction::whole(12)));
            }
            sum
        }
        "four_weekly" => {
            let mut sum = Fraction::whole(0);
            for period in 0..13 {
                let end = if period == 12 {
                    year.len()
                } else {
                    28 * (period + 1)
                };
                let days = &year[28 * period..end];
                let on_roll = days.iter().filter(|day| paid.contains(day)).count();
                sum = sum.plus(quotient(on_roll, days.len() * 13));
            }
            sum
        }
        _ => {
            let mut sum = Fraction::whole(0);
            for term in list(&time["term"]) {
                let weight = quotient_of(text(&term["weight"]));
                let of_term = |day: &&(String, usize)| is_open(day) && within(day, term);
                let part = match text(&time["part"]) {
                    "by_days" => quotient(
                        paid.iter().copied().filter(of_term).count(),
                        year.iter().filter(of_term).count(),
                    ),
                    "whole_if_on_roll_on_first_day" => {
                        Fraction::whole(i128::from(on_roll(&term["first_day"])))
                    }
                    _ => Fraction::whole(i128::from(on_roll(&term["count_day"]))),
                };
                sum = sum.plus(weight.times(part));
            }
            sum
        }
    }
}

/// How many paid days count: all that carry, or of a year only so many of its first.
fn paid_of(
    year: &[(String, usize)],
    paid: &[&(String, usize)],
    carries: impl Fn(&(String, usize)) -> bool,
    most: usize,
    beyond: &Value,
) -> usize {
    let of_year = year.iter().filter(|day| carries(day));
    let most = if beyond == "unpaid" { most } else { usize::MAX };
    of_year.take(most).filter(|day| paid.contains(day)).count()
}

/// The days of each month.
fn months(year: &[(String, usize)]) -> Vec<&[(String, usize)]> {
    year.chunk_by(|one, next| one.0[..7] == next.0[..7])
        .collect()
}

/// What of a month is paid for the days on roll, which are one stretch.
fn month_share(time: &Value, month: &[(String, usize)], paid: &[&(String, usize)]) -> Fraction {
    let length = month.len();
    let here = |at: &usize| paid.contains(&&month[*at]);
    let (Some(first), Some(last)) = ((0..length).find(here), (0..length).rfind(here)) else {
        return Fraction::whole(0);
    };
    // On roll since an earlier month, or from the first of this one: it is no month of starting.
    let starting = (first > 0).then(|| text(&time["starting"]));
    let leaving = (last + 1 < length).then(|| text(&time["leaving"]));
    let sides = [starting, leaving];
    if sides.contains(&Some("nothing")) {
        return Fraction::whole(0);
    }
    let half = Fraction::whole(1).over(Fraction::whole(2));
    let has_half = sides.contains(&Some("half"));
    if !sides.contains(&Some("by_days")) {
        return if has_half { half } else { Fraction::whole(1) };
    }
    let from = if starting == Some("whole") { 0 } else { first };
    let to = if leaving == Some("whole") {
        length
    } else {
        last + 1
    };
    let days = Fraction::whole((to - from) as i128).over(Fraction::whole(length as i128));
    if has_half { days.min(half) } else { days }
}

/// `13/38` or `0.4`.
fn quotient_of(weight: &str) -> Fraction {
    match weight.split_once('/') {
        Some((over, under)) => Fraction::read(over).over(Fraction::read(under)),
        None => Fraction::read(weight),
    }
}

/// A set with rules of time, in its own or in its stream's section.
fn set(choices: &mut Choices) -> String {
    let of_stream = choices.one_in(2);
    let p = if of_stream { "stream." } else { "" };
    let mut time = format!("[{p}time]\nyear = \"financial\"\n");
    time += choices.of_list(&[
        "basis = \"calendar_days\"\n",
        "basis = \"school_days\"\n",
        "basis = \"school_days_over\"\ndays = \"190\"\nbeyond = \"paid\"\n",
        "basis = \"school_days_over\"\ndays = \"170\"\nbeyond = \"unpaid\"\n",
        "basis = \"weeks\"\nweeks = \"38\"\nweek_of = \"school\"\nbeyond = \"paid\"\n",
        "basis = \"weeks\"\nweeks = \"36\"\nweek_of = \"school\"\nbeyond = \"unpaid\"\n",
        "basis = \"weeks\"\nweeks = \"45\"\nweek_of = \"calendar\"\nbeyond = \"unpaid\"\n",
        "basis = \"four_weekly\"\n",
        "twelfths",
        "twelfths",
        "twelfths",
        "basis = \"terms\"\npart = \"by_days\"\n",
        "basis = \"terms\"\npart = \"whole_if_on_roll_on_first_day\"\n",
        "basis = \"terms\"\npart = \"whole_if_on_roll_on_count_day\"\n",
    ]);
    if time.ends_with("twelfths") {
        let part =
            |choices: &mut Choices| choices.of_list(&["whole", "nothing", "half", "by_days"]);
        let (starting, leaving) = (part(choices), part(choices));
        time.truncate(time.len() - "twelfths".len());
        time +=
            &format!("basis = \"twelfths\"\nstarting = \"{starting}\"\nleaving = \"{leaving}\"\n");
    }
    for key in ["first_day_counts", "last_day_counts"] {
        time += &match choices.below(3) {
            0 => String::new(),
            one => format!("{key} = {}\n", one == 1),
        };
    }
    if choices.one_in(2) {
        time += "closed = [2026-05-04, 2026-05-25, 2026-10-26, 2027-02-15]\n";
    }
    let weights = choices.of_list(&["5/12 4/12 3/12", "13/38 14/38 11/38", "0.4 0.35 0.25"]);
    let mut weights = weights.split(' ');
    for (title, first, last, count) in [
        ("Summer", "2026-04-13", "2026-07-21", "2026-05-21"),
        ("Autumn", "2026-09-02", "2026-12-18", "2026-10-01"),
        ("Spring", "2027-01-04", "2027-03-25", "2027-01-21"),
    ] {
        let weight = weights.next().unwrap();
        time += &format!(
            "[[{p}time.term]]\ntitle = \"{title}\"\nfirst_day = {first}\nlast_day = {last}\ncount_day = {count}\nweight = \"{weight}\"\n"
        );
    }
    let settings = crate::written::quoted(&crate::written::SETTINGS);
    let head = "[scheme]\nauthority = \"smallshire\"\nauthority_title = \"Smallshire\"\ntitle = \"Invented\"\nversion = \"1\"\ninvented = true\n\
                first_day = 2026-04-01\nlast_day = 2027-03-31\nband_blind = false\nmissing_level = \"refuse\"\n[source]\ntitle = \"Invented\"\n\
                address = \"invented\"\n[rounding]\nmode = \"half_up\"\nto = \"0.01\"\napplied = \"end\"\n";
    let body = format!(
        "[[stream]]\nid = \"all\"\ntitle = \"All\"\nadds = false\nwhen = [{{ settings = {settings} }}]\n{}[stream.model]\nkind = \"no_band\"\n\
         [[stream.not_funded]]\nsettings = {settings}\nnote = \"Agreed one by one\"\n[stream.modifiers]\norder = []\n",
        if of_stream { time.as_str() } else { "" }
    );
    format!("{head}{}{body}", if of_stream { "" } else { time.as_str() })
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_part_of_a_year_is_what_its_days_come_to(numbers in prop::collection::vec(any::<u16>(), 20..30), days in (0usize..365, 0usize..365)) {
        let text = set(&mut Choices::of(numbers));
        let rules = parsed(&text).map_err(TestCaseError::fail)?;
        let (from, to) = (days.0.min(days.1), days.0.max(days.1));
        let whole = tree::read(&text);
        let own = &whole["stream"][0]["time"];
        let time = if own.is_null() { &whole["time"] } else { own };
        let expected = share(time, from, to).times(Fraction::whole(1_000_000));
        let expected = expected.rounded("half_up", Fraction::read("0.01")).pence();
        let year = year();
        let day = |at: usize| year[at].0.parse::<Date>().unwrap();
        let stay = Period::from_first_to_last(day(from), day(to)).unwrap();
        let rules = rules.time_in(Setting::parse("MMS").unwrap()).unwrap();
        let shares = rules.shares_of_stay(&stay, &rules.year().year_of(day(from))).unwrap();
        let found = shares.share_of(&stay).unwrap().of_pounds(Decimal::from(1_000_000)).unwrap();
        let found = Rounding::TO_THE_PENNY.to_money(found).unwrap().pence();
        prop_assert_eq!(found, expected, "{} from {} to {}", text, day(from), day(to));
    }
}
