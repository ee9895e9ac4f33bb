//! Rule sets for everyone who may read them: the list, one set in full, and the JSON from which a browser works.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use leptos::prelude::*;

use crate::access::{Action, Subject};
use crate::components::{
    Cell, Column, Crumb, Details, SummaryList, SummaryRow, Table, Tag, TagColour,
};
use crate::ids::{Digest, RuleSetRef};
use crate::rules::{AmountKind, Area, Model, PointsSource, RuleSet, Source};
use crate::service::reach::require;
use crate::visit::{AppState, Page, SignedIn, Visit, WebError};

/// Answers `GET /rules`.
///
/// # Errors
/// [`WebError::Forbidden`].
pub async fn list(
    State(state): State<AppState>,
    visit: Visit,
    who: SignedIn,
) -> Result<Response, WebError> {
    require(&who.actor, Action::ViewRules, &Subject::Anything)?;
    let rows: Vec<Vec<Cell>> = state.rules.iter().map(row).collect();
    Ok(Page::titled("Banding rules").answer(&visit, || {
        let columns = vec![
            Column::text("Scheme"),
            Column::text("Authority"),
            Column::text("In force"),
            Column::text("Source"),
        ];
        view! {
            <h1 class="govuk-heading-l">"Banding rules"</h1>
            <p class="govuk-body">
                "Each set is in force on its own days and on no others. A determination names the set that it used."
            </p>
            <Table caption="Rule sets" columns=columns rows=rows />
        }
    }))
}

