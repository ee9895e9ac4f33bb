//! Which heading means what: data, not code. See `columns.toml` and `settings.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::answers::{band_field, circumstance_field, is_asked, line_field, pick_field};
use crate::needs::{CircumstanceId, DomainId, Setting, StreamId};
use crate::rules::{Model, ProvisionPrice, RuleSet};

use super::record_part::PartOf;
use super::words::fold;

/// What a column holds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Meaning {
    /// The authority's own reference of the child.
    LocalId,
    /// The unique pupil number.
    Upn,
    /// The child's surname; only shows that a line is about a child.
    Surname,
    /// The child's forename; likewise.
    Forename,
    /// The date of birth.
    BirthDate,
    /// The kind of setting, in words or by code.
    Setting,
    /// The establishment's URN; officers put a college's UKPRN here too.
    Urn,
    /// The establishment's UKPRN.
    Ukprn,
    /// The primary type of need, by SEN2's code.
    PrimaryNeed,
    /// The share of full time.
    Fte,
    /// A total of points scored elsewhere.
    Points,
    /// What else some rule sets ask: the field of [`crate::answers`] that it fills.
    Field(String),
    /// The level of a domain of the rule set.
    #[serde(skip)]
    Level(DomainId),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ColumnFile {
    around: Vec<String>,
    totals: Vec<String>,
    column: Vec<ColumnNames>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ColumnNames {
    meaning: Meaning,
    title: String,
    headings: Vec<String>,
}

#[expect(
    clippy::expect_used,
    reason = "the file is part of the executable, and a test reads it"
)]
static COLUMNS: LazyLock<ColumnFile> = LazyLock::new(|| {
    toml::from_str(include_str!("columns.toml")).expect("columns.toml is well formed")
});

#[expect(
    clippy::expect_used,
    reason = "the file is part of the executable, and a test reads it"
)]
static SETTINGS: LazyLock<BTreeMap<String, Setting>> = LazyLock::new(|| {
    let file: BTreeMap<Setting, Vec<String>> =
        toml::from_str(include_str!("settings.toml")).expect("settings.toml is well formed");
    let words = file
        .iter()
        .flat_map(|(setting, words)| words.iter().map(|word| (setting_key(word), *setting)));
    let codes = Setting::ALL
        .iter()
        .map(|setting| (setting_key(setting.code()), *setting));
    let titles = Setting::ALL
        .iter()
        .map(|setting| (setting_key(setting.title()), *setting));
    words.chain(codes).chain(titles).collect()
});

/// A setting's word as it is compared; a lone question mark is a word too.
fn setting_key(word: &str) -> String {
    let folded = fold(word);
    if folded.is_empty() {
        word.trim().to_owned()
    } else {
        folded
    }
}

/// The setting that a word or code stands for.
#[must_use]
pub fn setting_of(word: &str) -> Option<Setting> {
    SETTINGS.get(&setting_key(word)).copied()
}

/// Whether a text begins like the label of a total: `TOTAL`, `Average:`, `Total children 1,654`.
#[must_use]
pub fn is_total(text: &str) -> bool {
    let words: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    COLUMNS.totals.iter().any(|total| {
        let mut rest = words.iter();
        total
            .split(' ')
            .all(|word| rest.next().is_some_and(|seen| seen == word))
    })
}

/// The fields of a record of JSON lines, whatever the rules; `banding-rules/README.md` says what each holds.
const RECORD_FIELDS: [&str; 26] = [
    "id",
    "setting",
    "primary_need",
    "fte",
    "upn",
    "birth_date",
    "levels",
    "not_enough_evidence",
    "points",
    "band",
    "bands",
    "picked",
    "provision",
    "support_hours",
    "agreed",
    "hours",
    "days_a_week",
    "year_group",
    "age",
    "institution",
    "host_authority",
    "residency",
    "plan",
    "circumstances",
    "earlier",
    "convert",
];

/// What a line of provision says.
const LINE_PARTS: [&str; 6] = ["kind", "hours", "minutes", "pupils", "weeks", "cost"];

/// Every heading that means something for a rule set.
#[derive(Clone, Debug)]
pub struct Vocabulary {
    /// What the set itself names: its domains, and the questions that it asks.
    own: Vec<String>,
    /// The streams whose bands are picked.
    picked: Vec<String>,
    meanings: BTreeMap<String, Meaning>,
    titles: BTreeMap<Meaning, String>,
}

