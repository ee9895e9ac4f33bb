//! The value tables and modifiers of a generated stream.

use std::fmt::Write;

use crate::choices::Choices;
use crate::written::quoted;
use crate::written_stream::{Outline, counts_points};
use crate::written_when::{halves, when};

/// The tables, the note of what is not funded, and whether some table scales with the share of full time.
pub fn tables(choices: &mut Choices, outline: &Outline<'_>) -> (String, bool) {
    let (mut text, mut scales) = (String::new(), false);
    let funded = match outline.settings.len() {
        // A stream that adds may leave settings out without a note; one that does not has a note.
        several @ 2.. if choices.one_in(2) => several - 1,
        all => all,
    };
    let (funded, rest) = outline.settings.split_at(funded);
    if !rest.is_empty() {
        write!(
            text,
            "[[{}not_funded]]\nsettings = {}\nnote = \"Agreed one by one\"\n",
            outline.prefix,
            quoted(rest)
        )
        .unwrap();
    }
    let cut = choices.below(funded.len().min(3));
    let (first, second) = funded.split_at(cut);
    for (at, settings) in [first, second].into_iter().enumerate() {
        if settings.is_empty() {
            continue;
        }
        let by_facts = choices.one_in(4);
        let whens = if by_facts {
            halves(choices).to_vec()
        } else {
            vec![String::new()]
        };
        for (nth, when) in whens.iter().enumerate() {
            let (table, scaled) = table(choices, outline, &format!("t{at}-{nth}"), settings, when);
            text += &table;
            scales |= scaled;
        }
    }
    (text, scales)
}

fn table(
    choices: &mut Choices,
    outline: &Outline<'_>,
    id: &str,
    settings: &[&str],
    when: &str,
) -> (String, bool) {
    let scales = choices.one_in(2);
    let mut text = format!(
        "[[{}value_table]]\nid = \"{id}\"\ntitle = \"{id}\"\nsettings = {}\nkind = \"{}\"\nscales_with_fte = {scales}\n{when}",
        outline.prefix,
        quoted(settings),
        if choices.one_in(5) {
            "upper_limit"
        } else {
            "net_top_up"
        }
    );
    text += choices.of_list(&[
        "basis = \"year\"\n",
        "basis = \"year\"\n",
        "basis = \"term\"\ntimes_a_year = \"3\"\n",
        "basis = \"week\"\ntimes_a_year = \"38\"\n",
        "basis = \"hour\"\ntimes_a_year = \"38\"\n",
        "basis = \"one_off\"\n",
    ]);
    text += &values(choices, outline, settings);
    text += choices.of_list(&[
        "",
        "",
        "",
        "",
        "rounding = { mode = \"half_up\", to = \"0.01\" }\n",
        "rounding = { mode = \"up\", to = \"5\" }\n",
    ]);
    let is_priced =
        text.contains("\"hour\"") || text.contains("_per_hour") || text.contains("per_hour = true");
    if is_priced && choices.one_in(2) {
        let (most, above) = (
            choices.between(20, 30),
            choices.of_list(&["clamp", "block"]),
        );
        writeln!(
            text,
            "most_hours = \"{most}\"\nabove_most_hours = \"{above}\""
        )
        .unwrap();
    }
    (text, scales)
}

