//! `terraform plan`.

use std::ffi::OsString;
use std::path::PathBuf;

use crate::commands::arguments::Arguments;
use crate::commands::operation::{Operation, operation_setters};
use crate::{Diagnostic, Error, Exit, OutputChange, PlannedChange, Summary, Terraform};

/// Holds the options of `plan`.
///
/// | option | default |
/// |---|---|
/// | `var_file`, `target`, `replace` | none |
/// | `parallelism` | terraform's: ten |
/// | `refresh` | yes |
/// | `lock_timeout` | do not wait |
/// | `out` | the plan is not saved |
/// | `destroy` | plan what the configuration wants |
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct Plan {
    operation: Operation,
    replace: Vec<String>,
    out: Option<PathBuf>,
    destroy: bool,
}

impl Plan {
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

    /// Saves the plan. The file holds every value, secret ones too.
    pub fn out(mut self, path: impl Into<PathBuf>) -> Self {
        self.out = Some(path.into());
        self
    }

    /// Plans the destruction of everything.
    pub fn destroy(mut self) -> Self {
        self.destroy = true;
        self
    }

    /// Builds the argument list. The exit code tells whether there are changes.
    #[must_use]
    pub fn argv(&self) -> Vec<OsString> {
        let arguments = Arguments::of("plan").word("-json").word("-input=false").word("-detailed-exitcode");
        let arguments = arguments.word_if(self.destroy, "-destroy").options("-out", &self.out);
        let arguments = self.operation.planning(arguments).options("-replace", &self.replace);
        self.operation.running(arguments).into_vec()
    }
}

/// Holds what a plan would do.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Planned {
    /// Whether applying it would change anything: resources, or outputs alone.
    pub has_changes: bool,
    /// The resources it would change, in terraform's order.
    pub changes: Vec<PlannedChange>,
    /// The resources that somebody else changed since the last apply.
    pub drift: Vec<PlannedChange>,
    /// What it would do to each output.
    pub output_changes: Vec<OutputChange>,
    /// The counts.
    pub summary: Summary,
    /// The warnings.
    pub diagnostics: Vec<Diagnostic>,
}

impl Terraform {
    /// Plans, and tells whether there are changes.
    ///
    /// # Errors
    /// When it fails or is stopped.
    pub async fn plan(&self, options: &Plan) -> Result<Planned, Error> {
        let argv = options.argv();
        let (finished, collected) = self.stream(&argv).await?;
        let has_changes = finished.exit == Exit::Code(2);
        if !has_changes {
            self.succeeded(&argv, &finished, &collected.diagnostics)?;
        }
        Ok(Planned {
            has_changes,
            changes: collected.changes,
            drift: collected.drift,
            output_changes: collected.output_changes,
            summary: collected.summary,
            diagnostics: collected.diagnostics,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;
    use std::time::Duration;

    use super::*;
    use crate::Refresh;
    use crate::commands::arguments::words;

    #[test]
    fn by_default_a_plan_is_made_and_not_saved() {
        assert_eq!(words(&Plan::new().argv()), ["plan", "-no-color", "-json", "-input=false", "-detailed-exitcode"]);
    }

    #[test]
    fn every_option_is_an_argument() {
        let plan = Plan::new()
            .var_file("/v.json")
            .target("module.a")
            .replace("a.b")
            .parallelism(NonZeroU32::new(3).unwrap())
            .refresh(Refresh::Only)
            .lock_timeout(Duration::from_millis(1500))
            .out("/plan")
            .destroy();
        let expected = [
            "plan",
            "-no-color",
            "-json",
            "-input=false",
            "-detailed-exitcode",
            "-destroy",
            "-out=/plan",
            "-refresh-only",
            "-var-file=/v.json",
            "-target=module.a",
            "-replace=a.b",
            "-parallelism=3",
            "-lock-timeout=1500ms",
        ];
        assert_eq!(words(&plan.argv()), expected);
    }
}
