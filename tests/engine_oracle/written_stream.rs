//! One stream of a generated set: its model, bands, floors, tables and modifiers.

use std::fmt::Write;

use crate::choices::Choices;
use crate::written::{AREAS, quoted};
use crate::written_values::{modifiers, tables};

/// A stream as text, and what the rest of the set must know of it.
pub struct Stream {
    pub text: String,
    pub reads_levels: bool,
    /// What the set must say of scores above the top, where ranges are matched.
    pub above_top: Option<&'static str>,
    pub bands: Vec<String>,
}

/// What the parts of a stream must know of each other.
pub struct Outline<'a> {
    /// What stands before the name of every section.
    pub prefix: &'a str,
    pub model: &'static str,
    pub bands: Vec<String>,
    pub settings: &'a [&'a str],
    pub reads_levels: bool,
    pub ranged: bool,
}

const MODELS: [&str; 11] = [
    "weighted_levels",
    "score_sum here",
    "score_sum elsewhere",
    "highest_level",
    "best_fit",
    "external_band",
    "lookup",
    "additive_streams",
    "costed_provision",
    "hours_threshold",
    "no_band",
];

/// A stream: the one of a flat set, or a part with its name, its conditions and whether it adds.
pub fn stream(
    choices: &mut Choices,
    part: Option<(&str, String, bool)>,
    settings: &[&str],
) -> Stream {
    let model = choices.of_list(&MODELS);
    let without_bands = model == "no_band"
        || matches!(model, "costed_provision" | "hours_threshold") && choices.one_in(2)
        || counts_points(model) && choices.one_in(6);
    let count = if without_bands {
        0
    } else {
        choices.between(2, 4)
    };
    let outline = Outline {
        prefix: if part.is_some() { "stream." } else { "" },
        model,
        bands: (0..count)
            .map(|at| ["Low", "Middle", "High", "Top"][at].to_owned())
            .collect(),
        settings,
        reads_levels: matches!(
            model,
            "weighted_levels" | "score_sum here" | "highest_level" | "lookup"
        ) || model == "costed_provision" && choices.one_in(2),
        ranged: count > 0
            && matches!(
                model,
                "weighted_levels"
                    | "score_sum here"
                    | "score_sum elsewhere"
                    | "costed_provision"
                    | "hours_threshold"
            ),
    };
    let mut text = String::new();
    if let Some((id, when, adds)) = &part {
        write!(
            text,
            "[[stream]]\nid = \"{id}\"\ntitle = \"{id}\"\nadds = {adds}\n"
        )
        .unwrap();
        if !when.is_empty() {
            writeln!(text, "when = [{when}]").unwrap();
        }
    }
    text += &model_text(choices, &outline);
    let mut order = String::new();
    text += &floors(choices, &outline, &mut order);
    let (tables, scales) = tables(choices, &outline);
    text += &tables;
    if outline.ranged && tables.contains("agreed_above") && choices.one_in(2) {
        text = without_last_range(&text);
    }
    text += &modifiers(choices, &outline, scales, &order);
    Stream {
        text,
        reads_levels: outline.reads_levels,
        above_top: outline.ranged.then_some("top_band"),
        bands: outline.bands,
    }
}

/// Whether needs come to points, which can be paid one by one.
pub fn counts_points(model: &str) -> bool {
    matches!(
        model,
        "weighted_levels" | "score_sum here" | "score_sum elsewhere"
    )
}

/// The text with the last band above every range, for amounts that are agreed one by one.
fn without_last_range(text: &str) -> String {
    let start = text.rfind("band]]\n").unwrap_or_default();
    let from = start + text[start..].find("from = ").unwrap_or_default();
    let to = from + text[from..].find("to = ").unwrap_or_default();
    let end = to + text[to..].find('\n').unwrap_or_default();
    format!("{}{}", &text[..from], &text[end..])
}

