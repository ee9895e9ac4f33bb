//! The figures of a financial year: a form, and every entry that was made.

use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;

use super::{HOME, below};
use crate::access::Action;
use crate::components::{Button, Cell, Column, Details, InsetText, Table, TextInput};
use crate::forecast::Besides;
use crate::forms::high_needs::{Figures, FiguresForm};
use crate::forms::{self, Problems};
use crate::money::Money;
use crate::pages::words;
use crate::service::Moment;
use crate::service::high_needs::figures::{self, Amiss, Entry, FigureKind, YearFigures};
use crate::service::reach::allows;
use crate::visit::{AppState, FormBody, Page, SignedIn, Visit, WebError, redirect};

/// Answers `GET /high-needs/figures` and `GET /high-needs/figures/{year}`: this year's, or that year's.
///
/// # Errors
/// [`WebError::Forbidden`] for whoever may not see the forecast; [`WebError::NotFound`] for a year out of reach.
pub async fn form(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    year: Option<Path<String>>,
) -> Result<Response, WebError> {
    let moment = state.clock.moment();
    let year = year.map_or_else(
        || crate::calendar::FinancialYear::containing(moment.today).to_string(),
        |Path(year)| year,
    );
    let known = figures::of_year(&state.store, &person.actor, &year, moment).await?;
    let text = |kind| known.sum(kind).map(Money::pounds_text).unwrap_or_default();
    let filled = FiguresForm {
        seen: known.history.len(),
        brought_forward: text(FigureKind::BroughtForward),
        // Worked out of its parts where they are entered.
        allocation: match known.sum(FigureKind::GrossAllocation) {
            Some(_) => String::new(),
            None => text(FigureKind::Allocation),
        },
        // Worked out of its lines where they are entered.
        other_spend: match Besides::ALL
            .into_iter()
            .any(|line| known.sum(figures::kind_of(line)).is_some())
        {
            true => String::new(),
            false => text(FigureKind::OtherSpend),
        },
        outturn: text(FigureKind::Outturn),
        gross_allocation: text(FigureKind::GrossAllocation),
        import_export: text(FigureKind::ImportExport),
        place_deductions: text(FigureKind::PlaceDeductions),
        other_deductions: text(FigureKind::OtherDeductions),
        block_transfer: text(FigureKind::BlockTransfer),
        other_income: text(FigureKind::OtherIncome),
        stability_grant: text(FigureKind::StabilityGrant),
        unit_places: text(FigureKind::UnitPlaces),
        special_places: text(FigureKind::SpecialPlaces),
        alternative_places: text(FigureKind::AlternativePlaces),
        post_sixteen_places: text(FigureKind::PostSixteenPlaces),
        targeted: text(FigureKind::Targeted),
        support_services: text(FigureKind::SupportServices),
        hospital_education: text(FigureKind::HospitalEducation),
        alternative_provision: text(FigureKind::AlternativeProvision),
        inclusion: text(FigureKind::Inclusion),
        difficulty: text(FigureKind::Difficulty),
        pfi: text(FigureKind::Pfi),
        therapies: text(FigureKind::Therapies),
        overheads: text(FigureKind::Overheads),
        note: String::new(),
    };
    let keeps = allows(&person.actor, Action::KeepForecast);
    Ok(page(
        &visit,
        &known,
        (&filled, keeps),
        &Problems::default(),
        moment,
    ))
}

/// Answers `POST /high-needs/figures/{year}`.
///
/// # Errors
/// As [`form`]; [`WebError::Conflict`] if somebody entered figures of the year first.
pub async fn enter(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    Path(year): Path<String>,
    FormBody(sent): FormBody<FiguresForm>,
) -> Result<Response, WebError> {
    if !allows(&person.actor, Action::KeepForecast) {
        return Err(WebError::Forbidden);
    }
    let moment = state.clock.moment();
    let known = figures::of_year(&state.store, &person.actor, &year, moment).await?;
    let meant = match forms::parse(&sent) {
        Ok(meant) => meant,
        Err(problems) => return Ok(page(&visit, &known, (&sent, true), &problems, moment)),
    };
    let entry = Entry {
        sums: sums(&meant),
        note: meant.note,
        seen: sent.seen,
    };
    let entry = match figures::complete(&known, entry).map_err(WebError::from)? {
        Ok(entry) => entry,
        Err(amiss) => {
            let mut problems = Problems::default();
            let (field, why) = amiss_in_words(amiss);
            problems.add(field, why);
            return Ok(page(&visit, &known, (&sent, true), &problems, moment));
        }
    };
    let entered = figures::enter(&state.store, &person.actor, known.year, &entry, moment).await?;
    let said = match entered {
        0 => "Nothing was different from what was entered before.".to_owned(),
        1 => format!("1 figure of {year} is entered."),
        many => format!("{many} figures of {year} are entered."),
    };
    person.leave_said(&state, said).await?;
    Ok(redirect(&format!("/high-needs/figures/{year}")))
}

