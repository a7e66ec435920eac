//! What a result was made from, so that somebody else can make it again and see that it is the
//! same.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Component, Path};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The name of the receipt in an output folder, and the mark by which a folder is known as one.
pub const FILE_NAME: &str = "receipt.json";

/// The value of `program` in every receipt.
pub const PROGRAM: &str = "dealsim";

/// A file and the hash of its bytes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FileHash {
    /// The path with forward slashes: of a file read, as [`path_from`] gives it; of a file
    /// written, in the folder.
    pub path: String,
    /// SHA-256 in lower-case hexadecimal digits.
    pub sha256: String,
}

impl FileHash {
    /// The hash of a file's bytes under the name that the receipt shall give it.
    #[must_use]
    pub fn of(path: &str, bytes: &[u8]) -> Self {
        Self { path: path.to_owned(), sha256: sha256(bytes) }
    }
}

/// The SHA-256 of bytes in lower-case hexadecimal digits.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Everything that a result depends on, and the hashes of what came out.
///
/// There is no clock, host, user, thread count, block size or absolute path in it: the same
/// scenario gives the same receipt, to the byte, on any machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Always [`PROGRAM`].
    pub program: String,
    /// The version of the program that ran.
    pub version: String,
    /// The version of the scenario language.
    pub format: u32,
    /// What was asked for: `run`, `compare`, `sweep` and so on.
    pub command: String,
    /// The scenario file, by its own name: where it lies is not part of what it says.
    pub scenario: String,
    /// Every file that was read, by path.
    pub files: Vec<FileHash>,
    /// The seed.
    pub seed: u64,
    /// The number of paths.
    pub paths: u64,
    /// `random`, `antithetic` or `sobol`.
    pub sampler: String,
    /// Overrides from the command line (`--set KEY=VALUE`), in the order given, which counts.
    pub sets: Vec<String>,
    /// Other settings that change a result, by name.
    pub settings: BTreeMap<String, String>,
    /// Every file that was written except the receipt, by path.
    pub outputs: Vec<FileHash>,
}

/// A receipt that cannot be read.
#[derive(Debug)]
pub enum ReceiptError {
    /// It is not JSON, or a key is missing or of another type.
    Malformed(serde_json::Error),
    /// It is the receipt of another program.
    Foreign(String),
}

impl fmt::Display for ReceiptError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(cause) => write!(out, "this is not a receipt of {PROGRAM}: {cause}"),
            Self::Foreign(program) => {
                write!(out, "this is a receipt of `{program}`, not of {PROGRAM}")
            }
        }
    }
}

impl std::error::Error for ReceiptError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Malformed(cause) => Some(cause),
            Self::Foreign(_) => None,
        }
    }
}

impl Receipt {
    /// The receipt as indented JSON with the keys in the order of the fields and the files in the
    /// order of their paths, ending with a line feed.
    ///
    /// # Errors
    /// Never in practice: every field can be written as JSON.
    pub fn to_json(&self) -> Result<Vec<u8>, serde_json::Error> {
        let mut ordered = self.clone();
        ordered.files.sort();
        ordered.outputs.sort();
        let mut json = serde_json::to_vec_pretty(&ordered)?;
        json.push(b'\n');
        Ok(json)
    }

    /// Reads a receipt. Keys of a later version that this one does not know are passed over.
    ///
    /// # Errors
    /// When it is not JSON, a key is missing, or another program wrote it.
    pub fn from_json(json: &[u8]) -> Result<Self, ReceiptError> {
        let receipt: Self = serde_json::from_slice(json).map_err(ReceiptError::Malformed)?;
        if receipt.program == PROGRAM {
            Ok(receipt)
        } else {
            Err(ReceiptError::Foreign(receipt.program))
        }
    }
}

/// Whether bytes are a receipt of this program, of any version: a JSON object with its name in it.
#[must_use]
pub fn is_receipt(json: &[u8]) -> bool {
    serde_json::from_slice::<serde_json::Value>(json)
        .is_ok_and(|value| value.get("program").and_then(|name| name.as_str()) == Some(PROGRAM))
}

