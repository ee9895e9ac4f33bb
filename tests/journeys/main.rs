//! Journeys through the pages without a browser or script: requests to the router, on a database of invented children.
//!
//! All run on SQLite, and one of each kind on PostgreSQL too.
#![cfg(feature = "ssr")]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that meets None has failed, and says where"
)]

#[path = "../common/postgres.rs"]
mod postgres_cluster;

/// Journeys as tests on SQLite and on PostgreSQL: `on_both!(a_journey);` for `async fn a_journey(house: House)`.
macro_rules! on_both {
    ($($name:ident),+ $(,)?) => {
        mod on_sqlite {
            $(
                #[tokio::test]
                async fn $name() {
                    super::$name(crate::rig::House::open().await).await;
                }
            )+
        }
        mod on_postgres {
            $(
                #[tokio::test]
                async fn $name() {
                    super::$name(crate::rig::House::on_postgres().await).await;
                }
            )+
        }
    };
}

mod authority;
mod rig;
#[path = "../store_contract/sample.rs"]
#[expect(dead_code, reason = "the store's own tests use the rest of it")]
mod sample;

mod absences;
mod audit_trail;
mod awards;
mod awards_follow;
mod beside;
mod calculator;
mod child;
mod child_requests;
mod children;
mod conflict;
mod corrections;
mod costs;
mod council_provider;
mod council_sign_in;
mod double_scoring;
mod establishments;
mod extracts;
mod forecast_state;
mod frame;
mod hand_over;
mod high_needs;
mod hostile_forms;
mod import_rows;
mod imports;
mod kept_back;
mod many_schools;
mod monitoring;
mod one_time_codes;
mod orders;
mod oversight;
mod patterns;
mod payments;
mod payments_of_lives;
mod places;
mod plausible;
mod posts;
mod provision;
mod query_plans;
mod reconciliation;
mod record_officers;
mod recoupment;
mod registers;
mod restriction;
mod retention;
mod reviewing;
mod roles;
mod rule_effect;
mod rules;
mod rules_decided;
mod scoring;
mod section_251;
mod sent_twice;
mod sign_in;
mod statement;
mod subject_access;
mod support_requests;
mod transfers;
mod users;
mod values;
mod work_list;
mod worth;
