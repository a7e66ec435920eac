//! Numbers that are turned while a program is being made: one for each cell of a study, and what all cells must agree on.
//!
//! A program is made for the first cell that is left, and asks of its numbers as that cell's own program would: is it
//! nothing, is it never. A cell that would answer otherwise has another program and is let go. So those that stay have each the
//! bits of their own run.

use super::value::Value;
use std::cell::Cell;
use std::collections::HashMap;

/// The cells of a study, and their numbers so far.
pub(super) struct Cells {
    /// Whether each answered as the first one to every question so far.
    stays: Vec<Cell<bool>>,
    numbers: Vec<Vec<f64>>,
    places: HashMap<Vec<u64>, u32>,
    /// Whether a cell has a known number that is not what it must be.
    pub(super) faulty: Vec<bool>,
}

impl Cells {
    /// So many cells, all of them there.
    pub(super) fn new(count: usize) -> Self {
        Self {
            stays: vec![Cell::new(true); count.max(1)],
            numbers: Vec::new(),
            places: HashMap::new(),
            faulty: vec![false; count.max(1)],
        }
    }

    /// What a number is in every cell.
    pub(super) fn number(&self, number: u32) -> &[f64] {
        self.numbers.get(number as usize).map_or(&[], |numbers| numbers)
    }

    /// What a value that is no lane is in a cell.
    pub(super) fn at(&self, value: Value, cell: usize) -> f64 {
        match value {
            Value::Known(number) => number,
            Value::Turned(number) => self.number(number).get(cell).copied().unwrap_or(f64::NAN),
            Value::Lane(_) => f64::NAN,
        }
    }

    /// A number from what it is in every cell.
    pub(super) fn value(&mut self, numbers: Vec<f64>) -> Value {
        let first = numbers.first().copied().unwrap_or(f64::NAN);
        if numbers.iter().all(|number| number.to_bits() == first.to_bits()) {
            return Value::Known(first);
        }
        let bits: Vec<u64> = numbers.iter().map(|number| number.to_bits()).collect();
        let next = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
        let place = *self.places.entry(bits).or_insert(next);
        if place == next {
            self.numbers.push(numbers);
        }
        Value::Turned(place)
    }

    /// A function of numbers, cell by cell.
    pub(super) fn of<const N: usize>(
        &mut self,
        values: [Value; N],
        function: impl Fn([f64; N]) -> f64,
    ) -> Value {
        if values.iter().all(|value| matches!(value, Value::Known(_))) {
            return Value::Known(function(values.map(|value| self.at(value, 0))));
        }
        let cells = 0..self.stays.len();
        let numbers = cells.map(|cell| function(values.map(|value| self.at(value, cell))));
        let numbers = numbers.collect();
        self.value(numbers)
    }

    /// What the first cell answers; those that answer otherwise are let go.
    pub(super) fn agree(&self, question: impl Fn(usize) -> bool) -> bool {
        let answer = question(0);
        for (cell, stays) in self.stays.iter().enumerate().skip(1) {
            if stays.get() && question(cell) != answer {
                stays.set(false);
            }
        }
        answer
    }

    /// Whether something is true of a number; of a lane nothing is.
    pub(super) fn is(&self, value: Value, test: impl Fn(f64) -> bool) -> bool {
        match value {
            Value::Known(number) => test(number),
            Value::Turned(number) => {
                let numbers = self.number(number);
                self.agree(|cell| test(numbers[cell]))
            }
            Value::Lane(_) => false,
        }
    }

    /// The cells that stay and those that do not.
    pub(super) fn parted(&self) -> (Vec<usize>, Vec<usize>) {
        (0..self.stays.len()).partition(|&cell| self.stays[cell].get())
    }

    /// All numbers, each in some of the cells.
    pub(super) fn into_numbers(self, cells: &[usize]) -> Vec<Vec<f64>> {
        let among = |numbers: Vec<f64>| cells.iter().map(|&cell| numbers[cell]).collect();
        self.numbers.into_iter().map(among).collect()
    }
}
