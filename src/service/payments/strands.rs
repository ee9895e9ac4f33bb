//! The strands of cost of a year: each child's top-ups together, its exceptional amounts together, and every cost line.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::rules::Rules;
use super::settings::Settings;
use super::{awards, nowhere};
use crate::calendar::{
    Attends, Basis, Beyond, Date, Fraction, MonthRule, PartTerm, Period, TimeRules, WeekDays,
    iso_text,
};
use crate::costs::{self, CostKind, CostTerms};
use crate::engine::PeriodPrice;
use crate::entitlement::{Absence, EntitlementError, Life, Price, PriceBook, Spell};
use crate::ids::{ChildId, EstablishmentId};
use crate::money::Rounding;
use crate::recoupment::Payers;
use crate::rules::RuleBook;
use crate::service::{Moment, ServiceError};
use crate::store::award::{AwardBasis, AwardPrice, AwardVersion};
use crate::store::payment::{self, AwardOfYear, PaymentCalendar};
use crate::store::placement::{CostLine, Placement};
use crate::store::plan_history::Whom;
use crate::store::{Tx, absence, case_authority};

const TERMS_AMISS: &str = "the terms of the year do not carry all of it";

/// One strand of a child's cost in a year.
pub(super) struct Strand {
    pub(super) child: ChildId,
    /// The same from year to year and from run to run.
    pub(super) key: String,
    pub(super) kind: CostKind,
    /// The setting of each of its awards, by the days of the award; the setting of a cost line is its placement's.
    pub(super) settings: Settings,
    pub(super) order_number: Option<String>,
    pub(super) time: Arc<TimeRules>,
    /// How each part of a year is rounded: an award's by its rules, what was agreed or charged in pounds to the penny.
    pub(super) rounding: Rounding,
    pub(super) life: Life,
    pub(super) prices: Prices,
    /// Who pays for the child, day by day.
    pub(super) payers: Arc<Payers>,
    /// What of its record was written down last, and when: what puts a closed period right.
    pub(super) written: (Timestamp, String),
}

impl Strand {
    /// Whether it is the VAT of a cost line, which is paid and reclaimed: no cost in the end.
    pub(super) fn is_vat(&self) -> bool {
        self.key.starts_with(payment::VAT_STRAND)
    }
}

/// Where the prices of a strand come from.
pub(super) enum Prices {
    /// Each spell has its own.
    Spells(Vec<(Spell, Price)>),
    /// The terms of a cost line.
    Line(Box<CostTerms>),
}

impl PriceBook for Prices {
    fn price(&self, spell: &Spell, on: Date) -> Option<Price> {
        match self {
            Prices::Spells(spells) => {
                let found = spells.iter().find(|(priced, _)| priced == spell);
                found.map(|(_, price)| price.clone())
            }
            Prices::Line(terms) => terms.price_on(on).ok(),
        }
    }
}

/// A cost that the schedule leaves out, and why: an officer must look at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unpaid {
    /// Whose.
    pub child: ChildId,
    /// What is left out.
    pub kind: CostKind,
    /// From which day.
    pub from: Date,
    /// Why, in a sentence without a name.
    pub why: String,
}

/// A year's strands, and what is left out of them.
#[derive(Default)]
pub(super) struct Strands {
    pub(super) all: Vec<Strand>,
    pub(super) unpaid: Vec<Unpaid>,
}

/// The strands of the year that a calendar pays.
pub(super) async fn of_year(
    tx: &mut Tx,
    book: &RuleBook,
    calendar: &PaymentCalendar,
) -> Result<Strands, ServiceError> {
    of_children(tx, book, calendar, &mut Rules::default(), Whom::Everybody).await
}

/// As [`of_year`], of some children, by rules that are read once for all of them.
pub(super) async fn of_children(
    tx: &mut Tx,
    book: &RuleBook,
    calendar: &PaymentCalendar,
    rules: &mut Rules,
    whom: Whom<'_>,
) -> Result<Strands, ServiceError> {
    let mut strands = with_transport(tx, book, calendar, rules, whom).await?;
    strands.all.retain(|strand| strand.kind.is_within_grant());
    Ok(strands)
}

/// As [`of_children`], with the transport that is a memorandum everywhere but in what authorities recover.
pub(super) async fn with_transport(
    tx: &mut Tx,
    book: &RuleBook,
    calendar: &PaymentCalendar,
    rules: &mut Rules,
    whom: Whom<'_>,
) -> Result<Strands, ServiceError> {
    let days = calendar
        .periods
        .year()
        .ok_or_else(|| ServiceError::Broken(Box::new(EntitlementError::NotTheYear)))?;
    let mut maker = Maker {
        calendar,
        days,
        nowhere: nowhere()?,
        times: BTreeMap::new(),
        away: BTreeMap::new(),
        payers: BTreeMap::new(),
        ours: Arc::default(),
        strands: Strands::default(),
    };
    for absence in absence::of_those_away(tx, &days, whom).await? {
        maker.away.entry(absence.child).or_default().push(Absence {
            establishment: absence.establishment,
            days: absence.days,
        });
    }
    let payers = case_authority::payers(tx, &days, whom).await?;
    let payers = payers
        .into_iter()
        .map(|(child, payers)| (child, Arc::new(payers)));
    maker.payers = payers.collect();
    let awards = payment::awards_of(tx, &days, whom).await?;
    for award in &awards {
        rules.know(tx, book, award).await?;
    }
    let mut rest = awards.as_slice();
    while let Some(first) = rest.first() {
        let of_child = rest.partition_point(|award| award.child <= first.child);
        let (own, others) = rest.split_at(of_child);
        maker.awards(own, rules);
        rest = others;
    }
    for (placement, line) in payment::cost_lines_of(tx, &days, whom).await? {
        maker.line(&placement, line);
    }
    Ok(maker.strands)
}

