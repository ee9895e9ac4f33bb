//! Agreeing an amount for one child, where no band secures Section F.

use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;

use super::super::words;
use super::case::{ORDER_STANDS, opened, terms};
use super::check::{self, Checked, confirmation, doubted};
use super::form::{date_fields, declaration, earlier, funded};
use super::lost::{SentRows, lost};
use super::shown::{proposed_sentence, section_f_lines};
use crate::calendar::Date;
use crate::components::{Button, Checkboxes, Choice, InsetText, TextArea, TextInput};
use crate::forms::agreed_money::{AgreedAmount, IndividualAmountForm};
use crate::forms::{self, Problems};
use crate::ids::ProfileId;
use crate::money::Money;
use crate::service::deciding::{self, Agreed, Case, IndividualAmount, Stage, Wanted};
use crate::visit::{AppState, FormBody, Page, SignedIn, Visit, WebError, redirect};

/// Answers `GET /decisions/{profile}/amount`.
///
/// # Errors
/// [`WebError::NotFound`] where no amount is wanted, or not of this officer.
pub async fn show(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    Path(profile): Path<String>,
) -> Result<Response, WebError> {
    let wanted = wanted(&state, &person, &profile).await?;
    let case = &wanted.case;
    if case.is_to_be_judged() {
        return Ok(redirect(&format!("/decisions/{}", case.profile)));
    }
    let filled = prefilled(case);
    Ok(page(&visit, &wanted, &filled, &Problems::default()))
}

/// The form before anything was said: as an officer proposed it, or full time as scored. What is to be confirmed is left for
/// each officer to confirm.
fn prefilled(case: &Case) -> IndividualAmountForm {
    let blank = IndividualAmountForm {
        version: case.version.number,
        proposal: case.proposal.as_ref().map_or(0, |(kept, _)| kept.number),
        fte: case.context.fte.to_string(),
        ..IndividualAmountForm::default()
    };
    let Some((kept, _)) = &case.proposal else {
        return blank;
    };
    let parts = |day: Date| {
        [
            day.day().to_string(),
            day.month().to_string(),
            day.year().to_string(),
        ]
    };
    let [from_day, from_month, from_year] = parts(kept.from);
    // The form asks for the last day funded; what is kept is the day after.
    let last = kept.to.and_then(|to| to.yesterday().ok());
    let [to_day, to_month, to_year] = last.map(parts).unwrap_or_default();
    IndividualAmountForm {
        amount: kept.annual.to_string().replace(['£', ','], ""),
        reason: kept.reason.clone(),
        from_day,
        from_month,
        from_year,
        to_day,
        to_month,
        to_year,
        fte: kept.fte.to_string(),
        ..blank
    }
}

async fn wanted(state: &AppState, person: &SignedIn, profile: &str) -> Result<Wanted, WebError> {
    let id = ProfileId::parse(profile).map_err(|_| WebError::NotFound)?;
    let moment = state.clock.moment();
    Ok(deciding::amount_wanted(&state.store, state.rules, &person.actor, &id, moment).await?)
}

/// Answers `POST /decisions/{profile}/amount`.
///
/// # Errors
/// As [`show`].
pub async fn agree(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    Path(profile): Path<String>,
    FormBody(sent): FormBody<IndividualAmountForm>,
) -> Result<Response, WebError> {
    let by = (&state, &person, &visit);
    let wanted = match wanted(&state, &person, &profile).await {
        Err(WebError::NotFound) => return concluded(by, &profile, &sent).await,
        found => found?,
    };
    let case = &wanted.case;
    if sent.step == "change" {
        return Ok(page(&visit, &wanted, &sent, &Problems::default()));
    }
    let agreed = match read(&sent) {
        Ok(read) => read,
        Err(problems) => return Ok(page(&visit, &wanted, &sent, &problems)),
    };
    let annual = agreed.annual;
    let seen = (&case.profile, sent.version, check::step(&sent.checked));
    let (store, moment) = (&state.store, state.clock.moment());
    let done =
        deciding::agree_amount(store, state.rules, &person.actor, seen, &agreed, moment).await?;
    let problems = match done {
        Agreed::Done => {
            return Ok(redirect(&format!("/decisions/{}/done", case.profile)));
        }
        Agreed::ToCheck { is_above, effect } => {
            let checked = Checked {
                about: &case.about,
                action: format!("/decisions/{}/amount", case.profile),
                button: if is_above {
                    "Propose the amount"
                } else {
                    "Agree the amount"
                },
                rows: check::amount_rows(&agreed, is_above, &effect),
            };
            return Ok(check::page(&visit, checked, &sent));
        }
        Agreed::NotJudged => return Ok(redirect(&format!("/decisions/{}", case.profile))),
        Agreed::Lost(now) => return lost(by, &now, sent_rows(&sent)).await,
        Agreed::Overtaken => {
            let now = self::wanted(&state, &person, &profile).await?;
            let mut anew = sent;
            anew.proposal = prefilled(&now.case).proposal;
            let page = overtaken(&visit, &now, &anew);
            return Ok(page);
        }
        Agreed::OrderStands => Problems::one("from", ORDER_STANDS),
        Agreed::Doubtful(doubts) => doubted(&doubts),
        Agreed::Proposed => {
            let said = format!(
                "You proposed {annual} a year, which is above your limit. The profile stays in this list, for an officer with a \
                 higher limit to agree."
            );
            person.leave_said(&state, &said).await?;
            return Ok(redirect("/decisions"));
        }
    };
    Ok(page(&visit, &wanted, &sent, &problems))
}

