//! The council whose service this is: its name and its colour.

use thiserror::Error;

/// The council whose service this is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Council {
    /// Its name, as the header shows it.
    pub name: String,
    colour: [u8; 3],
}

/// Why a colour cannot be the council's.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum CouncilError {
    /// Not a colour as style sheets write it.
    #[error("“{0}” is not a colour of the form #14495c")]
    NotAColour(String),
    /// White text on it cannot be read.
    #[error(
        "white text on {0} cannot be read by everyone: its contrast is below 4.5 to 1, so choose a darker colour"
    )]
    TooLight(String),
}

impl Council {
    /// A council by its name and its colour, `#14495c`.
    ///
    /// # Errors
    /// [`CouncilError`] if the colour is none, or if white text on it has a contrast below 4.5 to 1 (WCAG 2.2, 1.4.3).
    pub fn new(name: impl Into<String>, colour: &str) -> Result<Council, CouncilError> {
        let rgb =
            parse_colour(colour).ok_or_else(|| CouncilError::NotAColour(colour.to_owned()))?;
        if !carries_white_text(rgb) {
            return Err(CouncilError::TooLight(colour.to_owned()));
        }
        Ok(Council {
            name: name.into(),
            colour: rgb,
        })
    }

    /// The colour as style sheets write it.
    #[must_use]
    pub fn colour(&self) -> String {
        format!("#{}", hex::encode(self.colour))
    }

    /// Where the style sheet with the colour is; its address changes with the colour, so that a browser may keep it.
    #[must_use]
    pub fn stylesheet(&self) -> String {
        format!("/council.css?colour={}", hex::encode(self.colour))
    }
}

fn parse_colour(text: &str) -> Option<[u8; 3]> {
    let digits = text.strip_prefix('#')?;
    let bytes = hex::decode(digits).ok()?;
    bytes.try_into().ok()
}

/// Whether the contrast with white is at least 4.5 to 1: the relative luminance is at most 0.1833 (WCAG 2.2).
///
/// Luminance is a sum of powers, which only floats give; a colour is no money.
#[expect(
    clippy::float_arithmetic,
    reason = "WCAG defines luminance with real exponents"
)]
fn carries_white_text(rgb: [u8; 3]) -> bool {
    let linear = |byte: u8| {
        let value = f64::from(byte) / 255.0;
        if value <= 0.04045 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    };
    let [red, green, blue] = rgb.map(linear);
    let luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    1.05 / (luminance + 0.05) >= 4.5
}

#[cfg(test)]
mod tests {
    use super::{Council, CouncilError};

    #[test]
    fn a_colour_is_six_hexadecimal_digits_that_white_text_can_be_read_on() {
        assert_eq!(
            Council::new("Exampleshire Council", "#14495c").map(|council| council.colour()),
            Ok("#14495c".to_owned())
        );
        for colour in ["14495c", "#14495", "#14495g", "red", "#fff;}"] {
            assert!(
                matches!(Council::new("x", colour), Err(CouncilError::NotAColour(_))),
                "{colour}"
            );
        }
        // #767676 is the lightest grey that passes; #777777 the first that does not.
        assert!(Council::new("x", "#767676").is_ok());
        assert!(matches!(
            Council::new("x", "#777777"),
            Err(CouncilError::TooLight(_))
        ));
    }
}
