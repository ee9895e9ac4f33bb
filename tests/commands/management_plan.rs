//! The DSG management plan's workbook: worked out anew by LibreOffice, and written by `export dsg-plan`.

use std::path::Path;

use calamine::{Data, Reader as _, Xlsx};
use send_banding::calendar::Date;
use send_banding::export::{
    BesidesYear, DsgPlan, EnteredFigure, PaidFor, PastBalance, PlanSide, SavedBy, YearRanks,
    dsg_plan_workbook,
};
use send_banding::forecast::{
    AllocationParts, BalanceYear, Besides, Category, Lever, PlanYear, Projection, Scenario, SoFar,
    YearGiven, balance, check,
};
use send_banding::money::Money;

use crate::another_program::{cells, saved_by_libreoffice, works_out_anew};
use crate::invented_cohort::Invented;
use crate::tables::Folder;

fn pounds(pounds: i64) -> Money {
    Money::from_pence(pounds * 100).unwrap()
}

/// The balance of some years: a deficit that grows, and an allocation that was entered for the first year only.
fn carried(years: &[PlanYear]) -> Vec<BalanceYear> {
    let mut so_far = Money::ZERO;
    let given = years.iter().enumerate().map(|(place, year)| {
        let placements = year.spend().unwrap();
        so_far = so_far.plus(placements).unwrap();
        YearGiven {
            year: year.year,
            brought_forward: (place == 0).then(|| pounds(-1_234_567)),
            allocation: (place == 0).then(|| pounds(9_000_000)),
            other_spend: (place == 1).then(|| pounds(2_000_001)),
            stability_grant: (place == 0).then(|| pounds(1_111_110)),
            placements,
            so_far: Some(SoFar {
                low: so_far.minus(pounds(1_000)).unwrap(),
                likely: so_far,
                high: so_far.plus(pounds(1_000)).unwrap(),
            }),
        }
    });
    balance(&given.collect::<Vec<_>>()).unwrap()
}

fn side(years: &[PlanYear]) -> PlanSide {
    let ranks = years.iter().map(|year| {
        let spend = year.spend().unwrap();
        YearRanks {
            year: year.year.to_string(),
            placements: [
                spend.minus(pounds(10)).unwrap(),
                spend,
                spend.plus(pounds(10)).unwrap(),
            ],
        }
    });
    PlanSide {
        balance: carried(years),
        ranks: ranks.collect(),
    }
}

/// What two categories pay for today, income among it.
fn paid_for() -> Vec<PaidFor> {
    use send_banding::costs::CostKind;
    [
        (Category::Special, CostKind::BandTopUp, 700),
        (Category::Special, CostKind::Therapy, 301),
        (Category::Special, CostKind::HealthContribution, -100),
        (Category::Independent, CostKind::Fee, 900),
    ]
    .map(|(category, kind, annual)| PaidFor {
        category,
        kind,
        annual: pounds(annual),
    })
    .to_vec()
}

