//! From what was read to a model, with every fault that can be found on the way.

use super::correlations::Correlations;
use super::discounting::{Compounding, OwnRates};
use super::draft::Draft;
use super::foreseen::Foreseen;
use super::lowering::{Lowering, Promised};
use super::model::{Belief, Model};
use super::names::Names;
use super::{
    bands, beliefs, cycles, grain, in_file_order, names, obeyed, places, settings, signing,
    sources, warnings,
};
use crate::diagnose::{Diagnostic, Diagnostics, SourceId, Sources, Span};
use crate::document::{LoadedFile, Overrides, Shelf, Table, ValueKind};
use crate::formula::MoneyScale;
use crate::plan::{Plan, PlanBuilder, TermId};
use std::collections::{BTreeMap, BTreeSet};

/// What came of reading a scenario.
#[derive(Debug)]
pub struct Loaded {
    /// The texts that findings point into.
    pub sources: Sources,
    /// The findings.
    pub diagnostics: Diagnostics,
    /// The files that were read.
    pub files: Vec<LoadedFile>,
    /// The model, where nothing was wrong and the file is a whole deal.
    pub model: Option<Model>,
    /// Whether the file has terms: one without is a world that others extend.
    pub runnable: bool,
}

/// The newest format that this program reads.
const FORMAT: i64 = 1;

/// Reads a scenario of the disk with everything that it extends, and `sets` laid over it (`key.path=value`).
#[cfg(feature = "disk")]
#[must_use]
pub fn load(path: &std::path::Path, sets: &[String]) -> Loaded {
    Draft::read(std::sync::Arc::new(crate::document::Disk), path).checked(&sets.iter().collect())
}

impl Draft {
    /// The scenario with values laid over it: checked, and made into a model where nothing is wrong.
    #[must_use]
    pub fn checked(&self, overrides: &Overrides) -> Loaded {
        let (mut sources, mut diagnostics) = (self.sources.clone(), self.diagnostics.clone());
        let Some(document) = &self.document else {
            return Loaded { sources, diagnostics, files: Vec::new(), model: None, runnable: true };
        };
        let mut document = document.clone();
        document.lay_over(overrides, &mut sources, &mut diagnostics);
        let runnable = has_terms(&document.root);
        obeyed::refuse(&document.root, &mut diagnostics);
        let read = Read { title: &self.title, sources: &sources, shelf: &self.shelf };
        let mut model = read.lower(&document.root, &mut diagnostics);
        read.believe(&document.root, &mut diagnostics, &mut model);
        warnings::check_allowed(&document.root, &mut diagnostics);
        let model = if diagnostics.has_errors() { None } else { model };
        let mut files = document.files;
        if let Some(model) = &model {
            let believed = model.beliefs.iter().flat_map(|belief| &belief.model.data);
            for sheet in model.data.iter().chain(believed) {
                if !files.iter().any(|file| file.path == sheet.path) {
                    files.push(sheet.clone());
                }
            }
        }
        Loaded { sources, diagnostics, files, model, runnable }
    }
}

/// Whether a document has terms, apart from those that were taken out.
fn has_terms(root: &Table) -> bool {
    let terms = root.get("terms").and_then(|entry| entry.value.as_table());
    terms.is_some_and(|terms| {
        terms.entries.iter().any(|entry| entry.value.kind != ValueKind::Boolean(false))
    })
}

/// What lowering reads beside the document.
struct Read<'run> {
    /// The scenario's name where it says none.
    title: &'run str,
    sources: &'run Sources,
    shelf: &'run Shelf,
}

