//! What is found, by whom it may be seen, and what is counted.

use std::collections::BTreeSet;

use jiff::civil::date;
use send_banding::ids::{ChildId, EstablishmentId, UserId};
use send_banding::needs::{Need, Setting};
use send_banding::store::caseload::{self, Filter, Order, PlanFilter, Scope};
use send_banding::store::{Page, StoreError, Tx, child, identity, placement, plan};

use crate::place::{Outcome, Place};
use crate::sample::{self, TODAY};

/// The local ids that a filter finds for the whole authority, in the list's order.
pub async fn found(tx: &mut Tx, filter: &Filter) -> Result<Vec<String>, StoreError> {
    let page = caseload::list(tx, &Scope::authority(), filter, TODAY, Page::new(1, 100)).await?;
    assert_eq!(page.total, page.items.len() as u64);
    Ok(page
        .items
        .iter()
        .map(|line| line.local_id.to_string())
        .collect())
}

pub fn words(text: &str) -> Filter {
    Filter {
        text: Some(text.to_owned()),
        ..Filter::default()
    }
}

pub async fn names_are_found_however_they_are_typed(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    sample::keep_child(&mut tx, "N1", "Łukasz", "Wójcik").await?;
    sample::keep_child(&mut tx, "N2", "Siân", "O’Brien-Jones").await?;
    sample::keep_child(&mut tx, "N3", "Ana Maria", "100%_Real").await?;
    for (typed, local_ids) in [
        ("lukasz", vec!["N1"]),
        ("ŁUKASZ wojc", vec!["N1"]),
        ("wojcik  luk", vec!["N1"]),
        ("sian", vec!["N2"]),
        ("obrien", vec!["N2"]),
        ("O'Brien", vec!["N2"]),
        ("jones", vec!["N2"]),
        ("brien si", vec!["N2"]),
        ("mar", vec!["N3"]),
        ("100%_real", vec!["N3"]),
        ("ukasz", vec![]),
        ("lukasz sian", vec![]),
        ("l%", vec!["N1"]),
        ("%", vec![]),
        ("_", vec![]),
        ("", vec![]),
        ("lu\0kasz", vec!["N1"]),
    ] {
        assert_eq!(found(&mut tx, &words(typed)).await?, local_ids, "{typed}");
    }
    Ok(())
}

pub async fn names_typed_with_a_mistake_are_found(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let lukasz = sample::keep_child(&mut tx, "N1", "Łukasz", "Wójcik").await?;
    sample::keep_child(&mut tx, "N2", "Siân", "O’Brien-Jones").await?;
    let near = |text: &str| Filter {
        near: true,
        ..words(text)
    };
    for (typed, local_ids) in [
        ("lukas", vec!["N1"]),
        ("wojick", vec!["N1"]),
        ("lukazs wojcikk", vec!["N1"]),
        ("lukasz jones", vec![]),
        ("brein", vec!["N2"]),
        ("jonse sian", vec!["N2"]),
        ("n 1", vec!["N1"]),
        ("%", vec![]),
        ("", vec![]),
    ] {
        assert_eq!(found(&mut tx, &near(typed)).await?, local_ids, "{typed}");
    }
    // A name that changes is found by the new one only, and one that is erased by none.
    identity::save(&mut tx, &sample::identity(&lukasz.id, "Łukasz", "Kowalski")).await?;
    assert_eq!(found(&mut tx, &near("kowalsky")).await?, ["N1"]);
    assert_eq!(found(&mut tx, &near("wojick")).await?, [""; 0]);
    identity::erase(&mut tx, &lukasz.id).await?;
    assert_eq!(found(&mut tx, &near("kowalsky")).await?, [""; 0]);
    tx.commit().await?;
    // Names that were kept before are made findable when the tables are brought up to date.
    for index in ["name_near", "name_start"] {
        place.tamper(&format!("DELETE FROM {index}")).await;
        place.store.migrate().await?;
        let mut tx = place.store.read().await?;
        assert_eq!(found(&mut tx, &near("brein")).await?, ["N2"], "{index}");
        assert_eq!(found(&mut tx, &words("o'b")).await?, ["N2"], "{index}");
    }
    Ok(())
}

