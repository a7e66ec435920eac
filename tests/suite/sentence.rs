//! A sentence of a picture, read from left to right: its words, and numbers with what they may stand for.

/// A number as it is written: all that would be written like this.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Number {
    pub(crate) low: f64,
    pub(crate) high: f64,
}

impl Number {
    pub(crate) fn holds(self, value: f64) -> bool {
        let hair = 1e-9 * value.abs();
        value >= self.low - hair && value <= self.high + hair
    }
}

/// What is left to read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sentence<'a>(pub(crate) &'a str);

impl<'a> Sentence<'a> {
    /// Reads these words, if they come next.
    pub(crate) fn says(&mut self, words: &str) -> bool {
        let rest = self.0.strip_prefix(words);
        if let Some(rest) = rest {
            self.0 = rest;
        }
        rest.is_some()
    }

    /// Reads up to these words and over them.
    pub(crate) fn up_to(&mut self, words: &str) -> Option<&'a str> {
        let (before, after) = self.0.split_once(words)?;
        self.0 = after;
        Some(before)
    }

    /// Whether nothing is left.
    pub(crate) fn ends(&self) -> bool {
        self.0.is_empty()
    }

    /// Reads an amount and its unit.
    pub(crate) fn amount(&mut self, unit: &str) -> Option<Number> {
        let number = self.number()?;
        (unit.is_empty() || self.says(&format!(" {unit}"))).then_some(number)
    }

    /// Reads a number: `−1,234.5`, `12bn`, `2.5×10¹⁶`. Integers from ten thousand on have three digits that count.
    pub(crate) fn number(&mut self) -> Option<Number> {
        let mut rest = *self;
        let sign = if rest.says("−") { -1.0 } else { 1.0 };
        let digit = |c: char| c.is_ascii_digit();
        let mut length = 0;
        for (at, c) in rest.0.char_indices() {
            let between = matches!(c, '.' | ',') && rest.0[at + 1..].starts_with(digit);
            if !(digit(c) || between) {
                break;
            }
            length = at + 1;
        }
        let (digits, after) = rest.0.split_at(length);
        let plain = digits.replace(',', "");
        let size: f64 = plain.parse().ok()?;
        rest.0 = after;
        let mut factor = 1.0;
        for (word, times) in [("tn", 1e12), ("bn", 1e9), ("m", 1e6)] {
            if rest.says(word) {
                factor = times;
                break;
            }
        }
        if rest.says("×10") {
            let (power, length) = raised(rest.0);
            factor = libm::exp10(f64::from(power));
            rest.0 = &rest.0[length..];
        }
        let last = match plain.split_once('.') {
            Some((_, decimals)) => libm::exp10(-(decimals.len() as f64)),
            None if size >= 1e4 => libm::exp10(plain.len() as f64 - 3.0),
            None => 1.0,
        };
        let (value, reach) = (sign * size * factor, 0.5 * last * factor);
        *self = rest;
        Some(Number { low: value - reach, high: value + reach })
    }

    /// Reads a share: `12 %`, `<0.01 %`, `>99.9 %`.
    pub(crate) fn share(&mut self) -> Option<Number> {
        let mut rest = *self;
        let bound = if rest.says("<") { -1 } else { i32::from(rest.says(">")) };
        let number = rest.number()?;
        if !rest.says("\u{202f}%") {
            return None;
        }
        *self = rest;
        let middle = 0.5 * (number.low + number.high);
        let (low, high) = match bound {
            -1 => (f64::MIN_POSITIVE, middle / 100.0),
            1 => (middle / 100.0, 1.0 - 1e-12),
            // What is certain is written so, and nothing else is.
            _ if middle == 0.0 || middle == 100.0 => (middle / 100.0, middle / 100.0),
            _ => (number.low / 100.0, number.high / 100.0),
        };
        Some(Number { low, high })
    }
}

fn raised(text: &str) -> (i32, usize) {
    const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    let (mut power, mut sign, mut length) = (0, 1, 0);
    for c in text.chars() {
        match RAISED.iter().position(|raised| *raised == c) {
            Some(digit) => power = 10 * power + digit as i32,
            None if c == '⁻' => sign = -1,
            None => break,
        }
        length += c.len_utf8();
    }
    (sign * power, length)
}

#[test]
fn numbers_are_read_with_what_they_may_stand_for() {
    let read = |text: &str| {
        let number = Sentence(text).number().expect("a number");
        (number.low, number.high)
    };
    assert_eq!(read("1,234.5 USD"), (1234.45, 1234.55));
    assert_eq!(read("−6 on"), (-6.5, -5.5));
    assert_eq!(read("46,000"), (45_950.0, 46_050.0));
    assert_eq!(read("2.5bn"), (2.45e9, 2.55e9));
    assert_eq!(read("0 on"), (-0.5, 0.5));
    let (low, high) = read("2.5×10¹⁶");
    assert!(low < 2.45e16 * 1.000_001 && high > 2.55e16 * 0.999_999);
    let share = Sentence("100\u{202f}%").share().expect("a share");
    assert_eq!((share.low, share.high), (1.0, 1.0));
}
