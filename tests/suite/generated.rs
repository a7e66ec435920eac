//! Random deals as texts: parties, companies, processes, events and clauses of every kind, for properties that hold of all.

use proptest::prelude::*;
use std::fmt::Write;

/// Days that fall on closes, inside quarters and beyond the horizon.
const DAYS: [&str; 6] =
    ["2025-03-31", "2025-05-15", "2025-12-31", "2026-08-20", "2026-12-31", "2031-01-01"];

/// Events of every kind, by name; the last two wait for the ledger.
pub(crate) const EVENTS: [&str; 11] = [
    "stock_over",
    "price_high",
    "declared",
    "rising",
    "signed",
    "cleared",
    "deadline",
    "first",
    "both",
    "paid_enough",
    "poor",
];

/// A clause in the making; numbers count sixteenths.
#[derive(Clone, Debug)]
pub(crate) struct Clause {
    pub(crate) kind: usize,
    from: usize,
    to: usize,
    size: u16,
    pub(crate) cap: Option<u16>,
    pub(crate) floor: Option<u16>,
    pub(crate) already: u16,
    pub(crate) per: usize,
    rank: i8,
    pub(crate) starts: Option<usize>,
    pub(crate) ends: Option<usize>,
    unless: Option<usize>,
    conditional: bool,
    pub(crate) in_period: usize,
}

/// A company in the making; numbers count sixteenths.
#[derive(Clone, Debug)]
pub(crate) struct Company {
    cash: u16,
    multiple: u16,
    held: u16,
    floor: u16,
    most: Option<u16>,
    discount: u16,
    recovery: u16,
}

/// A deal in the making.
#[derive(Clone, Debug)]
pub(crate) struct Deal {
    pub(crate) step: usize,
    pub(crate) rates: Vec<u16>,
    pub(crate) companies: Vec<Company>,
    pub(crate) clauses: Vec<Clause>,
    levels: [u16; 4],
    hazard: u16,
    chances: [u16; 2],
    days: [usize; 4],
    one_side: bool,
    held_by_the_other: bool,
}

pub(crate) const STEPS: [&str; 3] = ["month", "quarter", "year"];
pub(crate) const WINDOWS: [&str; 4] = ["life", "year", "contract_year", "period"];
pub(crate) const IN_PERIOD: [&str; 3] = ["prorate", "none", "full"];

prop_compose! {
    fn clause()(
        (kind, from, to, size) in (
            prop_oneof![4 => 0..2_usize, 5 => 2..7_usize], 0..6_usize, 0..5_usize, 1..80_u16,
        ),
        (cap, floor, already) in (prop::option::of(0..160_u16), prop::option::of(0..160_u16), prop_oneof![Just(0), 1..64_u16]),
        (per, rank, in_period) in (0..4_usize, -1..2_i8, 0..3_usize),
        (starts, ends, unless) in (
            prop::option::weighted(0.3, 0..EVENTS.len()),
            prop::option::weighted(0.6, 0..EVENTS.len()),
            prop::option::weighted(0.1, 0..EVENTS.len()),
        ),
        conditional in prop::bool::weighted(0.1),
    ) -> Clause {
        // A floor above the cap is refused.
        let floor = match (cap, floor) {
            (Some(cap), Some(floor)) => Some(floor.min(cap)),
            (_, floor) => floor,
        };
        Clause { kind, from, to, size, cap, floor, already, per, rank, starts, ends, unless, conditional, in_period }
    }
}

prop_compose! {
    fn company()(
        cash in 0..160_u16,
        multiple in 0..80_u16,
        held in 0..16_u16,
        floor in 0..32_u16,
        most in prop::option::of(0..320_u16),
        discount in 0..16_u16,
        recovery in 0..17_u16,
    ) -> Company {
        Company { cash, multiple, held, floor, most, discount, recovery }
    }
}

prop_compose! {
    /// Any deal.
    pub(crate) fn deal()(
        step in 0..3_usize,
        rates in prop::collection::vec(0..4_u16, 2..5),
        companies in prop::collection::vec(company(), 1..3),
        clauses in prop::collection::vec(clause(), 1..8),
        levels in prop::array::uniform4(1..160_u16),
        hazard in 1..16_u16,
        chances in prop::array::uniform2(0..17_u16),
        days in prop::array::uniform4(0..5_usize),
        (one_side, held_by_the_other) in (any::<bool>(), any::<bool>()),
    ) -> Deal {
        Deal { step, rates, companies, clauses, levels, hazard, chances, days, one_side, held_by_the_other }
    }
}

/// A count of sixteenths.
pub(crate) fn sixteenths(count: u16) -> f64 {
    f64::from(count) / 16.0
}

/// One clause in two is said in another way.
fn turned(clause: &Clause) -> bool {
    clause.size % 2 == 1
}

