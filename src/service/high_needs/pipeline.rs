//! Open cases: requests of the last year that have led to no plan, by how far they have come.

use std::collections::BTreeMap;

use crate::calendar::{Date, YearGroup};
use crate::forecast::{Census, Pipeline, Problem, Source, Stage, year_group_place};
use crate::ids::ChildId;
use crate::service::ServiceError;
use crate::store::Tx;
use crate::store::plan_history::{self, OpenRequest};

/// SEN2's codes for an outcome: that it is so decided, and that it is awaited. Any other ends the case.
const YES: &str = "Y";
const AWAITED: &str = "A";

/// The cases that are open on a day; how many were left out, and why.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be read.
pub(super) async fn open(
    tx: &mut Tx,
    last: Census,
    today: Date,
) -> Result<(Pipeline, Option<Problem>), ServiceError> {
    let year_before = today.saturating_sub(jiff::Span::new().years(1));
    let mut newest: BTreeMap<ChildId, OpenRequest> = BTreeMap::new();
    for request in plan_history::open_requests(tx, (year_before, today)).await? {
        newest.insert(request.child.clone(), request);
    }
    let mut cases: BTreeMap<(Stage, usize), u32> = BTreeMap::new();
    let mut left_out = 0_u32;
    for request in newest.values() {
        let Some(stage) = stage(request) else {
            continue;
        };
        match request
            .birth
            .and_then(|birth| YearGroup::of(birth, last.day))
        {
            Some(group) => {
                *cases
                    .entry((stage, year_group_place(group.number())))
                    .or_default() += 1;
            }
            None => left_out += 1,
        }
    }
    let problem = (left_out > 0).then(|| {
        let sentence = format!(
            "{left_out} open cases left out: no birth date is recorded, or one after the last January"
        );
        Problem::warning(Source::Known, None, sentence)
    });
    Ok((Pipeline { day: today, cases }, problem))
}

/// How far a request has come; none if it has ended without a plan.
fn stage(request: &OpenRequest) -> Option<Stage> {
    match (request.outcome.as_deref(), request.assessed.as_deref()) {
        (None | Some(AWAITED), _) => Some(Stage::Requested),
        (Some(YES), None | Some(AWAITED)) => Some(Stage::Assessing),
        (Some(YES), Some(YES)) => Some(Stage::Agreed),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_is_as_far_as_its_last_decision() {
        let request = |outcome: Option<&str>, assessed: Option<&str>| {
            stage(&OpenRequest {
                child: ChildId::parse("00000000-0000-4000-8000-000000000001").unwrap(),
                birth: None,
                outcome: outcome.map(str::to_owned),
                assessed: assessed.map(str::to_owned),
            })
        };
        assert_eq!(request(None, None), Some(Stage::Requested));
        assert_eq!(request(Some("A"), None), Some(Stage::Requested));
        assert_eq!(request(Some("Y"), None), Some(Stage::Assessing));
        assert_eq!(request(Some("Y"), Some("Y")), Some(Stage::Agreed));
        assert_eq!(request(Some("N"), None), None);
        assert_eq!(request(Some("Y"), Some("N")), None);
    }
}
