//! The calls of functions: reading their arguments, and saying which do not fit.

use super::ast::{BinaryOperator, ExpressionKind, Knot, precedence};
use super::functions::{self, Argument, ArgumentKind, Function};
use super::lexer::TokenKind;
use super::parser::{Level, Parsed, Parser};
use super::slips;
use std::ops::Range;

impl Parser<'_> {
    /// Reads `name(arguments)`.
    pub(super) fn call(&mut self) -> Parsed {
        let name_range = self.advance();
        let name = self.faults.slice(&name_range);
        let function = functions::find(name);
        let open = self.advance();
        if function.is_none() {
            let inner = self.faults.after(open.end).split(')').next().unwrap_or("");
            let help = slips::distribution(name, inner);
            let help = help.unwrap_or_else(|| functions::suggestion(name));
            let message = format!("there is no function `{name}`");
            self.faults.report("formula-unknown-function", &name_range, message, help);
        }
        let arguments = self.arguments(function);
        let end = self.close(&open, Level::Argument);
        let range = name_range.start..end;
        let height = 1 + arguments.iter().map(|argument| argument.height).max().unwrap_or(0);
        let Some(function) = function else {
            return self.build(ExpressionKind::Number(0.0), range, 1, false);
        };
        self.check(function, &arguments, &range);
        let arguments = arguments.into_iter().map(|argument| argument.expression).collect();
        self.build(ExpressionKind::Call { function, arguments }, range, height, true)
    }

    pub(super) fn arguments(&mut self, function: Option<&'static Function>) -> Vec<Parsed> {
        let mut arguments = Vec::new();
        if self.peek() == TokenKind::Close {
            return arguments;
        }
        loop {
            let wanted = function.and_then(|function| function.arguments.get(arguments.len()));
            if wanted.is_some_and(|wanted| wanted.kind == ArgumentKind::Table) {
                arguments.push(self.knots());
            } else {
                arguments.push(self.expression(precedence::OR));
            }
            self.finish(Level::Argument);
            if self.peek() != TokenKind::Comma {
                return arguments;
            }
            self.advance();
        }
    }

    /// Whether the number and the kinds of the arguments are what the function takes.
    fn check(&mut self, function: &'static Function, given: &[Parsed], range: &Range<usize>) {
        let wanted = function.arguments;
        let fits = given.len() == wanted.len() || (function.variadic && given.len() > wanted.len());
        if !fits {
            let names: Vec<_> = wanted.iter().map(|argument| argument.name).collect();
            let more = if function.variadic { " or more" } else { "" };
            let plural = if wanted.len() == 1 && !function.variadic { "" } else { "s" };
            let message = format!(
                "`{}` takes {}{more} argument{plural} ({}), not {}",
                function.name,
                wanted.len(),
                names.join(", "),
                given.len()
            );
            let help = if self.has_decimal_comma(range) && given.len() > wanted.len() {
                "a decimal has a point, not a comma: `1.5`".to_owned()
            } else {
                format!("write it as in `{}`", function.example)
            };
            self.faults.report("formula-arguments", range, message, help);
            return;
        }
        for (argument, given) in wanted.iter().zip(given) {
            self.check_name(function, argument, given);
        }
    }

    fn check_name(&mut self, function: &'static Function, wanted: &Argument, given: &Parsed) {
        let named = matches!(given.expression.kind, ExpressionKind::Name(_));
        let plain = matches!(wanted.kind, ArgumentKind::Value | ArgumentKind::Table);
        if named || plain || !given.sound {
            return;
        }
        let message =
            format!("`{}` takes {} here, not a value", function.name, wanted.kind.description());
        let help = if wanted.kind == ArgumentKind::Driver {
            "give the value a name under `[drivers]` and use that".to_owned()
        } else {
            format!("write the name alone, as in `{}`", function.example)
        };
        self.faults.report("formula-arguments", &given.range, message, help);
    }

    /// Whether two digits stand on both sides of a comma, as in `1,5`.
    fn has_decimal_comma(&self, range: &Range<usize>) -> bool {
        let text = self.faults.slice(range).as_bytes();
        text.windows(3)
            .any(|three| three[1] == b',' && three[0].is_ascii_digit() && three[2].is_ascii_digit())
    }

    /// Reads `0: 20%, 50: 15%` to the end of the arguments.
    fn knots(&mut self) -> Parsed {
        let start = self.range().start;
        let mut end = start;
        let mut knots: Vec<Knot> = Vec::new();
        let mut sound = true;
        loop {
            let from = self.range().start;
            let at = self.constant();
            let value = if self.peek() == TokenKind::Colon {
                self.advance();
                self.constant()
            } else {
                None
            };
            end = end.max(self.range().start);
            let range = from..end;
            if let (Some(at), Some(value)) = (at, value) {
                self.check_ascending(&knots, at, &range);
                knots.push(Knot { at, value });
            } else {
                sound = false;
                self.faults.report(
                    "formula-arguments",
                    &range,
                    "a table is made of pairs of constants",
                    "write each pair as `argument: value`: `lookup(revenue, 0: 20%, 50: 15%)`",
                );
                self.skip_knot();
            }
            // The comma that ends the last pair is `finish`'s to judge, all others are taken here.
            if self.peek() != TokenKind::Comma {
                break;
            }
            self.advance();
        }
        let range = start..end.max(start);
        if sound && knots.len() < 2 {
            self.faults.report(
                "formula-arguments",
                &range,
                "a table has at least two pairs",
                "write the constant itself, or add a pair: `0: 20%, 50: 15%`",
            );
        }
        self.build(ExpressionKind::Knots(knots), range, 1, sound)
    }

    fn check_ascending(&mut self, before: &[Knot], at: f64, range: &Range<usize>) {
        if before.last().is_some_and(|last| last.at >= at) {
            self.faults.report(
                "formula-arguments",
                range,
                "the arguments of a table ascend",
                "put the pairs in order, and each argument once",
            );
        }
    }

    /// A number with an optional minus.
    fn constant(&mut self) -> Option<f64> {
        let minus = self.peek() == TokenKind::Operator(BinaryOperator::Subtract);
        let number = if minus { self.peek_after() } else { self.peek() };
        let TokenKind::Number(number) = number else { return None };
        if minus {
            self.advance();
        }
        self.advance();
        Some(if minus { -number } else { number })
    }

    /// Reads past a pair that is no pair of constants.
    fn skip_knot(&mut self) {
        for _ in 0..2 {
            if !matches!(self.peek(), TokenKind::Comma | TokenKind::Close | TokenKind::End) {
                if self.peek() != TokenKind::Colon {
                    let _ = self.expression(precedence::OR);
                }
                if self.peek() == TokenKind::Colon {
                    self.advance();
                }
            }
        }
    }
}
