//! The life of rules, without script: a draft, its check, a proposal, a second person's answer, in force, withdrawn.

use std::collections::BTreeMap;
use std::path::Path;

use axum::http::StatusCode;
use send_banding::access::Role;
use send_banding::service::rule_book;

use crate::rig::{Answer, Browser, House};
use crate::scoring::hidden;

on_both!(rules_go_from_a_draft_to_force_by_two_people);

/// From 1 September 2026, where the house's clock stands, to 1 May 2027.
const TO_MAY: i64 = 242 * 24 * 60 * 60;

/// The digest of a shipped set.
pub fn shipped(reference: &str) -> String {
    let set = rule_book().named(&reference.parse().unwrap()).unwrap();
    set.digest().to_string()
}

/// The texts of a set by file name, its cases among them.
fn texts(reference: &str) -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("banding-rules")
        .join(reference);
    let mut texts = BTreeMap::new();
    for (below, prefix) in [(folder.clone(), ""), (folder.join("cases"), "cases/")] {
        for entry in std::fs::read_dir(below).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|end| end == "toml") {
                let name = path.file_name().unwrap().to_str().unwrap();
                let text = std::fs::read_to_string(&path).unwrap();
                texts.insert(format!("{prefix}{name}"), text);
            }
        }
    }
    texts
}

/// Begins a draft as a copy; returns its address.
async fn begun(owner: &mut Browser<'_>, reference: &str) -> String {
    let digest = shipped(reference);
    let answer = owner.post("/rules/drafts", &[("from", &digest)]).await;
    answer.location().to_owned()
}

async fn save(owner: &mut Browser<'_>, draft: &str, name: &str, text: &str) -> Answer {
    let path = format!("{draft}/files/{name}");
    let version = hidden(&owner.get(&path).await, "version");
    owner
        .post(&path, &[("version", &version), ("text", text)])
        .await
}

/// A draft for 2027/28: the set of 2026/27 with every day a year later.
pub async fn draft_of_2027(owner: &mut Browser<'_>) -> String {
    let draft = begun(owner, "exampleshire/2026-04-01").await;
    for (name, text) in texts("exampleshire/2026-04-01") {
        let later = text.replace("2027-", "2028-").replace("2026-", "2027-");
        if later != text {
            save(owner, &draft, &name, &later).await.location();
        }
    }
    draft
}

const RECORD: [(&str, &str); 17] = [
    ("consultation", "Banding from 2027 (invented)"),
    ("began-day", "1"),
    ("began-month", "10"),
    ("began-year", "2026"),
    ("ended-day", "12"),
    ("ended-month", "11"),
    ("ended-year", "2026"),
    ("papers", "https://www.example.org/invented"),
    ("forum-day", "3"),
    ("forum-month", "12"),
    ("forum-year", "2026"),
    ("equality", "EIA 7 (invented)"),
    ("decision", "CAB 12 (invented)"),
    ("guarantee", "Each special school’s budget was compared"),
    ("plans", "30"),
    ("secured", "yes"),
    ("sample", "Every tenth plan, read by two officers"),
];

/// Proposes a draft by its forms; returns the address of the proposal.
pub async fn proposed(owner: &mut Browser<'_>, draft: &str) -> String {
    let path = format!("{draft}/propose");
    let version = hidden(&owner.get(&path).await, "version");
    let mut fields = vec![("version", version.as_str())];
    fields.extend(RECORD);
    let check = owner.post(&path, &fields).await;
    assert_eq!(check.status, StatusCode::OK, "{}", check.text());
    check.says(&["Check your answers", "30 plans read", "3 December 2026"]);
    fields.push(("confirmed", "yes"));
    owner.post(&path, &fields).await.location().to_owned()
}

pub async fn approved(head: &mut Browser<'_>, proposal: &str) -> String {
    let step = hidden(&head.get(proposal).await, "step");
    let fields = [("step", step.as_str()), ("outcome", "approve")];
    head.post(proposal, &fields).await.location().to_owned()
}

