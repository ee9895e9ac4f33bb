//! The form of an establishment's numbers of places of one kind in a year.

use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;

use super::{address_at, below};
use crate::calendar::Date;
use crate::components::{Button, Crumb, DateFields, DateInput, TextInput};
use crate::forms::places::NumbersForm;
use crate::forms::{self, Problems};
use crate::ids::EstablishmentId;
use crate::places::PlaceKind;
use crate::service::monitoring::year_named;
use crate::service::places::{self, Asked, Kept, PlaceEntry};
use crate::visit::{AppState, FormBody, Page, SignedIn, Visit, WebError, redirect};

/// A year, an establishment and a kind, as an address has them.
type At = Path<(String, String, String)>;

/// Answers `GET /places/{year}/{establishment}/{kind}`.
///
/// # Errors
/// [`WebError::Forbidden`] to whoever keeps no places; [`WebError::NotFound`] without the establishment, or where it can have
/// no places of the kind.
pub async fn ask(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    at: At,
) -> Result<Response, WebError> {
    let asked = asked(&state, &person, &at).await?;
    let filled = match &asked.current {
        Some(entry) => of_entry(entry),
        None => NumbersForm {
            commissioned_by: asked
                .establishment
                .authority
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default(),
            ..NumbersForm::default()
        },
    };
    Ok(page(&visit, &asked, &filled, &Problems::default()))
}

async fn asked(
    state: &AppState,
    person: &SignedIn,
    Path((year, establishment, kind)): &At,
) -> Result<Asked, WebError> {
    let year = year_named(year, state.clock.moment())?;
    let id = EstablishmentId::parse(establishment).map_err(|_| WebError::NotFound)?;
    let kind = PlaceKind::parse(kind).map_err(|_| WebError::NotFound)?;
    let at = (year, &id, kind);
    Ok(places::asked(&state.store, &person.actor, at).await?)
}

/// Answers `POST /places/{year}/{establishment}/{kind}`.
///
/// # Errors
/// As [`ask`]; [`WebError::Conflict`] if somebody else kept numbers of the same places first.
pub async fn keep(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    at: At,
    FormBody(sent): FormBody<NumbersForm>,
) -> Result<Response, WebError> {
    let asked = asked(&state, &person, &at).await?;
    let sent = NumbersForm {
        kind: Some(asked.kind),
        ..sent
    };
    let meant = match forms::parse(&sent) {
        Ok(meant) => meant,
        Err(problems) => return Ok(page(&visit, &asked, &sent, &problems)),
    };
    let kept = Kept {
        places: meant.places,
        commissioned_by: meant.commissioned_by,
        others: meant.others,
        source: meant.source,
        agreed_on: meant.agreed_on,
        seen: sent.seen,
    };
    let id = &asked.establishment.id;
    let (at, moment) = ((asked.year, id), state.clock.moment());
    let is_new = places::keep(&state.store, &person.actor, at, kept, moment).await?;
    let said = if is_new {
        "The numbers are kept. The ones before them stay on record."
    } else {
        "Nothing was different from what is kept."
    };
    person.leave_said(&state, said).await?;
    Ok(redirect(&address_at(asked.year, id)))
}

/// The form with what an entry says.
fn of_entry(entry: &PlaceEntry) -> NumbersForm {
    let places = &entry.places;
    let parts = |day: Option<Date>| {
        day.map_or_else(Default::default, |day| {
            [
                day.day().to_string(),
                day.month().to_string(),
                day.year().to_string(),
            ]
        })
    };
    let [counted_day, counted_month, counted_year] = parts(entry.others_on);
    let [agreed_day, agreed_month, agreed_year] = parts(Some(entry.agreed_on));
    NumbersForm {
        seen: entry.number,
        commissioned_april: places.commissioned().april.to_string(),
        commissioned_september: places.commissioned().september.to_string(),
        funded_april: places.funded().april.to_string(),
        funded_september: places.funded().september.to_string(),
        on_roll_april: places.on_roll().april.to_string(),
        on_roll_september: places.on_roll().september.to_string(),
        others: entry.others_reported.to_string(),
        counted_day,
        counted_month,
        counted_year,
        commissioned_by: entry.commissioned_by.to_string(),
        source: entry.source.clone(),
        agreed_day,
        agreed_month,
        agreed_year,
        kind: Some(places.kind()),
    }
}

