//! `terraform version`.

use std::ffi::OsString;

use serde_json::Value;

use crate::commands::arguments::Arguments;
use crate::{Error, Terraform};

/// Builds the argument list.
pub(crate) fn argv() -> Vec<OsString> {
    Arguments::of("version").word("-json").into_vec()
}

impl Terraform {
    /// Returns what `version` says: the versions of the product and of the providers that `init` selected.
    ///
    /// # Errors
    /// When it fails or is stopped.
    pub async fn version(&self) -> Result<Value, Error> {
        let argv = argv();
        let (finished, document) = self.document(&argv).await?;
        self.succeeded(&argv, &finished, &[])?;
        document.ok_or_else(|| self.malformed(&argv, "it is not JSON"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::arguments::words;

    #[test]
    fn the_version_is_asked_for_as_json() {
        assert_eq!(words(&argv()), ["version", "-no-color", "-json"]);
    }
}
