//! Extracts of a plan: attached, fetched as a download alone, removed with a reason; and what is refused.

use std::io::{Cursor, Write as _};

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use send_banding::access::Role;
use send_banding::access::Role::{
    Administrator, Auditor, BusinessManager, Caseworker, HeadOfSend, Moderator, Senco,
};
use send_banding::ids::{ChildId, Digest};
use send_banding::store::{audit, plan, plan_extract};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::rig::{Browser, HOST, House};

on_both!(an_extract_is_attached_fetched_and_removed);

/// An invented page of a plan.
const PDF: &[u8] =
    b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n";

fn word(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer
            .start_file(*name, SimpleFileOptions::default())
            .unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

async fn version_of(house: &House, child: &ChildId) -> String {
    let mut tx = house.store.read().await.unwrap();
    let open = plan::open_of(&mut tx, child).await.unwrap().unwrap();
    let version = plan::latest_version(&mut tx, &open.id).await.unwrap();
    version.unwrap().id.to_string()
}

fn list_of(child: &ChildId) -> String {
    format!("/children/{child}/extracts")
}

/// Attaches a file to the plan of a child of the house; the answer.
async fn attach(
    browser: &mut Browser<'_>,
    (child, version): (&ChildId, &str),
    name: &str,
    bytes: &[u8],
) -> crate::rig::Answer {
    let fields = [("version", version)];
    let file = ("file", name, bytes);
    browser.upload(&list_of(child), &fields, file).await
}

/// Where the newest extract of a child is fetched.
async fn newest(house: &House, child: &ChildId) -> String {
    let mut tx = house.store.read().await.unwrap();
    let all = plan_extract::of_child(&mut tx, child).await.unwrap();
    format!("{}/{}", list_of(child), all[0].id)
}

async fn an_extract_is_attached_fetched_and_removed(house: House) {
    let zofia = house.authority.zofia.clone();
    let version = version_of(&house, &zofia).await;
    let mut worker = house.signed_in(Caseworker).await;
    let record = format!("/children/{zofia}");
    worker.get(&record).await.holds(&[&list_of(&zofia)]);
    let page = worker.get(&list_of(&zofia)).await;
    page.says(&["No extract is attached.", "up to 1 MB"]);

    let named = "C:\\plans\\Sekcja B – \u{202E}Łęcka.pdf.exe";
    let done = attach(&mut worker, (&zofia, &version), named, PDF).await;
    assert_eq!(done.location(), list_of(&zofia));
    let page = worker.get(&list_of(&zofia)).await;
    let digest = Digest::of(PDF);
    page.says(&[
        "The extract was attached.",
        "Sekcja B – Łęcka.pdf",
        "Final plan, version 1",
        "caseworker",
        digest.short(),
    ]);
    let kept = newest(&house, &zofia).await;
    worker.get(&record).await.holds(&[&kept]);
    // Sent twice, as by a browser that goes back, it is one extract.
    let twice = attach(&mut worker, (&zofia, &version), "again.pdf", PDF).await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    twice.says(&["This file is attached to that version already"]);

    fetched_as_a_download(&mut worker, &kept).await;
    let expected = [
        (Caseworker, StatusCode::OK),
        (Moderator, StatusCode::OK),
        (Senco, StatusCode::OK),
        (Auditor, StatusCode::OK),
        (Administrator, StatusCode::OK),
        (BusinessManager, StatusCode::NOT_FOUND),
        (Role::Commissioner, StatusCode::NOT_FOUND),
        (Role::FinanceOfficer, StatusCode::NOT_FOUND),
    ];
    for (role, status) in expected {
        let answer = house.signed_in(role).await.get(&kept).await;
        assert_eq!(answer.status, status, "{role:?}");
    }
    let mut senco = house.signed_in(Senco).await;
    let list = senco.get(&list_of(&zofia)).await;
    list.says(&["Sekcja B – Łęcka.pdf"]);
    list.says_nothing_of(&["/remove", "by caseworker", "Attach an extract"]);

    removed_with_a_reason(&house, &mut worker, (&zofia, &kept)).await;
    told_by_ids_alone(&house, &kept, &digest).await;
}

async fn fetched_as_a_download(browser: &mut Browser<'_>, kept: &str) {
    let file = browser.get(kept).await;
    assert_eq!((file.status, file.bytes.as_slice()), (StatusCode::OK, PDF));
    assert_eq!(file.header(header::CONTENT_TYPE), "application/pdf");
    let saved = file.header(header::CONTENT_DISPOSITION);
    assert!(
        saved.starts_with("attachment; filename=\"extract.pdf\"; filename*=UTF-8''Sekcja%20B"),
        "{saved}"
    );
    assert_eq!(file.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
    assert_eq!(file.header(header::CACHE_CONTROL), "no-store");
    let policy = file.header(header::CONTENT_SECURITY_POLICY);
    assert!(policy.contains("sandbox") && policy.contains("default-src 'none'"));
}

async fn removed_with_a_reason(
    house: &House,
    worker: &mut Browser<'_>,
    (child, kept): (&ChildId, &str),
) {
    let form = format!("{kept}/remove");
    worker.get(&form).await.says(&["Why is it removed?"]);
    for role in [Senco, Moderator, Auditor, Administrator] {
        let mut other = house.signed_in(role).await;
        let refused = other.post(&form, &[("because", "too_much")]).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND, "{role:?}");
    }
    for because in ["", "boredom"] {
        let unsaid = worker.post(&form, &[("because", because)]).await;
        assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY);
        unsaid.says(&["Select why the extract is removed"]);
    }
    let done = worker.post(&form, &[("because", "too_much")]).await;
    assert_eq!(done.location(), list_of(child));
    let page = worker.get(&list_of(child)).await;
    page.says(&[
        "The extract was removed.",
        "It holds more of the plan than the evidence needs.",
    ]);
    page.says_nothing_of(&["Sekcja"]);
    // The form of a page that is out of date.
    let stale = worker.post(&form, &[("because", "too_much")]).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert_eq!(worker.get(kept).await.status, StatusCode::NOT_FOUND);
}

