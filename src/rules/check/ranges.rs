//! Ranges of scores, hours or costs: whether they touch, and whether a model can give what they name.

use crate::money::{Decimal, Rate};
use crate::rules::problem::Fault;
use crate::rules::reader::{Fields, Placed};
use crate::rules::set::{AboveTop, Band, BandRange};

use super::scores::{Counted, Scores};

/// A band with its range.
struct Ranged<'b> {
    band: &'b Placed<Band>,
    range: BandRange,
}

/// Checks that the ranges touch without gap or overlap, and against the scores that the model can give.
pub(super) fn against_scores<'b>(
    stream: &Fields<'_>,
    bands: &'b [Placed<Band>],
    scores: Option<&Scores>,
    above_top: Option<&Placed<AboveTop>>,
) {
    let bands: Vec<Ranged<'b>> = bands.iter().filter_map(ranged).collect();
    let before = stream.problems.len();
    let step = scores.map_or(Decimal::ONE, Scores::step);
    let counted = scores.map_or(Counted::Score, Scores::counted);
    for (lower, higher) in bands.iter().zip(bands.iter().skip(1)) {
        // Where another problem hides the step, a gap cannot be told from a step.
        let apart = lower.range.to < higher.range.from;
        if scores.is_some() || !apart {
            touch(stream, lower, higher, step, counted);
        }
    }
    let (Some(scores), true) = (scores, stream.problems.len() == before) else {
        return;
    };
    from_the_lowest(stream, &bands, scores);
    for band in &bands {
        let (id, BandRange { from, to }) = (&band.band.value.id, band.range);
        if !scores.reach(from.value(), to.value()) {
            let sentence = match counted {
                Counted::Hours => format!(
                    "no week has {from} to {to} hours of support, so nobody could ever be in band {id}: mend the range"
                ),
                _ => format!(
                    "no profile can score {from} to {to}, so nobody could ever be in band {id}: mend the range, the weights or the caps"
                ),
            };
            stream.wrong(&band.band.place, Fault::UnreachableBand, sentence);
        } else if !scores.is_in_steps(from.value()) || !scores.is_in_steps(to.value()) {
            let sentence = format!(
                "band {id} is {from} to {to}, but {} go in steps of {step}{}: write a range from one step to another",
                counted.in_words(),
                counted.key()
            );
            stream.wrong(&band.band.place, Fault::BadValue, sentence);
        }
    }
    above_the_top(stream, &bands, scores, above_top);
}

fn ranged(band: &Placed<Band>) -> Option<Ranged<'_>> {
    let range = band.value.range?;
    Some(Ranged { band, range })
}

/// Whether the bands stand in the order of their ranges; says so if they do not, where the ranges stand apart.
pub(super) fn stand_in_order(stream: &Fields<'_>, bands: &[Placed<Band>]) -> bool {
    let bands: Vec<Ranged<'_>> = bands.iter().filter_map(ranged).collect();
    let mut sorted: Vec<&Ranged<'_>> = bands.iter().collect();
    sorted.sort_by_key(|band| band.range.from.value());
    let id = |band: &&Ranged<'_>| band.band.value.id.clone();
    let apart = sorted
        .iter()
        .zip(sorted.iter().skip(1))
        .all(|(lower, higher)| lower.range.to < higher.range.from);
    let same = sorted.iter().map(id).eq(bands.iter().map(|band| id(&band)));
    if same || !apart {
        return true;
    }
    let names: Vec<String> = sorted
        .iter()
        .map(|band| format!("\"{}\"", band.band.value.id))
        .collect();
    let sentence = format!(
        "band_order is not the order of the ranges: write band_order = [{}], lowest need first, or mend the ranges",
        names.join(", ")
    );
    let model = stream.maybe_section("model");
    let order = model.and_then(|model| model.get("band_order"));
    let place = order.map_or(stream.place(), |node| &node.place);
    stream.wrong(place, Fault::BandOrder, sentence);
    false
}

fn touch(
    stream: &Fields<'_>,
    lower: &Ranged<'_>,
    higher: &Ranged<'_>,
    step: Decimal,
    counted: Counted,
) {
    let (end, start) = (lower.range.to.value(), higher.range.from.value());
    let (lower, higher) = (lower.band, higher.band);
    let Some(next) = end.checked_add(step) else {
        return;
    };
    if start <= end {
        let sentence = format!(
            "band {} begins at {start}, but band {} ends at {end}: the same {} would be in both. Begin it at {next}, or mend band_order if the bands stand in the wrong order",
            higher.value.id,
            lower.value.id,
            counted.in_words()
        );
        stream.wrong(&higher.place, Fault::BandOverlap, sentence);
    } else if start != next {
        let sentence = format!(
            "band {} ends at {end} and band {} begins at {start}: {} between them would be in no band. Since {} go in steps of {step}{}, begin it at {next}",
            lower.value.id,
            higher.value.id,
            counted.in_words(),
            counted.in_words(),
            counted.key()
        );
        stream.wrong(&higher.place, Fault::BandGap, sentence);
    }
}

fn from_the_lowest(stream: &Fields<'_>, bands: &[Ranged<'_>], scores: &Scores) {
    let Some(first) = bands.first() else {
        return;
    };
    let (from, lowest) = (first.range.from.value(), scores.lowest());
    if from > lowest {
        let sentence = format!(
            "the lowest band, {}, begins at {from}, but a profile can score {lowest}: begin it at {lowest}",
            first.band.value.id
        );
        stream.wrong(&first.band.place, Fault::BandGap, sentence);
    } else if from < lowest {
        let sentence = format!(
            "the lowest band, {}, begins at {from}, but nothing comes to less than {lowest}: begin it at {lowest}, if that is not meant",
            first.band.value.id
        );
        stream.doubt(&first.band.place, Fault::UnreachableBand, sentence);
    }
}

fn above_the_top(
    stream: &Fields<'_>,
    bands: &[Ranged<'_>],
    scores: &Scores,
    above_top: Option<&Placed<AboveTop>>,
) {
    let (Some(top), Some(policy)) = (bands.last(), above_top) else {
        return;
    };
    let end = top.range.to;
    let beyond = scores.highest().is_none_or(|highest| highest > end.value());
    if let Some(highest) = scores.highest().filter(|highest| *highest < end.value()) {
        let sentence = format!(
            "the highest band, {}, ends at {end}, but nothing comes to more than {}: end it there, if that is not meant",
            top.band.value.id,
            Rate::new(highest)
        );
        stream.doubt(&top.band.place, Fault::UnreachableBand, sentence);
    }
    let sentence = match (policy.value, beyond) {
        (AboveTop::Unreachable, true) => {
            let highest = scores.highest().map_or_else(
                || "any total can arrive".to_owned(),
                |highest| format!("a profile can score {}", Rate::new(highest)),
            );
            format!(
                "{highest}, but the highest band, {}, ends at {end}: widen it, or write above_top_score = \"refuse\" or \"top_band\"",
                top.band.value.id
            )
        }
        (AboveTop::Refuse | AboveTop::TopBand, false) => format!(
            "no profile can score above {end}, where the highest band ends: write above_top_score = \"unreachable\""
        ),
        _ => return,
    };
    stream.wrong(&policy.place, Fault::AboveTopScore, sentence);
}
