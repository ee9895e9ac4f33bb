//! Cost lines less the days that are another authority's cost in the end.

use std::collections::BTreeMap;

use crate::calendar::{Date, without};
use crate::costs::CostPer;
use crate::ids::ChildId;
use crate::recoupment::Payers;
use crate::store::plan_history::CostInForce;

/// What of the lines is this authority's cost, as far as it counts on a day or later. What is paid once is of the payer of its
/// day, whole.
pub(super) fn ours(
    lines: Vec<CostInForce>,
    payers: &BTreeMap<ChildId, Payers>,
    since: Date,
) -> Vec<CostInForce> {
    let mut all = Vec::with_capacity(lines.len());
    for line in lines {
        let theirs = payers.get(&line.child).map(Payers::not_our_cost);
        let theirs = theirs.unwrap_or_default();
        if theirs.is_empty() {
            all.push(line);
            continue;
        }
        let days = line.terms.period;
        if line.terms.per == CostPer::Once {
            let is_theirs = theirs.iter().any(|other| other.contains(days.start()));
            all.extend((!is_theirs).then_some(line));
            continue;
        }
        let left = without(days, &theirs).into_iter();
        let counting = left.filter(|days| days.end().is_none_or(|end| end > since));
        all.extend(counting.map(|days| {
            let mut ours = line.clone();
            ours.terms.period = days;
            ours
        }));
    }
    all
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::calendar::Period;
    use crate::costs::{CostKind, CostTerms};
    use crate::money::Money;
    use crate::recoupment::{AuthorityPart, PaidBy};

    fn line(per: CostPer, from: Date) -> CostInForce {
        CostInForce {
            child: ChildId::parse("0197d3c0-0000-7000-8000-000000000001").unwrap(),
            terms: CostTerms {
                kind: CostKind::Therapy,
                period: Period::open(from),
                per,
                net: Money::from_pence(100_000).unwrap(),
                vat: Money::ZERO,
                uplift: None,
                order_number: None,
                notice_weeks: None,
                notice_given_on: None,
                notes: String::new(),
            },
        }
    }

    #[test]
    fn a_line_counts_on_the_days_that_nobody_else_bears() {
        let (april, june, september) = (date(2026, 4, 1), date(2026, 6, 1), date(2026, 9, 1));
        let said = vec![PaidBy {
            part: AuthorityPart::WeRecover,
            authority: Some("998".parse().unwrap()),
            days: Period::new(june, september).unwrap(),
            with_transport: false,
        }];
        let child = line(CostPer::Year, april).child;
        let payers = BTreeMap::from([(child, Payers::of(said, None))]);
        let days = |lines: Vec<CostInForce>, since| -> Vec<Period> {
            let left = ours(lines, &payers, since);
            left.into_iter().map(|line| line.terms.period).collect()
        };
        let before = Period::new(april, june).unwrap();
        let after = Period::open(september);
        let yearly = || vec![line(CostPer::Year, april)];
        assert_eq!(days(yearly(), april), [before, after]);
        assert_eq!(days(yearly(), june), [after]);
        assert_eq!(days(vec![line(CostPer::Once, june)], april), []);
        let ours = days(vec![line(CostPer::Once, april)], june);
        assert_eq!(ours, [Period::open(april)]);
    }
}
