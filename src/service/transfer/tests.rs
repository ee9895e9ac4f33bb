//! A package there and back: whatever is sealed opens as it was, and nothing else opens.

use proptest::prelude::*;
use ring::signature::{Ed25519KeyPair, KeyPair as _};

use crate::export;
use crate::ids::PublicKey;
use crate::import::transfer::{NotTaken, open};
use crate::needs::{Evidence, EvidenceSource, Grounds};
use crate::transfer::{Contents, DomainFacts, Package};

fn invented() -> Contents {
    serde_json::from_str(include_str!("../../../fixtures/transfer/contents.json")).unwrap()
}

fn pair(seed: u8) -> (Ed25519KeyPair, PublicKey) {
    let pair = Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap();
    let public = PublicKey::parse(&hex::encode(pair.public_key().as_ref())).unwrap();
    (pair, public)
}

fn sealed(contents: &Contents, seed: u8) -> Vec<u8> {
    let (pair, public) = pair(seed);
    let sign = |message: &[u8]| hex::encode(pair.sign(message).as_ref());
    export::package(contents, &public, sign).unwrap().1
}

/// The package with one field of its outer coat changed.
fn changed(change: impl FnOnce(&mut Package)) -> Result<(), NotTaken> {
    let mut package: Package = serde_json::from_slice(&sealed(&invented(), 1)).unwrap();
    change(&mut package);
    open(&serde_json::to_vec(&package).unwrap()).map(|_| ())
}

#[test]
fn what_was_changed_after_signing_is_refused_with_its_reason() {
    assert_eq!(changed(|_| ()), Ok(()));
    let raised = |package: &mut Package| {
        package.contents = package
            .contents
            .replace("\"level\":\"2\"", "\"level\":\"4\"");
    };
    assert_eq!(changed(raised), Err(NotTaken::Changed));
    // Whoever changes the contents can work out their digest, and not the signature.
    let with_digest = |package: &mut Package| {
        raised(package);
        package.digest = crate::ids::Digest::of(package.contents.as_bytes());
    };
    assert_eq!(changed(with_digest), Err(NotTaken::Signature));
    let other_key = |package: &mut Package| package.public_key = pair(2).1;
    assert_eq!(changed(other_key), Err(NotTaken::Signature));
    let no_signature = |package: &mut Package| package.signature = String::new();
    assert_eq!(changed(no_signature), Err(NotTaken::Signature));
    let other_format = |package: &mut Package| package.format = "backup".to_owned();
    assert_eq!(changed(other_format), Err(NotTaken::Foreign));
    let newer = |package: &mut Package| package.format_version = 3;
    assert_eq!(changed(newer), Err(NotTaken::Newer(3)));
    // What is signed as the second version is not the first with another number.
    let second = |package: &mut Package| package.format_version = 2;
    assert_eq!(changed(second), Err(NotTaken::Signature));
    let older = |package: &mut Package| package.format_version = 0;
    assert_eq!(changed(older), Err(NotTaken::Foreign));
}

/// Signed by another program (Node’s OpenSSL), with a key of 32 bytes of 1.
#[test]
fn a_package_that_another_program_signed_opens() {
    let opened = open(include_bytes!("../../../fixtures/transfer/package.json")).unwrap();
    assert_eq!(opened.contents, invented());
    assert_eq!(opened.public_key, pair(1).1);
}

#[test]
fn what_is_no_package_is_refused() {
    for bytes in [
        b"".as_slice(),
        b"{}",
        b"[]",
        b"null",
        b"%PDF-1.7",
        b"{\"format\":\"send-banding transfer\",\"format_version\":1}",
        b"{\"format\":\"send-banding transfer\",\"format_version\":-1}",
    ] {
        assert_eq!(open(bytes).unwrap_err(), NotTaken::Foreign, "{bytes:?}");
    }
    let deep = "[".repeat(500_000);
    assert_eq!(open(deep.as_bytes()).unwrap_err(), NotTaken::Foreign);
    let large = vec![b' '; 1_000_001];
    assert_eq!(open(&large).unwrap_err(), NotTaken::TooLarge);
    // Signed all the same: a future shape that calls itself this version, and contents that no record can hold.
    let mut twice = invented();
    let version = twice.plan.versions[0].clone();
    twice.plan.versions.push(version);
    let refused = open(&sealed(&twice, 1)).unwrap_err();
    assert!(refused.to_string().contains("in it twice"), "{refused}");
}

fn piece(words: &str) -> Evidence {
    Evidence {
        source: EvidenceSource::Report,
        report: Some("Invented report".to_owned()),
        page: None,
        quotation: format!("e{words}"),
    }
}

fn any_contents() -> impl Strategy<Value = Contents> {
    let domain = ("[a-z]{1,12}", "\\PC{1,40}", 0..6_u8, "\\PC{1,200}");
    let domains = proptest::collection::btree_map("[a-z]{1,12}", domain, 0..12);
    ("\\PC{1,30}", "\\PC{1,30}", domains).prop_map(|(forename, surname, domains)| {
        let mut contents = invented();
        contents.child.forename = format!("a{forename}");
        contents.child.surname = format!("b{surname}");
        let profile = contents.profile.as_mut().unwrap();
        profile.domains = domains
            .into_iter()
            .map(|(id, (_, title, level, says))| DomainFacts {
                id: id.parse().unwrap(),
                title: format!("c{title}"),
                level: (level > 0).then(|| crate::needs::Level::new(level)),
                says: Some(format!("d{says}")),
                evidence: Grounds::of(vec![piece(&id); usize::from(level % 3)]),
            })
            .collect();
        contents
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_is_sealed_opens_as_it_was(contents in any_contents(), seed in 0..9_u8) {
        let opened = open(&sealed(&contents, seed)).unwrap();
        prop_assert_eq!(&opened.contents, &contents);
        prop_assert_eq!(opened.public_key, pair(seed).1);
    }

    #[test]
    fn a_byte_that_was_changed_or_lost_never_changes_what_is_read(place in 0..10_000_usize, byte in any::<u8>()) {
        let whole = sealed(&invented(), 3);
        let place = place % (whole.len() - 1);
        prop_assert!(open(&whole[..place]).is_err());
        let mut other = whole.clone();
        other[place] = byte;
        // A space between two fields may change: then what is read is what was sealed.
        if let Ok(opened) = open(&other) {
            prop_assert_eq!(opened.contents, invented());
        }
    }
}
