//! An administrator imports a weekly extract of the case system, sees what changes first, and works through what could not
//! be taken.

use std::task::Poll;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use futures_util::stream;
use jiff::civil::date;
use send_banding::access::Role::{Administrator, Caseworker};
use send_banding::needs::Need;
use send_banding::store::{blob, child, identity, placement, plan};

use crate::rig::{Answer, Browser, HOST, House};
use crate::sample;

on_both!(
    an_extract_is_compared_then_imported_and_its_problems_worked_through,
    a_sudden_loss_is_asked_about_and_nobody_is_deleted,
    another_full_time_equivalent_begins_a_placement_on_the_day_of_the_extract,
);

const HERE: &str = "/administration/imports";
pub const GIVE: &str = "/administration/imports/caseload";
pub const HEADINGS: &str = "Case reference,Surname,First name,Date of birth,UPN,Plan start date,Primary need,URN,Placement start,Hobby\n";

/// Zofia as she is on record: nothing changes. Her placement has no first day there.
const ZOFIA: &str = "EX-1001,Łęcka,Zofia,15/06/2014,,29/07/2020,ASD,123456,01/09/2024,chess\n";

pub async fn give(browser: &mut Browser<'_>, path: &str, text: &str) -> Answer {
    let fields = [("system", "case-system"), ("corrects", path)];
    browser
        .upload(GIVE, &fields, ("file", "week 36.csv", text.as_bytes()))
        .await
}

/// The value of a hidden field.
fn hidden(page: &Answer, name: &str) -> String {
    let at = page.body.find(&format!("name=\"{name}\"")).unwrap();
    let rest = &page.body[at..];
    let value = rest.split("value=\"").nth(1).unwrap();
    value.split('"').next().unwrap().to_owned()
}

/// Confirms what is shown, with other fields.
pub async fn confirm(browser: &mut Browser<'_>, at: &str, fields: &[(&str, &str)]) -> Answer {
    let shown = hidden(&browser.get(at).await, "shown");
    let mut all = vec![("shown", shown.as_str())];
    all.extend(fields);
    browser.post(at, &all).await
}

