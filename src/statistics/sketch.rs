//! Quantiles of more values than one wants to keep, from integer counts that merge in any order.

use super::moments::range;
use super::tree::Merge;
use serde::{Deserialize, Serialize};

/// Buckets of one power of two: the eight leading bits of the mantissa.
const BUCKETS: usize = 256;

/// How many pages are remembered while values are counted.
const REMEMBERED: usize = 32;

/// A page that is not there: no value has this number.
const NOWHERE: (u16, usize) = (u16::MAX, 0);

/// Pages below this number hold negative values, the others positive ones.
const FIRST_POSITIVE_PAGE: u16 = 2048;

/// The counts of one power of two on one side of zero, in ascending order of value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Page {
    number: u16,
    #[serde(with = "counts")]
    counts: Box<[u64; BUCKETS]>,
}

/// Counts of values by the leading bits of their floating-point pattern: sign, exponent and eight
/// bits of mantissa.
///
/// A bucket is at most 1/256 of its lower end wide and is read at its middle, so every order
/// statistic has a relative error of at most [`Sketch::RELATIVE_ERROR`] = 1/512 (subnormal numbers
/// excepted), and so has a quantile between two of one sign. Zero has a bucket of its own, least
/// and largest are exact. Counts are integers and merging is addition: neither order nor grouping
/// of the values shows. Memory: 2 KiB for every power of two in which there is a value, on each
/// side of zero; values from a millionth to a million need 80 KiB, and no sample more than 8 MiB.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sketch {
    pages: Vec<Page>,
    zeros: u64,
    count: u64,
    min: f64,
    max: f64,
}

/// A page's counts as a list, whose length is judged when it is read.
mod counts {
    use super::BUCKETS;
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<S: Serializer>(
        counts: &[u64; BUCKETS],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        counts.as_slice().serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Box<[u64; BUCKETS]>, D::Error> {
        let counts = Vec::<u64>::deserialize(deserializer)?.into_boxed_slice();
        counts.try_into().map_err(|_| D::Error::custom("a page of a sketch has 256 counts"))
    }
}

impl Page {
    /// The representative value of every bucket with its count, in ascending order.
    fn read(&self) -> impl Iterator<Item = (f64, u64)> {
        let counts = self.counts.iter().enumerate();
        counts.map(|(bucket, &count)| (middle(self.number, bucket), count))
    }

    /// The value of a rank among those of this page and all after it, or the rank that is left
    /// after this page.
    fn find(&self, rank: &mut u64) -> Option<f64> {
        let total: u64 = self.counts.iter().sum();
        if *rank > total {
            *rank -= total;
            return None;
        }
        let mut below = 0;
        self.read().find_map(|(value, count)| {
            below += count;
            (below >= *rank).then_some(value)
        })
    }
}

impl Default for Sketch {
    fn default() -> Self {
        Self { pages: Vec::new(), zeros: 0, count: 0, min: f64::INFINITY, max: f64::NEG_INFINITY }
    }
}

impl Sketch {
    /// The bound of the relative error of an order statistic.
    pub const RELATIVE_ERROR: f64 = 1.0 / 512.0;

    /// Counts the values. They are finite: a run stops at the first one that is not, before it
    /// comes here. One that slipped through would be read back as NaN.
    pub fn add(&mut self, values: &[f64]) {
        let mut coded = Coded::default();
        coded.push(values, range(values));
        self.count_all(&mut coded);
    }

    /// Counts values that were prepared for it, and leaves none.
    #[inline(always)]
    pub fn count_all(&mut self, coded: &mut Coded) {
        self.count += coded.codes.len() as u64;
        self.min = self.min.min(coded.min);
        self.max = self.max.max(coded.max);
        match Windows::of(&coded.codes) {
            Some(windows) => self.count_in_windows(coded, &windows),
            None => self.count_one_by_one(&coded.codes),
        }
        coded.clear();
    }

    /// Counts into a row of counts as long as the buckets between the least and the largest value, on each side of zero.
    #[inline(always)]
    fn count_in_windows(&mut self, coded: &mut Coded, windows: &Windows) {
        let Coded { codes, row, .. } = coded;
        row.clear();
        row.resize(windows.places() + 1, 0);
        for code in codes.iter_mut() {
            *code = windows.place(*code);
        }
        for &place in codes.iter() {
            row[place as usize] += 1;
        }
        self.zeros += u64::from(row[windows.places()]);
        for (window, row) in windows.split(row) {
            // From here to the end of its page.
            let mut first = window.first;
            let mut rest = row;
            while !rest.is_empty() {
                let bucket = (first as usize) % BUCKETS;
                let (own, later) = rest.split_at(rest.len().min(BUCKETS - bucket));
                if own.iter().any(|&count| count > 0) {
                    let at = self.place_of_page((first >> 8) as u16);
                    for (count, &more) in self.pages[at].counts[bucket..].iter_mut().zip(own) {
                        *count += u64::from(more);
                    }
                }
                first += own.len() as u32;
                rest = later;
            }
        }
    }

