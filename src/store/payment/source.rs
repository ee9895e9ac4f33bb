//! What a year's schedule is worked out from: every award and cost line that touches the year, and who the children are.

use std::collections::BTreeMap;

use crate::calendar::{Date, Period};
use crate::costs::CostKind;
use crate::ids::{ChildId, EstablishmentId, LocalId};
use crate::needs::NeedsProfile;
use crate::store::StoreError;
use crate::store::award::{self, AwardVersion};
use crate::store::clause::Clause;
use crate::store::placement::{CostLine, Placement, read, read_line};
use crate::store::plan_history::Whom;
use crate::store::tx::Tx;
use crate::store::value::{integer, text};

/// An award that touches a year, with what its decision was made on.
#[derive(Clone, Debug)]
pub struct AwardOfYear {
    /// Whose.
    pub child: ChildId,
    /// The terms that count.
    pub terms: AwardVersion,
    /// What the decision was made on.
    pub basis: Basis,
}

/// What an award's decision was made on, as it is stored; read only where a later rule set prices the award.
#[derive(Clone, Debug, Default)]
pub struct Basis {
    needs: Option<String>,
    context: Option<String>,
}

impl Basis {
    /// The needs; none where the award was made without a profile.
    ///
    /// # Errors
    /// What JSON says of a damaged document.
    pub fn needs(&self) -> Result<Option<NeedsProfile>, serde_json::Error> {
        self.needs.as_deref().map(serde_json::from_str).transpose()
    }

    /// The circumstances of the determination, as JSON.
    #[must_use]
    pub fn context(&self) -> Option<&str> {
        self.context.as_deref()
    }
}

/// Every award with a paid day in a period, by child, the earliest first.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn awards_between(tx: &mut Tx, days: &Period) -> Result<Vec<AwardOfYear>, StoreError> {
    awards_of(tx, days, Whom::Everybody).await
}

/// As [`awards_between`], of some children.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn awards_of(
    tx: &mut Tx,
    days: &Period,
    whom: Whom<'_>,
) -> Result<Vec<AwardOfYear>, StoreError> {
    let mut found = Clause::new(
        "SELECT v.*, a.child_id, p.document, d.context FROM award_version v \
         JOIN award a ON a.id = v.award_id AND a.latest_version = v.number \
         JOIN decision c ON c.id = v.decision_id \
         LEFT JOIN profile_version p ON p.profile_id = c.profile_id AND p.number = c.profile_version \
         LEFT JOIN determination d ON d.id = c.determination_id \
         WHERE (v.to_on IS NULL OR (v.to_on > ",
    );
    found.bind(text(days.start()));
    found.push(" AND v.to_on > v.from_on)) AND v.from_on < ");
    found.bind(text(days.end().unwrap_or(Date::MAX)));
    whom.narrow(&mut found, " AND a.child_id IN ");
    found.push(" ORDER BY a.child_id, v.from_on, v.award_id");
    let (sql, values) = found.parts();
    tx.all(sql, values, |row| {
        Ok(AwardOfYear {
            child: row.parsed("child_id")?,
            terms: award::read(row)?,
            basis: Basis {
                needs: row.text_or_null("document")?,
                context: row.text_or_null("context")?,
            },
        })
    })
    .await
}

/// Every cost line with a paid day in a period and its placement, by child, the earliest first. None entered in error.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn cost_lines_between(
    tx: &mut Tx,
    days: &Period,
) -> Result<Vec<(Placement, CostLine)>, StoreError> {
    cost_lines_of(tx, days, Whom::Everybody).await
}

/// As [`cost_lines_between`], of some children.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn cost_lines_of(
    tx: &mut Tx,
    days: &Period,
    whom: Whom<'_>,
) -> Result<Vec<(Placement, CostLine)>, StoreError> {
    // Both tables have an id, dates and a version: the lines are read by themselves and joined to their placements here.
    let of_whom = |query: &'static str| {
        let mut found = Clause::new(query);
        found.push(" in_error = FALSE AND (to_on IS NULL OR to_on > ");
        found.bind(text(days.start()));
        found.push(") AND from_on < ");
        found.bind(text(days.end().unwrap_or(Date::MAX)));
        if let Whom::Only(_) = whom {
            found.push(" AND placement_id IN (SELECT id FROM placement WHERE");
            whom.narrow(&mut found, " child_id IN ");
            found.push(")");
        }
        found
    };
    let (sql, values) = of_whom("SELECT * FROM cost_line WHERE").parts();
    let lines = tx.all(sql, values, read_line).await?;
    let mut placed =
        of_whom("SELECT * FROM placement WHERE id IN (SELECT placement_id FROM cost_line WHERE");
    placed.push(")");
    let (sql, values) = placed.parts();
    let placements = tx.all(sql, values, read).await?;
    let placements: BTreeMap<_, _> = placements
        .into_iter()
        .map(|placement| (placement.id.clone(), placement))
        .collect();
    let mut found: Vec<(Placement, CostLine)> = lines
        .into_iter()
        .filter_map(|line| Some((placements.get(&line.placement)?.clone(), line)))
        .collect();
    found.sort_by(|(one, first), (two, second)| {
        (&one.child, first.terms.period.start(), &first.id).cmp(&(
            &two.child,
            second.terms.period.start(),
            &second.id,
        ))
    });
    Ok(found)
}

