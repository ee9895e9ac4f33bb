//! The nine files become persons: each row hangs on the row that its key names, or is refused with the reason.

use std::collections::BTreeMap;

use crate::ids::{AuthorityCode, Digest};
use crate::needs::Need;

use super::super::cell::quoted;
use super::super::{LineProblem, Unreadable};
use super::module::{Line, Module};
use super::rows::{active_plan_of, assessment_of, named_plan_of, person_of, place_of, request_of};
use super::{ActivePlan, ModuleRows, Person, Return};

/// Where a row's thing stands: the places of its person, request, assessment and plan among their like.
type Spot = [usize; 4];

/// Joins the modules, which stand in the order of [`super::module::MODULES`].
pub(super) fn join(modules: &[Module]) -> Result<Return, Unreadable> {
    let [
        header,
        person,
        requests,
        assessment,
        namedplan,
        plandetail,
        activeplans,
        placementdetail,
        senneed,
    ] = modules
    else {
        // `files::read_all` answers with all nine or with an error.
        return Err(Unreadable::IncompleteReturn {
            folder: String::new(),
            why: "a return has nine files".to_owned(),
        });
    };
    let mut join = Join {
        persons: Vec::new(),
        problems: Vec::new(),
        rows: vec![ModuleRows {
            module: header.name,
            read: 1,
            taken: 1,
        }],
    };
    let (authority, year, reference_date) = header_of(header)?;
    let persons = join.persons(person);
    let requests = join.requests(requests, &persons);
    let assessments = join.assessments(assessment, &requests);
    let plans = join.plans(namedplan, &assessments);
    join.plan_details(plandetail, &plans);
    let active = join.active_plans(activeplans, &requests);
    join.placements(placementdetail, &active);
    join.needs(senneed, &active);
    let digests: String = modules
        .iter()
        .map(|module| module.bytes_digest.as_str())
        .collect();
    Ok(Return {
        authority,
        year,
        reference_date,
        digest: Digest::of(digests.as_bytes()),
        persons: join.persons,
        rows: join.rows,
        problems: join.problems,
        missing: modules
            .iter()
            .flat_map(|module| module.missing.clone())
            .collect(),
    })
}

fn header_of(header: &Module) -> Result<(AuthorityCode, i16, crate::calendar::Date), Unreadable> {
    let damaged = |why: String| Unreadable::Damaged {
        file: header.file.clone(),
        why,
    };
    let mut lines = header.lines();
    let (Some(line), None) = (lines.next(), lines.next()) else {
        return Err(damaged(
            "it must have one row under its headings: one return".to_owned(),
        ));
    };
    let wrong = |column: &str, wanted: &str| {
        let seen = quoted(line.text(column).unwrap_or_default());
        damaged(format!(
            "row {}: {column} is {seen}, which is not {wanted}",
            line.row
        ))
    };
    let authority = line
        .text("lea")
        .and_then(|text| AuthorityCode::parse(text).ok())
        .ok_or_else(|| wrong("lea", "an authority's number of three digits"))?;
    let year = line
        .text("year")
        .and_then(|text| text.parse().ok())
        .ok_or_else(|| wrong("year", "a year"))?;
    let day = line
        .text("referencedate")
        .and_then(super::super::dates::parse)
        .ok_or_else(|| wrong("referencedate", "a date"))?;
    Ok((authority, year, day))
}

struct Join {
    persons: Vec<Person>,
    problems: Vec<LineProblem>,
    rows: Vec<ModuleRows>,
}

/// The things of one module by their keys.
type Keys = BTreeMap<String, Spot>;

impl Join {
    /// Goes through a module: `hang` puts a row's thing where its parent is and answers with its own place, or
    /// refuses it. A row whose own key is blank or taken, or whose parent is not there, is refused.
    fn each<'m>(
        &mut self,
        module: &'m Module,
        own: &str,
        parent: Option<(&str, &Keys)>,
        mut hang: impl FnMut(&mut Join, Line<'m>, Spot) -> Result<Spot, String>,
    ) -> Keys {
        let mut keys = Keys::new();
        let mut rows = ModuleRows {
            module: module.name,
            read: 0,
            taken: 0,
        };
        for line in module.lines() {
            rows.read += 1;
            let spot = own_key(line, own, &keys)
                .and_then(|key| Ok((key, parent_spot(line, parent)?)))
                .and_then(|(key, spot)| Ok((key, hang(self, line, spot)?)));
            match spot {
                Ok((key, spot)) => {
                    rows.taken += 1;
                    keys.insert(key.to_owned(), spot);
                }
                Err(reason) => self.problems.push(line.refusal(reason)),
            }
        }
        self.rows.push(rows);
        keys
    }

    fn persons(&mut self, module: &Module) -> Keys {
        self.each(module, "persontableid", None, |join, line, _| {
            let person = person_of(line, &mut join.problems);
            join.persons.push(person);
            Ok([join.persons.len() - 1, 0, 0, 0])
        })
    }

