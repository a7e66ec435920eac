//! Replacement as a whole, failure without trace, and the folders that are not touched.

use super::*;

const RECEIPT: &[u8] = b"{\"program\": \"dealsim\"}\n";

/// All files and folders under a folder, hidden ones too, with the bytes of the files.
fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fn walk(folder: &Path, root: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
            if path.is_dir() {
                found.insert(name + "/", Vec::new());
                walk(&path, root, found);
            } else {
                found.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(folder, folder, &mut found);
    found
}

fn names(folder: &Path) -> Vec<String> {
    contents(folder).into_keys().collect()
}

fn write_output(target: &Path, file: &str) {
    let mut folder = OutputFolder::create(target).unwrap();
    folder.write(file, file.as_bytes()).unwrap();
    folder.write(receipt::FILE_NAME, RECEIPT).unwrap();
    folder.finish().unwrap();
}

#[test]
fn an_output_replaces_the_one_before_as_a_whole() {
    let root = tempfile::tempdir().unwrap();
    let target = root.path().join("deal/scenario");
    write_output(&target, "charts/fan.svg");
    write_output(&target, "summary.csv");
    let expected =
        ["deal/", "deal/scenario/", "deal/scenario/receipt.json", "deal/scenario/summary.csv"];
    assert_eq!(names(root.path()), expected);
}

#[test]
fn a_failed_run_leaves_everything_as_it_was() {
    let root = tempfile::tempdir().unwrap();
    let target = root.path().join("scenario");
    write_output(&target, "summary.csv");
    let before = contents(root.path());
    let mut folder = OutputFolder::create(&target).unwrap();
    folder.write("summary.csv", b"half").unwrap();
    drop(folder);
    assert_eq!(contents(root.path()), before);
    let folder = OutputFolder::create(&target).unwrap();
    assert!(matches!(folder.finish(), Err(FolderError::NoReceipt(_))));
    assert_eq!(contents(root.path()), before);
}

#[test]
fn a_failed_first_run_leaves_no_folders_above_it() {
    let root = tempfile::tempdir().unwrap();
    drop(OutputFolder::create(&root.path().join("a/b/c")).unwrap());
    assert!(names(root.path()).is_empty());
}

#[test]
fn folders_of_others_are_not_touched() {
    let root = tempfile::tempdir().unwrap();
    let target = root.path().join("thesis");
    fs::create_dir(&target).unwrap();
    drop(OutputFolder::create(&target).unwrap());
    fs::write(target.join("chapter.txt"), "years of work").unwrap();
    let error = OutputFolder::create(&target).unwrap_err();
    assert!(error.is_input() && error.to_string().contains("holds other files"), "{error}");
    fs::write(target.join(receipt::FILE_NAME), "{\"shop\": \"grocer\"}").unwrap();
    let error = OutputFolder::create(&target).unwrap_err();
    assert!(error.to_string().contains("this program did not write"), "{error}");
    let error = OutputFolder::create(&target.join("chapter.txt")).unwrap_err();
    assert!(error.is_input() && error.to_string().contains("is not a folder"), "{error}");
    assert_eq!(names(root.path()), ["thesis/", "thesis/chapter.txt", "thesis/receipt.json"]);
}

#[test]
fn what_appears_during_the_run_is_not_overwritten() {
    let root = tempfile::tempdir().unwrap();
    let target = root.path().join("scenario");
    let mut folder = OutputFolder::create(&target).unwrap();
    folder.write(receipt::FILE_NAME, RECEIPT).unwrap();
    fs::create_dir(&target).unwrap();
    fs::write(target.join("mine.txt"), "mine").unwrap();
    assert!(folder.finish().unwrap_err().is_input());
    assert_eq!(names(root.path()), ["scenario/", "scenario/mine.txt"]);
}

#[test]
fn names_stay_inside() {
    let root = tempfile::tempdir().unwrap();
    let mut folder = OutputFolder::create(&root.path().join("scenario")).unwrap();
    for name in ["", "../up.txt", "/abs.txt", "a/../../up.txt", ".", "charts/"] {
        assert!(matches!(folder.write(name, b""), Err(FolderError::BadName(_))), "{name}");
    }
    assert!(folder.outputs().is_empty());
}

#[test]
fn outputs_are_hashed_in_the_order_of_their_names() {
    let root = tempfile::tempdir().unwrap();
    let mut folder = OutputFolder::create(&root.path().join("scenario")).unwrap();
    folder.write("terms.csv", b"first").unwrap();
    folder.write("flows.csv", b"").unwrap();
    folder.write("terms.csv", b"abc").unwrap();
    folder.write(receipt::FILE_NAME, RECEIPT).unwrap();
    assert_eq!(
        folder.outputs(),
        [FileHash::of("flows.csv", b""), FileHash::of("terms.csv", b"abc")]
    );
}

#[test]
fn a_new_folder_that_cannot_come_brings_the_old_one_back() {
    let root = tempfile::tempdir().unwrap();
    let (place, old) = (root.path().join("place"), root.path().join("old"));
    fs::create_dir(&place).unwrap();
    fs::write(place.join("kept"), "kept").unwrap();
    let failed = swap(&root.path().join("nowhere"), &place, &old);
    assert!(matches!(failed, Err(Failed::Unchanged(_))));
    assert_eq!(names(root.path()), ["place/", "place/kept"]);
}

/// What a killed run leaves: a temporary folder whose lock nobody holds.
fn leave_stale(root: &Path, name: &str) -> PathBuf {
    let stale = root.join(name);
    fs::create_dir_all(stale.join(NEW)).unwrap();
    fs::write(stale.join(NEW).join("half.csv"), "half").unwrap();
    fs::write(stale.join(LOCK), "").unwrap();
    stale
}

#[test]
fn the_traces_of_a_killed_run_are_cleared_and_those_of_a_living_one_are_not() {
    let root = tempfile::tempdir().unwrap();
    let target = root.path().join("a");
    leave_stale(root.path(), ".a.dealsim-AbC123");
    // Of other targets, although the name begins alike.
    leave_stale(root.path(), ".a.dealsim-x.dealsim-AbC123");
    leave_stale(root.path(), ".b.dealsim-AbC123");
    fs::create_dir(root.path().join(".a.dealsim-empty1")).unwrap();
    let living = OutputFolder::create(&target).unwrap();
    write_output(&target, "summary.csv");
    let left: Vec<String> = names(root.path())
        .into_iter()
        .filter(|name| name.matches('/').count() == 1 && name.ends_with('/'))
        .collect();
    let workshop = living.workshop.path().file_name().unwrap().to_str().unwrap().to_owned() + "/";
    let mut expected = vec![
        ".a.dealsim-x.dealsim-AbC123/".to_owned(),
        ".b.dealsim-AbC123/".to_owned(),
        "a/".to_owned(),
        workshop,
    ];
    expected.sort();
    assert_eq!(left, expected);
}

#[test]
fn an_output_moved_aside_by_a_killed_run_comes_back() {
    let root = tempfile::tempdir().unwrap();
    let target = root.path().join("a");
    write_output(&target, "summary.csv");
    let before = contents(root.path());
    let stale = leave_stale(root.path(), ".a.dealsim-AbC123");
    fs::rename(&target, stale.join(OLD)).unwrap();
    drop(OutputFolder::create(&target).unwrap());
    assert_eq!(contents(root.path()), before);
}

#[cfg(unix)]
#[test]
fn a_link_is_followed_and_stays_a_link() {
    let root = tempfile::tempdir().unwrap();
    let (real, link) = (root.path().join("disk/real"), root.path().join("link"));
    fs::create_dir_all(&real).unwrap();
    std::os::unix::fs::symlink(&real, &link).unwrap();
    write_output(&link, "summary.csv");
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert!(real.join("summary.csv").exists());
}

#[test]
fn the_machine_s_refusal_names_the_path() {
    let root = tempfile::tempdir().unwrap();
    fs::write(root.path().join("file"), "").unwrap();
    let error = OutputFolder::create(&root.path().join("file/below")).unwrap_err();
    assert!(!error.is_input());
    assert!(error.to_string().contains("cannot make"), "{error}");
    let mut folder = OutputFolder::create(&root.path().join("scenario")).unwrap();
    folder.write("a", b"").unwrap();
    let error = folder.write("a/b", b"").unwrap_err().to_string();
    assert!(error.contains("scenario/a/b"), "{error}");
}

/// A killed run may have lost its lock and kept the rest: nothing of it stays, and an output that it moved aside is put
/// back where none stands in its place.
#[test]
fn what_is_left_without_a_lock_is_cleared_too() {
    for (inside, standing) in [("old", true), ("new", true), ("old", false)] {
        let root = tempfile::tempdir().unwrap();
        let target = root.path().join("scenario");
        if standing {
            write_output(&target, "summary.csv");
        }
        let left = root.path().join(".scenario.dealsim-abcdef").join(inside);
        fs::create_dir_all(&left).unwrap();
        fs::write(left.join(receipt::FILE_NAME), RECEIPT).unwrap();
        drop(OutputFolder::create(&target).unwrap());
        let stays = ["scenario/", "scenario/receipt.json", "scenario/summary.csv"];
        let stays = if standing { &stays[..] } else { &stays[..2] };
        assert_eq!(names(root.path()), stays, "{inside} {standing}");
    }
}
