//! What the browser does for the island: fetches the rules, listens to forms, works out the band.
//!
//! Whatever fails here (no answer from the server, no such form), the page stays as the server sent it.

use std::rc::Rc;

use js_sys::Array;
use leptos::prelude::{Mountable, Render, view};
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::{Closure, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Document, Element, FormData, HtmlFormElement, Response};

use crate::answers::Answers;
use crate::components::{BandPanel, Outcome};
use crate::rules::RuleSet;

use super::live_band::PLACE;
use super::outcome;

/// Keeps the island's place at what the forms' answers come to, and its status at one line once something changed.
pub(super) fn follow() {
    spawn_local(async {
        // Without one of its parts the page stays as it is.
        let _ = begin().await;
    });
}

async fn begin() -> Option<()> {
    let document = web_sys::window()?.document()?;
    let place = document.get_element_by_id(PLACE)?;
    let rules = fetch_rules(&place.get_attribute("data-rules")?)
        .await
        .ok()?;
    let forms = forms(&document, &place.get_attribute("data-forms")?)?;
    let (status, panel) = (place.first_element_child()?, place.last_element_child()?);
    // A browser that came back to the page may have filled in answers that the server never saw.
    show(&panel, work_out(&forms, rules));
    hide(&document, &place.get_attribute("data-replaces")?);
    let forms = Rc::new(forms);
    let read = Rc::clone(&forms);
    let on_change = Closure::<dyn FnMut()>::new(move || {
        let outcome = work_out(&read, rules);
        status.set_text_content(Some(&outcome.brief));
        show(&panel, outcome);
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
    Some(())
}

async fn fetch_rules(address: &str) -> Result<&'static RuleSet, JsValue> {
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let response: Response = JsFuture::from(window.fetch_with_str(address))
        .await?
        .dyn_into()?;
    let words: Array = JsFuture::from(response.json()?).await?.dyn_into()?;
    let words: Option<Vec<String>> = words.iter().map(|word| word.as_string()).collect();
    let rules = RuleSet::served_for_good(words.ok_or(JsValue::NULL)?);
    rules.map_err(|_| JsValue::NULL)
}

/// The forms with these ids; none if one of them is not on the page.
fn forms(document: &Document, ids: &str) -> Option<Vec<HtmlFormElement>> {
    ids.split(' ')
        .map(|id| document.get_element_by_id(id)?.dyn_into().ok())
        .collect()
}

/// Hides the server's own result, now that there is a newer one.
fn hide(document: &Document, id: &str) {
    if let Some(result) = document.get_element_by_id(id) {
        // The attribute's name is valid, which is all that could fail.
        let _ = result.set_attribute("hidden", "");
    }
}

/// Shows an outcome and nothing else in an element.
fn show(panel: &Element, outcome: Outcome) {
    panel.set_text_content(None);
    view! { <BandPanel outcome=outcome /> }
        .build()
        .mount(panel, None);
}

fn work_out(forms: &[HtmlFormElement], rules: &RuleSet) -> Outcome {
    let filled: Vec<FormData> = forms
        .iter()
        .filter_map(|form| FormData::new_with_form(form).ok())
        .collect();
    let value_of = |field: &str| filled.iter().find_map(|form| form.get(field).as_string());
    outcome::of_answers(&Answers::read(rules, &value_of), rules)
}
