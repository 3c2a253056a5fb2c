//! What can go wrong while measuring.

use std::path::{Path, PathBuf};

/// Says why there is no result.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub(crate) enum Error {
    #[error("failed to {doing} `{path}`")]
    Io { doing: &'static str, path: PathBuf, source: std::io::Error },
    #[error("failed to start the runtime")]
    Runtime { source: std::io::Error },
    #[error("the framework failed: {failure}")]
    Framework { failure: String },
    #[error("the record in `{path}` does not tell when {what}")]
    Record { path: PathBuf, what: &'static str },
    #[error("bare `terraform {command}` ended with {exit} instead of 0:\n{said}")]
    Bare { command: String, exit: String, said: String },
    #[error("`{what}` did not end within {seconds} s")]
    Late { what: String, seconds: u64 },
    #[error("a call {way} failed")]
    Call { way: &'static str, source: reqwest::Error },
    #[error("a call {way} was answered with {status}")]
    Status { way: &'static str, status: u16 },
    #[error("the process that runs {what} ended with {exit}:\n{said}")]
    Child { what: String, exit: String, said: String },
    #[error("there is no `{path}` to measure")]
    NoCommand { path: PathBuf },
    #[error("some of it could not be measured:\n{what}\n{told}")]
    Unmeasured { told: String, what: String },
    #[error("the ledger cannot be found")]
    Ledger(#[source] Box<terraproof::Error>),
    #[error("the local cloud failed")]
    Local(#[from] terraproof_local::Error),
    #[error("the gateway failed")]
    Gateway(#[from] terraproof_local::gateway::Error),
    #[error("terraform cannot be used")]
    Terraform(#[from] terraproof_terraform::Error),
    #[error("the result cannot be written as JSON")]
    Json(#[from] serde_json::Error),
}

impl Error {
    /// Makes the error of a file operation.
    pub(crate) fn io(doing: &'static str, path: &Path, source: std::io::Error) -> Self {
        Self::Io { doing, path: path.to_owned(), source }
    }

    /// Returns the next step.
    pub(crate) fn hint(&self) -> Option<String> {
        match self {
            Self::Local(error) => error.hint(),
            Self::Gateway(error) => error.hint(),
            Self::Terraform(error) => error.hint(),
            Self::Ledger(error) => error.hint().map(str::to_owned),
            Self::Framework { .. } | Self::Bare { .. } => {
                Some("run `cargo terraproof doctor`, and `cargo demo` to see whether a test passes at all".to_owned())
            }
            Self::NoCommand { .. } => {
                Some("run `cargo build --release -p terraproof-sandbox`, or `just bench nuke`".to_owned())
            }
            Self::Late { .. } => Some("wait until the machine is quiet, and run it again".to_owned()),
            _ => None,
        }
    }
}
