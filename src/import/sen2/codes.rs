//! SEN2's codes, from `settings.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::needs::Setting;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Codes {
    sen_setting: BTreeMap<String, Setting>,
    cease_reason: BTreeMap<String, String>,
}

#[expect(
    clippy::expect_used,
    reason = "the file is part of the executable, and a test reads it"
)]
static CODES: LazyLock<Codes> = LazyLock::new(|| {
    toml::from_str(include_str!("settings.toml")).expect("settings.toml is well formed")
});

/// The setting that a SENsetting code stands for.
#[must_use]
pub fn setting_of_code(code: &str) -> Option<Setting> {
    CODES.sen_setting.get(&code.to_ascii_uppercase()).copied()
}

/// Why a plan ceased, in words, by SEN2's code.
#[must_use]
pub fn cease_reason(code: &str) -> Option<&'static str> {
    CODES.cease_reason.get(code).map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_the_guide() {
        assert_eq!(setting_of_code("OLA"), Some(Setting::Eotas));
        assert_eq!(setting_of_code("niec"), Some(Setting::Neet));
        assert_eq!(setting_of_code("MMS"), None);
        assert_eq!(cease_reason("5"), Some("transferred to another authority"));
        assert_eq!(cease_reason("10"), None);
    }
}
