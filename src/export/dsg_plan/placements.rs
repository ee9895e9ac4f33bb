//! A sheet for each category of placement: plans by age group and by need, from one January to the next, and the cost.

use super::DsgPlan;
use super::columns::{Columns, OfYear};
use crate::export::{Sheet, Shown, Value};
use crate::forecast::{AGE_GROUPS, Category, Flows, InCategory, NEED_ROWS};
use crate::money::{Decimal, Money, quotient};

/// The columns that say what a row is.
pub(super) const LABELS: [(&str, u16); 2] = [("Code", 9), ("Row", 52)];
/// Of further education, the template has the two oldest age groups only.
const YOUNGEST_AFTER_SIXTEEN: usize = 3;

/// A row of the flows: its name, and which flow it is.
type NamedFlow = (&'static str, fn(&Flows) -> i64);

/// The name of a category's sheet.
pub(super) fn name(category: Category) -> &'static str {
    match category {
        Category::Mainstream => "EHCP_1_Mainstream",
        Category::Unit => "EHCP_2_Units",
        Category::Special => "EHCP_3_Special",
        Category::Independent => "EHCP_4_Independent",
        Category::Hospital => "EHCP_5_Hospital_AP",
        Category::PostSixteen => "EHCP_6_Post_16",
        Category::Other => "EHCP_7_Other",
    }
}

/// A sheet for each category.
pub(super) fn sheets(plan: &DsgPlan, columns: &Columns<'_>) -> Vec<Sheet> {
    let of = |category: &Category| {
        let rows = Rows {
            plan,
            category: *category,
            columns,
            rows: Vec::new(),
        };
        rows.sheet(&ages(plan, *category))
    };
    Category::ALL.iter().map(of).collect()
}

/// The age groups that a category's sheet shows: all but those that the template leaves out where nobody is in them.
fn ages(plan: &DsgPlan, category: Category) -> Vec<usize> {
    let placements = &plan.placements;
    let years = || {
        let ahead = placements.unmitigated.iter().chain(&placements.mitigated);
        placements.known.iter().chain(ahead)
    };
    let is_shown = |age: &usize| {
        let anybody = || years().any(|year| year.categories[category.place()].by_age[*age] != 0);
        category != Category::PostSixteen || *age >= YOUNGEST_AFTER_SIXTEEN || anybody()
    };
    (0..AGE_GROUPS.len()).filter(is_shown).collect()
}

/// The row, as a workbook numbers it, of what a category costs, on a sheet that shows all age groups but some.
pub(super) fn cost_row(plan: &DsgPlan, category: Category) -> usize {
    // A heading over each block; a total under ages and needs; five rows of flows; three of cost, the last its sum.
    1 + (1 + ages(plan, category).len() + 1) + (1 + NEED_ROWS.len() + 1) + (1 + 5) + (1 + 3)
}

/// The row of the total of plans by age group.
pub(super) fn plans_row(plan: &DsgPlan, category: Category) -> usize {
    1 + 1 + ages(plan, category).len() + 1
}

struct Rows<'a> {
    plan: &'a DsgPlan,
    category: Category,
    columns: &'a Columns<'a>,
    rows: Vec<Vec<Value>>,
}

impl Rows<'_> {
    fn sheet(mut self, ages: &[usize]) -> Sheet {
        self.heading("Number of EHC plans by age group, at the January in the year");
        let first = self.next();
        for age in ages {
            self.add("", AGE_GROUPS[*age], |one| Value::Tenths(one.by_age[*age]));
        }
        self.total(first);
        self.heading("Number of EHC plans by primary need, at the January in the year");
        let first = self.next();
        for (row, (code, title)) in NEED_ROWS.iter().enumerate() {
            self.add(code, title, |one| Value::Tenths(one.by_need[row]));
        }
        self.total(first);
        self.flows();
        self.cost();
        self.columns.sheet(name(self.category), &LABELS, self.rows)
    }

    /// The number of the row that is added next.
    fn next(&self) -> usize {
        self.rows.len() + 2
    }

    fn heading(&mut self, text: &str) {
        self.rows.push(vec![Value::Heading(text.to_owned())]);
    }

    fn add(&mut self, code: &str, title: &str, value: impl Fn(&InCategory) -> Value) {
        let category = self.category.place();
        let of = |column: &OfYear<'_>| value(&column.year.categories[category]);
        self.rows.push(self.columns.row(&[code, title], of));
    }

    /// Adds a row whose cells are worked out from others of their column.
    fn work(&mut self, title: &str, value: impl Fn(&str, &InCategory) -> Value) {
        let category = self.category.place();
        let of = |column: &OfYear<'_>| {
            let letter = self.columns.letter(LABELS.len(), column);
            value(&letter, &column.year.categories[category])
        };
        self.rows.push(self.columns.row(&["", title], of));
    }

    fn total(&mut self, first: usize) {
        let last = self.next() - 1;
        self.work("Total", |letter, one| Value::Reckoned {
            formula: format!("=ROUND(SUM({letter}{first}:{letter}{last}),1)"),
            is: in_children(one.plans),
            shown: Shown::Tenths,
        });
    }

    fn flows(&mut self) {
        self.heading("From one January to the next");
        let first = self.next();
        let flows: [NamedFlow; 4] = [
            ("Plans at the January before", |flows| flows.before),
            ("New plans", |flows| flows.joined),
            ("Plans that ceased", |flows| flows.left),
            ("Net transfers in from other placements", |flows| {
                flows.net_in
            }),
        ];
        for (title, of) in flows {
            self.add("", title, |one| {
                one.flows
                    .as_ref()
                    .map_or(Value::Blank, |flows| Value::Tenths(of(flows)))
            });
        }
        self.work("Plans at the January", |letter, one| {
            if one.flows.is_none() {
                return Value::Blank;
            }
            let at = |row: usize| format!("{letter}{}", first + row);
            Value::Reckoned {
                formula: format!("=ROUND({}+{}-{}+{},1)", at(0), at(1), at(2), at(3)),
                is: in_children(one.plans),
                shown: Shown::Tenths,
            }
        });
    }

    fn cost(&mut self) {
        self.heading("Cost in the financial year");
        let first = self.next();
        self.add(
            "",
            "Children over the year, a part of it counting in part",
            |one| one.year_round.map_or(Value::Blank, Value::Tenths),
        );
        self.work("Average cost of a child for a year", |letter, one| {
            let Some((children, spend)) = one.year_round.zip(one.spend) else {
                return Value::Blank;
            };
            Value::Worked {
                formula: format!(
                    "=IF({letter}{first}=0,0,ROUND({letter}{}/{letter}{first},2))",
                    first + 2
                ),
                is: average(spend, children),
            }
        });
        let (plan, category) = (self.plan, self.category.place());
        let code = self.category.section_251();
        let of = |column: &OfYear<'_>| {
            let spend = column.year.categories[category].spend;
            spend.map_or_else(|| plan.why_not_known(column.year.year), Value::Money)
        };
        let row = self.columns.row(&[code, "Cost of these placements"], of);
        self.rows.push(row);
    }
}

/// Tenths of a child as children.
fn in_children(tenths: i64) -> Decimal {
    Decimal::new(tenths, 1)
}

/// What a child costs; nought where there is none.
fn average(spend: Money, tenths: i64) -> Money {
    let average = quotient(spend.pounds(), in_children(tenths));
    let rounded = average.map(|average| {
        average.round_dp_with_strategy(2, rust_decimal::RoundingStrategy::MidpointAwayFromZero)
    });
    rounded
        .and_then(|pounds| Money::from_pounds(pounds).ok())
        .unwrap_or(Money::ZERO)
}
