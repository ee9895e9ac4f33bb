//! A SEN2 return as COLLECT exports it: nine Blade files, joined into persons, their requests and their plans.
//!
//! It reads what is there and names what is missing, since the columns differ by year. Every row is part of a
//! person or is a problem with its reason. Which establishment a URN stands for is the register's to say.

mod codes;
mod files;
mod join;
mod module;
mod rows;

use crate::calendar::Date;
use crate::ids::{AuthorityCode, Digest, LocalId, Ukprn, Uln, Upn, Urn};
use crate::needs::{Need, Setting};

use super::{LineProblem, Unreadable};

pub use codes::{cease_reason, setting_of_code};

/// A return, read and joined.
#[derive(Clone, Debug)]
pub struct Return {
    /// The authority that returned it.
    pub authority: AuthorityCode,
    /// The year of the return.
    pub year: i16,
    /// The day that it is a picture of.
    pub reference_date: Date,
    /// The identity of the nine files' content.
    pub digest: Digest,
    /// Everybody in it.
    pub persons: Vec<Person>,
    /// How many rows each file has, and how many of them are part of a person.
    pub rows: Vec<ModuleRows>,
    /// What was not taken, or was taken with a doubt.
    pub problems: Vec<LineProblem>,
    /// Columns that this version of the return has not, as sentences.
    pub missing: Vec<String>,
}

/// The rows of one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ModuleRows {
    /// The module, such as `activeplans`.
    pub module: &'static str,
    /// Rows with something in them.
    pub read: u32,
    /// Those that are part of a person.
    pub taken: u32,
}

/// A child or young person.
#[derive(Clone, Debug)]
pub struct Person {
    /// The row in the person file.
    pub row: u32,
    /// The reference in the authority's case system.
    pub native_id: Option<LocalId>,
    /// The surname.
    pub surname: String,
    /// The forename.
    pub forename: String,
    /// The date of birth.
    pub birth_date: Option<Date>,
    /// The sex, `F` or `M`.
    pub sex: Option<String>,
    /// The ethnicity's code.
    pub ethnicity: Option<String>,
    /// The pupil number, if it is well formed.
    pub upn: Option<Upn>,
    /// The learner number, if it is well formed.
    pub uln: Option<Uln>,
    /// Why there is no pupil number: SEN2's code.
    pub upn_unknown: Option<String>,
    /// The requests for an assessment, by which everything else hangs on the person.
    pub requests: Vec<Request>,
}

/// A request for a needs assessment, or the transfer of a plan.
#[derive(Clone, Debug)]
pub struct Request {
    /// The row in the requests file.
    pub row: u32,
    /// The day it came.
    pub received_on: Option<Date>,
    /// Who asked: SEN2's code.
    pub source: Option<String>,
    /// Whether the young person was in relevant youth accommodation.
    pub in_youth_accommodation: bool,
    /// What was decided: SEN2's code.
    pub outcome: Option<String>,
    /// When.
    pub outcome_on: Option<Date>,
    /// Whether there was mediation.
    pub mediation: bool,
    /// Whether there was an appeal.
    pub tribunal: bool,
    /// The assessments that came of it; one, as a rule.
    pub assessments: Vec<Assessment>,
    /// The plan that was active on the reference date.
    pub active: Option<ActivePlan>,
}

/// A needs assessment.
#[derive(Clone, Debug)]
pub struct Assessment {
    /// Whether to issue a plan: SEN2's code.
    pub outcome: Option<String>,
    /// When that was decided.
    pub outcome_on: Option<Date>,
    /// Whether there was mediation about that.
    pub mediation: bool,
    /// Whether there was an appeal about that.
    pub tribunal: bool,
    /// Whether there was mediation about something else.
    pub other_mediation: bool,
    /// Whether there was an appeal about something else.
    pub other_tribunal: bool,
    /// Whether an exception to the 20 weeks applied.
    pub week_20_exception: bool,
    /// The plans that came of it; one, as a rule.
    pub plans: Vec<NamedPlan>,
}

