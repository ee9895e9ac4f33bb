//! The sheet of savings: what each lever saves by year, and that they are the whole difference between the two sides.

use super::columns::{Columns, Of, letter};
use super::{DsgPlan, finance};
use crate::calendar::FinancialYear;
use crate::export::{Column, Sheet, Value};
use crate::forecast::Saving;
use crate::money::{Decimal, Money, Rounding, quotient};

/// Its name.
pub(super) const NAME: &str = "Savings";
/// The columns that say what a row is; an officer fills in the last three, and what a lever takes to be invested by year.
const LABELS: [(&str, u16); 8] = [
    ("No.", 6),
    ("What is done", 60),
    ("Placements", 44),
    ("Lever", 18),
    ("From", 12),
    ("Owner", 18),
    ("RAG", 9),
    ("Confidence", 12),
];
/// The columns of the two lists that an officer chooses from.
pub(super) const RAG: u16 = 6;
/// As [`RAG`].
pub(super) const CONFIDENCE: u16 = 7;

/// The groups of columns, each with one for every year.
#[derive(Clone, Copy)]
enum Group {
    /// What is saved before what it takes.
    Gross,
    /// The change of plans at the January.
    Plans,
    /// What is saved for each plan that changes.
    Each,
    /// What is invested: blank, for an officer to enter.
    Invested,
    /// What is left of the saving.
    Net,
}

impl Group {
    const ALL: [Group; 5] = [
        Group::Gross,
        Group::Plans,
        Group::Each,
        Group::Invested,
        Group::Net,
    ];

    fn heading(self, year: FinancialYear) -> String {
        match self {
            Group::Gross => format!("{year} saved (£)"),
            Group::Plans => format!("{year} plans, change at the January"),
            Group::Each => format!("{year} saved for each plan that changes (£)"),
            Group::Invested => format!("{year} invested (£)"),
            Group::Net => format!("{year} saved, net (£)"),
        }
    }
}

/// The letter of a group's column for a year's place.
fn at(group: Group, years: usize, place: usize) -> String {
    letter(LABELS.len() + group as usize * years + place)
}

/// The sheet. A lever is counted after those above it, so its saving depends on their order and their sum does not.
pub(super) fn sheet(plan: &DsgPlan, columns: &Columns<'_>) -> Sheet {
    let savings = &plan.placements.savings;
    let years = columns.count(Of::Unmitigated);
    let mut rows: Vec<Vec<Value>> = (1_u32..)
        .zip(savings)
        .map(|(number, saving)| of_lever(number, saving, years))
        .collect();
    let last = rows.len() + 1;
    let all = |place: usize| Money::total(savings.iter().map(|one| one.saved[place]));
    // Sums of differences of money that is there already.
    let total = |place: usize| all(place).unwrap_or(Money::ZERO);
    rows.push(named("All of them", years, |group, place| {
        let is = match group {
            Group::Gross | Group::Net => total(place),
            Group::Invested => Money::ZERO,
            Group::Plans | Group::Each => return Value::Blank,
        };
        let column = at(group, years, place);
        let formula = match savings.len() {
            0 => "=0".to_owned(),
            _ => format!("=ROUND(SUM({column}2:{column}{last}),2)"),
        };
        Value::Worked { formula, is }
    }));
    let gross = |place: usize| at(Group::Gross, years, place);
    rows.push(named(
        "Unmitigated less mitigated placements",
        years,
        |group, place| match group {
            Group::Gross => Value::Worked {
                formula: difference(columns, place),
                is: total(place),
            },
            _ => Value::Blank,
        },
    ));
    rows.push(named(
        "Difference: must be nought",
        years,
        |group, place| match group {
            Group::Gross => Value::Worked {
                formula: format!("=ROUND({0}{1}-{0}{2},2)", gross(place), last + 1, last + 2),
                is: Money::ZERO,
            },
            _ => Value::Blank,
        },
    ));
    Sheet {
        name: NAME.to_owned(),
        columns: headings(plan),
        rows,
        is_filtered: false,
    }
}

