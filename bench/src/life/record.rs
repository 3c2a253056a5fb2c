//! When the framework started and ended its commands, from `events.jsonl`.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::Deserialize;

use crate::error::Error;

/// Holds the lines of a test's record.
#[derive(Debug)]
pub(super) struct Record {
    path: PathBuf,
    lines: Vec<Line>,
}

#[derive(Debug, Deserialize)]
struct Line {
    at: Timestamp,
    event: String,
    #[serde(default)]
    operation: String,
    #[serde(default)]
    stack: String,
}

impl Record {
    /// Reads the record of a test that has ended.
    pub(super) fn read(directory: &Path) -> Result<Self, Error> {
        let path = directory.join("events.jsonl");
        let text = std::fs::read_to_string(&path).map_err(|source| Error::io("read", &path, source))?;
        Ok(Self { lines: text.lines().map(serde_json::from_str).collect::<Result<_, _>>()?, path })
    }

    /// Returns when `init` of a stack started and ended.
    pub(super) fn init_of(&self, stack: &str) -> Result<(Timestamp, Timestamp), Error> {
        let started = self.find("operation_started", stack, "the first command started")?;
        Ok((started, self.find("operation_finished", stack, "`init` ended")?))
    }

    fn find(&self, event: &str, stack: &str, what: &'static str) -> Result<Timestamp, Error> {
        let wanted = |line: &&Line| line.event == event && line.stack == stack && line.operation == "init";
        let found = self.lines.iter().find(wanted).map(|line| line.at);
        found.ok_or_else(|| Error::Record { path: self.path.clone(), what })
    }
}

/// Returns the milliseconds from one instant to another.
pub(super) fn between(start: Timestamp, end: Timestamp) -> f64 {
    end.duration_since(start).as_secs_f64() * 1e3
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(text: &str) -> Result<Record, Error> {
        let directory = tempfile::tempdir().unwrap();
        std::fs::write(directory.path().join("events.jsonl"), text).unwrap();
        Record::read(directory.path())
    }

    #[test]
    fn init_is_found_by_its_stack() {
        let text = concat!(
            r#"{"at":"2026-08-01T00:00:00Z","event":"operation_started","operation":"init","stack":"other"}"#,
            "\n",
            r#"{"at":"2026-08-01T00:00:01Z","event":"operation_started","operation":"init","stack":"this"}"#,
            "\n",
            r#"{"at":"2026-08-01T00:00:01.25Z","event":"operation_finished","operation":"init","stack":"this","seconds":0.25}"#,
            "\n",
        );
        let (start, end) = record(text).unwrap().init_of("this").unwrap();
        assert!((between(start, end) - 250.0).abs() < 1e-9);
    }

    #[test]
    fn what_the_record_does_not_tell_is_an_error() {
        let error = record("").unwrap().init_of("this").unwrap_err();
        assert!(error.to_string().contains("does not tell when the first command started"), "{error}");
    }
}
