//! The names by which a rule set and a profile speak of the same thing.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::ids::{IdError, is_slug, text_id};

text_id!(
    /// An area of need in a rule set, such as `sensory-and-physical`.
    AreaId, "an area's name in lower case with dashes", is_slug
);
text_id!(
    /// A domain within an area, such as `hearing`.
    DomainId, "a domain's name in lower case with dashes", is_slug
);
text_id!(
    /// A group of domains that are weighted and capped together.
    GroupId, "a group's name in lower case with dashes", is_slug
);
text_id!(
    /// A stream of funding in a rule set that has more than one.
    StreamId, "a stream's name in lower case with dashes", is_slug
);
text_id!(
    /// A kind of provision with a price, such as `teaching-assistant`.
    ProvisionId, "a provision's name in lower case with dashes", is_slug
);
text_id!(
    /// A post whose cost a staffing model counts, such as `teacher`.
    PostId, "a post's name in lower case with dashes", is_slug
);
text_id!(
    /// A change that a rule set makes to a score, a band or an amount.
    ModifierId, "a modifier's name in lower case with dashes", is_slug
);
text_id!(
    /// A phase of education that a rule set tells apart, such as `primary`.
    PhaseId, "a phase's name in lower case with dashes", is_slug
);
text_id!(
    /// A fact of a case that a rule set asks for, such as `awaiting-special-place`.
    CircumstanceId, "a circumstance's name in lower case with dashes", is_slug
);
text_id!(
    /// A band as the rule set writes it, such as `F` or `Local Offer`.
    BandId, "a band's name of 1 to 40 printable characters",
    |t| !t.is_empty() && t.chars().count() <= 40 && !t.chars().any(crate::letters::is_unseen)
);

impl StreamId {
    /// The stream of a rule set that has one, and needs no name for it.
    #[must_use]
    pub fn main() -> StreamId {
        StreamId("main".into())
    }
}
