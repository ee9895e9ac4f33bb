//! Names that are there, the one that is most like a misspelt one first.

/// The most names that a message lists.
const LISTED_MAX: usize = 40;

/// The most names that are compared with a word: a scheme has fewer, and hostile text could have any number.
const COMPARED_MAX: usize = 400;

/// The longest name that is compared letter by letter.
const LETTERS_MAX: usize = 60;

/// The names as a message lists them: those most like the word first, else in the order given.
pub(super) fn nearest_first<'n>(word: &str, names: impl IntoIterator<Item = &'n str>) -> String {
    let word = letters(word);
    let mut names = names.into_iter();
    let mut near: Vec<(usize, &str)> = names
        .by_ref()
        .take(COMPARED_MAX)
        .map(|name| (unlikeness(&word, &letters(name)), name))
        .collect();
    near.sort_by_key(|(distance, _)| *distance);
    let more = near.len().saturating_sub(LISTED_MAX) + names.count();
    let listed: Vec<&str> = near
        .into_iter()
        .take(LISTED_MAX)
        .map(|(_, name)| name)
        .collect();
    match more {
        0 => listed.join(", "),
        more => format!("{} and {more} more", listed.join(", ")),
    }
}

fn letters(text: &str) -> Vec<char> {
    text.chars()
        .take(LETTERS_MAX)
        .flat_map(char::to_lowercase)
        .collect()
}

/// How little one word is like another; all that are hardly alike are the same.
fn unlikeness(one: &[char], other: &[char]) -> usize {
    let distance = distance(one, other);
    let alike = distance * 2 <= one.len().max(other.len());
    if alike { distance } else { usize::MAX }
}

/// How many letters are to be added, left out or changed to make one word of the other.
fn distance(one: &[char], other: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, letter) in one.iter().enumerate() {
        let mut before = at;
        let mut left = at + 1;
        for (cell, known) in row.iter_mut().skip(1).zip(other) {
            let changed = before + usize::from(letter != known);
            before = *cell;
            left = changed.min(before + 1).min(left + 1);
            *cell = left;
        }
        if let Some(first) = row.first_mut() {
            *first = at + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_that_is_most_alike_comes_first() {
        let names = ["High", "Low", "Middle"];
        assert_eq!(nearest_first("Midle", names), "Middle, High, Low");
        assert_eq!(nearest_first("LOW", names), "Low, High, Middle");
        assert_eq!(nearest_first("Z", names), "High, Low, Middle");
        assert_eq!(nearest_first("", names), "High, Low, Middle");
    }

    #[test]
    fn a_long_list_is_cut_and_counted() {
        let names: Vec<String> = (0..50).map(|n| format!("b{n}")).collect();
        let said = nearest_first("b49", names.iter().map(String::as_str));
        assert!(said.starts_with("b49, "), "{said}");
        assert!(said.ends_with(" and 10 more"), "{said}");
    }
}