/// The chain tells what was done to which extract, and nothing of its name.
async fn told_by_ids_alone(house: &House, kept: &str, digest: &Digest) {
    let id = kept.rsplit('/').next().unwrap();
    let mut tx = house.store.read().await.unwrap();
    let page = send_banding::store::Page::new(1, 100);
    let told = audit::about(&mut tx, "extract", id, page).await.unwrap();
    let actions: Vec<&str> = told.items.iter().map(|one| one.action.as_str()).collect();
    assert_eq!(actions.last(), Some(&"extract-attached"));
    assert_eq!(actions.first(), Some(&"extract-removed"));
    assert_eq!(actions.len(), 8, "{actions:?}");
    let details: std::collections::BTreeSet<&str> = told
        .items
        .iter()
        .map(|one| one.detail_digest.as_str())
        .collect();
    assert_eq!(details.len(), 1, "each entry is of the same file");
    let left = plan_extract::find(&mut tx, &id.parse().unwrap()).await;
    assert_eq!(left.unwrap().unwrap().digest, *digest);
}

#[tokio::test]
async fn a_word_document_is_kept_and_is_offered_beside_the_scoring_form() {
    let house = House::open().await;
    let zofia = house.authority.zofia.clone();
    let version = version_of(&house, &zofia).await;
    let mut worker = house.signed_in(Caseworker).await;
    let document = word(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("word/document.xml", b"<w:document/>"),
    ]);
    let sent = (&zofia, version.as_str());
    let done = attach(&mut worker, sent, "Section F.docx", &document).await;
    assert_eq!(done.location(), list_of(&zofia));
    let kept = newest(&house, &zofia).await;
    let file = worker.get(&kept).await;
    assert!(
        file.header(header::CONTENT_TYPE)
            .ends_with("wordprocessingml.document")
    );

    // Zofia's draft reads no version of the plan: one of Ben's does.
    let ben = house.authority.ben.clone();
    let version = version_of(&house, &ben).await;
    let sent = (&ben, version.as_str());
    attach(&mut worker, sent, "Section F.docx", &document).await;
    let kept = newest(&house, &ben).await;
    let tasks = crate::scoring::begun(&mut worker, &ben).await;
    let area = format!("{tasks}/cognition-and-learning");
    worker
        .get(&area)
        .await
        .holds(&[&kept, "to read beside this page"]);

    // Whoever answers for everything that is held is given it.
    let mut head = house.signed_in(HeadOfSend).await;
    let asked = head.get(&format!("/children/{ben}/subject-access")).await;
    asked.holds(&[&kept]);
    asked.says(&["Extracts of plans. File", "Section F.docx"]);
}

