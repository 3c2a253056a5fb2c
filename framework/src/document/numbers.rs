//! Numbers by value: 1, 1.0 and 1e0 are the same.

use std::cmp::Ordering;

use serde_json::Number;

/// Compares two numbers; whole ones exactly up to 38 digits, others as floating point numbers.
pub(super) fn compare(one: &Number, other: &Number) -> Option<Ordering> {
    match (one.as_i128(), other.as_i128()) {
        (Some(one), Some(other)) => Some(one.cmp(&other)),
        _ if one == other => Some(Ordering::Equal),
        _ => one.as_f64()?.partial_cmp(&other.as_f64()?),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn numbers_are_compared_by_value_and_long_ones_exactly() {
        assert_eq!(compare(&number("1"), &number("1.0")), Some(Ordering::Equal));
        assert_eq!(compare(&number("10"), &number("1e1")), Some(Ordering::Equal));
        let (large, larger) = (number("12345678901234567890"), number("12345678901234567891"));
        assert_eq!(compare(&large, &larger), Some(Ordering::Less));
        assert_eq!(compare(&number("-1"), &number("0.5")), Some(Ordering::Less));
    }
}
