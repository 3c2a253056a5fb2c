//! Words and numbers as the page shows them.

use std::time::Duration;

use terraproof_terraform::Redactor;

use crate::duration;

/// How much of a text is shown; the files beside the page hold all of it.
const TEXT: usize = 4_000;
/// How much of a text is shown where there is room for a line.
const LINE: usize = 300;

/// Makes texts fit to be shown: without secrets, and not without end.
pub(super) struct Words<'a> {
    redactor: &'a Redactor,
}

impl<'a> Words<'a> {
    pub(super) fn new(redactor: &'a Redactor) -> Self {
        Self { redactor }
    }

    /// Returns a text of many lines.
    pub(super) fn text(&self, text: &str) -> String {
        shortened(self.redactor.redact(text).trim_end(), TEXT)
    }

    /// Returns a text as one line.
    pub(super) fn line(&self, text: &str) -> String {
        let text = self.redactor.redact(text);
        shortened(&text.split_whitespace().collect::<Vec<_>>().join(" "), LINE)
    }
}

fn shortened(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        Some((cut, _)) => format!("{} .. ({} more bytes)", &text[..cut], text.len() - cut),
        None => text.to_owned(),
    }
}

/// Returns a number that can be drawn: what is not finite, or before the start, is the start.
pub(super) fn finite(seconds: f64) -> f64 {
    if seconds.is_finite() && seconds > 0.0 { seconds } else { 0.0 }
}

/// Shows seconds as a person says them.
pub(super) fn seconds(seconds: f64) -> String {
    let whole = Duration::try_from_secs_f64(finite(seconds)).unwrap_or(Duration::MAX);
    duration::short(whole)
}

/// Shows how long a call took: `0.4 ms`, `12 ms`, `1.2 s`.
pub(super) fn latency(latency: f64) -> String {
    let latency = finite(latency);
    if latency < 0.01 { format!("{:.1} ms", latency * 1e3) } else { seconds(latency) }
}

/// Shows when something was, as seconds from the start of the test.
pub(super) fn moment(offset: f64) -> String {
    format!("{:.3} s", finite(offset))
}

/// Counts things in words: `1 call`, `2 calls`.
pub(super) fn counted(number: usize, thing: &str) -> String {
    format!("{number} {thing}{}", if number == 1 { "" } else { "s" })
}
