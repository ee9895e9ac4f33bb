//! A random sample of sent profiles is drawn for a second scoring, and can be drawn again by its seed.

use jiff::{SignedDuration, Timestamp};

use super::reach::require;
use super::{Moment, ServiceError, Store, new_id, trail};
use crate::access::{Action, Actor, Subject};
use crate::calendar::Date;
use crate::ids::{Digest, ProfileId, SampleDrawId};
use crate::needs::{Setting, draw};
use crate::store::sample_draw::{self, Drawable};
use crate::store::{StoreError, Tx};

pub use crate::store::sample_draw::SampleDraw;

/// The most profiles of one draw.
pub const SAMPLE_MAX: u32 = 100;

/// How large a sample is to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// So many.
    Number(u32),
    /// So many of a hundred, rounded up.
    Percent(u32),
}

impl Size {
    /// The size of a frame's sample, at most [`SAMPLE_MAX`].
    fn of(self, frame: usize) -> u32 {
        let frame = u32::try_from(frame).unwrap_or(u32::MAX);
        let wanted = match self {
            Size::Number(number) => number,
            Size::Percent(percent) => {
                let parts = u64::from(frame) * u64::from(percent);
                u32::try_from(parts.div_ceil(100)).unwrap_or(u32::MAX)
            }
        };
        wanted.min(frame).min(SAMPLE_MAX)
    }

    fn in_words(self) -> String {
        match self {
            Size::Number(number) => number.to_string(),
            Size::Percent(percent) => format!("{percent}%"),
        }
    }
}

/// What sample is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// How large.
    pub size: Size,
    /// From profiles sent on this day or later; none for all.
    pub from: Option<Date>,
    /// And on this day or earlier.
    pub to: Date,
    /// In proportion to settings.
    pub by_setting: bool,
}

/// A draw beside what its seed draws now.
#[derive(Clone, Debug)]
pub struct Again {
    /// The draw.
    pub draw: SampleDraw,
    /// Who drew it.
    pub who: String,
    /// Whether the profiles that it was drawn from are as they were.
    pub is_frame_same: bool,
    /// Whether the seed draws the same profiles.
    pub is_sample_same: bool,
}

/// Draws a sample, which waits for second scorers from then on. Returns how many were drawn.
///
/// # Errors
/// [`ServiceError::Refused`] for who may choose none; [`ServiceError::Conflict`] if somebody drew at the same time.
pub async fn draw_sample(
    store: &Store,
    actor: &Actor,
    wanted: &Wanted,
    moment: Moment,
) -> Result<u32, ServiceError> {
    require(actor, Action::ChooseSample, &Subject::Anything)?;
    let mut tx = store.begin().await?;
    let id = new_id(SampleDrawId::parse)?;
    // The id is random enough, and nobody can choose it.
    let seed = Digest::of(id.as_str().as_bytes()).short().to_owned();
    let frame = frame_of(&mut tx, (wanted.from, wanted.to), (&id, moment.instant)).await?;
    let size = wanted.size.of(frame.len());
    let drawn = drawn(&frame, size, &seed, wanted.by_setting);
    let made = SampleDraw {
        id,
        drawn_by: actor.user.clone(),
        drawn_at: moment.instant,
        seed,
        asked: wanted.size.in_words(),
        from: wanted.from,
        to: wanted.to,
        by_setting: wanted.by_setting,
        frame_size: u32::try_from(frame.len()).unwrap_or(u32::MAX),
        frame_digest: digest_of(&frame),
        chosen: size,
    };
    sample_draw::keep(&mut tx, &made, &drawn).await?;
    let subject = ("sample-draw", made.id.as_str());
    trail::note(&mut tx, moment, Some(&actor.user), "sample-chosen", subject).await?;
    tx.commit().await?;
    Ok(size)
}

