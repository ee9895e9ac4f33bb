//! Entering a tribunal's order on a child's record.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;

use super::super::words;
use super::case::terms;
use super::check::{self, Checked, confirmation, doubted};
use super::conflict::way_out;
use super::form::{date_fields, declaration, earlier, funded};
use crate::components::{
    Button, Choice, DateInput, InsetText, RevealingRadios, Select, SelectOption, SummaryList,
    SummaryRow, TextArea, TextInput,
};
use crate::forms::agreed_money::{OrderRead, TribunalOrderForm};
use crate::forms::{self, Problems};
use crate::ids::{ChildId, PlanVersionId};
use crate::service::deciding::{self, BeforeOrder, Effect, Entered, Order, OrderFunding};
use crate::visit::{AppState, FormBody, Page, SignedIn, Visit, WebError, redirect};

/// Answers `GET /children/{child}/tribunal-order`.
///
/// # Errors
/// [`WebError::NotFound`] for a child about whom this officer may enter no order.
pub async fn show(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    Path(child): Path<String>,
) -> Result<Response, WebError> {
    let known = known(&state, &person, &child).await?;
    let blank = TribunalOrderForm {
        plan: known
            .plan
            .as_ref()
            .map(|plan| plan.id.to_string())
            .unwrap_or_default(),
        fte: known.fte.to_string(),
        ..TribunalOrderForm::default()
    };
    Ok(page(&visit, &known, &blank, &Problems::default()))
}

async fn known(state: &AppState, person: &SignedIn, child: &str) -> Result<BeforeOrder, WebError> {
    let id = ChildId::parse(child).map_err(|_| WebError::NotFound)?;
    let (authority, moment) = (&state.settings.authority, state.clock.moment());
    let (store, actor) = (&state.store, &person.actor);
    Ok(deciding::before_order(store, state.rules, authority, actor, &id, moment).await?)
}

/// Answers `POST /children/{child}/tribunal-order`.
///
/// # Errors
/// As [`show`].
pub async fn enter(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    Path(child): Path<String>,
    FormBody(sent): FormBody<TribunalOrderForm>,
) -> Result<Response, WebError> {
    let known = known(&state, &person, &child).await?;
    if sent.step == "change" {
        return Ok(page(&visit, &known, &sent, &Problems::default()));
    }
    let read = match forms::parse(&sent) {
        Ok(read) => read,
        Err(problems) => return Ok(page(&visit, &known, &sent, &problems)),
    };
    let seen = PlanVersionId::parse(&sent.plan).map_err(|_| WebError::BadRequest)?;
    let order = order(read);
    let step = check::step(&sent.checked);
    let of = (&known.about.child, &seen, step);
    let (authority, moment) = (&state.settings.authority, state.clock.moment());
    let (store, actor) = (&state.store, &person.actor);
    let entered =
        deciding::enter_order(store, state.rules, authority, actor, of, &order, moment).await;
    let problems = match entered {
        Ok(Entered::Done) => {
            let said = "The tribunal’s order is entered, and the award follows it.";
            person.leave_said(&state, said).await?;
            return Ok(redirect(&format!("/children/{}", known.about.child)));
        }
        Ok(Entered::PlanChanged) | Err(crate::service::ServiceError::Conflict) => {
            return Ok(changed(&visit, &known));
        }
        Ok(Entered::ToCheck(effect)) => {
            let checked = Checked {
                about: &known.about,
                action: format!("/children/{}/tribunal-order", known.about.child),
                button: "Enter the order",
                rows: order_rows(&order, &effect),
            };
            return Ok(check::page(&visit, checked, &sent));
        }
        Ok(Entered::Doubtful(doubts)) => doubted(&doubts),
        Ok(Entered::NoPlacement) => Problems::one(
            "from",
            "The child had no placement on that day, so nothing says for which setting the award is",
        ),
        Ok(Entered::NoRules) => Problems::one(
            "band",
            "No rules were in force on the first day: enter an amount",
        ),
        Ok(Entered::NoAmount) => Problems::one(
            "band",
            "The rules of the first day give this band no amount by itself: enter an amount",
        ),
        Err(error) => return Err(error.into()),
    };
    Ok(page(&visit, &known, &sent, &problems))
}

fn order(read: OrderRead) -> Order {
    Order {
        ordered_on: read.ordered_on,
        comply_by: read.comply_by,
        change: read.change,
        funding: match read.funding {
            Ok(band) => OrderFunding::Band(band),
            Err(annual) => OrderFunding::Amount(annual),
        },
        terms: terms(read.funded),
    }
}

/// The order as it would be kept.
fn order_rows(order: &Order, effect: &Effect) -> Vec<SummaryRow> {
    let band = match &order.funding {
        OrderFunding::Band(band) => format!("Band {band}"),
        OrderFunding::Amount(_) => "An amount for this child".to_owned(),
    };
    let amount = check::a_year(effect.paid.first().and_then(|paid| paid.annual));
    let mut rows = vec![
        SummaryRow::new("Day of the order", words::day(order.ordered_on)),
        SummaryRow::new("To be complied with by", words::day(order.comply_by)),
        SummaryRow::new("What it changes in Section F", order.change.clone()),
        SummaryRow::new("Funded by", band),
        SummaryRow::new("Amount", amount),
    ];
    rows.extend(check::funded_rows(&order.terms));
    rows.extend(check::effect_rows(effect, order.terms.to));
    rows
}

