//! Every example of `docs/language.md` is a scenario that loads without findings and runs.

use crate::support::{How, path, simulate};
use dealsim::diagnose::render;
use dealsim::scenario::load;
use std::path::PathBuf;

/// One fenced block: its language, the file that it stands for, the line of the page, and its text.
struct Example {
    language: String,
    file: Option<String>,
    line: usize,
    text: String,
}

fn examples(page: &str) -> Vec<Example> {
    let mut examples = Vec::new();
    let mut file = None;
    let mut open: Option<Example> = None;
    for (index, line) in page.lines().enumerate() {
        match (&mut open, line.strip_prefix("```")) {
            (Some(_), Some(_)) => examples.extend(open.take()),
            (Some(example), None) => {
                example.text.push_str(line);
                example.text.push('\n');
            }
            (None, Some(language)) => {
                let (language, text) = (language.to_owned(), String::new());
                open = Some(Example { language, file: file.take(), line: index + 2, text });
            }
            (None, None) => {
                let named = line.strip_prefix("<!-- file: ");
                let named = named.and_then(|rest| rest.strip_suffix(" -->"));
                file = named.map(str::to_owned).or(file);
            }
        }
    }
    examples
}

#[test]
fn every_example_of_the_language_page_runs() {
    let page = std::fs::read_to_string(path("docs/language.md")).expect("the page");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut scenarios: Vec<(usize, PathBuf)> = Vec::new();
    for example in examples(&page) {
        let name = example.file.unwrap_or_else(|| format!("line-{}.toml", example.line));
        let file = folder.path().join(name);
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("a temporary folder");
        std::fs::write(&file, &example.text).expect("a temporary file");
        match example.language.as_str() {
            "toml" => scenarios.push((example.line, file)),
            "csv" => {}
            other => panic!("line {}: a fence of `{other}` that nothing checks", example.line),
        }
    }
    assert!(scenarios.len() >= 12, "the page lost its examples");
    for (line, file) in scenarios {
        let loaded = load(&file, &[]);
        let findings = render(&loaded.diagnostics, &loaded.sources, false);
        assert_eq!(findings, "", "docs/language.md:{line}");
        let model = loaded.model.expect("a scenario without findings has a model");
        assert!(loaded.runnable, "docs/language.md:{line} has no terms");
        let outcome = simulate(&model, How::paths(256));
        assert_eq!(outcome.paths, 256, "docs/language.md:{line}");
    }
}
