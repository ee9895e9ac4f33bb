//! What an award is worth in each period, across the dated sets of one invented authority.
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot read its rule set has failed"
)]

#[path = "common/shipped.rs"]
mod shipped;

use std::collections::BTreeMap;

use send_banding::calendar::{Date, Period, parse_iso_date};
use send_banding::engine::{
    Agreed, Context, PeriodPrice, PriceReason, PricingSet, price_by_period,
};
use send_banding::money::Money;
use send_banding::needs::{BandId, Level, Need, NeedsProfile, ProvisionLine, Setting};
use send_banding::rules::{RuleFile, RuleSet, read};
use shipped::{directory, files, shipped};

fn day(text: &str) -> Date {
    parse_iso_date(text).unwrap()
}

fn days(from: &str, to: &str) -> Period {
    Period::new(day(from), day(to)).unwrap()
}

/// The set of 2026/27 as a text, changed.
fn changed(changes: &[(&str, &str)], more: &str) -> RuleSet {
    let mut text = files(&directory("exampleshire/2026-04-01"));
    for file in text.iter_mut().filter(|file| file.name == "scheme.toml") {
        for (before, after) in changes {
            assert!(file.text.contains(before), "{before}");
            file.text = file.text.replace(before, after);
        }
    }
    text.push(RuleFile {
        name: "more.toml".to_owned(),
        text: more.to_owned(),
    });
    read(&text).unwrap_or_else(|problems| panic!("{problems:?}"))
}

/// The days of 2027/28.
const A_YEAR_ON: [(&str, &str); 2] = [("2027-03-31", "2028-03-31"), ("2026-04-01", "2027-04-01")];

/// Band D under another name.
const RENAMED: [(&str, &str); 2] = [("\"D\"", "\"D2\""), (" D = ", " D2 = ")];

fn in_2027(changes: &[(&str, &str)], more: &str) -> RuleSet {
    let all: Vec<(&str, &str)> = A_YEAR_ON.iter().chain(changes).copied().collect();
    changed(&all, more)
}

/// An award of band D at a mainstream school for a full-time child, decided under a set at its amount.
struct Award {
    days: Period,
    annual: Option<Money>,
    fixed: bool,
    setting: Setting,
    fte: &'static str,
    /// Hours and days attended a week, where a set asks for them.
    attends: (Option<&'static str>, Option<&'static str>),
}

impl Award {
    fn of(days: Period) -> Award {
        Award {
            days,
            annual: Some("4680".parse().unwrap()),
            fixed: false,
            setting: Setting::Mms,
            fte: "1",
            attends: (None, None),
        }
    }

    fn prices(&self, decided: &RuleSet, sets: &[&RuleSet]) -> Vec<PeriodPrice> {
        let standing: Vec<PricingSet<'_>> = sets
            .iter()
            .map(|rules| PricingSet {
                days: rules.in_force(),
                rules,
            })
            .collect();
        self.prices_in(decided, &standing)
    }

