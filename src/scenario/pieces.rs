//! Periods cut at the dates and events that a number reads, and what a number is on the whole of a period.

use super::formulas::{At, Context};
use super::lowering::Lowering;
use crate::diagnose::Span;
use crate::document::{Value, ValueKind};
use crate::formula::{BinaryOperator, Expression, ExpressionKind, FunctionKind};
use crate::kind::{Cuts, Piece, Reading, When};
use crate::plan::NodeId;

/// The bounds of a piece before events cut it: by period, in years since the start.
#[derive(Clone, Debug)]
pub(super) struct Slot {
    pub(super) from: Vec<f64>,
    pub(super) until: Vec<f64>,
    /// The middle of the piece, also where events cut it.
    pub(super) middle: NodeId,
    /// Whether events cut it.
    pub(super) lanes: bool,
    /// What has happened before it begins, is at or before this time.
    pub(super) begins: NodeId,
    /// The moment that cuts, where it is the only one, and whether it lies before.
    pub(super) sole: Option<(NodeId, bool)>,
}

impl Lowering<'_, '_> {
    /// The mean over the period of a number, or the root of the mean of its square.
    pub(super) fn mean_of(
        &mut self,
        value: &Value,
        site: &str,
        reading: Reading,
        squared: bool,
    ) -> NodeId {
        let cuts = self.cuts_of(value);
        self.mean_over(&cuts, squared, |lowering, when| {
            lowering.lower_number_at(value, site, At { reading, when }, None)
        })
    }

    /// The same of a driver that adds up over the period.
    pub(super) fn mean_of_driver(&mut self, name: &str, node: NodeId) -> NodeId {
        let Some(item) = self.names.drivers.get(name) else { return node };
        // Of steps by date, what is read for the period is the mean of it.
        if item.table().get("schedule").is_some() {
            return node;
        }
        let tree = Expression { span: item.span, kind: ExpressionKind::Name(name.to_owned()) };
        let mut cuts = Cuts::default();
        self.cuts_of_tree(&tree, &mut cuts);
        if cuts.is_empty() {
            return node;
        }
        self.mean_over(&cuts, false, |lowering, when| {
            lowering.expression(&tree, Context::at(At { reading: Reading::Close, when }))
        })
    }

    fn mean_over(
        &mut self,
        cuts: &Cuts,
        squared: bool,
        mut value: impl FnMut(&mut Self, When) -> NodeId,
    ) -> NodeId {
        if cuts.is_empty() {
            return value(self, When::Period);
        }
        let mut sum: Option<NodeId> = None;
        for piece in self.pieces_of(cuts) {
            let mut node = value(self, piece.when);
            let builder = &mut self.builder;
            if squared {
                node = builder.multiply(node, node);
            }
            let weight = builder.overlap(piece.from, piece.until);
            let part = builder.multiply(node, weight);
            let part = piece.where_it_exists(part, builder);
            sum = Some(match sum {
                Some(sum) => builder.add(sum, part),
                None => part,
            });
        }
        let mean = sum.unwrap_or_else(|| self.builder.constant(0.0));
        if squared { self.builder.square_root(mean) } else { mean }
    }

    /// What cuts the periods in which a number is read.
    pub(super) fn cuts_of(&mut self, value: &Value) -> Cuts {
        let mut cuts = Cuts::default();
        self.cuts_of_value(value, &mut cuts);
        cuts
    }

    /// A formula on the whole of a period.
    pub(super) fn mean_of_formula(&mut self, text: &str, span: Span, reading: Reading) -> NodeId {
        let kind = ValueKind::Text(text.to_owned());
        let cuts = self.cuts_of(&Value { kind, span });
        let cuts = if reading == Reading::Open { cuts } else { Cuts::default() };
        self.mean_over(&cuts, false, |lowering, when| {
            lowering.lower_formula(text, span, At { reading, when })
        })
    }

    fn cuts_of_value(&mut self, value: &Value, cuts: &mut Cuts) {
        match &value.kind {
            ValueKind::Text(text) => {
                if let Some(tree) = self.tree_of(text, value) {
                    self.cuts_of_tree(&tree, cuts);
                }
            }
            ValueKind::Table(table) => {
                if let Some(entry) = table.get("schedule") {
                    self.cuts_of_schedule(&entry.value, cuts);
                } else if let Some(entry) = table.get("value") {
                    self.cuts_of_value(&entry.value, cuts);
                }
            }
            _ => {}
        }
    }

    fn cuts_of_schedule(&mut self, value: &Value, cuts: &mut Cuts) {
        for (time, point) in self.points_of(value) {
            self.cut_at(time, cuts);
            self.cuts_of_value(&point, cuts);
        }
    }

