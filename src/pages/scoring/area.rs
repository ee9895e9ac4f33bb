//! One area of need: each domain with its levels and the evidence for the level chosen.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;

use super::super::extracts::beside;
use super::super::needs_form::{Filled, level_cards, live_result};
use super::super::{level_changes, words};
use super::conflict::{Compared, conflict};
use super::{
    ACTION, VERSION, address, band_blind_note, caption, judged, opened, opened_to_save, saved,
    tasks_address, version_field, visible_outcome,
};
use crate::answers::{AreaLevels, DAY, FTE, NEED, SETTING, level_field};
use crate::components::{Button, ButtonKind, InsetText, Select, SelectOption, TextArea, TextInput};
use crate::forms::Problems;
use crate::forms::evidence::{
    self, PIECES_MAX, PieceFields, add_action, piece_of, pieces_in, remove_action,
};
use crate::needs::{DomainId, EvidenceSource, Grounds, NeedsProfile};
use crate::rules::{Area, Domain, RuleSet};
use crate::service::scoring::{self, AreaWork, OpenScoring, Saved};
use crate::visit::{AppState, Lists, Page, SignedIn, Visit, WebError, redirect};

/// The id of the form with this area's answers.
const FORM: &str = "area";

/// Answers `GET /scoring/{profile}/{area}`.
///
/// # Errors
/// [`WebError::NotFound`] for anything but the person's own draft and an area of its rules.
pub async fn show(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    Path((profile, area)): Path<(String, String)>,
) -> Result<Response, WebError> {
    let open = opened(&state, &person, &profile).await?;
    let today = state.clock.moment().today;
    if open.rules.inputs().are_judged() && area == judged::PART {
        return Ok(judged::show(&visit, &open, today));
    }
    let area = area_of(&open, &area)?;
    let levels = saved(&open, today);
    let evidence = evidence::saved_fields(&open.scoring.needs);
    let filled = |field: &str| levels(field).or_else(|| evidence.get(field).cloned());
    let shown = Shown {
        version: open.version,
        today,
    };
    Ok(page(
        &visit,
        &open,
        area,
        &filled,
        &Problems::default(),
        shown,
    ))
}

fn area_of<'open>(open: &'open OpenScoring, id: &str) -> Result<&'open Area, WebError> {
    let found = open.rules.areas.iter().find(|area| area.id.as_str() == id);
    found.ok_or(WebError::NotFound)
}

/// Answers `POST /scoring/{profile}/{area}`.
///
/// # Errors
/// As [`show`].
pub async fn save(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    Path((profile, area)): Path<(String, String)>,
    sent: Lists,
) -> Result<Response, WebError> {
    let open = opened_to_save(&state, &person, &profile).await?;
    if open.rules.inputs().are_judged() && area == judged::PART {
        return judged::save(&state, &visit, &person, &open, &sent).await;
    }
    let area = area_of(&open, &area)?;
    let filled = |field: &str| sent.first(field).map(str::to_owned);
    if open.with_colleague.is_some() {
        return Ok(lost(&visit, &open, area, &filled));
    }
    let shown = Shown {
        version: sent
            .first(VERSION)
            .and_then(|text| text.parse().ok())
            .unwrap_or(0),
        today: state.clock.moment().today,
    };
    let action = sent.first(ACTION).unwrap_or("continue");
    if let Some(fields) = pieces_changed(area, &filled, action) {
        let filled = |field: &str| fields.get(field).cloned();
        return Ok(page(
            &visit,
            &open,
            area,
            &filled,
            &Problems::default(),
            shown,
        ));
    }
    let (work, problems) = read(area, &filled, action == "continue");
    if !problems.is_empty() || action == "preview" {
        return Ok(page(&visit, &open, area, &filled, &problems, shown));
    }
    let draft = (&open.profile, shown.version);
    let moment = state.clock.moment();
    let done = scoring::save_area(
        &state.store,
        state.rules,
        &person.actor,
        draft,
        &area.id,
        &work,
        moment,
    )
    .await?;
    match done {
        Saved::Done => Ok(redirect(&next(&open, area, action))),
        Saved::Lost(now) => Ok(lost(&visit, &now, area, &filled)),
    }
}

