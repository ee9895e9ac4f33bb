//! What is wrong with a rule set's text: every problem with its place and a sentence that says how
//! to mend it.

use std::cell::RefCell;
use std::fmt;

use super::tree::Place;

/// A list of kinds of problem, each with the name by which tests and tools know it.
macro_rules! faults {
    ($($(#[$doc:meta])+ $variant:ident $name:literal),+ $(,)?) => {
        /// The kind of a problem.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Fault {
            $($(#[$doc])+ $variant),+
        }

        impl Fault {
            /// Every kind.
            pub const ALL: &[Fault] = &[$(Fault::$variant),+];

            /// The kind's name, which does not change.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Fault::$variant => $name),+ }
            }
        }
    };
}

faults!(
    /// There is no file, or a file is too large, is not UTF-8 or holds a NUL.
    UnreadableFile "unreadable_file",
    /// The text is not TOML.
    NotToml "not_toml",
    /// A key or section is given twice.
    GivenTwice "given_twice",
    /// A key that the format does not have.
    UnknownKey "unknown_key",
    /// A key or section that has to be there is not.
    MissingKey "missing_key",
    /// A value of the wrong kind, such as a list where text belongs.
    WrongKind "wrong_kind",
    /// A number without quotation marks.
    UnquotedNumber "unquoted_number",
    /// A text that is not the number, name, code or choice it should be.
    BadValue "bad_value",
    /// Text that must say something is empty.
    Empty "empty",
    /// No source for the figures, or one that is no address.
    MissingSource "missing_source",
    /// The last day is before the first.
    DaysReversed "days_reversed",
    /// The directory's name is not the authority and first day.
    WrongDirectory "wrong_directory",
    /// Two things of one kind have one name.
    DuplicateId "duplicate_id",
    /// A domain that the set does not have.
    UnknownDomain "unknown_domain",
    /// A band that the set does not have.
    UnknownBand "unknown_band",
    /// A primary need that is not one of the national codes.
    UnknownNeed "unknown_need",
    /// A setting that is not one of the codes.
    UnknownSetting "unknown_setting",
    /// A level that the set does not have.
    UnknownLevel "unknown_level",
    /// A level of a domain has no descriptor.
    MissingDescriptor "missing_descriptor",
    /// A descriptor that stands word for word at two levels.
    RepeatedDescriptor "repeated_descriptor",
    /// A heading that would find two domains.
    AmbiguousHeading "ambiguous_heading",
    /// A domain that is in no group, or in two.
    DomainGrouping "domain_grouping",
    /// A cap that no profile can reach, or that leaves nothing to tell apart.
    PointlessCap "pointless_cap",
    /// Levels or points that make more different scores than a scheme can mean.
    TooManyScores "too_many_scores",
    /// The order of bands does not name every band once.
    BandOrder "band_order",
    /// Scores that fall in no band.
    BandGap "band_gap",
    /// Scores that fall in two bands.
    BandOverlap "band_overlap",
    /// A band that no profile can reach.
    UnreachableBand "unreachable_band",
    /// What happens above the top band is not as stated.
    AboveTopScore "above_top_score",
    /// A floor that never raises anybody.
    PointlessFloor "pointless_floor",
    /// A primary need with two floors.
    TwoFloors "two_floors",
    /// A value table without an amount for some band.
    MissingAmount "missing_amount",
    /// A setting with neither a value table nor a note why it has none.
    MissingSetting "missing_setting",
    /// A setting in two value tables, or in one and among those not funded.
    SettingTwice "setting_twice",
    /// An amount below zero or with a part of a penny.
    BadAmount "bad_amount",
    /// An amount that is lower for a band of higher need.
    FallingAmount "falling_amount",
    /// No value table for a year.
    NoYearTable "no_year_table",
    /// The order of modifiers is not the modifiers that the set uses.
    ModifierOrder "modifier_order",
    /// A key that belongs to another model.
    WrongModel "wrong_model",
    /// Sections of a stream beside `[[stream]]`.
    StreamMixed "stream_mixed",
    /// Two streams for one child, neither of which adds to the other.
    StreamOverlap "stream_overlap",
    /// Children for whom no stream is.
    StreamHole "stream_hole",
    /// A setting for which the stream is not.
    OutsideStream "outside_stream",
    /// Phases that share a year group.
    PhaseOverlap "phase_overlap",
    /// A phase that the set does not have.
    UnknownPhase "unknown_phase",
    /// A circumstance that the set does not have.
    UnknownCircumstance "unknown_circumstance",
    /// A phase or a circumstance that nothing in the set depends on.
    UnusedFact "unused_fact",
    /// Conditions that hold for nobody, or for everybody.
    PointlessCondition "pointless_condition",
    /// More conditions than can be held against each other.
    TooManyConditions "too_many_conditions",
    /// Two value tables that hold for one child.
    TableOverlap "table_overlap",
    /// Circumstances for which no value table holds.
    TableHole "table_hole",
    /// A row with the keys of another.
    RowTwice "row_twice",
    /// Keys for which there is no row.
    MissingRow "missing_row",
    /// A row of more or fewer cells than there are columns, or a key that its column cannot have.
    BadRow "bad_row",
    /// A published figure that is not what the arithmetic gives.
    PublishedDiffers "published_differs",
    /// An amount above the yearly limit.
    AboveYearlyLimit "above_yearly_limit",
    /// A post that the table does not price.
    UnknownPost "unknown_post",
    /// A conversion by amount in a set whose bands have none.
    NothingToConvert "nothing_to_convert",
    /// Words that say another number than the section does.
    TextContradicts "text_contradicts",
    /// A part of a sound set that no case shows an example of: no fault of the text.
    NotHit "not_hit",
    /// A text that says something else than when it was sealed.
    BrokenSeal "broken_seal",
    /// So many problems that the rest is left out.
    TooMany "too_many",
);

/// One problem, where it stands, and how to mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Its kind.
    pub fault: Fault,
    /// The file's name, as it was given.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
    /// What is wrong and how to mend it, in a sentence.
    pub sentence: String,
}

impl fmt::Display for Problem {
    /// `file:line: sentence (column 9)`, as commands print it.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Problem {
            file,
            line,
            column,
            sentence,
            ..
        } = self;
        write!(out, "{file}:{line}: {sentence} (column {column})")
    }
}