impl Vocabulary {
    /// The headings of the common columns and of the rule set's domains.
    #[must_use]
    pub fn of(rule_set: &RuleSet) -> Vocabulary {
        let domains = rule_set.domains().map(|domain| domain.id.to_string());
        let answers = rule_set.circumstances.iter().map(|one| one.id.to_string());
        let picked = rule_set.picked_streams();
        let mut words = Vocabulary {
            own: domains.chain(answers).collect(),
            picked: picked.map(|stream| stream.name().to_string()).collect(),
            meanings: BTreeMap::new(),
            titles: BTreeMap::new(),
        };
        for domain in rule_set.domains() {
            let meaning = Meaning::Level(domain.id.clone());
            let headings = [domain.title.as_str(), domain.id.as_str()];
            let aliases = domain.aliases.iter().map(String::as_str);
            words.add(&meaning, &domain.title, headings.into_iter().chain(aliases));
        }
        words.add_own_fields(rule_set);
        let inputs = rule_set.inputs();
        for column in &COLUMNS.column {
            // A column that this set does not read is another column of the officer's own.
            if matches!(&column.meaning, Meaning::Field(field) if !is_asked(field, &inputs)) {
                continue;
            }
            let headings = column.headings.iter().map(String::as_str);
            words.add(&column.meaning, &column.title, headings);
        }
        words
    }

    /// What only this set asks: a band for each of its streams, hours or cost for each kind of
    /// provision, an answer to each of its questions.
    fn add_own_fields(&mut self, rule_set: &RuleSet) {
        for stream in rule_set.picked_streams() {
            let name = stream.name();
            let title = stream.part.as_ref().map(|part| part.title.as_str());
            if let Model::AdditiveStreams { .. } = stream.model {
                for (place, band) in stream.bands.iter().enumerate() {
                    let field = Meaning::Field(pick_field(&name, place));
                    let band = band.id.as_str();
                    // An award may be called like a domain, whose column is then the one without the stream's name.
                    let whole =
                        [title, Some(name.as_str())].map(|of| Some(format!("{}: {band}", of?)));
                    let headings = [band]
                        .into_iter()
                        .chain(whole.iter().flatten().map(String::as_str));
                    self.add(&field, band, headings);
                }
            } else {
                let field = Meaning::Field(band_field(&name));
                let headings = title.into_iter().chain([name.as_str()]);
                let plain = rule_set.streams.len() == 1;
                let headings = headings.chain(plain.then_some("Band"));
                self.add(&field, title.unwrap_or("Band"), headings);
            }
        }
        for (line, provision) in (1..).zip(rule_set.provisions()) {
            let part = match provision.price {
                ProvisionPrice::Hourly { .. } => "hours",
                ProvisionPrice::Individual {} => "cost",
            };
            let field = Meaning::Field(line_field(line, part));
            let headings = [provision.title.as_str(), provision.id.as_str()];
            self.add(&field, &provision.title, headings.into_iter());
        }
        for circumstance in &rule_set.circumstances {
            let field = Meaning::Field(circumstance_field(&circumstance.id));
            let headings = [circumstance.ask.as_str(), circumstance.id.as_str()];
            self.add(&field, &circumstance.ask, headings.into_iter());
        }
    }

