//! Every code that the program can emit is explained, and every code that is explained can be emitted.

use crate::support::path;
use dealsim::diagnose::codes::CODES;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Every Rust file below a folder.
fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            rust_files(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// The part of a source file before its tests; nothing of a file that is tests as a whole.
fn program_part(file: &Path) -> String {
    let name = file.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into());
    if name == "tests" || name == "properties" || name.ends_with("_tests") {
        return String::new();
    }
    let text = std::fs::read_to_string(file).expect("a source file");
    text.split("#[cfg(test)]").next().unwrap_or_default().to_owned()
}

/// The text in quotes that `rest` begins with.
fn literal(rest: &str) -> Option<&str> {
    rest.trim_start().strip_prefix('"')?.split('"').next()
}

/// The codes of one file. A code is the literal first argument of a call, or one of those that a `let code` chooses from.
fn emitted_by(text: &str, file: &str, codes: &mut BTreeMap<String, String>) {
    for call in ["Diagnostic::error(", "Diagnostic::warning(", ".report("] {
        for (at, _) in text.match_indices(call) {
            let rest = &text[at + call.len()..];
            match literal(rest) {
                Some(code) => {
                    codes.insert(code.to_owned(), file.to_owned());
                }
                None => {
                    let argument = rest.split([',', ')']).next().unwrap_or_default().trim();
                    assert!(
                        argument == "code" || call == ".report(",
                        "{file}: `{call}{argument}` hides its code from this test: write it out"
                    );
                }
            }
        }
    }
    for (at, start) in text.match_indices("let code = ") {
        let statement = text[at + start.len()..].split(';').next().unwrap_or_default();
        for code in statement.split('"').skip(1).step_by(2) {
            codes.insert(code.to_owned(), file.to_owned());
        }
    }
}

#[test]
fn every_code_is_explained_and_every_explained_code_is_emitted() {
    let mut files = Vec::new();
    rust_files(&path("src"), &mut files);
    let mut emitted = BTreeMap::new();
    for file in &files {
        emitted_by(&program_part(file), &file.display().to_string(), &mut emitted);
    }
    assert!(emitted.len() > 50, "the search lost sight of the sources: {emitted:?}");
    let explained: BTreeSet<&str> = CODES.iter().map(|code| code.code).collect();
    for (code, file) in &emitted {
        assert!(
            explained.contains(code.as_str()),
            "{file} emits `{code}`, which src/diagnose/codes.rs does not explain"
        );
    }
    for code in explained {
        assert!(emitted.contains_key(code), "nothing emits `{code}`: take it out of the list");
    }
}

#[test]
fn the_search_sees_calls_on_one_line_and_on_several() {
    let mut codes = BTreeMap::new();
    let text = "Diagnostic::error(\"a-b\", span, m); Diagnostic::warning(\n    \"c-d\",\n span);\n\
                self.report(\"e\", range); let code = if x { \"f\" } else { \"g\" };\n\
                Diagnostic::error(code, span, m)";
    emitted_by(text, "here", &mut codes);
    assert_eq!(codes.keys().collect::<Vec<_>>(), ["a-b", "c-d", "e", "f", "g"]);
}
