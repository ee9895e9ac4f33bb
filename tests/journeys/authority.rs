//! An invented authority: two schools and a special school, a user of each role, and a handful of children.

use argon2::password_hash::PasswordHasher as _;
use argon2::{Algorithm, Argon2, Params, Version};
use jiff::civil::date;
use send_banding::access::Role;
use send_banding::ids::{AwardId, ChildId, DecisionId, EstablishmentId, UserId};
use send_banding::needs::{Need, Setting};
use send_banding::rules::RuleBook;
use send_banding::service::rule_life;
use send_banding::store::profile::ProfileState;
use send_banding::store::{
    Store, Tx, award, child, decision, establishment, identity, placement, plan, profile, rule_set,
    user,
};

use crate::sample;

/// The password of every user; it opens databases of these tests only.
pub const PASSWORD: &str = "an invented password";

/// The children that journeys ask for.
pub struct Authority {
    /// Birch Lane Primary School, whose SENCO and business manager sign in.
    pub birch_lane: EstablishmentId,
    /// Oak Hill Special School, whose trust's manager has both.
    pub oak_hill: EstablishmentId,
    /// Zofia Łęcka of Birch Lane: autism, band D, £4,680.00, an overdue review, a draft profile.
    pub zofia: ChildId,
    /// The decision behind her award.
    pub zofias_decision: DecisionId,
    /// Her award.
    pub zofias_award: AwardId,
    /// Ben Okoro of Oak Hill: PMLD, band F.
    pub ben: ChildId,
    /// A restricted record at Birch Lane, with an award.
    pub restricted: ChildId,
    /// The user of each role, by its code.
    pub caseworker: UserId,
}

/// Keeps it all.
pub async fn keep(store: &Store) -> Authority {
    let mut tx = store.begin().await.unwrap();
    let birch_lane = school(&mut tx, "Birch Lane Primary School", 123_456, Setting::Mms).await;
    let oak_hill = school(&mut tx, "Oak Hill Special School", 123_457, Setting::Spec).await;
    let caseworker = users(&mut tx, &birch_lane, &oak_hill).await;
    rule_set::save(&mut tx, &sample::rule_set()).await.unwrap();

    let zofia = pupil(
        &mut tx,
        "EX-1001",
        ("Zofia", "Łęcka"),
        Some(&birch_lane),
        Need::Asd,
    )
    .await;
    let (zofias_decision, zofias_award) = funded(
        &mut tx,
        &zofia,
        &caseworker,
        &birch_lane,
        ("D", 468_000, "1"),
    )
    .await;
    let draft = sample::profile(&zofia, &caseworker, ProfileState::Draft);
    profile::insert_all(&mut tx, &[draft]).await.unwrap();
    let ben = pupil(
        &mut tx,
        "EX-1002",
        ("Ben", "Okoro"),
        Some(&oak_hill),
        Need::Pmld,
    )
    .await;
    funded(
        &mut tx,
        &ben,
        &caseworker,
        &oak_hill,
        ("F", 1_200_000, "0.6"),
    )
    .await;
    let restricted = pupil(
        &mut tx,
        "EX-1003",
        ("Hidden", "Person"),
        Some(&birch_lane),
        Need::Semh,
    )
    .await;
    funded(
        &mut tx,
        &restricted,
        &caseworker,
        &birch_lane,
        ("C", 312_000, "1"),
    )
    .await;
    let mut record = child::find(&mut tx, &restricted).await.unwrap().unwrap();
    record.restricted = true;
    child::update(&mut tx, &record).await.unwrap();
    // Thirty more, nowhere in particular, so that the list has two pages.
    for number in 0..30 {
        let surname = format!("Person{number:02}");
        pupil(
            &mut tx,
            &format!("EX-2{number:03}"),
            ("Ada", &surname),
            None,
            Need::Slcn,
        )
        .await;
    }
    tx.commit().await.unwrap();
    Authority {
        birch_lane,
        oak_hill,
        zofia,
        zofias_decision,
        zofias_award,
        ben,
        restricted,
        caseworker,
    }
}

