//! Every form on every page, sent with what is no answer: a clear refusal or a page, never a broken one.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use axum::http::{StatusCode, header};
use send_banding::access::Role::{Caseworker, Moderator, Senco};

use crate::posts::{self, Taken};
use crate::rig::{Answer, Browser, House};
use crate::roles::{Furnished, shown};
use crate::scoring;

/// A form of a page: where it is sent, and its fields with what they hold, in order.
#[derive(Clone, Debug)]
struct Found {
    action: String,
    fields: Vec<(String, String)>,
}

/// The forms of a page that are posted and hold no file. A form without an action is sent to its page.
fn forms(page: &Answer, path: &str) -> Vec<Found> {
    let mut found = Vec::new();
    for form in page.body.split("<form").skip(1) {
        let form = form.split("</form>").next().unwrap_or_default();
        let head = form.split('>').next().unwrap_or_default();
        if attribute(head, "method") != Some("post") || attribute(head, "enctype").is_some() {
            continue;
        }
        let action = attribute(head, "action").map_or(path, |action| action);
        found.push(Found {
            action: plain(action),
            fields: fields(form),
        });
    }
    found
}

fn fields(form: &str) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    for tag in form.split('<') {
        let is_field = ["input", "select", "textarea"]
            .iter()
            .any(|kind| tag.starts_with(kind));
        let Some(name) = attribute(tag, "name").filter(|_| is_field) else {
            continue;
        };
        let value = plain(attribute(tag, "value").unwrap_or_default());
        // Of several to choose from the first is taken.
        if fields.iter().all(|(known, _)| known != name) {
            fields.push((name.to_owned(), value));
        }
    }
    fields
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let from = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    tag[from..].split('"').next()
}

fn plain(text: &str) -> String {
    text.replace("&#x27;", "'")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
}

/// The address with its ids left out: a form that stands on many pages is tried once.
fn shape(action: &str) -> String {
    let is_number = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit());
    let is_id = |part: &&str| part.len() >= 20 || is_number(part);
    let parts = action.split('?').next().unwrap_or_default().split('/');
    let parts = parts.map(|part| if is_id(&part) { "{}" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

/// What hardly a field takes.
const ANSWERS: [&str; 4] = [
    "<script>alert(1)</script>",
    "' OR 1=1; DROP TABLE child; --",
    "-1",
    "\u{202e}\u{fffd}",
];

async fn tried(browser: &mut Browser<'_>, form: &Found, wrong: &mut Vec<String>) {
    let long = "x".repeat(5_000);
    for (at, (name, _)) in form.fields.iter().enumerate() {
        let mut send = async |value: &str| {
            let mut fields: Vec<(&str, &str)> = form
                .fields
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str()))
                .collect();
            fields[at].1 = value;
            browser.post(&form.action, &fields).await
        };
        for unseen in ["a\0b", "a\u{7}b"] {
            let answer = send(unseen).await;
            if answer.status != StatusCode::UNPROCESSABLE_ENTITY
                || !answer.text().contains("control characters")
            {
                let status = answer.status;
                wrong.push(format!("{} {name} {unseen:?}: {status}", form.action));
            }
        }
        for value in ANSWERS.into_iter().chain(["", &long]) {
            let answer = send(value).await;
            let is_broken = answer.status.is_server_error();
            if is_broken || answer.body.contains("<script>alert") {
                let (value, status) = (value.get(..20).unwrap_or(value), answer.status);
                wrong.push(format!("{} {name} {value:?}: {status}", form.action));
            }
        }
    }
}

#[tokio::test]
async fn no_form_breaks_or_keeps_what_cannot_be_seen() {
    let house = House::open().await;
    let furnished = Furnished::of(&house).await;
    let mut worker = house.signed_in(Caseworker).await;
    let sent = scoring::sent(&mut worker, &house, "2").await;
    let waiting = format!("/decisions/{sent}");
    let draft = scoring::begun(&mut worker, &house.authority.zofia).await;
    let mut pages: Vec<_> = shown()
        .map(|(path, role)| (furnished.address(&house, path), role))
        .collect();
    pages.extend([
        (draft.clone(), Caseworker),
        (format!("{draft}/setting"), Caseworker),
        (format!("{draft}/cognition-and-learning"), Caseworker),
        (format!("{draft}/check"), Caseworker),
        (waiting.clone(), Moderator),
        (format!("{waiting}/compare"), Moderator),
        (
            format!("/awards/{}/correction", house.authority.zofias_award),
            Senco,
        ),
    ]);
    let (mut tried_forms, mut wrong) = (BTreeSet::new(), Vec::new());
    let mut browsers = BTreeMap::new();
    for (path, role) in pages {
        // A password is asked for so many times and then no more.
        let browser = match browsers.entry(role) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(house.signed_in(role).await),
        };
        let page = browser.get(&path).await;
        for form in forms(&page, &path) {
            let is_new = form.action != "/sign-out" && tried_forms.insert(shape(&form.action));
            if is_new && !form.fields.is_empty() {
                tried(browser, &form, &mut wrong).await;
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(tried_forms.len() >= 40, "{tried_forms:?}");
}

/// The names of the fields that pages have, from their source.
fn field_names() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut folders = vec![PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/src/pages"
    ))];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let source = fs::read_to_string(path).unwrap();
            let named = source.split("name=\"").skip(1);
            let named = named.filter_map(|rest| rest.split('"').next());
            names.extend(named.map(str::to_owned));
        }
    }
    names
}