    /// Counts values that lie too far apart for a row.
    fn count_one_by_one(&mut self, codes: &[u32]) {
        // Where the pages of late values are, by the end of their number: a search for every value is dear.
        let mut known = [NOWHERE; REMEMBERED];
        for &code in codes {
            if code == ZERO {
                self.zeros += 1;
                continue;
            }
            let (number, bucket) = ((code >> 8) as u16, (code & 0xff) as usize);
            let key = usize::from(number) % REMEMBERED;
            if known[key].0 != number {
                self.remember(number, &mut known);
            }
            if let Some(page) = self.pages.get_mut(known[key].1) {
                page.counts[bucket] += 1;
            }
        }
    }

    /// Looks a page up, which is made where there is none.
    #[cold]
    #[inline(never)]
    fn remember(&mut self, number: u16, known: &mut [(u16, usize); REMEMBERED]) {
        let pages = self.pages.len();
        let at = self.place_of_page(number);
        if self.pages.len() > pages {
            // A new page has moved those after it.
            *known = [NOWHERE; REMEMBERED];
        }
        known[usize::from(number) % REMEMBERED] = (number, at);
    }

    /// The number of values.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The number of values further below zero than `dust`: exactly where that is zero, otherwise by the buckets that
    /// values fell into.
    #[must_use]
    pub fn count_below_zero(&self, dust: f64) -> u64 {
        let negative = self.pages.iter().take_while(|page| page.number < FIRST_POSITIVE_PAGE);
        if dust > 0.0 {
            let read = negative.flat_map(Page::read).filter(|(value, _)| *value < -dust);
            return read.map(|(_, count)| count).sum();
        }
        negative.flat_map(|page| page.counts.iter()).sum()
    }

    /// The least and the largest value, exactly.
    #[must_use]
    pub fn range(&self) -> Option<(f64, f64)> {
        (self.count > 0).then_some((self.min, self.max))
    }

    /// The value of a rank, 1 being the least, to a relative 1/512. `None` outside 1..=count.
    #[must_use]
    pub fn order_statistic(&self, rank: u64) -> Option<f64> {
        if rank <= 1 || rank >= self.count {
            return match rank {
                1 if self.count > 0 => Some(self.min),
                _ if rank == self.count && rank > 0 => Some(self.max),
                _ => None,
            };
        }
        let mut left = rank;
        for page in self.pages.iter().filter(|page| page.number < FIRST_POSITIVE_PAGE) {
            if let Some(value) = page.find(&mut left) {
                return Some(self.within(value));
            }
        }
        if left <= self.zeros {
            return Some(0.0);
        }
        left -= self.zeros;
        let mut positive = self.pages.iter().filter(|page| page.number >= FIRST_POSITIVE_PAGE);
        positive.find_map(|page| page.find(&mut left)).map(|value| self.within(value))
    }

    /// The quantile of type 7 between two order statistics of the sketch.
    #[must_use]
    pub fn quantile(&self, p: f64) -> Option<f64> {
        super::quantiles::quantile_by_rank(self.count, p, |rank| {
            self.order_statistic(rank).unwrap_or(f64::NAN)
        })
    }

    /// The representative value and the count of every bucket that has one, in ascending order.
    pub fn buckets(&self) -> impl Iterator<Item = (f64, u64)> {
        let split = self.pages.partition_point(|page| page.number < FIRST_POSITIVE_PAGE);
        let (negative, positive) = self.pages.split_at(split);
        negative
            .iter()
            .flat_map(Page::read)
            .chain(std::iter::once((0.0, self.zeros)))
            .chain(positive.iter().flat_map(Page::read))
            .filter(|(_, count)| *count > 0)
            .map(|(value, count)| (self.within(value), count))
    }

    /// A bucket's middle drawn into the exact range. What is not a number stays so.
    fn within(&self, value: f64) -> f64 {
        if value < self.min {
            self.min
        } else if value > self.max {
            self.max
        } else {
            value
        }
    }

