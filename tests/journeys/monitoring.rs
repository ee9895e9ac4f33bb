//! A year against its budget: the ledger comes in, the record commits the rest, virements take two, and the causes add up.

use axum::http::StatusCode;
use jiff::civil::date;
use send_banding::access::Role;
use send_banding::service::monitoring::{self, Rag};
use send_banding::service::{Moment, rule_book};
use send_banding::store::{Page, import_run, ledger};

use crate::payments::set_calendar;
use crate::reconciliation::awards;
use crate::rig::{Browser, House};
use crate::sample;

on_both!(
    a_ledger_is_taken_whole_and_the_same_again_changes_nothing,
    a_year_is_monitored_to_the_penny,
    a_line_is_explained_marked_and_followed_from_what_was_reported
);

const YEAR: &str = "/high-needs/monitoring/2026-27";

/// Twelve periods of budget, and two of actuals: top-ups, and a service that no placement bears.
fn extract() -> String {
    let mut text = "Period,Cost centre,Description,S251 line,Budget,Actual,Accruals\n".to_owned();
    for period in 1..=12 {
        let (top_ups, service) = match period {
            1 => ("600.00,5.00", "1000,0"),
            2 => ("610.00,0", "900,50"),
            _ => ("0,0", "0,0"),
        };
        text.push_str(&format!("{period},EX100,Top-ups,1.2.1,600,{top_ups}\n"));
        text.push_str(&format!(
            "{period},EX200,Support (invented),1.2.5,1000,{service}\n"
        ));
    }
    text
}

async fn import(officer: &mut Browser<'_>, text: &str) -> crate::rig::Answer {
    let file = ("file", "ledger.csv", text.as_bytes());
    officer.upload(&format!("{YEAR}/ledger"), &[], file).await
}

async fn a_ledger_is_taken_whole_and_the_same_again_changes_nothing(house: House) {
    let mut officer = house.signed_in(Role::FinanceOfficer).await;
    officer
        .get(YEAR)
        .await
        .says(&["There is nothing to monitor yet"]);
    let first = import(&mut officer, &extract()).await;
    assert_eq!(first.status, StatusCode::OK, "{}", first.text());
    first.says(&[
        "24 rows: 24 added, 0 changed",
        "What changed",
        "EX200 Support (invented)",
    ]);
    import(&mut officer, &extract())
        .await
        .says(&["0 added, 0 changed, 0 no longer there, 24 as they were"]);

    let mut tx = house.store.read().await.unwrap();
    let runs = import_run::all(&mut tx, Page::new(1, 10)).await.unwrap();
    assert_eq!(runs.items[0].file_name, "ledger.csv");
    drop(tx);

    // A period is stated whole: one cost centre is changed, one is there no more. The other periods stay.
    let april = "Period,Cost centre,Budget,Actual\nP01,EX100,600,700.00\n";
    let changed = import(&mut officer, april).await;
    changed.says(&[
        "0 added, 1 changed, 1 no longer there",
        "£600.00 to £700.00",
        "£1,000.00 to £0.00",
    ]);
    let mut tx = house.store.read().await.unwrap();
    let held = ledger::of_year(&mut tx, date(2026, 4, 1)).await.unwrap();
    assert_eq!(held.len(), 24);
    drop(tx);

    // One row that cannot be read, and nothing is taken.
    let broken = "Period,Cost centre,Budget,Actual\n1,EX100,1,1\n1,EX999,1,1\n13,EX100,1,1\n";
    let refused = import(&mut officer, broken).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.says(&[
        "Nothing was taken: 2 of 3 rows cannot be read",
        "row 3",
        "nothing says which section 251 line EX999 counts under",
        "not 1 (April) to 12 (March)",
    ]);
    let mut tx = house.store.read().await.unwrap();
    assert_eq!(
        ledger::of_year(&mut tx, date(2026, 4, 1)).await.unwrap(),
        held
    );
    drop(tx);
    let file = ("file", "l.csv", b"a,b\n1,2\n".as_slice());
    let none = officer.upload(&format!("{YEAR}/ledger"), &[], file).await;
    none.says(&["lacks Cost centre, Period, Budget, Actual"]);
    let mut head = house.signed_in(Role::HeadOfSend).await;
    assert_eq!(import(&mut head, april).await.status, StatusCode::FORBIDDEN);
    assert!(
        house
            .trail()
            .await
            .iter()
            .any(|entry| entry.0 == "ledger-imported")
    );
}

