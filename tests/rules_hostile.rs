//! Text from anybody: the reader answers with a rule set or with problems that have places, and never
//! panics, hangs or exhausts the stack.

use proptest::prelude::*;
use send_banding::rules::{Problem, RuleFile, RuleSet, read, read_cases};

const SOUND: &str = include_str!("../fixtures/refused/sound-levels.toml");
const STREAMS: &str = include_str!("../fixtures/refused/sound-streams.toml");

fn file(text: &str) -> RuleFile {
    RuleFile {
        name: "scheme.toml".to_owned(),
        text: text.to_owned(),
    }
}

/// Reads a text both ways; every problem lies within it.
fn survives(text: &str) {
    let lines = text.matches('\n').count() + 1;
    let placed = |problems: Vec<Problem>| {
        for problem in problems {
            let line = usize::try_from(problem.line).unwrap_or(usize::MAX);
            assert!((1..=lines).contains(&line), "{problem:?}");
            assert!(!problem.sentence.contains('\n'), "{problem:?}");
        }
    };
    placed(read(&[file(text)]).err().unwrap_or_default());
    placed(read_cases(&[file(text)]).err().unwrap_or_default());
}

/// Pieces of rule text that a broken or hostile file could be made of.
fn piece() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "[scheme]",
        "[model]",
        "[[group]]",
        "[[area]]",
        "[[area.domain]]",
        "[area.domain.levels]",
        "[[band]]",
        "[[value_table]]",
        "[[question]]",
        "[[stream]]",
        "[[stream.value_table]]",
        "[stream.model]",
        "[[modifier]]",
        "[[provision]]",
        "[[lookup]]",
        "[[phase]]",
        "rows",
        "columns",
        "multiples",
        "reached_by",
        "and",
        "own_levels",
        "count_day",
        "\"highest_level\"",
        "\"costed_provision\"",
        "[case.expect]",
        "[[case]]",
        "[defaults]",
        "levels",
        "weight",
        "cap",
        "kind",
        "band_order",
        "when",
        "from",
        "to",
        "amounts",
        "=",
        "=",
        "=",
        "\"",
        "\"\"\"",
        "'",
        "{",
        "}",
        "[",
        "]",
        ",",
        ".",
        "\n",
        "\n",
        "\n",
        "\\",
        "#",
        "\"0\"",
        "\"99999999999999999999999999999\"",
        "0.1",
        "1e400",
        "2026-02-30",
        "true",
        "inf",
        "\u{feff}",
        "\0",
        "\u{202e}",
        "é",
        "𝟜",
        "\r",
        "\"weighted_levels\"",
    ]);
    prop_oneof![8 => words.prop_map(str::to_owned), 1 => ".{0,6}"]
}

