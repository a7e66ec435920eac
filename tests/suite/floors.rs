//! The map of the rooms in `docs/architecture.md` is true: each room is on it, and imports from lower floors alone.

use crate::support::path;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The one arrow that runs along a floor: what a kind is handed reads its neighbour.
const ALONG: (&str, &str) = ("kind", "plan");

/// The floor of each room, as the map has it.
fn floors(map: &str) -> BTreeMap<String, u32> {
    let mut floors = BTreeMap::new();
    let mut floor = 0;
    for line in map.lines().skip_while(|line| !line.starts_with("| floor | room |")).skip(2) {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [_, number, rooms, ..] = cells[..] else { break };
        floor = number.parse().unwrap_or(floor);
        let names = rooms.split('`').skip(1).step_by(2);
        floors.extend(names.map(|name| (name.to_owned(), floor)));
    }
    floors
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// The rooms that a source file names by path, outside of its tests.
fn imports(text: &str) -> Vec<String> {
    let own = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let code = own.lines().filter(|line| !line.trim_start().starts_with("//"));
    let word = |rest: &str| -> String {
        rest.chars().take_while(|sign| sign.is_ascii_alphanumeric() || *sign == '_').collect()
    };
    let mut found = Vec::new();
    for line in code {
        for (_, rest) in
            line.match_indices("crate::").filter_map(|(at, _)| line[at..].split_once("::"))
        {
            match rest.strip_prefix('{') {
                Some(list) => found.extend(list.split(", ").map(word)),
                None => found.push(word(rest)),
            }
        }
    }
    found
}

/// What runs up, or along a floor, in a file of a room.
fn wrong(room: &str, text: &str, floors: &BTreeMap<String, u32>) -> Vec<String> {
    let own = floors.get(room).copied().unwrap_or(0);
    let up = |other: &String| {
        let along = (room, other.as_str()) == ALONG;
        floors.get(other).is_some_and(|floor| *floor >= own && other != room && !along)
    };
    imports(text).into_iter().filter(up).collect()
}

#[test]
fn rooms_import_from_lower_floors_alone() {
    let map = fs::read_to_string(path("docs/architecture.md")).expect("the map");
    let floors = floors(&map);
    let root = path("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let mut faults = Vec::new();
    for file in files {
        let inside = file.strip_prefix(&root).expect("a file of src");
        let room = inside.iter().next().map(|part| part.to_string_lossy().into_owned());
        let room = room.expect("a name").trim_end_matches(".rs").to_owned();
        if room == "lib" {
            continue;
        }
        if !floors.contains_key(&room) {
            faults.push(format!("`{room}` is not on the map"));
        }
        let name = inside.file_stem().expect("a name").to_string_lossy().into_owned();
        if name == "tests" || name.ends_with("_tests") {
            continue;
        }
        let text = fs::read_to_string(&file).expect("a text");
        let up = wrong(&room, &text, &floors);
        faults.extend(up.iter().map(|other| format!("{} imports `{other}`", inside.display())));
    }
    faults.dedup();
    assert!(faults.is_empty(), "docs/architecture.md says otherwise:\n{}", faults.join("\n"));
}

#[test]
fn an_import_from_above_is_seen() {
    let map = "| floor | room | what |\n| --- | --- | --- |\n| 0 | `low` `deep` | |\n| | `flat` | |\n| 1 | `high` | |\n";
    let floors = floors(map);
    assert_eq!(floors.len(), 4);
    assert_eq!(wrong("low", "use crate::high::Thing;\n", &floors), ["high"]);
    assert_eq!(wrong("low", "use crate::{deep, high};\n", &floors), ["deep", "high"]);
    assert_eq!(wrong("flat", "let x = crate::low::x();\n", &floors), ["low"]);
    assert!(wrong("high", "use crate::low::Thing;\n", &floors).is_empty());
    assert!(wrong("low", "// crate::high\nuse crate::low::Own;\n", &floors).is_empty());
}
