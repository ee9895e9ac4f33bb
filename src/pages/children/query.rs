//! The list's address: which filters it carries, read leniently and written back in one form.

use serde::Deserialize;

use crate::calendar::YearGroup;
use crate::components::page_address;
use crate::ids::SavedSearchId;
use crate::needs::{BandId, Need, Setting};
use crate::service::children::{Order, PlanFilter, ReviewFilter, TransferFilter, Wanted};

/// The raw query of `/children`. A value that means nothing counts as not given.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    search: String,
    year: String,
    need: String,
    setting: String,
    band: String,
    plan: String,
    placement: String,
    review: String,
    transfer: String,
    order: String,
    page: String,
}

/// The values of `plan`, with their words.
pub(super) const PLANS: &[(PlanFilter, &str, &str)] = &[
    (PlanFilter::Any, "", "Any or none"),
    (PlanFilter::Open, "open", "Open plan"),
    (PlanFilter::Ceased, "ceased", "Ceased plan"),
    (PlanFilter::Never, "never", "No plan"),
];

/// The values of `review`, with their words.
pub(super) const REVIEWS: &[(ReviewFilter, &str, &str)] = &[
    (ReviewFilter::Any, "", "Any day"),
    (ReviewFilter::Overdue, "overdue", "Review overdue"),
    (ReviewFilter::Soon, "soon", "Review due in 60 days"),
];

/// The values of `transfer`, with their words.
pub(super) const TRANSFERS: &[(TransferFilter, &str, &str)] = &[
    (TransferFilter::Any, "", "Any or none"),
    (
        TransferFilter::IntoSchool,
        "school",
        "Phase transfer by 15 February",
    ),
    (
        TransferFilter::IntoPost16,
        "post-16",
        "Phase transfer by 31 March",
    ),
];

/// The values of `order`, with their words.
pub(super) const ORDERS: &[(Order, &str, &str)] = &[
    (Order::Name, "", "Name"),
    (Order::Reference, "reference", "Reference"),
    (Order::BirthDate, "age", "Age, oldest first"),
    (Order::ReviewDue, "review", "Review due, soonest first"),
];

impl ListQuery {
    /// What is wanted, and which page of it.
    pub(super) fn read(&self) -> (Wanted, u32) {
        let wanted = Wanted {
            search: SavedSearchId::parse(&self.search).ok(),
            year: YearGroup::parse(&self.year),
            need: Need::parse(&self.need).ok(),
            setting: Setting::parse(&self.setting).ok(),
            band: BandId::parse(&self.band).ok(),
            plan: value_of(PLANS, &self.plan),
            placement_unknown: self.placement == "unknown",
            review: value_of(REVIEWS, &self.review),
            transfer: value_of(TRANSFERS, &self.transfer),
            order: value_of(ORDERS, &self.order),
        };
        (wanted, self.page.parse().unwrap_or(1).max(1))
    }
}

fn value_of<T: Copy + Default>(list: &[(T, &str, &str)], text: &str) -> T {
    let found = list.iter().find(|(_, value, _)| *value == text);
    found.map_or_else(T::default, |(meaning, _, _)| *meaning)
}

/// The text of a value in its list.
pub(super) fn text_of<T: Copy + PartialEq>(
    list: &[(T, &'static str, &'static str)],
    meaning: T,
) -> &'static str {
    let found = list.iter().find(|(listed, _, _)| *listed == meaning);
    found.map_or("", |(_, value, _)| value)
}

/// Reads a query that a form carried.
pub(super) fn of_text(query: &str) -> ListQuery {
    serde_urlencoded::from_str(query).unwrap_or_default()
}

/// The query that asks for the same again, without its page.
pub(super) fn text(wanted: &Wanted) -> String {
    let mut pairs: Vec<(&str, String)> = Vec::new();
    let mut add = |name, value: Option<String>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            pairs.push((name, value));
        }
    };
    add("search", wanted.search.as_ref().map(ToString::to_string));
    add("year", wanted.year.map(|year| year.number().to_string()));
    add("need", wanted.need.map(|need| need.code().to_owned()));
    add(
        "setting",
        wanted.setting.map(|setting| setting.code().to_owned()),
    );
    add("band", wanted.band.as_ref().map(ToString::to_string));
    add("plan", Some(text_of(PLANS, wanted.plan).to_owned()));
    add(
        "placement",
        wanted.placement_unknown.then(|| "unknown".to_owned()),
    );
    add("review", Some(text_of(REVIEWS, wanted.review).to_owned()));
    add(
        "transfer",
        Some(text_of(TRANSFERS, wanted.transfer).to_owned()),
    );
    add("order", Some(text_of(ORDERS, wanted.order).to_owned()));
    // Codes, ids and numbers only: nothing here needs more than form encoding, and encoding strings cannot fail.
    serde_urlencoded::to_string(pairs).unwrap_or_default()
}

/// The address that asks for the same again, from its first page.
pub(super) fn address(wanted: &Wanted) -> String {
    page_address("/children", &text(wanted), 1)
}

#[cfg(test)]
mod tests {
    use super::{address, of_text, text};

    #[test]
    fn an_address_comes_back_as_it_was() {
        for query in [
            "",
            "need=ASD",
            "search=0197f3e0-0000-7000-8000-00000000000a&year=-1&need=ASD&setting=MMS&band=D&plan=open&placement=unknown&review=overdue&transfer=post-16&order=review",
        ] {
            assert_eq!(text(&of_text(query).read().0), query);
        }
    }

    #[test]
    fn what_means_nothing_is_dropped() {
        let query = of_text("need=none&setting=&plan=x&page=-1&unknown=1&search=1");
        let (wanted, page) = query.read();
        assert_eq!((address(&wanted).as_str(), page), ("/children", 1));
    }
}
