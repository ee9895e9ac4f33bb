//! One user: what they may do, another password, closing and opening.

use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

use super::{address, fields, filled, password_page, path, problems_of, user_id};
use crate::access::{Action, Role, Subject};
use crate::components::{Button, ButtonKind, InsetText, SummaryList, SummaryRow};
use crate::forms::user::{UserAnswer, UserForm};
use crate::forms::{Problems, parse};
use crate::money::Money;
use crate::service::reach::require;
use crate::service::users::{self, Person, Wanted};
use crate::visit::{AppState, FormBody, Lists, Page, SignedIn, Visit, WebError, redirect};

/// The version of the user that was shown, and what is to become of them.
#[derive(Deserialize)]
pub struct Change {
    version: i64,
    #[serde(default)]
    closed: bool,
}

/// Answers `GET /administration/users/{user}`.
///
/// # Errors
/// [`WebError::Forbidden`] to anybody but an administrator; [`WebError::NotFound`] without such a user.
pub async fn show(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Path(user): Path<String>,
) -> Result<Response, WebError> {
    require(&person.actor, Action::KeepUsers, &Subject::Anything)?;
    let kept = users::find(&state.store, &person.actor, &user_id(&user)?).await?;
    let own = kept.user.id == person.actor.user;
    Ok(page(
        &visit,
        &kept,
        own,
        &form_of(&kept),
        &Problems::default(),
    ))
}

/// Answers `POST /administration/users/{user}`.
///
/// # Errors
/// As [`show`]; [`WebError::Conflict`] if somebody changed the user since they were shown.
pub async fn save(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Path(user): Path<String>,
    sent: Lists,
) -> Result<Response, WebError> {
    require(&person.actor, Action::KeepUsers, &Subject::Anything)?;
    let kept = users::find(&state.store, &person.actor, &user_id(&user)?).await?;
    let own = kept.user.id == person.actor.user;
    let version = sent.first("version").and_then(|text| text.parse().ok());
    let version = version.ok_or(WebError::BadRequest)?;
    let filled = filled(&sent, false, kept.has_password);
    let answer = match parse(&filled) {
        Ok(answer) => answer,
        Err(problems) => return Ok(page(&visit, &kept, own, &filled, &problems)),
    };
    let UserAnswer {
        display_name,
        roles,
        urns,
        limit,
        cost_limit,
        ..
    } = answer;
    let wanted = Wanted {
        display_name,
        roles,
        urns,
        limit,
        cost_limit,
    };
    let shown = (&kept.user.id, version);
    let moment = state.clock.moment();
    if let Err(amiss) = users::change(&state.store, &person.actor, shown, wanted, moment).await? {
        return Ok(page(&visit, &kept, own, &filled, &problems_of(&amiss)));
    }
    person.leave_said(&state, "The user was changed.").await?;
    Ok(redirect(&address(&kept.user.id)))
}

/// Answers `POST /administration/users/{user}/password`: the answer shows the password, once.
///
/// # Errors
/// As [`save`]; [`WebError::NotFound`] for one who signs in with a council account.
pub async fn renew_password(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Path(user): Path<String>,
    FormBody(sent): FormBody<Change>,
) -> Result<Response, WebError> {
    require(&person.actor, Action::KeepUsers, &Subject::Anything)?;
    let kept = users::find(&state.store, &person.actor, &user_id(&user)?).await?;
    let (by, shown) = (
        (&person.actor, &state.passwords),
        (&kept.user.id, sent.version),
    );
    let password = users::renew_password(&state.store, by, shown, state.clock.moment()).await?;
    Ok(password_page(
        &visit,
        &kept.user.id,
        &kept.user.name,
        password,
    ))
}

/// Answers `POST /administration/users/{user}/closed`.
///
/// # Errors
/// As [`save`].
pub async fn close(
    State(state): State<AppState>,
    person: SignedIn,
    Path(user): Path<String>,
    FormBody(sent): FormBody<Change>,
) -> Result<Response, WebError> {
    require(&person.actor, Action::KeepUsers, &Subject::Anything)?;
    let (id, moment) = (user_id(&user)?, state.clock.moment());
    let shown = (&id, sent.version);
    users::set_closed(&state.store, &person.actor, shown, sent.closed, moment).await?;
    let said = if sent.closed {
        "The user was closed, and signed out."
    } else {
        "The user can sign in again."
    };
    person.leave_said(&state, said).await?;
    Ok(redirect(&address(&id)))
}

