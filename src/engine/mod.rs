//! From a profile to a band and a top-up: a pure function that records every step it takes.
//!
//! The same bytes in give the same bytes out, natively and in a browser. The engine reads no clock,
//! no file and no other rule set than the one it is given. It has one code path; the [`Trace`] is
//! always recorded, and [`crate::explain`] turns it into sentences.

mod amount;
mod asked;
mod band;
mod case_period;
pub mod cases;
mod condition;
mod context;
pub mod coverage;
mod exact;
mod full_time;
mod keys;
mod modifier;
mod named;
mod outcome;
mod periods;
mod place;
mod provision;
mod score;
mod stored;
mod stream;
mod table;
mod together;
mod trace;
mod turns;

use crate::needs::{BandId, NeedsProfile};
use crate::rules::{Condition, Gate, RuleSet};

use asked::Asked;

use together::Together;

pub use crate::needs::{Earlier, Facts};
pub use condition::questions_raised;
pub use context::Context;
pub use full_time::for_full_time;
pub use named::{named, named_trace, not_named, with_streams};
pub use outcome::{Block, Determination, Fact, Refusal, Status, StreamOutcome, TopUp, WrongLine};
pub use periods::{Agreed, PeriodPrice, PriceReason, PricingSet, price_by_period};
pub use place::{
    BandAt, DomainAt, FloorAt, GateAt, GroupAt, LineAt, ModifierAt, ProvisionAt, RowAt, StreamAt,
    TableAt,
};
pub use stored::read_stored;
pub use trace::{Step, Trace};

/// The version of the arithmetic. A stored determination recomputed under the same version gives the same result.
///
/// - 1: the first.
/// - 2: every kind of scheme.
/// - 3: a conversion compares what each band brings the child in the end, where it compared what stands in the table.
///
/// `tests/stored_determinations.rs` holds every change of the engine to this.
pub const ENGINE_VERSION: u32 = 3;

/// The version of the trace: its shape, and what its figures mean. Within it, a stored trace recomputes to the same bytes.
///
/// - 1: names in the steps.
/// - 2: places.
/// - 3: the same shape; the figures of a conversion are those of [`ENGINE_VERSION`] 3.
/// - 4: hours and days attended, and the fall that a protection shares out, are steps of their own.
pub const TRACE_VERSION: u32 = 4;

/// The oldest version of the trace of which every step is one of [`TRACE_VERSION`] too.
const TRACE_VERSION_READ: u32 = 2;

/// Steps of a usual profile besides one for each domain, for which a trace makes room at once.
const STEPS_USUAL: usize = 16;

/// Why the engine stopped before a result.
enum Stop {
    Blocked(Vec<Block>),
    Refused(Vec<Refusal>),
}

impl From<Refusal> for Stop {
    #[cold]
    #[inline(never)]
    fn from(refusal: Refusal) -> Stop {
        Stop::Refused(vec![refusal])
    }
}

/// A number, or the refusal of one that left the range that is exact. No refusal is made where none is wanted: most numbers
/// pass here, and to drop a refusal is a call.
fn in_exact_range<T>(number: Option<T>) -> Result<T, Stop> {
    match number {
        Some(number) => Ok(number),
        None => Err(Refusal::TooLarge.into()),
    }
}

/// Determines the band and top-up of a profile under a rule set.
///
/// Pure: the result depends on the arguments alone. Amounts are exact until the set's rounding is
/// applied where it says.
///
/// # Examples
/// A set is read and checked by [`crate::rules::read`]; see `banding-rules/` for sets with their cases.
#[must_use]
pub fn determine(profile: &NeedsProfile, rules: &RuleSet, context: &Context) -> Determination {
    let mut trace = Trace::with_room(STEPS_USUAL + rules.index().domains().len());
    let status = match steps(profile, rules, context, None, &mut trace) {
        Ok(status) => status,
        Err(Stop::Blocked(reasons)) => Status::Blocked { reasons },
        Err(Stop::Refused(reasons)) => Status::Refused { reasons },
    };
    Determination {
        rule_set: rules.reference(),
        digest: rules.digest().clone(),
        engine_version: ENGINE_VERSION,
        trace_version: TRACE_VERSION,
        status,
        trace,
    }
}

