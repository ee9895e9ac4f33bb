//! Pages of a long list.

/// Which page of a list, from 1, and how many to a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    number: u32,
    size: u32,
}

/// The most that one page shows.
const SIZE_MAX: u32 = 500;

impl Page {
    /// The page asked for; a number or size of 0 counts as 1, and a size above 500 as 500.
    #[must_use]
    pub fn new(number: u32, size: u32) -> Page {
        Page {
            number: number.max(1),
            size: size.clamp(1, SIZE_MAX),
        }
    }

    /// The page's number, from 1.
    #[must_use]
    pub fn number(self) -> u32 {
        self.number
    }

    /// How many to a page.
    #[must_use]
    pub fn size(self) -> u32 {
        self.size
    }

    pub(super) fn limit(self) -> i64 {
        i64::from(self.size)
    }

    pub(super) fn offset(self) -> i64 {
        i64::from(self.number - 1) * i64::from(self.size)
    }
}

/// One page of a list, and how long the whole list is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paged<T> {
    /// What this page shows.
    pub items: Vec<T>,
    /// How many there are on all pages.
    pub total: u64,
    /// Which page this is.
    pub page: Page,
}

impl<T> Paged<T> {
    /// How many pages there are; 1 for an empty list.
    #[must_use]
    pub fn pages(&self) -> u64 {
        self.total.div_ceil(u64::from(self.page.size)).max(1)
    }
}
