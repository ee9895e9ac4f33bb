//! Invented records, each complete enough to be kept.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::Timestamp;
use jiff::civil::date;
use send_banding::access::Role;
use send_banding::calendar::{Date, Period};
use send_banding::costs::{CostTerms, Uplift};
use send_banding::ids::{
    ChildId, Digest, EstablishmentId, LocalId, PlanId, ProfileId, RuleSetRef, Upn, UserId,
};
use send_banding::money::{Fte, Money};
use send_banding::needs::{
    BandId, Evidence, EvidenceSource, Grounds, Level, Need, NeedsProfile, Setting,
};
use send_banding::store::award::{Award, AwardBasis, AwardPrice, AwardVersion};
use send_banding::store::child::{self, Child, Sex};
use send_banding::store::decision::{self, Decision, DecisionKind};
use send_banding::store::determination::{self, DeterminationStatus, StoredDetermination};
use send_banding::store::establishment::{self, Establishment, EstablishmentStatus};
use send_banding::store::identity::{self, Identity};
use send_banding::store::placement::{self, CostKind, CostLine, CostPer, Placement};
use send_banding::store::plan::{self, NamedPlacement, Plan, PlanState, PlanVersion};
use send_banding::store::profile::{self, Profile, ProfileState, ProfileVersion};
use send_banding::store::record_officer::RecordOfficer;
use send_banding::store::rule_set::{self, StoredRuleSet};
use send_banding::store::user::{self, User};
use send_banding::store::{StoreError, Tx, award};

/// The day on which most contracts look at things.
pub const TODAY: Date = date(2026, 9, 1);

/// A new id of any kind, later ones after earlier ones.
pub fn id<T: std::str::FromStr>() -> T {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let Ok(id) = format!("00000000-0000-7000-8000-{number:012x}").parse() else {
        panic!("an id is a UUID");
    };
    id
}

/// A moment on the contracts' day, some seconds after nine.
pub fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_788_253_200 + seconds).unwrap()
}

pub fn money(pence: i64) -> Money {
    Money::from_pence(pence).unwrap()
}

pub fn child(local_id: &str) -> Child {
    Child {
        id: id(),
        local_id: LocalId::parse(local_id).unwrap(),
        uln: None,
        maintaining_authority: "999".parse().unwrap(),
        paying_authority: "999".parse().unwrap(),
        responsible_authority: None,
        sex: Some(Sex::Female),
        looked_after: false,
        restricted: false,
        version: 1,
    }
}

pub fn identity(of: &ChildId, forename: &str, surname: &str) -> Identity {
    Identity {
        child: of.clone(),
        surname: surname.to_owned(),
        forename: forename.to_owned(),
        birth_date: Some(date(2014, 6, 15)),
        upn: None,
        upn_missing_reason: None,
        former_upns: Vec::new(),
    }
}

/// Some UPN of the right shape; its check letter may not hold.
pub fn upn(number: u32) -> Upn {
    Upn::parse(&format!("A999{number:08}0")).unwrap()
}

pub fn establishment(name: &str, urn: Option<u32>) -> Establishment {
    Establishment {
        id: id(),
        urn: urn.map(|urn| urn.to_string().parse().unwrap()),
        ukprn: Some("10990001".parse().unwrap()),
        name: name.to_owned(),
        kind: "Community school".to_owned(),
        phase: "Primary".to_owned(),
        status: EstablishmentStatus::Open,
        authority: Some("999".parse().unwrap()),
        number: Some("2000".to_owned()),
        setting: Setting::Mms,
        age_low: Some(3),
        age_high: Some(11),
        has_sen_unit: false,
        has_resourced_provision: true,
        supplier_number: None,
        version: 1,
    }
}

pub fn plan(of: &ChildId) -> Plan {
    Plan {
        id: id(),
        child: of.clone(),
        ordinal: 1,
        starts_on: Some(date(2020, 7, 29)),
        ceased_on: None,
        cease_reason: None,
        transferred_from: None,
        last_review_on: Some(date(2025, 10, 2)),
        review_due_on: Some(date(2026, 10, 2)),
        phase_transfer_due_on: None,
        phase_transfer_final_on: None,
        latest_version: 1,
        version: 1,
    }
}

pub fn plan_version(of: &PlanId, number: u32, needs: &[Need]) -> PlanVersion {
    PlanVersion {
        id: id(),
        plan: of.clone(),
        number,
        state: PlanState::Final,
        dated_on: Some(date(2020, 7, 29)),
        comply_by: None,
        residential: None,
        work_based: None,
        personal_budget: true,
        organised_arrangement: false,
        direct_payment: false,
        needs: needs.to_vec(),
        named: vec![NamedPlacement {
            establishment: None,
            setting: Setting::Mms,
            setting_other: None,
            in_sen_unit: false,
            in_resourced_provision: false,
        }],
        source: "test".to_owned(),
    }
}

