//! `terraform init`.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use crate::commands::arguments::Arguments;
use crate::providers::lock_cache;
use crate::{CliConfig, Diagnostic, Error, Terraform};

/// Holds the options of `init`.
///
/// | option | default |
/// |---|---|
/// | `backend_config` | none |
/// | `upgrade` | keep what the lock file says |
/// | `reconfigure` | keep the backend that was used before |
/// | `without_backend` | initialise the backend |
/// | `providers` | no explanation of what is missing, no lock on the plugin cache |
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct Init {
    backend_config: Vec<OsString>,
    upgrade: bool,
    reconfigure: bool,
    without_backend: bool,
    lock_timeout: Option<Duration>,
    pub(crate) providers: Option<CliConfig>,
}

impl Init {
    /// Starts with the defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one setting of the backend. It is an argument, which every process can read: secrets belong in a file.
    pub fn backend_config(mut self, key: &str, value: &str) -> Self {
        self.backend_config.push(format!("{key}={value}").into());
        self
    }

    /// Adds a file with settings of the backend.
    pub fn backend_config_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.backend_config.push(path.into().into());
        self
    }

    /// Takes the newest modules and providers that the constraints allow.
    pub fn upgrade(mut self) -> Self {
        self.upgrade = true;
        self
    }

    /// Forgets the backend that was used before.
    pub fn reconfigure(mut self) -> Self {
        self.reconfigure = true;
        self
    }

    /// Leaves the backend alone, as for `validate`.
    pub fn without_backend(mut self) -> Self {
        self.without_backend = true;
        self
    }

    /// Says how long to wait for the state lock when the backend changes; not at all by default.
    pub fn lock_timeout(mut self, timeout: Duration) -> Self {
        self.lock_timeout = Some(timeout);
        self
    }

    /// Names the decision which provider comes from where: a failure is explained with it, and its plugin cache is locked.
    ///
    /// It is the caller who writes it and sets `TF_CLI_CONFIG_FILE`.
    pub fn providers(mut self, config: CliConfig) -> Self {
        self.providers = Some(config);
        self
    }

    /// Builds the argument list, without `-json`, which only some versions know.
    #[must_use]
    pub fn argv(&self) -> Vec<OsString> {
        Arguments::of("init")
            .word("-input=false")
            .word_if(self.upgrade, "-upgrade")
            .word_if(self.reconfigure, "-reconfigure")
            .word_if(self.without_backend, "-backend=false")
            .options("-backend-config", &self.backend_config)
            .duration("-lock-timeout", self.lock_timeout)
            .into_vec()
    }
}

/// Holds what a successful `init` said.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Initialized {
    /// The warnings.
    pub diagnostics: Vec<Diagnostic>,
}

impl Terraform {
    /// Prepares the directory: backend, modules, providers.
    ///
    /// # Errors
    /// When it fails; a provider that neither the mirror nor the registry has is explained, given [`Init::providers`].
    pub async fn init(&self, options: &Init) -> Result<Initialized, Error> {
        let mut argv = options.argv();
        if self.binary().init_prints_json() {
            argv.push("-json".into());
        }
        let cache = options.providers.as_ref().and_then(CliConfig::plugin_cache);
        let lock = match cache {
            Some(cache) => Some(lock_cache(cache, self.stopping()).await?),
            None => None,
        };
        let (finished, collected) = self.stream(&argv).await?;
        drop(lock);
        if finished.exit.is_success() {
            return Ok(Initialized { diagnostics: collected.diagnostics });
        }
        let failure = self.failure(&argv, &finished, collected.diagnostics);
        Err(match &options.providers {
            Some(providers) => providers.explain(failure),
            None => Error::Failed(Box::new(failure)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::arguments::words;

    #[test]
    fn by_default_nothing_is_asked() {
        assert_eq!(words(&Init::new().argv()), ["init", "-no-color", "-input=false"]);
    }

    #[test]
    fn every_option_is_an_argument() {
        let init = Init::new()
            .backend_config("key", "a/b")
            .backend_config_file("/b.hcl")
            .upgrade()
            .reconfigure()
            .without_backend()
            .lock_timeout(Duration::from_secs(3));
        let expected = [
            "init",
            "-no-color",
            "-input=false",
            "-upgrade",
            "-reconfigure",
            "-backend=false",
            "-backend-config=key=a/b",
            "-backend-config=/b.hcl",
            "-lock-timeout=3000ms",
        ];
        assert_eq!(words(&init.argv()), expected);
    }
}
