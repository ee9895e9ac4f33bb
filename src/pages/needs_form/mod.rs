//! The questions about needs and setting that the calculator and the scoring pages share, and the result beside them.

mod circumstance;
mod judged;

use leptos::prelude::*;

use crate::answers::{Answers, NOT_ENOUGH, level_field};
use crate::components::{BandPanel, LevelChoice, Levels, Outcome, Select, SelectOption, TextInput};
use crate::forms::Problems;
use crate::islands::LiveBand;
use crate::rules::{Domain, MissingLevel, RuleSet};

use super::rule_sets::json_address;

pub(in crate::pages) use circumstance::setting_and_need;
pub(in crate::pages) use judged::{asked_of_a_school, judged};

/// The value of a field by its name, as it was typed or saved.
pub(in crate::pages) type Filled<'form> = dyn Fn(&str) -> Option<String> + 'form;

/// What a form's fields hold, and what is wrong with them.
#[derive(Clone, Copy)]
struct Fields<'form> {
    filled: &'form Filled<'form>,
    problems: &'form Problems,
}

impl Fields<'_> {
    fn value(&self, name: &str) -> String {
        (self.filled)(name).unwrap_or_default()
    }

    /// A number, in a field as wide as the digits that it may have.
    fn number(&self, name: &str, label: &'static str, width: u8) -> AnyView {
        let (value, error) = (self.value(name), self.problems.of(name));
        view! { <TextInput name=name label=label value=value error=error width=width inputmode="decimal" /> }.into_any()
    }

    fn number_with_hint(
        &self,
        name: &str,
        label: &'static str,
        hint: &'static str,
        width: u8,
    ) -> AnyView {
        let (value, error) = (self.value(name), self.problems.of(name));
        view! {
            <TextInput name=name label=label hint=hint value=value error=error width=width inputmode="decimal" />
        }
        .into_any()
    }

    fn text_with_hint(&self, name: &str, label: &'static str, hint: String) -> AnyView {
        let (value, error) = (self.value(name), self.problems.of(name));
        view! { <TextInput name=name label=label hint=hint value=value error=error /> }.into_any()
    }

    fn select(&self, name: &str, label: &'static str, options: Vec<SelectOption>) -> AnyView {
        let (value, error) = (self.value(name), self.problems.of(name));
        view! { <Select name=name label=label options=options value=value error=error /> }
            .into_any()
    }
}

/// A list of answers whose first asks to choose one.
fn options<'a>(first: &str, rest: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<SelectOption> {
    let mut options = vec![SelectOption::new("", first)];
    options.extend(rest.map(|(code, title)| SelectOption::new(code, title)));
    options
}

/// What is wrong or missing in the answers, as problems of the form.
pub(in crate::pages) fn problems_of(answers: &Answers) -> Problems {
    let mut problems = Problems::default();
    for gap in answers.gaps() {
        problems.add(gap.field.clone(), gap.message.clone());
    }
    problems
}

/// The levels of one domain, in one row.
pub(in crate::pages) fn compact_levels(
    domain: &Domain,
    filled: &Filled<'_>,
    problems: &Problems,
) -> AnyView {
    levels(domain, None, filled, problems, true)
}

/// The levels of one domain as cards; below them “not enough evidence”, where the rules that say what it means are given.
pub(in crate::pages) fn level_cards(
    domain: &Domain,
    rules: Option<&RuleSet>,
    filled: &Filled<'_>,
    problems: &Problems,
) -> AnyView {
    let without = rules.map(|rules| LevelChoice {
        value: NOT_ENOUGH.to_owned(),
        descriptor: meaning_of_not_enough(rules).to_owned(),
    });
    levels(domain, without, filled, problems, false)
}

/// What the rules make of a domain without enough evidence.
fn meaning_of_not_enough(rules: &RuleSet) -> &'static str {
    match rules.scheme.without_evidence() {
        MissingLevel::Refuse => {
            "These rules give no result without a level, so the profile waits until there is evidence."
        }
        MissingLevel::Lowest => {
            "These rules then take the lowest level, and the explanation says so."
        }
    }
}

fn levels(
    domain: &Domain,
    without: Option<LevelChoice>,
    filled: &Filled<'_>,
    problems: &Problems,
    compact: bool,
) -> AnyView {
    let name = level_field(&domain.id);
    let levels = domain
        .levels
        .iter()
        .map(|(level, descriptor)| LevelChoice {
            value: level.to_string(),
            descriptor: descriptor.clone(),
        })
        .collect();
    let (value, error) = (filled(&name), problems.of(&name));
    view! {
        <Levels name=name domain=domain.title.clone() levels=levels value=value error=error without=without compact=compact />
    }
    .into_any()
}

/// The id of the result that the server worked out.
const RESULT: &str = "result";

/// The result that the server worked out, and the island that takes its place and follows the forms' answers.
pub(in crate::pages) fn live_result(
    rules: &RuleSet,
    forms: &'static str,
    outcome: Outcome,
) -> AnyView {
    let address = json_address(rules);
    view! {
        <div id=RESULT>
            <BandPanel outcome=outcome />
        </div>
        <LiveBand rules=address forms=forms.to_owned() replaces=RESULT.to_owned() />
    }
    .into_any()
}