fn row(set: &RuleSet) -> Vec<Cell> {
    let title = set.scheme.title.clone();
    let href = address(set);
    vec![
        Cell::of(view! { <a class="govuk-link" href=href>{title}</a> }),
        Cell::from(set.scheme.authority_title.clone()),
        Cell::from(set.days_in_words()),
        Cell::of(provenance(set)),
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
    view! {
        <p class="govuk-body">{named}</p>
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
    require(&who.actor, Action::ViewRules, &Subject::Anything)?;
    let reference: RuleSetRef = format!("{authority}/{first_day}")
        .parse()
        .map_err(|_| WebError::NotFound)?;
    let set = state
        .rules
        .named(&reference)
        .map_err(|_| WebError::NotFound)?;
    let title = format!("{}: {}", set.scheme.authority_title, set.scheme.title);
    let page = Page::titled(title.clone()).below(vec![Crumb::new("Banding rules", "/rules")]);
    Ok(page.answer(&visit, || {
        view! {
            <h1 class="govuk-heading-l">{title}</h1>
            {facts(set)}
            <h2 class="govuk-heading-m">"From needs to a band"</h2>
            {model(set)}
            {bands(set)}
            {floors(set)}
            <h2 class="govuk-heading-m">"From a band to an amount"</h2>
            {values(set)}
            {not_funded(set)}
            {set.areas.iter().map(descriptors).collect_view()}
        }
    }))
}

fn facts(set: &RuleSet) -> AnyView {
    let scheme = &set.scheme;
    let blind = if scheme.band_blind {
        "No: the scorer sees no band until the decision"
    } else {
        "Yes"
    };
    let calculator = format!("/calculator?rules={}", set.reference());
    let rows = vec![
        SummaryRow::new("Status", provenance(set)),
        SummaryRow::new("In force", set.days_in_words()),
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
        <p class="govuk-body">
            <a class="govuk-link" href=calculator>"Try these rules in the calculator"</a>
        </p>
    }
    .into_any()
}

fn model(set: &RuleSet) -> AnyView {
    match &set.model {
        Model::ScoreSum {
            points: PointsSource::Elsewhere { .. },
        } => view! {
            <p class="govuk-body">"Needs are scored elsewhere, and only the total of points is read here."</p>
        }
        .into_any(),
        Model::ScoreSum { .. } => view! {
            <p class="govuk-body">"Each level has its points. The points are added."</p>
        }
        .into_any(),
        Model::WeightedLevels { groups } => {
            let rows = groups
                .iter()
                .map(|group| {
                    let parts: Vec<String> = group
                        .domains
                        .iter()
                        .filter_map(|id| set.domain(id).map(|domain| domain.title.clone()))
                        .collect();
                    let cap = group.cap.map_or("None".to_owned(), |cap| cap.points.to_string());
                    vec![
                        Cell::from(group.title.clone()),
                        Cell::from(parts.join("; ")),
                        Cell::from(group.weight.to_string()),
                        Cell::from(cap),
                    ]
                })
                .collect();
            let columns = vec![
                Column::text("Group"),
                Column::text("Domains whose levels are added"),
                Column::number("Times"),
                Column::number("At most"),
            ];
            view! { <Table caption="Points" columns=columns rows=rows /> }.into_any()
        }
    }
}

fn bands(set: &RuleSet) -> impl IntoView + use<> {
    let rows = set
        .bands
        .iter()
        .map(|band| {
            vec![
                Cell::from(band.id.to_string()),
                Cell::from(band.from.to_string()),
                Cell::from(band.to.to_string()),
            ]
        })
        .collect();
    let columns = vec![
        Column::text("Band"),
        Column::number("From"),
        Column::number("To"),
    ];
    view! { <Table caption="Bands by score" columns=columns rows=rows /> }
}

fn floors(set: &RuleSet) -> impl IntoView + use<> {
    set.floors
        .iter()
        .map(|floor| {
            let needs: Vec<&str> = floor
                .primary_needs
                .iter()
                .map(|need| need.title())
                .collect();
            let needs = needs.join(" or ").to_ascii_lowercase();
            view! {
                <p class="govuk-body">
                    "A learner whose primary need is " {needs} " is never below band "
                    {floor.band.to_string()} ". " {floor.reason.clone()} "."
                </p>
            }
        })
        .collect_view()
}

fn values(set: &RuleSet) -> AnyView {
    let mut columns = vec![Column::text("Band")];
    columns.extend(
        set.value_tables
            .iter()
            .map(|table| Column::number(table.title.clone())),
    );
    let rows = set
        .bands
        .iter()
        .map(|band| {
            let mut cells = vec![Cell::from(band.id.to_string())];
            cells.extend(set.value_tables.iter().map(|table| {
                let amount = table.amounts.get(&band.id).map(ToString::to_string);
                Cell::from(amount.unwrap_or_default())
            }));
            cells
        })
        .collect();
    let notes = set
        .value_tables
        .iter()
        .map(|table| {
            let kind = match table.kind {
                AmountKind::NetTopUp => "the top-up",
                AmountKind::TotalWithFirst6000 => "the total with the first £6,000",
                AmountKind::TotalWithPlace => "the total with the place",
                AmountKind::UpperLimit => "the most that may be agreed",
            };
            let on_top = table.on_top_of.clone();
            let on_top = on_top.map(|what| format!(", on top of {what}"));
            view! { <li>{table.title.clone()} ": " {kind} {on_top}</li> }
        })
        .collect_view();
    view! {
        <Table caption="Amounts" columns=columns rows=rows />
        <ul class="govuk-list govuk-list--bullet">{notes}</ul>
    }
    .into_any()
}

fn not_funded(set: &RuleSet) -> impl IntoView + use<> {
    let items = set
        .not_funded
        .iter()
        .map(|entry| {
            let settings: Vec<&str> = entry
                .settings
                .iter()
                .map(|setting| setting.title())
                .collect();
            view! { <li>{settings.join(", ")} ": " {entry.note.clone()} "."</li> }
        })
        .collect_view();
    (!set.not_funded.is_empty()).then(|| {
        view! {
            <h3 class="govuk-heading-s">"Not funded by band"</h3>
            <ul class="govuk-list govuk-list--bullet">{items}</ul>
        }
    })
}

fn descriptors(area: &Area) -> AnyView {
    let domains = area
        .domains
        .iter()
        .map(|domain| {
            let levels = domain
                .levels
                .iter()
                .map(|(level, text)| {
                    view! { <div><dt>"Level " {level.to_string()}</dt><dd>{text.clone()}</dd></div> }
                })
                .collect_view();
            view! {
                <Details summary=domain.title.clone()>
                    <dl class="app-descriptors">{levels}</dl>
                </Details>
            }
        })
        .collect_view();
    view! {
        <h2 class="govuk-heading-m">{area.title.clone()}</h2>
        {domains}
    }
    .into_any()
}

/// Answers `GET /rules/{digest}.json`: the checked set without descriptors, to be kept for ever under its digest.
///
/// # Errors
/// [`WebError::NotFound`] for anything but a digest of a set in the book.
pub async fn json(
    State(state): State<AppState>,
    who: SignedIn,
    Path(name): Path<String>,
    request: HeaderMap,
) -> Result<Response, WebError> {
    require(&who.actor, Action::ViewRules, &Subject::Anything)?;
    let digest = name
        .strip_suffix(".json")
        .and_then(|digest| Digest::parse(digest).ok())
        .ok_or(WebError::NotFound)?;
    let set = state.rules.by_digest(&digest).ok_or(WebError::NotFound)?;
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