pub fn placement(of: &ChildId, at: Option<&EstablishmentId>, setting: Setting) -> Placement {
    Placement {
        id: id(),
        child: of.clone(),
        establishment: at.cloned(),
        setting,
        setting_other: None,
        rank: 1,
        from: Some(date(2024, 9, 1)),
        to: None,
        fte: Fte::FULL,
        in_sen_unit: false,
        in_resourced_provision: false,
        residential: None,
        work_based: None,
        provider_authority: Some("999".parse().unwrap()),
        source: "test".to_owned(),
        version: 1,
    }
}

pub fn cost_line(of: &Placement) -> CostLine {
    CostLine {
        id: id(),
        placement: of.id.clone(),
        in_error: false,
        terms: CostTerms {
            kind: CostKind::Fee,
            period: Period::new(date(2025, 9, 1), date(2026, 9, 1)).unwrap(),
            per: CostPer::Term,
            net: money(2_345_678),
            vat: money(469_136),
            uplift: Some(Uplift {
                from: date(2026, 4, 1),
                percent: "3.5".parse().unwrap(),
            }),
            order_number: Some("PO 1".to_owned()),
            notice_weeks: Some(13),
            notice_given_on: Some(date(2026, 5, 31)),
            notes: "One term’s notice".to_owned(),
        },
        version: 1,
    }
}

pub fn rule_set() -> StoredRuleSet {
    let document = r#"{"invented":true}"#.to_owned();
    StoredRuleSet {
        digest: Digest::of(document.as_bytes()),
        reference: RuleSetRef::of("exampleshire", date(2026, 4, 1)).unwrap(),
        title: "Exampleshire".to_owned(),
        first_day: date(2026, 4, 1),
        last_day: date(2027, 3, 31),
        document,
        recorded_at: at(0),
    }
}

pub fn user(name: &str, roles: &[Role], establishments: &[&EstablishmentId]) -> User {
    User {
        id: id(),
        name: name.to_owned(),
        display_name: format!("{name} (invented)"),
        roles: roles.iter().copied().collect(),
        establishments: establishments
            .iter()
            .map(|place| (*place).clone())
            .collect::<BTreeSet<_>>(),
        disabled: false,
        version: 1,
    }
}

pub fn needs() -> NeedsProfile {
    let hearing: send_banding::needs::DomainId = "hearing".parse().unwrap();
    let evidence = Evidence {
        source: EvidenceSource::SectionB,
        report: None,
        page: Some("4".to_owned()),
        quotation: "“wears two aids” — Siân’s teacher".to_owned(),
    };
    let report = Evidence {
        source: EvidenceSource::Report,
        report: Some("Audiology, May 2026".to_owned()),
        page: None,
        quotation: "thresholds of 70 dB".to_owned(),
    };
    let pieces = Grounds::of(vec![evidence, report]).unwrap();
    NeedsProfile::of_levels(BTreeMap::from([(hearing.clone(), Level::new(3))]))
        .with_evidence(BTreeMap::from([(hearing, pieces)]))
}

pub fn profile(of: &ChildId, scorer: &UserId, state: ProfileState) -> (Profile, ProfileVersion) {
    let head = Profile {
        id: id(),
        child: of.clone(),
        plan_version: None,
        rule_set: rule_set().digest,
        latest_version: 1,
    };
    let version = profile_version(&head.id, 1, scorer, state);
    (head, version)
}

pub fn profile_version(
    of: &ProfileId,
    number: u32,
    by: &UserId,
    state: ProfileState,
) -> ProfileVersion {
    ProfileVersion {
        profile: of.clone(),
        number,
        state,
        needs: needs(),
        scored_by: Some(by.clone()),
        by: Some(by.clone()),
        at: at(number.into()),
        note: String::new(),
    }
}

pub fn determination(of: &ProfileVersion, child: &ChildId) -> StoredDetermination {
    StoredDetermination {
        id: id(),
        child: child.clone(),
        profile: of.profile.clone(),
        profile_version: of.number,
        rule_set: rule_set().digest,
        engine_version: 1,
        trace_version: 1,
        on: TODAY,
        context: "{}".to_owned(),
        status: DeterminationStatus::Determined,
        band: Some("F".parse().unwrap()),
        top_up_annual: Some(money(936_000)),
        document: r#"{"trace":[]}"#.to_owned(),
        made_by: None,
        made_at: at(10),
    }
}

