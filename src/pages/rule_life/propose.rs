//! Proposing a draft: the record is asked for, its answers are checked, then it goes to a second person.

use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;

use super::history::record_rows;
use super::{below_drafts, draft_address, draft_id, draft_title};
use crate::access::Action;
use crate::components::{
    Button, ButtonKind, Choice, Crumb, DateFields, DateInput, Radios, SummaryList, TextArea,
    TextInput,
};
use crate::forms::rule_record::RuleRecordForm;
use crate::forms::{self, Problems};
use crate::rules::ProposalRecord;
use crate::service::reach::allows;
use crate::service::rule_life::{self, OpenDraft, Proposed};
use crate::visit::{AppState, FormBody, Page, SignedIn, Visit, WebError, redirect};

/// Answers `GET /rules/drafts/{draft}/propose`.
///
/// # Errors
/// [`WebError::Forbidden`] for whoever may not edit rules; [`WebError::NotFound`] for a draft that does not exist;
/// [`WebError::Conflict`] for one that cannot be proposed as it is.
pub async fn form(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    Path(draft): Path<String>,
) -> Result<Response, WebError> {
    let draft = ready(&state, &person, &draft).await?;
    let blank = RuleRecordForm {
        version: draft.line.version,
        ..RuleRecordForm::default()
    };
    Ok(page(&visit, &draft, &blank, &Problems::default()))
}

/// Answers `POST /rules/drafts/{draft}/propose`: shows the answers to be checked, then proposes.
///
/// # Errors
/// As [`form`].
pub async fn send(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    Path(draft): Path<String>,
    FormBody(sent): FormBody<RuleRecordForm>,
) -> Result<Response, WebError> {
    let draft = ready(&state, &person, &draft).await?;
    let record = match forms::parse(&sent) {
        _ if sent.confirmed == "change" => {
            return Ok(page(&visit, &draft, &sent, &Problems::default()));
        }
        Ok(record) => record,
        Err(problems) => return Ok(page(&visit, &draft, &sent, &problems)),
    };
    if sent.confirmed != "yes" {
        return Ok(check(&visit, &draft, &sent, &record));
    }
    let moment = state.clock.moment();
    let seen = (&draft.line.id, sent.version);
    let authority = &state.settings.authority;
    let done = rule_life::propose(
        &state.store,
        authority,
        &person.actor,
        seen,
        &record,
        moment,
    )
    .await?;
    let refused = match done {
        Proposed::Done(digest) => {
            person
                .leave_said(
                    &state,
                    "The rules were proposed. They wait for a second person.",
                )
                .await?;
            return Ok(redirect(&format!("/rules/proposals/{digest}")));
        }
        Proposed::Lost => return Err(WebError::Conflict),
        Proposed::NotSound => "The rules or their cases have a problem: go back to the draft",
        Proposed::OtherAuthority => {
            "These rules name another authority than the one that this service decides for. Change “authority” in the \
             draft’s [scheme]"
        }
        Proposed::AlreadyThere => {
            "The same rules are proposed or approved already: change the draft"
        }
    };
    Ok(page(&visit, &draft, &sent, &Problems::one("", refused)))
}

/// The draft, where the person may propose it and it can be proposed.
async fn ready(state: &AppState, person: &SignedIn, draft: &str) -> Result<OpenDraft, WebError> {
    if !allows(&person.actor, Action::EditRules) {
        return Err(WebError::Forbidden);
    }
    let draft = rule_life::open(&state.store, &person.actor, &draft_id(draft)?).await?;
    if draft.line.stage.is_open() && draft.line.sound {
        Ok(draft)
    } else {
        Err(WebError::Conflict)
    }
}

fn path(draft: &OpenDraft) -> Vec<Crumb> {
    let mut path = below_drafts();
    path.push(Crumb::new(
        draft_title(draft),
        draft_address(&draft.line.id),
    ));
    path
}

fn page(
    visit: &Visit,
    draft: &OpenDraft,
    filled: &RuleRecordForm,
    problems: &Problems,
) -> Response {
    let page = Page::titled("Propose these rules")
        .below(path(draft))
        .with_problems(problems);
    page.answer(visit, || {
        let action = format!("{}/propose", draft_address(&draft.line.id));
        view! {
            <h1 class="govuk-heading-l">"Propose these rules"</h1>
            <p class="govuk-body">
                "A second person reads this record before the rules are in force. It is kept with them for ever, so name "
                "no child in it."
            </p>
            <form method="post" action=action novalidate>
                <input type="hidden" name="version" value=filled.version.to_string() />
                {consultation(filled, problems)}
                {decisions(filled, problems)}
                {sufficiency(filled, problems)}
                <Button text="Continue" />
            </form>
        }
    })
}

