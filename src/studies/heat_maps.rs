//! Two numbers of a deal turned together, as a heat map for each side.

use super::drawn::{colour, in_money, source, unit};
use super::sweep::{Axis, Point, Sweep};
use crate::charts::Caption;
use crate::charts::heat::Heat;
use crate::results::Picture;
use crate::statistics::digits;

impl Sweep {
    /// For each side, what it gains (where the file names an alternative) or gets over the two numbers that are turned.
    pub(super) fn heat_maps(&self) -> Vec<Picture> {
        let [up, across] = &self.axes[..] else { return Vec::new() };
        let sides = self.sides.iter().enumerate();
        sides.filter_map(|(side, (name, label))| self.heat(side, name, label, up, across)).collect()
    }

    fn heat(
        &self,
        side: usize,
        name: &str,
        label: &str,
        up: &Axis,
        across: &Axis,
    ) -> Option<Picture> {
        let gains = self.walk_away.is_some();
        let value = |point: &Point| {
            let own = point.sides.get(side)?.as_ref()?;
            if gains { own.gain.map(|gain| gain.value) } else { Some(own.mean.value) }
        };
        // The last axis turns fastest: it goes across.
        let values: Vec<Option<f64>> = self.points.iter().map(value).collect();
        let zero = gains.then(|| "neither gain nor loss over the alternative".to_owned());
        let chart = Heat {
            across: (across.key.clone(), across.values.clone()),
            up: (up.key.clone(), up.values.clone()),
            unit: unit(&self.money),
            colour: colour(&self.colours, side),
            values,
            zero,
        };
        let known = || {
            let points = self.points.iter().zip(&chart.values);
            points.filter_map(|(point, value)| Some((point, (*value)?)))
        };
        let most = known().max_by(|a, b| a.1.total_cmp(&b.1))?;
        let least = known().min_by(|a, b| a.1.total_cmp(&b.1))?;
        let at = |point: &Point| {
            let places: Vec<String> = point.at.iter().map(|value| plain(*value)).collect();
            places.join(" and ")
        };
        let (high, low) = (chart.figure(most.1), chart.figure(least.1));
        let found = if gains { "gain" } else { "payoff" };
        let money = if self.money.is_empty() { String::new() } else { format!(" {}", self.money) };
        let title = if high == low {
            format!("{label}: a mean {found} of {high}{money} at every point")
        } else {
            let (first, last) = (at(most.0), at(least.0));
            format!("{label}: a mean {found} of {high}{money} at {first}, and of {low} at {last}")
        };
        let what = if gains { "Mean gain over the alternative" } else { "Mean payoff" };
        let caption = Caption {
            title,
            subtitle: format!(
                "{what} by {} (up) and {} (across), present value{}",
                up.key,
                across.key,
                in_money(&self.money)
            ),
            source: source(&self.name, self.seed, self.paths),
        };
        let safe = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
        let stem = format!("heat_{}", name.chars().map(safe).collect::<String>());
        Some(Picture::new(&stem, caption, chart))
    }
}

/// A value of an axis without idle zeros.
fn plain(value: f64) -> String {
    let text = digits::number(value, 4);
    let decimal = text.contains('.') && !text.contains('e');
    if decimal { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}
