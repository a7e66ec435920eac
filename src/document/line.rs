//! One line of a scenario, looked at letter by letter where TOML gives up: its keys, its values, its remark.

use std::ops::Range;

/// A value of a line, and the key before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Slot {
    /// The key as it was written.
    pub(super) key: String,
    /// Where the value stands, without blanks around it.
    pub(super) value: Range<usize>,
    /// How many brackets are open around it.
    pub(super) depth: usize,
}

/// A line and what can be told of it.
#[derive(Clone, Debug)]
pub(super) struct Line<'text> {
    pub(super) text: &'text str,
    /// Where it stands, without blanks around it and without its line break.
    pub(super) range: Range<usize>,
    pub(super) slots: Vec<Slot>,
    /// Texts in straight quotes.
    quoted: Vec<Range<usize>>,
    /// The quote that is never closed.
    pub(super) open_quote: Option<usize>,
    /// Where its remark begins.
    pub(super) remark: Option<usize>,
    /// Brackets opened less those closed.
    pub(super) balance: i32,
}

impl<'text> Line<'text> {
    /// The line in which a byte lies; the last one with words where the byte lies after it.
    pub(super) fn at(text: &'text str, at: usize) -> Self {
        let mut at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        if text[at..].trim().is_empty() {
            at = at.min(text.trim_end().len());
        }
        let start = text[..at].rfind('\n').map_or(0, |before| before + 1);
        let end = text[at..].find('\n').map_or(text.len(), |after| at + after);
        Self::of(text, start..end)
    }

    fn of(text: &'text str, range: Range<usize>) -> Self {
        let range = trimmed(text, range);
        let mut line = Self {
            text,
            range: range.clone(),
            slots: Vec::new(),
            quoted: Vec::new(),
            open_quote: None,
            remark: None,
            balance: 0,
        };
        line.scan();
        line
    }

    fn scan(&mut self) {
        let text = self.text;
        let (mut depth, mut key_from, mut escaped) = (0_usize, self.range.start, false);
        let mut open: Vec<Slot> = Vec::new();
        let mut end = self.range.end;
        let letters = text[self.range.clone()].char_indices();
        for (at, letter) in letters.map(|(at, letter)| (at + self.range.start, letter)) {
            if let Some(from) = self.open_quote {
                let quote = text[from..].chars().next().unwrap_or('"');
                if letter == quote && !escaped {
                    self.quoted.push(from..at + 1);
                    self.open_quote = None;
                }
                escaped = letter == '\\' && quote == '"' && !escaped;
                continue;
            }
            match letter {
                '"' | '\'' => (self.open_quote, escaped) = (Some(at), false),
                '#' => {
                    self.remark = Some(at);
                    end = at;
                    break;
                }
                '=' if open.last().is_none_or(|slot| slot.depth < depth) => {
                    let key = text[key_from.min(at)..at].trim().to_owned();
                    open.push(Slot { key, value: at + 1..at + 1, depth });
                }
                '[' | '{' => {
                    depth += 1;
                    key_from = at + 1;
                }
                ',' | ']' | '}' => {
                    while open.last().is_some_and(|slot| slot.depth >= depth.max(1)) {
                        let slot = open.pop().into_iter();
                        self.slots.extend(slot.map(|slot| closed(text, slot, at)));
                    }
                    key_from = at + 1;
                    depth -= usize::from(letter != ',' && depth > 0);
                }
                _ => {}
            }
            self.balance += i32::from("[{".contains(letter)) - i32::from("]}".contains(letter));
        }
        self.slots.extend(open.into_iter().map(|slot| closed(text, slot, end)));
        self.slots.sort_by_key(|slot| slot.value.start);
    }

    /// The first place of a sign outside of straight quotes and of the remark.
    pub(super) fn find(&self, sign: &str) -> Option<usize> {
        let end = self.remark.unwrap_or(self.range.end);
        let mut from = self.range.start;
        while let Some(at) = self.text.get(from..end)?.find(sign).map(|at| at + from) {
            match self.quoted.iter().find(|quoted| quoted.contains(&at)) {
                Some(quoted) => from = quoted.end,
                None => return Some(at),
            }
        }
        None
    }

    /// What it says, without remark.
    pub(super) fn words(&self) -> &'text str {
        let end = self.remark.unwrap_or(self.range.end);
        self.text.get(self.range.start..end).unwrap_or("").trim_end()
    }

    /// A header, `[terms.fee]`, without its brackets and blanks.
    pub(super) fn header(&self) -> Option<String> {
        let inner = self.words().strip_prefix('[')?.strip_suffix(']')?;
        (!inner.contains(['[', '=', '{'])).then(|| inner.split_whitespace().collect())
    }
}

fn closed(text: &str, slot: Slot, end: usize) -> Slot {
    let value = trimmed(text, slot.value.start..end.max(slot.value.start));
    Slot { value, ..slot }
}

/// A range without the blanks at its ends.
fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let inner = text.get(range.clone()).unwrap_or("");
    let start = range.start + (inner.len() - inner.trim_start().len());
    start..start + inner.trim().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_a_line_are_found_at_every_depth() {
        let text = "x = 1\nt = { kind = \"a, b\", on = 2027-06-31, l = [1, 2] } # = no\n";
        let line = Line::at(text, 20);
        let found: Vec<(&str, &str, usize)> = line
            .slots
            .iter()
            .map(|slot| (slot.key.as_str(), &text[slot.value.clone()], slot.depth))
            .collect();
        let whole = "{ kind = \"a, b\", on = 2027-06-31, l = [1, 2] }";
        assert_eq!(
            found,
            [("t", whole, 0), ("kind", "\"a, b\"", 1), ("on", "2027-06-31", 1), ("l", "[1, 2]", 1)]
        );
        assert_eq!((line.balance, line.open_quote, line.find("no")), (0, None, None));
        assert_eq!(Line::at("[ terms.fee ] # x\n", 3).header(), Some("terms.fee".to_owned()));
        assert_eq!(Line::at("a = \"b\n", 6).open_quote, Some(4));
        assert_eq!(Line::at("a = \"//\" // b", 0).find("//"), Some(9));
    }
}
