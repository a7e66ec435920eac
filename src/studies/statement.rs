//! A statement about payoffs that a number of a deal can make true: `mean(microsoft) = mean(microsoft in no-deal.toml)`.

use std::fmt;

/// What is asked of a payoff.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Statistic {
    /// Its mean.
    Mean,
    /// Its quantile at a level.
    Quantile(f64),
    /// The probability that it is below zero.
    Loss,
}

/// A number of a statement.
#[derive(Clone, Debug, PartialEq)]
pub enum Operand {
    /// Written out.
    Number(f64),
    /// Of the payoff of a side, in the deal itself or in another file.
    Payoff {
        /// What is asked.
        statistic: Statistic,
        /// The side.
        side: String,
        /// The other file, as written.
        file: Option<String>,
    },
}

/// Left and right are equal.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// What stands before the equals sign.
    pub left: Operand,
    /// What stands after it.
    pub right: Operand,
}

impl Statement {
    /// Reads a statement.
    ///
    /// # Errors
    /// What is wrong with it, and how one is written.
    pub fn parse(text: &str) -> Result<Self, String> {
        let how = "write one such as \"mean(buyer) = mean(buyer in no-deal.toml)\" or \"p50(buyer) = 30\"";
        let Some((left, right)) = text.split_once('=') else {
            return Err(format!("`{text}` has no equals sign: {how}"));
        };
        let operand =
            |text: &str| Operand::parse(text.trim()).map_err(|why| format!("{why}: {how}"));
        let (left, right) = (operand(left)?, operand(right)?);
        if matches!((&left, &right), (Operand::Number(_), Operand::Number(_))) {
            return Err(format!("`{text}` speaks of no payoff: {how}"));
        }
        Ok(Self { left, right })
    }
}

impl Operand {
    fn parse(text: &str) -> Result<Self, String> {
        if let Ok(number) = text.replace('_', "").parse::<f64>()
            && number.is_finite()
        {
            return Ok(Self::Number(number));
        }
        let call = text.strip_suffix(')').and_then(|text| text.split_once('('));
        let Some((name, argument)) = call else {
            return Err(format!("`{text}` is neither a number nor a statistic of a side"));
        };
        let name = name.trim();
        let statistic = match name {
            "mean" => Statistic::Mean,
            "median" => Statistic::Quantile(0.5),
            "loss" => Statistic::Loss,
            _ => level(name)
                .map(Statistic::Quantile)
                .ok_or_else(|| format!("`{name}` is none of mean, median, p01 to p99, loss"))?,
        };
        let (side, file) = match argument.split_once(" in ") {
            Some((side, file)) => (side.trim(), Some(file.trim().to_owned())),
            None => (argument.trim(), None),
        };
        if side.is_empty() {
            return Err(format!("`{text}` names no side"));
        }
        Ok(Self::Payoff { statistic, side: side.to_owned(), file })
    }
}

/// The level of a percentile: 0.05 for `p05` or `p5`.
fn level(name: &str) -> Option<f64> {
    let digits = name.strip_prefix('p')?;
    let percent: u32 = digits.parse().ok()?;
    (digits.len() <= 2 && (1..=99).contains(&percent)).then(|| f64::from(percent) / 100.0)
}

impl fmt::Display for Operand {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Payoff { statistic, side, file } = self else {
            let Self::Number(number) = self else { return Ok(()) };
            return write!(out, "{number}");
        };
        match statistic {
            Statistic::Mean => out.write_str("mean")?,
            Statistic::Quantile(level) => write!(out, "p{:02}", (100.0 * level).round())?,
            Statistic::Loss => out.write_str("loss")?,
        }
        match file {
            Some(file) => write!(out, "({side} in {file})"),
            None => write!(out, "({side})"),
        }
    }
}

impl fmt::Display for Statement {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} = {}", self.left, self.right)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_come_back_as_they_were_meant() {
        for (text, shown) in [
            ("mean(a) = mean( a in no deal.toml )", "mean(a) = mean(a in no deal.toml)"),
            ("median(a)=30", "p50(a) = 30"),
            ("p5(a) = p95(b)", "p05(a) = p95(b)"),
            ("loss(a) = 0.05", "loss(a) = 0.05"),
        ] {
            assert_eq!(Statement::parse(text).unwrap().to_string(), shown);
        }
    }

    #[test]
    fn what_cannot_be_meant_says_how_one_is_written() {
        for (text, words) in [
            ("mean(a) > 3", "no equals sign"),
            ("3 = 4", "speaks of no payoff"),
            ("p00(a) = 3", "`p00` is none of mean"),
            ("meen(a) = 3", "`meen` is none of mean"),
            ("mean() = 3", "names no side"),
            ("a = 3", "neither a number nor a statistic"),
        ] {
            let why = Statement::parse(text).unwrap_err();
            assert!(why.contains(words) && why.contains("write one such as"), "{why}");
        }
    }
}
