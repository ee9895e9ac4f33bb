//! The answers as they will be kept, to be checked before a decision or an order is made; and what is unusual of them.

use axum::response::Response;
use leptos::prelude::*;
use serde::Serialize;

use super::super::words;
use crate::calendar::Date;
use crate::components::{Button, ButtonKind, Checkboxes, Choice, SummaryList, SummaryRow};
use crate::forms::Problems;
use crate::money::Money;
use crate::needs::SectionFLine;
use crate::service::child_record::{AwardPrice, AwardVersion};
use crate::service::deciding::{
    AMOUNTS, Case, Doubt, Earlier, Effect, IndividualAmount, Now, PaidTo, Step, Terms, Verdict,
};
use crate::service::scoring::About;
use crate::visit::{Page, Visit};

/// The field that says that the answers were checked.
const CHECKED: &str = "checked";
/// The field that asks for the form again.
const STEP: &str = "step";

/// What a page of answers is about, and what its button makes of them.
pub(in crate::pages) struct Checked<'a> {
    /// Whom.
    pub(in crate::pages) about: &'a About,
    /// Where the form is sent.
    pub(in crate::pages) action: String,
    /// What the button says.
    pub(in crate::pages) button: &'static str,
    /// The answers.
    pub(in crate::pages) rows: Vec<SummaryRow>,
}

/// The page of answers. What was typed goes on in the form, which another button opens again.
pub(in crate::pages) fn page(
    visit: &Visit,
    checked: Checked<'_>,
    sent: &impl Serialize,
) -> Response {
    let title = "Check your answers";
    let Checked {
        about,
        action,
        button,
        rows,
    } = checked;
    let kept = typed(sent);
    Page::titled(title).answer(visit, move || {
        let hidden = kept.into_iter().map(|(name, value)| {
            view! { <input type="hidden" name=name value=value /> }
        });
        view! {
            <div class="govuk-grid-row">
                <div class="govuk-grid-column-two-thirds">
                    {words::about_child(about)}
                    <h1 class="govuk-heading-l">{title}</h1>
                    <p class="govuk-body">"Nothing is kept until you confirm."</p>
                    <SummaryList rows=rows />
                    <form method="post" action=action novalidate>
                        {hidden.collect_view()}
                        <div class="govuk-button-group">
                            <Button text=button name=CHECKED value="yes" />
                            <Button text="Change these answers" kind=ButtonKind::Secondary name=STEP value="change" />
                        </div>
                    </form>
                </div>
            </div>
        }
    })
}

/// How far the officer is who sent a form.
pub(in crate::pages) fn step(checked: &str) -> Step {
    match checked {
        "yes" => Step::Make,
        _ => Step::Check,
    }
}

/// The fields of a form as they were typed, without those by which its buttons are told apart.
fn typed(sent: &impl Serialize) -> Vec<(String, String)> {
    // A form is a struct of texts and numbers: it always becomes an object.
    let Ok(serde_json::Value::Object(fields)) = serde_json::to_value(sent) else {
        return Vec::new();
    };
    let fields = fields.into_iter();
    let fields = fields.filter(|(name, _)| name != CHECKED && name != STEP);
    fields
        .map(|(name, value)| match value {
            serde_json::Value::String(text) => (name, text),
            other => (name, other.to_string()),
        })
        .collect()
}

/// A decision as it would be made.
pub(super) fn verdict_rows(case: &Case, verdict: &Verdict, effect: &Effect) -> Vec<SummaryRow> {
    let amount = a_year(effect.paid.first().and_then(|paid| paid.annual));
    let (band, why, terms, looked_at) = match verdict {
        Verdict::Agree { terms, checked } => (case.made.band(), None, terms, checked),
        Verdict::Override {
            band,
            reason,
            words,
            terms,
            checked,
        } => {
            let why = format!("{}. {words}", reason.title());
            (Some(band), Some(why), terms, checked)
        }
        Verdict::SendBack { .. } | Verdict::Individual { .. } => return Vec::new(),
    };
    let what = match why {
        Some(_) => "Another band is decided",
        None => "What the rules come to is agreed",
    };
    let mut rows = vec![SummaryRow::new("Decision", what)];
    rows.extend(band.map(|band| SummaryRow::new("Band", band.to_string())));
    rows.push(SummaryRow::new("Amount", amount));
    rows.extend(why.map(|why| SummaryRow::new("Why this band", why)));
    let checked = looked_at.words.clone();
    rows.push(SummaryRow::new("Checked in Section F", checked));
    rows.extend(lines_row(&looked_at.lines));
    rows.extend(funded_rows(terms));
    rows.extend(effect_rows(effect, terms.to));
    rows
}

