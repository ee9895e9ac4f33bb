//! Names folded into keys, so that either database finds Łukasz, Siân and O'Brien however they are typed.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// The key of a name: its words folded, each between spaces, so that ` sian` finds the beginning of any word.
///
/// A name with an apostrophe or hyphen is found in one piece and in two: `O'Brien` gives ` obrien o brien `.
#[must_use]
pub fn name_key(name: &str) -> String {
    let mut key = String::from(" ");
    for word in name.split_whitespace() {
        let joined = folded(word);
        if joined.is_empty() {
            continue;
        }
        push_word(&mut key, &joined);
        let parts: Vec<String> = word
            .split(is_joiner)
            .map(folded)
            .filter(|part| !part.is_empty())
            .collect();
        if parts.len() > 1 {
            parts.iter().for_each(|part| push_word(&mut key, part));
        }
    }
    key
}

/// The words of a search, folded as keys are; each must begin a word of the name.
#[must_use]
pub fn search_words(text: &str) -> Vec<String> {
    text.split_whitespace()
        .map(folded)
        .filter(|word| !word.is_empty())
        .collect()
}

/// A name is found by so many of a word's first letters; the few names that share them are then read.
const START_LETTERS: usize = 3;

/// What a name is found by when its words are typed from their beginning: each word's first letter, first two and three.
pub(super) fn word_starts(name_key: &str) -> BTreeSet<String> {
    name_key
        .split_whitespace()
        .flat_map(|word| (1..=START_LETTERS).map(|letters| word.chars().take(letters).collect()))
        .collect()
}

/// What a word of a search is asked for as among the [`word_starts`].
pub(super) fn start_asked(word: &str) -> String {
    word.chars().take(START_LETTERS).collect()
}

/// A word of this many letters or more is kept with each letter left out, and asked for so: in a shorter one a letter is
/// most of the name.
const NEAR_LETTERS_MIN: usize = 4;

/// What a name is found by when it is typed with a mistake: each word of its key, whole and with one letter left out.
///
/// Two words that share one of these differ by one letter more, less, other, or swapped with its neighbour; now and then
/// by two.
pub(super) fn near_variants(name_key: &str) -> BTreeSet<String> {
    name_key.split_whitespace().flat_map(one_left_out).collect()
}

/// What one word of a search is asked for as when it may hold a mistake.
pub(super) fn near_asked(word: &str) -> BTreeSet<String> {
    one_left_out(word).collect()
}

/// A word, and where it is long enough the same word without each of its letters in turn.
fn one_left_out(word: &str) -> impl Iterator<Item = String> {
    let letters: Vec<char> = word.chars().collect();
    let shortened = if letters.len() >= NEAR_LETTERS_MIN {
        letters.len()
    } else {
        0
    };
    let without = (0..shortened).map(move |left_out| {
        let kept = letters.iter().enumerate();
        kept.filter(|(place, _)| *place != left_out)
            .map(|(_, letter)| *letter)
            .collect()
    });
    std::iter::once(word.to_owned()).chain(without)
}

/// What a reference is found by: its letters and digits without what parts them, and its digits alone, with and without
/// the noughts before them.
pub(super) fn reference_keys(reference: &str) -> BTreeSet<String> {
    let digits: String = reference.chars().filter(char::is_ascii_digit).collect();
    let counted = digits.trim_start_matches('0').to_owned();
    [folded(reference), digits, counted]
        .into_iter()
        .filter(|key| !key.is_empty())
        .collect()
}

/// What a search is asked for as when it may be a reference: with letters in it, as the whole reference only.
pub(super) fn reference_asked(typed: &str) -> BTreeSet<String> {
    let whole = folded(typed);
    let counted = whole.trim_start_matches('0').to_owned();
    let is_number = whole.bytes().all(|c| c.is_ascii_digit());
    let keys = if is_number {
        vec![whole, counted]
    } else {
        vec![whole]
    };
    keys.into_iter().filter(|key| !key.is_empty()).collect()
}

/// A key to sort by: the folded surname, then the folded forename.
pub(super) fn sort_key(surname: &str, forename: &str) -> String {
    format!("{} {}", folded(surname), folded(forename))
}

