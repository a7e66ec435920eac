//! `dealsim list` and `dealsim explain` as somebody types them.

use crate::support::path;
use std::process::Command;

/// Exit code, standard output and standard error.
fn typed(arguments: &[&str]) -> (Option<i32>, String, String) {
    let ran = Command::new(env!("CARGO_BIN_EXE_dealsim"))
        .args(arguments)
        .current_dir(path(""))
        .output()
        .expect("the program starts");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (ran.status.code(), text(&ran.stdout), text(&ran.stderr))
}

/// What is printed where nothing goes wrong.
fn printed(arguments: &[&str]) -> String {
    let (code, out, complaints) = typed(arguments);
    assert_eq!((code, complaints.as_str()), (Some(0), ""), "{arguments:?}");
    out
}

#[track_caller]
fn holds(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "no {part:?} in\n{text}");
    }
}

const DEAL: &str = "scenarios/microsoft-openai/status-quo.toml";

#[test]
fn kinds_functions_and_codes_can_be_looked_up() {
    holds(&printed(&["list"]), &["distributions\n", "triangular ", "hazard ", "revenue_share "]);
    holds(&printed(&["list", "terms"]), &["lump_sum ", "also takes", "\n  ends "]);
    let kind = printed(&["explain", "revenue_share"]);
    holds(&kind, &["is a term", "required", "otherwise `tiers`", "kind = \"revenue_share\""]);
    assert_eq!(kind, printed(&["list", "revenue_share"]));
    holds(&printed(&["explain", "unknown-name"]), &["wrong:   ", "mended:  "]);
    holds(&printed(&["explain", "clamp"]), &["clamp(x, low, high)"]);
    holds(&printed(&["list", "codes"]), &["bad-date "]);
}

#[test]
fn a_key_is_explained_at_every_place_that_takes_it() {
    holds(
        &printed(&["explain", "pay_after"]),
        &["pay_after is a key", "how long after it is earned"],
    );
    let cap = printed(&["explain", "cap"]);
    holds(&cap, &["every one of the terms that pays:", "convertible, a term:"]);
    holds(&printed(&["explain", "holders"]), &["[companies.NAME]:", "\"rest\""]);
    // Places where a key means the same stand together.
    holds(&printed(&["explain", "colour"]), &["[parties.NAME]; [sides.NAME]:"]);
    assert_eq!(printed(&["list", "Terms"]), printed(&["list", "terms"]));
}

#[test]
fn an_item_is_found_by_its_name_and_a_part_by_its_event() {
    let whole = printed(&["explain", DEAL, "terms.revenue_share"]);
    assert_eq!(printed(&["explain", DEAL, "revenue_share"]), whole);
    let part = printed(&["explain", DEAL, "agi_capable.upheld"]);
    holds(&part, &["events.agi_capable.upheld", "disputed: Happens when"]);
    let (code, _, complaint) = typed(&["explain", DEAL, "agi_capable.upset"]);
    assert_eq!(code, Some(2));
    holds(&complaint, &["there is no `events.agi_capable.upset`"]);
    // Two things of one name.
    let (code, _, complaint) =
        typed(&["explain", "scenarios/microsoft-openai/v1.toml", "other_clouds"]);
    assert_eq!(code, Some(2));
    holds(&complaint, &["2 things are called", "`terms.other_clouds`, `parties.other_clouds`"]);
}

#[test]
fn a_slip_of_the_finger_is_answered() {
    for (arguments, answer) in [
        (&["list", "proceses"][..], "did you mean `processes`?"),
        (&["explain", "revenue_shar"], "did you mean `revenue_share`?"),
        (&["explain", "unknown-nam"], "did you mean `unknown-name`?"),
        (&["explain", DEAL, "terms.revenue_shar"], "did you mean `terms.revenue_share`?"),
        (&["explain", DEAL, "term.azure"], "did you mean `terms`?"),
        (&["explain", DEAL, "terms.azure.kind.x"], "`terms.azure.kind` is a text, not a table"),
        (&["explain", "scenarios/no-such-file.toml", "terms"], "does not exist"),
        (&["explain", "qwertz"], "`dealsim list` shows all kinds"),
    ] {
        let (code, out, complaints) = typed(arguments);
        assert_eq!((code, out.as_str()), (Some(2), ""), "{arguments:?}");
        holds(&complaints, &[answer]);
    }
}

#[test]
fn a_term_is_traced_to_files_lines_and_sources() {
    let text = printed(&["explain", DEAL, "terms.revenue_share"]);
    let line = |file: &str, start: &str| {
        let written = std::fs::read_to_string(path(file)).expect("a scenario");
        let at = written.lines().position(|line| line.starts_with(start)).expect("a line");
        format!("{file}:{}\n", at + 1)
    };
    holds(&text, &[&line(DEAL, "[terms.revenue_share]"), "\n  cap ", "revenue_share: A share"]);
    // A nested table of a number, with its own source.
    holds(&text, &["\n  already  1.9", "      confidence  derived\n"]);
    // The note of the term itself, and those of what it reads, in another file too.
    holds(&text, &["\n  note        92 read as a ceiling", "\n  inputs.revenue_share_rate\n"]);
    holds(&text, &["\n  events.agi\n    any_of", "\n  drivers.revenue\n    process "]);
    holds(&text, &[&line("scenarios/microsoft-openai/world-2025.toml", "volatility = 0.19")]);
    holds(&text, &["\nthrough these\n", "inputs.agi_declaration_rate"]);
}

#[test]
fn what_sides_believe_otherwise_is_said() {
    // Of a number, of what reads it, and of what reads it through others.
    for item in ["inputs.agi_declaration_rate", "events.agi_declared", "terms.revenue_share"] {
        let text = printed(&["explain", DEAL, item]);
        let (_, believed) = text.split_once("\nbelieved otherwise\n").expect("somebody does");
        let side = "  beliefs.microsoft.inputs.agi_declaration_rate\n";
        holds(believed, &[side, "p10 = 0.005", "\n    confidence  assumed\n"]);
    }
    let text = printed(&["explain", DEAL, "inputs.revenue_share_rate"]);
    assert!(!text.contains("believed otherwise"), "{text}");
}

#[test]
fn what_depends_on_a_number_is_said() {
    let text = printed(&["explain", DEAL, "inputs.revenue_share_rate"]);
    let (_, readers) = text.split_once("read by\n").expect("somebody reads it");
    holds(readers, &["terms.profit_right", "terms.revenue_share"]);
    assert!(!readers.contains("terms.azure"), "{readers}");
    let event = printed(&["explain", DEAL, "events.contract_end"]);
    holds(&event, &["read by\n", "terms.ip_access"]);
}

#[test]
fn a_value_from_the_command_line_has_the_last_word() {
    let set = "terms.revenue_share.rate=15%";
    let text = printed(&["explain", DEAL, "terms.revenue_share", "--set", set]);
    holds(&text, &["15% = 0.15", "--set terms.revenue_share.rate=15%:1"]);
    let (_, reads) = text.split_once("\nreads\n").expect("it reads");
    assert!(!reads.contains("inputs.revenue_share_rate"), "{reads}");
}
