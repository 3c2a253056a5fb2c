//! The way back to a stack whose process has died.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Map, Value};
use terraproof_terraform::{Binary, Closure, Environment, Patience, Redactor, Search, Spawned, Terraform};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::config::Config;
use crate::ledger::Entry;
use crate::project::Project;
use crate::{Error, Teardown, environment};

/// Leads back to a stack that a dead process left behind, with nothing but what its ledger entry says.
///
/// ```no_run
/// # async fn example(entry: terraproof::ledger::Entry) -> Result<(), terraproof::Error> {
/// use terraproof::LeftBehind;
///
/// let left = LeftBehind::of(entry)?;
/// let Some(cloud) = left.cloud().await? else { return Ok(()) };
/// left.destroy().within(&cloud).run().await?;
/// cloud.drop_account().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct LeftBehind {
    entry: Entry,
    config: Config,
}

impl LeftBehind {
    /// Reads `terraproof.toml` of the project that the stack belongs to. A project that is no longer there has the defaults.
    ///
    /// # Errors
    /// Fails when the file is not what it should be.
    pub fn of(entry: Entry) -> Result<Self, Error> {
        let config =
            if entry.source.is_dir() { Project::around(&entry.source)?.config().clone() } else { Config::default() };
        Ok(Self { entry, config })
    }

    /// Returns what the ledger says.
    #[must_use]
    pub fn entry(&self) -> &Entry {
        &self.entry
    }

    /// Enters the account of the localhost cloud that the stack lives in; `None` when its emulator is gone, and all that was in it.
    ///
    /// # Errors
    /// Fails when the stack has no such account, or when the emulator runs and cannot be entered.
    #[cfg(feature = "local")]
    pub async fn cloud(&self) -> Result<Option<terraproof_local::Cloud>, Error> {
        crate::cloud::enter_again(&self.entry, &self.config).await
    }

    /// Prepares to destroy the stack with the terraform, the variables and the state that are beside the entry.
    pub fn destroy(&self) -> Destruction<'_> {
        Destruction {
            left: self,
            variables: Vec::new(),
            secrets: Vec::new(),
            stop: CancellationToken::new(),
            patience: Patience::default(),
            deadline: None,
            on_spawn: Arc::new(|_| {}),
        }
    }

    /// Returns what terraform told while the stack was destroyed.
    #[must_use]
    pub fn log_file(&self) -> PathBuf {
        self.entry.root.join("destroy.log")
    }

    /// Uses the terraform that made the stack, or another one when that is gone.
    async fn binary(&self) -> Result<Binary, Error> {
        let mut search = Search::from_environment();
        if self.entry.binary.is_file() {
            return Ok(Binary::locate(&search.explicit(&self.entry.binary)).await?);
        }
        search.embedded = self.embedded();
        Ok(Binary::locate(&search).await?)
    }

    #[cfg(feature = "local")]
    fn embedded(&self) -> Option<PathBuf> {
        let cache = match &self.entry.cache {
            Some(path) => terraproof_local::Cache::at(path),
            None => terraproof_local::Cache::from_environment().ok()?,
        };
        terraproof_local::Toolchain::find(&cache)?.terraform().map(Path::to_owned)
    }

    #[cfg(not(feature = "local"))]
    fn embedded(&self) -> Option<PathBuf> {
        None
    }

    fn environment(&self, variables: &[(String, String)]) -> Result<Environment, Error> {
        let mut environment = environment::build(&self.config);
        for (name, value) in variables {
            environment.set(name, value);
        }
        environment.set("TF_CLI_CONFIG_FILE", self.entry.root.join("terraform.rc"));
        for (name, value) in self.entry.environment.as_deref().map(object).transpose()?.unwrap_or_default() {
            if let Value::String(value) = value {
                environment.set(name, value);
            }
        }
        Ok(environment)
    }

    /// Knows the values of variables that the test named secret, or the configuration declares sensitive.
    fn redactor(&self, closure: Option<&Closure>, secrets: &[String]) -> Redactor {
        let redactor = Redactor::default();
        secrets.iter().for_each(|secret| redactor.add(secret));
        let declared = closure.into_iter().flat_map(Closure::variables).filter(|variable| variable.sensitive);
        let named = self.entry.secrets.iter().map(String::as_str);
        // Variables that cannot be read are not passed on either.
        let values = self.entry.variables.as_deref().and_then(|file| object(file).ok()).unwrap_or_default();
        for name in named.chain(declared.map(|variable| variable.name.as_str())) {
            if let Some(value) = values.get(name) {
                redactor.add_value(value);
            }
        }
        redactor
    }
}

