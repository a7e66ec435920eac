//! Every sentence on every picture of a study is true: titles, subtitles and notes are read again, and what they claim is worked
//! out by runs of single deals.

use crate::sentence::{Number, Sentence};
use dealsim::document::{Memory, Overrides};
use dealsim::results::Picture;
use dealsim::studies::negotiation::{Issue, Question, Values, negotiate};
use dealsim::studies::{Axis, Order, Statement, compare, sensitivity, solve, sweep, worth};
use dealsim::{Scenario, Settings};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

const WORLD: &str = "format = 1\nmoney = \"USD bn\"\nwalk_away = \"none.toml\"\n\
    time = { start = 2025-01-01, end = 2028-01-01, step = \"year\" }\n\
    parties = { buyer = { label = \"Buyer\", discount_rate = 0.08 }, seller = { label = \"Seller\", discount_rate = 0.1 } }\n\
    [inputs.price]\nvalue = { uniform = [0, 4] }\n[inputs.cost]\nvalue = { uniform = [1, 2] }\n\
    [inputs.share]\nvalue = 0.3\n\
    [terms.good]\nkind = \"formula_flow\"\nlabel = \"Goods\"\nfrom = \"world\"\nto = \"buyer\"\namount = \"3 * price\"\n\
    [terms.work]\nkind = \"formula_flow\"\nlabel = \"Work\"\nfrom = \"seller\"\nto = \"world\"\namount = \"cost\"\n\
    [terms.share]\nkind = \"formula_flow\"\nlabel = \"Share of goods\"\nfrom = \"buyer\"\nto = \"seller\"\namount = \"share * 3 * price\"\n";

/// A deal, a dearer one, and what both have without.
fn files() -> Memory {
    let dear = format!("{WORLD}cap = 3\n").replace("format = 1", "format = 1\nname = \"Capped\"");
    let deal = WORLD.replace("format = 1", "format = 1\nname = \"Plain\"");
    let none = WORLD
        .replace("walk_away = \"none.toml\"\n", "")
        .replace("share * 3 * price", "0.6")
        .replace("3 * price", "1")
        .replace("\"cost\"", "0.2");
    let all = [("deal.toml", deal), ("dear.toml", dear), ("none.toml", none)];
    all.into_iter().fold(Memory::default(), |files, (name, text)| files.with(name, text))
}

fn settings() -> Settings {
    Settings::paths(2_000)
}

/// The mean payoff of each side of a file with some values laid over it, by a run of its own.
fn means(file: &str, laid: &Overrides) -> BTreeMap<String, f64> {
    let scenario =
        Scenario::read_with(Arc::new(files()), Path::new(file), laid).expect("it is sound");
    let run = scenario.run(&settings()).expect("it runs");
    let mean = |side: &str| run.payoff(side).expect("a side").mean.value;
    [("Buyer", "buyer"), ("Seller", "seller")]
        .map(|(label, side)| (label.to_owned(), mean(side)))
        .into_iter()
        .collect()
}

fn gains(laid: &Overrides) -> BTreeMap<String, f64> {
    let without = means("none.toml", &Overrides::new());
    means("deal.toml", laid)
        .into_iter()
        .map(|(side, mean)| {
            let gain = mean - without[&side];
            (side, gain)
        })
        .collect()
}

fn set(key: &str, value: f64) -> Overrides {
    Overrides::new().with(key, value)
}

/// A number as studies write it: a hyphen for a minus.
fn number(said: &mut Sentence<'_>) -> Option<Number> {
    let minus = said.says("-");
    let read = said.number()?;
    Some(if minus { Number { low: -read.high, high: -read.low } } else { read })
}

