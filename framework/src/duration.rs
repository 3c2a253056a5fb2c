//! Durations for people, and from them.

use std::time::Duration;

/// Shows a duration in its two largest units: `850 ms`, `4.6 s`, `90 s`, `3 min 20 s`, `2 h 5 min`.
pub(crate) fn short(duration: Duration) -> String {
    let (millis, seconds) = (duration.as_millis(), duration.as_secs());
    match seconds {
        0 => format!("{millis} ms"),
        1..10 if millis % 1000 >= 50 => format!("{:.1} s", duration.as_secs_f64()),
        1..=120 => format!("{seconds} s"),
        121..3600 if seconds % 60 == 0 => format!("{} min", seconds / 60),
        121..3600 => format!("{} min {} s", seconds / 60, seconds % 60),
        _ if seconds / 60 % 60 == 0 => format!("{} h", seconds / 3600),
        _ => format!("{} h {} min", seconds / 3600, seconds / 60 % 60),
    }
}

/// Reads `90s`, `30m` or `2h`; `None` for anything else, and for nothing at all.
pub(crate) fn parse(text: &str) -> Option<Duration> {
    let text = text.trim();
    let unit = match text.chars().next_back()? {
        's' => 1,
        'm' => 60,
        'h' => 3600,
        _ => return None,
    };
    let number: u64 = text[..text.len() - 1].parse().ok()?;
    number.checked_mul(unit).filter(|seconds| *seconds > 0).map(Duration::from_secs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_shown_in_the_units_a_person_would_say() {
        let shown = |millis| short(Duration::from_millis(millis));
        assert_eq!(shown(850), "850 ms");
        assert_eq!(shown(4_600), "4.6 s");
        assert_eq!(shown(90_000), "90 s");
        assert_eq!(shown(200_000), "3 min 20 s");
        assert_eq!(shown(1_200_000), "20 min");
        assert_eq!(shown(7_500_000), "2 h 5 min");
    }

    #[test]
    fn a_duration_is_read_with_its_unit() {
        assert_eq!(parse("90s"), Some(Duration::from_secs(90)));
        assert_eq!(parse(" 2h "), Some(Duration::from_secs(7200)));
        assert_eq!((parse("0m"), parse("2"), parse(""), parse("2é")), (None, None, None, None));
    }
}