/// Where a basis is named: awards and cost lines have lists of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum CostSource {
    Award,
    Line,
}

struct Maker<'year> {
    calendar: &'year PaymentCalendar,
    days: Period,
    nowhere: EstablishmentId,
    /// The account of time of each basis of this year, made once.
    times: BTreeMap<(CostSource, &'static str), Option<Arc<TimeRules>>>,
    /// The absences of each child who is away in the year: the rules say whether they stop an award.
    away: BTreeMap<ChildId, Vec<Absence>>,
    /// Who pays for each child for whom that is not this authority on every day.
    payers: BTreeMap<ChildId, Arc<Payers>>,
    /// That of every other child.
    ours: Arc<Payers>,
    strands: Strands,
}

impl Maker<'_> {
    fn payers(&self, child: &ChildId) -> Arc<Payers> {
        Arc::clone(self.payers.get(child).unwrap_or(&self.ours))
    }

    /// One child's awards: those by band together, those agreed individually together, as far as they share a basis.
    fn awards(&mut self, awards: &[AwardOfYear], rules: &Rules) {
        let mut made: BTreeMap<String, Strand> = BTreeMap::new();
        for award in awards {
            let kind = match award.terms.price {
                AwardPrice::Individual => CostKind::Exceptional,
                AwardPrice::Band | AwardPrice::Protected => CostKind::BandTopUp,
            };
            match self.spells(award, rules) {
                Ok(spells) => self.add(&mut made, award, rules, kind, spells),
                Err(why) => self.leave_out(award, kind, why),
            }
        }
        self.strands.all.extend(made.into_values());
    }

    fn leave_out(&mut self, award: &AwardOfYear, kind: CostKind, why: String) {
        self.strands.unpaid.push(Unpaid {
            child: award.child.clone(),
            kind,
            from: award.terms.from.max(self.days.start()),
            why,
        });
    }

    fn add(
        &mut self,
        made: &mut BTreeMap<String, Strand>,
        award: &AwardOfYear,
        rules: &Rules,
        kind: CostKind,
        spells: Vec<(Spell, Price)>,
    ) {
        let time = match self.time_of(award, rules) {
            Ok(time) => time,
            Err(why) => return self.leave_out(award, kind, why),
        };
        let rounding = match award.terms.price {
            AwardPrice::Individual => Rounding::TO_THE_PENNY,
            AwardPrice::Band | AwardPrice::Protected => rules.rounding_on(award, self.days.start()),
        };
        let stem = match award.terms.basis {
            AwardBasis::CalendarDay => kind.code().to_owned(),
            basis => format!("{}:{}", kind.code(), basis.code()),
        };
        // Two awards of the same days, school and band are two amounts and not one; so are two whose years are shared out
        // by different rules.
        let holds = |strand: &Strand| {
            let mut spells = spells.iter();
            let is_shared_otherwise = *strand.time != *time || strand.rounding != rounding;
            is_shared_otherwise || spells.any(|(spell, _)| strand.life.spells.contains(spell))
        };
        let mut key = stem.clone();
        for number in 2_u32.. {
            if !made.get(&key).is_some_and(holds) {
                break;
            }
            key = format!("{stem}:{number}");
        }
        let away = self.away.get(&award.child).cloned().unwrap_or_default();
        let payers = self.payers(&award.child);
        let strand = made.entry(key.clone()).or_insert_with(|| Strand {
            child: award.child.clone(),
            key,
            kind,
            settings: Settings::one(award.terms.setting),
            order_number: None,
            time,
            rounding,
            life: Life {
                absences: away,
                ..Life::default()
            },
            prices: Prices::Spells(Vec::new()),
            payers,
            written: (Timestamp::MIN, String::new()),
        });
        let terms = &award.terms;
        if strand.written.0 <= terms.recorded_at {
            strand.written = (terms.recorded_at, written(terms));
        }
        for (spell, _) in &spells {
            strand.settings.add(spell, award.terms.setting);
        }
        strand
            .life
            .spells
            .extend(spells.iter().map(|(spell, _)| spell.clone()));
        if let Prices::Spells(prices) = &mut strand.prices {
            prices.extend(spells);
        }
    }

    /// An award's spells with their prices, or why it is left out.
    fn spells(&self, award: &AwardOfYear, rules: &Rules) -> Result<Vec<(Spell, Price)>, String> {
        let periods = awards::priced(award, rules)?;
        let mut spells = Vec::with_capacity(periods.len());
        for period in periods {
            let Some(annual) = period.annual else {
                let is_of_year = period.days.overlap(&self.days).is_some();
                match awards::why_unpriced(&period.reason) {
                    Some(why) if is_of_year => return Err(why.to_owned()),
                    _ => continue,
                }
            };
            let price = Price {
                // The amount that was decided is for the share of full time already.
                annual,
                scales: false,
                until: None,
                rule_set: period.rules.clone(),
            };
            spells.push((self.spell(award, &period), price));
        }
        Ok(spells)
    }

    fn spell(&self, award: &AwardOfYear, period: &PeriodPrice) -> Spell {
        let terms = &award.terms;
        Spell {
            establishment: terms
                .establishment
                .clone()
                .unwrap_or_else(|| self.nowhere.clone()),
            days: period.days,
            band: period.band.as_ref().map(ToString::to_string),
            attends: if terms.fte.is_full() {
                Attends::FullTime
            } else {
                Attends::Share(terms.fte)
            },
        }
    }

    /// How an award is shared over the year: as the rules in force on its first day say, else by the award's own basis.
    fn time_of(&mut self, award: &AwardOfYear, rules: &Rules) -> Result<Arc<TimeRules>, String> {
        if let Some(time) = rules.time_on(award, self.days.start()) {
            return Ok(Arc::new(time.clone()));
        }
        let basis = award.terms.basis;
        let terms = &self.calendar.terms;
        let time = self.times.entry((CostSource::Award, basis.code()));
        time.or_insert_with(|| costs::by(basis_of(basis), terms).ok().map(Arc::new))
            .clone()
            .ok_or_else(|| TERMS_AMISS.to_owned())
    }

    fn line(&mut self, placement: &Placement, line: CostLine) {
        let terms = line.terms;
        let payee = if terms.kind.is_paid_to_establishment() {
            placement.establishment.clone()
        } else {
            None
        };
        let payee = payee.unwrap_or_else(|| self.nowhere.clone());
        let school_terms = &self.calendar.terms;
        let time = self.times.entry((CostSource::Line, terms.per.code()));
        let time = time
            .or_insert_with(|| terms.time(school_terms).ok().map(Arc::new))
            .clone();
        let (Some(time), Ok(life)) = (time, terms.life(&payee)) else {
            if !terms.kind.is_within_grant() {
                return;
            }
            self.strands.unpaid.push(Unpaid {
                child: placement.child.clone(),
                kind: terms.kind,
                from: terms.period.start().max(self.days.start()),
                why: TERMS_AMISS.to_owned(),
            });
            return;
        };
        let payers = self.payers(&placement.child);
        let cause = match line.version {
            1 => "Cost line entered",
            _ => "Cost line changed after it was entered",
        };
        let strand = |key: String, terms: CostTerms, life: Life| Strand {
            child: placement.child.clone(),
            key,
            kind: terms.kind,
            settings: Settings::one(placement.setting),
            order_number: terms.order_number.clone(),
            time: Arc::clone(&time),
            rounding: Rounding::TO_THE_PENNY,
            life,
            prices: Prices::Line(Box::new(terms)),
            payers: Arc::clone(&payers),
            written: (Timestamp::MIN, cause.to_owned()),
        };
        // VAT follows its line day by day, in a strand of its own: its pennies are its own.
        let vat = terms.vat_alone().filter(|_| terms.kind.is_within_grant());
        let vat = vat.and_then(|vat| {
            let life = vat.life(&payee).ok()?;
            Some(strand(
                format!("{}{}", payment::VAT_STRAND, line.id),
                vat,
                life,
            ))
        });
        let own = strand(format!("line:{}", line.id), terms, life);
        self.strands.all.push(own);
        self.strands.all.extend(vat);
    }
}