/// The row of the check, as a workbook numbers it.
pub(super) fn check_row(plan: &DsgPlan) -> usize {
    plan.placements.savings.len() + 4
}

/// The letters of the first and last year of the check.
pub(super) fn check_ends(columns: &Columns<'_>) -> (String, String) {
    let years = columns.count(Of::Unmitigated).max(1);
    (letter(LABELS.len()), letter(LABELS.len() + years - 1))
}

fn headings(plan: &DsgPlan) -> Vec<Column> {
    let labels = LABELS
        .iter()
        .map(|(heading, width)| Column::new(*heading, *width));
    let years = || plan.placements.unmitigated.iter().map(|year| year.year);
    let of_years = Group::ALL
        .iter()
        .flat_map(|group| years().map(|year| Column::new(group.heading(year), 17)));
    labels.chain(of_years).collect()
}

fn of_lever(number: u32, saving: &Saving, years: usize) -> Vec<Value> {
    let category = saving.category.map_or("All", |category| category.title());
    let from = saving.from.map_or(Value::Blank, |day| {
        Value::Moment(day.to_datetime(jiff::civil::Time::midnight()))
    });
    let labels = [
        Value::Count(number),
        Value::Text(saving.lever.clone()),
        Value::Text(category.to_owned()),
        Value::Text(saving.kind.to_owned()),
        from,
        Value::Blank,
        Value::Blank,
        Value::Blank,
    ];
    // The heading is the first row.
    let row = number + 1;
    let value = |group: Group, place: usize| {
        let (saved, plans) = (saving.saved[place], saving.plans[place]);
        let column = |group: Group| format!("{}{row}", at(group, years, place));
        match group {
            Group::Gross => Value::Money(saved),
            Group::Plans => Value::Tenths(plans),
            Group::Each => Value::Worked {
                formula: format!(
                    "=IF({1}=0,0,ROUND({0}/ABS({1}),2))",
                    column(Group::Gross),
                    column(Group::Plans)
                ),
                is: each(saved, plans),
            },
            Group::Invested => Value::Blank,
            Group::Net => Value::Worked {
                formula: format!(
                    "=ROUND({}-N({}),2)",
                    column(Group::Gross),
                    column(Group::Invested)
                ),
                is: saved,
            },
        }
    };
    let of_years = Group::ALL
        .iter()
        .flat_map(|group| (0..years).map(|place| value(*group, place)));
    labels.into_iter().chain(of_years).collect()
}

/// What is saved for each plan that changes; nothing where none does.
fn each(saved: Money, plans: i64) -> Money {
    let each = quotient(saved.pounds(), Decimal::new(plans.abs(), 1));
    each.and_then(|each| Rounding::TO_THE_PENNY.to_money(each).ok())
        .unwrap_or(Money::ZERO)
}

fn named(title: &str, years: usize, value: impl Fn(Group, usize) -> Value) -> Vec<Value> {
    let mut row = vec![Value::Blank; LABELS.len()];
    row[1] = Value::Heading(title.to_owned());
    for group in Group::ALL {
        row.extend((0..years).map(|place| value(group, place)));
    }
    row
}

/// What all placements cost less in a year of the mitigated side.
fn difference(columns: &Columns<'_>, place: usize) -> String {
    let of = |side: Of| {
        let column = columns
            .iter()
            .find(|one| one.of == side && one.place == place);
        let letter = column.map(|one| columns.letter(finance::LABELS.len(), one));
        letter.unwrap_or_default()
    };
    let (sheet, row) = (finance::NAME, finance::PLACEMENTS);
    format!(
        "=ROUND({sheet}!{}{row}-{sheet}!{}{row},2)",
        of(Of::Unmitigated),
        of(Of::Mitigated)
    )
}
