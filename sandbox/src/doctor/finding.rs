//! What was found in one area.

use serde::Serialize;
use serde_json::{Map, Value};

/// Describes one area of the machine.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Finding {
    pub(super) area: &'static str,
    pub(super) state: State,
    /// What is so, and why.
    pub(super) text: String,
    /// The next step.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) next: Option<String>,
    /// The same for machines.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub(super) facts: Map<String, Value>,
}

/// Says whether a test would work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum State {
    /// As it should be.
    Ok,
    /// Worth knowing; a test works all the same.
    Note,
    /// No test in the localhost cloud works.
    Problem,
}

impl Finding {
    pub(super) fn ok(area: &'static str, text: impl Into<String>) -> Self {
        Self { area, state: State::Ok, text: text.into(), next: None, facts: Map::new() }
    }

    pub(super) fn note(area: &'static str, text: impl Into<String>) -> Self {
        Self { state: State::Note, ..Self::ok(area, text) }
    }

    pub(super) fn problem(area: &'static str, text: impl Into<String>) -> Self {
        Self { state: State::Problem, ..Self::ok(area, text) }
    }

    pub(super) fn next(mut self, next: impl Into<Option<String>>) -> Self {
        self.next = next.into();
        self
    }

    pub(super) fn fact(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.facts.insert(name.to_owned(), value.into());
        self
    }
}

/// Is everything that was found.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    /// The version of this format: 1.
    version: u32,
    /// Whether a test in the localhost cloud would work.
    pub(super) works: bool,
    pub(super) findings: Vec<Finding>,
}

impl Report {
    pub(super) fn of(findings: Vec<Finding>) -> Self {
        Self { version: 1, works: findings.iter().all(|finding| finding.state != State::Problem), findings }
    }

    pub(super) fn json(&self) -> String {
        // It is made of strings and numbers, which always can be written.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_does_not_keep_a_test_from_working_but_a_problem_does() {
        assert!(Report::of(vec![Finding::ok("a", ""), Finding::note("b", "")]).works);
        assert!(!Report::of(vec![Finding::ok("a", ""), Finding::problem("b", "")]).works);
    }

    #[test]
    fn json_names_the_next_step_where_there_is_one() {
        let report =
            Report::of(vec![Finding::problem("cache", "full").next("free some space".to_owned()).fact("free", 0)]);
        let json: Value = serde_json::from_str(&report.json()).unwrap();
        assert_eq!(json["works"], false);
        assert_eq!(json["findings"][0]["next"], "free some space");
        assert_eq!(json["findings"][0]["facts"]["free"], 0);
    }
}