fn model_text(choices: &mut Choices, outline: &Outline<'_>) -> String {
    let p = outline.prefix;
    let kind = outline.model.split(' ').next().unwrap_or_default();
    let mut text = format!("[{p}model]\nkind = \"{kind}\"\n");
    let mut after = String::new();
    if outline.reads_levels {
        text += "levels = [\"0\", \"1\", \"2\", \"3\"]\n";
    }
    if !outline.bands.is_empty() {
        writeln!(text, "band_order = {}", quoted(&outline.bands)).unwrap();
    }
    // What each band's table says besides its id.
    let mut each_band: Vec<String> = vec![String::new(); outline.bands.len()];
    match outline.model {
        "weighted_levels" => {
            after += &groups(choices, p);
            let shared = shares(choices, &mut text);
            ranges(&mut each_band, choices.between(2, 3), shared);
        }
        "score_sum here" => {
            text += "scored = \"here\"\n";
            let own = choices.one_in(3);
            for domain in AREAS.iter().flat_map(|(_, domains)| *domains) {
                if own && *domain == "play" {
                    write!(
                        after,
                        "[[{p}points]]\ndomain = \"play\"\ntable = {{ \"0\" = \"0\", \"1\" = \"4\" }}\n"
                    )
                    .unwrap();
                    continue;
                }
                let step = choices.between(1, 2);
                write!(
                    after,
                    "[[{p}points]]\ndomain = \"{domain}\"\ntable = {{ \"0\" = \"0\", \"1\" = \"1\", \"2\" = \"{}\", \"3\" = \"{}\" }}\n",
                    1 + step,
                    2 + step
                )
                .unwrap();
            }
            let shared = shares(choices, &mut text);
            ranges(&mut each_band, choices.between(2, 3), shared);
        }
        "score_sum elsewhere" => {
            text += "scored = \"elsewhere\"\npoints_unit = \"1\"\n";
            ranges(&mut each_band, choices.between(1, 30), 0);
        }
        "hours_threshold" => {
            text += "hours_unit = \"0.5\"\n";
            if !outline.bands.is_empty() {
                half_hours(&mut each_band, choices.between(1, 20));
            }
        }
        "costed_provision" => {
            let own_totals = choices.one_in(3);
            text += &provision_model(choices, own_totals);
            after += &provisions(choices, outline, own_totals);
            if !outline.bands.is_empty() {
                ranges(&mut each_band, choices.between(1, 8000), 2);
            }
        }
        "highest_level" => {
            let over = choices.of_list(&["domains", "areas"]);
            writeln!(text, "over = \"{over}\"").unwrap();
            for (at, band) in each_band.iter_mut().enumerate().skip(1) {
                write!(band, "reached_by = [{{ at_least = \"{at}\" }}]").unwrap();
            }
            if let Some(band) = each_band.get_mut(1).filter(|_| choices.one_in(4)) {
                *band = "reached_by = [{ at_least = \"1\", count = \"2\", and = [{ at_least = \"1\", areas = [\"sensory\"] }] }]".to_owned();
            } else if let Some(band) = each_band.get_mut(1).filter(|_| choices.one_in(3)) {
                *band = "reached_by = [{ at_least = \"1\", count = \"2\" }, { at_least = \"1\", areas = [\"sensory\"] }]".to_owned();
            }
        }
        "external_band" => text += "from = \"the invented tool\"\n",
        "best_fit" | "additive_streams" => {
            for (band, id) in each_band.iter_mut().zip(&outline.bands) {
                write!(band, "descriptor = \"What needs in {id} look like\"").unwrap();
            }
            if outline.model == "additive_streams" {
                writeln!(
                    text,
                    "shares = {}",
                    choices.of_list(&[
                        "[\"1\"]",
                        "[\"1\", \"0.5\"]",
                        "[\"1\", \"0.75\", \"0.333\"]"
                    ])
                )
                .unwrap();
            }
        }
        "lookup" => {
            let columns =
                choices.of_list(&["\"level:thinking\"", "\"primary_need\", \"level:hearing\""]);
            writeln!(text, "columns = [{columns}]").unwrap();
            after += &lookup(choices, outline, columns);
        }
        _ => {}
    }
    for (id, rest) in outline.bands.iter().zip(each_band) {
        write!(after, "[[{p}band]]\nid = \"{id}\"\n{rest}\n").unwrap();
    }
    text + &after
}

/// Perhaps shares by which points count from the highest on; how many decimals the scores have.
fn shares(choices: &mut Choices, text: &mut String) -> usize {
    let shares = choices.of_list(&[
        "",
        "",
        "shares = [\"1\", \"0.5\"]\n",
        "shares = [\"1\", \"0.5\", \"0\"]\n",
        "shares = [\"0.8\"]\n",
    ]);
    text.push_str(shares);
    usize::from(!shares.is_empty())
}

fn ranges(bands: &mut [String], width: usize, decimals: usize) {
    let (mut from, last) = (0, bands.len().saturating_sub(1));
    let less = ["", ".9", ".99"][decimals];
    for (at, band) in bands.iter_mut().enumerate() {
        let next = if at == last {
            from + 4 + width
        } else {
            from + width
        };
        let to = format!("{}{less}", next - 1);
        write!(band, "from = \"{from}\"\nto = \"{to}\"").unwrap();
        from = next;
    }
}

fn half_hours(bands: &mut [String], width: usize) {
    for (at, band) in bands.iter_mut().enumerate() {
        let (from, to) = (at * width, (at + 1) * width - 1);
        write!(band, "from = \"{from}\"\nto = \"{to}.5\"").unwrap();
    }
}

fn groups(choices: &mut Choices, p: &str) -> String {
    let mut text = String::new();
    for (at, (area, domains)) in AREAS.iter().enumerate() {
        let weight = if at == 0 { 1 } else { choices.between(1, 3) };
        write!(
            text,
            "[[{p}group]]\nid = \"{area}\"\ntitle = \"{area}\"\ndomains = {}\nweight = \"{weight}\"\n",
            quoted(domains)
        )
        .unwrap();
        if at == 1 && choices.one_in(2) {
            let above = choices.of_list(&["clamp", "block"]);
            writeln!(
                text,
                "cap = \"{}\"\nabove_cap = \"{above}\"",
                weight * choices.between(2, 5)
            )
            .unwrap();
        }
    }
    text
}

