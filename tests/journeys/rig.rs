//! A service on a database of its own, with a clock that stands still until it is moved, and a browser without script.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use send_banding::access::Role;
use send_banding::demo;
use send_banding::rules::RuleBook;
use send_banding::service::password::Passwords;
use send_banding::service::{Moment, rule_book, rule_sets};
use send_banding::store::{AuditKey, Page, Store, audit};
use send_banding::visit::{AppState, Clock, Council, Settings};
use send_banding::web;
use tower::ServiceExt as _;

use crate::authority::{self, Authority};
use crate::sample;

/// The host under which the tests ask.
pub const HOST: &str = "banding.test";

/// The audit key of a house, unless it is another authority's.
const OWN_KEY: [u8; 32] = [7; 32];

/// A running service, with its database, its clock and its invented authority.
pub struct House {
    pub authority: Authority,
    pub store: Store,
    /// Where its database is.
    pub url: String,
    app: Router,
    seconds: Arc<AtomicI64>,
    key: [u8; 32],
    tampered: AtomicBool,
    _directory: tempfile::TempDir,
}

impl Drop for House {
    /// Whatever a journey did through the service, the chain is whole and every row is as it was sealed.
    fn drop(&mut self) {
        if std::thread::panicking() || self.tampered.load(Ordering::Relaxed) {
            return;
        }
        let (url, key) = (self.url.clone(), AuditKey::of_bytes(&self.key).unwrap());
        let verified = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build();
            runtime.unwrap().block_on(async {
                let store = Store::open_with_key(&url, key).await.unwrap();
                let found = audit::verify(&mut store.read().await.unwrap(), None).await;
                store.close().await;
                found.unwrap()
            })
        });
        let found = verified.join().unwrap();
        assert!(found.is_whole(), "{:?}", found.faults);
    }
}

impl House {
    /// A service as `serve` starts it, on plain HTTP.
    pub async fn open() -> House {
        House::with(|_| ()).await
    }

    /// The same on PostgreSQL.
    pub async fn on_postgres() -> House {
        House::on_postgres_with(|_| ()).await
    }

    /// The same on PostgreSQL with other settings.
    pub async fn on_postgres_with(change: impl FnOnce(&mut Settings)) -> House {
        let url = tokio::task::spawn_blocking(crate::postgres_cluster::new_database);
        let directory = tempfile::tempdir().unwrap();
        House::on(&url.await.unwrap(), directory, OWN_KEY, rule_book(), change).await
    }

    /// A service whose invented authority has other rules than those that are shipped.
    pub async fn under(rules: RuleBook) -> House {
        let directory = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", directory.path().join("test.db").display());
        // A service keeps its rules for as long as it runs, and so does a test.
        let rules = Box::leak(Box::new(rules));
        House::on(&url, directory, OWN_KEY, rules, |_| ()).await
    }

    /// The service of another authority: its database and its audit key are its own.
    pub async fn of_another_authority() -> House {
        let directory = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", directory.path().join("test.db").display());
        let renamed = |settings: &mut Settings| {
            settings.council = Council::new("Otherton Council", "#14495c").unwrap();
        };
        House::on(&url, directory, [9; 32], rule_book(), renamed).await
    }

    /// The same as [`House::open`] with other settings.
    pub async fn with(change: impl FnOnce(&mut Settings)) -> House {
        let directory = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", directory.path().join("test.db").display());
        House::on(&url, directory, OWN_KEY, rule_book(), change).await
    }

