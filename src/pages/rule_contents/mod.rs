//! What a rule set says, in full: who it is for, how needs become a band, what a band is worth.

mod band;
mod value;

use leptos::prelude::*;

use crate::components::{Details, SummaryList, SummaryRow};
use crate::rules::words::{
    change_in_words, conditions_in_words, rounding_in_words, year_group_in_words,
};
use crate::rules::{Area, Converting, Modifier, RoundingApplied, RuleSet, Stream};

/// Everything that a set says after its head.
pub(super) fn contents(set: &RuleSet) -> AnyView {
    view! {
        {who(set)}
        {set.streams.iter().map(|stream| of_stream(stream, set)).collect_view()}
        {money(set)}
        {set.areas.iter().map(descriptors).collect_view()}
    }
    .into_any()
}

/// Whom the scheme is for, and what it asks of a case.
fn who(set: &RuleSet) -> Option<AnyView> {
    let gates = set.gates.iter().map(|gate| {
        let requires = conditions_in_words(&gate.requires, set);
        view! { <li>"Only where " {requires} ". " {gate.otherwise.clone()}</li> }
    });
    let phases = set.phases.iter().map(|phase| {
        let (from, to) = (
            year_group_in_words(phase.from),
            year_group_in_words(phase.to),
        );
        view! { <li>{phase.title.clone()} ": " {from} " to " {to}</li> }
    });
    let asked = set
        .circumstances
        .iter()
        .map(|circumstance| view! { <li>{circumstance.ask.clone()}</li> });
    let conversion = set.conversion.as_ref().map(|conversion| {
        let how = match &conversion.how {
            Converting::Closest => "to the band whose amount is nearest".to_owned(),
            Converting::ClosestUp => "to the lowest band that is worth at least as much".to_owned(),
            Converting::Table(table) => {
                let pairs: Vec<String> = table
                    .iter()
                    .map(|(old, new)| format!("{old} to {new}"))
                    .collect();
                pairs.join(", ")
            }
        };
        view! { <li>"Bands of " {conversion.from.clone()} ": " {how}</li> }
    });
    let items: Vec<AnyView> = gates
        .map(IntoAny::into_any)
        .chain(phases.map(IntoAny::into_any))
        .chain(asked.map(IntoAny::into_any))
        .chain(conversion.map(IntoAny::into_any))
        .collect();
    (!items.is_empty()).then(|| {
        view! {
            <h2 class="govuk-heading-m">"Who it is for, and what it asks"</h2>
            <ul class="govuk-list govuk-list--bullet">{items}</ul>
        }
        .into_any()
    })
}

fn of_stream(stream: &Stream, set: &RuleSet) -> AnyView {
    let head = stream.part.as_ref().map(|part| {
        let when = if part.when.is_empty() {
            "For every learner".to_owned()
        } else {
            format!("Where {}", conditions_in_words(&part.when, set))
        };
        let adds = part
            .adds
            .then_some(" It is added to the amount of the band.");
        view! {
            <h2 class="govuk-heading-l">{part.title.clone()}</h2>
            <p class="govuk-body">{when} "." {adds}</p>
        }
    });
    view! {
        {head}
        <h2 class="govuk-heading-m">"From needs to a band"</h2>
        {band::model(stream, set)}
        {band::bands(stream, set)}
        {band::floors(stream, set)}
        <h2 class="govuk-heading-m">"From a band to an amount"</h2>
        {value::tables(stream, set)}
        {modifiers(stream, set)}
        {value::not_funded(stream)}
    }
    .into_any()
}

/// What is done to score, band and amount, in its order.
fn modifiers(stream: &Stream, set: &RuleSet) -> Option<AnyView> {
    let items: Vec<AnyView> = stream
        .modifiers
        .iter()
        .map(|modifier| match modifier {
            Modifier::Floor => view! { <li>"Raised to a floor, as above"</li> }.into_any(),
            Modifier::Fte => {
                view! { <li>"Multiplied by the full-time equivalent (FTE)"</li> }.into_any()
            }
            Modifier::Change(change) => {
                let when = (!change.when.is_empty())
                    .then(|| format!(", where {}", conditions_in_words(&change.when, set)));
                let what = change_in_words(&change.what);
                view! { <li>{change.title.clone()} ": " {what} {when}</li> }.into_any()
            }
        })
        .collect();
    (!items.is_empty()).then(|| {
        view! {
            <h3 class="govuk-heading-s">"Then, in this order"</h3>
            <ol class="govuk-list govuk-list--number">{items}</ol>
        }
        .into_any()
    })
}

fn money(set: &RuleSet) -> AnyView {
    let applied = match set.scheme.rounding_applied {
        RoundingApplied::End => "once, at the end",
        RoundingApplied::EachLine => "on each line of provision and at the end",
        RoundingApplied::EachStep => "after every step and at the end",
    };
    let rows = vec![
        SummaryRow::new(
            "Rounding",
            format!("{}, {applied}", rounding_in_words(set.rounding)),
        ),
        SummaryRow::new("Refused above", format!("{} a year", set.yearly_limit())),
    ];
    view! {
        <h2 class="govuk-heading-m">"Pounds and pence"</h2>
        <SummaryList rows=rows />
    }
    .into_any()
}

fn descriptors(area: &Area) -> AnyView {
    let domains = area
        .domains
        .iter()
        .map(|domain| {
            let levels = domain
                .levels
                .iter()
                .map(|(level, text)| {
                    view! { <div><dt>"Level " {level.to_string()}</dt><dd>{text.clone()}</dd></div> }
                })
                .collect_view();
            view! {
                <Details summary=domain.title.clone()>
                    <dl class="app-descriptors">{levels}</dl>
                </Details>
            }
        })
        .collect_view();
    view! {
        <h2 class="govuk-heading-m">{area.title.clone()}</h2>
        {domains}
    }
    .into_any()
}