/// The lines of Section F that were gone through, each with its answer; nothing without any.
pub(super) fn lines_row(lines: &[SectionFLine]) -> Option<SummaryRow> {
    (!lines.is_empty()).then(|| {
        let items = lines
            .iter()
            .map(|line| view! { <li>{line.said()}</li> })
            .collect_view();
        let list = view! { <ul class="govuk-list">{items}</ul> };
        SummaryRow::new("Line by line", list)
    })
}

/// An amount agreed for one child as it would be kept.
pub(super) fn amount_rows(
    agreed: &IndividualAmount,
    is_above: bool,
    effect: &Effect,
) -> Vec<SummaryRow> {
    let what = if is_above {
        "An amount above your limit is proposed, for an officer with a higher one to agree"
    } else {
        "An amount is agreed for this child"
    };
    let mut rows = vec![
        SummaryRow::new("Decision", what),
        SummaryRow::new("Amount", format!("{} a year", agreed.annual)),
        SummaryRow::new("What it secures", agreed.reason.clone()),
    ];
    rows.extend(funded_rows(&agreed.terms));
    rows.extend(effect_rows(effect, agreed.terms.to));
    rows
}

/// An amount of a year.
pub(super) fn a_year(annual: Option<Money>) -> String {
    annual.map_or("None by band".to_owned(), |annual| {
        format!("{annual} a year")
    })
}

/// What comes of it: who is paid, what becomes of the awards that were there, and what is put right of paid periods.
pub(in crate::pages) fn effect_rows(effect: &Effect, to: Option<Date>) -> Vec<SummaryRow> {
    let placed = effect.placed_at.clone();
    let placed = placed.unwrap_or_else(|| "At no school or college".to_owned());
    let mut paid: Vec<String> = effect.paid.iter().map(paid_to).collect();
    paid.extend(effect.unpaid.iter().map(|(from, to)| {
        format!(
            "Nobody is paid {}: no placement covers these days.",
            span(*from, *to)
        )
    }));
    let mut earlier: Vec<String> = effect.earlier.iter().map(became).collect();
    if let Some(to) = to {
        let goes_on = |one: &Earlier| match one.now {
            Now::Ends(_, again) => again.is_some(),
            Now::Begins(_) => true,
            Now::Stays => one.terms.to.is_none_or(|end| to < end),
            Now::Never => false,
        };
        if !effect.earlier.iter().any(goes_on) {
            earlier.push(format!(
                "From {} nothing is paid until a new decision is made.",
                words::day(to)
            ));
        }
    }
    let mut rows = vec![SummaryRow::new("The child’s school today", placed)];
    let mut add = |name: &'static str, said: Vec<String>| {
        if !said.is_empty() {
            rows.push(SummaryRow::new(name, lines(said)));
        }
    };
    add("Who is paid", paid);
    add("What was funded before", earlier);
    add("Difference", vec![difference(effect.difference)]);
    let right = effect.put_right.iter().map(|one| {
        let payee = &one.payee;
        if one.amount < Money::ZERO {
            let amount = one.amount.to_string();
            let amount = amount.trim_start_matches('−');
            format!("{amount} is taken back from {payee}.")
        } else {
            format!("{} is paid to {payee}.", one.amount)
        }
    });
    add("Put right with the next payment run", right.collect());
    let without = effect.without_calendar.iter();
    let without = without.map(|year| {
        format!(
            "What is due for {year} is in no payment run: no payment calendar of that year is set. Tell finance; what is owed \
             for it can be paid as a one-off cost of the placement."
        )
    });
    add("In no payment run", without.collect());
    rows
}

fn lines(said: Vec<String>) -> AnyView {
    let items = said.into_iter().map(|line| view! { <li>{line}</li> });
    view! { <ul class="govuk-list govuk-!-margin-bottom-0">{items.collect_view()}</ul> }.into_any()
}

/// `from 1 September 2026 to 31 August 2027`, of days whose end is the first after them.
fn span(from: Date, to: Option<Date>) -> String {
    let last = to.and_then(|to| to.yesterday().ok());
    match last {
        Some(last) => format!("from {} to {}", words::day(from), words::day(last)),
        None => format!("from {}, with no end date", words::day(from)),
    }
}

fn paid_to(paid: &PaidTo) -> String {
    let place = paid.place.as_deref();
    let place = place.unwrap_or("No school or college");
    let payee = paid.payee.as_deref().filter(|payee| *payee != place);
    let payee = payee.map_or(String::new(), |payee| format!(", paid to {payee}"));
    format!(
        "{place}{payee}: {} {}, priced as “{}”.",
        a_year(paid.annual),
        span(paid.from, paid.to),
        paid.setting.title()
    )
}