    fn prices_in(&self, decided: &RuleSet, sets: &[PricingSet<'_>]) -> Vec<PeriodPrice> {
        let band = BandId::parse("D").unwrap();
        let levels: BTreeMap<_, _> = decided
            .domains()
            .map(|domain| (domain.id.clone(), Level::new(2)))
            .collect();
        let fte = self.fte.parse().unwrap();
        let mut context = Context::year(self.days.start(), self.setting, Some(Need::Asd), fte);
        let (hours, days) = self.attends;
        context.hours = hours.map(|hours| hours.parse().unwrap());
        context.facts.days_a_week = days.map(|days| days.parse().unwrap());
        let agreed = Agreed {
            days: self.days,
            by: Some((Some(&band), decided)),
            annual: self.annual,
            fixed: self.fixed,
            profile: &NeedsProfile::of_levels(levels),
            context: &context,
        };
        let prices = price_by_period(&agreed, sets);
        covers(self.days, &prices);
        prices
    }
}

/// The periods touch and cover the award's days.
fn covers(days: Period, prices: &[PeriodPrice]) {
    assert_eq!(prices.first().unwrap().days.start(), days.start());
    assert_eq!(prices.last().unwrap().days.end(), days.end());
    for pair in prices.windows(2) {
        assert_eq!(pair[0].days.end(), Some(pair[1].days.start()));
    }
}

/// Each price as `first day, band, amount, reason`.
fn told(prices: &[PeriodPrice]) -> Vec<String> {
    let line = |price: &PeriodPrice| {
        format!(
            "{} {} {} {:?}",
            price.days.start(),
            price.band.as_ref().map_or("-", BandId::as_str),
            price.annual.map_or("-".to_owned(), |it| it.to_string()),
            price.reason
        )
    };
    prices.iter().map(line).collect()
}

#[test]
fn an_uplift_changes_the_price_and_not_the_band() {
    let (last, this) = (
        shipped("exampleshire/2025-04-01"),
        shipped("exampleshire/2026-04-01"),
    );
    let next = in_2027(&[("D = \"4680\"", "D = \"4773.60\"")], "");
    let award = Award::of(days("2026-02-01", "2027-09-01"));
    let prices = award.prices(&this, &[&last, &this, &next]);
    assert_eq!(
        told(&prices),
        [
            "2026-02-01 D £4,490.00 Revalued",
            "2026-04-01 D £4,680.00 Decided",
            "2027-04-01 D £4,773.60 Revalued",
        ]
    );
    assert_eq!(
        prices[2].rules.as_ref().unwrap().to_string(),
        "exampleshire/2027-04-01"
    );
}

#[test]
fn the_price_is_for_the_share_of_full_time_and_the_setting_of_the_award() {
    let this = shipped("exampleshire/2026-04-01");
    let next = in_2027(&[("D = \"6500\"", "D = \"6700\"")], "");
    let award = Award {
        annual: Some("3900".parse().unwrap()),
        setting: Setting::Spec,
        fte: "0.6",
        ..Award::of(days("2026-09-01", "2027-09-01"))
    };
    assert_eq!(
        told(&award.prices(&this, &[&this, &next])),
        [
            "2026-09-01 D £3,900.00 Decided",
            "2027-04-01 D £4,020.00 Revalued"
        ]
    );
}

#[test]
fn no_table_changes_a_protected_or_individual_amount() {
    let (last, this) = (
        shipped("exampleshire/2025-04-01"),
        shipped("exampleshire/2026-04-01"),
    );
    let award = Award {
        fixed: true,
        annual: Some("5000".parse().unwrap()),
        ..Award::of(days("2025-09-01", "2026-09-01"))
    };
    assert_eq!(
        told(&award.prices(&last, &[&last, &this])),
        ["2025-09-01 D £5,000.00 Fixed"]
    );
}

#[test]
fn a_day_without_a_set_has_no_price_and_no_neighbours() {
    let this = shipped("exampleshire/2026-04-01");
    let award = Award::of(Period::open(day("2026-09-01")));
    let prices = award.prices(&this, &[&this]);
    assert_eq!(
        told(&prices),
        ["2026-09-01 D £4,680.00 Decided", "2027-04-01 D - NoRules"]
    );
    assert_eq!(prices[1].days.end(), None);
    let early = Award::of(days("2026-01-01", "2026-05-01"));
    assert_eq!(
        told(&early.prices(&this, &[&this])),
        ["2026-01-01 D - NoRules", "2026-04-01 D £4,680.00 Decided"]
    );
}

#[test]
fn a_withdrawal_changes_nothing_that_was_agreed() {
    let this = shipped("exampleshire/2026-04-01");
    let award = Award::of(days("2026-05-01", "2027-05-01"));
    let cut = PricingSet {
        days: days("2026-04-01", "2026-09-01"),
        rules: &this,
    };
    assert_eq!(
        told(&award.prices_in(&this, &[cut])),
        [
            "2026-05-01 D £4,680.00 Decided",
            "2026-09-01 D £4,680.00 SetGone",
            "2027-04-01 D - NoRules",
        ]
    );
    // Withdrawn before it began, and never replaced.
    assert_eq!(
        told(&award.prices_in(&this, &[])),
        ["2026-05-01 D £4,680.00 SetGone", "2027-04-01 D - NoRules"]
    );
}

/// A set on all of its days.
fn in_force(rules: &RuleSet) -> PricingSet<'_> {
    PricingSet {
        days: rules.in_force(),
        rules,
    }
}

