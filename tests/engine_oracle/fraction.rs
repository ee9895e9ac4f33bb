//! Numbers as quotients of whole numbers: slow, and exact to the last digit.

use std::cmp::Ordering;

/// A quotient in lowest terms, its divisor above zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fraction(i128, i128);

impl Fraction {
    pub fn whole(number: i128) -> Fraction {
        Fraction(number, 1)
    }

    fn of(over: i128, under: i128) -> Fraction {
        let (mut a, mut b) = (over.unsigned_abs(), under.unsigned_abs());
        while b != 0 {
            (a, b) = (b, a % b);
        }
        let common = i128::try_from(a.max(1)).unwrap() * under.signum();
        Fraction(over / common, under / common)
    }

    /// Reads `-12.50`.
    pub fn read(text: &str) -> Fraction {
        let (whole, part) = text.split_once('.').unwrap_or((text, ""));
        let under = 10_i128.pow(u32::try_from(part.len()).unwrap());
        Fraction::of(format!("{whole}{part}").parse().unwrap(), under)
    }

    pub fn plus(self, other: Fraction) -> Fraction {
        Fraction::of(self.0 * other.1 + other.0 * self.1, self.1 * other.1)
    }

    pub fn minus(self, other: Fraction) -> Fraction {
        self.plus(Fraction(-other.0, other.1))
    }

    pub fn times(self, other: Fraction) -> Fraction {
        Fraction::of(self.0 * other.0, self.1 * other.1)
    }

    pub fn over(self, other: Fraction) -> Fraction {
        Fraction::of(self.0 * other.1, self.1 * other.0)
    }

    /// To a whole number of units: `half_up`, `half_even`, `down` or `up`, on either side of zero alike.
    pub fn rounded(self, mode: &str, unit: Fraction) -> Fraction {
        let units = self.over(unit);
        let (over, under) = (units.0.abs(), units.1);
        let (whole, rest) = (over / under, over % under);
        let up = match (mode, (2 * rest).cmp(&under)) {
            ("up", _) => i128::from(rest != 0),
            ("down", _) | (_, Ordering::Less) => 0,
            ("half_even", Ordering::Equal) => whole % 2,
            _ => 1,
        };
        Fraction::whole((whole + up) * units.0.signum()).times(unit)
    }

    /// As pence, if it is a whole number of them.
    pub fn pence(self) -> i64 {
        let pence = self.times(Fraction::whole(100));
        assert_eq!(pence.1, 1, "a rounded amount is whole pence");
        i64::try_from(pence.0).unwrap()
    }

    pub fn is_multiple_of(self, other: Fraction) -> bool {
        self.over(other).1 == 1
    }
}

impl PartialOrd for Fraction {
    fn partial_cmp(&self, other: &Fraction) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Fraction {
    fn cmp(&self, other: &Fraction) -> Ordering {
        (self.0 * other.1).cmp(&(other.0 * self.1))
    }
}
