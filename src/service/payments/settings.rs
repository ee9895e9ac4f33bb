//! In which setting the money of a strand is spent: each award's own, so that a child who moved counts where it was.

use crate::calendar::{Date, Period};
use crate::entitlement::Spell;
use crate::ids::EstablishmentId;
use crate::needs::Setting;

/// The settings of a strand's money.
pub(super) struct Settings {
    /// By establishment and days.
    of_spells: Vec<(EstablishmentId, Period, Setting)>,
    /// The last of them.
    last: Setting,
}

impl Settings {
    /// One setting for all of it.
    pub(super) fn one(setting: Setting) -> Settings {
        Settings {
            of_spells: Vec::new(),
            last: setting,
        }
    }

    /// Adds the setting of an award's spell.
    pub(super) fn add(&mut self, spell: &Spell, setting: Setting) {
        let establishment = spell.establishment.clone();
        self.of_spells.push((establishment, spell.days, setting));
        self.last = setting;
    }

    /// The setting of what goes to an establishment from a day on; the last one where no award says.
    pub(super) fn at(&self, establishment: &EstablishmentId, day: Option<Date>) -> Setting {
        let mut here = self.of_spells.iter().filter(|(at, days, _)| {
            at == establishment && day.is_none_or(|day| days.contains(day))
        });
        here.next().map_or(self.last, |(_, _, setting)| *setting)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::calendar::Attends;

    #[test]
    fn the_money_of_a_child_who_moved_keeps_the_setting_where_it_was_spent() {
        let at = |last: char| {
            let id = format!("0197d3c0-0000-7000-8000-00000000000{last}");
            EstablishmentId::parse(&id).unwrap()
        };
        let (april, september) = (date(2026, 4, 1), date(2026, 9, 1));
        let spell = |establishment, days| Spell {
            establishment,
            days,
            band: None,
            attends: Attends::FullTime,
        };
        let mut settings = Settings::one(Setting::Mms);
        let before = Period::new(april, september).unwrap();
        settings.add(&spell(at('1'), before), Setting::Mms);
        settings.add(&spell(at('2'), Period::open(september)), Setting::Spec);
        assert_eq!(settings.at(&at('1'), Some(april)), Setting::Mms);
        assert_eq!(settings.at(&at('2'), Some(september)), Setting::Spec);
        // A period that both schools have days of, and a school that no award names any more.
        assert_eq!(settings.at(&at('1'), None), Setting::Mms);
        assert_eq!(settings.at(&at('3'), Some(april)), Setting::Spec);
        let line = Settings::one(Setting::Iss);
        assert_eq!(line.at(&at('1'), Some(april)), Setting::Iss);
    }
}
