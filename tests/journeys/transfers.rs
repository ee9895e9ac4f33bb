//! A plan goes from one authority to another: two services, each with its own database and key.

use axum::http::{StatusCode, header};
use send_banding::access::Role::{
    Administrator, Auditor, Caseworker, HeadOfSend, Moderator, Senco,
};
use send_banding::ids::{ChildId, Digest, EstablishmentId};
use send_banding::needs::{Evidence, EvidenceSource, Grounds, Need, NeedsProfile};
use send_banding::store::profile::{self, ProfileState};
use send_banding::store::signing::Signer;
use send_banding::store::{child, establishment, identity, plan, user};
use send_banding::transfer::Package;

use crate::rig::{Answer, Browser, House};
use crate::sample;
use crate::scoring::{hidden, rules};

on_both!(
    a_plan_goes_to_another_authority_and_is_scored_there,
    a_plan_that_is_here_already_stays_as_it_is,
);

/// A child whom no other house knows, with a plan and an agreed profile under the rules in force.
async fn newcomer(house: &House) -> (ChildId, NeedsProfile) {
    let mut tx = house.store.begin().await.unwrap();
    let new = sample::child("OT-77");
    child::insert_all(&mut tx, std::slice::from_ref(&new))
        .await
        .unwrap();
    let mut who = sample::identity(&new.id, "Ada", "Nowak-Łęcka");
    who.upn = Some(sample::upn(7_700));
    identity::insert_all(&mut tx, &[who]).await.unwrap();
    let open = sample::plan(&new.id);
    plan::insert_all(&mut tx, std::slice::from_ref(&open))
        .await
        .unwrap();
    let version = sample::plan_version(&open.id, 1, &[Need::Hi, Need::Slcn]);
    plan::insert_versions(&mut tx, &[version]).await.unwrap();
    let scorer = user::find_by_name(&mut tx, "caseworker").await.unwrap();
    let (mut head, mut version) =
        sample::profile(&new.id, &scorer.unwrap().id, ProfileState::Agreed);
    head.rule_set = rules().digest().clone();
    let domain = rules().domains().next().unwrap();
    let level = *domain.levels.keys().next_back().unwrap();
    let quoted = Evidence {
        source: EvidenceSource::SectionF,
        report: None,
        page: Some("12".to_owned()),
        quotation: "Invented: “signs, and reads lips”\nevery day".to_owned(),
    };
    let report = Evidence {
        source: EvidenceSource::Report,
        report: Some("Invented EP report".to_owned()),
        page: Some("7".to_owned()),
        quotation: "Invented: tires by noon".to_owned(),
    };
    let pieces = Grounds::of(vec![quoted, report]).unwrap();
    version.needs = NeedsProfile::of_levels([(domain.id.clone(), level)].into())
        .with_evidence([(domain.id.clone(), pieces)].into());
    let needs = version.needs.clone();
    profile::insert_all(&mut tx, &[(head, version)])
        .await
        .unwrap();
    tx.commit().await.unwrap();
    (new.id, needs)
}

/// A child of authority 902: a house that has one takes in what is for 902.
async fn of_902(house: &House) {
    let mut ours = sample::child("EX-9020");
    ours.maintaining_authority = "902".parse().unwrap();
    let mut tx = house.store.begin().await.unwrap();
    child::insert_all(&mut tx, &[ours]).await.unwrap();
    tx.commit().await.unwrap();
}

/// Makes the package of a child's plan for authority 902.
async fn package(browser: &mut Browser<'_>, child: &ChildId) -> Answer {
    let fields = [
        ("code", "902"),
        ("name", "Exampleshire Council"),
        ("reason", "The family moved"),
    ];
    browser
        .post(&format!("/children/{child}/transfer"), &fields)
        .await
}

async fn chosen(browser: &mut Browser<'_>, bytes: &[u8]) -> Answer {
    let file = ("file", "plan.json", bytes);
    browser.upload("/transfers/receive", &[], file).await
}

async fn confirmed(browser: &mut Browser<'_>, page: &Answer, fields: &[(&str, &str)]) -> Answer {
    let sealed = hidden(page, "package");
    let mut all = vec![("package", sealed.as_str())];
    all.extend(fields);
    let nothing = ("none", "", b"".as_slice());
    browser
        .upload("/transfers/receive/confirm", &all, nothing)
        .await
}

