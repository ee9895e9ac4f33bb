//! The form with which an officer concludes.

use leptos::prelude::*;

use crate::components::{
    Button, Checkboxes, Choice, DateFields, DateInput, Radios, RevealingRadios, Select,
    SelectOption, TextArea, TextInput,
};
use crate::forms::Problems;
use crate::forms::conclusion::ConclusionForm;
use crate::service::deciding::{Case, OverrideReason};

/// The form before anything was said: full time as scored.
pub(super) fn prefilled(case: &Case) -> ConclusionForm {
    ConclusionForm {
        version: case.version.number,
        fte: case.context.fte.to_string(),
        ..ConclusionForm::default()
    }
}

/// The whole form.
pub(super) fn conclusion(case: &Case, filled: &ConclusionForm, problems: &Problems) -> AnyView {
    let action = format!("/decisions/{}", case.profile);
    let declared = vec![Choice::new(
        "yes",
        "I have no personal or professional interest in this child’s case",
    )];
    let ticked = (!filled.no_conflict.is_empty()).then(|| "yes".to_owned());
    let secured = vec![
        Choice::new("yes", "Yes, every line"),
        Choice::new("no", "No, not every line"),
    ];
    view! {
        <h2 class="govuk-heading-l">"Your decision"</h2>
        <form method="post" action=action novalidate>
            <input type="hidden" name="version" value=filled.version.to_string() />
            <Checkboxes
                name="no-conflict"
                legend="Conflict of interest"
                choices=declared
                values=ticked.into_iter().collect()
                error=problems.of("no-conflict")
            />
            <Radios
                name="section-f"
                legend="Do school contribution or place funding plus this top-up secure every line of Section F?"
                hint="Section F comes first. A band never limits it."
                choices=secured
                value=Some(filled.section_f.clone())
                error=problems.of("section-f")
            />
            {outcome(case, filled, problems)}
            {funded(filled, problems)}
            <Button text="Confirm decision" />
        </form>
    }
    .into_any()
}

fn outcome(case: &Case, filled: &ConclusionForm, problems: &Problems) -> AnyView {
    let mut choices = Vec::new();
    if let Some(band) = case.made.band() {
        choices.push((Choice::new("agree", format!("Agree band {band}")), None));
    }
    let back = view! {
        <TextArea
            name="back-reason"
            label="What should the scorer look at?"
            value=filled.back_reason.clone()
            error=problems.of("back-reason")
            rows=3
        />
    };
    let individual = view! {
        <TextArea
            name="individual-note"
            label="What would be left unsecured?"
            value=filled.individual_note.clone()
            error=problems.of("individual-note")
            rows=3
        />
    };
    choices.push((
        Choice::new("override", "Decide another band"),
        Some(other_band(case, filled, problems).into_any()),
    ));
    choices.push((
        Choice::new("back", "Send it back to the scorer"),
        Some(back.into_any()),
    ));
    choices.push((
        Choice::new("individual", "It needs an individually agreed amount").with_hint(
            "No band secures every line of Section F. The profile stays in the list, marked so.",
        ),
        Some(individual.into_any()),
    ));
    view! {
        <RevealingRadios
            name="outcome"
            legend="What do you decide?"
            choices=choices
            value=Some(filled.outcome.clone())
            error=problems.of("outcome")
        />
    }
    .into_any()
}

fn other_band(case: &Case, filled: &ConclusionForm, problems: &Problems) -> AnyView {
    let mut bands = vec![SelectOption::new("", "Select a band")];
    bands.extend(
        case.rules
            .bands()
            .map(|band| SelectOption::new(band.id.as_str(), band.id.as_str())),
    );
    let mut reasons = vec![SelectOption::new("", "Select a reason")];
    reasons.extend(
        OverrideReason::ALL
            .iter()
            .map(|reason| SelectOption::new(reason.code(), reason.title())),
    );
    view! {
        <Select name="band" label="Band" options=bands value=filled.band.clone() error=problems.of("band") />
        <Select
            name="override-reason"
            label="Reason"
            options=reasons
            value=filled.override_reason.clone()
            error=problems.of("override-reason")
        />
        <TextArea
            name="override-words"
            label="Why this band?"
            value=filled.override_words.clone()
            error=problems.of("override-words")
            rows=3
        />
    }
    .into_any()
}

fn funded(filled: &ConclusionForm, problems: &Problems) -> AnyView {
    let from = DateFields {
        day: filled.from_day.clone(),
        month: filled.from_month.clone(),
        year: filled.from_year.clone(),
    };
    let to = DateFields {
        day: filled.to_day.clone(),
        month: filled.to_month.clone(),
        year: filled.to_year.clone(),
    };
    view! {
        <h3 class="govuk-heading-m">"If you agree or decide a band"</h3>
        <DateInput
            name="from"
            legend="Funded from"
            hint="The first day that is paid for, such as 1 9 2026"
            value=from
            error=problems.of("from")
        />
        <DateInput
            name="to"
            legend="Last day funded (optional)"
            hint="Leave blank if it goes on"
            value=to
            error=problems.of("to")
        />
        <TextInput
            name="fte"
            label="Full-time equivalent"
            hint="1 is full time. Blank counts as 1."
            value=filled.fte.clone()
            error=problems.of("fte")
            width=4
            inputmode="decimal"
        />
    }
    .into_any()
}
