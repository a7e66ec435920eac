//! Lines of equal value over a grid, by marching squares (Lorensen and Cline 1987, in the plane).

/// Ascending places across and up, and a value at each of their crossings, rows from the lowest.
pub(super) struct Grid<'a> {
    pub(super) xs: &'a [f64],
    pub(super) ys: &'a [f64],
    pub(super) values: &'a [Option<f64>],
}

/// A straight piece of a line.
pub(super) type Piece = ((f64, f64), (f64, f64));

/// The pieces of the line at a level, square by square; squares with an absent corner have none.
pub(super) fn at(grid: &Grid<'_>, level: f64) -> Vec<Piece> {
    let width = grid.xs.len();
    let value =
        |column: usize, row: usize| grid.values.get(row * width + column).copied().flatten();
    let mut pieces = Vec::new();
    for (row, ys) in grid.ys.windows(2).enumerate() {
        for (column, xs) in grid.xs.windows(2).enumerate() {
            let corners = [(0, 0), (1, 0), (1, 1), (0, 1)].map(|(right, upper)| {
                value(column + right, row + upper).map(|value| (xs[right], ys[upper], value))
            });
            let [Some(a), Some(b), Some(c), Some(d)] = corners else { continue };
            let crossings: Vec<(f64, f64)> = [(a, b), (b, c), (c, d), (d, a)]
                .into_iter()
                .filter_map(|(one, other)| crossing(one, other, level))
                .collect();
            // Four crossings are a saddle: which two belong together, its middle says.
            match crossings[..] {
                [first, second] => pieces.push((first, second)),
                [ab, bc, cd, da] => {
                    let middle = 0.25 * (a.2 + b.2 + c.2 + d.2);
                    if (middle >= level) == (a.2 >= level) {
                        pieces.extend([(ab, bc), (cd, da)]);
                    } else {
                        pieces.extend([(da, ab), (bc, cd)]);
                    }
                }
                _ => {}
            }
        }
    }
    pieces
}

/// Where an edge passes the level.
fn crossing(one: (f64, f64, f64), other: (f64, f64, f64), level: f64) -> Option<(f64, f64)> {
    if (one.2 >= level) == (other.2 >= level) {
        return None;
    }
    let share = (level - one.2) / (other.2 - one.2);
    Some((one.0 + share * (other.0 - one.0), one.1 + share * (other.1 - one.1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_of_a_plane_lie_on_it() {
        let (xs, ys) = ([0.0, 1.0, 2.5, 4.0], [1.0, 2.0, 5.0]);
        let plane = |x: f64, y: f64| 3.0 * x - 2.0 * y + 1.0;
        let values: Vec<Option<f64>> =
            ys.iter().flat_map(|y| xs.iter().map(|x| Some(plane(*x, *y)))).collect();
        let grid = Grid { xs: &xs, ys: &ys, values: &values };
        let pieces = at(&grid, 1.5);
        assert!(pieces.len() >= 4, "{pieces:?}");
        for (x, y) in pieces.iter().flat_map(|(from, to)| [from, to]) {
            assert!((plane(*x, *y) - 1.5).abs() < 1e-12, "{x} {y}");
        }
        assert!(at(&grid, 100.0).is_empty());
    }

    #[test]
    fn a_square_without_a_corner_has_no_line_and_a_saddle_has_two() {
        let (xs, ys) = ([0.0, 1.0], [0.0, 1.0]);
        let with =
            |values: [Option<f64>; 4]| at(&Grid { xs: &xs, ys: &ys, values: &values }, 0.5).len();
        assert_eq!(with([Some(0.0), Some(1.0), Some(1.0), None]), 0);
        assert_eq!(with([Some(0.0), Some(1.0), Some(1.0), Some(0.0)]), 2);
        assert_eq!(with([Some(0.0), Some(1.0), Some(0.0), Some(1.0)]), 1);
    }
}
