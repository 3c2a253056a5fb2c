//! What the ledger says about one stack.

use std::fmt;
use std::path::PathBuf;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Owner;
use crate::RunId;

/// Names one stack of one test of one run; displayed as `<run>/<test>.<stack>`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct StackId {
    /// The run.
    pub run: RunId,
    /// The test's name with `.` for `::`.
    pub test: String,
    /// The stack's name within the test.
    pub stack: String,
}

impl fmt::Display for StackId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}.{}", self.run, self.test, self.stack)
    }
}

/// Is what the ledger says about one stack: enough to destroy it without the process that made it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Entry {
    /// The version of this format: 1.
    pub version: u32,
    /// Which stack.
    #[serde(flatten)]
    pub id: StackId,
    /// The process that made it.
    pub owner: Owner,
    /// The sandbox of `terraproof.toml`.
    pub sandbox: String,
    /// The account in it; absent for a stack without a cloud.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// Which start of the local emulator the account lives in; absent for a real cloud.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub emulator: Option<String>,
    /// The cache directory that leads to that emulator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache: Option<PathBuf>,
    /// The default region.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// The configuration it was copied from.
    pub source: PathBuf,
    /// Where terraform ran: state, variables and the copied configuration.
    pub directory: PathBuf,
    /// The root of the copy, which goes when the stack has gone.
    pub root: PathBuf,
    /// The file with the variables, given to plan, apply and destroy alike.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variables: Option<PathBuf>,
    /// Further files of variables, copied beside it; they come first, so that `variables` wins.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub var_files: Vec<PathBuf>,
    /// Names of the variables whose values must not be seen, beside those that the configuration declares sensitive.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub secrets: Vec<String>,
    /// The file with the environment variables that the test set for terraform, as one JSON object.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<PathBuf>,
    /// The terraform or tofu binary.
    pub binary: PathBuf,
    /// When it was written down.
    pub created: Timestamp,
    /// When it may be reaped even though its owner lives.
    pub expires: Timestamp,
    /// How far it came.
    #[serde(flatten)]
    pub phase: Phase,
    /// The terraform that runs for it at this moment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub process: Option<Owner>,
}

/// Says how far a stack came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "phase", rename_all = "snake_case")]
pub enum Phase {
    /// Written down; nothing exists yet.
    Prepared,
    /// `apply` was started: anything may exist.
    Applying,
    /// `apply` came to an end.
    Applied,
    /// `destroy` was started.
    Destroying,
    /// `destroy` did not succeed.
    Undestroyed {
        /// Why.
        reason: String,
    },
    /// Kept on purpose until it expires.
    Kept,
}

impl Phase {
    /// Tells whether anything may exist in the cloud.
    #[must_use]
    pub fn may_exist(&self) -> bool {
        !matches!(self, Self::Prepared)
    }
}
