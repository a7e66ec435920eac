//! Measures a function against values of many digits, in units of the last place.

/// Each line of a table is `x y value rest`: bits of the two arguments and of the nearest `f64` to the
/// true result in hexadecimal, and what is missing to the true result in units of its last place. The
/// tables are written by `benches/reference_values.py`.
pub(super) fn check(table: &str, function: impl Fn(f64, f64) -> f64, bound_in_ulp: f64) {
    let mut worst = (0.0, 0.0, 0.0);
    let mut count = 0;
    for line in table.lines() {
        let mut fields = line.split(' ');
        let mut bits = || f64::from_bits(u64::from_str_radix(fields.next().unwrap(), 16).unwrap());
        let (x, y, value) = (bits(), bits(), bits());
        let rest: f64 = fields.next().unwrap().parse().unwrap();
        let ulp = value.abs().next_up() - value.abs();
        let error = ((function(x, y) - value) / ulp - rest).abs();
        if error.is_nan() || error > worst.0 {
            worst = (error, x, y);
        }
        count += 1;
    }
    let (error, x, y) = worst;
    println!("{error:.3} ulp at {x:e}, {y:e} over {count} points");
    assert!(count >= 300, "the table has {count} lines");
    assert!(error <= bound_in_ulp, "{error} ulp at {x:e}, {y:e}");
}