/// An invented council's plan with two levers.
fn invented() -> DsgPlan {
    let inputs = Invented {
        is_whole: true,
        plans: 250,
        ..Invented::default()
    }
    .inputs();
    let (cohort, _) = check(&inputs.transitions, &inputs.population, &inputs.costs).unwrap();
    let day = Date::new(cohort.last_january() + 1, 9, 1).unwrap();
    let scenario = Scenario {
        name: "Near home".to_owned(),
        levers: vec![
            Lever::Redirect {
                from: "ISS".to_owned(),
                to: "SPEC".to_owned(),
                percent: "40".parse().unwrap(),
                since: day,
            },
            Lever::Price {
                setting: None,
                percent_a_year: "2.5".parse().unwrap(),
            },
        ],
    };
    let projection = Projection::of(&cohort, &send_banding::forecast::Followed::default(), 4);
    let mut placements = projection.management_plan(&scenario).unwrap();
    // Of the last year that is over it is known what each category came to.
    for (category, sum) in placements
        .known
        .last_mut()
        .unwrap()
        .categories
        .iter_mut()
        .zip(1..)
    {
        category.spend = Some(pounds(sum * 100_001));
    }
    let year = |past: &PlanYear| PastBalance {
        year: past.year,
        brought_forward: Some(pounds(250_000)),
        allocation: Some(pounds(8_000_000)),
        outturn: Some(pounds(8_100_000)),
        other_spend: Some(pounds(2_400_000)),
        stability_grant: None,
    };
    let parts = |net: i64| AllocationParts {
        gross: pounds(net + 1_500_000),
        import_export: pounds(-300_000),
        place_deductions: pounds(1_250_000),
        other_deductions: pounds(150_000),
        block_transfer: pounds(125_000),
        other_income: pounds(75_000),
    };
    let first = placements.unmitigated[0].year;
    let before = placements.known.last().unwrap().year;
    // Of the second year ahead the lines are what its sum is made of; of the third an older sum's, so that they do not count.
    let lines = |year: &PlanYear| BesidesYear {
        year: year.year,
        lines: vec![
            (Besides::SpecialPlaces, pounds(1_500_000)),
            (Besides::SupportServices, pounds(400_001)),
            (Besides::Overheads, pounds(100_000)),
        ],
    };
    let mut besides: Vec<BesidesYear> = placements.unmitigated.iter().map(lines).collect();
    besides[2].lines.pop();
    DsgPlan {
        not_known: placements
            .known
            .iter()
            .rev()
            .skip(1)
            .map(|year| (year.year, "=Not known (invented)".to_owned()))
            .collect(),
        besides,
        transport: vec![
            (Category::Special, pounds(120)),
            (Category::Mainstream, pounds(5)),
        ],
        levers_saved: Some(SavedBy {
            on: day,
            by: "A finance officer (invented)".to_owned(),
        }),
        paid_for: paid_for(),
        // Of a year that is over, and of the first ahead.
        allocations: vec![(before, parts(8_000_000)), (first, parts(9_000_000))],
        past: placements.known.iter().skip(1).map(year).collect(),
        unmitigated: side(&placements.unmitigated),
        mitigated: side(&placements.mitigated),
        placements,
        assumptions: Vec::new(),
        figures: vec![EnteredFigure {
            title: "2026-27: Allocation".to_owned(),
            sum: pounds(9_000_000),
            note: "=Settlement (invented)".to_owned(),
            on: day,
            by: "A finance officer (invented)".to_owned(),
        }],
        facts: vec![("Version of the model".to_owned(), "1".to_owned())],
    }
}

fn formulas(path: &Path, sheet: &str) -> usize {
    let mut book: Xlsx<_> = calamine::open_workbook(path).unwrap();
    let formulas = book.worksheet_formula(sheet).unwrap();
    formulas
        .used_cells()
        .filter(|(_, _, text)| !text.is_empty())
        .count()
}

#[test]
fn libreoffice_works_the_management_plan_out_to_what_it_says() {
    let folder = Folder::new();
    works_out_anew(&folder);
    let plan = invented();
    let path = folder.write("plan.xlsx", dsg_plan_workbook(&plan).unwrap());
    let written = cells(&path);
    let saved = cells(&saved_by_libreoffice(&path, &folder));
    assert!(written.len() > 2_000, "{} cells", written.len());
    for (place, cell) in &written {
        assert_eq!(saved.get(place), Some(cell), "{place:?}");
        assert!(!matches!(cell, Data::Error(_)), "{place:?}");
    }
    assert_eq!(saved.len(), written.len());
    // The allocation by its parts, of a year that is over and on both sides of the first ahead.
    let of_row = |row: u32| {
        let here = written
            .keys()
            .filter(|(sheet, at, _)| sheet == "Summary" && *at == row);
        here.count() - 1
    };
    let nets = 1 + plan.placements.known.len() - 2 + 2 * plan.placements.unmitigated.len();
    assert_eq!((of_row(2), of_row(7), of_row(8)), (3, 3, nets));
    // A grant of one year, on both sides.
    assert_eq!(of_row(13), 2);
    let years = plan.placements.known.len() + 2 * plan.placements.unmitigated.len();
    for (sheet, least) in [
        ("Summary", 6 * years),
        ("HN_Finance", 9 * (years - plan.placements.known.len())),
        ("EHCP_3_Special", 3 * years),
        ("Savings", 9 * plan.placements.unmitigated.len()),
        ("Audit", 3),
    ] {
        let count = formulas(&path, sheet);
        assert!(count >= least, "{sheet}: {count} formulas");
    }
}

