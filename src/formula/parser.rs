//! Tokens to a tree by precedence climbing; after an error it reads on, to find them all at once.

use super::ast::{BinaryOperator, Expression, ExpressionKind, UnaryOperator, precedence};
use super::faults::Faults;
use super::lexer::{self, Token, TokenKind};
use super::number::MoneyScale;
use super::slips;
use crate::diagnose::{Diagnostics, Span};
use std::ops::Range;

/// How many levels a tree may have; everything that walks one may therefore recurse.
pub const DEPTH_LIMIT: usize = 100;

/// How many characters a formula may have.
pub const LENGTH_LIMIT: usize = 10_000;

/// A level of the tree costs at most two levels of recursion: one for the operand, one for its
/// parentheses.
const NESTING_LIMIT: usize = 2 * DEPTH_LIMIT + 1;

/// Reads a formula.
///
/// `span` is the place of the text without its quotes: offset i of the text is `span.start + i`
/// where both have
/// the same length; otherwise the text has escapes, and findings point at the whole span. `scale`
/// gives numbers
/// such as `38bn` their value. `None` where something was wrong, and then `diagnostics` says what.
#[must_use]
pub fn parse(
    text: &str,
    span: Span,
    scale: MoneyScale,
    diagnostics: &mut Diagnostics,
) -> Option<Expression> {
    let mut faults = Faults::new(text, span, diagnostics);
    let length = text.chars().count();
    if length > LENGTH_LIMIT {
        faults.report(
            "formula-too-long",
            &(0..text.len()),
            format!("this formula has {length} characters, more than {LENGTH_LIMIT}"),
            "give parts of it names under `[drivers]` and use these",
        );
        return None;
    }
    let text = slips::whole(text, &mut faults)?;
    let tokens = lexer::tokens(&text, scale, &mut faults);
    let mut parser = Parser { tokens, position: 0, nesting: 0, faults };
    if parser.peek() == TokenKind::End {
        parser.faults.syntax(
            &(0..text.len()),
            "this formula is empty",
            "write a value, such as `0`",
        );
        return None;
    }
    let parsed = parser.expression(precedence::OR);
    parser.finish(Level::Formula);
    (!parser.faults.any()).then_some(parsed.expression)
}

/// A part of the formula that has been read.
pub(super) struct Parsed {
    pub(super) expression: Expression,
    /// What it covers, with parentheses around it.
    pub(super) range: Range<usize>,
    pub(super) height: usize,
    /// False where it stands for something that could not be read.
    pub(super) sound: bool,
}

/// Where an expression stands, which decides what may follow it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level {
    Formula,
    Group,
    Argument,
}

pub(super) struct Parser<'a> {
    tokens: Vec<Token>,
    position: usize,
    nesting: usize,
    pub(super) faults: Faults<'a>,
}

