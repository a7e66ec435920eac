//! The cells of a grid as regions by density: which cells are densest, and the outlines of what they cover.

/// Shares of all paths that the densest cells are to hold, one class of cells each; what is left is one class more.
const LEVELS: [f64; 4] = [0.25, 0.50, 0.75, 0.95];
/// How many classes of cells there are.
pub(super) const CLASSES: usize = LEVELS.len() + 1;

/// Counts on a grid, row by row from the lowest, and the class of each cell, 0 for the densest.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Regions {
    columns: usize,
    rows: usize,
    /// None for a cell that is empty.
    classes: Vec<Option<usize>>,
    /// The share of all paths in the cells of each class and of all denser ones; None for a class without a cell.
    pub(super) held: [Option<f64>; CLASSES],
}

/// One closed line around cells, in columns and rows from the lower left corner of the grid.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Outline {
    /// Corners in order; the last joins the first.
    pub(super) corners: Vec<(usize, usize)>,
    /// The class that everything inside is filled with, None for a hole that is empty.
    pub(super) class: Option<usize>,
}

impl Regions {
    /// Classes by highest density: the fewest cells that together hold a quarter of all `paths`, and so on.
    ///
    /// Of cells with equal counts the one with more paths around it is taken for the denser, and then the earlier one.
    pub(super) fn of(counts: &[u64], columns: usize, rows: usize, paths: u64) -> Self {
        let count = |column: usize, row: usize| {
            counts.get(row * columns + column).copied().filter(|_| column < columns && row < rows)
        };
        let around = |place: usize| -> u64 {
            let (column, row) = (place % columns, place / columns);
            let near = |at: usize| at.saturating_sub(1)..=at + 1;
            near(row)
                .flat_map(|row| near(column).map(move |column| (column, row)))
                .filter_map(|(column, row)| count(column, row))
                .fold(0, u64::saturating_add)
        };
        let cells = columns * rows;
        let mut order: Vec<(u64, u64, usize)> = (0..cells.min(counts.len()))
            .filter(|place| counts[*place] > 0)
            .map(|place| (counts[place], around(place), place))
            .collect();
        order.sort_by(|a, b| (b.0, b.1, a.2).cmp(&(a.0, a.1, b.2)));
        let mut classes = vec![None; cells];
        let mut held = [None; CLASSES];
        let (mut class, mut sum) = (0, 0_u64);
        for (count, _, place) in order {
            while LEVELS.get(class).is_some_and(|level| sum as f64 >= level * paths as f64) {
                class += 1;
            }
            sum = sum.saturating_add(count);
            classes[place] = Some(class);
            held[class] = Some(sum as f64 / paths.max(1) as f64);
        }
        Self { columns, rows, classes, held }
    }

    /// Whether the cell belongs to this class or a denser one.
    fn inside(&self, column: usize, row: usize, class: usize) -> bool {
        let known = column < self.columns && row < self.rows;
        known && self.classes[row * self.columns + column].is_some_and(|own| own <= class)
    }

    /// Outlines to be filled one over the other in this order, so that neighbouring cells of one colour share no edge.
    ///
    /// The regions of the classes lie within each other, so their outlines never cross: whatever lies inside an
    /// outline has a smaller area than it and is filled later.
    pub(super) fn outlines(&self) -> Vec<Outline> {
        let mut found: Vec<(usize, usize, Outline)> = Vec::new();
        for class in 0..CLASSES {
            if self.held[class].is_none() {
                continue;
            }
            for corners in self.loops(class) {
                let twice = twice_area(&corners);
                let hole = twice < 0;
                // Where outlines of several classes coincide, the innermost class must be filled last.
                let order = if hole { class } else { CLASSES - class };
                let lighter = (class + 1..CLASSES).find(|next| self.held[*next].is_some());
                let fill = if hole { lighter } else { Some(class) };
                let outline = Outline { corners, class: fill };
                found.push((usize::try_from(twice.unsigned_abs()).unwrap_or(0), order, outline));
            }
        }
        found.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        found.into_iter().map(|(_, _, outline)| outline).collect()
    }

    /// The closed lines with the region on their left; cells that touch at a corner only are apart.
    fn loops(&self, class: usize) -> Vec<Vec<(usize, usize)>> {
        let width = self.columns + 1;
        let mut seen = vec![false; width * (self.rows + 1)];
        let mut loops = Vec::new();
        for start in 0..seen.len() {
            let corner = (start % width, start / width);
            if seen[start] || !self.edge(corner, EAST, class) {
                continue;
            }
            let (mut at, mut heading) = (corner, EAST);
            let mut corners = vec![corner];
            loop {
                if heading == EAST {
                    seen[at.1 * width + at.0] = true;
                }
                at = ahead(at, heading);
                // Left, straight on, right: the first that is an edge keeps to the same cells.
                let turns = [heading + 1, heading, heading + 3].map(|turn| turn % 4);
                let next = turns.into_iter().find(|turn| self.edge(at, *turn, class));
                let next = next.unwrap_or(heading);
                if at == corner && next == EAST {
                    break;
                }
                if next != heading {
                    corners.push(at);
                }
                heading = next;
            }
            loops.push(corners);
        }
        loops
    }