/// A failure is shown with its smallest input; it is not kept in a file.
fn config() -> ProptestConfig {
    ProptestConfig {
        cases: 500,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// The places of every quoted number of a text.
fn quoted_numbers(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut quotes = text.match_indices('"').map(|(at, _)| at).peekable();
    while let Some(start) = quotes.next() {
        if let Some(end) = quotes.peek().copied() {
            let inside = text.get(start + 1..end).unwrap_or_default();
            if !inside.is_empty() && inside.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
                found.push((start + 1, end));
            }
        }
    }
    found
}

proptest! {
    // A set of streams is long: fewer of them in the time that a test may take.
    #![proptest_config(ProptestConfig { cases: 60, ..config() })]

    /// One digit, one bound or one quote: what comes of it is a rule set or a list of problems, and a
    /// set that is read says its own digest again when it is stored and read back.
    #[test]
    fn a_set_of_streams_with_one_number_changed(
        which in any::<prop::sample::Index>(),
        number in prop_oneof!["[0-9]", "-?[0-9]{1,4}", "[0-9]{1,3}\\.[0-9]{1,3}", "[0-9]{25,31}", "\\*", ""],
    ) {
        for text in [SOUND, STREAMS] {
            let numbers = quoted_numbers(text);
            let (start, end) = *which.get(&numbers);
            let changed = format!("{}{number}{}", &text[..start], &text[end..]);
            survives(&changed);
            if let Ok(set) = read(&[file(&changed)]) {
                let again = RuleSet::from_canonical(&set.canonical_json(), set.digest());
                prop_assert_eq!(again.as_ref(), Ok(&set));
                let served = RuleSet::from_served_json(&set.served_json());
                prop_assert_eq!(served, Ok(set.without_descriptors()));
            }
        }
    }

    #[test]
    fn a_set_of_streams_with_one_quote_or_bracket_gone(which in any::<prop::sample::Index>()) {
        let marks: Vec<usize> = STREAMS
            .match_indices(['"', '[', ']', '{', '}', '=', ','])
            .map(|(at, _)| at)
            .collect();
        let at = *which.get(&marks);
        survives(&format!("{}{}", &STREAMS[..at], &STREAMS[at + 1..]));
    }

    #[test]
    fn a_set_of_streams_with_a_line_gone_or_twice(which in any::<prop::sample::Index>()) {
        let lines: Vec<&str> = STREAMS.lines().collect();
        let at = which.index(lines.len());
        let without: Vec<&str> = [&lines[..at], &lines[at + 1..]].concat();
        survives(&without.join("\n"));
        let twice: Vec<&str> = [&lines[..=at], &lines[at..]].concat();
        survives(&twice.join("\n"));
    }

    #[test]
    fn a_set_of_streams_with_a_piece_cut_out_and_another_put_in(
        start in 0..STREAMS.len(),
        length in 0usize..60,
        new in piece(),
    ) {
        let end = (start + length).min(STREAMS.len());
        let (Some(before), Some(after)) = (STREAMS.get(..start), STREAMS.get(end..)) else {
            return Ok(());
        };
        survives(&format!("{before}{new}{after}"));
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_pieces_in_any_order(pieces in prop::collection::vec(piece(), 0..80)) {
        survives(&pieces.join(" "));
    }

    #[test]
    fn a_sound_set_with_a_piece_cut_out_and_another_put_in(
        start in 0..SOUND.len(),
        length in 0usize..60,
        new in piece(),
    ) {
        let end = (start + length).min(SOUND.len());
        let (Some(before), Some(after)) = (SOUND.get(..start), SOUND.get(end..)) else {
            return Ok(());
        };
        survives(&format!("{before}{new}{after}"));
    }

    #[test]
    fn a_sound_set_with_another_number(
        weight in "-?[0-9]{1,30}(\\.[0-9]{1,30})?",
        cap in "-?[0-9]{1,30}(\\.[0-9]{1,30})?",
        from in "-?[0-9]{1,30}(\\.[0-9]{1,30})?",
    ) {
        let text = SOUND
            .replace("weight = \"3\"", &format!("weight = \"{weight}\""))
            .replace("cap = \"3\"", &format!("cap = \"{cap}\""))
            .replace("from = \"3\"", &format!("from = \"{from}\""));
        survives(&text);
    }
}

#[test]
fn deep_nesting_is_refused() {
    let deep = 100_000;
    for text in [
        format!("{}a = 1", "a.".repeat(deep)),
        format!("[{}a]\nb = 1", "a.".repeat(deep)),
        format!("a = {}", "[".repeat(deep)),
        format!("a = {}", "{a=".repeat(deep)),
    ] {
        survives(&text);
        assert!(read(&[file(&text)]).is_err());
    }
}

#[test]
fn many_domains_and_levels_end_soon() {
    let mut text = SOUND.to_owned();
    let levels: Vec<String> = (0..100).map(|n| format!("\"{n}\"")).collect();
    text = text.replace(
        "levels = [\"0\", \"1\", \"2\"]",
        &format!("levels = [{}]", levels.join(", ")),
    );
    for domain in 0..2000 {
        text.push_str(&format!("\n[[group]]\nid = \"g{domain}\"\ntitle = \"g\"\ndomains = [\"d{domain}\"]\nweight = \"99\"\n"));
    }
    survives(&text);
    let bands: String = (0..20_000)
        .map(|n| format!("[[band]]\nid = \"b{n}\"\nfrom = \"{n}\"\nto = \"{n}\"\n"))
        .collect();
    survives(&format!("{SOUND}{bands}"));
    let keys: String = (0..60_000).map(|n| format!("k{n} = 1\n")).collect();
    survives(&keys);
}
