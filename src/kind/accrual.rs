//! Interest on one of money: at rates that may change within a period, by a count of years, simple until it compounds.

use super::{Occasion, Piece, Years};
use crate::plan::{NodeId, PlanBuilder};

/// How interest on one of money adds up in each period.
#[derive(Clone, Debug)]
pub struct Accrual {
    /// The rate a year in each piece of the period.
    pub rates: Vec<(Piece, NodeId)>,
    /// How years are counted.
    pub years: Years,
    /// When interest begins to bear interest; never where there are none.
    pub occasions: Vec<Occasion>,
    /// One, and the interest that bears interest, at the close of the period: said by whoever keeps the account, and
    /// read only where there are occasions.
    pub base: NodeId,
    /// All interest up to the close of the period: said by whoever keeps the account.
    pub interest: NodeId,
}

/// Where an account stands at a moment.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    /// One, and the interest that bears interest.
    pub base: NodeId,
    /// All interest.
    pub interest: NodeId,
}

impl Accrual {
    /// Where it stands at a time in the period, for money lent at `issued`.
    pub fn standing(&self, issued: NodeId, time: NodeId, builder: &mut PlanBuilder) -> Standing {
        let mut interest = builder.previous(self.interest);
        let open = builder.open_time();
        let mut from = builder.maximum(open, issued);
        let one = builder.constant(1.0);
        if self.occasions.is_empty() {
            let earned = self.earned(from, time, builder);
            return Standing { base: one, interest: builder.add(interest, earned) };
        }
        let mut base = builder.previous(self.base);
        for occasion in &self.occasions {
            let until = builder.minimum(occasion.moment, time);
            let earned = self.earned(from, until, builder);
            let earned = builder.multiply(earned, base);
            interest = builder.add(interest, earned);
            let passed = builder.less_equal(occasion.moment, time);
            let compounds = builder.and(passed, occasion.falls);
            let grown = builder.add(one, interest);
            base = builder.select(compounds, grown, base);
            from = builder.maximum(from, until);
        }
        let earned = self.earned(from, time, builder);
        let earned = builder.multiply(earned, base);
        Standing { base, interest: builder.add(interest, earned) }
    }

    /// Says what the account comes to at each close.
    pub fn keep(&self, issued: NodeId, builder: &mut PlanBuilder) {
        let close = builder.close_time();
        let Standing { base, interest } = self.standing(issued, close, builder);
        let (zero, one) = (builder.constant(0.0), builder.constant(1.0));
        let value = builder.followed(zero, interest);
        builder.define(self.interest, value);
        let value = builder.followed(one, base);
        builder.define(self.base, value);
    }

    /// Simple interest on one of money between two times of the period.
    fn earned(&self, from: NodeId, until: NodeId, builder: &mut PlanBuilder) -> NodeId {
        let mut sum: Option<NodeId> = None;
        for &(piece, rate) in &self.rates {
            let (from, until) = if self.rates.len() == 1 {
                (from, until)
            } else {
                (builder.maximum(from, piece.from), builder.minimum(until, piece.until))
            };
            let age = self.years.elapsed(from, until, builder);
            let part = builder.multiply(rate, age);
            let part = piece.where_it_exists(part, builder);
            sum = Some(match sum {
                Some(sum) => builder.add(sum, part),
                None => part,
            });
        }
        sum.unwrap_or_else(|| builder.constant(0.0))
    }
}
