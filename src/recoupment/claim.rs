//! A claim of one authority on another: what it comes to, what it may become, and what of it counts.

use crate::codes::stored_codes;
use crate::money::{Decimal, Money, MoneyError, Rounding, product, quotient};

stored_codes!(
    /// Who owes.
    ClaimSide {
        /// The other authority owes this one.
        OwedToUs = "owed_to_us",
        /// This authority owes the other.
        OwedByUs = "owed_by_us",
    }
);

impl ClaimSide {
    /// The side in words.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            ClaimSide::OwedToUs => "Owed to us",
            ClaimSide::OwedByUs => "Owed by us",
        }
    }
}

stored_codes!(
    /// How far a claim has come.
    ClaimState {
        /// Worked out: ours to send, or expected from the other authority.
        Raised = "raised",
        /// The invoice went out, or came in.
        Sent = "sent",
        /// Somebody disputes it.
        Disputed = "disputed",
        /// An amount is agreed, or is due by law.
        Agreed = "agreed",
        /// Paid.
        Paid = "paid",
        /// Given up.
        WrittenOff = "written_off",
        /// Taken back before it was sent: its amounts are claimed again.
        Withdrawn = "withdrawn",
    }
);

impl ClaimState {
    /// The state in words, as the side sees it.
    #[must_use]
    pub fn title(self, side: ClaimSide) -> &'static str {
        match (self, side) {
            (ClaimState::Raised, ClaimSide::OwedToUs) => "Raised",
            (ClaimState::Raised, ClaimSide::OwedByUs) => "Expected",
            (ClaimState::Sent, ClaimSide::OwedToUs) => "Sent",
            (ClaimState::Sent, ClaimSide::OwedByUs) => "Invoice received",
            (ClaimState::Disputed, _) => "Disputed",
            (ClaimState::Agreed, _) => "Agreed",
            (ClaimState::Paid, _) => "Paid",
            (ClaimState::WrittenOff, _) => "Written off",
            (ClaimState::Withdrawn, _) => "Withdrawn",
        }
    }

    /// What it may become next.
    #[must_use]
    pub fn next(self) -> &'static [ClaimState] {
        match self {
            ClaimState::Raised => &[ClaimState::Sent, ClaimState::Withdrawn],
            ClaimState::Sent => &[
                ClaimState::Agreed,
                ClaimState::Disputed,
                ClaimState::WrittenOff,
            ],
            ClaimState::Disputed => &[ClaimState::Agreed, ClaimState::WrittenOff],
            ClaimState::Agreed => &[
                ClaimState::Paid,
                ClaimState::Disputed,
                ClaimState::WrittenOff,
            ],
            ClaimState::Paid | ClaimState::WrittenOff | ClaimState::Withdrawn => &[],
        }
    }

    /// Whether the clock runs on: nothing is agreed, and nothing is over.
    #[must_use]
    pub fn is_unsettled(self) -> bool {
        matches!(self, ClaimState::Sent | ClaimState::Disputed)
    }
}

stored_codes!(
    /// Why a claim is disputed or written off: a code and no words, which might name somebody.
    ClaimReason {
        /// The amount.
        Amount = "amount",
        /// The days.
        Days = "days",
        /// Whose child it is.
        Responsibility = "responsibility",
        /// The other side wants evidence.
        Evidence = "evidence",
        /// It cannot be recovered.
        NotRecoverable = "not_recoverable",
        /// It was settled in another way.
        SettledOtherwise = "settled_otherwise",
    }
);

impl ClaimReason {
    /// The reason in words.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            ClaimReason::Amount => "The amount",
            ClaimReason::Days => "The days",
            ClaimReason::Responsibility => "Which authority is responsible",
            ClaimReason::Evidence => "Evidence is wanted",
            ClaimReason::NotRecoverable => "It cannot be recovered",
            ClaimReason::SettledOtherwise => "It was settled in another way",
        }
    }

    /// The reasons of a state; none where it needs none.
    #[must_use]
    pub fn of(state: ClaimState) -> &'static [ClaimReason] {
        match state {
            ClaimState::Disputed => &[
                ClaimReason::Amount,
                ClaimReason::Days,
                ClaimReason::Responsibility,
                ClaimReason::Evidence,
            ],
            ClaimState::WrittenOff => &[
                ClaimReason::NotRecoverable,
                ClaimReason::SettledOtherwise,
                ClaimReason::Responsibility,
            ],
            _ => &[],
        }
    }
}

