//! A set of the deals of a batch: who asks for a value, who insists on it, who failed.

/// The most deals of a batch.
pub(super) const MOST_DEALS: usize = 16;

/// Some deals of a batch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Deals(u32);

impl Deals {
    /// None.
    pub const NONE: Self = Self(0);
    /// No deal, but a difference between two: it needs a value and insists on nothing.
    pub(super) const DIFFERENCE: Self = Self(1 << MOST_DEALS);

    /// One, by its place in the batch.
    pub(super) fn one(place: usize) -> Self {
        debug_assert!(place < MOST_DEALS, "a batch is closed before");
        Self(1 << place)
    }

    /// The first so many.
    pub(super) fn first(count: usize) -> Self {
        (0..count).map(Self::one).fold(Self::NONE, Self::and)
    }

    /// These and those.
    pub(super) fn and(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    /// Those of these that are among others.
    pub(super) fn among(self, others: Self) -> Self {
        Self(self.0 & others.0)
    }

    /// These without others.
    pub(super) fn without(self, others: Self) -> Self {
        Self(self.0 & !others.0)
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether a deal is one of them, by its place in the batch.
    #[must_use]
    pub fn has(self, place: usize) -> bool {
        place < MOST_DEALS && !self.among(Self::one(place)).is_empty()
    }

    /// As bits, for an atomic number.
    pub(super) fn bits(self) -> u32 {
        self.0
    }

    /// From bits.
    pub(super) fn of_bits(bits: u32) -> Self {
        Self(bits)
    }
}
