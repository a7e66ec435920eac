//! A second, plain reading of plans, one path and one number at a time, held against the engine bit for bit.

use crate::generated::deal;
use crate::support::{How, model, model_of};
use crate::watched::Watched;
use dealsim::draw::Stream;
use dealsim::lane::math;
use dealsim::plan::{Binary, Node, NodeId, Plan, ReadAt, Sink, TimeField, Unary};
use dealsim::scenario::Model;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

/// Paths at both ends of the groups in which draws are made, and in between.
const PATHS: [usize; 7] = [0, 1, 31, 32, 63, 64, 191];

/// The index of a draw: what is drawn once a path is drawn at zero.
fn drawn_at(each_step: bool, period: usize) -> u32 {
    if each_step { u32::try_from(period).expect("few periods") } else { 0 }
}

/// One path of a plan; values are worked out when something asks for them, and kept.
struct Interpreter<'plan> {
    plan: &'plan Plan,
    streams: Vec<Stream>,
    path: u64,
    known: Vec<Vec<Option<f64>>>,
}

impl<'plan> Interpreter<'plan> {
    fn new(plan: &'plan Plan, seed: u64, path: u64) -> Self {
        Self {
            plan,
            streams: plan.sites.iter().map(|site| Stream::new(seed, site)).collect(),
            path,
            known: vec![vec![None; plan.nodes.len()]; plan.periods + 1],
        }
    }

    /// The value of a node at the close of a period; at the start for zero.
    fn value(&mut self, id: NodeId, period: usize) -> f64 {
        if let Some(value) = self.known[period][id.index()] {
            return value;
        }
        let value = self.work_out(id, period);
        self.known[period][id.index()] = Some(value);
        value
    }

    fn work_out(&mut self, id: NodeId, period: usize) -> f64 {
        let plan = self.plan;
        let before = period.saturating_sub(1);
        match plan.nodes[id.index()] {
            Node::Constant(bits) => f64::from_bits(bits),
            Node::Time(TimeField::Open) => plan.times[before],
            Node::Time(TimeField::Close) => plan.times[period],
            Node::Time(TimeField::Index) => period as f64,
            Node::Series(series) => plan.series[series as usize][period],
            Node::Uniform { site, each_step } => {
                self.stream(site.0).uniform(self.path, drawn_at(each_step, period))
            }
            Node::Normal { site, each_step } => match drawn_at(each_step, period) {
                0 => math::normal_quantile(self.stream(site.0).uniform(self.path, 0)),
                index => self.stream(site.0).shock(self.path, index),
            },
            Node::Unary(operation, a) => unary(operation, self.value(a, period)),
            Node::Binary(operation, a, b) => {
                let (a, b) = (self.value(a, period), self.value(b, period));
                binary(operation, a, b)
            }
            Node::Select(condition, a, b) => {
                let chosen = if self.value(condition, period) == 0.0 { b } else { a };
                self.value(chosen, period)
            }
            Node::Overlap(start, end) => {
                let (start, end) = (self.value(start, period), self.value(end, period));
                self.overlap(start, end, period)
            }
            Node::Table(a, table) => {
                table_at(self.value(a, period), &plan.tables[table.0 as usize])
            }
            Node::Followed(start, step) => {
                self.value(if period == 0 { start } else { step }, period)
            }
            Node::Previous(a) => self.value(a, before),
            Node::Later(number) => panic!("later {number} is in a finished plan"),
            Node::Parameter(number) => panic!("parameter {number} is in the plan of one deal"),
        }
    }

    fn stream(&self, site: u32) -> &Stream {
        &self.streams[site as usize]
    }

    fn overlap(&self, start: f64, end: f64, period: usize) -> f64 {
        if period == 0 {
            return 0.0;
        }
        let (open, close) = (self.plan.times[period - 1], self.plan.times[period]);
        if start <= open && close <= end {
            return 1.0;
        }
        let part = (end.min(close) - start.max(open)) * (1.0 / self.plan.period_years);
        if part > 0.0 { part } else { 0.0 }
    }
}

