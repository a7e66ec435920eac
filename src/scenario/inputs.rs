//! Reads `[inputs]`: numbers or distributions, drawn once a path.

use super::keys::known_with_notes;
use super::lowering::Lowering;
use super::names::Item;
use super::sections::unknown_keys;
use crate::diagnose::Diagnostic;
use crate::distributions;
use crate::document::ValueKind;
use crate::kind::Reading;
use crate::plan::{Called, Demand};

impl Lowering<'_, '_> {
    /// Lowers every input. Inputs are promised to one another first, so that their order does not matter.
    pub(super) fn lower_inputs(&mut self) {
        let items = Self::items_of(&self.names.inputs);
        for (name, _) in &items {
            let later = self.builder.later(&format!("inputs.{name}"));
            self.inputs.insert(name.clone(), later);
        }
        for (name, item) in items {
            let path = format!("inputs.{name}");
            let node = self.lower_input(&path, item);
            if let Some(&later) = self.inputs.get(&name) {
                self.builder.define(later, node);
            }
            self.builder.name(Called::path(path), node, Demand::Finite);
        }
    }

    fn lower_input(&mut self, path: &str, item: Item<'_>) -> crate::plan::NodeId {
        let ValueKind::Table(table) = &item.value.kind else {
            return self.lower_number(item.value, path, Reading::Close);
        };
        match table.get("value") {
            Some(entry) => {
                unknown_keys(path, table, &known_with_notes("inputs"), self.diagnostics);
                self.lower_number(&entry.value, path, Reading::Close)
            }
            None => {
                let message = format!("`value` is missing in {path}");
                let drawn = table
                    .entries
                    .iter()
                    .find(|entry| distributions::find(&entry.key.name).is_some());
                let help = match drawn {
                    Some(drawn) => {
                        self.diagnostics.quiet(drawn.key.span);
                        let written = self.sources.slice(drawn.value.span);
                        format!("write `value = {{ {} = {written} }}`", drawn.key.name)
                    }
                    None => {
                        "add `value = …`: a number, or a table such as { uniform = [0.2, 0.49] }"
                            .to_owned()
                    }
                };
                let finding = Diagnostic::error("missing-key", item.span, message);
                self.diagnostics.push(finding.help(help));
                self.builder.constant(1.0)
            }
        }
    }
}
