//! Cases of the validation set that ask for statistics and samplers, each by the case's own rule.
#![expect(clippy::disallowed_methods, reason = "a measurement, not a result of the program")]

use crate::distributions::{PATHS, draws, moments_agree};
use dealsim::draw::{DimensionBlock, GROUP, SCRAMBLES, SobolTable, Stream};
use dealsim::lane::math::normal_quantile;
use dealsim::statistics::tail::expected_shortfall;
use dealsim::statistics::{Sample, Tail, Unit};

#[test]
fn stat_02_tails_of_random_draws() {
    let shares = [0.1, 0.05, 0.01];
    let cases = [
        (
            "{ normal = { mean = 0, sd = 1 } }",
            [1.754_983_319_324_87, 2.062_712_807_507_43, 2.665_214_220_345_81],
            Some([-1.754_983_319_324_87, -2.062_712_807_507_43, -2.665_214_220_345_81]),
        ),
        (
            "{ lognormal = { median = 1, sigma = 0.5 } }",
            [2.461_641_279_318_61, 2.858_591_295_312_54, 3.841_253_042_765_58],
            Some([0.423_924_370_618_105, 0.362_205_825_805_634, 0.266_755_053_310_681]),
        ),
        (
            "{ exponential = { rate = 2 } }",
            [1.651_292_546_497_02, 1.997_866_136_776_99, 2.802_585_092_994_05],
            None,
        ),
    ];
    for (value, upper, lower) in cases {
        let sample = Sample::new(draws(value), Unit::Path);
        let sides = [(Tail::Upper, Some(upper)), (Tail::Lower, lower)];
        for (tail, expected) in sides.into_iter().filter_map(|(tail, known)| Some((tail, known?))) {
            for (share, expected) in shares.into_iter().zip(expected) {
                let found = expected_shortfall(&sample, tail, share).expect("many paths");
                let error = found.standard_error.expect("many paths");
                let z = (found.value - expected) / error;
                assert!(z.abs() < 4.0, "{value} {tail:?} {share}: {found:?}, z = {z}");
            }
        }
    }
}

#[test]
fn stat_04_pert_and_triangular() {
    let cases = [
        (
            "{ pert = [10, 15, 40] }",
            18.333_333_333_333_3,
            25.793_650_793_650_8,
            [11.451_916_191_465_8, 17.558_619_314_238_3, 27.879_361_807_371],
        ),
        (
            "{ triangular = [10, 15, 40] }",
            21.666_666_666_666_7,
            43.055_555_555_555_6,
            [12.738_612_787_525_8, 20.635_083_268_962_9, 33.876_275_643_042],
        ),
    ];
    for (value, mean, variance, quantiles) in cases {
        let values = draws(value);
        moments_agree(value, &values, mean, variance);
        // Draw by draw, without chance: whatever is drawn below a quantile has a uniform below its probability.
        let stream = Stream::new(1, "inputs.x");
        for (p, quantile) in [0.05, 0.5, 0.95].into_iter().zip(quantiles) {
            for (&x, path) in values.iter().zip(0..) {
                // The table of a pert is off by 10⁻⁵ of its spread at most.
                let sure = (x - quantile).abs() > 1e-4;
                let below = stream.uniform(path, 0) < p;
                assert!(!sure || below == (x < quantile), "{value}: path {path} has {x}");
            }
        }
        let sample = Sample::new(values, Unit::Path);
        for (p, quantile) in [0.05, 0.5, 0.95].into_iter().zip(quantiles) {
            let found = sample.quantile(p).expect("many paths");
            let z = (found.value - quantile) / found.standard_error.expect("many paths");
            assert!(z.abs() < 4.0, "{value} {p}: {found:?}, z = {z}");
        }
        assert_eq!(sample.count(), PATHS);
    }
}

/// A mean of known value over points of so many dimensions: what one point gives, and the exact mean.
struct Integrand {
    dimensions: usize,
    exact: f64,
    at: fn(&[f64]) -> f64,
}

const G_FUNCTION: Integrand = Integrand {
    dimensions: 8,
    exact: 1.0,
    at: |point| {
        let weights = [0.0, 1.0, 4.5, 9.0, 99.0, 99.0, 99.0, 99.0];
        let factor = |(u, a): (&f64, f64)| ((4.0 * u - 2.0).abs() + a) / (1.0 + a);
        point.iter().zip(weights).map(factor).product()
    },
};

