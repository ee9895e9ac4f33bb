//! Rule sets for everyone who may read them: the list, one set in full, and the JSON from which a browser works.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use leptos::prelude::*;

use super::rule_life::{life, state_tag};
use crate::access::Action;
use crate::calendar::in_words;
use crate::components::{Cell, Column, Crumb, SummaryList, SummaryRow, Table, Tag, TagColour};
use crate::ids::{Digest, RuleSetRef};
use crate::rules::{RuleSet, Source};
use crate::service::reach::allows;
use crate::service::rule_life::{self, RuleLife, State as Standing};
use crate::visit::{AppState, Page, SignedIn, Visit, WebError};

use super::rule_contents::contents;

/// Answers `GET /rules`.
///
/// # Errors
/// [`WebError::Forbidden`].
pub async fn list(
    State(state): State<AppState>,
    visit: Visit,
    who: SignedIn,
) -> Result<Response, WebError> {
    let sets = rule_life::all(&state.store, &who.actor, state.clock.moment()).await?;
    let rows: Vec<Vec<Cell>> = sets
        .iter()
        .map(|(life, standing)| row(&state, life, *standing))
        .collect();
    let drafts = allows(&who.actor, Action::ViewRuleDrafts);
    Ok(Page::titled("Banding rules").answer(&visit, || {
        let columns = vec![
            Column::text("Scheme"),
            Column::text("Authority"),
            Column::text("Days"),
            Column::text("State"),
            Column::text("Source"),
        ];
        let drafts = drafts.then(|| {
            view! {
                <p class="govuk-body">
                    <a class="govuk-link" href="/rules/drafts">"Drafts of rules"</a>
                </p>
            }
        });
        view! {
            <h1 class="govuk-heading-l">"Banding rules"</h1>
            <p class="govuk-body">
                "A set decides on its own days and on no others, and only once it is approved here. A determination names "
                "the set that it used."
            </p>
            {drafts}
            <Table caption="Rule sets" columns=columns rows=rows />
        }
    }))
}

fn row(state: &AppState, life: &RuleLife, standing: Standing) -> Vec<Cell> {
    let (title, href) = (life.title.clone(), format!("/rules/{}", life.digest));
    let days = format!(
        "{} to {}",
        in_words(life.first_day),
        in_words(life.last_day)
    );
    let (authority, source) = match state.rules.by_digest(&life.digest) {
        Some(set) => (
            set.scheme.authority_title.clone(),
            Cell::of(provenance(set)),
        ),
        None => (
            life.reference.authority().to_owned(),
            Cell::from("Written here"),
        ),
    };
    vec![
        Cell::of(view! { <a class="govuk-link" href=href>{title}</a> }),
        Cell::from(authority),
        Cell::from(days),
        Cell::of(state_tag(standing)),
        source,
    ]
}

/// Where a set's own page is.
pub(super) fn address(set: &RuleSet) -> String {
    format!("/rules/{}", set.reference())
}

/// Whether a set is invented or published, as a tag.
pub(super) fn provenance(set: &RuleSet) -> AnyView {
    if set.scheme.invented {
        view! { <Tag text="Invented" colour=TagColour::Yellow /> }
    } else {
        view! { <Tag text="As published" colour=TagColour::Green /> }
    }
    .into_any()
}

/// Where a set's figures come from, with a link where there is an address.
pub(super) fn source(source: &Source) -> AnyView {
    let title = source.title.clone();
    let is_address = source.address.starts_with("https://");
    let named = if is_address {
        let href = source.address.clone();
        view! {
            "As published on this page: "
            <a class="govuk-link" href=href rel="noreferrer">{title}</a>
        }
        .into_any()
    } else {
        title.into_any()
    };
    let note = source.note.clone();
    let illustrative = (!source.illustrative.is_empty()).then(|| {
        let ours = source.illustrative.join("; ");
        view! { <p class="govuk-body">"Ours, to show how the scheme works, and not published: " {ours} "."</p> }
    });
    view! {
        <p class="govuk-body">{named}</p>
        {illustrative}
        {note.map(|note| view! { <p class="govuk-body">{note}</p> })}
    }
    .into_any()
}

