//! The pictures of a study of sensitivity: for each side, what each input moves.

use super::answer::{Input, Sensitivity};
use crate::charts::tornado::{Confidence, Tornado, TornadoRow};
use crate::charts::{Caption, Unit};
use crate::statistics::digits;
use crate::studies::drawn::in_money;

impl Sensitivity {
    /// For each side whose result moves, its name, a tornado, and the caption under which it is drawn.
    #[must_use]
    pub fn pictures(&self) -> Vec<(String, Tornado, Caption)> {
        (0..self.sides.len()).filter_map(|side| self.tornado(side)).collect()
    }

    fn tornado(&self, side: usize) -> Option<(String, Tornado, Caption)> {
        let (name, label) = self.sides.get(side)?;
        let base = self.base.get(side).copied().flatten()?.value;
        let mut rows: Vec<(f64, TornadoRow)> =
            self.inputs.iter().filter_map(|input| self.row(input, side)).collect();
        rows.sort_by(|left, right| right.0.total_cmp(&left.0));
        let quantity = match &self.against {
            Some(_) => format!("What {label} gains on average"),
            None => format!("Mean payoff of {label}"),
        };
        let title = match rows.as_slice() {
            [] => return None,
            [(_, only)] => format!(
                "{} moves what {label} has, and nothing else that is drawn or banded",
                only.label
            ),
            [(first, one), (second, two), ..] if *second > 0.0 => format!(
                "{} moves {} {} times as far as {} does",
                one.label,
                label,
                digits::number(first / second, 2),
                two.label
            ),
            [(_, one), ..] => format!("{} alone moves what {label} has", one.label),
        };
        let against = self.against.as_ref().map(|path| format!(" over {}", path.display()));
        let caption = Caption {
            title: capital(&title),
            subtitle: format!(
                "{quantity}{} with each input set to its own P10 and P90, or to the ends of its band{}",
                against.unwrap_or_default(),
                in_money(&self.money)
            ),
            source: format!(
                "Scenario: {} ({}). {} paths, seed {}.",
                self.name,
                self.path.display(),
                digits::integer(i64::try_from(self.paths).unwrap_or(i64::MAX)),
                self.seed
            ),
        };
        let unit = match self.money.as_str() {
            "" => Unit::Plain,
            money => Unit::Named(money.to_owned()),
        };
        let rows = rows.into_iter().map(|(_, row)| row).collect();
        Some((name.clone(), Tornado { quantity, unit, base, rows }, caption))
    }

    /// The bar of an input and how long it is; none where it moves nothing.
    fn row(&self, input: &Input, side: usize) -> Option<(f64, TornadoRow)> {
        let swing = input.swings.get(side).copied().flatten()?;
        let size = swing.swing.value.abs();
        if size == 0.0 {
            return None;
        }
        let factor = self.factors.iter().find(|factor| factor.members.contains(&input.path));
        let share = factor.and_then(|factor| factor.indices.get(side).copied().flatten());
        let name = input.path.strip_prefix("inputs.").unwrap_or(&input.path);
        let row = TornadoRow {
            label: name.replace('_', " "),
            values: input.at.map(|at| digits::number(at, 3)),
            results: swing.means.map(|mean| mean.value),
            share: share.map(|share| share.total.value.clamp(0.0, 1.0)),
            confidence: match input.confidence.as_str() {
                "reported" => Confidence::Reported,
                "derived" => Confidence::Derived,
                "assumed" => Confidence::Assumed,
                _ => Confidence::Unsaid,
            },
        };
        Some((size, row))
    }
}

/// A sentence with a capital at its beginning.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}
