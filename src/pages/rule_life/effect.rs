//! The effect of a draft on the live cohort: what it costs, who gains and loses, from which band to which, and the alarm.

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use leptos::prelude::*;

use super::effect_tables::{groups, matrix, movements};
use super::{below_drafts, draft_address, draft_id, draft_title};
use crate::access::Action;
use crate::compare::{Comparison, Side};
use crate::components::{
    ButtonLink, Chart, Charted, Crumb, Drawing, Figure, Figures, InsetText, Measure, Series,
    SummaryList, SummaryRow, WarningText,
};
use crate::pages::words;
use crate::service::comparing::{self, Effect, File, Found, Guarded};
use crate::service::reach::allows;
use crate::service::rule_life::OpenDraft;
use crate::visit::{AppState, Page, SignedIn, Visit, WebError};

/// Answers `GET /rules/drafts/{draft}/effect`.
///
/// # Errors
/// [`WebError::Forbidden`] for whoever may not compare rules; [`WebError::NotFound`] for a draft that does not exist.
pub async fn show(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    Path(draft): Path<String>,
) -> Result<Response, WebError> {
    let writes = allows(&person.actor, Action::EditRules);
    Ok(match found(&state, &person, &draft).await? {
        Found::Effect(effect) => page(&visit, &effect, writes),
        Found::NotSound(draft) => nothing(
            &visit,
            &draft,
            "The draft’s text has a problem, so there are no rules to compare yet.",
        ),
        Found::NothingBefore(draft) => nothing(
            &visit,
            &draft,
            "No rules are in force today, so there is nothing to compare with.",
        ),
    })
}

/// Answers `GET /rules/drafts/{draft}/effect/{file}`: a table as CSV, or all of it as a workbook.
///
/// # Errors
/// As [`show`]; [`WebError::NotFound`] for a file that there is not.
pub async fn file(
    State(state): State<AppState>,
    person: SignedIn,
    Path((draft, name)): Path<(String, String)>,
) -> Result<Response, WebError> {
    let file = File::of_name(&name).ok_or(WebError::NotFound)?;
    let Found::Effect(effect) = found(&state, &person, &draft).await? else {
        return Err(WebError::NotFound);
    };
    let headers = [
        (header::CONTENT_TYPE, file.content_type().to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"effect-{}\"", file.name()),
        ),
    ];
    let bytes = comparing::file(&effect.shown, file)?;
    Ok((headers, bytes).into_response())
}

async fn found(state: &AppState, person: &SignedIn, draft: &str) -> Result<Found, WebError> {
    let rules = (state.rules, state.settings.authority.as_str());
    let (id, moment) = (draft_id(draft)?, state.clock.moment());
    Ok(comparing::effect(&state.store, rules, &person.actor, &id, moment).await?)
}

pub(super) fn path(draft: &OpenDraft) -> Vec<Crumb> {
    let mut path = below_drafts();
    path.push(Crumb::new(
        draft_title(draft),
        draft_address(&draft.line.id),
    ));
    path
}

/// Where the effect of a draft is.
pub(super) fn address(draft: &OpenDraft) -> String {
    format!("{}/effect", draft_address(&draft.line.id))
}

fn nothing(visit: &Visit, draft: &OpenDraft, why: &'static str) -> Response {
    Page::titled("Effect on the live cohort")
        .below(path(draft))
        .answer(visit, || {
            view! {
                <h1 class="govuk-heading-l">"Effect on the live cohort"</h1>
                <p class="govuk-body">{why}</p>
            }
        })
}

