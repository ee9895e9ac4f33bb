//! Every workbook that the program writes of an invented authority, by command and by page, worked out anew by LibreOffice.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::{Request, StatusCode, header};
use calamine::{Data, Reader as _, Xlsx};
use clap::Parser as _;
use send_banding::access::Role;
use send_banding::commands::compare::{self, Compare};
use send_banding::commands::demo::{self, Demo};
use send_banding::commands::export::{self, Export};
use send_banding::commands::forecast::{self, Forecast};
use send_banding::commands::{Console, Exit};
use send_banding::demo::SignIns;
use send_banding::service::password::Passwords;
use send_banding::service::rule_book;
use send_banding::store::Store;
use send_banding::visit::{AppState, Clock, Council, Settings};
use send_banding::web;
use tower::ServiceExt as _;

use crate::another_program::{all_saved_by_libreoffice, cells, works_out_anew};
use crate::tables::{Folder, ran};

const HOST: &str = "banding.test";

/// Routes of workbooks that need what the invented authority has not: each has a test of its own by which it is worked out.
const ELSEWHERE: [&str; 1] = ["/high-needs/runs/{run}/forecast.xlsx"];

#[derive(clap::Parser)]
enum Line {
    Compare(Compare),
    Demo(Demo),
    #[command(subcommand)]
    Export(Export),
    Forecast(Forecast),
}

fn on(folder: &Folder, line: &str) {
    let words = ["send-banding"].into_iter().chain(line.split(' '));
    let url = format!("sqlite:{}", folder.path("demo.db").display());
    let words = words.chain(["--database", &url]);
    let asked = Line::try_parse_from(words).unwrap();
    let run = |console: &mut Console<'_>| match &asked {
        Line::Compare(asked) => compare::run(asked, console),
        Line::Demo(asked) => demo::run(asked, console),
        Line::Export(asked) => export::run(asked, console),
        Line::Forecast(asked) => forecast::run(asked, console),
    };
    let done = ran(run);
    assert_eq!(done.exit, Exit::Done, "{line}: {}", done.err);
}

/// The workbooks so far: what each is, where it is, and how many formulas it has at the least.
type Workbooks = Vec<(String, PathBuf, usize)>;