    fn cut_at(&mut self, time: f64, cuts: &mut Cuts) {
        let grid = self.grid;
        let inside = grid.period_of(time).is_some_and(|period| grid.time(period) != time);
        if inside && time > 0.0 {
            cuts.dates.push(time);
        }
    }

    /// What cuts the periods in which a formula is read.
    pub(super) fn cuts_of_tree(&mut self, tree: &Expression, cuts: &mut Cuts) {
        match &tree.kind {
            ExpressionKind::Number(_) | ExpressionKind::Knots(_) => {}
            ExpressionKind::Date(date) => self.cut_at(self.grid.years_to(*date), cuts),
            ExpressionKind::Name(name) => self.cuts_of_name(name, cuts),
            ExpressionKind::Unary { operand, .. } => self.cuts_of_tree(operand, cuts),
            ExpressionKind::Binary { operator, left, right } => {
                let compares = matches!(
                    operator,
                    BinaryOperator::Less
                        | BinaryOperator::LessOrEqual
                        | BinaryOperator::Greater
                        | BinaryOperator::GreaterOrEqual
                );
                if compares {
                    self.cut_by_clock(left, right, cuts);
                    self.cut_by_clock(right, left, cuts);
                }
                self.cuts_of_tree(left, cuts);
                self.cuts_of_tree(right, cuts);
            }
            ExpressionKind::Call { function, arguments } => match function.kind {
                FunctionKind::Fired | FunctionKind::Since => {
                    if let Some(time) = self.time_of_event(arguments) {
                        self.cut_at_moment(time, cuts);
                    }
                }
                FunctionKind::Count => {
                    let Some(ExpressionKind::Name(name)) = arguments.first().map(|it| &it.kind)
                    else {
                        return;
                    };
                    for occurrence in self.occurrences_of(name) {
                        if let Some(time) = self.cutting_time(&occurrence, tree.span) {
                            self.cut_at_moment(time, cuts);
                        }
                    }
                }
                FunctionKind::Prev
                | FunctionKind::Total
                | FunctionKind::Received
                | FunctionKind::Cash
                | FunctionKind::Stake => {}
                _ => arguments.iter().for_each(|argument| self.cuts_of_tree(argument, cuts)),
            },
        }
    }

    fn cuts_of_name(&mut self, name: &str, cuts: &mut Cuts) {
        if name == "year" {
            let (first, last) = (self.grid.start().year(), self.grid.end().year());
            for year in first..=last {
                if let Ok(day) = jiff::civil::Date::new(year, 1, 1) {
                    self.cut_at(self.grid.years_to(day), cuts);
                }
            }
            return;
        }
        // Formulas that go in a circle are told where they are lowered.
        if !self.sight_of_driver(name).moves || self.inside.iter().any(|outer| outer == name) {
            return;
        }
        let Some(item) = self.names.drivers.get(name).copied() else { return };
        self.inside.push(name.to_owned());
        if let Some(entry) = item.table().get("schedule") {
            self.cuts_of_schedule(&entry.value, cuts);
        } else if let Some(entry) = item.table().get("formula") {
            self.cuts_of_value(&entry.value, cuts);
        }
        self.inside.pop();
    }

    /// A comparison of `t`, or of the time since an event, with a number turns round at a moment.
    fn cut_by_clock(&mut self, clock: &Expression, other: &Expression, cuts: &mut Cuts) {
        let ExpressionKind::Number(number) = other.kind else { return };
        match &clock.kind {
            ExpressionKind::Name(name) if name == "t" => self.cut_at(number, cuts),
            ExpressionKind::Call { function, arguments }
                if function.kind == FunctionKind::Since =>
            {
                if let Some(time) = self.time_of_event(arguments) {
                    let later = self.builder.constant(number);
                    let moment = self.builder.add(time, later);
                    self.cut_at_moment(moment, cuts);
                }
            }
            _ => {}
        }
    }

    /// What is known to be a date cuts as one.
    fn cut_at_moment(&mut self, moment: NodeId, cuts: &mut Cuts) {
        match self.builder.evaluate_constant(moment) {
            Some(time) => self.cut_at(time, cuts),
            None => cuts.cut_at(moment),
        }
    }

    /// The time of the event in `fired(…)` where it may cut its own period.
    fn time_of_event(&mut self, arguments: &[Expression]) -> Option<NodeId> {
        let argument = arguments.first()?;
        let ExpressionKind::Name(name) = &argument.kind else { return None };
        self.cutting_time(name, argument.span)
    }

