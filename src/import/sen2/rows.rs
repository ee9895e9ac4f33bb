//! A row of a file of a return to what it says.

use crate::ids::{AuthorityCode, LocalId, Ukprn, Uln, Upn, Urn};

use super::super::LineProblem;
use super::codes::setting_of_code;
use super::module::Line;
use super::{ActivePlan, Assessment, NamedPlan, Person, Place, Request};

pub(super) fn person_of(line: Line<'_>, problems: &mut Vec<LineProblem>) -> Person {
    let upn = line.parsed("upn", "a pupil number", problems, |text| {
        Upn::parse(text).ok()
    });
    if let Some(upn) = upn.as_ref().filter(|upn| !upn.check_letter_holds()) {
        problems.push(line.doubt(format!("upn is “{upn}”, whose check letter is wrong.")));
    }
    Person {
        row: line.row,
        native_id: line.parsed("nativeid", "a reference", problems, |text| {
            LocalId::parse(text).ok()
        }),
        surname: line.owned("surname").unwrap_or_default(),
        forename: line.owned("forename").unwrap_or_default(),
        birth_date: line.date("personbirthdate", problems),
        sex: line.owned("sex"),
        ethnicity: line.owned("ethnicity"),
        upn,
        uln: line.parsed(
            "uniquelearnernumber",
            "a learner number",
            problems,
            |text| Uln::parse(text).ok(),
        ),
        upn_unknown: line.owned("upnunknown"),
        requests: Vec::new(),
    }
}

pub(super) fn request_of(line: Line<'_>, problems: &mut Vec<LineProblem>) -> Request {
    Request {
        row: line.row,
        received_on: line.date("receiveddate", problems),
        source: line.owned("requestsource"),
        in_youth_accommodation: line.flag("rya"),
        outcome: line.owned("requestoutcome"),
        outcome_on: line.date("requestoutcomedate", problems),
        mediation: line.flag("requestmediation"),
        tribunal: line.flag("requesttribunal"),
        assessments: Vec::new(),
        active: None,
    }
}

pub(super) fn assessment_of(line: Line<'_>, problems: &mut Vec<LineProblem>) -> Assessment {
    Assessment {
        outcome: line.owned("assessmentoutcome"),
        outcome_on: line.date("assessmentoutcomedate", problems),
        mediation: line.flag("assessmentmediation"),
        tribunal: line.flag("assessmenttribunal"),
        other_mediation: line.flag("othermediation"),
        other_tribunal: line.flag("othertribunal"),
        week_20_exception: line.flag("week20"),
        plans: Vec::new(),
    }
}

pub(super) fn named_plan_of(line: Line<'_>, problems: &mut Vec<LineProblem>) -> NamedPlan {
    NamedPlan {
        row: line.row,
        starts_on: line.date("startdate", problems),
        residential: line.owned("planres"),
        work_based: line.owned("planwbp"),
        personal_budget: line.flag("pb"),
        organised_arrangement: line.flag("oa"),
        direct_payment: line.flag("dp"),
        ceased_on: line.date("ceasedate", problems),
        cease_reason: line.owned("ceasereason"),
        named: Vec::new(),
    }
}

pub(super) fn active_plan_of(line: Line<'_>, problems: &mut Vec<LineProblem>) -> ActivePlan {
    ActivePlan {
        row: line.row,
        transferred_from: line.parsed("transferla", "an authority's number", problems, |text| {
            AuthorityCode::parse(text).ok()
        }),
        review_meeting_on: line.date("reviewmeeting", problems),
        review_outcome: line.owned("reviewoutcome"),
        review_draft_on: line.date("reviewdraft", problems),
        phase_transfer_due_on: line.date("phasetransferduedate", problems),
        phase_transfer_final_on: line.date("phasetransferfinaldate", problems),
        last_review_on: line.date("lastreview", problems),
        placements: Vec::new(),
        needs: Vec::new(),
    }
}

pub(super) fn place_of(line: Line<'_>, problems: &mut Vec<LineProblem>) -> Place {
    Place {
        row: line.row,
        urn: line.parsed("urn", "a URN", problems, |text| Urn::parse(text).ok()),
        ukprn: line.parsed("ukprn", "a UKPRN", problems, |text| Ukprn::parse(text).ok()),
        sen_setting: line.parsed("sensetting", "a code of SEN2", problems, setting_of_code),
        sen_setting_other: line.owned("sensettingother"),
        rank: line
            .parsed("placementrank", "a rank", problems, |text| {
                text.parse().ok()
            })
            .unwrap_or(1),
        in_sen_unit: line.flag("senunitindicator"),
        in_resourced_provision: line.flag("resourcedprovisionindicator"),
        entered_on: line.date("entrydate", problems),
        left_on: line.date("leavingdate", problems),
        residential: line.owned("res"),
        work_based: line.owned("wbp"),
    }
}
