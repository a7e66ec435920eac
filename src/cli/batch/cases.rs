//! Which scenarios a batch has: files, those of folders and patterns, each with every point of a grid of overrides.

use super::super::given::scenarios_in;
use super::super::publish::target;
use super::super::study::folder_name;
use super::super::study_file::is_study;
use super::super::sweep::range;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// One scenario of a batch.
#[derive(Clone, Debug)]
pub(super) struct Case {
    /// Its file.
    pub(super) file: PathBuf,
    /// Whether the file was named by itself, and not found in a folder or by a pattern.
    pub(super) named: bool,
    /// The point of the grid, as `--set` takes it.
    pub(super) sets: Vec<String>,
    /// What lines and tables call it.
    pub(super) name: String,
    /// Where its results go.
    pub(super) target: PathBuf,
}

/// A key and the values that it takes in turn.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Axis {
    key: String,
    values: Vec<String>,
}

/// Reads `key=a,b,c` or `key=low..high`.
pub(super) fn axis(text: &str, steps: usize) -> Result<Axis, String> {
    let help = "write KEY=VALUES: terms.fee.rate=10%,15%,20% or inputs.stake.value=0.2..0.5";
    let cut =
        text.split_once('=').filter(|(key, values)| !key.trim().is_empty() && !values.is_empty());
    let Some((key, values)) = cut else {
        return Err(format!("`{text}` names no key and values: {help}"));
    };
    let values: Vec<String> = match range(values) {
        Some((low, high)) if low < high => {
            let last = steps.max(2) - 1;
            let at = |step: usize| low + (high - low) * step as f64 / last as f64;
            (0..=last).map(|step| if step == last { high } else { at(step) }.to_string()).collect()
        }
        Some(_) => return Err(format!("`{values}` ends below its beginning: {help}")),
        None => values.split(',').map(|value| value.trim().to_owned()).collect(),
    };
    Ok(Axis { key: key.trim().to_owned(), values })
}

/// Every scenario that was named, at every point of the grid; or the first thing that is wrong.
pub(super) fn cases(
    given: &[PathBuf],
    grid: &[Axis],
    output: &Path,
) -> Result<Vec<Case>, (String, String)> {
    let mut all: Vec<Case> = Vec::new();
    let mut files: Vec<PathBuf> = Vec::new();
    for one in given {
        let found = matching(one).map_err(|why| {
            (format!("{}: {why}", one.display()), "name files, folders or patterns".to_owned())
        })?;
        let named = found == [one.clone()];
        for file in found {
            if files.contains(&file) || is_study(&file) && !named {
                continue;
            }
            files.push(file.clone());
            all.extend(points(grid).into_iter().map(|sets| case(&file, named, sets, output)));
        }
    }
    let mut taken: BTreeMap<&Path, &Case> = BTreeMap::new();
    for case in &all {
        if let Some(other) = taken.insert(&case.target, case) {
            let (one, two) = (other.file.display(), case.file.display());
            let message =
                format!("{one} and {two} would both be written to {}", case.target.display());
            let help = "give one of the files another name, or run them in two batches";
            return Err((message, help.to_owned()));
        }
    }
    Ok(all)
}

fn case(file: &Path, named: bool, sets: Vec<String>, output: &Path) -> Case {
    let mut target = target(output, file);
    let mut name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    if !sets.is_empty() {
        name = format!("{name} {}", sets.join(" "));
        target.set_file_name(folder_name(&name));
    }
    Case { file: file.to_path_buf(), named, sets, name, target }
}

/// The files of a folder, of a pattern, or the one that is named.
fn matching(given: &Path) -> Result<Vec<PathBuf>, String> {
    let text = given.to_string_lossy();
    if given.is_dir() {
        let inside = scenarios_in(given).map_err(|error| error.to_string())?;
        let none = || "no scenario file is in it".to_owned();
        return if inside.is_empty() { Err(none()) } else { Ok(inside) };
    }
    if given.exists() || !text.contains(['*', '?', '[']) {
        return Ok(vec![given.to_path_buf()]);
    }
    let paths = glob::glob(&text).map_err(|error| error.to_string())?;
    let mut found: Vec<PathBuf> = paths.flatten().filter(|path| !path.is_dir()).collect();
    found.sort();
    if found.is_empty() { Err("no file is called so".to_owned()) } else { Ok(found) }
}

/// The points of a grid, the last axis fastest.
fn points(grid: &[Axis]) -> Vec<Vec<String>> {
    let mut points = vec![Vec::new()];
    for axis in grid {
        let longer = |point: &Vec<String>| {
            let point = point.clone();
            let with = axis.values.iter().map(move |value| {
                let mut point = point.clone();
                point.push(format!("{}={value}", axis.key));
                point
            });
            with.collect::<Vec<_>>()
        };
        points = points.iter().flat_map(longer).collect();
    }
    points
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grid_has_every_point_once() {
        let grid = [axis("a=1,2", 9).unwrap(), axis("b=0..1", 3).unwrap()];
        let shown: Vec<String> = points(&grid).iter().map(|point| point.join(" ")).collect();
        let wanted = ["a=1 b=0", "a=1 b=0.5", "a=1 b=1", "a=2 b=0", "a=2 b=0.5", "a=2 b=1"];
        assert_eq!(shown, wanted);
        assert_eq!(points(&[]), [Vec::<String>::new()]);
    }

    #[test]
    fn values_may_be_texts_and_dates() {
        let read = |text: &str| axis(text, 3).unwrap().values;
        assert_eq!(read("terms.fee.on=2026-01-31, 2026-06-30"), ["2026-01-31", "2026-06-30"]);
        assert_eq!(read("a.b=20%,x * 2"), ["20%", "x * 2"]);
        for wrong in ["a", "=3", "a=", "a=2..1"] {
            assert!(axis(wrong, 3).is_err(), "{wrong}");
        }
    }

    #[test]
    fn two_files_of_one_place_are_refused() {
        let output = Path::new("output");
        let files = [PathBuf::from("one/deals/a.toml"), PathBuf::from("two/deals/a.toml")];
        let (message, _) = cases(&files, &[], output).unwrap_err();
        assert!(message.contains("would both be written to output/deals/a"), "{message}");
        assert_eq!(cases(&files[..1], &[], output).unwrap().len(), 1);
    }
}