/// What a claim comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClaimSums {
    /// Top-ups, fees and the like, as they were worked out.
    pub cost: Money,
    /// The transport that is part of the claim.
    pub transport: Money,
    /// All the transport of its days, of which the law counts the whole.
    pub all_transport: Money,
    /// Dedicated schools grant that the claiming authority has for the child, which is taken off.
    pub less_grant: Money,
}

impl ClaimSums {
    /// What is claimed.
    ///
    /// # Errors
    /// [`MoneyError::TooLarge`].
    pub fn claimed(&self) -> Result<Money, MoneyError> {
        self.cost.plus(self.transport)?.minus(self.less_grant)
    }

    /// The full cost: with all transport, less grant.
    ///
    /// # Errors
    /// [`MoneyError::TooLarge`].
    pub fn full_cost(&self) -> Result<Money, MoneyError> {
        self.cost.plus(self.all_transport)?.minus(self.less_grant)
    }

    /// What counts of it as income or expenditure: what is claimed until something is agreed, what is agreed from then on,
    /// nothing of what was given up.
    ///
    /// # Errors
    /// [`MoneyError::TooLarge`].
    pub fn counted(&self, state: ClaimState, agreed: Option<Money>) -> Result<Money, MoneyError> {
        match state {
            ClaimState::WrittenOff | ClaimState::Withdrawn => Ok(Money::ZERO),
            _ => agreed.map_or_else(|| self.claimed(), Ok),
        }
    }

    /// By how much what counts of it differs from what was worked out, within the grant: transport, which is outside, bears
    /// its share of the difference.
    ///
    /// # Errors
    /// [`MoneyError::TooLarge`].
    pub fn difference(
        &self,
        state: ClaimState,
        agreed: Option<Money>,
    ) -> Result<Money, MoneyError> {
        let worked_out = self.cost.plus(self.transport)?;
        let difference = self.counted(state, agreed)?.minus(worked_out)?;
        if self.transport == Money::ZERO || worked_out == Money::ZERO {
            return Ok(difference);
        }
        let share = product(difference.pounds(), Decimal::from(self.cost.pence()))
            .and_then(|all| quotient(all, Decimal::from(worked_out.pence())));
        Rounding::TO_THE_PENNY.to_money(share.ok_or(MoneyError::TooLarge)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(pence: i64) -> Money {
        Money::from_pence(pence).unwrap()
    }

    fn sums() -> ClaimSums {
        ClaimSums {
            cost: money(900_000),
            transport: money(100_000),
            all_transport: money(250_000),
            less_grant: money(50_000),
        }
    }

    #[test]
    fn the_full_cost_has_all_transport_and_less_grant() {
        assert_eq!(sums().claimed().unwrap(), money(950_000));
        assert_eq!(sums().full_cost().unwrap(), money(1_100_000));
    }

    #[test]
    fn what_counts_follows_the_agreement() {
        let counted = |state, agreed| sums().counted(state, agreed).unwrap();
        assert_eq!(counted(ClaimState::Raised, None), money(950_000));
        assert_eq!(counted(ClaimState::Disputed, None), money(950_000));
        let agreed = Some(money(800_000));
        assert_eq!(counted(ClaimState::Agreed, agreed), money(800_000));
        assert_eq!(counted(ClaimState::Paid, agreed), money(800_000));
        assert_eq!(counted(ClaimState::WrittenOff, agreed), Money::ZERO);
    }

    #[test]
    fn transport_bears_its_share_of_a_difference() {
        let agreed = Some(money(800_000));
        let difference = sums().difference(ClaimState::Agreed, agreed).unwrap();
        assert_eq!(difference, money(-180_000));
        let without = ClaimSums {
            transport: Money::ZERO,
            less_grant: Money::ZERO,
            ..sums()
        };
        let difference = |state| without.difference(state, None).unwrap();
        assert_eq!(difference(ClaimState::Sent), Money::ZERO);
        assert_eq!(difference(ClaimState::WrittenOff), money(-900_000));
    }

    #[test]
    fn a_claim_ends_paid_written_off_or_withdrawn() {
        for state in ClaimState::ALL {
            let ends = matches!(
                state,
                ClaimState::Paid | ClaimState::WrittenOff | ClaimState::Withdrawn
            );
            assert_eq!(state.next().is_empty(), ends, "{state:?}");
            assert!(!state.next().contains(state) && !state.next().contains(&ClaimState::Raised));
            let needs_one = matches!(state, ClaimState::Disputed | ClaimState::WrittenOff);
            assert_eq!(ClaimReason::of(*state).is_empty(), !needs_one);
        }
    }
}
