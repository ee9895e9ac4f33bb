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

/// How many letters have to be put in, taken out or changed to make one text of the other.
fn steps_between(from: &str, to: &str) -> usize {
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
    use super::{nearest_first, steps_between};

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
}
