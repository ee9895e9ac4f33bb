//! One area of need: each domain with its levels and the evidence for the level chosen.

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
use crate::forms::evidence::{self, page_field, quotation_field, report_field, source_field};
use crate::needs::{Evidence, EvidenceSource, NeedsProfile};
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
    let filled = |field: &str| levels(field).or_else(|| saved_evidence(&open, area, field));
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

fn saved_evidence(open: &OpenScoring, area: &Area, field: &str) -> Option<String> {
    area.domains.iter().find_map(|domain| {
        let known: &Evidence = open.scoring.needs.evidence().get(&domain.id)?;
        if field == source_field(&domain.id) {
            Some(known.source.code().to_owned())
        } else if field == report_field(&domain.id) {
            known.report.clone()
        } else if field == page_field(&domain.id) {
            known.page.clone()
        } else if field == quotation_field(&domain.id) {
            Some(known.quotation.clone())
        } else {
            None
        }
    })
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
        let id = &domain.id;
        for field in [
            level_field(id),
            source_field(id),
            report_field(id),
            page_field(id),
            quotation_field(id),
        ] {
            if let Some(message) = problems.of(&field) {
                ordered.add(field, message);
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
        let quoted = known
            .map(|known| known.quotation.clone())
            .unwrap_or_default();
        let sent = mine(&quotation_field(id)).unwrap_or_default();
        rows.push(Compared::new(
            format!("{}: words relied on", domain.title),
            quoted,
            sent,
        ));
        for field in [
            level_field(id),
            source_field(id),
            report_field(id),
            page_field(id),
            quotation_field(id),
        ] {
            if let Some(value) = mine(&field) {
                fields.push((field, value));
            }
        }
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
    let mut sources = vec![SelectOption::new("", "Select where")];
    sources.extend(
        EvidenceSource::ALL
            .iter()
            .map(|source| SelectOption::new(source.code(), source.title())),
    );
    let value = |field: &str| filled(field).unwrap_or_default();
    let (source, page, quotation) = (source_field(id), page_field(id), quotation_field(id));
    let [source_value, page_value, quotation_value] =
        [&source, &page, &quotation].map(|field| value(field));
    let [source_error, page_error, quotation_error] =
        [&source, &page, &quotation].map(|field| problems.of(field));
    let report = report_field(id);
    let (report_value, report_error) = (value(&report), problems.of(&report));
    let heading = format!("Evidence for {}", domain.title);
    view! {
        <section class="app-domain">
            {before}
            {level_cards(domain, rules, filled, problems)}
            <fieldset class="govuk-fieldset app-evidence">
                <legend class="govuk-fieldset__legend govuk-fieldset__legend--s">{heading}</legend>
                <div class="app-evidence__place">
                    <Select name=source label="Where it is" options=sources value=source_value error=source_error />
                    <div class="app-evidence__report">
                        <TextInput
                            name=report
                            label="Name of the report"
                            hint="Only where it is a report: who wrote it, and when"
                            value=report_value
                            error=report_error
                            width=30
                        />
                    </div>
                    <TextInput name=page label="Page or paragraph" value=page_value error=page_error width=20 />
                </div>
                <TextArea name=quotation label="Words relied on" value=quotation_value error=quotation_error rows=3 />
            </fieldset>
        </section>
    }
    .into_any()
}
