//! One plan for many cells of a study: deals of one structure, told apart by numbers alone.

use super::{Node, Plan};

/// A number that is turned, in each cell.
#[derive(Clone, Debug)]
pub enum Parameter {
    /// The same in all periods of a cell.
    Number(Vec<f64>),
    /// For each cell one for the start and one for every period.
    Series(Vec<Vec<f64>>),
}

impl Parameter {
    /// What it is in a cell after a period, zero being the start.
    #[must_use]
    pub fn at(&self, cell: usize, index: usize) -> f64 {
        match self {
            Self::Number(numbers) => numbers[cell],
            Self::Series(series) => series[cell][index],
        }
    }

    /// The same in some of the cells.
    fn among(&self, cells: &[usize]) -> Self {
        match self {
            Self::Number(numbers) => {
                Self::Number(cells.iter().map(|&cell| numbers[cell]).collect())
            }
            Self::Series(series) => {
                Self::Series(cells.iter().map(|&cell| series[cell].clone()).collect())
            }
        }
    }
}

/// Deals of one structure in one plan.
#[derive(Clone, Debug)]
pub struct Turned {
    /// The plan of the first cell, with a parameter wherever some cell has another number.
    pub plan: Plan,
    /// The numbers that are turned.
    pub parameters: Vec<Parameter>,
    /// How many cells there are.
    pub cells: usize,
}

impl Turned {
    /// The plan of one cell, all of whose numbers are constants again.
    #[must_use]
    pub fn cell(&self, cell: usize) -> Plan {
        let mut plan = self.plan.clone();
        for node in &mut plan.nodes {
            let Node::Parameter(number) = *node else { continue };
            *node = match &self.parameters[number as usize] {
                Parameter::Number(numbers) => Node::Constant(numbers[cell].to_bits()),
                Parameter::Series(series) => {
                    plan.series.push(series[cell].clone());
                    Node::Series(u32::try_from(plan.series.len() - 1).unwrap_or(u32::MAX))
                }
            };
        }
        plan
    }

    /// The same plan for some of the cells.
    #[must_use]
    pub fn among(&self, cells: &[usize]) -> Self {
        let parameters = self.parameters.iter().map(|parameter| parameter.among(cells)).collect();
        Self { plan: self.plan.clone(), parameters, cells: cells.len() }
    }
}
