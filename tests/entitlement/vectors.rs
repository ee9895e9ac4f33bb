//! Figures that councils publish or that follow from one line of arithmetic, basis by basis.

use std::collections::BTreeMap;
use std::num::NonZeroU16;

use send_banding::calendar::{
    Apportionment, Attendance, Attends, Basis, Beyond, MonthRule, PartTerm, SchoolCalendar, Term,
    TimeRules, WeekDays, YearKind,
};
use send_banding::entitlement::{PaymentPeriods, Price, Spell};
use send_banding::money::RoundingMode;

use crate::build::*;

/// Finance guide 1.4: £15,750 by calendar days of 365 and of 366.
#[test]
fn calendar_days_follow_the_length_of_the_year() {
    let rules = rules(Basis::CalendarDays);
    let moved = life(vec![
        full_time(1, "2026-04-01", "2026-05-31"),
        full_time(2, "2026-06-01", "2027-03-31"),
    ]);
    let moved = due(&moved, &rules, "2026-04-01", "15750");
    assert_eq!(amounts(&moved), ["2632.19", "13117.81"]);
    assert_eq!(moved.total, money("15750"));
    let count = &moved.segments[0].working.counts[0];
    assert_eq!((count.counted, count.of), (61, fraction("365")));
    assert_eq!(
        moved.segments[0].working.exact.to_string(),
        "2632.1917808219178082191780822"
    );

    let to_august = life(vec![full_time(1, "2026-04-01", "2026-08-31")]);
    assert_eq!(
        amounts(&due(&to_august, &rules, "2026-04-01", "15750")),
        ["6602.05"]
    );

    let leap = life(vec![
        full_time(1, "2027-04-01", "2027-08-31"),
        full_time(2, "2027-09-01", "2028-03-31"),
    ]);
    assert_eq!(
        amounts(&due(&leap, &rules, "2027-04-01", "15750")),
        ["6584.02", "9165.98"]
    );
}

/// An award from September to August is 212 days of one financial year and 153 of the next, which is a leap year.
#[test]
fn an_award_across_two_years_is_due_in_each_by_its_own_days() {
    let rules = rules(Basis::CalendarDays);
    let award = life(vec![full_time(1, "2026-09-01", "2027-08-31")]);
    assert_eq!(
        amounts(&due(&award, &rules, "2026-04-01", "15750")),
        ["9147.95"]
    );
    assert_eq!(
        amounts(&due(&award, &rules, "2027-04-01", "15750")),
        ["6584.02"]
    );
    assert_eq!(
        amounts(&due(&award, &rules, "2028-04-01", "15750")),
        [""; 0]
    );
}

/// The academic year 2027/28 has 366 days; 213 of them are from September to March.
#[test]
fn a_set_may_state_amounts_for_academic_years() {
    let attendance = Attendance::Share;
    let apportionment = Apportionment {
        basis: Basis::CalendarDays,
        attendance,
    };
    let rules = TimeRules::new(YearKind::Academic, apportionment, None).unwrap();
    let year = YearKind::Academic.year_of(day("2027-09-01"));
    let periods = PaymentPeriods::bespoke(&year, &[year.start(), day("2028-04-01")]).unwrap();
    let stay = life(vec![full_time(1, "2027-09-01", "2028-08-31")]);
    let due = due_on(
        &stay,
        &rules,
        rounding(RoundingMode::HalfUp),
        &periods,
        &flat("15750"),
    )
    .unwrap();
    let payments: Vec<_> = due.segments[0]
        .payments
        .iter()
        .map(|payment| payment.amount)
        .collect();
    assert_eq!(payments, [money("9165.98"), money("6584.02")]);
}

/// Finance guide 1.4: five twelfths to August, a twelfth a month; 200 then 216 places at £10,000.
#[test]
fn twelfths_count_months() {
    let rules = rules(WHOLE_MONTHS);
    let to_august = life(vec![full_time(1, "2026-04-01", "2026-08-31")]);
    let to_august = due(&to_august, &rules, "2026-04-01", "15750");
    assert_eq!(amounts(&to_august), ["6562.50"]);
    let monthly = to_august.segments[0].payments.iter();
    assert!(
        monthly
            .clone()
            .all(|payment| payment.amount == money("1312.50"))
    );
    assert_eq!(monthly.count(), 5);

    let places = life(vec![
        Spell {
            band: Some("200".to_owned()),
            ..full_time(1, "2026-04-01", "2026-08-31")
        },
        Spell {
            band: Some("216".to_owned()),
            ..full_time(1, "2026-09-01", "2027-03-31")
        },
    ]);
    let prices = |spell: &Spell, _| {
        let places: i64 = spell.band.as_ref()?.parse().ok()?;
        Some(Price {
            annual: money(&(places * 10_000).to_string()),
            scales: true,
            until: None,
            rule_set: None,
        })
    };
    let periods = PaymentPeriods::monthly(&YearKind::Financial.year_of(day("2026-04-01"))).unwrap();
    let places = due_on(
        &places,
        &rules,
        rounding(RoundingMode::HalfUp),
        &periods,
        &prices,
    )
    .unwrap();
    assert_eq!(places.total, money("2093333.33"));
}