/// A plan, with what its Section I names.
#[derive(Clone, Debug)]
pub struct NamedPlan {
    /// The row in the namedplan file.
    pub row: u32,
    /// When it was first final.
    pub starts_on: Option<Date>,
    /// Residential: SEN2's code.
    pub residential: Option<String>,
    /// Work-based learning: SEN2's code.
    pub work_based: Option<String>,
    /// Whether there is a personal budget.
    pub personal_budget: bool,
    /// Whether it has an organised arrangement.
    pub organised_arrangement: bool,
    /// Whether it has a direct payment.
    pub direct_payment: bool,
    /// When it ceased.
    pub ceased_on: Option<Date>,
    /// Why: SEN2's code.
    pub cease_reason: Option<String>,
    /// What Section I names, the main one first.
    pub named: Vec<Place>,
}

/// What is known of a plan that was active on the reference date.
#[derive(Clone, Debug)]
pub struct ActivePlan {
    /// The row in the activeplans file.
    pub row: u32,
    /// The authority that it came from.
    pub transferred_from: Option<AuthorityCode>,
    /// The last review meeting.
    pub review_meeting_on: Option<Date>,
    /// What was decided after it: SEN2's code.
    pub review_outcome: Option<String>,
    /// When proposed amendments were sent.
    pub review_draft_on: Option<Date>,
    /// When a phase transfer must be settled.
    pub phase_transfer_due_on: Option<Date>,
    /// When it was.
    pub phase_transfer_final_on: Option<Date>,
    /// When the review was completed.
    pub last_review_on: Option<Date>,
    /// The placements, the main one first.
    pub placements: Vec<Place>,
    /// The needs, the primary first.
    pub needs: Vec<Need>,
}

/// A place: an establishment by number, or a code where the child is at none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The row in its file.
    pub row: u32,
    /// The establishment's reference.
    pub urn: Option<Urn>,
    /// The provider's reference.
    pub ukprn: Option<Ukprn>,
    /// The setting of a child at no establishment.
    pub sen_setting: Option<Setting>,
    /// What an "other" setting is.
    pub sen_setting_other: Option<String>,
    /// 1 for the main one.
    pub rank: u8,
    /// In the establishment's SEN unit.
    pub in_sen_unit: bool,
    /// In the establishment's resourced provision.
    pub in_resourced_provision: bool,
    /// The first day, of a placement.
    pub entered_on: Option<Date>,
    /// The last day, of a placement that ended.
    pub left_on: Option<Date>,
    /// Residential: SEN2's code.
    pub residential: Option<String>,
    /// Work-based learning: SEN2's code.
    pub work_based: Option<String>,
}

impl Place {
    /// Whether a placement lasts on a day: it has not ended by then.
    #[must_use]
    pub fn is_open_on(&self, day: Date) -> bool {
        self.left_on.is_none_or(|left| left > day)
    }

    /// The setting, given that of the establishment where there is one that is known: a mainstream school's unit
    /// is a setting of its own.
    #[must_use]
    pub fn setting(&self, establishment: Option<Setting>) -> Setting {
        match establishment {
            Some(Setting::Mms) if self.in_sen_unit || self.in_resourced_provision => Setting::Rpu,
            Some(setting) => setting,
            None if self.urn.is_some() || self.ukprn.is_some() => Setting::Unk,
            None => self.sen_setting.unwrap_or(Setting::Unk),
        }
    }
}

impl ActivePlan {
    /// The placement that counts on a day: open, of the lowest rank, begun before not begun.
    #[must_use]
    pub fn placement_on(&self, day: Date) -> Option<&Place> {
        let is_future = |place: &Place| place.entered_on.is_some_and(|entered| entered > day);
        self.placements
            .iter()
            .filter(|place| place.is_open_on(day))
            .min_by_key(|place| (is_future(place), place.rank))
    }
}

/// Reads the return that lies in a folder.
///
/// # Errors
/// [`Unreadable`]: a file that is not there or is there twice, a file that is no text, a key column that is missing.
pub fn read(folder: &std::path::Path) -> Result<Return, Unreadable> {
    let modules = files::read_all(folder)?;
    join::join(&modules)
}
