//! Which of some names somebody meant who wrote another.

/// How many names a sentence shows at the most.
const SHOWN_MOST: usize = 6;

/// The names that are nearest to what was written, the nearest first: by how many letters would have to be put in, taken
/// out or changed, capitals aside. Of two that are as near, the one that stands first.
#[must_use]
pub fn nearest_first<'a>(written: &str, names: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let mut ranked: Vec<(usize, &str)> = names
        .into_iter()
        .map(|name| (steps_between(written, name), name))
        .collect();
    ranked.sort_by_key(|(steps, _)| *steps);
    let names = ranked.into_iter().map(|(_, name)| name);
    names.take(SHOWN_MOST).collect()
}

/// The most names that the message about a rule text lists.
const LISTED_MOST: usize = 40;

/// The most names of a rule text that are compared: a scheme has fewer, and hostile text could have any number.
const COMPARED_MOST: usize = 400;

/// The longest text that is compared letter by letter.
const LETTERS_MOST: usize = 60;

/// The names as a message about a rule text lists them: those much like what was written first, then the others in
/// their order.
pub(super) fn listed<'a>(written: &str, names: impl IntoIterator<Item = &'a str>) -> String {
    let written: String = written.chars().take(LETTERS_MOST).collect();
    let mut names = names.into_iter();
    let mut ranked: Vec<(usize, &str)> = names
        .by_ref()
        .take(COMPARED_MOST)
        .map(|name| (unlikeness(&written, name), name))
        .collect();
    ranked.sort_by_key(|(unlikeness, _)| *unlikeness);
    let more = ranked.len().saturating_sub(LISTED_MOST) + names.count();
    let listed = ranked.into_iter().take(LISTED_MOST).map(|(_, name)| name);
    let listed = listed.collect::<Vec<_>>().join(", ");
    match more {
        0 => listed,
        more => format!("{listed} and {more} more"),
    }
}

/// How little a name is like what was written; all that are hardly alike are the same.
fn unlikeness(written: &str, name: &str) -> usize {
    let name: String = name.chars().take(LETTERS_MOST).collect();
    let steps = steps_between(written, &name);
    let longer = written.chars().count().max(name.chars().count());
    if steps * 2 <= longer {
        steps
    } else {
        usize::MAX
    }
}

/// How many letters have to be put in, taken out or changed to make one text of the other.
pub(super) fn steps_between(from: &str, to: &str) -> usize {
    let letters = |text: &str| -> Vec<char> { text.to_lowercase().chars().collect() };
    let (from, to) = (letters(from), letters(to));
    // The steps from nothing, then from one more letter of the first text each time, to each beginning of the second.
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (at, letter) in from.iter().enumerate() {
        let mut before = at;
        let mut left = at + 1;
        for (other, slot) in to.iter().zip(row.iter_mut().skip(1)) {
            let changed = before + usize::from(letter != other);
            before = *slot;
            left = changed.min(before + 1).min(left + 1);
            *slot = left;
        }
        if let Some(first) = row.first_mut() {
            *first = at + 1;
        }
    }
    row.last().copied().unwrap_or(from.len())
}

#[cfg(test)]
mod tests {
    use super::{listed, nearest_first, steps_between};

    #[test]
    fn letters_put_in_taken_out_and_changed_are_counted() {
        for (from, to, steps) in [
            ("", "", 0),
            ("", "fte", 3),
            ("fte", "", 3),
            ("Hearing", "hearing", 0),
            ("hering", "hearing", 1),
            ("hearring", "hearing", 1),
            ("bearing", "hearing", 1),
            ("kitten", "sitting", 3),
        ] {
            assert_eq!(steps_between(from, to), steps, "{from} {to}");
        }
    }

    #[test]
    fn the_nearest_name_stands_first() {
        let names = ["vision", "hearing", "hours"];
        assert_eq!(nearest_first("haering", names)[0], "hearing");
        assert_eq!(nearest_first("hour", names)[0], "hours");
    }
    #[test]
    fn a_list_keeps_its_order_but_for_names_that_are_alike() {
        let names = ["High", "Low", "Middle"];
        assert_eq!(listed("Midle", names), "Middle, High, Low");
        assert_eq!(listed("LOW", names), "Low, High, Middle");
        assert_eq!(listed("Z", names), "High, Low, Middle");
        let many: Vec<String> = (0..50).map(|n| format!("b{n}")).collect();
        let said = listed("b49", many.iter().map(String::as_str));
        assert!(said.starts_with("b49, "), "{said}");
        assert!(said.ends_with(" and 10 more"), "{said}");
    }
}
