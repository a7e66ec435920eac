//! Lays one tree over another: what the later file says wins, key by key.
//!
//! Sections (`[terms]`) and their items (`[terms.softbank]`) are merged key by key; a key of an
//! item (`terms.softbank.price`) is replaced as a whole, but for the tables of settings that the rules name
//! (`companies.openai.funding`), and `false` takes it out. In `time`, `simulation` and `correlations`
//! the keys stand directly in the section. Under `beliefs.<side>` the same rules hold once more. An
//! item that is `false` is taken out, and an item that turns into another kind is replaced as a
//! whole: nothing of the old kind stays behind.

use super::value::{Entry, Table, Value, ValueKind};
use crate::diagnose::{Diagnostic, Diagnostics, Span, nearest};
use std::collections::BTreeMap;

/// What merging must know about kinds.
#[derive(Clone, Copy, Debug)]
pub struct MergeRules {
    /// For a section, the keys that choose the kind of an item.
    pub discriminators: &'static [(&'static str, &'static [&'static str])],
    /// For a section, the keys whose tables are laid over each other key by key; those of other keys are one value.
    pub in_parts: &'static [(&'static str, &'static [&'static str])],
}

/// How the entries of a section are laid over each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// Named items, which are tables of keys, or numbers and texts for short.
    Items,
    /// Named values, which `false` takes out.
    Pairs,
    /// Settings: `false` is a value.
    Settings,
}

impl Shape {
    pub(super) fn of(section: &str) -> Self {
        match section {
            "time" | "simulation" => Self::Settings,
            "correlations" => Self::Pairs,
            _ => Self::Items,
        }
    }
}

/// The section whose tables are trees of sections themselves, one per side.
pub(super) const BELIEFS: &str = "beliefs";

/// Lays `over` over `base`. What `over` removes and `base` does not have is a finding.
pub fn merge(base: &mut Table, over: Table, rules: &MergeRules, diagnostics: &mut Diagnostics) {
    Merge { rules, diagnostics }.sections(base, over, false);
}

/// A finding: `false` for something that is not there.
pub(super) fn nothing_to_remove<'a>(
    path: &str,
    name: &str,
    span: Span,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Diagnostic {
    let message = format!("there is no `{path}` to remove");
    Diagnostic::error("nothing-to-remove", span, message).help(match nearest(name, candidates) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => "take the line out, or extend the file that has it".to_owned(),
    })
}

/// Whether a value takes out what it is laid over.
pub(super) fn removes(value: &Value) -> bool {
    value.kind == ValueKind::Boolean(false)
}

/// What becomes of two entries of one name.
enum Clash {
    Keep(Entry),
    Remove,
}

/// Says what becomes of an entry, given its name, the earlier one of that name if any, and the
/// later one.
type Decide<'f, M> = dyn FnMut(&mut M, &str, Option<Entry>, Entry) -> Clash + 'f;

struct Merge<'a> {
    rules: &'a MergeRules,
    diagnostics: &'a mut Diagnostics,
}

