//! A child's placements: each known by where and from when. One that a return no longer has is ended.

use super::{Import, day_after, new_id};
use crate::calendar::Date;
use crate::ids::{ChildId, PlacementId};
use crate::import::sen2::{Person, Place};
use crate::money::Fte;
use crate::needs::Setting;
use crate::service::ServiceError;
use crate::store::placement::{self, Placement};

impl Import<'_> {
    pub(super) async fn keep_placements(
        &mut self,
        child: &ChildId,
        is_new: bool,
        person: &Person,
    ) -> Result<(), ServiceError> {
        let mut unmatched = if is_new {
            Vec::new()
        } else {
            placement::all_of(self.tx, child).await?
        };
        let places = person
            .requests
            .iter()
            .filter_map(|request| request.active.as_ref());
        let places: Vec<&Place> = places.flat_map(|active| &active.placements).collect();
        for place in &places {
            let Some(returned) = self.placement_of(child, place)? else {
                continue;
            };
            match position_of(&unmatched, &returned) {
                Some(at) => {
                    let held = unmatched.swap_remove(at);
                    self.renew_placement(&held, returned).await?;
                }
                None => {
                    self.pending.placements.push(returned);
                    self.changes.placements_added += 1;
                }
            }
        }
        let ends_on = end_of_the_rest(person, &places, self.returned.reference_date);
        for held in unmatched {
            self.end_placement(held, ends_on).await?;
        }
        Ok(())
    }

    /// The placement that a row makes; none, with a problem, if it ends before it begins.
    fn placement_of(
        &mut self,
        child: &ChildId,
        place: &Place,
    ) -> Result<Option<Placement>, ServiceError> {
        let to = place.left_on.map(day_after);
        if let (Some(from), Some(to)) = (place.entered_on, to)
            && to <= from
        {
            let sentence =
                "leavingdate is before entrydate; the placement was not taken.".to_owned();
            self.refuse("placementdetail", place.row, sentence);
            return Ok(None);
        }
        let establishment = self.register.find(place).map(|known| known.id.clone());
        Ok(Some(Placement {
            id: new_id(PlacementId::parse)?,
            child: child.clone(),
            provider_authority: self.provider_authority(establishment.as_ref()),
            establishment,
            setting: self.register.setting(place),
            setting_other: place.sen_setting_other.clone(),
            rank: place.rank,
            from: place.entered_on,
            to,
            fte: Fte::FULL,
            in_sen_unit: place.in_sen_unit,
            in_resourced_provision: place.in_resourced_provision,
            residential: place.residential.clone(),
            work_based: place.work_based.clone(),
            source: self.source(),
            version: 1,
        }))
    }

    /// Writes what a return says anew; the share of full time, which no return has, stays.
    async fn renew_placement(
        &mut self,
        held: &Placement,
        returned: Placement,
    ) -> Result<(), ServiceError> {
        let changed = Placement {
            id: held.id.clone(),
            fte: held.fte,
            source: held.source.clone(),
            version: held.version,
            ..returned
        };
        if changed != *held {
            placement::update(self.tx, &changed).await?;
            self.changes.placements_changed += 1;
        }
        Ok(())
    }

    /// Ends a placement that lasted and that the return does not have. One that an officer made stays as it is.
    async fn end_placement(&mut self, held: Placement, ends_on: Date) -> Result<(), ServiceError> {
        let is_imported = held.source.starts_with("sen2-");
        if held.to.is_some() || !is_imported {
            return Ok(());
        }
        let to = match held.from {
            Some(from) if ends_on <= from => day_after(from),
            _ => ends_on,
        };
        let ended = Placement {
            to: Some(to),
            ..held
        };
        placement::update(self.tx, &ended).await?;
        self.changes.placements_ended += 1;
        Ok(())
    }
}

/// The first day after the placements that a return does not have: the day that another began, the day after the
/// plan ceased, or else the reference date, on which the return shows that they had ended.
fn end_of_the_rest(person: &Person, places: &[&Place], reference_date: Date) -> Date {
    let began = places
        .iter()
        .filter(|place| place.is_open_on(reference_date))
        .filter_map(|place| place.entered_on)
        .filter(|entered| *entered <= reference_date)
        .max();
    let plans = person
        .requests
        .iter()
        .flat_map(|request| &request.assessments);
    let ceased = plans
        .flat_map(|assessment| &assessment.plans)
        .filter_map(|plan| plan.ceased_on)
        .max()
        .map(day_after);
    began.or(ceased).unwrap_or(reference_date)
}

/// The held placement that a returned one is: same place and first day; or same first day, with a place that was not
/// known when it was imported.
fn position_of(held: &[Placement], returned: &Placement) -> Option<usize> {
    let same_day = |one: &Placement| one.from == returned.from;
    let same_place = |one: &Placement| {
        one.establishment == returned.establishment
            && (one.setting == returned.setting || one.establishment.is_some())
            && one.in_sen_unit == returned.in_sen_unit
            && one.in_resourced_provision == returned.in_resourced_provision
    };
    let was_unknown = |one: &Placement| {
        one.establishment.is_none() && one.setting == Setting::Unk && one.rank == returned.rank
    };
    held.iter()
        .position(|one| same_day(one) && same_place(one))
        .or_else(|| {
            held.iter()
                .position(|one| same_day(one) && was_unknown(one))
        })
}
