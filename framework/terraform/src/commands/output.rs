//! `terraform output`.

use std::ffi::OsString;

use serde_json::Value;

use crate::commands::arguments::Arguments;
use crate::{Error, Outputs, Terraform};

/// Holds the options of `output`, of which there are none: all outputs are read at once.
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct Output;

impl Output {
    /// Starts with the defaults.
    pub fn new() -> Self {
        Self
    }

    /// Builds the argument list.
    #[must_use]
    pub fn argv(&self) -> Vec<OsString> {
        Arguments::of("output").word("-json").into_vec()
    }
}

impl Terraform {
    /// Reads all outputs from the state; the sensitive ones are added to the redactor before anybody sees them.
    ///
    /// # Errors
    /// When it fails or is stopped.
    pub async fn output(&self, options: &Output) -> Result<Outputs, Error> {
        let argv = options.argv();
        let (finished, document) = self.document(&argv).await?;
        self.succeeded(&argv, &finished, &[])?;
        let outputs = document.filter(Value::is_object).ok_or_else(|| self.malformed(&argv, "it is not an object"))?;
        let outputs = Outputs::parse(&outputs);
        for (_, output) in outputs.iter().filter(|(_, output)| output.sensitive) {
            self.secrets().add_value(&output.value);
        }
        Ok(outputs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::arguments::words;

    #[test]
    fn all_outputs_are_asked_for_as_json() {
        assert_eq!(words(&Output::new().argv()), ["output", "-no-color", "-json"]);
    }
}
