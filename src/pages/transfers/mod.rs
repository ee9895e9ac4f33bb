//! Plans that go to other authorities as signed packages, and come from them.

mod keys;
mod list;
mod preview;
mod receive;
mod send;

pub use keys::{add as add_key, list as keys, withdraw as withdraw_key};
pub use list::list;
pub use receive::{ask as ask_package, confirm, look};
pub use send::{ask, send};

use leptos::prelude::*;

use crate::components::{SummaryList, SummaryRow};
use crate::ids::PublicKey;

/// A key with its fingerprint, to be compared with what another authority sees.
fn key_facts(key: &PublicKey) -> impl IntoView + use<> {
    let (fingerprint, digits) = (key.fingerprint(), key.to_string());
    // Both break where a telephone's screen ends: a reference of ours would stay on one line.
    let digits = view! { <span class="govuk-!-text-break-word">{digits}</span> };
    let rows = vec![
        SummaryRow::new("Fingerprint", fingerprint),
        SummaryRow::new("Public key", digits),
    ];
    view! { <SummaryList rows=rows /> }
}
