//! The arithmetic of one-time codes: RFC 6238 with its usual figures (HMAC-SHA-1, six digits, thirty seconds), which are
//! those that every authenticator app knows. SHA-1 is sound in this use.

use jiff::Timestamp;
use ring::hmac;
use subtle::ConstantTimeEq as _;

/// How long a code is shown, in seconds.
const STEP_S: i64 = 30;

/// How many steps a telephone's clock may be before or behind ours.
const STEPS_APART: i64 = 1;

/// The bytes of a secret: those of the digest, as RFC 4226 recommends.
pub(super) const SECRET_BYTES: usize = 20;

/// The letters of base32 (RFC 4648).
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The time step of an instant.
pub(super) fn step_at(now: Timestamp) -> i64 {
    now.as_second().div_euclid(STEP_S)
}

/// The step near now whose code was typed, the earliest behind `last` if several are; `None` if none is.
pub(super) fn step_of(secret: &[u8], typed: &str, now: Timestamp, last: i64) -> Option<i64> {
    let here = step_at(now);
    (here - STEPS_APART..=here + STEPS_APART)
        .filter(|step| *step > last)
        .find(|step| {
            code(secret, *step)
                .as_bytes()
                .ct_eq(typed.as_bytes())
                .into()
        })
}

/// The code of a step: the counter's HMAC, four bytes of it, six digits of those.
pub(super) fn code(secret: &[u8], step: i64) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret);
    let mac = hmac::sign(&key, &step.to_be_bytes());
    let mac = mac.as_ref();
    let from = usize::from(mac.last().copied().unwrap_or_default() & 0x0f);
    let four = mac.iter().skip(from).take(4);
    let number = four.fold(0_u32, |number, byte| (number << 8) | u32::from(*byte));
    format!("{:06}", (number & 0x7fff_ffff) % 1_000_000)
}

/// Bytes as base32 without padding.
pub(super) fn base32(bytes: &[u8]) -> String {
    let mut text = String::new();
    let (mut held, mut bits) = (0_u32, 0);
    for byte in bytes {
        held = (held << 8) | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(letter(held >> bits));
        }
    }
    if bits > 0 {
        text.push(letter(held << (5 - bits)));
    }
    text
}

fn letter(five_bits: u32) -> char {
    char::from(BASE32[(five_bits & 31) as usize])
}

#[cfg(test)]
mod tests {
    use super::{base32, code, step_at, step_of};
    use jiff::Timestamp;

    /// RFC 6238, appendix B (SHA-1), of whose eight digits an app shows the last six.
    #[test]
    fn codes_are_those_of_the_standard() {
        let secret = b"12345678901234567890";
        for (second, wanted) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            let step = step_at(Timestamp::from_second(second).unwrap());
            assert_eq!(code(secret, step), wanted, "{second}");
        }
    }

    #[test]
    fn a_code_counts_half_a_minute_around_its_own_time_and_never_again() {
        let (secret, at) = (b"12345678901234567890", |second| {
            Timestamp::from_second(second).unwrap()
        });
        let typed = code(secret, 100);
        assert_eq!(step_of(secret, &typed, at(2_969), 0), None);
        assert_eq!(step_of(secret, &typed, at(2_970), 0), Some(100));
        assert_eq!(step_of(secret, &typed, at(3_059), 0), Some(100));
        assert_eq!(step_of(secret, &typed, at(3_060), 0), None);
        assert_eq!(step_of(secret, &typed, at(3_000), 99), Some(100));
        assert_eq!(step_of(secret, &typed, at(3_000), 100), None);
        for other in ["", "0", "0000000", &typed[..5]] {
            assert_eq!(step_of(secret, other, at(3_000), 0), None);
        }
    }

    /// RFC 4648, section 10.
    #[test]
    fn base32_is_that_of_the_standard() {
        for (bytes, text) in [
            ("", ""),
            ("f", "MY"),
            ("foob", "MZXW6YQ"),
            ("foobar", "MZXW6YTBOI"),
        ] {
            assert_eq!(base32(bytes.as_bytes()), text);
        }
    }
}
