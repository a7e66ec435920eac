//! Peels a box patiently: slice by slice off the end whose loss makes what is left denser in bad cases.

use super::boxes::{Counts, likelihood};

/// The part of the cases in the box that one slice takes away.
const SLICE: f64 = 0.05;

/// A box of fewer cases is peeled no further.
const FEWEST: f64 = 20.0;

/// The values of one number, ranked; equal ones have one place.
pub(super) struct Ranked {
    /// The distinct values, ascending.
    pub(super) values: Vec<f64>,
    /// For each case the place of its value.
    pub(super) places: Vec<usize>,
    /// The cases by place.
    order: Vec<usize>,
}

impl Ranked {
    pub(super) fn of(values: &[f64]) -> Self {
        let mut order: Vec<usize> = (0..values.len()).collect();
        order.sort_by(|one, other| values[*one].total_cmp(&values[*other]));
        let mut distinct: Vec<f64> = Vec::new();
        let mut places = vec![0; values.len()];
        for &case in &order {
            if distinct.last().is_none_or(|last| *last != values[case]) {
                distinct.push(values[case]);
            }
            places[case] = distinct.len() - 1;
        }
        Self { values: distinct, places, order }
    }

    /// The places of its least and its largest value.
    pub(super) fn whole(&self) -> [usize; 2] {
        [0, self.values.len().saturating_sub(1)]
    }
}

/// A slice at one end of a number.
struct Slice {
    factor: usize,
    lower: bool,
    /// What it takes away.
    counts: Counts,
    /// The first or last place that stays.
    stays: usize,
}

/// Of all boxes on the way the one under which the cases are likeliest, as places, and how much likelier they are than
/// without a box.
pub(super) fn peel(ranked: &[Ranked], bad: &[bool], all: Counts) -> (Vec<[usize; 2]>, f64) {
    let mut peeling = Peeling {
        ranked,
        bad,
        inside: vec![true; bad.len()],
        now: all,
        limits: ranked.iter().map(Ranked::whole).collect(),
        ends: ranked.iter().map(|own| [0, own.order.len()]).collect(),
    };
    let without = likelihood(all, all);
    let mut best = (peeling.limits.clone(), 0.0);
    while peeling.now.all as f64 > FEWEST && peeling.now.bad < peeling.now.all {
        let Some(slice) = peeling.thinnest() else { break };
        peeling.take(&slice);
        let found = likelihood(peeling.now, all) - without;
        if found > best.1 {
            best = (peeling.limits.clone(), found);
        }
    }
    best
}

/// A box while it is peeled.
struct Peeling<'run> {
    ranked: &'run [Ranked],
    bad: &'run [bool],
    /// Which cases are in the box.
    inside: Vec<bool>,
    now: Counts,
    /// For each number the first and the last place in the box.
    limits: Vec<[usize; 2]>,
    /// For each number the part of its order within its own limits.
    ends: Vec<[usize; 2]>,
}

impl Peeling<'_> {
    /// The slice whose loss makes what is left densest for each case that goes; of equal ones the first.
    fn thinnest(&self) -> Option<Slice> {
        let before = self.now.bad as f64 / self.now.all as f64;
        let mut best: Option<(f64, Slice)> = None;
        for factor in 0..self.ranked.len() {
            for slice in [true, false].into_iter().filter_map(|lower| self.slice(factor, lower)) {
                let left = (self.now.all - slice.counts.all) as f64;
                let density = (self.now.bad - slice.counts.bad) as f64 / left;
                let gain = (density - before) / slice.counts.all as f64;
                if best.as_ref().is_none_or(|(known, _)| gain > *known) {
                    best = Some((gain, slice));
                }
            }
        }
        best.map(|(_, slice)| slice)
    }

    /// About a twentieth of the box at one end of a number, whole values at a time; none where nothing would be left.
    fn slice(&self, factor: usize, lower: bool) -> Option<Slice> {
        let own = &self.ranked[factor];
        let wanted = (SLICE * self.now.all as f64).max(1.0);
        let mut counts = Counts::default();
        let mut place = None;
        let [first, end] = self.ends[factor];
        let range = own.order.get(first..end)?;
        for step in 0..range.len() {
            let case = if lower { range[step] } else { range[range.len() - 1 - step] };
            if !self.inside[case] {
                continue;
            }
            let here = own.places[case];
            if place != Some(here) && counts.all as f64 >= wanted {
                return Some(Slice { factor, lower, counts, stays: here });
            }
            place = Some(here);
            counts.all += 1;
            counts.bad += u64::from(self.bad[case]);
        }
        None
    }

    /// Takes a slice away: every case beyond its limit is out, whichever number put it there.
    fn take(&mut self, slice: &Slice) {
        let own = &self.ranked[slice.factor];
        let (limit, end) = (&mut self.limits[slice.factor], &mut self.ends[slice.factor]);
        if slice.lower {
            limit[0] = slice.stays;
            while end[0] < end[1] && own.places[own.order[end[0]]] < slice.stays {
                self.inside[own.order[end[0]]] = false;
                end[0] += 1;
            }
        } else {
            limit[1] = slice.stays;
            while end[0] < end[1] && own.places[own.order[end[1] - 1]] > slice.stays {
                self.inside[own.order[end[1] - 1]] = false;
                end[1] -= 1;
            }
        }
        self.now.all -= slice.counts.all;
        self.now.bad -= slice.counts.bad;
    }
}