/// Norfolk paid awards from 1 October to 31 March as 6/12 of the year's amount.
#[test]
fn half_a_year_is_six_twelfths() {
    let from_october = life(vec![full_time(1, "2026-10-01", "2027-03-31")]);
    let due = due(&from_october, &rules(WHOLE_MONTHS), "2026-04-01", "15750");
    assert_eq!(due.total, money("7875"));
    assert_eq!(due.segments[0].working.share_of_year, fraction("6/12"));
}

#[test]
fn the_month_of_starting_and_of_leaving_go_by_their_own_rule() {
    // 10 April to 20 June: 21 of April's 30 days, 20 of June's 30.
    let stay = life(vec![full_time(1, "2026-04-10", "2026-06-20")]);
    let paid = |starting, leaving| {
        let rules = rules(Basis::Twelfths { starting, leaving });
        due(&stay, &rules, "2026-04-01", "12000")
            .total
            .pounds_text()
    };
    assert_eq!(paid(MonthRule::Whole, MonthRule::Whole), "3000.00");
    assert_eq!(paid(MonthRule::Nothing, MonthRule::Nothing), "1000.00");
    assert_eq!(paid(MonthRule::Whole, MonthRule::Nothing), "2000.00");
    assert_eq!(paid(MonthRule::Half, MonthRule::Whole), "2500.00");
    assert_eq!(paid(MonthRule::ByDays, MonthRule::Whole), "2700.00");
    assert_eq!(paid(MonthRule::ByDays, MonthRule::ByDays), "2366.67");
    assert_eq!(paid(MonthRule::Half, MonthRule::ByDays), "2166.67");
    // A new band within the month is no start: the month is shared by days and paid once.
    let rebanded = life(vec![
        Spell {
            band: Some("A".to_owned()),
            ..full_time(1, "2026-04-01", "2026-04-15")
        },
        Spell {
            band: Some("B".to_owned()),
            ..full_time(1, "2026-04-16", "2026-04-30")
        },
    ]);
    let rebanded = due(&rebanded, &rules(WHOLE_MONTHS), "2026-04-01", "12000");
    assert_eq!(amounts(&rebanded), ["500.00", "500.00"]);
}

#[test]
fn a_month_of_starting_and_leaving_pays_no_more_for_fewer_days() {
    let paid = |first, last, starting, leaving| {
        let stay = life(vec![full_time(1, first, last)]);
        let rules = rules(Basis::Twelfths { starting, leaving });
        due(&stay, &rules, "2026-04-01", "12000")
            .total
            .pounds_text()
    };
    let (half, by_days) = (MonthRule::Half, MonthRule::ByDays);
    // June has 30 days. Half and days: the days on roll, and half a month at most.
    assert_eq!(paid("2026-06-10", "2026-06-20", half, by_days), "366.67");
    assert_eq!(paid("2026-06-25", "2026-06-26", half, by_days), "66.67");
    assert_eq!(paid("2026-06-02", "2026-06-05", half, by_days), "133.33");
    assert_eq!(paid("2026-06-02", "2026-06-29", half, by_days), "500.00");
    assert_eq!(paid("2026-06-02", "2026-06-05", by_days, half), "133.33");
    assert_eq!(paid("2026-06-02", "2026-06-29", half, half), "500.00");
    assert_eq!(
        paid("2026-06-02", "2026-06-29", half, MonthRule::Whole),
        "500.00"
    );
    assert_eq!(paid("2026-06-02", "2026-06-05", by_days, by_days), "133.33");
    assert_eq!(
        paid("2026-06-02", "2026-06-05", MonthRule::Whole, by_days),
        "166.67"
    );
    assert_eq!(
        paid("2026-06-02", "2026-06-29", MonthRule::Nothing, half),
        "0.00"
    );
    // On roll up to a month's last day is no month of leaving.
    assert_eq!(
        paid("2026-06-10", "2026-06-30", half, MonthRule::Nothing),
        "500.00"
    );
}

