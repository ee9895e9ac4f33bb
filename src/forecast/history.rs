//! A council's own records become the rows of a forecast: who held a plan at each January, where, with which need and band.
//!
//! It is given days and codes; which return said what, and where a record is kept, is not its to know. The rows of each
//! January to the next are made of it beside ([`super::census`]).

use super::census::Census;
use super::known::KnownStay;
use super::rows::Side;
use crate::calendar::{Date, Period, YearGroup};

/// The need of a plan that names none.
pub const NEED_NOT_KNOWN: &str = "NK";
/// The setting of a child without a known placement.
pub const PLACE_NOT_KNOWN: &str = "UNK";

/// A plan's primary need from a day on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NeedSince {
    /// The first day; `None` since the plan began.
    pub since: Option<Date>,
    /// The need's code; `None` where the plan names none.
    pub need: Option<String>,
}

/// A plan, from when to when it was known to be this council's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanHistory {
    /// The first day; `None` where it is not known, and the plan was there before all Januaries.
    pub from: Option<Date>,
    /// The first day after; `None` while it lasts.
    pub to: Option<Date>,
    /// Its primary needs, the oldest first.
    pub needs: Vec<NeedSince>,
    /// Whether it came ready made from another authority.
    pub came_over: bool,
    /// Whether it ceased because another authority took it over.
    pub went_over: bool,
}

/// A band that was decided for a child.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BandHistory {
    /// The first day.
    pub from: Date,
    /// The first day after; `None` while it lasts.
    pub to: Option<Date>,
    /// The setting's code.
    pub setting: String,
    /// The band's code.
    pub band: String,
}

/// Where a child was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceHistory {
    /// The first day; `None` where no source says it.
    pub from: Option<Date>,
    /// The first day after; `None` while it lasts.
    pub to: Option<Date>,
    /// 1 for the main one of several at once.
    pub rank: u8,
    /// The setting's code.
    pub setting: String,
}

/// A child's plans and places, as far as a forecast reads them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChildHistory {
    /// The birth date; `None` where it is not known.
    pub birth: Option<Date>,
    /// The plans.
    pub plans: Vec<PlanHistory>,
    /// The places.
    pub places: Vec<PlaceHistory>,
    /// The bands that were decided.
    pub bands: Vec<BandHistory>,
}

fn holds(from: Option<Date>, to: Option<Date>, day: Date) -> bool {
    from.is_none_or(|from| from <= day) && to.is_none_or(|to| day < to)
}

impl ChildHistory {
    /// The primary need and the setting on a day; `None` without an open plan.
    #[must_use]
    pub fn on(&self, day: Date) -> Option<(String, String)> {
        let plan = self
            .plans
            .iter()
            .find(|plan| holds(plan.from, plan.to, day))?;
        let known = |need: &&NeedSince| need.since.is_none_or(|since| since <= day);
        let need = plan.needs.iter().rev().find(known).or(plan.needs.first());
        let place = self.place_on(day);
        Some((
            need.and_then(|need| need.need.clone())
                .unwrap_or_else(|| NEED_NOT_KNOWN.to_owned()),
            place
                .map_or(PLACE_NOT_KNOWN, |place| &place.setting)
                .to_owned(),
        ))
    }

    pub(super) fn side_of(&self, census: Census, year_group: i16) -> Side {
        let place = self.on(census.day);
        Side {
            band: place
                .as_ref()
                .and_then(|(_, setting)| self.band_on(census.day, setting)),
            place,
            year_group,
        }
    }

    /// The band in a setting on a day; `None` where none was decided.
    #[must_use]
    pub fn band_on(&self, day: Date, setting: &str) -> Option<String> {
        let held = self
            .bands
            .iter()
            .filter(|held| held.setting == setting && holds(Some(held.from), held.to, day));
        // Of two the later.
        held.max_by_key(|held| held.from)
            .map(|held| held.band.clone())
    }

