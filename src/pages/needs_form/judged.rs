//! What the rules read of needs besides levels: points, bands that are picked, provision, hours, an agreed amount.

use leptos::prelude::*;

use crate::answers::{
    AGREED, LINES_MAX, POINTS, SUPPORT_HOURS, band_field, line_field, pick_field,
};
use crate::components::{Choice, Radios, Select, SelectOption, TextInput};
use crate::forms::Problems;
use crate::rules::{Model, Provision, RuleSet, Stream};

use super::Filled;

/// How many blank lines of provision stand below the filled ones.
const BLANK_LINES: usize = 3;

/// Everything besides levels that the rules read of needs.
pub(in crate::pages) fn judged(
    rules: &RuleSet,
    filled: &Filled<'_>,
    problems: &Problems,
) -> AnyView {
    let inputs = rules.inputs();
    let value = |field: &str| filled(field).unwrap_or_default();
    let streams = rules
        .streams
        .iter()
        .filter_map(|stream| of_stream(stream, filled, problems))
        .collect_view();
    view! {
        {inputs.points.then(|| view! {
            <TextInput
                name=POINTS
                label="Total of points"
                hint="Needs are scored elsewhere under this scheme. Enter the total."
                value=value(POINTS)
                error=problems.of(POINTS)
                width=4
                inputmode="decimal"
            />
        })}
        {streams}
        {inputs.support_hours.then(|| view! {
            <TextInput
                name=SUPPORT_HOURS
                label="Hours of support a week"
                hint="As Section F of the plan specifies them."
                value=value(SUPPORT_HOURS)
                error=problems.of(SUPPORT_HOURS)
                width=4
                inputmode="decimal"
            />
        })}
        {inputs.agreed.then(|| view! {
            <TextInput
                name=AGREED
                label="Yearly amount agreed one by one, in pounds"
                hint="Only for a band that has no amount of its own."
                value=value(AGREED)
                error=problems.of(AGREED)
                width=10
                inputmode="decimal"
            />
        })}
    }
    .into_any()
}

fn of_stream(stream: &Stream, filled: &Filled<'_>, problems: &Problems) -> Option<AnyView> {
    let title = stream.part.as_ref().map(|part| part.title.clone());
    match &stream.model {
        Model::BestFit {} => {
            let legend = title.unwrap_or_else(|| "Which band fits best?".to_owned());
            Some(one_band(stream, legend, filled, problems))
        }
        Model::ExternalBand { from } => {
            let legend = format!("Band from {from}");
            Some(one_band(stream, legend, filled, problems))
        }
        Model::AdditiveStreams { .. } => {
            let legend = title.unwrap_or_else(|| "Which of these apply?".to_owned());
            Some(several_bands(stream, legend, filled, problems))
        }
        Model::CostedProvision { provisions, .. } => Some(lines(provisions, filled, problems)),
        _ => None,
    }
}

fn one_band(stream: &Stream, legend: String, filled: &Filled<'_>, problems: &Problems) -> AnyView {
    let field = band_field(&stream.name());
    let choices = stream
        .bands
        .iter()
        .map(|band| {
            let choice = Choice::new(band.id.as_str(), format!("Band {}", band.id));
            match &band.descriptor {
                Some(descriptor) => choice.with_hint(descriptor.clone()),
                None => choice,
            }
        })
        .collect();
    let (value, error) = (filled(&field), problems.of(&field));
    view! { <Radios name=field legend=legend choices=choices value=value error=error /> }.into_any()
}

/// Each band is a field of its own, since a form's value is one text.
fn several_bands(
    stream: &Stream,
    legend: String,
    filled: &Filled<'_>,
    problems: &Problems,
) -> AnyView {
    let name = stream.name();
    let first = pick_field(&name, 0);
    let error = problems.of(&first);
    let group = if error.is_some() {
        "govuk-form-group govuk-form-group--error"
    } else {
        "govuk-form-group"
    };
    let inputs = stream
        .bands
        .iter()
        .enumerate()
        .map(|(place, band)| {
            let field = pick_field(&name, place);
            let checked = filled(&field).is_some();
            let hint = band.descriptor.clone();
            let hint_id = format!("{field}-hint");
            let described = hint.is_some().then(|| hint_id.clone());
            view! {
                <div class="govuk-checkboxes__item">
                    <input
                        class="govuk-checkboxes__input"
                        id=field.clone()
                        name=field.clone()
                        type="checkbox"
                        value="yes"
                        checked=checked
                        aria-describedby=described
                    />
                    <label class="govuk-label govuk-checkboxes__label" for=field>{band.id.to_string()}</label>
                    {hint.map(|hint| view! {
                        <div id=hint_id class="govuk-hint govuk-checkboxes__hint">{hint}</div>
                    })}
                </div>
            }
        })
        .collect_view();
    view! {
        <div class=group>
            <fieldset class="govuk-fieldset">
                <legend class="govuk-fieldset__legend govuk-fieldset__legend--m">{legend}</legend>
                {error.map(|error| view! {
                    <p class="govuk-error-message">
                        <span class="govuk-visually-hidden">"Error: "</span>
                        {error}
                    </p>
                })}
                <div class="govuk-checkboxes" data-module="govuk-checkboxes">{inputs}</div>
            </fieldset>
        </div>
    }
    .into_any()
}

fn lines(provisions: &[Provision], filled: &Filled<'_>, problems: &Problems) -> AnyView {
    let last = (1..=LINES_MAX)
        .rev()
        .find(|line| filled(&line_field(*line, "kind")).is_some_and(|kind| !kind.is_empty()));
    let shown = (last.unwrap_or(0) + BLANK_LINES).min(LINES_MAX);
    let lines = (1..=shown)
        .map(|line| one_line(line, provisions, filled, problems))
        .collect_view();
    view! {
        <h2 class="govuk-heading-m">"Provision that Section F specifies"</h2>
        <p class="govuk-body">
            "One line for each kind of help. Leave a line’s kind blank and it does not count; more lines follow when these are saved."
        </p>
        {lines}
    }
    .into_any()
}

fn one_line(
    line: usize,
    provisions: &[Provision],
    filled: &Filled<'_>,
    problems: &Problems,
) -> AnyView {
    let mut kinds = vec![SelectOption::new("", "No provision")];
    kinds.extend(
        provisions
            .iter()
            .map(|kind| SelectOption::new(kind.id.as_str(), kind.title.clone())),
    );
    let part = |part: &str, label: &'static str, width: u8| {
        let field = line_field(line, part);
        let (value, error) = (filled(&field).unwrap_or_default(), problems.of(&field));
        view! {
            <TextInput name=field label=label value=value error=error width=width inputmode="decimal" />
        }
    };
    let kind = line_field(line, "kind");
    let (value, error) = (filled(&kind).unwrap_or_default(), problems.of(&kind));
    view! {
        <fieldset class="govuk-fieldset app-provision-line">
            <legend class="govuk-fieldset__legend govuk-fieldset__legend--s">{format!("Line {line}")}</legend>
            <Select name=kind label="Kind" options=kinds value=value error=error />
            <div class="app-provision-line__parts">
                {part("hours", "Hours a week", 4)}
                {part("pupils", "Learners who share", 3)}
                {part("weeks", "Weeks a year", 3)}
                {part("cost", "Or its cost a year, in pounds", 10)}
            </div>
        </fieldset>
    }
    .into_any()
}
