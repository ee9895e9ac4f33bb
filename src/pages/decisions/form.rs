//! The form with which an officer concludes.

use leptos::prelude::*;

use super::check::{award, confirmation};
use super::shown::ANSWER;
use crate::components::{
    Button, Checkboxes, Choice, DateFields, DateInput, Radios, RevealingRadios, Select,
    SelectOption, TextArea, TextInput, WarningText,
};
use crate::forms::Problems;
use crate::forms::conclusion::{ConclusionForm, LINES_MAX, line_field, secured_field};
use crate::needs::SectionFAnswer;
use crate::pages::scoring::pressed_by_enter;
use crate::service::child_record::AwardVersion;
use crate::service::deciding::{Case, OverrideReason};

/// The form before anything was said: full time as scored.
pub(super) fn prefilled(case: &Case) -> ConclusionForm {
    ConclusionForm {
        version: case.version.number,
        fte: case.context.fte.to_string(),
        known: case.known_lines(),
        ..ConclusionForm::default()
    }
}

/// The whole form.
pub(super) fn conclusion(case: &Case, filled: &ConclusionForm, problems: &Problems) -> AnyView {
    let action = format!("/decisions/{}", case.profile);
    view! {
        <h2 class="govuk-heading-m" id=ANSWER>"Your decision"</h2>
        <form method="post" action=action novalidate>
            <input type="hidden" name="version" value=filled.version.to_string() />
            {pressed_by_enter()}
            {declaration(&filled.no_conflict, problems)}
            {doubts(case)}
            {section_f(filled, problems)}
            <TextInput
                name="section-f-checked"
                label="Which pages or lines of Section F did you check?"
                hint="Such as “F1 to F7, pages 9 to 12”. Needed where you agree or decide a band. It is kept with the decision."
                value=filled.section_f_checked.clone()
                error=problems.of("section-f-checked")
            />
            {outcome(case, filled, problems)}
            <div class="app-when-funded">
                <h3 class="govuk-heading-s">"Only if you agree what the rules come to, or decide a band"</h3>
                {funded(funded_fields(filled), problems)}
                {earlier(&filled.earlier_ends, case.individual_award.as_ref().map(|kept| (kept, filled.individual_stays.as_str())))}
                {confirmation(&filled.confirmed, problems)}
            </div>
            <Button text="Continue" />
        </form>
    }
    .into_any()
}

/// Whether the funding secures Section F: line by line where lines are known or written down, and for all of it where the
/// profile has none.
fn section_f(filled: &ConclusionForm, problems: &Problems) -> AnyView {
    const ASKED: &str =
        "Do school contribution or place funding plus this top-up secure every line of Section F?";
    const HINT: &str = "Section F comes first. A band never limits it.";
    let is_known = !filled.known.is_empty();
    let whole = (!is_known).then(|| {
        let choices = vec![
            Choice::new("yes", "Yes, every line"),
            Choice::new("no", "No, not every line"),
        ];
        view! {
            <Radios
                name="section-f"
                legend=ASKED
                hint=HINT
                choices=choices
                value=Some(filled.section_f.clone())
                error=problems.of("section-f")
            />
        }
    });
    let said = if is_known {
        "These are the lines of provision in the profile. Add a line of Section F that is not among them."
    } else {
        "The profile has no lines of provision. You can write down the lines of Section F that you went through, one at a time; \
         one left blank is none."
    };
    let heading = if is_known {
        ASKED
    } else {
        "Line by line (optional)"
    };
    let shown = filled.lines_shown();
    let lines = (1..=shown)
        .map(|number| section_f_line(filled, number, problems))
        .collect_view();
    let more = (shown < LINES_MAX).then(|| {
        view! {
            <button
                type="submit"
                class="govuk-button govuk-button--secondary"
                data-module="govuk-button"
                name="step"
                value="line"
                formaction=format!("#{}", line_field(shown + 1))
            >
                "Add another line"
            </button>
        }
    });
    let hint = is_known.then(|| view! { <p class="govuk-hint">{HINT}</p> });
    view! {
        {whole}
        <div class="app-section-f">
            <h3 class="govuk-heading-s">{heading}</h3>
            {hint}
            <p class="govuk-body">{said}</p>
            {lines}
            {more}
        </div>
    }
    .into_any()
}

/// One line of Section F: its words, to be written where the profile does not have them, and whether it is secured.
fn section_f_line(filled: &ConclusionForm, number: usize, problems: &Problems) -> AnyView {
    let (words, secured) = (line_field(number), secured_field(number));
    let known = filled.known.get(number - 1).cloned();
    let written = known.is_none().then(|| {
        let (value, error) = (filled.of_line(&words), problems.of(&words));
        let label = format!("Line {number} of Section F");
        view! { <TextInput name=words label=label value=value error=error /> }
    });
    let legend = known.unwrap_or_else(|| format!("Is line {number} secured?"));
    let choices = SectionFAnswer::ALL
        .iter()
        .map(|answer| Choice::new(answer.code(), answer.title()))
        .collect();
    let (value, error) = (filled.of_line(&secured), problems.of(&secured));
    view! {
        {written}
        <Radios name=secured legend=legend choices=choices value=Some(value) error=error small=true inline=true />
    }
    .into_any()
}

