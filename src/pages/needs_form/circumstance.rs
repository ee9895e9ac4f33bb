//! Setting, need and the facts of a case, as far as the rules read them.

use leptos::prelude::*;

use crate::answers::{
    AGE, CONVERT, DAYS_A_WEEK, EARLIER_AMOUNT, EARLIER_BAND, FTE, HOST_AUTHORITY, HOURS,
    INSTITUTION, NEED, PLAN, RESIDENCY, SETTING, YEAR_GROUP, circumstance_field,
};
use crate::calendar::YearGroup;
use crate::components::{Checkboxes, Choice, Radios, Select, SelectOption, TextInput};
use crate::forms::Problems;
use crate::needs::{Need, Setting};
use crate::rules::{Column, Condition, Inputs, RuleSet, Values};

use super::Filled;

/// Setting, primary need, share of full time, and what else the rules ask of a case.
pub(in crate::pages) fn setting_and_need(
    rules: &RuleSet,
    filled: &Filled<'_>,
    problems: &Problems,
) -> AnyView {
    let inputs = rules.inputs();
    let reads_need = inputs.primary_need || !rules.questions.is_empty();
    let value = |field: &str| filled(field).unwrap_or_default();
    let settings = options(
        "Select a setting",
        Setting::ALL.iter().map(|s| (s.code(), s.title())),
    );
    let needs = options(
        "Select a primary need",
        Need::ALL.iter().map(|n| (n.code(), n.title())),
    );
    view! {
        <Select name=SETTING label="Setting" options=settings value=value(SETTING) error=problems.of(SETTING) />
        {reads_need.then(|| view! {
            <Select name=NEED label="Primary need" options=needs value=value(NEED) error=problems.of(NEED) />
        })}
        {inputs.fte.then(|| view! {
            <TextInput
                name=FTE
                label="Full-time equivalent"
                hint="1 is full time. Blank counts as 1."
                value=value(FTE)
                error=problems.of(FTE)
                width=4
                inputmode="decimal"
            />
        })}
        {age(&inputs, filled, problems)}
        {place(rules, &inputs, filled, problems)}
        {attendance(&inputs, filled, problems)}
        {yes_or_no(rules, &inputs, filled, problems)}
        {earlier(rules, &inputs, filled, problems)}
    }
    .into_any()
}

fn options<'a>(first: &str, rest: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<SelectOption> {
    let mut options = vec![SelectOption::new("", first)];
    options.extend(rest.map(|(code, title)| SelectOption::new(code, title)));
    options
}

fn age(inputs: &Inputs, filled: &Filled<'_>, problems: &Problems) -> AnyView {
    let value = |field: &str| filled(field).unwrap_or_default();
    let mut years = vec![SelectOption::new("", "Select a year group")];
    years.extend(
        YearGroup::all().map(|year| SelectOption::new(year.number().to_string(), year.title())),
    );
    view! {
        {inputs.year_group.then(|| view! {
            <Select
                name=YEAR_GROUP
                label="Year group"
                options=years
                value=value(YEAR_GROUP)
                error=problems.of(YEAR_GROUP)
            />
        })}
        {inputs.age.then(|| view! {
            <TextInput
                name=AGE
                label="Age on 31 August before the school year"
                value=value(AGE)
                error=problems.of(AGE)
                width=2
                inputmode="numeric"
            />
        })}
    }
    .into_any()
}

fn place(rules: &RuleSet, inputs: &Inputs, filled: &Filled<'_>, problems: &Problems) -> AnyView {
    let value = |field: &str| filled(field).unwrap_or_default();
    let named = |names: Vec<String>| match names.as_slice() {
        [] => "Its URN, UKPRN or name, as the rules name it.".to_owned(),
        names => format!("As the rules name it. They name: {}.", names.join(", ")),
    };
    let institutions = named(keys(rules, &Column::Institution));
    let hosts = named(keys(rules, &Column::HostAuthority));
    let own = format!("In the area of {}", rules.scheme.authority_title);
    let lives = vec![
        Choice::new("own", own),
        Choice::new("other", "In another authority’s area"),
    ];
    view! {
        {inputs.institution.then(|| view! {
            <TextInput
                name=INSTITUTION
                label="Institution"
                hint=institutions
                value=value(INSTITUTION)
                error=problems.of(INSTITUTION)
            />
        })}
        {inputs.host_authority.then(|| view! {
            <TextInput
                name=HOST_AUTHORITY
                label="Authority in whose area the institution is"
                hint=hosts
                value=value(HOST_AUTHORITY)
                error=problems.of(HOST_AUTHORITY)
            />
        })}
        {inputs.residency.then(|| view! {
            <Radios
                name=RESIDENCY
                legend="Where does the child live?"
                choices=lives
                value=filled(RESIDENCY)
                error=problems.of(RESIDENCY)
                small=true
            />
        })}
    }
    .into_any()
}