/// New values from September turn out wrong and are withdrawn from November, when the old come back as a set of their own.
#[test]
fn a_roll_back_brings_the_old_prices_back_and_changes_no_band_and_no_day_before_it() {
    let first = changed(&[("2027-03-31", "2026-08-31")], "");
    let wrong = changed(
        &[
            ("2026-04-01", "2026-09-01"),
            ("D = \"4680\"", "D = \"5980\""),
        ],
        "",
    );
    let back = changed(&[("2026-04-01", "2026-11-01")], "");
    let withdrawn = PricingSet {
        days: days("2026-09-01", "2026-11-01"),
        rules: &wrong,
    };
    let before = [in_force(&first), in_force(&wrong)];
    let after = [in_force(&first), withdrawn, in_force(&back)];
    let until_november = |prices: Vec<PeriodPrice>| -> Vec<String> {
        let cut = day("2026-11-01");
        told(&prices)
            .into_iter()
            .zip(prices)
            .filter(|(_, price)| price.days.start() < cut)
            .map(|(told, _)| told)
            .collect()
    };
    for (from, decided, annual, wanted) in [
        (
            "2026-05-01",
            &first,
            "4680",
            &[
                "2026-05-01 D £4,680.00 Decided",
                "2026-09-01 D £5,980.00 Revalued",
                "2026-11-01 D £4,680.00 Revalued",
            ][..],
        ),
        (
            "2026-10-01",
            &wrong,
            "5980",
            &[
                "2026-10-01 D £5,980.00 Decided",
                "2026-11-01 D £4,680.00 Revalued",
            ],
        ),
        (
            "2026-12-01",
            &back,
            "4680",
            &["2026-12-01 D £4,680.00 Decided"],
        ),
    ] {
        let award = Award {
            annual: Some(annual.parse().unwrap()),
            ..Award::of(days(from, "2027-03-01"))
        };
        let prices = award.prices_in(decided, &after);
        assert_eq!(told(&prices), wanted);
        if from < "2026-11" {
            let as_agreed = until_november(award.prices_in(decided, &before));
            assert_eq!(until_november(prices), as_agreed, "{from}");
        }
    }
}

#[test]
fn a_band_that_a_later_set_does_not_have_keeps_its_price() {
    let this = shipped("exampleshire/2026-04-01");
    let next = in_2027(&RENAMED, "");
    let award = Award::of(days("2026-09-01", "2027-09-01"));
    let prices = award.prices(&this, &[&this, &next]);
    assert_eq!(
        told(&prices),
        [
            "2026-09-01 D £4,680.00 Decided",
            "2027-04-01 D £4,680.00 BandUnknown"
        ]
    );
}

#[test]
fn a_conversion_renames_the_band_once() {
    let this = shipped("exampleshire/2026-04-01");
    let table = "[conversion]\nfrom = \"The matrix until 2027 (invented)\"\nhow = \"table\"\n\n\
                 [conversion.table]\nC = \"B\"\nD = \"C\"\n";
    let next = in_2027(&[], table);
    let after: [(&str, &str); 3] = [
        ("2027-03-31", "2029-03-31"),
        ("2026-04-01", "2028-04-01"),
        ("C = \"3120\"", "C = \"3200\""),
    ];
    let after = changed(&after, table);
    let award = Award::of(days("2026-09-01", "2029-01-01"));
    assert_eq!(
        told(&award.prices(&this, &[&this, &next, &after])),
        [
            "2026-09-01 D £4,680.00 Decided".to_owned(),
            format!(
                "2027-04-01 C £3,120.00 {:?}",
                PriceReason::Converted {
                    from: BandId::parse("D").unwrap()
                }
            ),
            // The set after it was copied with the conversion: C is converted already, not to B.
            "2028-04-01 C £3,200.00 Revalued".to_owned(),
        ]
    );
    let missing = in_2027(
        &RENAMED,
        "[conversion]\nfrom = \"Another (invented)\"\nhow = \"table\"\n\n[conversion.table]\nC = \"B\"\n",
    );
    let award = Award::of(days("2026-09-01", "2028-01-01"));
    assert_eq!(
        told(&award.prices(&this, &[&this, &missing]))
            .last()
            .unwrap(),
        "2027-04-01 D £4,680.00 BandUnknown"
    );
}