impl Read<'_> {
    /// Lowers the scenario once more for each side that has beliefs, and hands them to the model.
    fn believe(&self, root: &Table, diagnostics: &mut Diagnostics, model: &mut Option<Model>) {
        for world in beliefs::worlds(root, diagnostics) {
            let mut own = Diagnostics::default();
            let seen = self.lower(&world.root, &mut own);
            world.report(&own, diagnostics);
            let (Some(model), Some(seen)) = (model.as_mut(), seen) else { continue };
            if let Some(side) = model.sides.iter().position(|side| side.name == world.side) {
                model.beliefs.push(Belief { side, model: Box::new(seen) });
            }
        }
        // The order of tables in a file never matters.
        if let Some(model) = model {
            model.beliefs.sort_by_key(|belief| belief.side);
        }
    }

    /// Lowers a document; `None` where it is too broken to go on.
    #[expect(
        clippy::too_many_lines,
        reason = "the order of the sections, and all that a model holds, in one place"
    )]
    fn lower(&self, root: &Table, diagnostics: &mut Diagnostics) -> Option<Model> {
        let end = root
            .entries
            .first()
            .map_or(Span { source: SourceId(0), start: 0, end: 0 }, |entry| entry.key.span);
        format(root, end, diagnostics);
        let text = |key: &str| root.get(key).and_then(|entry| entry.value.as_text());
        let money = text("money").unwrap_or("").to_owned();
        let scale = scale(root, diagnostics);
        let compounding = Compounding::of(root, Compounding::Annual, diagnostics);
        let run_settings = settings::simulation(root, diagnostics);
        let grid = settings::grid(root, end, diagnostics);
        let names = Names::read(root, diagnostics);
        let bands = bands::collect(root, scale, diagnostics);
        let walk_away = signing::walk_away(root, self.sources, self.shelf, diagnostics);
        let signing = signing::signing(root, &names, diagnostics);
        let grid = grid?;
        let correlations = Correlations::read(root, &names, diagnostics);
        let times = (0..=grid.periods()).map(|k| grid.time(k)).collect();
        let mut lowering = Lowering {
            root,
            sources: self.sources,
            shelf: self.shelf,
            diagnostics,
            builder: PlanBuilder::new(times, grid.dt()),
            grid,
            scale,
            compounding,
            names,
            correlations,
            accounts: BTreeMap::new(),
            parties: Vec::new(),
            own_rates: OwnRates::default(),
            inputs: BTreeMap::new(),
            drivers: BTreeMap::new(),
            stocks: Vec::new(),
            diffusions: BTreeMap::new(),
            watches: Vec::new(),
            events: BTreeMap::new(),
            event_times: BTreeMap::new(),
            ledger_events: Vec::new(),
            saw_ledger: false,
            promised: Promised::default(),
            term: None,
            term_name: String::new(),
            event_parts: BTreeMap::new(),
            named_parts: BTreeSet::new(),
            flows: Vec::new(),
            issues: Vec::new(),
            own_terms: BTreeMap::new(),
            data: Vec::new(),
            foreseen: Foreseen::default(),
            under_way: Vec::new(),
            slots: Vec::new(),
            cut: Vec::new(),
            inlined: BTreeMap::new(),
            inside: Vec::new(),
        };
        lowering.open_accounts();
        lowering.lower_inputs();
        lowering.lower_parties();
        lowering.lower_drivers();
        lowering.lower_events();
        lowering.lower_terms();
        lowering.rework_terms();
        let sides = lowering.sides();
        let companies = lowering.read_companies();
        lowering.look_over();
        if lowering.diagnostics.has_errors() {
            tell_loops(lowering, end);
            return None;
        }
        let entries = lowering.settle(&companies);
        let values = lowering.present_values(&entries.0);
        let tracks = lowering.track_all(&sides, &values, &entries.0, &entries.1);
        let assertions = lowering.assertions(&tracks);
        lowering.name_flows(&entries.0);
        let term_labels = lowering.term_labels();
        let Lowering { builder, names, diagnostics, data, .. } = lowering;
        let plan = finish(builder, &names, end, diagnostics)?;
        let moved = in_file_order::moved(root, &plan.terms, tracks.moved);
        let model = Model {
            name: text("name").unwrap_or(self.title).to_owned(),
            about: text("about").unwrap_or("").to_owned(),
            money,
            grid,
            settings: run_settings,
            places: places::places(&plan.named, root),
            plan,
            term_labels,
            years: tracks.years,
            sides: tracks.sides,
            joints: tracks.joints,
            drivers: tracks.drivers,
            companies: tracks.companies,
            events: in_file_order::events(root, tracks.events),
            flows: tracks.flows,
            moved,
            on_paper: tracks.on_paper,
            cash: tracks.cash,
            sources: sources::collect(root),
            assumptions: sources::assumptions(root),
            bands,
            assertions,
            walk_away,
            signing,
            beliefs: Vec::new(),
            data,
        };
        let faults = model.known_faults(end);
        let sound = faults.is_empty();
        if sound {
            grain::tell(&model, root, diagnostics);
        }
        faults.into_iter().for_each(|fault| diagnostics.push(fault));
        sound.then_some(model)
    }
}

