//! The one total of a moment at which everything that is issued holds together.

use super::moment::{Line, Part, Size};
use super::notes::{ByCap, Converting};
use crate::plan::NodeId;
use crate::scenario::lowering::Lowering;

/// Sums of lines in one pass.
struct Sums {
    money: Line,
    grants: Line,
    pools: Line,
    /// Increases of pools that post-money notes do not count.
    uncounted: Line,
}

/// All shares after a moment.
pub(super) struct Solution {
    pub(super) total: NodeId,
    /// New shares of each note.
    pub(super) notes: Vec<NodeId>,
    /// The least that the lines left of the whole in any pass; below zero there is no solution.
    pub(super) room: NodeId,
}

impl Lowering<'_, '_> {
    /// Solves T = S + φ(T) from below, one pass for each line that φ can turn to.
    pub(super) fn solve(
        &mut self,
        outstanding: NodeId,
        parts: &[Part],
        notes: &[Converting],
    ) -> Solution {
        let pools = parts.iter().filter(|part| matches!(part.size, Size::TopUp { .. })).count();
        let choices = notes.iter().filter(|note| note.can_choose()).count();
        // A pool that is topped up bends what notes choose between, so that they may turn back once.
        let passes = if pools == 0 { 1 + choices } else { 1 + pools + 2 * choices };
        let zero = self.builder.constant(0.0);
        let one = self.builder.constant(1.0);
        let mut solution = Solution { total: outstanding, notes: Vec::new(), room: one };
        for _ in 0..passes {
            let sums = self.sums(parts, solution.total);
            let lines: Vec<Line> =
                notes.iter().map(|note| self.best_line(note, &sums, solution.total)).collect();
            let mut all = Line { fixed: outstanding, slope: zero };
            for line in [sums.money, sums.grants, sums.pools].iter().chain(&lines) {
                all = self.plus(all, *line);
            }
            let rest = self.builder.subtract(one, all.slope);
            solution.room = self.builder.minimum(solution.room, rest);
            let possible = self.builder.less(zero, rest);
            let total = self.builder.divide(all.fixed, rest);
            solution.total = self.builder.select(possible, total, solution.total);
            solution.notes = lines.iter().map(|line| self.at(*line, solution.total)).collect();
        }
        solution
    }

    /// The sums of what is not a note, with the lines that hold at a total.
    fn sums(&mut self, parts: &[Part], total: NodeId) -> Sums {
        let zero = self.builder.constant(0.0);
        let none = Line { fixed: zero, slope: zero };
        let mut sums = Sums { money: none, grants: none, pools: none, uncounted: none };
        for part in parts {
            match part.size {
                Size::Grant(line) | Size::Exercise { bought: line, .. } => {
                    sums.grants = self.plus(sums.grants, line);
                }
                Size::Money { bought, .. } => sums.money = self.plus(sums.money, bought),
                Size::Pool { added, uncounted } | Size::TopUp { missing: added, uncounted } => {
                    let added = self.increase(&part.size, total).unwrap_or(added);
                    sums.pools = self.plus(sums.pools, added);
                    let left_out = self.times(added, uncounted);
                    sums.uncounted = self.plus(sums.uncounted, left_out);
                }
                Size::Note => {}
            }
        }
        sums
    }

    /// What a pool that is topped up gets, as the line that holds at a total.
    pub(super) fn increase(&mut self, size: &Size, total: NodeId) -> Option<Line> {
        let Size::TopUp { missing, .. } = *size else { return None };
        let zero = self.builder.constant(0.0);
        let lacks = self.at(missing, total);
        let any = self.builder.less(zero, lacks);
        Some(self.masked(any, missing.fixed, missing.slope))
    }

    /// The line of a note that gives most shares at a total.
    fn best_line(&mut self, note: &Converting, sums: &Sums, total: NodeId) -> Line {
        let by_cap = note.by_cap.map(|cap| self.by_cap(cap, sums));
        match (by_cap, note.by_price) {
            (Some(cap), Some(price)) => {
                let (one, other) = (self.at(cap, total), self.at(price, total));
                let better = self.builder.less(one, other);
                Line {
                    fixed: self.builder.select(better, price.fixed, cap.fixed),
                    slope: self.builder.select(better, price.slope, cap.slope),
                }
            }
            (Some(line), None) | (None, Some(line)) => line,
            (None, None) => {
                let zero = self.builder.constant(0.0);
                Line { fixed: zero, slope: zero }
            }
        }
    }

    /// What a cap gives: its weight times the shares over which it is counted.
    fn by_cap(&mut self, cap: ByCap, sums: &Sums) -> Line {
        let base = if cap.after_notes {
            // T − N − J.
            let one = self.builder.constant(1.0);
            let out = self.plus(sums.money, sums.uncounted);
            Line {
                fixed: self.builder.negate(out.fixed),
                slope: self.builder.subtract(one, out.slope),
            }
        } else {
            // T − N − C: what was there, grants and pools.
            let there = self.plus(sums.grants, sums.pools);
            Line { fixed: self.builder.add(cap.outstanding, there.fixed), slope: there.slope }
        };
        self.times(base, cap.weight)
    }

    fn plus(&mut self, one: Line, other: Line) -> Line {
        Line {
            fixed: self.builder.add(one.fixed, other.fixed),
            slope: self.builder.add(one.slope, other.slope),
        }
    }

    pub(super) fn times(&mut self, line: Line, factor: NodeId) -> Line {
        Line {
            fixed: self.builder.multiply(line.fixed, factor),
            slope: self.builder.multiply(line.slope, factor),
        }
    }

    pub(super) fn at(&mut self, line: Line, total: NodeId) -> NodeId {
        let moving = self.builder.multiply(line.slope, total);
        self.builder.add(line.fixed, moving)
    }
}
