//! What a node is worth in one period while a program is being made: a number known now, or a lane to be worked out.

/// A value in the making.
#[derive(Clone, Copy, Debug)]
pub(super) enum Value {
    /// The same on every path, and known.
    Known(f64),
    /// One number per path: the result of an operation, by its number.
    Lane(u32),
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Known(a), Self::Known(b)) => a.to_bits() == b.to_bits(),
            (Self::Lane(a), Self::Lane(b)) => a == b,
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
        }
    }
}
