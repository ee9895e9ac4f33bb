//! A list in parts, such as what waits and what is answered, each of which is shown in pages.

use crate::store::Paged;

/// How many lines one page shows.
pub(in crate::service) const PAGE_SIZE: u32 = 50;

/// One part of such a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The one that comes first.
    First,
    /// The next.
    Second,
    /// The last of a list that has three.
    Third,
}

/// What is asked for of such a list: the first page of every part, or some page of one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PartAsked {
    /// The only part that is shown; all where none is named.
    pub only: Option<Part>,
    /// Which page of it, from 1.
    pub page: u32,
}

impl PartAsked {
    /// Which page of a part is shown, if it is.
    #[must_use]
    pub fn page_of(self, part: Part) -> Option<u32> {
        match self.only {
            None => Some(1),
            Some(only) if only == part => Some(self.page),
            Some(_) => None,
        }
    }
}

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageOf<T> {
    /// Its lines.
    pub lines: Vec<T>,
    /// How many there are on all pages.
    pub total: u64,
    /// Which page this is, from 1.
    pub page: u32,
    /// How many pages there are.
    pub pages: u32,
}

impl<T> From<Paged<T>> for PageOf<T> {
    fn from(found: Paged<T>) -> PageOf<T> {
        let pages = u32::try_from(found.pages()).unwrap_or(u32::MAX);
        PageOf {
            total: found.total,
            page: found.page.number(),
            pages,
            lines: found.items,
        }
    }
}

impl<T> PageOf<T> {
    /// A page of a list that is held whole.
    #[must_use]
    pub fn of_all(mut all: Vec<T>, page: u32) -> PageOf<T> {
        let size = PAGE_SIZE as usize;
        let pages = all.len().div_ceil(size).max(1);
        let page = (page.max(1) as usize).min(pages);
        let total = all.len() as u64;
        let mut lines = all.split_off((page - 1) * size);
        lines.truncate(size);
        PageOf {
            lines,
            total,
            page: u32::try_from(page).unwrap_or(u32::MAX),
            pages: u32::try_from(pages).unwrap_or(u32::MAX),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{PageOf, Part, PartAsked};

    #[test]
    fn a_whole_list_is_cut_into_pages_of_which_the_last_is_the_last() {
        let all: Vec<u32> = (0..120).collect();
        let first = PageOf::of_all(all.clone(), 1);
        assert_eq!((first.lines.len(), first.total, first.pages), (50, 120, 3));
        let last = PageOf::of_all(all.clone(), 9);
        assert_eq!((last.page, last.lines.first()), (3, Some(&100)));
        assert_eq!(PageOf::of_all(Vec::<u32>::new(), 0).pages, 1);
    }

    #[test]
    fn both_parts_begin_until_one_is_asked_for() {
        let both = PartAsked::default();
        assert_eq!(both.page_of(Part::Second), Some(1));
        let one = PartAsked {
            only: Some(Part::Second),
            page: 3,
        };
        assert_eq!(one.page_of(Part::Second), Some(3));
        assert_eq!(one.page_of(Part::First), None);
    }
}