fn push_word(key: &mut String, word: &str) {
    key.push_str(word);
    key.push(' ');
}

fn is_joiner(c: char) -> bool {
    matches!(
        c,
        '\'' | '\u{2019}'
            | '\u{2018}'
            | '`'
            | '-'
            | '\u{2010}'
            | '\u{2011}'
            | '\u{2013}'
            | '.'
            | ','
    )
}

/// Lower case without marks or punctuation.
fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text
        .nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
    {
        match plain_letters(c) {
            Some(letters) => out.push_str(letters),
            None if c.is_alphanumeric() => out.push(c),
            None => {}
        }
    }
    out
}

/// Letters that Unicode does not take apart but that people type without their stroke or in two.
fn plain_letters(c: char) -> Option<&'static str> {
    Some(match c {
        'ł' => "l",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ħ' => "h",
        'ŧ' => "t",
        'ı' => "i",
        'æ' => "ae",
        'œ' => "oe",
        'ß' => "ss",
        'ŋ' => "n",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{
        name_key, near_asked, near_variants, reference_asked, reference_keys, search_words,
        sort_key,
    };

    #[test]
    fn one_mistake_in_a_word_leaves_a_variant_in_common() {
        let kept = near_variants(&name_key("Katarzyna O’Brien"));
        let found = |typed: &str| !near_asked(typed).is_disjoint(&kept);
        for typed in [
            "katarzyna",
            "katarzina",
            "kartazyna",
            "atarzyna",
            "katarzynaa",
            "katazyna",
            "obrein",
            "brian",
            "obrian",
        ] {
            assert!(found(typed), "{typed}");
        }
        for typed in ["katerina", "kasia", "bryony", "bri", ""] {
            assert!(!found(typed), "{typed}");
        }
    }

    #[test]
    fn a_short_word_is_kept_whole() {
        assert_eq!(near_variants(" ana "), ["ana".to_owned()].into());
        assert!(!near_asked("anna").is_disjoint(&near_variants(" ana ")));
        assert!(!near_asked("ana").is_disjoint(&near_variants(" anna ")));
        assert!(near_asked("ana").is_disjoint(&near_variants(" ann ")));
    }

    #[test]
    fn accents_strokes_and_case_do_not_count() {
        assert_eq!(name_key("Łukasz Siân"), " lukasz sian ");
        assert_eq!(name_key("Straße Ærø İlker"), " strasse aero ilker ");
        assert_eq!(
            name_key("Ｆｕｌｌ"),
            " full ",
            "full-width letters are the same letters"
        );
    }

    #[test]
    fn a_joined_name_is_found_whole_and_in_parts() {
        assert_eq!(name_key("O’Brien-Smith"), " obriensmith o brien smith ");
        assert_eq!(search_words("o'brien"), ["obrien"]);
        assert_eq!(search_words("  O   Brien%_ "), ["o", "brien"]);
    }

    #[test]
    fn a_reference_is_found_by_its_digits_and_whatever_parts_it() {
        let found = |reference: &str, typed: &str| {
            !reference_asked(typed).is_disjoint(&reference_keys(reference))
        };
        for typed in [
            "EHC-012345",
            "ehc 012 345",
            "EHC\u{2013}012345",
            "EHC012345",
            "012345",
            "12345",
            "012 345",
        ] {
            assert!(found("EHC-012345", typed), "{typed}");
        }
        for typed in [
            "EHC",
            "1234",
            "2345",
            "EX-012345",
            "EHC-12345",
            "",
            "-",
            "0",
        ] {
            assert!(!found("EHC-012345", typed), "{typed}");
        }
        assert!(found("2024/0017", "20240017"));
        assert!(
            !found("2024/0017", "17"),
            "a part of a number is another number"
        );
    }

    #[test]
    fn nothing_gives_an_empty_key() {
        assert_eq!(name_key(" - ' "), " ");
        assert!(search_words("%%").is_empty());
    }

    #[test]
    fn surnames_sort_before_forenames() {
        assert_eq!(sort_key("De Souza", "Ana"), "desouza ana");
    }
}