/// Approves the invented authority's rule sets, with an invented record.
pub async fn approve_rules(store: &Store, rules: &RuleBook) {
    let mut tx = store.begin().await.unwrap();
    let owner = user::find_by_name(&mut tx, "rules-owner")
        .await
        .unwrap()
        .unwrap();
    let head = user::find_by_name(&mut tx, "head-of-send")
        .await
        .unwrap()
        .unwrap();
    let people = (&owner.id, &head.id);
    rule_life::approve_invented(&mut tx, rules, "exampleshire", people, sample::at(0))
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn school(tx: &mut Tx, name: &str, urn: u32, setting: Setting) -> EstablishmentId {
    let mut school = sample::establishment(name, Some(urn));
    school.setting = setting;
    establishment::insert_all(tx, std::slice::from_ref(&school))
        .await
        .unwrap();
    school.id
}

/// One user of each role, a trust's manager of both schools, and a caseworker who has left.
async fn users(tx: &mut Tx, birch_lane: &EstablishmentId, oak_hill: &EstablishmentId) -> UserId {
    let hash = cheap_hash();
    for role in Role::ALL {
        let places: &[&EstablishmentId] = if role.is_of_an_establishment() {
            &[birch_lane]
        } else {
            &[]
        };
        let person = sample::user(role.code(), &[*role], places);
        user::insert(tx, &person, Some(&hash)).await.unwrap();
    }
    let trust = sample::user("trust", &[Role::BusinessManager], &[birch_lane, oak_hill]);
    user::insert(tx, &trust, Some(&hash)).await.unwrap();
    let mut left = sample::user("left", &[Role::Caseworker], &[]);
    left.disabled = true;
    user::insert(tx, &left, Some(&hash)).await.unwrap();
    user::find_by_name(tx, "caseworker")
        .await
        .unwrap()
        .unwrap()
        .id
}

/// The same kind of hash as the service makes, made with the least work: these tests sign in hundreds of times.
/// The hash of [`PASSWORD`], as cheap as argon2 makes one.
pub fn cheap_hash() -> String {
    let least = Params::new(8, 1, 1, None).unwrap();
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, least);
    argon2
        .hash_password(PASSWORD.as_bytes())
        .unwrap()
        .to_string()
}

async fn pupil(
    tx: &mut Tx,
    local_id: &str,
    (forename, surname): (&str, &str),
    school: Option<&EstablishmentId>,
    need: Need,
) -> ChildId {
    let child = sample::child(local_id);
    child::insert_all(tx, std::slice::from_ref(&child))
        .await
        .unwrap();
    let mut who = sample::identity(&child.id, forename, surname);
    let digits: u32 = local_id.trim_start_matches("EX-").parse().unwrap();
    who.upn = Some(sample::upn(digits));
    identity::insert_all(tx, &[who]).await.unwrap();
    let mut plan = sample::plan(&child.id);
    plan.review_due_on = Some(if local_id == "EX-1001" {
        date(2026, 8, 1)
    } else {
        date(2026, 12, 1)
    });
    plan.phase_transfer_due_on = (local_id == "EX-1002").then_some(date(2027, 2, 15));
    plan::insert_all(tx, std::slice::from_ref(&plan))
        .await
        .unwrap();
    plan::insert_versions(tx, &[sample::plan_version(&plan.id, 1, &[need])])
        .await
        .unwrap();
    if let Some(school) = school {
        let placed = sample::placement(&child.id, Some(school), Setting::Mms);
        placement::insert_all(tx, std::slice::from_ref(&placed))
            .await
            .unwrap();
        placement::insert_cost_lines(tx, &[sample::cost_line(&placed)])
            .await
            .unwrap();
    }
    child.id
}

/// An award from 1 April 2026 to 14 March 2027, the last paid day, by a decision on an agreed profile.
async fn funded(
    tx: &mut Tx,
    child: &ChildId,
    officer: &UserId,
    school: &EstablishmentId,
    (band, pence, fte): (&str, i64, &str),
) -> (DecisionId, AwardId) {
    let scored = sample::profile(child, officer, ProfileState::Agreed);
    profile::insert_all(tx, std::slice::from_ref(&scored))
        .await
        .unwrap();
    let mut decided = sample::decision(&scored.1, child, officer);
    decided.band = Some(band.parse().unwrap());
    decision::insert_all(tx, std::slice::from_ref(&decided))
        .await
        .unwrap();
    let (head, mut terms) = sample::award(&decided, Some(school), band);
    terms.annual = Some(sample::money(pence));
    terms.fte = fte.parse().unwrap();
    terms.to = Some(date(2027, 3, 15));
    let award = head.id.clone();
    award::insert_all(tx, &[(head, terms)]).await.unwrap();
    (decided.id, award)
}
