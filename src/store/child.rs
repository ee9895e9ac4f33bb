//! The child or young person: the root record, which says nothing of who the child is.

use super::clause::Clause;
use super::error::StoreError;
use super::fold::{reference_asked, reference_keys};
use super::row::Row;
use super::spend;
use super::tx::Tx;
use super::value::{Value, flag, integer, text, text_or_null};
use crate::codes::stored_codes;
use crate::ids::{AuthorityCode, ChildId, LocalId, Uln, Upn};

stored_codes!(
    /// The sex that returns ask for.
    Sex {
        /// Female.
        Female = "F",
        /// Male.
        Male = "M",
    }
);

/// A child or young person. Names, birth date and UPN are in [`identity`](super::identity).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Child {
    /// Our id.
    pub id: ChildId,
    /// The reference of the authority's own case system, SEN2's NativeId.
    pub local_id: LocalId,
    /// The learner number, which identifies a young person after 16.
    pub uln: Option<Uln>,
    /// The authority that maintains the plan.
    pub maintaining_authority: AuthorityCode,
    /// The authority that pays.
    pub paying_authority: AuthorityCode,
    /// The authority responsible for a looked-after child.
    pub responsible_authority: Option<AuthorityCode>,
    /// As returned; `None` where it was not.
    pub sex: Option<Sex>,
    /// Whether an authority looks after the child.
    pub looked_after: bool,
    /// Whether the record is open to named people only (adoption, witness protection, staff's own child).
    pub restricted: bool,
    /// Counts the changes of this row; 1 when new.
    pub version: i64,
}

const COLUMNS: &str = "child (id, local_id, uln, maintaining_authority, paying_authority, responsible_authority, sex, \
     looked_after, restricted, version)";

/// Adds children.
///
/// # Errors
/// [`StoreError::Conflict`] if an id, local id or ULN is taken.
pub async fn insert_all(tx: &mut Tx, children: &[Child]) -> Result<(), StoreError> {
    tx.insert_all(COLUMNS, children.iter().map(values).collect())
        .await?;
    index(tx, children).await
}

/// Writes the child over the version it was read at; the stored version becomes one more.
///
/// # Errors
/// [`StoreError::Conflict`] if it was changed since, or its local id or ULN is taken.
pub async fn update(tx: &mut Tx, changed: &Child) -> Result<(), StoreError> {
    tx.execute_one(
        "UPDATE child SET local_id = $2, uln = $3, maintaining_authority = $4, paying_authority = $5, \
         responsible_authority = $6, sex = $7, looked_after = $8, restricted = $9, version = version + 1 \
         WHERE id = $1 AND version = $10",
        values(changed),
        StoreError::Conflict,
    )
    .await?;
    tx.execute(
        "DELETE FROM reference_key WHERE child_id = $1",
        vec![text(&changed.id)],
    )
    .await?;
    index(tx, std::slice::from_ref(changed)).await?;
    spend::mark(tx, [&changed.id]).await
}

/// Makes children findable by their references however these are typed.
async fn index(tx: &mut Tx, children: &[Child]) -> Result<(), StoreError> {
    let keys = children.iter().flat_map(|child| {
        let row = |key: String| vec![text(key), text(&child.id)];
        reference_keys(child.local_id.as_str()).into_iter().map(row)
    });
    tx.insert_all("reference_key (found_by, child_id)", keys.collect())
        .await
}

/// Makes references findable that were kept before there was an index of them.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be used.
pub(super) async fn complete_index(tx: &mut Tx) -> Result<(), StoreError> {
    let without = tx
        .all(
            "SELECT * FROM child WHERE id NOT IN (SELECT child_id FROM reference_key)",
            Vec::new(),
            read,
        )
        .await?;
    index(tx, &without).await
}

/// The children of a reference as somebody typed it: in either case, however it is parted, or its digits alone.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn find_as_typed(tx: &mut Tx, typed: &str) -> Result<Vec<ChildId>, StoreError> {
    let mut found = Clause::new("SELECT DISTINCT child_id FROM reference_key WHERE found_by IN ");
    found.bind_list(reference_asked(typed).into_iter().map(text));
    found.push(" ORDER BY child_id");
    let (sql, values) = found.parts();
    tx.all(sql, values, |row| row.parsed("child_id")).await
}