fn became(one: &Earlier) -> String {
    let said = award(&one.terms, one.place.as_deref());
    let last = |end: Date| end.yesterday().map_or_else(|_| String::new(), words::day);
    match one.now {
        Now::Ends(end, None) => format!("{said}: ends, with {} as its last day.", last(end)),
        Now::Ends(end, Some(again)) => format!(
            "{said}: stops, with {} as its last day, and goes on from {}.",
            last(end),
            words::day(again)
        ),
        Now::Never => format!(
            "{said}, from {}: replaced from its first day on, so nothing is due of it.",
            words::day(one.terms.from)
        ),
        Now::Begins(day) => format!("{said}: begins on {} instead.", words::day(day)),
        Now::Stays => format!("{said}: goes on, and is paid beside it."),
    }
}

/// An award in words: what by, how much and where to.
pub(in crate::pages) fn award(terms: &AwardVersion, place: Option<&str>) -> String {
    let what = match (&terms.band, terms.price) {
        (_, AwardPrice::Individual) => "An amount for this child".to_owned(),
        (Some(band), _) => format!("Band {band}"),
        (None, _) => "An amount without a band".to_owned(),
    };
    let to = place.map_or(String::new(), |place| format!(", to {place}"));
    format!("{what}, {}{to}", a_year(terms.annual))
}

fn difference(more: Money) -> String {
    if more == Money::ZERO {
        return "As much a year as before, from the first day on.".to_owned();
    }
    if more < Money::ZERO {
        let less = more.to_string();
        let less = less.trim_start_matches('−');
        return format!("{less} a year less than before, from the first day on.");
    }
    format!("{more} a year more than before, from the first day on.")
}

/// The days and the share of full time of an award.
pub(super) fn funded_rows(terms: &Terms) -> Vec<SummaryRow> {
    let last = terms.to.and_then(|to| to.yesterday().ok());
    vec![
        SummaryRow::new("Funded from", words::day(terms.from)),
        SummaryRow::new("Last day funded", words::day_or(last, "No end date")),
        SummaryRow::new("Full-time equivalent (FTE)", terms.fte.to_string()),
    ]
}

/// The field at which an officer confirms what is unusual.
const CONFIRMED: &str = "confirmed";

/// What an officer is told of doubts, each beside its field; those that may be confirmed, beside the tick that confirms them.
pub(super) fn doubted(doubts: &[Doubt]) -> Problems {
    let mut problems = Problems::default();
    let mut unusual = Vec::new();
    for doubt in doubts {
        match doubt {
            Doubt::OrderToCome => {
                problems.add("ordered", "The day of the order must not be after today")
            }
            Doubt::BeforeBirth => {
                problems.add("from", "Funded from must not be before the child was born");
            }
            Doubt::TooFarAhead(last) => problems.add(
                "from",
                format!("Funded from must be {} or earlier", words::day(*last)),
            ),
            Doubt::TooLargeAmount => problems.add(
                "amount",
                format!(
                    "The amount of a year must be {} or less",
                    pounds(AMOUNTS.refused_above)
                ),
            ),
            Doubt::BeforePlacement(began) => unusual.push(format!(
                "the funding begins before the placement, which began on {}",
                words::day(*began)
            )),
            Doubt::OtherSetting { scored, placed } => unusual.push(format!(
                "the award is priced as “{}”, where the child is placed on the first day, though “{}” was scored",
                placed.title(),
                scored.title()
            )),
            Doubt::LargeAmount(annual) => unusual.push(format!(
                "{annual} a year is right, which is above {}",
                pounds(AMOUNTS.confirmed_above)
            )),
        }
    }
    if !unusual.is_empty() {
        problems.add(
            CONFIRMED,
            format!("Confirm that {}", unusual.join(", and that ")),
        );
    }
    problems
}

fn pounds(whole: u32) -> String {
    format!("£{}", words::count(whole.into()))
}

/// The tick that confirms what is unusual: there once something was found to be.
pub(super) fn confirmation(ticked: &str, problems: &Problems) -> Option<AnyView> {
    let error = problems.of(CONFIRMED);
    if error.is_none() && ticked.is_empty() {
        return None;
    }
    let choices = vec![Choice::new("yes", "I have checked this, and it is right")];
    let values = (!ticked.is_empty()).then(|| "yes".to_owned());
    Some(
        view! {
            <Checkboxes
                name=CONFIRMED
                legend="Something here is unusual"
                choices=choices
                values=values.into_iter().collect()
                error=error
            />
        }
        .into_any(),
    )
}
