//! Invented evidence: what a plan or a report might say beside a level, by domain.

use std::collections::BTreeMap;

use super::draw::Draw;
use crate::needs::{DomainId, Evidence, EvidenceSource, Grounds, Level};

/// Two sentences for each level from 1 to 4 of a domain.
type Sentences = [[&'static str; 2]; 4];

const THINKING: Sentences = [
    [
        "Grasps new ideas a little later than the class and keeps them after going over them again.",
        "Needs instructions broken into two or three steps to start independently.",
    ],
    [
        "Working about two years behind in most subjects and forgets new learning over a holiday.",
        "Understands a task once it has been shown with objects, not from words alone.",
    ],
    [
        "Learns in very small steps; a concept met in one lesson is not carried to the next.",
        "Reasoning is at a level expected several years earlier, in every subject.",
    ],
    [
        "Explores by touch and is beginning to link an action with what follows it.",
        "Anticipates a few daily routines; learning is at the earliest stages of development.",
    ],
];
const LITERACY: Sentences = [
    [
        "Reads accurately but slowly, and avoids longer pieces of writing.",
        "Number bonds to ten are secure; the steps of written methods are mixed up.",
    ],
    [
        "Reads common words by sight and guesses the rest; spelling makes writing hard to follow.",
        "Counts on fingers for sums that the class does from memory.",
    ],
    [
        "Recognises own name and about twenty words; copies under a model.",
        "Counts five objects reliably; larger numbers have no meaning yet.",
    ],
    [
        "Enjoys sharing a picture book and turns pages; print carries no meaning yet.",
        "Does not match or sort objects by number or shape.",
    ],
];
const LANGUAGE: Sentences = [
    [
        "Follows class talk when key words are repeated, and asks when unsure.",
        "Vocabulary is a little narrow; sentences are short but complete.",
    ],
    [
        "Loses the thread after the second part of an instruction and looks round to see what others do.",
        "Links two or three words; tenses and small words are left out.",
    ],
    [
        "Understands single familiar words in context; longer talk is not followed.",
        "Uses single words and gesture to ask for what is wanted.",
    ],
    [
        "Responds to tone of voice and to a few signs of reference, not to words.",
        "Little or no understanding of spoken language in any setting.",
    ],
];
const SPEECH: Sentences = [
    [
        "Speech is clear to adults who know the topic; some sounds are still swapped.",
        "Hesitates and repeats at the start of sentences, more so when hurried.",
    ],
    [
        "Unfamiliar listeners understand about half; frustration follows when not understood.",
        "Relies on gesture and pointing beside speech to be understood.",
    ],
    [
        "Only family and familiar staff understand; uses a symbol book for choices.",
        "Uses about thirty signs and a few word shapes.",
    ],
    [
        "Communicates by eye-pointing, movement and sound, read by people who know the signals.",
        "No dependable yes or no; uses a switch to attract attention.",
    ],
];
const SOCIAL: Sentences = [
    [
        "Plays alongside others and joins in when invited; jokes are taken literally.",
        "Prefers to know the plan for the day and copes with small changes when warned.",
    ],
    [
        "Conversation turns to one interest; misreads classmates and is then left out.",
        "Unplanned changes lead to distress on several days a week.",
    ],
    [
        "Joins others only in a structured activity and for a few minutes.",
        "Rigid routines govern the day; transitions take up to half an hour.",
    ],
    [
        "Does not seek out other people except to have a need met.",
        "Any change of place, person or order brings extreme and lasting distress.",
    ],
];
const WELLBEING: Sentences = [
    [
        "Worries before tests and new groups, and accepts reassurance.",
        "Low confidence: rubs out work and says it is wrong before it is looked at.",
    ],
    [
        "Tearful or withdrawn in most weeks; attendance dips on days of change.",
        "Anxiety stops participation in assemblies, lunch hall and trips.",
    ],
    [
        "Daily anxiety; attends part of the timetable and hides under tables when overwhelmed.",
        "Talks of feeling worthless; sleep and eating are affected.",
    ],
    [
        "Has not been able to enter a classroom since the spring.",
        "Recurrent self-harm, with a safety plan agreed between services.",
    ],
];
const BEHAVIOUR: Sentences = [
    [
        "Fidgets and calls out; settles after a reminder and a short movement break.",
        "Finds noise in the hall hard and covers ears.",
    ],
    [
        "Leaves the room or refuses work several times a week; calms within half an hour.",
        "Acts on impulse in play, with minor injuries to others this term.",
    ],
    [
        "Hits out or runs off on most days, often without a clear trigger.",
        "Seeks movement and pressure constantly; climbs furniture and fences.",
    ],
    [
        "Serious injury to self or others has happened this year in spite of every plan.",
        "Eats unsafe things and bolts towards roads; no sense of danger.",
    ],
];
const HEARING: Sentences = [
    [
        "Mild loss in one ear; hears well from the front of a quiet room.",
        "Fluctuating loss: misses quiet speech during colds.",
    ],
    [
        "Moderate loss in both ears with aids worn all day; group talk is tiring.",
        "Uses a radio aid in lessons; new vocabulary has to be taught.",
    ],
    [
        "Severe loss; lip-reads and depends on captions, and misses talk in the playground.",
        "Language is well behind as a result of late access to sound.",
    ],
    [
        "Profound loss; British Sign Language is the first language.",
        "No useful hearing with aids; learns by sign and print.",
    ],
];
const VISION: Sentences = [
    [
        "Reads standard print with a bolder font and a sloping desk.",
        "Wears a patch; judging steps in dim light is uncertain.",
    ],
    [
        "Needs enlarged print throughout and loses place on crowded pages.",
        "Misses demonstrations at the board and facial expressions across a room.",
    ],
    [
        "Reads 36-point print for short times; moves with care in unfamiliar places.",
        "Field of vision is small; traffic and stairs are unsafe alone.",
    ],
    [
        "Reads braille; all visual material is adapted to touch or speech.",
        "Aware of light only; is learning routes with a long cane.",
    ],
];
const PHYSICAL: Sentences = [
    [
        "Handwriting tires quickly; a laptop is used for longer pieces.",
        "Stumbles on uneven ground and avoids ball games.",
    ],
    [
        "Walks short distances with an orthosis; needs help with buttons and cutlery.",
        "Posture slumps after twenty minutes without a supportive chair.",
    ],
    [
        "Uses a powered chair; needs help with all transfers and personal care.",
        "Limited hand control: records work through adapted equipment.",
    ],
    [
        "Fully dependent for every movement, change of position and meal.",
        "No purposeful movement of limbs; posture is managed through the whole day.",
    ],
];
const MEDICAL: Sentences = [
    [
        "Asthma is well controlled; carries an inhaler and knows when to use it.",
        "Appointments and tiredness cost about a day each month.",
    ],
    [
        "Blood sugar is checked before lunch and activity; cannot yet do it alone.",
        "Absence seizures in most weeks interrupt learning for some minutes.",
    ],
    [
        "Fed by gastrostomy; emergency medicine is kept within reach at all times.",
        "Seizures in most weeks need rescue medicine and a long rest.",
    ],
    [
        "Breathing is supported and watched at all times; may deteriorate in moments.",
        "Life-limiting condition; often too unwell to take part.",
    ],
];

fn sentences_of(domain: &DomainId) -> Option<&'static Sentences> {
    Some(match domain.as_str() {
        "thinking" => &THINKING,
        "literacy-numeracy" => &LITERACY,
        "receptive-language" => &LANGUAGE,
        "speech" => &SPEECH,
        "social-communication" => &SOCIAL,
        "emotional-wellbeing" => &WELLBEING,
        "behaviour" => &BEHAVIOUR,
        "hearing" => &HEARING,
        "vision" => &VISION,
        "physical" => &PHYSICAL,
        "medical" => &MEDICAL,
        _ => return None,
    })
}

/// Evidence for every level above 0, as a careful scorer notes it; now and then the page is missing.
pub(super) fn evidence(
    levels: &BTreeMap<DomainId, Level>,
    draw: &mut Draw,
) -> BTreeMap<DomainId, Grounds> {
    let mut noted = BTreeMap::new();
    for (domain, level) in levels {
        let of_level = sentences_of(domain).zip(usize::from(level.number()).checked_sub(1));
        if let Some(choices) = of_level.and_then(|(sentences, row)| sentences.get(row)) {
            let first = one(draw.pick(choices), draw);
            let second = further(*level, &first, choices);
            let pieces = std::iter::once(first).chain(second).collect();
            noted.extend(Grounds::of(pieces).map(|pieces| (domain.clone(), pieces)));
        }
    }
    noted
}

/// A high level that rests on the plan rests on a report as well.
fn further(level: Level, first: &Evidence, choices: &[&str]) -> Option<Evidence> {
    let is_both = level.number() > 2 && first.source == EvidenceSource::SectionB;
    let other = choices.iter().find(|words| **words != first.quotation);
    other.filter(|_| is_both).map(|words| Evidence {
        source: EvidenceSource::Report,
        report: Some("Educational psychologist’s report".to_owned()),
        page: Some("7".to_owned()),
        quotation: (*words).to_owned(),
    })
}

fn one(quotation: &str, draw: &mut Draw) -> Evidence {
    let source = match draw.below(20) {
        0..11 => EvidenceSource::SectionB,
        11..13 => EvidenceSource::SectionF,
        13..17 => EvidenceSource::SectionK,
        _ => EvidenceSource::Report,
    };
    let page = match source {
        EvidenceSource::Report => format!("{}", draw.between(2, 9)),
        EvidenceSource::SectionK => format!(
            "Appendix {}, page {}",
            draw.between(1, 6),
            draw.between(1, 8)
        ),
        _ => format!("{}", draw.between(3, 14)),
    };
    let noted = !draw.in_thousand(80);
    Evidence {
        source,
        report: (source == EvidenceSource::Report)
            .then(|| "Educational psychologist’s report".to_owned()),
        page: noted.then_some(page),
        quotation: quotation.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::draw::known;
    use crate::demo::levels::DOMAINS;

    #[test]
    fn every_domain_has_two_different_sentences_for_every_level() {
        let mut all = std::collections::BTreeSet::new();
        for domain in DOMAINS {
            let sentences = sentences_of(&known(domain)).unwrap();
            assert!(
                sentences
                    .iter()
                    .flatten()
                    .all(|sentence| all.insert(*sentence)),
                "{domain}"
            );
        }
        assert_eq!(all.len(), 88);
    }

    #[test]
    fn a_level_of_nought_needs_no_evidence() {
        let levels = BTreeMap::from([
            (known("hearing"), Level::new(0)),
            (known("vision"), Level::new(4)),
        ]);
        let evidence = evidence(&levels, &mut Draw::of(1, 0));
        assert_eq!(
            evidence.keys().map(DomainId::as_str).collect::<Vec<_>>(),
            ["vision"]
        );
    }
}
