//! For which part of a period a number is read: all of it, a piece between two cuts, or one moment.

use crate::plan::{NodeId, PlanBuilder};

/// For which part of a period a number is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum When {
    /// For the period as a whole.
    Period,
    /// For a piece of it, by its number in the scenario.
    Piece(usize),
    /// At a moment in it, in years since the start.
    Moment(NodeId),
}

/// What cuts a period: the dates at which something known changes, and the times of events.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cuts {
    /// Years since the start.
    pub dates: Vec<f64>,
    /// Times of events, or so long after them.
    pub moments: Vec<NodeId>,
}

impl Cuts {
    /// Whether nothing is cut.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.dates.is_empty() && self.moments.is_empty()
    }

    /// Adds what cuts something else.
    pub fn join(&mut self, other: &Self) {
        self.dates.extend_from_slice(&other.dates);
        for &moment in &other.moments {
            self.cut_at(moment);
        }
    }

    /// Adds a moment.
    pub fn cut_at(&mut self, moment: NodeId) {
        if !self.moments.contains(&moment) {
            self.moments.push(moment);
        }
    }
}

/// A stretch between two cuts; the pieces of a period come in the order of time.
#[derive(Clone, Copy, Debug)]
pub struct Piece {
    /// When it begins, in years since the start.
    pub from: NodeId,
    /// When it ends.
    pub until: NodeId,
    /// One in the periods that have so many pieces; all have where absent.
    pub exists: Option<NodeId>,
    /// The moment that cuts, where it is the only one, and whether it lies before.
    pub sole: Option<(NodeId, bool)>,
    /// The same for whoever reads a number.
    pub when: When,
}

impl Piece {
    /// One where something that is among the cuts has happened before it.
    pub fn is_after(&self, moment: NodeId, builder: &mut PlanBuilder) -> NodeId {
        match self.sole {
            Some((sole, passed)) if sole == moment => builder.constant(f64::from(u8::from(passed))),
            _ => builder.less_equal(moment, self.from),
        }
    }

    /// An amount where it exists.
    pub fn where_it_exists(&self, amount: NodeId, builder: &mut PlanBuilder) -> NodeId {
        match self.exists {
            Some(exists) => {
                let zero = builder.constant(0.0);
                builder.select(exists, amount, zero)
            }
            None => amount,
        }
    }
}
