//! What a forecast is made of, and what a finance officer keeps beside it.

use jiff::civil::date;
use send_banding::ids::Digest;
use send_banding::needs::{Need, Setting};
use send_banding::store::audit::{self, Entry};
use send_banding::store::forecast_kept::{self, KeptKind};
use send_banding::store::high_needs_figure::{self, FigureKind, HighNeedsFigure};
use send_banding::store::placement::{self, CostKind, CostPer};
use send_banding::store::population::{self, People};
use send_banding::store::scenario::{self, ScenarioVersion};
use send_banding::store::{StoreError, plan_history};

use crate::place::{Outcome, Place};
use crate::sample::{self, at, id, money};

pub async fn plans_needs_places_and_costs_are_read_for_a_forecast(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let child = sample::keep_child(&mut tx, "N1", "Ana", "Ash").await?.id;
    let plan = sample::keep_plan(&mut tx, &child, &[Need::Asd, Need::Slcn]).await?;
    let stay = sample::keep_placement(&mut tx, &child, None, Setting::Iss).await?;
    let mut once = sample::cost_line(&stay);
    once.terms.kind = CostKind::OneOff;
    once.terms.per = CostPer::Once;
    let mut wrong = sample::cost_line(&stay);
    wrong.in_error = true;
    placement::insert_cost_lines(&mut tx, &[sample::cost_line(&stay), once, wrong]).await?;
    let plans = plan_history::plans(&mut tx).await?;
    assert_eq!(plans.len(), 1);
    assert_eq!(
        (plans[0].plan.clone(), plans[0].birth, plans[0].starts_on),
        (plan.id, Some(date(2014, 6, 15)), plan.starts_on)
    );
    let needs = plan_history::needs(&mut tx).await?;
    assert_eq!(needs[0].need.as_deref(), Some("ASD"));
    let places = plan_history::places(&mut tx).await?;
    assert_eq!(
        (places[0].setting.as_str(), places[0].from),
        ("ISS", stay.from)
    );
    // The fee runs to 31 August 2026; what is paid once counts for a year from its day.
    for (day, kinds) in [
        (date(2025, 8, 31), vec![]),
        (date(2026, 8, 31), vec![CostKind::OneOff, CostKind::Fee]),
        (date(2026, 9, 1), vec![]),
    ] {
        let since = date(day.year() - 1, day.month(), day.day());
        let found = plan_history::costs(&mut tx, since, day).await?;
        let found: Vec<CostKind> = found.iter().map(|line| line.terms.kind).collect();
        assert_eq!(found, kinds, "{day}");
    }
    Ok(())
}

pub async fn a_population_takes_the_place_of_the_one_before(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let people = |january, people: &str| People {
        january,
        year_group: -4,
        people: people.parse().unwrap(),
    };
    population::replace(&mut tx, &[people(2025, "10.5"), people(2026, "11")]).await?;
    population::replace(&mut tx, &[people(2027, "12.25")]).await?;
    assert_eq!(population::all(&mut tx).await?, [people(2027, "12.25")]);
    let twice = population::replace(&mut tx, &[people(2027, "1"), people(2027, "2")]).await;
    assert!(matches!(twice, Err(StoreError::Conflict)), "{twice:?}");
    Ok(())
}

pub async fn the_newest_entry_of_a_figure_counts_and_the_others_stay(place: &Place) -> Outcome {
    let figure = |year: &str, kind, number, pence| HighNeedsFigure {
        year: year.to_owned(),
        kind,
        number,
        sum: money(pence),
        note: "Settlement of December".to_owned(),
        by: None,
        at: at(number.into()),
    };
    let first = figure("2026-27", FigureKind::Allocation, 1, 100);
    let second = figure("2026-27", FigureKind::Allocation, 2, -5);
    let other = figure("2027-28", FigureKind::BroughtForward, 1, -7);
    let mut tx = place.store.begin().await?;
    high_needs_figure::add(&mut tx, &[first.clone(), other.clone()]).await?;
    high_needs_figure::add(&mut tx, std::slice::from_ref(&second)).await?;
    assert_eq!(
        high_needs_figure::current(&mut tx).await?,
        [second.clone(), other]
    );
    assert_eq!(
        high_needs_figure::history(&mut tx, "2026-27").await?,
        [second.clone(), first]
    );
    tx.commit().await?;
    let mut tx = place.store.begin().await?;
    let lost = high_needs_figure::add(&mut tx, &[second]).await;
    assert!(matches!(lost, Err(StoreError::Conflict)), "{lost:?}");
    Ok(())
}

pub async fn a_scenario_keeps_every_version(place: &Place) -> Outcome {
    let version = |number, name: &str| ScenarioVersion {
        scenario: "00000000-0000-7000-8000-00000000aaaa".parse().unwrap(),
        number,
        name: name.to_owned(),
        document: r#"{"levers":[]}"#.to_owned(),
        by: None,
        at: at(number.into()),
    };
    let mut tx = place.store.begin().await?;
    scenario::begin(&mut tx, &version(1, "First")).await?;
    scenario::add(&mut tx, &version(2, "Second")).await?;
    assert_eq!(scenario::latest(&mut tx).await?, [version(2, "Second")]);
    assert_eq!(
        scenario::versions(&mut tx, &version(1, "").scenario).await?,
        [version(2, "Second"), version(1, "First")]
    );
    assert_eq!(scenario::versions(&mut tx, &id()).await?, []);
    tx.commit().await?;
    let mut tx = place.store.begin().await?;
    let lost = scenario::add(&mut tx, &version(2, "At the same time")).await;
    assert!(matches!(lost, Err(StoreError::Conflict)), "{lost:?}");
    Ok(())
}

pub async fn what_was_worked_out_is_found_by_what_it_was_made_of(place: &Place) -> Outcome {
    let [one, other] = ["one", "other"].map(|text| Digest::of(text.as_bytes()));
    let mut tx = place.store.begin().await?;
    let (basis, outlook) = (KeptKind::Basis, KeptKind::Outlook);
    forecast_kept::keep(&mut tx, basis, (&one, "3"), "{}", at(1)).await?;
    forecast_kept::keep(&mut tx, outlook, (&one, "3"), "[]", at(1)).await?;
    let found = forecast_kept::find(&mut tx, basis, &one, "3").await?;
    assert_eq!(found.as_deref(), Some("{}"));
    for (kind, digest, model) in [(basis, &other, "3"), (basis, &one, "4")] {
        let found = forecast_kept::find(&mut tx, kind, digest, model).await?;
        assert_eq!(found, None);
    }
    // The newest takes the place of the one before, of its kind alone.
    forecast_kept::keep(&mut tx, basis, (&other, "3"), "1", at(2)).await?;
    let found = forecast_kept::find(&mut tx, basis, &one, "3").await?;
    assert_eq!(found, None);
    let found = forecast_kept::find(&mut tx, outlook, &one, "3").await?;
    assert_eq!(found.as_deref(), Some("[]"));
    Ok(())
}

pub async fn a_look_at_a_record_is_no_change_of_it(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    assert_eq!(audit::last_change(&mut tx).await?, 0);
    let mut last = Vec::new();
    for action in [
        "award-ended",
        "child-viewed",
        "signed-in",
        "awards-downloaded",
    ] {
        let entry = Entry {
            at: at(1),
            actor: None,
            action,
            subject_kind: "child",
            subject_id: "1",
            detail: b"",
        };
        audit::append(&mut tx, entry).await?;
        last.push(audit::last_change(&mut tx).await?);
    }
    assert_eq!(last, [1; 4]);
    Ok(())
}
