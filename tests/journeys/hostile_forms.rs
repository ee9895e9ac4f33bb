//! Every form on every page, sent with what is no answer: a clear refusal or a page, never a broken one.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use axum::http::StatusCode;
use send_banding::access::Role::{Caseworker, Moderator, Senco};

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