async fn rules_go_from_a_draft_to_force_by_two_people(house: House) {
    let mut owner = house.signed_in(Role::RulesOwner).await;
    let mut head = house.signed_in(Role::HeadOfSend).await;
    let draft = draft_of_2027(&mut owner).await;
    let page = owner.get(&draft).await;
    page.says(&[
        "Draft of exampleshire/2027-04-01",
        "The rules are sound",
        "cases hold",
    ]);

    // A record with nothing in it is asked for, part by part.
    let blank = owner
        .post(&format!("{draft}/propose"), &[("version", "1")])
        .await;
    assert_eq!(blank.status, StatusCode::UNPROCESSABLE_ENTITY);
    blank.says(&[
        "Enter what the consultation was called",
        "Enter the day of the Schools Forum",
    ]);

    let proposal = proposed(&mut owner, &draft).await;
    owner
        .get(&proposal)
        .await
        .says(&["You wrote or proposed these rules"]);
    let step = hidden(&head.get(&proposal).await, "step");
    let fields = [("step", step.as_str()), ("outcome", "approve")];
    assert_eq!(
        owner.post(&proposal, &fields).await.status,
        StatusCode::FORBIDDEN
    );
    let file = owner.get(&format!("{draft}/files/scheme.toml")).await;
    file.says_nothing_of(&["<textarea"]);

    // Sent back, mended, proposed again, approved.
    let back = [
        ("step", step.as_str()),
        ("outcome", "back"),
        ("reason", "Band H is too high"),
    ];
    head.post(&proposal, &back).await.location();
    assert_eq!(
        head.post(&proposal, &fields).await.status,
        StatusCode::CONFLICT
    );
    owner
        .get(&draft)
        .await
        .says(&["It was sent back: Band H is too high"]);
    let again = proposed(&mut owner, &draft).await;
    assert_eq!(again, proposal, "the same text is the same set");
    let rules = approved(&mut head, &again).await;
    owner
        .get(&rules)
        .await
        .says(&["Approved, begins later", "EIA 7 (invented)", "Sent back"]);
    owner
        .get(&draft)
        .await
        .says(&["It is not changed any more"]);
    let late = [("version", "1"), ("text", "x = 1")];
    let late = owner
        .post(&format!("{draft}/files/scheme.toml"), &late)
        .await;
    assert_eq!(
        late.status,
        StatusCode::CONFLICT,
        "an approved text is closed"
    );

    house.wait(TO_MAY);
    let mut head = house.signed_in(Role::HeadOfSend).await;
    head.get(&rules)
        .await
        .says(&["In force", "Withdraw these rules"]);
    head.get("/rules")
        .await
        .says(&["Ended", "In force", "Not approved here"]);
    let digest = rules.trim_start_matches("/rules/").to_owned();
    let steps: Vec<String> = house
        .trail()
        .await
        .into_iter()
        .filter(|(_, subject, _)| *subject == digest)
        .map(|(action, _, _)| action)
        .collect();
    assert_eq!(
        steps,
        [
            "rules-approved",
            "rules-proposed",
            "rules-sent-back",
            "rules-proposed"
        ]
    );
}

#[tokio::test]
async fn the_first_page_of_who_writes_rules_holds_what_is_in_hand() {
    let house = House::open().await;
    let mut owner = house.signed_in(Role::RulesOwner).await;
    let none = owner.get("/").await;
    none.says(&[
        "Drafts of rules 0",
        "Waiting for a second person 0",
        "No draft is being written. Begin one as a copy of a set",
        "Write rules",
        "Read the banding rules",
    ]);
    let draft = draft_of_2027(&mut owner).await;
    let effect = format!("href=\"{draft}/effect\"");
    let one = owner.get("/").await;
    one.says(&[
        "Drafts of rules 1",
        "Drafts with problems to put right 0",
        "exampleshire/2027-04-01",
        "Being written",
        "Sound",
    ]);
    one.holds(&[&effect]);
    // What has problems is counted, and has no effect to be seen.
    save(&mut owner, &draft, "scheme.toml", "nonsense").await;
    let wrong = owner.get("/").await;
    wrong.says(&[
        "Drafts with problems to put right 1",
        "Has problems",
        "Once it is sound",
    ]);
    wrong.says_nothing_of(&[&effect]);
    let draft = draft_of_2027(&mut owner).await;
    let proposal = proposed(&mut owner, &draft).await;
    let waits = owner.get("/").await;
    waits.says(&["Drafts of rules 1", "Waiting for a second person 1"]);
    waits.holds(&[&format!("href=\"{proposal}\"")]);
    // It is nobody else's first page.
    let mut head = house.signed_in(Role::HeadOfSend).await;
    head.get("/").await.says_nothing_of(&["Drafts of rules"]);
}

