//! National codes in rule text: written exactly, each known.

use crate::needs::{Need, Setting};
use crate::rules::near;
use crate::rules::problem::Fault;
use crate::rules::reader::{Fields, Placed, shown};

/// A primary need by its code; anything else is a problem.
pub(in crate::rules) fn need(fields: &Fields<'_>, code: &Placed<String>) -> Option<Need> {
    let found = Need::ALL.iter().find(|need| need.code() == code.value);
    if found.is_none() {
        let codes = Need::ALL.iter().map(|need| need.code());
        let sentence = format!(
            "“{}” is not a primary need's code: write one of {}",
            shown(&code.value),
            near::listed(&code.value, codes)
        );
        fields
            .problems
            .add(&code.place, Fault::UnknownNeed, sentence);
    }
    found.copied()
}

/// A setting by its code; anything else is a problem.
pub(in crate::rules) fn setting(fields: &Fields<'_>, code: &Placed<String>) -> Option<Setting> {
    let found = Setting::ALL.iter().find(|s| s.code() == code.value);
    if found.is_none() {
        let codes = Setting::ALL.iter().map(|s| s.code());
        let sentence = format!(
            "“{}” is not a setting's code: write one of {}",
            shown(&code.value),
            near::listed(&code.value, codes)
        );
        fields
            .problems
            .add(&code.place, Fault::UnknownSetting, sentence);
    }
    found.copied()
}

/// A list of primary needs, at least one.
pub(super) fn needs(fields: &Fields<'_>, key: &str) -> Option<Vec<Placed<Need>>> {
    let codes = fields.texts(key)?;
    if codes.is_empty() {
        let sentence = format!("{key} is empty: name at least one primary need");
        fields.problems.add(fields.place(), Fault::Empty, sentence);
    }
    let read = |code: Placed<String>| {
        let value = need(fields, &code)?;
        let place = code.place;
        Some(Placed { value, place })
    };
    Some(codes.into_iter().filter_map(read).collect())
}

/// A list of settings, each once and at least one.
pub(super) fn settings(fields: &Fields<'_>, key: &str) -> Option<Vec<Placed<Setting>>> {
    let codes = fields.texts(key)?;
    if codes.is_empty() {
        let sentence = format!("{key} is empty: name at least one setting");
        fields.problems.add(fields.place(), Fault::Empty, sentence);
    }
    let mut settings: Vec<Placed<Setting>> = Vec::with_capacity(codes.len());
    for code in codes {
        let Some(value) = setting(fields, &code) else {
            continue;
        };
        let place = code.place;
        if settings.iter().any(|before| before.value == value) {
            let sentence = format!("{value} stands twice in this list: keep one");
            fields.problems.add(&place, Fault::SettingTwice, sentence);
        }
        settings.push(Placed { value, place });
    }
    Some(settings)
}