fn a_day(day: &str, month: &str, year: &str) -> DateFields {
    DateFields {
        day: day.to_owned(),
        month: month.to_owned(),
        year: year.to_owned(),
    }
}

fn consultation(filled: &RuleRecordForm, problems: &Problems) -> AnyView {
    let began = a_day(&filled.began_day, &filled.began_month, &filled.began_year);
    let ended = a_day(&filled.ended_day, &filled.ended_month, &filled.ended_year);
    view! {
        <h2 class="govuk-heading-m">"Consultation"</h2>
        <TextInput
            name="consultation"
            label="What was it called?"
            value=filled.consultation.clone()
            error=problems.of("consultation")
        />
        <DateInput name="began" legend="First day" value=began error=problems.of("began") />
        <DateInput name="ended" legend="Last day" value=ended error=problems.of("ended") />
        <TextInput
            name="papers"
            label="Where are its papers?"
            hint="A web address, or the reference of a file"
            value=filled.papers.clone()
            error=problems.of("papers")
        />
    }
    .into_any()
}

fn decisions(filled: &RuleRecordForm, problems: &Problems) -> AnyView {
    let forum = a_day(&filled.forum_day, &filled.forum_month, &filled.forum_year);
    view! {
        <h2 class="govuk-heading-m">"Schools Forum, equality and decision"</h2>
        <DateInput
            name="forum"
            legend="When did the Schools Forum consider it?"
            value=forum
            error=problems.of("forum")
        />
        <TextInput
            name="equality"
            label="Reference of the equality impact assessment"
            value=filled.equality.clone()
            error=problems.of("equality")
            width=20
        />
        <TextInput
            name="decision"
            label="Reference of the council’s decision"
            value=filled.decision.clone()
            error=problems.of("decision")
            width=20
        />
        <TextArea
            name="guarantee"
            label="How was the minimum funding guarantee checked?"
            hint="For special schools, and what was found"
            value=filled.guarantee.clone()
            error=problems.of("guarantee")
            rows=3
        />
    }
    .into_any()
}

fn sufficiency(filled: &RuleRecordForm, problems: &Problems) -> AnyView {
    let secured = vec![
        Choice::new("yes", "Yes, in every plan of the sample"),
        Choice::new("no", "No"),
    ];
    view! {
        <h2 class="govuk-heading-m">"Does the provision stay secured?"</h2>
        <TextInput
            name="plans"
            label="How many plans were read against these rules?"
            value=filled.plans.clone()
            error=problems.of("plans")
            width=4
            inputmode="numeric"
        />
        <Radios
            name="secured"
            legend="Does every line of Section F stay secured, by band or by an individually agreed amount?"
            choices=secured
            value=Some(filled.secured.clone())
            error=problems.of("secured")
        />
        <TextArea
            name="sample"
            label="How were the plans chosen and read?"
            value=filled.sample.clone()
            error=problems.of("sample")
            rows=3
        />
    }
    .into_any()
}

fn check(
    visit: &Visit,
    draft: &OpenDraft,
    sent: &RuleRecordForm,
    record: &ProposalRecord,
) -> Response {
    Page::titled("Check your answers")
        .below(path(draft))
        .answer(visit, || {
            let action = format!("{}/propose", draft_address(&draft.line.id));
            let hidden = sent
                .typed()
                .into_iter()
                .map(|(name, typed)| view! { <input type="hidden" name=name value=typed /> })
                .collect_view();
            view! {
                <h1 class="govuk-heading-l">"Check your answers"</h1>
                <SummaryList rows=record_rows(record) />
                <form method="post" action=action novalidate>
                    <input type="hidden" name="version" value=sent.version.to_string() />
                    {hidden}
                    <div class="govuk-button-group">
                        <Button text="Propose the rules" name="confirmed" value="yes" />
                        <Button text="Change an answer" name="confirmed" value="change" kind=ButtonKind::Secondary />
                    </div>
                </form>
            }
        })
}