#[tokio::test]
async fn what_is_no_extract_is_refused_with_its_reason_and_leaves_nothing() {
    let house = House::open().await;
    let zofia = house.authority.zofia.clone();
    let version = version_of(&house, &zofia).await;
    let mut worker = house.signed_in(Caseworker).await;
    let contents = ("[Content_Types].xml", b"<Types/>".as_slice());
    let document = ("word/document.xml", b"<w:document/>".as_slice());
    let macros = word(&[contents, document, ("word/vbaProject.bin", b"x")]);
    let script = b"%PDF-1.7\n<< /S /JavaScript /JS (app.alert(1)) >>\n%%EOF";
    let large = [PDF, vec![b' '; 1_000_000].as_slice(), b"%%EOF"].concat();
    let cases: &[(&str, &[u8], &str)] = &[
        ("a.pdf", b"", "The file is empty"),
        (
            "a.pdf",
            b"<script>alert(1)</script>",
            "Its name does not count",
        ),
        ("a.docx", b"MZ\x90", "Its name does not count"),
        (
            "a.doc",
            b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
            "an old Word document",
        ),
        ("a.pdf", &PDF[..PDF.len() - 8], "damaged or not whole"),
        ("a.pdf", script, "holds a script"),
        ("a.docx", &macros, "has macros"),
        ("a.pdf", &large, "must be 1 MB or smaller"),
        ("", b"", "Choose a file"),
    ];
    for (name, bytes, why) in cases {
        let refused = attach(&mut worker, (&zofia, &version), name, bytes).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{why}");
        refused.says(&[why]);
    }
    // A version of somebody else's plan, one that is none, and a child that is not the caseworker's.
    let bens = version_of(&house, &house.authority.ben).await;
    for (forged, why) in [
        (bens.as_str(), "Select a version of this child’s plan"),
        ("1", "Select the version of the plan"),
    ] {
        let refused = attach(&mut worker, (&zofia, forged), "a.pdf", PDF).await;
        refused.says(&[why]);
    }
    let restricted = house.authority.restricted.clone();
    let refused = attach(&mut worker, (&restricted, &version), "a.pdf", PDF).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    let mut senco = house.signed_in(Senco).await;
    let refused = attach(&mut senco, (&zofia, &version), "a.pdf", PDF).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    for child in [&zofia, &restricted, &house.authority.ben] {
        let mut tx = house.store.read().await.unwrap();
        let kept = plan_extract::of_child(&mut tx, child).await.unwrap();
        assert_eq!(kept, []);
    }
}

#[tokio::test]
async fn a_form_from_elsewhere_or_of_another_shape_attaches_nothing() {
    let house = House::open().await;
    let zofia = house.authority.zofia.clone();
    let mut worker = house.signed_in(Caseworker).await;
    let path = list_of(&zofia);
    let foreign = Request::post(&path)
        .header(header::ORIGIN, "http://evil.example")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
        .body(Body::from("--x--"));
    let answer = worker.send(foreign.unwrap()).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    let plain = worker.post(&path, &[("version", "1")]).await;
    assert_eq!(plain.status, StatusCode::BAD_REQUEST);
    let cut = Request::post(&path)
        .header(header::ORIGIN, format!("http://{HOST}"))
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
        .body(Body::from(
            "--x\r\nContent-Disposition: form-data; name=\"file\"",
        ));
    let answer = worker.send(cut.unwrap()).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    let endless = Request::post(&path)
        .header(header::ORIGIN, format!("http://{HOST}"))
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
        .body(Body::from(vec![b'x'; 6_000_000]));
    let answer = worker.send(endless.unwrap()).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
}