#[test]
fn a_setting_that_is_not_funded_by_band_stays_so() {
    let (last, this) = (
        shipped("exampleshire/2025-04-01"),
        shipped("exampleshire/2026-04-01"),
    );
    let award = Award {
        annual: None,
        setting: Setting::Iss,
        ..Award::of(days("2025-09-01", "2026-09-01"))
    };
    assert_eq!(
        told(&award.prices(&last, &[&last, &this])),
        ["2025-09-01 D - NotFunded", "2026-04-01 D - NotFunded"]
    );
}

#[test]
fn an_uplift_within_a_set_changes_the_price_from_its_day() {
    let this = changed(
        &[(
            "order = [\"floor\", \"fte\"]",
            "order = [\"floor\", \"autumn\", \"fte\"]",
        )],
        "[[modifier]]\nid = \"autumn\"\ntitle = \"10 per cent more from September 2026\"\n\
         when = [{ on_or_after = 2026-09-01 }]\nkind = \"uplift\"\npercent = \"10\"\n",
    );
    let award = Award::of(days("2026-05-01", "2027-01-01"));
    assert_eq!(
        told(&award.prices(&this, &[&this])),
        [
            "2026-05-01 D £4,680.00 Decided",
            "2026-09-01 D £5,148.00 Revalued",
        ]
    );
    // Of an award after that day nothing changes, and one decided after it is backdated at the price of the days before.
    let award = Award {
        annual: Some("5148".parse().unwrap()),
        ..Award::of(days("2026-10-01", "2027-01-01"))
    };
    assert_eq!(
        told(&award.prices(&this, &[&this])),
        ["2026-10-01 D £5,148.00 Decided"]
    );
    let award = Award {
        days: days("2026-05-01", "2027-01-01"),
        ..award
    };
    assert_eq!(
        told(&award.prices(&this, &[&this])),
        [
            "2026-05-01 D £4,680.00 Revalued",
            "2026-09-01 D £5,148.00 Decided",
        ]
    );
}

#[test]
fn a_part_time_childs_band_is_converted_by_the_amount_for_full_time() {
    let this = shipped("exampleshire/2026-04-01");
    let next = in_2027(
        &[],
        "[conversion]\nfrom = \"The matrix until 2027 (invented)\"\nhow = \"closest_up\"\n",
    );
    let award = Award {
        annual: Some("2340".parse().unwrap()),
        fte: "0.5",
        ..Award::of(days("2026-09-01", "2028-01-01"))
    };
    assert_eq!(
        told(&award.prices(&this, &[&this, &next])),
        [
            "2026-09-01 D £2,340.00 Decided".to_owned(),
            format!(
                "2027-04-01 D £2,340.00 {:?}",
                PriceReason::Converted {
                    from: BandId::parse("D").unwrap()
                }
            ),
        ]
    );
}

/// The order of modifiers with one of attendance, and that modifier.
fn attendance(kind: &str) -> (String, String) {
    let order = "order = [\"floor\", \"attendance\", \"fte\"]".to_owned();
    let modifier = format!(
        "[[modifier]]\nid = \"attendance\"\ntitle = \"a part of the week brings its part\"\n{kind}\n"
    );
    (order, modifier)
}

const CONVERSION: &str =
    "[conversion]\nfrom = \"The matrix until 2027 (invented)\"\nhow = \"closest_up\"\n";

#[test]
fn a_band_of_a_part_of_the_week_is_converted_by_the_amount_of_the_whole_week() {
    let shares = "kind = \"days_a_week\"\nshares = { \"3\" = \"0.5\", \"5\" = \"1\" }";
    for (kind, attends) in [
        (
            "kind = \"hours_fraction\"\nfull_hours = \"30\"",
            (Some("15"), None),
        ),
        (shares, (None, Some("3"))),
    ] {
        let (order, modifier) = attendance(kind);
        let order = [("order = [\"floor\", \"fte\"]", order.as_str())];
        let this = changed(&order, &modifier);
        let next = in_2027(&order, &format!("{modifier}{CONVERSION}"));
        let award = Award {
            annual: Some("2340".parse().unwrap()),
            attends,
            ..Award::of(days("2026-09-01", "2028-01-01"))
        };
        assert_eq!(
            told(&award.prices(&this, &[&this, &next])),
            [
                "2026-09-01 D £2,340.00 Decided".to_owned(),
                format!(
                    "2027-04-01 D £2,340.00 {:?}",
                    PriceReason::Converted {
                        from: BandId::parse("D").unwrap()
                    }
                ),
            ]
        );
    }
}

