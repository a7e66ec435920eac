//! Several runs beside each other: what each side gets in each of them.

use super::run::RunResults;
use super::tables::{add, measured};
use crate::report::{Cell, Column, Kind, Table};

/// One run of several: the world that it plays in, by the file that it extends in the end, and its name.
#[derive(Clone, Debug)]
pub struct Compared {
    /// What runs of one world have in common; payoffs of different worlds say nothing of each other.
    pub world: String,
    /// What the run is called: the name of its file.
    pub name: String,
    /// What came of it.
    pub results: RunResults,
}

/// One table for each world: mean, 5th and 95th percentile of each side's payoff in each run. Worlds, sides and runs
/// stand in the order in which they are first met.
#[must_use]
pub fn comparison(runs: &[Compared]) -> Vec<Table> {
    let mut worlds: Vec<&str> = Vec::new();
    for run in runs {
        if !worlds.contains(&run.world.as_str()) {
            worlds.push(&run.world);
        }
    }
    let of = |world: &&str| -> Vec<&Compared> {
        runs.iter().filter(|run| run.world == **world).collect()
    };
    worlds.iter().map(|world| of_world(world, &of(world), worlds.len() > 1)).collect()
}

fn of_world(world: &str, runs: &[&Compared], named: bool) -> Table {
    let money = runs.first().map_or("", |run| run.results.money.as_str());
    let mut head = "payoff, present value".to_owned();
    if !money.is_empty() {
        head.push_str(&format!(", {money}"));
    }
    if named && !world.is_empty() {
        head.push_str(&format!(" (world of {world})"));
    }
    let mut columns =
        vec![Column::new(&head, "", Kind::Text), Column::new("mean", "", Kind::Measure)];
    columns.extend(["P5", "P95"].map(|name| Column::new(name, "", Kind::Number)));
    columns.push(Column::new("P(loss)", "", Kind::Share));
    let mut table = Table::new(columns);
    let mut sides: Vec<(&str, &str)> = Vec::new();
    for side in runs.iter().flat_map(|run| &run.results.sides) {
        if !sides.iter().any(|(name, _)| *name == side.name) {
            sides.push((&side.name, &side.label));
        }
    }
    for (name, label) in sides {
        let mut row: Vec<Cell> = vec![label.into()];
        row.resize(5, Cell::Blank);
        add(&mut table, row);
        for run in runs {
            let Some(side) = run.results.sides.iter().find(|side| side.name == name) else {
                continue;
            };
            let mut row: Vec<Cell> = vec![format!("  {}", run.name).into(), measured(side.mean)];
            for place in [0, 2] {
                let value = side.quantile(place).map(|measure| measure.value);
                let constant = side.is_constant();
                row.push(if constant {
                    Cell::Blank
                } else {
                    value.filter(|v| v.is_finite()).into()
                });
            }
            row.push(measured(side.loss));
            add(&mut table, row);
        }
    }
    table
}