fn page(visit: &Visit, asked: &Asked, filled: &NumbersForm, problems: &Problems) -> Response {
    let name = asked.establishment.name.clone();
    let at = address_at(asked.year, &asked.establishment.id);
    let mut path = below(asked.year);
    path.push(Crumb::new(name.clone(), at.clone()));
    let title = format!("{}: places in {}", asked.kind.title(), asked.year);
    let page = Page::titled(title.clone())
        .below(path)
        .with_problems(problems);
    page.answer(visit, || {
        let action = format!("{at}/{}", asked.kind.code());
        view! {
            <div class="govuk-grid-row">
                <div class="govuk-grid-column-two-thirds">
                    <span class="govuk-caption-l">{name}</span>
                    <h1 class="govuk-heading-l">{title}</h1>
                    <form method="post" action=action novalidate>
                        <input type="hidden" name="seen" value=filled.seen.to_string() />
                        {counts(asked.kind, filled, problems)}
                        {others(filled, problems)}
                        {whence(filled, problems)}
                        <Button text="Keep the numbers" />
                    </form>
                </div>
            </div>
        }
    })
}

/// A field of a number of places.
fn number(
    name: &'static str,
    label: &'static str,
    value: &str,
    problems: &Problems,
) -> impl IntoView + use<> {
    view! {
        <TextInput
            name=name
            label=label
            value=value.to_owned()
            error=problems.of(name)
            width=5
            inputmode="numeric"
        />
    }
}

fn counts(kind: PlaceKind, filled: &NumbersForm, problems: &Problems) -> AnyView {
    let on_roll = (kind == PlaceKind::Unit).then(|| {
        view! {
            <fieldset class="govuk-fieldset">
                <legend class="govuk-fieldset__legend govuk-fieldset__legend--m">
                    "Of the funded places: of pupils on roll"
                </legend>
                <p class="govuk-hint">
                    "Pupils whom the school’s budget share counts already: the lower rate is paid for their places."
                </p>
                {number("on-roll-april", "April to August", &filled.on_roll_april, problems)}
                {number("on-roll-september", "September to March", &filled.on_roll_september, problems)}
            </fieldset>
        }
    });
    view! {
        <fieldset class="govuk-fieldset">
            <legend class="govuk-fieldset__legend govuk-fieldset__legend--m">"Commissioned"</legend>
            <p class="govuk-hint">"What was agreed with the establishment."</p>
            {number("commissioned-april", "April to August", &filled.commissioned_april, problems)}
            {number("commissioned-september", "September to March", &filled.commissioned_september, problems)}
        </fieldset>
        <fieldset class="govuk-fieldset">
            <legend class="govuk-fieldset__legend govuk-fieldset__legend--m">"Funded"</legend>
            <p class="govuk-hint">"What place funding is paid for, by the council or by the department."</p>
            {number("funded-april", "April to August", &filled.funded_april, problems)}
            {number("funded-september", "September to March", &filled.funded_september, problems)}
        </fieldset>
        {on_roll}
    }
    .into_any()
}

fn others(filled: &NumbersForm, problems: &Problems) -> AnyView {
    let counted = DateFields {
        day: filled.counted_day.clone(),
        month: filled.counted_month.clone(),
        year: filled.counted_year.clone(),
    };
    view! {
        <h2 class="govuk-heading-m">"Other authorities’ pupils"</h2>
        <TextInput
            name="others"
            label="Pupils of other authorities who are not on record here"
            hint="As the school reported them. Children on record are counted by themselves. Blank if there are none."
            value=filled.others.clone()
            error=problems.of("others")
            width=5
            inputmode="numeric"
        />
        <DateInput
            name="counted"
            legend="Counted on"
            hint="Blank if there are none."
            value=counted
            error=problems.of("counted")
        />
    }
    .into_any()
}

fn whence(filled: &NumbersForm, problems: &Problems) -> AnyView {
    let agreed = DateFields {
        day: filled.agreed_day.clone(),
        month: filled.agreed_month.clone(),
        year: filled.agreed_year.clone(),
    };
    view! {
        <h2 class="govuk-heading-m">"Where the numbers are from"</h2>
        <TextInput
            name="commissioned-by"
            label="Authority that commissions the places"
            hint="Its three digits. Children whom it pays for are its own, others are other authorities’."
            value=filled.commissioned_by.clone()
            error=problems.of("commissioned-by")
            width=3
            inputmode="numeric"
        />
        <TextInput
            name="source"
            label="From whom"
            hint="Such as the place change return, or the school’s agreement. No name of a child."
            value=filled.source.clone()
            error=problems.of("source")
        />
        <DateInput name="agreed" legend="Day of the numbers" value=agreed error=problems.of("agreed") />
    }
    .into_any()
}
