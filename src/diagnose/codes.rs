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
        code: "cannot-read",
        title: "a file that cannot be read",
        explanation: "The file does not exist, may not be read, or is not UTF-8 text. Check the \
                      path, or save the file as UTF-8 in your editor.\n\
                      \n\
                      \x20 wrong:   dealsim run senarios/flagship.toml\n\
                      \x20 mended:  dealsim run scenarios/flagship.toml",
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
        explanation: "A scenario file may have 16 MiB. Long series of numbers belong into a CSV \
                      file that a driver names.\n\
                      \n\
                      \x20 wrong:   value = [1, 2, 3, … a million numbers]\n\
                      \x20 mended:  history = \"data/revenue.csv\"",
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
        code: "set-unknown-path",
        title: "`--set` leads into a table that does not exist",
        explanation: "Every table on the way to the key must be in the scenario, so that a \
                      misspelt name cannot pass unnoticed. The last key may be new.\n\
                      \n\
                      \x20 wrong:   --set terms.sofbank.amount=25\n\
                      \x20 mended:  --set terms.softbank.amount=25",
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
