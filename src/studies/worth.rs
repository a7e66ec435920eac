//! What each clause of a deal is worth to each side: its payoff with the clause less that without it, beside what it moved.

use super::bridge::Bridge;
use super::forcing::{Forced, forcing};
use super::pair::Pair;
use super::payoffs::{Payoffs, run_beside, unit};
use super::refused::{Refusal, StudyFailure};
use crate::document::{Files, Overrides};
use crate::simulation::{Scenario, Settings};
use crate::statistics::{Measure, Unit};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A clause that was taken out, or an event that was kept from happening.
#[derive(Clone, Debug)]
pub struct Clause {
    /// Its path: `terms.fee`, `events.default`.
    pub path: String,
    /// Its name for readers.
    pub label: String,
    /// What went out with it, because it names it.
    pub with: Vec<String>,
    /// For each side, the deal without it against the deal as it is.
    pub pairs: Vec<Option<Pair>>,
    /// For each side, what it received under the clause; absent where nothing can move under it.
    pub moved: Vec<Option<Measure>>,
}

impl Clause {
    /// It in words.
    pub(super) fn said(&self) -> String {
        if self.path.starts_with("events.") {
            format!("that {} can happen", self.label)
        } else {
            self.label.clone()
        }
    }
}

/// What cannot be taken out, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Its path.
    pub path: String,
    /// Why.
    pub why: String,
}

/// What each clause of a deal is worth to each side.
#[derive(Clone, Debug)]
pub struct Worth {
    /// The deal.
    pub name: String,
    /// Its file.
    pub path: PathBuf,
    /// The event that is taken as certain in it.
    pub signed: Option<String>,
    /// Names and labels of the sides.
    pub sides: Vec<(String, String)>,
    /// The colour of each side, the same as in the pictures of its runs.
    pub(super) colours: Vec<usize>,
    /// The clauses in the order of the file, then the events that clauses hang on.
    pub clauses: Vec<Clause>,
    /// What is not among them.
    pub kept: Vec<Kept>,
    /// For each side, from the deal as it is to the deal without any of the clauses that were taken out.
    pub bridges: Vec<Option<Bridge>>,
    /// The files that were read.
    pub files: Vec<PathBuf>,
    /// The unit of money.
    pub money: String,
    /// How many paths.
    pub paths: u64,
    /// The seed.
    pub seed: u64,
    /// How the draws are made.
    pub sampler: String,
}

/// Takes each clause of a deal out in turn, and keeps each event that clauses hang on from happening in turn.
///
/// All of it runs together, on the draws of the deal. A deal that names `signing` is taken as signed.
///
/// # Errors
/// When the file is wrong or has no clause that can be taken out, or the run fails.
pub fn worth(
    files: &Arc<dyn Files>,
    path: &Path,
    overrides: &Overrides,
    settings: &Settings,
) -> Result<Worth, StudyFailure> {
    let written = Scenario::read_with(Arc::clone(files), path, overrides)?;
    let deal = as_signed(&written, None)?;
    let signing = written.signing().map(|signing| signing.event.clone());
    of_deal(&deal, &written, signing, settings)
}

/// The same of a deal as it stands, without what sides believe.
pub(super) fn of_deal(
    deal: &Scenario,
    written: &Scenario,
    signed: Option<String>,
    settings: &Settings,
) -> Result<Worth, StudyFailure> {
    let (out, kept) = Taker::new(deal, signed.as_deref()).all();
    if out.is_empty() {
        let message = format!("{} has no clause that can be taken out", written.path().display());
        let help = "name a scenario with terms".to_owned();
        return Err(StudyFailure::Refused(Refusal { message, help }));
    }
    let none = nothing_left(deal, &out);
    let moved: Vec<_> = deal.model().moved.iter().map(|moved| moved.track).collect();
    let mut runs = vec![deal.clone()];
    runs.extend(out.iter().map(|out| out.deal.clone()));
    runs.extend(none);
    let (payoffs, moved) = run_beside(&runs, settings, &moved)?;
    let study = Study { deal, runs: &runs, payoffs: &payoffs, unit: unit(deal, settings), moved };
    let (paths, seed) = deal.paths_and_seed(settings);
    Ok(Worth {
        name: written.name().to_owned(),
        path: written.path().to_path_buf(),
        signed,
        sides: deal.side_labels(),
        colours: deal.side_colours(),
        bridges: study.bridges(&out),
        clauses: out.into_iter().enumerate().map(|(at, out)| study.clause(at, out)).collect(),
        kept,
        files: written.read_paths(),
        money: written.money().to_owned(),
        paths,
        seed,
        sampler: written.sampler_name(settings),
    })
}

/// The deal with the event that makes it one, unless that is the event left `open`, in the base world alone: what sides
/// believe moves no payoff of it.
pub(super) fn as_signed(written: &Scenario, open: Option<&str>) -> Result<Scenario, StudyFailure> {
    let mut laid = Overrides::new();
    for belief in written.items_of("beliefs") {
        laid = laid.with(&belief, false);
    }
    if let Some(signing) = written.signing().filter(|signing| Some(&*signing.event) != open) {
        laid = laid.and(&forcing(written, &signing.event, Forced::Certain(signing.on)));
    }
    Ok(written.with_all(&laid)?)
}

