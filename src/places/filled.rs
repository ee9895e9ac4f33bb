//! How many places are filled on a day, and what is left of them.

/// Pupils in an establishment's places of one kind on a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pupils {
    /// On record here, and paid for by the authority that commissions the places.
    pub own: u32,
    /// Of other authorities: on record here and paid for by another, or reported by the school and on no record here.
    pub of_others: u32,
}

impl Pupils {
    /// All of them.
    #[must_use]
    pub fn all(self) -> u32 {
        self.own.saturating_add(self.of_others)
    }
}

/// The three numbers of a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// What the authority agreed with the establishment.
    pub commissioned: u32,
    /// What place funding is paid for.
    pub funded: u32,
    /// Who is there.
    pub pupils: Pupils,
}

impl Standing {
    /// Funded places that nobody fills.
    #[must_use]
    pub fn vacancies(self) -> u32 {
        self.funded.saturating_sub(self.pupils.all())
    }

    /// Pupils above the funded places.
    #[must_use]
    pub fn over(self) -> u32 {
        self.pupils.all().saturating_sub(self.funded)
    }
}
