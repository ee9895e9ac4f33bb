//! A provider's public keys (RFC 7517), and whether a signature is by one of them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey,
};
use serde::Deserialize;
use serde_json::Value;

/// The algorithms that are accepted, and no other: neither `none`, nor one whose key would be the client's own secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub(super) enum Algorithm {
    RS256,
    ES256,
}

/// A provider's keys.
#[derive(Clone, Debug, Default)]
pub(super) struct Keys(Vec<Key>);

#[derive(Clone, Debug)]
struct Key {
    id: Option<String>,
    public: Public,
}

#[derive(Clone, Debug)]
enum Public {
    Rsa {
        n: Vec<u8>,
        e: Vec<u8>,
    },
    /// The point, uncompressed.
    P256(Vec<u8>),
}

#[derive(Deserialize)]
struct Raw {
    kty: String,
    kid: Option<String>,
    #[serde(rename = "use")]
    used_for: Option<String>,
    crv: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

impl Keys {
    /// Reads a set of keys; those of other kinds and for other uses are left out.
    pub(super) fn of(json: &Value) -> Keys {
        let entries = json["keys"].as_array().map_or(&[][..], Vec::as_slice);
        let read = |entry: &Value| Key::of(serde_json::from_value(entry.clone()).ok()?);
        Keys(entries.iter().filter_map(read).collect())
    }

    /// Whether there is a key of that name; a token that names none may be by any.
    pub(super) fn know(&self, id: Option<&str>) -> bool {
        self.named(id).next().is_some()
    }

    /// Whether one of the keys of that name signed the message by that algorithm.
    pub(super) fn signed(
        &self,
        id: Option<&str>,
        algorithm: Algorithm,
        message: &[u8],
        signature: &[u8],
    ) -> bool {
        self.named(id)
            .any(|key| key.public.signed(algorithm, message, signature))
    }

    fn named(&self, id: Option<&str>) -> impl Iterator<Item = &Key> {
        self.0
            .iter()
            .filter(move |key| id.is_none() || key.id.as_deref() == id)
    }
}

impl Key {
    fn of(raw: Raw) -> Option<Key> {
        if raw.used_for.is_some_and(|used_for| used_for != "sig") {
            return None;
        }
        let bytes = |text: Option<String>| URL_SAFE_NO_PAD.decode(text?).ok();
        let public = match (raw.kty.as_str(), raw.crv.as_deref()) {
            ("RSA", _) => Public::Rsa {
                n: bytes(raw.n)?,
                e: bytes(raw.e)?,
            },
            ("EC", Some("P-256")) => Public::P256([vec![4], bytes(raw.x)?, bytes(raw.y)?].concat()),
            _ => return None,
        };
        Some(Key {
            id: raw.kid,
            public,
        })
    }
}

impl Public {
    fn signed(&self, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> bool {
        match (self, algorithm) {
            (Public::Rsa { n, e }, Algorithm::RS256) => RsaPublicKeyComponents { n, e }
                .verify(&RSA_PKCS1_2048_8192_SHA256, message, signature)
                .is_ok(),
            (Public::P256(point), Algorithm::ES256) => {
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point)
                    .verify(message, signature)
                    .is_ok()
            }
            _ => false,
        }
    }
}