fn unary(operation: Unary, a: f64) -> f64 {
    match operation {
        Unary::Negate => -a,
        Unary::Absolute => a.abs(),
        Unary::SquareRoot => libm::sqrt(a),
        Unary::Exponential => math::exp(a),
        Unary::Logarithm => math::ln(a),
        Unary::Floor => libm::floor(a),
        Unary::Quantize => libm::rint(a * 1_073_741_824.0) / 1_073_741_824.0,
        Unary::Not => f64::from(u8::from(a == 0.0)),
        Unary::NormalCumulative => math::normal_cdf(a),
        Unary::NormalQuantile => math::normal_quantile(a),
    }
}

fn binary(operation: Binary, a: f64, b: f64) -> f64 {
    let flag = |set: bool| f64::from(u8::from(set));
    match operation {
        Binary::Add => a + b,
        Binary::Subtract => a - b,
        Binary::Multiply => a * b,
        Binary::Divide => a / b,
        // Where one is not a number, the second: the plan's own rule.
        Binary::Minimum if a < b => a,
        Binary::Maximum if a > b => a,
        Binary::Minimum | Binary::Maximum => b,
        Binary::Power => math::pow(a, b),
        Binary::Less => flag(a < b),
        Binary::LessEqual => flag(a <= b),
        Binary::Equal => flag(a == b),
        Binary::And => flag(a != 0.0 && b != 0.0),
        Binary::Or => flag(a != 0.0 || b != 0.0),
    }
}

fn table_at(probability: f64, quantiles: &[f64]) -> f64 {
    let place = probability * (quantiles.len() - 1) as f64;
    let cell = (place as usize).min(quantiles.len() - 2);
    let (low, high) = (quantiles[cell], quantiles[cell + 1]);
    low + (high - low) * (place - cell as f64)
}

/// Holds every named value, flow and tracked value of some paths against the engine's; returns how many numbers that were.
fn agrees(mut model: Model, seed: u64, what: &str) -> usize {
    let named: Vec<NodeId> = model.plan.named.iter().map(|named| named.node).collect();
    for node in named {
        model.plan.keep(node, ReadAt::EachStep, Sink::Distribution);
    }
    let ran = Watched::run(model, How { seed, ..How::paths(192) });
    let plan = &ran.model.plan;
    let mut count = 0;
    for path in PATHS {
        let mut own = Interpreter::new(plan, seed, path as u64);
        for track in &plan.tracks {
            if track.sink == Sink::Arrivals {
                continue;
            }
            let periods: Vec<usize> = match &track.at {
                ReadAt::End => vec![plan.periods],
                ReadAt::EachStep => (0..=plan.periods).collect(),
                ReadAt::Steps(steps) => steps.iter().map(|step| *step as usize).collect(),
            };
            for (slot, period) in periods.into_iter().enumerate() {
                let (engine, plain) =
                    (ran.values(track.id, slot)[path], own.value(track.node, period));
                // Zeros of both signs are one number here; what is no number agrees with nothing.
                let same = engine == plain;
                assert!(
                    same,
                    "{what}, path {path}, period {period}, {}: {engine}, not {plain}",
                    label(plan, track.node)
                );
                count += 1;
            }
        }
    }
    count
}

fn label(plan: &Plan, node: NodeId) -> String {
    let named = plan.named.iter().find(|named| named.node == node);
    named.map_or_else(|| format!("node {}", node.0), |named| named.called.label.clone())
}

#[test]
fn the_flagship_agrees_number_by_number() {
    for scenario in ["status-quo", "restructured", "talks-fail"] {
        let file = format!("scenarios/microsoft-openai/{scenario}.toml");
        assert!(agrees(model(&file), 1, scenario) > 10_000);
    }
}

#[test]
fn the_reference_deal_agrees_number_by_number() {
    assert!(agrees(model("scenarios/reference/refdeal.toml"), 7, "reference deal") > 5_000);
}

#[test]
fn generated_deals_agree_number_by_number() {
    let mut runner = TestRunner::deterministic();
    for number in 0..24 {
        let deal = deal().new_tree(&mut runner).expect("a deal").current();
        let count = agrees(model_of(&deal.text()), number, &format!("{deal:?}"));
        assert!(count > 1_000, "{count} numbers");
    }
}