/// A calendar in the shape of Waltham Forest's 2018-19, with 194 school days from April to March and 18 in May; the closed
/// days are invented to come to those figures.
fn waltham_forest() -> SchoolCalendar {
    let term =
        |title, first, last| Term::new(title, day(first), day(last), fraction("1/3")).unwrap();
    let terms = vec![
        term("Summer 2018", "2018-04-16", "2018-07-24"),
        term("Autumn 2018", "2018-09-05", "2018-12-21"),
        term("Spring 2019", "2019-01-07", "2019-04-05"),
    ];
    let closed = [
        "2018-05-07",
        "2018-05-28",
        "2018-05-29",
        "2018-05-30",
        "2018-05-31",
        "2018-06-01",
        "2018-10-22",
        "2018-10-23",
        "2018-10-24",
        "2018-10-25",
        "2018-10-26",
        "2019-02-18",
        "2019-02-19",
        "2019-02-20",
        "2019-02-21",
        "2019-02-22",
    ];
    SchoolCalendar::new(terms, closed.map(day).to_vec()).unwrap()
}

/// Waltham Forest publishes May 2018, 18 of 194 school days of £15,750, as £1,461.34; a move on 1 June stops the old school.
#[test]
fn school_days_share_as_waltham_forest_publishes() {
    let calendar = waltham_forest();
    let year = YearKind::Financial.year_of(day("2018-04-01"));
    assert_eq!(calendar.school_days_in(&year), 194);
    assert_eq!(
        calendar.school_days_in(&days("2018-05-01", "2018-05-31")),
        18
    );
    let rules = rules_with(Basis::SchoolDays, Some(calendar));
    let moved = life(vec![
        full_time(1, "2017-09-01", "2018-05-31"),
        full_time(2, "2018-06-01", "2020-07-31"),
    ]);
    let moved = due(&moved, &rules, "2018-04-01", "15750");
    let may = &moved.segments[0].payments[1];
    assert_eq!((may.period, may.amount), (1, money("1461.34")));
    assert_eq!(moved.segments[0].payments.len(), 2);
    assert_eq!(moved.total, money("15750"));
    // Alone, as published, not as the second month of a stay.
    let only_may = life(vec![full_time(1, "2018-05-01", "2018-05-31")]);
    assert_eq!(
        due(&only_may, &rules, "2018-04-01", "15750").total,
        money("1461.34")
    );
}

/// Leicestershire: £6,000 over 190 school days is £31.58 a day.
#[test]
fn school_days_go_over_a_fixed_number() {
    let paid = |beyond, first, last| {
        let basis = Basis::SchoolDaysOver {
            days: NonZeroU16::new(190).unwrap(),
            beyond,
        };
        let stay = life(vec![full_time(1, first, last)]);
        due(&stay, &rules(basis), "2026-04-01", "6000")
            .total
            .pounds_text()
    };
    assert_eq!(paid(Beyond::Paid, "2026-09-02", "2026-09-02"), "31.58");
    // 2026-27 has 208 school days in this calendar: 18 are beyond the number.
    let year = YearKind::Financial.year_of(day("2026-04-01"));
    assert_eq!(three_years().school_days_in(&year), 208);
    assert_eq!(paid(Beyond::Paid, "2026-04-01", "2027-03-31"), "6568.42");
    assert_eq!(paid(Beyond::Unpaid, "2026-04-01", "2027-03-31"), "6000.00");
    assert_eq!(paid(Beyond::Unpaid, "2027-03-25", "2027-03-31"), "0.00");
}

/// Herefordshire: 27 points are £3,681 a year, £1,227 a term, and £613.50 a term at 15 of 30 hours.
#[test]
fn terms_and_hours_share_as_herefordshire_publishes() {
    let basis = Basis::Terms {
        part: PartTerm::ByDays,
    };
    let attendance = Attendance::Hours {
        full_time: fraction("30"),
    };
    let apportionment = Apportionment { basis, attendance };
    let rules = TimeRules::new(YearKind::Financial, apportionment, Some(three_years())).unwrap();
    let a_term = |attends| {
        let stay = life(vec![spell(1, days("2026-09-01", "2026-12-31"), attends)]);
        due(&stay, &rules, "2026-04-01", "3681").total
    };
    assert_eq!(a_term(Attends::FullTime), money("1227"));
    assert_eq!(a_term(Attends::HoursAWeek(fraction("15"))), money("613.50"));
}

