//! send-banding: from a needs profile to a band, a top-up and the reasons for both.
//!
//! The map, one line a module. Imports run downwards only; `tests/architecture.rs` holds that.

// A view's type is as deep as its markup.
#![recursion_limit = "256"]

// Core: no I/O, clock, randomness from outside, float in money, or framework.
pub mod access;
pub mod answers;
pub mod calendar;
pub mod codes;
pub mod compare;
pub mod costs;
pub mod engine;
pub mod entitlement;
pub mod explain;
pub mod forecast;
pub mod ids;
pub mod letters;
pub mod money;
pub mod needs;
pub mod oversight;
pub mod places;
pub mod reconcile;
pub mod recoupment;
pub mod rules;
pub mod spending;
pub mod transfer;

// Both: what the server renders and the browser's islands may use.
#[cfg(any(feature = "ssr", feature = "hydrate"))]
pub mod components;
#[cfg(any(feature = "ssr", feature = "hydrate"))]
pub mod islands;

// Shell: the server and its commands.
#[cfg(feature = "ssr")]
pub mod commands;
#[cfg(feature = "ssr")]
pub mod demo;
#[cfg(feature = "ssr")]
pub mod export;
#[cfg(feature = "ssr")]
pub mod forms;
#[cfg(feature = "ssr")]
pub mod import;
#[cfg(feature = "ssr")]
pub mod open_id;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
pub mod store;
#[cfg(feature = "ssr")]
pub mod visit;
#[cfg(feature = "ssr")]
pub mod web;

/// Where the browser's script begins: each island then attaches to the markup that the server sent.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_islands();
}