fn provision_model(choices: &mut Choices, own_totals: bool) -> String {
    let mut text = format!("weeks = \"{}\"\n", choices.of_list(&["38", "39", "45.5"]));
    if choices.one_in(2) {
        let above = choices.of_list(&["block", "clamp"]);
        writeln!(
            text,
            "total_hours = \"{}\"\nabove_total_hours = \"{above}\"",
            choices.between(10, 32)
        )
        .unwrap();
    }
    if own_totals && choices.one_in(2) {
        text += "total_hours_of = \"last_line\"\n";
    }
    text
}

/// A limit of a kind over all lines.
fn own_total(choices: &mut Choices) -> String {
    let above = choices.of_list(&["block", "clamp"]);
    let most = choices.between(5, 40);
    format!("total_hours = \"{most}\"\nabove_total_hours = \"{above}\"\n")
}

fn provisions(choices: &mut Choices, outline: &Outline<'_>, own_totals: bool) -> String {
    let p = outline.prefix;
    let mut text = format!(
        "[[{p}provision]]\nid = \"assistant\"\ntitle = \"Assistant\"\nrate = \"{}\"\nshared = {}\n",
        choices.decimal(40, 2),
        choices.one_in(2) || choices.one_in(2)
    );
    if choices.one_in(3) {
        text += "rate_from = { 2026-09-01 = \"41.35\", 2027-03-31 = \"0.99\" }\n";
    }
    if choices.one_in(3) {
        let above = choices.of_list(&["block", "clamp"]);
        writeln!(
            text,
            "hours = \"{}\"\nabove_hours = \"{above}\"",
            choices.between(1, 25)
        )
        .unwrap();
    }
    if own_totals && choices.one_in(2) {
        text += &own_total(choices);
    }
    write!(
        text,
        "[[{p}provision]]\nid = \"therapy\"\ntitle = \"Therapy\"\nrate = \"{}\"\nshared = true\nweeks = \"30\"\n",
        choices.decimal(90, 2)
    )
    .unwrap();
    if own_totals {
        text += &own_total(choices);
    }
    text += match choices.below(3) {
        0 if outline.reads_levels => "when = [{ domain = \"hearing\", at_least = \"1\" }]\n",
        1 if outline.reads_levels => "when = [{ domains_at_least = \"2\", count = \"2\" }]\n",
        0 => "when = [{ phases = [\"primary\"] }]\n",
        _ => "",
    };
    // A line of it is then another stream's, or nobody's.
    if p.is_empty() || !choices.one_in(4) {
        write!(
            text,
            "[[{p}provision]]\nid = \"equipment\"\ntitle = \"Equipment\"\nindividual = true\n"
        )
        .unwrap();
    }
    text
}

fn lookup(choices: &mut Choices, outline: &Outline<'_>, columns: &str) -> String {
    let mut rows = Vec::new();
    let band = |choices: &mut Choices, at: usize| {
        outline.bands[at.min(choices.below(9)).min(outline.bands.len() - 1)].clone()
    };
    // Every band stands in some row, so that none is out of everybody's reach.
    for level in 0..4_usize {
        let found = outline.bands[level.min(outline.bands.len() - 1)].clone();
        if columns.contains("primary_need") {
            rows.push(format!("[\"*\", \"{level}\", \"{found}\"]"));
            if choices.one_in(2) {
                let found = band(choices, level);
                rows.push(format!("[\"ASD\", \"{level}\", \"{found}\"]"));
            }
        } else {
            rows.push(format!("[\"{level}\", \"{found}\"]"));
        }
    }
    format!(
        "[[{}lookup]]\nrows = [{}]\n",
        outline.prefix,
        rows.join(", ")
    )
}

fn floors(choices: &mut Choices, outline: &Outline<'_>, order: &mut String) -> String {
    if outline.bands.is_empty() || outline.model == "additive_streams" || !choices.one_in(3) {
        return String::new();
    }
    order.push_str("\"floor\"");
    let when = match choices.below(4) {
        0 => "primary_needs = [\"MSI\", \"PMLD\"]",
        1 if outline.reads_levels => "when = [{ domains_at_least = \"2\", count = \"3\" }]",
        2 if outline.reads_levels => {
            "primary_needs = [\"ASD\"]\nwhen = [{ domain = \"hearing\", at_least = \"2\" }]"
        }
        _ => "when = [{ phases = [\"primary\"] }]",
    };
    format!(
        "[[{}floor]]\nid = \"a-floor\"\n{when}\nband = \"{}\"\nreason = \"So the invented council decided\"\n",
        outline.prefix,
        outline.bands[choices.between(1, outline.bands.len() - 1)]
    )
}
