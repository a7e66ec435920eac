//! What studies ask of a scenario: how it differs from another one, what it is with a change, and what makes it a deal.

use super::job::Job;
use super::scenario::Scenario;
use super::settings::Settings;
use crate::diagnose::Findings;
use crate::document::Overrides;
use crate::scenario::{Band, Change, Draft, Signing};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

impl Scenario {
    /// The scenario that both sides have without this one, where it names one.
    #[must_use]
    pub fn walk_away(&self) -> Option<&Path> {
        self.model().walk_away.as_deref()
    }

    /// The event that makes it a deal, where it names one.
    pub(crate) fn signing(&self) -> Option<&Signing> {
        self.model().signing.as_ref()
    }

    /// The keys of an item: of an event, say.
    pub(crate) fn keys_of(&self, section: &str, name: &str) -> Option<Vec<String>> {
        let laid = self.laid();
        let item = laid.item(section, name)?;
        Some(item.entries.iter().map(|entry| entry.key.name.clone()).collect())
    }

    /// The paths of the items of a section, in the order of the file.
    pub(crate) fn items_of(&self, section: &str) -> Vec<String> {
        self.laid().items_of(section)
    }

    /// The items that a finding about a side is shown at: it, or its parties.
    pub(crate) fn places_of_side(&self, name: &str) -> Vec<String> {
        let model = self.model();
        let side = model.sides.iter().find(|side| side.name == name);
        let parties = side.into_iter().flat_map(|side| &side.parties);
        let parties = parties.filter_map(|id| model.plan.accounts.get(id.index()));
        let parties = parties.map(|account| format!("parties.{}", account.name));
        std::iter::once(format!("sides.{name}")).chain(parties).collect()
    }

    /// The parties of a side by their key paths, each with its discount rate where that is a fixed number.
    pub(crate) fn rates_of_side(&self, name: &str) -> Vec<(String, f64)> {
        let laid = self.laid();
        let parties = self.places_of_side(name).into_iter().skip(1);
        let rate = |path: String| {
            let rate = laid.fixed(&format!("{path}.discount_rate"))?;
            Some((path, rate))
        };
        parties.filter_map(rate).collect()
    }

    /// The force of interest at which a side discounts, where all of its parties do so at one fixed rate.
    pub(crate) fn force_of_side(&self, name: &str) -> Option<f64> {
        let laid = self.laid();
        let force = |party: String| {
            let rate = laid.fixed(&format!("{party}.discount_rate"))?;
            let own = laid.text(&format!("{party}.compounding"));
            let continuous = own.or_else(|| laid.text("compounding")) == Some("continuous");
            Some(if continuous { rate } else { libm::log1p(rate) })
        };
        let mut forces = self.places_of_side(name).into_iter().skip(1).map(force);
        let first = forces.next()??;
        forces.all(|other| other.map(f64::to_bits) == Some(first.to_bits())).then_some(first)
    }

    /// Another scenario from where this one was read.
    pub(crate) fn beside(&self, path: &Path) -> Result<Self, Findings> {
        Self::read_with(self.draft().files(), path, &Overrides::new())
    }

    /// For each item, the items that it names.
    pub(crate) fn named(&self) -> BTreeMap<String, BTreeSet<String>> {
        self.laid().named()
    }

    /// The number that a key path says, where it is a fixed one.
    pub(crate) fn number_at(&self, key: &str) -> Option<f64> {
        self.laid().number(key, &self.model().money)
    }

    /// The key that says the number of an input or of another item: its own, or that of its value.
    pub(crate) fn key_of_number(&self, path: &str) -> String {
        let name = path.rsplit('.').next().unwrap_or_default();
        let section = path.split('.').next().unwrap_or_default();
        let keys = self.keys_of(section, name).unwrap_or_default();
        let inside = path.split('.').count() > 2 || keys.iter().any(|key| key == "value");
        if inside { format!("{path}.value") } else { path.to_owned() }
    }

