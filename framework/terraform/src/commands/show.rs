//! `terraform show`.

use std::ffi::OsString;
use std::path::PathBuf;

use serde_json::Value;

use crate::commands::arguments::Arguments;
use crate::{Error, Terraform};

/// Holds the options of `show`: by default the state is shown.
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct Show {
    plan_file: Option<PathBuf>,
}

impl Show {
    /// Starts with the defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// Shows a saved plan instead of the state.
    pub fn plan_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.plan_file = Some(path.into());
        self
    }

    /// Builds the argument list.
    #[must_use]
    pub fn argv(&self) -> Vec<OsString> {
        let arguments = Arguments::of("show").word("-json");
        match &self.plan_file {
            Some(plan) => arguments.word(plan).into_vec(),
            None => arguments.into_vec(),
        }
    }
}

impl Terraform {
    /// Shows the state or a saved plan as terraform's JSON representation, secret values included.
    ///
    /// # Errors
    /// When it fails, is stopped, or prints more than 512 MiB.
    pub async fn show(&self, options: &Show) -> Result<Value, Error> {
        let argv = options.argv();
        let (finished, document) = self.document(&argv).await?;
        self.succeeded(&argv, &finished, &[])?;
        document.ok_or_else(|| self.malformed(&argv, "it is not JSON, or it is larger than 512 MiB"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::arguments::words;

    #[test]
    fn the_state_or_a_plan_is_shown_as_json() {
        assert_eq!(words(&Show::new().argv()), ["show", "-no-color", "-json"]);
        assert_eq!(words(&Show::new().plan_file("/plan").argv()), ["show", "-no-color", "-json", "/plan"]);
    }
}
