//! One contract, kept by the store on SQLite and on PostgreSQL.
//!
//! Each function of the modules below takes a fresh [`Place`] and holds for both databases. Every child is invented.
#![cfg(feature = "ssr")]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that meets None has failed, and says where"
)]

#[path = "../common/postgres.rs"]
mod postgres_cluster;

mod audit;
mod backup;
mod budget;
mod case_authorities;
mod caseload;
mod changes;
mod children;
mod claims;
mod corrections;
mod extracts;
mod files;
mod judgements;
mod live_cohort;
mod outlook;
mod oversight;
mod payments;
mod place;
mod place_numbers;
mod recipients;
mod reconciliation;
mod record_officers;
mod records;
mod registers;
mod retention;
mod rule_life;
mod sample;
mod scope;
mod seals;
mod second_scorings;
mod sign_in;
mod spend;
mod support_requests;
mod transfers;
mod work;
mod work_list;

/// Each named function of a module as a test on SQLite and a test on PostgreSQL.
macro_rules! contract {
    ($($module:ident { $($name:ident),+ $(,)? })+) => {
        mod sqlite {
            $(mod $module { $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $name() {
                    let place = crate::place::Place::sqlite().await;
                    crate::$module::$name(&place).await.unwrap();
                    place.is_as_the_store_wrote_it().await;
                }
            )+ })+
        }
        mod postgres {
            $(mod $module { $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $name() {
                    let place = crate::place::Place::postgres().await;
                    crate::$module::$name(&place).await.unwrap();
                    place.is_as_the_store_wrote_it().await;
                }
            )+ })+
        }
    };
}

