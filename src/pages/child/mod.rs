//! A child's page: who it is, how things stand, and what has happened.

mod history;
mod money;
mod needs;
mod profile;

use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;

use super::extracts::table as extract_table;
use super::kept_back;
use super::words::{day, day_or, name_or_removed, profile_state, worth_a_year};
use crate::calendar::YearGroup;
use crate::components::{
    ButtonKind, ButtonLink, Crumb, Details, SummaryList, SummaryRow, Tag, TagColour, Timeline,
};
use crate::ids::{ChildId, LocalId};
use crate::service::child_record::{self, ChildRecord, Extract, Placement, ProfileState};
use crate::visit::{AppState, Page, SignedIn, Visit, WebError};

pub use needs::needs;
pub use profile::profile;

/// Answers `GET /children/{child}`.
///
/// # Errors
/// [`WebError::NotFound`] if there is no such child or the reader may not see it.
pub async fn show(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Path(child): Path<String>,
) -> Result<Response, WebError> {
    let child = ChildId::parse(&child).map_err(|_| WebError::NotFound)?;
    let moment = state.clock.moment();
    let record =
        child_record::open(&state.store, state.rules, &person.actor, &child, moment).await?;
    let path = vec![Crumb::new("Children", "/children")];
    // The browser keeps titles in its history: the reference stands there, not the name.
    let title = format!("Child {}", record.local_id);
    Ok(Page::titled(title)
        .below(path)
        .answer(&visit, move || content(&record)))
}

/// The path to the pages below a child's record. The reference stands there, not the name: a browser keeps it.
pub(super) fn below_record(child: &ChildId, local_id: &LocalId) -> Vec<Crumb> {
    vec![
        Crumb::new("Children", "/children"),
        Crumb::new(format!("Child {local_id}"), format!("/children/{child}")),
    ]
}

fn content(record: &ChildRecord) -> impl IntoView + use<> {
    let name = name_or_removed(record.name.as_deref());
    let timeline = history::events(record);
    let empty = timeline.is_empty();
    view! {
        <div class="app-title-row">
            <div>
                <span class="govuk-caption-l app-reference">{record.local_id.to_string()}</span>
                <h1 class="govuk-heading-l govuk-!-margin-bottom-3"><bdi>{name}</bdi></h1>
                {tags(record)}
            </div>
            {scoring_button(record)}
            {order_button(record)}
        </div>
        {record.kept_back.as_ref().map(kept_back::inset)}
        <div class="govuk-grid-row">
            <div class="govuk-grid-column-one-half">
                <h2 class="govuk-heading-m">"Who"</h2>
                <SummaryList rows=who(record) />
            </div>
            <div class="govuk-grid-column-one-half">
                <h2 class="govuk-heading-m">"Now"</h2>
                <SummaryList rows=now(record) />
            </div>
        </div>
        {kept(record)}
        {links(record)}
        {money::awards(record)}
        {money::placements(record)}
        {extracts(record)}
        <h2 class="govuk-heading-m">"History"</h2>
        {if empty {
            view! { <p class="govuk-body">"Nothing has been recorded yet."</p> }.into_any()
        } else {
            view! { <Timeline events=timeline /> }.into_any()
        }}
        {keeping(record)}
    }
}

/// Which of these facts the case system keeps, so that they are not looked for in a form here.
fn kept(record: &ChildRecord) -> impl IntoView + use<> {
    record.kept_elsewhere.as_ref().map(|kept| {
        let fields: Vec<&str> = kept.fields.iter().map(|field| field.title()).collect();
        let (title, seen) = (kept.title.clone(), day(kept.seen_on));
        view! {
            <Details summary=format!("What is kept in {title}")>
                <p class="govuk-body">
                    {fields.join(", ")} ": kept in " {title} "; change it there. The last extract with this child is of " {seen} "."
                </p>
            </Details>
        }
    })
}

/// The extracts of the plan, and where they are attached; nothing where the reader may not open them.
fn extracts(record: &ChildRecord) -> Option<AnyView> {
    if !record.sees.extracts {
        return None;
    }
    let kept: Vec<&Extract> = record.extracts.iter().collect();
    let list = if kept.is_empty() {
        view! { <p class="govuk-body">"No extract is attached."</p> }.into_any()
    } else {
        extract_table(&kept, record.sees.work, false).into_any()
    };
    let href = format!("/children/{}/extracts", record.child);
    let text = if record.sees.keeps_extracts {
        "Attach or remove extracts"
    } else {
        "See the extracts"
    };
    Some(
        view! {
            <h2 class="govuk-heading-m">"Extracts of the plan"</h2>
            {list}
            <p class="govuk-body"><a class="govuk-link" href=href>{text}</a></p>
        }
        .into_any(),
    )
}