/// What was typed, with a piece of evidence more or less, where the button that was pressed does that: nothing is saved then.
pub(in crate::pages) fn pieces_changed(
    area: &Area,
    filled: &Filled<'_>,
    action: &str,
) -> Option<BTreeMap<String, String>> {
    let domains = area.domains.iter().map(|domain| &domain.id);
    evidence::with_pieces_changed(domains, filled, action)
}

/// The area's work, and what is wrong with it. Whoever comes back later may leave levels open.
pub(in crate::pages) fn read(
    area: &Area,
    filled: &Filled<'_>,
    whole: bool,
) -> (AreaWork, Problems) {
    let read = AreaLevels::read(&area.domains, filled);
    let mut problems = Problems::default();
    let open = read.unanswered.iter().filter(|_| whole);
    for gap in read.wrong.iter().chain(open) {
        problems.add(gap.field.clone(), gap.message.clone());
    }
    let ids = area.domains.iter().map(|domain| &domain.id);
    let evidence = match evidence::parse(ids, filled) {
        Ok(evidence) => evidence,
        Err(wrong) => {
            for problem in wrong.iter() {
                problems.add(problem.field.clone(), problem.message.clone());
            }
            Default::default()
        }
    };
    let work = AreaWork {
        levels: read.levels,
        unevidenced: read.unevidenced,
        evidence,
    };
    (work, in_page_order(area, problems))
}

/// The problems as the page shows their fields, domain by domain.
fn in_page_order(area: &Area, problems: Problems) -> Problems {
    let mut ordered = Problems::default();
    for domain in &area.domains {
        let level = level_field(&domain.id);
        let pieces = (1..=PIECES_MAX).map(|piece| PieceFields::of(&domain.id, piece));
        let pieces: Vec<PieceFields> = pieces.collect();
        let fields =
            std::iter::once(level.as_str()).chain(pieces.iter().flat_map(PieceFields::all));
        for field in fields {
            if let Some(message) = problems.of(field) {
                ordered.add(field.to_owned(), message);
            }
        }
    }
    ordered
}

/// Where the person goes on: the next area, or the list.
fn next(open: &OpenScoring, area: &Area, action: &str) -> String {
    if action == "later" {
        return tasks_address(open);
    }
    let mut after = open
        .rules
        .areas
        .iter()
        .skip_while(|known| known.id != area.id)
        .skip(1);
    let next = after.next().map(|next| address(open, next.id.as_str()));
    next.unwrap_or_else(|| tasks_address(open))
}

fn lost(visit: &Visit, now: &OpenScoring, area: &Area, mine: &Filled<'_>) -> Response {
    let mut rows = Vec::new();
    let mut fields = Vec::new();
    for domain in &area.domains {
        let id = &domain.id;
        let own = AreaLevels::read(std::slice::from_ref(domain), mine);
        let own = NeedsProfile::of_levels(own.levels).with_unevidenced(own.unevidenced);
        rows.push(Compared::new(
            domain.title.clone(),
            words::level_said(&now.scoring.needs, id),
            words::level_said(&own, id),
        ));
        let known = now.scoring.needs.evidence().get(id);
        let quoted = known.into_iter().flat_map(Grounds::iter);
        let quoted: Vec<&str> = quoted.map(|one| one.quotation.as_str()).collect();
        let pieces: Vec<PieceFields> = (1..=pieces_in(id, mine))
            .map(|piece| PieceFields::of(id, piece))
            .collect();
        let sent = pieces.iter().filter_map(|fields| mine(&fields.quotation));
        let sent: Vec<String> = sent.filter(|words| !words.trim().is_empty()).collect();
        rows.push(Compared::new(
            format!("{}: words relied on", domain.title),
            quoted.join("; "),
            sent.join("; "),
        ));
        let level = level_field(id);
        let sent = std::iter::once(level.as_str()).chain(pieces.iter().flat_map(PieceFields::all));
        fields.extend(sent.filter_map(|field| Some((field.to_owned(), mine(field)?))));
    }
    conflict(visit, now, area.id.as_str(), rows, fields)
}