async fn an_extract_is_compared_then_imported_and_its_problems_worked_through(house: House) {
    let mut administrator = house.signed_in(Administrator).await;
    administrator
        .get("/")
        .await
        .says(&["Import", "Establishments"]);
    administrator
        .get(HERE)
        .await
        .says(&["Nothing was imported yet."]);
    let extract = format!(
        "{HEADINGS}{ZOFIA}EX-1002,Okoro-Mbeki,Ben,15/06/2014,,29/07/2020,PMLD,123457,,\n\
         EX-9001,Ŵyn,Siân,01/02/2016,,01/03/2022,SEMH,123456,01/09/2022,\n\
         EX-9002,Nowak,Jan,31/02/2016,,,,,,\n\
         EX-9003,ليلى,Layla,01/05/2015,,01/03/2022,HI,999999,01/09/2022,\n"
    );
    let given = give(&mut administrator, "", &extract).await;
    let at = given.location().to_owned();
    let page = administrator.get(&at).await;
    page.says(&[
        "Nothing was changed yet.",
        "Rows read 5",
        "New children 1",
        "Changed 1",
        "Unchanged 1",
        "With problems, not taken 2",
        "the column “Hobby” (J) is not in the list of columns",
        "Row 5, Date of birth No Date of birth “31/02/2016” is no date.",
        "No establishment on record has the URN 999999.",
    ]);
    administrator
        .get(&format!("{at}?show=changed"))
        .await
        .says(&["Ben Okoro-Mbeki", "Surname Okoro → Okoro-Mbeki"]);
    administrator
        .get(&format!("{at}?show=new"))
        .await
        .says(&["Siân Ŵyn", "EX-9001"]);
    // Who looked is on the trail, and nothing else happened.
    assert_eq!(house.trail().await.remove(0).0, "caseload-compared");
    let done = confirm(&mut administrator, &at, &[]).await;
    let run = done.location().to_owned();
    let page = administrator.get(&run).await;
    page.says(&[
        "5 rows were read: 1 new, 1 changed, 1 unchanged, 2 not taken.",
        "Open problems 2",
        "Row 5, Date of birth",
    ]);
    assert_eq!(
        administrator.get(&at).await.status,
        StatusCode::NOT_FOUND,
        "imported once"
    );
    let mut tx = house.store.read().await.unwrap();
    let new = child::find_by_local_id(&mut tx, &"EX-9001".parse().unwrap())
        .await
        .unwrap()
        .unwrap();
    let named = identity::find(&mut tx, &new.id).await.unwrap().unwrap();
    assert_eq!(
        (named.forename.as_str(), named.surname.as_str()),
        ("Siân", "Ŵyn")
    );
    let open = plan::open_of(&mut tx, &new.id).await.unwrap().unwrap();
    assert_eq!(open.starts_on, Some(date(2022, 3, 1)));
    let version = plan::latest_version(&mut tx, &open.id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(version.needs, [Need::Semh]);
    let placed = placement::all_of(&mut tx, &new.id).await.unwrap();
    assert_eq!(
        placed[0].establishment.as_ref(),
        Some(&house.authority.birch_lane)
    );
    drop(tx);

    problems_are_worked_through(&house, &mut administrator, &run).await;
    // The record says who keeps it.
    let record = format!("/children/{}", house.authority.ben);
    administrator
        .get(&record)
        .await
        .says(&["kept in the case system"]);
    // The same extract again, now that its names are on record, changes nothing more.
    let again = give(&mut administrator, "", &format!("{HEADINGS}{ZOFIA}")).await;
    administrator
        .get(again.location())
        .await
        .says(&["Unchanged 1", "New children 0", "Changed 0"]);
    let mut other = house.signed_in(Caseworker).await;
    assert_eq!(other.get(HERE).await.status, StatusCode::FORBIDDEN);
    for path in [GIVE, "/administration/establishments/register"] {
        assert_eq!(
            unread(&mut other, path).await.status,
            StatusCode::FORBIDDEN,
            "{path}"
        );
    }
}

/// Sends a form that nobody may read.
async fn unread(browser: &mut Browser<'_>, path: &str) -> Answer {
    let parts = stream::poll_fn(|_| -> Poll<Option<std::io::Result<Vec<u8>>>> {
        panic!("a form is read whose sender may not send it")
    });
    let request = Request::post(path)
        .header(header::ORIGIN, format!("http://{HOST}"))
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
        .body(Body::from_stream(parts));
    browser.send(request.unwrap()).await
}

/// A row is corrected on the page, another is given again, and the counts go down.
async fn problems_are_worked_through(house: &House, administrator: &mut Browser<'_>, run: &str) {
    let file = administrator.get(&format!("{run}/problems.csv")).await;
    assert!(
        file.body.contains("week 36.csv,5,Date of birth,FALSE,"),
        "{}",
        file.body
    );
    let row = format!("{run}/rows/5");
    administrator
        .get(&row)
        .await
        .holds(&["value=\"31/02/2016\"", "value=\"Nowak\""]);
    let fields = |born| {
        [
            ("reference", "EX-9002"),
            ("surname", "Nowak"),
            ("forename", "Jan"),
            ("birth-date", born),
        ]
    };
    let still_wrong = administrator.post(&row, &fields("30/02/2016")).await;
    assert_eq!(still_wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    still_wrong.holds(&["value=\"30/02/2016\""]);
    assert_eq!(
        administrator
            .post(&row, &fields("29/02/2016"))
            .await
            .location(),
        run
    );
    let page = administrator.get(run).await;
    page.says(&["Row 5 was taken", "Open problems 1"]);
    assert_eq!(house.trail().await[1].0, "import-row-corrected");
    assert_eq!(administrator.get(&row).await.status, StatusCode::NOT_FOUND);
    // The other comes back in a file of its own, from which nobody is missing.
    let rows = administrator.get(&format!("{run}/rows.csv")).await;
    assert!(
        rows.body.contains("EX-9003,ليلى,Layla,01/05/2015"),
        "{}",
        rows.body
    );
    let corrected = rows.body.replace("999999", "123457");
    let id = run.rsplit('/').next().unwrap();
    let given = give(administrator, id, &corrected).await;
    let at = given.location().to_owned();
    administrator
        .get(&at)
        .await
        .says_nothing_of(&["Of the caseload, not in the extract"]);
    confirm(administrator, &at, &[]).await.location();
    administrator
        .get(run)
        .await
        .says(&["Open problems 0", "No problem is open."]);
    administrator.get(HERE).await.says(&["2 imports"]);
    // What was settled is settled.
    let late = administrator
        .post(&format!("{run}/problems"), &[("problem", "1")])
        .await;
    assert_eq!(late.status, StatusCode::CONFLICT);
}

/// A column of FTE beside Ben's, of whom nothing else changes.
fn ben_at(fte: &str) -> String {
    let headings = HEADINGS.replace("Hobby", "FTE");
    format!("{headings}EX-1002,Okoro,Ben,15/06/2014,,29/07/2020,PMLD,123457,,{fte}\n")
}

async fn bens_placements(house: &House) -> Vec<placement::Placement> {
    let mut tx = house.store.read().await.unwrap();
    placement::all_of(&mut tx, &house.authority.ben)
        .await
        .unwrap()
}

async fn another_full_time_equivalent_begins_a_placement_on_the_day_of_the_extract(house: House) {
    let mut administrator = house.signed_in(Administrator).await;
    let [before] = bens_placements(&house).await.try_into().unwrap();
    let was = before.fte.to_string();
    let given = give(&mut administrator, "", &ben_at("0.35")).await;
    let at = given.location().to_owned();
    administrator
        .get(&format!("{at}?show=changed"))
        .await
        .says(&[&format!("Full-time equivalent (FTE) {was} → 0.35")]);
    confirm(&mut administrator, &at, &[]).await.location();
    let [ended, now] = bens_placements(&house).await.try_into().unwrap();
    let on = sample::TODAY;
    assert_eq!(
        (&ended.id, ended.from, ended.to),
        (&before.id, before.from, Some(on))
    );
    assert_eq!(
        (now.from, now.to, now.fte.to_string()),
        (Some(on), None, "0.35".to_owned())
    );
    assert_eq!(now.establishment, before.establishment);
    // The same again changes nothing; another on the same day changes the placement itself.
    let again = give(&mut administrator, "", &ben_at("0.35")).await;
    let page = administrator.get(again.location()).await;
    page.says(&["Changed 0", "Unchanged 1"]);
    let other = give(&mut administrator, "", &ben_at("0.4")).await;
    let at = other.location().to_owned();
    confirm(&mut administrator, &at, &[]).await.location();
    let all = bens_placements(&house).await;
    let shares: Vec<String> = all.iter().map(|one| one.fte.to_string()).collect();
    assert_eq!(shares, [was, "0.4".to_owned()]);
    // A blank cell keeps what is on record, and nonsense is said with its column.
    let blank = give(&mut administrator, "", &ben_at("")).await;
    administrator
        .get(blank.location())
        .await
        .says(&["Unchanged 1"]);
    let wrong = give(&mut administrator, "", &ben_at("1.5")).await;
    administrator.get(wrong.location()).await.says(&[
        "Full-time equivalent (FTE) “1.5” is no number above 0 and at most 1, such as 0.6.",
    ]);
    assert_eq!(bens_placements(&house).await, all);
}

async fn a_sudden_loss_is_asked_about_and_nobody_is_deleted(house: House) {
    let mut administrator = house.signed_in(Administrator).await;
    // A row that cannot be read is of somebody all the same, however its reference is written.
    let unread = "\"=\"\"EX-2000\"\"\",Person00,Ada,31/02/2014,,,,,,\n";
    let extract = format!("{HEADINGS}{ZOFIA}{unread}");
    let given = give(&mut administrator, "", &extract).await;
    let at = given.location().to_owned();
    let page = administrator.get(&format!("{at}?show=missing")).await;
    page.says(&[
        "Not in the extract",
        "It may be only a part of it",
        "Name withheld EX-1003",
        "EX-2001",
    ]);
    page.says_nothing_of(&["Hidden", "EX-2000"]);
    let unsaid = confirm(&mut administrator, &at, &[("end", "yes")]).await;
    assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY);
    unsaid.says(&["say the number"]);
    let wrong = confirm(&mut administrator, &at, &[("end", "yes"), ("missing", "1")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let mut tx = house.store.read().await.unwrap();
    let held = plan::open_of(&mut tx, &house.authority.ben).await.unwrap();
    assert!(held.is_some(), "nothing ended yet");
    let all = child::all(&mut tx).await.unwrap().len();
    drop(tx);
    let missing = page.text();
    let missing = missing
        .split("Of the caseload, not in the extract ")
        .nth(1)
        .unwrap();
    let missing = missing.split(' ').next().unwrap().to_owned();
    let done = confirm(
        &mut administrator,
        &at,
        &[("end", "yes"), ("missing", &missing)],
    )
    .await;
    let run = done.location().to_owned();
    let ended = format!("The plans and placements of {missing} children were ended.");
    administrator.get(&run).await.says(&[&ended]);
    let mut tx = house.store.read().await.unwrap();
    assert_eq!(
        plan::open_of(&mut tx, &house.authority.ben).await.unwrap(),
        None
    );
    assert!(
        plan::open_of(&mut tx, &house.authority.zofia)
            .await
            .unwrap()
            .is_some()
    );
    let placed = placement::all_of(&mut tx, &house.authority.ben)
        .await
        .unwrap();
    assert!(placed.iter().all(|one| one.to.is_some()), "{placed:?}");
    assert_eq!(
        child::all(&mut tx).await.unwrap().len(),
        all,
        "nobody is deleted"
    );
}

#[tokio::test]
async fn a_file_that_is_no_extract_is_refused_with_what_it_lacks() {
    let house = House::open().await;
    let mut administrator = house.signed_in(Administrator).await;
    for (name, bytes, said) in [
        (
            "a.csv",
            &b"Case ref,Surname,First nam,DOB\n1,a,b,c\n"[..],
            "“Forename” (the nearest is “First nam”)",
        ),
        ("a.pdf", b"%PDF-1.7", "the name must end in"),
        ("a.xlsx", b"%PDF-1.7", "it is a PDF"),
        (
            "a.csv",
            b"Case reference,Surname\nEX-1,Si\xe2n\n",
            "line 2: the text is not UTF-8",
        ),
        ("a.csv", b"", "is empty"),
        ("a.csv", HEADINGS.as_bytes(), "there is no child"),
    ] {
        let fields = [("system", "case-system")];
        let answer = administrator
            .upload(GIVE, &fields, ("file", name, bytes))
            .await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        answer.says(&["There is a problem", said]);
    }
    let none = administrator
        .upload(GIVE, &[("system", "case-system")], ("file", "", b""))
        .await;
    none.says(&["Choose the file of the extract"]);
    let unknown = administrator
        .upload(GIVE, &[("system", "moon")], ("file", "a.csv", b"a\n1\n"))
        .await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    let late = [
        ("system", "case-system"),
        ("on-day", "1"),
        ("on-month", "1"),
        ("on-year", "2030"),
    ];
    let late = administrator
        .upload(GIVE, &late, ("file", "a.csv", ZOFIA.as_bytes()))
        .await;
    late.says(&["Day of the extract must not be after today"]);
    let wrong = [("system", "case-system")];
    let wrong = administrator
        .upload(GIVE, &wrong, ("columns", "x.toml", b"code = 1"))
        .await;
    wrong.says(&[
        "The list of columns cannot be used",
        "Choose the file of the extract",
    ]);
    assert!(
        !house
            .trail()
            .await
            .iter()
            .any(|entry| entry.0.starts_with("caseload"))
    );
}

#[tokio::test]
async fn an_extract_is_its_givers_alone_and_is_imported_as_it_was_shown() {
    let house = House::open().await;
    let mut administrator = house.signed_in(Administrator).await;
    let moved = format!("{HEADINGS}EX-1001,Lecka,Zofia,15/06/2014,,,,,,\n");
    let given = give(&mut administrator, "", &moved).await;
    let at = given.location().to_owned();
    let shown = hidden(&administrator.get(&at).await, "shown");
    let other_shown = "0".repeat(64);
    let stale = administrator.post(&at, &[("shown", &other_shown)]).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    let nonsense = administrator.post(&at, &[("shown", "x")]).await;
    assert_eq!(nonsense.status, StatusCode::BAD_REQUEST);
    // A day later it is gone.
    house.wait(24 * 3600 + 1);
    let mut administrator = house.signed_in(Administrator).await;
    let late = administrator.post(&at, &[("shown", &shown)]).await;
    assert_eq!(late.status, StatusCode::NOT_FOUND);
    let id = at.rsplit('/').next().unwrap().parse().unwrap();
    let mut tx = house.store.read().await.unwrap();
    let file = blob::find(&mut tx, &id).await.unwrap();
    assert_eq!(file, None, "removed when its giver signed in");
}

/// The address of a run with one row that was not taken, in row 2.
pub async fn with_a_problem(administrator: &mut Browser<'_>) -> String {
    let extract = format!("{HEADINGS}EX-9009,Nowak,Jan,31/02/2016,,,,,,\n");
    let at = give(administrator, "", &extract)
        .await
        .location()
        .to_owned();
    let done = confirm(administrator, &at, &[]).await;
    done.location().to_owned()
}
