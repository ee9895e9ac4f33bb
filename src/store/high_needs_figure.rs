//! What a finance officer enters about financial years, added to and never changed.

use jiff::Timestamp;

use super::error::StoreError;
use super::row::Row;
use super::tx::Tx;
use super::value::{instant, integer, pence, text, text_or_null};
use crate::codes::stored_codes;
use crate::ids::UserId;
use crate::money::Money;

stored_codes!(
    /// Which figure of a year.
    FigureKind {
        /// The balance brought forward into it; a deficit is below nought.
        BroughtForward = "brought_forward",
        /// The high needs allocation, after deductions and transfers.
        Allocation = "allocation",
        /// What is planned besides what placements cost: places, services, support.
        OtherSpend = "other_spend",
        /// What was spent in a year that is over, all together.
        Outturn = "outturn",
        /// The allocation before deductions.
        GrossAllocation = "gross_allocation",
        /// What pupils who live in one authority and are taught in another add to it, or take where it is below nought.
        ImportExport = "import_export",
        /// What is deducted for places that the department pays.
        PlaceDeductions = "place_deductions",
        /// Recoupment and other deductions.
        OtherDeductions = "other_deductions",
        /// What comes from other blocks, or goes to them where it is below nought.
        BlockTransfer = "block_transfer",
        /// Grants and other income.
        OtherIncome = "other_income",
        /// A grant towards the deficit, of its year alone.
        StabilityGrant = "stability_grant",
        /// Places in units and resourced provision.
        UnitPlaces = "unit_places",
        /// Places at special schools.
        SpecialPlaces = "special_places",
        /// Places at hospital schools and in alternative provision.
        AlternativePlaces = "alternative_places",
        /// Places after sixteen.
        PostSixteenPlaces = "post_sixteen_places",
        /// Targeted funding for mainstream schools.
        Targeted = "targeted",
        /// SEN support services.
        SupportServices = "support_services",
        /// Hospital education.
        HospitalEducation = "hospital_education",
        /// Other alternative provision.
        AlternativeProvision = "alternative_provision",
        /// Support for inclusion.
        Inclusion = "inclusion",
        /// Schools in financial difficulty.
        Difficulty = "difficulty",
        /// PFI and building schools for the future.
        Pfi = "pfi",
        /// Therapies and other health services that are bought for many.
        Therapies = "therapies",
        /// Central overheads.
        Overheads = "overheads",
    }
);

impl FigureKind {
    /// Whether it is one of those that the allocation is worked out of.
    #[must_use]
    pub fn is_part_of_the_allocation(self) -> bool {
        matches!(
            self,
            FigureKind::GrossAllocation
                | FigureKind::ImportExport
                | FigureKind::PlaceDeductions
                | FigureKind::OtherDeductions
                | FigureKind::BlockTransfer
                | FigureKind::OtherIncome
        )
    }
}

/// One figure as it was entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HighNeedsFigure {
    /// The financial year, `2026-27`.
    pub year: String,
    /// Which figure.
    pub kind: FigureKind,
    /// Counts the entries of this figure; 1 for the first.
    pub number: u32,
    /// The sum.
    pub sum: Money,
    /// Where it is from.
    pub note: String,
    /// Who entered it; `None` from a command.
    pub by: Option<UserId>,
    /// When.
    pub at: Timestamp,
}

/// Adds figures, each with the number after the one that it was based on.
///
/// # Errors
/// [`StoreError::Conflict`] if another entry has the number.
pub async fn add(tx: &mut Tx, figures: &[HighNeedsFigure]) -> Result<(), StoreError> {
    let rows = figures.iter().map(|figure| {
        vec![
            text(&figure.year),
            text(figure.kind.code()),
            integer(figure.number.into()),
            pence(figure.sum),
            text(&figure.note),
            text_or_null(figure.by.as_ref()),
            instant(figure.at),
        ]
    });
    const COLUMNS: &str =
        "high_needs_figure (financial_year, kind, number, pence, note, by_user, at)";
    tx.insert_all(COLUMNS, rows.collect()).await
}

/// The entry of each figure that counts, by year and kind.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn current(tx: &mut Tx) -> Result<Vec<HighNeedsFigure>, StoreError> {
    tx.all(
        "SELECT f.* FROM high_needs_figure f WHERE f.number = (SELECT MAX(g.number) FROM high_needs_figure g \
         WHERE g.financial_year = f.financial_year AND g.kind = f.kind) ORDER BY f.financial_year, f.kind",
        Vec::new(),
        read,
    )
    .await
}

/// Every entry of a year, the newest first.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn history(tx: &mut Tx, year: &str) -> Result<Vec<HighNeedsFigure>, StoreError> {
    tx.all(
        "SELECT * FROM high_needs_figure WHERE financial_year = $1 ORDER BY at DESC, kind, number DESC",
        vec![text(year)],
        read,
    )
    .await
}

fn read(row: &Row) -> Result<HighNeedsFigure, StoreError> {
    Ok(HighNeedsFigure {
        year: row.text("financial_year")?,
        kind: row.read("kind", FigureKind::parse)?,
        number: row.small("number")?,
        sum: row.money("pence")?,
        note: row.text("note")?,
        by: row.parsed_or_null("by_user")?,
        at: row.instant("at")?,
    })
}
