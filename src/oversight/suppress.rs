//! Small numbers hidden, and enough others that totals do not give them away.
//!
//! The column totals of a table count as known: other pages show how many children are in each band. So a number is hidden
//! if it is from 1 to 4; then others are, until no hidden number can be worked out from what is shown. In a table whose
//! line totals are all known, a hidden number can be worked out exactly when it lies on no circle of hidden numbers
//! that goes along rows and columns in turn (Gusfield, “A graph theoretic approach to statistical data security”, 1988).
//! Besides, the hidden numbers of a row whose total is shown come to at least the threshold: two ones could else be
//! guessed.

/// Numbers from 1 up to, not including, this are small.
pub const THRESHOLD: u32 = 5;

/// Which numbers of a table are hidden: row by row, in the order of the columns.
pub type Hidden = Vec<Vec<bool>>;

/// Which numbers of a table are to be hidden; the last number of each row is the row's total. `None` where no choice keeps
/// the small ones secret: then the table is not to be shown at all.
#[must_use]
pub fn hidden(table: &[Vec<u32>]) -> Option<Hidden> {
    let mut hidden: Hidden = table
        .iter()
        .map(|row| row.iter().map(|count| is_small(*count)).collect())
        .collect();
    // Each turn hides one more number, so that it ends.
    loop {
        match next(table, &hidden) {
            Next::Done => return Some(hidden),
            Next::Hide(row, column) => hidden[row][column] = true,
            Next::Nothing => return None,
        }
    }
}

fn is_small(count: u32) -> bool {
    (1..THRESHOLD).contains(&count)
}

/// What is to be done to a choice of hidden numbers.
enum Next {
    /// Nothing: it keeps them secret.
    Done,
    /// Hide this one too.
    Hide(usize, usize),
    /// One is given away and nothing more can be hidden.
    Nothing,
}

fn next(table: &[Vec<u32>], hidden: &Hidden) -> Next {
    for (row, flags) in hidden.iter().enumerate() {
        for (column, flag) in flags.iter().enumerate() {
            if *flag && !reached_without(hidden, (row, column)).columns[column] {
                return cheapest_circle(table, hidden, (row, column));
            }
        }
        let shows_its_total = flags.last() == Some(&false);
        let known_together = || table[row].iter().zip(flags).filter(|(_, flag)| **flag);
        let sum: u32 = known_together().map(|(count, _)| *count).sum();
        if shows_its_total && known_together().next().is_some() && sum < THRESHOLD {
            return cheapest_of_row(table, hidden, row);
        }
    }
    Next::Done
}

/// What hiding a number costs: nothing if it is hidden already; a nought hides little, so it comes last.
fn cost(count: u32, is_hidden: bool) -> u64 {
    match (is_hidden, count) {
        (true, _) => 0,
        (false, 0) => u64::from(u32::MAX),
        (false, count) => u64::from(count),
    }
}

/// The first number still shown of the cheapest circle of four that a number can lie on.
fn cheapest_circle(table: &[Vec<u32>], hidden: &Hidden, (row, column): (usize, usize)) -> Next {
    let mut best: Option<(u64, Vec<(usize, usize)>)> = None;
    for other_row in (0..table.len()).filter(|it| *it != row) {
        for other_column in (0..table[row].len()).filter(|it| *it != column) {
            let corners = [
                (row, other_column),
                (other_row, column),
                (other_row, other_column),
            ];
            let costs = corners.map(|(row, column)| cost(table[row][column], hidden[row][column]));
            let sum: u64 = costs.iter().sum();
            let shown = corners
                .into_iter()
                .filter(|(row, column)| !hidden[*row][*column]);
            if best.as_ref().is_none_or(|(least, _)| sum < *least) {
                best = Some((sum, shown.collect()));
            }
        }
    }
    let first = best.and_then(|(_, shown)| shown.first().copied());
    first.map_or(Next::Nothing, |(row, column)| Next::Hide(row, column))
}

/// The cheapest number of a row that is still shown.
fn cheapest_of_row(table: &[Vec<u32>], hidden: &Hidden, row: usize) -> Next {
    (0..table[row].len())
        .filter(|column| !hidden[row][*column])
        .min_by_key(|column| (cost(table[row][*column], false), *column))
        .map_or(Next::Nothing, |column| Next::Hide(row, column))
}

/// The rows and columns that can be reached.
struct Reached {
    rows: Vec<bool>,
    columns: Vec<bool>,
}

