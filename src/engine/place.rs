//! Places in a rule set: how a step of the trace points at what it used.
//!
//! A place is a position, from 0, in the list that its name says; with the rule set's digest it
//! never changes its meaning. Positions keep a trace small and quick; [`super::named`] puts the
//! names in their stead.

use serde::{Deserialize, Serialize};

macro_rules! places {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
            #[serde(transparent)]
            pub struct $name(u16);

            impl $name {
                /// The place of a position in a checked set, whose lists are far shorter than `u16` counts.
                #[must_use]
                pub(crate) fn at(position: usize) -> $name {
                    $name(u16::try_from(position).unwrap_or(u16::MAX))
                }

                /// The position.
                #[must_use]
                pub fn position(self) -> usize {
                    usize::from(self.0)
                }
            }
        )+
    };
}

places!(
    /// A stream, in the set's list.
    StreamAt,
    /// A domain, over all areas in their order.
    DomainAt,
    /// A group of the stream's model.
    GroupAt,
    /// A band of the stream, 0 for the lowest need.
    BandAt,
    /// A floor of the stream.
    FloorAt,
    /// A value table of the stream.
    TableAt,
    /// A row of a value table or of a look-up.
    RowAt,
    /// A modifier of the stream, in the order in which they are applied.
    ModifierAt,
    /// A kind of provision of the stream's model.
    ProvisionAt,
    /// A line of provision of the profile.
    LineAt,
    /// A gate of the set.
    GateAt,
);
