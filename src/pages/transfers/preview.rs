//! What would come of a package: who signed it, whose record it goes to, what is carried and what is not.

use axum::response::Response;
use leptos::prelude::*;

use super::key_facts;
use crate::components::{
    Button, Checkboxes, Choice, Crumb, Details, InsetText, SummaryList, SummaryRow, TextInput,
    WarningText,
};
use crate::forms::Problems;
use crate::needs::{Evidence, Grounds};
use crate::pages::words::{day, day_or, evidence_said};
use crate::service::Moment;
use crate::service::transfer::{DraftFound, KeyFound, NotCarried, PlanFound, Preview, WhoseRecord};
use crate::transfer::{PlaceFacts, ProfileFacts};
use crate::visit::{Page, Visit};

/// The field of the package itself.
pub(super) const PACKAGE: &str = "package";

/// The field of the reference of a new record.
pub(super) const REFERENCE: &str = "reference";

/// The field that says that the fingerprint was compared.
pub(super) const COMPARED: &str = "compared";

/// The page; `sealed` is the package for the form to send again, `typed` the reference and whether the box is ticked.
pub(super) fn preview(
    visit: &Visit,
    found: &Preview,
    sealed: String,
    (reference, compared): (&str, bool),
    problems: &Problems,
) -> Response {
    let path = vec![Crumb::new(
        "Plans from and to other authorities",
        "/transfers",
    )];
    let page = Page::titled("Check a package")
        .below(path)
        .with_problems(problems);
    page.answer(visit, || {
        view! {
            <div class="govuk-grid-row">
                <div class="govuk-grid-column-two-thirds">
                    <h1 class="govuk-heading-l">"Check a package"</h1>
                    {sender(found)}
                    <h2 class="govuk-heading-m">"What would be made"</h2>
                    <SummaryList rows=made(found) />
                    {not_carried(found)}
                    {found.contents.profile.as_ref().map(profile)}
                    <form method="post" enctype="multipart/form-data" action="/transfers/receive/confirm" novalidate>
                        <input type="hidden" name=PACKAGE value=sealed />
                        {new_reference(found, reference, problems)}
                        {compare(found, compared, problems)}
                        <Button text="Take it in" />
                    </form>
                    <p class="govuk-body"><a class="govuk-link" href="/transfers">"Leave it: nothing is kept"</a></p>
                </div>
            </div>
        }
    })
}

fn sender(found: &Preview) -> impl IntoView + use<> {
    let contents = &found.contents;
    let rows = vec![
        SummaryRow::new(
            "From",
            format!("{} ({})", contents.from.name, contents.from.code),
        ),
        SummaryRow::new(
            "For",
            format!("{} ({})", contents.to.name, contents.to.code),
        ),
        SummaryRow::new("Made on", day(Moment::of(contents.made_at).today)),
    ];
    let known = match found.key {
        KeyFound::Known => view! {
            <InsetText>"It is signed by the key that is kept here for this authority, and was not changed since."</InsetText>
        }
        .into_any(),
        KeyFound::Unknown => view! {
            <WarningText text="It was not changed since it was signed, but no key of this authority is kept here: anybody could have signed it in that name." />
        }
        .into_any(),
    };
    view! {
        <SummaryList rows=rows />
        {known}
        {key_facts(&found.public_key)}
    }
}

fn made(found: &Preview) -> Vec<SummaryRow> {
    let contents = &found.contents;
    let child = &contents.child;
    let name = format!("{} {}", child.forename, child.surname);
    let record = match &found.record {
        WhoseRecord::New(_) => "A new record".to_owned(),
        WhoseRecord::Here { local_id, .. } => {
            format!("{local_id}, which has the same pupil or learner number")
        }
    };
    let plan = match found.plan {
        PlanFound::New(1) => "A new plan with one version".to_owned(),
        PlanFound::New(versions) => format!("A new plan with {versions} versions"),
        PlanFound::OpenHere => "None: a plan is open here already, and stays as it is".to_owned(),
    };
    let mut rows = vec![
        SummaryRow::new("Child", name),
        SummaryRow::new("Birth date", day_or(child.birth_date, "Not known")),
        SummaryRow::new("Record", record),
    ];
    if let WhoseRecord::Here { otherwise, .. } = &found.record
        && !otherwise.is_empty()
    {
        let differ = format!("{}. The record here stays as it is", otherwise.join(", "));
        rows.push(SummaryRow::new("The package says otherwise", differ));
    }
    if found.restricts {
        let words = match found.record {
            WhoseRecord::New(_) => "The record will be restricted, as it is there",
            WhoseRecord::Here { .. } => "The record here becomes restricted, as it is there",
        };
        rows.push(SummaryRow::new("Restriction", words));
    }
    rows.push(SummaryRow::new("Plan", plan));
    rows.push(SummaryRow::new("Needs", needs(found)));
    let placed = contents.placement.as_ref();
    let placed = placed.map_or_else(|| "Nowhere".to_owned(), |at| place(&at.at));
    rows.push(SummaryRow::new("Placement there, for information", placed));
    rows.push(SummaryRow::new("Profile", draft(&found.draft)));
    rows
}

