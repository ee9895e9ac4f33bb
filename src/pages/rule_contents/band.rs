//! How a stream finds a band: its model, its bands, its floors.

use leptos::prelude::*;

use crate::calendar::in_words;
use crate::components::{Cell, Column, Table};
use crate::money::Rate;
use crate::rules::words::{column_in_words, conditions_in_words, in_pounds};
use crate::rules::{
    AboveCap, Band, Group, HoursCap, Model, Over, PointsSource, Provision, ProvisionPrice, Reached,
    RuleSet, Stream,
};

/// How needs become a score or a band.
pub(super) fn model(stream: &Stream, set: &RuleSet) -> AnyView {
    match &stream.model {
        Model::ScoreSum {
            points: PointsSource::Elsewhere { .. },
            ..
        } => said("Needs are scored elsewhere, and only the total of points is read here."),
        Model::ScoreSum { shares, .. } => said(format!(
            "Each level has its points. The points are added.{}",
            by_rank(shares, set)
        )),
        Model::WeightedLevels { groups, shares } => view! {
            {groups_table(groups, set)}
            {(!shares.is_empty()).then(|| said(by_rank(shares, set).trim_start()))}
        }
        .into_any(),
        Model::HighestLevel { over } => said(match over {
            Over::Domains => {
                "The band is the highest whose levels are reached. Domains are counted."
            }
            Over::Areas => {
                "The band is the highest whose levels are reached. Each area counts once, at its highest level."
            }
        }),
        Model::BestFit {} => said("The scorer picks the band whose description fits best."),
        Model::ExternalBand { from } => said(format!("The band comes from {from}.")),
        Model::Lookup { columns, rows } => {
            let mut headings: Vec<Column> = columns
                .iter()
                .map(|column| Column::text(column_in_words(column, set)))
                .collect();
            headings.push(Column::text("Band"));
            let rows = rows
                .iter()
                .map(|row| {
                    let keys = row.keys.iter().map(|key| Cell::from(key_in_words(key)));
                    keys.chain([Cell::from(row.band.to_string())]).collect()
                })
                .collect();
            view! { <Table caption="The band by circumstances" columns=headings rows=rows /> }
                .into_any()
        }
        Model::AdditiveStreams { shares, picks_most } => {
            let shares: Vec<String> = shares.iter().map(ToString::to_string).collect();
            let most = picks_most.map(|most| format!(" At most {most} may be picked."));
            said(format!(
                "Several bands may be picked. Their amounts are added, highest first, each times its share: {}.{}",
                shares.join(", then "),
                most.unwrap_or_default()
            ))
        }
        Model::CostedProvision {
            provisions,
            weeks,
            total_hours,
            ..
        } => {
            let total =
                total_hours.map(|cap| format!(" All lines together: {}.", cap_in_words(cap)));
            view! {
                <p class="govuk-body">
                    {format!("Lines of provision are costed over {weeks} weeks a year and added.")} {total}
                </p>
                {provisions_table(provisions)}
            }
            .into_any()
        }
        Model::HoursThreshold { unit } => said(format!(
            "The hours of support a week are read, in steps of {unit}."
        )),
        Model::NoBand {} => said("There is no band. The amount follows from the circumstances."),
    }
}

/// How points count from the highest on, where they do not all count whole; a sentence after another.
fn by_rank(shares: &[Rate], set: &RuleSet) -> String {
    if shares.is_empty() {
        return String::new();
    }
    let shares: Vec<String> = shares.iter().map(ToString::to_string).collect();
    format!(
        " From the highest points on they count times {}, and all further ones times the last of these.{}",
        shares.join(", then "),
        counted_first(set)
    )
}

/// The domains that count first for some primary needs; nothing where points alone decide.
fn counted_first(set: &RuleSet) -> String {
    let domains = set.domains();
    let named = domains.filter(|domain| !domain.primary_needs.is_empty());
    let named = named.map(|domain| {
        let codes: Vec<&str> = domain
            .primary_needs
            .iter()
            .map(|need| need.code())
            .collect();
        format!("{} ({})", domain.title, codes.join(", "))
    });
    let named: Vec<String> = named.collect();
    if named.is_empty() {
        return String::new();
    }
    let named = named.join("; ");
    format!(" That of the primary need counts first, whatever its points: {named}.")
}

fn said(sentence: impl Into<String>) -> AnyView {
    let sentence: String = sentence.into();
    view! { <p class="govuk-body">{sentence}</p> }.into_any()
}

/// A key of a row as people read it.
pub(super) fn key_in_words(key: &str) -> String {
    if key == "*" {
        "Any other".to_owned()
    } else {
        key.to_owned()
    }
}

fn groups_table(groups: &[Group], set: &RuleSet) -> AnyView {
    let rows = groups
        .iter()
        .map(|group| {
            let parts: Vec<String> = group
                .domains
                .iter()
                .map(|id| set.domain_title(id))
                .collect();
            let cap = group
                .cap
                .map_or("None".to_owned(), |cap| cap.points.to_string());
            vec![
                Cell::from(group.title.clone()),
                Cell::from(parts.join("; ")),
                Cell::from(group.weight.to_string()),
                Cell::from(cap),
            ]
        })
        .collect();
    let columns = vec![
        Column::text("Group"),
        Column::text("Domains whose levels are added"),
        Column::number("Times"),
        Column::number("At most"),
    ];
    view! { <Table caption="Points" columns=columns rows=rows /> }.into_any()
}

