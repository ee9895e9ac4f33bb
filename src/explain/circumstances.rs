//! The facts of a case that some schemes ask for besides setting and primary need.

use super::words::{hours_a_week, number};
use crate::calendar::YearGroup;
use crate::money::Rate;
use crate::needs::{Earlier, Facts, Residency};
use crate::rules::RuleSet;

/// What is known, the hours attended among it, and what is known of it, in words, in the order in which forms ask; empty where nothing was asked.
#[must_use]
pub fn circumstances(hours: Option<Rate>, facts: &Facts, rules: &RuleSet) -> Vec<(String, String)> {
    let mut known: Vec<(String, String)> = Vec::new();
    let mut add = |what: &str, value: Option<String>| {
        known.extend(value.map(|value| (what.to_owned(), value)));
    };
    add("Year group", facts.year_group.map(year_group));
    add(
        "Age on 31 August before the school year",
        facts.age.map(|age| age.to_string()),
    );
    add("Institution", facts.institution.clone());
    add(
        "Authority in whose area the institution is",
        facts.host_authority.clone(),
    );
    add(
        "Where the child lives",
        facts.residency.map(|it| lives(it, rules)),
    );
    add("Hours attended", hours.map(hours_a_week));
    add(
        "Days attended",
        facts
            .days_a_week
            .map(|days| format!("{} a week", days_of(days))),
    );
    add("Education, Health and Care Plan", facts.plan.map(yes_or_no));
    for (id, answer) in &facts.circumstances {
        let mut asked = rules.circumstances.iter();
        let ask = asked.find(|asked| asked.id == *id);
        add(
            ask.map_or(id.as_str(), |asked| &asked.ask),
            Some(yes_or_no(*answer)),
        );
    }
    known.extend(facts.earlier.as_ref().map(earlier).unwrap_or_default());
    known
}

fn year_group(number: i16) -> String {
    let known = YearGroup::parse(&number.to_string());
    known.map_or_else(|| number.to_string(), YearGroup::title)
}

fn days_of(days: Rate) -> String {
    if days == Rate::ONE {
        "1 day".to_owned()
    } else {
        format!("{} days", number(days))
    }
}

fn lives(residency: Residency, rules: &RuleSet) -> String {
    match residency {
        Residency::Own => format!("In the area of {}", rules.scheme.authority_title),
        Residency::Other => "In another authority’s area".to_owned(),
    }
}

fn yes_or_no(answer: bool) -> String {
    if answer { "Yes" } else { "No" }.to_owned()
}

fn earlier(had: &Earlier) -> Vec<(String, String)> {
    let band = had.band.as_ref().map(ToString::to_string);
    let annual = had.top_up_annual.map(|annual| format!("{annual} a year"));
    let convert = had.convert.then(|| "Yes".to_owned());
    let rows = [
        ("Band of the earlier scheme", band),
        ("Amount until now", annual),
        ("Converted from the earlier scheme", convert),
    ];
    let told = |(what, value): (&str, Option<String>)| value.map(|value| (what.to_owned(), value));
    rows.into_iter().filter_map(told).collect()
}
