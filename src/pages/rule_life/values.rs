//! Values to a target: asked for, shown beside the present ones, and written as a draft of their own.

use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;

use super::{draft_address, draft_id, effect};
use crate::access::Action;
use crate::compare::solve::{CellName, Solution, Why};
use crate::components::{
    Button, Cell, Column, Crumb, InsetText, SummaryList, SummaryRow, Table, TextInput,
};
use crate::forms::rule_values::{RuleValues, RuleValuesForm};
use crate::forms::{self, Problems};
use crate::service::comparing::{self, Solved, Wanted};
use crate::service::reach::allows;
use crate::service::rule_life::{self, OpenDraft};
use crate::visit::{AppState, FormBody, Page, SignedIn, Visit, WebError, redirect};

const TITLE: &str = "Set values to a target";

/// Answers `GET /rules/drafts/{draft}/values`.
///
/// # Errors
/// [`WebError::Forbidden`] for whoever may not edit rules; [`WebError::NotFound`] for a draft that does not exist.
pub async fn form(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    Path(draft): Path<String>,
) -> Result<Response, WebError> {
    if !allows(&person.actor, Action::EditRules) {
        return Err(WebError::Forbidden);
    }
    let draft = rule_life::open(&state.store, &person.actor, &draft_id(&draft)?).await?;
    Ok(page(
        &visit,
        &draft,
        &RuleValuesForm::default(),
        &Problems::default(),
        None,
    ))
}

/// Answers `POST /rules/drafts/{draft}/values`: shows the values that come nearest, then writes them as another draft.
///
/// # Errors
/// As [`form`].
pub async fn send(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    Path(draft): Path<String>,
    FormBody(sent): FormBody<RuleValuesForm>,
) -> Result<Response, WebError> {
    if !allows(&person.actor, Action::EditRules) {
        return Err(WebError::Forbidden);
    }
    let id = draft_id(&draft)?;
    let wanted = match forms::parse(&sent) {
        Ok(values) => wanted(&values),
        Err(problems) => {
            let draft = rule_life::open(&state.store, &person.actor, &id).await?;
            return Ok(page(&visit, &draft, &sent, &problems, None));
        }
    };
    let (rules, moment) = (
        (state.rules, state.settings.authority.as_str()),
        state.clock.moment(),
    );
    let (draft, solved) =
        comparing::values(&state.store, rules, &person.actor, &id, &wanted, moment).await?;
    let solution = match solved {
        Solved::Found(solution) => solution,
        refused => return Ok(page(&visit, &draft, &sent, &refusal(&refused), None)),
    };
    // The cohort may have changed since the values were shown: then they are shown again, and not written unseen.
    if sent.confirmed != "yes" || sent.seen != solution.cost.pounds_text() {
        return Ok(page(
            &visit,
            &draft,
            &sent,
            &Problems::default(),
            Some(&solution),
        ));
    }
    let written = comparing::write(&state.store, &person.actor, &draft, &solution, moment).await?;
    let said = "The values were written as a draft. Nothing is in force by it: look at its effect, mend its cases, and \
                propose it with its record.";
    person.leave_said(&state, said).await?;
    Ok(redirect(&draft_address(&written)))
}

fn wanted(values: &RuleValues) -> Wanted {
    Wanted {
        change: values.change,
        unit: values.unit,
        fall_percent: values.fall,
        rise_percent: values.rise,
    }
}

fn refusal(solved: &Solved) -> Problems {
    match solved {
        Solved::Unsolvable(why) => {
            let words = why.to_string();
            let mut letters = words.chars();
            let first = letters.next().map(|first| first.to_uppercase().to_string());
            Problems::one(
                "change",
                format!("{}{}", first.unwrap_or_default(), letters.as_str()),
            )
        }
        Solved::NotSound => Problems::one("", "The draft’s text has a problem: mend it first"),
        Solved::NothingBefore | Solved::Found(_) => Problems::one(
            "",
            "No rules are in force today, so there is no cost to begin from",
        ),
    }
}

