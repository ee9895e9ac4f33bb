//! Schools' requests for extra support, and what became of them.

use jiff::Timestamp;

use super::error::StoreError;
use super::listing::Listing;
use super::page::{Page, Paged};
use super::profile::ProfileState;
use super::restricted::{RestrictedRecords, named, seen};
use super::row::Row;
use super::tx::Tx;
use super::value::{instant, text, text_or_null};
use crate::codes::stored_codes;
use crate::ids::{ChildId, Digest, EstablishmentId, LocalId, ProfileId, SupportRequestId, UserId};
use crate::needs::NeedsProfile;

stored_codes!(
    /// How far a request is.
    RequestState {
        /// It waits for the council.
        Sent = "sent",
        /// The council scores from it.
        TakenOver = "taken_over",
        /// The council did not take it over, and said why.
        Declined = "declined",
        /// The school took it back before anybody answered.
        TakenBack = "taken_back",
    }
);

/// A request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SupportRequest {
    /// Our id.
    pub id: SupportRequestId,
    /// For whom.
    pub child: ChildId,
    /// The establishment that asks.
    pub establishment: EstablishmentId,
    /// The rule set whose domains are used.
    pub rule_set: Digest,
    /// Levels and evidence as the school sees them.
    pub needs: NeedsProfile,
    /// Why, and what was tried.
    pub words: String,
    /// Who asks.
    pub raised_by: UserId,
    /// When.
    pub raised_at: Timestamp,
    /// How far it is.
    pub state: RequestState,
    /// Why it was declined.
    pub answer: String,
    /// The draft profile that it became.
    pub profile: Option<ProfileId>,
    /// Who answered.
    pub answered_by: Option<UserId>,
    /// When.
    pub answered_at: Option<Timestamp>,
}

/// A request in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestLine {
    /// The request.
    pub request: SupportRequest,
    /// The child's local reference.
    pub local_id: LocalId,
    /// Given and family name; none where it was removed.
    pub name: Option<String>,
    /// The establishment's name.
    pub establishment_name: String,
    /// How far the profile is that it became.
    pub profile_state: Option<ProfileState>,
}

/// Adds a request.
///
/// # Errors
/// [`StoreError::Conflict`] if one for the child waits already; [`StoreError::NotFound`] without the child,
/// establishment, rule set or user.
pub async fn insert(tx: &mut Tx, made: &SupportRequest) -> Result<(), StoreError> {
    let document = serde_json::to_string(&made.needs)
        .map_err(|error| StoreError::Unavailable(Box::new(error)))?;
    let row = vec![
        text(&made.id),
        text(&made.child),
        text(&made.establishment),
        text(&made.rule_set),
        text(document),
        text(&made.words),
        text(&made.raised_by),
        instant(made.raised_at),
        text(made.state.code()),
        text(&made.answer),
        text_or_null(made.profile.as_ref()),
        text_or_null(made.answered_by.as_ref()),
    ];
    const COLUMNS: &str = "support_request (id, child_id, establishment_id, rule_set_digest, document, words, raised_by, \
         raised_at, state, answer, profile_id, answered_by)";
    tx.insert_all(COLUMNS, vec![row]).await
}

/// Answers a request that waits: taken over as a profile, or declined with a reason.
///
/// # Errors
/// [`StoreError::Conflict`] if somebody answered it first; [`StoreError::NotFound`] without the profile.
pub async fn answer(
    tx: &mut Tx,
    id: &SupportRequestId,
    (profile, words): (Option<&ProfileId>, &str),
    (by, at): (&UserId, Timestamp),
) -> Result<(), StoreError> {
    let state = match profile {
        Some(_) => RequestState::TakenOver,
        None => RequestState::Declined,
    };
    tx.execute_one(
        "UPDATE support_request SET state = $2, answer = $3, profile_id = $4, answered_by = $5, answered_at = $6 \
         WHERE id = $1 AND state = 'sent'",
        vec![
            text(id),
            text(state.code()),
            text(words),
            text_or_null(profile),
            text(by),
            instant(at),
        ],
        StoreError::Conflict,
    )
    .await
}

/// Takes back a request that nobody has answered.
///
/// # Errors
/// [`StoreError::Conflict`] if somebody answered it first.
pub async fn take_back(
    tx: &mut Tx,
    id: &SupportRequestId,
    (by, at): (&UserId, Timestamp),
) -> Result<(), StoreError> {
    tx.execute_one(
        "UPDATE support_request SET state = 'taken_back', answered_by = $2, answered_at = $3 WHERE id = $1 AND state = 'sent'",
        vec![text(id), text(by), instant(at)],
        StoreError::Conflict,
    )
    .await
}

/// The request of an id.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn find(tx: &mut Tx, id: &SupportRequestId) -> Result<Option<RequestLine>, StoreError> {
    tx.first(
        "SELECT r.*, c.local_id, i.forename, i.surname, e.name AS establishment_name, v.state AS profile_state \
         FROM support_request r JOIN child c ON c.id = r.child_id \
         JOIN establishment e ON e.id = r.establishment_id \
         LEFT JOIN child_identity i ON i.child_id = r.child_id LEFT JOIN profile f ON f.id = r.profile_id \
         LEFT JOIN profile_version v ON v.profile_id = f.id AND v.number = f.latest_version WHERE r.id = $1",
        vec![text(id)],
        read_line,
    )
    .await
}

