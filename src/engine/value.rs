//! What a node is worth in one period while a program is being made: a number known now, or a lane to be worked out.

/// A value in the making.
#[derive(Clone, Copy, Debug)]
pub(super) enum Value {
    /// The same on every path, and known.
    Known(f64),
    /// The same on every path of a cell, and known for each cell: one of the numbers that are turned.
    Turned(u32),
    /// One number per path: the result of an operation, by its number.
    Lane(u32),
}

impl Value {
    /// Whether it is the same on every path.
    pub(super) fn is_number(self) -> bool {
        !matches!(self, Self::Lane(_))
    }
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Known(a), Self::Known(b)) => a.to_bits() == b.to_bits(),
            (Self::Lane(a), Self::Lane(b)) | (Self::Turned(a), Self::Turned(b)) => a == b,
            _ => false,
        }
    }
}

impl Eq for Value {}

impl std::hash::Hash for Value {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        match self {
            Self::Known(number) => (0_u8, number.to_bits()).hash(state),
            Self::Lane(lane) => (1_u8, u64::from(*lane)).hash(state),
            Self::Turned(number) => (2_u8, u64::from(*number)).hash(state),
        }
    }
}
