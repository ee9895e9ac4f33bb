//! Lines that match and lines that do not, one rule a row; and that none is lost.

use jiff::civil::date;

use super::*;

fn year() -> Period {
    Period::new(date(2026, 4, 1), date(2027, 4, 1)).unwrap()
}

fn held(reference: &str, band: &str, fte: &str, from: Date, to: Option<Date>) -> Held {
    Held {
        reference: LocalId::parse(reference).unwrap(),
        band: Some(band.to_owned()),
        fte: fte.parse().unwrap(),
        from,
        to,
    }
}

fn said(row: u32, reference: &str, band: &str, fte: &str, from: Date, end: SaidEnd) -> Said {
    Said {
        row,
        reference: reference.to_owned(),
        band: Some(band.to_owned()),
        fte: Some(fte.parse().unwrap()),
        from: Some(from),
        end,
    }
}

#[test]
fn each_difference_is_seen_and_what_is_the_same_within_the_year_is_none() {
    use Difference::{Band, End, Share, Start};
    let (sep, left) = (date(2026, 9, 1), date(2026, 12, 18));
    let own = held("EX-1", "D", "1", sep, None);
    let ended = held("EX-1", "D", "1", sep, Some(date(2026, 12, 19)));
    let early = held("EX-1", "D", "1", date(2024, 9, 1), Some(date(2027, 9, 1)));
    let row = |band: &str, fte: &str, from, end| said(2, "ex-1 ", band, fte, from, end);
    for (held, said, wanted) in [
        (&own, row("Band D", "1.0", sep, SaidEnd::Open), vec![]),
        (&own, row("d", "1", sep, SaidEnd::Unstated), vec![]),
        (&own, row("E", "1", sep, SaidEnd::Open), vec![Band]),
        (&own, row("D", "0.6", sep, SaidEnd::Open), vec![Share]),
        (
            &own,
            row("D", "1", date(2026, 9, 2), SaidEnd::Open),
            vec![Start],
        ),
        (&own, row("D", "1", sep, SaidEnd::On(left)), vec![End]),
        (&ended, row("D", "1", sep, SaidEnd::On(left)), vec![]),
        (&ended, row("D", "1", sep, SaidEnd::Open), vec![End]),
        // Both sides of the year's ends.
        (
            &early,
            row("D", "1", date(2026, 4, 1), SaidEnd::Open),
            vec![],
        ),
        (
            &early,
            row("D", "1", date(2026, 4, 2), SaidEnd::Open),
            vec![Start],
        ),
        (
            &early,
            row("D", "1", date(2020, 1, 1), SaidEnd::On(date(2027, 3, 31))),
            vec![],
        ),
        (
            &early,
            row("D", "1", date(2020, 1, 1), SaidEnd::On(date(2027, 3, 30))),
            vec![End],
        ),
        (
            &own,
            row("C", "0.5", date(2026, 9, 8), SaidEnd::On(left)),
            vec![Band, Start, End, Share],
        ),
    ] {
        assert_eq!(differences(held, &said, &year()), wanted, "{said:?}");
    }
}

#[test]
fn what_a_return_leaves_out_is_not_compared() {
    let own = held(
        "EX-1",
        "D",
        "0.6",
        date(2026, 9, 1),
        Some(date(2026, 12, 19)),
    );
    let bare = Said {
        row: 2,
        reference: "EX-1".to_owned(),
        band: None,
        fte: None,
        from: None,
        end: SaidEnd::Unstated,
    };
    assert_eq!(differences(&own, &bare, &year()), []);
}

#[test]
fn the_nearest_lines_of_a_child_are_paired_and_the_rest_stand_alone() {
    let (apr, sep) = (date(2026, 4, 1), date(2026, 9, 1));
    let all = [
        held("EX-2", "C", "1", apr, Some(sep)),
        held("EX-2", "D", "1", sep, None),
        held("EX-3", "B", "1", apr, None),
    ];
    let rows = [
        said(2, "EX-9", "B", "1", apr, SaidEnd::Open),
        said(3, "EX-2", "D", "1", sep, SaidEnd::Open),
        said(4, "EX-2", "D", "1", sep, SaidEnd::Open),
    ];
    let lines = reconcile(&all, &rows, &year());
    let seen: Vec<_> = lines
        .iter()
        .map(|line| (line.held, line.said, line.outcome()))
        .collect();
    assert_eq!(
        seen,
        [
            (Some(0), Some(2), Outcome::Differs),
            (Some(1), Some(1), Outcome::Matched),
            (Some(2), None, Outcome::OnlyHere),
            (None, Some(0), Outcome::OnlyThere),
        ]
    );
    // A row that is there twice is one match and one that only the school has.
    let twice = reconcile(&all[1..2], &rows[1..], &year());
    let outcomes: Vec<_> = twice.iter().map(Line::outcome).collect();
    assert_eq!(outcomes, [Outcome::Matched, Outcome::OnlyThere]);
}

/// Every line held and every row returned is in the result once, whatever they say.
#[test]
fn none_is_lost_and_none_is_there_twice() {
    let mut state = 20_261_122_u64;
    let mut draw = |below: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 33) % below
    };
    for _ in 0..300 {
        let mut drawn = |most: u64| -> Vec<(u64, u64, Date)> {
            let count = draw(most);
            let day = |number: u64| date(2026, 5, i8::try_from(number + 1).unwrap());
            (0..count)
                .map(|_| (draw(6), draw(3), day(draw(28))))
                .collect()
        };
        let (here, there) = (drawn(12), drawn(14));
        let own: Vec<Held> = here
            .iter()
            .map(|(who, band, day)| held(&format!("EX-{who}"), &band.to_string(), "1", *day, None))
            .collect();
        let rows: Vec<Said> = (1..)
            .zip(&there)
            .map(|(row, (who, band, day))| {
                said(
                    row,
                    &format!("ex-{who}"),
                    &band.to_string(),
                    "1",
                    *day,
                    SaidEnd::Open,
                )
            })
            .collect();
        let lines = reconcile(&own, &rows, &year());
        let mut held: Vec<usize> = lines.iter().filter_map(|line| line.held).collect();
        let mut said: Vec<usize> = lines.iter().filter_map(|line| line.said).collect();
        held.sort_unstable();
        said.sort_unstable();
        assert_eq!(held, (0..own.len()).collect::<Vec<_>>());
        assert_eq!(said, (0..rows.len()).collect::<Vec<_>>());
    }
}
