//! Lines cut into dashes along their length: the second cue beside colour.

/// Lengths of dashes and gaps in turn, in pixels; the first curve of a picture is whole.
const PATTERNS: [&[f64]; 5] = [&[], &[9.0, 4.0], &[2.5, 3.0], &[12.0, 3.5, 2.5, 3.5], &[5.0, 2.5]];

/// A curve in the pattern of its place in the picture.
pub(super) fn patterned(curve: &[(f64, f64)], place: usize) -> Vec<Vec<(f64, f64)>> {
    cut(curve, PATTERNS[place % PATTERNS.len()])
}

/// A curve cut into dashes and gaps of these lengths, measured along it.
pub(super) fn cut(curve: &[(f64, f64)], lengths: &[f64]) -> Vec<Vec<(f64, f64)>> {
    let Some(first) = lengths.first() else { return vec![curve.to_vec()] };
    let mut dashes = Vec::new();
    let mut dash: Vec<(f64, f64)> = curve.first().copied().into_iter().collect();
    let (mut phase, mut left) = (0, *first);
    for pair in curve.windows(2) {
        let [mut from, to] = [pair[0], pair[1]];
        let mut length = libm::hypot(to.0 - from.0, to.1 - from.1);
        while length > left {
            let share = left / length;
            from = (from.0 + share * (to.0 - from.0), from.1 + share * (to.1 - from.1));
            length -= left;
            if phase % 2 == 0 {
                dash.push(from);
                dashes.push(std::mem::take(&mut dash));
            } else {
                dash = vec![from];
            }
            phase = (phase + 1) % lengths.len();
            left = lengths[phase];
        }
        left -= length;
        if phase % 2 == 0 {
            dash.push(to);
        }
    }
    dashes.push(dash);
    dashes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dashes_are_as_long_as_their_pattern_says() {
        let dashes = cut(&[(0.0, 0.0), (10.0, 0.0), (10.0, 10.0)], &[6.0, 2.0]);
        let ends: Vec<[(f64, f64); 2]> =
            dashes.iter().map(|dash| [dash[0], dash[dash.len() - 1]]).collect();
        assert_eq!(ends[0], [(0.0, 0.0), (6.0, 0.0)]);
        assert_eq!(ends[1], [(8.0, 0.0), (10.0, 4.0)]);
        assert_eq!(patterned(&[(0.0, 0.0), (1.0, 1.0)], 0).len(), 1);
    }
}
