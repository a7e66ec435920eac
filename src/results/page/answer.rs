//! The answer in three sentences: who gets what, from which clause, and with what chance of a loss.

use super::super::findings::{listed, percentage, with_unit};
use super::super::pictures::Picture;
use super::super::run::RunResults;

impl RunResults {
    /// Sentences that say what the run found; each is the title of a picture or speaks of the numbers in the tables.
    pub(in crate::results) fn answer(&self, pictures: &[&Picture]) -> Vec<String> {
        let title = |stem: &str| {
            let found = pictures.iter().find(|picture| picture.stem == stem);
            found.map(|picture| format!("{}.", picture.caption.title))
        };
        let mut sentences: Vec<String> = Vec::new();
        sentences.extend(title("who_gets_what"));
        sentences.extend(title("clauses"));
        sentences.push(self.losses_said());
        sentences
    }

    /// Who may lose, and how often.
    fn losses_said(&self) -> String {
        let mut losing: Vec<(&str, f64)> = self
            .sides
            .iter()
            .filter_map(|side| Some((side.label.as_str(), side.loss?.value)))
            .filter(|(_, loss)| *loss > 0.0)
            .collect();
        losing.sort_by(|a, b| b.1.total_cmp(&a.1));
        if losing.is_empty() {
            return "No side loses on any path.".to_owned();
        }
        let said = |(name, loss): &(&str, f64)| {
            if *loss >= 1.0 {
                format!("{name} on every path")
            } else {
                format!("{name} on {}", percentage(*loss))
            }
        };
        let most: Vec<String> = losing.iter().take(4).map(said).collect();
        let others = if losing.len() > most.len() { "; others lose less often" } else { "" };
        format!(
            "A loss (a payoff below {}) comes to {}{others}.",
            with_unit("0", &self.money),
            listed(&most)
        )
    }
}
