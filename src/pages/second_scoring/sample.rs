//! A random sample is drawn, and drawn again by its seed.

use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

use super::answer;
use crate::access::{Action, Subject};
use crate::calendar::Date;
use crate::components::{
    Button, Cell, Checkboxes, Choice, Column, Crumb, DateFields, DateInput, InsetText, SummaryList,
    SummaryRow, Table, TextInput,
};
use crate::forms::{Problems, day};
use crate::ids::SampleDrawId;
use crate::pages::words::{self, day as day_in_words, day_or};
use crate::service::Moment;
use crate::service::reach::require;
use crate::service::sampling::{self, SAMPLE_MAX, SampleDraw, Size, Wanted};
use crate::visit::{AppState, FormBody, Page, SignedIn, Visit, WebError, redirect};

/// The form that draws a sample.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct SampleForm {
    number: String,
    from_day: String,
    from_month: String,
    from_year: String,
    to_day: String,
    to_month: String,
    to_year: String,
    by_setting: String,
}

impl SampleForm {
    /// The size that was typed: `12`, or `10%`.
    fn size(&self) -> Option<Size> {
        let typed = self.number.trim();
        match typed.strip_suffix('%') {
            Some(percent) => {
                let percent = percent.trim().parse().ok();
                let percent = percent.filter(|percent| (1..=100).contains(percent));
                percent.map(Size::Percent)
            }
            None => {
                let number = typed.parse().ok();
                let number = number.filter(|number| (1..=SAMPLE_MAX).contains(number));
                number.map(Size::Number)
            }
        }
    }

    fn wanted(&self, today: Date) -> Result<Wanted, Problems> {
        let mut problems = Problems::default();
        let size = self.size();
        if size.is_none() {
            let message = format!(
                "Enter how many profiles to choose, from 1 to {SAMPLE_MAX}, or a share such as 10%"
            );
            problems.add("number", message);
        }
        let mut read = |field, what, [d, m, y]: [&String; 3]| match day::parse(what, d, m, y) {
            Ok(day) => day,
            Err(message) => {
                problems.add(field, message);
                None
            }
        };
        let from = [&self.from_day, &self.from_month, &self.from_year];
        let from = read("from", "Sent from", from);
        let to = [&self.to_day, &self.to_month, &self.to_year];
        let to = read("to", "Sent until", to).unwrap_or(today);
        if from.is_some_and(|from| to < from) {
            problems.add("to", "Sent until must not be before the first day");
        }
        match size {
            Some(size) if problems.is_empty() => Ok(Wanted {
                size,
                from,
                to,
                by_setting: self.by_setting == "yes",
            }),
            _ => Err(problems),
        }
    }
}

/// Answers `POST /double-scoring`: draws a sample.
///
/// # Errors
/// [`WebError::Forbidden`] for who may choose none.
pub async fn choose(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    FormBody(sent): FormBody<SampleForm>,
) -> Result<Response, WebError> {
    require(&person.actor, Action::ChooseSample, &Subject::Anything)?;
    let moment = state.clock.moment();
    let wanted = match sent.wanted(moment.today) {
        Ok(wanted) => wanted,
        Err(problems) => return answer(&state, &visit, &person, &sent, &problems).await,
    };
    let chosen = sampling::draw_sample(&state.store, &person.actor, &wanted, moment).await?;
    let said = match chosen {
        0 => {
            "No profile was chosen: every profile that was sent in these days has been chosen before.".to_owned()
        }
        1 => "1 profile was chosen for a second scoring.".to_owned(),
        many => format!("{many} profiles were chosen for a second scoring."),
    };
    person.leave_said(&state, said).await?;
    Ok(redirect("/double-scoring"))
}

