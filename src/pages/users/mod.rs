//! Who signs in, for an administrator: the list, adding somebody, and one user's roles, establishments, limit and password.

mod edit;
mod list;
mod new;

pub use edit::{close, renew_password, save, show};
pub use list::list;
pub use new::{add, ask};

use axum::response::Response;
use leptos::prelude::*;

use crate::access::Role;
use crate::components::{ButtonLink, Checkboxes, Choice, Crumb, TextArea, TextInput, WarningText};
use crate::forms::Problems;
use crate::forms::user::{UserForm, field_of};
use crate::ids::UserId;
use crate::service::users::Amiss;
use crate::visit::{Lists, Page, Visit, WebError};

/// The address of the list.
const HERE: &str = "/administration/users";

fn user_id(text: &str) -> Result<UserId, WebError> {
    UserId::parse(text).map_err(|_| WebError::NotFound)
}

fn address(user: &UserId) -> String {
    format!("{HERE}/{user}")
}

fn path() -> Vec<Crumb> {
    vec![Crumb::new("Users", HERE)]
}

/// The form as it was sent; its name and roles only where the page asked for them.
fn filled(sent: &Lists, asks_name: bool, asks_roles: bool) -> UserForm {
    let first = |field: &str| sent.first(field).unwrap_or_default().to_owned();
    UserForm {
        name: asks_name.then(|| first("name")),
        display_name: first("display-name"),
        roles: asks_roles.then(|| sent.all("role").map(str::to_owned).collect()),
        urns: first("urns"),
        limit: first("limit"),
        cost_limit: first("cost-limit"),
    }
}

/// What the service found amiss, at its field.
fn problems_of(amiss: &Amiss) -> Problems {
    match amiss {
        Amiss::NameTaken => Problems::one("name", "Somebody signs in by that name already"),
        Amiss::UnknownUrn(urn) => Problems::one(
            "urns",
            format!(
                "No establishment on record has the URN {urn}. Import the register of establishments first"
            ),
        ),
        Amiss::Roles(problem) => Problems::one(field_of(*problem), problem.to_string()),
        Amiss::OwnRole => Problems::one(
            "role",
            "You cannot take the administrator’s role from yourself",
        ),
    }
}

/// The fields that a new user and a changed one have in common.
fn fields(filled: &UserForm, problems: &Problems) -> AnyView {
    let roles = filled.roles.clone().map(|ticked| {
        let choices = Role::ALL
            .iter()
            .map(|role| Choice::new(role.code(), role.title()).with_hint(does(*role)));
        view! {
            <Checkboxes
                name="role"
                legend="What may they do?"
                choices=choices.collect()
                values=ticked
                error=problems.of("role")
                small=true
            />
        }
    });
    view! {
        <TextInput
            name="display-name"
            label="Name that colleagues see"
            value=filled.display_name.clone()
            error=problems.of("display-name")
            autocomplete="off"
        />
        {roles}
        <TextArea
            name="urns"
            label="Establishments"
            hint="For a SENCO or business manager: the URN of each, one to a line. A trust’s users have several."
            value=filled.urns.clone()
            error=problems.of("urns")
            rows=3
        />
        <TextInput
            name="limit"
            label="Highest individual award of a year (optional)"
            hint="For officers who agree an amount where no band secures Section F. Blank is none."
            value=filled.limit.clone()
            error=problems.of("limit")
            prefix="£"
            width=10
            inputmode="decimal"
        />
        <TextInput
            name="cost-limit"
            label="Highest cost line of a year (optional)"
            hint="For officers who keep costs, with VAT. Above it a second person agrees. Blank is any amount."
            value=filled.cost_limit.clone()
            error=problems.of("cost-limit")
            prefix="£"
            width=10
            inputmode="decimal"
        />
    }
    .into_any()
}

/// What a role is for, in one line.
fn does(role: Role) -> &'static str {
    match role {
        Role::Caseworker => "Scores needs profiles",
        Role::Moderator => "Decides on profiles that somebody else scored",
        Role::Senco => "Sees the children of their school and asks for support",
        Role::BusinessManager => "Sees the awards and payments of their school or trust",
        Role::Commissioner => "Keeps places, fees and costs",
        Role::FinanceOfficer => "Pays and forecasts",
        Role::RulesOwner => "Writes rule sets",
        Role::HeadOfSend => "Approves rule sets, restricts records, sees everything decided",
        Role::Auditor => "Reads everything and changes nothing",
        Role::Administrator => "Keeps users, establishments and imports",
    }
}

/// The one page that shows a password.
fn password_page(visit: &Visit, user: &UserId, name: &str, password: String) -> Response {
    let title = format!("Password of {name}");
    let back = address(user);
    Page::titled(title.clone()).answer(visit, move || {
        view! {
            <div class="govuk-grid-row">
                <div class="govuk-grid-column-two-thirds">
                    <h1 class="govuk-heading-l">{title}</h1>
                    <WarningText text="This password is shown this once. Tell it to the user, and to nobody else." />
                    <p class="govuk-body"><strong class="app-key">{password}</strong></p>
                    <ButtonLink href=back text="Continue" />
                </div>
            </div>
        }
    })
}