    /// Its stays in a calendar year: from day to day as long as need, setting and band are the same, those of the census held
    /// from the year's first day on. The last is open where the record has no end. What they cost and whose they are by number is
    /// not in them.
    #[must_use]
    pub fn stays(&self, year: &Period, census: Date, today: Date) -> Vec<KnownStay> {
        let year_group = self.birth.and_then(|birth| YearGroup::of(birth, census));
        let year_group = year_group.map(|group| group.number());
        let is_transfer = self.is_transfer((census, today));
        let in_year = |day: &Date| year.contains(*day) && *day > census;
        let mut days: Vec<Date> = self.turns().into_iter().filter(in_year).collect();
        days.sort_unstable();
        days.dedup();
        let mut stays: Vec<KnownStay> = Vec::new();
        for (place, day) in std::iter::once(&census).chain(&days).enumerate() {
            let start = if place == 0 { year.start() } else { *day };
            // Turn by turn: this one's stay ends with the next, the last with the year or later.
            let period = match days.get(place) {
                Some(next) => Period::new(start, *next).ok(),
                None => Some(Period::open(start)),
            };
            let (Some((need, setting)), Some(period)) = (self.on(*day), period) else {
                continue;
            };
            let stay = KnownStay {
                child: 0,
                year_group,
                is_transfer,
                band: self.band_on(*day, &setting),
                need,
                setting,
                days: period,
                costs: Vec::new(),
            };
            match stays.last_mut() {
                Some(before) if before.goes_on_in(&stay) => {
                    before.days = before.days.through(&stay.days);
                }
                _ => stays.push(stay),
            }
        }
        stays
    }

    /// Every day on which its need, place, band or plan may change.
    fn turns(&self) -> Vec<Date> {
        let plans = self.plans.iter();
        let plans = plans.flat_map(|plan| {
            let needs = plan.needs.iter().map(|need| need.since);
            needs.chain([plan.from, plan.to])
        });
        let places = self.places.iter().flat_map(|place| [place.from, place.to]);
        let bands = self
            .bands
            .iter()
            .flat_map(|band| [Some(band.from), band.to]);
        plans.chain(places).chain(bands).flatten().collect()
    }

    fn place_on(&self, day: Date) -> Option<&PlaceHistory> {
        self.places
            .iter()
            .filter(|place| holds(place.from, place.to, day))
            // Of two main ones the later; one without a first day is the oldest.
            .min_by_key(|place| (place.rank, std::cmp::Reverse(place.from)))
    }

    /// Whether the plan that began between two days came from another authority, or the one that ended went to one.
    pub(super) fn is_transfer(&self, (before, after): (Date, Date)) -> bool {
        let was = |day: Date| {
            self.plans
                .iter()
                .find(|plan| holds(plan.from, plan.to, day))
        };
        match (was(before), was(after)) {
            (None, Some(plan)) => plan.came_over,
            (Some(plan), None) => plan.went_over,
            _ => false,
        }
    }

    pub(super) fn side(&self, census: Census) -> Option<Side> {
        let year_group = YearGroup::of(self.birth?, census.day)?.number();
        Some(self.side_of(census, year_group))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_stay_is_as_long_as_need_setting_and_band_are_the_same() {
        let place = |from: Option<Date>, to: Option<Date>, setting: &str| PlaceHistory {
            from,
            to,
            rank: 1,
            setting: setting.to_owned(),
        };
        let child = ChildHistory {
            birth: None,
            plans: vec![PlanHistory {
                from: Some(date(2026, 3, 10)),
                to: Some(date(2026, 12, 1)),
                needs: vec![NeedSince {
                    since: None,
                    need: Some("ASD".to_owned()),
                }],
                came_over: false,
                went_over: false,
            }],
            places: vec![
                place(None, Some(date(2026, 9, 1)), "MMS"),
                place(Some(date(2026, 9, 1)), None, "ISS"),
            ],
            bands: vec![BandHistory {
                from: date(2026, 5, 1),
                to: None,
                setting: "MMS".to_owned(),
                band: "B2".to_owned(),
            }],
        };
        let year = Period::new(date(2026, 1, 1), date(2027, 1, 1)).unwrap();
        let stays: Vec<_> = child
            .stays(&year, date(2026, 1, 15), date(2026, 12, 15))
            .into_iter()
            .map(|stay| (stay.setting, stay.band, stay.days.start(), stay.days.end()))
            .collect();
        let [mms, iss] = ["MMS", "ISS"].map(str::to_owned);
        assert_eq!(
            stays,
            [
                (mms.clone(), None, date(2026, 3, 10), Some(date(2026, 5, 1))),
                (
                    mms,
                    Some("B2".to_owned()),
                    date(2026, 5, 1),
                    Some(date(2026, 9, 1))
                ),
                (iss, None, date(2026, 9, 1), Some(date(2026, 12, 1))),
            ]
        );
        // Whoever was there in January is there from the year's first day.
        let before = ChildHistory {
            plans: vec![PlanHistory {
                from: None,
                to: None,
                ..child.plans[0].clone()
            }],
            places: vec![place(None, None, "MMS")],
            ..ChildHistory::default()
        };
        let stays = before.stays(&year, date(2026, 1, 15), date(2026, 12, 15));
        assert_eq!(stays.len(), 1);
        assert_eq!(stays[0].days, Period::open(date(2026, 1, 1)));
    }
}
