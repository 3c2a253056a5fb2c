//! Durations for people, and from them.

use std::time::Duration;

use jiff::SignedDuration;

/// Reads `90s`, `30m`, `2h` or `1h30m`.
pub(crate) fn parse(text: &str) -> Result<Duration, String> {
    let read = text.trim().parse::<SignedDuration>().ok().and_then(|duration| Duration::try_from(duration).ok());
    read.ok_or_else(|| format!("`{text}` is not a duration: write `90s`, `30m` or `2h`"))
}

/// Shows whole seconds in their two largest units: `3m 20s`, `2h 5m`, `4d 1h`.
pub(crate) fn short(seconds: i64) -> String {
    let units = [(86_400, "d"), (3_600, "h"), (60, "m"), (1, "s")];
    let sign = if seconds < 0 { "-" } else { "" };
    let mut rest = seconds.saturating_abs();
    let mut shown = Vec::new();
    for (length, name) in units {
        if rest >= length && shown.len() < 2 {
            shown.push(format!("{}{name}", rest / length));
            rest %= length;
        } else if !shown.is_empty() {
            break;
        }
    }
    if shown.is_empty() { "0s".to_owned() } else { format!("{sign}{}", shown.join(" ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_read_with_its_units() {
        assert_eq!(parse("90s"), Ok(Duration::from_secs(90)));
        assert_eq!(parse("1h30m"), Ok(Duration::from_secs(5400)));
        assert!(parse("2").is_err() && parse("-2h").is_err() && parse("soon").is_err() && parse("").is_err());
    }

    #[test]
    fn the_two_largest_units_are_shown() {
        let shown: Vec<String> = [0, 59, 200, 3600, 7_500, 349_260, -61].into_iter().map(short).collect();
        assert_eq!(shown, ["0s", "59s", "3m 20s", "1h", "2h 5m", "4d 1h", "-1m 1s"]);
    }
}
