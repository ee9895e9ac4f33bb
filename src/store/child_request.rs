//! Schools' requests for children who are not on record. Who a child is stands here only as long as the request waits.

use jiff::Timestamp;

use super::error::StoreError;
use super::listing::Listing;
use super::page::{Page, Paged};
use super::row::Row;
use super::tx::Tx;
use super::value::{instant, text, text_or_null};
use crate::calendar::Date;
use crate::codes::stored_codes;
use crate::ids::{ChildId, ChildRequestId, EstablishmentId, Upn, UserId};

stored_codes!(
    /// How far a request is.
    ChildRequestState {
        /// It waits for the council.
        Sent = "sent",
        /// The child is on record.
        OnRecord = "on_record",
        /// The council put nobody on record, and said why.
        Declined = "declined",
        /// The school took it back.
        TakenBack = "taken_back",
    }
);

/// Who a school asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AskedFor {
    /// The given name or names.
    pub forename: String,
    /// The family name.
    pub surname: String,
    /// The birth date.
    pub birth_date: Option<Date>,
    /// The pupil number, where there is one.
    pub upn: Option<Upn>,
    /// The year group in words, where it is said.
    pub year_group: String,
    /// Why, and what was tried.
    pub words: String,
}

/// A request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChildRequest {
    /// Our id.
    pub id: ChildRequestId,
    /// The establishment that asks.
    pub establishment: EstablishmentId,
    /// For whom; blank once it is answered.
    pub asked: AskedFor,
    /// Who asks.
    pub raised_by: UserId,
    /// When.
    pub raised_at: Timestamp,
    /// How far it is.
    pub state: ChildRequestState,
    /// The record that was made or found.
    pub child: Option<ChildId>,
    /// Why nobody was put on record.
    pub answer: String,
    /// When it was answered.
    pub answered_at: Option<Timestamp>,
}

/// A request in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChildRequestLine {
    /// The request.
    pub request: ChildRequest,
    /// The establishment's name.
    pub establishment_name: String,
}

/// Adds a request that waits.
///
/// # Errors
/// [`StoreError::NotFound`] without the establishment or the user.
pub async fn insert(tx: &mut Tx, made: &ChildRequest) -> Result<(), StoreError> {
    let asked = &made.asked;
    let row = vec![
        text(&made.id),
        text(&made.establishment),
        text(&asked.forename),
        text(&asked.surname),
        text_or_null(asked.birth_date),
        text_or_null(asked.upn.as_ref()),
        text(&asked.year_group),
        text(&asked.words),
        text(&made.raised_by),
        instant(made.raised_at),
        text(made.state.code()),
        text(&made.answer),
    ];
    const COLUMNS: &str = "child_request (id, establishment_id, forename, surname, birth_date, upn, year_group, words, raised_by, \
         raised_at, state, answer)";
    tx.insert_all(COLUMNS, vec![row]).await
}

/// Answers a request that waits, or takes it back; who was asked for is blanked.
///
/// # Errors
/// [`StoreError::Conflict`] if somebody answered it first; [`StoreError::NotFound`] without the child.
pub async fn answer(
    tx: &mut Tx,
    id: &ChildRequestId,
    (state, child, words): (ChildRequestState, Option<&ChildId>, &str),
    (by, at): (&UserId, Timestamp),
) -> Result<(), StoreError> {
    tx.execute_one(
        "UPDATE child_request SET state = $2, child_id = $3, answer = $4, answered_by = $5, answered_at = $6, forename = '', \
         surname = '', birth_date = NULL, upn = NULL, year_group = '', words = '' WHERE id = $1 AND state = 'sent'",
        vec![
            text(id),
            text(state.code()),
            text_or_null(child),
            text(words),
            text(by),
            instant(at),
        ],
        StoreError::Conflict,
    )
    .await
}

/// The request of an id.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn find(
    tx: &mut Tx,
    id: &ChildRequestId,
) -> Result<Option<ChildRequestLine>, StoreError> {
    tx.first(
        "SELECT r.*, e.name AS establishment_name FROM child_request r JOIN establishment e ON e.id = r.establishment_id \
         WHERE r.id = $1",
        vec![text(id)],
        read_line,
    )
    .await
}

/// Which requests a list holds.
#[derive(Clone, Copy, Debug)]
pub enum ChildRequestsOf<'a> {
    /// Those that wait, the oldest first.
    Waiting,
    /// The others, the last answered first.
    Answered,
    /// Those that wait, of the establishments that the user belongs to, which are joined and not passed in.
    SchoolWaiting(&'a UserId),
    /// The others of the user's establishments.
    SchoolAnswered(&'a UserId),
}

impl ChildRequestsOf<'_> {
    fn listing(self) -> Listing {
        const ALL: &str = "child_request r";
        const OF_SCHOOL: &str = "app_user_establishment m JOIN child_request r ON r.establishment_id = m.establishment_id";
        let (rows, which, order, values) = match self {
            ChildRequestsOf::Waiting => (ALL, "r.state = 'sent'", "r.raised_at, r.id", Vec::new()),
            ChildRequestsOf::Answered => (
                ALL,
                "r.state <> 'sent'",
                "r.answered_at DESC, r.id DESC",
                Vec::new(),
            ),
            ChildRequestsOf::SchoolWaiting(user) => (
                OF_SCHOOL,
                "m.user_id = $1 AND r.state = 'sent'",
                "r.raised_at, r.id",
                vec![text(user)],
            ),
            ChildRequestsOf::SchoolAnswered(user) => (
                OF_SCHOOL,
                "m.user_id = $1 AND r.state <> 'sent'",
                "r.answered_at DESC, r.id DESC",
                vec![text(user)],
            ),
        };
        Listing {
            rows,
            joined: "JOIN establishment e ON e.id = r.establishment_id",
            columns: "r.*, e.name AS establishment_name",
            which: which.to_owned(),
            order,
            values,
        }
    }
}

/// A page of requests.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn list(
    tx: &mut Tx,
    of: ChildRequestsOf<'_>,
    page: Page,
) -> Result<Paged<ChildRequestLine>, StoreError> {
    of.listing().page(tx, page, read_line).await
}

/// How many [`list`] has on all its pages.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn count(tx: &mut Tx, of: ChildRequestsOf<'_>) -> Result<u64, StoreError> {
    of.listing().count(tx).await
}

fn read_line(row: &Row) -> Result<ChildRequestLine, StoreError> {
    Ok(ChildRequestLine {
        request: ChildRequest {
            id: row.parsed("id")?,
            establishment: row.parsed("establishment_id")?,
            asked: AskedFor {
                forename: row.text("forename")?,
                surname: row.text("surname")?,
                birth_date: row.day_or_null("birth_date")?,
                upn: row.read_or_null("upn", Upn::parse)?,
                year_group: row.text("year_group")?,
                words: row.text("words")?,
            },
            raised_by: row.parsed("raised_by")?,
            raised_at: row.instant("raised_at")?,
            state: row.read("state", ChildRequestState::parse)?,
            child: row.parsed_or_null("child_id")?,
            answer: row.text("answer")?,
            answered_at: row.instant_or_null("answered_at")?,
        },
        establishment_name: row.text("establishment_name")?,
    })
}