/// The most problems that one run lists: nobody reads more, and hostile text could hold millions.
const MOST: usize = 1000;

/// The problems gathered so far, and the doubts. Readers share it, so that one run finds every problem.
#[derive(Debug, Default)]
pub(super) struct Problems {
    wrong: RefCell<Vec<Problem>>,
    doubts: RefCell<Vec<Problem>>,
}

impl Problems {
    /// Notes a problem.
    pub(super) fn add(&self, place: &Place, fault: Fault, sentence: impl Into<String>) {
        let sentence = || sentence.into();
        note(&mut self.wrong.borrow_mut(), place, fault, sentence);
    }

    /// Notes a doubt: what may be meant, and is worth a second look.
    pub(super) fn doubt(&self, place: &Place, fault: Fault, sentence: impl Into<String>) {
        let sentence = || sentence.into();
        note(&mut self.doubts.borrow_mut(), place, fault, sentence);
    }

    /// How many problems there are, so that a reader can tell whether what it just read was sound.
    pub(super) fn len(&self) -> usize {
        self.wrong.borrow().len()
    }

    /// Whether so many are listed that no other will be.
    pub(super) fn are_full(&self) -> bool {
        self.len() > MOST
    }

    /// The problems by file and line.
    pub(super) fn into_sorted(self) -> Vec<Problem> {
        self.into_both().0
    }

    /// The problems and the doubts, each by file and line.
    pub(super) fn into_both(self) -> (Vec<Problem>, Vec<Problem>) {
        let sorted = |mut list: Vec<Problem>| {
            list.sort_by(|a, b| (&a.file, a.line, a.column).cmp(&(&b.file, b.line, b.column)));
            list
        };
        (
            sorted(self.wrong.into_inner()),
            sorted(self.doubts.into_inner()),
        )
    }
}

fn note(list: &mut Vec<Problem>, place: &Place, fault: Fault, sentence: impl FnOnce() -> String) {
    let (fault, sentence) = match list.len() {
        0..MOST => (fault, sentence()),
        MOST => (
            Fault::TooMany,
            "there are more problems; mend these first".to_owned(),
        ),
        _ => return,
    };
    list.push(place.problem(fault, sentence));
}