/// The version and the day of a page.
#[derive(Clone, Copy)]
struct Shown {
    version: i64,
    today: crate::calendar::Date,
}

fn page(
    visit: &Visit,
    open: &OpenScoring,
    area: &Area,
    filled: &Filled<'_>,
    problems: &Problems,
    shown: Shown,
) -> Response {
    let elsewhere = saved(open, shown.today);
    let all = |field: &str| {
        let own = area
            .domains
            .iter()
            .any(|domain| level_field(&domain.id) == field);
        if own { filled(field) } else { elsewhere(field) }
    };
    let outcome = visible_outcome(open, &all);
    let mut page = Page::titled(area.title.clone())
        .back(tasks_address(open), "Back to the list")
        .with_problems(problems);
    if outcome.is_some() {
        page = page.with_island();
    }
    page.answer(visit, || {
        let domains = area.domains.iter().map(|domain| one(domain, Some(&open.rules), last_agreed(open, domain), filled, problems)).collect_view();
        let preview = outcome.is_some().then(|| {
            view! { <Button text="Work out the band" kind=ButtonKind::Secondary name=ACTION value="preview" /> }
        });
        let result = outcome.map(|outcome| {
            view! {
                <div class="app-calculator__result">
                    {rest(open, area, &elsewhere)}
                    {live_result(&open.rules, "area rest", outcome)}
                </div>
            }
        });
        let grid = if result.is_some() { "app-calculator" } else { "" };
        view! {
            {caption(open)}
            <h1 class="govuk-heading-l">{area.title.clone()}</h1>
            {band_blind_note(open)}
            <p class="govuk-body">
                "Choose the level that fits best on most days, with the aids that the learner really uses. Then say what it rests on."
            </p>
            {beside(&open.extracts, "Extracts of the plan, to read beside this page:")}
            <div class=grid>
                <form id=FORM method="post" action=address(open, area.id.as_str()) novalidate>
                    {version_field(shown.version)}
                    {pressed_by_enter()}
                    {domains}
                    <div class="app-actions">
                        <Button text="Save and continue" name=ACTION value="continue" />
                        <Button text="Save and come back later" kind=ButtonKind::Secondary name=ACTION value="later" />
                        {preview}
                    </div>
                </form>
                {result}
            </div>
        }
    })
}

/// The answers of the other parts, for the island to read beside this area's.
fn rest(open: &OpenScoring, area: &Area, saved: &Filled<'_>) -> impl IntoView + use<> {
    let others = open.rules.areas.iter().filter(|other| other.id != area.id);
    let levels = others
        .flat_map(|other| &other.domains)
        .map(|domain| level_field(&domain.id));
    let names = [DAY, SETTING, NEED, FTE]
        .map(str::to_owned)
        .into_iter()
        .chain(levels);
    let fields: Vec<_> = names
        .filter_map(|name| saved(&name).map(|value| (name, value)))
        .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
        .collect();
    view! { <form id="rest" hidden>{fields}</form> }
}

/// The level agreed last, where this scoring began with it.
fn last_agreed(open: &OpenScoring, domain: &Domain) -> Option<AnyView> {
    let last = open.started_from.as_ref()?;
    let level = last.needs.level(&domain.id);
    let sentence = format!(
        "{}: last agreed on {}: {}",
        domain.title,
        words::day(last.on),
        level_changes::level(level).to_lowercase()
    );
    Some(view! { <InsetText>{sentence}</InsetText> }.into_any())
}

