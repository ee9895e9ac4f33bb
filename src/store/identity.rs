//! Who a child is: the one table that retention and erasure can empty without breaking any history.

use std::fmt;

use super::error::StoreError;
use super::fold::{name_key, near_variants, search_words, sort_key, word_starts};
use super::row::Row;
use super::tx::Tx;
use super::value::{Value, day, text, text_or_null};
use crate::calendar::Date;
use crate::codes::stored_codes;
use crate::ids::{ChildId, EstablishmentId, LocalId, Upn};

stored_codes!(
    /// What kind of UPN a child has.
    UpnKind {
        /// Permanent: it ends in a digit.
        Permanent = "permanent",
        /// Temporary: it ends in a letter, until the permanent one is known.
        Temporary = "temporary",
        /// None.
        None = "none",
    }
);

/// A child's names, birth date and pupil numbers.
#[derive(Clone, PartialEq, Eq)]
pub struct Identity {
    /// Whose.
    pub child: ChildId,
    /// The family name as given.
    pub surname: String,
    /// The given name or names as given.
    pub forename: String,
    /// `None` where no source says it.
    pub birth_date: Option<Date>,
    /// The pupil number now.
    pub upn: Option<Upn>,
    /// Why there is no UPN: SEN2's code.
    pub upn_missing_reason: Option<String>,
    /// Pupil numbers that the child had before.
    pub former_upns: Vec<Upn>,
}

impl Identity {
    /// The kind of the pupil number.
    #[must_use]
    pub fn upn_kind(&self) -> UpnKind {
        match &self.upn {
            None => UpnKind::None,
            Some(upn) if upn.is_temporary() => UpnKind::Temporary,
            Some(_) => UpnKind::Permanent,
        }
    }
}

impl fmt::Debug for Identity {
    /// Says whose identity it is and nothing else, since debug text ends in logs.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Identity(of {})", self.child)
    }
}

/// Who a child is, as far as the reader may know.
#[derive(Clone, PartialEq, Eq)]
pub struct Called {
    /// The child.
    pub child: ChildId,
    /// The child's reference.
    pub local_id: LocalId,
    /// Given and family name; none where the record is restricted or erased.
    pub name: Option<String>,
}

impl fmt::Debug for Called {
    /// As [`Identity`]'s.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Called(of {})", self.child)
    }
}

const COLUMNS: &str = "child_identity (child_id, surname, forename, name_key, sort_key, birth_date, upn, upn_kind, \
     upn_missing_reason, former_upns)";

/// Who the children are that have been at an establishment, by their references.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn called_at(tx: &mut Tx, at: &EstablishmentId) -> Result<Vec<Called>, StoreError> {
    tx.all(
        "SELECT DISTINCT c.id, c.local_id, i.forename, i.surname FROM placement l JOIN child c ON c.id = l.child_id \
         LEFT JOIN child_identity i ON i.child_id = c.id AND c.restricted = FALSE \
         WHERE l.establishment_id = $1 ORDER BY c.local_id",
        vec![text(at)],
        |row| {
            let (forename, surname) =
                (row.text_or_null("forename")?, row.text_or_null("surname")?);
            let name = forename.zip(surname);
            Ok(Called {
                child: row.parsed("id")?,
                local_id: row.parsed("local_id")?,
                name: name.map(|(forename, surname)| format!("{forename} {surname}")),
            })
        },
    )
    .await
}

/// Adds identities of children who have none yet.
///
/// # Errors
/// [`StoreError::Conflict`] if a UPN is taken or a child has an identity; [`StoreError::NotFound`] without the child.
pub async fn insert_all(tx: &mut Tx, identities: &[Identity]) -> Result<(), StoreError> {
    tx.insert_all(COLUMNS, identities.iter().map(values).collect())
        .await?;
    index(tx, identities).await
}

/// Writes a child's identity, whether there was one or not.
///
/// An identity has no version of its own: a change that was read before goes with [`child::update`](super::child::update)
/// in the same transaction, whose version shows a lost race.
///
/// # Errors
/// [`StoreError::Conflict`] if the UPN is another child's; [`StoreError::NotFound`] without the child.
pub async fn save(tx: &mut Tx, identity: &Identity) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO child_identity (child_id, surname, forename, name_key, sort_key, birth_date, upn, upn_kind, \
         upn_missing_reason, former_upns) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
         ON CONFLICT (child_id) DO UPDATE SET surname = excluded.surname, forename = excluded.forename, \
         name_key = excluded.name_key, sort_key = excluded.sort_key, birth_date = excluded.birth_date, \
         upn = excluded.upn, upn_kind = excluded.upn_kind, upn_missing_reason = excluded.upn_missing_reason, \
         former_upns = excluded.former_upns",
        values(identity),
    )
    .await?;
    forget_index(tx, &identity.child).await?;
    index(tx, std::slice::from_ref(identity)).await
}

/// Makes names findable that were kept before there was an index of their words: those that one of the indexes lacks.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be used.
pub(super) async fn complete_index(tx: &mut Tx) -> Result<(), StoreError> {
    let without = tx
        .all(
            "SELECT * FROM child_identity WHERE name_key <> ' ' \
             AND (child_id NOT IN (SELECT child_id FROM name_near) OR child_id NOT IN (SELECT child_id FROM name_start))",
            Vec::new(),
            read,
        )
        .await?;
    for identity in &without {
        forget_index(tx, &identity.child).await?;
    }
    index(tx, &without).await
}

