//! A child's plan is sent to another authority: to whom, why, and the file.

use axum::extract::{Path, State};
use axum::http::HeaderValue;
use axum::response::Response;
use leptos::prelude::*;

use super::key_facts;
use crate::components::{
    Button, Details, SummaryList, SummaryRow, TextArea, TextInput, WarningText,
};
use crate::forms::transfer::SendForm;
use crate::forms::{self, Problems};
use crate::ids::ChildId;
use crate::pages::child::below_record;
use crate::pages::words::{day, day_or};
use crate::service::Moment;
use crate::service::transfer::{self, Destination, Ready, Sealed, Transfer};
use crate::visit::{AppState, FormBody, Page, SignedIn, Visit, WebError, saved_file};

/// Answers `GET /children/{child}/transfer`.
///
/// # Errors
/// [`WebError::NotFound`] if there is no such child or the person may not send its plan.
pub async fn ask(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Path(child): Path<String>,
) -> Result<Response, WebError> {
    let child = ChildId::parse(&child).map_err(|_| WebError::NotFound)?;
    let moment = state.clock.moment();
    let ready = transfer::prepare(&state.store, &person.actor, &child, moment).await?;
    let typed = SendForm::default();
    Ok(page(&visit, &ready, &typed, &Problems::default()))
}

/// Answers `POST /children/{child}/transfer`: the package, to be saved.
///
/// # Errors
/// As [`ask`].
pub async fn send(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Path(child): Path<String>,
    FormBody(typed): FormBody<SendForm>,
) -> Result<Response, WebError> {
    let child = ChildId::parse(&child).map_err(|_| WebError::NotFound)?;
    let (actor, moment) = (&person.actor, state.clock.moment());
    let ready = transfer::prepare(&state.store, actor, &child, moment).await?;
    let (to, reason) = match forms::parse(&typed) {
        Ok(read) => read,
        Err(problems) => return Ok(page(&visit, &ready, &typed, &problems)),
    };
    let name = format!("plan-for-{}-{}.json", to.code, moment.today);
    let to = Destination { to, reason };
    let own = (state.rules, state.settings.council.name.as_str());
    let problems = match transfer::send(&state.store, own, actor, &child, to, moment).await? {
        Sealed::Made(file) => {
            return saved_file(&name, HeaderValue::from_static("application/json"), file);
        }
        Sealed::NoPlan => Problems::one("", "The child has no open plan to send"),
        Sealed::OwnAuthority => Problems::one("code", "This authority maintains the plan itself"),
        Sealed::NotFit(why) => Problems::one("", format!("No package can be made: {why}")),
    };
    Ok(page(&visit, &ready, &typed, &problems))
}

fn page(visit: &Visit, ready: &Ready, typed: &SendForm, problems: &Problems) -> Response {
    let about = &ready.about;
    let path = below_record(&about.child, &about.local_id);
    let page = Page::titled("Send the plan to another authority")
        .below(path)
        .with_problems(problems);
    page.answer(visit, || {
        let body = match ready.versions {
            None => view! { <p class="govuk-body">"The child has no open plan to send."</p> }.into_any(),
            Some(versions) => form(ready, versions, typed, problems),
        };
        view! {
            <div class="govuk-grid-row">
                <div class="govuk-grid-column-two-thirds">
                    <span class="govuk-caption-l">{about.shown()}", "<span class="app-reference">{about.local_id.to_string()}</span></span>
                    <h1 class="govuk-heading-l">"Send the plan to another authority"</h1>
                    {before(&ready.before)}
                    {body}
                </div>
            </div>
        }
    })
}

fn form(ready: &Ready, versions: usize, typed: &SendForm, problems: &Problems) -> AnyView {
    let plan = if versions == 1 {
        "What its one version says".to_owned()
    } else {
        format!("What its {versions} versions say")
    };
    let rows = vec![
        SummaryRow::new("Plan", plan),
        SummaryRow::new("Placement", "Where the child is today"),
        SummaryRow::new(
            "Agreed profile",
            day_or(ready.agreed_on, "None was agreed: the plan goes alone"),
        ),
        SummaryRow::new(
            "Not in it",
            "Bands, amounts and payments, attached extracts, names of officers",
        ),
    ];
    let action = format!("/children/{}/transfer", ready.about.child);
    let key = key_facts(&ready.own_key);
    view! {
        <p class="govuk-body">"You get one signed file. Send it by the secure way that your council uses: whoever has it can read it."</p>
        <SummaryList rows=rows />
        <WarningText text="The plan stays open here until your case system says that it has ceased." />
        <form method="post" action=action novalidate>
            <TextInput
                name="code"
                label="Number of the authority that receives it"
                hint="Three digits, as in SEN2 returns"
                value=typed.code.clone()
                error=problems.of("code")
                width=3
                inputmode="numeric"
            />
            <TextInput name="name" label="Its name" value=typed.name.clone() error=problems.of("name") />
            <TextArea
                name="reason"
                label="Why is the plan sent?"
                hint="Kept here and not in the file"
                value=typed.reason.clone()
                error=problems.of("reason")
                rows=3
            />
            <Button text="Make the file" />
        </form>
        <Details summary="The key that signs it">{key}</Details>
    }
    .into_any()
}

/// The packages that went before.
fn before(sent: &[Transfer]) -> Option<AnyView> {
    let items: Vec<_> = sent
        .iter()
        .map(|one| {
            let on = day(Moment::of(one.at).today);
            let words = format!(
                "Sent to {} ({}) on {on}.",
                one.authority_name, one.authority
            );
            view! { <li>{words}</li> }
        })
        .collect();
    (!items.is_empty()).then(|| {
        view! { <div class="govuk-inset-text"><ul class="govuk-list">{items}</ul></div> }.into_any()
    })
}
