//! The evidence beside the levels of an area: for each domain some pieces, each a source, a page and the words relied on.
//!
//! Its fields come from the rule set, so it is read by name and not by a derived form. The first piece of a domain has the
//! fields `source-hearing` and so on, the second `source-hearing_2`: no domain's name has an underscore.

use std::collections::BTreeMap;

use super::Problems;
use crate::answers::level_field;
use crate::needs::{DomainId, Evidence, EvidenceSource, Grounds, NeedsProfile};

/// The most pieces for one domain.
pub const PIECES_MAX: usize = 6;

/// The longest page or paragraph number, in characters.
const PAGE_MAX: usize = 40;

/// The longest name of a report, in characters.
const REPORT_MAX: usize = 120;

/// The longest quotation, in characters: a page of a report.
const QUOTATION_MAX: usize = 3_000;

/// The names of the fields of one piece of a domain's evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PieceFields {
    /// Where it is.
    pub source: String,
    /// The name of the report, where it is one.
    pub report: String,
    /// The page or paragraph.
    pub page: String,
    /// The words relied on.
    pub quotation: String,
}

impl PieceFields {
    /// Those of a domain's piece, the first being 1.
    #[must_use]
    pub fn of(domain: &DomainId, piece: usize) -> PieceFields {
        let of = piece_of(domain, piece);
        PieceFields {
            source: format!("source-{of}"),
            report: format!("report-{of}"),
            page: format!("page-{of}"),
            quotation: format!("quotation-{of}"),
        }
    }

    /// All of them, in the order of the page.
    #[must_use]
    pub fn all(&self) -> [&str; 4] {
        [&self.source, &self.report, &self.page, &self.quotation]
    }
}

/// What a piece is called among the fields: `hearing`, `hearing_2`.
#[must_use]
pub fn piece_of(domain: &DomainId, piece: usize) -> String {
    match piece {
        1 => domain.to_string(),
        piece => format!("{domain}_{piece}"),
    }
}

/// How many pieces of a domain a form has, at least one, which may be blank.
#[must_use]
pub fn pieces_in(domain: &DomainId, value_of: &dyn Fn(&str) -> Option<String>) -> usize {
    let is_there = |piece: &usize| {
        let fields = PieceFields::of(domain, *piece);
        fields.all().iter().any(|field| value_of(field).is_some())
    };
    (1..=PIECES_MAX).take_while(is_there).count().max(1)
}

/// The value of the button that adds a piece to a domain.
#[must_use]
pub fn add_action(domain: &DomainId) -> String {
    format!("add-{domain}")
}

/// The value of the button that takes a piece of a domain away.
#[must_use]
pub fn remove_action(domain: &DomainId, piece: usize) -> String {
    format!("remove-{}", piece_of(domain, piece))
}

/// The levels and evidence of some domains as a form was filled in, with a piece more or less where `action` is a button that
/// adds or takes away one; `None` for every other action.
#[must_use]
pub fn with_pieces_changed<'domain>(
    domains: impl Iterator<Item = &'domain DomainId>,
    value_of: &dyn Fn(&str) -> Option<String>,
    action: &str,
) -> Option<BTreeMap<String, String>> {
    let mut is_change = false;
    let mut all = BTreeMap::new();
    for domain in domains {
        if let Some(level) = value_of(&level_field(domain)) {
            all.insert(level_field(domain), level);
        }
        let typed = pieces_in(domain, value_of);
        let mut kept: Vec<Option<usize>> = (1..=typed).map(Some).collect();
        if action == add_action(domain) {
            is_change = true;
            if typed < PIECES_MAX {
                kept.push(None);
            }
        }
        if let Some(away) = (1..=typed).find(|piece| action == remove_action(domain, *piece)) {
            is_change = true;
            kept.retain(|piece| *piece != Some(away));
        }
        for (at, from) in kept.into_iter().enumerate() {
            let to = PieceFields::of(domain, at + 1);
            let from = from.map(|piece| PieceFields::of(domain, piece));
            for (place, field) in to.all().into_iter().enumerate() {
                let value = from.as_ref().and_then(|from| value_of(from.all()[place]));
                all.insert(field.to_owned(), value.unwrap_or_default());
            }
        }
    }
    is_change.then_some(all)
}

/// The evidence of a profile by the names of the fields.
#[must_use]
pub fn saved_fields(needs: &NeedsProfile) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for (domain, pieces) in needs.evidence() {
        for (at, known) in pieces.iter().enumerate() {
            let fields = PieceFields::of(domain, at + 1);
            all.insert(fields.source, known.source.code().to_owned());
            all.insert(fields.quotation, known.quotation.clone());
            let maybe = [(fields.report, &known.report), (fields.page, &known.page)];
            let said = maybe
                .into_iter()
                .filter_map(|(field, value)| Some((field, value.clone()?)));
            all.extend(said);
        }
    }
    all
}

/// Reads the evidence of some domains. A piece whose source, page and quotation are blank is none.
///
/// # Errors
/// [`Problems`], at least one.
pub fn parse<'domain>(
    domains: impl Iterator<Item = &'domain DomainId>,
    value_of: &dyn Fn(&str) -> Option<String>,
) -> Result<BTreeMap<DomainId, Grounds>, Problems> {
    let mut problems = Problems::default();
    let mut all = BTreeMap::new();
    for domain in domains {
        let pieces = 1..=pieces_in(domain, value_of);
        let pieces = pieces
            .filter_map(|piece| one(&PieceFields::of(domain, piece), value_of, &mut problems));
        if let Some(pieces) = Grounds::of(pieces.collect()) {
            all.insert(domain.clone(), pieces);
        }
    }
    if problems.is_empty() {
        Ok(all)
    } else {
        Err(problems)
    }
}

