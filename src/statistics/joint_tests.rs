//! Cells, quadrants and correlation against counts by hand and closed forms.

use super::*;
use crate::draw::Stream;
use crate::statistics::LeafTree;

/// Standard normals with correlation `r`, each path on its own.
fn normals(count: usize, r: f64) -> (Vec<f64>, Vec<f64>) {
    let rest = (1.0 - r * r).sqrt();
    let (first, second) = (Stream::new(3, "first"), Stream::new(3, "second"));
    let xs: Vec<f64> = (0..count as u64).map(|path| first.shock(path, 1)).collect();
    let own = (0..count as u64).map(|path| second.shock(path, 1));
    let ys = xs.iter().zip(own).map(|(x, own)| r * x + rest * own).collect();
    (xs, ys)
}

#[test]
fn every_path_is_in_one_cell_or_beyond() {
    let (xs, ys) = normals(5_000, 0.5);
    let joint = JointHistogram::of(&xs, &ys, Unit::Path);
    let JointGrid { across, up } = joint.grid;
    assert!((28..=58).contains(&across.cells) && (28..=58).contains(&up.cells));
    let mut expected = vec![0_u64; across.cells * up.cells];
    let mut beyond = 0;
    for (x, y) in xs.iter().zip(&ys) {
        let column = (x - across.from) / across.width;
        let row = (y - up.from) / up.width;
        if column < 0.0 || row < 0.0 || column >= across.cells as f64 || row >= up.cells as f64 {
            beyond += 1;
        } else {
            expected[row as usize * across.cells + column as usize] += 1;
        }
    }
    assert_eq!(joint.cells(), expected);
    assert!((1..250).contains(&beyond), "{beyond}");
    assert_eq!(joint.count(), 5_000);
    assert_eq!(joint.cells().iter().sum::<u64>() + beyond, 5_000);
    // Zero is an edge.
    let edge = -across.from / across.width;
    assert!((edge - libm::round(edge)).abs() < 1e-9);
}

#[test]
fn correlation_and_quadrants_agree_with_closed_forms() {
    let r = 0.6;
    let (xs, ys) = normals(64_000, r);
    let joint = JointHistogram::of(&xs, &ys, Unit::Path);
    let found = joint.correlation().unwrap();
    let error = found.standard_error.unwrap();
    assert!(((found.value - r) / error).abs() < 4.0, "{found:?}");
    // The error of a normal sample is (1 − r²) / √n; that of 32 groups varies by a part 1/√62 of itself.
    let expected = (1.0 - r * r) / 64_000_f64.sqrt();
    assert!((error / expected - 1.0).abs() < 4.0 / 62_f64.sqrt(), "{error} {expected}");
    // P(both below zero) = 1/4 + asin(r) / 2π (Sheppard 1899).
    let both = 0.25 + libm::asin(r) / std::f64::consts::TAU;
    for (quadrant, exact) in Quadrant::ALL.into_iter().zip([both, 0.5 - both, 0.5 - both, both]) {
        let share = joint.share(quadrant).unwrap();
        let z = (share.value - exact) / share.standard_error.unwrap();
        assert!(z.abs() < 4.0, "{quadrant:?} {z}");
    }
}

#[test]
fn quadrants_are_named_by_who_is_below() {
    let joint = JointHistogram::of(&[-1.0, 2.0, -3.0, 4.0], &[-1.0, -2.0, 0.0, 1.0], Unit::Path);
    for quadrant in Quadrant::ALL {
        assert_eq!(joint.share(quadrant).unwrap().value, 0.25, "{quadrant:?}");
    }
    let first = JointHistogram::of(&[-1.0; 8], &[0.0; 8], Unit::Path);
    assert_eq!(first.share(Quadrant::FirstBelow).unwrap().value, 1.0);
    let second = JointHistogram::of(&[0.0; 8], &[-2.0; 8], Unit::Path);
    assert_eq!(second.share(Quadrant::SecondBelow).unwrap().value, 1.0);
}

