//! The questions about needs and setting that the calculator and the scoring pages share, and the result beside them.

use leptos::prelude::*;

use crate::components::{BandPanel, LevelChoice, Levels, Outcome, Select, SelectOption, TextInput};
use crate::forms::Problems;
use crate::islands::LiveBand;
use crate::islands::answers::{Answers, FTE, NEED, SETTING, level_field};
use crate::needs::{Need, Setting};
use crate::rules::{Domain, RuleSet};

use super::rule_sets::json_address;

/// The value of a field by its name, as it was typed or saved.
pub(super) type Filled<'form> = dyn Fn(&str) -> Option<String> + 'form;

/// What is wrong or missing in the answers, as problems of the form.
pub(super) fn problems_of(answers: &Answers) -> Problems {
    let mut problems = Problems::default();
    for gap in answers.gaps() {
        problems.add(gap.field.clone(), gap.message.clone());
    }
    problems
}

/// The levels of one domain.
pub(super) fn levels(
    domain: &Domain,
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
        <Levels name=name domain=domain.title.clone() levels=levels value=value error=error compact=compact />
    }
    .into_any()
}

/// Setting, primary need and share of full time, as far as the rules read them.
pub(super) fn setting_and_need(
    rules: &RuleSet,
    filled: &Filled<'_>,
    problems: &Problems,
) -> AnyView {
    let mut settings = vec![SelectOption::new("", "Select a setting")];
    settings.extend(
        Setting::ALL
            .iter()
            .map(|setting| SelectOption::new(setting.code(), setting.title())),
    );
    let mut needs = vec![SelectOption::new("", "Select a primary need")];
    needs.extend(
        Need::ALL
            .iter()
            .map(|need| SelectOption::new(need.code(), need.title())),
    );
    let reads_need = rules.inputs().primary_need || !rules.questions.is_empty();
    let reads_fte = rules.inputs().fte;
    let value = |field: &str| filled(field).unwrap_or_default();
    view! {
        <Select name=SETTING label="Setting" options=settings value=value(SETTING) error=problems.of(SETTING) />
        {reads_need.then(|| view! {
            <Select name=NEED label="Primary need" options=needs value=value(NEED) error=problems.of(NEED) />
        })}
        {reads_fte.then(|| view! {
            <TextInput
                name=FTE
                label="Full-time equivalent"
                hint="1 is full time. Blank counts as 1."
                value=value(FTE)
                error=problems.of(FTE)
                width=4
                inputmode="decimal"
            />
        })}
    }
    .into_any()
}

/// The id of the result that the server worked out.
const RESULT: &str = "result";

/// The result that the server worked out, and the island that takes its place and follows the forms' answers.
pub(super) fn live_result(rules: &RuleSet, forms: &'static str, outcome: Outcome) -> AnyView {
    let address = json_address(rules);
    view! {
        <div id=RESULT>
            <BandPanel outcome=outcome />
        </div>
        <LiveBand rules=address forms=forms.to_owned() replaces=RESULT.to_owned() />
    }
    .into_any()
}