fn page(visit: &Visit, effect: &Effect, writes: bool) -> Response {
    let comparison = &effect.shown.comparison;
    let page = Page::titled("Effect on the live cohort").below(path(&effect.draft));
    page.answer(visit, || {
        let address = address(&effect.draft);
        let values = format!("{}/values", draft_address(&effect.draft.line.id));
        let set = (writes && effect.draft.line.stage.is_open())
            .then(|| view! { <ButtonLink href=values text="Set values to a target" /> });
        let book = format!("{address}/effect.xlsx");
        view! {
            <h1 class="govuk-heading-l">"Effect on the live cohort"</h1>
            <p class="govuk-body">
                "What the draft would give to every child with an agreed profile and a placement today, beside the rules as "
                "they are. It is an indication: no award changes by it, and amounts agreed for one child stay as they are."
            </p>
            {figures(comparison)}
            {alarm(comparison)}
            {set}
            {sides(comparison)}
            {guarded(&effect.shown)}
            {charts(&effect.shown, &address)}
            <h2 class="govuk-heading-m">"From which band to which"</h2>
            {matrix(&effect.shown)}
            {groups("By school", &comparison.by_school, &comparison.total, &format!("{address}/schools.csv"))}
            {groups("By primary need", &comparison.by_need, &comparison.total, &format!("{address}/needs.csv"))}
            {groups("By setting", &comparison.by_setting, &comparison.total, &format!("{address}/settings.csv"))}
            {(!effect.shown.is_guarded)
                .then(|| groups("By band", &comparison.by_band, &comparison.total, &format!("{address}/bands.csv")))}
            {effect.shown.shows_moves().then(|| view! {
                {movements("Largest losses", &comparison.losses, &format!("{address}/losses.csv"))}
                {movements("Largest gains", &comparison.gains, &format!("{address}/gains.csv"))}
            })}
            <p class="govuk-body"><a class="govuk-link" href=book download="">"Download all of it as a workbook"</a></p>
        }
    })
}

/// What is put together, hidden and left out for who may open no record, or is to judge some children first.
fn guarded(shown: &Guarded) -> Option<AnyView> {
    if shown.unjudged > 0 {
        let why = unjudged(shown.unjudged);
        return Some(view! { <InsetText>{why}</InsetText> }.into_any());
    }
    shown.is_guarded.then(|| {
        view! {
            <InsetText>
                "You open no child’s record, so numbers from 1 to 4 are not shown: groups that have one stand together, the \
                 matrix hides them and others until none can be worked out, and the list by band and the moves of single \
                 children are left out."
            </InsetText>
        }
        .into_any()
    })
}

/// Why a reader who opens records sees less than all.
fn unjudged(children: usize) -> String {
    let whom = match children {
        1 => "A profile of 1 child waits".to_owned(),
        many => format!("Profiles of {many} children wait"),
    };
    format!(
        "{whom} for your own judgement, and nothing is shown by which their bands and amounts could be worked out: their moves are \
         left out, with some of the smallest others, and so is the list by band; numbers from 1 to 4 are put together or hidden. \
         All of it is shown once you have judged."
    )
}

fn figures(comparison: &Comparison) -> AnyView {
    let total = &comparison.total;
    let figure = |value: String, label: &str| Figure {
        value,
        label: label.to_owned(),
        href: None,
    };
    let figures = vec![
        figure(total.before.amount.to_string(), "Top-up as it is, a year"),
        figure(total.after.amount.to_string(), "Top-up under the draft"),
        figure(comparison.change().to_string(), "Change"),
        figure(total.gain.children.to_string(), "Children gain"),
        figure(total.lose.children.to_string(), "Children lose"),
    ];
    let one_sided = total.one_sided();
    let one_sided: Vec<AnyView> = one_sided
        .into_iter()
        .map(|sentence| view! { <p class="govuk-body">{sentence}"."</p> }.into_any())
        .collect();
    view! { <Figures figures=figures /> {one_sided} }.into_any()
}

/// What is beyond its bound, as a warning; then every measure.
fn alarm(comparison: &Comparison) -> AnyView {
    let items = |raised: bool| -> Vec<AnyView> {
        let alarms = comparison
            .alarms
            .iter()
            .filter(|alarm| alarm.is_raised == raised);
        alarms
            .map(|alarm| view! { <li>{alarm.sentence()}</li> }.into_any())
            .collect()
    };
    let warning = comparison.is_alarmed().then(|| {
        view! {
            <WarningText text="The draft moves the cohort further than is expected of a change." />
            <ul class="govuk-list govuk-list--bullet">{items(true)}</ul>
        }
    });
    let calm = items(false);
    let within = (!calm.is_empty()).then(|| {
        view! {
            <h2 class="govuk-heading-m">"Within bounds"</h2>
            <ul class="govuk-list govuk-list--bullet">{calm}</ul>
        }
    });
    view! { {warning} {within} }.into_any()
}

