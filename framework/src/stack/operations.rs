//! What a test can ask of a stack.

use std::path::PathBuf;

use serde_json::Value;
use terraproof_terraform::{Apply, Init, Outputs, Plan, Planned, Refresh, Show, Validation, Variables};

use super::deployment::lock;
use super::{Deployment, Rejection, difference};
use crate::Error;
use crate::error::ErrorKind;
use crate::ledger::Phase;

impl Deployment {
    /// Creates what the configuration says. The ledger says `applying` before terraform starts.
    pub(super) async fn apply(&self) -> Result<Outputs, Error> {
        let mut turn = self.turn.lock().await;
        self.init_once(&mut turn).await?;
        self.enter(Phase::Applying)?;
        let (stop, deadline) = (self.parts.stop.clone(), Some(self.parts.deadline));
        let terraform = self.terraform(stop, deadline);
        let applied = self.watched("apply", terraform.apply(&self.apply_options())).await?;
        self.enter(Phase::Applied)?;
        Ok(applied.outputs)
    }

    /// Applies again; variables that are not named keep their values.
    pub(super) async fn reapply(&self, changed: &Variables, secrets: &[String]) -> Result<Outputs, Error> {
        self.parts.closure.check_variables(changed)?;
        for (name, value) in entries(changed) {
            if secrets.iter().any(|secret| secret == name) || self.is_sensitive(name) {
                self.parts.recorder.redactor().add_value(value);
            }
        }
        {
            let _turn = self.turn.lock().await;
            self.write_down_secrets(secrets)?;
            let mut variables = lock(&self.variables);
            for (name, value) in entries(changed) {
                variables.set(name, value.clone());
            }
            self.write_variables(&variables)?;
        }
        self.apply().await
    }

    pub(super) async fn plan(&self) -> Result<Planned, Error> {
        let mut turn = self.turn.lock().await;
        self.init_once(&mut turn).await?;
        let terraform = self.terraform(self.parts.stop.clone(), Some(self.parts.deadline));
        self.watched("plan", terraform.plan(&self.plan_options(Refresh::Yes))).await
    }

    pub(super) async fn validate(&self) -> Result<Validation, Error> {
        let mut turn = self.turn.lock().await;
        self.init_once(&mut turn).await?;
        let terraform = self.terraform(self.parts.stop.clone(), Some(self.parts.deadline));
        self.watched("validate", terraform.validate()).await
    }

    /// Plans, and turns a refusal by the configuration into the expected result.
    pub(super) async fn expect_rejected(&self) -> Result<Rejection, Error> {
        let mut turn = self.turn.lock().await;
        self.init_once(&mut turn).await?;
        let terraform = self.terraform(self.parts.stop.clone(), Some(self.parts.deadline));
        let stack = &self.id().stack;
        // Not `watched`: a refusal is what the test wants, not a failure to show in the record.
        match terraform.plan(&self.plan_options(Refresh::Yes)).await {
            Ok(planned) => Err(Error::new(
                ErrorKind::Terraform,
                format!("`{stack}` was accepted, with {} planned changes, instead of rejected", planned.changes.len()),
            )),
            Err(error) if !error.was_stopped() && !error.diagnostics().is_empty() => {
                Ok(Rejection::new(error.diagnostics().to_vec()))
            }
            Err(error) => Err(error.into()),
        }
    }

    pub(super) async fn expect_no_changes(&self) -> Result<(), Error> {
        let (planned, document) = self.planned_in_detail(Refresh::Yes).await?;
        if !planned.has_changes {
            return Ok(());
        }
        let changes = difference::changes(&document);
        let what = if changes.is_empty() { "its outputs would change".to_owned() } else { changes.join(", ") };
        let message = format!("a second apply of `{}` would change something: {what}", self.id().stack);
        Err(Error::new(ErrorKind::Terraform, message).with_hint(
            "give the argument the value that the cloud returns, or ignore it with `lifecycle.ignore_changes`",
        ))
    }

