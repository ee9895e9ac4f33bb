//! A period of payments: its payees, one payee's children, and the steps of its run.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

use super::{path, period_address, place_of, year_of};
use crate::calendar::{Date, FinancialYear};
use crate::components::{
    Button, ButtonKind, Cell, Column, Crumb, InsetText, SummaryList, SummaryRow, Table, WarningText,
};
use crate::forms::Problems;
use crate::ids::UserId;
use crate::pages::words::{self, child_or_withheld, day, day_or, short_day};
use crate::service::payments::{
    self, By, CannotPropose, LineView, PayeeRow, PeriodView, Released, RunState,
};
use crate::visit::address::query_value;
use crate::visit::{AppState, Page, SignedIn, Visit, WebError, redirect};

/// Whose lines are shown.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Shown {
    payee: String,
}

/// Answers `GET /payments/{year}/periods/{period}`.
///
/// # Errors
/// [`WebError::Forbidden`] to whoever sees no payments; [`WebError::NotFound`] without such a period or payee.
pub async fn show(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Path((year, period)): Path<(String, String)>,
    Query(shown): Query<Shown>,
) -> Result<Response, WebError> {
    let at = (year_of(&year)?, place_of(&period)?);
    let payee = Some(shown.payee.as_str()).filter(|key| !key.is_empty());
    answer(&visit, (&state, &person), at, payee, None).await
}

/// A period as it stands, with why a step was refused, if one was.
async fn answer(
    visit: &Visit,
    (state, person): (&AppState, &SignedIn),
    at: (Date, u32),
    payee: Option<&str>,
    refused: Option<String>,
) -> Result<Response, WebError> {
    let moment = state.clock.moment();
    let actor = &person.actor;
    let view = payments::period(&state.store, state.rules, actor, at, payee, moment).await?;
    let mut crumbs = path(at.0);
    let period = format!("Period {}", view.place + 1);
    let title = match &view.shown {
        None => period,
        Some((payee, _)) => {
            crumbs.push(Crumb::new(period, period_address(at.0, at.1)));
            payee.name.clone()
        }
    };
    let address = period_address(at.0, at.1);
    let problems = refused.map_or_else(Problems::default, |why| Problems::one("", why));
    let page = Page::titled(format!("{title}, payments {}", view.year)).below(crumbs);
    let page = page.with_problems(&problems);
    Ok(page.answer(visit, move || match &view.shown {
        None => content(&view, &address).into_any(),
        Some((payee, lines)) => of_payee(&view, payee, lines).into_any(),
    }))
}

/// Answers `POST /payments/{year}/periods/{period}/propose`.
///
/// # Errors
/// [`WebError::Forbidden`] to whoever does not pay; [`WebError::NotFound`] without such a period.
pub async fn propose(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Path((year, period)): Path<(String, String)>,
) -> Result<Response, WebError> {
    let at = (year_of(&year)?, place_of(&period)?);
    let moment = state.clock.moment();
    let proposed = payments::propose(&state.store, state.rules, &person.actor, at, moment).await?;
    let said = match proposed {
        Ok(_) => "The run was proposed. A second person releases it.",
        Err(why) => {
            let why = match why {
                CannotPropose::NotTheNext => {
                    "Nothing was proposed: periods are paid in order, and this is not the next"
                }
                CannotPropose::EarlierYearOpen => {
                    "Nothing was proposed: the year before has a period that is not released"
                }
            };
            return answer(&visit, (&state, &person), at, None, Some(why.to_owned())).await;
        }
    };
    person.leave_said(&state, said).await?;
    Ok(redirect(&period_address(at.0, at.1)))
}