/// The needs of the newest version, the primary first.
fn needs(found: &Preview) -> String {
    let newest = found.contents.plan.versions.last();
    let needs = newest.map(|newest| newest.needs.iter().map(|need| need.title()).collect());
    let needs: Vec<&str> = needs.unwrap_or_default();
    if needs.is_empty() {
        return "None recorded".to_owned();
    }
    needs.join("; ")
}

fn place(at: &PlaceFacts) -> String {
    let setting = at.setting.title();
    match &at.name {
        Some(name) => format!("{name}, {setting}"),
        None => at
            .setting_other
            .clone()
            .unwrap_or_else(|| setting.to_owned()),
    }
}

fn draft(draft: &DraftFound) -> String {
    match draft {
        DraftFound::Draft {
            levels, evidence, ..
        } => format!(
            "A draft of yours: levels carried: {levels}; evidence carried: {evidence}. You check each before you send it"
        ),
        DraftFound::NoProfile => "None: no profile was agreed there".to_owned(),
        DraftFound::NoRules => "None: no rule set is in force here today".to_owned(),
        DraftFound::Underway => {
            "None: another profile of this child is not decided here yet".to_owned()
        }
        DraftFound::NotScored => {
            "None: a draft is made for a caseworker who scores this child".to_owned()
        }
    }
}

/// What has to be judged here.
fn not_carried(found: &Preview) -> Option<AnyView> {
    let DraftFound::Draft { left, .. } = &found.draft else {
        return None;
    };
    let items: Vec<_> = left
        .iter()
        .map(|one| match one {
            NotCarried::Domain(title) => format!("{title}: our rules have no domain of that name."),
            NotCarried::Level { domain, number } => format!(
                "{domain}: level {number} is described in other words there. Its evidence is carried, its level is not."
            ),
            NotCarried::Besides(words) => words.clone(),
        })
        .map(|words| view! { <li>{words}</li> })
        .collect();
    (!items.is_empty()).then(|| {
        view! {
            <h2 class="govuk-heading-m">"What has to be judged here"</h2>
            <ul class="govuk-list govuk-list--bullet">{items}</ul>
        }
        .into_any()
    })
}

/// The agreed profile as the other authority scored it.
fn profile(facts: &ProfileFacts) -> impl IntoView + use<> {
    let heading = format!(
        "The profile that was agreed on {} under “{}”",
        day(facts.agreed_on),
        facts.rules.title
    );
    let rows = facts
        .domains
        .iter()
        .map(|domain| {
            let level = domain.level.map_or_else(
                || "Not enough evidence to say".to_owned(),
                |level| format!("Level {level}"),
            );
            let says = domain.says.clone();
            let pieces = domain.evidence.iter().flat_map(Grounds::iter);
            let evidence = pieces.map(quoted).collect_view();
            SummaryRow::new(
                domain.title.clone(),
                view! {
                    <p class="govuk-body"><strong>{level}</strong></p>
                    {says.map(|says| view! { <p class="govuk-body-s">{says}</p> })}
                    {evidence}
                },
            )
        })
        .collect();
    view! { <Details summary=heading><SummaryList rows=rows /></Details> }
}

fn quoted(evidence: &Evidence) -> impl IntoView + use<> {
    view! { <p class="govuk-body-s">{evidence_said(evidence)}</p> }
}

/// The reference of a new record: theirs, until it is changed.
fn new_reference(found: &Preview, typed: &str, problems: &Problems) -> Option<AnyView> {
    let WhoseRecord::New(theirs) = &found.record else {
        return None;
    };
    let value = if typed.is_empty() && problems.is_empty() {
        theirs.to_string()
    } else {
        typed.to_owned()
    };
    Some(
        view! {
            <TextInput
                name=REFERENCE
                label="Reference in your case system"
                hint="The other authority’s is filled in"
                value=value
                error=problems.of(REFERENCE)
                width=20
            />
        }
        .into_any(),
    )
}

fn compare(found: &Preview, compared: bool, problems: &Problems) -> Option<AnyView> {
    if found.key == KeyFound::Known {
        return None;
    }
    let choice = Choice::new(
        "yes",
        "I rang somebody I know there, on a number that did not come with the file, and the fingerprint is theirs",
    );
    let values = if compared {
        vec!["yes".to_owned()]
    } else {
        Vec::new()
    };
    Some(
        view! {
            <Checkboxes
                name=COMPARED
                legend="Is it really from them?"
                choices=vec![choice]
                values=values
                error=problems.of(COMPARED)
            />
        }
        .into_any(),
    )
}
