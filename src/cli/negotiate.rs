//! Looks for the packages that all sides would sign.

use super::exit;
use super::precision::Exactness;
use super::say::say;
use super::study::{Asked, Left, Run};
use super::study_file::is_study;
use super::sweep::range;
use crate::document::{Files, Overrides};
use crate::report::TableError;
use crate::results::{Charts, Picture};
use crate::simulation::Settings;
use crate::studies::StudyFailure;
use crate::studies::negotiation::{
    Choice, Issue, Negotiation, Question, Setting, Terms, Values, negotiate,
};
use std::path::PathBuf;
use std::sync::Arc;

/// What is asked on the command line, where no study file says it.
pub(super) struct Request {
    /// A scenario, or a study file.
    pub(super) deal: PathBuf,
    /// `key=low..high`, or `key=this,that`.
    pub(super) issues: Vec<String>,
    /// What sides have without a deal.
    pub(super) walk_away: Option<PathBuf>,
    /// Who bargains.
    pub(super) between: Vec<String>,
    /// Values of a range.
    pub(super) steps: usize,
    /// Packages on the table: `key=value key=value`.
    pub(super) scores: Vec<String>,
}

/// `dealsim negotiate`.
pub(super) fn run(request: Request, asked: Asked) -> u8 {
    let study = Run::new(asked);
    let question = match question(&study.files, request) {
        Ok(question) => question,
        Err(Unclear::File(failure)) => return study.ended(Err(failure), left),
        Err(Unclear::Arguments(why, help)) => {
            say(&format!("error: {why}"));
            say(&format!("  help: {help}"));
            return exit::INPUT;
        }
    };
    let run = |settings: &Settings| negotiate(&study.files, &study.overrides, &question, settings);
    study.until_exact(run, exactness, left)
}

/// How exact the gain of each side is with each package that a rule names or that lies on the table.
fn exactness(found: &Negotiation) -> Vec<Exactness> {
    let named = found.agreement.named.iter().map(|named| &named.view);
    let views = named.chain(found.scored.iter().map(|scored| &scored.view));
    let sides = views.flat_map(|view| &view.sides);
    sides.filter_map(|side| Exactness::of(side.money_gain, side.deviation)).collect()
}

/// Why it is not clear what is asked.
enum Unclear {
    File(StudyFailure),
    Arguments(String, String),
}

fn question(files: &Arc<dyn Files>, request: Request) -> Result<Question, Unclear> {
    let mut question = if is_study(&request.deal) {
        Question::read(files, &request.deal).map_err(|wrong| Unclear::File(wrong.into()))?
    } else {
        Question::about(request.deal)
    };
    for text in &request.issues {
        question.issues.push(issue(text, request.steps)?);
    }
    if request.walk_away.is_some() {
        question.walk_away = request.walk_away;
    }
    if !request.between.is_empty() {
        question.between = request.between;
    }
    for text in &request.scores {
        let terms = package(text, &question.issues)?;
        question.scored.push((text.clone(), terms));
    }
    Ok(question)
}

/// Reads `key=low..high` or `key=this,that`.
fn issue(text: &str, steps: usize) -> Result<Issue, Unclear> {
    let help = "write a range such as inputs.stake.value=0.2..0.5, or options such as terms.fee.rate=5%,10%";
    let wrong = |why: String| Unclear::Arguments(why, help.to_owned());
    let Some((key, said)) = text.split_once('=') else {
        return Err(wrong(format!("`{text}` has no equals sign")));
    };
    let (key, said) = (key.trim(), said.trim());
    let values = match range(said) {
        Some((low, high)) if low < high => {
            Values::Range { key: key.to_owned(), low, high, steps: steps.max(2) }
        }
        Some(_) => return Err(wrong(format!("`{said}` ends below its beginning"))),
        None if said.is_empty() => return Err(wrong(format!("`{text}` has no values"))),
        None => Values::Options(
            said.split(',')
                .map(str::trim)
                .map(|option| Choice {
                    name: option.to_owned(),
                    lays: Overrides::new().set(format!("{key}={option}")),
                })
                .collect(),
        ),
    };
    Ok(Issue { name: key.to_owned(), values })
}

/// Reads `key=value key=value`: a value for each issue.
fn package(text: &str, issues: &[Issue]) -> Result<Terms, Unclear> {
    let said: Vec<(&str, &str)> =
        text.split_whitespace().filter_map(|word| word.split_once('=')).collect();
    let mut terms = Terms::new();
    for issue in issues {
        let value = said.iter().find(|(name, _)| *name == issue.name).map(|(_, value)| *value);
        let setting = value.and_then(|value| match &issue.values {
            Values::Range { low, high, .. } => super::sweep::number(value)
                .filter(|number| (low..=high).contains(&number))
                .map(Setting::Number),
            Values::Options(options) => {
                options.iter().position(|option| option.name == value).map(Setting::Option)
            }
        });
        let Some(setting) = setting else {
            return Err(Unclear::Arguments(
                format!("the package `{text}` does not say what {} is", issue.name),
                format!(
                    "give each issue a value that it may have: {} is {}",
                    issue.name,
                    issue.range()
                ),
            ));
        };
        terms.push(setting);
    }
    Ok(terms)
}

fn left(found: &Negotiation) -> Result<Left, TableError> {
    let mut tables = vec![
        ("solutions", found.solutions_table()?),
        ("sides", found.sides_table()?),
        ("packages", found.packages_table()?),
    ];
    if found.question.lotteries {
        tables.push(("coins", found.coins_table()?));
    }
    let (plane, caption) = found.picture();
    let picture = Picture::new("plane", caption, plane);
    let asked = &found.question;
    let issues = asked.issues.iter().map(|issue| (issue.name.clone(), issue.range()));
    let scored = asked.scored.iter().map(|(name, terms)| (name.clone(), asked.words(terms)));
    let between: Vec<&str> = found.sides.iter().map(|side| side.name.as_str()).collect();
    let between = ("between".to_owned(), between.join(", "));
    Ok(Left {
        command: "negotiate",
        names: vec![asked.name.clone()],
        first: asked.files.first().unwrap_or(&asked.deal).clone(),
        others: vec![found.walk_away.1.clone()],
        files: found.files.clone(),
        seed: found.seed,
        paths: found.paths.1,
        sampler: found.sampler.clone(),
        said: std::iter::once(between).chain(issues).chain(scored).collect(),
        tables,
        pictures: vec![picture],
        charts: Charts::All,
        told: found.told(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn issues_and_packages_are_read_as_they_are_meant() {
        let read = |text: &str| issue(text, 5).map_err(|_| ()).unwrap();
        let stake = read("inputs.stake.value=20%..0.5");
        let wanted =
            Values::Range { key: "inputs.stake.value".to_owned(), low: 0.2, high: 0.5, steps: 5 };
        assert_eq!(stake.values, wanted);
        let clause = read("terms.fee=false,true");
        let issues = [stake, clause];
        let terms = package("inputs.stake.value=0.3 terms.fee=true", &issues).map_err(|_| ());
        assert_eq!(terms, Ok(vec![Setting::Number(0.3), Setting::Option(1)]));
        assert!(package("inputs.stake.value=0.6 terms.fee=true", &issues).is_err());
        assert!(package("inputs.stake.value=0.3", &issues).is_err());
        for wrong in ["a.b", "a.b=1..0", "a.b="] {
            assert!(issue(wrong, 3).is_err(), "{wrong}");
        }
    }
}