impl Deal {
    /// The same deal with larger numbers.
    pub(crate) fn with_more(&self, by: u16) -> Self {
        let mut deal = self.clone();
        for clause in &mut deal.clauses {
            // One clause in two is said in another way: that stays as it is.
            clause.size += 2 * by;
            clause.already += by;
            clause.cap = clause.cap.map(|cap| cap + by);
        }
        for company in &mut deal.companies {
            company.cash += by;
            company.multiple += by;
        }
        deal.rates.iter_mut().for_each(|rate| *rate += by % 3);
        deal.hazard += by;
        deal
    }

    /// The name of an account; from `parties` on, companies.
    fn account(&self, number: usize) -> String {
        let number = number % (self.rates.len() + self.companies.len());
        match number.checked_sub(self.rates.len()) {
            None => format!("p{number}"),
            Some(company) => format!("c{company}"),
        }
    }

    /// Who pays whom under a clause. The second company never pays the first, so that neither waits for the other.
    pub(crate) fn between(&self, clause: &Clause) -> (String, String) {
        let all = self.rates.len() + self.companies.len();
        let from = clause.from % all;
        let to = (from + 1 + clause.to % (all - 1)) % all;
        let parties = self.rates.len();
        let loops = from >= parties && to >= parties && (to < from || self.held_by_the_other);
        let to = if loops { clause.to % parties } else { to };
        (self.account(from), self.account(to))
    }

    /// The scenario file.
    pub(crate) fn text(&self) -> String {
        let mut sections = self.sections();
        sections.insert(0, "format = 1\nmoney = \"USD bn\"\n".to_owned());
        sections.concat()
    }

    /// Its tables, each with its header, in no order that matters.
    pub(crate) fn sections(&self) -> Vec<String> {
        let mut sections = vec![format!(
            "[time]\nstart = 2025-01-01\nend = 2028-01-01\nstep = \"{}\"\n",
            STEPS[self.step]
        )];
        for (number, rate) in self.rates.iter().enumerate() {
            let annual = if number == 1 { "" } else { "compounding = \"continuous\"\n" };
            sections.push(format!(
                "[parties.p{number}]\ndiscount_rate = {}\n{annual}",
                sixteenths(*rate)
            ));
        }
        if self.one_side {
            sections.push("[sides.both]\nparties = [\"p0\", \"p1\"]\n".to_owned());
        }
        sections.extend(DRIVERS.iter().map(|text| (*text).to_owned()));
        sections.extend(self.events());
        for (number, company) in self.companies.iter().enumerate() {
            sections.push(self.company(number, company));
        }
        sections.push(
            "[terms.base]\nkind = \"revenue_share\"\nfrom = \"p0\"\nto = \"p1\"\nrate = 0.3\nof = \"sales\"\nends = \"paid_enough\"\n"
                .to_owned(),
        );
        for (number, clause) in self.clauses.iter().enumerate() {
            sections.push(self.term(number, clause, true));
            if self.is_comparable(clause) {
                sections.push(self.term(number, clause, false));
            }
        }
        sections
    }

    /// Whether what falls due under a clause is shown by a twin without cap and floor, named `due…`.
    pub(crate) fn is_comparable(&self, clause: &Clause) -> bool {
        let (from, to) = self.between(clause);
        clause.kind < 2 && from.starts_with('p') && to.starts_with('p')
    }

    fn events(&self) -> Vec<String> {
        let [stock, price, total, cash] = self.levels.map(sixteenths);
        let [first, second] = self.chances.map(sixteenths);
        let [by, on, day, other] = self.days.map(|day| DAYS[day]);
        let kinds = [
            format!("threshold = \"stock >= {stock}\""),
            format!("threshold = \"price >= {}\"", 80.0 + 10.0 * price),
            format!("hazard = {}", sixteenths(self.hazard)),
            "hazard = \"0.1 * (1 + t)\"\nmonitoring = \"step\"".to_owned(),
            format!("chance = {{ probability = {first}, by = {by} }}"),
            format!("chance = {{ probability = {second}, on = {on} }}"),
            format!("date = {day}"),
            format!("any_of = [\"declared\", \"price_high\", {other}]"),
            "all_of = [\"signed\", \"declared\"]".to_owned(),
            format!("threshold = \"total(base) >= {total}\""),
            format!("threshold = \"cash(c0) < {cash}\""),
        ];
        EVENTS.iter().zip(kinds).map(|(name, kind)| format!("[events.{name}]\n{kind}\n")).collect()
    }

    fn company(&self, number: usize, company: &Company) -> String {
        let Company { cash, multiple, held, floor, most, discount, recovery } = *company;
        let held = sixteenths(held);
        let other = if number == 1 && self.held_by_the_other { "c0" } else { "p1" };
        let most = most.map_or_else(String::new, |most| format!(", max = {}", sixteenths(most)));
        format!(
            "[companies.c{number}]\ncash = {}\noperating = {{ in = [\"sales\"], out = [\"cost\", \"compute\"] }}\n\
             value = \"max(0.5, {} * sales - 2)\"\nholders = {{ {other} = {held}, p0 = \"rest\" }}\n\
             funding = {{ from = \"p0\", floor = {}, discount = {}, recovery = {}{most} }}\n",
            sixteenths(cash),
            sixteenths(multiple),
            sixteenths(floor),
            sixteenths(discount),
            sixteenths(recovery),
        )
    }

