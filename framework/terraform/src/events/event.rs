//! One line of the `-json` stream.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use std::path::Path;

use crate::events::change::{Action, OutputChange, PlannedChange, Summary, text};
use crate::events::diagnostic::Diagnostic;

/// Says how loud terraform said it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// For the curious.
    Debug,
    /// For everybody.
    Info,
    /// A warning.
    Warn,
    /// An error.
    Error,
}

/// Describes one thing that happened while a command ran, with secrets taken out.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Event {
    /// When it happened, by terraform's clock.
    pub timestamp: Option<Timestamp>,
    /// How loud it is.
    pub level: Level,
    /// The sentence for people.
    pub message: String,
    /// What happened.
    pub kind: EventKind,
}

/// Names what happened; seconds are whole, as terraform counts them.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[non_exhaustive]
#[expect(missing_docs, reason = "fields are named as in terraform's documentation of its machine-readable output")]
pub enum EventKind {
    /// The first line.
    Version { version: String },
    /// A resource will change.
    PlannedChange { change: PlannedChange },
    /// A resource was changed by somebody else.
    ResourceDrift { change: PlannedChange },
    /// The counts of a plan, an apply or a destroy.
    ChangeSummary { operation: String, summary: Summary },
    /// The outputs of a plan (their changes) or of an apply (no values here: see [`Outputs`](crate::Outputs)).
    Outputs { changes: Vec<OutputChange> },
    /// A resource is being read.
    RefreshStart { address: String },
    /// A resource was read.
    RefreshComplete { address: String },
    /// A resource is being changed.
    ApplyStart { address: String, action: Action },
    /// A resource is still being changed.
    ApplyProgress { address: String, action: Action, elapsed_seconds: u64 },
    /// A resource was changed.
    ApplyComplete { address: String, action: Action, elapsed_seconds: u64, id: Option<String> },
    /// A resource could not be changed.
    ApplyErrored { address: String, action: Action, elapsed_seconds: u64 },
    /// A provisioner said something.
    ProvisionProgress { address: String, provisioner: String, output: String },
    /// An error or a warning.
    Diagnostic { diagnostic: Diagnostic },
    /// A sentence and nothing else.
    Log,
    /// Anything this crate does not know, under terraform's name and with all its fields.
    Other { name: String, fields: Value },
}

impl Event {
    /// Reads one line, already parsed and redacted; `None` when it is not an event.
    pub(crate) fn parse(line: &Value, source_directory: Option<&Path>) -> Option<Self> {
        let name = text(line, &["type"])?;
        Some(Self {
            timestamp: text(line, &["@timestamp"]).and_then(|timestamp| timestamp.parse().ok()),
            level: match text(line, &["@level"]).as_deref() {
                Some("error") => Level::Error,
                Some("warn") => Level::Warn,
                Some("debug" | "trace") => Level::Debug,
                _ => Level::Info,
            },
            message: text(line, &["@message"]).unwrap_or_default(),
            kind: EventKind::parse(name, line, source_directory),
        })
    }
}

impl EventKind {
    fn parse(name: String, line: &Value, source_directory: Option<&Path>) -> Self {
        let field = |name: &str| line.get(name).unwrap_or(&Value::Null);
        match name.as_str() {
            "version" => Self::Version {
                version: text(line, &["terraform"]).or_else(|| text(line, &["tofu"])).unwrap_or_default(),
            },
            "planned_change" => Self::PlannedChange { change: PlannedChange::parse(field("change")) },
            "resource_drift" => Self::ResourceDrift { change: PlannedChange::parse(field("change")) },
            "change_summary" => Self::ChangeSummary {
                operation: text(line, &["changes", "operation"]).unwrap_or_default(),
                summary: Summary::parse(field("changes")),
            },
            "outputs" => Self::Outputs { changes: output_changes(field("outputs")) },
            "diagnostic" => Self::Diagnostic { diagnostic: Diagnostic::parse(field("diagnostic"), source_directory) },
            "log" | "init_output" => Self::Log,
            _ => Self::hook(name.as_str(), field("hook")).unwrap_or_else(|| Self::Other { name, fields: line.clone() }),
        }
    }

    fn hook(name: &str, hook: &Value) -> Option<Self> {
        let address = text(hook, &["resource", "addr"])?;
        let action = Action::parse(&text(hook, &["action"]).unwrap_or_default());
        let elapsed_seconds = hook.get("elapsed_seconds").and_then(Value::as_u64).unwrap_or_default();
        Some(match name {
            "refresh_start" => Self::RefreshStart { address },
            "refresh_complete" => Self::RefreshComplete { address },
            "apply_start" => Self::ApplyStart { address, action },
            "apply_progress" => Self::ApplyProgress { address, action, elapsed_seconds },
            "apply_complete" => Self::ApplyComplete { address, action, elapsed_seconds, id: text(hook, &["id_value"]) },
            "apply_errored" => Self::ApplyErrored { address, action, elapsed_seconds },
            "provision_progress" => Self::ProvisionProgress {
                address,
                provisioner: text(hook, &["provisioner"]).unwrap_or_default(),
                output: text(hook, &["output"]).unwrap_or_default(),
            },
            _ => return None,
        })
    }
}

fn output_changes(outputs: &Value) -> Vec<OutputChange> {
    let outputs = outputs.as_object().into_iter().flatten();
    outputs
        .map(|(name, output)| OutputChange {
            name: name.clone(),
            action: Action::parse(output.get("action").and_then(Value::as_str).unwrap_or("noop")),
            sensitive: output.get("sensitive").and_then(Value::as_bool).unwrap_or_default(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn kind(line: &Value) -> EventKind {
        Event::parse(line, None).unwrap().kind
    }

    #[test]
    fn a_resource_that_is_made_says_so() {
        let line = json!({
            "@level": "info", "@message": "terraform_data.a: Creation complete after 2s", "@timestamp": "2026-11-21T06:24:19.469627Z",
            "type": "apply_complete",
            "hook": {"resource": {"addr": "terraform_data.a"}, "action": "create", "id_value": "x", "elapsed_seconds": 2},
        });
        let event = Event::parse(&line, None).unwrap();
        assert_eq!(event.timestamp.unwrap().to_string(), "2026-11-21T06:24:19.469627Z");
        let complete = EventKind::ApplyComplete {
            address: "terraform_data.a".to_owned(),
            action: Action::Create,
            elapsed_seconds: 2,
            id: Some("x".to_owned()),
        };
        assert_eq!(event.kind, complete);
    }

    #[test]
    fn an_unknown_event_is_kept_whole() {
        let line =
            json!({"type": "ephemeral_op_start", "hook": {"resource": {"addr": "ephemeral.x.y"}, "action": "open"}});
        assert_eq!(kind(&line), EventKind::Other { name: "ephemeral_op_start".to_owned(), fields: line });
    }

    #[test]
    fn a_line_without_a_type_is_not_an_event() {
        assert_eq!(Event::parse(&json!({"valid": true}), None), None);
    }

    #[test]
    fn an_unknown_action_is_kept() {
        let line = json!({"type": "planned_change", "change": {"resource": {"addr": "a.b"}, "action": "defer"}});
        let EventKind::PlannedChange { change } = kind(&line) else { panic!("not a planned change") };
        assert_eq!(change.action, Action::Other("defer".to_owned()));
    }
}
