//! The list of children as it is shown.

use axum::response::Response;
use leptos::prelude::*;

use super::query::{ORDERS, PLANS, REVIEWS, TRANSFERS, address, text, text_of};
use crate::calendar::{Date, YearGroup};
use crate::components::{
    Button, ButtonKind, Cell, Checkboxes, Choice, Column, FilterLayout, InsetText, Pagination,
    Select, SelectOption, Table, Tag, TagColour, TextInput,
};
use crate::forms::Problems;
use crate::needs::{Need, Setting};
use crate::pages::{kept_back, words};
use crate::service::Paged;
use crate::service::children::{ChildLine, Found, SearchWords, Wanted};
use crate::service::rule_life;
use crate::visit::{AppState, Page, Visit, WebError};

/// The bands that can be asked for: those of the rule set in force today.
///
/// # Errors
/// [`WebError::Broken`] if the database cannot be read.
pub(super) async fn bands_of(state: &AppState) -> Result<Vec<String>, WebError> {
    let today = state.clock.moment().today;
    let authority = &state.settings.authority;
    let in_force = rule_life::rules_today(&state.store, state.rules, authority, today).await?;
    Ok(in_force.map_or_else(
        |_| Vec::new(),
        |set| set.bands().map(|band| band.id.to_string()).collect(),
    ))
}

/// The whole page.
pub(super) fn list(
    visit: &Visit,
    wanted: Wanted,
    found: Found,
    bands: Vec<String>,
    today: Date,
) -> Response {
    let number = found.lines.page.number();
    let title = if number > 1 {
        format!("Children, page {number}")
    } else {
        "Children".to_owned()
    };
    let typed = found.words.clone().unwrap_or_default();
    Page::titled(title).answer(visit, move || {
        content(wanted, typed, &Problems::default(), found, bands, today)
    })
}

/// The whole page again, with what is wrong with the search.
pub(super) fn with_problems(
    visit: &Visit,
    typed: SearchWords,
    problems: &Problems,
    found: Found,
    bands: Vec<String>,
    today: Date,
) -> Response {
    Page::titled("Children")
        .with_problems(problems)
        .answer(visit, || {
            content(Wanted::default(), typed, problems, found, bands, today)
        })
}

fn content(
    wanted: Wanted,
    typed: SearchWords,
    problems: &Problems,
    found: Found,
    bands: Vec<String>,
    today: Date,
) -> impl IntoView + use<> {
    let searched = found.words.as_ref().map(in_words);
    let near = found.near.then(|| {
        view! {
            <InsetText>
                "Nothing is exactly what you typed. These names are spelt nearly so."
            </InsetText>
        }
    });
    let filters = filters(&wanted, &found, bands).into_any();
    let query = text(&wanted);
    let narrowed = wanted
        != Wanted {
            search: wanted.search.clone(),
            order: wanted.order,
            ..Wanted::default()
        };
    let pages = u32::try_from(found.lines.pages()).unwrap_or(u32::MAX);
    let page = found.lines.page.number();
    view! {
        <h1 class="govuk-heading-l">"Children"</h1>
        {search_box(&wanted, typed, problems)}
        <FilterLayout filters=filters open=narrowed>
            <p class="app-search__count" role="status">{count(&found.lines, searched.as_deref())}</p>
            {chosen(&wanted, searched.is_some())}
            {near}
            {kept_back::in_list(found.kept_back.len(), wanted.band.is_some())}
            {if found.lines.items.is_empty() {
                nobody(searched.is_some()).into_any()
            } else {
                table(found, &wanted, today).into_any()
            }}
            <Pagination base="/children" query=query current=page last=pages />
        </FilterLayout>
    }
}

/// The search is a form that is posted, so that a name never stands in an address.
fn search_box(wanted: &Wanted, typed: SearchWords, problems: &Problems) -> impl IntoView + use<> {
    let kept = text(&Wanted {
        search: None,
        ..wanted.clone()
    });
    view! {
        <form class="app-search-box" method="post" action="/children/search" role="search" novalidate>
            <input type="hidden" name="filters" value=kept />
            <TextInput
                name="words"
                label="Reference, UPN or name"
                value=typed.words.unwrap_or_default()
                error=problems.of("words")
                input_type="search"
                autocomplete="off"
            />
            <TextInput
                name="school"
                label="School (optional)"
                value=typed.school.unwrap_or_default()
                error=problems.of("school")
                autocomplete="off"
            />
            <Button text="Search" />
        </form>
    }
}