/// What a child had stays what it had where the later set shares nothing out: half of D is less than C.
#[test]
fn hours_that_the_later_set_does_not_read_stay_as_they_were() {
    let (order, modifier) = attendance("kind = \"hours_fraction\"\nfull_hours = \"30\"");
    let order = [("order = [\"floor\", \"fte\"]", order.as_str())];
    let this = changed(&order, &modifier);
    // Days are read, and the child attends all five.
    let (_, days_read) =
        attendance("kind = \"days_a_week\"\nshares = { \"5\" = \"1\", \"6\" = \"1\" }");
    // The hours of a child in the early years are priced, and so may stand beside any other child's.
    let note = "[[not_funded]]\nsettings = [\"EYP\"]\nnote = \"Early-years providers are funded through the early-years \
                inclusion fund, not by band\"\n";
    let hourly = "[[value_table]]\nid = \"early-years\"\ntitle = \"Early years, an hour\"\nsettings = [\"EYP\"]\n\
                  kind = \"net_top_up\"\nbasis = \"hour\"\ntimes_a_year = \"38\"\nscales_with_fte = false\n\
                  amounts = { A = \"0\", B = \"1\", C = \"2\", D = \"3\", E = \"4\", F = \"5\", G = \"6\", H = \"7\" }\n";
    let next = in_2027(
        &[order[0], (note, hourly)],
        &format!("{days_read}{CONVERSION}"),
    );
    let award = Award {
        annual: Some("2340".parse().unwrap()),
        attends: (Some("15"), Some("5")),
        ..Award::of(days("2026-09-01", "2028-01-01"))
    };
    let prices = award.prices(&this, &[&this, &next]);
    assert_eq!(prices[1].band.as_ref().unwrap().as_str(), "C");
    assert_eq!(prices[1].annual.unwrap().to_string(), "£3,120.00");
}

/// A scheme without bands: the same provision costs more in the next year, and is not priced on days without rules.
#[test]
fn what_was_agreed_without_a_band_takes_the_rates_of_each_year() {
    let this = shipped("bristol/2023-04-01");
    let mut text = files(&directory("bristol/2023-04-01"));
    for file in text.iter_mut().filter(|file| file.name == "scheme.toml") {
        for (before, after) in [
            ("2024-03-31", "2025-03-31"),
            ("2023-04-01", "2024-04-01"),
            ("rate = \"13.98\"", "rate = \"14.68\""),
        ] {
            assert!(file.text.contains(before), "{before}");
            file.text = file.text.replace(before, after);
        }
    }
    let next = read(&text).unwrap_or_else(|problems| panic!("{problems:?}"));
    let provision = r#"[{ "provision": "a", "minutes": "600" }]"#;
    let lines: Vec<ProvisionLine> = serde_json::from_str(provision).unwrap();
    let profile = NeedsProfile::default().with_provision(lines);
    let days = days("2023-09-01", "2025-09-01");
    let context = Context::year(days.start(), Setting::Mms, None, "1".parse().unwrap());
    let agreed = Agreed {
        days,
        by: Some((None, &this)),
        annual: Some("6360.90".parse().unwrap()),
        fixed: false,
        profile: &profile,
        context: &context,
    };
    let sets = [&this, &next].map(|rules| PricingSet {
        days: rules.in_force(),
        rules,
    });
    let prices = price_by_period(&agreed, &sets);
    covers(days, &prices);
    assert_eq!(
        told(&prices),
        [
            "2023-09-01 - £6,360.90 Decided",
            "2024-04-01 - £6,679.40 Revalued",
            "2025-04-01 - - NoRules",
        ]
    );
}
