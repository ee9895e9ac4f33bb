//! What has come since the baseline: over the whole caseload, band by band and school by school.

use leptos::prelude::*;

use super::alarm::{direction, unwatched};
use super::made::made_address;
use crate::components::{
    Cell, Chart, Charted, Column, Drawing, InsetText, Measure, Series, Table, Tag, TagColour,
    WarningText,
};
use crate::pages::words::{count, day};
use crate::service::oversight::{FrozenBaseline, Watch, Watched};

/// The baseline, the whole caseload's chart, and the schools.
pub(super) fn standing(frozen: &FrozenBaseline) -> impl IntoView + use<> {
    let other = match &frozen.watch {
        Watch::Own => ().into_any(),
        Watch::Followed(rules) => {
            let text = format!(
                "The rule set {rules} decides today. Its bands are the baseline’s, or become them one from one, so its determinations \
                 are watched too.",
            );
            view! { <InsetText>{text}</InsetText> }.into_any()
        }
        Watch::Unwatched(rules) => unwatched(Some(rules)).into_any(),
        Watch::NoRules => {
            view! { <InsetText>"No rule set is in force today, so nothing new is watched."</InsetText> }
                .into_any()
        }
    };
    let verdict = match frozen.all.alarm_on {
        Some(on) => {
            let text = format!(
                "Alarm: over the whole caseload, bands have come out otherwise than at the baseline since {}.{}",
                day(on),
                direction(frozen.all.shift.steps)
            );
            view! { <WarningText text=text /> }.into_any()
        }
        None => {
            let text = format!(
                "No alarm over the whole caseload: {}.",
                evidence(&frozen.all)
            );
            view! { <p class="govuk-body">{text}</p> }.into_any()
        }
    };
    let frozen_on = format!(
        "Frozen on {} for the rule set {}: {}",
        day(frozen.frozen_on),
        frozen.rule_set,
        frozen.reason
    );
    view! {
        <p class="govuk-body">{frozen_on}</p>
        {other}
        {verdict}
        <Charted chart=chart(Some(&frozen.all)) drawing=Drawing::Shares />
        {moved(&frozen.all)}
        {schools(&frozen.schools)}
    }
}

/// Each band's share then and now, and by how much it moved, with the way to the profiles behind it.
fn moved(all: &Watched) -> impl IntoView + use<> {
    let columns = vec![
        Column::text("Band"),
        Column::number("At the baseline"),
        Column::number("Since"),
        Column::number("Moved by"),
        Column::text("Profiles"),
    ];
    let share = |tenths: i64| format!("{}.{}%", tenths / 10, tenths % 10);
    let shares = all.shift.before.iter().zip(&all.shift.since);
    let rows: Vec<Vec<Cell>> = all
        .bands
        .iter()
        .zip(shares)
        .zip(all.before.iter().zip(&all.since))
        .map(|((band, (then, now)), (before, since))| {
            let by = now - then;
            let sign = match by.signum() {
                1 => "+",
                -1 => "−",
                _ => "",
            };
            let by = by.abs();
            let href = made_address(Some(("band", band.as_str())));
            let of = format!(" of band {band}");
            let link = (*since > 0).then(|| {
                view! {
                    <a class="govuk-link" href=href>"Open" <span class="govuk-visually-hidden">{of}</span></a>
                }
            });
            vec![
                Cell::from(band.to_string()),
                Cell::from(format!("{} ({})", share(*then), count(u64::from(*before)))),
                Cell::from(format!("{} ({})", share(*now), count(u64::from(*since)))),
                Cell::from(format!("{sign}{}.{} points", by / 10, by % 10)),
                Cell::of(link),
            ]
        })
        .collect();
    view! {
        <Table caption="In which direction, and by how much" columns=columns rows=rows />
        <p class="govuk-body">
            <a class="govuk-link" href=made_address(None)>"The profiles determined since, the last first"</a>
        </p>
    }
}

/// The evidence in words: `the evidence of a change is 3 to 1, and 20 to 1 raises the alarm`.
fn evidence(watched: &Watched) -> String {
    let bound = watched.drift.bound;
    match watched.drift.now.odds() {
        0 | 1 => format!("nothing speaks for a change; evidence of {bound} to 1 raises the alarm"),
        odds => {
            format!("the evidence of a change is {odds} to 1, and {bound} to 1 raises the alarm")
        }
    }
}

pub(super) fn chart(all: Option<&Watched>) -> Chart {
    let bands = all.map_or(&[][..], |all| &all.bands);
    let series = bands.iter().enumerate().map(|(place, band)| {
        let of = |counts: &[u32]| counts.get(place).copied().map_or(0, i64::from);
        let both = all.map(|all| [of(&all.before), of(&all.since)]);
        Series::new(band.to_string(), both.into_iter().flatten())
    });
    Chart {
        id: "drift",
        title: "Bands at the baseline and since".to_owned(),
        summary: "Indicative bands as shares of all determinations: at the baseline the newest of each child, since then the \
                  first of each profile."
            .to_owned(),
        category: "When".to_owned(),
        categories: ["At the baseline", "Since"].map(str::to_owned).to_vec(),
        series: series.collect(),
        measure: Measure::Count,
        missing: "Not known",
        csv: "/oversight/baseline/file".to_owned(),
    }
}

/// The schools where anything was determined since, those with an alarm first.
fn schools(schools: &[Watched]) -> impl IntoView + use<> {
    if schools.is_empty() {
        return ().into_any();
    }
    let columns = vec![
        Column::text("School"),
        Column::number("At the baseline"),
        Column::number("Since"),
        Column::number("Bands higher (+) or lower (−)"),
        Column::number("Evidence of a change, at its most"),
        Column::number("Raises the alarm"),
        Column::text("Alarm"),
    ];
    let rows = schools.iter().map(school).collect();
    view! { <Table caption="School by school" columns=columns rows=rows /> }.into_any()
}

fn school(watched: &Watched) -> Vec<Cell> {
    let alarm = match watched.alarm_on {
        Some(on) => {
            let text = format!("Since {}", day(on));
            Cell::of(view! { <Tag text=text colour=TagColour::Red /> })
        }
        None => Cell::from("None"),
    };
    let total = |counts: &[u32]| count(counts.iter().copied().map(u64::from).sum());
    let steps = watched.shift.steps;
    let sign = match steps.signum() {
        1 => "+",
        -1 => "−",
        _ => "",
    };
    let moved = steps.unsigned_abs();
    let name = watched.school.as_ref().map(|(id, name)| {
        let href = made_address(Some(("school", id.as_str())));
        let name = name.clone();
        view! { <a class="govuk-link" href=href>{name}</a> }
    });
    vec![
        Cell::of(name),
        Cell::from(total(&watched.before)),
        Cell::from(total(&watched.since)),
        Cell::from(format!("{sign}{}.{:02}", moved / 100, moved % 100)),
        Cell::from(format!("{} to 1", count(watched.drift.most.odds()))),
        Cell::from(format!("{} to 1", count(watched.drift.bound))),
        alarm,
    ]
}
