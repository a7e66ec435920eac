//! Inputs that nothing reads.

use super::Look;
use crate::diagnose::{Diagnostic, SourceId};
use crate::scenario::references::References;
use std::collections::BTreeSet;

impl Look<'_, '_> {
    /// Asks about inputs of the file itself that no other item reads; a world that it extends may hold more than it needs.
    pub(super) fn unread(&mut self) {
        if self.names.terms.is_empty() {
            return;
        }
        let references = References::new(self.names, self.scale);
        let mut read: BTreeSet<String> = BTreeSet::new();
        for (section, name, item) in self.items() {
            read.extend(references.of_item(section, &name, item.value));
        }
        let inputs: Vec<_> =
            self.names.inputs.iter().map(|(name, item)| (name.clone(), *item)).collect();
        for (name, item) in inputs {
            if item.span.source == SourceId(0) && !read.contains(&format!("inputs.{name}")) {
                let message = format!("nothing reads the input `{name}`");
                let finding = Diagnostic::warning("unread-input", item.span, message);
                let help = "name it where it is meant, or take it out";
                self.warn(item.table(), finding.help(help));
            }
        }
    }
}