fn values(choices: &mut Choices, outline: &Outline<'_>, settings: &[&str]) -> String {
    if counts_points(outline.model) && (outline.bands.is_empty() || choices.one_in(8)) {
        let rate = format!("1{}", choices.decimal(900, 2));
        return format!(
            "rate_per_point = \"{rate}\"\nabove_points = \"{}\"\n",
            choices.below(6)
        );
    }
    if outline.bands.is_empty() {
        return match (outline.model, choices.below(3)) {
            ("costed_provision", share) => {
                format!("cost_share = \"{}\"\n", ["1", "0.5", "0.333"][share])
            }
            ("hours_threshold", _) | (_, 2) => {
                let rate = format!("1{}", choices.decimal(900, 2));
                format!(
                    "rate_per_hour = \"{rate}\"\nabove_hours = \"{}\"\n",
                    choices.below(20)
                )
            }
            (_, 0) => rows(choices, outline, &["institution"], settings),
            _ => rows(choices, outline, &["residency", "plan"], settings),
        };
    }
    match choices.below(if outline.model == "costed_provision" {
        2
    } else {
        6
    }) {
        0 => amounts(choices, outline),
        1 => {
            let base = choices.between(1, 4000);
            let multiple = |(at, band): (usize, &String)| {
                format!("{band} = \"{}\"", ["0.5", "1", "1.75", "2.125"][at])
            };
            let multiples: Vec<String> = outline.bands.iter().enumerate().map(multiple).collect();
            format!(
                "base = \"{base}.85\"\nmultiples = {{ {} }}\n",
                multiples.join(", ")
            )
        }
        2 => rows(choices, outline, &["band", "setting"], settings),
        3 => rows(choices, outline, &["phase", "band"], settings),
        4 => {
            let class = |(at, band): (usize, &String)| {
                format!(
                    "{band} = {{ pupils = \"{}\", teacher = \"1\", assistant = \"{}.5\" }}",
                    12 - at * 3,
                    at + 1
                )
            };
            let classes: Vec<String> = outline.bands.iter().enumerate().map(class).collect();
            format!(
                "class_posts = {{ teacher = \"{}\", assistant = \"24000.50\" }}\nclasses = {{ {} }}\nper_pupil = \"{}\"\n",
                choices.between(30_000, 60_000),
                classes.join(", "),
                choices.decimal(900, 2)
            )
        }
        _ => rows(choices, outline, &["host_authority", "band"], settings),
    }
}

fn amounts(choices: &mut Choices, outline: &Outline<'_>) -> String {
    let mut pounds = choices.below(500);
    let mut amounts = Vec::new();
    let agreed = outline.bands.last().filter(|_| choices.one_in(4));
    for band in &outline.bands {
        if Some(band) != agreed {
            amounts.push(format!("{band} = \"{pounds}.{:02}\"", choices.below(100)));
        }
        pounds += choices.between(1, 7000);
    }
    let mut text = format!("amounts = {{ {} }}\n", amounts.join(", "));
    if let Some(band) = agreed {
        writeln!(text, "agreed_above = {{ {band} = \"{pounds}\" }}").unwrap();
    }
    text
}

/// Rows for every combination of the columns' keys, or some of them with `*` for the others.
fn rows(
    choices: &mut Choices,
    outline: &Outline<'_>,
    columns: &[&str],
    settings: &[&str],
) -> String {
    let mut rows: Vec<Vec<String>> = vec![Vec::new()];
    for column in columns {
        let mut keys: Vec<String> = match *column {
            "band" => outline.bands.clone(),
            "setting" => settings.iter().map(ToString::to_string).collect(),
            "phase" => vec!["primary".into(), "secondary".into(), "*".into()],
            "residency" => vec!["own".into(), "other".into()],
            "plan" => vec!["plan".into(), "no plan".into()],
            "host_authority" => vec!["Essex".into(), "*".into()],
            _ => vec!["Orchard Manor".into(), "123456".into(), "*".into()],
        };
        if matches!(*column, "setting" | "plan") && keys.len() > 1 && choices.one_in(2) {
            keys.truncate(1);
            keys.push("*".to_owned());
        }
        let longer = |row: Vec<String>| {
            keys.iter()
                .map(move |key| [row.clone(), vec![key.clone()]].concat())
                .collect::<Vec<_>>()
        };
        rows = rows.into_iter().flat_map(longer).collect();
    }
    let rows: Vec<String> = rows
        .into_iter()
        .map(|mut row| {
            row.push(format!("{}.{:02}", choices.below(9000), choices.below(100)));
            quoted(&row)
        })
        .collect();
    let per_hour = match choices.below(6) {
        0 => "per_hour = true\n",
        1 => "per_hour = true\nabove_hours = \"6.5\"\n",
        _ => "",
    };
    format!(
        "columns = {}\nrows = [{}]\n{per_hour}",
        quoted(columns),
        rows.join(", ")
    )
}