/// What speaks against an answer off the page: no Section F to read here, and levels without evidence.
fn doubts(case: &Case) -> AnyView {
    let attached = case.extracts.iter().any(|extract| extract.file.is_some());
    let href = format!("/children/{}/extracts", case.about.child);
    let unread = (!attached).then(|| {
        let said = if case.plan.is_some() {
            "No extract of Section F is attached to the version of the plan that was read."
        } else {
            "The profile was scored without a plan, so no Section F was read."
        };
        view! {
            <WarningText text=said />
            <p class="govuk-body">
                <a class="govuk-link" href=href>"See the extracts of the child’s plans"</a>
                ", where a caseworker or the head of SEND attaches one."
            </p>
        }
    });
    let bare: Vec<String> = case
        .without_evidence()
        .map(|domain| domain.title.clone())
        .collect();
    let bare = (!bare.is_empty()).then(|| {
        let said = format!(
            "A level is given without evidence for: {}.",
            bare.join("; ")
        );
        view! { <WarningText text=said /> }
    });
    view! {
        {unread}
        {bare}
    }
    .into_any()
}

fn outcome(case: &Case, filled: &ConclusionForm, problems: &Problems) -> AnyView {
    let mut choices = Vec::new();
    if let Some(said) = agreeable(case) {
        choices.push((Choice::new("agree", format!("Agree {said}")), None));
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
    if case.rules.bands().next().is_some() {
        choices.push((
            Choice::new("override", "Decide another band"),
            Some(other_band(case, filled, problems).into_any()),
        ));
    }
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

/// What the rules came to, as far as it can be agreed: a band, or an amount where there is none.
fn agreeable(case: &Case) -> Option<String> {
    let band = case.made.band().map(|band| format!("band {band}"));
    band.or_else(|| {
        let annual = case.made.top_up_annual()?;
        Some(format!("{annual} a year, as the rules come to it"))
    })
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

fn funded_fields(filled: &ConclusionForm) -> (DateFields, Option<DateFields>, String) {
    let from = date_fields([&filled.from_day, &filled.from_month, &filled.from_year]);
    let to = date_fields([&filled.to_day, &filled.to_month, &filled.to_year]);
    (from, Some(to), filled.fte.clone())
}

/// A day as it was typed: day, month, year.
pub(in crate::pages) fn date_fields([day, month, year]: [&String; 3]) -> DateFields {
    DateFields {
        day: day.clone(),
        month: month.clone(),
        year: year.clone(),
    }
}

/// The declaration without which nobody decides.
pub(in crate::pages) fn declaration(ticked: &str, problems: &Problems) -> AnyView {
    let choices = vec![Choice::new(
        "yes",
        "I have no personal or professional interest in this child’s case",
    )];
    let values = (!ticked.is_empty()).then(|| "yes".to_owned());
    view! {
        <Checkboxes
            name="no-conflict"
            legend="Conflict of interest"
            choices=choices
            values=values.into_iter().collect()
            error=problems.of("no-conflict")
        />
    }
    .into_any()
}

/// What becomes of awards for the same days; of an amount that was agreed for this child, where there is one and the form may
/// let it go on.
pub(super) fn earlier(ends: &str, individual: Option<(&AwardVersion, &str)>) -> AnyView {
    let ticked = |sent: &str| -> Vec<String> {
        (!sent.is_empty())
            .then(|| "yes".to_owned())
            .into_iter()
            .collect()
    };
    let individual = individual.map(|(kept, stays)| {
        let hint = format!(
            "{} ends where this award begins, unless you let it go on.",
            award(kept, None)
        );
        let choices = vec![Choice::new("yes", "It goes on, and both are paid")];
        view! {
            <Checkboxes
                name="individual-stays"
                legend="The amount that was agreed for this child"
                hint=hint
                choices=choices
                values=ticked(stays)
            />
        }
    });
    let choices = vec![Choice::new(
        "yes",
        "It ends for good: nothing is paid after the last day until a new decision is made",
    )];
    view! {
        {individual}
        <Checkboxes
            name="earlier-ends"
            legend="What is funded now"
            hint="It ends where this award begins. Where you enter a last day, it goes on after it, unless you tick this."
            choices=choices
            values=ticked(ends)
        />
    }
    .into_any()
}

/// The days and the share of full time of an award; an award without a last day where none is asked.
pub(in crate::pages) fn funded(
    (from, to, fte): (DateFields, Option<DateFields>, String),
    problems: &Problems,
) -> AnyView {
    let to = to.map(|to| {
        view! {
            <DateInput
                name="to"
                legend="Last day funded (optional)"
                hint="Leave blank if it goes on"
                value=to
                error=problems.of("to")
            />
        }
    });
    view! {
        <DateInput
            name="from"
            legend="Funded from"
            hint="The first day that is paid for, such as 1 9 2026"
            value=from
            error=problems.of("from")
        />
        {to}
        <TextInput
            name="fte"
            label="Full-time equivalent (FTE)"
            hint="1 is full time. Blank counts as 1."
            value=fte
            error=problems.of("fte")
            width=4
            inputmode="decimal"
        />
    }
    .into_any()
}