/// What of an award was written down last, with the day.
fn written(terms: &AwardVersion) -> String {
    let day = iso_text(Moment::of(terms.recorded_at).today);
    match (terms.number, terms.note.as_str()) {
        (1, "") => format!("Award made, written down on {day}"),
        (_, "") => format!("Award changed, written down on {day}"),
        (_, note) => format!("{note}, written down on {day}"),
    }
}

/// The basis that an award names. Hours and days a week are in the amount already, which was decided for them.
fn basis_of(basis: AwardBasis) -> Basis {
    match basis {
        AwardBasis::CalendarDay | AwardBasis::Hour | AwardBasis::DayOfWeek => Basis::CalendarDays,
        AwardBasis::SchoolDay => Basis::SchoolDays,
        AwardBasis::Twelfth => Basis::Twelfths {
            starting: MonthRule::ByDays,
            leaving: MonthRule::ByDays,
        },
        AwardBasis::Term => Basis::Terms {
            part: PartTerm::ByDays,
        },
        // Fifty-two whole weeks are the year's amount; the day or two left over carry nothing.
        AwardBasis::Week => Basis::Weeks {
            weeks: Fraction::of(52, 1).unwrap_or(Fraction::ONE),
            of: WeekDays::Calendar,
            beyond: Beyond::Unpaid,
        },
    }
}