pub fn decision(of: &ProfileVersion, child: &ChildId, officer: &UserId) -> Decision {
    Decision {
        id: id(),
        child: child.clone(),
        profile: Some((of.profile.clone(), of.number)),
        determination: None,
        kind: DecisionKind::Agreed,
        officer: officer.clone(),
        decided_on: TODAY,
        band: Some("F".parse().unwrap()),
        rule_set: Some(rule_set().digest),
        reason: String::new(),
        section_f_secured: true,
        answers: "[]".to_owned(),
        no_conflict_declared: true,
        supersedes: None,
        recorded_at: at(20),
    }
}

pub fn award(
    of: &Decision,
    establishment: Option<&EstablishmentId>,
    band: &str,
) -> (Award, AwardVersion) {
    let head = Award {
        id: id(),
        child: of.child.clone(),
        latest_version: 1,
    };
    let version = AwardVersion {
        award: head.id.clone(),
        number: 1,
        decision: of.id.clone(),
        establishment: establishment.cloned(),
        setting: Setting::Mms,
        paying_authority: "999".parse().unwrap(),
        from: date(2026, 4, 1),
        to: None,
        fte: "0.6".parse().unwrap(),
        basis: AwardBasis::CalendarDay,
        band: Some(band.parse::<BandId>().unwrap()),
        rule_set: Some(rule_set().digest),
        annual: Some(money(936_000)),
        price: AwardPrice::Band,
        recorded_by: Some(of.officer.clone()),
        recorded_at: at(30),
        note: String::new(),
    };
    (head, version)
}

/// Keeps a child with a name and nothing else.
pub async fn keep_child(
    tx: &mut Tx,
    local_id: &str,
    forename: &str,
    surname: &str,
) -> Result<Child, StoreError> {
    let child = child(local_id);
    child::insert_all(tx, std::slice::from_ref(&child)).await?;
    identity::insert_all(tx, &[identity(&child.id, forename, surname)]).await?;
    Ok(child)
}

pub async fn keep_establishment(
    tx: &mut Tx,
    name: &str,
    urn: u32,
) -> Result<EstablishmentId, StoreError> {
    let place = establishment(name, Some(urn));
    establishment::insert_all(tx, std::slice::from_ref(&place)).await?;
    Ok(place.id)
}

pub async fn keep_user(
    tx: &mut Tx,
    name: &str,
    at: &[&EstablishmentId],
) -> Result<UserId, StoreError> {
    let user = user(name, &[Role::Caseworker], at);
    user::insert(tx, &user, None).await?;
    Ok(user.id)
}

pub async fn keep_plan(tx: &mut Tx, of: &ChildId, needs: &[Need]) -> Result<Plan, StoreError> {
    let plan = plan(of);
    plan::insert_all(tx, std::slice::from_ref(&plan)).await?;
    plan::insert_versions(tx, &[plan_version(&plan.id, 1, needs)]).await?;
    Ok(plan)
}

pub async fn keep_placement(
    tx: &mut Tx,
    of: &ChildId,
    at: Option<&EstablishmentId>,
    setting: Setting,
) -> Result<Placement, StoreError> {
    let placement = placement(of, at, setting);
    placement::insert_all(tx, std::slice::from_ref(&placement)).await?;
    Ok(placement)
}

/// Keeps a profile with its determination, decision and award, and what they rest on.
pub async fn keep_award(
    tx: &mut Tx,
    of: &ChildId,
    officer: &UserId,
    at: Option<&EstablishmentId>,
    band: &str,
) -> Result<(Award, AwardVersion), StoreError> {
    rule_set::save(tx, &rule_set()).await?;
    let scored = profile(of, officer, ProfileState::Agreed);
    profile::insert_all(tx, std::slice::from_ref(&scored)).await?;
    determination::insert_all(tx, &[determination(&scored.1, of)]).await?;
    let decided = decision(&scored.1, of, officer);
    decision::insert_all(tx, std::slice::from_ref(&decided)).await?;
    let award = award(&decided, at, band);
    award::insert_all(tx, std::slice::from_ref(&award)).await?;
    Ok(award)
}

/// That an officer was named for a child's record.
pub fn naming(child: &ChildId, officer: &UserId, by: &UserId) -> RecordOfficer {
    RecordOfficer {
        child: child.clone(),
        officer: officer.clone(),
        named_at: at(0),
        named_by: by.clone(),
        reason: "Scores the profile".to_owned(),
        ended: None,
    }
}
