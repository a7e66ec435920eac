//! Turns one or two numbers of a deal over a range.

use super::exit;
use super::precision::Exactness;
use super::say::say;
use super::study::{Asked, Left, Run, stem};
use crate::report::TableError;
use crate::results::Charts;
use crate::simulation::Settings;
use crate::studies::{Axis, Sweep, sweep};
use std::path::Path;

/// `dealsim sweep`.
pub(super) fn run(
    file: &Path,
    ranges: &[String],
    steps: usize,
    given: Option<&str>,
    asked: Asked,
) -> u8 {
    let mut axes = Vec::new();
    for range in ranges {
        match axis(range, steps) {
            Ok(axis) => axes.push(axis),
            Err(why) => {
                say(&format!("error: {why}"));
                say(
                    "  help: write a range such as inputs.stake.value=0.2..0.5, or a list such as inputs.stake.value=0.2,0.33,0.49",
                );
                return exit::INPUT;
            }
        }
    }
    let study = Run::new(asked);
    let run =
        |settings: &Settings| sweep(&study.files, file, &study.overrides, &axes, given, settings);
    study.until_exact(run, exactness, left)
}

/// How exact the gain, or the payoff, of each side is at each point.
fn exactness(sweep: &Sweep) -> Vec<Exactness> {
    let sides = sweep.points.iter().flat_map(|point| point.sides.iter().flatten());
    sides.filter_map(|side| Exactness::of(side.gain.unwrap_or(side.mean), side.deviation)).collect()
}

fn left(sweep: &Sweep) -> Result<Left, TableError> {
    let mut tables = vec![("points", sweep.points_table()?)];
    if sweep.walk_away.is_some() {
        tables.push(("break_even", sweep.break_even_table()?));
    }
    let said = |axis: &Axis| {
        let values: Vec<String> = axis.values.iter().map(f64::to_string).collect();
        (axis.key.clone(), values.join(", "))
    };
    let given = sweep.given.as_ref().map(|(event, _)| format!("given {event}"));
    let keys = sweep.axes.iter().map(|axis| axis.key.clone());
    Ok(Left {
        command: "sweep",
        names: std::iter::once(stem(&sweep.path)).chain(keys).chain(given).collect(),
        first: sweep.path.clone(),
        others: sweep.walk_away.iter().cloned().collect(),
        files: sweep.files.clone(),
        seed: sweep.seed,
        paths: sweep.paths,
        sampler: sweep.sampler.clone(),
        said: sweep.axes.iter().map(said).collect(),
        tables,
        pictures: sweep.pictures(),
        charts: Charts::All,
        told: sweep.told(),
    })
}

/// Reads `key=low..high` or `key=a,b,c`.
fn axis(text: &str, steps: usize) -> Result<Axis, String> {
    let Some((key, values)) = text.split_once('=') else {
        return Err(format!("`{text}` has no equals sign"));
    };
    let values = match range(values) {
        Some((low, high)) => {
            if low >= high || low.is_nan() || high.is_nan() {
                return Err(format!("`{values}` ends below its beginning"));
            }
            let last = steps.max(2) - 1;
            let at = |step: usize| low + (high - low) * step as f64 / last as f64;
            (0..=last).map(|step| if step == last { high } else { at(step) }).collect()
        }
        None => {
            let mut list: Vec<f64> =
                values.split(',').map(number).collect::<Option<_>>().ok_or_else(|| {
                    format!("`{values}` is neither a range of numbers nor a list of them")
                })?;
            list.sort_by(f64::total_cmp);
            list.dedup();
            list
        }
    };
    Ok(Axis { key: key.trim().to_owned(), values })
}

/// Reads `low..high`.
pub(super) fn range(text: &str) -> Option<(f64, f64)> {
    let (low, high) = text.split_once("..")?;
    Some((number(low)?, number(high)?))
}

/// A number, with underscores or a percent sign as in a scenario.
pub(super) fn number(text: &str) -> Option<f64> {
    let text = text.trim().replace('_', "");
    let (digits, scale) = match text.strip_suffix('%') {
        Some(percent) => (percent.trim_end().to_owned(), 0.01),
        None => (text, 1.0),
    };
    digits.parse::<f64>().ok().filter(|number| number.is_finite()).map(|number| number * scale)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_and_lists_are_read_as_they_are_meant() {
        assert_eq!(axis("a.b=0..1", 5).unwrap().values, [0.0, 0.25, 0.5, 0.75, 1.0]);
        assert_eq!(axis("a.b=20%..40%", 2).unwrap().values, [0.2, 0.4]);
        assert_eq!(axis("a.b=3, 1_000,3", 9).unwrap().values, [3.0, 1000.0]);
        assert_eq!(axis("a.b=-2..-1", 2).unwrap().values, [-2.0, -1.0]);
        for wrong in ["a.b", "a.b=x", "a.b=1..0", "a.b=1..x", "a.b="] {
            assert!(axis(wrong, 3).is_err(), "{wrong}");
        }
    }
}
