//! Payments: a calendar, a run with its lines, and what was due, come back; a period has one run that stands.

use jiff::civil::date;
use send_banding::access::Role;
use send_banding::calendar::Period;
use send_banding::costs::{CostKind, three_terms};
use send_banding::entitlement::{DueInYear, PaymentPeriods, Reason};
use send_banding::ids::{ChildId, Digest, EstablishmentId, UserId};
use send_banding::money::Money;
use send_banding::needs::Setting;
use send_banding::store::payment::{
    self, CalendarKind, LineTerms, PaymentCalendar, PaymentLine, PaymentRun, RunState, StoredDue,
};
use send_banding::store::{StoreError, Tx, placement, user};

use crate::place::Place;
use crate::sample;

type Outcome = Result<(), StoreError>;

pub fn calendar() -> PaymentCalendar {
    let year = Period::new(date(2026, 4, 1), date(2027, 4, 1)).unwrap();
    let periods = PaymentPeriods::monthly(&year).unwrap();
    PaymentCalendar {
        year_on: date(2026, 4, 1),
        kind: CalendarKind::Monthly,
        pay_days: periods.periods().iter().map(Period::start).collect(),
        periods,
        terms: three_terms(&[
            ("Summer", date(2026, 4, 13), date(2026, 7, 22)),
            ("Autumn", date(2026, 9, 2), date(2026, 12, 18)),
            ("Spring", date(2027, 1, 5), date(2027, 3, 25)),
        ])
        .unwrap(),
        set_by: None,
        set_at: sample::at(0),
    }
}

pub fn run(by: &UserId, period: u32) -> PaymentRun {
    PaymentRun {
        id: sample::id(),
        year_on: date(2026, 4, 1),
        period,
        state: RunState::Proposed,
        lines: 1,
        total: sample::money(12_345),
        digest: Digest::of(b"lines"),
        proposed_by: by.clone(),
        proposed_at: sample::at(1),
        concluded_by: None,
        concluded_at: None,
        exported_by: None,
        exported_at: None,
    }
}

pub fn line(child: &ChildId, at: &EstablishmentId, pence: i64) -> PaymentLine {
    PaymentLine {
        child: child.clone(),
        strand: "band_top_up".to_owned(),
        kind: CostKind::BandTopUp,
        establishment: Some(at.clone()),
        payee_key: "EX1".to_owned(),
        payee_name: "A trust".to_owned(),
        supplier_number: Some("EX1".to_owned()),
        coding: "1.2.2".to_owned(),
        gl_code: Some("HN-204".to_owned()),
        order_number: None,
        band: Some("D".to_owned()),
        days: Period::new(date(2026, 4, 1), date(2026, 5, 1)).ok(),
        belongs_year: date(2026, 4, 1),
        belongs_to: 0,
        reason: None,
        terms: LineTerms {
            annual: Some(sample::money(365_000)),
            stay: Some(Period::open(date(2026, 4, 1))),
            fte: "0.6".parse().ok(),
            basis: Some("Calendar days".to_owned()),
            rules: Some("exampleshire/2026-04-01".to_owned()),
            cause: Some("Award changed".to_owned()),
        },
        amount: sample::money(pence),
    }
}

async fn two_people(tx: &mut Tx) -> Result<(UserId, UserId), StoreError> {
    let (one, two) = (
        sample::user("one", &[Role::FinanceOfficer], &[]),
        sample::user("two", &[Role::FinanceOfficer], &[]),
    );
    user::insert(tx, &one, None).await?;
    user::insert(tx, &two, None).await?;
    Ok((one.id, two.id))
}

