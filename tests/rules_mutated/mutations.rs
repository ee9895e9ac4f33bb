//! One slip of the pen at a time: every place of a rule text where a rules owner could make one.

use std::ops::Range;

/// What kind of slip it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A digit of a quoted number is one more.
    Digit,
    /// A digit of a sentence, a title or a name is one more.
    DigitOfWords,
    /// A quoted number is one more, or one less.
    Bound,
    /// A digit of a day is one more.
    Day,
    /// A quotation mark, a bracket, a comma or an equals sign is left out.
    Mark,
    /// A letter of a key is another.
    Key,
    /// A letter of a short quoted word is another.
    Word,
    /// `true` is `false`.
    Flag,
    /// Two rows that follow each other have changed places.
    RowsSwapped,
    /// A line is left out.
    LineGone,
    /// A line stands twice.
    LineTwice,
}

/// A slip: what is written instead of a piece of the text.
#[derive(Clone, Debug)]
pub struct Slip {
    pub kind: Kind,
    pub at: Range<usize>,
    pub by: String,
}

impl Slip {
    pub fn of(&self, text: &str) -> String {
        format!(
            "{}{}{}",
            &text[..self.at.start],
            self.by,
            &text[self.at.end..]
        )
    }
}

/// A piece of a text: what stands in quotation marks, what stands without, and comments.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Piece {
    Bare,
    Quoted,
    Comment,
}

/// The pieces of a text, in order, quotation marks outside.
fn pieces(text: &str) -> Vec<(Piece, Range<usize>)> {
    let bytes = text.as_bytes();
    let (mut found, mut start, mut at) = (Vec::new(), 0, 0);
    while at < bytes.len() {
        let (piece, from, end) = match bytes[at] {
            b'#' => {
                let end = text[at..].find('\n').map_or(text.len(), |n| at + n);
                (Piece::Comment, at, end)
            }
            b'"' => {
                let mark = if text[at..].starts_with("\"\"\"") {
                    "\"\"\""
                } else {
                    "\""
                };
                let from = at + mark.len();
                let end = text[from..].find(mark).map_or(text.len(), |n| from + n);
                (Piece::Quoted, from, end)
            }
            _ => {
                at += 1;
                continue;
            }
        };
        found.push((Piece::Bare, start..from));
        found.push((piece, from..end));
        start = end;
        at = match piece {
            Piece::Quoted if text[end..].starts_with("\"\"\"") => end + 3,
            Piece::Quoted => (end + 1).min(text.len()),
            _ => end,
        };
    }
    found.push((Piece::Bare, start..text.len()));
    found
}

fn is_number(text: &str) -> bool {
    let plain = text.strip_prefix('-').unwrap_or(text);
    plain.starts_with(|c: char| c.is_ascii_digit())
        && plain.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

/// Every slip of a text, in the order of the text.
pub fn slips(text: &str) -> Vec<Slip> {
    let mut found = Vec::new();
    for (piece, at) in pieces(text) {
        match piece {
            Piece::Comment => {}
            Piece::Quoted => in_quotes(text, at, &mut found),
            Piece::Bare => bare(text, at, &mut found),
        }
    }
    of_lines(text, &mut found);
    found.sort_by_key(|slip| (slip.at.start, slip.kind));
    found
}

fn digits(text: &str, at: Range<usize>, kind: Kind, found: &mut Vec<Slip>) {
    for (offset, digit) in text[at.clone()].bytes().enumerate() {
        if digit.is_ascii_digit() {
            let place = at.start + offset;
            let next = (digit - b'0' + 1) % 10;
            found.push(Slip {
                kind,
                at: place..place + 1,
                by: next.to_string(),
            });
        }
    }
}

fn in_quotes(text: &str, at: Range<usize>, found: &mut Vec<Slip>) {
    let inside = &text[at.clone()];
    if !is_number(inside) {
        digits(text, at.clone(), Kind::DigitOfWords, found);
        if inside.len() <= 24 && inside.is_ascii() {
            letters(text, at, Kind::Word, found);
        }
        return;
    }
    digits(text, at.clone(), Kind::Digit, found);
    if let Ok(number) = inside.parse::<i64>() {
        for by in [number - 1, number + 1] {
            found.push(Slip {
                kind: Kind::Bound,
                at: at.clone(),
                by: by.to_string(),
            });
        }
    }
}

/// One letter, in the middle: another slip in the same word comes to the same.
fn letters(text: &str, at: Range<usize>, kind: Kind, found: &mut Vec<Slip>) {
    let all = text[at.clone()].bytes().enumerate();
    let letters: Vec<(usize, u8)> = all.filter(|(_, byte)| byte.is_ascii_alphabetic()).collect();
    let Some((offset, letter)) = letters.get(letters.len() / 2) else {
        return;
    };
    let place = at.start + offset;
    let next = match letter {
        b'z' => 'y',
        b'Z' => 'Y',
        other => char::from(other + 1),
    };
    found.push(Slip {
        kind,
        at: place..place + 1,
        by: next.to_string(),
    });
}

/// Days, flags, keys and marks stand without quotation marks.
fn bare(text: &str, at: Range<usize>, found: &mut Vec<Slip>) {
    for (offset, c) in text[at.clone()].char_indices() {
        if "\"[]{},=".contains(c) {
            let place = at.start + offset;
            found.push(Slip {
                kind: Kind::Mark,
                at: place..place + 1,
                by: String::new(),
            });
        }
    }
    let mut start = at.start;
    for word in text[at].split_inclusive(|c: char| !(c.is_alphanumeric() || "_-".contains(c))) {
        let bare = word.trim_end_matches(|c: char| !(c.is_alphanumeric() || "_-".contains(c)));
        let place = start..start + bare.len();
        start += word.len();
        let is_day = bare.len() == 10 && bare.bytes().filter(|b| *b == b'-').count() == 2;
        match bare {
            "" => {}
            "true" | "false" => found.push(Slip {
                kind: Kind::Flag,
                at: place,
                by: (bare == "false").to_string(),
            }),
            _ if is_day => digits(text, place, Kind::Day, found),
            _ => letters(text, place, Kind::Key, found),
        }
    }
}

fn of_lines(text: &str, found: &mut Vec<Slip>) {
    let mut start = 0;
    let mut before: Option<Range<usize>> = None;
    for line in text.split_inclusive('\n') {
        let at = start..start + line.len();
        start = at.end;
        let said = line.trim();
        if said.is_empty() || said.starts_with('#') {
            before = None;
            continue;
        }
        found.push(Slip {
            kind: Kind::LineGone,
            at: at.clone(),
            by: String::new(),
        });
        found.push(Slip {
            kind: Kind::LineTwice,
            at: at.end..at.end,
            by: line.to_owned(),
        });
        let is_row = said.starts_with("[\"") && said.ends_with("],");
        if let Some(first) = before.replace(at.clone()).filter(|_| is_row)
            && text[first.clone()].trim().starts_with("[\"")
        {
            found.push(Slip {
                kind: Kind::RowsSwapped,
                by: format!("{line}{}", &text[first.clone()]),
                at: first.start..at.end,
            });
        }
    }
}