fn label(said: &mut Sentence<'_>) -> Option<&'static str> {
    ["Buyer", "Seller"].into_iter().find(|label| said.says(label))
}

/// Reads titles; `None` is one that cannot be checked, an error is one that is wrong.
type Read = Option<Result<(), String>>;

fn holds(number: Number, value: f64, what: &str) -> Result<(), String> {
    if number.holds(value) { Ok(()) } else { Err(format!("{what} is {value}, not {number:?}")) }
}

fn comparison(title: &str) -> Read {
    let mut said = Sentence(title);
    said.says("Capped instead of Plain: ").then_some(())?;
    let (one, other) =
        (means("deal.toml", &Overrides::new()), means("dear.toml", &Overrides::new()));
    loop {
        let sign = if said.says("a gain of ") {
            1.0
        } else if said.says("a loss of ") {
            -1.0
        } else {
            return None;
        };
        let size = number(&mut said)?;
        said.says(" USD bn for ").then_some(())?;
        let side = label(&mut said)?;
        if let Err(why) = holds(size, sign * (other[side] - one[side]), side) {
            return Some(Err(why));
        }
        if said.ends() {
            return Some(Ok(()));
        }
        said.says(", ").then_some(())?;
    }
}

fn of_worth(title: &str) -> Read {
    let mut said = Sentence(title);
    let clauses = [("Goods", "good"), ("Work", "work"), ("Share of goods", "share")];
    let whole = means("deal.toml", &Overrides::new());
    let mut all: Vec<(&str, &str, f64)> = Vec::new();
    for (name, clause) in clauses {
        let out = Overrides::new().set(format!("terms.{clause}=false"));
        let without = means("deal.toml", &out);
        all.extend(["Buyer", "Seller"].map(|side| (name, side, whole[side] - without[side])));
    }
    let most = all.iter().max_by(|one, two| one.2.abs().total_cmp(&two.2.abs()))?;
    said.says(most.0).then_some(())?;
    let value = if said.says(" costs ") {
        said.says(most.1).then_some(())?;
        said.says(" ").then_some(())?;
        let read = number(&mut said)?;
        Number { low: -read.high, high: -read.low }
    } else {
        said.says(" is worth ").then_some(())?;
        number(&mut said)?
    };
    said.says(" USD bn").then_some(())?;
    if !said.says(", the most of all that matters") {
        said.says(&format!(" to {}, the most of all that matters", most.1)).then_some(())?;
    }
    said.ends().then(|| holds(value, most.2, most.1))
}

/// Where a gain turns, left and right of it by a hundredth of the range.
fn turns(side: &str, rising: bool, at: f64) -> Result<(), String> {
    let gain = |share: f64| gains(&set("inputs.share.value", share))[side];
    let (below, above) = (gain(at - 0.006), gain(at + 0.006));
    let found = if rising { below < 0.0 && above > 0.0 } else { below > 0.0 && above < 0.0 };
    if found { Ok(()) } else { Err(format!("{side} has {below} below {at} and {above} above")) }
}

fn middle(number: Number) -> f64 {
    0.5 * (number.low + number.high)
}

fn swept(title: &str) -> Read {
    let mut said = Sentence(title);
    said.says("share: ").then_some(())?;
    loop {
        said.says("a gain for ").then_some(())?;
        let side = label(&mut said)?;
        let rising = said.says(" above ") || !said.says(" below ");
        let at = middle(number(&mut said)?);
        if let Err(why) = turns(side, rising, at) {
            return Some(Err(why));
        }
        if said.ends() {
            return Some(Ok(()));
        }
        said.says(", ").then_some(())?;
    }
}

const SHARES: [f64; 3] = [0.1, 0.3, 0.5];
const TIMES: [f64; 2] = [0.0, 0.2];

fn heat(title: &str) -> Read {
    let mut said = Sentence(title);
    let side = label(&mut said)?;
    said.says(": a mean gain of ").then_some(())?;
    let high = number(&mut said)?;
    said.says(" USD bn at ").then_some(())?;
    let point = |said: &mut Sentence<'_>| {
        let share = middle(number(said)?);
        said.says(" and ").then_some(())?;
        Some((share, middle(number(said)?)))
    };
    let best = point(&mut said)?;
    said.says(", and of ").then_some(())?;
    let low = number(&mut said)?;
    said.says(" at ").then_some(())?;
    let worst = point(&mut said)?;
    let gain = |(share, rate): (f64, f64)| {
        let laid = set("inputs.share.value", share).with("parties.seller.discount_rate", rate);
        let without = means("none.toml", &set("parties.seller.discount_rate", rate));
        means("deal.toml", &laid)[side] - without[side]
    };
    let close = |one: (f64, f64), two: (f64, f64)| {
        (one.0 - two.0).abs() < 1e-3 && (one.1 - two.1).abs() < 1e-3
    };
    let grid = || SHARES.into_iter().flat_map(|share| TIMES.map(|rate| (share, rate)));
    let values: Vec<((f64, f64), f64)> = grid().map(|at| (at, gain(at))).collect();
    let most = values.iter().max_by(|one, two| one.1.total_cmp(&two.1))?;
    let least = values.iter().min_by(|one, two| one.1.total_cmp(&two.1))?;
    let own = |at: (f64, f64)| {
        values.iter().find(|(known, _)| close(*known, at)).map(|(_, value)| *value)
    };
    let (here, there) = (own(best)?, own(worst)?);
    if here < most.1 - 1e-9 || there > least.1 + 1e-9 {
        return Some(Err(format!("{best:?} or {worst:?} is no end of {values:?}")));
    }
    said.ends().then(|| holds(high, here, side).and_then(|()| holds(low, there, side)))
}

