//! One closing: all shares that are issued at one moment, solved together.
//!
//! With T shares after the moment everything that is issued is a straight line of T, or the largest of several: a stake
//! f is f T; money a at a post-money value P buys a T / P, at a price p it buys a / p; a pool that is topped up adds
//! max(0, f T − u). Of N shares bought by money, I added to pools (J of them not promised) and C turned from notes, a
//! note of balance B has B / cap of T − N − J by a post-money cap, B / cap of T − N − C by a pre-money cap, and
//! B / (1 − d) at the round's price. So T = S + φ(T), where φ rises and is convex as long as the caps are less than the
//! whole. Newton's method from S, which is below the solution, takes one line after the other from below and ends on
//! the solution exactly, after as many passes as φ has lines.

use super::cap_table::{CapTable, PaidIn};
use super::closing::{Act, Closing, Moment};
use super::notes::Offer;
use crate::kind::{PoolSize, RoundPrice, RoundSize, ShareRequest, ShareSize, WarrantSize};
use crate::plan::{Called, Demand, NodeId, PlanBuilder};
use crate::scenario::lowering::Lowering;

/// A straight line: `fixed` + `slope` · T.
#[derive(Clone, Copy)]
pub(super) struct Line {
    pub(super) fixed: NodeId,
    pub(super) slope: NodeId,
}

/// A closing's part in its moment.
pub(super) struct Part {
    /// Its number among the closings.
    pub(super) closing: usize,
    /// Where it happens.
    pub(super) active: NodeId,
    pub(super) size: Size,
}

impl Part {
    /// What one of money buys in it.
    pub(super) fn each(&self) -> Option<Line> {
        match self.size {
            Size::Money { each, .. } => Some(each),
            _ => None,
        }
    }
}

/// What it issues, zero where it does not happen.
pub(super) enum Size {
    /// A grant.
    Grant(Line),
    /// Shares under a warrant, at a price each.
    Exercise { bought: Line, strike: NodeId },
    /// Bought with money: what one of it buys, and what all of it does.
    Money { each: Line, bought: Line },
    /// Shares for a pool, and the part of them that post-money notes do not count.
    Pool { added: Line, uncounted: NodeId },
    /// What a pool lacks to a fraction of the company; nothing where that is below zero.
    TopUp { missing: Line, uncounted: NodeId },
    /// A note's own conversion is counted with the notes.
    Note,
}

/// What a moment starts from.
#[derive(Clone, Copy)]
struct Before {
    /// Shares outstanding.
    outstanding: NodeId,
    /// What the whole company is worth.
    worth: NodeId,
    /// All new money of the moment.
    money: NodeId,
}