/// The names with those of the parts of a day.
fn with_parts_of_days(names: &BTreeSet<String>) -> Vec<String> {
    let parts = ["", "-day", "-month", "-year"];
    let each = names.iter();
    each.flat_map(|name| parts.map(|part| format!("{name}{part}")))
        .collect()
}

/// Files that are not what any form asks for, each with its name.
const FILES: [(&str, &[u8]); 4] = [
    ("<script>alert(1)</script>.csv", b"\x89PNG\r\n\x1a\n\0\0"),
    (
        "../../etc/passwd.csv",
        b"=cmd|' /C calc'!A0,<script>alert(1)</script>\n1,2\n",
    ),
    ("half.xlsx", b"PK\x03\x04half an archive"),
    (
        "half.json",
        b"{\"format\":\"send-banding transfer\",\"contents\":",
    ),
];

/// Fewer fields than a form with files may have.
const A_FORM: usize = 30;

/// Sends a form of the table with every field that any page has, all holding one hostile answer.
async fn tried_of_table(
    browser: &mut Browser<'_>,
    form: &Taken,
    (short, all): (&[String], &[String]),
    wrong: &mut Vec<String>,
) {
    for (value, file) in ANSWERS.into_iter().zip(FILES) {
        // What a form must hold to be read stays as it is, so that the rest of it is read too.
        let version = form.fields.iter().all(|(name, _)| *name != "version");
        let fixed: Vec<(&str, &str)> = form.fields.to_vec();
        let fixed = fixed.into_iter().chain(version.then_some(("version", "1")));
        let fixed: Vec<(&str, &str)> = fixed.collect();
        let others = |names: &[String]| -> Vec<String> {
            let is_fixed = |name: &&String| fixed.iter().any(|(known, _)| known == *name);
            names
                .iter()
                .filter(|name| !is_fixed(name))
                .cloned()
                .collect()
        };
        let mut answers = Vec::new();
        if form.has_file {
            for names in others(short).chunks(A_FORM) {
                let mut fields = fixed.clone();
                fields.extend(names.iter().map(|name| (name.as_str(), value)));
                let file = ("file", file.0, file.1);
                answers.push(browser.upload(&form.path, &fields, file).await);
            }
        } else {
            let names = others(all);
            let mut fields = fixed.clone();
            fields.extend(names.iter().map(|name| (name.as_str(), value)));
            answers.push(browser.post(&form.path, &fields).await);
        }
        for answer in answers {
            if answer.status.is_server_error() || answer.body.contains("<script>alert") {
                wrong.push(format!("{} {value:?}: {}", form.path, answer.status));
            }
        }
    }
}

#[tokio::test]
async fn no_form_of_the_table_breaks_and_no_page_runs_what_was_sent() {
    let house = House::open().await;
    let furnished = Furnished::of(&house).await;
    let forms = posts::taken(&house, &furnished).await;
    assert!(forms.iter().filter(|form| form.has_file).count() >= 8);
    let names = field_names();
    assert!(names.len() >= 100, "{names:?}");
    let all = with_parts_of_days(&names);
    let short: Vec<String> = names.into_iter().collect();
    let mut wrong = Vec::new();
    let mut browsers = BTreeMap::new();
    for form in &forms {
        let browser = match browsers.entry(form.role) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(house.signed_in(form.role).await),
        };
        tried_of_table(browser, form, (&short, &all), &mut wrong).await;
    }
    // What was taken, as a reason is, is shown as text wherever it is shown.
    for (path, role) in shown() {
        let Some(browser) = browsers.get_mut(&role) else {
            continue;
        };
        let page = browser.get(&furnished.address(&house, path)).await;
        let is_page = page.header(header::CONTENT_TYPE).starts_with("text/html");
        if page.status.is_server_error() || (is_page && page.body.contains("<script>alert")) {
            wrong.push(format!("{path} as {}: {}", role.code(), page.status));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
