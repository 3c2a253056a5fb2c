//! What can be wrong with a journal.

use std::io;
use std::path::PathBuf;

/// What is said where there is no room.
const FULL: [io::ErrorKind; 3] =
    [io::ErrorKind::StorageFull, io::ErrorKind::QuotaExceeded, io::ErrorKind::FileTooLarge];

/// Says why a journal could not be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum JournalError {
    /// A file could not be used.
    #[error("{doing} the journal `{}`", path.display())]
    Io {
        /// What was tried, as a verb.
        doing: &'static str,
        path: PathBuf,
        source: io::Error,
    },
    /// It is a directory, a device or a pipe.
    #[error("read the journal `{}`: it is not a file", path.display())]
    NoFile { path: PathBuf },
    /// Another process is applying with it.
    #[error("use the journal `{}`: another apply is using it", path.display())]
    Busy { path: PathBuf },
    /// A line in its midst is not one of a journal.
    #[error("read the journal `{}`: line {line} is not a record: {reason}", path.display())]
    Line { path: PathBuf, line: usize, reason: String },
    /// It does not begin with a header.
    #[error("read the journal `{}`: it is none, as it does not begin with a header", path.display())]
    NoHeader { path: PathBuf },
    /// It was written by another version.
    #[error("read the journal `{}`: format version {found} is not supported (this build reads 1)", path.display())]
    Version { path: PathBuf, found: u32 },
}

impl JournalError {
    /// Returns the next step.
    pub(crate) fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Io { source, .. } if FULL.contains(&source.kind()) => {
                Some("nothing was deleted; make room where the plan lies, and try again")
            }
            Self::Io { .. } => None,
            Self::NoFile { .. } | Self::NoHeader { .. } => Some(
                "name the journal that lies beside the plan; without one, make a new plan, which lists what is still there",
            ),
            Self::Busy { .. } => Some("wait for the other apply, or stop it"),
            Self::Line { .. } => {
                Some("it was edited; make a new plan, which lists what is still there, and apply that")
            }
            Self::Version { .. } => Some("make a new plan, which lists what is still there, and apply that"),
        }
    }
}