#[test]
fn what_a_category_pays_for_comes_to_its_cost_with_the_line_of_each() {
    let folder = Folder::new();
    let plan = invented();
    let path = folder.write("plan.xlsx", dsg_plan_workbook(&plan).unwrap());
    let written = cells(&path);
    let text = |row: u32, column: u32| {
        let cell = written.get(&("HN_Finance".to_owned(), row, column));
        cell.map_or_else(String::new, ToString::to_string)
    };
    let rows: Vec<(u32, String, String)> = (0..80)
        .map(|row| (row, text(row, 0), text(row, 1)))
        .filter(|(_, _, title)| title.starts_with(Category::Special.title()))
        // Places are besides placements: no part of what they cost.
        .filter(|(_, line, _)| !["1.0.2", ""].contains(&line.as_str()))
        .collect();
    let titles: Vec<(&str, &str)> = rows
        .iter()
        .map(|(_, line, title)| (line.as_str(), title.rsplit(": ").next().unwrap()))
        .collect();
    assert_eq!(titles.len(), 3, "{titles:?}");
    assert!(titles.contains(&("1.2.13", "Therapy")), "{titles:?}");
    assert!(
        titles.contains(&("1.2.1, 1.2.2", "Top-up by band")),
        "{titles:?}"
    );
    // The category's own row is the third of them all; years ahead follow those that are known.
    let known = u32::try_from(plan.placements.known.len()).unwrap();
    let pence = |row: u32, column: u32| -> i64 {
        let sum: Money = text(row, column).parse().unwrap();
        sum.pence()
    };
    for column in 2 + known..2 + known + 4 {
        let parts: i64 = rows.iter().map(|(row, _, _)| pence(*row, column)).sum();
        assert_eq!(parts, pence(3, column), "{column}");
        // 301 of 901.
        let of_all = pence(3, column) * 301 / 901;
        let therapy = rows.iter().find(|(_, line, _)| line == "1.2.13").unwrap().0;
        assert!((pence(therapy, column) - of_all).abs() <= 1);
    }
}

/// The rows of a sheet by what their first or second column says, with the values of the others by column.
fn finance_row(
    written: &std::collections::BTreeMap<(String, u32, u32), Data>,
    title: &str,
) -> Vec<(u32, Money)> {
    let is_of = |cell: &Data| matches!(cell, Data::String(text) if text == title);
    let row = written
        .iter()
        .find(|((sheet, _, column), cell)| sheet == "HN_Finance" && *column == 1 && is_of(cell));
    let ((_, row, _), _) = row.unwrap_or_else(|| panic!("no row {title}"));
    written
        .iter()
        .filter(|((sheet, at, column), _)| sheet == "HN_Finance" && at == row && *column > 1)
        // What is not known is said in words.
        .filter_map(|((_, _, column), cell)| Some((*column, cell.to_string().parse().ok()?)))
        .collect()
}

#[test]
fn besides_placements_every_line_has_its_row_and_they_come_to_the_sum() {
    let folder = Folder::new();
    let plan = invented();
    let path = folder.write("plan.xlsx", dsg_plan_workbook(&plan).unwrap());
    let written: std::collections::BTreeMap<_, _> = cells(&path).into_iter().collect();
    let known = u32::try_from(plan.placements.known.len()).unwrap();
    let years = u32::try_from(plan.placements.unmitigated.len()).unwrap();
    let of = |title: &str| finance_row(&written, title);
    let second = [2 + known + 1, 2 + known + years + 1];
    let at = |rows: &[(u32, Money)], column: u32| {
        let found = rows.iter().find(|(one, _)| *one == column);
        found.map(|(_, sum)| *sum)
    };
    let places = of("Place funding: special schools");
    let services = of("SEN support services");
    let overheads = of("Central overheads charged to high needs");
    let together = of("All that no placement bears");
    let unsplit = of("Entered as one sum, by no line");
    for column in second {
        assert_eq!(at(&places, column), Some(pounds(1_500_000)));
        assert_eq!(at(&services, column), Some(pounds(400_001)));
        assert_eq!(at(&overheads, column), Some(pounds(100_000)));
        assert_eq!(at(&together, column), Some(pounds(2_000_001)));
        assert_eq!(at(&unsplit, column), None);
        // Of the year after, the lines are not what the sum is made of: it stands whole.
        assert_eq!(at(&places, column + 1), None);
        assert_eq!(at(&unsplit, column + 1), Some(pounds(2_000_001)));
    }
    // Each line of the template has a row, also where nothing is entered.
    for line in Besides::ALL {
        of(line.title());
    }
    let special = Category::Special.title();
    let own = of(&format!("Placements: {special}"));
    let both = of(&format!("{special}: placements and places"));
    // Of the last year that is over it is known, of those before the cell says why not.
    assert_eq!(at(&own, 1 + known), Some(pounds(3 * 100_001)));
    for column in 2..1 + known {
        let words = &written[&("HN_Finance".to_owned(), 3, column)];
        assert_eq!(words.to_string(), "=Not known (invented)");
    }
    for column in second {
        let sum = at(&own, column).unwrap().plus(pounds(1_500_000)).unwrap();
        assert_eq!(at(&both, column), Some(sum));
        // 120 of 901 pounds of the record of today; nobody's of a category that costs nothing today.
        let exact = at(&own, column).unwrap().pence() * 120 / 901;
        let transport = at(&of(&format!("Transport: {special}")), column).unwrap();
        assert!((transport.pence() - exact).abs() <= 1);
        assert_eq!(at(&of("All transport"), column), Some(transport));
    }
    // Of a year that is over the outturn is what was entered, and placements what is left of it.
    let before = 2 + known - 1;
    assert_eq!(
        at(&of("High needs expenditure"), before),
        Some(pounds(8_100_000))
    );
    assert_eq!(at(&of("All placements"), before), Some(pounds(5_700_000)));
}

