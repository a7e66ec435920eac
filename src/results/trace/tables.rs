//! A trace as tables: the dated ledger, what it adds up to, and the states behind it.

use super::read::{Line, Trace};
use crate::plan::{AccountId, FlowKind};
use crate::report::{Cell, Column, Kind, Table, TableError, Told};

impl Trace {
    /// What happened, by date, with each side's payoff so far.
    ///
    /// # Errors
    /// A number that is not finite.
    pub fn ledger(&self) -> Result<Table, TableError> {
        let money = &self.model.money;
        let mut columns = vec![
            Column::new("date", "", Kind::Date),
            Column::new("period", "", Kind::Integer),
            Column::new("line", "", Kind::Integer),
            Column::new("name", "", Kind::Text),
            Column::new("label", "", Kind::Text),
            Column::new("from", "", Kind::Text),
            Column::new("to", "", Kind::Text),
            Column::new("what", "", Kind::Text),
            Column::new("amount", money, Kind::Number),
            Column::new("worth_to_from", money, Kind::Number),
            Column::new("worth_to_to", money, Kind::Number),
            Column::new("why", "", Kind::Text),
        ];
        let to_date = |name: &str| Column::new(&format!("{name}_to_date"), money, Kind::Number);
        columns.extend(self.model.sides.iter().map(|side| to_date(&side.name)));
        let mut table = Table::new(columns);
        let mut sums = vec![0.0; self.model.sides.len()];
        for line in &self.lines {
            self.add(line, &mut sums);
            let [from, to] = line.between.map_or([None, None], |[from, to]| [Some(from), Some(to)]);
            let worth = |party: Option<AccountId>| {
                let found = line.worth.iter().find(|(account, _)| Some(*account) == party);
                found.map_or(Cell::Absent, |(_, worth)| Cell::Number(*worth))
            };
            let name = |party: Option<AccountId>| Cell::from(self.account(party));
            let mut row = vec![
                Cell::Date(line.date),
                whole(line.period),
                line.posting.map_or(Cell::Absent, whole),
                line.name.as_str().into(),
                line.label.as_str().into(),
                name(from),
                name(to),
                what(line).into(),
                if from.is_some() { Cell::Number(line.amount) } else { Cell::Absent },
                worth(from),
                worth(to),
                line.why.as_str().into(),
            ];
            row.extend(sums.iter().map(|sum| Cell::Number(*sum)));
            table.push(row)?;
        }
        Ok(table)
    }

    /// What each party has under each term; for each side they add up to its payoff, in this order to the last bit.
    ///
    /// # Errors
    /// A number that is not finite.
    pub fn sums(&self) -> Result<Table, TableError> {
        let mut table = Table::new(vec![
            Column::new("side", "", Kind::Text),
            Column::new("party", "", Kind::Text),
            Column::new("name", "", Kind::Text),
            Column::new("present_value", &self.model.money, Kind::Number),
        ]);
        for (number, side) in self.model.sides.iter().enumerate() {
            for holding in self.holdings.iter().filter(|holding| holding.side == number) {
                let term = self.model.plan.terms.get(holding.term.index());
                table.push(vec![
                    side.name.as_str().into(),
                    self.account(Some(holding.party)).into(),
                    term.map_or("", String::as_str).into(),
                    Cell::Number(holding.value),
                ])?;
            }
            let payoff = self.payoffs.get(number).copied();
            table.push(vec![
                side.name.as_str().into(),
                "".into(),
                "payoff".into(),
                payoff.map_or(Cell::Absent, Cell::Number),
            ])?;
        }
        Ok(table)
    }

    /// Drivers and cash at the start and at each close.
    ///
    /// # Errors
    /// A number that is not finite.
    pub fn states(&self) -> Result<Table, TableError> {
        let mut columns = vec![Column::new("date", "", Kind::Date)];
        let drivers = self.model.drivers.iter();
        columns.extend(drivers.map(|driver| Column::new(&driver.name, &driver.unit, Kind::Number)));
        let cash =
            |name: &str| Column::new(&format!("{name}_cash"), &self.model.money, Kind::Number);
        columns.extend(self.model.companies.iter().map(|company| cash(&company.name)));
        let mut table = Table::new(columns);
        for state in &self.states {
            let mut row = vec![Cell::Date(self.model.grid.date(state.period))];
            row.extend(state.values.iter().map(|value| Cell::Number(*value)));
            table.push(row)?;
        }
        Ok(table)
    }

    /// Which path it is, of how many.
    ///
    /// # Errors
    /// Never in practice: the row fits its columns.
    pub fn number(&self, paths: u64) -> Result<Table, TableError> {
        let columns = ["path", "paths"].map(|name| Column::new(name, "", Kind::Integer));
        let mut table = Table::new(columns.to_vec());
        let count = |number: u64| Cell::Integer(i64::try_from(number).unwrap_or(i64::MAX));
        table.push(vec![count(self.path), count(paths)])?;
        Ok(table)
    }

    /// The ledger for readers: date, what, who, how much, why, and the payoffs so far; then what it adds up to.
    ///
    /// # Errors
    /// A number that is not finite.
    pub fn told(&self) -> Result<Told, TableError> {
        let money = &self.model.money;
        let mut columns = vec![
            Column::new("date", "", Kind::Date),
            Column::new("what", "", Kind::Text),
            Column::new("from", "", Kind::Text),
            Column::new("to", "", Kind::Text),
            Column::new("amount", money, Kind::Number),
            Column::new("why", "", Kind::Text),
        ];
        let sides = self.model.sides.iter();
        columns.extend(sides.map(|side| Column::new(&side.label, "so far", Kind::Number)));
        let mut table = Table::new(columns);
        let mut sums = vec![0.0; self.model.sides.len()];
        for line in &self.lines {
            self.add(line, &mut sums);
            let [from, to] = line.between.map_or([None, None], |[from, to]| [Some(from), Some(to)]);
            let mut row = vec![
                Cell::Date(line.date),
                line.label.as_str().into(),
                self.account(from).into(),
                self.account(to).into(),
                if from.is_some() { Cell::Number(line.amount) } else { Cell::Absent },
                line.why.as_str().into(),
            ];
            row.extend(sums.iter().map(|sum| Cell::Number(*sum)));
            table.push(row)?;
        }
        let heading = format!("path {} of {}\n", self.path, self.model.name);
        let mut told = Told { heading, ..Told::default() };
        told.show(table.shown());
        told.show(self.sums()?.shown());
        Ok(told)
    }

    /// Adds what a line is worth to each side.
    fn add(&self, line: &Line, sums: &mut [f64]) {
        for (side, sum) in self.model.sides.iter().zip(sums) {
            let own = line.worth.iter().filter(|(party, _)| side.parties.contains(party));
            own.for_each(|(_, worth)| *sum += worth);
        }
    }

    fn account(&self, account: Option<AccountId>) -> String {
        let found = account.and_then(|account| self.model.plan.accounts.get(account.index()));
        found.map(|account| account.name.clone()).unwrap_or_default()
    }
}

fn whole(number: usize) -> Cell {
    Cell::Integer(i64::try_from(number).unwrap_or(i64::MAX))
}

fn what(line: &Line) -> &'static str {
    match (line.between, line.kind) {
        (None, _) => "event",
        (Some(_), FlowKind::Cash) => "cash",
        (Some(_), FlowKind::Benefit) => "benefit",
    }
}
