//! Writes the invented inputs of `fixtures/forecast`: `cargo run --no-default-features --example forecast_fixtures`.

#![expect(
    clippy::unwrap_used,
    reason = "an example that cannot write its files has nothing to show"
)]

#[path = "../tests/common/invented_cohort.rs"]
mod invented_cohort;

use std::fs;
use std::path::Path;

use invented_cohort::Invented;
use send_banding::forecast::Side;

fn main() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/forecast");
    let inputs = Invented::default().inputs();
    let mut transitions = String::from(
        "calendar-year,setting-1,need-1,academic-year-1,setting-2,need-2,academic-year-2\n",
    );
    for row in &inputs.transitions {
        let side = |side: &Side| match &side.place {
            Some((need, setting)) => format!("{setting},{need},{}", side.year_group),
            None => format!("NONSEND,NONSEND,{}", side.year_group),
        };
        transitions += &format!("{},{},{}\n", row.january, side(&row.from), side(&row.to));
    }
    let mut population = String::from("calendar-year,academic-year,population\n");
    for row in &inputs.population {
        population += &format!("{},{},{}\n", row.january, row.year_group, row.people);
    }
    let mut costs = String::from("need,setting,cost\n");
    for row in &inputs.costs {
        costs += &format!("{},{},{}\n", row.need, row.setting, row.cost.pounds_text());
    }
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("transitions.csv"), transitions).unwrap();
    fs::write(folder.join("population.csv"), population).unwrap();
    fs::write(folder.join("costs.csv"), costs).unwrap();
}
