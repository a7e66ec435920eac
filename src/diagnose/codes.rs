//! What every code of a finding means, for `dealsim explain CODE` and the reference.

/// One kind of finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Code {
    /// The stable name, kebab-case.
    pub code: &'static str,
    /// What it is, in a few words.
    pub title: &'static str,
    /// Why it is a fault and the way out, with a small wrong example and the mended one.
    pub explanation: &'static str,
}

/// Every code, in alphabetical order.
pub const CODES: &[Code] = &[
    Code {
        code: "after-end",
        title: "a payment after the last day of the run",
        explanation: "What falls due, starts or is triggered after the last day of the run would never \
                      be paid. The last payable day is the one before `time.end`, or `time.end` \
                      itself where it was written as the last day. Ends, deadlines, maturities and \
                      dates of schedules may lie later.\n\
                      \n\
                      \x20 wrong:   end = 2029-01-01 and on = 2029-01-01\n\
                      \x20 mended:  on = 2028-12-31",
    },
    Code {
        code: "already-above-cap",
        title: "paid before the start beyond the cap",
        explanation: "`already` is what was paid before the start and counts towards the cap. Where it \
                      is more than the cap, nothing is paid any more: the clause is worth nothing in \
                      the whole run.\n\
                      \n\
                      \x20 wrong:   already = 9, cap = 5\n\
                      \x20 mended:  already = 4, cap = 5",
    },
    Code {
        code: "array-of-tables",
        title: "a list of tables where named tables belong",
        explanation: "Everything in a scenario has a name, so that a message, a result and an \
                      overriding file can speak of it. Double brackets make a list of nameless \
                      tables; give each table its own name.\n\
                      \n\
                      \x20 wrong:   [[terms]]\n\
                      \x20 mended:  [terms.revenue_share]",
    },
    Code {
        code: "bad-assertion",
        title: "an assertion that asks for no result",
        explanation: "An assertion compares one result of a run with a number: `mean`, `median`, \
                      `p01` to `p99` or `loss` of a side, `fired` of an event, `insolvent` of a company, \
                      then `<`, `<=`, `>` or `>=`, then a number. It is judged after the run, \
                      which ends with exit code 1 where one fails.\n\
                      \n\
                      \x20 wrong:   enough = \"average(seller) > 30\"\n\
                      \x20 mended:  enough = \"p50(seller) > 30\"",
    },
    Code {
        code: "bad-correlation",
        title: "a correlation that is not one",
        explanation: "A correlation joins two different drivers that are processes, or two \
                      different inputs, by the name of each with `~` between them, in quotes. Its \
                      value is a number from -1 to 1, and each pair is said once. Drivers move in \
                      every period and inputs are drawn once a path, so the two kinds cannot be \
                      joined.\n\
                      \n\
                      \x20 wrong:   growth = 0.3\n\
                      \x20 mended:  \"growth ~ revenue\" = 0.3",
    },
    Code {
        code: "bad-csv",
        title: "a CSV file that cannot be used",
        explanation: "The first line of a CSV file names its columns, and every other line has as \
                      many fields. A `history` and a schedule need the columns `date` (YYYY-MM-DD) \
                      and `value`, each day once. Numbers are written in digits with a decimal point, without a separator of \
                      thousands. Lines that begin with `#` are remarks.\n\
                      \n\
                      \x20 wrong:   2025-07-01,\"12,700\"\n\
                      \x20 mended:  2025-07-01,12700",
    },
    Code {
        code: "bad-date",
        title: "a date that is not a plain day",
        explanation: "A date is a day of the calendar, written YYYY-MM-DD without quotes. Times of \
                      day and time zones have no place in a contract's calendar, and the day must \
                      exist.\n\
                      \n\
                      \x20 wrong:   end = 2030-12-31T17:00:00Z\n\
                      \x20 mended:  end = 2030-12-31",
    },
    Code {
        code: "bad-extends",
        title: "`extends` does not name files",
        explanation: "`extends` stands at the top of a file and takes the name of one file in \
                      quotes, or a list of such names; names are relative to the file that says \
                      them. Later files override earlier ones, and the file itself overrides them \
                      all.\n\
                      \n\
                      \x20 wrong:   extends = { file = \"world.toml\" }\n\
                      \x20 mended:  extends = \"world.toml\"",
    },
    Code {
        code: "bad-money",
        title: "`money` is not a currency with a scale",
        explanation: "`money` says what 1 means everywhere in the scenario: a currency, and `K`, \
                      `M`, `bn` or `tn` where amounts are counted in thousands, millions, billions \
                      or trillions.\n\
                      \n\
                      \x20 wrong:   money = \"USD zillions\"\n\
                      \x20 mended:  money = \"USD bn\"",
    },
    Code {
        code: "bad-name",
        title: "a name that formulas cannot read",
        explanation: "Names of parties, companies, inputs, drivers, events and terms stand in \
                      formulas, so they are made of letters, digits and underscores and begin with \
                      a letter. `t`, `year`, `dt` and `world` have a meaning already. What readers \
                      should see goes into `label`.\n\
                      \n\
                      \x20 wrong:   [terms.\"revenue share\"]\n\
                      \x20 mended:  [terms.revenue_share]",
    },
    Code {
        code: "bad-number",
        title: "a number that cannot be computed with",
        explanation: "A whole number must fit into 64 bits, and a number with a fraction must be \
                      finite: `nan` and `inf` are refused. Choose a unit (such as `money = \"USD \
                      bn\"`) that keeps numbers small, and leave a limit out instead of making it \
                      infinite.\n\
                      \n\
                      \x20 wrong:   cap = inf\n\
                      \x20 mended:  (no cap)",
    },
    Code {
        code: "bad-probability",
        title: "a probability outside 0 to 1",
        explanation: "A probability lies between 0 and 1. Percent are written in quotes.\n\
                      \n\
                      \x20 wrong:   probability = 70\n\
                      \x20 mended:  probability = \"70%\"",
    },
    Code {
        code: "bad-regimes",
        title: "regimes that do not follow one another so",
        explanation: "A regime gives way to other regimes, at intensities or with yearly \
                      probabilities that are not negative; probabilities of leaving one sum to \
                      one at most. Yearly probabilities must also be those of a chain that moves \
                      within the year, if steps are shorter: two regimes that change places \
                      almost every year, or a regime reached only through another, have no such \
                      chain.\n\
                      \n\
                      \x20 wrong:   to = { storm = -0.25 }\n\
                      \x20 mended:  to = { storm = 0.25 }",
    },
    Code {
        code: "bad-set",
        title: "`--set` is not `key.path=value`",
        explanation: "`--set` takes the path of a key, an equals sign and a value. Keys with \
                      blanks are quoted. The value is read as TOML, and as a text where it is not \
                      TOML.\n\
                      \n\
                      \x20 wrong:   --set terms.softbank.amount\n\
                      \x20 mended:  --set terms.softbank.amount=25",
    },
    Code {
        code: "bad-study",
        title: "a study file that asks for nothing",
        explanation: "A study file names its command with `study` and has one key for each argument \
                      of that command, called as on the command line: `deal` or `deals` for the \
                      scenarios, from the folder of the study file, `paths`, `seed`, `steps` and so \
                      on. An argument that can be given several times takes a list; `set` and \
                      `ranges` take a table as well. `dealsim study FILE` runs it.\n\
                      \n\
                      \x20 wrong:   study = \"compair\"\n\
                      \x20 mended:  study = \"compare\"",
    },
    Code {
        code: "bad-time",
        title: "a run that is not a whole number of periods",
        explanation: "The end comes after the start by a whole number of steps, and by 1200 at \
                      most. `end` is the day after the last period or the last day itself.\n\
                      \n\
                      \x20 wrong:   start = 2025-07-01  end = 2030-08-15  step = \"quarter\"\n\
                      \x20 mended:  start = 2025-07-01  end = 2030-09-30  step = \"quarter\"",
    },
    Code {
        code: "bad-weights",
        title: "weights that do not fit the values",
        explanation: "`choice` takes one weight for each value. Weights are not negative and not \
                      all zero; they need not sum to one.\n\
                      \n\
                      \x20 wrong:   choice = { values = [1, 2, 3], weights = [0.5, 0.5] }\n\
                      \x20 mended:  choice = { values = [1, 2, 3], weights = [0.5, 0.3, 0.2] }",
    },
    Code {
        code: "before-start",
        title: "a day or a deadline before the start",
        explanation: "A chance needs time in which it can come true, so its deadline lies after \
                      `time.start`. What is already known is an event with a `date`. A sum that \
                      fell due before the start is no flow of the run: leave its clause out, or say \
                      under `already` what it counts towards a cap.\n\
                      \n\
                      \x20 wrong:   start = 2025-07-01 and chance = { probability = 0.7, by = \
                      2025-01-31 }\n\
                      \x20 mended:  chance = { probability = 0.7, by = 2025-12-31 }",
    },
    Code {
        code: "belief-about-contract",
        title: "a belief about the contract",
        explanation: "Under `beliefs` a side says how it sees the world: inputs, drivers, events and \
                      correlations. Terms, parties, companies and dates are the deal itself, which \
                      is one for everybody. Where a number of the deal is uncertain, make it an \
                      input that the deal reads, and let the side believe otherwise about the \
                      input.\n\
                      \n\
                      \x20 wrong:   beliefs.seller.terms.royalty.rate = 0.2\n\
                      \x20 mended:  beliefs.seller.inputs.royalty_rate.value = 0.2",
    },
    Code {
        code: "belief-of-party",
        title: "beliefs of a party that bargains within a side",
        explanation: "Parties that bargain as one look at the world as one, so beliefs belong to \
                      the side. A party in no side is a side of its own and may have beliefs.\n\
                      \n\
                      \x20 wrong:   [beliefs.founders]\n\
                      \x20 mended:  [beliefs.holders]",
    },
    Code {
        code: "below-zero",
        title: "an amount that falls below zero",
        explanation: "What cannot be negative, such as the cash of a company without `funding`, is \
                      below zero on the path and date that are named. What is so on every path is \
                      found before anything runs.\n\
                      \n\
                      \x20 wrong:   cash = 1 with operating = { out = [\"costs\"] }\n\
                      \x20 mended:  funding = { from = \"holders\", floor = 0, max = 100 }",
    },
    Code {
        code: "bounds-need-numbers",
        title: "bounds around parameters that are not numbers",
        explanation: "`min` and `max` cut a distribution off. How much of it lies between them \
                      must be known before the run, so its parameters are then numbers, not \
                      formulas.\n\
                      \n\
                      \x20 wrong:   value = { normal = { mean = \"growth\", sd = 1 }, min = 0 }\n\
                      \x20 mended:  value = { normal = { mean = 2, sd = 1 }, min = 0 }",
    },
    Code {
        code: "bounds-on-parts",
        title: "bounds on a mixture as a whole",
        explanation: "A mixture gives each of its parts a share of one uniform draw, so its value \
                      does not rise with that draw and cannot be cut off by it. Bound the parts; \
                      where that changes how likely a part is, change its weight as well.\n\
                      \n\
                      \x20 wrong:   { mixture = { of = { … } }, min = 0 }\n\
                      \x20 mended:  of = { good = { weight = 1, normal = [5, 2], min = 0 } }",
    },
    Code {
        code: "by-without-start",
        title: "a deadline for nothing",
        explanation: "`by` is the last day on which a clause can start, or on which what it waits \
                      for can happen. A clause that is in force from the start of the run waits for \
                      nothing: name what it waits for, or leave the deadline out.\n\
                      \n\
                      \x20 wrong:   by = 2026-12-31\n\
                      \x20 mended:  starts = \"signed\", by = 2026-12-31",
    },
    Code {
        code: "cannot-fire",
        title: "an event that cannot happen",
        explanation: "The comparison holds on no path: one side of it stays on its side of the other \
                      by its own nature (a price is never negative), or by so many standard deviations \
                      that no run of any length gets there. What hangs on the event never happens.\n\
                      \n\
                      \x20 wrong:   threshold = \"price <= -1\"\n\
                      \x20 mended:  threshold = \"price <= 1\"",
    },
    Code {
        code: "cannot-read",
        title: "a file that cannot be read",
        explanation: "The file does not exist, may not be read, or is not UTF-8 text. Check the \
                      path, or save the file as UTF-8 in your editor.\n\
                      \n\
                      \x20 wrong:   dealsim run senarios/flagship.toml\n\
                      \x20 mended:  dealsim run scenarios/flagship.toml",
    },
    Code {
        code: "cannot-take",
        title: "a clause that another one cannot take in hand",
        explanation: "A `joint_limit`, a `holdback` and a `set_off` change how other clauses are paid. \
                      Each clause can be named once for that, pays in the direction that is meant, and \
                      is paid without an `escrow` of its own.\n\
                      \n\
                      \x20 wrong:   kind = \"joint_limit\"  from = \"buyer\"  of = [\"paid_by_seller\"]\n\
                      \x20 mended:  kind = \"joint_limit\"  from = \"buyer\"  of = [\"paid_by_buyer\"]",
    },
    Code {
        code: "cap-always-reached",
        title: "a cap that is reached on all paths",
        explanation: "On every path of a short run the clause pays its whole cap, so that what \
                      it is a share of does not matter. Often the cap or its base is in \
                      another unit than meant. `dealsim lint` finds it.\n\
                      \n\
                      \x20 wrong:   cap = 5      (a share of 20 % of 20 a year for five years)\n\
                      \x20 mended:  cap = 20",
    },
    Code {
        code: "cap-never-reached",
        title: "a cap that is reached on no path",
        explanation: "On no path of a short run does the clause reach its cap. Often the cap \
                      is in another unit than meant; a cap that is a safeguard says so with \
                      `allow`. `dealsim lint` finds it.\n\
                      \n\
                      \x20 wrong:   cap = 40      (a share of 20 % of at most 30 a year for five years)\n\
                      \x20 mended:  cap = 20",
    },
    Code {
        code: "carved-out-twice",
        title: "carve-outs of more than everything",
        explanation: "Carve-outs are parts of the scope and are taken out of it together, so that \
                      they sum to 1 at most.\n\
                      \n\
                      \x20 wrong:   carve_outs = { hardware = 0.6, chips = 0.6 }\n\
                      \x20 mended:  carve_outs = { hardware = 0.6 }",
    },
    Code {
        code: "changes-no-payoff",
        title: "an event that changes nothing",
        explanation: "The event happens on some paths of a short run, clauses name it, and \
                      with the event kept from happening every side gets the same on every \
                      path: what it ends is over, or what it starts has not begun. `dealsim \
                      lint` finds it.\n\
                      \n\
                      \x20 wrong:   ends = [\"success\", 2028-12-31]      (which comes in 2029 at the earliest)\n\
                      \x20 mended:  ends = [\"success\", 2030-12-31]",
    },
    Code {
        code: "changes-nothing",
        title: "a change of a number that the clause does not have",
        explanation: "`changes` replaces numbers of the clause that it stands in: each of its keys \
                      is the name of one, and under it stand the events or dates and the new values.\n\
                      \n\
                      \x20 wrong:   changes = { rat = { restructured = 0.08 } }\n\
                      \x20 mended:  changes = { rate = { restructured = 0.08 } }",
    },
    Code {
        code: "control-character",
        title: "a character that is obeyed and not shown",
        explanation: "Texts of a scenario are printed in terminals, tables, pages and pictures. Control \
                      characters can clear a screen or set its title, and those that turn the direction of \
                      writing make a line say something else than it shows; neither belongs into a text. Names, \
                      labels and units are of one line.\n\
                      \n\
                      \x20 wrong:   label = \"Buyer\\u001b[2J\"\n\
                      \x20 mended:  label = \"Buyer\"",
    },
    Code {
        code: "counts-too-few",
        title: "a recurring event that comes more often than it is counted",
        explanation: "A `recurring` event is counted up to `most` times, and what would come after \
                      that does not happen. Where more than one path in a hundred would have more, \
                      that is asked about.\n\
                      \n\
                      \x20 wrong:   recurring = { hazard = 2, most = 3 }   over five years\n\
                      \x20 mended:  recurring = { hazard = 2, most = 20 }",
    },
    Code {
        code: "covers-nothing",
        title: "`covers` names no outflow of the payer",
        explanation: "`covers` says that a term pays for something that the company's operations \
                      buy already, so that it is not paid twice. It names one of the drivers in \
                      the list `operating.out` of the company that pays.\n\
                      \n\
                      \x20 wrong:   covers = \"computing\"\n\
                      \x20 mended:  covers = \"compute\"",
    },
    Code {
        code: "empty-list",
        title: "a list that names nothing",
        explanation: "The first of no events, all of no events, a side of no party: nobody can say \
                      what holds then. Name at least one, or take the key out.\n\
                      \n\
                      \x20 wrong:   any_of = []\n\
                      \x20 mended:  any_of = [\"approved\"]",
    },
    Code {
        code: "empty-range",
        title: "bounds with nothing between them",
        explanation: "`min` and `max` leave no part of the distribution, because they lie on one \
                      side of it or the wrong way round.\n\
                      \n\
                      \x20 wrong:   value = { uniform = [1, 2], min = 3 }\n\
                      \x20 mended:  value = { uniform = [1, 2], min = 1.5 }",
    },
    Code {
        code: "event-loop",
        title: "an event that waits for itself",
        explanation: "An event may be made of others (`any_of`, `all_of`), but going from one to \
                      the next must never lead back.\n\
                      \n\
                      \x20 wrong:   [events.agi] any_of = [\"declared\", \"agi\"]\n\
                      \x20 mended:  [events.agi] any_of = [\"declared\", \"profitable\"]",
    },
    Code {
        code: "extends-cycle",
        title: "files that extend each other",
        explanation: "A file cannot rest on itself, neither directly nor through the files that it \
                      extends. The message prints the whole chain; take one `extends` out of it, \
                      or move what both files need into a third.\n\
                      \n\
                      \x20 wrong:   a.toml: extends = \"b.toml\"   b.toml: extends = \"a.toml\"\n\
                      \x20 mended:  a.toml: extends = \"world.toml\"   b.toml: extends = \
                      \"world.toml\"",
    },
    Code {
        code: "extends-missing",
        title: "`extends` names a file that does not exist",
        explanation: "The name is taken relative to the folder of the file that says it, not to \
                      the folder you are in.\n\
                      \n\
                      \x20 wrong:   extends = \"scenarios/deals/world.toml\"   (in \
                      scenarios/deals/a.toml)\n\
                      \x20 mended:  extends = \"world.toml\"",
    },
    Code {
        code: "file-too-large",
        title: "a file too large for a scenario",
        explanation: "A scenario file may have 16 MiB, and so may a CSV file that it names. Long \
                      series of numbers belong into a CSV file.\n\
                      \n\
                      \x20 wrong:   value = [1, 2, 3, … a million numbers]\n\
                      \x20 mended:  history = \"data/revenue.csv\"",
    },
    Code {
        code: "finer-than-step",
        title: "a frequency that the step does not fit into",
        explanation: "`every` and `compounded` are a whole number of steps of the run: between two \
                      closes nothing is looked at that comes back. Make the step shorter, or the \
                      frequency longer.\n\
                      \n\
                      \x20 wrong:   step = \"quarter\", and every = \"month\" in a clause\n\
                      \x20 mended:  step = \"month\"",
    },
    Code {
        code: "floor-above-cap",
        title: "a floor above the cap",
        explanation: "A cap is the most and a floor the least that is paid in a window (`per`), so \
                      the floor cannot be the larger. Most often the two are swapped, or one is \
                      meant by the year and the other for the life of the term.\n\
                      \n\
                      \x20 wrong:   floor = 100  cap = 92\n\
                      \x20 mended:  floor = 10  cap = 92",
    },
    Code {
        code: "for-continuous",
        title: "closes are counted where all moments are watched",
        explanation: "`for = 4` counts closes in a row; `monitoring = \"continuous\"` looks between \
                      them. One event does one or the other; two events joined by all_of do both.\n\
                      \n\
                      \x20 wrong:   for = 4 with monitoring = \"continuous\"\n\
                      \x20 mended:  for = 4",
    },
    Code {
        code: "formula-arguments",
        title: "a function is called with the wrong arguments",
        explanation: "Every function says how many arguments it takes and which of them are names \
                      of an event, a term, a party, a company or a driver. Names stand there \
                      alone, in the order that the function asks for. The table of `lookup` is \
                      made of constants, `argument: value`, in ascending order.\n\
                      \n\
                      \x20 wrong:   \"clamp(growth, 10%)\" or \"fired(agi + 1)\"\n\
                      \x20 mended:  \"clamp(growth, 0, 10%)\" and \"fired(agi)\"",
    },
    Code {
        code: "formula-syntax",
        title: "a formula that cannot be read",
        explanation: "A formula is built from numbers, dates, names, `+ - * / ^`, comparisons, \
                      `and`, `or`, `not`, parentheses and functions. Something else stands there, \
                      or something is missing. Decimals take a point, digits are grouped with `_`, \
                      equality is `==`, powers are `^`, and comparisons do not chain.\n\
                      \n\
                      \x20 wrong:   \"0 < revenue < 50 && t = 2\"\n\
                      \x20 mended:  \"0 < revenue and revenue < 50 and t == 2\"",
    },
    Code {
        code: "formula-too-deep",
        title: "a formula nested too deeply",
        explanation: "Parentheses, functions and operators inside each other may go 100 levels \
                      deep; a sum of n parts has n levels. No contract that people signed needs \
                      that, so it is probably generated text. Give parts of the formula names \
                      under `[drivers]` and use these.\n\
                      \n\
                      \x20 wrong:   \"a1 + a2 + … + a150\"\n\
                      \x20 mended:  first = { formula = \"a1 + … + a75\" } and \"first + second\"",
    },
    Code {
        code: "formula-too-long",
        title: "a formula that is too long",
        explanation: "A formula may have 10,000 characters. Longer ones cannot be read by the \
                      other side of the table. Give parts of it names under `[drivers]`, or put a \
                      table of numbers into a CSV file and read it as a driver.\n\
                      \n\
                      \x20 wrong:   one formula of forty pages\n\
                      \x20 mended:  costs = { formula = \"compute + salaries\" } and \"revenue - \
                      costs\"",
    },
    Code {
        code: "formula-unknown-function",
        title: "no such function",
        explanation: "A name directly before a parenthesis is a function, and there is none of \
                      this name. `dealsim list functions` shows them all. To multiply, write `*` \
                      before the parenthesis.\n\
                      \n\
                      \x20 wrong:   \"log(revenue)\" or \"rate(1 + t)\"\n\
                      \x20 mended:  \"ln(revenue)\" and \"rate * (1 + t)\"",
    },
    Code {
        code: "heavy-tail",
        title: "a tail too heavy for a mean",
        explanation: "A Pareto distribution with `alpha` of 1 or less, or a Student t with `df` of 1 or \
                      less, has no mean; up to 2 it has one but no variance, so that the ± beside it \
                      says nothing: a few paths decide it. Bound it, or read quantiles.\n\
                      \n\
                      \x20 wrong:   { pareto = { low = 2, alpha = 1.5 } }\n\
                      \x20 mended:  { pareto = { low = 2, alpha = 1.5 }, max = 500 }",
    },
    Code {
        code: "holders-sum",
        title: "holders who do not hold the whole company",
        explanation: "`holders` says who owns a company at the start, as fractions that sum to \
                      one. One of them may hold \"rest\", which is what the others leave.\n\
                      \n\
                      \x20 wrong:   holders = { foundation = 0.3, staff = 0.6 }\n\
                      \x20 mended:  holders = { foundation = 0.3, staff = \"rest\" }",
    },
    Code {
        code: "holds-itself",
        title: "a company that holds itself",
        explanation: "Shares that a company has in itself belong to nobody: they receive nothing and vote \
                      for nobody. `holders` names parties, or other companies.\n\
                      \n\
                      \x20 wrong:   [companies.lab] with holders = { lab = 0.1, staff = \"rest\" }\n\
                      \x20 mended:  holders = { staff = \"rest\" }",
    },
    Code {
        code: "idle-belief",
        title: "a belief that changes nothing",
        explanation: "What a side believes is laid over the scenario, so it says only what this side \
                      sees otherwise. A value that the scenario has already, or a side under \
                      `beliefs` that says nothing, is probably a slip.\n\
                      \n\
                      \x20 wrong:   beliefs.buyer.events.agi.hazard = 0.08\n\
                      \x20 mended:  beliefs.buyer.events.agi.hazard = 0.02",
    },
    Code {
        code: "impossible-correlations",
        title: "correlations that no numbers can have at once",
        explanation: "If two numbers both move with a third, they cannot move against each other: \
                      the correlations that are said together leave no numbers that have them all \
                      (the matrix is not positive semidefinite). The message shows the nearest \
                      that is possible; write that, or take a pair out.\n\
                      \n\
                      \x20 wrong:   \"a ~ b\" = 0.9  \"b ~ c\" = 0.9  \"a ~ c\" = -0.9\n\
                      \x20 mended:  \"a ~ b\" = 0.9  \"b ~ c\" = 0.9  \"a ~ c\" = 0.7",
    },
    Code {
        code: "in-force-on-no-path",
        title: "a clause in force on no path",
        explanation: "On no path of a short run is the clause in force for any time: what \
                      starts it does not come about, or what ends it always comes first. \
                      `dealsim lint` finds it; what reading alone shows is `never-in-force`.\n\
                      \n\
                      \x20 wrong:   starts = \"success\"      (a threshold that nothing reaches)\n\
                      \x20 mended:  threshold = \"sold >= 100\"",
    },
    Code {
        code: "likely-percent",
        title: "per cent written as a plain number",
        explanation: "A share or a rate a year is a part of the whole: 0.2 or \"20%\". A number far \
                      above 1 is most often a percentage without its sign; 20 means 2,000 %. Where it \
                      is meant, allow it at the item.\n\
                      \n\
                      \x20 wrong:   rate = 20\n\
                      \x20 mended:  rate = \"20%\"",
    },
    Code {
        code: "loop",
        title: "values that need one another in the same period",
        explanation: "Each of the values that the message names is made of the next, and the last \
                      of the first, so none can be worked out before the others. Somewhere in the \
                      circle the value of the period before is meant: `prev(x)` reads it, and is \
                      `start` at first.\n\
                      \n\
                      \x20 wrong:   price = { formula = \"demand / 2\" }  demand = { formula = \
                      \"100 - price\" }\n\
                      \x20 mended:  demand = { formula = \"100 - prev(price)\", start = 60 }",
    },
    Code {
        code: "mean-of-few",
        title: "a mean that a thousandth of the paths owns",
        explanation: "More than half of a side's mean payoff comes from one path in a thousand \
                      of a short run. Such a mean says little, and its standard error is far \
                      too small. `dealsim lint` finds it.\n\
                      \n\
                      \x20 wrong:   value = { pareto = { low = 1, alpha = 0.6 } }\n\
                      \x20 mended:  value = { pareto = { low = 1, alpha = 3 } }",
    },
    Code {
        code: "missing-key",
        title: "something that must be said is not",
        explanation: "The table lacks a key without which it means nothing; nothing is assumed in \
                      its place. `dealsim explain KIND` shows what a kind takes.\n\
                      \n\
                      \x20 wrong:   [terms.fee] kind = \"lump_sum\"  from = \"buyer\"  to = \
                      \"seller\"  on = 2026-01-01\n\
                      \x20 mended:  the same with amount = 10",
    },
    Code {
        code: "missing-section",
        title: "a section that every deal has",
        explanation: "A scenario has `[time]`, which says when it starts and ends, and at least \
                      one party under `[parties]`. A file that extends another has the other's.\n\
                      \n\
                      \x20 wrong:   a file without [time]\n\
                      \x20 mended:  [time] with start = 2025-07-01, end = 2030-07-01 and step = \
                      \"quarter\"",
    },
    Code {
        code: "mixed-dimensions",
        title: "a formula that mixes quantities",
        explanation: "Money and money a year, a share and an amount cannot be added, compared or \
                      chosen between. What something is follows from its `unit` (the money unit of \
                      the file, that \"a year\", `share`, `a year`, `years`), from readings such as \
                      `total(term)`, and from `20%` or `38bn`; whatever says nothing is never wrong. \
                      A rate becomes an amount times `dt`, or as a stock.\n\
                      \n\
                      \x20 wrong:   threshold = \"total(royalty) + revenue >= 100\"\n\
                      \x20 mended:  threshold = \"total(royalty) + revenue * dt >= 100\"",
    },
    Code {
        code: "more-than-all",
        title: "more than the whole company",
        explanation: "What closes at one moment is solved together. Fractions just after the \
                      closing, money over post-money values and notes over post-money caps are \
                      parts of one company, and have to leave a part to everybody else.\n\
                      \n\
                      \x20 wrong:   amount = 6, cap = 10 and amount = 5, cap = 10, both post-money\n\
                      \x20 mended:  amount = 3, cap = 10 and amount = 2, cap = 10",
    },
    Code {
        code: "more-than-base",
        title: "more than the whole of one base given away",
        explanation: "Several clauses take their shares from the same base of the same payer at the \
                      same time, and together they take more than all of it.\n\
                      \n\
                      \x20 wrong:   two shares of \"sales\": 70% and 60%\n\
                      \x20 mended:  two shares of \"sales\": 70% and 30%",
    },
    Code {
        code: "mostly-out-of-bounds",
        title: "a distribution most of which its bounds cut away",
        explanation: "Less than a quarter of what the distribution says lies between its `min` \
                      and `max`: its percentiles, as written, are far from those that are \
                      drawn. Often a bound is in another unit than meant.\n\
                      \n\
                      \x20 wrong:   { normal = { mean = 100, sd = 10 }, max = 85 }\n\
                      \x20 mended:  { normal = { mean = 80, sd = 10 }, max = 85 }",
    },
    Code {
        code: "moves-less-than-error",
        title: "a clause that moves less than the error",
        explanation: "On nearly every path of a short run the clause moves nothing, and what \
                      it is worth to every side is less than twice its standard error. Often \
                      an amount is in another unit than meant, or its trigger hardly ever \
                      comes. `dealsim lint` finds it.\n\
                      \n\
                      \x20 wrong:   amount = \"if(sales > 29.97, 1, 0)\"\n\
                      \x20 mended:  amount = \"if(sales > 25, 1, 0)\"",
    },
    Code {
        code: "must-not-move",
        title: "a number that changes over time where one is meant for the whole run",
        explanation: "Discount rates, a company's cash at the start and the fractions of its \
                      holders are one number a path: written out, drawn once, or an input. A \
                      driver or a schedule has another number in each period.\n\
                      \n\
                      \x20 wrong:   discount_rate = \"market_rate\" (a driver)\n\
                      \x20 mended:  discount_rate = \"cost_of_capital\" (an input)",
    },
    Code {
        code: "name-taken",
        title: "one name for two things",
        explanation: "An input and a driver, or a party and a company, cannot share a name: where \
                      it stands in a formula or after `from`, nobody could tell which is meant.\n\
                      \n\
                      \x20 wrong:   [inputs.growth] and [drivers.growth]\n\
                      \x20 mended:  [inputs.long_run_growth] and [drivers.growth]",
    },
    Code {
        code: "negative-rate",
        title: "something arrives at a rate below zero",
        explanation: "A hazard is the number of arrivals a year: 0 is never, 0.08 about one in twelve \
                      years. A formula that falls below zero stops the run: write max(0, …) where zero is meant.\n\
                      \n\
                      \x20 wrong:   hazard = -0.08\n\
                      \x20 mended:  hazard = 0.08",
    },
    Code {
        code: "negative-time",
        title: "a length of time below zero",
        explanation: "What is later by less than nothing would be known before it happens. Write a \
                      length from zero; a formula or a draw below zero stops the run. Where zero is meant, write \
                      max(0, …), or `min = 0` beside the distribution.\n\
                      \n\
                      \x20 wrong:   by = -1\n\
                      \x20 mended:  by = \"6 months\"",
    },
    Code {
        code: "never-in-force",
        title: "a clause that is in force at no time",
        explanation: "It ends before it starts, or what it waits for cannot happen, or the event that \
                      starts it is the one that ends it. It pays nothing on any path.\n\
                      \n\
                      \x20 wrong:   starts = 2029-06-30, ends = 2028-01-01\n\
                      \x20 mended:  starts = 2028-01-01, ends = 2029-06-30",
    },
    Code {
        code: "never-said",
        title: "a value that is read but never said",
        explanation: "Something reads a value of the ledger that no term, company or holder gives: \
                      a stake of somebody who never holds one, say. Name what is there, or take \
                      the reading out.\n\
                      \n\
                      \x20 wrong:   \"stake(buyer, lab)\" where nobody gives the buyer a stake in \
                      the lab\n\
                      \x20 mended:  holders = { buyer = 0, seller = \"rest\" }",
    },
    Code {
        code: "newer-format",
        title: "a file for a newer program",
        explanation: "`format` counts the versions of the language. This file says a number that \
                      this program does not know, so it might misread it.\n\
                      \n\
                      \x20 wrong:   format = 2\n\
                      \x20 mended:  format = 1",
    },
    Code {
        code: "no-correlation",
        title: "many drivers without a correlation",
        explanation: "Three drivers or more vary at random, others read them, and the file has \
                      no `[correlations]`: it then says that they have nothing to do with each \
                      other, which makes good and bad futures look rarer than they are. A \
                      correlation of 0 says that it is meant. `dealsim lint` finds it.\n\
                      \n\
                      \x20 wrong:   drivers price, volume and cost, and no [correlations]\n\
                      \x20 mended:  [correlations] with \"price ~ cost\" = 0.6",
    },
    Code {
        code: "no-kind",
        title: "nothing says what kind of thing it is",
        explanation: "The kind of a driver or event is the key that it is written under. A driver \
                      has one of `process`, `formula`, `schedule`, `stock` and `running`; the \
                      events are in `dealsim list events`.\n\
                      \n\
                      \x20 wrong:   [events.agi] rate = 0.08\n\
                      \x20 mended:  [events.agi] hazard = 0.08",
    },
    Code {
        code: "no-such-member",
        title: "percentiles that no distribution of this kind has",
        explanation: "Two percentiles fix a normal or a lognormal distribution; a third must agree \
                      with them. Larger percentiles need larger values, and those of a lognormal \
                      are above zero.\n\
                      \n\
                      \x20 wrong:   value = { lognormal = { p10 = 9, p90 = 3 } }\n\
                      \x20 mended:  value = { lognormal = { p10 = 3, p90 = 9 } }",
    },
    Code {
        code: "no-values",
        title: "observations that are none",
        explanation: "An empirical distribution draws again what was observed, so at least one \
                      value has to be there: a CSV file needs rows below its header, a list needs \
                      numbers.\n\
                      \n\
                      \x20 wrong:   empirical = { values = [] }\n\
                      \x20 mended:  empirical = { values = [4.1, 6.3, 5.0] }",
    },
    Code {
        code: "no-way-to-pay",
        title: "a penalty without a size",
        explanation: "A penalty says how large it is: a fixed `amount`, an amount `a_day`, or a \
                      `rate` on what is missing to the `level`.\n\
                      \n\
                      \x20 wrong:   kind = \"penalty\", on = \"breach\"\n\
                      \x20 mended:  kind = \"penalty\", on = \"breach\", amount = 5",
    },
    Code {
        code: "not-a-company",
        title: "a party where a company is meant",
        explanation: "Shares are shares of a company: something under `[companies]` with cash, a \
                      value and holders. A party owns companies and is not owned.\n\
                      \n\
                      \x20 wrong:   company = \"buyer\"\n\
                      \x20 mended:  company = \"lab\"",
    },
    Code {
        code: "not-a-comparison",
        title: "a threshold that compares nothing",
        explanation: "A threshold is one of `>=`, `>`, `<=` and `<` between two formulas. Several \
                      conditions are several events, joined with `any_of` or `all_of`.\n\
                      \n\
                      \x20 wrong:   threshold = \"cumulative_profit\"\n\
                      \x20 mended:  threshold = \"cumulative_profit >= 100\"",
    },
    Code {
        code: "not-a-party",
        title: "no party where one is meant",
        explanation: "An account that keeps money for others, and debts that are set off, rest on \
                      what is really paid. A party always pays, a company may fail to: it cannot \
                      stand there.\n\
                      \n\
                      \x20 wrong:   kind = \"holdback\"  from = \"startup\"\n\
                      \x20 mended:  kind = \"holdback\"  from = \"acquirer\"",
    },
    Code {
        code: "not-continuous",
        title: "nobody knows how it moves between closes",
        explanation: "Between two closes a driver can be watched only where its process says how it \
                      moves there: one driver with noise that is Brownian, or the logarithm of one, \
                      held against a level of numbers, inputs, schedules and t. Any other value is \
                      seen at the closes.\n\
                      \n\
                      \x20 wrong:   threshold = \"revenue - cost >= 5\" with monitoring = \"continuous\"\n\
                      \x20 mended:  threshold = \"revenue >= 5\" with monitoring = \"continuous\"",
    },
    Code {
        code: "not-finite",
        title: "a value that is not a finite number",
        explanation: "A division by zero, the logarithm or root of a negative number, or a rate that \
                      explodes leaves no number to go on with, on the path and date that are named. \
                      What is so on every path is found before anything runs.\n\
                      \n\
                      \x20 wrong:   formula = \"revenue / users\" where users can be 0\n\
                      \x20 mended:  formula = \"revenue / max(1, users)\"",
    },
    Code {
        code: "not-of-a-safe",
        title: "a SAFE with a key of a loan",
        explanation: "A SAFE is money for future shares and no debt: it bears no interest and does \
                      not fall due. What has either is a convertible note.\n\
                      \n\
                      \x20 wrong:   form = \"post_money_safe\" and interest = 0.06\n\
                      \x20 mended:  form = \"note\", cap_counted = \"post_money\" and interest = 0.06",
    },
    Code {
        code: "not-positive",
        title: "a parameter that must be above zero",
        explanation: "A spread, a median of a positive number and the like must be above zero. For \
                      a number without uncertainty write the number itself.\n\
                      \n\
                      \x20 wrong:   value = { normal = { mean = 10, sd = 0 } }\n\
                      \x20 mended:  value = 10",
    },
    Code {
        code: "not-together",
        title: "keys that exclude one another",
        explanation: "One of the two keys already says what the other would say. Keep the one \
                      that is meant.\n\
                      \n\
                      \x20 wrong:   growth = \"pace\"  growth_start = 0.9\n\
                      \x20 mended:  growth = \"pace\"",
    },
    Code {
        code: "nothing-to-remove",
        title: "`= false` for something that does not exist",
        explanation: "Setting a named table to `false` removes it from what the extended files \
                      say, so it must be in one of them. Most often the name is misspelt.\n\
                      \n\
                      \x20 wrong:   terms.sofbank = false\n\
                      \x20 mended:  terms.softbank = false",
    },
    Code {
        code: "one-number",
        title: "a number that is said twice, or not at all",
        explanation: "A number in braces says its value once: as `value`, as a `schedule`, or as \
                      one distribution. Beside it stand only notes (`source`, `as_of`, `unit`, \
                      `confidence`, `note`, `label`) and bounds (`min`, `max`).\n\
                      \n\
                      \x20 wrong:   rate = { value = 0.2, uniform = [0.1, 0.3] }\n\
                      \x20 mended:  rate = { uniform = [0.1, 0.3] }",
    },
    Code {
        code: "one-of",
        title: "keys of which exactly one belongs",
        explanation: "Some things can be said in several ways: a round by its pre-money value, its \
                      post-money value or the price of a share. Saying none leaves a hole, saying \
                      two contradicts itself, so exactly one is kept.\n\
                      \n\
                      \x20 wrong:   pre_money = 15\n\
                      \x20          post_money = 20\n\
                      \x20 mended:  pre_money = 15",
    },
    Code {
        code: "option-on-nothing",
        title: "an option on a clause that is not there",
        explanation: "An option ends or extends another clause of the deal: `term` is the name of \
                      its table under [terms].\n\
                      \n\
                      \x20 wrong:   term = \"shares\"\n\
                      \x20 mended:  term = \"share\"",
    },
    Code {
        code: "otherwise-without-by",
        title: "what is paid instead, but no deadline",
        explanation: "`otherwise` is paid on the day `by`, where what the clause waits for has not \
                      happened until then. Without that day nobody knows when it falls due.\n\
                      \n\
                      \x20 wrong:   on = \"restructured\", otherwise = 10\n\
                      \x20 mended:  on = \"restructured\", by = 2025-12-31, otherwise = 10",
    },
    Code {
        code: "out-of-range",
        title: "a number outside the range of its key",
        explanation: "The key takes numbers of a range that the message names and `dealsim list` \
                      shows: a cap from zero, a part of a whole between 0 and 1, a count from one. A number that \
                      varies, by path or over time, stops the run on the first path on which it leaves the range; \
                      where an end of the range is meant then, say so: max(0, …), clamp(…, 0, 1).\n\
                      \n\
                      \x20 wrong:   cap = -5\n\
                      \x20 mended:  cap = 5",
    },
    Code {
        code: "rate-and-tiers",
        title: "a single share and shares by amount",
        explanation: "A share is either one `rate`, or `tiers` that say which share holds from which \
                      amount on. Both together would say it twice.\n\
                      \n\
                      \x20 wrong:   rate = \"5%\", tiers = { 0 = \"5%\", 100 = \"7%\" }\n\
                      \x20 mended:  tiers = { 0 = \"5%\", 100 = \"7%\" }",
    },
    Code {
        code: "rates-apart",
        title: "holders that discount the same receipts at rates far apart",
        explanation: "Parties that hold shares of one company discount what it pays them at \
                      rates more than two points apart, while the company names no rate of its \
                      own. The same risk then has two prices, and moving a share from one to \
                      the other makes value on paper. `dealsim lint` finds it.\n\
                      \n\
                      \x20 wrong:   [companies.firm]      (holders at 8 % and 16 %)\n\
                      \x20 mended:  [companies.firm] with discount_rate = 0.12",
    },
    Code {
        code: "rests-on-one-number",
        title: "a gain that rests on one assumed number",
        explanation: "A fixed number whose author calls it assumed decides whether a side \
                      gains or loses: a tenth more or less of it turns the sign of the mean \
                      payoff. What is assumed must not look certain because it is a constant. \
                      `dealsim lint` finds it.\n\
                      \n\
                      \x20 wrong:   price = { value = 10, confidence = \"assumed\" }\n\
                      \x20 mended:  price = { value = 10, confidence = \"assumed\", band = [8, 12] }",
    },
    Code {
        code: "risk-counted-twice",
        title: "a utility that shuns risk over payoffs whose rate pays for risk already",
        explanation: "A side of a negotiation shuns risk, and its payoffs are discounted at more than \
                      6 % a year: such a rate asks for more because the money is not sure, and \
                      the utility asks for it again. `dealsim check` and `dealsim lint` find it in \
                      study files.\n\
                      \n\
                      \x20 wrong:   [sides.fund] utility = { cara = 0.01 }\n\
                      \x20 mended:  [sides.fund] utility = { cara = 0.01, discount_rate = 0.03 }",
    },
    Code {
        code: "rounds-to-nothing",
        title: "payments that the ledger's steps eat",
        explanation: "The ledger counts money in steps of 2⁻³⁰ of the file's unit: about a dollar where \
                      money = \"USD bn\", a tenth of a cent where it is \"USD M\". So sums are exact in any \
                      order. What is smaller than half a step is not paid, and where rounding moves more \
                      than a ten-thousandth of what a clause pays, the file counts in too large a unit.\n\
                      \n\
                      \x20 wrong:   money = \"USD bn\" and amount = 0.0000000004\n\
                      \x20 mended:  money = \"USD\" and amount = 0.40",
    },
    Code {
        code: "said-two-ways",
        title: "a distribution said in more than one way",
        explanation: "Most distributions can be said by their parameters, by mean and standard \
                      deviation, or by percentiles. Keys of two ways together would have to agree \
                      or one of them would count for nothing, so keep those of one way.\n\
                      \n\
                      \x20 wrong:   normal = { mean = 5, sd = 1, p90 = 7 }\n\
                      \x20 mended:  normal = { p50 = 5, p90 = 7 }",
    },
    Code {
        code: "same-label",
        title: "two names that a reader cannot tell apart",
        explanation: "Results, tables and pictures name things by their `label`. Two rows of one name \
                      cannot be told apart.\n\
                      \n\
                      \x20 wrong:   label = \"Fund\" twice\n\
                      \x20 mended:  label = \"Fund I\", label = \"Fund II\"",
    },
    Code {
        code: "set-unknown-path",
        title: "`--set` leads into a table that does not exist",
        explanation: "Every table on the way to the key must be in the scenario, so that a \
                      misspelt name cannot pass unnoticed. The last key may be new.\n\
                      \n\
                      \x20 wrong:   --set terms.sofbank.amount=25\n\
                      \x20 mended:  --set terms.softbank.amount=25",
    },
    Code {
        code: "shares-above-one",
        title: "shares of more than everything",
        explanation: "The shares that one amount is divided into sum to 1 at most in every tier.\n\
                      \n\
                      \x20 wrong:   tiers = { 0 = 0.75 }, siblings = { staff = { 0 = 0.5 } }\n\
                      \x20 mended:  tiers = { 0 = 0.75 }, siblings = { staff = { 0 = 0.25 } }",
    },
    Code {
        code: "short-history",
        title: "a history that ends too early",
        explanation: "A replay needs a value for the start and for every period after it, and a \
                      bootstrap at least three values to draw changes from. Lengthen the \
                      history, shorten the run, or draw from the history instead of replaying \
                      it.\n\
                      \n\
                      \x20 wrong:   process = \"replay\"  file = \"two_years.csv\" (in a run of five years)\n\
                      \x20 mended:  process = \"replay\"  file = \"two_years.csv\"  bootstrap = true",
    },
    Code {
        code: "shorter-than-a-step",
        title: "a clause whose time lies inside one step",
        explanation: "On every path of a short run the clause is in force for less than one \
                      step, so that what it is a share of is read once, at the close, and not \
                      while the clause is in force. `dealsim lint` finds it.\n\
                      \n\
                      \x20 wrong:   step = \"year\"      (starts = 2027-03-01, ends = 2027-08-31)\n\
                      \x20 mended:  step = \"month\"",
    },
    Code {
        code: "sibling-threshold",
        title: "a threshold that the tiers do not have",
        explanation: "Others share in the tiers of the clause: each of their thresholds is one of \
                      its own.\n\
                      \n\
                      \x20 wrong:   tiers = { 0 = 0.75, 13 = 0.49 }, siblings = { staff = { 14 = 0.49 } }\n\
                      \x20 mended:  tiers = { 0 = 0.75, 13 = 0.49 }, siblings = { staff = { 13 = 0.49 } }",
    },
    Code {
        code: "tier-order",
        title: "tiers that do not follow each other",
        explanation: "The tiers of a waterfall are filled in the order of their `rank`. Each but \
                      the last says `until` when it is full, and the party that it waits for has \
                      a part in it, for a catch-up a larger one than the share it aims at. The \
                      last tier takes the rest, whatever that is.\n\
                      \n\
                      \x20 wrong:   carry = { rank = 1, split = { general = 1 } }\n\
                      \x20          rest = { rank = 2, split = { limited = 1 } }\n\
                      \x20 mended:  carry = { rank = 1, split = { general = 1 }, until = { party = \"general\", amount = 20 } }\n\
                      \x20          rest = { rank = 2, split = { limited = 1 } }",
    },
    Code {
        code: "tiers-begin",
        title: "tiers on receipts that do not begin at 0",
        explanation: "Shares that depend on what was received need one for the first payment as \
                      well: below the lowest threshold nothing would ever be paid, and so the \
                      threshold never reached.\n\
                      \n\
                      \x20 wrong:   tiers = { 13 = 0.49 }, tier_on = \"received\"\n\
                      \x20 mended:  tiers = { 0 = 0.75, 13 = 0.49 }, tier_on = \"received\"",
    },
    Code {
        code: "tiers-order",
        title: "thresholds that do not rise",
        explanation: "Tiers stand in the order of their thresholds, each threshold once, so that the \
                      file reads as the money flows.\n\
                      \n\
                      \x20 wrong:   tiers = { 100 = \"7%\", 0 = \"5%\" }\n\
                      \x20 mended:  tiers = { 0 = \"5%\", 100 = \"7%\" }",
    },
    Code {
        code: "toml-syntax",
        title: "not valid TOML",
        explanation: "A scenario is a TOML file: lines of `key = value` under headers such as \
                      `[terms.softbank]`. Texts, formulas and numbers with a sign or unit stand in \
                      double quotes, each key is given once, and lists and tables are closed.\n\
                      \n\
                      \x20 wrong:   rate = 20%\n\
                      \x20 mended:  rate = \"20%\"",
    },
    Code {
        code: "too-deep",
        title: "nested too deeply",
        explanation: "Tables and lists may be nested 64 levels deep, and files may extend each \
                      other 64 levels deep. No deal needs that; usually a bracket is not closed.\n\
                      \n\
                      \x20 wrong:   a = [[[[[[ …\n\
                      \x20 mended:  a = [1, 2, 3]",
    },
    Code {
        code: "two-caps",
        title: "two caps",
        explanation: "A cap is an amount of money, or a multiple of what was invested. Both together \
                      would leave open which one binds.\n\
                      \n\
                      \x20 wrong:   cap = 260, multiple = 20\n\
                      \x20 mended:  multiple = 20, invested = 13",
    },
    Code {
        code: "two-kinds",
        title: "two kinds at once",
        explanation: "A driver moves in one way and an event happens in one way. Take one of the \
                      two keys out, or make two drivers or events and join them with a formula, \
                      `any_of` or `all_of`.\n\
                      \n\
                      \x20 wrong:   [events.agi] hazard = 0.08  date = 2030-12-31\n\
                      \x20 mended:  [events.agi] hazard = 0.08",
    },
    Code {
        code: "two-prices",
        title: "two prices at one moment",
        explanation: "Investors who buy shares at one moment buy them in one round, at one price. \
                      Where one really closes after the other, `rank` says so.\n\
                      \n\
                      \x20 wrong:   pre_money = 12 and pre_money = 15, both on = 2026-06-30\n\
                      \x20 mended:  rank = 1 on the first and rank = 2 on the second",
    },
    Code {
        code: "two-rests",
        title: "more than one holder has the rest",
        explanation: "\"rest\" is what the other holders leave, so only one can have it.\n\
                      \n\
                      \x20 wrong:   holders = { foundation = \"rest\", staff = \"rest\" }\n\
                      \x20 mended:  holders = { foundation = 0.3, staff = \"rest\" }",
    },
    Code {
        code: "two-sides",
        title: "a party in more than one side",
        explanation: "A side is parties that bargain as one, and nobody sits on two sides of the \
                      table. A party that is in no side is one of its own.\n\
                      \n\
                      \x20 wrong:   parties = [\"foundation\", \"foundation\"]\n\
                      \x20 mended:  parties = [\"foundation\", \"staff\"]",
    },
    Code {
        code: "unknown-key",
        title: "a key that nothing reads",
        explanation: "The table has a key that its kind does not know: most often a slip of the \
                      finger. The message names the nearest one. Remarks go into `note`, or after \
                      `#`.\n\
                      \n\
                      \x20 wrong:   [terms.share] rte = 0.2\n\
                      \x20 mended:  [terms.share] rate = 0.2",
    },
    Code {
        code: "unknown-kind",
        title: "no such kind",
        explanation: "There is no distribution, process or kind of term of this name. `dealsim \
                      list` shows them all.\n\
                      \n\
                      \x20 wrong:   kind = \"revenue_sharing\"\n\
                      \x20 mended:  kind = \"revenue_share\"",
    },
    Code {
        code: "unknown-name",
        title: "a name that nobody has",
        explanation: "The name is used, but no table of the scenario or of the files that it \
                      extends has it. Events are tables under `[events]`, numbers under `[inputs]` \
                      or `[drivers]`, and so on. The message names the nearest one.\n\
                      \n\
                      \x20 wrong:   ends = [\"agy\"]\n\
                      \x20 mended:  ends = [\"agi\"]",
    },
    Code {
        code: "unknown-part",
        title: "an event has no such part",
        explanation: "Some kinds of events have parts that are events of their own: `exit.sale` of a \
                      first_of, `agi.filed`, `agi.upheld` and `agi.rejected` of a dispute.\n\
                      \n\
                      \x20 wrong:   ends = \"agi.won\"\n\
                      \x20 mended:  ends = \"agi.upheld\"",
    },
    Code {
        code: "unknown-word",
        title: "a word that is not among the choices",
        explanation: "Some keys take one of a few words. The message lists them.\n\
                      \n\
                      \x20 wrong:   step = \"quarterly\"\n\
                      \x20 mended:  step = \"quarter\"",
    },
    Code {
        code: "unlimited-funding",
        title: "funding without a limit, which decides who gains",
        explanation: "A company gets as much new money as it needs whatever it is worth, and without that \
                      money a side that gains over the alternative, or at all, would lose. Who gains \
                      then rests on the patience of investors, not on the deal. `dealsim lint` finds \
                      it.\n\
                      \n\
                      \x20 wrong:   funding = { from = \"fund\", floor = 1 }\n\
                      \x20 mended:  funding = { from = \"fund\", floor = 1, max = 60 }",
    },
    Code {
        code: "unnamed-numbers",
        title: "bare numbers that two readers read differently",
        explanation: "Of a normal or a uniform distribution everybody knows what two bare numbers are. \
                      Of a lognormal, gamma, beta, Weibull, Pareto or Student t distribution nobody \
                      does: 3 and 13 may be a range, a mean and a deviation, or two parameters. Name \
                      them.\n\
                      \n\
                      \x20 wrong:   { lognormal = [3, 13] }\n\
                      \x20 mended:  { lognormal = { p10 = 3, p90 = 13 } }",
    },
    Code {
        code: "unread-input",
        title: "an input that nothing reads",
        explanation: "The file says a number and no driver, event, term, party or company reads it: a \
                      name is misspelt where it is meant, or the number is left over. Inputs of a file \
                      that this one extends are not asked about.\n\
                      \n\
                      \x20 wrong:   rate = \"10%\" beside inputs.rate\n\
                      \x20 mended:  rate = \"rate\"",
    },
    Code {
        code: "watched-apart",
        title: "watches of one driver that would not see one path",
        explanation: "What watches a driver all the time is told between two closes by the law of its \
                      path. Watches of both sides go together where their levels stay the same; of \
                      levels that move, of a least value that is kept beside them, and of watches that \
                      begin at different moments of one period each is right alone, and how they go \
                      together is not. Look at the closes of a shorter step instead, or allow it where \
                      nothing hangs on both.\n\
                      \n\
                      \x20 wrong:   threshold = \"price >= cap * (1 + t)\" and threshold = \"price <= 80\"\n\
                      \x20 mended:  monitoring = \"step\" at both, and step = \"month\"",
    },
    Code {
        code: "with-itself",
        title: "somebody who deals with itself",
        explanation: "A payment from somebody to itself moves nothing, and a company that holds its \
                      own shares is owned by nobody to that part.\n\
                      \n\
                      \x20 wrong:   from = \"buyer\", to = \"buyer\"\n\
                      \x20 mended:  from = \"buyer\", to = \"seller\"",
    },
    Code {
        code: "wrong-order",
        title: "ends and middle the wrong way round",
        explanation: "A triangular or uniform distribution takes its numbers in ascending order: \
                      the least, the likeliest, the most.\n\
                      \n\
                      \x20 wrong:   value = { triangular = [40, 20, 10] }\n\
                      \x20 mended:  value = { triangular = [10, 20, 40] }",
    },
    Code {
        code: "wrong-quantity",
        title: "money where a share is meant, or the other way round",
        explanation: "Every key takes an amount of one sort: a sum of money, money a year, a share, a \
                      rate a year. What a number is known to be, by its `%` or `M`, by the `unit` of \
                      what it is made of, or as a reading of the ledger, has to fit.\n\
                      \n\
                      \x20 wrong:   amount = \"20%\"\n\
                      \x20 mended:  amount = \"20% * sales\"",
    },
    Code {
        code: "wrong-type",
        title: "a value of the wrong type",
        explanation: "The key takes another type of value: a number, a date, a text in quotes, a \
                      list or a table. Dates stand without quotes; formulas, names and numbers \
                      with a unit stand in quotes.\n\
                      \n\
                      \x20 wrong:   by = \"2025-12-31\"\n\
                      \x20 mended:  by = 2025-12-31",
    },
];

/// The code of this name.
#[must_use]
pub fn find(code: &str) -> Option<&'static Code> {
    CODES.binary_search_by(|entry| entry.code.cmp(code)).ok().and_then(|at| CODES.get(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_sorted_unique_and_kebab_case() {
        for pair in CODES.windows(2) {
            assert!(pair[0].code < pair[1].code, "{} before {}", pair[0].code, pair[1].code);
        }
        for code in CODES {
            let plain = |letter: char| letter.is_ascii_lowercase() || letter == '-';
            assert!(code.code.chars().all(plain), "{}", code.code);
            assert!(!code.title.ends_with('.') && code.title.len() < 80, "{}", code.code);
            for part in ["wrong:   ", "mended:  "] {
                assert!(code.explanation.contains(part), "{} has no {part}", code.code);
            }
        }
    }

    #[test]
    fn a_code_is_found_by_its_name() {
        for code in CODES {
            assert_eq!(find(code.code), Some(code));
        }
        assert_eq!(find("no-such-code"), None);
    }
}
