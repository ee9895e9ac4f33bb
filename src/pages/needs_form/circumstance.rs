//! Setting, need and the facts of a case, as far as the rules read them.

use std::collections::BTreeSet;

use leptos::prelude::*;

use crate::answers::{
    AGE, CONVERT, DAYS_A_WEEK, EARLIER_AMOUNT, EARLIER_BAND, FTE, HOST_AUTHORITY, HOURS,
    INSTITUTION, NEED, PLAN, RESIDENCY, SETTING, YEAR_GROUP, circumstance_field,
};
use crate::calendar::YearGroup;
use crate::components::{Checkboxes, Choice, Radios, SelectOption, TextInput};
use crate::forms::Problems;
use crate::needs::{Need, Setting};
use crate::rules::{Inputs, RuleSet};

use super::{Fields, Filled, options};

/// Setting, primary need, share of full time, and what else the rules ask of a case.
pub(in crate::pages) fn setting_and_need(
    rules: &RuleSet,
    filled: &Filled<'_>,
    problems: &Problems,
) -> AnyView {
    let inputs = rules.inputs();
    let fields = Fields { filled, problems };
    let reads_need = inputs.primary_need || !rules.questions.is_empty();
    let settings = options(
        "Select a setting",
        Setting::ALL.iter().map(|s| (s.code(), s.title())),
    );
    let needs = || {
        let named = Need::ALL.iter().map(|n| (n.code(), n.title()));
        fields.select(
            NEED,
            "Primary need",
            options("Select a primary need", named),
        )
    };
    let share = || {
        let hint = "1 is full time. Blank counts as 1.";
        fields.number_with_hint(FTE, "Full-time equivalent (FTE)", hint, 4)
    };
    view! {
        {fields.select(SETTING, "Setting", settings)}
        {reads_need.then(needs)}
        {inputs.fte.then(share)}
        {age(&inputs, fields)}
        {place(rules, &inputs, fields)}
        {inputs.hours.then(|| fields.number(HOURS, "Hours attended a week", 4))}
        {inputs.days_a_week.then(|| fields.number(DAYS_A_WEEK, "Days attended a week", 4))}
        {yes_or_no(rules, &inputs, fields)}
        {earlier(rules, &inputs, fields)}
    }
    .into_any()
}

fn age(inputs: &Inputs, fields: Fields<'_>) -> AnyView {
    let years = || {
        let mut years = vec![SelectOption::new("", "Select a year group")];
        years.extend(
            YearGroup::all().map(|year| SelectOption::new(year.number().to_string(), year.title())),
        );
        fields.select(YEAR_GROUP, "Year group", years)
    };
    view! {
        {inputs.year_group.then(years)}
        {inputs.age.then(|| view! {
            <TextInput
                name=AGE
                label="Age on 31 August before the school year"
                value=fields.value(AGE)
                error=fields.problems.of(AGE)
                width=2
                inputmode="numeric"
            />
        })}
    }
    .into_any()
}

fn place(rules: &RuleSet, inputs: &Inputs, fields: Fields<'_>) -> AnyView {
    let institution = || {
        let hint = naming(&inputs.institutions);
        fields.text_with_hint(INSTITUTION, "Institution", hint)
    };
    let host = || {
        let label = "Authority in whose area the institution is";
        fields.text_with_hint(HOST_AUTHORITY, label, naming(&inputs.host_authorities))
    };
    let own = format!("In the area of {}", rules.scheme.authority_title);
    let lives = vec![
        Choice::new("own", own),
        Choice::new("other", "In another authority’s area"),
    ];
    view! {
        {inputs.institution.then(institution)}
        {inputs.host_authority.then(host)}
        {inputs.residency.then(|| view! {
            <Radios
                name=RESIDENCY
                legend="Where does the child live?"
                choices=lives
                value=(fields.filled)(RESIDENCY)
                error=fields.problems.of(RESIDENCY)
                small=true
            />
        })}
    }
    .into_any()
}

/// How to name an institution or authority. Of a long list the beginning is shown: a form shows an example, not a
/// directory.
fn naming(names: &BTreeSet<String>) -> String {
    const SHOWN_MOST: usize = 12;
    if names.is_empty() {
        return "Its URN, UKPRN or name, as the rules name it.".to_owned();
    }
    let shown: Vec<&str> = names.iter().map(String::as_str).take(SHOWN_MOST).collect();
    format!("As the rules name it. They name: {}.", shown.join(", "))
}

fn yes_or_no(rules: &RuleSet, inputs: &Inputs, fields: Fields<'_>) -> AnyView {
    let plan = inputs.plan.then(|| {
        let ask = "Is there an Education, Health and Care Plan?";
        (PLAN.to_owned(), ask.to_owned())
    });
    let known = rules.circumstances.iter();
    let asked = known
        .filter(|circumstance| inputs.circumstances.contains(&circumstance.id))
        .map(|circumstance| {
            let field = circumstance_field(&circumstance.id);
            (field, circumstance.ask.clone())
        });
    plan.into_iter()
        .chain(asked)
        .map(|(field, legend)| {
            let choices = vec![Choice::new("yes", "Yes"), Choice::new("no", "No")];
            let (value, error) = ((fields.filled)(&field), fields.problems.of(&field));
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

fn earlier(rules: &RuleSet, inputs: &Inputs, fields: Fields<'_>) -> AnyView {
    let convert = rules.conversion.as_ref().map(|conversion| {
        let label = format!("Convert the band from {}", conversion.from);
        let ticked = (fields.filled)(CONVERT).into_iter().collect::<Vec<_>>();
        let choices = vec![Choice::new("yes", label)];
        view! {
            <Checkboxes name=CONVERT legend="Earlier scheme" choices=choices values=ticked small=true />
        }
    });
    let amount = || {
        let label = "Yearly amount until now, in pounds";
        let hint = "For full time. 0 if the child had none.";
        fields.number_with_hint(EARLIER_AMOUNT, label, hint, 10)
    };
    view! {
        {convert}
        {inputs.earlier_band.then(|| view! {
            <TextInput
                name=EARLIER_BAND
                label="Band under the earlier scheme"
                value=fields.value(EARLIER_BAND)
                error=fields.problems.of(EARLIER_BAND)
                width=10
            />
        })}
        {inputs.earlier_amount.then(amount)}
    }
    .into_any()
}