async fn key_of(house: &House) -> String {
    let tx = house.store.read().await.unwrap();
    Signer::of(&tx).unwrap().public_key().to_string()
}

async fn a_plan_goes_to_another_authority_and_is_scored_there(house: House) {
    let other = House::of_another_authority().await;
    let (theirs, needs) = newcomer(&other).await;
    let mut sender = other.signed_in(Caseworker).await;
    let record = sender.get(&format!("/children/{theirs}")).await;
    record.holds(&[&format!("/children/{theirs}/transfer")]);
    let sent = package(&mut sender, &theirs).await;
    assert_eq!(sent.status, StatusCode::OK, "{}", sent.text());
    let saved = sent.header(header::CONTENT_DISPOSITION);
    assert!(
        saved.starts_with("attachment; filename=\"plan-for-902-"),
        "{saved}"
    );
    sent.says_nothing_of(&["£", "pence", "band\\\"", "scored_by", "moved"]);
    let trail = other.trail().await;
    assert_eq!(
        (trail[0].0.as_str(), trail[1].0.as_str()),
        ("transfer-sent", "transfer-sent")
    );

    // None of our children are those of 902: it is not for us.
    let mut worker = house.signed_in(Caseworker).await;
    let strange = chosen(&mut worker, &sent.bytes).await;
    assert_eq!(strange.status, StatusCode::UNPROCESSABLE_ENTITY);
    strange.says(&["for authority 902, which maintains no child on record here"]);
    of_902(&house).await;

    // Looked at: nothing is kept.
    let before = house.trail().await;
    let page = chosen(&mut worker, &sent.bytes).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    let fingerprint = key_of(&other).await.parse::<send_banding::ids::PublicKey>();
    let fingerprint = fingerprint.unwrap().fingerprint();
    page.says(&[
        "Otherton Council (999)",
        "Exampleshire Council (902)",
        "no key of this authority is kept here",
        &fingerprint,
        "Ada Nowak-Łęcka",
        "A new record",
        "A new plan with one version",
        "levels carried: 1; evidence carried: 2",
        "signs, and reads lips",
        "A report (Invented EP report), 7: “Invented: tires by noon”",
    ]);
    assert_eq!(house.trail().await, before);

    refused_until_confirmed(&mut worker, &page).await;
    let fields = [("reference", "EX-7700"), ("compared", "yes")];
    let taken = confirmed(&mut worker, &page, &fields).await;
    let record = taken.location().to_owned();
    worker
        .get(&record)
        .await
        .says(&["was taken in", "Ada Nowak-Łęcka", "EX-7700"]);
    as_it_was(&house, &record, &needs).await;

    // The same package once more.
    chosen(&mut worker, &sent.bytes)
        .await
        .says(&["This package was taken in on 1 September 2026"]);
    let replayed = confirmed(&mut worker, &page, &fields).await;
    assert_eq!(replayed.status, StatusCode::UNPROCESSABLE_ENTITY);
    known_by_its_key(&house, &other, (&mut sender, &theirs)).await;
}