fn sides(comparison: &Comparison) -> AnyView {
    let total = &comparison.total;
    let mut rows = Vec::new();
    for (which, side) in [
        ("As it is", &comparison.before),
        ("Draft", &comparison.after),
    ] {
        rows.push(SummaryRow::new(which, side_words(side)));
    }
    let left = comparison.left_out;
    let left_words = format!(
        "{} without a placement today, {} whose plan has ceased, {} with a plan and no agreed profile",
        left.no_placement, left.ceased, left.not_scored
    );
    let protection = format!(
        "{} for {} children",
        total.protection.amount, total.protection.children
    );
    let standing = &comparison.standing;
    let awards = format!(
        "{} for {} of these children; {} of them agreed for one child or protected, {} decided in another band",
        standing.awards.amount,
        standing.awards.children,
        standing.individual.children,
        standing.other_band
    );
    rows.push(SummaryRow::new(
        "Children compared",
        total.children.to_string(),
    ));
    rows.push(SummaryRow::new("Left out", left_words));
    rows.push(SummaryRow::new("Protection in the draft", protection));
    rows.push(SummaryRow::new("Awarded today", awards));
    let reasons: Vec<AnyView> = comparison
        .after
        .reasons
        .iter()
        .map(|(reason, children)| view! { <li>{format!("{children}: {reason}")}</li> }.into_any())
        .collect();
    let reasons = (!reasons.is_empty()).then(|| {
        view! {
            <InsetText>
                <p class="govuk-body">"Why the draft gives no result, and for how many children:"</p>
                <ul class="govuk-list govuk-list--bullet">{reasons}</ul>
            </InsetText>
        }
    });
    view! { <SummaryList rows=rows /> {reasons} }.into_any()
}

fn side_words(side: &Side) -> String {
    format!(
        "{}, identity {}, asked on {}: {} with a result, {} blocked, {} refused",
        side.reference,
        side.digest.short(),
        words::day(side.asked_on),
        side.determined,
        side.blocked,
        side.refused
    )
}

fn charts(shown: &Guarded, address: &str) -> AnyView {
    let comparison = &shown.comparison;
    let settings = &comparison.by_setting;
    let cost = Chart {
        id: "cost-by-setting",
        title: "Top-up a year by setting".to_owned(),
        summary: "What the children in each setting come to as it is and under the draft."
            .to_owned(),
        category: "Setting".to_owned(),
        categories: settings.iter().map(|group| group.title.clone()).collect(),
        series: vec![
            Series::new(
                "As it is",
                settings
                    .iter()
                    .map(|group| group.tally.before.amount.pence()),
            ),
            Series::new(
                "Draft",
                settings
                    .iter()
                    .map(|group| group.tally.after.amount.pence()),
            ),
        ],
        measure: Measure::Pence,
        missing: "None",
        csv: format!("{address}/settings.csv"),
    };
    let matrix = &comparison.matrix;
    // Two totals of each band beside a matrix with hidden numbers would tell some of them.
    let bands = (matrix.has_same_bands && !shown.hides_of_matrix()).then(|| {
        let rows = matrix.rows.iter().enumerate();
        let banded = rows.filter(|(_, ending)| ending.band().is_some());
        let (places, names): (Vec<usize>, Vec<String>) = banded
            .map(|(place, ending)| (place, ending.title()))
            .unzip();
        let before = places
            .iter()
            .map(|place| i64::from(matrix.row_total(*place)));
        let after = places
            .iter()
            .map(|place| i64::from(matrix.column_total(*place)));
        let chart = Chart {
            id: "children-by-band",
            title: "Children by band".to_owned(),
            summary: "How many children are in each band as it is and under the draft.".to_owned(),
            category: "Band".to_owned(),
            categories: names,
            series: vec![Series::new("As it is", before), Series::new("Draft", after)],
            measure: Measure::Count,
            missing: "None",
            csv: format!("{address}/matrix.csv"),
        };
        view! { <Charted chart=chart drawing=Drawing::Bars /> }
    });
    let empty = if shown.is_guarded {
        "Withheld: its small numbers could be worked out from the rest."
    } else {
        "There is nothing to show yet."
    };
    view! { <Charted chart=cost drawing=Drawing::Bars empty=empty /> {bands} }.into_any()
}
