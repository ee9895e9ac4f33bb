//! One establishment of several at a time.

use leptos::prelude::*;

use crate::ids::EstablishmentId;
use crate::visit::WebError;

/// The establishment asked for in an address; none for all of the reader's.
pub(in crate::pages) fn asked(text: &str) -> Result<Option<EstablishmentId>, WebError> {
    match text {
        "" => Ok(None),
        text => EstablishmentId::parse(text)
            .map(Some)
            .map_err(|_| WebError::NotFound),
    }
}

/// Links to one establishment at a time, each keeping the rest of the query; nothing for a user of one.
pub(in crate::pages) fn establishments(
    base: &str,
    query: &str,
    own: &[(EstablishmentId, String)],
    shown: Option<&EstablishmentId>,
) -> AnyView {
    if own.len() < 2 {
        return ().into_any();
    }
    let address = |establishment: Option<&EstablishmentId>| {
        let establishment = establishment.map(|id| format!("establishment={id}"));
        let parts: Vec<String> = establishment
            .into_iter()
            .chain((!query.is_empty()).then(|| query.to_owned()))
            .collect();
        if parts.is_empty() {
            base.to_owned()
        } else {
            format!("{base}?{}", parts.join("&"))
        }
    };
    let all = link("All".to_owned(), address(None), shown.is_none());
    let each = own
        .iter()
        .map(|(id, name)| link(name.clone(), address(Some(id)), shown == Some(id)))
        .collect_view();
    view! {
        <nav class="app-switch" aria-label="Establishment">
            <ul>{all}{each}</ul>
        </nav>
    }
    .into_any()
}

/// One entry of a switch.
pub(super) fn link(text: String, href: String, current: bool) -> impl IntoView {
    view! {
        <li>
            <a class="govuk-link" href=href aria-current=current.then_some("page")>{text}</a>
        </li>
    }
}
