//! One sign-in under way: what the browser keeps meanwhile, what the provider is told, and whether its answer fits.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

/// How long somebody may take at the provider.
const WITHIN: SignedDuration = SignedDuration::from_mins(10);

/// A sign-in that was begun. The browser keeps it in a cookie; nothing of it is in the database.
///
/// State, nonce and PKCE's verifier all follow from one random secret and the time, each by its own hash: a browser
/// without the cookie cannot use an answer, and a changed time gives another state.
#[derive(Clone, PartialEq, Eq)]
pub struct Started {
    secret: String,
    at: Timestamp,
    /// Where the visitor was going; checked again when it is used.
    pub next: String,
}

/// What the provider sends the browser back with.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Answer {
    /// The code to be exchanged for a token.
    pub code: String,
    /// The state that it was told.
    pub state: String,
    /// Why there is no code.
    pub error: String,
    /// Which provider answers, where it says so (RFC 9207).
    pub iss: Option<String>,
}

/// The answer does not belong to a sign-in that this browser began here in the last minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotOurs;

impl Started {
    /// Begins a sign-in.
    #[must_use]
    pub fn new(next: &str, now: Timestamp) -> Started {
        let bits: [u8; 32] = rand::random();
        Started {
            secret: hex::encode(bits),
            // The cookie holds whole seconds, and state follows from them.
            at: Timestamp::from_second(now.as_second()).unwrap_or(now),
            next: next.to_owned(),
        }
    }

    /// What the cookie holds; the last part needs escaping before it is a cookie's value.
    #[must_use]
    pub fn parts(&self) -> (String, &str) {
        (
            format!("{}.{}", self.secret, self.at.as_second()),
            &self.next,
        )
    }

    /// Reads what a browser sent.
    #[must_use]
    pub fn parse(kept: &str, next: &str) -> Option<Started> {
        let (secret, at) = kept.split_once('.')?;
        let shaped = secret.len() == 64 && secret.bytes().all(|byte| byte.is_ascii_hexdigit());
        let at = Timestamp::from_second(at.parse().ok()?).ok()?;
        shaped.then(|| Started {
            secret: secret.to_owned(),
            at,
            next: next.to_owned(),
        })
    }

    /// Checks that an answer is to this sign-in, is in time, and comes from the provider that was asked.
    ///
    /// # Errors
    /// [`NotOurs`] if it is not.
    pub fn check(&self, answer: &Answer, issuer: &str, now: Timestamp) -> Result<(), NotOurs> {
        let same: bool = self
            .state()
            .as_bytes()
            .ct_eq(answer.state.as_bytes())
            .into();
        let age = now.duration_since(self.at);
        let in_time = !age.is_negative() && age <= WITHIN;
        let from_there = answer.iss.as_deref().is_none_or(|iss| iss == issuer);
        if same && in_time && from_there {
            Ok(())
        } else {
            Err(NotOurs)
        }
    }

    /// What the provider hands back with its answer.
    #[must_use]
    pub fn state(&self) -> String {
        self.derived("state")
    }

    /// What the provider puts into the token.
    #[must_use]
    pub fn nonce(&self) -> String {
        self.derived("nonce")
    }

    /// What proves that who exchanges the code is who began (RFC 7636: 43 to 128 characters).
    #[must_use]
    pub fn verifier(&self) -> String {
        self.derived("verifier")
    }

    /// What the provider is told of the verifier, by the method S256.
    #[must_use]
    pub fn challenge(&self) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::digest(self.verifier()))
    }

    fn derived(&self, purpose: &str) -> String {
        let of = format!("{purpose} {} {}", self.secret, self.at.as_second());
        hex::encode(Sha256::digest(of))
    }
}

#[cfg(test)]
mod tests {
    use super::{Answer, NotOurs, Started};
    use jiff::Timestamp;

    const ISSUER: &str = "https://login.example.gov.uk";

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_788_253_200 + second).unwrap()
    }

    fn answer(to: &Started) -> Answer {
        Answer {
            code: "code".to_owned(),
            state: to.state(),
            ..Answer::default()
        }
    }

    #[test]
    fn an_answer_fits_the_sign_in_that_this_browser_began_for_ten_minutes() {
        let started = Started::new("/children", at(0));
        let (kept, next) = started.parts();
        let read = Started::parse(&kept, next).unwrap();
        assert!(read == started);
        let fits = |second| read.check(&answer(&started), ISSUER, at(second));
        assert_eq!([fits(0), fits(600)], [Ok(()), Ok(())]);
        assert_eq!([fits(601), fits(-1)], [Err(NotOurs), Err(NotOurs)]);
        let other = Started::new("/", at(0));
        assert_eq!(read.check(&answer(&other), ISSUER, at(1)), Err(NotOurs));
        assert_eq!(read.check(&Answer::default(), ISSUER, at(1)), Err(NotOurs));
    }

    #[test]
    fn a_later_time_in_the_cookie_is_another_sign_in() {
        let started = Started::new("/", at(0));
        let moved = started.parts().0.replace("1788253200", "1788253900");
        let moved = Started::parse(&moved, "/").unwrap();
        assert_eq!(
            moved.check(&answer(&started), ISSUER, at(701)),
            Err(NotOurs)
        );
    }

    #[test]
    fn another_provider_cannot_answer() {
        let started = Started::new("/", at(0));
        let from = |iss: &str| Answer {
            iss: Some(iss.to_owned()),
            ..answer(&started)
        };
        assert_eq!(started.check(&from(ISSUER), ISSUER, at(1)), Ok(()));
        let evil = from("https://evil.example");
        assert_eq!(started.check(&evil, ISSUER, at(1)), Err(NotOurs));
    }

    #[test]
    fn state_nonce_and_verifier_do_not_follow_from_each_other() {
        let started = Started::new("/", at(0));
        let all = [started.state(), started.nonce(), started.verifier()];
        assert!(all.iter().all(|one| one.len() == 64));
        assert!(all[0] != all[1] && all[1] != all[2] && all[0] != all[2]);
        assert_eq!(started.challenge().len(), 43);
        for text in ["", ".", "abc.1", &format!("{}.x", "a".repeat(64))] {
            assert!(Started::parse(text, "/").is_none(), "{text}");
        }
    }
}