/// The child of an id.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn find(tx: &mut Tx, id: &ChildId) -> Result<Option<Child>, StoreError> {
    tx.first("SELECT * FROM child WHERE id = $1", vec![text(id)], read)
        .await
}

/// The child of a local id.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn find_by_local_id(
    tx: &mut Tx,
    local_id: &LocalId,
) -> Result<Option<Child>, StoreError> {
    tx.first(
        "SELECT * FROM child WHERE local_id = $1",
        vec![text(local_id)],
        read,
    )
    .await
}

/// The authority that maintains most children on record: whose record this is. None where there is nobody.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn most_common_authority(tx: &mut Tx) -> Result<Option<AuthorityCode>, StoreError> {
    tx.first(
        "SELECT maintaining_authority FROM child GROUP BY maintaining_authority ORDER BY COUNT(*) DESC, maintaining_authority \
         LIMIT 1",
        Vec::new(),
        |row| row.parsed("maintaining_authority"),
    )
    .await
}

/// The child of a learner number.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn find_by_uln(tx: &mut Tx, uln: &Uln) -> Result<Option<Child>, StoreError> {
    tx.first("SELECT * FROM child WHERE uln = $1", vec![text(uln)], read)
        .await
}

/// The child who has a UPN now; a former one does not count.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn find_by_upn(tx: &mut Tx, upn: &Upn) -> Result<Option<Child>, StoreError> {
    tx.first(
        "SELECT c.* FROM child c JOIN child_identity i ON i.child_id = c.id WHERE i.upn = $1",
        vec![text(upn)],
        read,
    )
    .await
}

/// Every child, by local id; an importer reads them once instead of one by one.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn all(tx: &mut Tx) -> Result<Vec<Child>, StoreError> {
    tx.all("SELECT * FROM child ORDER BY local_id", Vec::new(), read)
        .await
}

/// How many children have a record.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn count(tx: &mut Tx) -> Result<u64, StoreError> {
    tx.count("SELECT COUNT(*) AS n FROM child", Vec::new())
        .await
}

/// Keeps a child's ethnicity, for equality analysis only; `None` forgets it.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such child.
pub async fn save_ethnicity(
    tx: &mut Tx,
    id: &ChildId,
    code: Option<&str>,
) -> Result<(), StoreError> {
    tx.execute(
        "DELETE FROM child_ethnicity WHERE child_id = $1",
        vec![text(id)],
    )
    .await?;
    let rows = code.map(|code| (id.clone(), code.to_owned()));
    insert_ethnicities(tx, rows.as_slice()).await
}

/// Keeps the ethnicity of many children who have none kept yet.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such child; [`StoreError::Conflict`] if one has an ethnicity already.
pub async fn insert_ethnicities(
    tx: &mut Tx,
    codes: &[(ChildId, String)],
) -> Result<(), StoreError> {
    let rows = codes
        .iter()
        .map(|(child, code)| vec![text(child), text(code)])
        .collect();
    tx.insert_all("child_ethnicity (child_id, code)", rows)
        .await
}

/// A child's ethnicity code, if one is kept.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn ethnicity(tx: &mut Tx, id: &ChildId) -> Result<Option<String>, StoreError> {
    tx.first(
        "SELECT code FROM child_ethnicity WHERE child_id = $1",
        vec![text(id)],
        |row| row.text("code"),
    )
    .await
}

fn values(child: &Child) -> Vec<Value> {
    vec![
        text(&child.id),
        text(&child.local_id),
        text_or_null(child.uln.as_ref()),
        text(&child.maintaining_authority),
        text(&child.paying_authority),
        text_or_null(child.responsible_authority.as_ref()),
        text_or_null(child.sex.map(Sex::code)),
        flag(child.looked_after),
        flag(child.restricted),
        integer(child.version),
    ]
}

pub(super) fn read(row: &Row) -> Result<Child, StoreError> {
    Ok(Child {
        id: row.parsed("id")?,
        local_id: row.parsed("local_id")?,
        uln: row.parsed_or_null("uln")?,
        maintaining_authority: row.parsed("maintaining_authority")?,
        paying_authority: row.parsed("paying_authority")?,
        responsible_authority: row.parsed_or_null("responsible_authority")?,
        sex: row.read_or_null("sex", Sex::parse)?,
        looked_after: row.flag("looked_after")?,
        restricted: row.flag("restricted")?,
        version: row.integer("version")?,
    })
}
