//! Pupil, learner and establishment numbers in ranges that no real child or school has.
//!
//! The invented authority is number 999, which DfE gives to none, and so is the authority in every invented UPN.

use super::draw::{Draw, known};
use crate::ids::{AuthorityCode, Ukprn, Uln, Upn, Urn};

/// The invented authority's number.
pub(super) fn authority() -> AuthorityCode {
    known("999")
}

/// The number of an invented neighbour, which looks after some children placed here and has some providers.
pub(super) fn neighbour() -> AuthorityCode {
    known("998")
}

/// What a child has for a pupil number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum UpnKind {
    /// Permanent, with the right check letter.
    Permanent,
    /// Temporary, with the right check letter.
    Temporary,
    /// Permanent, with a wrong check letter: somebody mistyped it.
    Mistyped,
    /// None yet.
    None,
}

/// How many of a thousand children have each kind of pupil number.
pub(super) fn upn_kind(draw: &mut Draw) -> UpnKind {
    match draw.below(1000) {
        0..5 => UpnKind::Temporary,
        5..9 => UpnKind::Mistyped,
        9..18 => UpnKind::None,
        _ => UpnKind::Permanent,
    }
}

const LETTERS: &[u8] = b"ABCDEFGHJKLMNPQRTUVWXYZ";

/// The pupil number of the cohort's `serial`-th child, who began school in a year.
pub(super) fn upn(kind: UpnKind, serial: usize, began_school: i16, draw: &mut Draw) -> Option<Upn> {
    if kind == UpnKind::None {
        return None;
    }
    // 999, a school's four digits and the year; the serial number runs over the school's digits too, so none is met twice.
    let (school, pupil) = (2000 + serial / 1000 % 8000, serial % 1000);
    let year = began_school.rem_euclid(100);
    let last = if kind == UpnKind::Temporary {
        char::from(LETTERS[pupil % 10])
    } else {
        digit(pupil)
    };
    let body = format!("999{school:04}{year:02}{:02}{last}", pupil / 10);
    let right = LETTERS
        .iter()
        .position(|letter| upn_of(*letter, &body).check_letter_holds())
        .unwrap_or(0);
    let wrong = (right + 1 + draw.below(LETTERS.len() - 1)) % LETTERS.len();
    let letter = if kind == UpnKind::Mistyped {
        wrong
    } else {
        right
    };
    Some(upn_of(LETTERS[letter], &body))
}

fn digit(number: usize) -> char {
    char::from(b'0' + u8::try_from(number % 10).unwrap_or(0))
}

#[expect(
    clippy::expect_used,
    reason = "a letter of the list and twelve characters composed above are well formed"
)]
fn upn_of(letter: u8, body: &str) -> Upn {
    Upn::parse(&format!("{}{body}", char::from(letter)))
        .expect("a number composed here is well formed")
}

/// The learner number of the cohort's `serial`-th young person.
pub(super) fn uln(serial: usize) -> Uln {
    known(&format!("99{serial:08}"))
}

/// The reference of the `serial`-th school; GIAS is far from 990,000.
pub(super) fn urn(serial: usize) -> Urn {
    known(&format!("99{:04}", 1 + serial))
}

/// The provider reference of the `serial`-th provider.
pub(super) fn ukprn(serial: usize) -> Ukprn {
    known(&format!("1099{:04}", 1 + serial))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_is_valid_unless_it_is_meant_not_to_be() {
        let mut draw = Draw::of(1, 0);
        let mut seen = std::collections::BTreeSet::new();
        for serial in 0..5000 {
            for kind in [UpnKind::Permanent, UpnKind::Temporary, UpnKind::Mistyped] {
                let upn = upn(kind, serial, 2019, &mut draw).unwrap();
                assert_eq!(upn.check_letter_holds(), kind != UpnKind::Mistyped, "{upn}");
                assert_eq!(upn.is_temporary(), kind == UpnKind::Temporary, "{upn}");
            }
            assert!(seen.insert(upn(UpnKind::Permanent, serial, 2019, &mut draw)));
        }
        assert_eq!(upn(UpnKind::None, 1, 2019, &mut draw), None);
    }
}
