//! The evidence beside the levels of an area: for each domain a source, a page and the words relied on.
//!
//! Its fields come from the rule set, so it is read by name and not by a derived form.

use std::collections::BTreeMap;

use super::Problems;
use crate::needs::{DomainId, Evidence, EvidenceSource};

/// The longest page or paragraph number, in characters.
const PAGE_MAX: usize = 40;

/// The longest name of a report, in characters.
const REPORT_MAX: usize = 120;

/// The longest quotation, in characters: a page of a report.
const QUOTATION_MAX: usize = 3_000;

/// The field of the source of a domain's evidence.
#[must_use]
pub fn source_field(domain: &DomainId) -> String {
    format!("source-{domain}")
}

/// The field of the name of the report, where it is one.
#[must_use]
pub fn report_field(domain: &DomainId) -> String {
    format!("report-{domain}")
}

/// The field of the page.
#[must_use]
pub fn page_field(domain: &DomainId) -> String {
    format!("page-{domain}")
}

/// The field of the quotation.
#[must_use]
pub fn quotation_field(domain: &DomainId) -> String {
    format!("quotation-{domain}")
}

/// Reads the evidence of some domains. A domain whose three fields are blank has none.
///
/// # Errors
/// [`Problems`], at least one.
pub fn parse<'domain>(
    domains: impl Iterator<Item = &'domain DomainId>,
    value_of: &dyn Fn(&str) -> Option<String>,
) -> Result<BTreeMap<DomainId, Evidence>, Problems> {
    let mut problems = Problems::default();
    let mut all = BTreeMap::new();
    for domain in domains {
        if let Some(evidence) = of_domain(domain, value_of, &mut problems) {
            all.insert(domain.clone(), evidence);
        }
    }
    if problems.is_empty() {
        Ok(all)
    } else {
        Err(problems)
    }
}

fn of_domain(
    domain: &DomainId,
    value_of: &dyn Fn(&str) -> Option<String>,
    problems: &mut Problems,
) -> Option<Evidence> {
    let value = |field: &str| value_of(field).unwrap_or_default().trim().to_owned();
    let (source, page, quotation) = (
        value(&source_field(domain)),
        value(&page_field(domain)),
        value(&quotation_field(domain)),
    );
    if source.is_empty() && page.is_empty() && quotation.is_empty() {
        return None;
    }
    let known = EvidenceSource::ALL
        .iter()
        .copied()
        .find(|known| known.code() == source);
    if known.is_none() {
        problems.add(source_field(domain), "Select where the evidence is");
    }
    // What was typed before another source was chosen means nothing.
    let is_report = known == Some(EvidenceSource::Report);
    let report = Some(value(&report_field(domain))).filter(|_| is_report);
    if let Some(name) = &report {
        if name.is_empty() {
            problems.add(report_field(domain), "Enter the name of the report");
        }
        if name.chars().count() > REPORT_MAX {
            let message = format!("Name of the report must be {REPORT_MAX} characters or fewer");
            problems.add(report_field(domain), message);
        }
    }
    if page.chars().count() > PAGE_MAX {
        let message = format!("Page or paragraph must be {PAGE_MAX} characters or fewer");
        problems.add(page_field(domain), message);
    }
    if quotation.is_empty() {
        problems.add(quotation_field(domain), "Enter the words relied on");
    }
    if quotation.chars().count() > QUOTATION_MAX {
        let message = format!("Words relied on must be {QUOTATION_MAX} characters or fewer");
        problems.add(quotation_field(domain), message);
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
    use super::{parse, quotation_field, report_field, source_field};
    use crate::needs::{DomainId, EvidenceSource};

    fn read(fields: &[(&str, &str)]) -> Result<usize, Vec<String>> {
        let domain = DomainId::parse("hearing").unwrap();
        let value_of = |name: &str| {
            let found = fields.iter().find(|(field, _)| *field == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        match parse([&domain].into_iter(), &value_of) {
            Ok(all) => {
                let known = all
                    .values()
                    .all(|one| one.source == EvidenceSource::SectionB);
                assert!(known);
                Ok(all.len())
            }
            Err(problems) => Err(problems.iter().map(|one| one.field.to_string()).collect()),
        }
    }

    #[test]
    fn evidence_is_whole_or_not_there() {
        let domain = DomainId::parse("hearing").unwrap();
        let (source, quotation) = (source_field(&domain), quotation_field(&domain));
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
        assert_eq!(read(&of_report), Err(vec![report_field(&domain)]));
        let long = "x".repeat(3_001);
        assert_eq!(
            read(&[(&source, "B"), (&quotation, &long)]),
            Err(vec![quotation])
        );
    }
}