impl Lowering<'_, '_> {
    /// Lets the closings of one moment happen; `worth` is what the whole company is worth then.
    pub(super) fn close(
        &mut self,
        table: &mut CapTable,
        closings: &[Closing<'_>],
        moment: &Moment,
        worth: NodeId,
    ) {
        let outstanding = self.sum(&table.counts());
        let money = self.new_money(closings, moment);
        let before = Before { outstanding, worth, money };
        let parts: Vec<Part> = moment
            .iter()
            .filter_map(|&(index, active)| {
                let closing = closings.get(index)?;
                Some(self.part(table, closing, (index, active), before))
            })
            .collect();
        let price = self.price_of(&parts);
        let time = self.time_of(closings, moment);
        let offer = Offer { time, money, price, bought: self.any_money(&parts) };
        let notes = self.converting(table, closings, moment, offer);
        let solved = self.solve(outstanding, &parts, &notes);
        self.insist_on_room(table, closings, &parts, (&notes, solved.room));
        self.insist_on_one_price(closings, &parts, (price, solved.total));
        for part in &parts {
            if let Some(closing) = closings.get(part.closing) {
                self.issue(table, closing, part, solved.total);
            }
        }
        for part in &parts {
            let now = self.builder.maximum(table.closed_at, time);
            table.closed_at = self.builder.select(part.active, now, table.closed_at);
        }
        let classes = self.classes_bought(closings, &parts);
        self.convert_notes(table, &classes, &notes, (&solved.notes, time));
    }

    fn part(
        &mut self,
        table: &mut CapTable,
        closing: &Closing<'_>,
        (index, active): (usize, NodeId),
        before: Before,
    ) -> Part {
        let zero = self.builder.constant(0.0);
        let mut flag = active;
        let size = match closing.act {
            Act::Maturity(_) => Size::Note,
            Act::Warrant(warrant) => {
                let strike = self.strike(warrant, before.outstanding);
                let at_strike = self.builder.multiply(strike, before.outstanding);
                let worth_it = self.builder.less(at_strike, before.worth);
                let begun = self.builder.less_equal(warrant.from, closing.time);
                let used = self.builder.and(worth_it, begun);
                flag = self.builder.and(active, used);
                let bought = match warrant.size {
                    WarrantSize::Count(count) => self.masked(flag, count, zero),
                    WarrantSize::FractionAfter(part) => self.masked(flag, zero, part),
                };
                Size::Exercise { bought, strike }
            }
            Act::Shares(shares) => match &shares.size {
                ShareSize::FractionAfter(part) => Size::Grant(self.masked(flag, zero, *part)),
                ShareSize::Count(count) => Size::Grant(self.masked(flag, *count, zero)),
                ShareSize::Round(round) => {
                    let (each, bought) = self.bought(round, before);
                    Size::Money {
                        each: self.masked(flag, each.fixed, each.slope),
                        bought: self.masked(flag, bought.fixed, bought.slope),
                    }
                }
                ShareSize::Pool(pool) => self.pool(table, shares, pool, active),
            },
        };
        Part { closing: index, active: flag, size }
    }

    /// A line where a flag is set, zero elsewhere.
    pub(super) fn masked(&mut self, flag: NodeId, fixed: NodeId, slope: NodeId) -> Line {
        let zero = self.builder.constant(0.0);
        Line {
            fixed: self.builder.select(flag, fixed, zero),
            slope: self.builder.select(flag, slope, zero),
        }
    }

    /// What one of money buys in a round, and what its amount does.
    fn bought(&mut self, round: &RoundSize, before: Before) -> (Line, Line) {
        let builder = &mut self.builder;
        let zero = builder.constant(0.0);
        let one = builder.constant(1.0);
        let of_all = |value, builder: &mut PlanBuilder| {
            let line = |part| Line { fixed: zero, slope: part };
            (line(builder.divide(one, value)), line(builder.divide(round.amount, value)))
        };
        let at_price = |price, builder: &mut PlanBuilder| {
            let line = |count| Line { fixed: count, slope: zero };
            (line(builder.divide(one, price)), line(builder.divide(round.amount, price)))
        };
        match round.price {
            RoundPrice::PostMoney(value) => of_all(value, builder),
            RoundPrice::PreMoney(value) => {
                let value = builder.add(value, before.money);
                of_all(value, builder)
            }
            RoundPrice::PerShare(price) => at_price(price, builder),
            RoundPrice::PreMoneyOutstanding(value) => {
                let price = builder.divide(value, before.outstanding);
                at_price(price, builder)
            }
        }
    }

    fn pool(
        &mut self,
        table: &CapTable,
        shares: &ShareRequest,
        pool: &PoolSize,
        active: NodeId,
    ) -> Size {
        let zero = self.builder.constant(0.0);
        let one = self.builder.constant(1.0);
        let added = self.masked(active, zero, pool.fraction);
        let uncounted = self.builder.subtract(one, pool.promised);
        if !pool.top_up {
            return Size::Pool { added, uncounted };
        }
        let counts: Vec<NodeId> = table
            .lanes
            .iter()
            .filter(|lane| lane.holder == shares.holder && lane.class == shares.class)
            .map(|lane| lane.count)
            .collect();
        let mut there = self.sum(&counts);
        if let Some(granted) = pool.granted {
            let rest = self.builder.subtract(one, granted);
            there = self.builder.multiply(there, rest);
        }
        let fixed = self.builder.negate(there);
        let fixed = self.builder.select(active, fixed, zero);
        Size::TopUp { missing: Line { fixed, slope: added.slope }, uncounted }
    }

    /// The sum of the new money of a moment.
    fn new_money(&mut self, closings: &[Closing<'_>], moment: &Moment) -> NodeId {
        let zero = self.builder.constant(0.0);
        let mut amounts = Vec::new();
        for &(index, active) in moment {
            if let Some(round) = closings.get(index).and_then(Closing::round) {
                amounts.push(self.builder.select(active, round.amount, zero));
            }
        }
        self.sum(&amounts)
    }

    /// What one of money buys at the moment: what the first investor says who is there.
    fn price_of(&mut self, parts: &[Part]) -> Option<Line> {
        let mut price: Option<Line> = None;
        for part in parts.iter().rev() {
            let Size::Money { each, .. } = part.size else { continue };
            price = Some(match price {
                None => each,
                Some(other) => Line {
                    fixed: self.builder.select(part.active, each.fixed, other.fixed),
                    slope: self.builder.select(part.active, each.slope, other.slope),
                },
            });
        }
        price
    }

    /// Whether anybody buys shares.
    fn any_money(&mut self, parts: &[Part]) -> NodeId {
        let zero = self.builder.constant(0.0);
        parts
            .iter()
            .filter(|part| matches!(part.size, Size::Money { .. }))
            .fold(zero, |any, part| self.builder.or(any, part.active))
    }

    /// When the moment is; the close of the period where it is not.
    fn time_of(&mut self, closings: &[Closing<'_>], moment: &Moment) -> NodeId {
        let close = self.builder.close_time();
        moment.iter().fold(close, |first, &(index, active)| match closings.get(index) {
            Some(closing) => {
                let time = self.builder.select(active, closing.time, close);
                self.builder.minimum(first, time)
            }
            None => first,
        })
    }

    /// Issues what a closing issues, and keeps what was paid for it.
    fn issue(&mut self, table: &mut CapTable, closing: &Closing<'_>, part: &Part, total: NodeId) {
        let zero = self.builder.constant(0.0);
        let line = match part.size {
            Size::Note => return,
            Size::Grant(line) | Size::Pool { added: line, .. } => line,
            Size::Money { bought, .. } | Size::Exercise { bought, .. } => bought,
            Size::TopUp { missing, .. } => self.increase(&part.size, total).unwrap_or(missing),
        };
        let new = self.at(line, total);
        let term = self.builder.terms().get(closing.term.index()).cloned().unwrap_or_default();
        let path = format!("terms.{term}");
        let called = Called::words(format!("shares issued under {path}")).under(path);
        self.builder.name(called, new, Demand::NotNegative);
        let (holder, class, paid) = match closing.act {
            Act::Shares(ShareRequest { holder, class, size: ShareSize::Round(round), .. }) => {
                (*holder, class, Some(round.amount))
            }
            Act::Shares(shares) => (shares.holder, &shares.class, shares.paid),
            Act::Warrant(warrant) => {
                let Size::Exercise { strike, .. } = part.size else { return };
                let price = self.builder.multiply(new, strike);
                let price = self.builder.quantize(price);
                table.exercised.push((closing.term, warrant.holder, price, closing.time));
                (warrant.holder, &warrant.class, Some(price))
            }
            Act::Maturity(_) => return,
        };
        table.issue(&mut self.builder, (holder, class, closing.term), new);
        if let Some(paid) = paid {
            let amount = self.builder.select(part.active, paid, zero);
            let (class, lot, time) = (class.clone(), closing.term, closing.time);
            table.paid_in.push(PaidIn { class, holder, lot, amount, time });
        }
    }
}