/// Answers `POST /payments/{year}/periods/{period}/release`.
///
/// # Errors
/// [`WebError::Forbidden`] to whoever proposed it or may not release; [`WebError::NotFound`] if nothing is proposed.
pub async fn release(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Path((year, period)): Path<(String, String)>,
) -> Result<Response, WebError> {
    let at = (year_of(&year)?, place_of(&period)?);
    let moment = state.clock.moment();
    let released = payments::release(&state.store, state.rules, &person.actor, at, moment).await?;
    let why = match released {
        Released::Done => None,
        Released::OutOfDate(why) => Some(format!("Nothing was released. {}", why.sentence())),
        Released::Before(by) => Some(format!("Nothing was released now. {}", released_by(&by))),
    };
    if why.is_some() {
        return answer(&visit, (&state, &person), at, None, why).await;
    }
    let said = "The run was released and the period is closed. It can be exported.";
    person.leave_said(&state, said).await?;
    Ok(redirect(&period_address(at.0, at.1)))
}

/// Answers `POST /payments/{year}/periods/{period}/withdraw`.
///
/// # Errors
/// [`WebError::Forbidden`] to whoever neither proposes nor releases; [`WebError::NotFound`] if nothing is proposed.
pub async fn withdraw(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Path((year, period)): Path<(String, String)>,
) -> Result<Response, WebError> {
    let at = (year_of(&year)?, place_of(&period)?);
    let moment = state.clock.moment();
    if let Err(by) = payments::withdraw(&state.store, &person.actor, at, moment).await? {
        let why = format!("Nothing was taken back. {}", released_by(&by));
        return answer(&visit, (&state, &person), at, None, Some(why)).await;
    }
    let said = "The run was taken back. The period can be proposed again.";
    person.leave_said(&state, said).await?;
    Ok(redirect(&period_address(at.0, at.1)))
}

/// Who had released a run, and when.
fn released_by(by: &By) -> String {
    let name = by.name.as_deref().unwrap_or("Somebody who has left");
    let on = by.on.map(|on| format!(" on {}", day(on)));
    let on = on.unwrap_or_default();
    format!("{name} released this run{on}, and the period is closed.")
}

fn content(view: &PeriodView, address: &str) -> impl IntoView + use<> {
    let columns = vec![
        Column::text("Payee"),
        Column::text("Supplier number"),
        Column::number("Children"),
        Column::number("Of it for earlier periods"),
        Column::number("Net"),
        Column::number("VAT"),
        Column::number("Amount"),
    ];
    let rows: Vec<Vec<Cell>> = view
        .payees
        .iter()
        .map(|payee| payee_row(view, address, payee))
        .collect();
    let totals = vec![
        Cell::from("All payees"),
        Cell::from(""),
        Cell::from(""),
        Cell::from(""),
        amount(!view.hides_sums, view.net()),
        amount(!view.hides_sums, view.vat),
        amount(!view.hides_sums, view.total),
    ];
    let table = if rows.is_empty() && !view.standing.is_known() {
        ().into_any()
    } else if rows.is_empty() {
        view! { <p class="govuk-body">"Nothing is paid in this period."</p> }.into_any()
    } else {
        view! { <Table caption="Payees" columns=columns rows=rows totals=totals /> }.into_any()
    };
    view! {
        <h1 class="govuk-heading-l">{format!("Period {}", view.place + 1)}</h1>
        <SummaryList rows=facts(view) />
        {words::standing(view.standing).map(|text| view! { <InsetText>{text}</InsetText> })}
        {view.out_of_date.map(|why| view! { <WarningText text=why.sentence() /> })}
        {steps(view, address)}
        {kept_back(view)}
        {table}
    }
}

/// An amount, or that it is kept back.
fn amount(is_shown: bool, amount: impl ToString) -> Cell {
    if is_shown {
        Cell::from(amount.to_string())
    } else {
        Cell::from("Kept back")
    }
}

/// Why amounts are not shown one by one, where they are not.
fn kept_back(view: &PeriodView) -> Option<AnyView> {
    view.is_kept_back.then(|| {
        view! {
            <InsetText>
                "Profiles wait for your own judgement, and no amount is shown in which one of those children’s could be read: \
                 it is kept back, or stands together with others, until you have judged. The run can be released all the same."
            </InsetText>
        }
        .into_any()
    })
}

