//! The store: everything that is kept, on SQLite or PostgreSQL. The only room that names sqlx.
//!
//! A file an aggregate. Each offers plain structures of the core's types and functions that take a [`Tx`]; the service
//! opens the transaction, so that a change and its audit entry last together or not at all.
//! One SQL text and one tree of migrations serve both databases. Nothing here knows what a role may do, what a band
//! costs or what day it is: days and instants are given.

pub mod absence;
pub mod amount_proposal;
pub mod attempt;
pub mod audit;
pub mod award;
pub mod award_limit;
pub mod backup;
pub mod blob;
pub mod budget;
pub mod case_authority;
pub mod case_system;
pub mod caseload;
pub mod child;
pub mod claim;
mod clause;
pub mod conflict_of_interest;
pub mod correction;
pub mod decision;
pub mod determination;
pub mod draft;
mod error;
pub mod establishment;
mod fold;
pub mod forecast_kept;
pub mod high_needs_figure;
pub mod identity;
pub mod import_row;
pub mod import_run;
pub mod job;
pub mod judgement;
mod keyring;
pub mod ledger;
pub mod live_cohort;
mod memory;
pub mod milestone;
pub mod one_time;
pub mod open_id;
pub mod oversight;
mod page;
pub mod payment;
pub mod place_number;
pub mod place_rate;
pub mod placement;
pub mod plan;
pub mod plan_extract;
pub mod plan_history;
mod pools;
pub mod population;
pub mod profile;
pub mod recipient;
pub mod reconciliation;
pub mod register;
pub mod retention;
mod row;
pub mod rule_draft;
pub mod rule_set;
pub mod rule_step;
pub mod sample_draw;
pub mod saved_search;
pub mod scenario;
pub mod second_scoring;
pub mod section_251_figure;
pub mod session;
pub mod signing;
pub mod spend;
pub mod support_request;
pub mod timeline;
pub mod transfer;
mod tx;
pub mod user;
mod value;
pub mod work_list;
pub mod written_of;

pub use error::StoreError;
pub use fold::{name_key, search_words};
pub use keyring::{AuditKey, KEY_VARIABLE};
pub use memory::Memory;
pub use page::{Page, Paged};
pub use pools::Store;
pub use tx::Tx;
