//! The texts that findings point into, so that a span can become file, line and column.

use std::path::{Path, PathBuf};

/// One text that was read: a file, or a `--set` argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(pub u32);

/// A byte range of one source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// The text that the range lies in.
    pub source: SourceId,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// Whether another span lies in this one.
    #[must_use]
    pub fn covers(self, other: Self) -> bool {
        self.source == other.source && self.start <= other.start && other.end <= self.end
    }

    /// The part of this span that starts `offset` bytes in and is `length` bytes long, cut at the end of the span.
    #[must_use]
    pub fn part(self, offset: usize, length: usize) -> Self {
        let start = (self.start + offset).min(self.end);
        Self { source: self.source, start, end: (start + length).min(self.end) }
    }
}

/// Every text of one reading, in the order in which it was read.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    entries: Vec<Kept>,
}

#[derive(Clone, Debug, Default)]
struct Kept {
    name: String,
    /// The folder of a file; empty for what is no file.
    folder: PathBuf,
    text: String,
    /// Where each line begins, the first one left out.
    lines: Vec<usize>,
}

impl Sources {
    /// Keeps `text` under the name that messages show.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> SourceId {
        let (name, text) = (name.into(), text.into());
        let lines = text.match_indices('\n').map(|(at, _)| at + 1).collect();
        self.entries.push(Kept { name, folder: PathBuf::new(), text, lines });
        SourceId(u32::try_from(self.entries.len() - 1).unwrap_or(u32::MAX))
    }

    /// Keeps the text of a file, which messages call by its path.
    pub fn add_file(&mut self, path: &Path, text: impl Into<String>) -> SourceId {
        let id = self.add(path.display().to_string(), text);
        if let Some(kept) = self.entries.last_mut() {
            kept.folder = path.parent().map(Path::to_path_buf).unwrap_or_default();
        }
        id
    }

    /// Takes the texts of another list after its own; gives by how much their numbers grow.
    pub fn absorb(&mut self, other: &Self) -> u32 {
        let shift = u32::try_from(self.entries.len()).unwrap_or(u32::MAX);
        self.entries.extend(other.entries.iter().cloned());
        shift
    }

    /// The folder to which paths written in a source are relative: that of its file, or the current one.
    #[must_use]
    pub fn folder(&self, id: SourceId) -> &Path {
        self.entries.get(id.0 as usize).map_or(Path::new(""), |kept| &kept.folder)
    }

    /// The name that messages show for a source.
    #[must_use]
    pub fn name(&self, id: SourceId) -> &str {
        self.entries.get(id.0 as usize).map_or("", |kept| &kept.name)
    }

    /// The whole text of a source.
    #[must_use]
    pub fn text(&self, id: SourceId) -> &str {
        self.entries.get(id.0 as usize).map_or("", |kept| &kept.text)
    }

    /// The text that a span covers.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.text(span.source).get(span.start..span.end).unwrap_or("")
    }

    /// The line in which a byte lies, counted from one.
    #[must_use]
    pub fn line(&self, id: SourceId, at: usize) -> usize {
        let lines = self.entries.get(id.0 as usize).map(|kept| kept.lines.as_slice());
        lines.unwrap_or_default().partition_point(|&begins| begins <= at) + 1
    }

    /// Line and column of the span's first byte, both counted from one, the column in characters.
    #[must_use]
    pub fn line_column(&self, span: Span) -> (usize, usize) {
        let text = self.text(span.source);
        let mut start = span.start.min(text.len());
        while !text.is_char_boundary(start) {
            start -= 1;
        }
        let line = self.line(span.source, start);
        let begins = text[..start].rfind('\n').map_or(0, |at| at + 1);
        (line, text[begins..start].chars().count() + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_relative_to_the_file_that_says_it() {
        let mut sources = Sources::default();
        let file = sources.add_file(Path::new("deals/world.toml"), "");
        let argument = sources.add("--set drivers.r.history=a/b.csv", "");
        assert_eq!(sources.name(file), "deals/world.toml");
        assert_eq!(sources.folder(file), Path::new("deals"));
        assert_eq!(sources.folder(argument), Path::new(""));
    }
}