fn filters(wanted: &Wanted, found: &Found, bands: Vec<String>) -> impl IntoView + use<> {
    let years = options(
        "Any year group",
        YearGroup::all().map(|year| (year.number().to_string(), year.title())),
    );
    let needs = options(
        "Any need",
        Need::ALL
            .iter()
            .map(|need| (need.code().to_owned(), need.title().to_owned())),
    );
    let settings = options(
        "Any setting",
        Setting::ALL
            .iter()
            .map(|setting| (setting.code().to_owned(), setting.title().to_owned())),
    );
    let bands = options(
        "Any band",
        bands
            .into_iter()
            .map(|band| (band.clone(), format!("Band {band}"))),
    );
    let chosen = |value: Option<String>| value.unwrap_or_default();
    let year = chosen(wanted.year.map(|year| year.number().to_string()));
    let need = chosen(wanted.need.map(|need| need.code().to_owned()));
    let setting = chosen(wanted.setting.map(|setting| setting.code().to_owned()));
    let band = chosen(wanted.band.as_ref().map(ToString::to_string));
    let unknown: Vec<String> = wanted
        .placement_unknown
        .then(|| "unknown".to_owned())
        .into_iter()
        .collect();
    let search = wanted.search.as_ref().map(ToString::to_string);
    view! {
        <form class="app-search__filters" method="get" action="/children" aria-label="Filters">
            {search.map(|id| view! { <input type="hidden" name="search" value=id /> })}
            <Select name="year" label="Year group" options=years value=year />
            {found.with_needs.then(|| view! { <Select name="need" label="Primary need" options=needs value=need /> })}
            <Select name="setting" label="Setting" options=settings value=setting />
            {found.with_awards.then(|| view! { <Select name="band" label="Band in force" options=bands value=band /> })}
            <Select name="plan" label="Plan" options=listed(PLANS) value=text_of(PLANS, wanted.plan) />
            <Checkboxes
                name="placement"
                legend="Placement"
                small=true
                choices=vec![Choice::new("unknown", "Not known, plan open")]
                values=unknown
            />
            <Select name="review" label="Annual review" options=listed(REVIEWS) value=text_of(REVIEWS, wanted.review) />
            <Select
                name="transfer"
                label="Phase transfer not settled"
                options=listed(TRANSFERS)
                value=text_of(TRANSFERS, wanted.transfer)
            />
            <Select name="order" label="Order by" options=listed(ORDERS) value=text_of(ORDERS, wanted.order) />
            <Button text="Apply filters" kind=ButtonKind::Secondary />
            <p class="govuk-body-s"><a class="govuk-link govuk-link--no-visited-state" href="/children">"Clear search and filters"</a></p>
        </form>
    }
}

fn options(any: &str, entries: impl Iterator<Item = (String, String)>) -> Vec<SelectOption> {
    let any = std::iter::once(SelectOption::new("", any));
    any.chain(entries.map(|(value, label)| SelectOption::new(value, label)))
        .collect()
}

/// What was searched for, in one line.
fn in_words(searched: &SearchWords) -> String {
    let words = searched.words.as_deref().map(|words| format!("“{words}”"));
    let school = searched
        .school
        .as_deref()
        .map(|school| format!("school “{school}”"));
    let parts: Vec<String> = words.into_iter().chain(school).collect();
    parts.join(", ")
}

/// The choices of a closed list.
fn listed<T>(list: &[(T, &'static str, &'static str)]) -> Vec<SelectOption> {
    let entries = list.iter();
    entries
        .map(|(_, value, words)| SelectOption::new(*value, *words))
        .collect()
}

/// How many there are, and which of them are on this page.
fn count(lines: &Paged<ChildLine>, searched: Option<&str>) -> String {
    let what = if lines.total == 1 {
        "child"
    } else {
        "children"
    };
    let total = words::count(lines.total);
    let found = match searched {
        Some(words) => format!("{total} {what} found for {words}"),
        None => format!("{total} {what}"),
    };
    if lines.pages() <= 1 {
        return found;
    }
    let first = u64::from(lines.page.number() - 1) * u64::from(lines.page.size()) + 1;
    let last = first + lines.items.len() as u64 - 1;
    format!(
        "{found}, showing {} to {}",
        words::count(first),
        words::count(last)
    )
}

/// The filters in force, each a link to the list without it.
fn chosen(wanted: &Wanted, searched: bool) -> impl IntoView + use<> {
    let without = |change: &dyn Fn(&mut Wanted)| {
        let mut other = wanted.clone();
        change(&mut other);
        address(&other)
    };
    let mut links: Vec<(String, String)> = Vec::new();
    if searched {
        links.push(("Search".to_owned(), without(&|wanted| wanted.search = None)));
    }
    if let Some(year) = wanted.year {
        links.push((year.title(), without(&|wanted| wanted.year = None)));
    }
    if let Some(need) = wanted.need {
        links.push((
            need.title().to_owned(),
            without(&|wanted| wanted.need = None),
        ));
    }
    if let Some(setting) = wanted.setting {
        links.push((
            setting.title().to_owned(),
            without(&|wanted| wanted.setting = None),
        ));
    }
    if let Some(band) = &wanted.band {
        links.push((
            format!("Band {band}"),
            without(&|wanted| wanted.band = None),
        ));
    }
    if let Some((_, _, words)) = PLANS
        .iter()
        .skip(1)
        .find(|(plan, _, _)| *plan == wanted.plan)
    {
        links.push((
            (*words).to_owned(),
            without(&|wanted| wanted.plan = Default::default()),
        ));
    }
    if wanted.placement_unknown {
        links.push((
            "Placement not known".to_owned(),
            without(&|wanted| wanted.placement_unknown = false),
        ));
    }
    let review = text_of(REVIEWS, wanted.review);
    if let Some((_, _, words)) = REVIEWS[1..].iter().find(|(_, value, _)| *value == review) {
        links.push((
            (*words).to_owned(),
            without(&|wanted| wanted.review = Default::default()),
        ));
    }
    let transfer = text_of(TRANSFERS, wanted.transfer);
    if let Some((_, _, words)) = TRANSFERS[1..]
        .iter()
        .find(|(_, value, _)| *value == transfer)
    {
        links.push((
            (*words).to_owned(),
            without(&|wanted| wanted.transfer = Default::default()),
        ));
    }
    let links = links
        .into_iter()
        .map(|(words, href)| {
            view! {
                <li>
                    <a class="app-chosen__link" href=href>
                        <span class="govuk-visually-hidden">"Remove "</span>
                        {words}
                        <span aria-hidden="true">" ✕"</span>
                    </a>
                </li>
            }
        })
        .collect::<Vec<_>>();
    (!links.is_empty())
        .then(|| view! { <ul class="app-chosen" aria-label="Filters in force">{links}</ul> })
}

