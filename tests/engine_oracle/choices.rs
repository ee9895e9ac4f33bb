//! Choices that a generator makes, from numbers that proptest makes: fewer and smaller numbers, simpler sets.

/// The numbers that are left; when they run out every choice is the first.
pub struct Choices(std::vec::IntoIter<u16>);

impl Choices {
    pub fn of(numbers: Vec<u16>) -> Choices {
        Choices(numbers.into_iter())
    }

    /// A number below a bound.
    pub fn below(&mut self, bound: usize) -> usize {
        usize::from(self.0.next().unwrap_or(0)) % bound.max(1)
    }

    /// A number between two, both inside.
    pub fn between(&mut self, least: usize, most: usize) -> usize {
        least + self.below(most + 1 - least)
    }

    /// Yes once in so many times, and never when the numbers have run out.
    pub fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == times - 1
    }

    /// One of a list.
    pub fn of_list<'a, T: ?Sized>(&mut self, list: &[&'a T]) -> &'a T {
        list[self.below(list.len())]
    }

    /// A number as the rule files write it, with up to so many decimals.
    pub fn decimal(&mut self, most: usize, decimals: usize) -> String {
        let whole = self.below(most);
        match self.below(decimals + 1) {
            0 => whole.to_string(),
            places => format!(
                "{whole}.{:0places$}",
                self.below(10_usize.pow(places as u32))
            ),
        }
    }
}