    /// Whether a line from this corner in this direction has the region on its left only.
    fn edge(&self, corner: (usize, usize), heading: usize, class: usize) -> bool {
        // Cells below or left of the grid wrap to a place that no grid has.
        let (here, below) = (corner, (corner.0.wrapping_sub(1), corner.1.wrapping_sub(1)));
        let (left, right) = match heading {
            EAST => ((here.0, here.1), (here.0, below.1)),
            NORTH => ((below.0, here.1), (here.0, here.1)),
            WEST => ((below.0, below.1), (below.0, here.1)),
            _ => ((here.0, below.1), (below.0, below.1)),
        };
        self.inside(left.0, left.1, class) && !self.inside(right.0, right.1, class)
    }
}

const EAST: usize = 0;
const NORTH: usize = 1;
const WEST: usize = 2;

fn ahead(corner: (usize, usize), heading: usize) -> (usize, usize) {
    match heading {
        EAST => (corner.0 + 1, corner.1),
        NORTH => (corner.0, corner.1 + 1),
        WEST => (corner.0.saturating_sub(1), corner.1),
        _ => (corner.0, corner.1.saturating_sub(1)),
    }
}

/// Twice the area inside, negative for a hole.
fn twice_area(corners: &[(usize, usize)]) -> i64 {
    let number = |at: usize| i64::try_from(at).unwrap_or(0);
    let next = corners.iter().cycle().skip(1);
    corners
        .iter()
        .zip(next)
        .map(|(a, b)| number(a.0) * number(b.1) - number(b.0) * number(a.1))
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is seen in each cell after all outlines are filled in their order, by crossings to the left of the cell.
    fn painted(regions: &Regions) -> Vec<Option<usize>> {
        let mut seen = vec![None; regions.columns * regions.rows];
        for outline in regions.outlines() {
            for (place, cell) in seen.iter_mut().enumerate() {
                let (column, row) = (place % regions.columns, place / regions.columns);
                let ends = outline.corners.iter().zip(outline.corners.iter().cycle().skip(1));
                let crossed = ends.filter(|(a, b)| {
                    a.0 == b.0 && a.0 <= column && a.1.min(b.1) <= row && a.1.max(b.1) > row
                });
                if crossed.count() % 2 == 1 {
                    *cell = outline.class;
                }
            }
        }
        seen
    }

    #[test]
    fn the_densest_cells_hold_each_share_with_none_to_spare() {
        // Counts 40, 20, 15, 12, 8, 4, 1 of 100 paths: reached are 40, 60, 75 (exactly), 95 and 100 %.
        let counts = [1, 4, 8, 12, 15, 20, 40, 0];
        let regions = Regions::of(&counts, 4, 2, 100);
        let classes = [Some(4), Some(4), Some(3), Some(3), Some(2), Some(1), Some(0), None];
        assert_eq!(regions.classes, classes);
        assert_eq!(regions.held, [0.40, 0.60, 0.75, 0.95, 1.00].map(Some));
        // With a tenth of all paths beyond the axes the last class stays empty.
        let regions = Regions::of(&[50, 40], 2, 1, 100);
        assert_eq!(regions.classes, [Some(0), Some(2)]);
        assert_eq!(regions.held, [Some(0.5), None, Some(0.9), None, None]);
    }

    #[test]
    fn equal_cells_are_ranked_by_what_lies_around_them() {
        let counts = [1, 0, 0, 1, 30, 0];
        let regions = Regions::of(&counts, 6, 1, 32);
        assert_eq!(regions.classes, [Some(4), None, None, Some(3), Some(0), None]);
    }

    #[test]
    fn outlines_filled_in_their_order_show_every_cell_in_its_class() {
        let mut state = 9_u64;
        for round in 0..60 {
            let (columns, rows) = (1 + round % 13, 1 + round % 7);
            let mut next = || {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(99);
                state >> 60
            };
            let counts: Vec<u64> = (0..columns * rows).map(|_| next().saturating_sub(6)).collect();
            let paths = counts.iter().sum::<u64>() + next();
            let regions = Regions::of(&counts, columns, rows, paths);
            assert_eq!(painted(&regions), regions.classes, "{counts:?} by {columns}");
        }
    }

    #[test]
    fn a_filled_block_has_four_corners() {
        let regions = Regions::of(&[5; 12], 4, 3, 60_000);
        let corners = vec![(0, 0), (4, 0), (4, 3), (0, 3)];
        assert_eq!(regions.outlines(), [Outline { corners, class: Some(0) }]);
    }
}
