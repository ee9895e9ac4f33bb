//! How many days at full time each piece of the record counts: every day of a child once on a line, however many costs it has.

use std::collections::BTreeMap;

use crate::calendar::{Date, Period};
use crate::costs::CostKind;
use crate::ids::ChildId;
use crate::money::{Decimal, product, sum};
use crate::service::payments::Costed;

/// The days at full time of each piece, in the order of the pieces; none beyond what is a number.
///
/// On a day with several costs of a child on a line those of the first kind (see `rank`) count it, up to full time together;
/// income and amounts paid once count no day.
pub(super) fn volumes(pieces: &[Costed]) -> Option<Vec<Decimal>> {
    let mut of_children: BTreeMap<(&str, &ChildId), Vec<usize>> = BTreeMap::new();
    for (place, piece) in pieces.iter().enumerate() {
        if piece.days.is_some() && !piece.is_income() {
            let key = (piece.coding.as_str(), &piece.child);
            of_children.entry(key).or_default().push(place);
        }
    }
    let mut volumes = vec![Decimal::ZERO; pieces.len()];
    for mut places in of_children.into_values() {
        places.sort_by_key(|place| rank(pieces[*place].kind));
        share(pieces, &places, &mut volumes)?;
    }
    Some(volumes)
}

/// Shares one child's days on one line out among its pieces, the first kind first.
fn share(pieces: &[Costed], places: &[usize], volumes: &mut [Decimal]) -> Option<()> {
    let days = places.iter().filter_map(|place| pieces[*place].days);
    let mut cuts: Vec<Date> = days
        .flat_map(|days| [Some(days.start()), days.end()])
        .flatten()
        .collect();
    cuts.sort_unstable();
    cuts.dedup();
    for cut in cuts.windows(2) {
        let first = cut[0];
        let length = Period::new(first, cut[1]).ok()?.days()?;
        let holds = |place: &&usize| {
            let days = pieces[**place].days;
            days.is_some_and(|days| days.contains(first))
        };
        let mut room = Decimal::ONE;
        let mut best = None;
        for place in places.iter().filter(holds) {
            let piece = &pieces[*place];
            if *best.get_or_insert(rank(piece.kind)) != rank(piece.kind) {
                break;
            }
            let part = piece.fte.rate().value().min(room);
            room -= part;
            let counted = product(Decimal::from(length), part)?;
            volumes[*place] = sum(volumes[*place], counted)?;
        }
    }
    Some(())
}

/// Which kind of a child's costs counts a day before which.
fn rank(kind: CostKind) -> u8 {
    match kind {
        CostKind::BandTopUp => 0,
        CostKind::Fee => 1,
        CostKind::EotasPackage => 2,
        CostKind::Exceptional => 3,
        CostKind::Therapy | CostKind::PersonalBudget | CostKind::DirectPayment => 4,
        CostKind::OneOff
        | CostKind::HealthContribution
        | CostKind::SocialCareContribution
        | CostKind::TransportMemo => 5,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::money::{Fte, Money};
    use crate::needs::Setting;

    fn piece(kind: CostKind, from: Date, to: Date, fte: &str) -> Costed {
        Costed {
            child: ChildId::parse("0197d3c0-0000-7000-8000-000000000001").unwrap(),
            kind,
            is_recovered: false,
            setting: Setting::Spec,
            establishment: None,
            coding: "1.2.1".to_owned(),
            band: None,
            days: Some(Period::new(from, to).unwrap()),
            fte: fte.parse::<Fte>().unwrap(),
            amount: Money::ZERO,
            by_period: Vec::new(),
        }
    }

    #[test]
    fn each_day_of_a_child_counts_once_on_a_line() {
        use CostKind::{BandTopUp, Exceptional, Fee, HealthContribution, Therapy};
        let (april, september, next) = (date(2026, 4, 1), date(2026, 9, 1), date(2027, 4, 1));
        let other = |piece: Costed| Costed {
            coding: "1.2.3".to_owned(),
            ..piece
        };
        for (pieces, wanted) in [
            // A top-up to August, then an amount agreed individually: no day is lost.
            (
                vec![
                    piece(Exceptional, september, next, "1"),
                    piece(BandTopUp, april, september, "0.5"),
                ],
                ["212", "76.5"].as_slice(),
            ),
            // Both at once from September: the top-up counts those days.
            (
                vec![
                    piece(Exceptional, april, next, "1"),
                    piece(BandTopUp, september, next, "1"),
                ],
                &["153", "212"],
            ),
            // Two of the same kind are one child, and two half-time places together are one.
            (
                vec![
                    piece(Therapy, april, next, "1"),
                    piece(Therapy, april, september, "1"),
                ],
                &["365", "0"],
            ),
            (
                vec![
                    piece(BandTopUp, april, next, "0.6"),
                    piece(BandTopUp, september, next, "0.6"),
                ],
                &["219", "84.8"],
            ),
            // Each line counts the child, and income counts nobody.
            (
                vec![
                    piece(Fee, april, next, "1"),
                    other(piece(Therapy, april, next, "1")),
                    piece(HealthContribution, april, next, "1"),
                ],
                &["365", "365", "0"],
            ),
        ] {
            let found = volumes(&pieces).unwrap();
            let wanted: Vec<Decimal> = wanted.iter().map(|days| days.parse().unwrap()).collect();
            assert_eq!(found, wanted);
        }
    }
}