/// Answers `GET /double-scoring/draws/{draw}`: draws it again.
///
/// # Errors
/// [`WebError::Forbidden`] for who may choose none; [`WebError::NotFound`] without such a draw.
pub async fn drawn(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    Path(draw): Path<String>,
) -> Result<Response, WebError> {
    let id = SampleDrawId::parse(&draw).map_err(|_| WebError::NotFound)?;
    let again = sampling::draw_again(&state.store, &person.actor, &id).await?;
    let path = vec![Crumb::new("Double scoring", "/double-scoring")];
    let page = Page::titled("A sample drawn again").below(path);
    Ok(page.answer(&visit, move || {
        let words = match (again.is_sample_same, again.is_frame_same) {
            (true, _) => "Drawn again by its seed, the sample is the same.",
            (false, true) => {
                "Drawn again by its seed, the sample is another, although what it was drawn from is the same. Tell the service’s \
                 owner: this must not happen."
            }
            (false, false) => {
                "Drawn again by its seed, the sample is another, because what it was drawn from has changed since: a record was \
                 restricted, or a placement corrected."
            }
        };
        view! {
            <h1 class="govuk-heading-l">"A sample drawn again"</h1>
            <InsetText>{words}</InsetText>
            <SummaryList rows=facts(&again.draw, &again.who) />
            <p class="govuk-body">
                "Each profile’s place is the SHA-256 digest of the seed, a colon and the profile’s id; the lowest were drawn."
            </p>
        }
    }))
}

fn facts(draw: &SampleDraw, who: &str) -> Vec<SummaryRow> {
    let seed = draw.seed.clone();
    vec![
        SummaryRow::new("Drawn by", who.to_owned()),
        SummaryRow::new("On", day_in_words(Moment::of(draw.drawn_at).today)),
        SummaryRow::new("Seed", view! { <span class="app-reference">{seed}</span> }),
        SummaryRow::new("Asked for", draw.asked.clone()),
        SummaryRow::new("Profiles sent from", day_or(draw.from, "The first")),
        SummaryRow::new("Until", day_in_words(draw.to)),
        SummaryRow::new(
            "In proportion to settings",
            if draw.by_setting { "Yes" } else { "No" },
        ),
        SummaryRow::new("Drawn", format!("{} of {}", draw.chosen, draw.frame_size)),
    ]
}

/// The form that draws a sample.
pub(super) fn form(typed: &SampleForm, problems: &Problems) -> impl IntoView + use<> {
    let date = |day: &str, month: &str, year: &str| DateFields {
        day: day.to_owned(),
        month: month.to_owned(),
        year: year.to_owned(),
    };
    let ticked = if typed.by_setting == "yes" {
        vec!["yes".to_owned()]
    } else {
        Vec::new()
    };
    view! {
        <h2 class="govuk-heading-m">"Draw a random sample"</h2>
        <form method="post" action="/double-scoring" novalidate>
            <TextInput
                name="number"
                label="How many profiles?"
                hint="A number such as 12 or a share such as 10%, of those that were sent and never chosen; at most 100."
                value=typed.number.clone()
                error=problems.of("number")
                width=4
            />
            <DateInput
                name="from"
                legend="Sent from (optional)"
                value=date(&typed.from_day, &typed.from_month, &typed.from_year)
                error=problems.of("from")
            />
            <DateInput
                name="to"
                legend="Sent until (optional)"
                hint="Blank is today."
                value=date(&typed.to_day, &typed.to_month, &typed.to_year)
                error=problems.of("to")
            />
            <Checkboxes
                name="by-setting"
                legend="Settings"
                choices=vec![Choice::new("yes", "Draw from each setting in proportion")]
                values=ticked
                small=true
            />
            <Button text="Draw the sample" />
        </form>
    }
}

/// The samples drawn last.
pub(super) fn draws(draws: &[(SampleDraw, String)]) -> AnyView {
    if draws.is_empty() {
        return view! {
            <InsetText>"No sample was drawn yet. Restricted records are left out of every sample."</InsetText>
        }
        .into_any();
    }
    let columns = ["Drawn on", "By", "Sent from", "Until", "Drawn", "Seed"].map(Column::text);
    let rows = draws.iter().map(|(draw, who)| {
        let href = format!("/double-scoring/draws/{}", draw.id);
        let (on, seed) = (Moment::of(draw.drawn_at).today, draw.seed.clone());
        let drawn = format!("{} of {}", draw.chosen, draw.frame_size);
        vec![
            words::day_cell(Some(on), ""),
            Cell::from(who.clone()),
            words::day_cell(draw.from, "The first"),
            words::day_cell(Some(draw.to), ""),
            Cell::from(drawn),
            Cell::of(view! {
                <a class="govuk-link app-reference" href=href>
                    {seed}
                    <span class="govuk-visually-hidden app-joined">": draw again"</span>
                </a>
            }),
        ]
    });
    view! {
        <Table caption="Samples drawn" columns=columns.into() rows=rows.collect() />
        <p class="govuk-body">
            "Restricted records are left out of every sample: a second scorer is drawn by lot and named for none."
        </p>
    }
    .into_any()
}