#[tokio::test]
async fn a_new_set_is_used_from_its_first_day_and_no_day_before() {
    let house = House::open().await;
    let mut owner = house.signed_in(Role::RulesOwner).await;
    let mut head = house.signed_in(Role::HeadOfSend).await;
    let scoring = format!("/children/{}/scoring", house.authority.ben);

    // Between the sets: the one of last year is not stretched, the draft decides nothing.
    let draft = draft_of_2027(&mut owner).await;
    house.wait(TO_MAY);
    let mut caseworker = house.signed_in(Role::Caseworker).await;
    let none = caseworker.get(&scoring).await;
    none.says(&["Needs cannot be scored until a rule set is in force today"]);
    let mut owner = house.signed_in(Role::RulesOwner).await;
    let proposal = proposed(&mut owner, &draft).await;
    caseworker
        .get(&scoring)
        .await
        .says(&["Needs cannot be scored until a rule set is in force today"]);
    assert_eq!(
        caseworker.get(&proposal).await.status,
        StatusCode::FORBIDDEN
    );
    let page = proposal.replace("/proposals", "");
    assert_eq!(
        caseworker.get(&page).await.status,
        StatusCode::NOT_FOUND,
        "a proposal is not everybody’s"
    );
    drop(head);
    head = house.signed_in(Role::HeadOfSend).await;
    head.get(&proposal)
        .await
        .says(&["These rules begin before today"]);
    approved(&mut head, &proposal).await;
    let now = caseworker.get(&scoring).await;
    assert!(now.body.contains("name=\"setting\""), "{}", now.text());
    assert_eq!(caseworker.get(&page).await.status, StatusCode::OK);
}

