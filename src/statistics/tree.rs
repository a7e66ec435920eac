//! Sums are formed in one fixed tree over the paths, so that no block, thread or part shows in the
//! bytes.

use serde::{Deserialize, Serialize};

/// The number of consecutive paths whose values are summed as one leaf of the tree.
pub const LEAF: usize = 64;

/// Something that a run accumulates: two neighbours become one.
///
/// `merge` need not be associative in floating point: [`LeafTree`] always calls it in the same
/// tree.
pub trait Merge {
    /// Joins this accumulator with the one of the paths that follow directly.
    #[must_use]
    fn merge(self, later: Self) -> Self;
}

/// Many series at once: element by element.
///
/// # Panics
/// When the two hold a different number of series, which no run can produce.
impl<T: Merge> Merge for Vec<T> {
    fn merge(self, later: Self) -> Self {
        assert_eq!(self.len(), later.len(), "series of two blocks differ");
        self.into_iter().zip(later).map(|(left, right)| left.merge(right)).collect()
    }
}

/// One full subtree: the leaves `first_leaf .. first_leaf + 2^level`, with `first_leaf` a multiple
/// of 2^level.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Subtree<T> {
    level: u32,
    first_leaf: u64,
    value: T,
}

impl<T> Subtree<T> {
    fn end(&self) -> u64 {
        self.first_leaf + (1 << self.level)
    }

    /// Whether the subtree (`level`, `first_leaf`) is the right brother of this one under one
    /// parent.
    fn is_left_brother_of(&self, level: u32, first_leaf: u64) -> bool {
        self.level == level && self.end() == first_leaf && (self.first_leaf >> level) & 1 == 0
    }
}

/// The accumulators of consecutive leaves, merged as far as the tree over all leaf indices allows.
///
/// The tree is the one in which leaf 2k meets leaf 2k + 1, their parents meet likewise, and so on.
/// A range of leaves has exactly one decomposition into largest full subtrees, so what is held
/// after the leaves `a..b` does not depend on how they were grouped on the way. At most 2
/// log2(leaves) accumulators are alive.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LeafTree<T> {
    next_leaf: u64,
    stack: Vec<Subtree<T>>,
}

impl<T: Merge> Default for LeafTree<T> {
    fn default() -> Self {
        Self::starting_at(0)
    }
}

impl<T: Merge> LeafTree<T> {
    /// An empty tree whose first leaf will be that of the paths `64 * first_leaf ..`.
    #[must_use]
    pub fn starting_at(first_leaf: u64) -> Self {
        Self { next_leaf: first_leaf, stack: Vec::new() }
    }

    /// Adds the next leaf.
    pub fn push_leaf(&mut self, value: T) {
        self.push(Subtree { level: 0, first_leaf: self.next_leaf, value });
    }

    /// Adds the leaves of `later`, which must begin where these end. An empty tree takes over the
    /// beginning of `later`.
    ///
    /// # Panics
    /// When leaves are missing between the two: a sum over the wrong paths must not go on.
    pub fn append(&mut self, later: Self) {
        for subtree in later.stack {
            self.push(subtree);
        }
    }

    /// The number of the leaf that comes next.
    #[must_use]
    pub fn next_leaf(&self) -> u64 {
        self.next_leaf
    }

    /// Whether it holds exactly these leaves, in the subtrees in which a run holds them: what was read from a file may be
    /// anything.
    #[must_use]
    pub fn holds(&self, leaves: std::ops::Range<u64>) -> bool {
        let mut next = leaves.start;
        for subtree in &self.stack {
            let left = leaves.end.saturating_sub(next);
            // The largest full subtree that begins here and ends in time.
            let level = next.trailing_zeros().min(left.checked_ilog2().unwrap_or(64));
            if left == 0 || subtree.first_leaf != next || subtree.level != level {
                return false;
            }
            next += 1 << level;
        }
        next == leaves.end && self.next_leaf == next
    }

    /// Everything merged into one, `None` when there was no leaf. The subtrees that are left over
    /// when the number of leaves is not a power of two are joined from the last (smallest) to the
    /// first.
    #[must_use]
    pub fn finish(self) -> Option<T> {
        self.stack
            .into_iter()
            .rev()
            .map(|subtree| subtree.value)
            .reduce(|later, earlier| earlier.merge(later))
    }

