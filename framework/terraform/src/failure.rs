//! A command that ran and failed.

use std::fmt;
use std::path::PathBuf;

use crate::events::{Diagnostic, Severity};
use crate::process::{Exit, StopCause};
use crate::retry::{self, Transient};

/// Most errors shown in one message; the rest are counted.
const SHOWN: usize = 10;

/// Holds everything known about a command that failed. No secret is in it: it was redacted when it was made.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Failure {
    /// The program and the subcommand, as in `terraform apply`.
    pub command: String,
    /// How the process ended.
    pub exit: Exit,
    /// Why it was asked to stop, when it was.
    pub stopped: Option<StopCause>,
    /// What terraform said, errors first.
    pub diagnostics: Vec<Diagnostic>,
    /// The end of standard error, at most 4 KiB.
    pub stderr: String,
    /// Where the complete output is.
    pub log: Option<PathBuf>,
}

impl Failure {
    /// Iterates over the diagnostics that are errors.
    pub fn errors(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error)
    }

    pub(crate) fn hint(&self) -> Option<String> {
        if self.transient() == Some(Transient::LockHeld) {
            return Some("another process holds the state lock: wait for it, or end it".to_owned());
        }
        if self.errors().any(|error| retry::is_about_torn_state(&error.text())) {
            let hint = "the state is torn, as a full disk leaves it: use `errored.tfstate` or `terraform.tfstate.backup` beside it";
            return Some(hint.to_owned());
        }
        self.log.as_ref().map(|log| format!("the complete output is in `{}`", log.display()))
    }

    /// Classifies the failure: passing trouble only when every error is.
    pub(crate) fn transient(&self) -> Option<Transient> {
        if self.stopped.is_some() {
            return None;
        }
        let operation = self.command.rsplit(' ').next().unwrap_or_default();
        if self.errors().next().is_none() {
            return retry::classify(operation, &self.stderr);
        }
        let classes: Option<Vec<_>> = self.errors().map(|error| retry::classify(operation, &error.text())).collect();
        classes?.into_iter().next()
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.stopped {
            Some(cause) => write!(f, "run `{}`: stopped because {cause} ({})", self.command, self.exit)?,
            None => write!(f, "run `{}` ({})", self.command, self.exit)?,
        }
        for error in self.errors().take(SHOWN) {
            write!(f, "\n{error}")?;
        }
        let more = self.errors().count().saturating_sub(SHOWN);
        if more > 0 {
            write!(f, "\nand {more} more errors")?;
        }
        if self.errors().next().is_none() && !self.stderr.trim().is_empty() {
            write!(f, "\n{}", self.stderr.trim())?;
        }
        match self.diagnostics.len() - self.errors().count() {
            0 => Ok(()),
            1 => write!(f, "\n(and 1 warning)"),
            warnings => write!(f, "\n(and {warnings} warnings)"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn diagnostic(severity: Severity, summary: &str) -> Diagnostic {
        Diagnostic { severity, summary: summary.to_owned(), ..Diagnostic::default() }
    }

    fn failure(diagnostics: Vec<Diagnostic>) -> Failure {
        Failure {
            command: "terraform apply".to_owned(),
            exit: Exit::Code(1),
            stopped: None,
            diagnostics,
            stderr: String::new(),
            log: None,
        }
    }

    #[test]
    fn warnings_are_counted_and_do_not_drown_the_error() {
        let mut diagnostics = vec![diagnostic(Severity::Error, "Unsupported argument")];
        diagnostics.extend((0..40).map(|_| diagnostic(Severity::Warning, "Argument is deprecated")));
        let text = failure(diagnostics).to_string();
        assert_eq!(text, "run `terraform apply` (exit code 1)\nUnsupported argument\n(and 40 warnings)");
    }

    #[test]
    fn one_permanent_error_makes_the_failure_permanent() {
        let throttled = || diagnostic(Severity::Error, "ThrottlingException: Rate exceeded");
        assert_eq!(failure(vec![throttled()]).transient(), Some(Transient::Throttling));
        let denied = diagnostic(Severity::Error, "AccessDenied");
        assert_eq!(failure(vec![throttled(), denied]).transient(), None);
    }

    #[test]
    fn a_command_that_was_stopped_is_not_retried() {
        let mut failure = failure(vec![diagnostic(Severity::Error, "Rate exceeded")]);
        failure.stopped = Some(StopCause::Deadline);
        assert_eq!(failure.transient(), None);
    }
}