#[tokio::test]
async fn what_is_wrong_with_a_text_is_shown_with_its_place() {
    let house = House::open().await;
    let mut owner = house.signed_in(Role::RulesOwner).await;
    let draft = begun(&mut owner, "exampleshire/2026-04-01").await;
    let text = &texts("exampleshire/2026-04-01")["scheme.toml"];
    let wrong = text.replace("weight = \"2\"", "weight = 2");
    save(&mut owner, &draft, "scheme.toml", &wrong)
        .await
        .location();
    let line = 1 + wrong.lines().position(|line| line == "weight = 2").unwrap();
    let page = owner.get(&draft).await;
    page.says(&[
        "There is 1 problem",
        &format!("scheme.toml {line}"),
        "quotation marks",
    ]);
    page.says_nothing_of(&["Propose these rules"]);
    let file = owner.get(&format!("{draft}/files/scheme.toml")).await;
    file.says(&[&format!("Line {line}, column")]);
    let propose = owner.get(&format!("{draft}/propose")).await;
    assert_eq!(
        propose.status,
        StatusCode::CONFLICT,
        "what is not sound is not proposed"
    );

    // A case that does not hold any more is named, and stops the proposal too.
    let raised = text.replace("H = \"16640\"", "H = \"16641\"");
    save(&mut owner, &draft, "scheme.toml", &raised)
        .await
        .location();
    let page = owner.get(&draft).await;
    page.says(&[
        "Cases that end otherwise than they say",
        "£16,640.00; the rules give band H",
        "£16,641.00, because",
    ]);
    page.says_nothing_of(&["Propose these rules"]);

    // A file is added under a name that the format knows, and taken away again.
    let new = format!("{draft}/new-file");
    let version = hidden(&owner.get(&new).await, "version");
    let bad = owner
        .post(
            &new,
            &[("version", &version), ("name", "../x"), ("text", "")],
        )
        .await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    bad.says(&["must be lower-case letters", "Enter the text of the file"]);
    let fields = [
        ("version", version.as_str()),
        ("name", "more.toml"),
        ("text", "nonsense = true"),
    ];
    owner.post(&new, &fields).await.location();
    owner.get(&draft).await.says(&["more.toml"]);
    let path = format!("{draft}/files/more.toml");
    let version = hidden(&owner.get(&path).await, "version");
    owner
        .post(&path, &[("version", &version), ("remove", "yes")])
        .await
        .location();
    assert_eq!(owner.get(&path).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn of_two_who_edit_a_draft_the_second_keeps_the_text_and_loses_nothing_of_the_first() {
    let house = House::open().await;
    let mut owner = house.signed_in(Role::RulesOwner).await;
    let draft = begun(&mut owner, "exampleshire/2026-04-01").await;
    let path = format!("{draft}/files/scheme.toml");
    let version = hidden(&owner.get(&path).await, "version");
    let first = [("version", version.as_str()), ("text", "# the first\r\n")];
    owner.post(&path, &first).await.location();
    let second = [("version", version.as_str()), ("text", "# the <second>")];
    let lost = owner.post(&path, &second).await;
    assert_eq!(lost.status, StatusCode::CONFLICT);
    lost.says(&[
        "Somebody else saved this draft first",
        "# the <second>",
        "# the first",
    ]);
    owner.get(&path).await.says(&["# the first"]);
}

/// Without a case nothing shows the rules to be right, and a second person could approve them but on trust.
#[tokio::test]
async fn a_set_without_a_case_is_not_proposed() {
    let house = House::open().await;
    let mut owner = house.signed_in(Role::RulesOwner).await;
    let draft = begun(&mut owner, "exampleshire/2026-04-01").await;
    let all = texts("exampleshire/2026-04-01");
    for name in all.keys().filter(|name| name.starts_with("cases/")) {
        owner.get(&draft).await.says(&["Propose these rules"]);
        let path = format!("{draft}/files/{name}");
        let version = hidden(&owner.get(&path).await, "version");
        owner
            .post(&path, &[("version", &version), ("remove", "yes")])
            .await
            .location();
    }
    let page = owner.get(&draft).await;
    page.says(&["There is 1 problem", "there is no case: add a file"]);
    page.says_nothing_of(&["Propose these rules"]);
    let propose = owner.get(&format!("{draft}/propose")).await;
    assert_eq!(propose.status, StatusCode::CONFLICT);
    let case = &all["cases/floor.toml"];
    let new = format!("{draft}/new-file");
    let version = hidden(&owner.get(&new).await, "version");
    let fields = [
        ("version", version.as_str()),
        ("name", "cases/floor.toml"),
        ("text", case),
    ];
    owner.post(&new, &fields).await.location();
    owner.get(&draft).await.says(&["Propose these rules"]);
}

#[tokio::test]
async fn only_rules_of_this_authority_that_are_new_can_be_proposed() {
    let house = House::open().await;
    let mut owner = house.signed_in(Role::RulesOwner).await;
    for (set, words) in [
        ("exampleshire/2026-04-01", "proposed or approved already"),
        ("herefordshire/2025-04-01", "another authority"),
    ] {
        let draft = begun(&mut owner, set).await;
        let path = format!("{draft}/propose");
        let version = hidden(&owner.get(&path).await, "version");
        let mut fields = vec![("version", version.as_str()), ("confirmed", "yes")];
        fields.extend(RECORD);
        let refused = owner.post(&path, &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{set}");
        refused.says(&[words]);
    }
}

#[tokio::test]
async fn two_sets_are_never_in_force_on_one_day() {
    let house = House::open().await;
    let mut owner = house.signed_in(Role::RulesOwner).await;
    let mut head = house.signed_in(Role::HeadOfSend).await;
    let draft = begun(&mut owner, "exampleshire/2026-04-01").await;
    let text = texts("exampleshire/2026-04-01")["scheme.toml"]
        .replace("version = \"1\"", "version = \"2\"");
    save(&mut owner, &draft, "scheme.toml", &text)
        .await
        .location();
    let proposal = proposed(&mut owner, &draft).await;
    let page = head.get(&proposal).await;
    page.says(&[
        "Approved rules share days with these",
        "1 April 2026 to 31 March 2027",
    ]);
    let step = hidden(&page, "step");
    let fields = [("step", step.as_str()), ("outcome", "approve")];
    let refused = head.post(&proposal, &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.says(&["Other approved rules are in force on some of these days"]);
    // Refused approvals leave no trace of an approval behind.
    let digest = proposal.trim_start_matches("/rules/proposals/").to_owned();
    let trail = house.trail().await;
    assert!(
        !trail
            .iter()
            .any(|(action, subject, _)| *subject == digest && action == "rules-approved")
    );
}

#[tokio::test]
async fn a_set_is_sent_in_as_the_files_of_a_folder() {
    let house = House::open().await;
    let mut owner = house.signed_in(Role::RulesOwner).await;
    let own = texts("exampleshire/2026-04-01");
    // A browser tells the name of a file and nothing of its folder.
    let files: Vec<(&str, &str, &[u8])> = own
        .iter()
        .map(|(name, text)| {
            let name = name.strip_prefix("cases/").unwrap_or(name);
            ("files", name, text.as_bytes())
        })
        .collect();
    owner
        .get("/rules/drafts")
        .await
        .says(&["Begin a draft from files of your own"]);
    let answer = owner
        .upload_several("/rules/drafts/upload", &[], &files)
        .await;
    let draft = answer.location().to_owned();
    let page = owner.get(&draft).await;
    page.says(&[
        "files were kept and the draft was checked",
        "The rules are sound",
    ]);
    for name in own.keys() {
        assert!(
            page.body.contains(&format!("{draft}/files/{name}")),
            "{name}"
        );
    }

    // A file takes the place of its namesake, over the version that was seen.
    let sending = format!("{draft}/upload");
    let version = hidden(&owner.get(&sending).await, "version");
    let seen = [("version", version.as_str())];
    let wrong = own["scheme.toml"].replace("weight = \"2\"", "weight = 2");
    let file = ("files", "scheme.toml", wrong.as_bytes());
    owner.upload(&sending, &seen, file).await.location();
    owner
        .get(&draft)
        .await
        .says(&["One file was kept", "There is 1 problem"]);
    let late = owner.upload(&sending, &seen, file).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    late.says(&["Somebody saved the draft after this page was opened"]);

    // What is no file of a set is refused by name, and nothing is kept of what came with it.
    let picture = ("files", "Bands.png", b"\x89PNG\r\n\x1a\n".as_slice());
    let whole = ("files", "questions.toml", b"a = 1".as_slice());
    let version = hidden(&owner.get(&sending).await, "version");
    let seen = [("version", version.as_str())];
    let refused = owner
        .upload_several(&sending, &seen, &[picture, whole])
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.says(&["Bands.png: a file is named in lower-case letters"]);
    let none = owner.upload_several(&sending, &seen, &[]).await;
    none.says(&["Select one or more files that end in .toml"]);
    let large = vec![b'#'; 1_200_000];
    let large = owner
        .upload(&sending, &seen, ("files", "scheme.toml", &large))
        .await;
    assert_eq!(large.status, StatusCode::UNPROCESSABLE_ENTITY);
    large.says(&["The files are too large together"]);
    assert_eq!(
        hidden(&owner.get(&sending).await, "version"),
        version,
        "nothing was saved"
    );
    let broken = owner.post(&sending, &seen).await;
    assert_eq!(
        broken.status,
        StatusCode::BAD_REQUEST,
        "a form without files is not ours"
    );

    let mut head = house.signed_in(Role::HeadOfSend).await;
    let refused = head.upload("/rules/drafts/upload", &[], file).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}
