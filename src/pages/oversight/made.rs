//! The profiles behind the watch: those determined since the baseline, of a band or a school.

use axum::extract::{Query, State};
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

use super::baseline::HERE;
use super::{path, rules};
use crate::components::{Cell, Column, Crumb, InsetText, Pagination, Table};
use crate::ids::EstablishmentId;
use crate::needs::BandId;
use crate::pages::task_list;
use crate::pages::words::{day_cell, named_cell};
use crate::service::oversight::{self, MadeSince, MadeWhere};
use crate::service::task_list::PageOf;
use crate::visit::{AppState, Page, SignedIn, Visit, WebError};

/// Where the profiles are that were determined since: of a band, of a school.
pub(super) fn made_address(pair: Option<(&str, &str)>) -> String {
    let query = pair.map(|(name, value)| format!("?{name}={value}"));
    format!("{HERE}/determinations{}", query.unwrap_or_default())
}

/// Which determinations are asked for. What means nothing counts as not asked.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct AskedMade {
    band: String,
    school: String,
    page: String,
}

/// Answers `GET /oversight/baseline/determinations`.
///
/// # Errors
/// [`WebError::Forbidden`] for whoever may not see oversight.
pub async fn made(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Query(asked): Query<AskedMade>,
) -> Result<Response, WebError> {
    let wanted = MadeWhere {
        band: BandId::parse(&asked.band).ok(),
        school: EstablishmentId::parse(&asked.school).ok(),
    };
    let (number, moment) = (asked.page.parse().unwrap_or(1), state.clock.moment());
    let actor = &person.actor;
    let found = oversight::made(
        &state.store,
        rules(&state),
        actor,
        (&wanted, number),
        moment,
    )
    .await?;
    let title = "Profiles determined since the baseline";
    let mut above = path();
    above.push(Crumb::new("Baseline and alarm", HERE));
    Ok(Page::titled(title).below(above).answer(&visit, || {
        let band = wanted.band.as_ref().map(|band| format!("band={band}"));
        let school = wanted.school.as_ref().map(|school| format!("school={school}"));
        let query: Vec<String> = band.into_iter().chain(school).collect();
        let base = format!("{HERE}/determinations");
        view! {
            <h1 class="govuk-heading-l">{title}</h1>
            <p class="govuk-body">
                "Each with its indicative band, called as in the baseline. A profile that waits for a decision is counted and not \
                 listed, since its band is not shown before its levels are judged; nor is a record that you may not open."
            </p>
            {profiles(&found)}
            <Pagination base=base query=query.join("&") current=found.page last=found.pages />
        }
    }))
}

fn profiles(found: &PageOf<MadeSince>) -> AnyView {
    if found.total == 0 {
        return view! { <InsetText>"There is none that was decided and that you may open."</InsetText> }.into_any();
    }
    let columns = vec![
        Column::text("Child"),
        Column::text("Placement today"),
        Column::text("Indicative band"),
        Column::text("Determined on"),
    ];
    let row = |made: &MadeSince| {
        let line = &made.line;
        let href = format!("/decisions/{}", made.profile);
        let place = line.establishment.as_ref().map(|(_, name)| name.clone());
        vec![
            named_cell(href, line.name.as_deref(), &line.local_id),
            Cell::from(place.unwrap_or_else(|| "None known".to_owned())),
            Cell::from(made.band.to_string()),
            day_cell(Some(made.on), ""),
        ]
    };
    let rows = found.lines.iter().map(row).collect();
    let caption = task_list::counted("Profiles, the last first", found);
    view! { <Table caption=caption columns=columns rows=rows stacked=true /> }.into_any()
}