/// Case ASIAN-03: a call on the geometric mean of ten fixings within a year, time steps in natural order.
const GEOMETRIC_ASIAN: Integrand = Integrand {
    dimensions: 10,
    exact: 5.342_560_663_499_418,
    at: |point| {
        let (step, drift, volatility) = (0.1_f64, 0.06 - 0.03 - 0.5 * 0.2 * 0.2, 0.2);
        let mut log_price = 100.0_f64.ln();
        let mut sum = 0.0;
        for u in point {
            log_price += drift * step + volatility * step.sqrt() * normal_quantile(*u);
            sum += log_price;
        }
        (-0.06_f64).exp() * ((sum / point.len() as f64).exp() - 100.0).max(0.0)
    },
};

const REPLICATES: usize = SCRAMBLES;

impl Integrand {
    /// Root mean square errors of 32 means over 2⁷ to 2¹⁴ points; `uniforms` has one row for each dimension, in
    /// which replicate r owns every 32nd number from the r-th.
    fn errors(&self, uniforms: &[Vec<f64>]) -> Vec<f64> {
        let mut sums = [0.0; REPLICATES];
        let mut errors = Vec::new();
        let mut point = vec![0.0; self.dimensions];
        for path in 0..REPLICATES << 14 {
            for (coordinate, row) in point.iter_mut().zip(uniforms) {
                *coordinate = row[path];
            }
            sums[path % REPLICATES] += (self.at)(&point);
            let points = path / REPLICATES + 1;
            if path % REPLICATES == REPLICATES - 1 && points >= 128 && points.is_power_of_two() {
                let square = |sum: &f64| (sum / points as f64 - self.exact).powi(2);
                errors.push((sums.iter().map(square).sum::<f64>() / REPLICATES as f64).sqrt());
            }
        }
        errors
    }

    fn random(&self) -> Vec<f64> {
        let rows: Vec<Vec<f64>> = (0..self.dimensions)
            .map(|dimension| {
                let mut row = vec![0.0; REPLICATES << 14];
                assert_eq!(row.len() % GROUP, 0);
                Stream::new(1, &dimension.to_string()).fill_uniforms(0, 0, &mut row);
                row
            })
            .collect();
        self.errors(&rows)
    }

    fn sobol(&self) -> Vec<f64> {
        let block = DimensionBlock { name: "x".to_owned(), count: self.dimensions, later: false };
        let table = SobolTable::new(1, &[block]).expect("few dimensions");
        let rows: Vec<Vec<f64>> = (0..self.dimensions)
            .map(|dimension| {
                let mut row = vec![0.0; REPLICATES << 14];
                table.fill_uniforms(0, dimension, 0, &mut row);
                row
            })
            .collect();
        self.errors(&rows)
    }
}

/// The slope of log error over log points, by least squares.
fn slope(errors: &[f64]) -> f64 {
    let middle = (errors.len() as f64 - 1.0) / 2.0;
    let places = || (0..errors.len()).map(|place| place as f64 - middle);
    let products = places().zip(errors).map(|(x, error)| x * error.log2());
    products.sum::<f64>() / places().map(|x| x * x).sum::<f64>()
}

#[test]
fn qmc_02_rates_of_convergence() {
    // (integrand, largest slope with scrambles, smallest gain at 2¹⁴ points)
    for (name, integrand, steep, gain) in
        [("g-function", G_FUNCTION, -1.1, 100.0), ("geometric Asian", GEOMETRIC_ASIAN, -0.58, 5.0)]
    {
        let (random, sobol) = (integrand.random(), integrand.sobol());
        assert_eq!((random.len(), sobol.len()), (8, 8));
        let own = slope(&random);
        assert!((-0.62..=-0.40).contains(&own), "{name}: random {own}, {random:?}");
        let own = slope(&sobol);
        assert!(own <= steep, "{name}: sobol {own}, {sobol:?}");
        assert!(random[7] / sobol[7] > gain, "{name}: {} and {}", random[7], sobol[7]);
    }
}