fn page(
    visit: &Visit,
    draft: &OpenDraft,
    filled: &RuleValuesForm,
    problems: &Problems,
    solution: Option<&Solution>,
) -> Response {
    let mut path = effect::path(draft);
    path.push(Crumb::new(
        "Effect on the live cohort",
        effect::address(draft),
    ));
    let page = Page::titled(TITLE).below(path).with_problems(problems);
    page.answer(visit, || {
        let action = format!("{}/values", draft_address(&draft.line.id));
        let found = solution.map(|solution| found(solution, filled, &action));
        view! {
            <h1 class="govuk-heading-l">{TITLE}</h1>
            <p class="govuk-body">
                "The values of the draft’s tables that bring the live cohort nearest to what it costs under the rules as they "
                "are, and so much more or less. A higher band stays worth more than a lower one, and a value of nothing stays "
                "nothing. What is found is a proposal: it becomes a draft, which people consult on, check and approve."
            </p>
            {found}
            <form method="post" action=action.clone() novalidate>
                <TextInput name="change" label="Change of cost a year, in pounds" hint="0 for the same cost; a minus for less" value=filled.change.clone() error=problems.of("change") width=10 prefix="£" />
                <TextInput name="unit" label="Values are whole multiples of" value=filled.unit.clone() error=problems.of("unit") width=5 prefix="£" inputmode="decimal" />
                <TextInput name="fall" label="No value falls by more than, in per cent" value=filled.fall.clone() error=problems.of("fall") width=5 inputmode="decimal" />
                <TextInput name="rise" label="No value rises by more than, in per cent" value=filled.rise.clone() error=problems.of("rise") width=5 inputmode="decimal" />
                <Button text="Find the values" />
            </form>
        }
    })
}

/// The values that were found, and the way to write them.
fn found(solution: &Solution, filled: &RuleValuesForm, action: &str) -> AnyView {
    let hidden = [
        ("change", &filled.change),
        ("unit", &filled.unit),
        ("fall", &filled.fall),
        ("rise", &filled.rise),
        ("seen", &solution.cost.pounds_text()),
    ]
    .map(|(name, value)| {
        let value = value.clone();
        view! { <input type="hidden" name=name value=value /> }
    });
    let rows = vec![
        SummaryRow::new("Target", solution.goal.target.to_string()),
        SummaryRow::new("Cost at the values found", solution.cost.to_string()),
        SummaryRow::new("From the target", solution.distance().to_string()),
        SummaryRow::new(
            "Cost at the draft’s own values",
            solution.cost_now.to_string(),
        ),
        SummaryRow::new(
            "Within reach of these limits",
            format!("{} to {}", solution.lowest, solution.highest),
        ),
    ];
    let (why, values, action) = (why(solution), values(solution), action.to_owned());
    view! {
        <h2 class="govuk-heading-m">"The values found"</h2>
        <SummaryList rows=rows />
        <InsetText>{why}</InsetText>
        {values}
        <form method="post" action=action novalidate>
            {hidden.into_iter().collect_view()}
            <input type="hidden" name="confirmed" value="yes" />
            <Button text="Write these values as a new draft" />
        </form>
        <h2 class="govuk-heading-m">"Ask again"</h2>
    }
    .into_any()
}

/// What keeps the cost from the target, in sentences.
fn why(solution: &Solution) -> String {
    let names = |cells: &[CellName]| {
        let name = |cell: &CellName| format!("{} {}", cell.title, cell.band);
        cells.iter().map(name).collect::<Vec<_>>().join(", ")
    };
    let order = |cells: &[CellName]| {
        if cells.is_empty() {
            String::new()
        } else {
            format!(" Held by the order of bands: {}.", names(cells))
        }
    };
    let reason = match &solution.why {
        Why::Met => "The target is met to the penny.".to_owned(),
        Why::Steps { apart } => format!(
            "The target is not met to the penny, because values move in whole steps: what they cost together lies {apart} apart."
        ),
        Why::Lowest { at_limit, by_order } => format!(
            "The target is below what the limit on falls allows. At that limit: {}.{}",
            names(at_limit),
            order(by_order)
        ),
        Why::Highest { at_limit, by_order } => format!(
            "The target is above what the limit on rises allows. At that limit: {}.{}",
            names(at_limit),
            order(by_order)
        ),
    };
    let proof = if solution.is_proven {
        "Nothing nearer can be reached."
    } else {
        "It is not proven that nothing nearer can be reached."
    };
    format!("{reason} {proof}")
}

fn values(solution: &Solution) -> AnyView {
    let columns = vec![
        Column::text("Table"),
        Column::text("Band"),
        Column::number("Children"),
        Column::number("Draft’s value"),
        Column::number("Value found"),
    ];
    let rows = solution
        .values
        .iter()
        .map(|valued| {
            [
                valued.name.title.clone(),
                valued.name.band.to_string(),
                valued.children.to_string(),
                valued.from.to_string(),
                valued.to.to_string(),
            ]
            .map(Cell::from)
            .into()
        })
        .collect();
    view! { <Table caption="Values by table and band" columns=columns rows=rows /> }.into_any()
}
