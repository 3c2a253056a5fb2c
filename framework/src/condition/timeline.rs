//! What every attempt of a wait saw.

use std::collections::HashMap;
use std::fmt;
use std::time::Duration;

use serde::Serialize;

/// Keeps every attempt of one wait, in order.
///
/// `Display` collapses equal outcomes: `31 attempts; 28 x "status 403", 3 x "connection refused"; last: status 403`.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Timeline {
    attempts: Vec<Attempt>,
}

/// Is one look: when it began, how long it took, what it saw.
#[derive(Debug, Clone, Serialize)]
pub struct Attempt {
    /// Seconds from the start of the wait.
    pub offset: f64,
    /// Seconds the look took.
    pub latency: f64,
    /// What it saw.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// Is what one look saw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "outcome", content = "reason", rename_all = "snake_case")]
pub enum Outcome {
    /// The condition was true.
    Met,
    /// It was not true, for this reason.
    NotYet(String),
    /// The look failed in a way that may pass.
    Transient(String),
    /// The look failed for good.
    Permanent(String),
}

impl Outcome {
    /// Returns the words of whatever was not [`Outcome::Met`].
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Met => None,
            Self::NotYet(reason) | Self::Transient(reason) | Self::Permanent(reason) => Some(reason),
        }
    }
}

impl Timeline {
    /// Returns every attempt, first one first.
    #[must_use]
    pub fn attempts(&self) -> &[Attempt] {
        &self.attempts
    }

    pub(crate) fn push(&mut self, offset: Duration, latency: Duration, outcome: Outcome) {
        self.attempts.push(Attempt { offset: offset.as_secs_f64(), latency: latency.as_secs_f64(), outcome });
    }

    /// Counts equal reasons, the most frequent first, the earlier first among equals.
    fn counted(&self) -> Vec<(usize, &str)> {
        let (mut counted, mut places): (Vec<(usize, &str)>, HashMap<&str, usize>) = Default::default();
        for reason in self.attempts.iter().filter_map(|attempt| attempt.outcome.reason()) {
            let place = *places.entry(reason).or_insert(counted.len());
            match counted.get_mut(place) {
                Some((count, _)) => *count += 1,
                None => counted.push((1, reason)),
            }
        }
        counted.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
        counted
    }
}

impl fmt::Display for Timeline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 5;
        let (tries, counted) = (self.attempts.len(), self.counted());
        write!(f, "{tries} attempt{}", if tries == 1 { "" } else { "s" })?;
        for (index, (count, reason)) in counted.iter().take(SHOWN).enumerate() {
            write!(f, "{} {count} x \"{}\"", if index == 0 { ";" } else { "," }, shortened(reason))?;
        }
        if counted.len() > SHOWN {
            write!(f, ", {} other outcomes", counted.len() - SHOWN)?;
        }
        match self.attempts.last().and_then(|last| last.outcome.reason()) {
            Some(last) if counted.len() > 1 => write!(f, "; last: {}", shortened(last)),
            _ => Ok(()),
        }
    }
}

fn shortened(reason: &str) -> String {
    const LIMIT: usize = 200;
    let line = reason.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LIMIT) {
        Some((cut, _)) => format!("{}..", &line[..cut]),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn timeline(reasons: &[&str]) -> Timeline {
        let mut timeline = Timeline::default();
        for reason in reasons {
            timeline.push(Duration::ZERO, Duration::ZERO, Outcome::NotYet((*reason).to_owned()));
        }
        timeline
    }

    #[test]
    fn equal_outcomes_are_counted_and_the_last_is_named() {
        let shown = timeline(&["refused", "status 403", "status 403"]).to_string();
        assert_eq!(shown, r#"3 attempts; 2 x "status 403", 1 x "refused"; last: status 403"#);
    }

    #[test]
    fn a_single_outcome_is_not_repeated_as_the_last() {
        assert_eq!(timeline(&["status 403"]).to_string(), r#"1 attempt; 1 x "status 403""#);
    }

    #[test]
    fn many_different_outcomes_are_summed_up() {
        let shown = timeline(&["a", "b", "c", "d", "e", "f", "g"]).to_string();
        assert!(shown.contains("2 other outcomes; last: g"), "{shown}");
    }

    #[test]
    fn a_long_reason_is_one_short_line() {
        let shown = timeline(&[&"word\n".repeat(100)]).to_string();
        assert!(shown.len() < 240 && !shown.contains('\n'), "{shown}");
    }
}