#[test]
fn a_plan_without_money_or_levers_is_blank_where_it_knows_nothing() {
    let folder = Folder::new();
    works_out_anew(&folder);
    let mut plan = invented();
    plan.mitigated = PlanSide::default();
    plan.unmitigated = PlanSide::default();
    plan.placements.savings.clear();
    plan.placements
        .mitigated
        .clone_from(&plan.placements.unmitigated);
    plan.past.clear();
    plan.besides.clear();
    plan.transport.clear();
    plan.levers_saved = None;
    plan.allocations.clear();
    let path = folder.write("plan.xlsx", dsg_plan_workbook(&plan).unwrap());
    let written = cells(&path);
    let saved = cells(&saved_by_libreoffice(&path, &folder));
    for (place, cell) in &written {
        assert_eq!(saved.get(place), Some(cell), "{place:?}");
    }
    let carried_forward = written
        .keys()
        .any(|(sheet, row, column)| sheet == "Summary" && *row == 14 && *column > 0);
    assert!(!carried_forward);
}

#[test]
fn the_tabs_are_those_of_the_template_in_its_order() {
    let folder = Folder::new();
    let path = folder.write("plan.xlsx", dsg_plan_workbook(&invented()).unwrap());
    let book: Xlsx<_> = calamine::open_workbook(&path).unwrap();
    let names = book.sheet_names();
    assert_eq!(names[..2], ["Summary", "HN_Finance"]);
    for (name, category) in names[2..].iter().zip(Category::ALL) {
        assert!(
            name.starts_with(&format!("EHCP_{}", category.number())),
            "{name}"
        );
    }
    assert_eq!(names[9..], ["Savings", "Assumptions", "Audit"]);
    let defined: Vec<&str> = book
        .defined_names()
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    for name in [
        "Unmitigated_carried_forward",
        "Mitigated_placements",
        "Mitigated_plans",
    ] {
        assert!(defined.contains(&name), "{defined:?}");
    }
}

#[test]
fn a_database_becomes_a_plan() {
    let folder = Folder::new();
    let out = folder.path("plan.xlsx");
    let line = |year: i16| format!("export dsg-plan --year {year} --out {}", out.display());
    let none = crate::forecast::on_database(&folder, &line(2026));
    assert_eq!(none.exit, send_banding::commands::Exit::Unusable);
    assert!(none.err.contains("two SEN2 returns"), "{}", none.err);
    crate::forecast::two_returns(&folder);
    let unpriced = crate::forecast::on_database(&folder, &line(2026));
    assert_eq!(unpriced.exit, send_banding::commands::Exit::Unusable);
    assert!(
        unpriced.err.contains("No cost is on record today"),
        "{}",
        unpriced.err
    );
    crate::forecast::costs_everywhere(&folder, 12_000);
    let went = crate::forecast::on_database(&folder, &line(2026));
    assert_eq!(
        went.exit,
        send_banding::commands::Exit::Done,
        "{}",
        went.err
    );
    let said: serde_json::Value = serde_json::from_str(went.out.lines().last().unwrap()).unwrap();
    assert_eq!(said["years"].as_array().unwrap().len(), 6);
    assert_eq!(said["years"][0]["year"], "2026-27");
    assert!(formulas(&out, "HN_Finance") > 0);
    let late = crate::forecast::on_database(&folder, &line(2050));
    assert_eq!(late.exit, send_banding::commands::Exit::Unusable);
    assert!(
        late.err.contains("no whole year from 2050-51"),
        "{}",
        late.err
    );
    let unknown = format!("{} --scenario Nothing", line(2026));
    let unknown = crate::forecast::on_database(&folder, &unknown);
    assert!(unknown.err.contains("no saved scenario"), "{}", unknown.err);
}
