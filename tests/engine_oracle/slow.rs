//! A second reading of a rule set: straight from its text, with quotients, one obvious step after another.
//!
//! It shares no type and no code with the engine. Profiles and circumstances come as their JSON.

use serde_json::Value;

use crate::fraction::Fraction;
use crate::slow_amount::{amount_of, in_a_year, modified, table_for};
use crate::slow_band::{Needs, place};
use crate::tree::{list, text};

/// Why there is no result.
#[derive(Debug, PartialEq, Eq)]
pub enum No {
    Blocked,
    Refused,
    /// Refused since the setting does not allow the band.
    NotAllowed,
}

/// What must come of a case.
#[derive(Debug, PartialEq, Eq)]
pub struct Came {
    pub band: Option<String>,
    pub pence: Option<i64>,
    /// What is paid once.
    pub once: Option<i64>,
}

/// A case under a set.
pub struct Case<'a> {
    pub set: &'a Value,
    pub profile: &'a Value,
    pub context: &'a Value,
}

pub fn number(value: &Value) -> Option<Fraction> {
    value.as_str().map(Fraction::read)
}

/// The number under a key that must be there.
pub fn given(value: &Value) -> Result<Fraction, No> {
    number(value).ok_or(No::Refused)
}

impl Case<'_> {
    pub fn setting(&self) -> &str {
        text(&self.context["setting"])
    }

    pub fn fact(&self, name: &str) -> &Value {
        &self.context["facts"][name]
    }

    /// The level of a domain: the one given if the domain has it, else the lowest if that is assumed.
    pub fn level(&self, domain: &str) -> Result<Fraction, No> {
        let domains = list(&self.set["area"])
            .iter()
            .flat_map(|area| list(&area["domain"]));
        let found = domains
            .into_iter()
            .find(|known| known["id"] == *domain)
            .expect("a known domain");
        let levels = found["levels"].as_object().expect("levels");
        match self.profile["levels"].get(domain).and_then(Value::as_str) {
            Some(level) if levels.contains_key(level) => Ok(Fraction::read(level)),
            Some(_) => Err(No::Refused),
            None if self.set["scheme"]["missing_level"] == "lowest" => Ok(levels
                .keys()
                .map(|level| Fraction::read(level))
                .min()
                .expect("a level")),
            None => Err(No::Refused),
        }
    }

    pub fn domains(&self) -> Vec<&str> {
        let domains = list(&self.set["area"])
            .iter()
            .flat_map(|area| list(&area["domain"]));
        domains.map(|domain| text(&domain["id"])).collect()
    }

    /// Whether all conditions hold; refused if that turns on something unknown.
    pub fn all(&self, conditions: &Value) -> Result<bool, No> {
        let each: Vec<Result<bool, No>> = list(conditions)
            .iter()
            .map(|condition| self.holds(condition))
            .collect();
        if each.contains(&Ok(false)) {
            return Ok(false);
        }
        each.into_iter().try_fold(true, |_, holds| holds)
    }

    fn holds(&self, condition: &Value) -> Result<bool, No> {
        let (key, value) = condition
            .as_object()
            .and_then(|c| c.iter().next())
            .expect("a key");
        let whole = |value: &Value| value.as_i64().map(|n| Fraction::whole(i128::from(n)));
        let among = |known: &Value| {
            let known = known.as_str().ok_or(No::Refused)?;
            Ok(list(value).iter().any(|item| text(item) == known))
        };
        match key.as_str() {
            "primary_needs" => among(&self.context["primary_need"]),
            "settings" => among(&self.context["setting"]),
            "host_authorities" => among(self.fact("host_authority")),
            "institutions" => among(self.fact("institution")),
            "phases" => Ok(list(value)
                .iter()
                .any(|id| Some(text(id)) == self.phase().ok().flatten()))
            .and_then(|found| self.phase().map(|_| found)),
            "ages" => {
                let age = whole(self.fact("age")).ok_or(No::Refused)?;
                Ok(given(&value[0])? <= age && age <= given(&value[1])?)
            }
            "residency" => Ok(self.fact("residency").as_str().ok_or(No::Refused)? == text(value)),
            "plan" => Ok(self.fact("plan").as_bool().ok_or(No::Refused)? == *value),
            "circumstance" | "is" => {
                let wanted = condition["is"].as_bool().unwrap_or(true);
                let answer = &self.fact("circumstances")[text(&condition["circumstance"])];
                Ok(answer.as_bool().ok_or(No::Refused)? == wanted)
            }
            "on_or_after" => Ok(text(&self.context["on"]) >= text(value)),
            "before" => Ok(text(&self.context["on"]) < text(value)),
            "domain" | "at_least" | "at_most" => {
                let level = self.level(text(&condition["domain"]))?;
                let least = number(&condition["at_least"]).is_none_or(|least| level >= least);
                Ok(least && number(&condition["at_most"]).is_none_or(|most| level <= most))
            }
            "count" | "domains_at_least" => self.count(condition),
            other => panic!("the slow reading does not know {other}"),
        }
    }

    /// Counted with every unknown level as a no and as a yes: if that makes a difference, it is unknown.
    fn count(&self, condition: &Value) -> Result<bool, No> {
        let least = given(&condition["domains_at_least"])?;
        let wanted = given(&condition["count"])?;
        let levels: Vec<_> = self
            .domains()
            .into_iter()
            .map(|domain| self.level(domain))
            .collect();
        let counted = |unknown: bool| {
            let high = levels
                .iter()
                .filter(|level| level.as_ref().map_or(unknown, |l| *l >= least));
            Fraction::whole(high.count() as i128) >= wanted
        };
        if counted(false) == counted(true) {
            Ok(counted(true))
        } else {
            Err(No::Refused)
        }
    }

    /// The phase of the year group, if it is in one.
    pub fn phase(&self) -> Result<Option<&str>, No> {
        let year = self.fact("year_group").as_i64().ok_or(No::Refused)?;
        let year = Fraction::whole(i128::from(year));
        let mut phases = list(&self.set["phase"]).iter();
        let within = |phase: &&Value| {
            number(&phase["from"]).unwrap() <= year && year <= number(&phase["to"]).unwrap()
        };
        Ok(phases.find(within).map(|phase| text(&phase["id"])))
    }

    /// As the table rounds, or else the set.
    pub fn rounded_in(&self, table: &Value, amount: Fraction) -> Fraction {
        match &table["rounding"] {
            Value::Null => self.rounded(amount),
            own => amount.rounded(text(&own["mode"]), number(&own["to"]).unwrap()),
        }
    }

    pub fn rounded(&self, amount: Fraction) -> Fraction {
        let rounding = &self.set["rounding"];
        amount.rounded(text(&rounding["mode"]), number(&rounding["to"]).unwrap())
    }

    pub fn rounds(&self, applied: &str) -> bool {
        self.set["rounding"]["applied"] == *applied
    }
}