/// The request for a child that waits for the council; there is at most one.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn waiting_for(
    tx: &mut Tx,
    child: &ChildId,
) -> Result<Option<SupportRequest>, StoreError> {
    tx.first(
        "SELECT * FROM support_request WHERE child_id = $1 AND state = 'sent'",
        vec![text(child)],
        read,
    )
    .await
}

/// Which requests a list holds.
#[derive(Clone, Copy, Debug)]
pub enum RequestsOf<'a> {
    /// Those that wait for the council, the oldest first; for restricted children only those that are seen.
    Waiting(&'a RestrictedRecords),
    /// The others, the last answered first; for restricted children only those that are seen.
    Answered(&'a RestrictedRecords),
    /// Those that wait, of the establishments that the user belongs to. The establishments are joined and not passed in: no
    /// caller can ask for another's. For restricted children only those for whom the user is named.
    SchoolWaiting(&'a UserId),
    /// The others of the user's establishments.
    SchoolAnswered(&'a UserId),
}

impl RequestsOf<'_> {
    fn listing(self) -> Listing {
        const WAITS: &str = "r.state = 'sent'";
        const ANSWERED: &str = "r.state <> 'sent'";
        let (rows, state, order, values) = match self {
            RequestsOf::Waiting(restricted) => (
                "support_request r JOIN child c ON c.id = r.child_id",
                WAITS,
                "r.raised_at, r.id",
                restricted.values().to_vec(),
            ),
            RequestsOf::Answered(restricted) => (
                "support_request r JOIN child c ON c.id = r.child_id",
                ANSWERED,
                "r.answered_at DESC, r.id DESC",
                restricted.values().to_vec(),
            ),
            RequestsOf::SchoolWaiting(user) => {
                (OF_SCHOOL, WAITS, "r.raised_at, r.id", vec![text(user)])
            }
            RequestsOf::SchoolAnswered(user) => (
                OF_SCHOOL,
                ANSWERED,
                "r.answered_at DESC, r.id DESC",
                vec![text(user)],
            ),
        };
        let seen = match self {
            RequestsOf::Waiting(_) | RequestsOf::Answered(_) => {
                seen(("c.restricted", "c.id"), (1, 2))
            }
            RequestsOf::SchoolWaiting(_) | RequestsOf::SchoolAnswered(_) => {
                format!(
                    "m.user_id = $1 AND (c.restricted = FALSE OR {})",
                    named("c.id", 1)
                )
            }
        };
        Listing {
            rows,
            joined: "JOIN establishment e ON e.id = r.establishment_id LEFT JOIN child_identity i ON i.child_id = r.child_id \
                     LEFT JOIN profile f ON f.id = r.profile_id \
                     LEFT JOIN profile_version v ON v.profile_id = f.id AND v.number = f.latest_version",
            columns: "r.*, c.local_id, i.forename, i.surname, e.name AS establishment_name, v.state AS profile_state",
            which: format!("{state} AND {seen}"),
            order,
            values,
        }
    }
}

/// The requests of a user's establishments.
const OF_SCHOOL: &str = "app_user_establishment m JOIN support_request r ON r.establishment_id = m.establishment_id \
     JOIN child c ON c.id = r.child_id";

/// A page of requests.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn list(
    tx: &mut Tx,
    of: RequestsOf<'_>,
    page: Page,
) -> Result<Paged<RequestLine>, StoreError> {
    of.listing().page(tx, page, read_line).await
}

/// How many [`list`] has on all its pages.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn count(tx: &mut Tx, of: RequestsOf<'_>) -> Result<u64, StoreError> {
    of.listing().count(tx).await
}

fn read_line(row: &Row) -> Result<RequestLine, StoreError> {
    let (forename, surname) = (row.text_or_null("forename")?, row.text_or_null("surname")?);
    Ok(RequestLine {
        request: read(row)?,
        local_id: row.parsed("local_id")?,
        name: forename
            .zip(surname)
            .map(|(forename, surname)| format!("{forename} {surname}")),
        establishment_name: row.text("establishment_name")?,
        profile_state: row.read_or_null("profile_state", ProfileState::parse)?,
    })
}

fn read(row: &Row) -> Result<SupportRequest, StoreError> {
    Ok(SupportRequest {
        id: row.parsed("id")?,
        child: row.parsed("child_id")?,
        establishment: row.parsed("establishment_id")?,
        rule_set: row.parsed("rule_set_digest")?,
        needs: row.read("document", |json| serde_json::from_str(json))?,
        words: row.text("words")?,
        raised_by: row.parsed("raised_by")?,
        raised_at: row.instant("raised_at")?,
        state: row.read("state", RequestState::parse)?,
        answer: row.text("answer")?,
        profile: row.parsed_or_null("profile_id")?,
        answered_by: row.parsed_or_null("answered_by")?,
        answered_at: row.instant_or_null("answered_at")?,
    })
}
