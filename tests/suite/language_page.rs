//! Every example of `docs/language.md` is a scenario that loads without findings and runs.

use crate::support::{How, path, simulate};
use dealsim::diagnose::render;
use dealsim::scenario::Draft;
use dealsim::{Memory, Overrides};
use std::path::Path;
use std::sync::Arc;

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
    let mut files = Memory::new();
    let mut scenarios: Vec<(usize, String)> = Vec::new();
    for example in examples(&page) {
        let name = example.file.unwrap_or_else(|| format!("line-{}.toml", example.line));
        files = files.with(&name, example.text);
        match example.language.as_str() {
            "toml" => scenarios.push((example.line, name)),
            "csv" => {}
            other => panic!("line {}: a fence of `{other}` that nothing checks", example.line),
        }
    }
    assert!(scenarios.len() >= 12, "the page lost its examples");
    let files = Arc::new(files);
    for (line, name) in scenarios {
        let draft = Draft::read(Arc::clone(&files) as _, Path::new(&name));
        let loaded = draft.checked(&Overrides::new());
        let findings = render(&loaded.diagnostics, &loaded.sources, false);
        assert_eq!(findings, "", "docs/language.md:{line}");
        let model = loaded.model.expect("a scenario without findings has a model");
        assert!(loaded.runnable, "docs/language.md:{line} has no terms");
        let outcome = simulate(&model, How::paths(256));
        assert_eq!(outcome.paths, 256, "docs/language.md:{line}");
    }
}
