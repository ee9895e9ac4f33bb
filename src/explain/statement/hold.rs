//! When a statement to a family is held back, and to whom it is addressed when it is not.

use crate::calendar::{Date, last_day_of_compulsory_school_age};

/// To whom a statement is addressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recipient {
    /// The parent, while the child is of compulsory school age.
    Parent,
    /// The young person, afterwards.
    YoungPerson,
}

impl Recipient {
    /// Who is written to on a day about somebody born on another.
    #[must_use]
    pub fn of(birth: Date, today: Date) -> Recipient {
        match last_day_of_compulsory_school_age(birth) {
            Some(last) if today > last => Recipient::YoungPerson,
            _ => Recipient::Parent,
        }
    }
}

/// What an officer noted of who may receive a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Noted {
    /// The recipients were checked: it may go out.
    Checked,
    /// Something has to be settled first.
    Hold(Hold),
}

/// Why a statement is not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hold {
    /// The child died.
    Died,
    /// The plan ceased.
    PlanCeased,
    /// A later decision took its place.
    Replaced,
    /// The decision made no award.
    NothingAwarded,
    /// Nobody knows any more who it was about.
    NameRemoved,
    /// Without a birth date it is not known who is written to.
    BirthDateUnknown,
    /// The parents live apart.
    SeparatedParents,
    /// A social worker has to be asked who receives it.
    SocialWorker,
    /// An officer holds it for another reason.
    Other,
    /// An authority looks after the child, and nobody has checked who receives it.
    LookedAfter,
    /// The record is restricted, and nobody has checked who receives it.
    Restricted,
}

impl Hold {
    /// The reason, as a sentence for an officer.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Hold::Died => "The child or young person has died.",
            Hold::PlanCeased => "The plan has ceased.",
            Hold::Replaced => "A later decision took the place of this one.",
            Hold::NothingAwarded => "This decision made no award.",
            Hold::NameRemoved => "The name was removed from the record.",
            Hold::BirthDateUnknown => {
                "The birth date is not known, so it is not clear whether the parent or the young person is written to."
            }
            Hold::SeparatedParents => {
                "The parents live apart: check who has parental responsibility and where each is written to."
            }
            Hold::SocialWorker => "The social worker has to be asked who receives it.",
            Hold::Other => "An officer asked for the recipients to be checked.",
            Hold::LookedAfter => {
                "An authority looks after the child, and nobody has recorded that the recipients were checked."
            }
            Hold::Restricted => {
                "The record is restricted, and nobody has recorded that the recipients were checked."
            }
        }
    }
}

/// What decides whether a statement may go out.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    /// Whether the newest plan ceased.
    pub plan_ceased: bool,
    /// Whether it ceased because the child died.
    pub died: bool,
    /// Whether the decision made an award.
    pub awarded: bool,
    /// Whether a later decision took its place.
    pub replaced: bool,
    /// Whether the name is still on record.
    pub named: bool,
    /// Whether the birth date is.
    pub birth_known: bool,
    /// Whether an authority looks after the child.
    pub looked_after: bool,
    /// Whether the record is restricted.
    pub restricted: bool,
    /// What an officer noted last.
    pub noted: Option<Noted>,
}

impl Standing {
    /// Every reason for which the statement is held back; none if it may go out. A check of the recipients settles who
    /// receives it, and nothing else: no check lets a statement go out about a child who died.
    #[must_use]
    pub fn holds(&self) -> Vec<Hold> {
        let noted = match self.noted {
            Some(Noted::Hold(hold)) => Some(hold),
            Some(Noted::Checked) | None => None,
        };
        let unchecked = self.noted.is_none();
        let found = [
            (self.died, Hold::Died),
            (self.plan_ceased, Hold::PlanCeased),
            (self.replaced, Hold::Replaced),
            (!self.awarded, Hold::NothingAwarded),
            (!self.named, Hold::NameRemoved),
            (self.named && !self.birth_known, Hold::BirthDateUnknown),
            (self.looked_after && unchecked, Hold::LookedAfter),
            (self.restricted && unchecked, Hold::Restricted),
        ];
        let mut holds: Vec<Hold> = found
            .into_iter()
            .filter_map(|(is, hold)| is.then_some(hold))
            .chain(noted)
            .collect();
        holds.sort_unstable();
        holds.dedup();
        holds
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const CLEAR: Standing = Standing {
        plan_ceased: false,
        died: false,
        awarded: true,
        replaced: false,
        named: true,
        birth_known: true,
        looked_after: false,
        restricted: false,
        noted: None,
    };

    #[test]
    fn the_young_person_is_written_to_from_the_day_after_compulsory_school_age() {
        let birth = date(2010, 5, 1);
        assert_eq!(Recipient::of(birth, date(2026, 6, 26)), Recipient::Parent);
        assert_eq!(
            Recipient::of(birth, date(2026, 6, 27)),
            Recipient::YoungPerson
        );
    }

    #[test]
    fn nothing_in_the_way_holds_nothing_back() {
        assert_eq!(CLEAR.holds(), []);
        let checked = Standing {
            noted: Some(Noted::Checked),
            ..CLEAR
        };
        assert_eq!(checked.holds(), []);
    }

    #[test]
    fn a_check_settles_who_receives_it_and_no_more() {
        let looked_after = Standing {
            looked_after: true,
            restricted: true,
            ..CLEAR
        };
        assert_eq!(looked_after.holds(), [Hold::LookedAfter, Hold::Restricted]);
        let checked = Standing {
            noted: Some(Noted::Checked),
            ..looked_after
        };
        assert_eq!(checked.holds(), []);
        let dead = Standing {
            died: true,
            plan_ceased: true,
            ..checked
        };
        assert_eq!(dead.holds(), [Hold::Died, Hold::PlanCeased]);
    }

    #[test]
    fn what_an_officer_noted_holds_it_back() {
        for hold in [
            Hold::SeparatedParents,
            Hold::SocialWorker,
            Hold::Died,
            Hold::Other,
        ] {
            let noted = Standing {
                noted: Some(Noted::Hold(hold)),
                looked_after: true,
                ..CLEAR
            };
            assert_eq!(noted.holds(), [hold]);
        }
    }

    #[test]
    fn what_the_record_lacks_holds_it_back() {
        let cases = [
            (
                Standing {
                    awarded: false,
                    ..CLEAR
                },
                Hold::NothingAwarded,
            ),
            (
                Standing {
                    replaced: true,
                    ..CLEAR
                },
                Hold::Replaced,
            ),
            (
                Standing {
                    named: false,
                    birth_known: false,
                    ..CLEAR
                },
                Hold::NameRemoved,
            ),
            (
                Standing {
                    birth_known: false,
                    ..CLEAR
                },
                Hold::BirthDateUnknown,
            ),
        ];
        for (standing, hold) in cases {
            assert_eq!(standing.holds(), [hold]);
        }
    }
}