    fn term(&self, number: usize, clause: &Clause, limited: bool) -> String {
        let (from, to) = self.between(clause);
        let size = sixteenths(clause.size);
        let day = DAYS[usize::from(clause.size) % DAYS.len()];
        let party = format!("p{}", clause.from % self.rates.len());
        let company = format!("c{}", clause.to % self.companies.len());
        let event = EVENTS[clause.from + clause.to];
        // Some may never be paid.
        let or_on = if turned(clause) { format!(", {day}") } else { String::new() };
        // Between parties it may run the other way.
        let turns = turned(clause) && self.is_comparable(clause);
        let sign = if turns { '-' } else { '+' };
        let pair = format!("from = \"{from}\"\nto = \"{to}\"\n");
        let (what, capped) = match clause.kind {
            0 => (
                format!("kind = \"revenue_share\"\n{pair}rate = {}\nof = \"sales\"\n", size / 10.0),
                true,
            ),
            1 => (
                format!("kind = \"formula_flow\"\n{pair}amount = \"{size} {sign} price / 100\"\n"),
                true,
            ),
            2 => (
                format!(
                    "kind = \"lump_sum\"\n{pair}amount = \"{size} * part\"\non = [\"{event}\"{or_on}]\n"
                ),
                false,
            ),
            3 => (
                format!(
                    "kind = \"conditional_funding\"\nfrom = \"{party}\"\nto = \"{company}\"\namount = {size}\non = \"{event}\"\nby = {day}\notherwise = {}\nprice = {{ post_money = 600 }}\n",
                    size / 2.0,
                ),
                false,
            ),
            4 => (
                format!(
                    "kind = \"equity\"\ncompany = \"{company}\"\nholder = \"{party}\"\nstake = \"part / 10\"\n"
                ),
                false,
            ),
            5 => (
                format!(
                    "kind = \"ip_access\"\nto = \"{party}\"\nbenefit = \"{size} * price / 100\"\n"
                ),
                false,
            ),
            _ => (
                format!(
                    "kind = \"cloud_commitment\"\nfrom = \"{company}\"\nto = \"{party}\"\nspend = \"{} * compute\"\ncovers = \"compute\"\nmargin = 0.3\n",
                    size / 4.0
                ),
                true,
            ),
        };
        let name = if limited { format!("term{number}") } else { format!("due{number}") };
        let mut text = format!("[terms.{name}]\n{what}rank = {}\n", clause.rank);
        let mut event = |key: &str, event: Option<usize>| {
            if let Some(event) = event {
                let _ = writeln!(text, "{key} = \"{}\"", EVENTS[event]);
            }
        };
        event("starts", clause.starts);
        event("ends", clause.ends);
        event("unless", clause.unless);
        let _ = writeln!(text, "in_period = \"{}\"", IN_PERIOD[clause.in_period]);
        if clause.conditional {
            text.push_str("while = \"price < 110\"\n");
        }
        if capped && limited {
            for (key, number) in [("cap", clause.cap), ("floor", clause.floor)] {
                if let Some(number) = number {
                    let _ = writeln!(text, "{key} = {}", sixteenths(number));
                }
            }
            if clause.cap.is_some() || clause.floor.is_some() {
                let already = sixteenths(clause.already);
                let _ = writeln!(text, "already = {already}\nper = \"{}\"", WINDOWS[clause.per]);
            }
        }
        text
    }

    /// Whether nothing but its events puts a clause out of force, and it is in force from the start.
    pub(crate) fn runs_from_the_start(clause: &Clause) -> bool {
        clause.starts.is_none() && clause.unless.is_none() && !clause.conditional
    }
}

const DRIVERS: [&str; 10] = [
    "[inputs.part]\nvalue = { uniform = [0.1, 0.6] }\n",
    "[inputs.ratio]\nvalue = { triangular = [0.5, 0.9, 1.4] }\n",
    "[drivers.pace]\nprocess = \"mean_reverting\"\nstart = 0.4\nmean = 0.1\nspeed = 0.5\nvolatility = 0.2\n",
    "[drivers.sales]\nprocess = \"growth\"\nstart = 8\ngrowth = \"pace\"\nvolatility = 0.3\n",
    "[drivers.price]\nprocess = \"geometric_brownian\"\nstart = 100\ndrift = 0.03\nvolatility = 0.25\n",
    "[drivers.cost]\nformula = \"ratio * prev(sales) * if(fired(signed), 0.8, 0.7)\"\n",
    "[drivers.compute]\nformula = \"0.3 * sales + 0.1 * since(declared)\"\n",
    "[drivers.stock]\nstock = { inflow = \"sales\", outflow = \"cost\", start = 1 }\n",
    "[drivers.most]\nrunning = { max = \"price\" }\n",
    "[correlations]\n\"pace ~ sales\" = 0.3\n\"part ~ ratio\" = -0.5\n",
];