fn changed(visit: &Visit, known: &BeforeOrder) -> Response {
    let title = "The plan was changed meanwhile";
    let href = format!("/children/{}/tribunal-order", known.about.child);
    Page::titled(title).with_status(StatusCode::CONFLICT).answer(visit, || {
        view! {
            <h1 class="govuk-heading-l">{title}</h1>
            <p class="govuk-body">
                "Somebody changed the plan after you opened the page, perhaps by entering the same order. Nothing of what you \
                 sent was kept. "
                <a class="govuk-link" href=href>"Look at the plan as it is now"</a>
                "."
            </p>
        }
    })
}

fn page(
    visit: &Visit,
    known: &BeforeOrder,
    filled: &TribunalOrderForm,
    problems: &Problems,
) -> Response {
    let title = "Enter a tribunal’s order";
    let record = format!("/children/{}", known.about.child);
    Page::titled(title).back(record, "Back to the record").with_problems(problems).answer(visit, || {
        let content = match &known.plan {
            Some(plan) => {
                let plan = format!(
                    "{}, version {}, {}",
                    words::plan_state(plan.state),
                    plan.number,
                    words::day_or(plan.dated_on, "no date kept")
                );
                form(known, plan, filled, problems)
            }
            None => view! { <InsetText>"This child has no open plan, so there is no Section F for an order to change."</InsetText> }
                .into_any(),
        };
        view! {
            <div class="govuk-grid-row">
                <div class="govuk-grid-column-two-thirds">
                    {words::about_child(&known.about)}
                    <h1 class="govuk-heading-l">{title}</h1>
                    {content}
                </div>
            </div>
        }
    })
}

fn form(
    known: &BeforeOrder,
    plan: String,
    filled: &TribunalOrderForm,
    problems: &Problems,
) -> AnyView {
    let action = format!("/children/{}/tribunal-order", known.about.child);
    let setting = known
        .setting
        .map_or("None today", |setting| setting.title());
    let rows = vec![
        SummaryRow::new("Plan", plan),
        SummaryRow::new("Setting today", setting),
    ];
    let ordered = date_fields([
        &filled.ordered_day,
        &filled.ordered_month,
        &filled.ordered_year,
    ]);
    let comply = date_fields([
        &filled.comply_day,
        &filled.comply_month,
        &filled.comply_year,
    ]);
    let from = date_fields([&filled.from_day, &filled.from_month, &filled.from_year]);
    let to = date_fields([&filled.to_day, &filled.to_month, &filled.to_year]);
    view! {
        <p class="govuk-body">
            "An order is an event of its own. It becomes a version of the plan, and its award takes the place of every other \
             from its first day, however long past. No decision can undo it until the last day entered here, until the plan is \
             amended, or until a later order is entered. Each school is paid for the days on which it has the child."
        </p>
        <SummaryList rows=rows />
        <form method="post" action=action novalidate>
            <input type="hidden" name="plan" value=filled.plan.clone() />
            {declaration(&filled.no_conflict, problems)}
            <DateInput
                name="ordered"
                legend="Day of the order"
                value=ordered
                error=problems.of("ordered")
            />
            <DateInput
                name="comply"
                legend="To be complied with by"
                value=comply
                error=problems.of("comply")
            />
            <TextArea
                name="change"
                label="What does it change in Section F?"
                value=filled.change.clone()
                error=problems.of("change")
                rows=4
            />
            {funding(known, filled, problems)}
            {funded((from, Some(to), filled.fte.clone()), problems)}
            {earlier(&filled.earlier_ends, None)}
            {confirmation(&filled.confirmed, problems)}
            <Button text="Continue" />
        </form>
        {way_out(&known.about.child)}
    }
    .into_any()
}

fn funding(known: &BeforeOrder, filled: &TribunalOrderForm, problems: &Problems) -> AnyView {
    let mut bands = vec![SelectOption::new("", "Select a band")];
    bands.extend(
        known
            .bands
            .iter()
            .map(|band| SelectOption::new(band.as_str(), band.as_str())),
    );
    let band = view! {
        <Select name="band" label="Band" options=bands value=filled.band.clone() error=problems.of("band") />
    };
    let amount = view! {
        <TextInput
            name="amount"
            label="Amount a year"
            value=filled.amount.clone()
            error=problems.of("amount")
            width=10
            inputmode="decimal"
            prefix="£"
        />
    };
    let choices = vec![
        (Choice::new("band", "A band"), Some(band.into_any())),
        (
            Choice::new("amount", "An amount for this child"),
            Some(amount.into_any()),
        ),
    ];
    view! {
        <RevealingRadios
            name="funding"
            legend="What secures the provision as ordered?"
            choices=choices
            value=Some(filled.funding.clone())
            error=problems.of("funding")
        />
    }
    .into_any()
}
