//! The reference deal by hand: one loop per path, SmallRng, ziggurat normals, rayon over chunks.

use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};
use rand_distr::{Distribution, Exp, StandardNormal, Triangular, Uniform};
use rayon::prelude::*;
use refdeal_peers::{Arguments, CHUNK, Outcome, STEPS, best_of_three, report};

const DT: f64 = 0.25;

/// What is the same on every path.
struct Deal {
    discount: [f64; STEPS + 1],
    cost_decay: [f64; STEPS + 1],
    growth_decay: f64,
    growth_noise: f64,
    drift: f64,
    revenue_noise_1: f64,
    revenue_noise_2: f64,
    cost: Triangular<f64>,
    hazard: Exp<f64>,
    stake: Uniform<f64>,
}

impl Deal {
    fn new() -> Result<Self, Box<dyn std::error::Error>> {
        let time = |step: usize| step as f64 * DT;
        let noise = 0.25 * DT.sqrt();
        Ok(Self {
            discount: std::array::from_fn(|step| (-0.10 * time(step)).exp()),
            cost_decay: std::array::from_fn(|step| (-0.45 * time(step)).exp()),
            growth_decay: (-0.5 * DT).exp(),
            growth_noise: 0.20 * (1.0 - (-DT).exp()).sqrt(),
            drift: -0.25 * 0.25 / 2.0 * DT,
            revenue_noise_1: noise * 0.3,
            revenue_noise_2: noise * (1.0_f64 - 0.3 * 0.3).sqrt(),
            cost: Triangular::new(0.55, 0.90, 0.70)?,
            hazard: Exp::new(0.06)?,
            stake: Uniform::new(0.20, 0.49)?,
        })
    }

    fn path(&self, random: &mut SmallRng) -> Outcome {
        let cost_in_the_end = self.cost.sample(random);
        let hazard_time = self.hazard.sample(random);
        let restructured = random.random_bool(0.7);
        let stake = if restructured { self.stake.sample(random) } else { 0.0 };
        let multiple_shock: f64 = StandardNormal.sample(random);
        let (mut growth, mut revenue) = (0.90, 12.7);
        let (mut cumulative, mut shared) = (0.0, 0.0);
        let (mut pv_share, mut pv_rest) = (0.0, 0.0);
        let mut triggered = false;
        for step in 1..=STEPS {
            let first: f64 = StandardNormal.sample(random);
            let second: f64 = StandardNormal.sample(random);
            let shock = self.revenue_noise_1 * first + self.revenue_noise_2 * second;
            revenue *= (growth * DT + self.drift + shock).exp();
            growth = 0.10 + (growth - 0.10) * self.growth_decay + self.growth_noise * first;
            let time = step as f64 * DT;
            let cost = cost_in_the_end + (1.6 - cost_in_the_end) * self.cost_decay[step];
            let earned = revenue * DT;
            let profit = earned * (1.0 - cost);
            cumulative += profit;
            triggered |= cumulative >= 100.0 || time >= hazard_time;
            let share =
                if time <= 5.5 && !triggered { (0.20 * earned).min(92.0 - shared) } else { 0.0 };
            shared += share;
            pv_share += self.discount[step] * share;
            pv_rest += self.discount[step] * (profit - share);
        }
        let value = revenue * 6.0 * (0.4 * multiple_shock).exp() * self.discount[STEPS];
        let investment = if restructured { 10.0 * self.discount[2] } else { 0.0 };
        Outcome {
            pv_a: pv_share + stake * value,
            pv_b: pv_rest + investment + (1.0 - stake) * value,
            pv_share,
            triggered,
        }
    }
}

fn simulate(deal: &Deal, paths: usize, seed: u64) -> Vec<Outcome> {
    let mut outcomes = vec![Outcome::default(); paths];
    outcomes.par_chunks_mut(CHUNK).enumerate().for_each(|(index, chunk)| {
        let stream = (index as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let mut random = SmallRng::seed_from_u64(seed ^ stream);
        for outcome in chunk {
            *outcome = deal.path(&mut random);
        }
    });
    outcomes
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments = Arguments::read()?;
    let paths = usize::try_from(arguments.number("--paths", 1_000_000)?)?;
    let seed = arguments.number("--seed", 1)?;
    let deal = Deal::new()?;
    let (outcomes, seconds) = best_of_three(|| simulate(&deal, paths, seed));
    println!("{}", report(arguments.text("--name").unwrap_or("Rust"), seconds, &outcomes));
    Ok(())
}
