//! What can go wrong, with the next step as data.

use std::error::Error as StdError;
use std::fmt;
use std::path::Path;

/// Describes a failure of the framework: what happened, why, and what to do next.
///
/// `Display` gives the sentence alone; the cause is in [`source`](StdError::source) and the next step in [`Error::hint`].
///
/// ```
/// let error = terraproof::Error::misuse("the stack `site` is there already").with_hint("name one of them with `.named(..)`");
/// assert_eq!(error.to_string(), "the stack `site` is there already");
/// assert_eq!(error.hint(), Some("name one of them with `.named(..)`"));
/// ```
#[derive(Debug)]
pub struct Error {
    kind: ErrorKind,
    message: String,
    hint: Option<String>,
    lasting: Lasting,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// Says whether trying again may help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lasting {
    Permanent,
    Transient,
    /// Transient, and trying again too soon makes it worse.
    Throttled,
}

/// Says which part of a test's life an [`Error`] belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// `terraproof.toml`, an environment variable or a path is wrong.
    Configuration,
    /// The framework was called in a way it does not allow.
    Misuse,
    /// Terraform or its configuration refused.
    Terraform,
    /// The localhost cloud could not be started, or died.
    LocalCloud,
    /// A condition was not met in time, or can never be.
    Condition,
    /// The test was stopped: its budget passed, or a signal came.
    Stopped,
    /// Somebody else holds the lock of a state.
    Locked,
    /// Something was left behind.
    Leak,
    /// A file could not be read or written.
    Io,
}

impl Error {
    /// Builds an error of a kind.
    #[must_use]
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), hint: None, lasting: Lasting::Permanent, source: None }
    }

    /// Builds an error about a call that the framework does not allow.
    #[must_use]
    pub fn misuse(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Misuse, message)
    }

    /// Builds an error about `terraproof.toml`, an environment variable or a path.
    #[must_use]
    pub fn configuration(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Configuration, message)
    }

    /// Builds an error about a file, naming its path.
    #[must_use]
    pub fn io(doing: &str, path: &Path, source: std::io::Error) -> Self {
        let hint = io_hint(&source);
        let error = Self::new(ErrorKind::Io, format!("failed to {doing} `{}`", path.display())).with_source(source);
        match hint {
            Some(hint) => error.with_hint(hint),
            None => error,
        }
    }

    /// Adds the next step.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Adds the cause.
    #[must_use]
    pub fn with_source(mut self, source: impl StdError + Send + Sync + 'static) -> Self {
        self.source = Some(Box::new(source));
        self
    }

    /// Marks the error as one that may pass by itself, so that a wait goes on.
    ///
    /// Without it a wait ends at once.
    #[must_use]
    pub fn transient(mut self) -> Self {
        self.lasting = Lasting::Transient;
        self
    }

    /// Marks the error as a refusal because of too many calls: transient, and a wait looks less often after it.
    ///
    /// ```
    /// use terraproof::{Error, ErrorKind};
    /// let error = Error::new(ErrorKind::Condition, "`DescribeInstances` is throttled").throttled();
    /// assert!(error.is_throttled() && error.is_transient());
    /// ```
    #[must_use]
    pub fn throttled(mut self) -> Self {
        self.lasting = Lasting::Throttled;
        self
    }

    /// Tells whether a wait may go on after this error.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        self.lasting != Lasting::Permanent
    }

    /// Tells whether the error says that there were too many calls.
    #[must_use]
    pub fn is_throttled(&self) -> bool {
        self.lasting == Lasting::Throttled
    }

    /// Returns which part of a test's life the error belongs to.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// Returns the next step, if one is known.
    #[must_use]
    pub fn hint(&self) -> Option<&str> {
        self.hint.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

impl From<terraproof_terraform::Error> for Error {
    fn from(error: terraproof_terraform::Error) -> Self {
        let kind = match error.transient() {
            _ if error.was_stopped() => ErrorKind::Stopped,
            Some(terraproof_terraform::Transient::LockHeld) => ErrorKind::Locked,
            _ => ErrorKind::Terraform,
        };
        wrapped(kind, format!("failed to {error}"), error.hint(), error.is_transient(), &error)
    }
}

#[cfg(feature = "local")]
impl From<terraproof_local::Error> for Error {
    fn from(error: terraproof_local::Error) -> Self {
        wrapped(ErrorKind::LocalCloud, error.to_string(), error.hint(), false, &error)
    }
}

/// Takes over the sentence and the hint of another crate's error, and keeps its causes below.
fn wrapped(kind: ErrorKind, message: String, hint: Option<String>, transient: bool, error: &dyn StdError) -> Error {
    Error {
        kind,
        message,
        hint,
        lasting: if transient { Lasting::Transient } else { Lasting::Permanent },
        source: error.source().map(|source| Box::new(Cause::of(source)) as Box<dyn StdError + Send + Sync>),
    }
}

/// Keeps the words of a cause whose value cannot be moved.
#[derive(Debug)]
struct Cause {
    message: String,
    source: Option<Box<Cause>>,
}

impl Cause {
    fn of(error: &dyn StdError) -> Self {
        Self { message: error.to_string(), source: error.source().map(|source| Box::new(Self::of(source))) }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl StdError for Cause {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

fn io_hint(error: &std::io::Error) -> Option<&'static str> {
    use std::io::ErrorKind as Io;
    match error.kind() {
        Io::PermissionDenied | Io::ReadOnlyFilesystem => Some("make it writable for this user"),
        Io::StorageFull | Io::QuotaExceeded => Some("free some space there, then run again"),
        _ => None,
    }
}
