//! The national codes: primary needs and settings.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A code that is not one of the list.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("“{0}” is not a code of this list")]
pub struct UnknownCode(pub String);

/// A closed list of codes with a title for each.
macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($variant:ident $code:literal $title:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name {
            $(#[doc = $title] #[serde(rename = $code)] $variant),+
        }

        impl $name {
            /// Every code, in the order in which lists show them.
            pub const ALL: &[$name] = &[$($name::$variant),+];

            /// The code in capitals.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $($name::$variant => $code),+ }
            }

            /// The code in words.
            #[must_use]
            pub fn title(self) -> &'static str {
                match self { $($name::$variant => $title),+ }
            }

            /// Reads a code in either case; spaces round it do not count.
            ///
            /// # Errors
            /// [`UnknownCode`] for anything else.
            pub fn parse(text: &str) -> Result<$name, UnknownCode> {
                let wanted = text.trim();
                $name::ALL.iter().copied().find(|code| code.code().eq_ignore_ascii_case(wanted)).ok_or_else(|| UnknownCode(wanted.to_owned()))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                out.write_str(self.code())
            }
        }
    };
}

codes!(
    /// A primary type of need, by SEN2's code (SEN2 guide, SENtype; Down syndrome since 2025).
    Need {
        Asd "ASD" "Autistic spectrum disorder",
        Semh "SEMH" "Social, emotional and mental health",
        Slcn "SLCN" "Speech, language and communication needs",
        Mld "MLD" "Moderate learning difficulty",
        Sld "SLD" "Severe learning difficulty",
        Pmld "PMLD" "Profound and multiple learning difficulty",
        Spld "SPLD" "Specific learning difficulty",
        Pd "PD" "Physical disability",
        Hi "HI" "Hearing impairment",
        Vi "VI" "Vision impairment",
        Msi "MSI" "Multi-sensory impairment",
        Oth "OTH" "Other difficulty or disability",
        Ds "DS" "Down syndrome",
    }
);

codes!(
    /// A group of settings, as the national tables group them (cohort facts, setting groups).
    Setting {
        Mms "MMS" "Mainstream state school",
        Mind "MIND" "Mainstream independent school",
        Rpu "RPU" "Resourced provision or SEN unit",
        Spec "SPEC" "State special school",
        Nmss "NMSS" "Non-maintained special school",
        Iss "ISS" "Independent special school",
        Ap "AP" "Alternative provision",
        Fe "FE" "Further education",
        Spi "SPI" "Specialist post-16 institution",
        Eotas "EOTAS" "Education otherwise than at school",
        Ehe "EHE" "Elective home education",
        Neet "NEET" "Not in education",
        Eyp "EYP" "Early years provider",
        Oth "OTH" "Other arrangements",
        Unk "UNK" "Placement not known",
    }
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_read_in_either_case_and_nothing_else() {
        assert_eq!(Need::parse(" asd "), Ok(Need::Asd));
        assert_eq!(Need::ALL.len(), 13);
        for text in ["", "XYZ", "ASC", "AS D"] {
            assert!(Need::parse(text).is_err(), "{text}");
        }
        for setting in Setting::ALL {
            assert_eq!(Setting::parse(setting.code()), Ok(*setting));
        }
    }
}