fn form_of(kept: &Person) -> UserForm {
    let urns = kept
        .establishments
        .iter()
        .filter_map(|place| place.urn.as_ref());
    let urns: Vec<String> = urns.map(ToString::to_string).collect();
    let roles = kept.user.roles.iter().map(|role| role.code().to_owned());
    UserForm {
        name: None,
        display_name: kept.user.display_name.clone(),
        roles: kept.has_password.then(|| roles.collect()),
        urns: urns.join("\n"),
        limit: if kept.limit > Money::ZERO {
            kept.limit.pounds_text()
        } else {
            String::new()
        },
        cost_limit: kept.cost_limit.map_or_else(String::new, Money::pounds_text),
    }
}

fn page(
    visit: &Visit,
    kept: &Person,
    own: bool,
    filled: &UserForm,
    problems: &Problems,
) -> Response {
    let title = kept.user.display_name.clone();
    Page::titled(title.clone())
        .below(path())
        .with_problems(problems)
        .answer(visit, || {
            let here = address(&kept.user.id);
            let version = kept.user.version.to_string();
            let closed = kept.user.disabled.then(|| {
                view! { <InsetText>"This user is closed and cannot sign in."</InsetText> }
            });
            view! {
                <div class="govuk-grid-row">
                    <div class="govuk-grid-column-two-thirds">
                        <h1 class="govuk-heading-l">{title}</h1>
                        {closed}
                        {facts(kept)}
                        <form method="post" action=here.clone() novalidate>
                            <input type="hidden" name="version" value=version.clone() />
                            {fields(filled, problems)}
                            <Button text="Save changes" />
                        </form>
                        {kept.has_password.then(|| password(&here, &version))}
                        {(!own).then(|| closing(&here, &version, kept.user.disabled))}
                    </div>
                </div>
            }
        })
}

/// What cannot be changed here.
fn facts(kept: &Person) -> impl IntoView + use<> {
    let signs_in = if kept.has_password {
        kept.user.name.clone()
    } else {
        "With a council account, whose provider gives the roles at every sign-in".to_owned()
    };
    let mut rows = vec![SummaryRow::new("Signs in", signs_in)];
    if !kept.has_password {
        let roles: Vec<&str> = kept.user.roles.iter().copied().map(Role::title).collect();
        rows.push(SummaryRow::new("Roles", roles.join(", ")));
    }
    let places = kept
        .establishments
        .iter()
        .map(|place| view! { <li>{place.name.clone()}</li> });
    let places = places.collect_view();
    if !kept.establishments.is_empty() {
        rows.push(SummaryRow::new(
            "Establishments",
            view! { <ul class="govuk-list">{places}</ul> },
        ));
    }
    view! { <SummaryList rows=rows /> }
}

fn password(here: &str, version: &str) -> impl IntoView + use<> {
    view! {
        <h2 class="govuk-heading-m">"Password"</h2>
        <p class="govuk-body">
            "Gives them a new random password and signs them out everywhere. Make sure that it is they who ask."
        </p>
        <form method="post" action=format!("{here}/password")>
            <input type="hidden" name="version" value=version.to_owned() />
            <Button text="Make a new password" kind=ButtonKind::Secondary />
        </form>
    }
}

fn closing(here: &str, version: &str, closed: bool) -> impl IntoView + use<> {
    let (heading, words, text, kind) = if closed {
        (
            "Open again",
            "They can sign in again as before.",
            "Open the user",
            ButtonKind::Secondary,
        )
    } else {
        (
            "Close",
            "They are signed out at once and cannot sign in. What they did stays on record.",
            "Close the user",
            ButtonKind::Warning,
        )
    };
    view! {
        <h2 class="govuk-heading-m">{heading}</h2>
        <p class="govuk-body">{words}</p>
        <form method="post" action=format!("{here}/closed")>
            <input type="hidden" name="version" value=version.to_owned() />
            <input type="hidden" name="closed" value=(!closed).to_string() />
            <Button text=text kind=kind />
        </form>
    }
}
