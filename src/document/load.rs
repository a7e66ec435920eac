//! The one place that reads scenario files: a path and what is laid over it become one tree.

use super::extends::Chain;
use super::files::{LoadedFile, Shelf};
use super::merge::MergeRules;
use super::overrides::Overrides;
use super::set;
use super::value::Table;
use crate::diagnose::{Diagnostics, Sources};
use std::path::Path;

/// A scenario with everything it extends, as one tree.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// The merged tree, without `extends`.
    pub root: Table,
    /// Every file read, the extended ones first.
    pub files: Vec<LoadedFile>,
}

/// Reads a scenario file and the files that it extends.
///
/// Later says win: extended files in the order of the list, each after what it extends itself, then the file. A file that
/// is reached twice counts once, where it is reached first.
///
/// `None` where a file cannot be read, or cannot be told to be what was meant. A value that a scenario cannot have
/// leaves a stand-in and its finding: the tree is worth checking further, so look at `diagnostics` also where there is one.
#[must_use]
pub fn read(
    path: &Path,
    shelf: &Shelf,
    rules: &MergeRules,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Option<Document> {
    Chain::new(shelf, rules, sources, diagnostics).follow(path)
}

impl Document {
    /// Lays values over it, in their order; one that leads nowhere leaves its finding alone.
    pub fn lay_over(
        &mut self,
        overrides: &Overrides,
        sources: &mut Sources,
        diagnostics: &mut Diagnostics,
    ) {
        for said in &overrides.all {
            set::apply(&mut self.root, said, sources, diagnostics);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnose::render;
    use crate::document::Memory;
    use std::fmt::Write as _;
    use std::sync::Arc;

    const RULES: MergeRules = MergeRules { discriminators: &[("terms", &["kind"])], in_parts: &[] };

    /// Reads the first of these files with overrides: the document and the findings.
    fn loaded(files: &[(&str, &[u8])], sets: &[&str]) -> (Option<Document>, String) {
        let memory = files.iter().fold(Memory::new(), |all, (path, bytes)| all.with(path, *bytes));
        let shelf = Shelf::new(Arc::new(memory));
        let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
        let path = Path::new(files[0].0);
        let mut document = read(path, &shelf, &RULES, &mut sources, &mut diagnostics);
        if let Some(document) = &mut document {
            let overrides = sets.iter().copied().collect();
            document.lay_over(&overrides, &mut sources, &mut diagnostics);
        }
        (document, render(&diagnostics, &sources, false))
    }

    fn number(document: &Document, section: &str, key: &str) -> Option<f64> {
        document.root.get(section)?.value.as_table()?.get(key)?.value.as_number()
    }

    #[test]
    fn later_files_override_earlier_ones_and_a_set_overrides_all() {
        let files: &[(&str, &[u8])] = &[
            ("deals/a.toml", b"extends = ['base/b.toml', 'c.toml']\n[inputs]\nd = 1"),
            ("deals/base/b.toml", b"extends = '../w.toml'\n[inputs]\nb = 2\nc = 2\nd = 2\ne = 2"),
            ("deals/c.toml", b"extends = 'w.toml'\n[inputs]\nc = 3\nd = 3"),
            ("deals/w.toml", b"[inputs]\na = 4\nb = 4\nc = 4\nd = 4\ne = 4"),
        ];
        let (document, findings) = loaded(files, &["inputs.e=5"]);
        assert_eq!(findings, "");
        let document = document.unwrap();
        assert!(document.root.get("extends").is_none());
        // w is reached twice and counts where it is reached first: it does not undo what b says.
        for (key, value) in [("a", 4.0), ("b", 2.0), ("c", 3.0), ("d", 1.0), ("e", 5.0)] {
            assert_eq!(number(&document, "inputs", key), Some(value), "{key}");
        }
        let names: Vec<_> = document.files.iter().map(|f| f.path.file_name().unwrap()).collect();
        assert_eq!(names, ["w.toml", "b.toml", "c.toml", "a.toml"]);
        assert_eq!(&*document.files[3].bytes, files[0].1);
    }

    #[test]
    fn a_cycle_is_printed() {
        let (document, findings) = loaded(
            &[
                ("a.toml", b"extends = 'b.toml'"),
                ("b.toml", b"# around\nextends = ['c.toml', 'c.toml']"),
                ("c.toml", b"extends = './a.toml'"),
            ],
            &[],
        );
        assert!(document.is_none());
        assert!(
            findings.contains("a.toml extends b.toml extends c.toml extends a.toml"),
            "{findings}"
        );
        assert!(findings.contains(" --> c.toml:1:11\n"), "{findings}");
        let (_, own) = loaded(&[("a.toml", b"extends = 'a.toml'")], &[]);
        assert!(own.contains("a.toml extends a.toml"), "{own}");
    }

    #[test]
    fn a_missing_file_is_shown_where_it_is_named() {
        let (document, findings) = loaded(
            &[
                ("a.toml", b"name = 'x'\nextends = ['wrold.toml', 'gone/x.toml']"),
                ("world.toml", b""),
            ],
            &[],
        );
        assert!(document.is_none());
        assert!(
            findings.contains("error[extends-missing]: `wrold.toml` does not exist"),
            "{findings}"
        );
        assert!(findings.contains(" --> a.toml:2:12\n"), "{findings}");
        assert!(findings.contains("did you mean `world.toml`?"), "{findings}");
        assert!(findings.ends_with("2 errors\n"), "{findings}");
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        let (_, not_text) = loaded(&[("a.toml", b"name = 'x'\ntext = '\xff'\n")], &[]);
        assert!(
            not_text.contains("error[cannot-read]") && not_text.contains("a.toml:2:9"),
            "{not_text}"
        );
        let mut large = b"# ".to_vec();
        large.resize(16 * 1024 * 1024 + 1, b'x');
        let (document, too_large) = loaded(&[("a.toml", &large)], &[]);
        assert!(document.is_none() && too_large.contains("error[file-too-large]"), "{too_large}");
        let (_, folder) = loaded(&[("a.toml", b"extends = 'f'"), ("f/x.toml", b"")], &[]);
        assert!(
            folder.contains("error[cannot-read]") && folder.contains("a.toml:1:11"),
            "{folder}"
        );
    }

    #[test]
    fn extends_that_names_no_file_is_refused() {
        for value in ["3", "{ a = 'b' }", "['b.toml', 3]", "''"] {
            let text = format!("extends = {value}");
            let (document, findings) = loaded(&[("a.toml", text.as_bytes()), ("b.toml", b"")], &[]);
            assert!(document.is_none() && findings.contains("error[bad-extends]"), "{findings}");
        }
    }

    #[test]
    fn a_chain_without_end_is_cut() {
        let texts: Vec<(String, String)> =
            (0..70).map(|k| (format!("{k}.toml"), format!("extends = '{}.toml'", k + 1))).collect();
        let files: Vec<(&str, &[u8])> =
            texts.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
        let (document, findings) = loaded(&files, &[]);
        assert!(document.is_none() && findings.contains("error[too-deep]"), "{findings}");
    }

    #[test]
    fn ten_thousand_items_over_ten_thousand_load_at_once() {
        let (mut base, mut over) = (String::new(), "extends = 'b.toml'\n".to_owned());
        for k in 0..10_000 {
            write!(base, "[inputs.i{k}]\nvalue = {k}\nnote = 'n'\n").unwrap();
            write!(over, "[inputs.i{}]\nvalue = {k}\n", 9_999 - k).unwrap();
        }
        let (document, findings) =
            loaded(&[("a.toml", over.as_bytes()), ("b.toml", base.as_bytes())], &[]);
        assert_eq!(findings, "");
        let document = document.unwrap();
        let inputs = document.root.get("inputs").unwrap().value.as_table().unwrap();
        assert_eq!(inputs.entries.len(), 10_000);
        assert_eq!(inputs.entries[0].key.name, "i0");
        let first = inputs.entries[0].value.as_table().unwrap();
        assert_eq!(first.get("value").unwrap().value.as_number(), Some(9_999.0));
        assert_eq!(first.entries.len(), 2);
    }
}
