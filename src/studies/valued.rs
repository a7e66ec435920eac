//! What clauses are worth as tables, for other programs and for a terminal.

use super::worth::{Clause, Kept, Worth};
use crate::report::{Cell, Column, Kind, Shown, Table, TableError, Told};
use crate::statistics::{Measure, digits};

impl Worth {
    /// What each clause is worth to each side, and on how many paths; then what clauses do together, and all of them.
    ///
    /// # Errors
    /// Never in practice: every row fits its columns.
    pub fn worth_table(&self) -> Result<Table, TableError> {
        let money = self.money.as_str();
        let mut columns =
            ["clause", "label", "side"].map(|name| Column::new(name, "", Kind::Text)).to_vec();
        columns.push(Column::new("worth", money, Kind::Measure));
        for name in ["better_with", "worse_with", "equal"] {
            columns.push(Column::new(name, "", Kind::Measure));
        }
        columns.push(Column::new("goes_with", "", Kind::Text));
        let mut table = Table::new(columns);
        for clause in &self.clauses {
            for (pair, (side, _)) in clause.pairs.iter().zip(&self.sides) {
                let Some(pair) = pair else { continue };
                let texts = [clause.path.as_str(), clause.label.as_str(), side.as_str()];
                let mut row = texts.map(Cell::from).to_vec();
                let shares = pair.shares;
                row.extend(
                    [pair.difference, shares.better, shares.worse, shares.equal].map(Cell::Measure),
                );
                row.push(Cell::from(clause.with.join(", ").as_str()));
                table.push(row)?;
            }
        }
        for (bridge, (side, _)) in self.bridges.iter().zip(&self.sides) {
            let Some(bridge) = bridge else { continue };
            for (name, value) in
                [("interaction", -bridge.interaction), ("all", bridge.start - bridge.end)]
            {
                let mut row = [name, "", side.as_str()].map(Cell::from).to_vec();
                let exact = Measure { value: value + 0.0, standard_error: None, count: self.paths };
                row.push(Cell::Measure(exact));
                row.extend([Cell::Absent, Cell::Absent, Cell::Absent, Cell::from("")]);
                table.push(row)?;
            }
        }
        Ok(table)
    }

    /// What each side received under each clause, present value: what it paid is below zero.
    ///
    /// # Errors
    /// Never in practice: every row fits its columns.
    pub fn moved_table(&self) -> Result<Table, TableError> {
        let mut columns =
            ["clause", "label", "side"].map(|name| Column::new(name, "", Kind::Text)).to_vec();
        columns.push(Column::new("moved", &self.money, Kind::Measure));
        let mut table = Table::new(columns);
        for clause in &self.clauses {
            for (moved, (side, _)) in clause.moved.iter().zip(&self.sides) {
                let Some(moved) = moved else { continue };
                let texts = [clause.path.as_str(), clause.label.as_str(), side.as_str()];
                let mut row = texts.map(Cell::from).to_vec();
                row.push(Cell::Measure(*moved));
                table.push(row)?;
            }
        }
        Ok(table)
    }

    /// The study for a terminal of so many columns.
    #[must_use]
    pub fn terminal(&self, width: usize, ascii: bool) -> String {
        self.told().to_terminal(width, ascii)
    }

    /// What clauses are worth, and beside it what they moved.
    #[must_use]
    pub fn told(&self) -> Told {
        let signed = self.signed.as_ref().map(|event| format!(", {event} taken as certain"));
        let money = if self.money.is_empty() { String::new() } else { format!(", {}", self.money) };
        let heading = format!(
            "{} ({}){}\npresent value{money}, seed {}\n",
            self.name,
            self.path.display(),
            signed.unwrap_or_default(),
            self.seed
        );
        let mut told = Told { heading, answer: self.answer(), ..Told::default() };
        told.show(self.worth_rows());
        told.show(self.moved_rows());
        let mut notes = String::new();
        for Clause { path, with, .. } in self.clauses.iter().filter(|one| !one.with.is_empty()) {
            notes.push_str(&format!("with {path} goes {}, which names it\n", with.join(", ")));
        }
        for Kept { path, why } in &self.kept {
            notes.push_str(&format!("{path} cannot be taken out: {why}\n"));
        }
        let paths = digits::integer(i64::try_from(self.paths).unwrap_or(i64::MAX));
        notes.push_str(&format!(
            "± is one standard error of {paths} paths, drawn alike with and without: it says nothing about the assumptions.\n"
        ));
        told.foot = notes;
        told
    }

