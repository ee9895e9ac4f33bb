//! Numbers as people type them and as books print them.

/// A typed number in its plain form, such as `-1234.50` of `−£1,234.50`: without a pound sign, and without the commas or spaces
/// that part thousands. Empty where nothing was typed.
///
/// None where a comma or a space stands anywhere else: `1234,50` with its comma left out would be a hundred times as much. What
/// remains is not checked to be a number.
#[must_use]
pub fn plain_number(typed: &str) -> Option<String> {
    let mut plain = String::new();
    // What parts the thousands, and how many signs stand behind the last of it.
    let (mut parted_by, mut behind, mut is_part) = (None, 0, false);
    let may_end = |parted_by: Option<char>, behind| parted_by.is_none() || behind == 3;
    for sign in typed.trim().chars() {
        match sign {
            '-' | '−' => plain.push('-'),
            '£' | ' ' | '\u{a0}' if behind == 0 && parted_by.is_none() => {}
            ',' | ' ' | '\u{a0}' => {
                let sign = if sign == ',' { ',' } else { ' ' };
                let goes_on = parted_by == Some(sign) && behind == 3;
                let begins = parted_by.is_none() && (1..=3).contains(&behind);
                if is_part || !(goes_on || begins) {
                    return None;
                }
                (parted_by, behind) = (Some(sign), 0);
            }
            '.' if !may_end(parted_by, behind) => return None,
            _ => {
                is_part |= sign == '.';
                behind += usize::from(!is_part);
                plain.push(sign);
            }
        }
    }
    may_end(parted_by, behind).then_some(plain)
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
