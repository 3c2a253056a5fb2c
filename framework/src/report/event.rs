//! The schema of `events.jsonl`.

use jiff::Timestamp;
use serde::Serialize;

use crate::condition::Timeline;

/// Is one line of `events.jsonl`.
#[derive(Debug, Clone, Serialize)]
pub struct Record {
    /// The version of the schema: 1. Fields are only added within a version.
    pub schema: u32,
    /// When.
    pub at: Timestamp,
    /// Seconds from the start of the test.
    pub offset: f64,
    /// What.
    #[serde(flatten)]
    pub event: Event,
}

/// Is something that happened in a test.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Event {
    /// The test began.
    TestStarted {
        /// The test's name.
        test: String,
        /// The run.
        run: String,
        /// Its source file.
        file: String,
        /// Its tier.
        tier: String,
        /// Seconds its body may take.
        budget: f64,
        /// The readiness items it shows.
        proves: Vec<String>,
    },
    /// Somebody wanted this to be known.
    Note {
        /// The words.
        text: String,
    },
    /// The local account was opened.
    AccountOpened {
        /// Its id.
        account: String,
        /// Its sandbox.
        sandbox: String,
    },
    /// Something that takes time began.
    OperationStarted {
        /// `apply`, `destroy`, ..
        operation: String,
        /// The stack.
        stack: String,
    },
    /// Something that takes time ended.
    OperationFinished {
        /// `apply`, `destroy`, ..
        operation: String,
        /// The stack.
        stack: String,
        /// How long it took.
        seconds: f64,
        /// Why it failed; absent when it did not.
        #[serde(skip_serializing_if = "Option::is_none")]
        error: Option<String>,
    },
    /// Terraform is going to change a resource.
    Planned {
        /// The stack.
        stack: String,
        /// The resource's address.
        address: String,
        /// `create`, `delete`, ..
        action: String,
        /// Why, where terraform says so: `tainted`, ..
        #[serde(skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// Terraform said something about one resource.
    Resource {
        /// The stack.
        stack: String,
        /// The resource's address.
        address: String,
        /// `create`, `delete`, ..
        action: String,
        /// `started`, `complete`, `errored`.
        step: String,
        /// How long it took so far.
        #[serde(skip_serializing_if = "Option::is_none")]
        seconds: Option<f64>,
    },
    /// Terraform complained.
    Diagnostic {
        /// The stack.
        stack: String,
        /// `error` or `warning`.
        severity: String,
        /// The words, with file and line.
        text: String,
    },
    /// A wait came to its end.
    Wait {
        /// What was claimed.
        condition: String,
        /// Whether it was met.
        met: bool,
        /// Every attempt.
        #[serde(flatten)]
        timeline: Timeline,
    },
    /// A watch came to its end.
    Watch {
        /// What was claimed.
        condition: String,
        /// The share of looks that saw it, from 0 to 1.
        ratio: f64,
        /// Seconds the longest outage lasted.
        longest_outage: f64,
        /// Every attempt.
        #[serde(flatten)]
        timeline: Timeline,
    },
    /// Cleanup began.
    CleanupStarted {
        /// Why: `passed`, `failed`, ..
        after: String,
    },
    /// Something was left behind.
    Leak {
        /// What, by name.
        leftovers: Vec<String>,
    },
    /// The test came to its end.
    TestFinished {
        /// `passed` or `failed`.
        outcome: String,
        /// The sentence that failed.
        #[serde(skip_serializing_if = "Option::is_none")]
        headline: Option<String>,
        /// How long it took, cleanup included.
        seconds: f64,
    },
}