    /// For each side, the clause that is worth most to it and the one that costs it most.
    fn answer(&self) -> Vec<String> {
        let worth = |side: usize| {
            let terms = self.clauses.iter().filter(|clause| clause.path.starts_with("terms."));
            terms.filter_map(move |clause| {
                let pair = clause.pairs.get(side)?.as_ref()?;
                Some((clause.label.as_str(), pair.difference))
            })
        };
        let money = if self.money.is_empty() { String::new() } else { format!(" {}", self.money) };
        let by_value =
            |one: &(&str, Measure), two: &(&str, Measure)| one.1.value.total_cmp(&two.1.value);
        let side = |(place, (_, label)): (usize, &(String, String))| {
            let number = |measure: Measure| format!("{}{money}", digits::measure(Some(&measure)));
            let most = worth(place).max_by(by_value).filter(|(_, worth)| worth.value > 0.0);
            let least = worth(place).min_by(by_value).filter(|(_, worth)| worth.value < 0.0);
            let most =
                most.map(|(name, worth)| format!("“{name}” is worth most, {}", number(worth)));
            let least = least.map(|(name, worth)| {
                format!("“{name}” costs most, {}", number(worth.scaled(-1.0)))
            });
            let said: Vec<String> = most.into_iter().chain(least).collect();
            (!said.is_empty()).then(|| format!("{label}: {}.", said.join("; ")))
        };
        self.sides.iter().enumerate().filter_map(side).collect()
    }

    fn header<'a>(&'a self, first: &'a str) -> Shown {
        let mut header = vec![first];
        header.extend(self.sides.iter().map(|(_, label)| label.as_str()));
        Shown::new(&header)
    }

    /// Clauses, what they do together, events.
    fn worth_rows(&self) -> Shown {
        let mut table = self.header("worth: payoff with it less payoff without");
        let cells = |clause: &Clause| -> Vec<String> {
            let gain = |pair: &Option<super::pair::Pair>| match pair {
                Some(pair) => {
                    let size = pair.first.value.abs().max(pair.second.value.abs());
                    digits::measure_beside(Some(&pair.difference), size)
                }
                None => digits::ABSENT.to_owned(),
            };
            clause.pairs.iter().map(gain).collect()
        };
        let row = |name: String, cells: Vec<String>| std::iter::once(name).chain(cells).collect();
        let is_term = |clause: &&Clause| clause.path.starts_with("terms.");
        for clause in self.clauses.iter().filter(is_term) {
            table.push(row(clause.label.clone(), cells(clause)));
        }
        if self.bridges.iter().all(Option::is_some) {
            let number = |of: &dyn Fn(&super::bridge::Bridge) -> f64| -> Vec<String> {
                self.bridges
                    .iter()
                    .flatten()
                    .map(|one| digits::number_beside(of(one), 3, one.size()))
                    .collect()
            };
            let together = number(&|bridge| 0.0 - bridge.interaction);
            table.push(row("together, beyond each alone".to_owned(), together));
            table.push(row("all clauses".to_owned(), number(&|one| one.start - one.end)));
        }
        for clause in self.clauses.iter().filter(|clause| !is_term(clause)) {
            table.push(row(clause.said(), cells(clause)));
        }
        table
    }

    fn moved_rows(&self) -> Shown {
        let mut table = self.header("moved: what each side received under it");
        for clause in &self.clauses {
            if clause.moved.iter().all(Option::is_none) {
                continue;
            }
            let moved = |moved: &Option<Measure>| match moved {
                Some(moved) => digits::measure(Some(moved)),
                None => String::new(),
            };
            let cells = clause.moved.iter().map(moved);
            table.push(std::iter::once(clause.label.clone()).chain(cells).collect());
        }
        table
    }
}