async fn a_year_is_monitored_to_the_penny(house: House) {
    // Two children at £10.00 a day from 1 April, and what else the house holds.
    awards(&house, &[("EX-3001", "Vale"), ("EX-3002", "Ward")]).await;
    let mut officer = house.signed_in(Role::FinanceOfficer).await;
    let mut head = house.signed_in(Role::HeadOfSend).await;
    set_calendar(&mut officer).await;
    // Before the ledger holds anything the chart's figures are asked for without a period.
    let before = officer.get(YEAR).await;
    let csv = format!("{YEAR}/months.csv");
    before.holds(&[&format!("href=\"{csv}\"")]);
    assert_eq!(officer.get(&csv).await.status, StatusCode::OK);
    import(&mut officer, &extract()).await;
    officer
        .get(YEAR)
        .await
        .says(&["everything on record counts as volume", "May"]);
    officer.post(&format!("{YEAR}/basis"), &[]).await.location();
    assert_eq!(
        head.post(&format!("{YEAR}/basis"), &[]).await.status,
        StatusCode::FORBIDDEN
    );

    // One gives what the other gets; whoever proposed it does not approve it.
    let path = format!("{YEAR}/virements");
    let wrong = officer
        .post(&path, &[("from-line", "1.2.5"), ("to-line", "1.2.5")])
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields = [
        ("from-line", "1.2.5"),
        ("to-line", "1.2.1"),
        ("amount", "250.50"),
        ("reason", "More plans than planned"),
    ];
    // A line gives no more than it has, with what waits to be taken from it.
    for (amount, said) in [("999999999", "to give"), ("250,50", "12,345.67")] {
        let mut fields = fields;
        fields[2].1 = amount;
        let refused = officer.post(&path, &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{amount}");
        refused.says(&[said]);
    }
    officer.post(&path, &fields).await.location();
    let waiting = officer.get(&path).await;
    waiting.says(&["Waiting", "More plans than planned"]);
    waiting.says_nothing_of(&["value=\"approve\""]);
    let mut tx = house.store.read().await.unwrap();
    let all = send_banding::store::budget::virements(&mut tx, date(2026, 4, 1))
        .await
        .unwrap();
    drop(tx);
    let one = format!("{path}/{}", all[0].id);
    let answer = [("answer", "approve")];
    assert_eq!(
        officer.post(&one, &answer).await.status,
        StatusCode::FORBIDDEN
    );
    head.get(&path).await.holds(&["value=\"approve\""]);
    head.post(&one, &answer).await.location();
    officer
        .get(&path)
        .await
        .says(&["Approved", "−£250.50", "£0.00"]);

    let actor = officer_actor(&house).await;
    let moment = Moment::of(sample::at(0));
    let year = monitoring::year_named("2026-27", moment).unwrap();
    let told = monitoring::of_year(&house.store, rule_book(), &actor, (year, None), moment).await;
    let told = told.unwrap();
    assert_eq!(told.period, 2);
    for line in told.lines.iter().chain([&told.total]) {
        let split = line.split;
        let causes = [split.volume, split.mix, split.price, split.timing].map(|sum| sum.pence());
        assert_eq!(
            causes.iter().sum::<i64>(),
            line.variance.pence(),
            "{line:?}"
        );
        assert_eq!(
            line.forecast.pence(),
            line.posted.pence() + line.accruals.pence() + line.committed.pence()
        );
        assert_eq!(
            line.variance.pence(),
            line.forecast.pence() - line.budget.pence()
        );
    }
    assert_eq!(told.total.virements.pence(), 0);
    // The picture ends where the table does.
    assert_eq!(told.months[11][2], Some(told.total.forecast));
    let service = told.lines.iter().find(|line| line.line == "1.2.5").unwrap();
    // £12,000.00 less £250.50; £1,900.00 posted and £50.00 accrued of £2,000.00, and the rest of the year to come.
    assert_eq!(service.budget.pence(), 1_174_950);
    assert_eq!(service.forecast.pence(), 195_000 + 974_950);
    assert_eq!(service.split.timing.pence(), -5_000);
    let last = told.months.last().unwrap();
    assert_eq!(last[2], Some(told.total.forecast));
    assert_eq!(
        told.months[1][1].unwrap().pence(),
        told.total.posted.pence() + told.total.accruals.pence()
    );

    let page = officer.get(YEAR).await;
    // First of all, which lines are over and by how much.
    let over = told.lines.iter().filter(|line| line.variance.pence() > 0);
    for line in over {
        page.says(&[&format!("{} over", line.variance)]);
    }
    page.says(&[
        "All lines together are forecast",
        "Why the forecast is not the budget",
        "Timing",
        "Committed to year end",
    ]);
    let april = officer.get(&format!("{YEAR}?period=1")).await;
    april.says(&["The ledger is to the end of April"]);
    assert_eq!(
        officer.get(&format!("{YEAR}?period=13")).await.status,
        StatusCode::NOT_FOUND
    );
    let csv = officer.get(&format!("{YEAR}/lines.csv")).await;
    assert!(
        csv.body
            .contains("1.2.5,SEN support services,12000.00,-250.50,11749.50"),
        "{}",
        csv.body
    );
    // The chart of lines is its file: budget, ledger and forecast of each.
    page.says(&["Budget, ledger and forecast by line"]);
    page.holds(&[&format!("href=\"{YEAR}/by-line.csv?period=2\"")]);
    let by_line = officer.get(&format!("{YEAR}/by-line.csv?period=2")).await;
    assert!(
        by_line
            .body
            .contains("1.2.5 SEN support services,11749.50,1950.00,11699.50"),
        "{}",
        by_line.body
    );
    assert_eq!(
        officer.get(&format!("{YEAR}/monitoring.xlsx")).await.status,
        StatusCode::OK
    );
    // It is answered once.
    head.post(&one, &[("answer", "decline")]).await.location();
    head.get(&path)
        .await
        .says(&["Somebody else answered first"]);
}

async fn a_line_is_explained_marked_and_followed_from_what_was_reported(house: House) {
    awards(&house, &[("EX-3001", "Vale"), ("EX-3002", "Ward")]).await;
    let mut officer = house.signed_in(Role::FinanceOfficer).await;
    let mut head = house.signed_in(Role::HeadOfSend).await;
    set_calendar(&mut officer).await;
    import(&mut officer, &extract()).await;
    let told = |period| {
        let house = &house;
        async move {
            let actor = officer_actor(house).await;
            let moment = Moment::of(sample::at(0));
            let at = (
                monitoring::year_named("2026-27", moment).unwrap(),
                Some(period),
            );
            let told = monitoring::of_year(&house.store, rule_book(), &actor, at, moment).await;
            told.unwrap()
        }
    };
    let of = |told: &monitoring::Monitoring, line: &str| {
        let found = told.lines.iter().find(|one| one.line == line);
        found.unwrap().clone()
    };

    // Nothing was reported: nothing has moved. April is reported, and May says how far it is from there.
    let may = told(2).await;
    assert_eq!((may.moved_from, of(&may, "1.2.5").moved), (None, None));
    let page = officer.get(YEAR).await;
    page.says(&["No earlier period of the year was reported", "Not reported"]);
    let path = format!("{YEAR}/reported");
    let april = [("period", "1")];
    assert_eq!(head.post(&path, &april).await.status, StatusCode::FORBIDDEN);
    assert_eq!(
        officer.post(&path, &[("period", "3")]).await.status,
        StatusCode::NOT_FOUND
    );
    for _ in 0..2 {
        officer.post(&path, &april).await.location();
    }
    let (april, may) = (told(1).await, told(2).await);
    assert!(april.reported_on.is_some() && april.moved_from.is_none());
    assert_eq!(may.moved_from.unwrap().0, 1);
    for line in &may.lines {
        let before = of(&april, &line.line).forecast;
        let moved = line.forecast.pence() - before.pence();
        assert_eq!(line.moved.unwrap().pence(), moved, "{}", line.line);
    }
    // £900.00 posted and £50.00 accrued in May where £1,000.00 was to come.
    assert_eq!(of(&may, "1.2.5").moved.unwrap().pence(), -5_000);
    let moved = may.total.forecast.pence() - april.total.forecast.pence();
    assert_eq!(may.total.moved.unwrap().pence(), moved);
    let trail = house.trail().await;
    let reported = trail.iter().filter(|one| one.0 == "monitoring-reported");
    assert_eq!(reported.count(), 1);

    // £1,950.00 and £10,000.00 to come of £12,000.00: 0.4 per cent under, and small.
    let service = of(&may, "1.2.5");
    assert_eq!((service.share, service.rag), (Some(-4), Rag::Green));
    let path = format!("{YEAR}/thresholds");
    let fields = [
        ("from-day", "1"),
        ("from-month", "5"),
        ("from-year", "2026"),
        ("amber", "0.4"),
        ("red", "3"),
        ("least", "50"),
    ];
    let wrong = officer.post(&path, &fields[..5]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    officer.post(&path, &fields).await.location();
    officer.get(&path).await.says(&["0.4%", "1 May 2026"]);
    let may = told(2).await;
    assert_eq!(of(&may, "1.2.5").rag, Rag::Amber);
    // They hold from May on.
    assert_eq!(told(1).await.thresholds, monitoring::Thresholds::assumed());

    // What is said is of its line and period; who answers for the line is offered again.
    let path = format!("{YEAR}/lines/1.2.5");
    let fields = [
        ("period", "2"),
        ("seen", "0"),
        ("low", "11,000"),
        ("high", "12,500.50"),
        ("owner", "Head of inclusion (invented)"),
        ("provider", "Oak Hill (invented)"),
        ("reason", "A post is vacant"),
    ];
    let wrong = officer.post(&path, &[("period", "2"), ("low", "1")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.says(&["Enter both ends of the range, or neither", "Say why"]);
    for _ in 0..2 {
        officer.post(&path, &fields).await.location();
    }
    let other = [fields[0], fields[1], ("reason", "Another reason")];
    let lost = officer.post(&path, &other).await;
    lost.says(&["Nothing of yours was kept", "A post is vacant"]);
    assert_eq!(
        head.post(&path, &fields).await.status,
        StatusCode::FORBIDDEN
    );
    officer.get(YEAR).await.says(&[
        "A post is vacant",
        "£11,000.00 to £12,500.50",
        "Head of inclusion (invented)",
        "Since April",
        "Amber",
    ]);
    officer
        .get(&format!("{YEAR}?period=1"))
        .await
        .says_nothing_of(&["A post is vacant"]);
    let later = officer.get(&format!("{path}?period=3")).await;
    later.holds(&["value=\"Head of inclusion (invented)\""]);
    later.says(&["A post is vacant"]);
    let csv = officer.get(&format!("{YEAR}/lines.csv")).await;
    assert!(
        csv.body.contains("-0.4,Amber,-50.00,0,0,11000.00,12500.50,Head of inclusion (invented),Oak Hill (invented),A post is vacant"),
        "{}",
        csv.body
    );
    let trail = house.trail().await;
    let said = trail.iter().filter(|one| one.0 == "monitoring-explained");
    assert_eq!(said.count(), 1);
    assert_eq!(
        officer.get(&format!("{YEAR}/lines/9.9")).await.status,
        StatusCode::NOT_FOUND
    );
}

async fn officer_actor(house: &House) -> send_banding::access::Actor {
    let mut tx = house.store.read().await.unwrap();
    let found = send_banding::store::user::find_by_name(&mut tx, Role::FinanceOfficer.code()).await;
    let found = found.unwrap().unwrap();
    send_banding::access::Actor {
        user: found.id,
        roles: [Role::FinanceOfficer].into(),
        establishments: [].into(),
        named_for: [].into(),
    }
}
