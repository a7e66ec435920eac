//! What the parser says where the text cannot go on as it stands, and how it finds its way back.

use super::ast::{BinaryOperator, precedence};
use super::lexer::TokenKind;
use super::parser::{Level, Parsed, Parser};
use std::ops::Range;

impl Parser<'_> {
    pub(super) fn missing_operand(&mut self) -> Parsed {
        let before = self.range_before();
        let range = self.range();
        let written = self.faults.slice(&range);
        if self.kind_before() == Some(TokenKind::Fault) {
            return self.placeholder();
        }
        match self.peek() {
            TokenKind::End => {
                let last = self.faults.slice(&before);
                self.faults.syntax(
                    &before,
                    format!("a value is missing after `{last}`"),
                    "write the value, or take the operator away",
                );
            }
            TokenKind::Operator(BinaryOperator::And | BinaryOperator::Or)
                if self.peek_after() == TokenKind::Open =>
            {
                self.faults.syntax(
                    &range,
                    format!("a condition is missing before `{written}`"),
                    format!("write `a {written} b`: `{written}` stands between two conditions"),
                );
                // Written like a function, it is read past like one.
                self.advance();
                let open = self.advance();
                let _ = self.arguments(None);
                let _ = self.close(&open, Level::Argument);
            }
            _ => self.faults.syntax(
                &range,
                format!("a value is missing before `{written}`"),
                "write the value, or take away the sign that is too many",
            ),
        }
        self.placeholder()
    }

    /// Reports what cannot stand after an expression at this level, and reads on until something
    /// can.
    pub(super) fn finish(&mut self, level: Level) {
        loop {
            let range = self.range();
            match (self.peek(), level) {
                (TokenKind::End, _) => return,
                (TokenKind::Close, Level::Group | Level::Argument) => return,
                (TokenKind::Comma, Level::Argument) => return,
                (TokenKind::Close, Level::Formula) => {
                    self.faults.syntax(
                        &range,
                        "this parenthesis was never opened",
                        "take it away, or add `(` where the group begins",
                    );
                    self.advance();
                }
                (TokenKind::Comma, _) => {
                    self.stray_comma(&range);
                    self.advance();
                }
                (TokenKind::Colon, _) => {
                    self.faults.syntax(
                        &range,
                        "`:` stands only between the numbers of a table",
                        "write `lookup(x, 0: 1, 10: 2.5)` for a table",
                    );
                    self.advance();
                }
                _ if self.times_in_words(&range) => {}
                _ if self.starts_operand() => self.missing_operator(&range),
                // Operators that `expression` would have taken cannot be left, but a loop must end.
                _ => {
                    self.advance();
                }
            }
            if self.starts_operand() || matches!(self.peek(), TokenKind::Operator(_)) {
                if matches!(self.peek(), TokenKind::Operator(_)) {
                    self.advance();
                }
                let _ = self.expression(precedence::OR);
            }
        }
    }

    fn stray_comma(&mut self, range: &Range<usize>) {
        let before = self.range_before();
        let numbers = matches!(self.peek_after(), TokenKind::Number(_))
            && self.faults.slice(&before).ends_with(|last: char| last.is_ascii_digit());
        if numbers {
            self.faults.syntax(
                range,
                "a comma is not part of a number",
                "write a decimal point, `1.5`, and group digits with `_`, `12_000`",
            );
        } else {
            self.faults.syntax(
                range,
                "a comma stands only between the arguments of a function",
                "take it away, or write the function before the parenthesis",
            );
        }
    }

    fn missing_operator(&mut self, range: &Range<usize>) {
        let before = self.faults.slice(&self.range_before());
        let written = self.faults.slice(range);
        let lower = written.to_lowercase();
        let earlier = before.to_lowercase();
        let help = if ["bn", "tn", "m", "k"].contains(&lower.as_str())
            && before.ends_with(|last: char| last.is_ascii_digit())
        {
            format!("write `{before}{written}` without a space")
        } else if let Some(word) =
            ["and", "or", "not"].into_iter().find(|word| *word == lower || *word == earlier)
        {
            format!("write `{word}` in small letters")
        } else {
            format!("write an operator between them: `{before} * {written}`, say")
        };
        self.faults.syntax(
            range,
            format!("an operator is missing between `{before}` and `{written}`"),
            help,
        );
        if ["and", "or"].contains(&lower.as_str()) {
            self.advance();
        }
    }
}
