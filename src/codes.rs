//! Closed lists of codes as they are stored and exchanged: no place for what the codes are of.

use thiserror::Error;

/// A text that is not one of its list.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("the text is not a code of this list")]
pub struct UnknownCode;

/// An enumeration with the text by which each of its values is stored.
macro_rules! stored_codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$vdoc])* $variant),+
        }

        impl $name {
            /// Every value, in the order of its list.
            pub const ALL: &[$name] = &[$($name::$variant),+];

            /// The stored text.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $($name::$variant => $code),+ }
            }

            /// Reads the stored text.
            ///
            /// # Errors
            /// [`UnknownCode`](crate::codes::UnknownCode) for anything else.
            pub fn parse(text: &str) -> Result<$name, $crate::codes::UnknownCode> {
                $name::ALL.iter().copied().find(|value| value.code() == text).ok_or($crate::codes::UnknownCode)
            }
        }
    };
}
pub(crate) use stored_codes;
