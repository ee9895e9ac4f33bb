//! Sound rule sets, written as text: every model, form of values, modifier and condition.

use std::fmt::Write;

use crate::choices::Choices;
use crate::written_stream::{Stream, stream};
use crate::written_when::required;

pub const SETTINGS: [&str; 15] = [
    "MMS", "MIND", "RPU", "SPEC", "NMSS", "ISS", "AP", "FE", "SPI", "EOTAS", "EHE", "NEET", "EYP",
    "OTH", "UNK",
];

/// A set that the checker must accept.
pub fn set(choices: &mut Choices) -> String {
    let streams = streams(choices);
    let body: String = streams.iter().map(|stream| stream.text.as_str()).collect();
    let mut text = head(choices, &streams);
    text += &facts(choices, &body);
    if streams.iter().any(|stream| stream.reads_levels) {
        text += &areas(choices, &body);
    }
    text += &body;
    text += &conversion(choices, &streams);
    let mode = choices.of_list(&["half_up", "half_even", "down", "up"]);
    let to = choices.of_list(&["0.01", "1", "10", "0.05"]);
    let applied = choices.of_list(&["end", "each_line", "each_step"]);
    write!(
        text,
        "[rounding]\nmode = \"{mode}\"\nto = \"{to}\"\napplied = \"{applied}\"\n"
    )
    .unwrap();
    text
}

/// One stream for everybody, or two for different settings and perhaps one that adds.
fn streams(choices: &mut Choices) -> Vec<Stream> {
    if !choices.one_in(3) {
        return vec![stream(choices, None, &SETTINGS)];
    }
    let cut = choices.between(1, 14);
    let (first, second) = SETTINGS.split_at(cut);
    let settings = |list: &[&str]| format!("{{ settings = {} }}", quoted(list));
    let mut streams = vec![
        stream(choices, Some(("one", settings(first), false)), first),
        stream(choices, Some(("two", settings(second), false)), second),
    ];
    if choices.one_in(5) {
        streams.push(capped_kind(choices));
    } else if choices.one_in(2) {
        let when = choices.of_list(&[
            "",
            "{ plan = true }",
            "{ circumstance = \"awaiting\" }",
            "{ residency = \"other\" }, { phases = [\"primary\"] }",
        ]);
        let part = Some(("more", when.to_owned(), true));
        streams.push(stream(choices, part, &SETTINGS));
    }
    streams
}

/// A stream of one kind of provision that adds no more than some pounds.
fn capped_kind(choices: &mut Choices) -> Stream {
    let above = choices.of_list(&["clamp", "block"]);
    let text = format!(
        "[[stream]]\nid = \"more\"\ntitle = \"more\"\nadds = true\n[stream.model]\nkind = \"costed_provision\"\nweeks = \"38\"\n\
         [[stream.provision]]\nid = \"equipment\"\ntitle = \"Equipment\"\nindividual = true\n\
         [[stream.value_table]]\nid = \"equipment\"\ntitle = \"Equipment\"\nsettings = {}\nkind = \"net_top_up\"\nbasis = \"year\"\n\
         scales_with_fte = false\ncost_share = \"1\"\n[[stream.modifier]]\nid = \"most\"\ntitle = \"most\"\nkind = \"cap\"\npounds = \"900\"\n\
         above = \"{above}\"\n[stream.modifiers]\norder = [\"most\"]\n",
        quoted(&SETTINGS)
    );
    Stream {
        text,
        reads_levels: false,
        above_top: None,
        bands: Vec::new(),
    }
}

/// Perhaps how bands of an earlier scheme become those of the first stream, in one of the three ways.
fn conversion(choices: &mut Choices, streams: &[Stream]) -> String {
    let how = choices.below(8);
    let bands = &streams[0].bands;
    let by_amount = streams.iter().take(2).any(has_amounts);
    let how = match (how, bands.first(), bands.last()) {
        (5 | 6, ..) if !by_amount => return String::new(),
        (5, ..) => "\"closest\"".to_owned(),
        (6, ..) => "\"closest_up\"".to_owned(),
        (7, Some(first), Some(last)) => {
            format!("\"table\"\ntable = {{ A = \"{first}\", B = \"{last}\" }}")
        }
        _ => return String::new(),
    };
    format!("[conversion]\nfrom = \"The invented scheme before\"\nhow = {how}\n")
}