/// Destroys a stack that was [left behind](LeftBehind).
///
/// | setting | default |
/// |---|---|
/// | [`within`](Self::within) | no cloud: for configurations without providers |
/// | [`stop`](Self::stop), [`deadline`](Self::deadline) | until it ends |
/// | [`on_spawn`](Self::on_spawn) | nobody is told |
#[must_use = "nothing is destroyed until `.run().await`"]
pub struct Destruction<'l> {
    left: &'l LeftBehind,
    variables: Vec<(String, String)>,
    secrets: Vec<String>,
    stop: CancellationToken,
    patience: Patience,
    deadline: Option<Instant>,
    on_spawn: Arc<dyn Fn(&Spawned) + Send + Sync>,
}

impl Destruction<'_> {
    /// Leads terraform into an account of the localhost cloud.
    #[cfg(feature = "local")]
    pub fn within(mut self, cloud: &terraproof_local::Cloud) -> Self {
        let credentials = &cloud.account().credentials;
        self.variables = cloud.variables();
        self.secrets = vec![credentials.secret_access_key.clone(), credentials.session_token.clone()];
        self
    }

    /// Stops terraform with one SIGINT when the token fires.
    pub fn stop(mut self, token: CancellationToken) -> Self {
        self.stop = token;
        self
    }

    /// Stops it in the same manner at an instant.
    pub fn deadline(mut self, deadline: Instant) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// Says how long terraform may take to stop.
    pub fn patience(mut self, patience: Patience) -> Self {
        self.patience = patience;
        self
    }

    /// Names who is told that a terraform was started.
    pub fn on_spawn(mut self, on_spawn: Arc<dyn Fn(&Spawned) + Send + Sync>) -> Self {
        self.on_spawn = on_spawn;
        self
    }

    /// Destroys what the state holds.
    ///
    /// # Errors
    /// Fails when terraform does, or is stopped; the complete output is in the [log](LeftBehind::log_file).
    pub async fn run(self) -> Result<(), Error> {
        let entry = &self.left.entry;
        // A configuration that cannot be read is for terraform to complain about.
        let closure = Closure::read(&entry.directory).ok();
        let environment = self.left.environment(&self.variables)?;
        let mut terraform = Terraform::new(self.left.binary().await?, &entry.directory, environment)
            .log_file(self.left.log_file())
            .redactor(self.left.redactor(closure.as_ref(), &self.secrets))
            // The copy is what is destroyed, and the original may have changed since.
            .source_directory(&entry.directory)
            .stop(self.stop.clone(), self.patience)
            .on_spawn(Arc::clone(&self.on_spawn));
        if let Some(deadline) = self.deadline {
            terraform = terraform.deadline(deadline);
        }
        let files = entry.var_files.iter().chain(&entry.variables);
        let mut teardown = files.fold(Teardown::of(terraform), Teardown::var_file);
        if closure.as_ref().and_then(Closure::backend).is_some_and(|backend| backend != "local") {
            teardown = teardown.remote_state();
        }
        teardown.run(&self.stop).await
    }
}

impl std::fmt::Debug for Destruction<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Destruction").field("left", &self.left.entry.id.to_string()).finish_non_exhaustive()
    }
}

/// Reads a file that holds one JSON object. Its values may be secret: what is wrong with it is told without them.
fn object(file: &Path) -> Result<Map<String, Value>, Error> {
    let bytes = std::fs::read(file).map_err(|source| Error::io("read", file, source))?;
    serde_json::from_slice(&bytes).map_err(|error| {
        let place = format!("line {}, column {}", error.line(), error.column());
        Error::configuration(format!("`{}` is torn at {place}", file.display()))
    })
}