    fn push(&mut self, mut subtree: Subtree<T>) {
        assert!(
            self.stack.is_empty() || subtree.first_leaf == self.next_leaf,
            "leaf {} expected, leaf {} given",
            self.next_leaf,
            subtree.first_leaf
        );
        self.next_leaf = subtree.end();
        while let Some(left) =
            self.stack.pop_if(|top| top.is_left_brother_of(subtree.level, subtree.first_leaf))
        {
            subtree = Subtree {
                level: left.level + 1,
                first_leaf: left.first_leaf,
                value: left.value.merge(subtree.value),
            };
        }
        self.stack.push(subtree);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Merge for u64 {
        fn merge(self, later: Self) -> Self {
            self + later
        }
    }

    #[test]
    fn it_knows_the_leaves_that_a_run_gives_it() {
        for (first, last) in [(0, 1), (0, 11), (3, 4), (5, 64), (6, 129), (1 << 40, (1 << 40) + 7)]
        {
            let mut tree = LeafTree::starting_at(first);
            (first..last).for_each(|leaf| tree.push_leaf(leaf));
            assert!(tree.holds(first..last), "{first}..{last}");
            assert!(
                !tree.holds(first..last + 1) && !tree.holds(first..last - 1),
                "{first}..{last}"
            );
            let of_other = Subtree { level: 0, first_leaf: last + 1, value: 0 };
            tree.stack.push(of_other);
            assert!(!tree.holds(first..last) && !tree.holds(first..last + 1), "{first}..{last}");
        }
    }
    use proptest::prelude::*;

    /// Writes down the tree in which it was merged.
    impl Merge for String {
        fn merge(self, later: Self) -> Self {
            format!("({self} {later})")
        }
    }

    fn tree_of(leaves: std::ops::Range<u64>) -> LeafTree<String> {
        let mut tree = LeafTree::starting_at(leaves.start);
        for leaf in leaves {
            tree.push_leaf(leaf.to_string());
        }
        tree
    }

    #[test]
    fn the_tree_is_the_binary_tree_by_leaf_index() {
        assert_eq!(tree_of(0..4).finish().as_deref(), Some("((0 1) (2 3))"));
        assert_eq!(tree_of(0..7).finish().as_deref(), Some("(((0 1) (2 3)) ((4 5) 6))"));
        assert_eq!(LeafTree::<String>::default().finish(), None);
    }

    #[test]
    fn a_block_may_begin_anywhere() {
        let mut tree = tree_of(0..3);
        tree.append(tree_of(3..8));
        assert_eq!(tree, tree_of(0..8));
        let mut late = LeafTree::default();
        late.append(tree_of(5..9));
        assert_eq!(late, tree_of(5..9));
    }

    #[test]
    #[should_panic(expected = "leaf 3 expected")]
    fn a_gap_is_refused() {
        tree_of(0..3).append(tree_of(4..8));
    }

    impl Merge for f64 {
        fn merge(self, later: Self) -> Self {
            self + later
        }
    }

    proptest! {
        #[test]
        fn any_grouping_gives_the_same_bits(
            values in prop::collection::vec(-1e9..1e9f64, 1..300),
            cuts in prop::collection::vec(1usize..70, 1..40),
        ) {
            let mut whole = LeafTree::default();
            for &value in &values {
                whole.push_leaf(value);
            }
            let mut parts = LeafTree::default();
            let mut begin = 0;
            for cut in cuts.into_iter().cycle() {
                let end = values.len().min(begin + cut);
                let mut block = LeafTree::starting_at(begin as u64);
                for &value in &values[begin..end] {
                    block.push_leaf(value);
                }
                parts.append(block);
                begin = end;
                if begin == values.len() {
                    break;
                }
            }
            prop_assert_eq!(whole.finish().map(f64::to_bits), parts.finish().map(f64::to_bits));
        }

        #[test]
        fn blocks_of_a_power_of_two_give_the_same_tree(leaves in 1u64..200, exponent in 0u32..7) {
            let block = 1u64 << exponent;
            let mut parts = LeafTree::default();
            for begin in (0..leaves).step_by(1 << exponent) {
                parts.append(tree_of(begin..leaves.min(begin + block)));
            }
            prop_assert_eq!(parts.finish(), tree_of(0..leaves).finish());
        }
    }
}
