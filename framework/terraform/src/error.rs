//! What can go wrong, and what to do next.

use std::io;
use std::path::PathBuf;

use crate::failure::Failure;
use crate::nearest::listed;
use crate::process::StopCause;
use crate::providers::Unavailable;
use crate::{Diagnostic, Product, Transient};

/// Describes why a terraform command, or the preparation for it, did not succeed.
///
/// The message is a fragment that completes "failed to ..", [`Error::hint`] is the next step.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the message of a variant is its documentation")]
pub enum Error {
    #[error("{action} `{}`", path.display())]
    Io { action: &'static str, path: PathBuf, source: io::Error },

    #[error("find a terraform or tofu: looked for {}", searched.join(", "))]
    NoBinary { searched: Vec<String> },
    #[error("use `{}` ({found}): there is no such executable file", path.display())]
    BinaryMissing { path: PathBuf, found: String },
    #[error("use `{}` ({found}): it is not terraform: {answer}", path.display())]
    NotTerraform { path: PathBuf, found: String, answer: String },
    #[error("use `{}` ({found}): {product} {version} is too old, at least {} is needed", path.display(), product.minimum())]
    TooOld { path: PathBuf, found: String, product: Product, version: semver::Version },

    #[error("read `{}`: there is no such directory", directory.display())]
    NoDirectory { directory: PathBuf, nearest: Option<PathBuf> },
    #[error("read `{}`: it holds no Terraform configuration", directory.display())]
    NoConfiguration { directory: PathBuf },
    #[error("read `{}` line {line}, column {column}: {message}", file.display())]
    Syntax { file: PathBuf, line: usize, column: usize, message: String },
    #[error("read the module `{module}` of `{}`: `{source_path}` is not a directory with configuration", declared_in.display())]
    NoModule { module: String, source_path: String, declared_in: PathBuf },
    #[error("set the variable `{name}`: `{}` does not declare it", directory.display())]
    UndeclaredVariable { name: String, directory: PathBuf, nearest: Option<String>, declared: Vec<String> },
    #[error("understand the version constraint `{constraint}`: {message}")]
    Constraint { constraint: String, message: String },

    #[error("start `{}`", program.display())]
    Spawn { program: PathBuf, source: io::Error },
    #[error("run `{command}`: stopped before it was started, because {cause}")]
    NotStarted { command: String, cause: StopCause },
    #[error("{0}")]
    Failed(Box<Failure>),
    #[error("understand what `{command}` printed: {message}")]
    Malformed { command: String, message: String },
    #[error("take the lock of the plugin cache `{}`: another process held it until the deadline", path.display())]
    CacheLocked { path: PathBuf },
    #[error("{0}")]
    ProviderUnavailable(Box<Unavailable>),

    #[error("read the output `{name}`: there is no such output; there is {}", listed(existing.iter().map(String::as_str)))]
    NoOutput { name: String, nearest: Option<String>, existing: Vec<String> },
    #[error("read the output `{name}` as `{asked}`: it is {found}{problem}")]
    OutputType { name: String, asked: &'static str, found: String, problem: String },
}

impl Error {
    /// Says what to do next, where that is known.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        let elsewhere = "set `TERRAPROOF_TERRAFORM` to a terraform or tofu, or remove this one from `PATH`";
        match self {
            Self::NoBinary { .. } => Some("install terraform or tofu, or set `TERRAPROOF_TERRAFORM` to one".to_owned()),
            Self::BinaryMissing { .. } => Some("correct the path, or unset it to use what is on `PATH`".to_owned()),
            Self::NotTerraform { .. } | Self::TooOld { .. } => Some(elsewhere.to_owned()),
            Self::NoDirectory { nearest, .. } => {
                nearest.as_ref().map(|path| format!("did you mean `{}`?", path.display()))
            }
            Self::NoConfiguration { .. } => Some("name a directory with `.tf`, `.tofu` or `.tf.json` files".to_owned()),
            Self::UndeclaredVariable { nearest, declared, .. } => Some(match nearest {
                Some(nearest) => format!("did you mean `{nearest}`?"),
                None => format!("declared variables: {}", listed(declared.iter().map(String::as_str))),
            }),
            Self::NoOutput { nearest, .. } => nearest.as_ref().map(|nearest| format!("did you mean `{nearest}`?")),
            Self::ProviderUnavailable(unavailable) => Some(unavailable.hint()),
            Self::CacheLocked { .. } => Some("end the other run, or give this one more time".to_owned()),
            Self::Failed(failure) => failure.hint(),
            _ => None,
        }
    }

    /// Names the kind of passing trouble this is; `None` when trying again cannot help.
    #[must_use]
    pub fn transient(&self) -> Option<Transient> {
        match self {
            Self::Failed(failure) => failure.transient(),
            _ => None,
        }
    }

    /// Tells whether the same command may succeed when it is run again.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        self.transient().is_some()
    }

    /// Returns what terraform complained about, errors first.
    #[must_use]
    pub fn diagnostics(&self) -> &[Diagnostic] {
        self.failure().map_or(&[], |failure| &failure.diagnostics)
    }

    /// Tells whether the command was ended by its stop token or deadline.
    #[must_use]
    pub fn was_stopped(&self) -> bool {
        matches!(self, Self::NotStarted { .. }) || self.failure().is_some_and(|failure| failure.stopped.is_some())
    }

    /// Returns the details of a command that ran and failed.
    #[must_use]
    pub fn failure(&self) -> Option<&Failure> {
        match self {
            Self::Failed(failure) => Some(failure),
            Self::ProviderUnavailable(unavailable) => Some(&unavailable.failure),
            _ => None,
        }
    }
}