    /// A name that is drawn once a path in one of two deals and at every step in the other, and whether it is here that it is
    /// drawn once: its draws would be paired although they do not mean the same.
    pub(crate) fn drawn_otherwise(&self, other: &Self) -> Option<(String, bool)> {
        let sites = other.model().plan.drawn();
        self.model().plan.drawn().into_iter().find_map(|own| {
            let there = sites.iter().find(|site| site.name == own.name)?;
            let differ = (own.draws == 1) != (there.draws == 1);
            differ.then_some((own.name, own.draws == 1))
        })
    }

    /// The last day on which something can be paid.
    pub(crate) fn last_day(&self) -> Date {
        let grid = self.model().grid;
        let end = grid.date(grid.periods());
        end.yesterday().unwrap_or(end)
    }

    /// The paths of every file that was read for it.
    pub(crate) fn read_paths(&self) -> Vec<PathBuf> {
        self.files().iter().map(|file| file.path.clone()).collect()
    }

    /// Names and labels of its sides.
    pub(crate) fn side_labels(&self) -> Vec<(String, String)> {
        self.model().sides.iter().map(|side| (side.name.clone(), side.label.clone())).collect()
    }

    /// The colour of every side, in the order of its sides.
    pub(crate) fn side_colours(&self) -> Vec<usize> {
        crate::results::side_colours(&self.model().sides)
    }

    /// The sides that see the world otherwise.
    pub(crate) fn believing(&self) -> Vec<String> {
        let sides = &self.model().sides;
        let beliefs = self.model().beliefs.iter();
        beliefs.filter_map(|belief| Some(sides.get(belief.side)?.name.clone())).collect()
    }

    /// Fixed numbers that could as well be others.
    pub(crate) fn bands(&self) -> &[Band] {
        &self.model().bands
    }

    /// Pairs of inputs or drivers that are correlated, by their key paths.
    pub(crate) fn correlated(&self) -> Vec<(String, String)> {
        self.laid().correlated()
    }

    /// How another scenario differs.
    pub(crate) fn changes_to(&self, other: &Self) -> Vec<Change> {
        self.laid().changes_to(&other.laid())
    }

    /// This scenario with some changes of another one.
    pub(crate) fn with_changes(&self, other: &Self, chosen: &[&Change]) -> Result<Self, Findings> {
        let draft = self.laid().with_changes(&other.laid(), chosen);
        Self::checked(Arc::new(draft), Overrides::new())
    }

    /// What keeps the paths of two scenarios from being the same futures: what it is, here and there.
    pub(crate) fn differs_in(
        &self,
        other: &Self,
        settings: &Settings,
    ) -> Option<(&'static str, String, String)> {
        let (one, two) = (Job::new(self, settings), Job::new(other, settings));
        let (one, two) = (one.model(), two.model());
        let said = |text: &str| if text.is_empty() { "none".to_owned() } else { text.to_owned() };
        let (here, there) = (one.grid, two.grid);
        let (own, others) = (one.settings, two.settings);
        [
            ("start", here.date(0).to_string(), there.date(0).to_string()),
            ("end", self.last_day().to_string(), other.last_day().to_string()),
            ("step", here.periods().to_string(), there.periods().to_string()),
            ("money", said(&one.money), said(&two.money)),
            ("seed", own.seed.to_string(), others.seed.to_string()),
            ("sampler", own.sampler.name().to_owned(), others.sampler.name().to_owned()),
            ("number of paths", own.paths.to_string(), others.paths.to_string()),
        ]
        .into_iter()
        .find(|(_, one, two)| one != two)
    }

    /// How many paths a run of it has, and from which seed.
    pub(crate) fn paths_and_seed(&self, settings: &Settings) -> (u64, u64) {
        let own = Job::new(self, settings).model().settings;
        (own.paths, own.seed)
    }

    /// How the draws of a run of it are made.
    pub(crate) fn sampler_name(&self, settings: &Settings) -> String {
        Job::new(self, settings).model().settings.sampler.name().to_owned()
    }

    /// Its texts with what is laid over them.
    pub(crate) fn laid(&self) -> Draft {
        self.draft().laid(self.overrides())
    }
}