contract! {
    records {
        migrating_twice_changes_nothing,
        establishments_and_payees_come_back,
        plans_come_back_with_their_versions,
        placements_and_cost_lines_come_back,
        rule_sets_are_kept_once_by_digest,
        a_child_has_one_timeline,
    }
    retention {
        only_what_ended_long_ago_is_due,
        forgetting_leaves_numbers_and_no_words,
    }
    seals {
        a_row_that_was_changed_is_found,
        a_row_taken_away_is_found,
        a_row_put_in_is_found,
        a_row_put_back_as_it_once_was_is_found,
        what_the_program_changes_stays_sealed,
        a_change_is_not_put_right_by_the_next,
        every_table_bears_seals_or_is_said_not_to,
        rows_of_an_older_version_are_sealed_once,
        retention_leaves_rows_sealed_and_puts_no_change_right,
    }
    rule_life {
        a_draft_comes_back_with_every_version,
        a_draft_saved_by_two_is_a_conflict,
        a_life_is_told_step_by_step,
        of_two_who_act_on_a_set_one_is_refused,
        a_step_says_what_it_must,
        sets_in_use_before_their_life_was_recorded_stay_in_use,
    }
    children {
        children_come_back,
        children_are_matched_by_upn_uln_and_local_id,
        requests_and_assessments_are_replaced_not_doubled,
        erasing_a_child_leaves_the_history,
        four_thousand_children_go_in_at_once,
    }
    payments {
        a_run_comes_back_with_its_lines_and_what_was_due,
        a_period_has_one_run_that_stands,
        nobody_releases_alone_even_in_the_store,
        a_year_is_read_from_the_lines_that_touch_it,
    }
    corrections {
        a_correction_is_answered_once,
        a_school_user_gets_its_own_awards_of_a_year,
    }
    budget {
        an_entry_of_the_ledger_counts_in_its_newest_version,
        a_virement_takes_two_and_the_newest_basis_counts,
        the_newest_figure_of_a_line_and_phase_counts,
    }
    place_numbers {
        the_newest_entry_of_an_establishment_and_kind_counts,
        rates_come_back_in_the_order_of_their_entry,
        who_fills_a_place_is_counted_by_setting_unit_and_payer,
    }
    reconciliation {
        a_comparison_comes_back_and_each_line_is_settled_once,
    }
    support_requests {
        a_request_is_answered_once_and_follows_its_profile,
    }
    recipients {
        the_last_note_of_the_recipients_counts,
    }
    files {
        files_come_back_whole,
        imports_come_back_with_their_problems,
        a_problem_is_settled_once_and_its_row_goes_with_it,
        rows_are_withheld_and_forgotten_with_the_child_they_name,
        a_case_system_and_who_stood_in_its_extract_come_back,
    }
    extracts {
        an_extract_comes_back_until_it_is_removed,
        one_file_is_attached_to_a_version_once,
    }
    transfers {
        a_package_goes_each_way_once,
        of_an_authority_one_key_counts,
    }
    changes {
        a_lost_update_is_a_conflict,
        a_lost_version_is_a_conflict,
        of_two_who_score_at_once_one_wins,
        a_draft_saved_elsewhere_is_a_conflict,
        what_is_taken_conflicts_and_what_is_missing_is_not_found,
        only_one_plan_of_a_child_is_open,
        an_override_needs_a_reason,
        a_dropped_transaction_leaves_nothing,
        a_reader_cannot_write_and_sees_one_state,
        a_nul_is_refused_on_both,
    }
    case_authorities { parts_come_back_and_a_lost_race_is_a_conflict }
    claims { claims_come_back_and_follow_their_steps }
    caseload {
        names_are_found_however_they_are_typed,
        names_typed_with_a_mistake_are_found,
        numbers_are_found_exactly,
        filters_narrow_the_list,
        the_list_has_four_orders,
        pages_cover_the_list_once,
        the_list_is_in_the_order_asked_for,
    }
    record_officers {
        an_officer_is_named_once_at_a_time_and_named_again_after_an_end,
        what_is_restricted_is_listed_to_whoever_is_named,
    }
    scope {
        restricted_children_are_hidden,
        a_school_sees_its_own_children_only,
        a_school_user_gets_its_own_awards_only,
    }
    live_cohort {
        the_newest_agreed_profile_of_each_child_is_found,
        evidence_stays_behind,
    }
    work_list {
        the_queue_holds_what_was_sent_last,
        counts_add_up,
        a_placement_is_known_while_one_with_or_without_an_end_covers_the_day,
        the_longest_overdue_come_first_and_no_hidden_one,
        a_scorers_own_profiles_are_listed_by_state,
        unsettled_transfers_are_counted_against_their_day,
    }
    oversight {
        cases_have_no_name_and_are_counted_once,
        a_profile_sent_again_counts_once_for_its_scorer,
        a_baseline_comes_back_and_parts_before_from_since,
        days_are_found_from_a_day_on,
        equality_cases_say_nothing_of_who,
    }
    judgements {
        a_first_judgement_is_kept_once,
        the_newest_amount_proposed_counts,
        decided_profiles_are_others_the_newest_first,
        a_profile_knows_which_it_started_from,
        a_limit_is_set_over_the_one_before,
    }
    registers {
        a_register_holds_its_kind_and_its_days,
    }
    second_scorings {
        a_sample_is_chosen_and_scored_once,
    }
    sign_in {
        users_come_back_with_roles_and_establishments,
        sessions_end_by_idleness_age_and_disabling,
        a_session_keeps_one_message_until_it_is_taken_away,
        attempts_are_counted_in_their_window,
        a_search_is_its_owners_until_it_expires,
        a_subject_is_one_user_and_an_answer_counts_once,
        the_secret_of_one_time_codes_is_sealed_to_its_user,
        a_recovery_code_is_used_once,
    }
    outlook {
        plans_needs_places_and_costs_are_read_for_a_forecast,
        a_population_takes_the_place_of_the_one_before,
        the_newest_entry_of_a_figure_counts_and_the_others_stay,
        a_scenario_keeps_every_version,
        what_was_worked_out_is_found_by_what_it_was_made_of,
        a_look_at_a_record_is_no_change_of_it,
    }
    spend {
        sums_follow_every_write_and_every_day,
        what_is_written_while_children_are_worked_out_is_not_lost,
    }
    work {
        a_job_is_claimed_by_one_worker,
        a_worker_of_some_kinds_leaves_the_others_alone,
        a_dead_workers_job_is_claimed_again_and_then_given_up,
        a_cancelled_job_stops,
    }
    backup {
        a_backup_comes_back_in_either_database,
        a_backup_while_others_write_is_one_state,
        a_damaged_file_is_refused_and_leaves_nothing,
        what_is_no_backup_of_ours_is_told_apart,
        a_database_with_anything_in_it_is_not_restored_into,
        what_does_not_follow_is_named_after_a_restore,
        a_copy_signs_nobody_in,
    }
    audit {
        racing_entries_are_all_there_and_chained,
        a_changed_entry_is_found,
        a_removed_entry_is_found,
        an_added_entry_is_found,
        swapped_entries_are_found,
        a_cut_chain_is_found_by_the_exported_head,
        a_head_of_an_older_version_is_sealed_once,
        a_rebuilt_chain_is_found_by_the_exported_head,
        entries_about_a_record_are_listed,
    }
}
