//! The comparison as a whole, and the proof that its parts add up.

use std::collections::BTreeMap;

use serde::Serialize;
use thiserror::Error;

use super::bounds::{Alarm, Bounds, alarms};
use super::ending::{Ended, Ending, ended};
use super::matrix::Matrix;
use super::member::{Cohort, LeftOut, Member, asked_on};
use super::movement::Movement;
use super::tally::{Group, Sum, Tally};
use crate::calendar::{Date, iso};
use crate::ids::{Digest, RuleSetRef};
use crate::money::{Money, MoneyError};
use crate::needs::{Need, Setting};
use crate::rules::RuleSet;

/// One of the two rule sets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Side {
    /// Its name.
    pub reference: RuleSetRef,
    /// Its identity.
    pub digest: Digest,
    /// Its title.
    pub title: String,
    /// The day on which it was asked.
    #[serde(with = "iso")]
    pub asked_on: Date,
    /// Children with a result.
    pub determined: u32,
    /// Children stopped by a cap.
    pub blocked: u32,
    /// Children refused.
    pub refused: u32,
    /// How many children each reason stops, by its sentence.
    pub reasons: BTreeMap<String, u32>,
}

/// What is awarded today, to hold the comparison against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// Awards in force of the children compared.
    pub awards: Sum,
    /// Those among them that were agreed for one child or are protected, and follow no table.
    pub individual: Sum,
    /// Children whose decided band is another than the first set's.
    pub other_band: u32,
}

/// Two rule sets over one cohort.
///
/// Invariants, held by [`Comparison::of`]: in the whole and in every group each child is counted once and gains less
/// losses, with those who have an amount on one side alone, are the change; the groups of each kind, and the matrix, come
/// to the whole; the lists of movements come to the gains and losses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// The day.
    #[serde(with = "iso")]
    pub day: Date,
    /// The set as it is.
    pub before: Side,
    /// The set as it would be.
    pub after: Side,
    /// Who is not compared.
    pub left_out: LeftOut,
    /// All children.
    pub total: Tally,
    /// What is awarded today.
    pub standing: Standing,
    /// By school, in the order of names; those of no establishment last.
    pub by_school: Vec<Group>,
    /// By primary need, in the order of the national list.
    pub by_need: Vec<Group>,
    /// By setting, in the order of the national list.
    pub by_setting: Vec<Group>,
    /// By ending under the first set, lowest need first.
    pub by_band: Vec<Group>,
    /// From which ending to which.
    pub matrix: Matrix,
    /// Every child who loses, the largest loss first.
    pub losses: Vec<Movement>,
    /// Every child who gains, the largest gain first.
    pub gains: Vec<Movement>,
    /// The bounds of the alarm.
    pub bounds: Bounds,
    /// Every measure beside its bound.
    pub alarms: Vec<Alarm>,
}