fn nobody(searched: bool) -> impl IntoView {
    let advice = if searched {
        "Check the spelling, try only the beginning of a name, or clear the filters. A reference or UPN must be complete."
    } else {
        "Try fewer filters."
    };
    view! {
        <h2 class="govuk-heading-m">"No children found"</h2>
        <p class="govuk-body">{advice}</p>
        <p class="govuk-body"><a class="govuk-link" href="/children">"Clear search and filters"</a></p>
    }
}

fn table(found: Found, wanted: &Wanted, today: Date) -> impl IntoView + use<> {
    let heading = |title: &str, place: usize| {
        let order = ORDERS[place].0;
        let mut column = Column::text(title);
        let other = Wanted {
            order,
            ..wanted.clone()
        };
        column.href = Some(address(&other));
        column.sorted = (wanted.order == order).then_some("ascending");
        column
    };
    let mut columns = vec![heading("Name", 0), heading("Year", 2)];
    if found.with_needs {
        columns.push(Column::text("Need"));
    }
    columns.push(Column::text("Placement"));
    if found.with_awards {
        columns.push(Column::text("Band"));
        columns.push(Column::number("Top-up a year"));
    }
    columns.push(heading("Review due", 3));
    let (with_needs, with_awards) = (found.with_needs, found.with_awards);
    let (worth, kept_back) = (found.worth, found.kept_back);
    let amount = |line: &ChildLine| {
        if kept_back.contains(&line.child) {
            return None;
        }
        let worth = line.award.as_ref().and_then(|award| worth.get(award));
        Some(words::worth_cell(worth, "–"))
    };
    let rows = found
        .lines
        .items
        .into_iter()
        .map(|line| {
            let amount = with_awards.then(|| amount(&line));
            row(line, with_needs, amount, today)
        })
        .collect();
    view! { <Table caption="Children" caption_hidden=true columns=columns rows=rows /> }
}

fn row(line: ChildLine, with_needs: bool, amount: Option<Option<Cell>>, today: Date) -> Vec<Cell> {
    let year = line
        .birth_date
        .and_then(|birth| YearGroup::of(birth, today));
    let name = words::child_cell(&line.child, line.name, &line.local_id);
    let mut cells = vec![
        if line.restricted {
            name.and(view! { <Tag text="Restricted" colour=TagColour::Purple /> })
        } else {
            name
        },
        Cell::of(view! {
            <span class="app-whole">{year.map_or_else(|| "Not known".to_owned(), YearGroup::title)}</span>
        }),
    ];
    if with_needs {
        cells.push(match line.need {
            Some(need) => Cell::of(view! { <abbr title=need.title()>{need.code()}</abbr> }),
            None => Cell::from("None"),
        });
    }
    cells.push(match (line.establishment, line.setting) {
        (Some((_, name)), _) => Cell::from(name),
        (None, Some(setting)) => Cell::from(setting.title()),
        (None, None) => Cell::from("None"),
    });
    if let Some(None) = amount {
        cells.extend([Cell::from("Kept back"), Cell::from("–")]);
    } else if let Some(Some(amount)) = amount {
        cells.push(Cell::from(
            line.band
                .map_or_else(|| "None".to_owned(), |band| band.to_string()),
        ));
        cells.push(amount);
    }
    cells.push(review_cell(line.plan_is_open, line.review_due_on, today));
    cells
}

fn review_cell(plan_is_open: Option<bool>, due: Option<Date>, today: Date) -> Cell {
    match (plan_is_open, due) {
        (None, _) => Cell::from("No plan"),
        (Some(false), _) => Cell::of(view! { <Tag text="Ceased" colour=TagColour::Grey /> }),
        (Some(true), None) => Cell::from("Not set"),
        (Some(true), Some(due)) => {
            let overdue =
                (due < today).then(|| view! { " " <Tag text="Overdue" colour=TagColour::Red /> });
            Cell::of(view! { <span class="app-whole">{words::short_day(due)}</span> {overdue} })
        }
    }
}
