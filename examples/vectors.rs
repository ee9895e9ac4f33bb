//! The engine over generated profiles: natively this writes them with their determinations, and built for the browser
//! it works them out again. `tests/vectors.test.mjs` compares the two byte by byte.
//!
//! ```text
//! cargo run --example vectors -- target/vectors
//! ```
//!
//! For each rule set under `banding-rules`, by name: `NAME.rules.json`, `NAME.profiles.jsonl`, `NAME.expected.jsonl`.

use send_banding::{engine, engine::Context, needs::NeedsProfile, rules::RuleSet};
use serde::{Deserialize, Serialize};

/// One line of `profiles.jsonl`.
#[derive(Serialize, Deserialize)]
struct Vector {
    profile: NeedsProfile,
    context: Context,
}

/// The determination of each line, one a line; for input that cannot be read, why.
#[cfg_attr(
    target_family = "wasm",
    wasm_bindgen::prelude::wasm_bindgen(js_name = determinations)
)]
pub fn determinations(rules: &str, profiles: &str) -> String {
    let rules = match RuleSet::from_served_json(rules) {
        Ok(rules) => rules,
        Err(error) => return format!("rules: {error}\n"),
    };
    profiles
        .lines()
        .map(|line| determination(&rules, line).unwrap_or_else(|error| error.to_string()) + "\n")
        .collect()
}

fn determination(rules: &RuleSet, line: &str) -> Result<String, serde_json::Error> {
    let Vector { profile, context } = serde_json::from_str(line)?;
    serde_json::to_string(&engine::determine(&profile, rules, &context))
}

/// Nothing starts by itself in WebAssembly: the test calls `determinations`.
#[cfg(target_family = "wasm")]
fn main() {}

#[cfg(not(target_family = "wasm"))]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let out = std::env::args().nth(1).ok_or("usage: vectors DIRECTORY")?;
    native::write(std::path::Path::new(&out))
}

#[cfg(not(target_family = "wasm"))]
mod native {
    use std::{collections::BTreeMap, error::Error, fs, path::Path};

    use rust_decimal::{Decimal, prelude::ToPrimitive};
    use send_banding::{
        engine::Context,
        money::{Fte, Money, Rate},
        needs::{Earlier, Facts, Level, Need, NeedsProfile, ProvisionLine, Residency, Setting},
        rules::{
            self, AmountBasis, Column, Inputs, Model, Provision, ProvisionPrice, RuleFile, RuleSet,
            Values,
        },
    };

    use super::{Vector, determinations};

    /// Profiles for each rule set.
    const PROFILES: usize = 10_000;

    /// Writes the three files of every rule set.
    pub fn write(out: &Path) -> Result<(), Box<dyn Error>> {
        fs::create_dir_all(out)?;
        for authority in sorted(Path::new("banding-rules"))? {
            if !authority.is_dir() {
                continue;
            }
            for directory in sorted(&authority)? {
                let rules = read(&directory)?;
                let name = rules.reference().to_string().replace('/', "-");
                let mut dice = Dice(0x5eed);
                let mut profiles = String::new();
                for _ in 0..PROFILES {
                    let vector = dice.vector(&rules)?;
                    profiles += &serde_json::to_string(&vector)?;
                    profiles.push('\n');
                }
                let sealed = rules.served_json();
                let expected = determinations(&sealed, &profiles);
                fs::write(out.join(format!("{name}.rules.json")), sealed)?;
                fs::write(out.join(format!("{name}.profiles.jsonl")), profiles)?;
                fs::write(out.join(format!("{name}.expected.jsonl")), expected)?;
                println!("{name}: {PROFILES} profiles");
            }
        }
        Ok(())
    }

    fn sorted(directory: &Path) -> std::io::Result<Vec<std::path::PathBuf>> {
        let mut paths = fs::read_dir(directory)?
            .map(|entry| Ok(entry?.path()))
            .collect::<std::io::Result<Vec<_>>>()?;
        paths.sort();
        Ok(paths)
    }

