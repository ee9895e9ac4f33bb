//! `forecast`: a database, or three files, become children and spend by month, with how sure that is, as JSON or a
//! workbook.

use std::path::{Path, PathBuf};
use std::thread;

use crate::export;
use crate::forecast::{self, Asked, Cohort, Input, Outcome, Problem, Scenario, Source};
use crate::import::SourceFile;
use crate::import::forecast as files;

use super::database::{Database, service_error};
use super::{Console, Exit, ResultKind};
use crate::service::{high_needs, rule_book};

/// What `forecast` is asked.
#[derive(Debug, clap::Args)]
pub struct Forecast {
    /// The database, in place of the three files: sqlite:FILE or postgres://…
    #[arg(
        long,
        value_name = "URL",
        conflicts_with_all = ["transitions", "population", "costs"],
        required_unless_present = "transitions"
    )]
    pub database: Option<String>,
    /// One row a child a year-pair.
    #[arg(long, value_name = "CSV", requires_all = ["population", "costs"])]
    pub transitions: Option<PathBuf>,
    /// People by January and year group.
    #[arg(long, value_name = "CSV", requires = "transitions")]
    pub population: Option<PathBuf>,
    /// Pounds a year by need and setting.
    #[arg(long, value_name = "CSV", requires = "transitions")]
    pub costs: Option<PathBuf>,
    /// Levers, as JSON; without it nothing is done differently.
    #[arg(long, value_name = "FILE.json")]
    pub scenario: Option<PathBuf>,
    /// How many years ahead.
    #[arg(long, value_name = "N")]
    pub years: u32,
    /// How many simulations.
    #[arg(long, value_name = "N")]
    pub simulations: u32,
    /// The seed: the same inputs and seed give the same bytes.
    #[arg(long, value_name = "N")]
    pub seed: u64,
    /// How many threads; they change nothing in the result. As many as the machine has, unless told.
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
    /// Where the result goes; its ending says as what.
    #[arg(long, value_name = "FILE.(xlsx|json)")]
    pub out: PathBuf,
    /// Print a summary as one JSON object, the last line on standard output.
    #[arg(long)]
    pub json: bool,
}

/// Runs the command.
pub fn run(asked: &Forecast, console: &mut Console<'_>) -> Exit {
    let Some(kind) = ResultKind::of(&asked.out) else {
        return console.usage(format_args!(
            "--out {}: the name must end in .xlsx or .json",
            asked.out.display()
        ));
    };
    if asked.threads == Some(0) {
        return console.usage("--threads must be at least 1");
    }
    match forecast(asked, kind, console) {
        Ok(outcome) => {
            say(&outcome, console);
            if asked.json {
                console.print(summary(&outcome));
            }
            Exit::Done
        }
        Err(why) => console.unusable(why),
    }
}

fn forecast(
    asked: &Forecast,
    kind: ResultKind,
    console: &mut Console<'_>,
) -> Result<Outcome, String> {
    let (cohort, inputs, problems) = match Files::of(asked) {
        Some(files) => files.cohort(console)?,
        None => of_database(asked, console)?,
    };
    let wanted = Asked {
        years: asked.years,
        simulations: asked.simulations,
        seed: asked.seed,
        threads: asked
            .threads
            .unwrap_or_else(|| thread::available_parallelism().map_or(1, usize::from)),
        scenario: scenario(asked.scenario.as_deref())?,
    };
    let made = forecast::forecast(&cohort, &wanted).map_err(|error| error.to_string())?;
    let known = problems.len();
    let outcome =
        Outcome::of(&made, &wanted, inputs, problems).map_err(|error| error.to_string())?;
    for problem in &outcome.problems[known..] {
        console.say(problem);
    }
    let bytes = match kind {
        ResultKind::Json => json(&outcome)?,
        ResultKind::Workbook => {
            export::forecast_workbook(&outcome).map_err(|error| error.to_string())?
        }
    };
    export::save(&asked.out, &bytes).map_err(|error| error.to_string())?;
    Ok(outcome)
}

fn json(outcome: &Outcome) -> Result<Vec<u8>, String> {
    let mut bytes = serde_json::to_vec_pretty(outcome).map_err(|error| error.to_string())?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// A cohort, what it was made of, and what is wrong with that.
type Read = (Cohort, Vec<Input>, Vec<Problem>);

/// The cohort of a database.
fn of_database(asked: &Forecast, console: &mut Console<'_>) -> Result<Read, String> {
    let url = asked.database.clone().unwrap_or_default();
    let known = Database { url }.with(|store, moment| async move {
        high_needs::cohort::load(&store, rule_book(), moment)
            .await
            .map_err(service_error)?
    })?;
    for problem in &known.problems {
        console.say(problem);
    }
    Ok((known.cohort, known.inputs, known.problems))
}

/// The three files.
struct Files<'a> {
    transitions: &'a Path,
    population: &'a Path,
    costs: &'a Path,
}

