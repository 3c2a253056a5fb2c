//! `terraform apply`.

use std::ffi::OsString;
use std::path::PathBuf;

use crate::commands::arguments::Arguments;
use crate::commands::operation::{Operation, operation_setters};
use crate::{Diagnostic, Error, Output, Outputs, Summary, Terraform};

/// Holds the options of `apply`.
///
/// | option | default |
/// |---|---|
/// | `var_file`, `target`, `replace` | none |
/// | `parallelism` | terraform's: ten |
/// | `refresh` | yes |
/// | `lock_timeout` | do not wait |
/// | `plan_file` | plan anew |
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct Apply {
    operation: Operation,
    replace: Vec<String>,
    plan_file: Option<PathBuf>,
}

impl Apply {
    /// Starts with the defaults.
    pub fn new() -> Self {
        Self::default()
    }

    operation_setters!();

    /// Makes a resource anew although nothing about it changed; none by default.
    pub fn replace(mut self, address: impl Into<String>) -> Self {
        self.replace.push(address.into());
        self
    }

    /// Applies a saved plan. Variables, targets, replacements and the refresh are part of it, so those options are left out.
    pub fn plan_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.plan_file = Some(path.into());
        self
    }

    /// Builds the argument list. Nobody is asked for approval.
    #[must_use]
    pub fn argv(&self) -> Vec<OsString> {
        let arguments = Arguments::of("apply").word("-json").word("-input=false").word("-auto-approve");
        match &self.plan_file {
            Some(plan) => self.operation.running(arguments).word(plan).into_vec(),
            None => {
                let arguments = self.operation.planning(arguments).options("-replace", &self.replace);
                self.operation.running(arguments).into_vec()
            }
        }
    }
}

/// Holds what an apply did.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Applied {
    /// The outputs, sensitive ones too.
    pub outputs: Outputs,
    /// The counts.
    pub summary: Summary,
    /// The warnings.
    pub diagnostics: Vec<Diagnostic>,
}

impl Terraform {
    /// Applies, and reads the outputs from what it prints.
    ///
    /// Terraform hides sensitive outputs in that stream: when there is one, `output` is run once.
    ///
    /// # Errors
    /// When it fails or is stopped. Resources may exist then.
    pub async fn apply(&self, options: &Apply) -> Result<Applied, Error> {
        let argv = options.argv();
        let (finished, collected) = self.stream(&argv).await?;
        self.succeeded(&argv, &finished, &collected.diagnostics)?;
        let mut outputs = collected.outputs.as_ref().map(Outputs::parse).unwrap_or_default();
        if outputs.iter().any(|(_, output)| output.sensitive) {
            outputs = self.output(&Output::new()).await?;
        }
        Ok(Applied { outputs, summary: collected.summary, diagnostics: collected.diagnostics })
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;
    use std::time::Duration;

    use super::*;
    use crate::Refresh;
    use crate::commands::arguments::words;

    fn full() -> Apply {
        Apply::new()
            .var_file("/v.json")
            .target("module.a")
            .replace("a.b")
            .parallelism(NonZeroU32::new(3).unwrap())
            .refresh(Refresh::No)
            .lock_timeout(Duration::from_secs(1))
    }

    #[test]
    fn by_default_nobody_is_asked() {
        assert_eq!(words(&Apply::new().argv()), ["apply", "-no-color", "-json", "-input=false", "-auto-approve"]);
    }

    #[test]
    fn every_option_is_an_argument() {
        let expected = [
            "apply",
            "-no-color",
            "-json",
            "-input=false",
            "-auto-approve",
            "-refresh=false",
            "-var-file=/v.json",
            "-target=module.a",
            "-replace=a.b",
            "-parallelism=3",
            "-lock-timeout=1000ms",
        ];
        assert_eq!(words(&full().argv()), expected);
    }

    #[test]
    fn a_saved_plan_stands_last_and_brings_its_own_variables() {
        let expected = [
            "apply",
            "-no-color",
            "-json",
            "-input=false",
            "-auto-approve",
            "-parallelism=3",
            "-lock-timeout=1000ms",
            "/plan",
        ];
        assert_eq!(words(&full().plan_file("/plan").argv()), expected);
    }
}