pub async fn a_run_comes_back_with_its_lines_and_what_was_due(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let (one, two) = two_people(&mut tx).await?;
    let child = sample::keep_child(&mut tx, "N1", "Ana", "Ash").await?.id;
    let school = sample::keep_establishment(&mut tx, "Hazel Primary", 990_001).await?;
    let set = calendar();
    payment::set_calendar(&mut tx, &set, None).await?;
    // Over the one that was shown, and over no other.
    payment::set_calendar(&mut tx, &set, Some(set.set_at)).await?;
    for over in [None, Some(sample::at(-5))] {
        let stale = payment::set_calendar(&mut tx, &set, over).await;
        assert!(matches!(stale, Err(StoreError::Conflict)), "{over:?}");
    }
    assert_eq!(
        payment::calendar_of(&mut tx, set.year_on).await?.as_ref(),
        Some(&set)
    );
    assert_eq!(payment::years(&mut tx).await?, [set.year_on]);

    let april = run(&one, 0);
    payment::insert_run(&mut tx, &april).await?;
    let own = line(&child, &school, 12_345);
    let back = PaymentLine {
        reason: Some(Reason::DaysChanged),
        establishment: None,
        days: None,
        gl_code: None,
        terms: LineTerms::default(),
        amount: sample::money(-345),
        ..own.clone()
    };
    let lines = [own, back];
    payment::add_lines(&mut tx, &april.id, &lines).await?;
    let due = StoredDue {
        year_on: set.year_on,
        child: child.clone(),
        strand: "band_top_up".to_owned(),
        due: DueInYear {
            periods: set.periods.clone(),
            segments: Vec::new(),
            one_offs: Vec::new(),
            warnings: Vec::new(),
            others: Vec::new(),
            total: Money::ZERO,
        },
    };
    payment::add_dues(&mut tx, &april.id, std::slice::from_ref(&due)).await?;
    assert_eq!(payment::lines_of(&mut tx, &april.id).await?, lines);
    assert_eq!(
        payment::paid_sums(&mut tx, set.year_on).await?,
        [],
        "what is proposed is not paid"
    );
    assert_eq!(payment::latest_dues(&mut tx, set.year_on).await?, []);

    payment::conclude(&mut tx, &april.id, RunState::Released, &two, sample::at(2)).await?;
    assert_eq!(payment::paid_sums(&mut tx, set.year_on).await?.len(), 2);
    assert_eq!(payment::latest_dues(&mut tx, set.year_on).await?, [due]);
    let totals = payment::totals_by_run(&mut tx, set.year_on).await?;
    assert_eq!(
        (totals[0].total.pence(), totals[0].adjustments.pence()),
        (12_000, -345)
    );
    assert!(payment::mark_exported(&mut tx, &april.id, &one, sample::at(3)).await?);
    assert!(!payment::mark_exported(&mut tx, &april.id, &one, sample::at(4)).await?);
    let stored = payment::runs_of(&mut tx, set.year_on).await?;
    assert_eq!(stored[0].exported_at, Some(sample::at(3)));
    let set_again = payment::set_calendar(&mut tx, &set, Some(set.set_at)).await;
    assert!(matches!(set_again, Err(StoreError::Conflict)));
    Ok(())
}

pub async fn a_period_has_one_run_that_stands(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let (one, two) = two_people(&mut tx).await?;
    payment::set_calendar(&mut tx, &calendar(), None).await?;
    let bare = || PaymentRun {
        lines: 0,
        ..run(&one, 0)
    };
    let first = bare();
    payment::insert_run(&mut tx, &first).await?;
    payment::conclude(&mut tx, &first.id, RunState::Withdrawn, &one, sample::at(2)).await?;
    let second = bare();
    payment::insert_run(&mut tx, &second).await?;
    payment::conclude(&mut tx, &second.id, RunState::Released, &two, sample::at(3)).await?;
    let late = payment::conclude(
        &mut tx,
        &second.id,
        RunState::Withdrawn,
        &one,
        sample::at(4),
    );
    assert!(matches!(late.await, Err(StoreError::Conflict)));
    tx.commit().await?;

    let mut tx = place.store.begin().await?;
    let third = payment::insert_run(&mut tx, &run(&one, 0)).await;
    assert!(matches!(third, Err(StoreError::Conflict)), "{third:?}");
    tx.rollback().await
}

pub async fn nobody_releases_alone_even_in_the_store(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let (one, _) = two_people(&mut tx).await?;
    payment::set_calendar(&mut tx, &calendar(), None).await?;
    let own = run(&one, 0);
    payment::insert_run(&mut tx, &own).await?;
    let alone = payment::conclude(&mut tx, &own.id, RunState::Released, &one, sample::at(2)).await;
    assert!(alone.is_err());
    tx.rollback().await
}

pub async fn a_year_is_read_from_the_lines_that_touch_it(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let child = sample::keep_child(&mut tx, "N1", "Ana", "Ash").await?.id;
    let placed = sample::keep_placement(&mut tx, &child, None, Setting::Iss).await?;
    let mut line = sample::cost_line(&placed);
    line.terms.period = Period::new(date(2025, 9, 1), date(2026, 4, 1)).unwrap();
    placement::insert_cost_lines(&mut tx, std::slice::from_ref(&line)).await?;
    let year = |first: i16| Period::new(date(first, 4, 1), date(first + 1, 4, 1)).unwrap();
    assert_eq!(
        payment::cost_lines_between(&mut tx, &year(2026)).await?,
        [],
        "an end is outside"
    );
    let found = payment::cost_lines_between(&mut tx, &year(2025)).await?;
    assert_eq!(found, [(placed, line.clone())]);
    line.in_error = true;
    placement::update_cost_line(&mut tx, &line).await?;
    assert_eq!(payment::cost_lines_between(&mut tx, &year(2025)).await?, []);
    assert!(
        payment::awards_between(&mut tx, &year(2025))
            .await?
            .is_empty()
    );
    Ok(())
}