#[test]
fn unequal_terms_and_part_terms_go_by_their_weights() {
    let weights = ["5/12", "4/12", "3/12"].map(fraction);
    let terms = three_years().terms()[..3].to_vec();
    let weighted = terms.iter().zip(weights).map(|(term, weight)| {
        let days = term.days();
        Term::new(term.title(), days.start(), days.last_day().unwrap(), weight).unwrap()
    });
    let calendar = SchoolCalendar::new(weighted.collect(), vec![]).unwrap();
    let paid = |part, first, last| {
        let rules = rules_with(Basis::Terms { part }, Some(calendar.clone()));
        let stay = life(vec![full_time(1, first, last)]);
        due(&stay, &rules, "2026-04-01", "12000")
            .total
            .pounds_text()
    };
    assert_eq!(
        paid(PartTerm::ByDays, "2026-04-01", "2027-03-31"),
        "12000.00"
    );
    assert_eq!(
        paid(PartTerm::ByDays, "2026-08-01", "2027-03-31"),
        "7000.00"
    );
    // The autumn term has 78 school days; 39 of them are to 26 October.
    assert_eq!(
        paid(PartTerm::ByDays, "2026-09-02", "2026-10-26"),
        "2000.00"
    );
    let whole = PartTerm::WholeIfOnRollOnFirstDay;
    assert_eq!(paid(whole, "2026-09-02", "2026-09-02"), "4000.00");
    assert_eq!(paid(whole, "2026-09-03", "2026-12-18"), "0.00");
}

/// Durham counts 38 weeks, Bristol 45.5.
#[test]
fn weeks_go_over_a_stated_number() {
    let paid = |weeks: &str, of, beyond, first, last| {
        let basis = Basis::Weeks {
            weeks: fraction(weeks),
            of,
            beyond,
        };
        let stay = life(vec![full_time(1, first, last)]);
        due(&stay, &rules(basis), "2026-04-01", "4550")
            .total
            .pounds_text()
    };
    let week = ("2026-09-07", "2026-09-13");
    assert_eq!(
        paid("45.5", WeekDays::Calendar, Beyond::Paid, week.0, week.1),
        "100.00"
    );
    assert_eq!(
        paid("38", WeekDays::School, Beyond::Paid, week.0, week.1),
        "119.74"
    );
    let year = ("2026-04-01", "2027-03-31");
    assert_eq!(
        paid("45.5", WeekDays::Calendar, Beyond::Paid, year.0, year.1),
        "5214.29"
    );
    assert_eq!(
        paid("45.5", WeekDays::Calendar, Beyond::Unpaid, year.0, year.1),
        "4550.00"
    );
    // 227.5 school days are more than the year has; 40.1 weeks are 200.5 of its 208, and the half day is paid.
    assert_eq!(
        paid("40.1", WeekDays::School, Beyond::Unpaid, year.0, year.1),
        "4550.00"
    );
}

#[test]
fn four_weekly_periods_are_thirteenths_and_the_last_is_longer() {
    let rules = rules(Basis::FourWeekly);
    let paid = |first, last| {
        let stay = life(vec![full_time(1, first, last)]);
        due(&stay, &rules, "2027-04-01", "13000")
            .total
            .pounds_text()
    };
    assert_eq!(paid("2027-04-01", "2027-04-28"), "1000.00");
    assert_eq!(paid("2027-04-01", "2027-04-14"), "500.00");
    assert_eq!(paid("2028-03-02", "2028-03-31"), "1000.00"); // 30 days
    assert_eq!(paid("2028-03-31", "2028-03-31"), "33.33");
    assert_eq!(paid("2027-04-01", "2028-03-31"), "13000.00");
}

#[test]
fn days_a_week_go_by_the_stated_table() {
    let shares: BTreeMap<_, _> = [("1", "0.25"), ("3", "0.65"), ("5", "1")]
        .map(|(days, share)| (fraction(days), fraction(share)))
        .into();
    let attendance = Attendance::DaysAWeek { shares };
    let basis = Basis::CalendarDays;
    let apportionment = Apportionment { basis, attendance };
    let rules = TimeRules::new(YearKind::Financial, apportionment, None).unwrap();
    let three = Attends::DaysAWeek(fraction("3"));
    let stay = life(vec![spell(1, days("2026-04-01", "2027-03-31"), three)]);
    assert_eq!(
        due(&stay, &rules, "2026-04-01", "10000").total,
        money("6500")
    );
}
