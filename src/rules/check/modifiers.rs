//! What is done to a score, a band or an amount, and in what order.

use std::collections::BTreeSet;

use crate::needs::ModifierId;
use crate::rules::problem::Fault;
use crate::rules::reader::{Fields, Placed, shown};
use crate::rules::set::{Change, Floor, Modifier, What};
use crate::rules::tree::{Node, Table, Value};

use super::changes;
use super::conditions::Kinds;
use super::needs::same_id;
use super::streams::Within;

/// What a modifier changes; the order goes from one to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Of {
    Score,
    Band,
    Amount,
}

/// What a change is of.
pub(super) fn of(what: &What) -> Of {
    match what {
        What::ScoreFloor { .. } | What::ScoreSupplement { .. } => Of::Score,
        What::BandShift { .. } | What::AllowedBands { .. } => Of::Band,
        _ => Of::Amount,
    }
}

/// A modifier that the set uses, by the word that the order has for it.
struct Wanted {
    word: String,
    of: Of,
    modifier: Modifier,
}

/// Reads `[modifiers]` and every `[[modifier]]`: all that the set uses, once each, in the set's order.
pub(super) fn modifiers(
    stream: &Fields<'_>,
    floors: &[Placed<Floor>],
    within: &Within<'_>,
) -> Option<Vec<Modifier>> {
    let before = stream.problems.len();
    let changes = changes_of(stream, within);
    let sound = stream.problems.len() == before;
    let section = stream.section("modifiers")?;
    let fields = Fields::of(section, "[modifiers]", &["order"], stream.problems);
    let order = fields.texts("order")?;
    let mut wanted = Vec::new();
    if !floors.is_empty() || stream.maybe("floor").is_some() {
        wanted.push(Wanted {
            word: "floor".to_owned(),
            of: Of::Band,
            modifier: Modifier::Floor,
        });
    }
    if scales_with_fte(stream) {
        wanted.push(Wanted {
            word: "fte".to_owned(),
            of: Of::Amount,
            modifier: Modifier::Fte,
        });
    }
    wanted.extend(changes.into_iter().map(|change| Wanted {
        word: change.id.to_string(),
        of: of(&change.what),
        modifier: Modifier::Change(change),
    }));
    // Where a modifier could not be read, the order cannot be held against it.
    if sound {
        in_order(&fields, &order, wanted)
    } else {
        None
    }
}

/// Whether some table says so, be it otherwise right or wrong.
fn scales_with_fte(stream: &Fields<'_>) -> bool {
    let tables = stream
        .maybe("value_table")
        .into_iter()
        .flat_map(Node::tables);
    let mut flags = tables.filter_map(|table| table.get("scales_with_fte"));
    flags.any(|node| matches!(node.value, Value::Flag(true)))
}

fn in_order(
    fields: &Fields<'_>,
    order: &[Placed<String>],
    mut wanted: Vec<Wanted>,
) -> Option<Vec<Modifier>> {
    let before = fields.problems.len();
    let mut reached = Of::Score;
    let mut modifiers = Vec::with_capacity(wanted.len());
    let all = all_in_words(&wanted);
    for word in order {
        let Some(at) = wanted.iter().position(|one| one.word == word.value) else {
            let sentence = format!(
                "“{}” is not a modifier that this set uses, or stands twice. Those it uses: order = [{all}]. \"floor\" belongs there if there is a [[floor]], \"fte\" if a value table has scales_with_fte = true, and the id of every [[modifier]]",
                shown(&word.value)
            );
            fields.wrong(&word.place, Fault::ModifierOrder, sentence);
            continue;
        };
        let one = wanted.remove(at);
        if one.of < reached {
            let sentence = format!(
                "“{}” stands too late: what changes scores comes first, then what changes bands, the band's before the amount's",
                one.word
            );
            fields.wrong(&word.place, Fault::ModifierOrder, sentence);
        }
        reached = reached.max(one.of);
        modifiers.push(one.modifier);
    }
    if !wanted.is_empty() && fields.problems.len() == before {
        let sentence = format!(
            "order must name all that this set uses, what changes bands before what changes amounts: {all}; it leaves out {}",
            all_in_words(&wanted)
        );
        let place = order.first().map_or(fields.place(), |word| &word.place);
        fields.wrong(place, Fault::ModifierOrder, sentence);
    }
    (fields.problems.len() == before).then_some(modifiers)
}

fn all_in_words(wanted: &[Wanted]) -> String {
    let words: Vec<String> = wanted
        .iter()
        .map(|one| format!("\"{}\"", one.word))
        .collect();
    words.join(", ")
}

fn changes_of(stream: &Fields<'_>, within: &Within<'_>) -> Vec<Change> {
    let mut ids = BTreeSet::new();
    let tables = stream.sections("modifier").into_iter();
    tables
        .filter_map(|table| change(stream, table, within, &mut ids))
        .collect()
}

fn change(
    stream: &Fields<'_>,
    table: &Table,
    within: &Within<'_>,
    ids: &mut BTreeSet<ModifierId>,
) -> Option<Change> {
    let fields = Fields::of(table, "[[modifier]]", &changes::KEYS, stream.problems);
    let id = fields.parsed::<ModifierId>("id");
    let title = fields.text("title");
    let what = changes::what(&fields, within);
    let gives_one = within.has_bands && within.kind.is_some_and(super::model::Kind::has_one_band);
    let kinds = match &what {
        // Attendance is shared out alike in every band, and so is an earlier amount.
        Some(What::HoursFraction { .. } | What::HoursAWeek { .. } | What::DaysAWeek { .. }) => {
            Kinds::All
        }
        Some(what) if gives_one && of(what) == Of::Amount => Kinds::Paid(within.known),
        _ => Kinds::All,
    };
    let when = within.names.conditions(&fields, "when", kinds);
    if what.as_ref().is_some_and(|what| of(what) != Of::Amount) {
        super::model::not_here(&fields, "published", "a modifier of amounts");
    }
    let id = id?;
    if !ids.insert(id.value.clone()) || ["floor", "fte"].contains(&id.value.as_str()) {
        same_id(&fields, "modifier", id.value.as_str(), &id.place);
    }
    // What the arithmetic gives is known when the tables are; here the figures are only read.
    let published = super::amounts::published(&fields, within, |_| BTreeSet::new());
    Some(Change {
        id: id.value,
        title: title?.value,
        when,
        what: what?,
        published,
    })
}
