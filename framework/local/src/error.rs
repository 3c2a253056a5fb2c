//! What can go wrong, each with its next step.

use std::io;
use std::path::{Path, PathBuf};

use crate::toolchain::DownloadFailure;

/// Says why the localhost cloud could not be installed, started or asked.
///
/// `Display` is the sentence, [`Error::hint`] the next step, and [`std::error::Error::source`] the cause.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The gateway could not be set up.
    #[error("failed to {0}")]
    Gateway(#[from] crate::gateway::Error),
    /// Nothing says where the cache of this user is.
    #[error("no cache directory: none of `TERRAPROOF_CACHE`, `XDG_CACHE_HOME` and `HOME` is set")]
    NoCacheDirectory,
    /// A file or directory could not be used.
    #[error("failed to {doing} `{}`", path.display())]
    Io {
        /// What was tried, as a verb.
        doing: &'static str,
        /// The file or directory.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// No usable Python was found.
    #[error("no usable Python: CPython 3.10 to 3.14 is needed{}", list_of_tried(tried))]
    NoPython {
        /// What was tried and why it will not do, one sentence each.
        tried: Vec<String>,
    },
    /// The Python that was found can neither make a virtual environment nor run pip.
    #[error("`{}` has neither `ensurepip` nor `pip`, so nothing can be installed with it", python.display())]
    NoPip {
        /// The interpreter.
        python: PathBuf,
    },
    /// pip could not install the packages.
    #[error("failed to install the Python packages: {failure}: {detail}")]
    Download {
        /// The kind of failure.
        failure: DownloadFailure,
        /// What pip said last, without credentials.
        detail: String,
    },
    /// A downloaded file is not what it should be.
    #[error("the checksum of `{name}` is wrong: expected {expected}, got {actual}")]
    Checksum {
        /// The file.
        name: String,
        /// The SHA-256 that was expected.
        expected: String,
        /// The SHA-256 that it has.
        actual: String,
    },
    /// What was installed does not work.
    #[error("failed to {doing}: {detail}")]
    Toolchain {
        /// What was tried, as a verb with its object.
        doing: String,
        /// What was seen.
        detail: String,
    },
    /// Something took longer than it may.
    #[error("failed to {doing}: not done after {seconds} s")]
    TimedOut {
        /// What was tried, as a verb with its object.
        doing: String,
        /// The limit.
        seconds: u64,
    },
    /// A worker of the emulator ended while it was started.
    #[error("a worker of the emulator ended at start: {detail}")]
    WorkerDied {
        /// The last lines of its log.
        detail: String,
        /// Its complete log.
        log: PathBuf,
    },
    /// The emulator could not be asked.
    #[error("failed to {doing}: {detail}")]
    Emulator {
        /// What was tried, as a verb with its object.
        doing: String,
        /// What was seen.
        detail: String,
    },
    /// The emulator that runs was started by a build that speaks another protocol.
    #[error("the emulator that runs speaks protocol {found}, this build speaks {expected}")]
    Protocol {
        /// What the one that runs speaks.
        found: u32,
        /// What this build speaks.
        expected: u32,
    },
}

impl Error {
    pub(crate) fn io(doing: &'static str, path: impl AsRef<Path>, source: io::Error) -> Self {
        Self::Io { doing, path: path.as_ref().to_owned(), source }
    }

    /// Returns the next step, where one is known.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::NoCacheDirectory => "set `TERRAPROOF_CACHE` to a directory that can be written".to_owned(),
            Self::Io { path, source, .. } => return io_hint(path, source),
            Self::Gateway(error) => return error.hint(),
            Self::NoPython { .. } => {
                "install Python 3.10 to 3.14 (Debian, Ubuntu: `apt install python3 python3-venv`; macOS: `brew install python`), \
                 or set `TERRAPROOF_PYTHON` to its path"
                    .to_owned()
            }
            Self::NoPip { .. } => "install one of the two (Debian, Ubuntu: `apt install python3-venv python3-pip`; Fedora: `dnf install python3-pip`), \
                 or set `TERRAPROOF_PYTHON` to another Python"
                .to_owned(),
            Self::Download { failure, .. } => failure.hint().to_owned(),
            Self::Checksum { .. } => DownloadFailure::Checksum.hint().to_owned(),
            Self::Toolchain { .. } => "remove the directory `toolchain` in the cache and try again".to_owned(),
            Self::TimedOut { .. } => "try again; what was downloaded is kept".to_owned(),
            Self::WorkerDied { log, .. } => format!("the complete log is `{}`", log.display()),
            Self::Emulator { .. } => "the emulator may have been stopped or killed; the next run starts a new one".to_owned(),
            Self::Protocol { .. } => "stop it with `terraproof down` when nothing uses it, and try again".to_owned(),
        };
        Some(hint)
    }
}

fn io_hint(path: &Path, source: &io::Error) -> Option<String> {
    match source.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            Some(format!("make `{}` writable, or set `TERRAPROOF_CACHE` to a directory that is", path.display()))
        }
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
            Some(NO_SPACE.to_owned())
        }
        io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => Some(format!(
            "something else is at `{}` or above it; move it away, or set `TERRAPROOF_CACHE`",
            path.display()
        )),
        _ => None,
    }
}

pub(crate) const NO_SPACE: &str = "free about 1 GB, or set `TERRAPROOF_CACHE` to a directory on another disk";

fn list_of_tried(tried: &[String]) -> String {
    if tried.is_empty() { ", and no `python3` is on PATH".to_owned() } else { format!("; {}", tried.join("; ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_says_how_much_to_free() {
        let error = Error::io("write", "/cache/x", io::Error::from(io::ErrorKind::StorageFull));
        assert_eq!(error.to_string(), "failed to write `/cache/x`");
        assert!(error.hint().unwrap().contains("free about 1 GB"));
    }

    #[test]
    fn no_python_lists_what_was_tried() {
        let error = Error::NoPython { tried: vec!["`python3` is CPython 3.8".to_owned()] };
        assert_eq!(error.to_string(), "no usable Python: CPython 3.10 to 3.14 is needed; `python3` is CPython 3.8");
        assert!(error.hint().unwrap().contains("TERRAPROOF_PYTHON"));
    }
}
