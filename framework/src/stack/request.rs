//! Asking for a stack.

use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;
use serde_json::Value;
use terraproof_terraform::{Planned, Validation, Variables};

use super::prepare::prepare;
use super::{Deployment, Rejection, Stack};
use crate::{Error, Scope};

/// Asks for a stack; ends in [`apply`](Self::apply), [`plan`](Self::plan), [`validate`](Self::validate) or
/// [`expect_rejected`](Self::expect_rejected).
///
/// | setting | default |
/// |---|---|
/// | [`named`](Self::named) | the last component of the path |
/// | [`var`](Self::var), [`secret_var`](Self::secret_var), [`var_file`](Self::var_file) | none; of the same variable, the later one wins |
/// | [`env`](Self::env) | the built environment alone |
/// | [`target`](Self::target) | everything |
/// | [`backend`](Self::backend) | as the configuration says |
/// | [`binary`](Self::binary) | as found for the project |
/// | [`parallelism`](Self::parallelism) | terraform's own, 10 |
#[must_use = "nothing is deployed until `.apply().await`"]
#[derive(Debug)]
pub struct StackRequest<'s> {
    scope: &'s Scope,
    wanted: Wanted,
    mistake: Option<Error>,
}

/// Is what was asked for, without the scope.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    pub(super) configuration: PathBuf,
    pub(super) name: Option<String>,
    pub(super) variables: Variables,
    pub(super) secrets: Vec<String>,
    pub(super) var_files: Vec<PathBuf>,
    pub(super) env: Vec<(String, String)>,
    pub(super) targets: Vec<String>,
    pub(super) backend: Vec<(String, String)>,
    pub(super) binary: Option<PathBuf>,
    pub(super) parallelism: Option<NonZeroU32>,
}

impl<'s> StackRequest<'s> {
    pub(crate) fn new(scope: &'s Scope, configuration: &Path) -> Self {
        let wanted = Wanted {
            configuration: configuration.to_owned(),
            name: None,
            variables: Variables::new(),
            secrets: Vec::new(),
            var_files: Vec::new(),
            env: Vec::new(),
            targets: Vec::new(),
            backend: Vec::new(),
            binary: None,
            parallelism: None,
        };
        Self { scope, wanted, mistake: None }
    }

    /// Names the stack, which is needed when one test applies the same configuration twice.
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.wanted.name = Some(name.into());
        self
    }

    /// Sets a variable, of any type that can be serialised.
    pub fn var(mut self, name: impl Into<String>, value: impl Serialize) -> Self {
        self.set(name.into(), value);
        self
    }

    /// Sets a variable whose value must not be seen: not in logs, events, errors or reports.
    pub fn secret_var(mut self, name: impl Into<String>, value: impl Serialize) -> Self {
        let name = name.into();
        self.set(name.clone(), value);
        self.wanted.secrets.push(name);
        self
    }

    /// Adds a file of variables (`.tfvars` or `.tfvars.json`), relative to the project's root.
    ///
    /// Variables set with [`var`](Self::var) win over those of files.
    pub fn var_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.wanted.var_files.push(path.into());
        self
    }

    /// Sets an environment variable for terraform and its providers.
    pub fn env(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.wanted.env.push((name.into(), value.into()));
        self
    }

    /// Applies only this address and what it depends on; may be given several times.
    pub fn target(mut self, address: impl Into<String>) -> Self {
        self.wanted.targets.push(address.into());
        self
    }

    /// Sets one argument of the configuration's backend block.
    pub fn backend(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.wanted.backend.push((key.into(), value.into()));
        self
    }

    /// Uses this terraform or tofu instead of the one found.
    pub fn binary(mut self, path: impl Into<PathBuf>) -> Self {
        self.wanted.binary = Some(path.into());
        self
    }

    /// Sets how many resources terraform works on at once.
    pub fn parallelism(mut self, resources: NonZeroU32) -> Self {
        self.wanted.parallelism = Some(resources);
        self
    }

    /// Deploys the stack. The scope owns it from before anything exists until it is destroyed.
    ///
    /// # Errors
    /// Fails when the path is wrong, a variable is not declared, or init or apply fail; what was made by then is destroyed
    /// with the scope.
    pub async fn apply(self) -> Result<Stack<'s>, Error> {
        let scope = self.scope;
        let deployment = self.prepared().await?;
        let applied = Arc::clone(&deployment);
        let outputs = scope.inner().operate(async move { applied.apply().await }).await?;
        Ok(Stack::new(scope, deployment, outputs))
    }

    /// Says what apply would do, and does nothing.
    ///
    /// # Errors
    /// Fails like [`apply`](Self::apply), and when the plan fails.
    pub async fn plan(self) -> Result<Planned, Error> {
        let scope = self.scope;
        let deployment = self.prepared().await?;
        scope.inner().operate(async move { deployment.plan().await }).await
    }

    /// Checks the configuration alone, without reading anything from the cloud.
    ///
    /// # Errors
    /// Fails when the configuration is not valid; the diagnostics are in the error.
    pub async fn validate(self) -> Result<Validation, Error> {
        let scope = self.scope;
        let deployment = self.prepared().await?;
        scope.inner().operate(async move { deployment.validate().await }).await
    }

    /// Plans, and expects terraform to refuse: a validation, a precondition, a wrong type.
    ///
    /// # Errors
    /// Fails when the plan is accepted, or when it fails for another reason than what the configuration says, such as a
    /// missing provider.
    pub async fn expect_rejected(self) -> Result<Rejection, Error> {
        let scope = self.scope;
        let deployment = self.prepared().await?;
        scope.inner().operate(async move { deployment.expect_rejected().await }).await
    }

    async fn prepared(self) -> Result<Arc<Deployment>, Error> {
        if let Some(mistake) = self.mistake {
            return Err(mistake);
        }
        let (inner, wanted) = (Arc::clone(self.scope.inner()), self.wanted);
        self.scope.inner().operate(async move { prepare(&inner, wanted).await }).await
    }

    /// A value that cannot be serialised is reported by the call that ends the request: setters do not fail.
    fn set(&mut self, name: String, value: impl Serialize) {
        match to_value(&name, value) {
            Ok(value) => {
                self.wanted.variables.set(name, value);
            }
            Err(mistake) => {
                self.mistake.get_or_insert(mistake);
            }
        }
    }
}

pub(super) fn to_value(name: &str, value: impl Serialize) -> Result<Value, Error> {
    serde_json::to_value(value).map_err(|source| {
        Error::misuse(format!("the value of the variable `{name}` cannot be written as JSON"))
            .with_hint("terraform knows strings, numbers, booleans, lists and maps with string keys")
            .with_source(source)
    })
}