    /// Where the page of a number is, which is made where there is none.
    fn place_of_page(&mut self, number: u16) -> usize {
        match self.pages.binary_search_by_key(&number, |page| page.number) {
            Ok(at) => at,
            Err(at) => {
                self.pages.insert(at, Page { number, counts: Box::new([0; BUCKETS]) });
                at
            }
        }
    }
}

/// Values that wait to be counted, each brought down to the code of its bucket.
///
/// Counting touches a few hundred places of a sketch however many values there are, and a run has a sketch for every
/// number and date: counting many values of one at a time finds its places in the cache.
#[derive(Clone, Debug)]
pub struct Coded {
    codes: Vec<u32>,
    /// Room for the counts of neighbouring buckets.
    row: Vec<u32>,
    min: f64,
    max: f64,
}

impl Default for Coded {
    fn default() -> Self {
        Self { codes: Vec::new(), row: Vec::new(), min: f64::INFINITY, max: f64::NEG_INFINITY }
    }
}

impl Coded {
    /// Adds values whose least and largest are known.
    #[inline(always)]
    pub fn push(&mut self, values: &[f64], (min, max): (f64, f64)) {
        let before = self.codes.len();
        self.codes.resize(before + values.len(), ZERO);
        for (code, &value) in self.codes[before..].iter_mut().zip(values) {
            *code = code_of(value);
        }
        // Minus zero becomes zero: which of the two came first must not show.
        self.min = self.min.min(min + 0.0);
        self.max = self.max.max(max + 0.0);
    }

    /// Whether nothing waits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.codes.is_empty()
    }

    /// Forgets the values and keeps their room.
    fn clear(&mut self) {
        self.codes.clear();
        (self.min, self.max) = (f64::INFINITY, f64::NEG_INFINITY);
    }
}

/// The code of zero, of either sign; no other number has it.
const ZERO: u32 = u32::MAX;

/// The first code of a positive value.
const POSITIVE: u32 = (FIRST_POSITIVE_PAGE as u32) << 8;

/// So many neighbouring buckets are counted in a row at most: sixteen powers of two.
const LONGEST_ROW: usize = 4096;

/// Neighbouring buckets.
#[derive(Clone, Copy, Debug)]
struct Window {
    first: u32,
    length: u32,
}

impl Window {
    #[inline(always)]
    fn between(least: u32, most: u32) -> Self {
        Self { first: least, length: if least <= most { most - least + 1 } else { 0 } }
    }
}

/// The buckets in which values lie, below and above zero.
#[derive(Clone, Copy, Debug)]
struct Windows {
    negative: Window,
    positive: Window,
}

impl Windows {
    /// Those of some values; none where that would be too many buckets for a row, or more than the values.
    #[inline(always)]
    fn of(codes: &[u32]) -> Option<Self> {
        let (mut negative, mut positive) = ((u32::MAX, 0), (u32::MAX, 0));
        for &code in codes {
            let below = code < POSITIVE;
            let above = !below && code != ZERO;
            let (least, most) = (if below { code } else { u32::MAX }, if below { code } else { 0 });
            negative = (negative.0.min(least), negative.1.max(most));
            let (least, most) = (if above { code } else { u32::MAX }, if above { code } else { 0 });
            positive = (positive.0.min(least), positive.1.max(most));
        }
        let negative = Window::between(negative.0, negative.1);
        let positive = Window::between(positive.0, positive.1);
        let longest = LONGEST_ROW.min(codes.len()) as u32;
        let fits = negative.length <= longest && positive.length <= longest - negative.length;
        fits.then_some(Self { negative, positive })
    }

    /// How many buckets both hold.
    #[inline(always)]
    fn places(&self) -> usize {
        (self.negative.length + self.positive.length) as usize
    }

    /// The place in a row of a code that lies in one of them: negative ones first. Zero comes after all others.
    #[inline(always)]
    fn place(&self, code: u32) -> u32 {
        let (first, before) = if code < POSITIVE {
            (self.negative.first, 0)
        } else {
            (self.positive.first, self.negative.length)
        };
        let place = code.wrapping_sub(first).wrapping_add(before);
        if code == ZERO { self.negative.length + self.positive.length } else { place }
    }

    /// The parts of a row.
    #[inline(always)]
    fn split<'row>(&self, row: &'row [u32]) -> [(Window, &'row [u32]); 2] {
        let (negative, rest) = row.split_at(self.negative.length as usize);
        [(self.negative, negative), (self.positive, &rest[..self.positive.length as usize])]
    }
}

