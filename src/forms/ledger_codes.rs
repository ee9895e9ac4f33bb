//! The codes of the general ledger by line of the section 251 statement, one field a line.
//!
//! Its fields are as many as lines, and read by name and not by a derived form.

use super::Problems;

/// The longest code.
const LONGEST: usize = 40;

/// The field of a line's code.
#[must_use]
pub fn field(line: &str) -> String {
    format!("code-{}", line.replace('.', "-").to_lowercase())
}

/// Reads the code of each line; blank where it has none.
///
/// # Errors
/// [`Problems`], at least one.
pub fn parse(
    lines: &[String],
    value_of: &dyn Fn(&str) -> Option<String>,
) -> Result<Vec<(String, String)>, Problems> {
    let mut problems = Problems::default();
    let mut codes = Vec::with_capacity(lines.len());
    for line in lines {
        let name = field(line);
        let code = value_of(&name).unwrap_or_default().trim().to_owned();
        let is_sound = |c: char| c.is_ascii_alphanumeric() || " ./-_".contains(c);
        if code.len() > LONGEST {
            problems.add(
                name,
                format!("The code of {line} must be {LONGEST} characters or fewer"),
            );
        } else if !code.chars().all(is_sound) {
            let message = format!(
                "The code of {line} must be letters, digits, spaces, full stops, slashes, dashes and underscores"
            );
            problems.add(name, message);
        } else {
            codes.push((line.clone(), code));
        }
    }
    if problems.is_empty() {
        Ok(codes)
    } else {
        Err(problems)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_by_its_line_and_an_odd_one_is_refused() {
        let lines = ["1.2.3".to_owned(), "VAT".to_owned()];
        let typed = |field: &str| match field {
            "code-1-2-3" => Some(" E20 4410/03 ".to_owned()),
            _ => Some("=1+1".to_owned()),
        };
        let problems = parse(&lines, &typed).unwrap_err();
        assert!(problems.of("code-vat").is_some());
        assert!(problems.of("code-1-2-3").is_none());
        let codes = parse(&lines[..1], &typed).unwrap();
        assert_eq!(codes, [("1.2.3".to_owned(), "E20 4410/03".to_owned())]);
    }
}
