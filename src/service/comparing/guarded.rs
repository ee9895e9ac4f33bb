//! A comparison for readers who may open no child's record, or are still to judge a child in it: no child by itself, and no number below the threshold of the
//! equality analysis, nor any by which one could be worked out.
//!
//! Groups with a small number in any column stand together in one row, with as many more as it takes. The matrix hides its
//! small numbers and enough others. The list by band is left out, since its gains and losses, beside the matrix, would tell
//! single numbers of it; so are the moves, of which each line is one child. Who is only to judge some children first sees the
//! moves of the others, less as many of the smallest as keep the sum of what is left out from being one child's.

use std::collections::BTreeSet;

use crate::compare::{Comparison, Group, Matrix, Movement, Sum, Tally};
use crate::ids::ChildId;
use crate::oversight::{Hidden, THRESHOLD, hidden};

/// A comparison as its reader may see it.
#[derive(Clone, Debug)]
pub struct Guarded {
    /// What is shown; of what is left out the lists are empty.
    pub comparison: Comparison,
    /// Whether anything was put together, hidden or left out.
    pub is_guarded: bool,
    /// How many children the reader is to judge before anything is seen of them by itself.
    pub unjudged: usize,
    /// Which numbers of the matrix are hidden, the last of each row its total; empty where none is.
    pub hidden: Hidden,
    /// Whether the totals of the matrix's columns are shown.
    pub shows_totals: bool,
}

impl Guarded {
    /// All of it, for who may open the records behind it.
    #[must_use]
    pub fn whole(comparison: Comparison) -> Guarded {
        Guarded {
            comparison,
            is_guarded: false,
            unjudged: 0,
            hidden: Hidden::new(),
            shows_totals: true,
        }
    }

    /// What others may see.
    pub(super) fn of(mut comparison: Comparison) -> Guarded {
        let (schools, needs, settings) = (
            together(std::mem::take(&mut comparison.by_school), "Other schools"),
            together(std::mem::take(&mut comparison.by_need), "Other needs"),
            together(std::mem::take(&mut comparison.by_setting), "Other settings"),
        );
        comparison.by_school = schools;
        comparison.by_need = needs;
        comparison.by_setting = settings;
        comparison.by_band.clear();
        comparison.losses.clear();
        comparison.gains.clear();
        let matrix = &mut comparison.matrix;
        let columns = 0..matrix.columns.len();
        let shows_totals = !columns.map(|at| matrix.column_total(at)).any(is_small);
        let hidden = hidden(&with_totals(matrix)).unwrap_or_else(|| {
            // No choice keeps the small numbers: nothing of it is shown.
            matrix.rows.clear();
            matrix.counts.clear();
            Hidden::new()
        });
        Guarded {
            comparison,
            is_guarded: true,
            unjudged: 0,
            hidden,
            shows_totals,
        }
    }

    /// All of it but what would tell something of children whom the reader is to judge first.
    pub(super) fn keeping_back(
        mut comparison: Comparison,
        unjudged: &BTreeSet<ChildId>,
    ) -> Guarded {
        if unjudged.is_empty() {
            return Guarded::whole(comparison);
        }
        let losses = without(std::mem::take(&mut comparison.losses), unjudged);
        let gains = without(std::mem::take(&mut comparison.gains), unjudged);
        let mut guarded = Guarded::of(comparison);
        guarded.comparison.losses = losses;
        guarded.comparison.gains = gains;
        guarded.unjudged = unjudged.len();
        guarded
    }

    /// Whether the moves of single children are shown.
    #[must_use]
    pub fn shows_moves(&self) -> bool {
        !self.is_guarded || self.unjudged > 0
    }

    /// Whether a number of the matrix is hidden; the last of a row is its total.
    #[must_use]
    pub fn hides(&self, row: usize, column: usize) -> bool {
        let flags = self.hidden.get(row);
        flags
            .and_then(|flags| flags.get(column))
            .copied()
            .unwrap_or(false)
    }

    /// Whether any number of the matrix is hidden or left out.
    #[must_use]
    pub fn hides_of_matrix(&self) -> bool {
        let any = self.hidden.iter().flatten().any(|flag| *flag);
        self.is_guarded && (any || !self.shows_totals || self.comparison.matrix.rows.is_empty())
    }
}

/// The moves, the largest first, without those of some children; where that leaves out few, without the smallest others too.
fn without(mut moves: Vec<Movement>, unjudged: &BTreeSet<ChildId>) -> Vec<Movement> {
    let all = moves.len();
    moves.retain(|movement| !unjudged.contains(&movement.child));
    let left_out = all - moves.len();
    let threshold = usize::try_from(THRESHOLD).unwrap_or(usize::MAX);
    if left_out > 0 && left_out < threshold {
        moves.truncate(all.saturating_sub(threshold));
    }
    moves
}

fn with_totals(matrix: &Matrix) -> Vec<Vec<u32>> {
    let rows = matrix.counts.iter().enumerate();
    rows.map(|(place, counts)| {
        let total = matrix.row_total(place);
        counts.iter().copied().chain([total]).collect()
    })
    .collect()
}