/// What a few may do with the record itself: see who opened it, send its plan elsewhere, restrict it.
fn keeping(record: &ChildRecord) -> impl IntoView + use<> {
    let link = |path: &str, text: &'static str| {
        let href = format!("/children/{}/{path}", record.child);
        view! { <p class="govuk-body"><a class="govuk-link" href=href>{text}</a></p> }
    };
    let restriction = if record.restricted {
        "Lift the restriction"
    } else {
        "Restrict this record"
    };
    let trail = record
        .sees
        .trail
        .then(|| link("trail", "Who opened this record"));
    let is_unsent = matches!(
        record.profile_state,
        Some(ProfileState::Draft | ProfileState::SentBack)
    );
    let withdraws = (record.sees.withdraws && is_unsent).then(|| {
        link(
            "scoring/withdraw",
            "Withdraw the profile that is being scored",
        )
    });
    let held = record
        .sees
        .answers_requests
        .then(|| link("subject-access", "Answer a subject access request"));
    let sends = record
        .sees
        .sends
        .then(|| link("transfer", "Send the plan to another authority"));
    let restricts = record
        .sees
        .restricts
        .then(|| link("restriction", restriction));
    let officers = (record.sees.names_officers && record.restricted)
        .then(|| link("officers", "Name officers who work on it"));
    let conflicts = record
        .sees
        .lifts_conflicts
        .then(|| link("conflict", "Conflicts of interest"));
    view! {
        {withdraws}
        {trail}
        {held}
        {sends}
        {restricts}
        {officers}
        {conflicts}
    }
}

fn scoring_button(record: &ChildRecord) -> impl IntoView + use<> {
    if !record.sees.scores {
        return ().into_any();
    }
    let scoring = format!("/children/{}/scoring", record.child);
    let text = match record.profile_state {
        Some(ProfileState::Draft | ProfileState::SentBack) if !record.scores_it => {
            let scorer = record.scorer.as_ref();
            let name = scorer.and_then(|scorer| record.officers.get(scorer));
            let name = name.map_or("a colleague", String::as_str);
            let text = format!("Take over scoring from {name}");
            let href = format!("{scoring}/take-over");
            return view! { <ButtonLink href=href text=text kind=ButtonKind::Secondary /> }
                .into_any();
        }
        Some(ProfileState::Draft | ProfileState::SentBack) => "Continue scoring",
        Some(ProfileState::Submitted) => return ().into_any(),
        Some(ProfileState::Agreed) => "Score again",
        Some(ProfileState::Withdrawn) | None => "Start scoring",
    };
    view! { <ButtonLink href=scoring text=text /> }.into_any()
}

fn order_button(record: &ChildRecord) -> impl IntoView + use<> {
    record.sees.enters_orders.then(|| {
        let href = format!("/children/{}/tribunal-order", record.child);
        view! { <ButtonLink href=href text="Enter a tribunal’s order" kind=ButtonKind::Secondary /> }
    })
}

/// The pages below this one, by what the reader may do.
fn links(record: &ChildRecord) -> impl IntoView + use<> {
    let child = &record.child;
    let mut links = Vec::new();
    if record.sees.needs && record.has_agreed_levels && record.kept_back.is_none() {
        links.push((
            format!("/children/{child}/needs"),
            "Levels of need, and why this band",
        ));
    }
    if let Some(terms) = record.award.as_ref().filter(|_| record.sees.statements) {
        links.push((
            format!("/statements/{}", terms.decision),
            "Statement to the family about the award in force",
        ));
    }
    if record.sees.requests {
        links.push((
            format!("/children/{child}/support-request"),
            "Ask for extra support",
        ));
    }
    if record.sees.recipients {
        links.push((
            format!("/children/{child}/recipients"),
            "Who may receive statements",
        ));
    }
    let items = links
        .into_iter()
        .map(|(href, text)| view! { <li><a class="govuk-link" href=href>{text}</a></li> })
        .collect::<Vec<_>>();
    (!items.is_empty()).then(|| view! { <ul class="govuk-list app-actions">{items}</ul> })
}