pub async fn numbers_are_found_exactly(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let mut who = sample::child("N100");
    who.uln = Some("1234567890".parse().unwrap());
    child::insert_all(&mut tx, &[who.clone(), sample::child("N1001")]).await?;
    let mut known = sample::identity(&who.id, "Ana", "Ash");
    known.upn = Some(sample::upn(5));
    known.former_upns = vec![sample::upn(6)];
    identity::insert_all(&mut tx, &[known]).await?;
    let spaced = sample::upn(5).as_str().to_lowercase();
    let (first, rest) = spaced.split_at(4);
    for typed in [
        "N100",
        " n100 ",
        "n\u{2013}100",
        "N 10 0",
        "100",
        "0100",
        "1234567890",
        "1234 567 890",
        sample::upn(5).as_str(),
        &format!("{first} {rest}"),
        &sample::upn(6).as_str().to_lowercase(),
    ] {
        assert_eq!(found(&mut tx, &words(typed)).await?, ["N100"], "{typed}");
    }
    assert_eq!(
        found(&mut tx, &words("N10")).await?,
        [""; 0],
        "part of a reference is no reference"
    );
    // A reference that changes is found by the new one only.
    let known = child::find(&mut tx, &who.id).await?.unwrap();
    let renamed = child::Child {
        local_id: "EHC-55 017".parse().unwrap(),
        ..known
    };
    child::update(&mut tx, &renamed).await?;
    for typed in ["55017", "ehc55017", "ehc 55-017"] {
        assert_eq!(
            found(&mut tx, &words(typed)).await?,
            ["EHC-55 017"],
            "{typed}"
        );
    }
    assert_eq!(found(&mut tx, &words("N100")).await?, [""; 0]);
    tx.commit().await?;
    // References that were kept before are made findable when the tables are brought up to date.
    place.tamper("DELETE FROM reference_key").await;
    place.store.migrate().await?;
    let mut tx = place.store.read().await?;
    assert_eq!(found(&mut tx, &words("55017")).await?, ["EHC-55 017"]);
    Ok(())
}

/// Three children: at a school with an award; nowhere known; once with a plan.
pub async fn three(tx: &mut Tx) -> Result<(EstablishmentId, UserId, [ChildId; 3]), StoreError> {
    let school = sample::keep_establishment(tx, "Hazel Primary", 990_001).await?;
    let officer = sample::keep_user(tx, "moderator", &[]).await?;
    let placed = sample::keep_child(tx, "N1", "Ana", "Ash").await?.id;
    sample::keep_plan(tx, &placed, &[Need::Asd, Need::Slcn]).await?;
    sample::keep_placement(tx, &placed, Some(&school), Setting::Mms).await?;
    sample::keep_award(tx, &placed, &officer, Some(&school), "F").await?;
    let unknown = sample::keep_child(tx, "N2", "Ben", "Birch").await?.id;
    sample::keep_plan(tx, &unknown, &[Need::Slcn]).await?;
    sample::keep_placement(tx, &unknown, None, Setting::Unk).await?;
    let left = sample::keep_child(tx, "N3", "Cem", "Cedar").await?.id;
    let mut ceased = sample::keep_plan(tx, &left, &[Need::Asd]).await?;
    ceased.ceased_on = Some(date(2025, 10, 3));
    plan::update(tx, &ceased).await?;
    let mut over = sample::keep_placement(tx, &left, Some(&school), Setting::Mms).await?;
    over.to = Some(date(2025, 10, 3));
    placement::update(tx, &over).await?;
    Ok((school, officer, [placed, unknown, left]))
}

pub async fn filters_narrow_the_list(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let (school, _, [placed, ..]) = three(&mut tx).await?;
    sample::keep_child(&mut tx, "N4", "Dee", "Elm").await?;
    let base = Filter::default;
    let filters: Vec<(Filter, Vec<&str>)> = vec![
        (base(), vec!["N1", "N2", "N3", "N4"]),
        (
            Filter {
                need: Some(Need::Asd),
                ..base()
            },
            vec!["N1", "N3"],
        ),
        (
            Filter {
                need: Some(Need::Slcn),
                ..base()
            },
            vec!["N2"],
        ),
        (
            Filter {
                setting: Some(Setting::Mms),
                ..base()
            },
            vec!["N1"],
        ),
        (
            Filter {
                setting: Some(Setting::Unk),
                ..base()
            },
            vec!["N2"],
        ),
        (
            Filter {
                establishment: Some(school.clone()),
                ..base()
            },
            vec!["N1"],
        ),
        (
            Filter {
                band: Some("F".parse().unwrap()),
                ..base()
            },
            vec!["N1"],
        ),
        (
            Filter {
                band: Some("E".parse().unwrap()),
                ..base()
            },
            vec![],
        ),
        (
            Filter {
                review_due_before: Some(date(2026, 10, 2)),
                ..base()
            },
            vec![],
        ),
        (
            Filter {
                review_due_before: Some(date(2026, 10, 3)),
                ..base()
            },
            vec!["N1", "N2"],
        ),
        (
            Filter {
                placement_unknown: true,
                ..base()
            },
            vec!["N2"],
        ),
        (
            Filter {
                born: Some((date(2014, 6, 15), date(2014, 6, 16))),
                ..base()
            },
            vec!["N1", "N2", "N3", "N4"],
        ),
        (
            Filter {
                born: Some((date(2014, 6, 1), date(2014, 6, 15))),
                ..base()
            },
            vec![],
        ),
        (
            Filter {
                plan: PlanFilter::Open,
                ..base()
            },
            vec!["N1", "N2"],
        ),
        (
            Filter {
                plan: PlanFilter::Ceased,
                ..base()
            },
            vec!["N3"],
        ),
        (
            Filter {
                plan: PlanFilter::Never,
                ..base()
            },
            vec!["N4"],
        ),
        (
            Filter {
                need: Some(Need::Asd),
                setting: Some(Setting::Mms),
                text: Some("ash".to_owned()),
                ..base()
            },
            vec!["N1"],
        ),
    ];
    for (filter, local_ids) in filters {
        assert_eq!(found(&mut tx, &filter).await?, local_ids, "{filter:?}");
    }
    let line = caseload::list(
        &mut tx,
        &Scope::authority(),
        &words("N1"),
        TODAY,
        Page::new(1, 1),
    )
    .await?
    .items
    .remove(0);
    assert_eq!(
        (line.child, line.name.as_deref()),
        (placed, Some("Ana Ash"))
    );
    assert_eq!(
        (line.need, line.setting, line.plan_is_open),
        (Some(Need::Asd), Some(Setting::Mms), Some(true))
    );
    assert_eq!(
        line.establishment,
        Some((school, "Hazel Primary".to_owned()))
    );
    assert_eq!(line.band, Some("F".parse().unwrap()));
    assert!(line.award.is_some());
    Ok(())
}

