//! A trust with many schools: its pages stay small, and are answered by as many statements as those of a trust with few.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use send_banding::access::Role;
use send_banding::ids::EstablishmentId;
use send_banding::store::award::AwardPrice;
use send_banding::store::profile::ProfileState;
use send_banding::store::{Tx, award, decision, profile, user};

use crate::payments::set_calendar;
use crate::query_plans::{count_statements, counted};
use crate::rig::{Browser, House};
use crate::sample;

/// The limit on a page's size.
const GZIPPED_MAX: usize = 100_000;
const SCHOOLS: u32 = 60;
const CHILDREN: u32 = 8;
const PERIODS: u32 = 3;
const PAGES: [&str; 5] = [
    "/awards",
    "/awards/payments",
    "/awards/payments.csv",
    "/awards/values",
    "/awards/values.csv",
];

/// Another school with children who have £10.00 a day each.
async fn school(tx: &mut Tx, house: &House, number: u32) -> EstablishmentId {
    let name = format!("Lantern Academy {number:02}");
    let kept = sample::keep_establishment(tx, &name, 130_000 + number).await;
    let school = kept.unwrap();
    for one in 0..CHILDREN {
        let reference = format!("EX-4{number:02}{one:02}");
        let surname = format!("Person{number}{one}");
        let child = sample::keep_child(tx, &reference, "Ada", &surname).await;
        let child = child.unwrap().id;
        let officer = &house.authority.caseworker;
        let scored = sample::profile(&child, officer, ProfileState::Agreed);
        let decided = sample::decision(&scored.1, &child, officer);
        profile::insert_all(tx, &[scored]).await.unwrap();
        decision::insert_all(tx, std::slice::from_ref(&decided))
            .await
            .unwrap();
        let (head, mut terms) = sample::award(&decided, Some(&school), "F");
        terms.price = AwardPrice::Protected;
        terms.annual = Some(sample::money(365_000));
        award::insert_all(tx, &[(head, terms)]).await.unwrap();
    }
    school
}

/// How many statements each page takes.
async fn statements(trust: &mut Browser<'_>) -> Vec<usize> {
    let mut counts = Vec::new();
    for page in PAGES {
        count_statements();
        trust.get(page).await;
        counts.push(counted());
    }
    counts
}

#[tokio::test]
async fn the_pages_of_a_trust_with_sixty_schools_are_small_and_ask_no_more_often() {
    let house = House::open().await;
    let mut officer = house.signed_in(Role::FinanceOfficer).await;
    let mut head = house.signed_in(Role::HeadOfSend).await;
    set_calendar(&mut officer).await;
    let mut tx = house.store.begin().await.unwrap();
    let known = user::find_by_name(&mut tx, "trust").await.unwrap();
    let mut known = known.unwrap();
    let first = school(&mut tx, &house, 0).await;
    known.establishments = [first.clone(), school(&mut tx, &house, 1).await].into();
    user::update(&mut tx, &known).await.unwrap();
    tx.commit().await.unwrap();
    let mut trust = house.signed_in_as("trust").await;
    let few = statements(&mut trust).await;
    let mut tx = house.store.begin().await.unwrap();
    let known = user::find_by_name(&mut tx, "trust").await.unwrap();
    let mut known = known.unwrap();
    for number in 2..SCHOOLS {
        let more = school(&mut tx, &house, number).await;
        known.establishments.insert(more);
    }
    user::update(&mut tx, &known).await.unwrap();
    tx.commit().await.unwrap();
    for period in 1..=PERIODS {
        let path = format!("/payments/2026/periods/{period}");
        for (browser, step) in [(&mut officer, "propose"), (&mut head, "release")] {
            let done = browser.post(&format!("{path}/{step}"), &[]).await;
            assert_eq!(done.location(), path);
        }
    }
    let many = statements(&mut trust).await;
    assert_eq!(many, few, "statements of {PAGES:?}");
    assert!(few.iter().all(|count| *count > 0), "{few:?}");
    for page in PAGES.into_iter().filter(|page| !page.ends_with(".csv")) {
        let answer = trust.get(page).await;
        let mut gzipped = GzEncoder::new(Vec::new(), Compression::default());
        gzipped.write_all(&answer.bytes).unwrap();
        let size = gzipped.finish().unwrap().len();
        assert!(size <= GZIPPED_MAX, "{page}: {size} bytes gzipped");
    }
    // The sums are of everything, the lines of a page, and the file has all of them.
    let all = trust.get("/awards/payments").await;
    let children = SCHOOLS * CHILDREN;
    all.says(&[
        &format!("Period 1 from 1 Apr 2026 {children} £144,000.00"),
        &format!("Period 2 from 1 May 2026 {children} £148,800.00"),
        "Paid so far this year",
        "£436,800.00",
        "By establishment, this year so far",
        "Lantern Academy 59 8 £7,280.00",
    ]);
    let rows = |body: &str| body.matches("Name withheld").count() + body.matches("Person").count();
    assert_eq!(rows(&all.body), 50);
    let last = trust.get("/awards/payments?page=29").await;
    assert_eq!(rows(&last.body), 40);
    let csv = trust.get("/awards/payments.csv").await;
    let lines = csv.body.lines().filter(|line| line.contains("EX-4"));
    assert_eq!(lines.count(), (children * PERIODS) as usize);
    assert!(csv.header("content-disposition").contains("payments-2026"));
    // One school alone has its own sums.
    let one = format!("/awards/payments?establishment={first}");
    let one = trust.get(&one).await;
    one.says(&["Period 1 from 1 Apr 2026 8 £2,400.00", "Lantern Academy 00"]);
    one.says_nothing_of(&["By establishment", "£144,000.00"]);
    // Another's is nobody's, on the page and in the file.
    for path in ["payments", "payments.csv"] {
        let forged = format!(
            "/awards/{path}?establishment={}",
            house.authority.birch_lane
        );
        let page = trust.get(&forged).await;
        assert_eq!(page.status, axum::http::StatusCode::NOT_FOUND, "{path}");
        assert_eq!(house.trail().await.remove(0).0, "awards-refused");
    }
}
