//! What sides think of packages as tables, for other programs and for a terminal.

use super::answer::{Believed, BelievedDeal, BelievedSide};
use crate::report::{Cell, Column, Kind, Shown, Table, TableError, Told};
use crate::results::{listed, percentage};
use crate::statistics::{Measure, digits};

impl Believed {
    /// What each side gets and gains by each package, in the base world and in its own, and what its beliefs add.
    ///
    /// # Errors
    /// Never in practice: every row fits its columns.
    pub fn sides_table(&self) -> Result<Table, TableError> {
        let money = self.money.as_str();
        let mut columns = Vec::new();
        for name in ["deal", "side", "believes"] {
            columns.push(Column::new(name, "", Kind::Text));
        }
        for name in ["payoff_base", "payoff_own", "gain_base", "gain_own", "bet"] {
            columns.push(Column::new(name, money, Kind::Measure));
        }
        let mut table = Table::new(columns);
        for deal in &self.deals {
            for (side, (name, _)) in deal.sides.iter().zip(&self.sides) {
                let Some(side) = side else { continue };
                table.push(vec![
                    Cell::from(deal.path.display().to_string()),
                    Cell::from(name.as_str()),
                    Cell::from(if side.believes { "yes" } else { "no" }),
                    Cell::Measure(side.base),
                    Cell::Measure(side.own),
                    side.gain_base.into(),
                    side.gain_own.into(),
                    Cell::Measure(side.bet),
                ])?;
            }
        }
        Ok(table)
    }

    /// How likely events are, in the base world and in that of each side.
    ///
    /// # Errors
    /// Never in practice: every row fits its columns.
    pub fn events_table(&self) -> Result<Table, TableError> {
        let mut table = Table::new(vec![
            Column::new("deal", "", Kind::Text),
            Column::new("event", "", Kind::Text),
            Column::new("world", "", Kind::Text),
            Column::new("probability", "", Kind::Measure),
        ]);
        for deal in &self.deals {
            for event in &deal.events {
                let own = event.own.iter().zip(&self.sides);
                let own = own.filter_map(|(own, (name, _))| Some((name.as_str(), (*own)?)));
                for (world, measure) in std::iter::once(("base", event.base)).chain(own) {
                    table.push(vec![
                        Cell::from(deal.path.display().to_string()),
                        Cell::from(event.name.as_str()),
                        Cell::from(world),
                        Cell::Measure(measure),
                    ])?;
                }
            }
        }
        Ok(table)
    }

    /// The study for a terminal of so many columns.
    #[must_use]
    pub fn terminal(&self, width: usize, ascii: bool) -> String {
        self.told().to_terminal(width, ascii)
    }

    /// What each side thinks of each package, and the bet in it.
    #[must_use]
    pub fn told(&self) -> Told {
        let answer = self.deals.iter().map(|deal| self.sentence(deal)).collect();
        let mut told = Told { answer, heading: self.heading(), ..Told::default() };
        for deal in &self.deals {
            told.show(self.sides_shown(deal));
            if !deal.events.is_empty() {
                told.show(self.events_shown(deal));
            }
            told.say(format!("{}\n", self.sentence(deal)));
            if !deal.base_walk_away.is_empty() {
                told.say(format!(
                    "the walk-away says no beliefs of {}: there they see the base world\n",
                    listed(&deal.base_walk_away)
                ));
            }
        }
        let paths = digits::integer(i64::try_from(self.paths).unwrap_or(i64::MAX));
        told.foot = format!(
            "Payoffs of different worlds are never added. ± is one standard error of {paths} paths, with the same uniforms in all\n\
             worlds: it says nothing about the assumptions.\n"
        );
        told
    }

    fn heading(&self) -> String {
        let money = if self.money.is_empty() { String::new() } else { format!(", {}", self.money) };
        format!("what each side thinks, mean present value{money}\n")
    }

    fn sides_shown(&self, deal: &BelievedDeal) -> Shown {
        let signed = deal.signed.as_ref().map(|event| format!(", {event} certain"));
        let what = match &deal.walk_away {
            Some(path) => format!("gain over {}", path.display()),
            None => "payoff".to_owned(),
        };
        let head = format!("{}{}", deal.name, signed.unwrap_or_default());
        let payoffs = ["payoff, base world", "payoff, own eyes"];
        let gain = format!("{what}, base world");
        // Without a walk-away what it gets is all that there is to tell.
        let gains = deal.walk_away.is_some();
        let mut header = vec![head.as_str()];
        header.extend(payoffs.iter().filter(|_| gains));
        header.extend([gain.as_str(), "own eyes", "bet"]);
        let mut table = Shown::new(&header);
        for (side, (_, label)) in deal.sides.iter().zip(&self.sides) {
            let Some(side) = side else { continue };
            let of = |measure: Measure| digits::measure(Some(&measure));
            let [base, own] = side.told();
            let seen = |measure: Measure| if side.believes { of(measure) } else { String::new() };
            let mut row = vec![label.clone()];
            row.extend([of(side.base), seen(side.own)].into_iter().filter(|_| gains));
            row.extend([of(base), seen(own), seen(side.bet)]);
            table.push(row);
        }
        table
    }

    fn events_shown(&self, deal: &BelievedDeal) -> Shown {
        let believes = |side: &&(usize, &Option<BelievedSide>)| {
            side.1.as_ref().is_some_and(|side| side.believes)
        };
        let own: Vec<usize> =
            deal.sides.iter().enumerate().filter(|side| believes(&side)).map(|(n, _)| n).collect();
        let mut header = vec!["happens by the end", "base world"];
        header.extend(own.iter().filter_map(|side| Some(self.sides.get(*side)?.1.as_str())));
        let mut table = Shown::new(&header);
        for event in &deal.events {
            let mut row = vec![event.label.clone(), percentage(event.base.value)];
            row.extend(own.iter().map(|side| {
                let own = event.own.get(*side).copied().flatten();
                own.map_or(String::new(), |own| percentage(own.value))
            }));
            table.push(row);
        }
        table
    }

    /// The bet in a package, in words.
    pub(super) fn sentence(&self, deal: &BelievedDeal) -> String {
        let winners = deal.winners();
        let does = if deal.walk_away.is_some() { "gains" } else { "gets" };
        let said = |number: &usize| {
            let label = self.sides.get(*number).map_or("", |(_, label)| label.as_str());
            let side = deal.sides.get(*number).copied().flatten()?;
            let [base, own] = side.told();
            Some(format!(
                "in the eyes of {label} it {does} {}, and {} in the base world",
                digits::number(own.value, 3),
                digits::number(base.value, 3)
            ))
        };
        let parts: Vec<String> = winners.iter().filter_map(said).collect();
        match parts.len() {
            0 => format!(
                "{}: no side's beliefs add to what it {does}: there is no bet in it.",
                deal.name
            ),
            1 => format!(
                "{}: {}; nobody else thinks better of it than the base world does.",
                deal.name,
                parts.concat()
            ),
            _ => format!(
                "{}: {}. That each {does} more in its own eyes is a bet: they disagree, and no one world gives it to all of them.",
                deal.name,
                parts.join("; ")
            ),
        }
    }
}