fn tags(record: &ChildRecord) -> impl IntoView + use<> {
    let restricted = record
        .restricted
        .then(|| view! { <Tag text="Restricted record" colour=TagColour::Purple /> " " });
    let looked_after = record
        .looked_after
        .then(|| view! { <Tag text="Looked after" colour=TagColour::Blue /> " " });
    let profile = record.profile_state.map(|state| {
        let colour = match state {
            ProfileState::Agreed => TagColour::Green,
            ProfileState::Submitted | ProfileState::SentBack => TagColour::Yellow,
            ProfileState::Draft => TagColour::Blue,
            ProfileState::Withdrawn => TagColour::Grey,
        };
        view! { <Tag text=format!("Profile: {}", profile_state(state).to_lowercase()) colour=colour /> }
    });
    let any = record.restricted || record.looked_after || record.profile_state.is_some();
    any.then(|| view! { <p class="govuk-body govuk-!-margin-bottom-0">{restricted}{looked_after}{profile}</p> })
}

fn who(record: &ChildRecord) -> Vec<SummaryRow> {
    let year = record
        .year
        .map_or_else(|| "Not known".to_owned(), YearGroup::title);
    let mut rows = vec![
        SummaryRow::new("Birth date", day_or(record.birth_date, "Not known")),
        SummaryRow::new("Year group", year),
        SummaryRow::new(
            "UPN",
            record
                .upn
                .as_ref()
                .map_or_else(|| "None".to_owned(), ToString::to_string),
        ),
    ];
    if let Some(uln) = &record.uln {
        rows.push(SummaryRow::new("ULN", uln.to_string()));
    }
    if record.sees.needs {
        let need = record.need.map_or_else(
            || "None recorded".to_owned(),
            |need| need.title().to_owned(),
        );
        rows.push(SummaryRow::new("Primary need", need));
    }
    rows
}

fn now(record: &ChildRecord) -> Vec<SummaryRow> {
    let mut rows = vec![SummaryRow::new("Plan", plan_now(record))];
    if let Some(plan) = record.plan.as_ref().filter(|plan| plan.ceased_on.is_none()) {
        let due = plan.review_due_on;
        let overdue = due.is_some_and(|due| due < record.today);
        rows.push(SummaryRow::new(
            "Next review",
            view! {
                {day_or(due, "Not set")}
                {overdue.then(|| view! { " " <Tag text="Overdue" colour=TagColour::Red /> })}
            },
        ));
    }
    let place = record.placement.as_ref().map_or_else(
        || "None".to_owned(),
        |placement| where_at(record, placement),
    );
    rows.push(SummaryRow::new("Placement", place));
    if record.sees.awards {
        rows.push(SummaryRow::new("Band", band_now(record)));
        rows.push(SummaryRow::new("Top-up", top_up_now(record)));
    }
    rows
}

/// The band of the award in force; of a child whose first award is not made, that it is not decided.
fn band_now(record: &ChildRecord) -> String {
    let Some(terms) = &record.award else {
        return none_in_force(record).to_owned();
    };
    let now = record.award_worth.as_ref();
    let band = now.map_or(&terms.band, |worth| &worth.band);
    match (band, &terms.band) {
        (None, _) => "No band".to_owned(),
        (Some(band), Some(decided)) if band != decided => {
            format!("Band {band} (band {decided} when decided)")
        }
        (Some(band), _) => format!("Band {band}"),
    }
}

fn top_up_now(record: &ChildRecord) -> String {
    match &record.award_worth {
        Some(worth) => worth_a_year(worth, "None by band"),
        None => none_in_force(record).to_owned(),
    }
}

/// Said of the band and the amount where no award is in force.
fn none_in_force(record: &ChildRecord) -> &'static str {
    if record.awards.is_empty() {
        "Not decided yet"
    } else {
        "No award in force"
    }
}

fn plan_now(record: &ChildRecord) -> String {
    match &record.plan {
        None => "No plan".to_owned(),
        Some(plan) => match (plan.ceased_on, plan.starts_on) {
            (Some(ceased), _) => format!("Ceased on {}", day(ceased)),
            (None, Some(start)) => format!("In force since {}", day(start)),
            (None, None) => "Being drafted".to_owned(),
        },
    }
}

/// The establishment and the setting of a placement, in words.
fn where_at(record: &ChildRecord, placement: &Placement) -> String {
    let unit = match (placement.in_sen_unit, placement.in_resourced_provision) {
        (true, _) => ", SEN unit",
        (false, true) => ", resourced provision",
        (false, false) => "",
    };
    let name = placement
        .establishment
        .as_ref()
        .and_then(|id| record.establishments.get(id));
    match name {
        Some(name) => format!("{name}{unit}"),
        None => placement
            .setting_other
            .clone()
            .unwrap_or_else(|| placement.setting.title().to_owned()),
    }
}