#[test]
fn pairs_and_scrambles_have_the_error_of_their_groups() {
    // The first number of a pair is below zero exactly where that of its mirror is not.
    let xs: Vec<f64> = (0..6_400).map(|p| if p % 2 == 0 { -1.0 } else { 1.0 }).collect();
    let ys = vec![1.0; 6_400];
    let error = |unit| {
        let joint = JointHistogram::of(&xs, &ys, unit);
        joint.share(Quadrant::FirstBelow).unwrap().standard_error.unwrap()
    };
    assert_eq!(error(Unit::Pair), 0.0);
    assert!((error(Unit::Path) - (0.25_f64 / 6_400.0).sqrt()).abs() < 1e-15);
    // Scrambles of even number are all below, the others never: 32 units of 0 or 1.
    assert!((error(Unit::Scramble) - (0.25_f64 / 31.0).sqrt()).abs() < 1e-15);
}

#[test]
fn what_does_not_vary_has_no_correlation() {
    let xs: Vec<f64> = (0..640).map(f64::from).collect();
    let flat = vec![0.1; 640];
    assert_eq!(JointHistogram::of(&xs, &flat, Unit::Path).correlation(), None);
    assert_eq!(JointHistogram::of(&[], &[], Unit::Path).correlation(), None);
    let same = JointHistogram::of(&xs, &xs, Unit::Path).correlation().unwrap();
    assert!((same.value - 1.0).abs() < 1e-12);
    assert!(same.standard_error.unwrap() < 1e-12);
    // Too few groups to leave one out of.
    let few = JointHistogram::of(&[1.0, 2.0], &[2.0, 1.0], Unit::Path).correlation().unwrap();
    assert_eq!((few.value, few.standard_error), (-1.0, None));
}

#[test]
fn axes_hold_any_numbers() {
    let capped = JointAxis::around(&[0.0, 50.0, 100.0, 100.0, 100.0]);
    assert_eq!(capped.place(100.0), Some(capped.cells - 1));
    for sample in [
        vec![],
        vec![7.5; 100],
        vec![0.0; 100],
        vec![-1e300, 1e300],
        vec![1e-300, 2e-300],
        vec![1e17, 1e17 + 32.0],
        (0..1000).map(|i| if i % 50 == 7 { 1e6 } else { f64::from(i) }).collect(),
    ] {
        let axis = JointAxis::around(&sample);
        assert!((1..=58).contains(&axis.cells) && axis.width > 0.0, "{axis:?}");
        if let Some(middle) = sample.get(sample.len() / 2).filter(|x| x.abs() < 1e100) {
            assert!(axis.place(*middle).is_some(), "{middle} {axis:?}");
        }
        assert_eq!(axis.place(f64::NAN), None);
    }
}

#[test]
fn neither_blocks_nor_parts_show() {
    let (xs, ys) = normals(1_000, -0.3);
    let whole = JointHistogram::of(&xs, &ys, Unit::Pair);
    let grid = whole.grid;
    let part = |range: std::ops::Range<usize>| {
        let mut counts = JointCounts::new(&grid);
        let mut tree = LeafTree::starting_at((range.start / LEAF) as u64);
        for start in range.clone().step_by(LEAF) {
            let end = range.end.min(start + LEAF);
            counts.add_leaf(&grid, &xs[start..end], &ys[start..end], Unit::Pair);
            tree.push_leaf(JointSums::of_leaf(&grid, &xs[start..end], &ys[start..end], Unit::Pair));
        }
        (counts, tree)
    };
    let ((mut counts, mut tree), (more, later)) = (part(0..192), part(192..1_000));
    tree.append(later);
    counts.append(&more);
    let joined = JointHistogram::new(grid, counts, tree.finish(), Unit::Pair);
    assert_eq!(joined, whole);
}
