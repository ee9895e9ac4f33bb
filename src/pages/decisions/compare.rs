//! The officer's first judgement of a profile, and then the profile beside the previous one and those most like it.

use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;

use super::super::{besides_levels, level_changes, words};
use super::case::opened;
use super::conflict::way_out;
use super::lost::lost;
use crate::components::{
    Button, ButtonLink, Cell, Choice, Column, Crumb, InsetText, Radios, SummaryList, SummaryRow,
    Table, TextArea,
};
use crate::forms::first_judgement::FirstJudgementForm;
use crate::forms::{self, Problems};
use crate::ids::ProfileId;
use crate::service::deciding::{self, Case, Comparison, FirstJudgement, Similar, Stage};
use crate::visit::{AppState, FormBody, Page, SignedIn, Visit, WebError, redirect};

/// Answers `GET /decisions/{profile}/compare`: the question first, then the comparison.
///
/// # Errors
/// [`WebError::NotFound`] for a profile that the reader may not see; [`WebError::Forbidden`] before the decision for who
/// may not decide on it.
pub async fn show(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    Path(profile): Path<String>,
) -> Result<Response, WebError> {
    let id = ProfileId::parse(&profile).map_err(|_| WebError::NotFound)?;
    let moment = state.clock.moment();
    let (case, comparison) =
        deciding::compare(&state.store, state.rules, &person.actor, &id, moment).await?;
    Ok(match comparison {
        Some(comparison) => comparison_page(&visit, &case, &comparison),
        None => {
            let blank = FirstJudgementForm::of(case.version.number);
            question_page(&visit, &case, &blank, &Problems::default())
        }
    })
}

/// Answers `POST /decisions/{profile}/compare`: keeps the first judgement.
///
/// # Errors
/// As [`show`].
pub async fn judge(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    Path(profile): Path<String>,
    FormBody(sent): FormBody<FirstJudgementForm>,
) -> Result<Response, WebError> {
    let case = opened(&state, &person, &profile).await?;
    if !case.may_decide {
        return Err(WebError::Forbidden);
    }
    let (fits, said) = match forms::parse(&sent) {
        Ok(read) => read,
        Err(problems) => return Ok(question_page(&visit, &case, &sent, &problems)),
    };
    let moment = state.clock.moment();
    let seen = (&case.profile, sent.version);
    let judgement = (fits, said.as_str());
    let store = &state.store;
    let kept = deciding::judge(store, state.rules, &person.actor, seen, judgement, moment).await?;
    if !kept {
        let now = opened(&state, &person, &profile).await?;
        let fits = if fits {
            "The levels follow from the evidence"
        } else {
            "Some levels should be set otherwise"
        };
        let sent = vec![("First judgement", fits.to_owned()), ("Why", said)];
        return lost((&state, &person, &visit), &now, sent).await;
    }
    Ok(redirect(&format!("/decisions/{}/compare", case.profile)))
}

fn below(case: &Case, title: &str) -> Page {
    Page::titled(title).below(vec![
        Crumb::new("Decisions", "/decisions"),
        Crumb::new("The profile", format!("/decisions/{}", case.profile)),
    ])
}

fn question_page(
    visit: &Visit,
    case: &Case,
    filled: &FirstJudgementForm,
    problems: &Problems,
) -> Response {
    let title = "Judge first, then compare";
    below(case, title)
        .with_problems(problems)
        .answer(visit, || {
            view! {
                {words::about_child(&case.about)}
                <h1 class="govuk-heading-l">{title}</h1>
                {question(case, filled, problems)}
                {way_out(&case.about.child)}
            }
        })
}

/// What an officer is asked before the band and anything to compare with are shown.
pub(super) fn question(case: &Case, filled: &FirstJudgementForm, problems: &Problems) -> AnyView {
    let choices = vec![
        Choice::new("yes", "Yes"),
        Choice::new("no", "No, I would set some levels otherwise"),
    ];
    let action = format!("/decisions/{}/compare", case.profile);
    view! {
        <p class="govuk-body">
            "Say what you make of the levels and the evidence alone. Then you see the indicative band, the child’s previous \
             profile and the profiles of other children most like this one, and decide. Your judgement is kept as you first \
             gave it."
        </p>
        <form method="post" action=action novalidate>
            <input type="hidden" name="version" value=filled.version.to_string() />
            <Radios
                name="fits"
                legend="Do the levels follow from the evidence?"
                choices=choices
                value=Some(filled.fits.clone())
                error=problems.of("fits")
            />
            <TextArea
                name="words"
                label="If not, which levels, and why?"
                value=filled.words.clone()
                error=problems.of("words")
                rows=4
            />
            <Button text="Keep and compare" />
        </form>
    }
    .into_any()
}