/// What can be reached from a hidden number's row along hidden numbers, that number itself apart.
fn reached_without(hidden: &Hidden, apart: (usize, usize)) -> Reached {
    let mut reached = Reached {
        rows: vec![false; hidden.len()],
        columns: vec![false; hidden.first().map_or(0, Vec::len)],
    };
    reached.rows[apart.0] = true;
    let mut grew = true;
    while grew {
        grew = false;
        for (row, flags) in hidden.iter().enumerate() {
            for (column, flag) in flags.iter().enumerate() {
                let joins =
                    *flag && (row, column) != apart && reached.rows[row] != reached.columns[column];
                if joins {
                    reached.rows[row] = true;
                    reached.columns[column] = true;
                    grew = true;
                }
            }
        }
    }
    reached
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Adds each row's total.
    fn with_totals(rows: &[&[u32]]) -> Vec<Vec<u32>> {
        rows.iter()
            .map(|row| row.iter().copied().chain([row.iter().sum()]).collect())
            .collect()
    }

    #[test]
    fn nothing_small_hides_nothing() {
        let table = with_totals(&[&[10, 0, 20], &[30, 5, 7]]);
        let none = hidden(&table).unwrap();
        assert!(none.iter().flatten().all(|flag| !flag));
    }

    #[test]
    fn a_small_number_takes_three_more_with_it() {
        let table = with_totals(&[&[3, 20, 40], &[30, 9, 50], &[60, 70, 80]]);
        let hidden = hidden(&table).unwrap();
        assert_eq!(hidden[0], [true, true, false, false]);
        assert_eq!(hidden[1], [true, true, false, false]);
        assert_eq!(hidden[2], [false; 4]);
    }

    #[test]
    fn one_row_cannot_be_kept_secret() {
        assert_eq!(hidden(&with_totals(&[&[3, 20, 40]])), None);
        assert_eq!(hidden(&[]), Some(Vec::new()));
    }

    #[test]
    fn two_ones_in_a_row_are_not_left_to_be_guessed() {
        let table = with_totals(&[&[1, 1, 40], &[30, 9, 50]]);
        let hidden = hidden(&table).unwrap();
        let sum: u32 = table[0]
            .iter()
            .zip(&hidden[0])
            .filter_map(|(count, flag)| flag.then_some(*count))
            .sum();
        assert!(sum >= THRESHOLD, "{hidden:?}");
    }

    /// A third of the tables of two rows and two columns of numbers up to 6, and some of three by two: by trying all that could stand
    /// behind what is shown, no small number has only one value.
    #[test]
    fn no_hidden_small_number_can_be_worked_out() {
        let mut tried = 0;
        for code in (0..7_u32.pow(4)).step_by(3) {
            let digit = |place: u32| code / 7_u32.pow(place) % 7;
            let table = with_totals(&[&[digit(0), digit(1)], &[digit(2), digit(3)]]);
            tried += u32::from(is_secret(&table));
        }
        for code in (0..7_u32.pow(6)).step_by(3_001) {
            let digit = |place: u32| code / 7_u32.pow(place) % 7;
            let rows = [0, 2, 4].map(|place| [digit(place), digit(place + 1)]);
            let table = with_totals(&[&rows[0], &rows[1], &rows[2]]);
            tried += u32::from(is_secret(&table));
        }
        assert!(tried > 100, "only {tried} tables hid anything");
    }

    /// Asserts that a table's hidden small numbers have at least two values each; false where it is not shown, or whole.
    fn is_secret(table: &[Vec<u32>]) -> bool {
        let Some(hidden) = hidden(table) else {
            return false;
        };
        if !hidden.iter().flatten().any(|flag| *flag) {
            return false;
        }
        let possible = behind(table, &hidden);
        for (row, flags) in hidden.iter().enumerate() {
            for (column, flag) in flags.iter().enumerate() {
                if *flag && is_small(table[row][column]) {
                    let first = possible[0][row][column];
                    let varies = possible.iter().any(|other| other[row][column] != first);
                    assert!(varies, "{table:?} {hidden:?}");
                }
            }
        }
        true
    }

    /// The tables that fit what is shown, with the column totals known: moves along the circles that exist.
    fn behind(table: &[Vec<u32>], hidden: &Hidden) -> Vec<Vec<Vec<u32>>> {
        let inner = table[0].len() - 1;
        let totals: Vec<u32> = (0..inner)
            .map(|column| table.iter().map(|row| row[column]).sum())
            .collect();
        let mut found = Vec::new();
        let mut trial = table.to_vec();
        fill(table, hidden, &totals, (0, 0), &mut trial, &mut found);
        found
    }

    fn fill(
        table: &[Vec<u32>],
        hidden: &Hidden,
        totals: &[u32],
        (row, column): (usize, usize),
        trial: &mut Vec<Vec<u32>>,
        found: &mut Vec<Vec<Vec<u32>>>,
    ) {
        let inner = totals.len();
        if row == table.len() {
            let fits =
                (0..inner).all(|at| trial.iter().map(|row| row[at]).sum::<u32>() == totals[at]);
            if fits {
                found.push(trial.clone());
            }
            return;
        }
        if column == inner {
            let sum: u32 = trial[row][..inner].iter().sum();
            if hidden[row][inner] || sum == table[row][inner] {
                trial[row][inner] = sum;
                fill(table, hidden, totals, (row + 1, 0), trial, found);
            }
            return;
        }
        let values = if hidden[row][column] {
            0..=totals[column]
        } else {
            table[row][column]..=table[row][column]
        };
        for value in values {
            trial[row][column] = value;
            fill(table, hidden, totals, (row, column + 1), trial, found);
        }
        trial[row][column] = table[row][column];
    }
}