/// The children after one in the order of their ids, at most so many: a whole authority is read some children at a time.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn children_after(
    tx: &mut Tx,
    after: Option<&ChildId>,
    at_most: u32,
) -> Result<Vec<ChildId>, StoreError> {
    let after = after.map(ToString::to_string).unwrap_or_default();
    tx.all(
        "SELECT id FROM child WHERE id > $1 ORDER BY id LIMIT $2",
        vec![text(after), integer(at_most.into())],
        |row| row.parsed("id"),
    )
    .await
}

/// Whether there are more children than so many.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn is_above(tx: &mut Tx, children: u32) -> Result<bool, StoreError> {
    let beyond = tx
        .first(
            "SELECT id FROM child LIMIT 1 OFFSET $1",
            vec![integer(children.into())],
            |row| row.text("id"),
        )
        .await?;
    Ok(beyond.is_some())
}

/// Whose children are wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PayeeOf {
    /// Of what is paid for these establishments.
    Establishments(Vec<EstablishmentId>),
    /// Of what goes to no establishment, by the kinds of cost.
    Nowhere(Vec<CostKind>),
}

/// The children of whose cost a payee may get something in a year: by their awards and cost lines, and by what was paid.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn children_of_payee(
    tx: &mut Tx,
    year_on: Date,
    payee: &PayeeOf,
) -> Result<Vec<ChildId>, StoreError> {
    let mut found = Clause::new(
        "SELECT a.child_id FROM award a JOIN award_version v ON v.award_id = a.id AND v.number = a.latest_version WHERE ",
    );
    let lines = " UNION SELECT p.child_id FROM placement p JOIN cost_line l ON l.placement_id = p.id WHERE ";
    let paid = " UNION SELECT child_id FROM payment_line WHERE belongs_year = ";
    match payee {
        PayeeOf::Establishments(all) => {
            let ids = || all.iter().map(text);
            found.push("v.establishment_id IN ").bind_list(ids());
            found
                .push(lines)
                .push("p.establishment_id IN ")
                .bind_list(ids());
            found.push(paid).bind(text(year_on));
            found.push(" AND establishment_id IN ").bind_list(ids());
        }
        PayeeOf::Nowhere(kinds) => {
            let codes = || kinds.iter().map(|kind| text(kind.code()));
            let is_of_award = kinds.iter().any(|kind| kind.is_of_an_award());
            found.push(match is_of_award {
                true => "v.establishment_id IS NULL",
                false => "1 = 0",
            });
            found.push(lines).push("l.kind IN ").bind_list(codes());
            found.push(paid).bind(text(year_on));
            found
                .push(" AND establishment_id IS NULL AND kind IN ")
                .bind_list(codes());
        }
    }
    found.push(" ORDER BY 1");
    let (sql, values) = found.parts();
    tx.all(sql, values, |row| row.parsed("child_id")).await
}

/// What a schedule says of a pupil besides reference and name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pupil {
    /// The pupil number.
    pub upn: Option<String>,
    /// The birth date.
    pub birth: Option<Date>,
    /// The primary need of the newest plan, by its code.
    pub need: Option<String>,
}

/// Every child's pupil number, birth date and primary need; none of a restricted record.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn pupils(tx: &mut Tx) -> Result<BTreeMap<ChildId, Pupil>, StoreError> {
    let all = tx
        .all(
            "SELECT c.id, i.upn, i.birth_date, n.need FROM child c JOIN child_identity i ON i.child_id = c.id \
             LEFT JOIN plan p ON p.child_id = c.id AND p.ceased_on IS NULL \
             LEFT JOIN plan_version v ON v.plan_id = p.id AND v.number = p.latest_version \
             LEFT JOIN plan_need n ON n.plan_version_id = v.id AND n.rank = 1 \
             WHERE c.restricted = FALSE ORDER BY c.id, p.id",
            Vec::new(),
            |row| {
                let pupil = Pupil {
                    upn: row.text_or_null("upn")?,
                    birth: row.day_or_null("birth_date")?,
                    need: row.text_or_null("need")?,
                };
                Ok((row.parsed("id")?, pupil))
            },
        )
        .await?;
    Ok(all.into_iter().collect())
}

/// The reference of every child, and the name of each whose record is not restricted.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn people(
    tx: &mut Tx,
) -> Result<BTreeMap<ChildId, (LocalId, Option<String>)>, StoreError> {
    people_of(tx, Whom::Everybody).await
}

/// As [`people`], of some children.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn people_of(
    tx: &mut Tx,
    whom: Whom<'_>,
) -> Result<BTreeMap<ChildId, (LocalId, Option<String>)>, StoreError> {
    let mut found = Clause::new(
        "SELECT c.id, c.local_id, i.forename, i.surname FROM child c \
         LEFT JOIN child_identity i ON i.child_id = c.id AND c.restricted = FALSE",
    );
    whom.narrow(&mut found, " WHERE c.id IN ");
    let (sql, values) = found.parts();
    let all = tx
        .all(sql, values, |row| {
            let name = row
                .text_or_null("forename")?
                .zip(row.text_or_null("surname")?);
            let name = name.map(|(forename, surname)| format!("{forename} {surname}"));
            Ok((row.parsed("id")?, (row.parsed("local_id")?, name)))
        })
        .await?;
    Ok(all.into_iter().collect())
}
