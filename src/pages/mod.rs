//! A file a journey: its paths, its GET and POST handlers, its views.
//!
//! A handler reads the request, asks the service, and shows what it gets; nothing is computed or decided here.

pub mod about;
pub mod absences;
pub mod account;
pub mod audit_trail;
pub mod awards;
pub mod calculator;
pub mod case_authorities;
pub mod child;
pub mod children;
pub mod corrections;
pub mod costs;
pub mod council_sign_in;
pub mod decisions;
pub mod establishments;
pub mod extracts;
pub mod high_needs;
pub mod home;
pub mod imports;
mod level_changes;
pub mod monitoring;
mod needs_form;
pub mod one_time_code;
pub mod one_time_users;
pub mod oversight;
pub mod payments;
pub mod places;
pub mod reconciliation;
pub mod recoupment;
pub mod registers;
pub mod restriction;
pub mod retention;
mod rule_contents;
pub mod rule_life;
pub mod rule_sets;
pub mod scoring;
pub mod second_scoring;
pub mod section_251;
pub mod sign_in;
pub mod statement;
pub mod subject_access;
pub mod support_request;
pub mod transfers;
pub mod users;
mod words;