/// What must come of a case.
pub fn determine(case: &Case<'_>) -> Result<Came, No> {
    came(case).map_err(|no| match no {
        No::Blocked => No::Blocked,
        No::Refused | No::NotAllowed => No::Refused,
    })
}

fn came(case: &Case<'_>) -> Result<Came, No> {
    let (on, scheme) = (text(&case.context["on"]), &case.set["scheme"]);
    if on < text(&scheme["first_day"]) || on > text(&scheme["last_day"]) {
        return Err(No::Refused);
    }
    for gate in list(&case.set["eligibility"]) {
        if !case.all(&gate["requires"])? {
            return Err(No::Refused);
        }
    }
    // A set of one stream is that stream.
    let alone = [case.set.clone()];
    let streams = match &case.set["stream"] {
        Value::Array(streams) => streams.as_slice(),
        _ => &alone,
    };
    let (mut band, mut bases, mut agreed) = (None, 0, 0);
    // What is paid again and again, and what is paid once.
    let mut sums = [None, None];
    for stream in streams {
        if !case.all(&stream["when"])? {
            continue;
        }
        let adds = stream["adds"] == true;
        bases += usize::from(!adds);
        let needs = place(case, stream)?;
        if !adds {
            band = Some(&needs.bands)
                .filter(|bands| bands.len() == 1)
                .map(|bands| bands[0].clone());
        }
        let others = streams.iter().filter(|other| *other != stream);
        let elsewhere = others.flat_map(|other| crate::tree::list(&other["value_table"]));
        let is_agreed = |table: &Value| !table["agreed_above"].is_null();
        let is_free = agreed == 0 && !elsewhere.into_iter().any(is_agreed);
        if let Some(paid) = paid(case, stream, &needs, is_free)? {
            agreed += paid.agreed;
            let sum = &mut sums[usize::from(paid.once)];
            let more = sum.unwrap_or(Fraction::whole(0)).plus(paid.amount);
            *sum = Some(limited(case, more)?);
        }
    }
    let unread = sums != [None, None] && !case.profile["agreed"].is_null() && agreed == 0;
    if bases != 1 || agreed > 1 || unread {
        return Err(No::Refused);
    }
    Ok(Came {
        band,
        pence: sums[0].map(Fraction::pence),
        once: sums[1].map(Fraction::pence),
    })
}

/// What a stream pays, whether only once, and for how many of its bands the amount was agreed.
struct Paid {
    amount: Fraction,
    once: bool,
    agreed: usize,
}

/// `is_free`: nobody has taken the agreed amount, and no other stream is one that takes it.
fn paid(case: &Case<'_>, stream: &Value, needs: &Needs, is_free: bool) -> Result<Option<Paid>, No> {
    let mut notes = list(&stream["not_funded"]).iter();
    if notes.any(|note| crate::tree::has(&note["settings"], case.setting())) {
        return Ok(None);
    }
    let table = table_for(case, stream, text(&case.context["basis"]))?;
    let (mut amount, mut agreed) = amount_of(case, stream, table, needs)?;
    let sum = number(&case.profile["agreed"]).filter(|_| is_free && agreed == 0);
    if let Some(sum) = sum.filter(|_| table["kind"] == "upper_limit") {
        amount = amount.min(crate::slow_amount::of_table(case, table, sum)?);
        agreed = 1;
    }
    let amount = amount.times(in_a_year(case, table)?);
    let band = match needs.bands.as_slice() {
        [band] => Some(band.as_str()),
        _ => None,
    };
    let amount = modified(case, (stream, band), table, amount, true)?;
    Ok(Some(Paid {
        amount: limited(case, amount)?,
        once: table["basis"] == "one_off",
        agreed,
    }))
}

fn limited(case: &Case<'_>, amount: Fraction) -> Result<Fraction, No> {
    let limit = number(&case.set["scheme"]["yearly_limit"]).unwrap_or(Fraction::whole(1_000_000));
    if amount < Fraction::whole(0) || amount > limit {
        Err(No::Refused)
    } else {
        Ok(amount)
    }
}