    fn cutting_time(&mut self, name: &str, span: Span) -> Option<NodeId> {
        let event = name.split('.').next().unwrap_or(name);
        let known = self.names.events.contains_key(event);
        if !known || !self.comes_first(name) {
            return None;
        }
        // What a date starts is in from the beginning of its day.
        if let Some(day) = self.day_of_event(name) {
            let inside = 0.0 < day && day < self.grid.horizon();
            return inside.then(|| self.builder.constant(day));
        }
        self.event_node(name, span)
    }

    /// The pieces of every period, in the order of time.
    pub(super) fn pieces_of(&mut self, cuts: &Cuts) -> Vec<Piece> {
        let mut dates = cuts.dates.clone();
        dates.sort_by(f64::total_cmp);
        dates.dedup();
        let key = Cuts { dates, moments: cuts.moments.clone() };
        if let Some((_, pieces)) = self.cut.iter().find(|(known, _)| *known == key) {
            return pieces.clone();
        }
        let pieces = self.cut_up(&key);
        self.cut.push((key, pieces.clone()));
        pieces
    }

    fn cut_up(&mut self, cuts: &Cuts) -> Vec<Piece> {
        let slots = self.slots(&cuts.dates);
        let moments = self.rising(&cuts.moments);
        let total = moments.len();
        let mut pieces = Vec::new();
        for (number, (from, until)) in slots.iter().enumerate() {
            let exists = (number > 0).then(|| {
                let flags = from.iter().zip(until).map(|(from, until)| f64::from(from < until));
                let flags = flags.collect();
                self.builder.series(flags)
            });
            for passed in 0..=total {
                let builder = &mut self.builder;
                let (mut begins, mut ends) = if slots.len() == 1 {
                    (builder.constant(f64::NEG_INFINITY), builder.constant(f64::INFINITY))
                } else {
                    (builder.series(from.clone()), builder.series(until.clone()))
                };
                let mut open = if slots.len() == 1 { builder.open_time() } else { begins };
                if let Some(index) = passed.checked_sub(1) {
                    begins = builder.maximum(begins, moments[index]);
                    open = builder.maximum(open, moments[index]);
                }
                if let Some(&next) = moments.get(passed) {
                    ends = builder.minimum(ends, next);
                }
                let middle = self.middle(begins, ends);
                let sole = match cuts.moments[..] {
                    [only] => Some((only, passed == 1)),
                    _ => None,
                };
                let slot = Slot {
                    from: from.clone(),
                    until: until.clone(),
                    middle,
                    lanes: total > 0,
                    begins: open,
                    sole,
                };
                self.slots.push(slot);
                pieces.push(Piece {
                    from: begins,
                    until: ends,
                    exists,
                    sole,
                    when: When::Piece(self.slots.len() - 1),
                });
            }
        }
        pieces
    }

    /// The middle of the part of the period between two times.
    fn middle(&mut self, from: NodeId, until: NodeId) -> NodeId {
        let builder = &mut self.builder;
        let (open, close) = (builder.open_time(), builder.close_time());
        let from = builder.maximum(from, open);
        let from = builder.minimum(from, close);
        let until = builder.minimum(until, close);
        let until = builder.maximum(until, from);
        let sum = builder.add(from, until);
        builder.scale(sum, 0.5)
    }

    /// The bounds of the pieces that dates cut, by number and period; a period with fewer has empty ones at its close.
    fn slots(&self, dates: &[f64]) -> Vec<(Vec<f64>, Vec<f64>)> {
        let grid = self.grid;
        let bounds: Vec<Vec<f64>> = (0..=grid.periods())
            .map(|period| {
                let (open, close) = (grid.time(period.saturating_sub(1)), grid.time(period));
                let inside = dates.iter().copied().filter(|&date| open < date && date < close);
                let mut bounds = vec![open];
                bounds.extend(inside);
                bounds.push(close);
                bounds
            })
            .collect();
        let most = bounds.iter().map(|bounds| bounds.len() - 1).max().unwrap_or(1);
        let bound = |period: usize, number: usize| {
            let bounds = &bounds[period];
            bounds.get(number).copied().unwrap_or(bounds[bounds.len() - 1])
        };
        (0..most)
            .map(|number| {
                let periods = 0..=grid.periods();
                let from = periods.clone().map(|period| bound(period, number)).collect();
                let until = periods.map(|period| bound(period, number + 1)).collect();
                (from, until)
            })
            .collect()
    }

    /// Times in rising order, by an exchange of neighbours.
    fn rising(&mut self, moments: &[NodeId]) -> Vec<NodeId> {
        let mut sorted = moments.to_vec();
        for end in (1..sorted.len()).rev() {
            for index in 0..end {
                let (a, b) = (sorted[index], sorted[index + 1]);
                sorted[index] = self.builder.minimum(a, b);
                sorted[index + 1] = self.builder.maximum(a, b);
            }
        }
        sorted
    }
}
