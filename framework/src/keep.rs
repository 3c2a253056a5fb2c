//! Keeping what a test made, for somebody who wants to look at it.

use std::time::Duration;

use crate::ledger::StackId;
use crate::{Error, duration};

/// How long a kept stack stays unless `TERRAPROOF_KEEP_FOR` says otherwise.
const DEFAULT: Duration = Duration::from_secs(8 * 60 * 60);

/// Says which tests leave their stacks standing.
///
/// `TERRAPROOF_KEEP=failed` keeps the stacks of failed tests, `all` those of all tests, anything else those of the tests
/// with that in their name. `TERRAPROOF_KEEP_FOR=2h` (`90s`, `30m`, `2h`) says for how long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Keep {
    which: Which,
    time: Duration,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Which {
    None,
    Failed,
    All,
    Named(String),
}

impl Keep {
    /// Reads the two variables.
    pub(crate) fn from_environment(variable: impl Fn(&str) -> Option<String>) -> Result<Self, Error> {
        let which = match variable("TERRAPROOF_KEEP").as_deref().map(str::trim) {
            None | Some("") => Which::None,
            Some("failed") => Which::Failed,
            Some("all") => Which::All,
            Some(name) => Which::Named(name.to_owned()),
        };
        let time = match variable("TERRAPROOF_KEEP_FOR") {
            None => DEFAULT,
            Some(text) => duration::parse(&text).ok_or_else(|| {
                Error::configuration(format!("`{text}` in TERRAPROOF_KEEP_FOR is not a duration"))
                    .with_hint("write `90s`, `30m` or `2h`")
            })?,
        };
        Ok(Self { which, time })
    }

    /// Tells whether a test's stacks stay, and for how long.
    pub(crate) fn keeps(&self, test: &str, failed: bool) -> Option<Duration> {
        let keeps = match &self.which {
            Which::None => false,
            Which::Failed => failed,
            Which::All => true,
            Which::Named(name) => test.contains(name.as_str()),
        };
        keeps.then_some(self.time)
    }
}

/// Says what is kept, for how long, and the three commands: enter, resume the checks, destroy.
pub(crate) fn message(test: &str, kept: &[StackId], time: Duration) -> String {
    let mut message = format!("`{test}` is kept for {}, then it may be reaped", duration::short(time));
    for id in kept {
        message.push_str(&format!("\n  enter    terraproof shell --stack {id}"));
    }
    if let Some(id) = kept.first() {
        let name = test.rsplit("::").next().unwrap_or(test);
        message.push_str(&format!("\n  resume   TERRAPROOF_RUN={} cargo test {name}", id.run));
        message.push_str(&format!("\n  destroy  terraproof reap --run {} --kept", id.run));
    }
    message
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keep(which: &str, time: Option<&str>) -> Result<Keep, Error> {
        Keep::from_environment(|name| match name {
            "TERRAPROOF_KEEP" => Some(which.to_owned()),
            _ => time.map(str::to_owned),
        })
    }

    #[test]
    fn nothing_is_kept_unless_asked_for() {
        assert_eq!(Keep::from_environment(|_| None).unwrap().keeps("a::b", true), None);
    }

    #[test]
    fn failed_keeps_failed_tests_for_eight_hours() {
        let keep = keep("failed", None).unwrap();
        assert_eq!(keep.keeps("a::b", true), Some(Duration::from_secs(8 * 3600)));
        assert_eq!(keep.keeps("a::b", false), None);
    }

    #[test]
    fn a_name_keeps_the_tests_that_have_it() {
        let keep = keep("b", Some("30m")).unwrap();
        assert_eq!(keep.keeps("a::b", false), Some(Duration::from_secs(1800)));
        assert_eq!(keep.keeps("a::c", true), None);
    }

    #[test]
    fn a_time_that_is_none_is_refused() {
        assert!(keep("all", Some("soon")).is_err());
    }
}