    fn requests(&mut self, module: &Module, persons: &Keys) -> Keys {
        let parent = Some(("persontableid", persons));
        self.each(module, "requeststableid", parent, |join, line, [p, ..]| {
            let request = request_of(line, &mut join.problems);
            let requests = &mut join.persons[p].requests;
            requests.push(request);
            Ok([p, requests.len() - 1, 0, 0])
        })
    }

    fn assessments(&mut self, module: &Module, requests: &Keys) -> Keys {
        let parent = Some(("requeststableid", requests));
        self.each(
            module,
            "assessmenttableid",
            parent,
            |join, line, [p, r, ..]| {
                let assessment = assessment_of(line, &mut join.problems);
                let assessments = &mut join.persons[p].requests[r].assessments;
                assessments.push(assessment);
                Ok([p, r, assessments.len() - 1, 0])
            },
        )
    }

    fn plans(&mut self, module: &Module, assessments: &Keys) -> Keys {
        let parent = Some(("assessmenttableid", assessments));
        self.each(
            module,
            "namedplantableid",
            parent,
            |join, line, [p, r, a, _]| {
                let plan = named_plan_of(line, &mut join.problems);
                let plans = &mut join.persons[p].requests[r].assessments[a].plans;
                plans.push(plan);
                Ok([p, r, a, plans.len() - 1])
            },
        )
    }

    fn plan_details(&mut self, module: &Module, plans: &Keys) {
        let parent = Some(("namedplantableid", plans));
        self.each(module, "plandetailtableid", parent, |join, line, spot| {
            let [p, r, a, n] = spot;
            let place = place_of(line, &mut join.problems);
            let named = &mut join.persons[p].requests[r].assessments[a].plans[n].named;
            named.push(place);
            named.sort_by_key(|place| place.rank);
            Ok(spot)
        });
    }

    fn active_plans(&mut self, module: &Module, requests: &Keys) -> Keys {
        let parent = Some(("requeststableid", requests));
        self.each(module, "activeplanstableid", parent, |join, line, spot| {
            let [p, r, ..] = spot;
            if let Some(first) = &join.persons[p].requests[r].active {
                return Err(format!(
                    "The request has an active plan already, in row {}.",
                    first.row
                ));
            }
            let active = active_plan_of(line, &mut join.problems);
            join.persons[p].requests[r].active = Some(active);
            Ok(spot)
        })
    }

    fn placements(&mut self, module: &Module, active: &Keys) {
        let parent = Some(("activeplanstableid", active));
        self.each(
            module,
            "placementdetailtableid",
            parent,
            |join, line, spot| {
                let place = place_of(line, &mut join.problems);
                if let Some(active) = join.active(spot) {
                    active.placements.push(place);
                    active.placements.sort_by_key(|place| place.rank);
                }
                Ok(spot)
            },
        );
    }

    fn needs(&mut self, module: &Module, active: &Keys) {
        let parent = Some(("activeplanstableid", active));
        let mut ranked: BTreeMap<Spot, Vec<(u8, Need)>> = BTreeMap::new();
        self.each(module, "senneedtableid", parent, |_, line, spot| {
            let code = line.text("sentype").unwrap_or_default();
            let need = Need::parse(code)
                .map_err(|_| format!("sentype is {}, which is no code of SEN2.", quoted(code)))?;
            let rank = line.text("sentyperank").and_then(|rank| rank.parse().ok());
            ranked
                .entry(spot)
                .or_default()
                .push((rank.unwrap_or(u8::MAX), need));
            Ok(spot)
        });
        for (spot, mut needs) in ranked {
            needs.sort_by_key(|(rank, _)| *rank);
            if let Some(active) = self.active(spot) {
                active.needs = needs.into_iter().map(|(_, need)| need).collect();
                let mut seen = Vec::new();
                active.needs.retain(|need| {
                    let is_new = !seen.contains(need);
                    seen.push(*need);
                    is_new
                });
            }
        }
    }

    fn active(&mut self, [p, r, ..]: Spot) -> Option<&mut ActivePlan> {
        self.persons[p].requests[r].active.as_mut()
    }
}

fn own_key<'m>(line: Line<'m>, column: &str, keys: &Keys) -> Result<&'m str, String> {
    let key = line
        .text(column)
        .ok_or_else(|| format!("{column} is blank, so nothing can refer to the row."))?;
    if keys.contains_key(key) {
        return Err(format!(
            "{column} {} stands in an earlier row.",
            quoted(key)
        ));
    }
    Ok(key)
}

fn parent_spot(line: Line<'_>, parent: Option<(&str, &Keys)>) -> Result<Spot, String> {
    let Some((column, keys)) = parent else {
        return Ok([0; 4]);
    };
    let key = line
        .text(column)
        .ok_or_else(|| format!("{column} is blank, so the row belongs to nobody."))?;
    keys.get(key).copied().ok_or_else(|| {
        format!(
            "{column} {} is in no row that was taken, so the row belongs to nobody.",
            quoted(key)
        )
    })
}
