//! The page of a folder of scenarios: what each side gets in each of them, with a way to each one's own page.

use super::super::comparison::{Compared, comparison};
use super::super::findings::with_unit;
use super::super::run::RunResults;
use super::super::sides::SideResult;
use super::{page, rendered};
use crate::charts::ranges::{Range, Ranges};
use crate::charts::{Caption, Chart, Unit};
use maud::{PreEscaped, html};

/// The page of several runs, each of which has its own page in the folder of its name.
#[must_use]
pub fn index_page(title: &str, runs: &[Compared]) -> String {
    let mut sides: Vec<(&str, &str)> = Vec::new();
    for side in runs.iter().flat_map(|run| &run.results.sides) {
        if !sides.iter().any(|(name, _)| *name == side.name) {
            sides.push((&side.name, &side.label));
        }
    }
    let pictures: Vec<(String, String)> =
        sides.iter().filter_map(|(name, label)| picture(name, label, runs)).collect();
    let body = html! {
        header {
            h1 { (title) }
            p.meta { "Simulations of assumptions, not advice. Scenarios of different worlds differ by more than their contract." }
        }
        main {
            h2 { "Scenarios" }
            ul {
                @for run in runs {
                    li {
                        a href={ (run.name) "/report.html" } { (run.results.scenario) }
                        @if !run.results.about.is_empty() { ": " (run.results.about) }
                    }
                }
            }
            h2 { "What each side gets" }
            @for (place, (_, svg)) in pictures.iter().enumerate() {
                figure { (PreEscaped(svg)) figcaption { "Figure " (place + 1) "." } }
            }
            h2 { "In numbers" }
            @for table in comparison(runs) { (rendered(&table.shown())) }
            p.note { "± is one standard error of the simulation; it says nothing about the assumptions." }
        }
    };
    page(title, &body)
}

/// One side in every scenario that has it, if there are two of them.
fn picture(name: &str, label: &str, runs: &[Compared]) -> Option<(String, String)> {
    let own = |run: &'_ Compared| -> Option<Range> {
        let (place, side) =
            run.results.sides.iter().enumerate().find(|(_, side)| side.name == name)?;
        range(&run.results, place, side)
    };
    let ranges: Vec<Range> = runs.iter().filter_map(own).collect();
    let money = &runs.first()?.results.money;
    if ranges.len() < 2 || runs.iter().any(|run| run.results.money != *money) {
        return None;
    }
    let unit = if money.is_empty() { Unit::Plain } else { Unit::Named(money.clone()) };
    let data = Ranges { quantity: "Payoff, present value".to_owned(), unit, sides: ranges };
    let means = || data.sides.iter().filter_map(|range| Some((range.mean?, range.label.as_str())));
    let most = means().max_by(|a, b| a.0.total_cmp(&b.0))?;
    let least = means().min_by(|a, b| a.0.total_cmp(&b.0))?;
    let (high, low) = (data.figure(most.0), data.figure(least.0));
    let title = if high == low {
        format!("{label} gets {} on average in every scenario", with_unit(&high, money))
    } else {
        let high = with_unit(&high, money);
        format!("{label} gets {high} on average in “{}”, {low} in “{}”", most.1, least.1)
    };
    let subtitle = format!("Payoff of {label} in each scenario, present value at the start");
    let paths = runs.first().map_or_else(String::new, |run| run.results.paths_said());
    let same = runs.iter().all(|run| run.results.paths == runs[0].results.paths);
    let source = if same { format!("each {paths}") } else { String::new() };
    let caption = Caption { title, subtitle, source };
    Some((label.to_owned(), data.draw(&caption).svg))
}

fn range(results: &RunResults, place: usize, side: &SideResult) -> Option<Range> {
    let shape = side.shape.as_ref()?;
    let largest = shape.masses.iter().max_by(|a, b| a.share.total_cmp(&b.share));
    Some(Range {
        label: results.scenario.clone(),
        colour: side.colour,
        percentiles: shape.percentiles,
        mean: side.mean.map(|mean| mean.value),
        loss: side.loss.map(|loss| loss.value),
        held: results.held(place),
        shared: largest.map(|mass| (mass.value, mass.share)),
    })
}
