//! What invented placements cost besides the band: fees, therapy, packages, equipment. Amounts are invented whole pounds,
//! of the size that English authorities report; a top-up by band is never among them, because it is the award's own.

use jiff::civil::{Date, date};

use super::draw::Draw;
use super::person::made_at;
use crate::calendar::Period;
use crate::costs::CostTerms;
use crate::ids::CostLineId;
use crate::money::Money;
use crate::needs::{Need, Setting};
use crate::store::placement::{CostKind, CostLine, CostPer, Placement};

/// From this day independent schools' fees bear VAT at 20 per cent (Finance Act 2025).
const FEES_BEAR_VAT_FROM: Date = date(2025, 1, 1);

/// Amounts without VAT, in whole pounds from a least to a most.
type Pounds = (i32, i32);

/// The cost lines of a placement, from the day its plan began.
pub(super) fn costs(
    stay: &Placement,
    need: Need,
    plan_starts: Date,
    draw: &mut Draw,
) -> Vec<CostLine> {
    let from = stay.from.map_or(plan_starts, |from| from.max(plan_starts));
    let Some(period) = ending(from, stay.to) else {
        return Vec::new();
    };
    let mut lines = Lines {
        stay,
        period,
        lines: Vec::new(),
    };
    let residential = stay.residential.is_some();
    match stay.setting {
        Setting::Iss if residential => {
            lines.add(CostKind::Fee, CostPer::Term, (38_000, 72_000), draw);
            lines.add(
                CostKind::SocialCareContribution,
                CostPer::Year,
                (28_000, 70_000),
                draw,
            );
        }
        Setting::Iss => lines.add(CostKind::Fee, CostPer::Term, (14_500, 30_000), draw),
        Setting::Nmss => lines.add(CostKind::Fee, CostPer::Term, (11_000, 21_000), draw),
        Setting::Mind => lines.add(CostKind::Fee, CostPer::Term, (4_500, 8_500), draw),
        Setting::Eotas => lines.add(
            CostKind::EotasPackage,
            CostPer::Year,
            (16_000, 52_000),
            draw,
        ),
        _ => {}
    }
    if draw.in_thousand(35) {
        lines.add(CostKind::Therapy, CostPer::Year, (1_100, 6_200), draw);
    }
    if draw.in_thousand(14) {
        lines.add(CostKind::DirectPayment, CostPer::Year, (900, 5_400), draw);
    }
    if need == Need::Pmld && draw.in_thousand(250) {
        lines.add(
            CostKind::HealthContribution,
            CostPer::Year,
            (2_000, 14_000),
            draw,
        );
    }
    if matches!(need, Need::Pd | Need::Vi | Need::Hi | Need::Msi) && draw.in_thousand(160) {
        lines.add(CostKind::OneOff, CostPer::Once, (250, 3_800), draw);
    }
    if matches!(stay.setting, Setting::Spec | Setting::Iss | Setting::Nmss) && draw.in_thousand(220)
    {
        lines.add(
            CostKind::TransportMemo,
            CostPer::Year,
            (3_200, 13_500),
            draw,
        );
    }
    lines.lines
}

/// A period with an end or without; none if it would be empty.
pub(super) fn ending(from: Date, to: Option<Date>) -> Option<Period> {
    match to {
        Some(to) => Period::new(from, to).ok(),
        None => Some(Period::open(from)),
    }
}

struct Lines<'a> {
    stay: &'a Placement,
    period: Period,
    lines: Vec<CostLine>,
}

impl Lines<'_> {
    fn add(&mut self, kind: CostKind, per: CostPer, (least, most): Pounds, draw: &mut Draw) {
        // Fees and packages are agreed in tens of pounds.
        let pence = i64::from(draw.between(least / 10, most / 10)) * 1000;
        let independent = matches!(self.stay.setting, Setting::Iss | Setting::Mind);
        let bears_vat =
            kind == CostKind::Fee && independent && self.period.start() >= FEES_BEAR_VAT_FROM;
        let is_fee = kind == CostKind::Fee;
        self.lines.push(CostLine {
            id: draw.id::<CostLineId>(made_at(self.period.start())),
            placement: self.stay.id.clone(),
            in_error: false,
            terms: CostTerms {
                kind,
                period: self.period,
                per,
                net: pounds(pence),
                vat: if bears_vat {
                    pounds(pence / 5)
                } else {
                    Money::ZERO
                },
                uplift: None,
                order_number: is_fee.then(|| format!("EXPO{:06}", draw.between(1, 999_999))),
                notice_weeks: is_fee.then_some(12),
                notice_given_on: self.notice_given_on(kind),
                notes: if is_fee {
                    "Invoiced each term".to_owned()
                } else {
                    String::new()
                },
            },
            version: 1,
        });
    }
}

impl Lines<'_> {
    /// Of a fee that ends, notice was given in time but for one in five, of whom the school heard four weeks before.
    fn notice_given_on(&self, kind: CostKind) -> Option<Date> {
        let end = self.period.end().filter(|_| kind == CostKind::Fee)?;
        let weeks = if end.day_of_year() % 5 == 0 { 4 } else { 13 };
        end.checked_sub(jiff::Span::new().weeks(weeks)).ok()
    }
}

/// Pence far below the largest amount that money can be.
fn pounds(pence: i64) -> Money {
    Money::from_pence(pence).unwrap_or(Money::ZERO)
}