/// The keys that a set's tables and conditions name, the longest lists cut: a form shows an example, not a directory.
fn keys(rules: &RuleSet, wanted: &Column) -> Vec<String> {
    const SHOWN_MOST: usize = 12;
    let mut keys = Vec::new();
    for table in rules.value_tables() {
        if let Values::Rows(rows) = &table.values
            && let Some(place) = rows.columns.iter().position(|column| column == wanted)
        {
            keys.extend(
                rows.rows
                    .iter()
                    .filter_map(|row| row.keys.get(place).cloned()),
            );
        }
        for condition in &table.when {
            match (condition, wanted) {
                (Condition::Institutions(names), Column::Institution)
                | (Condition::HostAuthorities(names), Column::HostAuthority) => {
                    keys.extend(names.iter().cloned());
                }
                _ => {}
            }
        }
    }
    keys.retain(|key| key != "*");
    keys.sort_unstable();
    keys.dedup();
    keys.truncate(SHOWN_MOST);
    keys
}

fn attendance(inputs: &Inputs, filled: &Filled<'_>, problems: &Problems) -> AnyView {
    let value = |field: &str| filled(field).unwrap_or_default();
    view! {
        {inputs.hours.then(|| view! {
            <TextInput
                name=HOURS
                label="Hours attended a week"
                value=value(HOURS)
                error=problems.of(HOURS)
                width=4
                inputmode="decimal"
            />
        })}
        {inputs.days_a_week.then(|| view! {
            <TextInput
                name=DAYS_A_WEEK
                label="Days attended a week"
                value=value(DAYS_A_WEEK)
                error=problems.of(DAYS_A_WEEK)
                width=4
                inputmode="decimal"
            />
        })}
    }
    .into_any()
}

fn yes_or_no(
    rules: &RuleSet,
    inputs: &Inputs,
    filled: &Filled<'_>,
    problems: &Problems,
) -> AnyView {
    let plan = inputs.plan.then(|| {
        (
            PLAN.to_owned(),
            "Is there an Education, Health and Care Plan?".to_owned(),
        )
    });
    let known = rules.circumstances.iter();
    let asked = known
        .filter(|circumstance| inputs.circumstances.contains(&circumstance.id))
        .map(|circumstance| {
            (
                circumstance_field(&circumstance.id),
                circumstance.ask.clone(),
            )
        });
    plan.into_iter()
        .chain(asked)
        .map(|(field, legend)| {
            let choices = vec![Choice::new("yes", "Yes"), Choice::new("no", "No")];
            let (value, error) = (filled(&field), problems.of(&field));
            view! {
                <Radios
                    name=field
                    legend=legend
                    choices=choices
                    value=value
                    error=error
                    small=true
                    inline=true
                />
            }
        })
        .collect_view()
        .into_any()
}

fn earlier(rules: &RuleSet, inputs: &Inputs, filled: &Filled<'_>, problems: &Problems) -> AnyView {
    let value = |field: &str| filled(field).unwrap_or_default();
    let convert = rules.conversion.as_ref().map(|conversion| {
        let label = format!("Convert the band from {}", conversion.from);
        let ticked = filled(CONVERT).into_iter().collect::<Vec<_>>();
        let choices = vec![Choice::new("yes", label)];
        view! {
            <Checkboxes name=CONVERT legend="Earlier scheme" choices=choices values=ticked small=true />
        }
    });
    view! {
        {convert}
        {inputs.earlier_band.then(|| view! {
            <TextInput
                name=EARLIER_BAND
                label="Band under the earlier scheme"
                value=value(EARLIER_BAND)
                error=problems.of(EARLIER_BAND)
                width=10
            />
        })}
        {inputs.earlier_amount.then(|| view! {
            <TextInput
                name=EARLIER_AMOUNT
                label="Yearly amount until now, in pounds"
                hint="Blank if the child had none."
                value=value(EARLIER_AMOUNT)
                error=problems.of(EARLIER_AMOUNT)
                width=10
                inputmode="decimal"
            />
        })}
    }
    .into_any()
}