/// Whether a band of the stream can bring another amount than another, so that one is close to an earlier amount.
fn has_amounts(stream: &Stream) -> bool {
    let words = [
        "amounts = {",
        "multiples = {",
        "classes = {",
        "\"band\"",
        "{ bands = ",
        "{ band_at_",
    ];
    words.iter().any(|word| stream.text.contains(word))
}

pub fn quoted(list: &[impl AsRef<str>]) -> String {
    let quoted: Vec<String> = list
        .iter()
        .map(|text| format!("\"{}\"", text.as_ref()))
        .collect();
    format!("[{}]", quoted.join(", "))
}

fn head(choices: &mut Choices, streams: &[Stream]) -> String {
    let mut head = "[scheme]
authority = \"smallshire\"
authority_title = \"Smallshire\"
title = \"Invented\"
version = \"1\"
invented = true
first_day = 2026-04-01
last_day = 2027-03-31
band_blind = false
"
    .to_owned();
    let missing = if choices.one_in(3) {
        "lowest"
    } else {
        "refuse"
    };
    writeln!(head, "missing_level = \"{missing}\"").unwrap();
    if let Some(above) = streams.iter().find_map(|stream| stream.above_top) {
        writeln!(head, "above_top_score = \"{above}\"").unwrap();
    }
    if choices.one_in(6) {
        head += "yearly_limit = \"20000\"\n";
    }
    head + "[source]\ntitle = \"Invented\"\naddress = \"invented\"\n"
}

/// The facts that the streams ask for, and perhaps who is eligible at all.
fn facts(choices: &mut Choices, body: &str) -> String {
    let mut facts = String::new();
    if choices.one_in(4) {
        let requires = required(choices);
        write!(
            facts,
            "[[eligibility]]\nid = \"gate\"\nrequires = [{{ {requires} }}]\notherwise = \"Not under this scheme.\"\n"
        )
        .unwrap();
    }
    let asks = |words: &[&str]| {
        let mut words = words.iter();
        words.any(|word| body.contains(word) || facts.contains(word))
    };
    let (phases, awaiting) = (asks(&["phases = ", "\"phase\""]), asks(&["\"awaiting\""]));
    if phases {
        facts += "[[phase]]\nid = \"primary\"\ntitle = \"Primary\"\nfrom = \"0\"\nto = \"6\"\n";
        facts +=
            "[[phase]]\nid = \"secondary\"\ntitle = \"Secondary\"\nfrom = \"7\"\nto = \"14\"\n";
    }
    if awaiting {
        facts += "[[circumstance]]\nid = \"awaiting\"\nask = \"Does the child await a place?\"\n";
    }
    facts
}

/// The domains, by area, of every set that reads levels.
pub const AREAS: [(&str, &[&str]); 2] = [
    ("learning", &["thinking", "literacy", "play"]),
    ("sensory", &["hearing", "vision"]),
];

/// Whether points are written for a domain with levels of its own.
fn own_levels(body: &str) -> bool {
    body.contains("table = { \"0\" = \"0\", \"1\" = \"4\" }")
}

/// Whether points of some stream count by their rank.
fn counts_by_rank(body: &str) -> bool {
    let mut models = body.split("model]\n").skip(1);
    models.any(|model| {
        let model = model.split("\n[").next().unwrap_or_default();
        model.contains("shares = ") && !model.contains("additive_streams")
    })
}

fn areas(choices: &mut Choices, body: &str) -> String {
    let own = own_levels(body) || choices.one_in(4) && !body.contains("domain = \"play\"");
    let top = if body.contains("\"0\", \"1\", \"2\", \"3\"]") {
        3
    } else {
        2
    };
    let mut areas = String::new();
    let primary = counts_by_rank(body) && choices.one_in(2);
    for (area, domains) in AREAS {
        writeln!(areas, "[[area]]\nid = \"{area}\"\ntitle = \"{area}\"").unwrap();
        for domain in domains {
            let (own, top) = match *domain {
                "play" if own => ("own_levels = [\"0\", \"1\"]\n", 1),
                _ => ("", top),
            };
            write!(
                areas,
                "[[area.domain]]\nid = \"{domain}\"\ntitle = \"{domain}\"\n{own}{}[area.domain.levels]\n",
                match *domain {
                    "literacy" if primary => "primary_needs = [\"PMLD\", \"SLCN\"]\n",
                    "vision" if primary => "primary_needs = [\"MSI\"]\n",
                    _ => "",
                }
            )
            .unwrap();
            for level in 0..=top {
                writeln!(
                    areas,
                    "\"{level}\" = \"What {domain} looks like at {level}\""
                )
                .unwrap();
            }
        }
    }
    areas
}
