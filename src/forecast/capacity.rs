//! Places are limited: who would arrive at a full setting goes to the first of its overflow settings with room.
//!
//! Nobody who is in a setting is put out, and nobody is turned away from the system: where no overflow setting can
//! take a child, a move does not happen and a new plan begins in the full setting all the same.

use super::course::Course;
use super::record::{Amount, Flow, Kind};

/// The room in a setting: places less who stays and who would arrive. Below nought it is over-full; `None` is no limit.
type Room<T> = Vec<Option<T>>;

/// Sends those who would over-fill a setting elsewhere. `present` is by cell at the first January; `as_amount` makes
/// places comparable; `taken` says how many of a flow are sent on, given the excess and the arrivals that are left. Tells,
/// by setting, how many should have been sent on for whom neither an overflow setting nor where they came from had room: they
/// arrive all the same.
pub fn hold<T: Amount>(
    course: &Course,
    ahead: usize,
    present: &[T],
    flows: &mut Vec<Flow<T>>,
    as_amount: impl Fn(u32) -> T,
    mut taken: impl FnMut(T, T, T) -> T,
) -> Vec<T> {
    let places = &course.years[ahead].places;
    let mut no_room = vec![T::default(); places.len()];
    if places.iter().all(Option::is_none) {
        return no_room;
    }
    let mut room = room_of(course, ahead, present, flows, &as_amount);
    for full in 0..places.len() {
        let Some(left) = room[full].filter(|left| *left < T::default()) else {
            continue;
        };
        let mut excess = T::default() - left;
        // Who arrived before there was a limit is not sent on.
        let year = &course.years[ahead];
        let is_limited = |flow: &Flow<T>| {
            let stretch = year.stretches.at(usize::from(flow.stretch));
            stretch.steps.start >= year.places_from[full] && arrives(course, flow, full)
        };
        let mut arriving: T = flows
            .iter()
            .filter(|flow| is_limited(flow))
            .map(|flow| flow.count)
            .sum();
        no_room[full] = if arriving < excess { arriving } else { excess };
        for at in 0..flows.len() {
            let flow = flows[at];
            if !is_limited(&flow) || arriving <= T::default() {
                continue;
            }
            let wanted = if arriving < excess { arriving } else { excess };
            let sent = taken(flow.count, wanted, arriving);
            arriving = arriving - flow.count;
            if sent <= T::default() || !send_on(course, &mut room, flows, at, full, sent) {
                continue;
            }
            excess = excess - sent;
            no_room[full] = no_room[full] - sent;
        }
    }
    no_room
}

fn room_of<T: Amount>(
    course: &Course,
    ahead: usize,
    present: &[T],
    flows: &[Flow<T>],
    as_amount: &impl Fn(u32) -> T,
) -> Room<T> {
    let grid = &course.cohort.grid;
    let mut room: Room<T> = course.years[ahead]
        .places
        .iter()
        .map(|places| places.map(as_amount))
        .collect();
    let mut add = |setting: usize, count: T| {
        if let Some(room) = &mut room[setting] {
            *room = *room - count;
        }
    };
    for (index, count) in present.iter().enumerate() {
        add(grid.cell(index).setting, *count);
    }
    for flow in flows {
        if let Some(from) = flow.start() {
            add(grid.of_pair(from).1, T::default() - flow.count);
        }
        if let Some(to) = flow.end() {
            add(grid.of_pair(to).1, flow.count);
        }
    }
    room
}

fn arrives<T>(course: &Course, flow: &Flow<T>, setting: usize) -> bool {
    let grid = &course.cohort.grid;
    flow.kind != Kind::ChangeSide
        && flow.end().is_some_and(|to| grid.of_pair(to).1 == setting)
        && flow
            .start()
            .is_none_or(|from| grid.of_pair(from).1 != setting)
}

/// Sends part of a flow to the first overflow setting that can take it, or back to where a move came from. False if
/// there is none.
fn send_on<T: Amount>(
    course: &Course,
    room: &mut Room<T>,
    flows: &mut Vec<Flow<T>>,
    at: usize,
    full: usize,
    sent: T,
) -> bool {
    let grid = &course.cohort.grid;
    let flow = flows[at];
    let Some((need, _)) = flow.end().map(|to| grid.of_pair(to)) else {
        return false;
    };
    let can_take = |setting: &usize| {
        let is_priced = course.cohort.prices[grid.pair(need, *setting)].is_some();
        is_priced && room[*setting].is_none_or(|left| left >= sent)
    };
    let origin = flow.start().map(|from| grid.of_pair(from).1);
    let is_priced_at = |setting: &usize| course.cohort.prices[grid.pair(need, *setting)].is_some();
    let next = course.overflow[full].iter().copied().find(can_take);
    let Some(next) = next.or(origin.filter(is_priced_at)) else {
        return false;
    };
    for (setting, count) in [(full, T::default() - sent), (next, sent)] {
        if let Some(left) = &mut room[setting] {
            *left = *left - count;
        }
    }
    flows[at].count = flow.count - sent;
    flows.push(Flow {
        to: u32::try_from(grid.pair(need, next)).ok(),
        count: sent,
        ..flow
    });
    true
}