/// The bucket of a value: its page times 256 and its place there, both ascending with the value.
#[inline(always)]
fn code_of(value: f64) -> u32 {
    let bits = value.to_bits();
    // Exponent and eight bits of mantissa.
    let size = ((bits >> 44) & 0x7_ffff) as u32;
    let (positive, negative) = (POSITIVE + size, POSITIVE - 1 - size);
    let code = if bits >> 63 == 0 { positive } else { negative };
    if value == 0.0 { ZERO } else { code }
}

/// The value in the middle of a bucket.
fn middle(page: u16, bucket: usize) -> f64 {
    let value = |exponent: u16, leading: usize| {
        f64::from_bits((u64::from(exponent) << 52) | ((leading as u64) << 44) | (1 << 43))
    };
    if page >= FIRST_POSITIVE_PAGE {
        value(page - FIRST_POSITIVE_PAGE, bucket)
    } else {
        -value(FIRST_POSITIVE_PAGE - 1 - page, BUCKETS - 1 - bucket)
    }
}

impl Merge for Sketch {
    fn merge(mut self, later: Self) -> Self {
        for page in later.pages {
            match self.pages.binary_search_by_key(&page.number, |own| own.number) {
                Ok(at) => {
                    for (own, more) in self.pages[at].counts.iter_mut().zip(page.counts.iter()) {
                        *own += more;
                    }
                }
                Err(at) => self.pages.insert(at, page),
            }
        }
        self.zeros += later.zeros;
        self.count += later.count;
        self.min = self.min.min(later.min);
        self.max = self.max.max(later.max);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::quantiles::quantile;
    use proptest::prelude::*;

    fn sketch_of(values: &[f64]) -> Sketch {
        let mut sketch = Sketch::default();
        sketch.add(values);
        sketch
    }

    #[test]
    fn zeros_signs_and_ends_are_exact() {
        let sketch = sketch_of(&[0.0, -0.0, 0.0, -3.7, 5.1, -1e-9]);
        assert_eq!((sketch.count(), sketch.count_below_zero(0.0)), (6, 2));
        assert_eq!(sketch.range(), Some((-3.7, 5.1)));
        assert_eq!(sketch.order_statistic(1), Some(-3.7));
        assert_eq!(sketch.order_statistic(4), Some(0.0));
        assert_eq!(sketch.order_statistic(6), Some(5.1));
        assert_eq!((sketch.order_statistic(0), sketch.order_statistic(7)), (None, None));
        assert_eq!(Sketch::default().quantile(0.5), None);
        assert_eq!(Sketch::default().range(), None);
    }

    #[test]
    fn what_is_not_finite_does_not_pass_for_a_number() {
        let sketch = sketch_of(&[1.0, f64::NAN, 2.0, 3.0]);
        let read: Vec<f64> = sketch.buckets().map(|(value, _)| value).collect();
        assert!(read.iter().any(|value| value.is_nan()));
        let only = sketch_of(&[f64::NAN; 3]);
        assert!(only.order_statistic(2).is_some_and(f64::is_nan));
    }

    proptest! {
        #[test]
        fn order_statistics_keep_their_bound(
            mut values in prop::collection::vec(
                prop_oneof![Just(0.0), -1e12..1e12f64, -1.0..1.0f64, -1e-9..1e-9f64], 1..300),
            rank in 0.0..1.0f64,
        ) {
            let sketch = sketch_of(&values);
            values.sort_by(f64::total_cmp);
            let rank = (rank * values.len() as f64) as usize;
            let (found, exact) = (sketch.order_statistic(rank as u64 + 1).unwrap(), values[rank]);
            let bound = exact.abs() * Sketch::RELATIVE_ERROR;
            prop_assert!((found - exact).abs() <= bound, "{found} {exact}");
        }

        #[test]
        fn quantiles_of_one_sign_keep_their_bound(
            mut values in prop::collection::vec(0.001..1e9f64, 1..200),
            p in 0.0..1.0f64,
        ) {
            let found = sketch_of(&values).quantile(p).unwrap();
            values.sort_by(f64::total_cmp);
            let exact = quantile(&values, p).unwrap();
            // Beside the bound, the interpolations round.
            prop_assert!((found - exact).abs() <= exact * (Sketch::RELATIVE_ERROR + 1e-14));
        }

        #[test]
        fn neither_order_nor_grouping_shows(
            values in prop::collection::vec(-1e6..1e6f64, 0..200),
            cut in 0usize..200,
        ) {
            let cut = cut.min(values.len());
            let (first, second) = (sketch_of(&values[..cut]), sketch_of(&values[cut..]));
            let whole = sketch_of(&values);
            prop_assert_eq!(&first.clone().merge(second.clone()), &whole);
            prop_assert_eq!(&second.merge(first), &whole);
        }
    }
}
