//! Lines of a terminal in columns: words to the left, numbers to the right.

/// A header and rows; the first column holds words, every other one numbers or short words.
#[derive(Debug, Default)]
pub(crate) struct Aligned {
    rows: Vec<Vec<String>>,
}

/// Columns are so far apart.
const GAP: usize = 2;
/// The first column is never cut below this width.
const LEAST: usize = 12;

impl Aligned {
    pub(crate) fn new(header: &[&str]) -> Self {
        Self { rows: vec![header.iter().map(ToString::to_string).collect()] }
    }

    pub(crate) fn push(&mut self, row: Vec<String>) {
        self.rows.push(row);
    }

    /// The lines, at most `width` columns wide where the numbers leave room for it; the first
    /// column is cut when it is too long.
    pub(crate) fn lines(&self, width: usize, ascii: bool) -> String {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let widest = |at: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(at));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let mut widths: Vec<usize> = (0..columns).map(widest).collect();
        let others: usize = widths.iter().skip(1).map(|width| width + GAP).sum();
        if let Some(first) = widths.first_mut() {
            *first = (*first).min(width.saturating_sub(others).max(LEAST));
        }
        let total = widths.iter().sum::<usize>() + GAP * columns.saturating_sub(1);
        let mut text = String::new();
        for (place, row) in self.rows.iter().enumerate() {
            let mut line = String::new();
            for (at, (cell, width)) in row.iter().zip(&widths).enumerate() {
                if at == 0 {
                    line.push_str(&format!("{:<width$}", cut(cell, *width, ascii)));
                } else {
                    line.push_str(&" ".repeat(GAP));
                    line.push_str(&format!("{cell:>width$}"));
                }
            }
            text.push_str(line.trim_end());
            text.push('\n');
            if place == 0 {
                text.push_str(&if ascii { "-" } else { "─" }.repeat(total));
                text.push('\n');
            }
        }
        text
    }
}

fn cut(text: &str, width: usize, ascii: bool) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    let mark = if ascii { "." } else { "…" };
    let kept: String = text.chars().take(width.saturating_sub(1)).collect();
    kept + mark
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_at_the_right_and_long_names_are_cut() {
        let mut table = Aligned::new(&["side", "P5"]);
        table.push(vec!["a name of twenty two".to_owned(), "-3".to_owned()]);
        table.push(vec!["short".to_owned(), "1,000".to_owned()]);
        let expected = "side             P5\n\
                        -------------------\n\
                        a name of t.     -3\n\
                        short         1,000\n";
        assert_eq!(table.lines(10, true), expected);
    }
}