impl Merge<'_> {
    /// A whole scenario, or what one side believes about it. A belief that an item is not there
    /// (`false`) must stay to be read: it takes the item out of the side's world, not out of the
    /// file.
    fn sections(&mut self, base: &mut Table, over: Table, belief: bool) {
        self.entries(base, over, &mut |merge, name, old, new| {
            let Some(mut old) = old else {
                let Entry { key, value: Value { span, kind: ValueKind::Table(table) } } = new
                else {
                    return Clash::Keep(new);
                };
                // A section that is new still needs a look at each entry: nothing can be removed
                // from it.
                let mut section = Table::default();
                merge.section(&mut section, table, name, belief);
                return Clash::Keep(Entry {
                    key,
                    value: Value { span, kind: ValueKind::Table(section) },
                });
            };
            match (&mut old.value.kind, new) {
                (
                    ValueKind::Table(section),
                    Entry { value: Value { kind: ValueKind::Table(table), .. }, .. },
                ) => {
                    merge.section(section, table, name, belief);
                    Clash::Keep(old)
                }
                (ValueKind::Table(_), new) if removes(&new.value) && !belief => Clash::Remove,
                (_, new) => Clash::Keep(new),
            }
        });
    }

    fn section(&mut self, base: &mut Table, over: Table, section: &str, belief: bool) {
        if section == BELIEFS && !belief {
            return self.beliefs(base, over);
        }
        let shape = Shape::of(section);
        let mut missing = Vec::new();
        self.entries(base, over, &mut |merge, name, old, new| {
            if shape != Shape::Settings && !belief && removes(&new.value) {
                if old.is_none() {
                    missing.push((name.to_owned(), new.key.span));
                }
                return Clash::Remove;
            }
            match old {
                Some(old) if shape == Shape::Items => Clash::Keep(merge.item(section, old, new)),
                _ => Clash::Keep(new),
            }
        });
        self.report_missing(section, base, &missing);
    }

    fn beliefs(&mut self, base: &mut Table, over: Table) {
        let mut missing = Vec::new();
        self.entries(base, over, &mut |merge, name, old, new| {
            if removes(&new.value) {
                if old.is_none() {
                    missing.push((name.to_owned(), new.key.span));
                }
                return Clash::Remove;
            }
            match (old, new) {
                (
                    Some(Entry {
                        key,
                        value: Value { span, kind: ValueKind::Table(mut believed) },
                    }),
                    Entry { value: Value { kind: ValueKind::Table(table), .. }, .. },
                ) => {
                    merge.sections(&mut believed, table, true);
                    let value = Value { span, kind: ValueKind::Table(believed) };
                    Clash::Keep(Entry { key, value })
                }
                (_, new) => Clash::Keep(new),
            }
        });
        self.report_missing(BELIEFS, base, &missing);
    }

    /// Two items of one name: key by key, unless the later one is of another kind.
    fn item(&mut self, section: &str, mut old: Entry, new: Entry) -> Entry {
        let another_kind = match (&old.value.kind, &new.value.kind) {
            (ValueKind::Table(old), ValueKind::Table(new)) => self.kind_changes(section, old, new),
            _ => true,
        };
        if another_kind {
            return new;
        }
        if let (ValueKind::Table(base), ValueKind::Table(over)) =
            (&mut old.value.kind, new.value.kind)
        {
            let parts = self.rules.in_parts.iter().find(|(name, _)| *name == section);
            let parts = parts.map_or(&[][..], |(_, keys)| *keys);
            self.keys(base, over, parts);
        }
        old
    }

    /// The keys of an item: `false` takes one out, and those that are tables of settings are laid over key by key.
    fn keys(&mut self, base: &mut Table, over: Table, in_parts: &[&str]) {
        self.entries(base, over, &mut |merge, name, old, mut new| match old {
            Some(_) if removes(&new.value) => Clash::Remove,
            Some(mut old) if in_parts.contains(&name) => {
                if let (ValueKind::Table(before), ValueKind::Table(after)) =
                    (&mut old.value.kind, &mut new.value.kind)
                {
                    merge.keys(before, std::mem::take(after), &[]);
                    return Clash::Keep(old);
                }
                Clash::Keep(new)
            }
            _ => Clash::Keep(new),
        });
    }

    /// Whether the keys of the later item choose another kind than those of the earlier.
    fn kind_changes(&self, section: &str, old: &Table, new: &Table) -> bool {
        let rule = self.rules.discriminators.iter().find(|(name, _)| *name == section);
        let Some((_, keys)) = rule else { return false };
        let earlier: Vec<&Entry> = keys.iter().filter_map(|key| old.get(key)).collect();
        keys.iter().filter_map(|key| new.get(key)).any(|chosen| {
            match earlier.iter().find(|entry| entry.key.name == chosen.key.name) {
                // A new formula or comparison is still the same kind; only these two name one by their text.
                Some(before) if matches!(chosen.key.name.as_str(), "kind" | "process") => {
                    before.value.as_text() != chosen.value.as_text()
                }
                Some(_) => false,
                None => !earlier.is_empty(),
            }
        })
    }

    fn report_missing(&mut self, section: &str, base: &Table, missing: &[(String, Span)]) {
        for (name, span) in missing {
            let names = base.entries.iter().map(|entry| entry.key.name.as_str());
            let path = format!("{section}.{name}");
            self.diagnostics.push(nothing_to_remove(&path, name, *span, names));
        }
    }

    /// Goes through the entries of `over` in their order and lets `decide` say what becomes of
    /// each. Entries of `base` keep their order, new ones come after them.
    fn entries(&mut self, base: &mut Table, over: Table, decide: &mut Decide<'_, Self>) {
        let mut slots: Vec<Option<Entry>> =
            std::mem::take(&mut base.entries).into_iter().map(Some).collect();
        // Sections may have thousands of items, and finding each by a scan would cost their square.
        let index: BTreeMap<String, usize> = slots
            .iter()
            .enumerate()
            .filter_map(|(at, slot)| slot.as_ref().map(|entry| (entry.key.name.clone(), at)))
            .collect();
        for new in over.entries {
            let name = new.key.name.clone();
            let at = index.get(&name).copied();
            let old = at.and_then(|at| slots.get_mut(at)).and_then(Option::take);
            let Clash::Keep(kept) = decide(self, &name, old, new) else { continue };
            match at.and_then(|at| slots.get_mut(at)) {
                Some(slot) => *slot = Some(kept),
                None => slots.push(Some(kept)),
            }
        }
        base.entries = slots.into_iter().flatten().collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnose::{Sources, render};
    use crate::document::parse;

    const RULES: MergeRules = MergeRules {
        discriminators: &[
            ("terms", &["kind"]),
            ("drivers", &["process", "formula", "schedule", "stock"]),
        ],
        in_parts: &[("companies", &["funding"])],
    };

    /// The tree in one line, without places.
    fn shown(value: &ValueKind) -> String {
        match value {
            ValueKind::Table(table) => {
                let entries = table.entries.iter();
                let parts: Vec<String> =
                    entries.map(|e| format!("{} {}", e.key.name, shown(&e.value.kind))).collect();
                format!("{{{}}}", parts.join(", "))
            }
            ValueKind::Integer(number) => number.to_string(),
            ValueKind::Text(text) => text.clone(),
            other => format!("{other:?}"),
        }
    }

    /// The files laid over each other, and the findings.
    fn merged(files: &[&str]) -> (String, String) {
        let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
        let mut root = Table::default();
        for text in files {
            let over = parse(text, "t", &mut sources, &mut diagnostics).unwrap();
            merge(&mut root, over, &RULES, &mut diagnostics);
        }
        (shown(&ValueKind::Table(root)), render(&diagnostics, &sources, false))
    }

    fn tree(files: &[&str]) -> String {
        let (tree, findings) = merged(files);
        assert_eq!(findings, "");
        tree
    }

    #[test]
    fn sections_and_items_are_merged_and_keys_are_replaced() {
        let base = "name = 'a'\n[terms.s]\nkind = 'x'\namount = 30\nprice = { pre = 1, post = 2 }\n\
                    [terms.r]\nkind = 'y'\n[inputs]\ni = 1";
        let over = "name = 'b'\n[inputs.i]\nvalue = 2\n[terms.n]\nkind = 'z'\n\
                    [terms.s]\nprice = { post = 3 }\nby = 4";
        let wanted = "{name b, terms {s {kind x, amount 30, price {post 3}, by 4}, r {kind y}, \
                      n {kind z}}, inputs {i {value 2}}}";
        assert_eq!(tree(&[base, over]), wanted);
    }

    #[test]
    fn settings_and_correlations_are_one_level_less_deep() {
        let base = "[time]\nstart = 1\nstep = 'q'\n[correlations]\n'a ~ b' = 1\n'b ~ c' = 2";
        let over = "[time]\nstep = 'm'\n[correlations]\n'a ~ b' = false\n'c ~ d' = 3";
        let wanted = "{time {start 1, step m}, correlations {b ~ c 2, c ~ d 3}}";
        assert_eq!(tree(&[base, over]), wanted);
        let nested = tree(&["[time]\na = { b = 1, c = 2 }", "[time]\na = { b = 3 }"]);
        assert_eq!(nested, "{time {a {b 3}}}");
    }

    #[test]
    fn beliefs_are_merged_one_scenario_further_in() {
        let base = "[beliefs.m]\nevents.agi = { hazard = 1, by = { x = 1, y = 2 } }\ninputs.i = 1";
        let over =
            "[beliefs.m]\nevents.agi.by = { x = 3 }\nterms.t = false\n[beliefs.o]\ninputs.i = 2";
        let wanted = "{beliefs {m {events {agi {hazard 1, by {x 3}}}, inputs {i 1}, \
                      terms {t Boolean(false)}}, o {inputs {i 2}}}}";
        assert_eq!(tree(&[base, over]), wanted);
        assert_eq!(tree(&[base, "beliefs.m = false"]), "{beliefs {}}");
    }

    #[test]
    fn an_item_of_another_kind_replaces_the_whole_item() {
        let base = "[drivers.d]\nprocess = 'growth'\nstart = 1\nhistory = 'h.csv'\n";
        let same = tree(&[base, "[drivers.d]\nprocess = 'growth'\nstart = 2"]);
        assert_eq!(same, "{drivers {d {process growth, start 2, history h.csv}}}");
        let silent = tree(&[base, "[drivers.d]\nstart = 2"]);
        assert_eq!(silent, "{drivers {d {process growth, start 2, history h.csv}}}");
        let other = tree(&[base, "[drivers.d]\nprocess = 'walk'\nstart = 2"]);
        assert_eq!(other, "{drivers {d {process walk, start 2}}}");
        let formula = tree(&[base, "[drivers.d]\nformula = 'x'"]);
        assert_eq!(formula, "{drivers {d {formula x}}}");
        // Without a rule for the section no key means another kind.
        assert_eq!(tree(&["a.b.kind = 'x'\na.b.c = 1", "a.b.kind = 'y'"]), "{a {b {kind y, c 1}}}");
        // A value that is no text does not say which kind it is.
        let table =
            tree(&["drivers.d = { stock = { i = 1 }, unit = 'u' }", "drivers.d.stock = { i = 2 }"]);
        assert_eq!(table, "{drivers {d {stock {i 2}, unit u}}}");
    }

    #[test]
    fn false_takes_a_key_out_and_settings_are_laid_over_key_by_key() {
        let base = "terms.s = { kind = 'x', cap = 30, by = 4 }";
        assert_eq!(tree(&[base, "terms.s.cap = false"]), "{terms {s {kind x, by 4}}}");
        // What is not there stays to be read, so that a slip in its name is told.
        assert_eq!(
            tree(&[base, "terms.s.capp = false"]),
            "{terms {s {kind x, cap 30, by 4, capp Boolean(false)}}}"
        );
        let base =
            "companies.c = { funding = { from = 'x', max = 1 }, holders = { a = 1, b = 2 } }";
        let over = "companies.c = { funding = { max = 2 }, holders = { a = 3 } }";
        assert_eq!(tree(&[base, over]), "{companies {c {funding {from x, max 2}, holders {a 3}}}}");
        let none = tree(&[base, "companies.c = { funding = { max = false }, holders = false }"]);
        assert_eq!(none, "{companies {c {funding {from x}}}}");
    }

    #[test]
    fn false_removes_what_is_there() {
        let base =
            "[terms.softbank]\nkind = 'x'\n[terms.b]\nkind = 'x'\n[simulation]\nquick = true";
        let over = "[terms]\nsoftbank = false\n[simulation]\nquick = false";
        let wanted = "{terms {b {kind x}}, simulation {quick Boolean(false)}}";
        assert_eq!(tree(&[base, over]), wanted);
        assert_eq!(tree(&[base, "terms = false"]), "{simulation {quick Boolean(true)}}");
        let (tree, findings) = merged(&[base, "[terms]\nsofbank = false"]);
        assert!(tree.contains("softbank") && !tree.contains("sofbank"));
        assert!(findings.contains("there is no `terms.sofbank` to remove"), "{findings}");
        assert!(findings.contains("help: did you mean `softbank`?"), "{findings}");
        assert!(merged(&["terms.a = false"]).1.contains("error[nothing-to-remove]"));
    }
}
