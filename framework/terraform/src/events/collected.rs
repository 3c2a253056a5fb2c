//! What is kept of a stream when the command has ended.

use serde_json::Value;

use crate::events::{Diagnostic, Event, EventKind, OutputChange, PlannedChange, Summary};

/// More diagnostics than this are not kept; the log has them all.
const MOST_DIAGNOSTICS: usize = 1_000;

/// Gathers what the result of a command is made of.
#[derive(Debug, Default)]
pub(crate) struct Collected {
    pub(crate) diagnostics: Vec<Diagnostic>,
    pub(crate) changes: Vec<PlannedChange>,
    pub(crate) drift: Vec<PlannedChange>,
    pub(crate) output_changes: Vec<OutputChange>,
    pub(crate) summary: Summary,
    /// The `outputs` object as terraform printed it: the only thing here that is not redacted.
    pub(crate) outputs: Option<Value>,
}

impl Collected {
    /// Takes in one event and the line it was made from.
    pub(crate) fn add(&mut self, event: &Event, line: &Value) {
        match &event.kind {
            EventKind::Diagnostic { diagnostic } if self.diagnostics.len() < MOST_DIAGNOSTICS => {
                self.diagnostics.push(diagnostic.clone());
            }
            EventKind::PlannedChange { change } => self.changes.push(change.clone()),
            EventKind::ResourceDrift { change } => self.drift.push(change.clone()),
            EventKind::ChangeSummary { summary, .. } => self.summary = *summary,
            EventKind::Outputs { changes } => {
                self.output_changes.clone_from(changes);
                self.outputs = line.get("outputs").cloned();
            }
            _ => {}
        }
    }
}
