//! A finance officer's journey: figures, the outlook, a scenario, a simulation and its workbook, the back-test.

use axum::http::StatusCode;
use send_banding::access::Role;
use send_banding::calendar::{Date, Period};
use send_banding::ids::{Digest, ImportRunId};
use send_banding::needs::{Need, Setting};
use send_banding::service::{Moment, rule_book, work};
use send_banding::store::award::{self, AwardPrice, AwardVersion};
use send_banding::store::import_run::{self, ImportRun};
use send_banding::store::placement;
use send_banding::store::placement::{CostKind, CostPer};

use crate::rig::House;
use crate::sample;

on_both!(
    figures_are_entered_with_their_source_and_every_entry_stays,
    the_cost_of_placements_is_followed_from_the_total_to_the_children,
    a_scenario_is_tried_saved_changed_and_compared,
);

/// A house whose Januaries are known: its children are the same in each.
async fn known() -> House {
    let house = House::open().await;
    know(&house).await;
    house
}

/// Makes the Januaries of a house known, and Zofia's and Ben's places bear a fee by the term.
pub async fn know(house: &House) {
    let mut tx = house.store.begin().await.unwrap();
    for child in [&house.authority.zofia, &house.authority.ben] {
        let stays = placement::all_of(&mut tx, child).await.unwrap();
        let mut fee = sample::cost_line(&stays[0]);
        fee.terms.period = Period::open(sample::TODAY);
        fee.terms.uplift = None;
        placement::insert_cost_lines(&mut tx, &[fee]).await.unwrap();
    }
    for january in [2024_i16, 2025, 2026] {
        let day = Date::new(january, 1, 15).unwrap();
        let run = ImportRun {
            id: sample::id::<ImportRunId>(),
            kind: "sen2".to_owned(),
            file_name: String::new(),
            source: Digest::of(day.to_string().as_bytes()),
            started_by: None,
            started_at: sample::at(0),
            finished_at: sample::at(0),
            rows_read: 0,
            rows_accepted: 0,
            rows_refused: 0,
            summary: format!(r#"{{"reference_date":"{day}"}}"#),
        };
        import_run::insert(&mut tx, &run, &[]).await.unwrap();
    }
    tx.commit().await.unwrap();
}

/// A scenario and a simulation that is done, by their addresses.
pub async fn scenario_and_run(house: &House) -> (String, String) {
    let mut officer = house.signed_in(Role::FinanceOfficer).await;
    let fields = [("prices", "10"), ("name", "Dear years")];
    let scenario = officer.post("/high-needs/scenarios/new", &fields).await;
    let run = officer.post("/high-needs/runs", &[]).await;
    assert!(work_on(house).await);
    (scenario.location().to_owned(), run.location().to_owned())
}

/// Does one job that waits, as a process beside the service would.
pub async fn work_on(house: &House) -> bool {
    let now = || Moment::of(sample::at(60));
    work::one(&house.store, rule_book(), "a worker", &now)
        .await
        .unwrap()
}

#[tokio::test]
async fn without_two_returns_the_outlook_says_what_is_needed() {
    let house = House::open().await;
    let mut officer = house.signed_in(Role::FinanceOfficer).await;
    let page = officer.get("/high-needs").await;
    page.says(&["two SEN2 returns", "Enter a balance brought forward"]);
    officer.get("/").await.says(&["See the high needs outlook"]);
    officer
        .get("/high-needs/scenarios/new?sent=yes&growth=2")
        .await
        .says(&["two SEN2 returns"]);
    officer
        .get("/high-needs/back-test")
        .await
        .says(&["two SEN2 returns"]);
    officer
        .get("/high-needs/runs")
        .await
        .says(&["No simulation has been asked for yet"]);
    officer
        .get("/high-needs/compare")
        .await
        .says(&["two SEN2 returns"]);
}

async fn figures_are_entered_with_their_source_and_every_entry_stays(house: House) {
    know(&house).await;
    let mut officer = house.signed_in(Role::FinanceOfficer).await;
    let path = "/high-needs/figures/2026-27";
    officer
        .get("/high-needs/figures")
        .await
        .says(&["Figures of 2026-27"]);
    let refused = officer
        .post(path, &[("allocation", "much"), ("brought-forward", "1")])
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.says(&[
        "Enter an amount in pounds",
        "Say where the figures are from",
    ]);
    refused.holds(&["value=\"much\""]);
    let fields = [
        ("seen", "0"),
        ("brought-forward", "-£100,000.50"),
        ("allocation", "1500000"),
        ("other-spend", "400000"),
        ("note", "Settlement of December (invented)"),
    ];
    let entered = officer.post(path, &fields).await;
    assert_eq!(entered.location(), path);
    officer.get(path).await.says(&[
        "3 figures of 2026-27 are entered",
        "−£100,000.50",
        "Settlement of December",
    ]);
    // The same form again was made before these entries.
    let late = officer.post(path, &fields).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    let parts = [
        ("seen", "3"),
        ("import-export", "-£20,000"),
        ("note", "Settlement of July (invented)"),
    ];
    let refused = officer.post(path, &parts).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.says(&["Enter the gross allocation with its additions and deductions"]);
    let mut parts = parts.to_vec();
    parts.extend([
        ("gross-allocation", "1,900,000"),
        ("place-deductions", "350000"),
        ("other-deductions", "£50,000"),
        ("block-transfer", "15000"),
        ("other-income", "5000"),
    ]);
    let other = [parts.clone(), vec![("allocation", "1")]].concat();
    let refused = officer.post(path, &other).await;
    refused.says(&["The parts of the allocation come to £1,500,000.00"]);
    let much = [parts.clone(), vec![("gross-allocation", "1")]].concat();
    let much: Vec<_> = much
        .into_iter()
        .filter(|field| *field != ("gross-allocation", "1,900,000"))
        .collect();
    officer
        .post(path, &much)
        .await
        .says(&["an allocation is not below nought"]);
    officer.post(path, &parts).await;
    // The net sum is what it was and is not entered again.
    officer.get(path).await.says(&[
        "6 figures of 2026-27 are entered",
        "Deducted for places that the department pays",
        "£350,000.00",
    ]);
    let outlook = officer.get("/high-needs").await;
    outlook.says(&[
        "The balance of 2026-27",
        "−£100,000.50",
        "£1,500,000.00",
        "£400,000.00",
        "as before",
        "Below nought",
    ]);
    outlook.holds(&["<svg", "href=\"/high-needs/balance.csv\""]);
    let csv = officer.get("/high-needs/balance.csv").await;
    csv.says(&["Financial year,Expected (£)", "2026-27,"]);
    assert_eq!(
        officer.get("/high-needs/other.csv").await.status,
        StatusCode::NOT_FOUND
    );
    let trail = house.trail().await;
    assert_eq!(
        trail
            .iter()
            .filter(|entry| entry.0 == "high-needs-figure-entered")
            .count(),
        9
    );
    lines_besides_placements_make_their_sum(&mut officer).await;
}

/// What no placement bears is entered by line, and a sum that is not theirs is refused.
async fn lines_besides_placements_make_their_sum(officer: &mut crate::rig::Browser<'_>) {
    let path = "/high-needs/figures/2028-29";
    let fields = vec![
        ("seen", "0"),
        ("special-places", "£1,500,000"),
        ("support-services", "400000.50"),
        ("stability-grant", "250000"),
        ("note", "Budget of March (invented)"),
    ];
    let other = [fields.clone(), vec![("other-spend", "1")]].concat();
    let refused = officer.post(path, &other).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.says(&["The lines come to £1,900,000.50"]);
    assert_eq!(officer.post(path, &fields).await.location(), path);
    let page = officer.get(path).await;
    page.says(&[
        "4 figures of 2028-29 are entered",
        "Place funding: special schools, 1.0.2",
        "Central overheads charged to high needs",
        "£1,900,000.50",
    ]);
    page.holds(&["value=\"400000.50\""]);
}

async fn the_cost_of_placements_is_followed_from_the_total_to_the_children(house: House) {
    know(&house).await;
    let mut head = house.signed_in(Role::HeadOfSend).await;
    let all = head.get("/high-needs/spend").await;
    // Zofia and Ben bear a fee by the term, and they and a third have awards of £4,680.00, £12,000.00 and £3,120.00 whose
    // rules are no rule set; thirty others are nowhere known.
    all.says(&[
        "Mainstream state school",
        "£160,540.68",
        "3 awards count as they were decided",
        "Placement not known",
        "33",
    ]);
    let one = head.get("/high-needs/spend/MMS").await;
    one.says(&[
        "Birch Lane Primary School",
        "Oak Hill Special School",
        "£78,170.34",
        "£82,370.34",
    ]);
    let school = format!("/high-needs/spend/MMS/{}", house.authority.oak_hill);
    one.holds(&[&school]);
    let children = head.get(&school).await;
    children.says(&["Ben Okoro", "1.2.1", "£82,370.34"]);
    children.says_nothing_of(&["Zofia", "Autistic"]);
    let csv = head.get(&format!("{school}/children.csv")).await;
    csv.says(&["Child,Section 251 lines,Cost a year (£)", "All,,82370.34"]);
    csv.says_nothing_of(&["Okoro"]);
    let nobody = format!("/high-needs/spend/SPEC/{}", house.authority.oak_hill);
    assert_eq!(head.get(&nobody).await.status, StatusCode::NOT_FOUND);
    let viewed = house.trail().await;
    let viewed = viewed
        .iter()
        .filter(|entry| entry.0 == "costs-of-children-viewed");
    assert_eq!(viewed.count(), 2);
    assert_eq!(
        head.get("/high-needs/spend/XX").await.status,
        StatusCode::NOT_FOUND
    );
    head.get("/high-needs/spend/MMS/establishments.csv")
        .await
        .says(&[
            "Establishment,Children,Cost a year (£)",
            "Oak Hill Special School,1,82370.34",
        ]);
}

#[tokio::test]
async fn a_cost_is_followed_from_its_section_251_line() {
    let house = known().await;
    let mut officer = house.signed_in(Role::FinanceOfficer).await;
    let all = officer.get("/high-needs/spend").await;
    all.says(&[
        "By section 251 line",
        "1.2.1 Top-up funding, maintained schools",
    ]);
    all.holds(&["/high-needs/spend/lines/1.2.1"]);
    let line = officer.get("/high-needs/spend/lines/1.2.1").await;
    line.says(&[
        "Section 251 line 1.2.1",
        "Oak Hill Special School",
        "£82,370.34",
    ]);
    line.holds(&[&format!(
        "/high-needs/spend/MMS/{}",
        house.authority.oak_hill
    )]);
    officer
        .get("/high-needs/spend/lines/1.2.1/establishments.csv")
        .await
        .says(&["Oak Hill Special School,1,82370.34"]);
    for line in ["1.2.13", "nothing"] {
        let none = officer
            .get(&format!("/high-needs/spend/lines/{line}"))
            .await;
        assert_eq!(none.status, StatusCode::NOT_FOUND, "{line}");
    }
}

#[tokio::test]
async fn the_standard_levers_are_shown_each_alone() {
    let house = House::open().await;
    let mut officer = house.signed_in(Role::FinanceOfficer).await;
    let path = "/high-needs/sensitivity";
    officer.get(path).await.says(&["two SEN2 returns"]);
    know(&house).await;
    officer
        .get("/high-needs")
        .await
        .holds(&[&format!("href=\"{path}\"")]);
    let shown = officer.get(path).await;
    shown.says(&[
        "What the cost hangs on",
        "Plans cease 10% more often after 16",
        "rise by 5% each April",
    ]);
    // Nobody is in an independent special school, so its prices move nothing.
    shown.says_nothing_of(&["Independent special school"]);
    let csv = officer.get(&format!("{path}.csv")).await;
    csv.says(&["Lever,Change of cost (£)"]);
}

#[tokio::test]
async fn a_management_plan_is_shown_with_a_scenario_and_its_workbook_taken() {
    let house = House::open().await;
    let mut officer = house.signed_in(Role::FinanceOfficer).await;
    officer
        .get("/high-needs/management-plan")
        .await
        .says(&["two SEN2 returns"]);
    know(&house).await;
    officer
        .get("/high-needs")
        .await
        .holds(&["href=\"/high-needs/management-plan\""]);
    let fields = [("prices", "10"), ("name", "Dear years")];
    let saved = officer.post("/high-needs/scenarios/new", &fields).await;
    let id = saved.location().rsplit('/').next().unwrap().to_owned();
    let plan = format!("/high-needs/management-plan?scenario={id}");
    let shown = officer.get(&plan).await;
    shown.says(&[
        "Dear years",
        "2026-27",
        "2031-32",
        "Placements, mitigated",
        "Not entered",
    ]);
    let path = format!("/high-needs/management-plan.xlsx?scenario={id}");
    shown.holds(&[&path]);
    let book = officer.get(&path).await;
    assert_eq!(book.status, StatusCode::OK);
    assert!(book.header("content-type").contains("spreadsheetml"));
    let unknown = "/high-needs/management-plan?scenario=00000000-0000-7000-8000-000000000000";
    assert_eq!(officer.get(unknown).await.status, StatusCode::NOT_FOUND);
    let trail = house.trail().await;
    let taken = trail
        .iter()
        .filter(|entry| entry.0 == "management-plan-downloaded");
    assert_eq!(taken.count(), 1);
}

#[tokio::test]
async fn a_child_costs_its_award_and_its_cost_lines_within_the_grant() {
    let house = House::open().await;
    let mut tx = house.store.begin().await.unwrap();
    let oak_hill = &house.authority.oak_hill;
    let child = sample::keep_child(&mut tx, "EX-3001", "Mira", "Vale").await;
    let child = child.unwrap().id;
    sample::keep_plan(&mut tx, &child, &[Need::Asd])
        .await
        .unwrap();
    let mut stay = sample::placement(&child, Some(oak_hill), Setting::Spec);
    stay.to = None;
    placement::insert_all(&mut tx, std::slice::from_ref(&stay))
        .await
        .unwrap();
    let line = |kind, per, pence| {
        let mut line = sample::cost_line(&stay);
        line.terms.kind = kind;
        line.terms.per = per;
        line.terms.net = sample::money(pence);
        line.terms.period = Period::open(sample::TODAY);
        line.terms.uplift = None;
        line
    };
    let mut wrong = line(CostKind::Therapy, CostPer::Year, 777_700);
    wrong.in_error = true;
    let lines = [
        line(CostKind::Therapy, CostPer::Week, 2_500),
        line(CostKind::HealthContribution, CostPer::Year, 20_000),
        line(CostKind::TransportMemo, CostPer::Year, 500_000),
        wrong,
    ];
    placement::insert_cost_lines(&mut tx, &lines).await.unwrap();
    let officer = &house.authority.caseworker;
    let (_, first) = sample::keep_award(&mut tx, &child, officer, Some(oak_hill), "F")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut tx = house.store.begin().await.unwrap();
    let changed = AwardVersion {
        number: 2,
        price: AwardPrice::Protected,
        annual: Some(sample::money(365_000)),
        ..first
    };
    award::add_version(&mut tx, &changed).await.unwrap();
    tx.commit().await.unwrap();
    let mut officer = house.signed_in(Role::FinanceOfficer).await;
    // The award's £3,650.00 and £25.00 a week of therapy, 52 times, without what health pays: £200.00.
    officer
        .get("/high-needs/spend/SPEC/establishments.csv")
        .await
        .says(&["Oak Hill Special School,1,4750.00"]);
    officer
        .get("/high-needs/spend")
        .await
        .says(&["£4,750.00", "3 awards count as they were decided"]);
}

async fn a_scenario_is_tried_saved_changed_and_compared(house: House) {
    know(&house).await;
    let mut officer = house.signed_in(Role::FinanceOfficer).await;
    let tried = officer
        .get("/high-needs/scenarios/new?sent=yes&prices=10&leavers=5")
        .await;
    tried.says(&[
        "What it is expected to do",
        "compared with no lever: £",
        "Prices of all settings rise by 10% each April",
        "From unmitigated to mitigated cost",
        "Each lever alone",
    ]);
    let wrong = officer
        .get("/high-needs/scenarios/new?sent=yes&prices=lots")
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.says(&["Enter a percentage"]);
    let unknown = officer
        .get("/high-needs/scenarios/new?sent=yes&price-setting=ISS&price-percent=2")
        .await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    unknown.says(&["The records hold nobody in Independent special school"]);
    unknown.holds(&["href=\"#price-setting\""]);
    let too_far = officer
        .get("/high-needs/scenarios/new?sent=yes&growth=1001")
        .await;
    assert_eq!(too_far.status, StatusCode::UNPROCESSABLE_ENTITY);
    too_far.says(&["Enter a percentage from -100 to 1,000"]);
    too_far.holds(&["href=\"#growth\"", "value=\"1001\""]);
    for chart in ["waterfall", "tornado"] {
        let csv = officer
            .get(&format!(
                "/high-needs/scenarios/charts/{chart}.csv?sent=yes&prices=10"
            ))
            .await;
        csv.says(&["Prices of all settings rise by 10% each April"]);
    }
    let nameless = officer
        .post("/high-needs/scenarios/new", &[("prices", "10")])
        .await;
    nameless.says(&["Give the scenario a name"]);
    let saved = officer
        .post(
            "/high-needs/scenarios/new",
            &[("prices", "10"), ("name", "Dear years")],
        )
        .await;
    let path = saved.location().to_owned();
    officer
        .get(&path)
        .await
        .says(&["Dear years", "The scenario is saved"]);
    let next = [("version", "1"), ("prices", "-2"), ("name", "Cheap years")];
    assert_eq!(officer.post(&path, &next).await.location(), path);
    let lost = officer.post(&path, &next).await;
    assert_eq!(lost.status, StatusCode::CONFLICT);
    officer.get("/high-needs/scenarios").await.says(&[
        "Cheap years",
        "Compare scenarios",
        "fall by 2% each April",
    ]);
    let id = path.rsplit('/').next().unwrap();
    let compared = format!("/high-needs/compare?with={id}");
    let shown = officer.get(&compared).await;
    shown.says(&[
        "Nothing done differently",
        "Cheap years",
        "Plans at each January",
        "Cheap years: from unmitigated to mitigated cost",
    ]);
    let steps = format!("/high-needs/compare.csv?chart=waterfall&with={id}");
    shown.holds(&[&steps.replace('&', "&amp;")]);
    officer.get(&steps).await.says(&[
        "Without any lever",
        "fall by 2% each April",
        "With all levers",
    ]);
    officer
        .get(&format!("/high-needs/compare.csv?with={id}"))
        .await
        .says(&["Financial year,Nothing done differently (£),Cheap years (£)"]);
    let mut auditor = house.signed_in(Role::Auditor).await;
    auditor.get(&path).await.says(&["Cheap years"]);
    let forbidden = auditor
        .post(&path, &[("version", "2"), ("name", "Mine")])
        .await;
    assert_eq!(forbidden.status, StatusCode::FORBIDDEN);
}

/// The table of the balance, as a page shows it.
fn balance_table(body: &str) -> String {
    let after = body.split("Balance by year, expected").nth(1).unwrap();
    after.split("</table>").next().unwrap().to_owned()
}

/// Whether a simulation was run or not, the same records show the same outlook and the same verdict.
#[tokio::test]
async fn the_outlook_knows_the_back_test_before_any_simulation_and_says_the_same_after() {
    let house = known().await;
    let mut officer = house.signed_in(Role::FinanceOfficer).await;
    let fields = [
        ("seen", "0"),
        ("brought-forward", "0"),
        ("allocation", "1500000"),
        ("other-spend", "400000"),
        ("note", "Settlement (invented)"),
    ];
    officer
        .post("/high-needs/figures/2026-27", &fields)
        .await
        .location();
    let before = officer.get("/high-needs").await;
    before.says(&["Expected values of today’s records", "The model "]);
    // What was worked out is kept, and read again.
    let again = officer.get("/high-needs").await;
    assert_eq!(balance_table(&before.body), balance_table(&again.body));
    officer
        .get("/high-needs/back-test")
        .await
        .says(&["Pinball loss", "Annual cost, by how far ahead"]);
    officer.post("/high-needs/runs", &[]).await.location();
    assert!(work_on(&house).await);
    let after = officer.get("/high-needs").await;
    after.says(&["1,000 simulations"]);
    assert_eq!(balance_table(&before.body), balance_table(&after.body));
}

#[tokio::test]
async fn a_simulation_is_asked_for_left_found_again_and_its_workbook_taken() {
    let house = known().await;
    let mut officer = house.signed_in(Role::FinanceOfficer).await;
    let path = officer
        .post("/high-needs/runs", &[])
        .await
        .location()
        .to_owned();
    let waiting = officer.get(&path).await;
    waiting.holds(&["<progress"]);
    waiting.says(&["Waiting for its turn", "You can leave this page"]);
    assert_eq!(
        officer.get(&format!("{path}/forecast.xlsx")).await.status,
        StatusCode::NOT_FOUND
    );
    let mut colleague = house.signed_in(Role::HeadOfSend).await;
    colleague.get("/high-needs/runs").await.holds(&[&path]);
    assert!(work_on(&house).await);
    assert!(!work_on(&house).await, "there was one job");
    colleague
        .get(&path)
        .await
        .says(&["Done", "Low", "Likely", "High", "Download the workbook"]);
    let book = officer.get(&format!("{path}/forecast.xlsx")).await;
    assert_eq!(book.status, StatusCode::OK);
    assert!(book.header("content-type").contains("spreadsheetml"));
    officer
        .get("/high-needs")
        .await
        .says(&["1,000 simulations", "Likely", "Low", "High"]);
    officer
        .get("/high-needs/back-test")
        .await
        .says(&["Pinball loss", "Within 95%", "No growth"]);
    let trail = house.trail().await;
    for action in [
        "forecast-asked-for",
        "forecast-ended",
        "forecast-downloaded",
    ] {
        assert!(trail.iter().any(|entry| entry.0 == action), "{action}");
    }
}

#[tokio::test]
async fn a_simulation_is_stopped_and_one_that_cannot_be_says_why() {
    let house = House::open().await;
    let mut officer = house.signed_in(Role::FinanceOfficer).await;
    let stopped = officer
        .post("/high-needs/runs", &[])
        .await
        .location()
        .to_owned();
    let answer = officer.post(&format!("{stopped}/stop"), &[]).await;
    assert_eq!(answer.location(), stopped);
    officer.get(&stopped).await.says(&["Stopped"]);
    let failed = officer
        .post("/high-needs/runs", &[])
        .await
        .location()
        .to_owned();
    assert!(work_on(&house).await);
    officer
        .get(&failed)
        .await
        .says(&["Could not be done", "two SEN2 returns"]);
    let mut caseworker = house.signed_in(Role::Caseworker).await;
    for path in ["/high-needs/runs".to_owned(), format!("{stopped}/stop")] {
        let answer = caseworker.post(&path, &[]).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
    }
}