#[test]
fn libreoffice_works_every_workbook_out_to_what_it_says() {
    let folder = Folder::new();
    works_out_anew(&folder);
    on(&folder, "demo --plans 60 --seed 1 --on 2026-11-21");
    let mut made = Workbooks::new();
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(by_page(&folder, &mut made));
    by_command(&folder, &mut made);
    let paths: Vec<PathBuf> = made.iter().map(|(_, path, _)| path.clone()).collect();
    let saved = all_saved_by_libreoffice(&paths, &folder);
    let mut wrong = Vec::new();
    for ((name, path, formulas), saved) in made.iter().zip(&saved) {
        wrong.extend(differences(name, path, saved));
        let count = formulas_of(path);
        if count < *formulas {
            wrong.push(format!("{name}: {count} formulas, {formulas} expected"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The cells that are another thing once another program has worked the workbook out.
#[expect(
    clippy::float_arithmetic,
    reason = "a workbook holds its numbers as floats"
)]
fn differences(name: &str, written: &std::path::Path, saved: &std::path::Path) -> Vec<String> {
    let (written, saved) = (cells(written), cells(saved));
    let is_same = |one: &Data, other: Option<&Data>| match (one, other) {
        // Sums of floats in another order: nobody sees a millionth of a penny.
        (Data::Float(one), Some(Data::Float(other))) => (one - other).abs() < 1e-6,
        (one, other) => Some(one) == other,
    };
    let mut wrong: Vec<String> = written
        .iter()
        .filter(|(place, cell)| matches!(cell, Data::Error(_)) || !is_same(cell, saved.get(place)))
        .map(|(place, cell)| format!("{name}: {place:?}: {cell:?}, then {:?}", saved.get(place)))
        .collect();
    if saved.len() != written.len() {
        let (before, after) = (written.len(), saved.len());
        wrong.push(format!("{name}: {before} cells, then {after}"));
    }
    wrong
}

fn formulas_of(path: &std::path::Path) -> usize {
    let mut book: Xlsx<_> = calamine::open_workbook(path).unwrap();
    let sheets = book.sheet_names();
    let of_sheet = |sheet: &String| {
        let formulas = book.worksheet_formula(sheet).unwrap();
        let cells = formulas.used_cells();
        cells.filter(|(_, _, text)| !text.is_empty()).count()
    };
    sheets.iter().map(of_sheet).sum()
}

fn by_command(folder: &Folder, made: &mut Workbooks) {
    let mut add = |line: &str, name: &str, formulas: usize| {
        let out = folder.path(name);
        on(folder, &format!("{line} --out {}", out.display()));
        made.push((line.to_owned(), out, formulas));
    };
    add(
        "export payments --year 2026",
        "by-command-payments.xlsx",
        10,
    );
    add("export payments --year 2027", "by-command-later.xlsx", 10);
    add(
        "export decisions --year 2026",
        "by-command-decisions.xlsx",
        0,
    );
    add("export s251 --year 2026", "by-command-s251.xlsx", 50);
    add(
        "compare --rules exampleshire/2025-04-01 --with exampleshire/2026-04-01 --on 2026-11-21",
        "by-command-compare.xlsx",
        20,
    );
}

/// Every route that answers with a workbook, as the code has them.
fn routes() -> Vec<String> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/web/routes");
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        let quoted = text.split('"').skip(1).step_by(2);
        found.extend(
            quoted
                .filter(|path| path.ends_with(".xlsx"))
                .map(str::to_owned),
        );
    }
    found.sort();
    found
}

async fn by_page(folder: &Folder, made: &mut Workbooks) {
    let url = format!("sqlite:{}", folder.path("demo.db").display());
    let service = Service::open(folder, &url).await;
    let finance = service.signed_in(Role::FinanceOfficer).await;
    service.sets_a_calendar_of_2027(&finance).await;
    let school = service.school_with_awards(&finance).await;
    let at_school = format!("/payments/2026/schools/{school}");
    let sheet = service
        .got(&finance, &format!("{at_school}/reconciliation.xlsx"))
        .await;
    let returned = service.uploads(&finance, &at_school, &sheet).await;
    // The route, the query or what stands for its names, who asks, and the least number of formulas.
    let asked: [(&str, &str, Role, usize); 15] = [
        (
            "/payments/{year}/schedule.xlsx",
            "/payments/2026/schedule.xlsx",
            Role::FinanceOfficer,
            10,
        ),
        (
            "/payments/{year}/schedule.xlsx",
            "/payments/2026/schedule.xlsx?names=no",
            Role::FinanceOfficer,
            10,
        ),
        (
            "/payments/{year}/schedule.xlsx",
            "/payments/2027/schedule.xlsx",
            Role::FinanceOfficer,
            10,
        ),
        (
            "/payments/{year}/schools/{establishment}/reconciliation.xlsx",
            &format!("{at_school}/reconciliation.xlsx"),
            Role::FinanceOfficer,
            1,
        ),
        (
            "/reconciliations/{reconciliation}/lines.xlsx",
            &format!("{returned}/lines.xlsx"),
            Role::FinanceOfficer,
            7,
        ),
        (
            "/recoupment/claims.xlsx",
            "/recoupment/claims.xlsx",
            Role::FinanceOfficer,
            1,
        ),
        (
            "/registers/file.xlsx",
            "/registers/file.xlsx?year=2026",
            Role::HeadOfSend,
            0,
        ),
        (
            "/registers/decisions.xlsx",
            "/registers/decisions.xlsx?year=2026",
            Role::HeadOfSend,
            0,
        ),
        (
            "/awards/values.xlsx",
            "/awards/values.xlsx",
            Role::BusinessManager,
            13,
        ),
        (
            "/high-needs/management-plan.xlsx",
            "/high-needs/management-plan.xlsx",
            Role::FinanceOfficer,
            100,
        ),
        (
            "/high-needs/monitoring/{year}/monitoring.xlsx",
            "/high-needs/monitoring/2026-27/monitoring.xlsx",
            Role::FinanceOfficer,
            20,
        ),
        (
            "/high-needs/section-251/{year}/statement.xlsx",
            "/high-needs/section-251/2026-27/statement.xlsx",
            Role::FinanceOfficer,
            50,
        ),
        (
            "/high-needs/section-251/{year}/statement.xlsx",
            "/high-needs/section-251/2025-26/statement.xlsx",
            Role::FinanceOfficer,
            50,
        ),
        (
            "/places/{year}/places.xlsx",
            "/places/2026-27/places.xlsx",
            Role::Commissioner,
            20,
        ),
        (
            "/places/{year}/places.xlsx",
            "/places/2030-31/places.xlsx",
            Role::Commissioner,
            10,
        ),
    ];
    let mut covered: Vec<&str> = asked.iter().map(|(route, ..)| *route).collect();
    covered.extend(ELSEWHERE);
    for route in routes() {
        assert!(covered.contains(&route.as_str()), "{route} is in no test");
    }
    let mut cookies: BTreeMap<Role, String> = BTreeMap::new();
    for (number, (_, path, role, formulas)) in asked.into_iter().enumerate() {
        if let Entry::Vacant(none) = cookies.entry(role) {
            none.insert(service.signed_in(role).await);
        }
        let bytes = service.got(&cookies[&role], path).await;
        let file = folder.write(&format!("page-{number}.xlsx"), bytes);
        made.push((path.to_owned(), file, formulas));
    }
    service.store.close().await;
}

/// The service over the invented authority, two days after it was made.
struct Service {
    store: Store,
    app: Router,
    sign_ins: SignIns,
}

impl Service {
    async fn open(folder: &Folder, url: &str) -> Service {
        let store = Store::open(url).await.unwrap();
        let app = web::app(AppState {
            store: store.clone(),
            rules: rule_book(),
            clock: Clock::of(|| "2026-11-23T12:00:00Z".parse().unwrap()),
            settings: Arc::new(Settings {
                council: Council::new("Exampleshire Council", "#14495c").unwrap(),
                invented: true,
                authority: "exampleshire".to_owned(),
                contacts: send_banding::demo::contacts(),
                public_url: None,
                demo_sign_ins: None,
                open_id: None,
                file_bytes_max: 10_000_000,
            }),
            passwords: Passwords::new().unwrap(),
        });
        let sign_ins = SignIns::read(&folder.path("demo.db.sign-ins.json")).unwrap();
        Service {
            store,
            app,
            sign_ins,
        }
    }

    async fn answer(&self, request: Request<Body>) -> (StatusCode, axum::http::HeaderMap, Bytes) {
        let response = self.app.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        (parts.status, parts.headers, body)
    }

    /// The cookie of the session of the first user of a role.
    async fn signed_in(&self, role: Role) -> String {
        let mut all = self.sign_ins.users.iter();
        let user = all.find(|user| user.role == role).unwrap();
        let fields = [("name", &user.user), ("password", &user.password)];
        let (status, headers, _) = self.sends("", "/sign-in", &fields).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let set = headers.get_all(header::SET_COOKIE).iter();
        let pairs = set.map(|set| set.to_str().unwrap().split(';').next().unwrap().to_owned());
        pairs.collect::<Vec<_>>().join("; ")
    }

    async fn sends(
        &self,
        cookie: &str,
        path: &str,
        fields: &[(impl serde::Serialize, impl serde::Serialize)],
    ) -> (StatusCode, axum::http::HeaderMap, Bytes) {
        let request = Request::post(path)
            .header(header::HOST, HOST)
            .header(header::ORIGIN, format!("http://{HOST}"))
            .header(header::COOKIE, cookie)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(serde_urlencoded::to_string(fields).unwrap()));
        self.answer(request.unwrap()).await
    }

    async fn got(&self, cookie: &str, path: &str) -> Bytes {
        let request = Request::get(path)
            .header(header::HOST, HOST)
            .header(header::COOKIE, cookie)
            .body(Body::empty());
        let (status, _, body) = self.answer(request.unwrap()).await;
        let text = String::from_utf8_lossy(&body);
        assert_eq!(status, StatusCode::OK, "{path}: {text}");
        body
    }

    /// Rules price nothing of that year: every cost of it is left out.
    async fn sets_a_calendar_of_2027(&self, cookie: &str) {
        let mut fields = vec![
            ("kind".to_owned(), "monthly".to_owned()),
            ("pay-after".to_owned(), "14".to_owned()),
        ];
        for (term, first, last) in [
            ("summer", (12, 4, 2027), (22, 7, 2027)),
            ("autumn", (2, 9, 2027), (17, 12, 2027)),
            ("spring", (4, 1, 2028), (24, 3, 2028)),
        ] {
            for (end, (day, month, year)) in [("first", first), ("last", last)] {
                for (part, number) in [("day", day), ("month", month), ("year", year)] {
                    fields.push((format!("{term}-{end}-{part}"), number.to_string()));
                }
            }
        }
        let (status, _, body) = self.sends(cookie, "/payments/2027/calendar", &fields).await;
        let text = String::from_utf8_lossy(&body);
        assert_eq!(status, StatusCode::SEE_OTHER, "{text}");
    }

    /// The first school of the list of those to reconcile with.
    async fn school_with_awards(&self, cookie: &str) -> String {
        let page = self.got(cookie, "/payments/2026/schools").await;
        let page = String::from_utf8_lossy(&page).into_owned();
        let mut after = page.split("/payments/2026/schools/").skip(1);
        let found = after.find_map(|text| text.split(['"', '?', '/']).next());
        found.unwrap().to_owned()
    }

    /// Sends a workbook as the return of a school; the page of what came of it.
    async fn uploads(&self, cookie: &str, path: &str, sheet: &Bytes) -> String {
        const BETWEEN: &str = "----invented-boundary";
        let head = format!(
            "--{BETWEEN}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"return.xlsx\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        let end = format!("\r\n--{BETWEEN}--\r\n");
        let body = [head.as_bytes(), sheet, end.as_bytes()].concat();
        let kind = format!("multipart/form-data; boundary={BETWEEN}");
        let request = Request::post(path)
            .header(header::HOST, HOST)
            .header(header::ORIGIN, format!("http://{HOST}"))
            .header(header::COOKIE, cookie)
            .header(header::CONTENT_TYPE, kind)
            .body(Body::from(body));
        let (status, headers, body) = self.answer(request.unwrap()).await;
        let text = String::from_utf8_lossy(&body);
        assert_eq!(status, StatusCode::SEE_OTHER, "{text}");
        headers[header::LOCATION].to_str().unwrap().to_owned()
    }
}