    fn read(directory: &Path) -> Result<RuleSet, Box<dyn Error>> {
        let mut files = Vec::new();
        for path in sorted(directory)? {
            if path
                .extension()
                .is_some_and(|extension| extension == "toml")
            {
                let name = path
                    .file_name()
                    .unwrap_or_default()
                    .to_string_lossy()
                    .into_owned();
                files.push(RuleFile {
                    name,
                    text: fs::read_to_string(&path)?,
                });
            }
        }
        rules::read(&files).map_err(|problems| {
            let sentences: Vec<String> = problems.iter().map(ToString::to_string).collect();
            sentences.join("\n").into()
        })
    }

    /// A seeded generator (xorshift64), so that every run compares the same profiles.
    struct Dice(u64);

    impl Dice {
        fn below(&mut self, sides: u64) -> u64 {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            self.0 % sides
        }

        fn one_in(&mut self, sides: u64) -> bool {
            self.below(sides) == 0
        }

        fn of<T: Copy>(&mut self, all: &[T]) -> T {
            all[usize::try_from(self.below(all.len() as u64)).unwrap_or_default()]
        }

        /// Mostly a profile that can be determined; now and then each thing that a set refuses.
        fn vector(&mut self, rules: &RuleSet) -> Result<Vector, Box<dyn Error>> {
            let inputs = rules.inputs();
            let needs = if inputs.points {
                NeedsProfile::of_points(self.points(rules))
            } else {
                NeedsProfile::of_levels(self.levels(rules))
            };
            let profile = self.judged(needs, rules, &inputs);
            let on = if self.one_in(50) {
                rules.scheme.last_day.tomorrow()?
            } else {
                rules.scheme.first_day
            };
            let need = (!self.one_in(20)).then(|| self.of(Need::ALL));
            let mut context = Context::year(on, self.of(Setting::ALL), need, self.fte()?);
            if self.one_in(10) {
                context.basis = AmountBasis::Term;
            }
            if inputs.hours || self.one_in(20) {
                context.hours = Some(Rate::new(Decimal::from(self.below(40))));
            }
            context.facts = self.facts(rules, &inputs);
            Ok(Vector { profile, context })
        }

        /// What the set reads of needs besides levels.
        fn judged(
            &mut self,
            needs: NeedsProfile,
            rules: &RuleSet,
            inputs: &Inputs,
        ) -> NeedsProfile {
            let mut picked = BTreeMap::new();
            let mut lines = Vec::new();
            for stream in &rules.streams {
                let many = match &stream.model {
                    Model::BestFit {} | Model::ExternalBand { .. } => 1,
                    Model::AdditiveStreams { .. } => 1 + self.below(2),
                    Model::CostedProvision { provisions, .. } => {
                        for _ in 0..=self.below(2) {
                            let kind = self.below(provisions.len() as u64);
                            let kind = &provisions[usize::try_from(kind).unwrap_or_default()];
                            lines.push(self.line(kind));
                        }
                        0
                    }
                    _ => 0,
                };
                let start = self.below(stream.bands.len().max(1) as u64);
                let bands = stream.bands.iter().cycle();
                let bands = bands.skip(usize::try_from(start).unwrap_or_default());
                let bands: Vec<_> = bands
                    .take(usize::try_from(many).unwrap_or_default())
                    .collect();
                if !bands.is_empty() && !self.one_in(100) {
                    let names = bands.into_iter().map(|band| band.id.clone()).collect();
                    picked.insert(stream.name(), names);
                }
            }
            let mut needs = needs.with_picked(picked).with_provision(lines);
            if inputs.support_hours {
                let hours = Decimal::from(self.below(40));
                needs = needs.with_support_hours(Rate::new(hours));
            }
            if inputs.agreed && self.one_in(3) {
                let pence = i64::try_from(self.below(2_000_000)).unwrap_or_default();
                needs = needs.with_agreed(Money::from_pence(pence).unwrap_or(Money::ZERO));
            }
            needs
        }

