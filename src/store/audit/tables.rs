//! Which tables bear seals, and which do not and why: a test holds both lists against the schema.

/// A table whose rows bear seals. What writes to it goes through [`super::write`], wherever it stands.
///
/// A migration that gives it a further column lets it be null or empty: a seal covers what is neither, so that older rows
/// keep theirs. One that makes the table anew copies the seals with the rows.
pub(super) struct Sealed {
    pub(super) table: &'static str,
    /// The columns that name a row; they never change.
    pub(super) key: &'static [&'static str],
    /// What follows from other tables and is written for many rows at once: no seal covers it.
    pub(super) apart: &'static [&'static str],
}

const fn by(table: &'static str, key: &'static [&'static str]) -> Sealed {
    Sealed {
        table,
        key,
        apart: &[],
    }
}

const ID: &[&str] = &["id"];
const USER: &[&str] = &["user_id"];
const VERSION_OF_PROFILE: &[&str] = &["profile_id", "profile_version"];

/// By name, so that a statement's table is found at once.
pub(super) const SEALED: &[Sealed] = &[
    by("absence", ID),
    by(
        "amount_proposal",
        &["profile_id", "profile_version", "number"],
    ),
    by("app_user", ID),
    by("app_user_establishment", &["user_id", "establishment_id"]),
    by("app_user_role", &["user_id", "role"]),
    by("assessment", &["child_id", "received_on"]),
    by("authority_key", &["public_key"]),
    by("award", ID),
    by("award_limit", USER),
    by("award_version", &["award_id", "number"]),
    by("baseline", ID),
    by("baseline_count", &["baseline_id", "number"]),
    by("budget_basis", &["year_on", "number"]),
    by("case_authority", ID),
    by("case_system", &["code"]),
    by("child", ID),
    by("child_ethnicity", &["child_id"]),
    by("child_identity", &["child_id"]),
    by("child_request", ID),
    by("claim", ID),
    by("claim_part", &["claim_id", "number"]),
    by("claim_step", &["claim_id", "number"]),
    by("conflict_of_interest", &["child_id", "officer"]),
    by("contacts", &["number"]),
    by("correction", ID),
    by("cost_limit", USER),
    by("cost_line", ID),
    by("cost_proposal", ID),
    by("decision", ID),
    by("determination", ID),
    by("establishment", ID),
    by(
        "first_judgement",
        &["profile_id", "profile_version", "officer"],
    ),
    by("high_needs_figure", &["financial_year", "kind", "number"]),
    by("import_run", ID),
    by("ledger_code", &["line", "number"]),
    by("ledger_entry", &["year_on", "period", "centre", "number"]),
    by("monitoring_reported", &["year_on", "period", "number"]),
    by("monitoring_said", &["year_on", "period", "line", "number"]),
    by("monitoring_threshold", &["from_on", "number"]),
    by("named_placement", &["plan_version_id", "rank"]),
    by("one_time_secret", USER),
    by("open_id_subject", &["issuer", "subject"]),
    by("payee", &["supplier_number"]),
    by("payment_calendar", &["year_on"]),
    by("payment_due", &["run_id", "year_on", "child_id", "strand"]),
    by("payment_line", &["run_id", "number"]),
    by("payment_run", ID),
    by(
        "place_number",
        &["financial_year", "establishment_id", "kind", "number"],
    ),
    by("place_rate", &["kind", "from_on", "number"]),
    by("placement", ID),
    Sealed {
        table: "plan",
        key: ID,
        apart: &["placed_from"],
    },
    by("plan_extract", ID),
    by("plan_need", &["plan_version_id", "rank"]),
    by("plan_version", ID),
    by("population", &["january", "year_group"]),
    by("profile", ID),
    by("profile_start", &["profile_id"]),
    by("profile_version", &["profile_id", "number"]),
    by("reconciliation", ID),
    by("reconciliation_line", &["reconciliation_id", "number"]),
    by("record_officer", &["child_id", "officer", "named_at"]),
    by("recovery_code", &["user_id", "code_digest"]),
    by("request", &["child_id", "received_on"]),
    by("review", &["plan_id", "meeting_on"]),
    by("rule_draft", ID),
    by("rule_draft_version", &["draft_id", "number"]),
    by("rule_set", &["digest"]),
    by("rule_set_step", &["digest", "number"]),
    by("sample_draw", ID),
    by("scenario", ID),
    by("scenario_version", &["scenario_id", "number"]),
    by("second_scoring", VERSION_OF_PROFILE),
    by(
        "section_251_figure",
        &["financial_year", "kind", "line", "phase", "number"],
    ),
    by("section_f_check", &["decision_id"]),
    by("section_f_line", &["decision_id", "number"]),
    by("statement_recipient", &["child_id", "number"]),
    by("stood_aside", &["profile_id", "profile_version", "officer"]),
    by("support_request", ID),
    by("transfer", &["package_id", "direction"]),
    by("virement", ID),
];

/// Tables whose rows bear no seal: what they hold, and which they are. `audit verify` says them, and so does
/// docs/running.md.
pub const UNSEALED: &[(&str, &[&str])] = &[
    (
        "sign-ins under way and sessions: who puts one in is signed in as its user until it ends",
        &["session", "half_sign_in", "open_id_answer", "login_attempt"],
    ),
    ("the contents of files", &["blob"]),
    (
        "work under way: drafts, jobs, searches, and the rows and problems of imports",
        &[
            "draft",
            "job",
            "saved_search",
            "import_row",
            "import_row_child",
            "import_problem",
            "case_child",
        ],
    ),
    (
        "sums and forecasts that are kept so that pages are quick, and can be made again",
        &[
            "spend_state",
            "spend_stale",
            "spend_of_child",
            "spend_by_kind",
            "spend_by_place",
            "schedule_kept",
            "forecast_kept",
            "year_record_kept",
        ],
    ),
    (
        "the index that names, references and schools are found by",
        &["name_start", "name_near", "reference_key", "school_word"],
    ),
    (
        "since when a plan has had a lasting placement, and which awards go on without a reason: both follow from records",
        &["plan.placed_from", "award_to_look_at"],
    ),
];

/// The tables of the audit itself, which are checked entry by entry.
pub const OF_THE_AUDIT: &[&str] = &["audit", "audit_head"];

/// The sealed table of this name.
pub(super) fn sealed(table: &str) -> Option<&'static Sealed> {
    let at = SEALED.binary_search_by(|sealed| sealed.table.cmp(table));
    at.ok().and_then(|at| SEALED.get(at))
}

/// The names of the tables that bear seals.
pub fn sealed_tables() -> impl Iterator<Item = &'static str> {
    SEALED.iter().map(|sealed| sealed.table)
}

#[cfg(test)]
mod tests {
    use super::SEALED;

    #[test]
    fn tables_are_in_the_order_of_their_names() {
        assert!(SEALED.is_sorted_by(|a, b| a.table < b.table));
    }
}