/// The deal without any clause that went out alone; none where that is no scenario.
fn nothing_left(deal: &Scenario, out: &[Out]) -> Option<Scenario> {
    let terms = || out.iter().filter(|out| out.path.starts_with("terms."));
    let mut laid = Overrides::new();
    let mut gone: BTreeSet<&str> = BTreeSet::new();
    for path in terms().flat_map(|out| std::iter::once(&out.path).chain(&out.with)) {
        if gone.insert(path) {
            laid = laid.and(&removal(deal, path));
        }
    }
    deal.with_all(&laid).ok()
}

/// What takes an item out: a clause as a whole, an event by keeping it from happening.
fn removal(deal: &Scenario, path: &str) -> Overrides {
    match path.strip_prefix("events.") {
        Some(event) => forcing(deal, event, Forced::Never),
        None => Overrides::new().with(path, false),
    }
}

/// A deal without something.
struct Out {
    path: String,
    label: String,
    with: Vec<String>,
    deal: Scenario,
}

/// A deal while its clauses are taken out.
struct Taker<'run> {
    deal: &'run Scenario,
    signing: Option<String>,
    /// For each item, the items that it names.
    named: BTreeMap<String, BTreeSet<String>>,
    labels: BTreeMap<String, String>,
}

impl<'run> Taker<'run> {
    fn new(deal: &'run Scenario, signed: Option<&str>) -> Self {
        let model = deal.model();
        let terms = model.plan.terms.iter().zip(&model.term_labels);
        let terms = terms.map(|(name, label)| (format!("terms.{name}"), label.clone()));
        let events = model.events.iter();
        let events = events.map(|event| (format!("events.{}", event.name), event.label.clone()));
        Self {
            deal,
            signing: signed.map(|event| format!("events.{event}")),
            named: deal.named(),
            labels: terms.chain(events).filter(|(_, label)| !label.is_empty()).collect(),
        }
    }

    fn all(&self) -> (Vec<Out>, Vec<Kept>) {
        let hang = |event: &String| {
            self.named
                .iter()
                .any(|(path, named)| path.starts_with("terms.") && named.contains(event))
        };
        let events = self.deal.items_of("events").into_iter().filter(hang);
        let events = events.filter(|event| self.signing.as_ref() != Some(event));
        let (mut out, mut kept) = (Vec::new(), Vec::new());
        for path in self.deal.items_of("terms").into_iter().chain(events) {
            match self.without(&path) {
                Ok(one) => out.push(one),
                Err(why) => kept.push(Kept { path, why }),
            }
        }
        (out, kept)
    }

    fn without(&self, path: &str) -> Result<Out, String> {
        let mut gone = vec![path.to_owned()];
        let mut at = 0;
        while let Some(one) = gone.get(at).cloned() {
            at += 1;
            // An event that does not happen is still there to be named.
            if !one.starts_with("terms.") {
                continue;
            }
            for (reader, _) in self.named.iter().filter(|(_, named)| named.contains(&one)) {
                if self.signing.as_ref() == Some(reader) {
                    return Err(format!("{reader}, which makes it a deal, reads it"));
                }
                if !reader.starts_with("terms.") && !reader.starts_with("events.") {
                    return Err(format!("{reader} reads it"));
                }
                if !gone.contains(reader) {
                    gone.push(reader.clone());
                }
            }
        }
        let laid =
            gone.iter().fold(Overrides::new(), |laid, path| laid.and(&removal(self.deal, path)));
        let why = |findings: crate::Findings| {
            let first = findings.iter().find(|finding| finding.is_error);
            first.map_or(String::new(), |finding| finding.message.to_owned())
        };
        let deal = self.deal.with_all(&laid).map_err(why)?;
        let label = self.labels.get(path).cloned().unwrap_or_else(|| path.to_owned());
        Ok(Out { path: path.to_owned(), label, with: gone.split_off(1), deal })
    }
}

/// What has been run: the deal, the deal without each clause, and the deal without all of them where there is one.
struct Study<'run> {
    deal: &'run Scenario,
    runs: &'run [Scenario],
    payoffs: &'run [Payoffs],
    unit: Unit,
    /// What the deal's clauses moved, in the order of its model.
    moved: Vec<Option<Measure>>,
}

impl Study<'_> {
    fn payoff(&self, run: usize, side: &str) -> Option<&[f64]> {
        self.payoffs.get(run)?.named(self.runs.get(run)?, side)
    }

    fn clause(&self, at: usize, out: Out) -> Clause {
        let pair =
            |side: &str| Pair::of(self.payoff(at + 1, side)?, self.payoff(0, side)?, self.unit);
        let moved = |number: usize| {
            let model = self.deal.model();
            let own = model.moved.iter().position(|moved| {
                let term = model.plan.terms.get(moved.term.index());
                moved.side == number && term.map(String::as_str) == out.path.strip_prefix("terms.")
            })?;
            self.moved.get(own).copied().flatten()
        };
        Clause {
            pairs: self.deal.sides().map(pair).collect(),
            moved: (0..self.deal.model().sides.len()).map(moved).collect(),
            path: out.path,
            label: out.label,
            with: out.with,
        }
    }

    fn bridges(&self, out: &[Out]) -> Vec<Option<Bridge>> {
        let last = out.len() + 1;
        let bridge = |side: &str| {
            let (first, none) = (self.payoff(0, side)?, self.payoff(last, side)?);
            let terms = out.iter().enumerate().filter(|(_, out)| out.path.starts_with("terms."));
            let alone: Option<Vec<(usize, &[f64])>> =
                terms.map(|(at, _)| Some((at, self.payoff(at + 1, side)?))).collect();
            Bridge::of(first, &alone?, none, self.unit)
        };
        self.deal.sides().map(bridge).collect()
    }
}
