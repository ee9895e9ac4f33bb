use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::{Value, json};

use super::{Keys, Person, TokenError, check, key_of};
use crate::open_id::Settings;

const NOW: i64 = 1_788_253_200;

/// A provider's key, invented for one test.
struct Signer {
    pair: EcdsaKeyPair,
    random: SystemRandom,
}

impl Signer {
    fn new() -> Signer {
        let random = SystemRandom::new();
        let document =
            EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
        let pair =
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document.as_ref(), &random)
                .unwrap();
        Signer { pair, random }
    }

    fn keys(&self) -> Keys {
        let (x, y) = self.pair.public_key().as_ref()[1..].split_at(32);
        let (x, y) = (URL_SAFE_NO_PAD.encode(x), URL_SAFE_NO_PAD.encode(y));
        Keys::of(&json!({"keys": [
            {"kty": "oct", "kid": "one", "k": "AAAA"},
            {"kty": "EC", "crv": "P-256", "kid": "one", "use": "sig", "x": x, "y": y},
        ]}))
    }

    fn token(&self, header: &Value, claims: &Value) -> String {
        let signed = format!("{}.{}", encoded(header), encoded(claims));
        let signature = self.pair.sign(&self.random, signed.as_bytes()).unwrap();
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

fn encoded(json: &Value) -> String {
    URL_SAFE_NO_PAD.encode(json.to_string())
}

fn header() -> Value {
    json!({"alg": "ES256", "kid": "one"})
}

fn claims() -> Value {
    json!({
        "iss": "https://login.example.gov.uk", "sub": "a-1", "aud": "send-banding",
        "exp": NOW + 300, "iat": NOW - 1, "nonce": "n", "name": " Jo\u{7} Bloggs ",
        "realm": {"roles": ["panel", 7, "staff"]},
    })
}

fn settings() -> Settings {
    let file = tempfile::NamedTempFile::new().unwrap();
    let text = "[open_id]\nname = \"x\"\nissuer = \"https://login.example.gov.uk\"\nclient_id = \"send-banding\"\n\
        role_claim = \"/realm/roles\"\n[open_id.roles]\npanel = [\"moderator\"]\n";
    std::fs::write(file.path(), text).unwrap();
    Settings::read(file.path()).unwrap()
}

fn checked(keys: &Keys, token: &str) -> Result<Person, TokenError> {
    let now = Timestamp::from_second(NOW).unwrap();
    check(token, keys, &settings(), "n", now)
}

#[test]
fn a_token_that_is_as_it_must_be_says_who_signed_in() {
    let signer = Signer::new();
    let token = signer.token(&header(), &claims());
    assert_eq!(key_of(&token).as_deref(), Some("one"));
    let person = Person {
        subject: "a-1".to_owned(),
        name: Some("Jo Bloggs".to_owned()),
        groups: vec!["panel".to_owned(), "staff".to_owned()],
    };
    assert_eq!(checked(&signer.keys(), &token), Ok(person));
}

#[test]
fn each_claim_is_checked() {
    let signer = Signer::new();
    let with = |key: &str, value: Value| {
        let mut claims = claims();
        claims[key] = value;
        checked(&signer.keys(), &signer.token(&header(), &claims)).map(|person| person.subject)
    };
    for (key, value, wrong) in [
        ("iss", json!("https://evil.example"), TokenError::Issuer),
        (
            "iss",
            json!("https://login.example.gov.uk/"),
            TokenError::Issuer,
        ),
        ("aud", json!("another"), TokenError::Audience),
        ("aud", json!([]), TokenError::Audience),
        (
            "aud",
            json!(["send-banding", "another"]),
            TokenError::Audience,
        ),
        ("azp", json!("another"), TokenError::Audience),
        ("exp", json!(NOW - 60), TokenError::Time),
        ("exp", json!(i64::MIN), TokenError::Time),
        ("iat", json!(NOW + 61), TokenError::Time),
        ("nbf", json!(NOW + 61), TokenError::Time),
        ("nonce", json!("another"), TokenError::Nonce),
        ("nonce", json!(""), TokenError::Nonce),
        ("nonce", Value::Null, TokenError::Nonce),
        ("sub", json!(""), TokenError::Subject),
        ("sub", json!("x".repeat(256)), TokenError::Subject),
        ("sub", json!("a\u{0}"), TokenError::Subject),
        ("sub", json!(7), TokenError::Malformed),
        ("exp", json!("soon"), TokenError::Malformed),
        ("exp", Value::Null, TokenError::Malformed),
    ] {
        assert_eq!(with(key, value.clone()), Err(wrong), "{key} {value}");
    }
    for (key, value) in [
        ("aud", json!(["send-banding"])),
        ("azp", json!("send-banding")),
        ("exp", json!(NOW - 59)),
        ("iat", json!(NOW + 60)),
        ("name", json!(7)),
    ] {
        assert_eq!(
            with(key, value.clone()).as_deref(),
            Ok("a-1"),
            "{key} {value}"
        );
    }
}

#[test]
fn only_the_providers_own_key_by_an_accepted_algorithm_counts() {
    let (signer, stranger) = (Signer::new(), Signer::new());
    let keys = signer.keys();
    let with = |header: Value| checked(&keys, &signer.token(&header, &claims()));
    for alg in ["none", "None", "HS256", "RS512", "ES384", ""] {
        assert_eq!(
            with(json!({"alg": alg, "kid": "one"})),
            Err(TokenError::Algorithm)
        );
    }
    for header in [
        json!({"alg": "RS256", "kid": "one"}),
        json!({"alg": "ES256", "kid": "two"}),
        json!({"alg": "ES256", "kid": "one", "crit": ["x"]}),
    ] {
        assert_eq!(with(header.clone()), Err(TokenError::Signature), "{header}");
    }
    assert!(
        with(json!({"alg": "ES256"})).is_ok(),
        "a token that names no key"
    );
    let forged = stranger.token(&header(), &claims());
    assert_eq!(checked(&keys, &forged), Err(TokenError::Signature));

    let token = signer.token(&header(), &claims());
    let parts: Vec<&str> = token.split('.').collect();
    let mut other = claims();
    other["sub"] = json!("b-2");
    let swapped = format!("{}.{}.{}", parts[0], encoded(&other), parts[2]);
    assert_eq!(checked(&keys, &swapped), Err(TokenError::Signature));
    let unsigned = format!("{}.{}.", encoded(&json!({"alg": "none"})), parts[1]);
    assert_eq!(checked(&keys, &unsigned), Err(TokenError::Algorithm));
    let stripped = format!("{}.{}.", parts[0], parts[1]);
    assert_eq!(checked(&keys, &stripped), Err(TokenError::Signature));
    for text in ["", "a", "a.b", "a.b.c", "..", &token.replace('.', ":")] {
        assert_eq!(checked(&keys, text), Err(TokenError::Malformed), "{text}");
    }
}
