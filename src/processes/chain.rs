//! Markov chains in continuous time: what their intensities make of a length of time.

/// A square matrix, row by row.
pub(super) type Matrix = Vec<Vec<f64>>;

fn identity(size: usize) -> Matrix {
    (0..size).map(|i| (0..size).map(|j| if i == j { 1.0 } else { 0.0 }).collect()).collect()
}

/// The product of two square matrices of one size.
pub(super) fn product(a: &Matrix, b: &Matrix) -> Matrix {
    let size = a.len();
    a.iter()
        .map(|row| {
            (0..size).map(|j| row.iter().zip(b).map(|(x, line)| x * line[j]).sum()).collect()
        })
        .collect()
}

fn combined(a: &Matrix, b: &Matrix, factor: f64) -> Matrix {
    let line = |(x, y): (&Vec<f64>, &Vec<f64>)| {
        x.iter().zip(y).map(|(x, y)| x + factor * y).collect::<Vec<f64>>()
    };
    a.iter().zip(b).map(line).collect()
}

fn scaled(a: &Matrix, factor: f64) -> Matrix {
    a.iter().map(|row| row.iter().map(|x| x * factor).collect()).collect()
}

/// The largest sum of absolute values of a row.
fn size_of(a: &Matrix) -> f64 {
    a.iter().map(|row| row.iter().map(|x| x.abs()).sum::<f64>()).fold(0.0, f64::max)
}

/// The transition probabilities over `years` of a chain with these yearly intensities (rows sum to zero): `e^(Q years)`, by halving the
/// time until it is short, a Taylor series, and squaring back.
pub(super) fn transition(intensities: &Matrix, years: f64) -> Matrix {
    let mut short = scaled(intensities, years);
    let mut halvings = 0;
    while size_of(&short) > 0.25 && halvings < 60 {
        short = scaled(&short, 0.5);
        halvings += 1;
    }
    let mut sum = identity(short.len());
    let mut term = sum.clone();
    // 0.25^18 / 18! is far below the last bit.
    for n in 1..=18 {
        term = scaled(&product(&term, &short), 1.0 / f64::from(n));
        sum = combined(&sum, &term, 1.0);
    }
    for _ in 0..halvings {
        sum = product(&sum, &sum);
    }
    sum
}

/// The yearly intensities of a chain with these yearly probabilities: the logarithm of the matrix, as the series
/// ln(1 + X) = X − X²/2 + X³/3 − …; `None` where it does not settle or an intensity would be negative, and so no chain in continuous
/// time has them (Israel, Rosenthal & Wei 2001).
pub(super) fn intensities(yearly: &Matrix) -> Option<Matrix> {
    let rest = combined(yearly, &identity(yearly.len()), -1.0);
    let mut power = rest.clone();
    let mut sum = rest.clone();
    for n in 2..=5000 {
        power = product(&power, &rest);
        let sign = if n % 2 == 0 { -1.0 } else { 1.0 };
        sum = combined(&sum, &power, sign / f64::from(n));
        if size_of(&power) < 1e-17 {
            let good = |(i, row): (usize, &Vec<f64>)| {
                row.iter().enumerate().all(|(j, x)| i == j || *x >= -1e-12)
            };
            return sum.iter().enumerate().all(good).then_some(sum);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_states_have_a_closed_form() {
        let (a, b, t) = (0.3, 0.8, 0.25);
        let found = transition(&vec![vec![-a, a], vec![b, -b]], t);
        let left = crate::lane::math::exp(-(a + b) * t);
        let exact = [
            [(b + a * left) / (a + b), a * (1.0 - left) / (a + b)],
            [b * (1.0 - left) / (a + b), (a + b * left) / (a + b)],
        ];
        for i in 0..2 {
            for j in 0..2 {
                assert!((found[i][j] - exact[i][j]).abs() < 1e-15, "{found:?}");
            }
        }
    }

    #[test]
    fn the_logarithm_undoes_a_year() {
        let q = vec![vec![-0.5, 0.4, 0.1], vec![0.2, -0.3, 0.1], vec![0.0, 0.6, -0.6]];
        let back = intensities(&transition(&q, 1.0)).expect("it is a chain");
        for (found, exact) in back.iter().flatten().zip(q.iter().flatten()) {
            assert!((found - exact).abs() < 1e-13, "{back:?}");
        }
    }

    #[test]
    fn probabilities_that_oscillate_have_no_chain() {
        assert!(intensities(&vec![vec![0.2, 0.8], vec![0.9, 0.1]]).is_none());
    }
}
