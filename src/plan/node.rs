//! The small closed set of operations that every kind lowers to.

/// A node of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub u32);

impl NodeId {
    /// Its place in the plan's list.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A place where random numbers enter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SiteId(pub u32);

/// A quantile table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TableId(pub u32);

/// What the grid says about a period; the start counts as a period of length zero that closes at zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TimeField {
    /// When the period opens, in years since the start.
    Open,
    /// When it closes, in years since the start.
    Close,
    /// Its number, from one; zero at the start.
    Index,
}

/// Operations on one value. Flags are 0 or 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unary {
    /// Sign change.
    Negate,
    /// Absolute value.
    Absolute,
    /// Square root.
    SquareRoot,
    /// The exponential function.
    Exponential,
    /// The natural logarithm.
    Logarithm,
    /// The greatest whole number not above.
    Floor,
    /// To the nearest multiple of the money quantum.
    Quantize,
    /// One where the flag is zero.
    Not,
    /// Standard normal cumulative probability.
    NormalCumulative,
    /// Standard normal quantile.
    NormalQuantile,
}

/// Operations on two values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Binary {
    /// Sum.
    Add,
    /// Difference.
    Subtract,
    /// Product.
    Multiply,
    /// Quotient.
    Divide,
    /// The smaller.
    Minimum,
    /// The larger.
    Maximum,
    /// Power.
    Power,
    /// One where the first is below the second.
    Less,
    /// One where the first is at most the second.
    LessEqual,
    /// One where both are equal.
    Equal,
    /// One where both flags are set.
    And,
    /// One where either flag is set.
    Or,
}

/// One operation. Constants are kept as bits, so that equal nodes are one node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Node {
    /// A number, as its bits.
    Constant(u64),
    /// What the grid says.
    Time(TimeField),
    /// A number known for every period.
    Series(u32),
    /// A number that is turned: known in each cell of a study, as its parameter says.
    Parameter(u32),
    /// A uniform in (0, 1), drawn once a path (`each_step` false) or once a period.
    Uniform {
        /// Where it enters.
        site: SiteId,
        /// Whether there is one for each period.
        each_step: bool,
    },
    /// A standard normal.
    Normal {
        /// Where it enters.
        site: SiteId,
        /// Whether there is one for each period.
        each_step: bool,
    },
    /// A function of one value.
    Unary(Unary, NodeId),
    /// A function of two values.
    Binary(Binary, NodeId, NodeId),
    /// The second where the first is not zero, otherwise the third.
    Select(NodeId, NodeId, NodeId),
    /// The fraction of the period between two times, in [0, 1], exactly 1 when it covers the period.
    Overlap(NodeId, NodeId),
    /// Linear reading of a quantile table at a probability.
    Table(NodeId, TableId),
    /// The first at the start, the second at the close of every period.
    Followed(NodeId, NodeId),
    /// The value one period earlier; at the start, the value at the start.
    Previous(NodeId),
    /// A node that is said later; no finished plan reads one.
    Later(u32),
}

impl Node {
    /// The same operation on other nodes.
    #[must_use]
    pub fn map(self, get: impl Fn(NodeId) -> NodeId) -> Self {
        match self {
            Self::Unary(operation, a) => Self::Unary(operation, get(a)),
            Self::Binary(operation, a, b) => Self::Binary(operation, get(a), get(b)),
            Self::Select(a, b, c) => Self::Select(get(a), get(b), get(c)),
            Self::Overlap(a, b) => Self::Overlap(get(a), get(b)),
            Self::Table(a, table) => Self::Table(get(a), table),
            Self::Followed(a, b) => Self::Followed(get(a), get(b)),
            Self::Previous(a) => Self::Previous(get(a)),
            Self::Constant(_)
            | Self::Time(_)
            | Self::Series(_)
            | Self::Parameter(_)
            | Self::Uniform { .. }
            | Self::Normal { .. }
            | Self::Later(_) => self,
        }
    }

    /// The nodes that it reads in the same period.
    #[must_use]
    pub fn inputs(&self) -> [Option<NodeId>; 3] {
        match *self {
            Self::Constant(_)
            | Self::Time(_)
            | Self::Series(_)
            | Self::Parameter(_)
            | Self::Uniform { .. }
            | Self::Normal { .. }
            | Self::Later(_) => [None; 3],
            Self::Unary(_, a) | Self::Table(a, _) | Self::Previous(a) => [Some(a), None, None],
            Self::Binary(_, a, b) | Self::Overlap(a, b) | Self::Followed(a, b) => {
                [Some(a), Some(b), None]
            }
            Self::Select(a, b, c) => [Some(a), Some(b), Some(c)],
        }
    }
}
