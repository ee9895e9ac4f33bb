//! Who the child is, its requests and its plans.

use super::held::Entry;
use super::sections::{Places, day, words, yes};
use super::told;
use crate::service::caseload::cells_of;
use crate::service::said;
use crate::store::import_row::RowOfChild;
use crate::store::plan_extract::Extract;
use crate::store::timeline::{PlanHistory, Timeline};
use crate::store::transfer::{Direction, Transfer};

pub(super) fn identity(kept: &Timeline, ethnicity: Option<String>) -> Entry {
    let child = &kept.child;
    let mut entry = Entry::default();
    if let Some(known) = &kept.identity {
        entry
            .fact("Given name", &known.forename)
            .fact("Family name", &known.surname);
        entry.fact("Birth date", day(known.birth_date));
        entry.fact(
            "Unique pupil number",
            known
                .upn
                .as_ref()
                .map_or_else(String::new, ToString::to_string),
        );
        for upn in &known.former_upns {
            entry.fact("Pupil number before", upn.to_string());
        }
    }
    entry.fact("Reference", child.local_id.to_string());
    entry.fact(
        "Unique learner number",
        child
            .uln
            .as_ref()
            .map_or_else(String::new, ToString::to_string),
    );
    entry.fact("Sex as returned", child.sex.map_or("", told::sex));
    entry.fact("Ethnicity code as returned", ethnicity.unwrap_or_default());
    entry.fact("Looked after by an authority", yes(child.looked_after));
    entry.fact(
        "Authority that maintains the plan",
        child.maintaining_authority.to_string(),
    );
    entry.fact("Authority that pays", child.paying_authority.to_string());
    entry
}

pub(super) fn assessments(kept: &Timeline) -> Vec<Entry> {
    let requests = kept.requests.iter().map(|request| {
        let mut entry = Entry::default();
        entry.fact("Request received", told::day(request.received_on));
        entry.fact(
            "Asked by (SEN2 code)",
            request.source.clone().unwrap_or_default(),
        );
        entry.fact(
            "Outcome",
            request
                .outcome
                .as_deref()
                .map_or_else(String::new, told::outcome),
        );
        entry.fact("Outcome on", day(request.outcome_on));
        entry
            .fact("Mediation", yes(request.mediation))
            .fact("Appeal", yes(request.tribunal));
        if let Some(excepted) = request.week_6_exception {
            entry.fact("Exception to the 6 weeks", yes(excepted));
        }
        entry
    });
    let assessed = kept.assessments.iter().map(|assessment| {
        let mut entry = Entry::default();
        entry.fact(
            "Assessment after the request of",
            told::day(assessment.received_on),
        );
        entry.fact(
            "Outcome",
            assessment
                .outcome
                .as_deref()
                .map_or_else(String::new, told::outcome),
        );
        entry.fact("Outcome on", day(assessment.outcome_on));
        entry.fact(
            "Exception to the 20 weeks",
            yes(assessment.week_20_exception),
        );
        entry.fact(
            "Mediation",
            yes(assessment.mediation || assessment.other_mediation),
        );
        entry.fact(
            "Appeal",
            yes(assessment.tribunal || assessment.other_tribunal),
        );
        entry
    });
    requests.chain(assessed).collect()
}

/// A file that an officer attached. Its name was given freely and may tell of somebody else.
pub(super) fn extract(one: &Extract) -> Entry {
    let mut entry = Entry::default();
    if let Some(file) = &one.file {
        entry.passage("File", &file.name);
    }
    entry.fact("Kind", one.kind.title());
    entry.fact("Of", format!("version {} of the plan", one.version_number));
    entry.fact("Size in bytes", one.size_bytes.to_string());
    entry.fact("SHA-256", one.digest.to_string());
    entry.fact("Attached on", told::day_of(one.attached_at));
    if let Some(removal) = &one.removed {
        entry.fact("Removed on", told::day_of(removal.at));
        entry.fact("Removed because", words(removal.because.code()));
    }
    entry
}

/// A package that went out or came in.
pub(super) fn package(one: &Transfer) -> Entry {
    let mut entry = Entry::default();
    let way = match one.direction {
        Direction::Sent => "Sent to",
        Direction::Received => "Taken in from",
    };
    entry.fact(way, format!("{} ({})", one.authority_name, one.authority));
    entry.fact("On", told::day_of(one.at));
    entry.passage("Why", &one.reason);
    entry
}

/// A row of an extract of the case system. It may be of somebody else, whose number stands wrongly in it: it is read first.
pub(super) fn untaken_row(one: &RowOfChild) -> Entry {
    let mut entry = Entry::default();
    entry.fact("Given on", told::day_of(one.started_at));
    entry.fact("Row", one.row.to_string());
    let cells = cells_of(&one.document).into_iter();
    let cells = cells.map(|(field, text)| format!("{}: {text}", field.title()));
    entry.passage("What stands in it", &cells.collect::<Vec<_>>().join("; "));
    entry
}

pub(super) fn plan_entries(history: &PlanHistory, places: &Places) -> Vec<Entry> {
    let plan = &history.plan;
    let mut whole = Entry::default();
    whole.fact("Plan", plan.ordinal.to_string());
    whole
        .fact("First final", day(plan.starts_on))
        .fact("Ceased", day(plan.ceased_on));
    whole
        .fact("Last reviewed", day(plan.last_review_on))
        .fact("Next review due", day(plan.review_due_on));
    let versions = history.versions.iter().map(|version| {
        let mut entry = Entry::default();
        entry.fact(
            "Version",
            format!("{} of plan {}", version.number, plan.ordinal),
        );
        entry
            .fact("What it is", said::plan_state(version.state))
            .fact("Dated", day(version.dated_on));
        let needs: Vec<&str> = version.needs.iter().map(|need| need.title()).collect();
        entry.fact("Needs", needs.join(", "));
        for named in &version.named {
            let place = named.establishment.as_ref().and_then(|id| places.get(id));
            entry.fact(
                "Section I names",
                place
                    .cloned()
                    .unwrap_or_else(|| named.setting.title().to_owned()),
            );
        }
        entry
    });
    let reviews = history.reviews.iter().map(|review| {
        let mut entry = Entry::default();
        entry.fact("Annual review meeting", told::day(review.meeting_on));
        entry.fact(
            "Outcome",
            review
                .outcome
                .as_deref()
                .map_or_else(String::new, told::review_outcome),
        );
        entry
            .fact("Decision", day(review.decided_on))
            .fact("Final plan", day(review.final_on));
        entry
    });
    std::iter::once(whole)
        .chain(versions)
        .chain(reviews)
        .collect()
}
