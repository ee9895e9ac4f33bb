//! What the rules read of needs besides levels: points, bands that are picked, provision, hours, an agreed amount.

use leptos::prelude::*;

use crate::answers::{
    AGREED, LINES_MAX, POINTS, SUPPORT_HOURS, band_field, line_field, pick_field,
};
use crate::components::{Checkboxes, Choice, Radios};
use crate::forms::Problems;
use crate::rules::{Model, RuleSet, Stream};

use super::{Fields, Filled, options};

/// How many blank lines of provision stand below the filled ones.
const BLANK_LINES: usize = 3;

/// Everything besides levels that the rules read of needs.
pub(in crate::pages) fn judged(
    rules: &RuleSet,
    filled: &Filled<'_>,
    problems: &Problems,
) -> AnyView {
    let inputs = rules.inputs();
    let fields = Fields { filled, problems };
    let streams = rules
        .streams
        .iter()
        .filter_map(|stream| of_stream(stream, fields))
        .collect_view();
    let points = || {
        let hint = "Needs are scored elsewhere under this scheme. Enter the total.";
        fields.number_with_hint(POINTS, "Total of points", hint, 4)
    };
    let hours = || {
        let hint = "As Section F of the plan specifies them.";
        fields.number_with_hint(SUPPORT_HOURS, "Hours of support a week", hint, 4)
    };
    let agreed = || {
        let label = "Yearly amount agreed one by one, in pounds";
        let hint = "Only for a band that has no amount of its own, or one with a limit: the lesser of both is paid.";
        fields.number_with_hint(AGREED, label, hint, 10)
    };
    view! {
        {inputs.points.then(points)}
        {streams}
        {inputs.provision.then(|| lines(rules, "Provision that Section F specifies", fields))}
        {inputs.support_hours.then(hours)}
        {inputs.agreed.then(agreed)}
    }
    .into_any()
}

/// What a school can say besides levels: the provision that is made or asked for, and hours of support. Points, bands and
/// amounts are for the council to judge.
pub(in crate::pages) fn asked_of_a_school(
    rules: &RuleSet,
    filled: &Filled<'_>,
    problems: &Problems,
) -> AnyView {
    let inputs = rules.inputs();
    let fields = Fields { filled, problems };
    let hours = || fields.number(SUPPORT_HOURS, "Hours of support a week", 4);
    view! {
        {inputs.provision.then(|| lines(rules, "Provision that the child needs", fields))}
        {inputs.support_hours.then(hours)}
    }
    .into_any()
}

fn of_stream(stream: &Stream, fields: Fields<'_>) -> Option<AnyView> {
    let title = stream.part.as_ref().map(|part| part.title.clone());
    match &stream.model {
        Model::BestFit {} => {
            let legend = title.unwrap_or_else(|| "Which band fits best?".to_owned());
            Some(one_band(stream, legend, fields))
        }
        Model::ExternalBand { from } => {
            let legend = format!("Band from {from}");
            Some(one_band(stream, legend, fields))
        }
        Model::AdditiveStreams { .. } => {
            let legend = title.unwrap_or_else(|| "Which of these apply?".to_owned());
            Some(several_bands(stream, legend, fields))
        }
        _ => None,
    }
}

fn one_band(stream: &Stream, legend: String, fields: Fields<'_>) -> AnyView {
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
    let (value, error) = ((fields.filled)(&field), fields.problems.of(&field));
    view! { <Radios name=field legend=legend choices=choices value=value error=error /> }.into_any()
}

/// Each band is a field of its own, since a form's value is one text.
fn several_bands(stream: &Stream, legend: String, fields: Fields<'_>) -> AnyView {
    let name = stream.name();
    let (mut choices, mut ticked) = (Vec::new(), Vec::new());
    for (place, band) in stream.bands.iter().enumerate() {
        let field = pick_field(&name, place);
        if (fields.filled)(&field).is_some() {
            ticked.push(band.id.to_string());
        }
        let choice = Choice::new(band.id.as_str(), band.id.as_str()).in_field(field);
        choices.push(match &band.descriptor {
            Some(descriptor) => choice.with_hint(descriptor.clone()),
            None => choice,
        });
    }
    let first = pick_field(&name, 0);
    let error = fields.problems.of(&first);
    view! { <Checkboxes name=first legend=legend choices=choices values=ticked error=error /> }
        .into_any()
}

/// The lines of provision, of a kind of any stream: which stream costs them is for the rules to say.
fn lines(rules: &RuleSet, heading: &'static str, fields: Fields<'_>) -> AnyView {
    let last = (1..=LINES_MAX)
        .rev()
        .find(|line| !fields.value(&line_field(*line, "kind")).is_empty());
    let shown = (last.unwrap_or(0) + BLANK_LINES).min(LINES_MAX);
    let lines = (1..=shown)
        .map(|line| one_line(line, rules, fields))
        .collect_view();
    view! {
        <h2 class="govuk-heading-m">{heading}</h2>
        <p class="govuk-body">
            "One line for each kind of help. Leave a line’s kind blank and it does not count; more lines follow when these are saved."
        </p>
        {lines}
    }
    .into_any()
}

fn one_line(line: usize, rules: &RuleSet, fields: Fields<'_>) -> AnyView {
    let named = rules.provisions();
    let kinds = options(
        "No provision",
        named.map(|kind| (kind.id.as_str(), kind.title.as_str())),
    );
    let part = |part, label, width| fields.number(&line_field(line, part), label, width);
    view! {
        <fieldset class="govuk-fieldset app-provision-line">
            <legend class="govuk-fieldset__legend govuk-fieldset__legend--s">{format!("Line {line}")}</legend>
            {fields.select(&line_field(line, "kind"), "Kind", kinds)}
            <div class="app-provision-line__parts">
                {part("hours", "Hours a week", 4)}
                {part("minutes", "And minutes a week", 4)}
                {part("pupils", "Learners who share", 3)}
                {part("weeks", "Weeks a year", 3)}
                {part("cost", "Or its cost a year, in pounds", 10)}
            </div>
        </fieldset>
    }
    .into_any()
}
