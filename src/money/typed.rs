//! Numbers as people type them and as books print them.

/// A typed number in its plain form, such as `-1234.50` of `−£1,234.50`: without a pound sign, and without the commas or spaces
/// that part thousands. Empty where nothing was typed.
///
/// None where a comma or a space stands anywhere else: `1234,50` with its comma left out would be a hundred times as much. What
/// remains is not checked to be a number.
#[must_use]
pub fn plain_number(typed: &str) -> Option<String> {
    let typed = typed.trim().replace('−', "-").replace('\u{a0}', " ");
    let (minus, unsigned) = match typed.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", typed.as_str()),
    };
    let unsigned = unsigned.trim_start();
    let unsigned = unsigned.strip_prefix('£').unwrap_or(unsigned).trim_start();
    let (whole, part) = unsigned
        .find('.')
        .map_or((unsigned, ""), |point| unsigned.split_at(point));
    let is_separator = |sign: char| sign == ',' || sign == ' ';
    if part.contains(is_separator) {
        return None;
    }
    let Some(separator) = whole.chars().find(|sign| is_separator(*sign)) else {
        return Some(format!("{minus}{unsigned}"));
    };
    let mut groups = whole.split(separator);
    let has_digits = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
    let is_first = |group: &str| (1..=3).contains(&group.len()) && has_digits(group);
    let are_thousands = groups.next().is_some_and(is_first)
        && groups.all(|group| group.len() == 3 && has_digits(group));
    are_thousands.then(|| format!("{minus}{}{part}", whole.replace(separator, "")))
}

#[cfg(test)]
mod tests {
    use super::plain_number;

    #[test]
    fn a_comma_parts_thousands_or_is_refused() {
        let taken = [
            ("1234.50", "1234.50"),
            (" £1,234.50 ", "1234.50"),
            ("1,234,567", "1234567"),
            ("12 345.6", "12345.6"),
            ("12\u{a0}345", "12345"),
            ("−£1,250,000.50", "-1250000.50"),
            ("£-5", "-5"),
            ("-£ 5", "-5"),
            ("", ""),
            ("£", ""),
            ("twelve", "twelve"),
        ];
        for (typed, plain) in taken {
            assert_eq!(plain_number(typed).as_deref(), Some(plain), "{typed}");
        }
        let refused = [
            "1234,50",
            "1,00",
            "12,34.50",
            "1,2345.00",
            "1.000,50",
            "1.000.000,50",
            "12,34,56",
            "1,234 567",
            ",500",
            "1,234,",
            "1,,234",
            "1 2",
            "- 1,-23",
        ];
        for typed in refused {
            assert_eq!(plain_number(typed), None, "{typed}");
        }
    }
}