pub async fn the_list_has_four_orders(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    for (local_id, surname, born, due) in [
        ("N3", "Ash", Some(date(2014, 1, 2)), Some(date(2027, 1, 1))),
        ("N1", "Birch", None, None),
        (
            "N2",
            "Čedar",
            Some(date(2014, 1, 1)),
            Some(date(2026, 12, 31)),
        ),
    ] {
        let who = sample::child(local_id);
        child::insert_all(&mut tx, std::slice::from_ref(&who)).await?;
        let mut known = sample::identity(&who.id, "Same", surname);
        known.birth_date = born;
        identity::insert_all(&mut tx, &[known]).await?;
        let mut kept = sample::plan(&who.id);
        kept.review_due_on = due;
        plan::insert_all(&mut tx, &[kept]).await?;
    }
    sample::keep_child(&mut tx, "N4", "Erased", "Later").await?;
    let last = child::find_by_local_id(&mut tx, &"N4".parse().unwrap()).await?;
    identity::erase(&mut tx, &last.unwrap().id).await?;
    for (order, local_ids) in [
        (Order::Name, ["N3", "N1", "N2", "N4"]),
        (Order::Reference, ["N1", "N2", "N3", "N4"]),
        (Order::BirthDate, ["N2", "N3", "N1", "N4"]),
        (Order::ReviewDue, ["N2", "N3", "N1", "N4"]),
    ] {
        let filter = Filter {
            order,
            ..Filter::default()
        };
        assert_eq!(found(&mut tx, &filter).await?, local_ids, "{order:?}");
    }
    Ok(())
}

pub async fn pages_cover_the_list_once(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    for number in 0..23 {
        sample::keep_child(&mut tx, &format!("N{number}"), "Same", "Name").await?;
    }
    let mut seen = BTreeSet::new();
    for number in 1..=3 {
        let page = Page::new(number, 10);
        let listed =
            caseload::list(&mut tx, &Scope::authority(), &words("same"), TODAY, page).await?;
        assert_eq!((listed.total, listed.pages()), (23, 3));
        assert_eq!(listed.items.len(), if number == 3 { 3 } else { 10 });
        seen.extend(listed.items.into_iter().map(|line| line.local_id));
    }
    assert_eq!(seen.len(), 23);
    let beyond = caseload::list(
        &mut tx,
        &Scope::authority(),
        &Filter::default(),
        TODAY,
        Page::new(9, 10),
    )
    .await?;
    assert_eq!((beyond.items.len(), beyond.total), (0, 23));
    Ok(())
}

pub async fn the_list_is_in_the_order_asked_for(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let born = [date(2012, 1, 1), date(2010, 1, 1), date(2011, 1, 1)];
    for ((local_id, surname), birth_date) in [("O3", "Able"), ("O1", "Baker"), ("O2", "Cole")]
        .into_iter()
        .zip(born)
    {
        let child = sample::keep_child(&mut tx, local_id, "Ana", surname).await?;
        let mut who = sample::identity(&child.id, "Ana", surname);
        who.birth_date = Some(birth_date);
        identity::save(&mut tx, &who).await?;
        // O1 has no plan, and so no review.
        if local_id != "O1" {
            let mut plan = sample::plan(&child.id);
            plan.review_due_on = (local_id == "O2").then_some(date(2026, 10, 2));
            plan::insert_all(&mut tx, &[plan]).await?;
        }
    }
    for (order, local_ids) in [
        (Order::Name, ["O3", "O1", "O2"]),
        (Order::Reference, ["O1", "O2", "O3"]),
        (Order::BirthDate, ["O1", "O2", "O3"]),
        (Order::ReviewDue, ["O2", "O3", "O1"]),
    ] {
        let filter = Filter {
            order,
            ..Filter::default()
        };
        assert_eq!(found(&mut tx, &filter).await?, local_ids, "{order:?}");
    }
    Ok(())
}
