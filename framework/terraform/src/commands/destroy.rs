//! `terraform destroy`.

use std::ffi::OsString;

use crate::commands::arguments::Arguments;
use crate::commands::operation::{Operation, operation_setters};
use crate::{Diagnostic, Error, Summary, Terraform};

/// Holds the options of `destroy`.
///
/// | option | default |
/// |---|---|
/// | `var_file`, `target` | none |
/// | `parallelism` | terraform's: ten |
/// | `refresh` | yes |
/// | `lock_timeout` | do not wait |
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct Destroy {
    operation: Operation,
}

impl Destroy {
    /// Starts with the defaults.
    pub fn new() -> Self {
        Self::default()
    }

    operation_setters!();

    /// Builds the argument list. Nobody is asked for approval.
    #[must_use]
    pub fn argv(&self) -> Vec<OsString> {
        let arguments = Arguments::of("destroy").word("-json").word("-input=false").word("-auto-approve");
        self.operation.running(self.operation.planning(arguments)).into_vec()
    }
}

/// Holds what a destroy did.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Destroyed {
    /// The counts.
    pub summary: Summary,
    /// The warnings.
    pub diagnostics: Vec<Diagnostic>,
}

impl Terraform {
    /// Destroys everything in the state.
    ///
    /// # Errors
    /// When it fails or is stopped. Resources may be left then.
    pub async fn destroy(&self, options: &Destroy) -> Result<Destroyed, Error> {
        let argv = options.argv();
        let (finished, collected) = self.stream(&argv).await?;
        self.succeeded(&argv, &finished, &collected.diagnostics)?;
        Ok(Destroyed { summary: collected.summary, diagnostics: collected.diagnostics })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Refresh;
    use crate::commands::arguments::words;

    #[test]
    fn by_default_nobody_is_asked() {
        assert_eq!(words(&Destroy::new().argv()), ["destroy", "-no-color", "-json", "-input=false", "-auto-approve"]);
    }

    #[test]
    fn the_shared_options_are_arguments() {
        let destroy = Destroy::new().refresh(Refresh::No).var_file("/v.json").target("a.b");
        let expected = ["-refresh=false", "-var-file=/v.json", "-target=a.b"];
        assert_eq!(words(&destroy.argv())[5..], expected);
    }
}
