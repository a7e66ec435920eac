//! Runs a batch on all processors, and leaves its table, pictures and index.

use super::super::exit;
use super::super::failure::stopped;
use super::super::precision::Precision;
use super::super::say::say;
use super::super::study::{Asked, Left, Run, stem};
use super::super::words::joined;
use super::case::{End, How};
use super::cases::{Axis, Case, axis, cases};
use super::league::{League, link};
use super::lines::Lines;
use crate::report::{Cell, Column, Kind, Table, TableError, Told};
use crate::results::{self, Charts, Timeline};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What was asked.
pub(in super::super) struct Request {
    pub(in super::super) deals: Vec<PathBuf>,
    pub(in super::super) grid: Vec<String>,
    pub(in super::super) steps: usize,
    pub(in super::super) again: bool,
}

/// `dealsim batch`.
pub(in super::super) fn batch(request: &Request, asked: Asked) -> u8 {
    let wrong = |message: &str, help: &str| {
        say(&format!("error: {message}"));
        say(&format!("  help: {help}"));
        exit::INPUT
    };
    let grid: Result<Vec<Axis>, String> =
        request.grid.iter().map(|text| axis(text, request.steps)).collect();
    let grid = match grid {
        Ok(grid) => grid,
        Err(why) => return wrong(&why, "each --grid KEY=VALUES is one key"),
    };
    let (wanted, count) = (asked.wanted(), asked.count());
    let charts = asked.charts.unwrap_or(Charts::None);
    let (output, quiet, options) = (asked.output.clone(), asked.quiet, asked.options.clone());
    let cases = match cases(&request.deals, &grid, &output) {
        Ok(cases) => cases,
        Err((message, help)) => return wrong(&message, &help),
    };
    let run = Run::new(asked);
    let how = How {
        files: Arc::clone(&run.files),
        overrides: run.overrides.clone(),
        settings: run.unwatched(),
        asked: results::Asked { charts, timeline: Timeline::Years },
        again: request.again,
        wanted,
        count,
    };
    let ended = all(&how, &cases, quiet);
    if run.is_stopped() || ended.iter().any(|end| matches!(end, End::Stopped)) {
        return stopped();
    }
    let Some(first) = cases.iter().zip(&ended).find(|(_, end)| !matches!(end, End::World)) else {
        return wrong(
            "there is no scenario with terms in what was given",
            "name scenario files, folders that hold some, or patterns such as deals/*.toml",
        );
    };
    let left =
        Summary { request, cases: &cases, ended: &ended, options, output, run: &run, wanted };
    let code = run.leave(left.left(first.0));
    code.max(ended.iter().map(code_of).max().unwrap_or(exit::DONE))
}

/// Runs every scenario; each worker takes the next that nobody has taken.
fn all(how: &How, cases: &[Case], quiet: bool) -> Vec<End> {
    let lines = Lines::new(cases, quiet);
    let next = AtomicUsize::new(0);
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..workers.min(cases.len()) {
            scope.spawn(|| {
                while !how.settings.is_stopped() {
                    let place = next.fetch_add(1, Ordering::Relaxed);
                    let Some(case) = cases.get(place) else { break };
                    lines.tell(place, how.run(case));
                }
            });
        }
    });
    lines.ended()
}

/// The exit code of one scenario.
fn code_of(end: &End) -> u8 {
    match end {
        End::World | End::Stopped => exit::DONE,
        End::Done { short: Some(_), .. } => exit::IMPRECISE,
        End::Done { refuted, .. } if refuted.is_empty() => exit::DONE,
        End::Done { .. } => exit::FAILED,
        End::Broken(_) => exit::INPUT,
        End::Failed(code, _) => *code,
    }
}

/// What a batch came to.
struct Summary<'all> {
    request: &'all Request,
    cases: &'all [Case],
    ended: &'all [End],
    options: Vec<String>,
    output: PathBuf,
    run: &'all Run,
    wanted: Option<Precision>,
}

impl Summary<'_> {
    fn left(&self, first: &Case) -> Result<Left, TableError> {
        let league = League::new(self.cases, self.ended);
        let mut told = Told::default();
        league.shown().into_iter().for_each(|table| told.show(table));
        let mut read: Vec<PathBuf> = Vec::new();
        for end in self.ended {
            let End::Done { read: own, .. } = end else { continue };
            read.extend(own.iter().cloned());
        }
        read.sort();
        read.dedup();
        let grid: Vec<String> = self.request.grid.iter().map(|grid| format!("by {grid}")).collect();
        let names = self.request.deals.iter().map(|deal| stem(deal));
        Ok(Left {
            command: "batch",
            names: names.chain(grid).collect(),
            first: first.file.clone(),
            others: Vec::new(),
            files: read,
            seed: self.run.seed(),
            paths: self.run.paths(),
            sampler: "as each file says".to_owned(),
            said: std::iter::once(("options".to_owned(), joined(&self.options)))
                .chain(self.wanted.map(|wanted| ("precision".to_owned(), wanted.to_string())))
                .collect(),
            tables: vec![("league", league.table(&self.output)?), ("scenarios", self.scenarios()?)],
            pictures: league.pictures(self.cases),
            charts: Charts::None,
            told,
        })
    }

    /// One row a scenario, with what became of it.
    fn scenarios(&self) -> Result<Table, TableError> {
        let names = ["scenario", "file", "sets", "end", "why", "results"];
        let columns = names.iter().map(|name| Column::new(name, "", Kind::Text)).collect();
        let mut table = Table::new(columns);
        for (case, end) in self.cases.iter().zip(self.ended) {
            let (end, why) = match end {
                End::World | End::Stopped => continue,
                End::Done { short: Some(short), .. } => ("imprecise", short.clone()),
                End::Done { refuted, .. } if refuted.is_empty() => ("done", String::new()),
                End::Done { refuted, .. } => ("refuted", refuted.join("; ")),
                End::Broken(findings) => {
                    let first = findings.iter().find(|finding| finding.is_error);
                    ("broken", first.map_or(String::new(), |first| first.message.to_owned()))
                }
                End::Failed(_, why) => ("failed", why.clone()),
            };
            let left = matches!(end, "done" | "refuted" | "imprecise");
            let link = if left { link(&case.target, &self.output) } else { String::new() };
            let file = case.file.display().to_string();
            let sets = case.sets.join(" ");
            let row = [
                case.name.as_str(),
                file.as_str(),
                sets.as_str(),
                end,
                why.as_str(),
                link.as_str(),
            ];
            table.push(row.map(Cell::from).to_vec())?;
        }
        Ok(table)
    }
}
