//! A date as three inputs, as people write it.

use leptos::prelude::*;

use super::choices::FieldGroup;
use super::classes;

/// The three parts of a date as they were typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DateFields {
    /// Day of the month.
    pub day: String,
    /// Month as a number.
    pub month: String,
    /// Year in full.
    pub year: String,
}

/// A date of three inputs, named `{name}-day`, `{name}-month` and `{name}-year`.
#[component]
pub fn DateInput(
    /// The field's name, from which the inputs take theirs.
    #[prop(into)]
    name: String,
    /// The question.
    #[prop(into)]
    legend: String,
    /// What was typed.
    #[prop(optional)]
    value: DateFields,
    /// Help with the question.
    #[prop(optional, into)]
    hint: Option<String>,
    /// What is wrong with the answer.
    #[prop(optional_no_strip)]
    error: Option<String>,
    /// Whether the question is the page's heading.
    #[prop(optional)]
    heading: bool,
) -> impl IntoView {
    let wrong = error.is_some();
    let parts = [
        ("day", "Day", 2, value.day),
        ("month", "Month", 2, value.month),
        ("year", "Year", 4, value.year),
    ];
    let inputs = parts
        .into_iter()
        .map(|(part, label, width, typed)| {
            let id = format!("{name}-{part}");
            let class = classes(
                &format!("govuk-input govuk-date-input__input govuk-input--width-{width}"),
                &[("govuk-input--error", wrong)],
            );
            view! {
                <div class="govuk-date-input__item">
                    <div class="govuk-form-group">
                        <label class="govuk-label govuk-date-input__label" for=id.clone()>{label}</label>
                        <input class=class id=id.clone() name=id type="text" value=typed inputmode="numeric" />
                    </div>
                </div>
            }
        })
        .collect_view();
    let legend_class = if heading {
        "govuk-fieldset__legend--l"
    } else {
        "govuk-fieldset__legend--s"
    };
    view! {
        <FieldGroup
            id=name.clone()
            legend=legend
            legend_class=legend_class
            heading=heading
            hint=hint
            error=error
            role=Some("group")
        >
            <div class="govuk-date-input" id=name>{inputs}</div>
        </FieldGroup>
    }
}