    fn add<'a>(&mut self, meaning: &Meaning, title: &str, headings: impl Iterator<Item = &'a str>) {
        self.titles.insert(meaning.clone(), title.to_owned());
        for heading in headings {
            self.meanings
                .entry(fold(heading))
                .or_insert_with(|| meaning.clone());
        }
    }

    /// What a heading means: as it stands, or without what stands round it (a number in front, a bracket
    /// behind, the word "level").
    #[must_use]
    pub fn meaning(&self, heading: &str) -> Option<Meaning> {
        if let Some(part) = PartOf::read(heading) {
            return self.meaning_of_part(heading, part);
        }
        let unbracketed = without_brackets(heading);
        [
            fold(heading),
            fold(&unbracketed),
            fold(&without_surroundings(&unbracketed)),
        ]
        .iter()
        .find_map(|folded| self.meanings.get(folded).cloned())
    }

    fn meaning_of_part(&self, heading: &str, part: PartOf<'_>) -> Option<Meaning> {
        let field = match part {
            PartOf::Answer(answer) => circumstance_field(&CircumstanceId::parse(answer).ok()?),
            _ => heading.to_owned(),
        };
        let meaning = Meaning::Field(field);
        let is_read = match part {
            PartOf::Line(_) => true,
            PartOf::Answer(_) => self.titles.contains_key(&meaning),
            PartOf::Picked(None) => !self.picked.is_empty(),
            PartOf::Picked(Some(stream)) => self.picked.iter().any(|known| known == stream),
        };
        is_read.then_some(meaning)
    }

    /// Whether a key of a record is one that these rules read, or that others do.
    #[must_use]
    pub fn knows(&self, key: &str) -> bool {
        match PartOf::read(key) {
            Some(PartOf::Line(part)) => return LINE_PARTS.contains(&part),
            Some(PartOf::Picked(_)) if self.picked.is_empty() => return true,
            Some(part) => return self.meaning_of_part(key, part).is_some(),
            None => {}
        }
        let folded = fold(key);
        let mut headings = COLUMNS.column.iter().flat_map(|column| &column.headings);
        RECORD_FIELDS.contains(&key)
            || self.meaning(key).is_some()
            || headings.any(|heading| fold(heading) == folded)
    }

    /// The names by which a record has what these rules read of levels and answers, and what any rules read.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        let named = self
            .picked
            .iter()
            .filter(|name| **name != StreamId::main().as_str());
        let own = self.own.iter().chain(named);
        own.map(String::as_str).chain(RECORD_FIELDS)
    }

    /// The name of a column by its meaning, for messages.
    #[must_use]
    pub fn title<'a>(&'a self, meaning: &Meaning) -> &'a str {
        self.titles.get(meaning).map_or("", String::as_str)
    }
}

fn without_brackets(heading: &str) -> String {
    let mut depth = 0_usize;
    heading
        .chars()
        .filter(|character| match character {
            '(' | '[' => {
                depth += 1;
                false
            }
            ')' | ']' => {
                depth = depth.saturating_sub(1);
                false
            }
            _ => depth == 0,
        })
        .collect()
}

fn without_surroundings(heading: &str) -> String {
    let is_around = |word: &&str| {
        let folded = fold(word);
        folded.is_empty() || COLUMNS.around.contains(&folded)
    };
    let is_number =
        |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_digit() || c == '.');
    let words: Vec<&str> = heading.split_whitespace().collect();
    let start = words
        .iter()
        .take_while(|word| is_around(word) || is_number(word.trim_end_matches(')')))
        .count();
    let kept = words[start..].len()
        - words[start..]
            .iter()
            .rev()
            .take_while(|word| is_around(word))
            .count();
    words[start..start + kept].join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_heading_and_no_setting_word_has_two_meanings() {
        let mut seen = BTreeMap::new();
        for column in &COLUMNS.column {
            for heading in &column.headings {
                let first = seen.entry(fold(heading)).or_insert(&column.meaning);
                assert_eq!(*first, &column.meaning, "{heading}");
            }
        }
        assert_eq!(seen.get("dob"), Some(&&Meaning::BirthDate));
        let file: BTreeMap<Setting, Vec<String>> =
            toml::from_str(include_str!("settings.toml")).unwrap();
        assert_eq!(
            file.len(),
            Setting::ALL.len(),
            "every setting has its words"
        );
        for (setting, words) in &file {
            for word in words {
                assert_eq!(setting_of(word), Some(*setting), "{word}");
            }
        }
        for setting in Setting::ALL {
            assert_eq!(setting_of(setting.code()), Some(*setting));
        }
        assert_eq!(setting_of("Moon base"), None);
    }

    #[test]
    fn labels_of_totals_are_known() {
        for text in [
            "TOTAL",
            "Total:",
            "Grand total",
            "Average",
            "total children = 1,654",
        ] {
            assert!(is_total(text), "{text}");
        }
        for text in ["Totalis", "N100", "Autumn total", ""] {
            assert!(!is_total(text), "{text}");
        }
    }

    #[test]
    fn what_stands_round_a_heading_does_not_count() {
        assert_eq!(without_surroundings("3. Hearing level"), "Hearing");
        assert_eq!(without_surroundings("Score: Hearing"), "Hearing");
        assert_eq!(without_brackets("Hearing (0-4)"), "Hearing ");
        assert_eq!(without_surroundings("Level"), "");
    }
}