/// It was concluded after the form was opened: by the same form, sent before, or in another way; then the officer's answers
/// are shown beside what is kept.
async fn concluded(
    by: (&AppState, &SignedIn, &Visit),
    profile: &str,
    sent: &IndividualAmountForm,
) -> Result<Response, WebError> {
    let (state, person, _) = by;
    let now = opened(state, person, profile).await?;
    if !now.may_decide || now.stage == Stage::Waiting || now.individual.is_none() {
        return Err(WebError::NotFound);
    }
    if let Ok(agreed) = read(sent) {
        let (rules, moment) = (state.rules, state.clock.moment());
        let seen = (&now.profile, sent.version, check::step(&sent.checked));
        let done =
            deciding::agree_amount(&state.store, rules, &person.actor, seen, &agreed, moment);
        if matches!(done.await?, Agreed::Done) {
            return Ok(redirect(&format!("/decisions/{}/done", now.profile)));
        }
    }
    lost(by, &now, sent_rows(sent)).await
}

/// The form's meaning as the service takes it.
fn read(sent: &IndividualAmountForm) -> Result<IndividualAmount, Problems> {
    let AgreedAmount {
        annual,
        reason,
        funded,
    } = forms::parse(sent)?;
    Ok(IndividualAmount {
        annual,
        reason,
        terms: terms(funded),
        proposal_seen: sent.proposal,
    })
}

/// What the rules come to, to set the amount beside; nothing where they come to nothing.
fn rules_come_to(case: &Case) -> Option<String> {
    let band = case.made.band().map(|band| format!("band {band}"));
    let annual = case.made.top_up_annual();
    let annual = annual.map(|annual| format!("{annual} a year"));
    let parts: Vec<String> = band.into_iter().chain(annual).collect();
    (!parts.is_empty()).then(|| format!("The rules come to {}.", parts.join(", ")))
}

/// What was sent, for the page of a lost race.
fn sent_rows(sent: &IndividualAmountForm) -> SentRows {
    let from = [&sent.from_day, &sent.from_month, &sent.from_year];
    vec![
        ("Amount a year", format!("£{}", sent.amount.trim())),
        ("Why", sent.reason.clone()),
        ("Funded from", from.map(|part| part.trim()).join("/")),
    ]
}

fn page(
    visit: &Visit,
    wanted: &Wanted,
    filled: &IndividualAmountForm,
    problems: &Problems,
) -> Response {
    shown(visit, wanted, filled, problems, false)
}

/// The form as it was sent, beside what was proposed since.
fn overtaken(visit: &Visit, wanted: &Wanted, filled: &IndividualAmountForm) -> Response {
    shown(visit, wanted, filled, &Problems::default(), true)
}

fn shown(
    visit: &Visit,
    wanted: &Wanted,
    filled: &IndividualAmountForm,
    problems: &Problems,
    is_overtaken: bool,
) -> Response {
    let title = "Agree an individual amount";
    let case = &wanted.case;
    let back = format!("/decisions/{}", case.profile);
    let limit = match wanted.limit {
        None => "You can agree any amount.".to_owned(),
        Some(limit) if limit == Money::ZERO => {
            "You have no limit of your own; what you enter becomes a proposal, for an officer with a limit to agree.".to_owned()
        }
        Some(limit) => format!(
            "You can agree up to {limit} a year. A higher amount is kept as your proposal, for an officer with a higher limit to \
             agree."
        ),
    };
    Page::titled(title)
        .back(back.clone(), "Back to the profile")
        .overtaken(
            is_overtaken,
            "Another amount was proposed after you opened this form. It stands below with your answers, of which nothing was \
             kept. Continue only if yours is to take its place.",
        )
        .with_problems(problems)
        .answer(visit, || {
            let found = case.individual.as_ref().map(|found| found.note.clone());
            let made = rules_come_to(case);
            let proposed = case
                .proposal
                .as_ref()
                .map(|(kept, officer)| proposed_sentence(kept, officer));
            let secured = vec![Choice::new(
                "yes",
                "With this amount every line of Section F is secured",
            )];
            let ticked = (!filled.section_f.is_empty()).then(|| "yes".to_owned());
            let from = date_fields([&filled.from_day, &filled.from_month, &filled.from_year]);
            let to = date_fields([&filled.to_day, &filled.to_month, &filled.to_year]);
            view! {
                {words::about_child(&case.about)}
                <h1 class="govuk-heading-l">{title}</h1>
                <InsetText>"No band secures: " {found}</InsetText>
                {section_f_lines(&case.section_f_lines)}
                {made.map(|sentence| view! { <p class="govuk-body">{sentence}</p> })}
                {proposed.map(|sentence| view! { <p class="govuk-body">{sentence}</p> })}
                <p class="govuk-body">{limit}</p>
                <form method="post" action=format!("{back}/amount") novalidate>
                    <input type="hidden" name="version" value=filled.version.to_string() />
                    <input type="hidden" name="proposal" value=filled.proposal.to_string() />
                    {declaration(&filled.no_conflict, problems)}
                    <Checkboxes
                        name="section-f"
                        legend="Section F"
                        choices=secured
                        values=ticked.into_iter().collect()
                        error=problems.of("section-f")
                    />
                    <TextInput
                        name="amount"
                        label="Amount a year"
                        hint="The whole amount for this child, in place of a band’s."
                        value=filled.amount.clone()
                        error=problems.of("amount")
                        width=10
                        inputmode="decimal"
                        prefix="£"
                    />
                    <TextArea
                        name="reason"
                        label="What does it secure?"
                        value=filled.reason.clone()
                        error=problems.of("reason")
                        rows=4
                    />
                    {funded((from, Some(to), filled.fte.clone()), problems)}
                    {earlier(&filled.earlier_ends, None)}
                    {confirmation(&filled.confirmed, problems)}
                    <Button text="Continue" />
                </form>
            }
        })
}