fn solved(title: &str) -> Read {
    let mut said = Sentence(title);
    said.says("mean(seller) = mean(seller in none.toml)").then_some(())?;
    if said.says(": no share in the range does it") {
        let signs =
            [0.7, 0.8, 0.9].map(|share| gains(&set("inputs.share.value", share))["Seller"] > 0.0);
        return said
            .ends()
            .then(|| if signs == [true; 3] { Ok(()) } else { Err(format!("{signs:?}")) });
    }
    said.says(" where share is ").then_some(())?;
    let at = middle(number(&mut said)?);
    said.ends().then(|| turns("Seller", true, at))
}

fn tornado(title: &str) -> Read {
    let mut said = Sentence(title);
    if let Some(only) =
        title.strip_suffix(" moves what Buyer has, and nothing else that is drawn or banded")
    {
        return Some(if only == "Price" { Ok(()) } else { Err(format!("{only} moves nothing")) });
    }
    said.says("Price moves Seller ").then_some(())?;
    let times = number(&mut said)?;
    said.says(" times as far as cost does").then_some(())?;
    // The share of what three of the price bring, over the cost, each from its P10 to its P90.
    let swing = |input: &str, ends: [f64; 2]| {
        let [low, high] =
            ends.map(|at| means("deal.toml", &set(&format!("inputs.{input}.value"), at))["Seller"]);
        (high - low).abs()
    };
    let ratio = swing("price", [0.4, 3.6]) / swing("cost", [1.1, 1.9]);
    let near = Number { low: 0.98 * times.low, high: 1.02 * times.high };
    said.ends().then(|| holds(near, ratio, "the ratio"))
}

fn negotiated(title: &str) -> Read {
    let mut said = Sentence(title);
    let zone = middle(number(&mut said)?);
    said.says(" of ").then_some(())?;
    let all = middle(number(&mut said)?);
    said.says(" packages leave nobody worse off; the Nash solution brings Buyer ").then_some(())?;
    let buyer = number(&mut said)?;
    said.says(" and Seller ").then_some(())?;
    let seller = number(&mut said)?;
    // What one gives the other gets at another rate: the product of the gains is the largest where a line through both ends of
    // the zone is halved, in the gains that the paths of judging show.
    let at = |share: f64| gains(&set("inputs.share.value", share));
    let (low, high) = (at(0.2), at(0.8));
    let slope = |side: &str| (high[side] - low[side]) / 0.6;
    let zero = |side: &str| 0.2 - low[side] / slope(side);
    let nash = at(0.5 * (zero("Buyer") + zero("Seller")));
    // Half of the paths choose and the other half tells: within four errors of its own.
    let close = |number: Number, value: f64| (middle(number) - value).abs() < 0.5;
    let inside = zone > 0.0 && zone < all;
    said.ends().then(|| {
        if inside && close(buyer, nash["Buyer"]) && close(seller, nash["Seller"]) {
            Ok(())
        } else {
            Err(format!("{nash:?}"))
        }
    })
}

const SUBTITLES: [&str; 10] = [
    "Mean payoff that each change alone moves, on the same draws, USD bn",
    "Worth: mean payoff with the clause less that without it, on the same draws, USD bn",
    "Mean gain over none.toml, present value at the start, USD bn",
    "Mean gain over the alternative by inputs.share.value (up) and parties.seller.discount_rate (across), present value, USD bn",
    "Left side less right side, on the same draws",
    "Mean payoff of Buyer with each input set to its own P10 and P90, or to the ends of its band, USD bn",
    "Mean payoff of Seller with each input set to its own P10 and P90, or to the ends of its band, USD bn",
    "What Buyer (across) and Seller (up) gain over none, certain money, USD bn",
    "What Buyer (across) and Seller (up) gain over none.toml, certain money, USD bn",
    "",
];

