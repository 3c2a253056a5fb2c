//! Spans of time, up to weeks.

use std::fmt;
use std::str::FromStr;

use jiff::{SignedDuration, Span, SpanRelativeTo, Timestamp};
use serde::{Deserialize, Serialize};

/// Is a span of time as people write it: `90m`, `24h`, `7d`, `2w`. A day has 24 hours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct Age {
    text: String,
    length: SignedDuration,
}

impl Age {
    /// Returns the time that was this long ago.
    pub(crate) fn before(&self, now: Timestamp) -> Timestamp {
        now.saturating_sub(self.length).unwrap_or(Timestamp::MIN)
    }
}

impl FromStr for Age {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let span = text.trim().parse::<Span>().ok();
        let length = span.and_then(|span| span.to_duration(SpanRelativeTo::days_are_24_hours()).ok());
        let length = length.ok_or_else(|| format!("`{text}` is not a span of time: write `90m`, `24h` or `7d`"))?;
        if !length.is_positive() {
            return Err(format!("`{text}` is no time at all: leave it out, or write `90m`, `24h` or `7d`"));
        }
        Ok(Self { text: text.trim().to_owned(), length })
    }
}

impl TryFrom<String> for Age {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Age> for String {
    fn from(age: Age) -> Self {
        age.text
    }
}

impl fmt::Display for Age {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_is_counted_back_from_now() {
        let now: Timestamp = "2026-01-08T00:00:00Z".parse().unwrap();
        for (text, then) in
            [("7d", "2026-01-01T00:00:00Z"), ("1w", "2026-01-01T00:00:00Z"), ("90m", "2026-01-07T22:30:00Z")]
        {
            assert_eq!(text.parse::<Age>().unwrap().before(now), then.parse().unwrap());
        }
    }

    #[test]
    fn what_is_no_length_of_time_is_refused() {
        for text in ["", "7", "-2h", "0s", "soon", "1y"] {
            assert!(text.parse::<Age>().is_err(), "{text}");
        }
    }
}