/// The finished plan; `None` where something is never said or goes in a circle.
fn finish(
    builder: PlanBuilder,
    names: &Names,
    end: Span,
    diagnostics: &mut Diagnostics,
) -> Option<Plan> {
    let plan = match builder.finish() {
        Ok(plan) => plan,
        Err(missing) => {
            let message = format!("nothing says what {} is", missing.join(", "));
            let help = "take what reads it out of the scenario";
            diagnostics.push(Diagnostic::error("never-said", end, message).help(help));
            return None;
        }
    };
    if cycles::first(&plan).is_some() {
        let loops = cycles::find(plan, names, end);
        loops.into_iter().for_each(|finding| diagnostics.push(finding));
        return None;
    }
    Some(plan)
}

/// Loops are faults of their own, not consequences of the others, so they are told with them.
fn tell_loops(lowering: Lowering<'_, '_>, end: Span) {
    let Lowering { builder, names, diagnostics, .. } = lowering;
    let loops = builder.finish_as_it_is().map(|plan| cycles::find(plan, &names, end));
    loops.into_iter().flatten().for_each(|finding| diagnostics.push(finding));
}

fn format(root: &Table, end: Span, diagnostics: &mut Diagnostics) {
    match root.get("format").map(|entry| (&entry.value.kind, entry.value.span)) {
        Some((ValueKind::Integer(FORMAT), _)) => {}
        Some((ValueKind::Integer(newer), span)) if *newer > FORMAT => {
            let message =
                format!("this file is of format {newer}; this program reads format {FORMAT}");
            let finding = Diagnostic::error("newer-format", span, message);
            diagnostics.push(finding.help("install a newer dealsim"));
        }
        Some((_, span)) => {
            let finding = Diagnostic::error("wrong-type", span, "`format` takes the number 1");
            diagnostics.push(finding.help("write `format = 1`"));
        }
        None => {
            let message = "`format` is missing at the top of the file";
            let finding = Diagnostic::error("missing-key", end, message);
            diagnostics.push(finding.help("add `format = 1` as the first line"));
        }
    }
}

fn scale(root: &Table, diagnostics: &mut Diagnostics) -> MoneyScale {
    let Some(entry) = root.get("money") else { return MoneyScale::default() };
    let scale = entry.value.as_text().and_then(MoneyScale::from_unit);
    if scale.is_none() {
        let message = "`money` takes a currency and a scale";
        let finding = Diagnostic::error("bad-money", entry.value.span, message);
        diagnostics.push(finding.help("write `money = \"USD bn\"`, or \"EUR M\", or \"USD\""));
    }
    scale.unwrap_or_default()
}

impl Lowering<'_, '_> {
    /// Settles all flows: entries of the ledger, and the companies.
    fn settle(
        &mut self,
        companies: &[super::company::Company],
    ) -> (Vec<super::ledger::Entry>, Vec<super::company::Settled>) {
        let flows = std::mem::take(&mut self.flows);
        let issues = std::mem::take(&mut self.issues);
        let mut entries = Vec::new();
        let settled = self.settle_companies(companies, &flows, &issues, &mut entries);
        self.note_share_terms(&issues);
        self.write_ledger(&entries, &flows);
        self.settle_ledger_events();
        (entries, settled)
    }

    /// Names of the terms for readers, by number.
    fn term_labels(&self) -> Vec<String> {
        let accounts = self.builder.accounts();
        let label = |(place, name): (usize, &String)| {
            let own = TermId::at(place).and_then(|term| self.own_terms.get(&term));
            if let Some((company, what)) = own {
                let company = accounts.get(company.index()).map_or("", |it| it.label.as_str());
                return format!("{company}: {}", what.replace('_', " "));
            }
            let said = self.names.terms.get(name).and_then(|item| item.text("label"));
            said.map_or_else(|| names::readable(name), str::to_owned)
        };
        self.builder.terms().iter().enumerate().map(label).collect()
    }
}
