//! Whose scheme it is, when, from what source, and its policies.

use crate::ids::RuleSetRef;
use crate::money::{Decimal, Money, Rounding, RoundingMode};
use crate::rules::problem::Fault;
use crate::rules::reader::{Fields, Placed, shown};
use crate::rules::set::{AboveTop, Floor, Modifier, Scheme, Source, ValueTable};

/// Reads `[scheme]`.
pub(super) fn scheme(root: &Fields<'_>, directory: Option<&RuleSetRef>) -> Option<Scheme> {
    let keys = [
        "authority",
        "authority_title",
        "title",
        "version",
        "invented",
        "first_day",
        "last_day",
        "dates_note",
        "band_blind",
        "missing_level",
        "above_top_score",
    ];
    let fields = Fields::of(root.section("scheme")?, "[scheme]", &keys, root.problems);
    let authority = fields.text("authority");
    let authority_title = fields.text("authority_title");
    let title = fields.text("title");
    let version = fields.text("version");
    let invented = fields.flag("invented");
    let first_day = fields.day("first_day");
    let last_day = fields.day("last_day");
    let dates_note = fields.maybe_text("dates_note").map(|note| note.value);
    let band_blind = fields.flag("band_blind");
    // A missing level is refused; the key is there so that a reader of the set sees it.
    fields.choice("missing_level", &[("refuse", ())]);
    let above_top = fields.choice(
        "above_top_score",
        &[
            ("unreachable", AboveTop::Unreachable),
            ("refuse", AboveTop::Refuse),
        ],
    );
    let (authority, first_day, last_day) = (authority?, first_day?, last_day?);
    if last_day.value < first_day.value {
        let sentence = format!(
            "the last day, {}, is before the first day, {}: mend one of them",
            last_day.value, first_day.value
        );
        fields
            .problems
            .add(&last_day.place, Fault::DaysReversed, sentence);
    }
    match RuleSetRef::of(&authority.value, first_day.value) {
        Ok(reference) => in_its_directory(&fields, &authority, &reference, directory),
        Err(error) => {
            let sentence = format!("authority: {error}");
            fields
                .problems
                .add(&authority.place, Fault::BadValue, sentence);
        }
    }
    Some(Scheme {
        authority: authority.value,
        authority_title: authority_title?.value,
        title: title?.value,
        version: version?.value,
        invented: invented?,
        first_day: first_day.value,
        last_day: last_day.value,
        dates_note,
        band_blind: band_blind?,
        above_top: above_top?.value,
    })
}

fn in_its_directory(
    fields: &Fields<'_>,
    authority: &Placed<String>,
    reference: &RuleSetRef,
    directory: Option<&RuleSetRef>,
) {
    if let Some(directory) = directory.filter(|directory| *directory != reference) {
        let sentence = format!(
            "the set is {reference}, but its directory is {directory}: move the directory, or mend authority or first_day"
        );
        fields
            .problems
            .add(&authority.place, Fault::WrongDirectory, sentence);
    }
}

/// Reads `[source]`, without which no figure is believed.
pub(super) fn source(root: &Fields<'_>) -> Option<Source> {
    if root.maybe("source").is_none() {
        let sentence =
            "there is no [source]: say where the figures come from, with title and address";
        root.problems
            .add(root.place(), Fault::MissingSource, sentence);
        return None;
    }
    let keys = ["title", "address", "note"];
    let fields = Fields::of(root.section("source")?, "[source]", &keys, root.problems);
    let title = fields.text("title");
    let note = fields.maybe_text("note").map(|note| note.value);
    let address = fields.text("address")?;
    let is_address = ["https://", "http://"]
        .iter()
        .any(|start| address.value.starts_with(start));
    if !is_address && address.value != "invented" {
        let sentence = format!(
            "address is “{}”: write the page's address, which begins with https://, or \"invented\"",
            shown(&address.value)
        );
        fields
            .problems
            .add(&address.place, Fault::MissingSource, sentence);
    }
    Some(Source {
        title: title?.value,
        address: address.value,
        note,
    })
}

/// Reads `[modifiers]`, which names what the set uses, once each, the band's before the amount's.
pub(super) fn modifiers(
    root: &Fields<'_>,
    floors: &[Placed<Floor>],
    tables: &[Placed<ValueTable>],
) -> Option<Vec<Modifier>> {
    let fields = Fields::of(
        root.section("modifiers")?,
        "[modifiers]",
        &["order"],
        root.problems,
    );
    let order = fields.texts("order")?;
    let mut wanted = Vec::new();
    if !floors.is_empty() || root.maybe("floor").is_some() {
        wanted.push(("floor", Modifier::Floor));
    }
    if tables.iter().any(|table| table.value.scales_with_fte) {
        wanted.push(("fte", Modifier::Fte));
    }
    let given: Vec<&str> = order.iter().map(|word| word.value.as_str()).collect();
    let words: Vec<&str> = wanted.iter().map(|(word, _)| *word).collect();
    if given != words {
        let list: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
        let sentence = format!(
            "order must name what this set uses, the band's before the amount's: order = [{}]. \"floor\" belongs there if there is a [[floor]], \"fte\" if a value table has scales_with_fte = true",
            list.join(", ")
        );
        let place = order.first().map_or(fields.place(), |word| &word.place);
        fields.problems.add(place, Fault::ModifierOrder, sentence);
    }
    Some(wanted.into_iter().map(|(_, modifier)| modifier).collect())
}

/// Reads `[rounding]`.
pub(super) fn rounding(root: &Fields<'_>) -> Option<Rounding> {
    let keys = ["mode", "to", "applied"];
    let fields = Fields::of(
        root.section("rounding")?,
        "[rounding]",
        &keys,
        root.problems,
    );
    let mode = fields.choice(
        "mode",
        &[
            ("half_up", RoundingMode::HalfUp),
            ("half_even", RoundingMode::HalfEven),
            ("down", RoundingMode::Down),
        ],
    );
    fields.choice("applied", &[("end", ())]);
    let unit = fields.number("to")?;
    let whole_pence = Money::from_pounds(unit.value.value()).is_ok();
    if unit.value.value() <= Decimal::ZERO || !whole_pence {
        let sentence = format!(
            "amounts cannot be rounded to £{}: write pounds and whole pence above nothing, such as \"0.01\", \"1\" or \"10\"",
            unit.value
        );
        fields.problems.add(&unit.place, Fault::BadValue, sentence);
    }
    Some(Rounding {
        mode: mode?.value,
        unit: unit.value,
    })
}
