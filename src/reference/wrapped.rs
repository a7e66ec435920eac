//! Prose folded into lines.

/// A text in lines of at most `width` characters, each after `indent` blanks. Line breaks in the text stay, and so do
/// lines that begin with a blank.
#[must_use]
pub fn wrapped(text: &str, indent: usize, width: usize) -> String {
    let blank = " ".repeat(indent);
    let room = width.saturating_sub(indent).max(20);
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        if line.starts_with(' ') || line.is_empty() {
            lines.push(line.to_owned());
            continue;
        }
        let mut current = String::new();
        for word in line.split_whitespace() {
            let length = current.chars().count() + 1 + word.chars().count();
            if !current.is_empty() && length > room {
                lines.push(std::mem::take(&mut current));
            }
            if !current.is_empty() {
                current.push(' ');
            }
            current.push_str(word);
        }
        lines.push(current);
    }
    let mut result = String::new();
    for line in lines {
        if !line.is_empty() {
            result.push_str(&blank);
            result.push_str(&line);
        }
        result.push('\n');
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_keep_to_their_width_and_breaks_stay() {
        let text =
            "one two three four five six seven\n\n  kept as it is, however long it may be\nlast";
        let folded = wrapped(text, 2, 24);
        let expected = "  one two three four\n  five six seven\n\n    kept as it is, however long it may be\n  last\n";
        assert_eq!(folded, expected);
    }
}
