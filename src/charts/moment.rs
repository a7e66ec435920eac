//! Dates as the charts take them: decimal years, in which a month is a twelfth.

/// Short names of the months.
pub(super) const MONTH_NAMES: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Whether a date is one that a calendar knows; false for what is not finite.
pub(super) fn known(date: f64) -> bool {
    (1.0..9999.0).contains(&date)
}

/// Year, month (0 to 11) and the fraction of the month that has passed.
fn parts(date: f64) -> (i64, usize, f64) {
    // A twelfth is not exact in binary: a date within a millionth of a month belongs to that month.
    let months = date * 12.0;
    let whole = libm::floor(months + 1e-6);
    let month = whole as i64;
    (month.div_euclid(12), month.rem_euclid(12) as usize, (months - whole).max(0.0))
}

/// `Jul 2025`.
pub(super) fn month_and_year(date: f64) -> String {
    let (year, month, _) = parts(date);
    format!("{} {year}", MONTH_NAMES.get(month).copied().unwrap_or(""))
}

/// `2025-07-01`, for tables.
pub(super) fn iso(date: f64) -> String {
    let (year, month, fraction) = parts(date);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        1 if leap => 29,
        1 => 28,
        3 | 5 | 8 | 10 => 30,
        _ => 31,
    };
    let day = (libm::floor(fraction * f64::from(days) + 1e-3) as i64 + 1).min(i64::from(days));
    format!("{year:04}-{:02}-{day:02}", month + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimal_years_read_back_as_dates() {
        assert_eq!(iso(2025.5), "2025-07-01");
        assert_eq!(iso(2025.0 + 11.0 / 12.0), "2025-12-01");
        assert_eq!(iso(2030.0 + (11.0 + 30.0 / 31.0) / 12.0), "2030-12-31");
        assert_eq!(iso(2028.0 + (1.0 + 28.0 / 29.0) / 12.0), "2028-02-29");
        for month in 0..480_u32 {
            let date = 2025.0 + f64::from(month) / 12.0;
            let expected = format!("{}-{:02}-01", 2025 + month / 12, month % 12 + 1);
            assert_eq!(iso(date), expected);
        }
        assert_eq!(month_and_year(2025.5), "Jul 2025");
    }
}