/// Draws a sample again by its seed and says whether the same comes of it. Nothing is written.
///
/// # Errors
/// [`ServiceError::Refused`] for who may choose none; [`ServiceError::NotFound`] without such a draw.
pub async fn draw_again(
    store: &Store,
    actor: &Actor,
    id: &SampleDrawId,
) -> Result<Again, ServiceError> {
    require(actor, Action::ChooseSample, &Subject::Anything)?;
    let mut tx = store.read().await?;
    let found = sample_draw::find(&mut tx, id).await?;
    let (draw, who) = found.ok_or(ServiceError::NotFound)?;
    let frame = frame_of(&mut tx, (draw.from, draw.to), (id, draw.drawn_at)).await?;
    let again = drawn(&frame, draw.chosen, &draw.seed, draw.by_setting);
    let mut again: Vec<ProfileId> = again.into_iter().map(|(profile, _)| profile).collect();
    again.sort();
    Ok(Again {
        is_frame_same: digest_of(&frame) == draw.frame_digest,
        is_sample_same: again == sample_draw::profiles_of(&mut tx, id).await?,
        draw,
        who,
    })
}

/// The profiles that a draw is made from: those of its days that were sent and not chosen before it.
async fn frame_of(
    tx: &mut Tx,
    (from, to): (Option<Date>, Date),
    (draw, at): (&SampleDrawId, Timestamp),
) -> Result<Vec<Drawable>, StoreError> {
    let from = from.map_or(Timestamp::MIN, day_begins);
    let until = to.tomorrow().map_or(Timestamp::MAX, day_begins);
    // What is sent after the draw is in no draw of then.
    let until = until.min(
        at.saturating_add(SignedDuration::from_millis(1))
            .unwrap_or(at),
    );
    let day = Moment::of(at).today;
    sample_draw::frame(tx, (from, until), (draw, at, day)).await
}

/// The first instant of a day in England.
pub(super) fn day_begins(day: Date) -> Timestamp {
    let midnight = day.at(0, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC);
    let Ok(midnight) = midnight else {
        return Timestamp::MIN;
    };
    let utc = midnight.timestamp();
    // In summer the day begins an hour before it does in UTC.
    let hour_before = utc
        .saturating_sub(SignedDuration::from_hours(1))
        .unwrap_or(utc);
    if Moment::of(hour_before).today == day {
        hour_before
    } else {
        utc
    }
}

fn drawn(frame: &[Drawable], size: u32, seed: &str, by_setting: bool) -> Vec<(ProfileId, u32)> {
    let settings: Vec<(ProfileId, Setting)> = frame
        .iter()
        .map(|one| (one.profile.clone(), one.setting))
        .collect();
    let sample = draw(&settings, size, seed, by_setting);
    let version = |profile: &ProfileId| frame.iter().find(|one| one.profile == *profile);
    sample
        .into_iter()
        .filter_map(|profile| {
            let version = version(&profile)?.version;
            Some((profile, version))
        })
        .collect()
}

/// The identity of a frame: its profiles, their versions and settings.
fn digest_of(frame: &[Drawable]) -> Digest {
    let lines: Vec<String> = frame
        .iter()
        .map(|one| format!("{} {} {}", one.profile, one.version, one.setting))
        .collect();
    Digest::of(lines.join("\n").as_bytes())
}

#[cfg(test)]
mod tests {
    use super::{Size, day_begins};
    use jiff::civil::date;

    #[test]
    fn a_share_is_rounded_up_and_no_sample_is_larger_than_its_frame_or_a_hundred() {
        assert_eq!(Size::Percent(10).of(41), 5);
        assert_eq!(Size::Percent(10).of(0), 0);
        assert_eq!(Size::Percent(100).of(400), 100);
        assert_eq!(Size::Number(12).of(5), 5);
    }

    #[test]
    fn a_day_begins_at_midnight_in_england() {
        let begins = |day| day_begins(day).to_string();
        assert_eq!(begins(date(2026, 7, 1)), "2026-06-30T23:00:00Z");
        assert_eq!(begins(date(2026, 12, 1)), "2026-12-01T00:00:00Z");
    }
}
