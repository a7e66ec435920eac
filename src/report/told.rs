//! What a study tells in lines and tables, written once and shown on a terminal or on a page.

use super::table::Shown;

/// A part of what is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Sentences, each on a line that ends with a line feed; a line that begins with a space is an item of a list.
    Lines(String),
    /// A table.
    Table(Shown),
}

/// What a study tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// What it found, in sentences: a page opens with them. On a terminal the parts say it.
    pub answer: Vec<String>,
    /// What was asked: lines.
    pub heading: String,
    /// What was found, in numbers.
    pub parts: Vec<Part>,
    /// What has to be known to read them: lines.
    pub foot: String,
}

impl Told {
    /// Adds lines, where there are any.
    pub fn say(&mut self, lines: impl Into<String>) {
        let lines = lines.into();
        if !lines.is_empty() {
            self.parts.push(Part::Lines(lines));
        }
    }

    /// Adds a table.
    pub fn show(&mut self, table: Shown) {
        self.parts.push(Part::Table(table));
    }

    /// The same, answered by these sentences where it has no answer of its own.
    #[must_use]
    pub fn answered_by<'a>(mut self, sentences: impl Iterator<Item = &'a str>) -> Self {
        if self.answer.is_empty() {
            self.answer = sentences.take(MOST_ANSWERS).map(|one| format!("{one}.")).collect();
        }
        self
    }

    /// All of it for a terminal of so many columns; `ascii` does without any other sign of the program's own.
    #[must_use]
    pub fn to_terminal(&self, width: usize, ascii: bool) -> String {
        let shown = |part: &Part| match part {
            Part::Lines(lines) => lines.clone(),
            Part::Table(table) => table.to_terminal(width, ascii),
        };
        let parts = self.parts.iter().map(shown);
        let all = std::iter::once(self.heading.clone()).chain(parts);
        let all: Vec<String> =
            all.chain([self.foot.clone()]).filter(|part| !part.is_empty()).collect();
        let text = all.join("\n");
        if !ascii {
            return text;
        }
        PLAIN.into_iter().fold(text, |text, (sign, plain)| text.replace(sign, plain))
    }
}

/// As many titles of pictures open a page at most.
const MOST_ANSWERS: usize = 6;

/// Signs of the program's own, and what stands for them where there are no others than those of ASCII.
const PLAIN: [(char, &str); 9] = [
    ('\u{202f}', " "),
    ('±', "+-"),
    ('−', "-"),
    ('↑', "up"),
    ('↓', "down"),
    ('●', "[r]"),
    ('◐', "[d]"),
    ('○', "[a]"),
    ('…', "..."),
];

impl From<String> for Told {
    fn from(text: String) -> Self {
        Self { parts: vec![Part::Lines(text)], ..Self::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_stand_apart_and_what_is_empty_leaves_no_gap() {
        let mut told = Told { heading: "one deal\n".to_owned(), ..Told::default() };
        told.say("");
        let mut table = Shown::new(&["side", "mean"]);
        table.push(vec!["Buyer".to_owned(), "1 ± 2".to_owned()]);
        told.show(table);
        told.foot = "± is an error\n".to_owned();
        let text = told.to_terminal(40, true);
        assert_eq!(
            text,
            "one deal\n\nside     mean\n-------------\nBuyer  1 +- 2\n\n+- is an error\n"
        );
    }
}