/// Makes names findable by the beginnings of their words, and by words typed with a mistake.
async fn index(tx: &mut Tx, identities: &[Identity]) -> Result<(), StoreError> {
    let (mut near, mut starts) = (Vec::new(), Vec::new());
    for identity in identities {
        let key = key_of(identity);
        let row = |found_by| vec![text(found_by), text(&identity.child)];
        near.extend(near_variants(&key).into_iter().map(row));
        starts.extend(word_starts(&key).into_iter().map(row));
    }
    tx.insert_all("name_near (variant, child_id)", near).await?;
    tx.insert_all("name_start (start_of_word, child_id)", starts)
        .await
}

async fn forget_index(tx: &mut Tx, child: &ChildId) -> Result<(), StoreError> {
    for sql in [
        "DELETE FROM name_near WHERE child_id = $1",
        "DELETE FROM name_start WHERE child_id = $1",
    ] {
        tx.execute(sql, vec![text(child)]).await?;
    }
    Ok(())
}

/// A child's identity; `None` if it was erased.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn find(tx: &mut Tx, child: &ChildId) -> Result<Option<Identity>, StoreError> {
    tx.first(
        "SELECT * FROM child_identity WHERE child_id = $1",
        vec![text(child)],
        read,
    )
    .await
}

/// Every identity; an importer reads them once instead of one by one.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn all(tx: &mut Tx) -> Result<Vec<Identity>, StoreError> {
    tx.all(
        "SELECT * FROM child_identity ORDER BY child_id",
        Vec::new(),
        read,
    )
    .await
}

/// Children who had a UPN before, and have another now or none.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn find_by_former_upn(tx: &mut Tx, upn: &Upn) -> Result<Vec<ChildId>, StoreError> {
    tx.all(
        "SELECT child_id FROM child_identity WHERE former_upns <> ' ' AND former_upns LIKE $1 ORDER BY child_id",
        vec![text(format!("% {upn} %"))],
        |row| row.parsed("child_id"),
    )
    .await
}

/// Children born on a day whose family name is the same, however it is accented.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn born_and_called(
    tx: &mut Tx,
    born: Date,
    surname: &str,
) -> Result<Vec<ChildId>, StoreError> {
    let born_then = tx
        .all(
            "SELECT child_id, surname FROM child_identity WHERE birth_date = $1 ORDER BY child_id",
            vec![day(born)],
            |row| Ok((row.parsed("child_id")?, row.text("surname")?)),
        )
        .await?;
    let wanted = search_words(surname);
    let called = |name: &str| search_words(name) == wanted;
    Ok(born_then
        .into_iter()
        .filter(|(_, name)| called(name))
        .map(|(child, _)| child)
        .collect())
}

/// Forgets who a child is: the identity, the learner number and the ethnicity. The history stays.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such child.
pub async fn erase(tx: &mut Tx, child: &ChildId) -> Result<(), StoreError> {
    let forget = "UPDATE child SET uln = NULL, version = version + 1 WHERE id = $1";
    tx.execute_one(forget, vec![text(child)], StoreError::NotFound)
        .await?;
    tx.execute(
        "DELETE FROM child_ethnicity WHERE child_id = $1",
        vec![text(child)],
    )
    .await?;
    forget_index(tx, child).await?;
    tx.execute(
        "DELETE FROM child_identity WHERE child_id = $1",
        vec![text(child)],
    )
    .await?;
    Ok(())
}

fn key_of(identity: &Identity) -> String {
    name_key(&format!("{} {}", identity.forename, identity.surname))
}

fn values(identity: &Identity) -> Vec<Value> {
    vec![
        text(&identity.child),
        text(&identity.surname),
        text(&identity.forename),
        text(key_of(identity)),
        text(sort_key(&identity.surname, &identity.forename)),
        text_or_null(identity.birth_date),
        text_or_null(identity.upn.as_ref()),
        text(identity.upn_kind().code()),
        text_or_null(identity.upn_missing_reason.as_ref()),
        text(former_upns_text(&identity.former_upns)),
    ]
}

/// ` A123… B456… `: each number between spaces.
fn former_upns_text(upns: &[Upn]) -> String {
    upns.iter()
        .fold(String::from(" "), |text, upn| text + upn.as_str() + " ")
}

fn read(row: &Row) -> Result<Identity, StoreError> {
    let former = row.text("former_upns")?;
    let former_upns = former
        .split_whitespace()
        .map(Upn::parse)
        .collect::<Result<_, _>>();
    Ok(Identity {
        child: row.parsed("child_id")?,
        surname: row.text("surname")?,
        forename: row.text("forename")?,
        birth_date: row.day_or_null("birth_date")?,
        upn: row.read_or_null("upn", Upn::parse)?,
        upn_missing_reason: row.text_or_null("upn_missing_reason")?,
        former_upns: former_upns
            .map_err(|_| StoreError::unavailable("a former UPN is not well formed"))?,
    })
}
