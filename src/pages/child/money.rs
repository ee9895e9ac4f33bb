//! Awards and placements of a child's page: tables with their dates, the last day inside shown as the end.

use leptos::prelude::*;

use super::where_at;
use crate::components::{Cell, Column, Details, Table};
use crate::costs::CostTerms;
use crate::money::Money;
use crate::pages::words::{cost_per, day_cell, day_or};
use crate::service::child_record::{
    AwardPrice, AwardVersion, ChildRecord, CostLine, PeriodPrice, PriceReason,
};

/// The awards, the latest first; nothing where the reader may not see them.
pub(super) fn awards(record: &ChildRecord) -> impl IntoView + use<> {
    if !record.sees.awards {
        return ().into_any();
    }
    let heading = view! { <h2 class="govuk-heading-m">"Awards"</h2> };
    if record.awards.is_empty() {
        return view! {
            {heading}
            <p class="govuk-body">"No award has been made."</p>
        }
        .into_any();
    }
    let columns = vec![
        Column::text("From"),
        Column::text("Last paid day"),
        Column::text("Paid to"),
        Column::text("Band"),
        Column::number("Full-time equivalent (FTE)"),
        Column::number("Amount a year when decided"),
        Column::text("Price"),
    ];
    let rows = record
        .awards
        .iter()
        .map(|terms| award_row(record, terms))
        .collect();
    let worth = record
        .awards
        .iter()
        .filter_map(|terms| worth(record, terms))
        .collect::<Vec<_>>();
    view! {
        {heading}
        <Table caption="Awards, the latest first" caption_hidden=true columns=columns rows=rows stacked=true />
        {ends(record)}
        {worth}
    }
    .into_any()
}

/// The way to end each award that is paid today or later.
fn ends(record: &ChildRecord) -> Option<AnyView> {
    let lasts = |terms: &&AwardVersion| {
        terms
            .to
            .is_none_or(|to| record.today < to && terms.from < to)
    };
    let awards = record.awards.iter().filter(lasts);
    let links = awards.map(|terms| {
        let href = format!("/children/{}/awards/{}/end", record.child, terms.award);
        let text = format!("End this award of {}", day_or(Some(terms.from), ""));
        view! { <li><a class="govuk-link" href=href>{text}</a></li> }
    });
    let links: Vec<_> = links.collect();
    (record.sees.ends_awards && !links.is_empty())
        .then(|| view! { <ul class="govuk-list">{links}</ul> }.into_any())
}

/// What an award is worth by period.
fn worth(record: &ChildRecord, terms: &AwardVersion) -> Option<AnyView> {
    let periods = record.worth.get(&terms.award)?;
    let columns = vec![
        Column::text("From"),
        Column::text("Last day"),
        Column::text("Band"),
        Column::number("Amount a year"),
        Column::text("How it is priced"),
    ];
    let rows = periods.iter().map(period_row).collect();
    let caption = format!(
        "What the award from {} is worth by period",
        day_or(Some(terms.from), "")
    );
    Some(
        view! {
            <Details summary=caption.clone()>
                <Table caption=caption caption_hidden=true columns=columns rows=rows stacked=true />
            </Details>
        }
        .into_any(),
    )
}

fn period_row(period: &PeriodPrice) -> Vec<Cell> {
    let band = period.band.as_ref();
    let amount = period.annual.map(|amount| amount.to_string());
    let no_amount = match period.reason {
        PriceReason::NotFunded => "Not by band",
        _ => "Not known",
    };
    vec![
        day_cell(Some(period.days.start()), ""),
        day_cell(period.days.last_day(), "No end date"),
        Cell::from(band.map_or_else(|| "None".to_owned(), ToString::to_string)),
        Cell::from(amount.unwrap_or_else(|| no_amount.to_owned())),
        priced(period),
    ]
}

/// How the price of a period came about, with the rules that it follows.
fn priced(period: &PeriodPrice) -> Cell {
    let words = match &period.reason {
        PriceReason::Decided => "As decided".to_owned(),
        PriceReason::Revalued => "The same band at the values of these days".to_owned(),
        PriceReason::Converted { from } => format!("Band {from} of the earlier scheme, converted"),
        PriceReason::Fixed => "Protected, or set for this child: no table changes it".to_owned(),
        PriceReason::BandUnknown => {
            "As decided: the rules of these days have no such band and convert none".to_owned()
        }
        PriceReason::SetGone => {
            "As decided: the rules it was decided under were withdrawn, and no others are in force"
                .to_owned()
        }
        PriceReason::NotFunded => "The setting is not funded by band".to_owned(),
        PriceReason::NoRules => "No rules are approved for these days yet".to_owned(),
        PriceReason::NotPriced(_) => {
            "The rules of these days ask for something that was not recorded".to_owned()
        }
    };
    let rules = period.rules.as_ref().map(|reference| {
        let (href, text) = (format!("/rules/{reference}"), reference.to_string());
        view! {
            " "
            <a class="govuk-link app-whole" href=href>{text}</a>
        }
    });
    Cell::of(view! { {words} {rules} })
}