fn facts(view: &PeriodView) -> Vec<SummaryRow> {
    let who = |id: &UserId| {
        let name = view.people.get(id).cloned();
        name.unwrap_or_else(|| "Somebody who has left".to_owned())
    };
    let last = day_or(view.days.last_day(), "");
    let mut rows = vec![
        SummaryRow::new("Days", format!("{} to {last}", day(view.days.start()))),
        SummaryRow::new("Pay day", day_or(view.pay_day, "Not set")),
    ];
    let Some(run) = &view.run else {
        rows.push(SummaryRow::new(
            "State",
            "Open: the lines are as the record is today",
        ));
        return rows;
    };
    rows.push(SummaryRow::new("Proposed by", who(&run.proposed_by)));
    if let (RunState::Released, Some(by)) = (run.state, &run.concluded_by) {
        rows.push(SummaryRow::new("Released by", who(by)));
    }
    if let Some(by) = &run.exported_by {
        rows.push(SummaryRow::new("Exported by", who(by)));
    }
    let digest = run.digest.to_string();
    let digest = view! { <span class="app-key">{digest}</span> };
    rows.push(SummaryRow::new("Digest of its lines", digest));
    rows
}

/// What the reader may do next, each as a form of its own.
fn steps(view: &PeriodView, address: &str) -> impl IntoView + use<> {
    let form = |allowed: bool, step: &str, text: &'static str, kind: ButtonKind| {
        let action = format!("{address}/{step}");
        allowed.then(
            || view! { <form method="post" action=action><Button text=text kind=kind /></form> },
        )
    };
    let may = view.may;
    let exported = view
        .run
        .as_ref()
        .is_some_and(|run| run.exported_at.is_some());
    let export = if exported {
        "Export again, marked as a copy"
    } else {
        "Export for the ledger"
    };
    let kind = if exported {
        ButtonKind::Secondary
    } else {
        ButtonKind::Primary
    };
    let no_supplier = view.payees.iter();
    let no_supplier =
        no_supplier.filter(|payee| payee.supplier_number.is_none() && !payee.key.is_empty());
    let no_supplier = no_supplier.count();
    let warning = (view
        .run
        .as_ref()
        .is_none_or(|run| run.state == RunState::Proposed)
        && no_supplier > 0)
        .then(|| {
            let text = match no_supplier {
                1 => "One payee has no supplier number.".to_owned(),
                many => format!("{many} payees have no supplier number."),
            };
            view! { <WarningText text=text /> }
        });
    let own = (view.may.withdraw && !view.may.release).then(|| {
        view! { <InsetText>"Whoever proposed a run cannot release it: a second person does."</InsetText> }
    });
    let to_look_at = (view.to_look_at > 0).then(|| {
        let text = match view.to_look_at {
            1 => "One award goes on though the child left its school, or has no plan. It is in this run.".to_owned(),
            many => format!(
                "{many} awards go on though the child left their school, or has no plan. They are in this run."
            ),
        };
        view! {
            <WarningText text=text />
            <p class="govuk-body"><a class="govuk-link" href="/awards-to-look-at">"Look at them first"</a></p>
        }
    });
    view! {
        {warning}
        {to_look_at}
        {own}
        <div class="app-actions">
            {form(may.propose, "propose", "Propose this run", ButtonKind::Primary)}
            {form(may.release && view.out_of_date.is_none(), "release", "Release and close the period", ButtonKind::Primary)}
            {form(may.withdraw, "withdraw", "Take the run back", ButtonKind::Secondary)}
            {form(may.export, "export", export, kind)}
        </div>
    }
}

/// What a payee is paid without VAT.
fn net_of(payee: &PayeeRow) -> String {
    let net = payee.total.minus(payee.vat);
    net.map(|net| net.to_string()).unwrap_or_default()
}