/// Modifiers of every kind, scores before bands before amounts, in an order of their own.
pub fn modifiers(
    choices: &mut Choices,
    outline: &Outline<'_>,
    scales: bool,
    floor: &str,
) -> String {
    let mut order = Vec::new();
    let mut text = String::new();
    let mut write = |choices: &mut Choices, order: &mut Vec<String>, what: &str| {
        let id = format!("m{}", order.len());
        let mut when = when(choices, outline.reads_levels);
        let of_amount = AMOUNT_CHANGES.contains(&what) && !what.contains("shares = {");
        let gives_one = outline.bands.len() > 1 && outline.model != "additive_streams";
        if of_amount && gives_one && !what.contains("kind = \"hours_") && choices.one_in(5) {
            when = choices.of_list(&OF_BANDS).to_owned();
        }
        write!(
            text,
            "[[{}modifier]]\nid = \"{id}\"\ntitle = \"{id}\"\n{when}{what}\n",
            outline.prefix
        )
        .unwrap();
        order.push(format!("\"{id}\""));
    };
    if outline.ranged && choices.one_in(3) {
        let what = choices.of_list(&[
            "kind = \"score_floor\"\nscore = \"1\"",
            "kind = \"score_supplement\"\npoints = \"1\"",
        ]);
        write(choices, &mut order, what);
    }
    if !floor.is_empty() {
        order.push(floor.to_owned());
    }
    if outline.bands.len() > 2 && outline.model != "additive_streams" && choices.one_in(3) {
        let what = choices.of_list(&[
            "kind = \"band_shift\"\nby = \"-1\"",
            "kind = \"band_shift\"\nby = \"2\"",
            "kind = \"allowed_bands\"\nbands = [\"Low\", \"High\"]\notherwise = \"nearest\"",
            "kind = \"allowed_bands\"\nbands = [\"Middle\"]\notherwise = \"refuse\"",
            "kind = \"allowed_bands\"\nbands = [\"Middle\"]\notherwise = \"up\"",
            "kind = \"allowed_bands\"\nbands = [\"Low\", \"Middle\"]\notherwise = \"down\"",
        ]);
        write(choices, &mut order, what);
    }
    let amounts = choices.below(4);
    let fte = choices.below(amounts + 1);
    for at in 0..=amounts {
        if at == fte && scales {
            order.push("\"fte\"".to_owned());
        }
        if at < amounts {
            let what = choices.of_list(&AMOUNT_CHANGES);
            write(choices, &mut order, what);
        }
    }
    format!(
        "{text}[{}modifiers]\norder = [{}]\n",
        outline.prefix,
        order.join(", ")
    )
}

/// Conditions of the band, alone and beside another.
const OF_BANDS: [&str; 4] = [
    "when = [{ bands = [\"Low\"] }]\n",
    "when = [{ band_at_least = \"Middle\" }]\n",
    "when = [{ band_at_most = \"Low\" }]\n",
    "when = [{ band_at_least = \"Middle\" }, { plan = true }]\n",
];

const AMOUNT_CHANGES: [&str; 18] = [
    "kind = \"hours_a_week\"\nshares = { \"0\" = \"0.2\", \"15\" = \"0.6\", \"25\" = \"1\" }",
    "kind = \"uplift\"\npercent = \"3.25\"",
    "kind = \"uplift\"\npercent = \"-0.5\"",
    "kind = \"supplement\"\npounds = \"512.35\"",
    "kind = \"factor\"\nby = \"1.155\"",
    "kind = \"threshold\"\npounds = \"600\"",
    "kind = \"minimum\"\npounds = \"100\"",
    "kind = \"cap\"\npounds = \"9000\"\nabove = \"clamp\"",
    "kind = \"cap\"\npounds = \"9000\"\nabove = \"block\"",
    "kind = \"round\"\nto = \"5\"\nmode = \"half_even\"",
    "kind = \"hours_fraction\"\nfull_hours = \"30\"",
    "kind = \"days_a_week\"\nshares = { \"3\" = \"0.6\", \"4\" = \"0.8\", \"5\" = \"1\" }",
    "kind = \"protection\"\nfrom = 2025-09-01\nshares = [\"1\", \"0.5\"]",
    "kind = \"protection\"\nfrom = 2025-09-01\nshares = [\"1\", \"0.5\"]\nat_least = \"0.95\"",
    "kind = \"protection\"\nat_least = \"0.985\"",
    "kind = \"minimum\"\npounds = \"0\"",
    "kind = \"nothing_below\"\npounds = \"750\"",
    "kind = \"round\"\nto = \"1\"\nmode = \"up\"",
];
