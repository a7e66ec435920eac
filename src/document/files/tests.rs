//! A disk and a memory with the same files say the same.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use super::*;
use crate::diagnose::{Diagnostics, Sources, render};
use crate::document::{MergeRules, read};
use std::fs;
use std::sync::Arc;

/// The same files in memory and in a temporary folder.
fn both(files: &[(&str, &[u8])]) -> (Memory, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let mut memory = Memory::new();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        memory = memory.with(path, *bytes);
    }
    (memory, folder)
}

/// What is said of a scenario that these files hold, without the folder's name.
fn said(files: impl Files + 'static, folder: &Path, name: &str) -> String {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let rules = MergeRules { discriminators: &[], in_parts: &[] };
    let shelf = Shelf::new(Arc::new(files));
    let path = folder.join(name);
    let _ = read(&path, &shelf, &rules, &mut sources, &mut diagnostics);
    let prefix = format!("{}/", folder.display());
    render(&diagnostics, &sources, false).replace(&prefix, "")
}

#[test]
fn a_disk_and_a_memory_say_the_same() {
    let large = vec![b'#'; LARGEST_FILE as usize + 1];
    let (memory, folder) = both(&[
        ("sound.toml", b"extends = 'f/../f/world.toml'"),
        ("f/world.toml", b"name = 'x'"),
        ("circle.toml", b"extends = './circle.toml'"),
        ("near.toml", b"extends = ['f/wrold.toml', 'f/world.csv', 'gone/a.toml']"),
        ("folder.toml", b"extends = 'f'"),
        ("through.toml", b"extends = 'sound.toml/x.toml'"),
        ("large.toml", b"extends = 'huge.toml'"),
        ("huge.toml", &large),
        ("bytes.toml", b"a = '\xff'"),
    ]);
    for (name, part) in [
        ("sound.toml", ""),
        ("circle.toml", "circle.toml extends circle.toml"),
        ("near.toml", "did you mean `world.toml`?"),
        ("folder.toml", "it is a folder"),
        ("through.toml", "a part of its path is a file, not a folder"),
        ("large.toml", "larger than a scenario file may be, 16 MiB"),
        ("bytes.toml", "is not UTF-8 text"),
        ("absent.toml", "`absent.toml` does not exist"),
    ] {
        let text = said(memory.clone(), folder.path(), name);
        assert!(text.contains(part) && text.is_empty() == part.is_empty(), "{name}: {text}");
        assert_eq!(said(Disk, folder.path(), name), text, "{name}");
    }
}

#[test]
fn a_file_is_read_once_however_it_is_spelt() {
    let (_, folder) = both(&[("a.csv", b"x\n1\n"), ("f/b.toml", b"")]);
    let shelf = Shelf::new(Arc::new(Disk));
    let first = shelf.take(&folder.path().join("a.csv")).unwrap();
    fs::write(folder.path().join("a.csv"), b"x\n2\n").unwrap();
    let again = shelf.take(&folder.path().join("f/../a.csv")).unwrap();
    assert_eq!(first, again);
    assert_eq!(&*again.bytes, b"x\n1\n");
}

#[cfg(unix)]
#[test]
fn what_is_no_regular_file_is_not_opened() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let socket = folder.path().join("socket");
    let _held = std::os::unix::net::UnixListener::bind(&socket).unwrap();
    // Opening the pipe would wait for somebody who writes, and the device has no end.
    for (path, what) in [
        (pipe.as_path(), "it is a pipe, not a file"),
        (socket.as_path(), "it is a socket, not a file"),
        (Path::new("/dev/zero"), "it is a device, not a file"),
        (folder.path(), "it is a folder"),
    ] {
        assert_eq!(Disk.read(path), Err(Unreadable::Refused(what.to_owned())));
    }
}