fn payee_row(view: &PeriodView, address: &str, payee: &PayeeRow) -> Vec<Cell> {
    let is_shown = !view.hides_sums;
    if payee.key.is_empty() {
        return vec![
            Cell::from(payee.name.clone()),
            Cell::from(""),
            Cell::from(payee.children.to_string()),
            amount(is_shown, payee.adjustments),
            amount(is_shown, net_of(payee)),
            amount(is_shown, payee.vat),
            amount(is_shown, payee.total),
        ];
    }
    let href = format!("{address}?payee={}", query_value(&payee.key));
    let name = payee.name.clone();
    let supplier = payee.supplier_number.clone();
    vec![
        Cell::of(view! { <a class="govuk-link" href=href>{name}</a> }),
        Cell::from(supplier.unwrap_or_else(|| "None".to_owned())),
        Cell::from(payee.children.to_string()),
        amount(is_shown, payee.adjustments),
        amount(is_shown, net_of(payee)),
        amount(is_shown, payee.vat),
        amount(is_shown, payee.total),
    ]
}

fn of_payee(view: &PeriodView, payee: &PayeeRow, lines: &[LineView]) -> impl IntoView + use<> {
    let columns = vec![
        Column::text("Child"),
        Column::text("Establishment"),
        Column::text("What for"),
        Column::text("Days"),
        Column::text("Code"),
        Column::text("Order"),
        Column::text("For an earlier period"),
        Column::number("Net"),
        Column::number("VAT"),
        Column::number("Amount"),
    ];
    let rows = lines.iter().map(|line| line_row(view, line)).collect();
    let mut totals: Vec<Cell> = (0..6).map(|_| Cell::from("")).collect();
    totals.insert(0, Cell::from("All lines"));
    totals.push(amount(!view.hides_sums, net_of(payee)));
    totals.push(amount(!view.hides_sums, payee.vat));
    totals.push(amount(!view.hides_sums, payee.total));
    let supplier = payee.supplier_number.as_ref();
    let supplier = supplier.map_or_else(
        || "No supplier number".to_owned(),
        |number| format!("Supplier {number}"),
    );
    let name = payee.name.clone();
    view! {
        <span class="govuk-caption-l">{format!("Period {}, {supplier}", view.place + 1)}</span>
        <h1 class="govuk-heading-l">{name}</h1>
        {kept_back(view)}
        <Table caption="Lines, child by child" caption_hidden=true columns=columns rows=rows totals=totals />
    }
}

fn line_row(view: &PeriodView, of: &LineView) -> Vec<Cell> {
    let line = &of.line;
    let child = child_or_withheld(&line.child, of.name.as_deref(), &of.local_id);
    let what = match &line.band {
        Some(band) if !view.is_kept_back => format!("{}, band {band}", line.title()),
        _ => line.title(),
    };
    let days = line.days.map_or_else(String::new, |days| {
        let last = days.last_day().map_or_else(String::new, short_day);
        format!("{} to {last}", short_day(days.start()))
    });
    let earlier = line.reason.map_or_else(String::new, |reason| {
        let year = FinancialYear::containing(line.belongs_year);
        let number = line.belongs_to + 1;
        if year == view.year {
            format!("Period {number}: {}", reason.title())
        } else {
            format!("Period {number} of {year}: {}", reason.title())
        }
    });
    let earlier = Cell::from(earlier);
    let earlier = match line.terms.cause.clone() {
        Some(cause) => earlier.and(view! { <span class="app-under">{cause}</span> }),
        None => earlier,
    };
    vec![
        child,
        Cell::from(of.establishment.clone()),
        Cell::from(what),
        Cell::from(days),
        Cell::of(view! {
            {line.coding.clone()}
            {line.gl_code.clone().map(|code| view! { <span class="app-under">{code}</span> })}
        }),
        Cell::from(line.order_number.clone().unwrap_or_default()),
        earlier,
        amount(!view.is_kept_back, line.net()),
        amount(!view.is_kept_back, line.vat()),
        amount(!view.is_kept_back, line.amount),
    ]
}
