//! The form of the levers, each a group of fields in plain words.

use leptos::prelude::*;

use super::Shown;
use crate::components::{Button, DateFields, DateInput, Select, SelectOption, TextInput};
use crate::needs::Setting;

pub(super) fn form(shown: &Shown) -> AnyView {
    let action = match &shown.id {
        Some(id) => format!("/high-needs/scenarios/{id}"),
        None => "/high-needs/scenarios/new".to_owned(),
    };
    let save = shown.keeps.then(|| {
        view! {
            <button type="submit" class="govuk-button govuk-button--secondary" formmethod="post" data-module="govuk-button">
                "Save the scenario"
            </button>
        }
    });
    view! {
        <h2 class="govuk-heading-m">"Levers"</h2>
        <p class="govuk-body">"Leave a lever blank and things go on as they are."</p>
        <form method="get" action=action novalidate>
            <input type="hidden" name="sent" value="yes" />
            <input type="hidden" name="version" value=shown.filled.version.to_string() />
            <input type="hidden" name="key" value=shown.filled.key.clone() />
            <TextInput
                name="name"
                label="Name of the scenario"
                hint="Needed only to save it"
                value=shown.filled.name.clone()
                error=shown.problems.of("name")
            />
            {rates(shown)}
            {prices(shown)}
            {places(shown)}
            {redirects(shown)}
            {reform(shown)}
            <div class="govuk-button-group">
                <Button text="Show what it does" />
                {save}
            </div>
        </form>
    }
    .into_any()
}

fn percent(
    shown: &Shown,
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    value: &str,
) -> AnyView {
    view! {
        <TextInput
            name=name
            label=label
            hint=hint
            value=value.to_owned()
            error=shown.problems.of(name)
            width=5
            inputmode="text"
        />
    }
    .into_any()
}

fn setting(shown: &Shown, name: &'static str, label: &'static str, value: &str) -> AnyView {
    let mut options = vec![SelectOption::new("", "Select a setting")];
    options.extend(
        Setting::ALL
            .iter()
            .map(|one| SelectOption::new(one.code(), one.title())),
    );
    view! {
        <Select name=name label=label options=options value=value.to_owned() error=shown.problems.of(name) />
    }
    .into_any()
}

fn day(
    shown: &Shown,
    name: &'static str,
    legend: &'static str,
    [day, month, year]: [&String; 3],
) -> AnyView {
    let value = DateFields {
        day: day.clone(),
        month: month.clone(),
        year: year.clone(),
    };
    view! { <DateInput name=name legend=legend value=value error=shown.problems.of(name) /> }
        .into_any()
}

fn section(title: &'static str, fields: Vec<AnyView>) -> AnyView {
    view! {
        <fieldset class="govuk-fieldset">
            <legend class="govuk-fieldset__legend govuk-fieldset__legend--s">{title}</legend>
            {fields}
        </fieldset>
    }
    .into_any()
}

fn rates(shown: &Shown) -> AnyView {
    let form = &shown.filled;
    let growth = percent(
        shown,
        "growth",
        "New plans grow by so many per cent more each year",
        "Such as 2, or -1.5 where they grow by less",
        &form.growth,
    );
    let leavers = percent(
        shown,
        "leavers",
        "Plans cease so many per cent more often after 16",
        "Such as 10",
        &form.leavers,
    );
    section("Children and young people", vec![growth, leavers])
}

fn prices(shown: &Shown) -> AnyView {
    let form = &shown.filled;
    let all = percent(
        shown,
        "prices",
        "All prices rise by so many per cent each April",
        "Such as 2.5",
        &form.prices,
    );
    let bands = percent(
        shown,
        "bands",
        "Band values rise by so many per cent each April",
        "Mainstream schools, units and state special schools",
        &form.bands,
    );
    let one = setting(
        shown,
        "price-setting",
        "Prices of one setting",
        &form.price_setting,
    );
    let rise = percent(
        shown,
        "price-percent",
        "rise by so many per cent each April",
        "On top of all prices, or less with a minus",
        &form.price_percent,
    );
    let drift = percent(
        shown,
        "drift",
        "So many per cent of those who keep their band go up to the next dearer one, each year",
        "At review. Such as 5",
        &form.drift,
    );
    section("Prices", vec![all, bands, drift, one, rise])
}

fn places(shown: &Shown) -> AnyView {
    let form = &shown.filled;
    let count = view! {
        <TextInput
            name="places"
            label="Places for this council’s children in all"
            value=form.places.clone()
            error=shown.problems.of("places")
            width=5
            inputmode="numeric"
        />
    }
    .into_any();
    let from = day(
        shown,
        "places-from",
        "From",
        [
            &form.places_from_day,
            &form.places_from_month,
            &form.places_from_year,
        ],
    );
    section(
        "Places",
        vec![
            setting(
                shown,
                "places-setting",
                "Setting with so many places",
                &form.places_setting,
            ),
            count,
            from,
            setting(
                shown,
                "places-overflow",
                "Where a child goes who finds no place",
                &form.places_overflow,
            ),
        ],
    )
}

fn redirects(shown: &Shown) -> AnyView {
    let form = &shown.filled;
    let share = percent(
        shown,
        "redirect-percent",
        "So many per cent of those who would start",
        "Such as 40",
        &form.redirect_percent,
    );
    let since = day(
        shown,
        "redirect-since",
        "From",
        [
            &form.redirect_since_day,
            &form.redirect_since_month,
            &form.redirect_since_year,
        ],
    );
    section(
        "Starting elsewhere",
        vec![
            share,
            setting(
                shown,
                "redirect-from",
                "in this setting",
                &form.redirect_from,
            ),
            setting(
                shown,
                "redirect-to",
                "start in this one instead",
                &form.redirect_to,
            ),
            since,
        ],
    )
}

fn reform(shown: &Shown) -> AnyView {
    let form = &shown.filled;
    let from = day(
        shown,
        "reform-from",
        "The law is another from",
        [
            &form.reform_from_day,
            &form.reform_from_month,
            &form.reform_from_year,
        ],
    );
    let joiners = percent(
        shown,
        "reform-joiners",
        "New plans then change by so many per cent",
        "Such as -30",
        &form.reform_joiners,
    );
    let leavers = percent(
        shown,
        "reform-leavers",
        "Plans then cease so many per cent more often",
        "At every age",
        &form.reform_leavers,
    );
    section("Reform", vec![from, joiners, leavers])
}
