//! What the findings about formulas mean, for `dealsim explain CODE`.

/// Code, title and explanation of every finding that reading a formula can bring.
pub const CODES: &[(&str, &str, &str)] = &[
    (
        "formula-syntax",
        "The formula cannot be read",
        "A formula is built from numbers, dates, names, `+ - * / ^`, comparisons, `and`, `or`, \
         `not`, parentheses and functions. Something else stands there, or something is missing. \
         Decimals take a point, digits are grouped with `_`, equality is `==`, powers are `^`, \
         and comparisons do not chain. Wrong: `\"0 < revenue < 50 && t = 2\"`. Right: `\"0 < \
         revenue and revenue < 50 and t == 2\"`.",
    ),
    (
        "formula-unknown-function",
        "No such function",
        "A name directly before a parenthesis is a function, and there is none of this name. \
         `dealsim list functions` shows them all. To multiply, write `*` before the parenthesis. \
         Wrong: `\"log(revenue)\"` or `\"rate(1 + t)\"`. Right: `\"ln(revenue)\"` and `\"rate * \
         (1 + t)\"`.",
    ),
    (
        "formula-arguments",
        "A function is called with the wrong arguments",
        "Every function says how many arguments it takes and which of them are names of an event, \
         a term, a party, a company or a driver. Names stand there alone, in the order that the \
         function asks for. The table of `lookup` is made of constants, `argument: value`, in \
         ascending order. Wrong: `\"clamp(growth, 10%)\"` or `\"fired(agi + 1)\"`. Right: \
         `\"clamp(growth, 0, 10%)\"` and `\"fired(agi)\"`.",
    ),
    (
        "formula-too-deep",
        "The formula is nested too deeply",
        "Parentheses, functions and operators inside each other may go 100 levels deep; a sum of \
         n parts has n levels. No contract that people signed needs that, so it is probably \
         generated text. Give parts of the formula names under `[drivers]` and use these. Wrong: \
         `\"a1 + a2 + … + a150\"`. Right: `first = { formula = \"a1 + … + a75\" }` and `\"first + \
         second\"`.",
    ),
    (
        "formula-too-long",
        "The formula is too long",
        "A formula may have 10,000 characters. Longer ones cannot be read by the other side of \
         the table. Give parts of it names under `[drivers]`, or put a table of numbers into a \
         CSV file and read it as a driver. Wrong: one formula of forty pages. Right: `costs = { \
         formula = \"compute + salaries\" }` and `\"revenue - costs\"`.",
    ),
];
