//! What a form says of the circumstances of a case.

use std::collections::BTreeMap;

use crate::calendar::{YearGroup, parse_iso_date};
use crate::engine::{Context, Earlier, Facts};
use crate::money::{Fte, Rate};
use crate::needs::{BandId, CircumstanceId, Need, Residency, Setting};
use crate::rules::{Inputs, RuleSet};

use super::amount::AmountChoice;
use super::field::{
    AGE, AMOUNT, CONVERT, DAY, DAYS_A_WEEK, EARLIER_AMOUNT, EARLIER_BAND, FTE, HOST_AUTHORITY,
    HOURS, INSTITUTION, NEED, PLAN, RESIDENCY, SETTING, YEAR_GROUP, circumstance_field,
};
use super::reading::Reading;

impl Reading<'_> {
    /// What to ask of the engine; none without a setting and a share of full time.
    pub(super) fn context(&mut self, rules: &RuleSet, inputs: &Inputs) -> Option<Context> {
        let setting = self.setting();
        let primary_need = self.primary_need(inputs);
        let fte = self.fte();
        let amount = self.amount(rules);
        let hours = self.hours(inputs);
        let on = self.value(DAY).as_deref().and_then(parse_iso_date);
        let facts = self.facts(rules, inputs);
        Some(Context {
            on: on.unwrap_or(rules.scheme.first_day),
            setting: setting?,
            primary_need,
            fte: fte?,
            basis: amount.basis,
            hours: amount.hours.or(hours),
            facts,
        })
    }

    /// The hours attended a week, where the set asks for them.
    pub(super) fn hours(&mut self, inputs: &Inputs) -> Option<Rate> {
        let read = || self.maybe_number(HOURS, "Hours attended a week", "15");
        inputs.hours.then(read).flatten()
    }

    fn setting(&mut self) -> Option<Setting> {
        let setting = self
            .value(SETTING)
            .and_then(|code| Setting::parse(&code).ok());
        if setting.is_none() {
            self.unanswered(SETTING, "Setting", "Select the setting");
        }
        setting
    }

    /// The primary need; a set that does not ask for it does without it.
    fn primary_need(&mut self, inputs: &Inputs) -> Option<Need> {
        let need = self.value(NEED).and_then(|code| Need::parse(&code).ok());
        if need.is_none() && inputs.primary_need {
            self.unanswered(NEED, "Primary need", "Select the primary need");
        }
        need
    }

    /// The share of full time; a blank is full time.
    fn fte(&mut self) -> Option<Fte> {
        let Some(text) = self.value(FTE) else {
            return Some(Fte::FULL);
        };
        let fte = text.parse().ok();
        if fte.is_none() {
            let message = "Full-time equivalent (FTE) must be above 0 and at most 1, such as 0.6";
            self.wrong(FTE, "Full-time equivalent (FTE)", message);
        }
        fte
    }

    /// The amount wanted; the first that the set offers if the form does not ask.
    fn amount(&self, rules: &RuleSet) -> AmountChoice {
        let choices = AmountChoice::all_of(rules);
        let wanted = self.value(AMOUNT);
        let mut fitting = choices.iter();
        let chosen = fitting.find(|choice| wanted.as_deref() == Some(&choice.code()));
        *chosen.or(choices.first()).unwrap_or(&AmountChoice::YEAR)
    }

    pub(super) fn facts(&mut self, rules: &RuleSet, inputs: &Inputs) -> Facts {
        let mut facts = Facts {
            year_group: self.year_group(inputs),
            age: self.age(inputs),
            institution: self.said(inputs.institution, INSTITUTION, "Institution"),
            host_authority: self.said(
                inputs.host_authority,
                HOST_AUTHORITY,
                "Authority of the institution’s area",
            ),
            residency: self.residency(inputs),
            plan: self.yes_or_no(inputs.plan, PLAN, "Education, Health and Care Plan"),
            days_a_week: inputs
                .days_a_week
                .then(|| self.maybe_number(DAYS_A_WEEK, "Days attended a week", "3"))
                .flatten(),
            circumstances: self.circumstances(rules, inputs),
            earlier: self.earlier(inputs),
        };
        inputs.spell(&mut facts);
        facts
    }

    /// The answers to the set's own questions.
    fn circumstances(
        &mut self,
        rules: &RuleSet,
        inputs: &Inputs,
    ) -> BTreeMap<CircumstanceId, bool> {
        let mut answers = BTreeMap::new();
        for known in &rules.circumstances {
            if inputs.circumstances.contains(&known.id)
                && let Some(answer) =
                    self.yes_or_no(true, &circumstance_field(&known.id), &known.ask)
            {
                answers.insert(known.id.clone(), answer);
            }
        }
        answers
    }

    fn year_group(&mut self, inputs: &Inputs) -> Option<i16> {
        let text = self.said(inputs.year_group, YEAR_GROUP, "Year group")?;
        let year = YearGroup::parse(&text).map(YearGroup::number);
        if year.is_none() {
            self.wrong(YEAR_GROUP, "Year group", "Select the year group");
        }
        year
    }

    fn age(&mut self, inputs: &Inputs) -> Option<u8> {
        let text = self.said(inputs.age, AGE, "Age on 31 August before")?;
        let age = text.parse().ok().filter(|age| *age <= 25);
        if age.is_none() {
            let message = "Age must be a whole number of years from 0 to 25";
            self.wrong(AGE, "Age on 31 August before", message);
        }
        age
    }

    fn residency(&mut self, inputs: &Inputs) -> Option<Residency> {
        let title = "Where the child lives";
        match self.said(inputs.residency, RESIDENCY, title)?.as_str() {
            "own" => Some(Residency::Own),
            "other" => Some(Residency::Other),
            _ => {
                self.wrong(RESIDENCY, title, "Select where the child lives");
                None
            }
        }
    }

    fn yes_or_no(&mut self, is_asked: bool, field: &str, title: &str) -> Option<bool> {
        match self.said(is_asked, field, title)?.as_str() {
            "yes" => Some(true),
            "no" => Some(false),
            _ => {
                self.wrong(field, title, &format!("Select yes or no: {title}"));
                None
            }
        }
    }

    /// Text that the set asks for; unanswered if it is not there.
    fn said(&mut self, is_asked: bool, field: &str, title: &str) -> Option<String> {
        if !is_asked {
            return None;
        }
        let text = self.value(field);
        if text.is_none() {
            self.unanswered(field, title, &format!("Answer: {title}"));
        }
        text
    }

    fn earlier(&mut self, inputs: &Inputs) -> Option<Earlier> {
        let band = inputs
            .earlier_band
            .then(|| self.value(EARLIER_BAND))
            .flatten();
        let band = band.and_then(|band| BandId::parse(&band).ok());
        let top_up_annual = inputs
            .earlier_amount
            .then(|| self.money(EARLIER_AMOUNT, "Earlier yearly amount"))
            .flatten();
        let convert = self.value(CONVERT).is_some();
        let known = band.is_some() || top_up_annual.is_some() || convert;
        known.then_some(Earlier {
            band,
            top_up_annual,
            convert,
        })
    }
}
