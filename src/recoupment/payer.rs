//! Which authority has which part in a case, and from when to when.

use crate::calendar::{Date, Period, joined, without};
use crate::codes::stored_codes;
use crate::ids::AuthorityCode;

stored_codes!(
    /// The part that an authority has in a child's case on some days.
    AuthorityPart {
        /// This authority pays, and nobody pays it back.
        WePay = "we_pay",
        /// This authority pays the provider and recovers it from the other.
        WeRecover = "we_recover",
        /// The other authority pays the provider itself; nothing goes between the authorities.
        PaysDirectly = "pays_directly",
        /// The other authority pays the provider and recovers it from this one.
        RecoversFromUs = "recovers_from_us",
        /// The other authority, or this one, looks after the child: the responsible authority.
        LooksAfter = "looks_after",
    }
);

impl AuthorityPart {
    /// The part in words, before the authority's number.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            AuthorityPart::WePay => "We pay",
            AuthorityPart::WeRecover => "We pay and recover from the authority",
            AuthorityPart::PaysDirectly => "The authority pays the provider directly",
            AuthorityPart::RecoversFromUs => "The authority pays and recovers from us",
            AuthorityPart::LooksAfter => "The authority looks after the child",
        }
    }

    /// Whether it says who pays; of those one holds on a day.
    #[must_use]
    pub fn is_about_paying(self) -> bool {
        self != AuthorityPart::LooksAfter
    }

    /// Whether the authority that it is about is another one, which must be named.
    #[must_use]
    pub fn names_another(self) -> bool {
        matches!(
            self,
            AuthorityPart::WeRecover | AuthorityPart::PaysDirectly | AuthorityPart::RecoversFromUs
        )
    }

    /// Whether this authority's payments go out to the provider.
    #[must_use]
    pub fn goes_out(self) -> bool {
        matches!(self, AuthorityPart::WePay | AuthorityPart::WeRecover)
    }

    /// Whether the cost is this authority's in the end.
    #[must_use]
    pub fn is_our_cost(self) -> bool {
        matches!(self, AuthorityPart::WePay | AuthorityPart::RecoversFromUs)
    }
}

/// Days on which another authority pays, or is paid back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaidBy {
    /// How.
    pub part: AuthorityPart,
    /// The other authority; none where this one pays.
    pub authority: Option<AuthorityCode>,
    /// The days.
    pub days: Period,
    /// Whether what is recovered has transport in it.
    pub with_transport: bool,
}

/// Who pays for one child, day by day. Days of which nothing is said are this authority's, unless the record names another
/// authority as the one that pays: that one pays the provider directly.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Payers {
    said: Vec<PaidBy>,
}

impl Payers {
    /// Who pays, from what was written down; `standing` is the authority that the record names where that is another one.
    #[must_use]
    pub fn of(mut said: Vec<PaidBy>, standing: Option<AuthorityCode>) -> Payers {
        said.retain(|one| one.part.is_about_paying());
        said.sort_by_key(|one| one.days.start());
        if let Some(authority) = standing {
            let spoken_of = joined(said.iter().map(|one| one.days));
            let rest = without(Period::open(Date::MIN), &spoken_of);
            said.extend(rest.into_iter().map(|days| PaidBy {
                part: AuthorityPart::PaysDirectly,
                authority: Some(authority.clone()),
                days,
                with_transport: false,
            }));
            said.sort_by_key(|one| one.days.start());
        }
        Payers { said }
    }

    /// What is said, the earliest first; of days of which nothing is said, nothing.
    #[must_use]
    pub fn said(&self) -> &[PaidBy] {
        &self.said
    }

    /// Who pays on a day; none where nothing is said, and this authority pays.
    #[must_use]
    pub fn on(&self, day: Date) -> Option<&PaidBy> {
        self.said.iter().find(|one| one.days.contains(day))
    }

    /// The days of which something holds, apart and in order.
    #[must_use]
    pub fn days_of(&self, holds: impl Fn(AuthorityPart) -> bool) -> Vec<Period> {
        let own = self.said.iter().filter(|one| holds(one.part));
        joined(own.map(|one| one.days))
    }

    /// The days on which nothing of this authority's goes out to the provider.
    #[must_use]
    pub fn not_going_out(&self) -> Vec<Period> {
        self.days_of(|part| !part.goes_out())
    }

    /// The days that are another authority's cost in the end.
    #[must_use]
    pub fn not_our_cost(&self) -> Vec<Period> {
        self.days_of(|part| !part.is_our_cost())
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn by(part: AuthorityPart, from: Date, to: Option<Date>) -> PaidBy {
        PaidBy {
            part,
            authority: part.names_another().then(|| "998".parse().unwrap()),
            days: to.map_or(Period::open(from), |to| Period::new(from, to).unwrap()),
            with_transport: false,
        }
    }

    #[test]
    fn days_of_which_nothing_is_said_are_ours_unless_the_record_names_another() {
        let (june, september) = (date(2026, 6, 1), date(2026, 9, 1));
        let said = vec![by(AuthorityPart::WeRecover, june, Some(september))];
        let ours = Payers::of(said.clone(), None);
        assert_eq!(ours.on(date(2026, 5, 31)), None);
        assert_eq!(ours.on(june).unwrap().part, AuthorityPart::WeRecover);
        assert_eq!(ours.on(september), None);
        assert_eq!(ours.not_going_out(), []);
        let theirs = Payers::of(said, Some("997".parse().unwrap()));
        let before = theirs.on(date(2026, 5, 31)).unwrap();
        assert_eq!(before.part, AuthorityPart::PaysDirectly);
        assert_eq!(before.authority.as_ref().unwrap().as_str(), "997");
        assert_eq!(
            theirs.on(september).unwrap().part,
            AuthorityPart::PaysDirectly
        );
        assert_eq!(theirs.not_going_out().len(), 2);
        assert_eq!(theirs.not_our_cost(), [Period::open(Date::MIN)]);
    }

    #[test]
    fn what_goes_out_and_what_is_our_cost_are_two_questions() {
        let table = [
            (AuthorityPart::WePay, true, true),
            (AuthorityPart::WeRecover, true, false),
            (AuthorityPart::PaysDirectly, false, false),
            (AuthorityPart::RecoversFromUs, false, true),
        ];
        for (part, goes_out, is_our_cost) in table {
            assert_eq!(part.goes_out(), goes_out, "{part:?}");
            assert_eq!(part.is_our_cost(), is_our_cost, "{part:?}");
        }
    }

    #[test]
    fn who_looks_after_a_child_says_nothing_of_who_pays() {
        let payers = Payers::of(
            vec![by(AuthorityPart::LooksAfter, date(2026, 4, 1), None)],
            None,
        );
        assert_eq!(payers, Payers::default());
    }
}