impl Files<'_> {
    fn of(asked: &Forecast) -> Option<Files<'_>> {
        Some(Files {
            transitions: asked.transitions.as_deref()?,
            population: asked.population.as_deref()?,
            costs: asked.costs.as_deref()?,
        })
    }

    fn cohort(&self, console: &mut Console<'_>) -> Result<Read, String> {
        let open = |path: &Path| SourceFile::read(path).map_err(|error| error.to_string());
        let (transitions, population, costs) = (
            open(self.transitions)?,
            open(self.population)?,
            open(self.costs)?,
        );
        let read_transitions =
            files::transitions(&transitions).map_err(|error| error.to_string())?;
        let read_population = files::population(&population).map_err(|error| error.to_string())?;
        let read_costs = files::costs(&costs).map_err(|error| error.to_string())?;
        let mut problems = [
            read_transitions.problems.clone(),
            read_population.problems.clone(),
            read_costs.problems.clone(),
        ]
        .concat();
        let checked = forecast::check(
            &read_transitions.rows,
            &read_population.rows,
            &read_costs.rows,
        );
        let (cohort, more) = match checked {
            Ok((cohort, more)) => (Ok(cohort), more),
            Err(refused) => (Err(refused.to_string()), refused.problems),
        };
        problems.extend(more);
        for problem in &problems {
            console.say(problem);
        }
        let inputs = vec![
            input(
                &transitions,
                Source::Transitions,
                read_transitions.count,
                &problems,
            ),
            input(
                &population,
                Source::Population,
                read_population.count,
                &problems,
            ),
            input(&costs, Source::Costs, read_costs.count, &problems),
        ];
        Ok((cohort?, inputs, problems))
    }
}

fn input(file: &SourceFile, source: Source, rows: u32, problems: &[Problem]) -> Input {
    let refused = problems
        .iter()
        .filter(|problem| problem.source == source && problem.is_refused && problem.row.is_some());
    Input {
        source,
        name: file.name.clone(),
        sha256: file.digest(),
        rows,
        refused: u32::try_from(refused.count()).unwrap_or(u32::MAX),
    }
}

fn scenario(path: Option<&Path>) -> Result<Scenario, String> {
    let Some(path) = path else {
        return Ok(Scenario::default());
    };
    let file = SourceFile::read(path).map_err(|error| error.to_string())?;
    serde_json::from_slice(&file.bytes).map_err(|error| format!("{}: {error}", file.name))
}

fn say(outcome: &Outcome, console: &mut Console<'_>) {
    let start = &outcome.start;
    console.say(format_args!(
        "January {}: {} plans, {} a year",
        start.january, start.plans, start.annual_cost
    ));
    for january in &outcome.januaries {
        let plans = &january.plans;
        console.say(format_args!(
            "January {}: {:.0} plans expected, {} to {} likely (8 in 10)",
            january.january, plans.expected, plans.low, plans.high
        ));
    }
    for year in outcome
        .financial_years
        .iter()
        .filter(|year| year.months == 12)
    {
        let spend = &year.spend;
        console.say(format_args!(
            "{}: {} expected, {} to {} likely (8 in 10)",
            year.year, spend.expected, spend.low, spend.high
        ));
    }
    console.say(&outcome.back_test.headline);
    console.say(&outcome.back_test.verdict);
    if !outcome.back_test.further.is_empty() {
        console.say(&outcome.back_test.further);
    }
    if let Some(doubt) = &outcome.back_test.doubt {
        console.say(doubt);
    }
}

/// How many problems the summary names.
const PROBLEMS_TOLD: usize = 20;

fn summary(outcome: &Outcome) -> serde_json::Value {
    let refused: u32 = outcome.inputs.iter().map(|input| input.refused).sum();
    serde_json::json!({
        "january": outcome.start.january,
        "plans": outcome.start.plans,
        "annual_cost": outcome.start.annual_cost,
        "years": outcome.years,
        "simulations": outcome.simulations,
        "seed": outcome.seed,
        "refused": refused,
        "warnings": outcome.problems.len() - refused as usize,
        // The first of them, each with its row; the file has them all.
        "problems": outcome.problems.iter().take(PROBLEMS_TOLD).collect::<Vec<_>>(),
        "follows": outcome.back_test.follows,
        "money_follows": outcome.back_test.money_follows,
        "headline": outcome.back_test.headline,
        "doubt": outcome.back_test.doubt,
        "verdict": outcome.back_test.verdict,
        "further": outcome.back_test.further,
    })
}