fn comparison_page(visit: &Visit, case: &Case, comparison: &Comparison) -> Response {
    let title = "This profile beside others";
    // The reference and no name: whoever compares looks at levels.
    let reference = case.about.local_id.to_string();
    below(case, title).answer(visit, || {
        view! {
            <span class="govuk-caption-l app-reference">{reference}</span>
            <h1 class="govuk-heading-l">{title}</h1>
            {comparison.judgement.as_ref().map(judged)}
            <h2 class="govuk-heading-m">"The child’s previous profile"</h2>
            {previous(case, comparison)}
            <h2 class="govuk-heading-m">"Other children’s profiles most like it"</h2>
            {similar(case, &comparison.similar)}
            {(case.may_decide && case.stage == Stage::Waiting).then(|| {
                let href = format!("/decisions/{}", case.profile);
                view! { <ButtonLink text="Go on to decide" href=href /> }
            })}
        }
    })
}

fn judged(judgement: &FirstJudgement) -> impl IntoView + use<> {
    let verdict = if judgement.fits {
        "The levels follow from the evidence"
    } else {
        "Some levels should be otherwise"
    };
    let mut rows = vec![SummaryRow::new("Your first judgement", verdict)];
    if !judgement.words.is_empty() {
        rows.push(SummaryRow::new("In your words", judgement.words.clone()));
    }
    view! { <SummaryList rows=rows /> }
}

fn previous(case: &Case, comparison: &Comparison) -> AnyView {
    let Some((last, band)) = &comparison.previous else {
        return view! { <InsetText>"No profile of this child was agreed before."</InsetText> }
            .into_any();
    };
    let decided = band
        .as_ref()
        .map(|band| format!("Band {band} was decided on it."));
    let on = words::day(last.on);
    let caption = format!("Levels agreed on {on} and now");
    let besides = format!("What else was said on {on} and now");
    let both = (&last.needs, &case.version.needs);
    view! {
        <p class="govuk-body">{decided}</p>
        {level_changes::table(caption, both, &case.rules)}
        {besides_levels::changes(besides, both, &case.rules)}
    }
    .into_any()
}

fn similar(case: &Case, others: &[Similar]) -> AnyView {
    if case.rules.domains().next().is_none() {
        return view! { <InsetText>"These rules judge no levels, by which profiles are likened."</InsetText> }
            .into_any();
    }
    if others.is_empty() {
        return view! { <InsetText>"No other profile was decided under these rules yet."</InsetText> }
            .into_any();
    }
    let mut columns = vec![Column::text("Domain"), Column::text("This profile")];
    columns.extend((1..=others.len()).map(|number| Column::text(format!("Similar {number}"))));
    let mut rows: Vec<Vec<Cell>> = case
        .rules
        .domains()
        .map(|domain| {
            let mut cells = vec![
                Cell::from(domain.title.clone()),
                Cell::from(level_changes::level(case.version.needs.level(&domain.id))),
            ];
            let levels = others.iter().map(|other| other.needs.level(&domain.id));
            cells.extend(levels.map(|level| Cell::from(level_changes::level(level))));
            cells
        })
        .collect();
    rows.push(facts_row(
        "Scored for",
        case.context.setting.title(),
        others,
        |other| {
            other
                .setting
                .map_or_else(String::new, |setting| setting.title().to_owned())
        },
    ));
    rows.push(facts_row("Levels apart", "", others, |other| {
        other.levels_apart.to_string()
    }));
    rows.push(facts_row(
        "Band decided",
        "Not decided here",
        others,
        |other| {
            other
                .band
                .as_ref()
                .map_or_else(|| "No band".to_owned(), ToString::to_string)
        },
    ));
    view! {
        <p class="govuk-body">
            "They are the nearest among the newest 500 decisions under the same rules. Nothing says whose they are. Of restricted \
             records there are only those that you may open."
        </p>
        <Table caption="The most alike, the nearest first" columns=columns rows=rows />
    }
    .into_any()
}

/// A row with one fact of each profile.
fn facts_row(
    title: &'static str,
    own: &'static str,
    others: &[Similar],
    fact: impl Fn(&Similar) -> String,
) -> Vec<Cell> {
    let facts = others.iter().map(|other| Cell::from(fact(other)));
    [Cell::from(title), Cell::from(own)]
        .into_iter()
        .chain(facts)
        .collect()
}
