//! The cap table of one path of a scenario, and who gets what for which value at a company's end.

use super::failure::Failure;
use super::scenario::Scenario;
use crate::cap_table;
use crate::report::Table;
use jiff::civil::Date;

impl Scenario {
    /// Who has how many shares of each company after each closing of a path; with `at`, as it is at the end of that day.
    ///
    /// # Errors
    /// When no company is there, or a number is not what it must be on the path.
    pub fn cap_table(&self, path: u64, at: Option<Date>) -> Result<Table, Failure> {
        let model = self.model();
        if model.companies.is_empty() {
            let file = self.path().display();
            return Err(Failure::Refused(format!("{file} has no company, so nobody has shares")));
        }
        cap_table::closings(model, path, at).map_err(|failure| self.failure(failure, model, None))
    }

    /// What each holder of a company gets on a path for every value of it in a range: a row for its ends and for each
    /// value at which somebody's line breaks. The value replaces what the scenario says of the company's, in all periods;
    /// cash and claims are as they are.
    ///
    /// # Errors
    /// When it is not clear which company, or a number is not what it must be on the path.
    pub fn payout(
        &self,
        company: Option<&str>,
        path: u64,
        range: (f64, f64),
    ) -> Result<Table, Failure> {
        let model = self.model();
        let names: Vec<&str> = model.companies.iter().map(|it| it.name.as_str()).collect();
        let place = match (company, &names[..]) {
            (Some(name), _) => names.iter().position(|known| *known == name),
            (None, [_]) => Some(0),
            (None, _) => None,
        };
        let Some((place, name)) = place.and_then(|place| Some((place, *names.get(place)?))) else {
            let known = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
            let file = self.path().display();
            let message = format!("say which company is sold; those of {file} are: {known}");
            return Err(Failure::Refused(message));
        };
        let key = format!("companies.{name}.value");
        let with_value =
            |value: f64| self.with(&key, value).ok().map(|scenario| scenario.model().clone());
        cap_table::payout(place, path, range, &with_value)
            .map_err(|failure| self.failure(failure, model, None))
    }
}