fn provisions_table(provisions: &[Provision]) -> AnyView {
    let rows = provisions
        .iter()
        .map(|provision| {
            let price = match &provision.price {
                ProvisionPrice::Hourly {
                    rate,
                    shared: false,
                } => in_pounds(*rate),
                ProvisionPrice::Hourly { rate, shared: true } => {
                    format!("{}, divided by the learners who share it", in_pounds(*rate))
                }
                ProvisionPrice::Individual {} => "Costed one by one".to_owned(),
            };
            let later = provision.rate_from.iter();
            let later =
                later.map(|(day, rate)| format!("; from {} {}", in_words(*day), in_pounds(*rate)));
            let price = later.fold(price, |price, later| price + &later);
            let caps = [
                provision.hours.map(cap_in_words),
                provision
                    .total_hours
                    .map(|cap| format!("with all other kinds, {}", cap_in_words(cap))),
            ];
            let caps: Vec<String> = caps.into_iter().flatten().collect();
            vec![
                Cell::from(provision.title.clone()),
                Cell::from(price),
                Cell::from(caps.join("; ")),
                Cell::from(provision.note.clone().unwrap_or_default()),
            ]
        })
        .collect();
    let columns = vec![
        Column::text("Kind of provision"),
        Column::text("An hour"),
        Column::text("Hours a week"),
        Column::text("Note"),
    ];
    view! { <Table caption="Provision" columns=columns rows=rows /> }.into_any()
}

fn cap_in_words(cap: HoursCap) -> String {
    match cap.above {
        AboveCap::Clamp => format!("at most {} count", cap.most),
        AboveCap::Block => format!("no result above {}", cap.most),
    }
}

/// The bands, and how each is reached.
pub(super) fn bands(stream: &Stream, set: &RuleSet) -> Option<AnyView> {
    if stream.bands.is_empty() {
        return None;
    }
    let ranges = stream.bands.iter().any(|band| band.range.is_some());
    let pounds = matches!(stream.model, Model::CostedProvision { .. });
    let rows = stream
        .bands
        .iter()
        .map(|band| {
            let mut cells = vec![Cell::from(band.id.to_string())];
            if ranges {
                let ends = band.range.map(|range| (range.from, range.to));
                let shown = |number| {
                    if pounds {
                        in_pounds(number)
                    } else {
                        number.to_string()
                    }
                };
                let (from, to) =
                    ends.map_or_else(Default::default, |(from, to)| (shown(from), shown(to)));
                cells.push(Cell::from(from));
                cells.push(Cell::from(to));
            } else {
                cells.push(Cell::from(reached_in_words(band, stream, set)));
            }
            cells
        })
        .collect();
    let mut columns = vec![Column::text("Band")];
    if ranges {
        columns.extend([Column::number("From"), Column::number("To")]);
    } else {
        columns.push(Column::text("Who is in it"));
    }
    let caption = match &stream.model {
        Model::CostedProvision { .. } => "Bands by cost",
        Model::HoursThreshold { .. } => "Bands by hours",
        _ if ranges => "Bands by score",
        _ => "Bands",
    };
    Some(view! { <Table caption=caption columns=columns rows=rows /> }.into_any())
}

fn reached_in_words(band: &Band, stream: &Stream, set: &RuleSet) -> String {
    if let Some(descriptor) = &band.descriptor {
        return descriptor.clone();
    }
    let Model::HighestLevel { over } = stream.model else {
        return String::new();
    };
    let way = |way: &Reached| {
        let counted = match (over, way.count) {
            (Over::Domains, 1) => "domain",
            (Over::Domains, _) => "domains",
            (Over::Areas, 1) => "area",
            (Over::Areas, _) => "areas",
        };
        let known = set.areas.iter().filter(|area| way.areas.contains(&area.id));
        let titles: Vec<&str> = known.map(|area| area.title.as_str()).collect();
        let among = if titles.is_empty() {
            String::new()
        } else {
            format!(" of {}", titles.join(" and "))
        };
        format!(
            "{} {counted}{among} at level {} or above",
            way.count, way.at_least
        )
    };
    let whole = |ways: &Reached| ways.all().map(way).collect::<Vec<String>>().join(" and ");
    let ways: Vec<String> = band.reached_by.iter().map(whole).collect();
    ways.join(", or ")
}

/// The bands below which some learners never fall.
pub(super) fn floors(stream: &Stream, set: &RuleSet) -> AnyView {
    stream
        .floors
        .iter()
        .map(|floor| {
            let needs: Vec<&str> = floor.primary_needs.iter().map(|need| need.title()).collect();
            let mut who = Vec::new();
            if !needs.is_empty() {
                let needs = needs.join(" or ").to_ascii_lowercase();
                who.push(format!("the primary need is {needs}"));
            }
            if !floor.when.is_empty() {
                who.push(conditions_in_words(&floor.when, set));
            }
            view! {
                <p class="govuk-body">
                    "Where " {who.join(" and ")} ", a learner is never below band " {floor.band.to_string()} ". "
                    {floor.reason.clone()} "."
                </p>
            }
        })
        .collect_view()
        .into_any()
}