    async fn on(
        url: &str,
        directory: tempfile::TempDir,
        key: [u8; 32],
        rules: &'static RuleBook,
        change: impl FnOnce(&mut Settings),
    ) -> House {
        let store = Store::open_with_key(url, AuditKey::of_bytes(&key).unwrap())
            .await
            .unwrap();
        store.migrate().await.unwrap();
        rule_sets::keep(&store, rules, Moment::of(sample::at(0)))
            .await
            .unwrap();
        let authority = authority::keep(&store).await;
        authority::approve_rules(&store, rules).await;
        let mut settings = Settings {
            council: Council::new("Exampleshire Council", "#14495c").unwrap(),
            contacts: demo::contacts(),
            invented: true,
            authority: "exampleshire".to_owned(),
            public_url: None,
            demo_sign_ins: None,
            open_id: None,
            file_bytes_max: 1_000_000,
        };
        change(&mut settings);
        let seconds = Arc::new(AtomicI64::new(0));
        let clock = Arc::clone(&seconds);
        let app = web::app(AppState {
            store: store.clone(),
            rules,
            clock: Clock::of(move || sample::at(clock.load(Ordering::Relaxed))),
            settings: Arc::new(settings),
            passwords: Passwords::new().unwrap(),
        });
        House {
            authority,
            store,
            url: url.to_owned(),
            app,
            seconds,
            key,
            tampered: AtomicBool::new(false),
            _directory: directory,
        }
    }

    /// Says that the test writes past the store, so that the records are not as the store wrote them.
    pub fn is_tampered_with(&self) {
        self.tampered.store(true, Ordering::Relaxed);
    }

    /// Moves the clock on.
    pub fn wait(&self, seconds: i64) {
        self.seconds.fetch_add(seconds, Ordering::Relaxed);
    }

    /// A browser of somebody who has not signed in.
    pub fn visitor(&self) -> Browser<'_> {
        Browser {
            house: self,
            cookies: BTreeMap::new(),
            origin: format!("http://{HOST}"),
        }
    }

    /// A browser of the user of that role, signed in by the form.
    pub async fn signed_in(&self, role: Role) -> Browser<'_> {
        self.signed_in_as(role.code()).await
    }

    /// A browser of the user of that name, signed in by the form.
    pub async fn signed_in_as(&self, name: &str) -> Browser<'_> {
        let mut browser = self.visitor();
        let fields = [("name", name), ("password", authority::PASSWORD)];
        let answer = browser.post("/sign-in", &fields).await;
        assert_eq!(
            answer.status,
            StatusCode::SEE_OTHER,
            "{name} signs in: {}",
            answer.body
        );
        browser
    }

    /// The audit entries, the newest first: what was done, to what, by whom.
    pub async fn trail(&self) -> Vec<(String, String, String)> {
        let mut tx = self.store.read().await.unwrap();
        let entries = audit::all(&mut tx, Page::new(1, 100)).await.unwrap().items;
        entries
            .into_iter()
            .map(|entry| (entry.action, entry.subject_id, entry.actor))
            .collect()
    }

    async fn answer(&self, request: Request<Body>) -> Answer {
        let response = self.app.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&body).into_owned(),
            bytes: body.to_vec(),
        }
    }
}

/// A browser without script: it keeps its cookies, and follows nothing by itself.
pub struct Browser<'a> {
    house: &'a House,
    /// `name=value` by name.
    cookies: BTreeMap<String, String>,
    /// Whose page sends the forms.
    origin: String,
}