fn is_small(count: u32) -> bool {
    (1..THRESHOLD).contains(&count)
}

/// Whether a group has no small number that its row would tell.
fn is_safe(tally: &Tally) -> bool {
    let sums = [
        tally.before,
        tally.after,
        tally.gain,
        tally.lose,
        tally.only_before,
        tally.only_after,
        tally.protection,
    ];
    let counts = sums.map(|sum: Sum| sum.children);
    let alone = [tally.children, tally.same, tally.neither];
    !counts.into_iter().chain(alone).any(is_small)
}

/// The groups that are safe by themselves, and one row of all others; the smallest of the safe ones join it until it is safe
/// too. Nothing where all of them together are not.
fn together(groups: Vec<Group>, title: &str) -> Vec<Group> {
    let (mut safe, mut others): (Vec<Group>, Vec<Group>) =
        groups.into_iter().partition(|group| is_safe(&group.tally));
    if others.is_empty() {
        return safe;
    }
    loop {
        let mut tallies = others.iter().map(|group| group.tally);
        let sum = tallies.try_fold(Tally::default(), Tally::plus).ok();
        // One group by itself would be named by being the only one that is not.
        let sum = sum.filter(|sum| is_safe(sum) && others.len() > 1);
        if let Some(tally) = sum {
            let title = format!(
                "{title}, {} together: numbers below {THRESHOLD}",
                others.len()
            );
            safe.push(Group { title, tally });
            return safe;
        }
        let smallest = (0..safe.len()).min_by_key(|at| safe[*at].tally.children);
        match smallest {
            Some(at) => others.push(safe.remove(at)),
            None => return Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Money;

    fn group(title: &str, children: u32, lose: u32) -> Group {
        let of = |children| Sum {
            children,
            amount: Money::ZERO,
        };
        Group {
            title: title.to_owned(),
            tally: Tally {
                children,
                before: of(children),
                after: of(children),
                lose: of(lose),
                same: children - lose,
                ..Tally::default()
            },
        }
    }

    fn titles(groups: Vec<Group>) -> Vec<(String, u32)> {
        let groups = together(groups, "Other schools").into_iter();
        groups
            .map(|group| (group.title, group.tally.lose.children))
            .collect()
    }

    fn movement(number: u64) -> Movement {
        let pounds = |pounds| Money::from_pence(pounds * 100).unwrap();
        Movement {
            child: child(number),
            reference: None,
            school: None,
            need: None,
            setting: crate::needs::Setting::Mms,
            from: crate::compare::Ending::NoBand,
            to: crate::compare::Ending::NoBand,
            before: pounds(1_000),
            after: pounds(i64::try_from(number).unwrap()),
            protection: Money::ZERO,
        }
    }

    fn child(number: u64) -> ChildId {
        ChildId::parse(&format!("00000000-0000-7000-8000-{number:012}")).unwrap()
    }

    #[test]
    fn moves_of_children_to_be_judged_are_left_out_with_the_smallest_others() {
        let left = |all: u64, unjudged: &[u64]| {
            let moves = (1..=all).map(movement).collect();
            let unjudged = unjudged.iter().copied().map(child).collect();
            without(moves, &unjudged).len()
        };
        assert_eq!(left(9, &[]), 9);
        assert_eq!(left(9, &[20]), 9, "who does not move is in no list");
        assert_eq!(left(9, &[1]), 4, "one is left out with four others");
        assert_eq!(left(9, &[1, 2, 3]), 4);
        assert_eq!(left(9, &[1, 2, 3, 4, 5, 6]), 3);
        assert_eq!(left(4, &[2]), 0);
    }

    #[test]
    fn groups_without_a_small_number_stay_by_themselves() {
        let both = vec![group("Ash", 5, 0), group("Oak", 12, 5)];
        assert_eq!(titles(both), [("Ash".to_owned(), 0), ("Oak".to_owned(), 5)]);
    }

    #[test]
    fn groups_with_a_small_number_stand_together_with_as_many_as_it_takes() {
        // Three who lose at Ash and two at Elm are five together; four at Oak too would be told by the total else.
        let others = "Other schools, 2 together: numbers below 5".to_owned();
        let small = vec![
            group("Ash", 20, 3),
            group("Elm", 20, 2),
            group("Oak", 30, 9),
        ];
        assert_eq!(titles(small), [("Oak".to_owned(), 9), (others.clone(), 5)]);
        // One that is small alone takes the smallest of the others with it.
        let one = vec![
            group("Ash", 20, 1),
            group("Elm", 10, 5),
            group("Oak", 30, 9),
        ];
        assert_eq!(titles(one), [("Oak".to_owned(), 9), (others, 6)]);
        assert_eq!(titles(vec![group("Ash", 20, 1)]), []);
        assert_eq!(titles(vec![group("Ash", 2, 0), group("Elm", 1, 0)]), []);
    }
}
