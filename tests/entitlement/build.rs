//! Short ways to write lives, prices and rules about time; every establishment, band and price is invented.

use send_banding::calendar::{
    Apportionment, Attendance, Attends, Basis, Date, Fraction, MonthRule, Period, SchoolCalendar,
    Term, TimeRules, YearKind, parse_iso_date,
};
use send_banding::entitlement::{
    DueInYear, EntitlementError, Life, PaymentPeriods, Price, PriceBook, Spell, YearTerms,
    due_in_year,
};
use send_banding::ids::EstablishmentId;
use send_banding::money::{Money, Rounding, RoundingMode};

/// Months, with the month of starting and of leaving paid whole.
pub const WHOLE_MONTHS: Basis = Basis::Twelfths {
    starting: MonthRule::Whole,
    leaving: MonthRule::Whole,
};

pub fn day(text: &str) -> Date {
    parse_iso_date(text).unwrap()
}

/// Both days inside, as people write a period.
pub fn days(first: &str, last: &str) -> Period {
    Period::from_first_to_last(day(first), day(last)).unwrap()
}

pub fn money(text: &str) -> Money {
    text.parse().unwrap()
}

pub fn fraction(text: &str) -> Fraction {
    text.parse().unwrap()
}

pub fn school(number: u8) -> EstablishmentId {
    format!("00000000-0000-4000-8000-0000000000{number:02}")
        .parse()
        .unwrap()
}

pub fn spell(number: u8, days: Period, attends: Attends) -> Spell {
    Spell {
        establishment: school(number),
        days,
        band: None,
        attends,
    }
}

pub fn full_time(number: u8, first: &str, last: &str) -> Spell {
    spell(number, days(first, last), Attends::FullTime)
}

pub fn share(number: u8, first: &str, last: &str, fte: &str) -> Spell {
    spell(
        number,
        days(first, last),
        Attends::Share(fte.parse().unwrap()),
    )
}

pub fn life(spells: Vec<Spell>) -> Life {
    Life {
        spells,
        ..Life::default()
    }
}

/// One price for everything, whenever.
pub fn flat(annual: &str) -> impl PriceBook + use<> {
    let annual = money(annual);
    move |_: &Spell, _: Date| {
        Some(Price {
            annual,
            scales: true,
            until: None,
            rule_set: None,
        })
    }
}

pub fn rounding(mode: RoundingMode) -> Rounding {
    Rounding {
        mode,
        unit: "0.01".parse().unwrap(),
    }
}

pub fn rules(basis: Basis) -> TimeRules {
    let calendar = basis.needs_calendar().then(three_years);
    rules_with(basis, calendar)
}

pub fn rules_with(basis: Basis, calendar: Option<SchoolCalendar>) -> TimeRules {
    let attendance = Attendance::Share;
    let apportionment = Apportionment { basis, attendance };
    TimeRules::new(YearKind::Financial, apportionment, calendar).unwrap()
}

/// Terms of the financial years 2026-27 to 2028-29, thirds of a year each, with their half terms and bank holidays.
pub fn three_years() -> SchoolCalendar {
    let term =
        |title, first, last| Term::new(title, day(first), day(last), fraction("1/3")).unwrap();
    let terms = vec![
        term("Summer 2026", "2026-04-13", "2026-07-22"),
        term("Autumn 2026", "2026-09-02", "2026-12-18"),
        term("Spring 2027", "2027-01-04", "2027-03-25"),
        term("Summer 2027", "2027-04-12", "2027-07-23"),
        term("Autumn 2027", "2027-09-02", "2027-12-17"),
        term("Spring 2028", "2028-01-04", "2028-03-31"),
        term("Summer 2028", "2028-04-18", "2028-07-21"),
        term("Autumn 2028", "2028-09-04", "2028-12-20"),
        term("Spring 2029", "2029-01-03", "2029-03-29"),
    ];
    let closed = [
        "2026-05-04",
        "2026-10-26",
        "2027-05-03",
        "2028-02-14",
        "2028-05-01",
    ];
    SchoolCalendar::new(terms, closed.map(day).to_vec()).unwrap()
}

pub fn due_on(
    life: &Life,
    time: &TimeRules,
    rounding: Rounding,
    periods: &PaymentPeriods,
    prices: &impl PriceBook,
) -> Result<DueInYear, EntitlementError> {
    let terms = YearTerms {
        time,
        rounding,
        periods,
    };
    due_in_year(life, &terms, prices)
}

/// What a life is due at one price in the financial year of a day, paid monthly, rounded half up to the penny.
pub fn due(life: &Life, time: &TimeRules, on: &str, annual: &str) -> DueInYear {
    let year = YearKind::Financial.year_of(day(on));
    let periods = PaymentPeriods::monthly(&year).unwrap();
    let rounding = rounding(RoundingMode::HalfUp);
    due_on(life, time, rounding, &periods, &flat(annual)).unwrap()
}

/// The segments' amounts, in pounds.
pub fn amounts(due: &DueInYear) -> Vec<String> {
    let amounts = due.segments.iter().map(|due| due.amount.pounds_text());
    amounts.collect()
}
