//! The levels of one domain of need, as cards with their descriptors or as one compact row.

use leptos::prelude::*;

use super::{Details, classes, described_by};

/// One level of a domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LevelChoice {
    /// What is sent.
    pub value: String,
    /// What it looks like in a learner.
    pub descriptor: String,
}

/// The levels of a domain, of which one is chosen.
#[component]
pub fn Levels(
    /// The field's name, and the id of its first input.
    #[prop(into)]
    name: String,
    /// The domain.
    #[prop(into)]
    domain: String,
    /// The levels, the lowest first.
    levels: Vec<LevelChoice>,
    /// The level that is chosen.
    value: Option<String>,
    /// What is wrong with the answer.
    error: Option<String>,
    /// What is sent for “not enough evidence”, and what the rules say it means, where that can be answered.
    #[prop(optional_no_strip)]
    without: Option<LevelChoice>,
    /// One row, with the descriptors behind a line that opens.
    #[prop(optional)]
    compact: bool,
) -> impl IntoView {
    let group = classes(
        "govuk-form-group",
        &[("govuk-form-group--error", error.is_some())],
    );
    let (legend_class, fieldset, radios) = if compact {
        (
            "govuk-fieldset__legend govuk-fieldset__legend--s",
            "govuk-fieldset app-level-row",
            "govuk-radios govuk-radios--inline govuk-radios--small",
        )
    } else {
        (
            "govuk-fieldset__legend govuk-fieldset__legend--m",
            "govuk-fieldset",
            "govuk-radios app-levels",
        )
    };
    let inputs = levels
        .iter()
        .enumerate()
        .map(|(place, level)| input(&name, place, level, value.as_deref(), compact))
        .collect_view();
    let without = without.map(|answer| not_enough(&name, answer, value.as_deref()));
    let described = described_by(&name, false, error.is_some());
    view! {
        <div class=group>
            <fieldset class=fieldset aria-describedby=described>
                <legend class=legend_class>{domain.clone()}</legend>
                {error.map(|error| super::fields::error_message(&name, error))}
                <div class=radios data-module="govuk-radios">{inputs} {without}</div>
                {compact.then(|| descriptors(&domain, levels))}
            </fieldset>
        </div>
    }
}

fn input(
    name: &str,
    place: usize,
    level: &LevelChoice,
    chosen: Option<&str>,
    compact: bool,
) -> impl IntoView + use<> {
    // The first input has the field's own id, so that an error summary's link lands on it.
    let id = if place == 0 {
        name.to_owned()
    } else {
        format!("{name}-{}", level.value)
    };
    let item = classes("govuk-radios__item", &[("app-level", !compact)]);
    let label = if compact {
        view! { <span class="govuk-visually-hidden">"Level "</span>{level.value.clone()} }
            .into_any()
    } else {
        view! {
            <span class="app-level__name">"Level "{level.value.clone()}</span>
            <span class="app-level__descriptor">{level.descriptor.clone()}</span>
        }
        .into_any()
    };
    view! {
        <div class=item>
            <input
                class="govuk-radios__input"
                id=id.clone()
                name=name.to_owned()
                type="radio"
                value=level.value.clone()
                checked=chosen == Some(level.value.as_str())
            />
            <label class="govuk-label govuk-radios__label" for=id>{label}</label>
        </div>
    }
}

/// The answer that is no level, apart from the levels.
fn not_enough(name: &str, answer: LevelChoice, chosen: Option<&str>) -> impl IntoView + use<> {
    let id = format!("{name}-{}", answer.value);
    let hint = format!("{id}-hint");
    view! {
        <div class="govuk-radios__divider">"or"</div>
        <div class="govuk-radios__item">
            <input
                class="govuk-radios__input"
                id=id.clone()
                name=name.to_owned()
                type="radio"
                checked=chosen == Some(answer.value.as_str())
                value=answer.value
                aria-describedby=hint.clone()
            />
            <label class="govuk-label govuk-radios__label" for=id>"Not enough evidence to say"</label>
            <div class="govuk-hint govuk-radios__hint" id=hint>{answer.descriptor}</div>
        </div>
    }
}

fn descriptors(domain: &str, levels: Vec<LevelChoice>) -> impl IntoView + use<> {
    let summary = format!("What the levels mean in {}", lower_first(domain));
    let items = levels
        .into_iter()
        .map(|level| {
            view! {
                <div>
                    <dt>"Level "{level.value}</dt>
                    <dd>{level.descriptor}</dd>
                </div>
            }
        })
        .collect::<Vec<_>>();
    view! {
        <Details summary=summary>
            <dl class="app-descriptors">{items}</dl>
        </Details>
    }
}

fn lower_first(text: &str) -> String {
    let mut text = text.to_owned();
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    text
}
