//! What the browser does for the island: fetches the rules, listens to forms, works out the band.
//!
//! Whatever fails here (no answer from the server, no such form), the page stays as the server sent it.

use std::rc::Rc;

use leptos::prelude::{RwSignal, Set};
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::{Closure, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{FormData, HtmlFormElement, Response};

use crate::components::Outcome;
use crate::rules::RuleSet;

use crate::answers::Answers;

use super::outcome;

/// Keeps `live` at what the forms' answers come to, and `announced` at its one line once something changed.
pub(super) fn follow(
    rules_address: String,
    form_ids: String,
    replaced_id: String,
    live: RwSignal<Option<Outcome>>,
    announced: RwSignal<String>,
) {
    spawn_local(async move {
        let Ok(rules) = fetch_rules(&rules_address).await else {
            return;
        };
        let Some(forms) = forms(&form_ids) else {
            return;
        };
        let forms = Rc::new(forms);
        // A browser that came back to the page may have filled in answers that the server never saw.
        live.set(Some(work_out(&forms, &rules)));
        hide(&replaced_id);
        let read = Rc::clone(&forms);
        let on_change = Closure::<dyn FnMut()>::new(move || {
            let outcome = work_out(&read, &rules);
            announced.set(outcome.brief.clone());
            live.set(Some(outcome));
        });
        for form in forms.iter() {
            for event in ["input", "reset"] {
                let listener = on_change.as_ref().unchecked_ref();
                // A form that cannot be listened to keeps the server's result, which stays true of the form as sent.
                let _ = form.add_event_listener_with_callback(event, listener);
            }
        }
        // The listener lives as long as the page.
        on_change.forget();
    });
}

async fn fetch_rules(address: &str) -> Result<RuleSet, JsValue> {
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let response: Response = JsFuture::from(window.fetch_with_str(address))
        .await?
        .dyn_into()?;
    let text = JsFuture::from(response.text()?).await?;
    let text = text.as_string().ok_or(JsValue::NULL)?;
    RuleSet::from_served_json(&text).map_err(|_| JsValue::NULL)
}

/// The forms with these ids; none if one of them is not on the page.
fn forms(ids: &str) -> Option<Vec<HtmlFormElement>> {
    let document = web_sys::window()?.document()?;
    ids.split(' ')
        .map(|id| document.get_element_by_id(id)?.dyn_into().ok())
        .collect()
}

/// Hides the server's own result, now that there is a newer one.
fn hide(id: &str) {
    let found = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.get_element_by_id(id));
    if let Some(result) = found {
        // The attribute's name is valid, which is all that could fail.
        let _ = result.set_attribute("hidden", "");
    }
}

fn work_out(forms: &[HtmlFormElement], rules: &RuleSet) -> Outcome {
    let filled: Vec<FormData> = forms
        .iter()
        .filter_map(|form| FormData::new_with_form(form).ok())
        .collect();
    let value_of = |field: &str| filled.iter().find_map(|form| form.get(field).as_string());
    outcome::of_answers(&Answers::read(rules, &value_of), rules)
}