impl Browser<'_> {
    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).unwrap())
            .await
    }

    /// The same browser, where a page of another site sends the forms: the cookies go with them.
    pub fn on_a_foreign_page(mut self) -> Self {
        self.origin = "http://evil.test".to_owned();
        self
    }

    /// Sends a form as one of our own pages does.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = serde_urlencoded::to_string(fields).unwrap();
        let request = Request::post(path)
            .header(header::ORIGIN, &self.origin)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body));
        self.send(request.unwrap()).await
    }

    /// Sends a form with a file as one of our own pages does.
    pub async fn upload(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
        file: (&str, &str, &[u8]),
    ) -> Answer {
        self.upload_several(path, fields, &[file]).await
    }

    /// Sends a form with files, each with its field and its name.
    pub async fn upload_several(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
        files: &[(&str, &str, &[u8])],
    ) -> Answer {
        const BETWEEN: &str = "----invented-boundary";
        let mut body = Vec::new();
        for (name, value) in fields {
            let part = format!(
                "--{BETWEEN}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            );
            body.extend(part.into_bytes());
        }
        for (field, name, bytes) in files {
            let head = format!(
                "--{BETWEEN}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\
                 Content-Type: application/octet-stream\r\n\r\n"
            );
            body.extend(head.into_bytes());
            body.extend(*bytes);
            body.extend(b"\r\n");
        }
        body.extend(format!("--{BETWEEN}--\r\n").into_bytes());
        let request = Request::post(path)
            .header(header::ORIGIN, &self.origin)
            .header(
                header::CONTENT_TYPE,
                format!("multipart/form-data; boundary={BETWEEN}"),
            )
            .body(Body::from(body));
        self.send(request.unwrap()).await
    }

    /// Sends any request, with the host and the cookies added.
    pub async fn send(&mut self, mut request: Request<Body>) -> Answer {
        let headers = request.headers_mut();
        headers.entry(header::HOST).or_insert(HOST.parse().unwrap());
        if !self.cookies.is_empty() {
            let cookies: Vec<&str> = self.cookies.values().map(String::as_str).collect();
            headers.insert(header::COOKIE, cookies.join("; ").parse().unwrap());
        }
        let answer = self.house.answer(request).await;
        for set in answer.headers.get_all(header::SET_COOKIE) {
            let pair = set.to_str().unwrap().split(';').next().unwrap();
            self.keep(pair);
        }
        answer
    }

    /// The cookie of the session.
    pub fn cookie(&self) -> Option<&str> {
        self.cookie_named("session")
    }

    /// A cookie, as `name=value`; over TLS its name begins with `__Host-`.
    pub fn cookie_named(&self, name: &str) -> Option<&str> {
        let over_tls = format!("__Host-{name}");
        let found = self.cookies.get(name).or(self.cookies.get(&over_tls));
        found.map(String::as_str)
    }

    /// The same browser with another's cookie.
    pub fn with_cookie(mut self, cookie: &str) -> Self {
        self.keep(cookie);
        self
    }

    fn keep(&mut self, pair: &str) {
        let (name, value) = pair.split_once('=').unwrap();
        if value.is_empty() {
            self.cookies.remove(name);
        } else {
            self.cookies.insert(name.to_owned(), pair.to_owned());
        }
    }
}

/// An answer, whole.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
    /// The body as it came, for files.
    pub bytes: Vec<u8>,
}

impl Answer {
    /// A header's text, empty without it.
    pub fn header(&self, name: impl header::AsHeaderName) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// Where it sends the browser: 303 and nothing else.
    pub fn location(&self) -> &str {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.body);
        self.header(header::LOCATION)
    }

    /// The page's text without markup, spaces run together, characters as they are read.
    pub fn text(&self) -> String {
        let mut text = String::new();
        let mut in_tag = false;
        for c in self.body.chars() {
            match c {
                '<' => {
                    in_tag = true;
                    text.push(' ');
                }
                '>' => in_tag = false,
                _ if in_tag => {}
                _ => text.push(c),
            }
        }
        let text = text
            .replace("&#x27;", "'")
            .replace("&quot;", "\"")
            .replace("&lt;", "<")
            .replace("&gt;", ">");
        text.replace("&amp;", "&")
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// Asserts that the page says each of some words.
    pub fn says(&self, words: &[&str]) {
        let text = self.text();
        for word in words {
            assert!(text.contains(word), "{word:?} is not in {text}");
        }
    }

    /// Asserts that the answer, markup included, holds each of some texts.
    pub fn holds(&self, texts: &[&str]) {
        for text in texts {
            assert!(self.body.contains(text), "{text:?} is not in {}", self.body);
        }
    }

    /// Asserts that nothing in the answer, markup included, holds any of some words.
    pub fn says_nothing_of(&self, words: &[&str]) {
        for word in words {
            assert!(!self.body.contains(word), "{word:?} is in {}", self.text());
        }
    }
}