async fn refused_until_confirmed(worker: &mut Browser<'_>, page: &Answer) {
    let cases: [(&[(&str, &str)], &str); 3] = [
        (&[("reference", "EX-7700")], "Compare the fingerprint"),
        (
            &[("reference", ""), ("compared", "yes")],
            "Enter the reference",
        ),
        (
            &[("reference", "EX-1001"), ("compared", "yes")],
            "This reference is another child’s",
        ),
    ];
    for (fields, why) in cases {
        let refused = confirmed(worker, page, fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{why}");
        refused.says(&[why]);
    }
}

/// The plan, and the profile as a draft of the caseworker.
async fn as_it_was(house: &House, record: &str, needs: &NeedsProfile) {
    let id: ChildId = record.rsplit('/').next().unwrap().parse().unwrap();
    let mut tx = house.store.read().await.unwrap();
    let kept = child::find(&mut tx, &id).await.unwrap().unwrap();
    assert_eq!(kept.maintaining_authority.as_str(), "902");
    let open = plan::open_of(&mut tx, &id).await.unwrap().unwrap();
    assert_eq!(open.transferred_from.unwrap().as_str(), "999");
    let version = plan::latest_version(&mut tx, &open.id).await.unwrap();
    let version = version.unwrap();
    assert_eq!(version.needs, [Need::Hi, Need::Slcn]);
    assert_eq!(version.source, "transfer-999");
    let head = profile::all_of(&mut tx, &id).await.unwrap().remove(0);
    let draft = profile::version(&mut tx, &head.id, 1).await.unwrap();
    let draft = draft.unwrap();
    assert_eq!((draft.state, &draft.needs), (ProfileState::Draft, needs));
    assert_eq!(head.plan_version, Some(version.id));
    let trail = house.trail().await;
    let told = trail
        .iter()
        .any(|(what, whom, _)| what == "transfer-received" && *whom == id.to_string());
    assert!(told, "{trail:?}");
}

/// An administrator keeps the sender's key; a later package is known by it, until the key is withdrawn.
async fn known_by_its_key(
    house: &House,
    other: &House,
    (sender, theirs): (&mut Browser<'_>, &ChildId),
) {
    let mut administrator = house.signed_in(Administrator).await;
    let key = key_of(other).await;
    let own = key_of(house).await;
    let code = ("code", "999");
    let name = ("name", "Otherton Council");
    let refused = administrator
        .post("/transfers/keys", &[code, name, ("key", &own)])
        .await;
    refused.says(&["This is our own key"]);
    let added = administrator
        .post("/transfers/keys", &[code, name, ("key", &key)])
        .await;
    assert_eq!(added.location(), "/transfers/keys");
    let again = administrator
        .post("/transfers/keys", &[code, name, ("key", &key)])
        .await;
    again.says(&["listed already"]);

    let next = package(sender, theirs).await;
    let mut worker = house.signed_in(Caseworker).await;
    let page = chosen(&mut worker, &next.bytes).await;
    page.says(&[
        "signed by the key that is kept here",
        "EX-7700, which has the same pupil or learner number",
        "a plan is open here already",
        "another profile of this child is not decided here yet",
    ]);
    page.says_nothing_of(&["name=\"compared\"", "name=\"reference\""]);
    let withdraw = format!("/transfers/keys/{key}/withdraw");
    let mut auditor = house.signed_in(Auditor).await;
    assert_eq!(
        auditor.post(&withdraw, &[]).await.status,
        StatusCode::FORBIDDEN
    );
    let gone = administrator.post(&withdraw, &[]).await;
    assert_eq!(gone.location(), "/transfers/keys");
    let refused = confirmed(&mut worker, &page, &[]).await;
    refused.says(&["a key that was withdrawn here"]);
    auditor
        .get("/transfers")
        .await
        .says(&["Otherton Council (999)", "Taken in", "EX-7700"]);
}

async fn a_plan_that_is_here_already_stays_as_it_is(house: House) {
    let other = House::of_another_authority().await;
    let mut sender = house.signed_in(Caseworker).await;
    let sent = package(&mut sender, &house.authority.ben).await;
    // Both houses know Ben by his pupil number; there he has an agreed profile and an open plan.
    of_902(&other).await;
    let mut worker = other.signed_in(Caseworker).await;
    let page = chosen(&mut worker, &sent.bytes).await;
    page.says(&[
        "EX-1002, which has the same pupil or learner number",
        "a plan is open here already",
    ]);
    let taken = confirmed(&mut worker, &page, &[("compared", "yes")]).await;
    let ben = &other.authority.ben;
    assert_eq!(taken.location(), format!("/children/{ben}"));
    let mut tx = other.store.read().await.unwrap();
    assert_eq!(plan::all_of(&mut tx, ben).await.unwrap().len(), 1);
    let kept = child::find(&mut tx, ben).await.unwrap().unwrap();
    assert_eq!((kept.local_id.as_str(), kept.version), ("EX-1002", 1));
}

#[tokio::test]
async fn a_package_that_was_touched_or_is_not_theirs_is_refused_with_its_reason() {
    let house = House::open().await;
    let other = House::of_another_authority().await;
    let (theirs, _) = newcomer(&other).await;
    let sent = package(&mut other.signed_in(Caseworker).await, &theirs).await;
    let mut worker = house.signed_in(Caseworker).await;
    let touched = |change: fn(&mut Package)| {
        let mut package: Package = serde_json::from_slice(&sent.bytes).unwrap();
        change(&mut package);
        serde_json::to_vec(&package).unwrap()
    };
    let own = package(&mut worker, &house.authority.ben).await;
    let large = vec![b' '; 899_999];
    let cases: Vec<(Vec<u8>, &str)> = vec![
        (
            sent.bytes[..sent.bytes.len() / 2].to_vec(),
            "no package of a plan, or it is cut off",
        ),
        (b"{}".to_vec(), "no package of a plan"),
        (b"%PDF-1.7".to_vec(), "no package of a plan"),
        (large, "no package of a plan"),
        (vec![b' '; 1_100_000], "larger than any package"),
        (
            touched(|it| it.format_version = 9),
            "a newer version of the service (format 9)",
        ),
        (
            touched(|it| it.contents = it.contents.replace("Ada", "Eve")),
            "was changed or damaged",
        ),
        (
            touched(|it| {
                it.contents = it.contents.replace("Ada", "Eve");
                it.digest = Digest::of(it.contents.as_bytes());
            }),
            "not signed by the key that it names",
        ),
        (own.bytes, "This package was made here"),
    ];
    for (bytes, why) in cases {
        let refused = chosen(&mut worker, &bytes).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{why}");
        refused.says(&[why]);
        refused.says_nothing_of(&["name=\"package\""]);
    }
    // Another key is kept for the sender, or the sender's key for another.
    let mut administrator = house.signed_in(Administrator).await;
    let another = "ab".repeat(32);
    let name = ("name", "Otherton Council");
    let fields = [("code", "999"), name, ("key", another.as_str())];
    administrator.post("/transfers/keys", &fields).await;
    chosen(&mut worker, &sent.bytes)
        .await
        .says(&["not signed by the key that is kept here for authority 999"]);
    let key = key_of(&other).await;
    let fields = [("code", "998"), name, ("key", key.as_str())];
    administrator.post("/transfers/keys", &fields).await;
    chosen(&mut worker, &sent.bytes)
        .await
        .says(&["signed by the key of authority 998"]);
}

/// A college without a URN, under a UKPRN that nobody else has.
async fn college(house: &House) -> EstablishmentId {
    let mut college = sample::establishment("Rowan College", None);
    college.ukprn = Some("10990077".parse().unwrap());
    let mut tx = house.store.begin().await.unwrap();
    establishment::insert_all(&mut tx, std::slice::from_ref(&college))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    college.id
}

/// Changes a child's record as it stands in a house.
async fn changed(house: &House, id: &ChildId, change: impl FnOnce(&mut child::Child)) {
    let mut tx = house.store.begin().await.unwrap();
    let mut record = child::find(&mut tx, id).await.unwrap().unwrap();
    change(&mut record);
    child::update(&mut tx, &record).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_restriction_there_is_one_here_and_numbers_of_two_children_are_refused() {
    let house = House::open().await;
    let other = House::of_another_authority().await;
    of_902(&house).await;
    let (theirs, _) = newcomer(&other).await;
    let there = college(&other).await;
    let here = college(&house).await;
    let mut tx = other.store.begin().await.unwrap();
    let open = plan::open_of(&mut tx, &theirs).await.unwrap().unwrap();
    let mut version = sample::plan_version(&open.id, 2, &[Need::Hi]);
    version.named[0].establishment = Some(there);
    plan::add_version(&mut tx, &version).await.unwrap();
    tx.commit().await.unwrap();
    changed(&other, &theirs, |record| record.restricted = true).await;
    // Here the child is on record under its UPN of before, without a plan, and open to caseworkers.
    let mut known = sample::child("EX-7701");
    known.uln = Some("1234567890".parse().unwrap());
    let mut who = sample::identity(&known.id, "Ada", "Nowak");
    who.upn = Some(sample::upn(7_701));
    who.former_upns = vec![sample::upn(7_700)];
    let mut tx = house.store.begin().await.unwrap();
    child::insert_all(&mut tx, std::slice::from_ref(&known))
        .await
        .unwrap();
    identity::insert_all(&mut tx, &[who]).await.unwrap();
    tx.commit().await.unwrap();

    let mut sender = other.signed_in(HeadOfSend).await;
    let sent = package(&mut sender, &theirs).await;
    assert_eq!(sent.status, StatusCode::OK, "{}", sent.text());
    let mut worker = house.signed_in(Caseworker).await;
    chosen(&mut worker, &sent.bytes)
        .await
        .says(&["A head of SEND takes the package in"]);
    let mut head = house.signed_in(HeadOfSend).await;
    // A learner number of somebody else here: nobody can say whose package it is.
    let ben = house.authority.ben.clone();
    changed(&house, &known.id, |record| record.uln = None).await;
    changed(&house, &ben, |record| record.uln = known.uln.clone()).await;
    changed(&other, &theirs, |record| record.uln = known.uln.clone()).await;
    let torn = package(&mut sender, &theirs).await;
    let refused = chosen(&mut head, &torn.bytes).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.says(&["are not those of one child on record here"]);

    let page = chosen(&mut head, &sent.bytes).await;
    page.says(&[
        "EX-7701, which has the same pupil or learner number",
        "The record here becomes restricted, as it is there",
    ]);
    let taken = confirmed(&mut head, &page, &[("compared", "yes")]).await;
    assert_eq!(taken.location(), format!("/children/{}", known.id));
    let mut tx = house.store.read().await.unwrap();
    let kept = child::find(&mut tx, &known.id).await.unwrap().unwrap();
    assert!(kept.restricted);
    assert_eq!(kept.maintaining_authority.as_str(), "902");
    let open = plan::open_of(&mut tx, &known.id).await.unwrap().unwrap();
    let version = plan::latest_version(&mut tx, &open.id).await.unwrap();
    assert_eq!(version.unwrap().named[0].establishment, Some(here));
    drop(tx);
    let trail = house.trail().await;
    let told = |wanted: &str| trail.iter().any(|(what, ..)| what == wanted);
    assert!(
        told("child-restricted") && told("transfer-received"),
        "{trail:?}"
    );
}

#[tokio::test]
async fn who_may_not_send_or_take_in_does_neither() {
    let house = House::open().await;
    let other = House::of_another_authority().await;
    // A restricted record goes, and is taken in, by heads of SEND alone.
    let hidden_child = other.authority.restricted.clone();
    let mut worker = other.signed_in(Caseworker).await;
    let refused = package(&mut worker, &hidden_child).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    for role in [Moderator, Senco, Auditor] {
        let mut browser = other.signed_in(role).await;
        let refused = package(&mut browser, &other.authority.ben).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND, "{role:?}");
    }
    let sent = package(&mut other.signed_in(HeadOfSend).await, &hidden_child).await;
    assert_eq!(sent.status, StatusCode::OK, "{}", sent.text());
    of_902(&house).await;
    let mut worker = house.signed_in(Caseworker).await;
    let refused = chosen(&mut worker, &sent.bytes).await;
    refused.says(&["A head of SEND takes the package in"]);
    refused.says_nothing_of(&["Hidden", "EX-1003"]);
    for role in [Moderator, Senco, Auditor, Administrator] {
        let mut browser = house.signed_in(role).await;
        let refused = chosen(&mut browser, &sent.bytes).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{role:?}");
        let nothing = ("none", "", b"".as_slice());
        let confirm = "/transfers/receive/confirm";
        let fields = [("package", "e30=")];
        let refused = browser.upload(confirm, &fields, nothing).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{role:?}");
    }
    let fields = [("package", "no base64!")];
    let nothing = ("none", "", b"".as_slice());
    let refused = worker
        .upload("/transfers/receive/confirm", &fields, nothing)
        .await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    // What a form lacks is said by its fields.
    let path = format!("/children/{}/transfer", house.authority.ben);
    let empty = worker.post(&path, &[]).await;
    empty.says(&["three digits", "Enter the authority’s name", "Say why"]);
    let own = [("code", "999"), ("name", "Us"), ("reason", "x")];
    worker
        .post(&path, &own)
        .await
        .says(&["This authority maintains the plan itself"]);
    house
        .signed_in(Caseworker)
        .await
        .get("/transfers")
        .await
        .says(&["No package has gone out or come in."]);
}
