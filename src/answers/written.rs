//! What is known of needs and circumstances, as a form's fields hold it: the way back from [`super::Answers`].

use crate::calendar::iso_text;
use crate::engine::{Context, Facts};
use crate::money::{Decimal, Rate};
use crate::needs::{NeedsProfile, Residency};
use crate::rules::{Model, RuleSet};

use super::field::{
    AGE, AGREED, CONVERT, DAY, DAYS_A_WEEK, EARLIER_AMOUNT, EARLIER_BAND, FTE, HOST_AUTHORITY,
    HOURS, INSTITUTION, NEED, NOT_ENOUGH, NUMBER_MOST, PLAN, POINTS, RESIDENCY, SETTING,
    SUPPORT_HOURS, YEAR_GROUP, band_field, circumstance_field, level_field, line_field, pick_field,
};

/// Minutes in an hour, in which a form asks.
const HOUR_MINUTES: u32 = 60;

/// The fields that say what is known of needs.
#[must_use]
pub fn needs_as_fields(profile: &NeedsProfile, rules: &RuleSet) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    for (domain, level) in profile.levels() {
        fields.push((level_field(domain), level.to_string()));
    }
    for domain in profile.unevidenced() {
        fields.push((level_field(domain), NOT_ENOUGH.to_owned()));
    }
    let mut add = |field: &str, value: Option<String>| {
        fields.extend(value.map(|value| (field.to_owned(), value)));
    };
    add(POINTS, profile.points().map(|points| points.to_string()));
    add(
        SUPPORT_HOURS,
        profile.support_hours().map(|hours| hours.to_string()),
    );
    add(AGREED, profile.agreed().map(|agreed| agreed.pounds_text()));
    for stream in &rules.streams {
        let name = stream.name();
        for band in profile.picked(&name) {
            match stream.model {
                Model::AdditiveStreams { .. } => {
                    let place = stream.rank(band).map(|place| pick_field(&name, place));
                    fields.extend(place.map(|field| (field, "yes".to_owned())));
                }
                _ => fields.push((band_field(&name), band.to_string())),
            }
        }
    }
    for (at, line) in (1..).zip(profile.provision()) {
        let mut part = |part: &str, value: Option<String>| {
            fields.extend(value.map(|value| (line_field(at, part), value)));
        };
        part("kind", Some(line.provision.to_string()));
        let (hours, minutes) = line.minutes.map_or((None, None), in_hours);
        part("hours", hours);
        part("minutes", minutes);
        part("pupils", line.pupils.map(|pupils| pupils.to_string()));
        part("weeks", line.weeks.map(|weeks| weeks.to_string()));
        part("cost", line.cost.map(|cost| cost.pounds_text()));
    }
    fields
}

/// Hours, where a form can hold them as they are; else whole hours, and the minutes that are left. A third of an hour is
/// twenty minutes.
fn in_hours(minutes: Rate) -> (Option<String>, Option<String>) {
    let an_hour = Decimal::from(HOUR_MINUTES);
    let hours = minutes.value() / an_hour;
    let written = Rate::new(hours).to_string();
    if written.len() <= NUMBER_MOST {
        return (Some(written), None);
    }
    let whole = hours.trunc();
    let left = Rate::new(minutes.value() - whole * an_hour);
    let whole = (!whole.is_zero()).then(|| whole.to_string());
    (whole, Some(left.to_string()))
}

/// The fields that say what is known of a case's circumstances.
#[must_use]
pub fn context_as_fields(context: &Context) -> Vec<(String, String)> {
    let mut fields = vec![
        (DAY.to_owned(), iso_text(context.on)),
        (SETTING.to_owned(), context.setting.code().to_owned()),
        (FTE.to_owned(), context.fte.to_string()),
    ];
    let mut add = |field: &str, value: Option<String>| {
        fields.extend(value.map(|value| (field.to_owned(), value)));
    };
    add(
        NEED,
        context.primary_need.map(|need| need.code().to_owned()),
    );
    add(HOURS, context.hours.map(|hours| hours.to_string()));
    fields.extend(facts_as_fields(&context.facts));
    fields
}

/// The fields that say what else is known of a case.
#[must_use]
pub fn facts_as_fields(facts: &Facts) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    let mut add = |field: &str, value: Option<String>| {
        fields.extend(value.map(|value| (field.to_owned(), value)));
    };
    let yes_or_no = |answer: bool| if answer { "yes" } else { "no" }.to_owned();
    add(YEAR_GROUP, facts.year_group.map(|year| year.to_string()));
    add(AGE, facts.age.map(|age| age.to_string()));
    add(INSTITUTION, facts.institution.clone());
    add(HOST_AUTHORITY, facts.host_authority.clone());
    add(
        RESIDENCY,
        facts.residency.map(|residency| {
            let code = match residency {
                Residency::Own => "own",
                Residency::Other => "other",
            };
            code.to_owned()
        }),
    );
    add(PLAN, facts.plan.map(yes_or_no));
    add(DAYS_A_WEEK, facts.days_a_week.map(|days| days.to_string()));
    if let Some(earlier) = &facts.earlier {
        add(EARLIER_BAND, earlier.band.as_ref().map(ToString::to_string));
        add(
            EARLIER_AMOUNT,
            earlier.top_up_annual.map(|amount| amount.pounds_text()),
        );
        add(CONVERT, earlier.convert.then(|| "yes".to_owned()));
    }
    for (id, answer) in &facts.circumstances {
        fields.push((circumstance_field(id), yes_or_no(*answer)));
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_are_written_so_that_a_form_reads_them_back() {
        let said = |minutes: &str| {
            let (hours, left) = in_hours(minutes.parse().unwrap());
            (hours.unwrap_or_default(), left.unwrap_or_default())
        };
        for (minutes, hours, left) in [
            ("0", "0", ""),
            ("90", "1.5", ""),
            ("45", "0.75", ""),
            ("50", "", "50"),
            ("110", "1", "50"),
            ("1945", "32", "25"),
        ] {
            assert_eq!(said(minutes), (hours.to_owned(), left.to_owned()));
        }
    }
}