    pub(super) async fn expect_no_drift(&self) -> Result<(), Error> {
        let (_, document) = self.planned_in_detail(Refresh::Only).await?;
        let drift = difference::drift(&document);
        if drift.is_empty() {
            return Ok(());
        }
        let message = format!("`{}` was changed by somebody else: {}", self.id().stack, drift.join(", "));
        Err(Error::new(ErrorKind::Terraform, message))
    }

    /// Plans into a file, which holds every value, reads it, and takes it away again.
    ///
    /// The document is not read when it would say nothing: without changes, or without drift when that is all that counts.
    async fn planned_in_detail(&self, refresh: Refresh) -> Result<(Planned, Value), Error> {
        let mut turn = self.turn.lock().await;
        self.init_once(&mut turn).await?;
        let file = self.directory().join(".terraproof.tfplan");
        let terraform = self.terraform(self.parts.stop.clone(), Some(self.parts.deadline));
        let plan = self.plan_options(refresh).out(&file);
        let work = async {
            let planned = terraform.plan(&plan).await?;
            let says_nothing = match refresh {
                Refresh::Only => planned.drift.is_empty(),
                _ => !planned.has_changes,
            };
            if says_nothing {
                return Ok((planned, Value::Null));
            }
            let document = terraform.show(&Show::new().plan_file(&file)).await?;
            Ok::<_, terraproof_terraform::Error>((planned, document))
        };
        let planned = self.watched("plan", work).await;
        match std::fs::remove_file(&file) {
            Err(source) if source.kind() != std::io::ErrorKind::NotFound => {
                Err(Error::io("remove the plan", &file, source))
            }
            _ => planned,
        }
    }

    pub(super) async fn show(&self) -> Result<Value, Error> {
        let _turn = self.turn.lock().await;
        let terraform = self.terraform(self.parts.stop.clone(), Some(self.parts.deadline));
        self.watched("show", terraform.show(&Show::new())).await
    }

    /// Initialises the directory the first time.
    async fn init_once(&self, done: &mut bool) -> Result<(), Error> {
        if *done {
            return Ok(());
        }
        let required = self.parts.closure.required_providers();
        let config = self.parts.providers.cli_config(required, self.parts.binary.product());
        config.write(&self.cli_config_file())?;
        let mut init = Init::new().providers(config);
        for (key, value) in &self.parts.backend {
            init = init.backend_config(key, value);
        }
        let terraform = self.terraform(self.parts.stop.clone(), Some(self.parts.deadline));
        self.watched("init", terraform.init(&init)).await?;
        *done = true;
        Ok(())
    }

    fn is_sensitive(&self, name: &str) -> bool {
        self.parts.closure.variables().iter().any(|variable| variable.name == name && variable.sensitive)
    }

    fn apply_options(&self) -> Apply {
        let mut apply = Apply::new();
        for file in self.files_of_variables() {
            apply = apply.var_file(file);
        }
        for target in &self.parts.targets {
            apply = apply.target(target);
        }
        match self.parts.parallelism {
            Some(resources) => apply.parallelism(resources),
            None => apply,
        }
    }

    fn plan_options(&self, refresh: Refresh) -> Plan {
        let mut plan = Plan::new().refresh(refresh);
        for file in self.files_of_variables() {
            plan = plan.var_file(file);
        }
        for target in &self.parts.targets {
            plan = plan.target(target);
        }
        plan
    }

    /// Returns the files in terraform's order: the later one wins.
    pub(super) fn files_of_variables(&self) -> Vec<PathBuf> {
        self.parts.var_files.iter().cloned().chain(self.variables_file()).collect()
    }
}

fn entries(variables: &Variables) -> impl Iterator<Item = (&str, &Value)> {
    variables.names().filter_map(|name| Some((name, variables.get(name)?)))
}
