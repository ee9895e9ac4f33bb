//! Amounts by setting and band, and the settings that are not funded by band.

use std::collections::{BTreeMap, BTreeSet};

use crate::money::{Decimal, Money, Rate};
use crate::needs::{BandId, Setting};
use crate::rules::problem::Fault;
use crate::rules::reader::{Fields, Placed, number_of, shown};
use crate::rules::set::{AmountBasis, AmountKind, NotFunded, ValueTable};
use crate::rules::tree::{Entry, Place, Table};

use super::bands::Known;
use super::codes;
use super::needs::same_id;

/// The hours in a week, more than which nobody attends.
const WEEK_HOURS: i64 = 168;

/// Reads every `[[value_table]]`.
pub(super) fn value_tables(root: &Fields<'_>, known: &Known) -> Vec<Placed<ValueTable>> {
    let mut ids = BTreeSet::new();
    let read = |table| value_table(root, table, known, &mut ids);
    root.sections("value_table")
        .into_iter()
        .filter_map(read)
        .collect()
}

fn value_table(
    root: &Fields<'_>,
    table: &Table,
    known: &Known,
    ids: &mut BTreeSet<String>,
) -> Option<Placed<ValueTable>> {
    let keys = [
        "id",
        "title",
        "settings",
        "kind",
        "basis",
        "hours",
        "scales_with_fte",
        "on_top_of",
        "amounts",
    ];
    let fields = Fields::of(table, "[[value_table]]", &keys, root.problems);
    let id = fields.text("id");
    let title = fields.text("title");
    let settings = codes::settings(&fields, "settings");
    let kind = fields.choice(
        "kind",
        &[
            ("net_top_up", AmountKind::NetTopUp),
            ("total_with_first_6000", AmountKind::TotalWithFirst6000),
            ("total_with_place", AmountKind::TotalWithPlace),
            ("upper_limit", AmountKind::UpperLimit),
        ],
    );
    let bases = [("year", AmountBasis::Year), ("term", AmountBasis::Term)];
    let basis = fields.choice("basis", &bases);
    let hours = hours(&fields);
    let scales_with_fte = fields.flag("scales_with_fte");
    let on_top_of = fields.maybe_text("on_top_of").map(|text| text.value);
    let amounts = amounts(&fields, known);
    if let Some(id) = &id
        && !ids.insert(id.value.clone())
    {
        same_id(&fields, "value table", &id.value, &id.place);
    }
    Some(Placed {
        value: ValueTable {
            id: id?.value,
            title: title?.value,
            settings: settings?.into_iter().map(|setting| setting.value).collect(),
            kind: kind?.value,
            basis: basis?.value,
            hours,
            on_top_of,
            scales_with_fte: scales_with_fte?,
            amounts,
        },
        place: fields.place().clone(),
    })
}

fn hours(fields: &Fields<'_>) -> Option<Rate> {
    let hours = fields.maybe_number("hours")?;
    if hours.value.value() <= Decimal::ZERO || hours.value.value() > Decimal::from(WEEK_HOURS) {
        let sentence = format!(
            "{} is not a number of hours in a week: mend it",
            hours.value
        );
        fields.problems.add(&hours.place, Fault::BadValue, sentence);
    }
    Some(hours.value)
}

fn amounts(fields: &Fields<'_>, known: &Known) -> BTreeMap<BandId, Money> {
    let mut amounts = BTreeMap::new();
    let mut places: BTreeMap<BandId, Place> = BTreeMap::new();
    let Some(table) = fields.section("amounts") else {
        return amounts;
    };
    for entry in &table.entries {
        let name = Placed {
            value: entry.key.clone(),
            place: entry.place.clone(),
        };
        let Some(band) = known.band(fields, &name) else {
            continue;
        };
        places.insert(band.clone(), entry.place.clone());
        if let Some(amount) = amount(fields, entry) {
            amounts.insert(band, amount);
        }
    }
    for band in known
        .in_order()
        .iter()
        .filter(|band| !places.contains_key(*band))
    {
        let sentence = format!(
            "there is no amount for band {band}: add it, \"0\" if the band is worth nothing here"
        );
        fields
            .problems
            .add(&table.place, Fault::MissingAmount, sentence);
    }
    rising(fields, known, &amounts, &places);
    amounts
}