/// Answers `GET /rules/{authority}/{first day}`.
///
/// # Errors
/// [`WebError::NotFound`] for a set that is not in the book.
pub async fn show(
    State(state): State<AppState>,
    visit: Visit,
    who: SignedIn,
    Path((authority, first_day)): Path<(String, String)>,
) -> Result<Response, WebError> {
    let reference: RuleSetRef = format!("{authority}/{first_day}")
        .parse()
        .map_err(|_| WebError::NotFound)?;
    let moment = state.clock.moment();
    let digest = rule_life::digest_of(&state.store, &who.actor, &reference, moment).await?;
    one(&state, &visit, &who, &digest).await
}

/// Answers `GET /rules/{digest}` with the page of a set, for ever under its digest, and `GET /rules/{digest}.json` with the
/// checked set without descriptors.
///
/// # Errors
/// [`WebError::NotFound`] for anything but the digest of a set that the reader may see.
pub async fn by_digest(
    State(state): State<AppState>,
    visit: Visit,
    who: SignedIn,
    Path(name): Path<String>,
    request: HeaderMap,
) -> Result<Response, WebError> {
    let of = |text: &str| Digest::parse(text).map_err(|_| WebError::NotFound);
    match name.strip_suffix(".json") {
        Some(digest) => json(&state, &who, &of(digest)?, &request).await,
        None => one(&state, &visit, &who, &of(&name)?).await,
    }
}

async fn one(
    state: &AppState,
    visit: &Visit,
    who: &SignedIn,
    digest: &Digest,
) -> Result<Response, WebError> {
    let moment = state.clock.moment();
    let told = rule_life::told(&state.store, state.rules, &who.actor, digest, moment).await?;
    let set = &told.rules;
    let title = format!("{}: {}", set.scheme.authority_title, set.scheme.title);
    let page = Page::titled(title.clone()).below(vec![Crumb::new("Banding rules", "/rules")]);
    Ok(page.answer(visit, || {
        view! {
            <h1 class="govuk-heading-l">{title}</h1>
            {facts(set, state.rules.by_digest(digest).is_some())}
            {life(&told, &who.actor)}
            {contents(set)}
        }
    }))
}

/// The set's facts; `shipped` where it is one of those that the calculator knows.
fn facts(set: &RuleSet, shipped: bool) -> AnyView {
    let scheme = &set.scheme;
    let blind = if scheme.band_blind {
        "No: the scorer sees no band until the decision"
    } else {
        "Yes"
    };
    let calculator = format!("/calculator?rules={}", set.reference());
    let rows = vec![
        SummaryRow::new("Status", provenance(set)),
        SummaryRow::new("Days", set.days_in_words()),
        SummaryRow::new("Version", scheme.version.clone()),
        SummaryRow::new("Source", source(&set.source)),
        SummaryRow::new("Does a scorer see the band?", blind),
        SummaryRow::new("Reference", set.reference().to_string()),
        SummaryRow::new(
            "Identity",
            view! { <code>{set.digest().short().to_owned()}</code> },
        ),
    ];
    let dates_note = scheme.dates_note.clone();
    view! {
        <SummaryList rows=rows />
        {dates_note.map(|note| view! { <p class="govuk-body">"About the dates: "{note}</p> })}
        {shipped.then(|| view! {
            <p class="govuk-body">
                <a class="govuk-link" href=calculator>"Try these rules in the calculator"</a>
            </p>
        })}
    }
    .into_any()
}

/// The JSON from which a browser works, to be kept for ever under its digest.
async fn json(
    state: &AppState,
    who: &SignedIn,
    digest: &Digest,
    request: &HeaderMap,
) -> Result<Response, WebError> {
    let moment = state.clock.moment();
    let told = rule_life::told(&state.store, state.rules, &who.actor, digest, moment).await?;
    let set = told.rules;
    let tag = format!("\"{digest}\"");
    let headers = [
        (
            header::CACHE_CONTROL,
            "private, max-age=31536000, immutable".to_owned(),
        ),
        (header::ETAG, tag.clone()),
        (header::CONTENT_TYPE, "application/json".to_owned()),
    ];
    let known = request
        .get(header::IF_NONE_MATCH)
        .is_some_and(|value| value.as_bytes() == tag.as_bytes());
    if known {
        return Ok((StatusCode::NOT_MODIFIED, headers).into_response());
    }
    Ok((headers, set.served_json()).into_response())
}

/// Where the JSON of a set is.
pub(super) fn json_address(set: &RuleSet) -> String {
    format!("/rules/{}.json", set.digest())
}