const NOTES: [&str; 9] = [
    "Bars: mean; lines: its 90\u{202f}% interval.",
    "The bands are 95 % intervals of the mean.",
    "The band is a 95 % interval.",
    "Thin lines: equal values.",
    "Heavy line: neither gain nor loss over the alternative.",
    "Zero is the walk-away. Green: both gain. Line: nothing clearly beats it.",
    "Dark: at its upper value; light: at its lower, all others at their draws. Line: all at their draws.",
    "Full dot: reported; half: derived; ring: assumed.",
    "",
];

/// Holds every sentence of the pictures of a study against what single runs give.
fn judge(pictures: &[Picture], title: impl Fn(&str) -> Read) {
    assert!(!pictures.is_empty(), "no picture");
    for picture in pictures {
        let said = &picture.caption.title;
        match title(said) {
            None => panic!("{}: `{said}` is no sentence that can be checked", picture.stem),
            Some(Err(why)) => panic!("{}: `{said}` is wrong: {why}", picture.stem),
            Some(Ok(())) => {}
        }
        let subtitle = picture.caption.subtitle.as_str();
        assert!(SUBTITLES.contains(&subtitle), "{}: {subtitle}", picture.stem);
        for note in picture.draw().notes {
            assert!(NOTES.contains(&note.as_str()), "{}: {note}", picture.stem);
        }
    }
}

fn on_disk() -> Arc<dyn dealsim::document::Files> {
    Arc::new(files())
}

#[test]
fn sentences_of_comparisons_and_of_worth_are_true() {
    let none = Overrides::new();
    let deals = ["deal.toml", "dear.toml"].map(std::path::PathBuf::from);
    let found = compare(&on_disk(), &deals, &none, Order::Alone, &settings()).expect("it runs");
    judge(&found.pictures(), comparison);
    let found = worth(&on_disk(), Path::new("deal.toml"), &none, &settings()).expect("it runs");
    judge(&found.pictures(), of_worth);
}

#[test]
fn sentences_of_sweeps_and_of_solutions_are_true() {
    let none = Overrides::new();
    let deal = Path::new("deal.toml");
    let share = |values: &[f64]| Axis { key: "inputs.share.value".into(), values: values.to_vec() };
    let one = [share(&[0.1, 0.3, 0.5, 0.7])];
    let found = sweep(&on_disk(), deal, &none, &one, None, &settings()).expect("it runs");
    judge(&found.pictures(), swept);
    let rate = Axis { key: "parties.seller.discount_rate".into(), values: TIMES.to_vec() };
    let two = [share(&SHARES), rate];
    let found = sweep(&on_disk(), deal, &none, &two, None, &settings()).expect("it runs");
    judge(&found.pictures(), |title| {
        let claims_nothing =
            title.starts_with("What Buyer gets, by") || title.starts_with("What Seller gets, by");
        if claims_nothing { Some(Ok(())) } else { heat(title) }
    });
    let statement =
        Statement::parse("mean(seller) = mean(seller in none.toml)").expect("a statement");
    for (low, high) in [(0.1, 0.6), (0.7, 0.9)] {
        let range = ("inputs.share.value", low, high);
        let found =
            solve(&on_disk(), deal, &none, range, &statement, &settings()).expect("it runs");
        judge(&found.pictures(), solved);
    }
}

#[test]
fn sentences_of_sensitivities_and_of_negotiations_are_true() {
    let none = Overrides::new();
    let deal = Path::new("deal.toml");
    let found = sensitivity(&on_disk(), deal, None, &none, &settings()).expect("it runs");
    let pictures = found.pictures().into_iter();
    let pictures: Vec<Picture> =
        pictures.map(|(side, tornado, caption)| Picture::new(&side, caption, tornado)).collect();
    judge(&pictures, tornado);
    let mut question = Question::about("deal.toml".into());
    let key = "inputs.share.value".to_owned();
    let values = Values::Range { key: key.clone(), low: 0.0, high: 1.0, steps: 11 };
    question.issues.push(Issue { name: key, values });
    let found = negotiate(&on_disk(), &none, &question, &settings()).expect("it runs");
    let (plane, caption) = found.picture();
    judge(&[Picture::new("plane", caption, plane)], negotiated);
}
