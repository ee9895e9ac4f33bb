//! The high needs allocation of a year: gross, what is added and deducted, and what is left.

use crate::money::{Money, MoneyError};

/// The allocation of a year by its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AllocationParts {
    /// Before deductions.
    pub gross: Money,
    /// For pupils who live in one authority and are taught in another; below nought where more leave than come.
    pub import_export: Money,
    /// For places that the department pays itself: academies, colleges, non-maintained special schools.
    pub place_deductions: Money,
    /// Recoupment and other deductions.
    pub other_deductions: Money,
    /// From the schools block and others; below nought where high needs give.
    pub block_transfer: Money,
    /// Grants and other income that high needs are met from.
    pub other_income: Money,
}

impl AllocationParts {
    /// What is left of the gross allocation for the year.
    ///
    /// # Errors
    /// [`MoneyError::TooLarge`] beyond what is money.
    pub fn net(&self) -> Result<Money, MoneyError> {
        self.gross
            .plus(self.import_export)?
            .minus(self.place_deductions)?
            .minus(self.other_deductions)?
            .plus(self.block_transfer)?
            .plus(self.other_income)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deductions_are_taken_off_and_the_rest_is_added_with_its_sign() {
        let money = |pence| Money::from_pence(pence).unwrap();
        let parts = AllocationParts {
            gross: money(10_000_000_000),
            import_export: money(-150_000_000),
            place_deductions: money(900_000_000),
            other_deductions: money(20_000_001),
            block_transfer: money(50_000_000),
            other_income: money(7),
        };
        assert_eq!(parts.net(), Ok(money(8_980_000_006)));
        let most = AllocationParts {
            gross: Money::LARGEST,
            import_export: money(0),
            other_income: money(1_000_000_000),
            ..parts
        };
        assert_eq!(most.net(), Err(MoneyError::TooLarge));
    }
}