/// The field that does not go with the others, and why.
fn amiss_in_words(amiss: Amiss) -> (&'static str, String) {
    match amiss {
        Amiss::NotTheSum(net) => (
            "allocation",
            format!(
                "The parts of the allocation come to {net}: leave the allocation blank, or change a part"
            ),
        ),
        Amiss::NoGross => (
            "gross-allocation",
            "Enter the gross allocation with its additions and deductions".to_owned(),
        ),
        Amiss::BelowNought(net) => (
            "gross-allocation",
            format!("The deductions leave {net}: an allocation is not below nought"),
        ),
        Amiss::NotTheLines(all) => (
            "other-spend",
            format!("The lines come to {all}: leave their sum blank, or change a line"),
        ),
    }
}

fn sums(meant: &Figures) -> Vec<(FigureKind, Money)> {
    [
        (FigureKind::BroughtForward, meant.brought_forward),
        (FigureKind::Allocation, meant.allocation),
        (FigureKind::OtherSpend, meant.other_spend),
        (FigureKind::Outturn, meant.outturn),
        (FigureKind::GrossAllocation, meant.gross_allocation),
        (FigureKind::ImportExport, meant.import_export),
        (FigureKind::PlaceDeductions, meant.place_deductions),
        (FigureKind::OtherDeductions, meant.other_deductions),
        (FigureKind::BlockTransfer, meant.block_transfer),
        (FigureKind::OtherIncome, meant.other_income),
        (FigureKind::StabilityGrant, meant.stability_grant),
    ]
    .into_iter()
    .filter_map(|(kind, sum)| Some((kind, sum?)))
    .chain(
        meant
            .besides
            .iter()
            .map(|(line, sum)| (figures::kind_of(*line), *sum)),
    )
    .collect()
}

fn page(
    visit: &Visit,
    known: &YearFigures,
    (filled, keeps): (&FiguresForm, bool),
    problems: &Problems,
    moment: Moment,
) -> Response {
    let title = format!("Figures of {}", known.year);
    let page = Page::titled(title.clone())
        .below(below())
        .with_problems(problems);
    page.answer(visit, || {
        view! {
            <h1 class="govuk-heading-l">{title}</h1>
            {switch(known, moment)}
            {kept_places(known)}
            {if keeps { fields(known, filled, problems) } else { sums_only(known) }}
            {history(known)}
            <p class="govuk-body"><a class="govuk-link" href=HOME>"Back to the outlook"</a></p>
        }
    })
}

fn switch(known: &YearFigures, moment: Moment) -> impl IntoView + use<> {
    let links: Vec<_> = figures::years(moment)
        .into_iter()
        .map(|year| {
            let href = format!("/high-needs/figures/{year}");
            let current = (year == known.year).then_some("page");
            view! { <li><a class="govuk-link" href=href aria-current=current>{year.to_string()}</a></li> }
        })
        .collect();
    view! { <nav class="app-switch" aria-label="Financial year"><ul>{links}</ul></nav> }
}

fn fields(known: &YearFigures, filled: &FiguresForm, problems: &Problems) -> AnyView {
    let action = format!("/high-needs/figures/{}", known.year);
    let sum = |name: &'static str, label: &'static str, hint: &'static str, value: &String| {
        view! {
            <TextInput
                name=name
                label=label
                hint=hint
                value=value.clone()
                error=problems.of(name)
                width=10
                inputmode="decimal"
                prefix="£"
            />
        }
    };
    view! {
        <form method="post" action=action novalidate>
            <input type="hidden" name="seen" value=filled.seen.to_string() />
            {sum(
                "brought-forward",
                "Balance brought forward on 1 April",
                "A deficit with a minus. Leave it blank where the year before carries its own forecast.",
                &filled.brought_forward,
            )}
            {sum(
                "allocation",
                "High needs allocation",
                "After deductions, recoupment and transfers between blocks. Leave it blank where you enter its parts below.",
                &filled.allocation,
            )}
            <fieldset class="govuk-fieldset">
                <legend class="govuk-fieldset__legend govuk-fieldset__legend--m">"The allocation by its parts"</legend>
                {sum(
                    "gross-allocation",
                    "Gross allocation",
                    "The high needs block before deductions, as the settlement states it.",
                    &filled.gross_allocation,
                )}
                {sum(
                    "import-export",
                    "Import and export adjustment",
                    "With a minus where more pupils leave the area than come. It is added.",
                    &filled.import_export,
                )}
                {sum(
                    "place-deductions",
                    "Deducted for places",
                    "At academies, colleges and non-maintained special schools, which the department pays.",
                    &filled.place_deductions,
                )}
                {sum(
                    "other-deductions",
                    "Recoupment and other deductions",
                    "Any other sum that is taken off the block before it is paid.",
                    &filled.other_deductions,
                )}
                {sum(
                    "block-transfer",
                    "Transferred from other blocks",
                    "With a minus where high needs give. It is added.",
                    &filled.block_transfer,
                )}
                {sum(
                    "other-income",
                    "Other income",
                    "Other grants that high needs are met from. It is added.",
                    &filled.other_income,
                )}
            </fieldset>
            {sum(
                "stability-grant",
                "Grant towards the deficit",
                "Such as the High Needs Stability Grant. It is added to the balance carried forward of this year alone.",
                &filled.stability_grant,
            )}
            {sum(
                "other-spend",
                "Planned besides placements",
                "Place funding, support services, inclusion and other lines that no placement bears. Leave it blank where you enter the lines below.",
                &filled.other_spend,
            )}
            <fieldset class="govuk-fieldset">
                <legend class="govuk-fieldset__legend govuk-fieldset__legend--m">"Planned besides placements, by line"</legend>
                {besides(known, filled, problems)}
            </fieldset>
            {sum("outturn", "Spent in all", "Only for a year that is over.", &filled.outturn)}
            <TextInput
                name="note"
                label="Where the figures are from"
                hint="Such as a settlement and its date"
                value=filled.note.clone()
                error=problems.of("note")
            />
            <Button text="Enter the figures" />
        </form>
    }
    .into_any()
}

