//! Who is paid: the payee of an establishment, or who stands for one where the money goes elsewhere.

use std::collections::BTreeMap;

use crate::costs::{CostKind, section_251_line};
use crate::ids::EstablishmentId;
use crate::needs::Setting;
use crate::service::ServiceError;
use crate::store::Tx;
use crate::store::establishment::{self, Establishment};
use crate::store::payment::{PayeeOf, ledger_code};

/// Every establishment and the name of its payee.
pub(super) struct Payees {
    establishments: BTreeMap<EstablishmentId, Establishment>,
    names: BTreeMap<String, String>,
    /// The code of the general ledger of each coding.
    codes: BTreeMap<String, String>,
}

/// Who gets a line, and under which code.
pub(super) struct Paid {
    pub(super) key: String,
    pub(super) name: String,
    pub(super) supplier_number: Option<String>,
    pub(super) coding: String,
}

impl Payees {
    pub(super) async fn read(tx: &mut Tx) -> Result<Payees, ServiceError> {
        let establishments = establishment::all(tx).await?;
        let payees = establishment::payees(tx).await?;
        let codes = ledger_code::current(tx).await?.into_values();
        let codes = codes.filter(|one| !one.code.is_empty());
        Ok(Payees {
            establishments: establishments
                .into_iter()
                .map(|place| (place.id.clone(), place))
                .collect(),
            names: payees
                .into_iter()
                .map(|payee| (payee.supplier_number, payee.name))
                .collect(),
            codes: codes.map(|one| (one.line, one.code)).collect(),
        })
    }

    /// The code of the general ledger of a coding, where one is set.
    pub(super) fn gl_code(&self, coding: &str) -> Option<String> {
        self.codes.get(coding).cloned()
    }

    /// Whose cost a payee gets something of, by its key.
    pub(super) fn of_key(&self, key: &str) -> PayeeOf {
        let kinds = CostKind::ALL.iter().copied();
        let kinds: Vec<CostKind> = kinds.filter(|kind| elsewhere(*kind).0 == key).collect();
        if !kinds.is_empty() {
            return PayeeOf::Nowhere(kinds);
        }
        let is_its = |place: &&Establishment| match &place.supplier_number {
            Some(number) => number == key,
            None => place.id.as_str() == key,
        };
        let own = self.establishments.values().filter(is_its);
        PayeeOf::Establishments(own.map(|place| place.id.clone()).collect())
    }

    /// The setting of an establishment; not known of none.
    pub(super) fn setting_of(&self, at: Option<&EstablishmentId>) -> Setting {
        let place = at.and_then(|id| self.establishments.get(id));
        place.map_or(Setting::Unk, |place| place.setting)
    }

    /// Who is paid for a cost at an establishment, or at none; there the code goes by the setting of the cost.
    pub(super) fn of(
        &self,
        setting: Option<Setting>,
        kind: CostKind,
        at: Option<&EstablishmentId>,
    ) -> Paid {
        let place = at.and_then(|id| self.establishments.get(id));
        let setting = place.map(|place| place.setting).or(setting);
        let of_type = place.map_or("", |place| place.kind.as_str());
        let setting = setting.unwrap_or(Setting::Unk);
        let coding = section_251_line(kind, setting, of_type).to_owned();
        let Some(place) = place else {
            let (key, name) = elsewhere(kind);
            return Paid {
                key: key.to_owned(),
                name: name.to_owned(),
                supplier_number: None,
                coding,
            };
        };
        match &place.supplier_number {
            Some(number) => Paid {
                key: number.clone(),
                name: self.names.get(number).unwrap_or(&place.name).clone(),
                supplier_number: Some(number.clone()),
                coding,
            },
            None => Paid {
                key: place.id.to_string(),
                name: place.name.clone(),
                supplier_number: None,
                coding,
            },
        }
    }
}

/// Who stands for the payee of what goes to no establishment.
fn elsewhere(kind: CostKind) -> (&'static str, &'static str) {
    match kind {
        CostKind::DirectPayment => ("families", "Families (direct payments)"),
        CostKind::PersonalBudget => ("budget-holders", "Holders of personal budgets"),
        CostKind::Therapy => ("therapists", "Suppliers of therapy"),
        CostKind::OneOff => ("equipment", "Suppliers of equipment"),
        CostKind::EotasPackage => ("packages", "Providers of packages outside school"),
        CostKind::HealthContribution => ("health", "Health (income)"),
        CostKind::SocialCareContribution => ("social-care", "Social care (income)"),
        CostKind::BandTopUp | CostKind::Exceptional | CostKind::Fee | CostKind::TransportMemo => {
            ("no-establishment", "No establishment on record")
        }
    }
}