fn award_row(record: &ChildRecord, terms: &AwardVersion) -> Vec<Cell> {
    let payee = terms
        .establishment
        .as_ref()
        .and_then(|id| record.establishments.get(id));
    let never_due = terms.to == Some(terms.from);
    let last = if never_due {
        Cell::from("Nothing was due")
    } else {
        day_cell(terms.to.and_then(|to| to.yesterday().ok()), "No end date")
    };
    let price = match terms.price {
        AwardPrice::Band => "By band",
        AwardPrice::Protected => "Protected",
        AwardPrice::Individual if record.ordered.contains(&terms.award) => {
            "Ordered by the tribunal"
        }
        AwardPrice::Individual => "Set for this child",
    };
    vec![
        day_cell(Some(terms.from), ""),
        last,
        Cell::from(
            payee
                .cloned()
                .unwrap_or_else(|| terms.setting.title().to_owned()),
        ),
        Cell::from(
            terms
                .band
                .as_ref()
                .map_or_else(|| "None".to_owned(), ToString::to_string),
        ),
        Cell::from(terms.fte.to_string()),
        decided_and_now(record, terms),
        Cell::from(price),
    ]
}

/// What was decided; below it what the award in force is worth today, where that is something else.
fn decided_and_now(record: &ChildRecord, terms: &AwardVersion) -> Cell {
    let said = |amount: Option<Money>| {
        amount.map_or_else(|| "No amount by band".to_owned(), |sum| sum.to_string())
    };
    let decided = said(terms.annual);
    let is_now = record.award.as_ref() == Some(terms);
    let now = record.award_worth.as_ref();
    match now.filter(|worth| is_now && worth.has_changed()) {
        Some(worth) => {
            let now = format!("now {}", said(worth.annual));
            Cell::of(view! { {decided} " " <span class="app-under">{now}</span> })
        }
        None => Cell::from(decided),
    }
}

/// The placements, the latest first, each with its cost lines.
pub(super) fn placements(record: &ChildRecord) -> impl IntoView + use<> {
    let heading = view! { <h2 class="govuk-heading-m">"Placements"</h2> };
    if record.placements.is_empty() {
        return view! {
            {heading}
            <p class="govuk-body">"No placement has been recorded."</p>
        }
        .into_any();
    }
    let columns = vec![
        Column::text("Where"),
        Column::text("Setting"),
        Column::text("From"),
        Column::text("Last day"),
        Column::number("Full-time equivalent (FTE)"),
    ];
    let rows = record
        .placements
        .iter()
        .map(|(placement, _)| {
            vec![
                Cell::from(where_at(record, placement)),
                Cell::from(placement.setting.title()),
                day_cell(placement.from, "Not known"),
                day_cell(
                    placement.to.and_then(|to| to.yesterday().ok()),
                    "No end date",
                ),
                Cell::from(placement.fte.to_string()),
            ]
        })
        .collect();
    let costs = record
        .placements
        .iter()
        .filter(|(_, costs)| costs.iter().any(|line| !line.in_error))
        .map(|(placement, lines)| costs(where_at(record, placement), lines))
        .collect::<Vec<_>>();
    let keep = record.sees.keeps_costs.then(|| {
        let href = format!("/children/{}/costs", record.child);
        view! {
            <p class="govuk-body">
                <a class="govuk-link" href=href>"Add or end what these placements cost"</a>
            </p>
        }
    });
    let authorities = record.sees.authorities.then(|| {
        let href = format!("/children/{}/authorities", record.child);
        view! {
            <p class="govuk-body">
                <a class="govuk-link" href=href>"Which authorities maintain, pay and look after"</a>
            </p>
        }
    });
    view! {
        {heading}
        <Table caption="Placements, the latest first" caption_hidden=true columns=columns rows=rows stacked=true />
        {costs}
        {keep}
        {authorities}
    }
    .into_any()
}

fn costs(place: String, lines: &[CostLine]) -> impl IntoView + use<> {
    let columns = vec![
        Column::text("What for"),
        Column::number("Amount without VAT"),
        Column::text("Each"),
        Column::number("VAT"),
        Column::text("From"),
        Column::text("Last day"),
        Column::text("Order"),
    ];
    let standing = lines.iter().filter(|line| !line.in_error);
    let rows = standing.map(|line| cost_row(&line.terms)).collect();
    let caption = format!("What the placement at {place} costs");
    view! {
        <Details summary=caption.clone()>
            <Table caption=caption caption_hidden=true columns=columns rows=rows stacked=true />
        </Details>
    }
}

fn cost_row(line: &CostTerms) -> Vec<Cell> {
    let what = if line.kind.is_income() {
        format!("{} (income)", line.kind.title())
    } else {
        line.kind.title().to_owned()
    };
    vec![
        Cell::from(what),
        Cell::from(line.net.to_string()),
        Cell::from(cost_per(line.per)),
        Cell::from(line.vat.to_string()),
        day_cell(Some(line.period.start()), ""),
        day_cell(line.period.last_day(), "No end date"),
        Cell::from(line.order_number.clone().unwrap_or_default()),
    ]
}
