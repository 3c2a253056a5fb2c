//! `terraform validate`.

use std::ffi::OsString;
use std::path::Path;

use serde_json::Value;

use crate::commands::arguments::Arguments;
use crate::{Diagnostic, Error, Severity, Terraform};

/// Holds the options of `validate`, of which there are none.
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct Validate;

impl Validate {
    /// Builds the argument list.
    #[must_use]
    pub fn argv(&self) -> Vec<OsString> {
        Arguments::of("validate").word("-json").into_vec()
    }
}

/// Says whether a configuration is valid, and what there is to say about it.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Validation {
    /// Whether there is no error.
    pub valid: bool,
    /// Errors and warnings.
    pub diagnostics: Vec<Diagnostic>,
}

impl Validation {
    /// Iterates over the errors.
    pub fn errors(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// Reads terraform's answer; `None` when it is something else.
    pub(crate) fn parse(answer: &Value, source_directory: Option<&Path>) -> Option<Self> {
        let diagnostics = answer.get("diagnostics").and_then(Value::as_array).into_iter().flatten();
        Some(Self {
            valid: answer.get("valid")?.as_bool()?,
            diagnostics: diagnostics.map(|diagnostic| Diagnostic::parse(diagnostic, source_directory)).collect(),
        })
    }
}

impl Terraform {
    /// Checks the configuration; an invalid one is an answer, not an error.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn validate(&self) -> Result<Validation, Error> {
        let argv = Validate.argv();
        let (finished, document) = self.document(&argv).await?;
        let document = document.map(|document| self.secrets().redact_value(&document));
        match document.and_then(|document| Validation::parse(&document, self.shown_directory())) {
            Some(validation) if finished.stopped.is_none() => Ok(validation),
            _ => {
                self.succeeded(&argv, &finished, &[])?;
                Err(self.malformed(&argv, "it is not a validation"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::commands::arguments::words;

    #[test]
    fn the_answer_is_asked_for_as_json() {
        assert_eq!(words(&Validate.argv()), ["validate", "-no-color", "-json"]);
    }

    #[test]
    fn an_invalid_configuration_lists_its_errors() {
        let answer = json!({"valid": false, "diagnostics": [{"severity": "error", "summary": "a"}, {"severity": "warning", "summary": "b"}]});
        let validation = Validation::parse(&answer, None).unwrap();
        assert_eq!((validation.valid, validation.errors().count(), validation.diagnostics.len()), (false, 1, 2));
        assert!(Validation::parse(&json!({}), None).is_none());
    }
}