/// The questions about one domain, its level and what that rests on, below what was known `before`. Where `rules` are
/// given, “not enough evidence” is an answer too.
pub(in crate::pages) fn one(
    domain: &Domain,
    rules: Option<&RuleSet>,
    before: Option<AnyView>,
    filled: &Filled<'_>,
    problems: &Problems,
) -> AnyView {
    let id = &domain.id;
    let count = pieces_in(id, filled);
    let pieces = (1..=count)
        .map(|piece| one_piece(domain, (piece, count), filled, problems))
        .collect_view();
    let add = (count < PIECES_MAX).then(|| {
        let place = format!("#{}", piece_id(id, count + 1));
        piece_button(
            "Add another piece of evidence",
            &domain.title,
            add_action(id),
            place,
        )
    });
    view! {
        <section class="app-domain">
            {before}
            {level_cards(domain, rules, filled, problems)}
            {pieces}
            {add}
        </section>
    }
    .into_any()
}

/// The fields of one of so many pieces of evidence.
fn one_piece(
    domain: &Domain,
    (piece, count): (usize, usize),
    filled: &Filled<'_>,
    problems: &Problems,
) -> AnyView {
    let id = &domain.id;
    let mut sources = vec![SelectOption::new("", "Select where")];
    sources.extend(
        EvidenceSource::ALL
            .iter()
            .map(|source| SelectOption::new(source.code(), source.title())),
    );
    let fields = PieceFields::of(id, piece);
    let [source_value, report_value, page_value, quotation_value] =
        fields.all().map(|field| filled(field).unwrap_or_default());
    let [source_error, report_error, page_error, quotation_error] =
        fields.all().map(|field| problems.of(field));
    let heading = match count {
        1 => format!("Evidence for {}", domain.title),
        _ => format!("Evidence for {}, piece {piece} of {count}", domain.title),
    };
    let remove = (count > 1).then(|| {
        let which = format!("piece {piece} for {}", domain.title);
        let place = format!("#{}", piece_id(id, 1));
        piece_button("Remove", &which, remove_action(id, piece), place)
    });
    view! {
        <fieldset class="govuk-fieldset app-evidence" id=piece_id(id, piece)>
            <legend class="govuk-fieldset__legend govuk-fieldset__legend--s">{heading}</legend>
            <div class="app-evidence__place">
                <Select name=fields.source label="Where it is" options=sources value=source_value error=source_error />
                <div class="app-evidence__report">
                    <TextInput
                        name=fields.report
                        label="Name of the report"
                        hint="Only where it is a report: who wrote it, and when"
                        value=report_value
                        error=report_error
                        width=30
                    />
                </div>
                <TextInput name=fields.page label="Page or paragraph" value=page_value error=page_error width=20 />
            </div>
            <TextArea name=fields.quotation label="Words relied on" value=quotation_value error=quotation_error rows=3 />
            {remove}
        </fieldset>
    }
    .into_any()
}

/// Where a piece of evidence is on the page.
fn piece_id(domain: &DomainId, piece: usize) -> String {
    format!("evidence-{}", piece_of(domain, piece))
}

/// A button that changes how many pieces there are. It saves nothing, and the page comes back at `place`.
fn piece_button(text: &'static str, which: &str, value: String, place: String) -> AnyView {
    let which = format!(" ({which})");
    view! {
        <button
            type="submit"
            class="govuk-button govuk-button--secondary app-evidence__button"
            data-module="govuk-button"
            name=ACTION
            value=value
            formaction=place
        >
            {text}
            <span class="govuk-visually-hidden">{which}</span>
        </button>
    }
    .into_any()
}

/// The button that Enter in a field presses, which else would be the first on the page: one that adds or removes evidence.
pub(in crate::pages) fn pressed_by_enter() -> AnyView {
    view! {
        <button type="submit" class="app-pressed-by-enter" tabindex="-1" aria-hidden="true" name=ACTION value="continue"></button>
    }
    .into_any()
}