fn one(
    fields: &PieceFields,
    value_of: &dyn Fn(&str) -> Option<String>,
    problems: &mut Problems,
) -> Option<Evidence> {
    let value = |field: &str| value_of(field).unwrap_or_default().trim().to_owned();
    let (source, page, quotation) = (
        value(&fields.source),
        value(&fields.page),
        value(&fields.quotation),
    );
    if source.is_empty() && page.is_empty() && quotation.is_empty() {
        return None;
    }
    let known = EvidenceSource::ALL
        .iter()
        .copied()
        .find(|known| known.code() == source);
    if known.is_none() {
        problems.add(fields.source.clone(), "Select where the evidence is");
    }
    // What was typed before another source was chosen means nothing.
    let is_report = known == Some(EvidenceSource::Report);
    let report = Some(value(&fields.report.clone())).filter(|_| is_report);
    if let Some(name) = &report {
        if name.is_empty() {
            problems.add(fields.report.clone(), "Enter the name of the report");
        }
        if name.chars().count() > REPORT_MAX {
            let message = format!("Name of the report must be {REPORT_MAX} characters or fewer");
            problems.add(fields.report.clone(), message);
        }
    }
    if page.chars().count() > PAGE_MAX {
        let message = format!("Page or paragraph must be {PAGE_MAX} characters or fewer");
        problems.add(fields.page.clone(), message);
    }
    if quotation.is_empty() {
        problems.add(fields.quotation.clone(), "Enter the words relied on");
    }
    if quotation.chars().count() > QUOTATION_MAX {
        let message = format!("Words relied on must be {QUOTATION_MAX} characters or fewer");
        problems.add(fields.quotation.clone(), message);
    }
    Some(Evidence {
        source: known?,
        report,
        page: (!page.is_empty()).then_some(page),
        quotation,
    })
}

#[cfg(test)]
mod tests {
    use super::{PIECES_MAX, PieceFields, parse, pieces_in, with_pieces_changed};
    use crate::needs::{DomainId, EvidenceSource};

    fn read(fields: &[(&str, &str)]) -> Result<usize, Vec<String>> {
        let domain = DomainId::parse("hearing").unwrap();
        let value_of = |name: &str| {
            let found = fields.iter().find(|(field, _)| *field == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        match parse([&domain].into_iter(), &value_of) {
            Ok(all) => {
                let mut pieces = all.values().flat_map(|pieces| pieces.iter());
                assert!(pieces.all(|one| one.source == EvidenceSource::SectionB));
                Ok(all.values().map(|pieces| pieces.count()).sum())
            }
            Err(problems) => Err(problems.iter().map(|one| one.field.to_string()).collect()),
        }
    }

    #[test]
    fn evidence_is_whole_or_not_there() {
        let domain = DomainId::parse("hearing").unwrap();
        let PieceFields {
            source,
            report,
            quotation,
            ..
        } = PieceFields::of(&domain, 1);
        assert_eq!(read(&[]), Ok(0));
        assert_eq!(
            read(&[(&source, "B"), (&quotation, "Needs signing")]),
            Ok(1)
        );
        assert_eq!(read(&[(&source, "B")]), Err(vec![quotation.clone()]));
        assert_eq!(
            read(&[(&quotation, "Needs signing")]),
            Err(vec![source.clone()])
        );
        let of_report = [(source.as_str(), "report"), (&quotation, "Needs signing")];
        assert_eq!(read(&of_report), Err(vec![report]));
        let long = "x".repeat(3_001);
        assert_eq!(
            read(&[(&source, "B"), (&quotation, &long)]),
            Err(vec![quotation])
        );
    }

    #[test]
    fn pieces_are_read_in_their_order_and_a_blank_one_is_left_out() {
        let two = [
            ("source-hearing", "B"),
            ("quotation-hearing", "Signs"),
            ("source-hearing_2", ""),
            ("source-hearing_3", "B"),
            ("quotation-hearing_3", "Reads lips"),
        ];
        assert_eq!(read(&two), Ok(2));
        let wrong = [two[0], two[1], ("source-hearing_2", "B")];
        assert_eq!(read(&wrong), Err(vec!["quotation-hearing_2".to_owned()]));
        // What stands beyond a gap was not on the page.
        assert_eq!(read(&[two[0], two[1], two[3], two[4]]), Ok(1));
    }

    #[test]
    fn a_piece_is_added_at_the_end_and_the_one_named_is_taken_away() {
        let domain = DomainId::parse("hearing").unwrap();
        let mut form = std::collections::BTreeMap::from([
            ("level-hearing".to_owned(), "2".to_owned()),
            ("quotation-hearing".to_owned(), "first".to_owned()),
        ]);
        let change = |form: &std::collections::BTreeMap<String, String>, action: &str| {
            let value_of = |field: &str| form.get(field).cloned();
            with_pieces_changed([&domain].into_iter(), &value_of, action)
        };
        let count = |form: &std::collections::BTreeMap<String, String>| {
            pieces_in(&domain, &|field: &str| form.get(field).cloned())
        };
        assert_eq!(change(&form, "continue"), None);
        assert_eq!(change(&form, "remove-hearing_2"), None);
        for expected in [2, 3, 4, 5, 6, PIECES_MAX] {
            form = change(&form, "add-hearing").unwrap();
            assert_eq!(count(&form), expected);
        }
        form.insert("quotation-hearing_2".to_owned(), "second".to_owned());
        form = change(&form, "remove-hearing").unwrap();
        assert_eq!(count(&form), PIECES_MAX - 1);
        assert_eq!(form["quotation-hearing"], "second");
        assert_eq!(form["level-hearing"], "2");
    }
}
