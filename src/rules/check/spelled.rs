//! Pounds that a sentence spells out: `the first six thousand pounds`.

use crate::money::Decimal;

const SMALL: [&str; 19] = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];

const TENS: [&str; 8] = [
    "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
];

/// A number as far as it has been read.
#[derive(Default)]
struct Spelled {
    thousands: u32,
    rest: u32,
    is_large: bool,
}

impl Spelled {
    /// Takes a word of a number; false if it is none.
    fn take(&mut self, word: &str) -> bool {
        let place = |words: &[&str]| words.iter().position(|known| *known == word);
        let number = |at: usize| u32::try_from(at).unwrap_or(0);
        if let Some(at) = place(&SMALL) {
            self.rest += number(at) + 1;
        } else if let Some(at) = place(&TENS) {
            self.rest += (number(at) + 2) * 10;
        } else if word == "hundred" && (1..100).contains(&self.rest) {
            self.rest *= 100;
        } else if word == "thousand" && self.thousands == 0 && (1..1000).contains(&self.rest) {
            (self.thousands, self.rest, self.is_large) = (self.rest * 1000, 0, true);
        } else {
            return word == "and" && (self.is_large || self.rest >= 100);
        }
        true
    }

    fn number(&self) -> u32 {
        self.thousands + self.rest
    }
}

/// Every number from a hundred up that counts pounds, or thousands of what is not named.
pub(super) fn pounds(text: &str) -> Vec<Decimal> {
    let lower = text.to_lowercase();
    // Most texts spell nothing out.
    if !lower.contains("thousand") && !lower.contains("hundred") {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut number = Spelled::default();
    let words = lower.split(|c: char| !c.is_alphabetic());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    for word in words.into_iter().chain(std::iter::once("")) {
        if number.take(word) {
            continue;
        }
        let of_pounds = matches!(word, "pound" | "pounds");
        let counts_else = !of_pounds && !number.is_large;
        if number.number() >= 100 && !counts_else && !is_year(number.number(), of_pounds) {
            found.push(Decimal::from(number.number()));
        }
        number = Spelled::default();
        number.take(word);
    }
    found
}

/// Two thousand and fourteen may be a year.
fn is_year(number: u32, of_pounds: bool) -> bool {
    !of_pounds && (2001..2100).contains(&number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pounds_in_words_are_read() {
        for (text, pounds_found) in [
            ("the first six thousand, which a school meets", 6_000),
            ("Ten thousand pounds for the place", 10_000),
            ("three hundred pounds more", 300),
            ("one thousand two hundred and fifty pounds", 1_250),
            ("twenty-five thousand", 25_000),
        ] {
            assert_eq!(pounds(text), [Decimal::from(pounds_found)], "{text}");
        }
    }

    #[test]
    fn other_words_are_left_alone() {
        for text in [
            "one of two levels",
            "a hundred children",
            "since two thousand and fourteen",
            "two hundred metres and more",
            "thousands of words",
            "",
        ] {
            assert_eq!(pounds(text), [], "{text}");
        }
    }
}
