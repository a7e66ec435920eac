//! Lines of a terminal in columns: words to the left, numbers to the right, no line wider than the terminal.

/// A header and rows; the first column says what a row is about.
#[derive(Debug)]
pub(super) struct Aligned<'a> {
    header: &'a [String],
    rows: &'a [Vec<String>],
    /// Which columns hold numbers.
    numbers: &'a [bool],
}

/// Columns are so far apart.
const GAP: usize = 2;
/// The first column is never cut below this width.
const LEAST: usize = 12;
/// Up to this width the first column is not cut where columns can go below instead.
const NAMES: usize = 30;
/// A head is broken over lines beyond this width.
const HEAD: usize = 12;

impl<'a> Aligned<'a> {
    pub(super) fn new(header: &'a [String], rows: &'a [Vec<String>], numbers: &'a [bool]) -> Self {
        Self { header, rows, numbers }
    }

    /// The lines, at most `width` columns wide where the numbers leave room for it. Columns that do not fit beside the
    /// others follow below, beside the first column again; the first column is cut when it is too long.
    pub(super) fn lines(&self, width: usize, ascii: bool) -> String {
        let columns = self.header.len();
        if columns == 0 {
            return String::new();
        }
        let heads: Vec<Vec<String>> = (0..columns).map(|at| self.head(at)).collect();
        let widths: Vec<usize> = (0..columns).map(|at| self.width(at, &heads)).collect();
        let first = widths.first().copied().unwrap_or(0);
        // Names keep what they need up to a length before any column has to go below.
        let names = first.min(NAMES.min(width / 2).max(LEAST));
        let mut blocks: Vec<Vec<usize>> = vec![Vec::new()];
        let mut used = names;
        for (at, own) in widths.iter().enumerate().skip(1) {
            if used + GAP + own > width && blocks.last().is_some_and(|block| !block.is_empty()) {
                blocks.push(Vec::new());
                used = names;
            }
            used += GAP + own;
            if let Some(block) = blocks.last_mut() {
                block.push(at);
            }
        }
        let widest = |block: &Vec<usize>| block.iter().map(|at| widths[*at] + GAP).sum::<usize>();
        let others = blocks.iter().map(widest).max().unwrap_or(0);
        let first = first.min(width.saturating_sub(others).max(LEAST));
        let layout = Layout { widths: &widths, heads: &heads, first, ascii };
        let texts: Vec<String> = blocks.iter().map(|block| self.block(block, &layout)).collect();
        texts.join("\n")
    }

    /// The lines of a head, at the foot of which all heads end.
    fn head(&self, at: usize) -> Vec<String> {
        let text = self.header.get(at).map_or("", String::as_str);
        let cells = self.rows.iter().filter_map(|row| row.get(at));
        let widest = cells.map(|cell| cell.chars().count()).max().unwrap_or(0);
        if at == 0 { vec![text.to_owned()] } else { wrapped(text, widest.max(HEAD)) }
    }

    fn width(&self, at: usize, heads: &[Vec<String>]) -> usize {
        let cells = self.rows.iter().filter_map(|row| row.get(at));
        let all = cells.chain(heads.get(at).into_iter().flatten());
        all.map(|text| text.chars().count()).max().unwrap_or(0)
    }

    /// The first column and some others.
    fn block(&self, others: &[usize], layout: &Layout<'_>) -> String {
        let columns: Vec<usize> = std::iter::once(0).chain(others.iter().copied()).collect();
        let height = columns.iter().map(|at| layout.heads[*at].len()).max().unwrap_or(1);
        let mut text = String::new();
        for line in 0..height {
            let cell = |at: &usize| {
                let head = &layout.heads[*at];
                (line + head.len()).checked_sub(height).and_then(|line| head.get(line))
            };
            let cells: Vec<&str> =
                columns.iter().map(|at| cell(at).map_or("", String::as_str)).collect();
            text.push_str(&self.line(&columns, &cells, layout));
        }
        let total: usize = others.iter().map(|at| layout.widths[*at] + GAP).sum();
        text.push_str(&if layout.ascii { "-" } else { "─" }.repeat(layout.first + total));
        text.push('\n');
        let said = |row: &&Vec<String>, columns: &[usize]| {
            columns.iter().any(|at| row.get(*at).is_some_and(|cell| !cell.is_empty()))
        };
        let all: Vec<usize> = (1..self.header.len()).collect();
        // A row that says something in other blocks only is left out of this one.
        let here = |row: &&Vec<String>| said(row, others) || !said(row, &all);
        for row in self.rows.iter().filter(here) {
            let cells: Vec<&str> =
                columns.iter().map(|at| row.get(*at).map_or("", String::as_str)).collect();
            text.push_str(&self.line(&columns, &cells, layout));
        }
        text
    }

    fn line(&self, columns: &[usize], cells: &[&str], layout: &Layout<'_>) -> String {
        let mut line = String::new();
        for (at, cell) in columns.iter().zip(cells) {
            let width = if *at == 0 { layout.first } else { layout.widths[*at] };
            if *at > 0 {
                line.push_str(&" ".repeat(GAP));
            }
            let cell = cut(cell, width, layout.ascii);
            if *at > 0 && self.numbers.get(*at).copied().unwrap_or(true) {
                line.push_str(&format!("{cell:>width$}"));
            } else {
                line.push_str(&format!("{cell:<width$}"));
            }
        }
        line.trim_end().to_owned() + "\n"
    }
}

/// What all blocks of a table share.
struct Layout<'a> {
    widths: &'a [usize],
    heads: &'a [Vec<String>],
    /// The width of the first column.
    first: usize,
    ascii: bool,
}

/// A text broken at spaces into lines of at most so many letters where its words allow it.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    for word in text.split_whitespace() {
        let Some(line) = lines.last_mut() else { break };
        if line.is_empty() {
            line.push_str(word);
        } else if line.chars().count() + 1 + word.chars().count() <= width {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
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

    fn lines(header: &[&str], rows: &[&[&str]], width: usize) -> String {
        let words = |cells: &[&str]| cells.iter().map(ToString::to_string).collect();
        let header: Vec<String> = words(header);
        let rows: Vec<Vec<String>> = rows.iter().map(|row| words(row)).collect();
        Aligned::new(&header, &rows, &vec![true; header.len()]).lines(width, true)
    }

    #[test]
    fn numbers_stand_at_the_right_and_long_names_are_cut() {
        let text =
            lines(&["side", "P5"], &[&["a name of twenty two", "-3"], &["short", "1,000"]], 10);
        let expected = "side             P5\n\
                        -------------------\n\
                        a name of t.     -3\n\
                        short         1,000\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn columns_that_do_not_fit_go_below_and_long_heads_are_broken() {
        let header = ["clause", "Microsoft", "OpenAI's staff and holders", "SoftBank"];
        let rows: [&[&str]; 2] = [&["Share", "33.1", "-12.0", ""], &["Stake", "1.0", "2.0", "3.0"]];
        let text = lines(&header, &rows, 32);
        assert!(text.lines().all(|line| line.len() <= 32), "{text}");
        // SoftBank has nothing of the share: the row is not repeated below.
        assert_eq!(
            (text.matches("Share").count(), text.matches("Stake").count()),
            (1, 2),
            "{text}"
        );
        assert!(text.contains("  OpenAI's\n") && text.contains("  holders\n"), "{text}");
        assert_eq!(lines(&header, &rows, 100).matches("Share").count(), 1);
    }
}
