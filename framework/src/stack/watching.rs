//! Terraform's events and the operations of a stack, as events of the test.

use std::sync::Arc;
use std::time::Instant;

use serde_json::Value;
use terraproof_terraform::{Action, EventKind, Severity};

use super::Deployment;
use crate::Error;
use crate::report::{Event, Recorder};

/// Records what terraform says about resources, and what it complains about.
pub(super) fn record(recorder: &Arc<Recorder>, stack: &str, event: &terraproof_terraform::Event) {
    let resource = |address: &str, action: String, step: &str, seconds: Option<u64>| Event::Resource {
        stack: stack.to_owned(),
        address: address.to_owned(),
        action,
        step: step.to_owned(),
        #[expect(clippy::cast_precision_loss, reason = "a test does not run for 2^52 seconds")]
        seconds: seconds.map(|seconds| seconds as f64),
    };
    let event = match &event.kind {
        EventKind::ApplyStart { address, action } => resource(address, action_word(action), "started", None),
        EventKind::ApplyComplete { address, action, elapsed_seconds, .. } => {
            resource(address, action_word(action), "complete", Some(*elapsed_seconds))
        }
        EventKind::ApplyErrored { address, action, elapsed_seconds } => {
            resource(address, action_word(action), "errored", Some(*elapsed_seconds))
        }
        EventKind::PlannedChange { change } => Event::Planned {
            stack: stack.to_owned(),
            address: change.address.clone(),
            action: action_word(&change.action),
            reason: change.reason.clone(),
        },
        EventKind::Diagnostic { diagnostic } => Event::Diagnostic {
            stack: stack.to_owned(),
            severity: if diagnostic.severity == Severity::Error { "error" } else { "warning" }.to_owned(),
            text: diagnostic.to_string(),
        },
        _ => return,
    };
    recorder.record(event);
}

/// Returns terraform's own word for an action.
pub(super) fn action_word(action: &Action) -> String {
    match serde_json::to_value(action) {
        Ok(Value::String(word)) => word,
        _ => format!("{action:?}").to_lowercase(),
    }
}

impl Deployment {
    /// Runs one operation, recorded with its duration and outcome.
    pub(super) async fn watched<T, E: Into<Error>>(
        &self,
        operation: &str,
        work: impl Future<Output = Result<T, E>>,
    ) -> Result<T, Error> {
        let (recorder, stack) = (&self.parts.recorder, self.id().stack.clone());
        let _doing = recorder.doing(format!("{operation} of `{stack}`"));
        recorder.record(Event::OperationStarted { operation: operation.to_owned(), stack: stack.clone() });
        let start = Instant::now();
        let result = work.await.map_err(Into::into);
        recorder.record(Event::OperationFinished {
            operation: operation.to_owned(),
            stack,
            seconds: start.elapsed().as_secs_f64(),
            error: result.as_ref().err().map(ToString::to_string),
        });
        result
    }
}