        fn line(&mut self, kind: &Provision) -> ProvisionLine {
            let cost = i64::try_from(self.below(500_000)).unwrap_or_default();
            let individual = matches!(kind.price, ProvisionPrice::Individual {});
            ProvisionLine {
                provision: kind.id.clone(),
                minutes: (!individual).then(|| Rate::new(Decimal::from(self.below(400)))),
                pupils: (!individual && self.one_in(3))
                    .then(|| Rate::new(Decimal::from(1 + self.below(6)))),
                weeks: None,
                cost: individual.then(|| Money::from_pence(cost).unwrap_or(Money::ZERO)),
            }
        }

        /// What the set asks of the case, nearly all of it.
        fn facts(&mut self, rules: &RuleSet, inputs: &Inputs) -> Facts {
            let asked = |is_asked: bool, dice: &mut Dice| is_asked && !dice.one_in(100);
            let year = i16::try_from(self.below(18)).unwrap_or_default() - 1;
            let circumstances = inputs.circumstances.iter();
            Facts {
                year_group: asked(inputs.year_group, self).then_some(year),
                age: asked(inputs.age, self).then(|| u8::try_from(year + 4).unwrap_or_default()),
                institution: asked(inputs.institution, self)
                    .then(|| self.key(rules, &Column::Institution)),
                host_authority: asked(inputs.host_authority, self)
                    .then(|| self.key(rules, &Column::HostAuthority)),
                residency: asked(inputs.residency, self).then(|| {
                    if self.one_in(10) {
                        Residency::Other
                    } else {
                        Residency::Own
                    }
                }),
                plan: asked(inputs.plan, self).then(|| !self.one_in(5)),
                days_a_week: asked(inputs.days_a_week, self)
                    .then(|| Rate::new(Decimal::from(1 + self.below(5)))),
                circumstances: circumstances
                    .map(|id| (id.clone(), !self.one_in(5)))
                    .collect(),
                earlier: asked(inputs.earlier_amount, self).then(|| Earlier {
                    band: None,
                    top_up_annual: Money::from_pence(
                        i64::try_from(self.below(2_000_000)).unwrap_or_default(),
                    )
                    .ok(),
                    convert: self.one_in(10),
                }),
            }
        }

        /// A key that some table names in a column, or now and then one that none does.
        fn key(&mut self, rules: &RuleSet, wanted: &Column) -> String {
            let mut keys = vec!["Nowhere".to_owned()];
            for table in rules.value_tables() {
                if let Values::Rows(rows) = &table.values
                    && let Some(place) = rows.columns.iter().position(|column| column == wanted)
                {
                    keys.extend(rows.rows.iter().map(|row| row.keys[place].clone()));
                }
            }
            let at = self.below(keys.len() as u64);
            keys.swap_remove(usize::try_from(at).unwrap_or_default())
        }

        /// Points up to a little above the highest band, now and then a part of a point.
        fn points(&mut self, rules: &RuleSet) -> Decimal {
            let ends = rules.bands().filter_map(|band| band.range);
            let top = ends.map(|range| range.to.value()).max();
            let top = top.and_then(|top| top.to_u64()).unwrap_or_default();
            let scale = if self.one_in(10) { 1 } else { 0 };
            let points = self.below(top + top / 5 + 2);
            Decimal::new(i64::try_from(points).unwrap_or_default(), scale)
        }

        fn levels(&mut self, rules: &RuleSet) -> BTreeMap<send_banding::needs::DomainId, Level> {
            let mut levels = BTreeMap::new();
            // One child's levels lie together: chosen apart, hardly any would reach the ends of the table.
            let middle = self.below(5);
            for domain in rules.domains() {
                let known: Vec<Level> = domain.levels.keys().copied().collect();
                let near = (middle + self.below(3)).saturating_sub(1);
                let place = usize::try_from(near)
                    .unwrap_or_default()
                    .min(known.len() - 1);
                if !self.one_in(200) {
                    levels.insert(domain.id.clone(), known[place]);
                }
                if self.one_in(300) {
                    levels.insert(domain.id.clone(), Level::new(9));
                }
            }
            levels
        }

        fn fte(&mut self) -> Result<Fte, Box<dyn Error>> {
            if self.one_in(2) {
                return Ok(Fte::FULL);
            }
            let share = Decimal::new(i64::try_from(self.below(999))? + 1, 3);
            Ok(Fte::try_from(Rate::new(share))?)
        }
    }
}
