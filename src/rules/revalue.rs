//! Writes other amounts into a rule set's text, and nothing else: comments, order and spacing stay as their owner wrote them.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::tree::RuleFile;
use crate::money::Money;
use crate::needs::BandId;

/// Amounts by the table's name within the set, then by band.
pub type Amounts = BTreeMap<String, BTreeMap<BandId, Money>>;

/// The same files with other amounts in their value tables; none where an amount that is wanted stands nowhere, or a file
/// is no TOML.
#[must_use]
pub fn with_amounts(files: &[RuleFile], amounts: &Amounts) -> Option<Vec<RuleFile>> {
    let wanted: usize = amounts.values().map(BTreeMap::len).sum();
    let mut written = 0;
    let mut changed = Vec::new();
    for file in files {
        let table = DeTable::parse(&file.text).ok()?;
        let mut found = Vec::new();
        find(table.get_ref(), amounts, &mut found);
        // From the end, so that what comes first keeps its place.
        found.sort_by_key(|(place, _)| std::cmp::Reverse(place.start));
        let mut text = file.text.clone();
        for (place, amount) in &found {
            text.get(place.clone())?;
            text.replace_range(place.clone(), &format!("\"{}\"", plain(*amount)));
        }
        written += found.len();
        changed.push(RuleFile {
            name: file.name.clone(),
            text,
        });
    }
    (written == wanted).then_some(changed)
}

/// Pounds as rule text has them: `1560`, and `1560.50` where there are pence.
fn plain(amount: Money) -> String {
    let text = amount.pounds_text();
    text.strip_suffix(".00").map(str::to_owned).unwrap_or(text)
}

/// Finds the places of amounts in a table and those within it.
fn find(table: &DeTable<'_>, amounts: &Amounts, found: &mut Vec<(Range<usize>, Money)>) {
    let id = match table.get("id").map(toml::Spanned::get_ref) {
        Some(DeValue::String(id)) => amounts.get(id.as_ref()),
        _ => None,
    };
    let by_band = table.get("amounts").map(toml::Spanned::get_ref);
    if let (Some(wanted), Some(DeValue::Table(by_band))) = (id, by_band) {
        for (band, amount) in by_band.iter() {
            let wanted = wanted
                .iter()
                .find(|(known, _)| known.as_str() == band.get_ref());
            if let Some((_, money)) = wanted {
                found.push((amount.span(), *money));
            }
        }
    }
    for (_, value) in table.iter() {
        find_within(value.get_ref(), amounts, found);
    }
}

/// The parser bounds how deep values nest, so this cannot exhaust the stack.
fn find_within(value: &DeValue<'_>, amounts: &Amounts, found: &mut Vec<(Range<usize>, Money)>) {
    match value {
        DeValue::Table(table) => find(table, amounts, found),
        DeValue::Array(items) => {
            for item in items.iter() {
                find_within(item.get_ref(), amounts, found);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::{Amounts, RuleFile, with_amounts};
    use crate::needs::BandId;

    const TEXT: &str = "# A note: A = \"0\"\n[[value_table]]\nid = \"mainstream\"\namounts = { A = \"0\", B = \"1560\" } # keep\n\n\
                        [[value_table]]\nid = \"special\"\n[value_table.amounts]\n\"Local Offer\" = \"2000.50\"\nB = \"9\"\n";

    fn file() -> RuleFile {
        RuleFile {
            name: "scheme.toml".to_owned(),
            text: TEXT.to_owned(),
        }
    }

    fn amounts(all: &[(&str, &str, &str)]) -> Amounts {
        let mut amounts = Amounts::new();
        for (table, band, amount) in all {
            let band = BandId::parse(band).unwrap();
            let by_band = amounts.entry((*table).to_owned()).or_default();
            by_band.insert(band, amount.parse().unwrap());
        }
        amounts
    }

    #[test]
    fn amounts_change_and_every_other_character_stays() {
        let wanted = amounts(&[
            ("mainstream", "B", "1570"),
            ("special", "Local Offer", "1999.5"),
        ]);
        let changed = with_amounts(&[file()], &wanted).unwrap();
        let expected = TEXT
            .replace("\"1560\"", "\"1570\"")
            .replace("\"2000.50\"", "\"1999.50\"");
        assert_eq!(changed[0].text, expected);
    }

    #[test]
    fn an_amount_that_stands_nowhere_is_not_passed_over() {
        let nowhere = amounts(&[("mainstream", "C", "5")]);
        assert_eq!(with_amounts(&[file()], &nowhere), None);
        let broken = RuleFile {
            text: "[[value_table".to_owned(),
            ..file()
        };
        assert_eq!(with_amounts(&[broken], &Amounts::new()), None);
    }
}