/// Why there is no comparison.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum Broken {
    /// A sum beyond any budget.
    #[error(transparent)]
    Money(#[from] MoneyError),
    /// A part that does not come to its whole, which would be an error of this program.
    #[error("the comparison does not add up: {0}")]
    DoesNotAddUp(&'static str),
}

/// The groups of one kind while children are counted.
type Groups<K> = BTreeMap<K, Tally>;

#[derive(Default)]
struct Counted {
    total: Tally,
    schools: Groups<(bool, String, String)>,
    needs: Groups<(usize, String)>,
    settings: Groups<Setting>,
    bands: Groups<Ending>,
    pairs: BTreeMap<(Ending, Ending), u32>,
    losses: Vec<Movement>,
    gains: Vec<Movement>,
    lost: u32,
}

impl Comparison {
    /// Compares two rule sets over a cohort.
    ///
    /// # Errors
    /// [`Broken`]: a sum beyond any budget, or parts that do not come to the whole.
    pub fn of(
        cohort: &Cohort,
        before: &RuleSet,
        after: &RuleSet,
        bounds: Bounds,
    ) -> Result<Comparison, Broken> {
        let day = cohort.day;
        let (mut first, mut second) = (Side::of(before, day), Side::of(after, day));
        let mut counted = Counted::default();
        let mut standing = Standing::NONE;
        for member in &cohort.members {
            let old = ended(member, before, day, None)?;
            let new = ended(member, after, day, Some((before, &old)))?;
            first.count(&old);
            second.count(&new);
            standing.count(member, &old)?;
            counted.count(member, &old, &new)?;
        }
        let matrix = Matrix::of(&counted.pairs, before, after);
        let by_band = counted.by_band(&matrix);
        let by_school = groups(counted.schools, |(_, name, _)| name.clone());
        let by_need = groups(counted.needs, |(_, title)| title.clone());
        let by_setting = groups(counted.settings, |setting| setting.title().to_owned());
        counted.losses.sort_by(|a, b| key(a).cmp(&key(b)));
        counted.gains.sort_by(|a, b| key(a).cmp(&key(b)));
        let measured = [&by_school[..], &by_need[..], &by_setting[..]];
        let alarms = alarms(&counted.total, &matrix, &measured, counted.lost, &bounds)?;
        let comparison = Comparison {
            day,
            before: first,
            after: second,
            left_out: cohort.left_out,
            total: counted.total,
            standing,
            by_school,
            by_need,
            by_setting,
            by_band,
            matrix,
            losses: counted.losses,
            gains: counted.gains,
            bounds,
            alarms,
        };
        comparison.adds_up()?;
        Ok(comparison)
    }

    /// Whether some measure is beyond its bound.
    #[must_use]
    pub fn is_alarmed(&self) -> bool {
        self.alarms.iter().any(|alarm| alarm.is_raised)
    }

    /// The change of the total.
    #[must_use]
    pub fn change(&self) -> Money {
        // A sum beyond any budget would have been refused when it was compared.
        self.total.change().unwrap_or(Money::ZERO)
    }

    fn adds_up(&self) -> Result<(), Broken> {
        let wrong = |part| Err(Broken::DoesNotAddUp(part));
        if !self.total.is_whole()? {
            return wrong("gains less losses are not the change");
        }
        for (part, groups) in [
            ("schools", &self.by_school),
            ("needs", &self.by_need),
            ("settings", &self.by_setting),
            ("bands", &self.by_band),
        ] {
            let mut sum = Tally::default();
            for group in groups {
                if !group.tally.is_whole()? {
                    return wrong(part);
                }
                sum = sum.plus(group.tally)?;
            }
            if sum != self.total {
                return wrong(part);
            }
        }
        let cells: u32 = self.matrix.counts.iter().flatten().sum();
        if cells != self.total.children {
            return wrong("the matrix");
        }
        for side in [&self.before, &self.after] {
            if side.determined + side.blocked + side.refused != self.total.children {
                return wrong("the results of a set");
            }
        }
        let listed = |list: &[Movement]| Money::total(list.iter().map(Movement::change));
        let (losses, gains) = (listed(&self.losses)?, listed(&self.gains)?);
        if gains != self.total.gain.amount || losses.plus(self.total.lose.amount)? != Money::ZERO {
            return wrong("the movements");
        }
        Ok(())
    }
}

/// The largest first; those that are as large by child.
fn key(movement: &Movement) -> (std::cmp::Reverse<u64>, &str) {
    let size = movement.pence().unsigned_abs();
    (std::cmp::Reverse(size), movement.child.as_str())
}

fn groups<K>(groups: Groups<K>, title: impl Fn(&K) -> String) -> Vec<Group> {
    let of = |(key, tally): (K, Tally)| Group {
        title: title(&key),
        tally,
    };
    groups.into_iter().map(of).collect()
}

impl Counted {
    fn count(&mut self, member: &Member, old: &Ended, new: &Ended) -> Result<(), MoneyError> {
        let school = match &member.school {
            Some(school) => (false, school.name.clone(), school.id.to_string()),
            None => (true, "No establishment".to_owned(), String::new()),
        };
        let need = match member.context.primary_need {
            Some(need) => {
                let place = Need::ALL.iter().position(|known| *known == need);
                (place.unwrap_or(usize::MAX), need.title().to_owned())
            }
            None => (usize::MAX, "Need not known".to_owned()),
        };
        self.total.count(old, new)?;
        self.schools.entry(school).or_default().count(old, new)?;
        self.needs.entry(need).or_default().count(old, new)?;
        let setting = member.context.setting;
        self.settings.entry(setting).or_default().count(old, new)?;
        let ending = old.ending.clone();
        self.bands.entry(ending).or_default().count(old, new)?;
        let pair = (old.ending.clone(), new.ending.clone());
        *self.pairs.entry(pair).or_default() += 1;
        let has_result = |ended: &Ended| ended.reasons.is_empty();
        self.lost += u32::from(has_result(old) && !has_result(new));
        if let Some(movement) = Movement::of(member, old, new) {
            if movement.pence() < 0 {
                self.losses.push(movement);
            } else {
                self.gains.push(movement);
            }
        }
        Ok(())
    }

    /// The groups by ending under the first set, in the order of the matrix.
    fn by_band(&mut self, matrix: &Matrix) -> Vec<Group> {
        let mut bands = std::mem::take(&mut self.bands);
        let of = |ending: &Ending| {
            let tally = bands.remove(ending)?;
            let title = ending.title();
            Some(Group { title, tally })
        };
        matrix.rows.iter().filter_map(of).collect()
    }
}

impl Side {
    fn of(rules: &RuleSet, day: Date) -> Side {
        Side {
            reference: rules.reference(),
            digest: rules.digest().clone(),
            title: rules.scheme.title.clone(),
            asked_on: asked_on(rules, day),
            determined: 0,
            blocked: 0,
            refused: 0,
            reasons: BTreeMap::new(),
        }
    }

    fn count(&mut self, ended: &Ended) {
        match ended.ending {
            Ending::Band(_) | Ending::NoBand => self.determined += 1,
            Ending::Blocked => self.blocked += 1,
            Ending::Refused => self.refused += 1,
        }
        for reason in &ended.reasons {
            *self.reasons.entry(reason.clone()).or_default() += 1;
        }
    }
}

impl Standing {
    const NONE: Standing = Standing {
        awards: Sum::NONE,
        individual: Sum::NONE,
        other_band: 0,
    };

    fn count(&mut self, member: &Member, indicative: &Ended) -> Result<(), MoneyError> {
        let Some(awarded) = &member.awarded else {
            return Ok(());
        };
        let amount = awarded.annual.unwrap_or(Money::ZERO);
        self.awards.add(amount)?;
        if !awarded.follows_band {
            self.individual.add(amount)?;
        }
        let is_other = awarded.band.is_some() && awarded.band.as_ref() != indicative.ending.band();
        self.other_band += u32::from(is_other);
        Ok(())
    }
}