/// A file as a receipt names it: from the folder of the scenario, with forward slashes, so that the name is the same from
/// whichever folder and by whichever spelling the scenario was named.
///
/// Both are identities of files: absolute and without links on a disk, from the root of what is kept in memory. Where the
/// two have nothing in common only the file's name is left, because a receipt tells nothing about the machine.
#[must_use]
pub fn path_from(folder: &Path, file: &Path) -> String {
    let (own, root) = (parts(file), parts(folder));
    let shared = own.iter().zip(&root).take_while(|(a, b)| a == b).count();
    if shared == 0 && !root.is_empty() && file.is_absolute() {
        return own.last().cloned().unwrap_or_default();
    }
    let up = std::iter::repeat_n("..", root.len() - shared);
    up.chain(own[shared..].iter().map(String::as_str)).collect::<Vec<_>>().join("/")
}

/// A path as the receipt of a study names it: as it was given, with forward slashes and without `.` parts; relative to
/// `base`, an absolute folder, when it is absolute, as [`path_from`] gives it.
#[must_use]
pub fn relative_path(path: &Path, base: &Path) -> String {
    if path.is_relative() { parts(path).join("/") } else { path_from(base, path) }
}

fn parts(path: &Path) -> Vec<String> {
    let named = |part: Component<'_>| match part {
        Component::Normal(name) => Some(name.to_string_lossy().into_owned()),
        Component::ParentDir => Some("..".to_owned()),
        Component::CurDir | Component::RootDir | Component::Prefix(_) => None,
    };
    path.components().filter_map(named).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn receipt() -> Receipt {
        Receipt {
            program: PROGRAM.to_owned(),
            version: "0.1.0".to_owned(),
            format: 1,
            command: "run".to_owned(),
            scenario: "deals/status_quo.toml".to_owned(),
            files: vec![FileHash::of("world.toml", b"abc"), FileHash::of("deal.toml", b"")],
            seed: u64::MAX,
            paths: 100_000,
            sampler: "random".to_owned(),
            sets: vec!["terms.revenue_share.cap=100".to_owned()],
            settings: BTreeMap::from([("monitoring".to_owned(), "exact".to_owned())]),
            outputs: vec![],
        }
    }

    #[test]
    fn hashes_are_the_published_ones() {
        // FIPS 180-4 examples: "abc" and the empty message.
        assert_eq!(
            sha256(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert_eq!(sha256(b""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    #[test]
    fn a_receipt_survives_the_way_to_disk() {
        let json = receipt().to_json().unwrap();
        let read = Receipt::from_json(&json).unwrap();
        assert_eq!(read.files[0].path, "deal.toml");
        assert_eq!(
            (read.seed, &read.sets, &read.settings),
            (u64::MAX, &receipt().sets, &receipt().settings)
        );
        assert_eq!(read.to_json().unwrap(), json);
        assert!(is_receipt(&json));
    }

    #[test]
    fn keys_stand_in_the_order_of_reading() {
        let json = String::from_utf8(receipt().to_json().unwrap()).unwrap();
        let keys: Vec<&str> = json
            .lines()
            .filter_map(|line| line.strip_prefix("  \"")?.split_once('"'))
            .map(|(key, _)| key)
            .collect();
        let expected = [
            "program", "version", "format", "command", "scenario", "files", "seed", "paths",
            "sampler", "sets", "settings", "outputs",
        ];
        assert_eq!(keys, expected);
        assert!(json.ends_with("}\n"));
    }

    #[test]
    fn what_is_no_receipt_is_refused_with_a_sentence() {
        let missing = Receipt::from_json(b"{\"program\": \"dealsim\"}").unwrap_err().to_string();
        assert!(missing.contains("missing field `version`"), "{missing}");
        let mut foreign = receipt();
        foreign.program = "other".to_owned();
        let json = foreign.to_json().unwrap();
        let error = Receipt::from_json(&json).unwrap_err().to_string();
        assert_eq!(error, "this is a receipt of `other`, not of dealsim");
        assert!(!is_receipt(&json) && !is_receipt(b"nonsense"));
    }

    #[cfg(unix)]
    #[test]
    fn paths_say_nothing_about_the_machine() {
        let base = Path::new("/home/someone/deals");
        for (path, expected) in [
            ("deals/a.toml", "deals/a.toml"),
            ("./a.toml", "a.toml"),
            ("../world.toml", "../world.toml"),
            ("/home/someone/deals/data/r.csv", "data/r.csv"),
            ("/home/someone/world.toml", "../world.toml"),
            ("/tmp/elsewhere/world.toml", "world.toml"),
        ] {
            assert_eq!(relative_path(Path::new(path), base), expected);
        }
        assert_eq!(path_from(Path::new(""), Path::new("a.toml")), "a.toml");
        assert_eq!(path_from(Path::new("deals"), Path::new("world.toml")), "../world.toml");
    }
}