fn amount(fields: &Fields<'_>, entry: &Entry) -> Option<Money> {
    let number = number_of(&entry.node, &entry.key, fields.problems)?;
    let amount = Money::from_pounds(number.value.value()).ok();
    let amount = amount.filter(|amount| *amount >= Money::ZERO);
    if amount.is_none() {
        let sentence = format!(
            "£{} for band {} is below nothing, has a part of a penny or is too large: write pounds with at most two decimals",
            number.value,
            shown(&entry.key)
        );
        fields
            .problems
            .add(&number.place, Fault::BadAmount, sentence);
    }
    amount
}

/// Says where an amount falls though the need rises.
fn rising(
    fields: &Fields<'_>,
    known: &Known,
    amounts: &BTreeMap<BandId, Money>,
    places: &BTreeMap<BandId, Place>,
) {
    let mut highest: Option<(&BandId, Money)> = None;
    for band in known.in_order() {
        let (Some(amount), Some(place)) = (amounts.get(band), places.get(band)) else {
            continue;
        };
        match highest {
            Some((lower, before)) if *amount < before => {
                let sentence = format!(
                    "band {band} is worth {amount}, less than the {before} of band {lower}, which is of lower need: mend one of them"
                );
                fields.problems.add(place, Fault::FallingAmount, sentence);
            }
            _ => highest = Some((band, *amount)),
        }
    }
}

/// Reads every `[[not_funded]]`.
pub(super) fn not_funded(root: &Fields<'_>) -> Vec<Placed<NotFunded>> {
    let read = |table| {
        let keys = ["settings", "note"];
        let fields = Fields::of(table, "[[not_funded]]", &keys, root.problems);
        let settings = codes::settings(&fields, "settings");
        let note = fields.text("note");
        Some(Placed {
            value: NotFunded {
                settings: settings?.into_iter().map(|setting| setting.value).collect(),
                note: note?.value,
            },
            place: fields.place().clone(),
        })
    };
    let tables = root.sections("not_funded");
    tables.into_iter().filter_map(read).collect()
}

/// Checks that for every basis and number of hours each setting has one table, or a note why none.
pub(super) fn every_setting_once(
    root: &Fields<'_>,
    tables: &[Placed<ValueTable>],
    notes: &[Placed<NotFunded>],
) {
    let whole = root.sections("value_table").len() == tables.len()
        && root.sections("not_funded").len() == notes.len();
    if !whole {
        // A table that could not be read would make every setting of it look missing.
        return;
    }
    if !tables
        .iter()
        .any(|table| table.value.basis == AmountBasis::Year)
    {
        let sentence = "there is no [[value_table]] with basis = \"year\": a top-up is shown by the year, so add one";
        root.problems
            .add(root.place(), Fault::NoYearTable, sentence);
    }
    let kinds: BTreeSet<(AmountBasis, Option<Rate>)> = tables
        .iter()
        .map(|table| (table.value.basis, table.value.hours))
        .collect();
    for kind in kinds {
        for setting in Setting::ALL {
            once(root, *setting, kind, tables, notes);
        }
    }
}

fn once(
    root: &Fields<'_>,
    setting: Setting,
    kind: (AmountBasis, Option<Rate>),
    tables: &[Placed<ValueTable>],
    notes: &[Placed<NotFunded>],
) {
    let of_kind = tables
        .iter()
        .filter(|table| (table.value.basis, table.value.hours) == kind);
    let in_tables = of_kind
        .filter(|table| table.value.settings.contains(&setting))
        .map(|table| &table.place);
    let in_notes = notes
        .iter()
        .filter(|note| note.value.settings.contains(&setting))
        .map(|note| &note.place);
    let mut places = in_tables.chain(in_notes);
    let (first, second) = (places.next(), places.next());
    match (first, second) {
        (None, _) => {
            let sentence = format!(
                "the setting {setting} ({}) is in no value table {} and not among [[not_funded]]: add it to one, so that nobody has to guess",
                setting.title(),
                kind_in_words(kind)
            );
            root.problems
                .add(root.place(), Fault::MissingSetting, sentence);
        }
        (Some(first), Some(second)) => {
            let sentence = format!(
                "the setting {setting} ({}) stands here and on line {} of {}: keep one, so that it has one amount or none",
                setting.title(),
                first.line(),
                first.file()
            );
            root.problems.add(second, Fault::SettingTwice, sentence);
        }
        (Some(_), None) => {}
    }
}

fn kind_in_words((basis, hours): (AmountBasis, Option<Rate>)) -> String {
    let basis = match basis {
        AmountBasis::Year => "for a year",
        AmountBasis::Term => "for a term",
    };
    hours.map_or_else(
        || basis.to_owned(),
        |hours| format!("{basis} at {hours} hours a week"),
    )
}
