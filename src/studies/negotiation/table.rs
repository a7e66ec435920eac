//! A negotiation as tables for other programs.

use super::answer::Negotiation;
use super::question::Setting;
use super::valued::View;
use crate::report::{Cell, Column, Kind, Table, TableError};

impl Negotiation {
    /// A column for each issue.
    fn issue_columns(&self) -> Vec<Column> {
        self.question
            .issues
            .iter()
            .map(|issue| {
                let kind = if issue.step().is_some() { Kind::Number } else { Kind::Text };
                Column::new(&issue.name, "", kind)
            })
            .collect()
    }

    fn issue_cells(&self, terms: &[Setting]) -> Vec<Cell> {
        let cell = |(issue, setting): (&super::Issue, &Setting)| match *setting {
            Setting::Number(number) => Cell::Number(number),
            Setting::Option(_) => Cell::from(issue.word(*setting).as_str()),
        };
        self.question.issues.iter().zip(terms).map(cell).collect()
    }

    /// Gains of all sides, in money: those that bargain through their own eyes, others in the base world.
    fn gain_columns(&self) -> Vec<Column> {
        let mut columns = Vec::new();
        for side in &self.sides {
            let column = |what: &str| format!("{what}_{}", side.name);
            columns.push(Column::new(&column("gain"), &self.money, Kind::Measure));
            columns.push(Column::new(&column("p10"), &self.money, Kind::Number));
            columns.push(Column::new(&column("p90"), &self.money, Kind::Number));
        }
        for (name, _) in &self.others {
            columns.push(Column::new(&format!("gain_{name}"), &self.money, Kind::Measure));
        }
        columns.push(Column::new("all_gain", "", Kind::Measure));
        columns
    }

    fn gain_cells(&self, view: &View) -> Vec<Cell> {
        let mut cells = Vec::new();
        for side in &view.sides {
            cells.push(Cell::Measure(side.money_gain));
            cells.extend(side.spread.map(Cell::Number));
        }
        cells.extend(view.others.iter().map(|gain| Cell::from(*gain)));
        cells.push(Cell::Measure(view.all_gain));
        cells
    }

    /// Every package that was run: what it is, what each side gains, on how many paths.
    ///
    /// # Errors
    /// Never in practice: every row fits its columns.
    pub fn packages_table(&self) -> Result<Table, TableError> {
        let mut columns = self.issue_columns();
        columns.extend(self.gain_columns());
        for name in ["in_zone", "undominated", "robust"] {
            columns.push(Column::new(name, "", Kind::Text));
        }
        columns.push(Column::new("paths", "", Kind::Number));
        let mut table = Table::new(columns);
        let yes = |is: bool| Cell::from(if is { "yes" } else { "no" });
        for package in &self.packages {
            let mut row = self.issue_cells(&package.terms);
            row.extend(self.gain_cells(&package.view));
            row.extend([package.in_zone, package.undominated, package.robust()].map(yes));
            row.push(Cell::Number(package.view.paths as f64));
            table.push(row)?;
        }
        Ok(table)
    }

    /// The packages that rules name and those on the table.
    ///
    /// # Errors
    /// Never in practice: every row fits its columns.
    pub fn solutions_table(&self) -> Result<Table, TableError> {
        let mut columns = vec![Column::new("solution", "", Kind::Text)];
        columns.extend(self.issue_columns());
        columns.extend(self.gain_columns());
        columns.push(Column::new("as_good", "", Kind::Number));
        columns.push(Column::new("cannot_gain", "", Kind::Text));
        let mut table = Table::new(columns);
        for named in &self.agreement.named {
            let mut row = vec![Cell::from(named.name.as_str())];
            row.extend(self.issue_cells(&named.terms));
            row.extend(self.gain_cells(&named.view));
            row.push(Cell::Number(named.as_good.len() as f64));
            row.push(Cell::from(named.cannot_gain.join(", ").as_str()));
            table.push(row)?;
        }
        for scored in &self.scored {
            let mut row = vec![Cell::from(scored.name.as_str())];
            row.extend(self.issue_cells(&scored.terms));
            row.extend(self.gain_cells(&scored.view));
            row.extend([Cell::Absent, Cell::Absent]);
            table.push(row)?;
        }
        Ok(table)
    }

    /// What each side has without a deal, and how far that may improve.
    ///
    /// # Errors
    /// Never in practice: every row fits its columns.
    pub fn sides_table(&self) -> Result<Table, TableError> {
        let mut columns = vec![
            Column::new("side", "", Kind::Text),
            Column::new("walk_away", &self.money, Kind::Number),
            Column::new("may_improve", &self.money, Kind::Measure),
        ];
        columns.extend(self.issue_columns());
        let mut table = Table::new(columns);
        for side in &self.sides {
            let mut row = vec![Cell::from(side.name.as_str()), Cell::Number(side.without)];
            row.push(side.room.into());
            match &side.best {
                Some(terms) => row.extend(self.issue_cells(terms)),
                None => row.extend(self.question.issues.iter().map(|_| Cell::Absent)),
            }
            table.push(row)?;
        }
        Ok(table)
    }

    /// Coins between packages: what rules come to with lotteries, and what is offered in turn.
    ///
    /// # Errors
    /// Never in practice: every row fits its columns.
    pub fn coins_table(&self) -> Result<Table, TableError> {
        let mut columns = vec![
            Column::new("solution", "", Kind::Text),
            Column::new("package", "", Kind::Text),
            Column::new("or", "", Kind::Text),
            Column::new("chance_of_or", "", Kind::Number),
        ];
        for side in &self.sides {
            columns.push(Column::new(&format!("gain_{}", side.name), &self.money, Kind::Number));
        }
        let mut table = Table::new(columns);
        let talked = self.agreement.talked.iter().flat_map(|talked| &talked.offers);
        for coin in self.agreement.coins.iter().chain(talked) {
            let words = |terms: &[Setting]| Cell::from(self.question.words(terms).as_str());
            let mut row = vec![Cell::from(coin.name.as_str()), words(&coin.packages.0)];
            row.push(words(&coin.packages.1));
            row.push(Cell::Number(coin.chance));
            row.extend(coin.gains.iter().map(|gain| Cell::Number(*gain)));
            table.push(row)?;
        }
        Ok(table)
    }
}