/// The top-up of a band that an officer decided on for a profile, by the same tables, modifiers and
/// rounding as a determination's; without a band, of what the rules themselves come to. None where the setting is not funded by band.
///
/// # Errors
/// The [`Refusal`]s: the set has no such band or no amount for the setting, or a fact is missing; none
/// where a cap of the set blocks the amount.
pub fn price(
    band: Option<&BandId>,
    profile: &NeedsProfile,
    rules: &RuleSet,
    context: &Context,
) -> Result<Option<TopUp>, Vec<Refusal>> {
    match steps(profile, rules, context, band, &mut Trace::default()) {
        Ok(Status::Determined { top_up, .. }) => Ok(top_up),
        Ok(Status::Refused { reasons }) | Err(Stop::Refused(reasons)) => Err(reasons),
        Ok(Status::Blocked { .. }) | Err(Stop::Blocked(_)) => Err(Vec::new()),
    }
}

/// `decided` is an officer's band for the stream that gives the band, in place of the model's.
fn steps(
    profile: &NeedsProfile,
    rules: &RuleSet,
    context: &Context,
    decided: Option<&BandId>,
    trace: &mut Trace,
) -> Result<Status, Stop> {
    let (first_day, last_day) = (rules.scheme.first_day, rules.scheme.last_day);
    if context.on < first_day || context.on > last_day {
        return Err(Refusal::NotInForce { on: context.on }.into());
    }
    trace.record_with(|| Step::InForce {
        on: context.on,
        first_day,
        last_day,
    });
    let asked = Asked::of(profile, rules, context)?;
    gates(&asked, trace)?;
    let gives_band = stream::that_gives_band(&asked)?;
    let several = rules.streams.len() > 1;
    let mut together = Together::default();
    for (at, stream) in rules.streams.iter().enumerate() {
        if !stream::holds(stream, &asked)? {
            continue;
        }
        if several {
            trace.record(Step::StreamBegan {
                stream: StreamAt::at(at),
            });
        }
        let decided = decided.filter(|_| at == gives_band);
        if let Some(band) = decided.filter(|band| stream.rank(band).is_none()) {
            let (stream, band) = (stream.name(), band.clone());
            return Err(Refusal::BandUnknown { stream, band }.into());
        }
        let came = stream::determine(at, stream, decided, &asked, trace)?;
        if several || !came.picked.is_empty() {
            together.list(at, &came);
        }
        together.add(came, at == gives_band)?;
    }
    together.status(&asked, trace)
}

fn gates(asked: &Asked<'_>, trace: &mut Trace) -> Result<(), Stop> {
    for (at, gate) in asked.rules.gates.iter().enumerate() {
        if !condition::all_hold(&gate.requires, asked)? {
            let gate = gate.id.clone();
            return Err(Refusal::NotEligible { gate }.into());
        }
        trace.record(Step::GatePassed {
            gate: GateAt::at(at),
        });
    }
    Ok(())
}

/// The gate that is shut to a case, if one is, with those of its conditions that do not hold.
#[must_use]
pub fn shut_gate<'a>(
    profile: &NeedsProfile,
    rules: &'a RuleSet,
    context: &Context,
) -> Option<(&'a Gate, Vec<&'a Condition>)> {
    let asked = Asked::of(profile, rules, context).ok()?;
    let shut = |conditions| matches!(condition::all_hold(conditions, &asked), Ok(false));
    let gate = rules.gates.iter().find(|gate| shut(&gate.requires))?;
    let conditions = gate.requires.iter();
    let failed = conditions.filter(|condition| shut(std::slice::from_ref(*condition)));
    Some((gate, failed.collect()))
}