/// A field for each line besides placements, with what is known of it elsewhere.
fn besides(known: &YearFigures, filled: &FiguresForm, problems: &Problems) -> Vec<AnyView> {
    let of_line = |line: Besides| {
        let (name, value) = filled.besides(line);
        let label = match line.section_251() {
            "" => line.title().to_owned(),
            code => format!("{}, {code}", line.title()),
        };
        let elsewhere = known.elsewhere.get(&line);
        let hint = elsewhere.map(|sum| match line.places_of() {
            Some(_) => format!("The places that are kept and that the council pays come to {sum}."),
            None => format!(
                "The section 251 budget of the line is {sum} in all: leave out what placements bear of it."
            ),
        });
        let error = problems.of(name);
        let value = value.to_owned();
        match hint {
            Some(hint) => view! {
                <TextInput name=name label=label hint=hint value=value error=error width=10 inputmode="decimal" prefix="£" />
            }
            .into_any(),
            None => view! {
                <TextInput name=name label=label value=value error=error width=10 inputmode="decimal" prefix="£" />
            }
            .into_any(),
        }
    };
    Besides::ALL.into_iter().map(of_line).collect()
}

/// What the places that are kept come to, and which of it belongs into which figure.
fn kept_places(known: &YearFigures) -> Option<AnyView> {
    let (by_council, by_department) = known.places?;
    let words = format!(
        " kept for {} come to {by_council} at schools that the council pays and {by_department} at academies and colleges, which the \
         department pays and deducts. The allocation is after deductions, so that of the two only {by_council} belongs into what is \
         planned besides placements, with the other lines. Nothing of it is added by itself.",
        known.year
    );
    let href = format!("/places/{}", known.year);
    let link = view! { <a class="govuk-link" href=href>"The high needs places"</a> };
    Some(view! { <InsetText>{link}{words}</InsetText> }.into_any())
}

fn sums_only(known: &YearFigures) -> AnyView {
    let columns = vec![Column::text("Figure"), Column::number("Sum")];
    let rows = FigureKind::ALL
        .iter()
        .map(|kind| {
            let sum = known.sum(*kind);
            let shown = sum.map_or_else(|| "Not entered".to_owned(), |sum| sum.to_string());
            vec![Cell::from(figures::title(*kind)), Cell::from(shown)]
        })
        .collect();
    view! { <Table caption="What counts" columns=columns rows=rows /> }.into_any()
}

fn history(known: &YearFigures) -> Option<AnyView> {
    if known.history.is_empty() {
        return None;
    }
    let columns = vec![
        Column::text("Figure"),
        Column::number("Sum"),
        Column::text("From"),
        Column::text("Entered"),
    ];
    let rows = known
        .history
        .iter()
        .map(|figure| {
            vec![
                Cell::from(figures::title(figure.kind)),
                Cell::from(figure.sum.to_string()),
                Cell::from(figure.note.clone()),
                Cell::from(words::short_day(Moment::of(figure.at).today)),
            ]
        })
        .collect();
    Some(
        view! {
            <Details summary="Every entry">
                <Table caption="Entries, the newest first" caption_hidden=true columns=columns rows=rows />
            </Details>
        }
        .into_any(),
    )
}