impl Parser<'_> {
    pub(super) fn peek(&self) -> TokenKind {
        self.tokens.get(self.position).map_or(TokenKind::End, |token| token.kind)
    }

    pub(super) fn peek_after(&self) -> TokenKind {
        self.tokens.get(self.position + 1).map_or(TokenKind::End, |token| token.kind)
    }

    pub(super) fn range(&self) -> Range<usize> {
        self.tokens.get(self.position).map_or(0..0, |token| token.range.clone())
    }

    fn token_before(&self) -> Option<&Token> {
        self.position.checked_sub(1).and_then(|index| self.tokens.get(index))
    }

    pub(super) fn range_before(&self) -> Range<usize> {
        self.token_before().map_or(0..0, |token| token.range.clone())
    }

    pub(super) fn kind_before(&self) -> Option<TokenKind> {
        self.token_before().map(|token| token.kind)
    }

    /// Takes the current token; `End` stays.
    pub(super) fn advance(&mut self) -> Range<usize> {
        let range = self.range();
        self.position = (self.position + 1).min(self.tokens.len().saturating_sub(1));
        range
    }

    pub(super) fn starts_operand(&self) -> bool {
        use TokenKind::{Date, Name, Not, Number, Open};
        matches!(self.peek(), Number(_) | Date(_) | Name | Not | Open)
    }

    fn too_deep(&mut self, range: &Range<usize>) {
        self.faults.report(
            "formula-too-deep",
            range,
            format!("this formula is nested more than {DEPTH_LIMIT} levels deep"),
            "give parts of it names under `[drivers]` and use these",
        );
        self.faults.stop();
        self.position = self.tokens.len().saturating_sub(1);
    }

    pub(super) fn build(
        &mut self,
        kind: ExpressionKind,
        range: Range<usize>,
        height: usize,
        sound: bool,
    ) -> Parsed {
        if height > DEPTH_LIMIT {
            self.too_deep(&range);
        }
        // A tree that is too high is dropped at once, so that dropping it cannot recurse too far.
        let kind = if height > DEPTH_LIMIT { ExpressionKind::Number(0.0) } else { kind };
        let height = if height > DEPTH_LIMIT { 1 } else { height };
        Parsed {
            expression: Expression { span: self.faults.place(&range), kind },
            range,
            height,
            sound,
        }
    }

    /// Stands for something that could not be read.
    pub(super) fn placeholder(&mut self) -> Parsed {
        let range = self.range();
        self.build(ExpressionKind::Number(0.0), range.start..range.start, 1, false)
    }

    /// Reads operands joined by operators that bind at least as tightly as `least`.
    pub(super) fn expression(&mut self, least: u8) -> Parsed {
        if self.nesting >= NESTING_LIMIT {
            let range = self.range();
            self.too_deep(&range);
            return self.placeholder();
        }
        self.nesting += 1;
        let mut left = self.operand(least);
        let mut compared: Option<(Range<usize>, Range<usize>)> = None;
        loop {
            match self.peek() {
                TokenKind::Operator(operator) if operator.precedence() >= least => {
                    let sign = self.advance();
                    let right = self.expression(operator.operand_precedences().1);
                    if operator.is_comparison() {
                        if let Some((first, middle)) = &compared {
                            self.chained(first, middle, &sign, &right.range);
                        }
                        let first = left.range.start..right.range.end;
                        compared = Some((first, right.range.clone()));
                    } else {
                        compared = None;
                    }
                    left = self.binary(operator, left, right);
                }
                TokenKind::Fault => {
                    self.advance();
                    if self.starts_operand() {
                        let _ = self.expression(precedence::COMPARISON);
                    }
                }
                _ => break,
            }
        }
        self.nesting -= 1;
        left
    }

    fn binary(&mut self, operator: BinaryOperator, left: Parsed, right: Parsed) -> Parsed {
        let range = left.range.start..right.range.end;
        let height = left.height.max(right.height) + 1;
        let sound = left.sound && right.sound;
        let (left, right) = (Box::new(left.expression), Box::new(right.expression));
        self.build(ExpressionKind::Binary { operator, left, right }, range, height, sound)
    }

    fn chained(
        &mut self,
        first: &Range<usize>,
        middle: &Range<usize>,
        sign: &Range<usize>,
        last: &Range<usize>,
    ) {
        let slice = |range| self.faults.slice(range).trim();
        let help = format!(
            "write `{} and {} {} {}`",
            slice(first),
            slice(middle),
            slice(sign),
            slice(last)
        );
        self.faults.syntax(sign, "comparisons cannot be chained", help);
    }

    fn operand(&mut self, least: u8) -> Parsed {
        // A plus before an operand says nothing.
        while matches!(self.peek(), TokenKind::Operator(BinaryOperator::Add) | TokenKind::Fault) {
            self.advance();
        }
        match self.peek() {
            TokenKind::Number(number) => self.leaf(ExpressionKind::Number(number)),
            TokenKind::Date(date) => self.leaf(ExpressionKind::Date(date)),
            TokenKind::Name if self.peek_after() == TokenKind::Open => self.call(),
            TokenKind::Name => {
                let name = self.faults.slice(&self.range()).to_owned();
                self.leaf(ExpressionKind::Name(name))
            }
            TokenKind::Operator(BinaryOperator::Subtract) => {
                let sign = self.advance();
                self.unary(UnaryOperator::Negate, &sign, precedence::POWER)
            }
            TokenKind::Not => {
                let sign = self.advance();
                if least > precedence::NOT {
                    self.faults.syntax(
                        &sign,
                        "`not` is read after what stands before it",
                        "put parentheses around it: `(not x)`",
                    );
                }
                self.unary(UnaryOperator::Not, &sign, precedence::NOT)
            }
            TokenKind::Open => self.group(),
            TokenKind::Operator(_) | TokenKind::Close | TokenKind::Comma | TokenKind::Colon => {
                self.missing_operand()
            }
            TokenKind::Fault | TokenKind::End => self.missing_operand(),
        }
    }

    fn leaf(&mut self, kind: ExpressionKind) -> Parsed {
        let range = self.advance();
        self.build(kind, range, 1, true)
    }

    fn unary(&mut self, operator: UnaryOperator, sign: &Range<usize>, least: u8) -> Parsed {
        let inner = self.expression(least);
        let range = sign.start..inner.range.end;
        let height = inner.height + 1;
        let operand = Box::new(inner.expression);
        self.build(ExpressionKind::Unary { operator, operand }, range, height, inner.sound)
    }

    fn group(&mut self) -> Parsed {
        let open = self.advance();
        let mut inner = self.expression(precedence::OR);
        let end = self.close(&open, Level::Group);
        inner.range = open.start..end;
        inner
    }

    /// Reads to the parenthesis that closes `open`; returns the end of it.
    pub(super) fn close(&mut self, open: &Range<usize>, level: Level) -> usize {
        self.finish(level);
        if self.peek() == TokenKind::Close {
            return self.advance().end;
        }
        self.faults.syntax(open, "this parenthesis is never closed", "add `)` where it ends");
        // The parentheses around it have no chance either.
        self.faults.stop();
        self.range().end
    }
}
