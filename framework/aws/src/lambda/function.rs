//! A function.

use std::fmt;

use aws_sdk_lambda::Client;
use aws_sdk_lambda::operation::get_function_configuration::GetFunctionConfigurationOutput as Configuration;
use aws_sdk_lambda::types::{LastUpdateStatus, Runtime, State, TracingMode};
use serde_json::Value;

use super::Invocation;
use crate::arn::Arn;
use crate::handle::Handle;
use crate::words::words;
use crate::{Aws, Check, Error, Seen};

impl Aws {
    /// Leads to the functions.
    #[must_use]
    pub fn lambda(&self) -> Lambda {
        Lambda { aws: self.clone() }
    }
}

/// Leads to the functions of an account.
#[derive(Debug, Clone)]
pub struct Lambda {
    aws: Aws,
}

impl Lambda {
    /// Names a function by its name or ARN, with a version or an alias behind a colon, if any: `orders:live`. The region in an ARN counts.
    #[must_use]
    pub fn function(&self, name: impl Into<String>) -> Function {
        let name = name.into();
        let region = Arn::read(&name).map(|arn| arn.region.to_owned());
        let aws = region.map_or_else(|| self.aws.clone(), |region| self.aws.in_region(region));
        Function { aws, name }
    }
}

/// Names a function. One that failed to be made or updated ends the wait for [`is_active`](Self::is_active).
///
/// ```no_run
/// # async fn example(aws: terraproof_aws::Aws) -> Result<(), terraproof_aws::Error> {
/// let orders = aws.lambda().function("orders");
/// assert_eq!(orders.is_active().look().await?.reason(), None);
/// let add = orders.invoke(serde_json::json!({ "a": 1, "b": 2 }));
/// assert_eq!(add.returns(serde_json::json!(3)).look().await?.reason(), None);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Function {
    aws: Aws,
    name: String,
}

impl Function {
    /// Returns what Lambda knows of the function. Its environment is printed redacted.
    ///
    /// # Errors
    /// Fails when the function does not exist or may not be read.
    pub async fn describe(&self) -> Result<Configuration, Error> {
        let call = self.client().await?.get_function_configuration().function_name(&self.name);
        call.send().await.map_err(self.failed("GetFunctionConfiguration"))
    }

    /// Promises that the function exists.
    pub fn exists(&self) -> Check<Configuration> {
        self.check("exists", |function| async move { function.describe().await.map(Seen::Yes) })
    }

    /// Promises that the function does not exist any more.
    pub fn is_gone(&self) -> Check {
        self.gone(|function| async move { function.describe().await })
    }

    /// Promises that the function can be invoked, and that its last update has finished.
    pub fn is_active(&self) -> Check<Configuration> {
        self.check("is active", |function| async move {
            let configuration = function.describe().await?;
            let state = configuration.state.clone().unwrap_or(State::Active);
            let update = configuration.last_update_status.clone().unwrap_or(LastUpdateStatus::Successful);
            match (&state, &update) {
                (State::Failed, _) => {
                    let reason = configuration.state_reason.unwrap_or_else(|| "no reason given".to_owned());
                    Err(Error::permanent(&function, format!("it failed to be made: {reason}")))
                }
                (_, LastUpdateStatus::Failed) => {
                    let reason =
                        configuration.last_update_status_reason.unwrap_or_else(|| "no reason given".to_owned());
                    Err(Error::permanent(&function, format!("its last update failed: {reason}")))
                }
                (State::Deleting, _) => Err(Error::gone(&function, "it is being deleted")),
                (State::Active, LastUpdateStatus::Successful) => Ok(Seen::Yes(configuration)),
                (State::Active, _) => Ok(Seen::No("is being updated".to_owned())),
                _ => Ok(Seen::No(format!("is {}", words(state.as_str())))),
            }
        })
    }

    /// Promises that the function runs on a runtime: `python3.13`.
    pub fn has_runtime(&self, runtime: impl Into<String>) -> Check {
        let runtime = runtime.into();
        self.check(format!("has the runtime `{runtime}`"), move |function| {
            let runtime = runtime.clone();
            async move {
                let actual = function.describe().await?.runtime;
                let actual = actual.as_ref().map_or("none", Runtime::as_str);
                Ok(Seen::when(actual == runtime, (), || format!("has the runtime `{actual}`")))
            }
        })
    }

    /// Promises that a variable of the function's environment has a value; neither value is ever shown.
    pub fn has_environment(&self, name: impl Into<String>, value: impl Into<String>) -> Check {
        let (name, value) = (name.into(), value.into());
        self.check(format!("has the expected value in its environment variable `{name}`"), move |function| {
            let (name, value) = (name.clone(), value.clone());
            async move {
                let environment = function.describe().await?.environment;
                let variables = environment.and_then(|environment| environment.variables).unwrap_or_default();
                Ok(match variables.get(&name) {
                    Some(actual) => Seen::when(*actual == value, (), || "its value differs".to_owned()),
                    None => Seen::No("has no such variable".to_owned()),
                })
            }
        })
    }

    /// Promises that the function runs as a role, named by its ARN.
    pub fn runs_as(&self, role: impl Into<String>) -> Check {
        let role = role.into();
        self.check(format!("runs as `{role}`"), move |function| {
            let role = role.clone();
            async move {
                let actual = function.describe().await?.role.unwrap_or_default();
                Ok(Seen::when(actual == role, (), || format!("runs as `{actual}`")))
            }
        })
    }

    /// Promises that every invocation is traced with X-Ray.
    pub fn is_traced(&self) -> Check {
        self.check("is traced", |function| async move {
            let mode = function.describe().await?.tracing_config.and_then(|tracing| tracing.mode);
            Ok(Seen::when(mode == Some(TracingMode::Active), (), || "is not traced".to_owned()))
        })
    }

    /// Prepares an invocation with a payload. Nothing runs before a look at one of its conditions.
    #[expect(clippy::needless_pass_by_value, reason = "reads as `invoke(json!(..))`")]
    pub fn invoke(&self, payload: Value) -> Invocation {
        Invocation::new(self.clone(), payload.to_string())
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) async fn client(&self) -> Result<Client, Error> {
        Ok(Client::new(&self.config().await?))
    }
}

impl Handle for Function {
    const SERVICE: &'static str = "lambda";

    fn aws(&self) -> &Aws {
        &self.aws
    }

    fn refused(&self) -> Option<String> {
        if self.name.starts_with("arn:") {
            return Arn::of("lambda", &self.name).err();
        }
        let known = |letter: u8| letter.is_ascii_alphanumeric() || b"-_:$".contains(&letter);
        let fine = (1..=170).contains(&self.name.len()) && self.name.bytes().all(known);
        (!fine).then(|| {
            "a function is named by up to 170 letters, digits, hyphens and underscores, or by its ARN".to_owned()
        })
    }
}

impl fmt::Display for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "function `{}`{}", self.name, self.aws.place())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::canned::Canned;

    fn function(configuration: &Value) -> Function {
        let body = configuration.to_string();
        Canned::default().json(200, &*body).json(200, &*body).aws().0.lambda().function("orders")
    }

    #[tokio::test]
    async fn an_update_in_progress_waits_and_a_failed_one_ends_the_wait() {
        let updating = function(&json!({ "State": "Active", "LastUpdateStatus": "InProgress" }));
        assert_eq!(updating.is_active().look().await.unwrap().reason(), Some("is being updated"));
        let failed = function(&json!({ "State": "Failed", "StateReason": "the image is gone" }));
        let error = failed.is_active().look().await.unwrap_err();
        assert_eq!((error.message(), error.is_transient()), (Some("it failed to be made: the image is gone"), false));
        let done = function(&json!({ "State": "Active", "LastUpdateStatus": "Successful" }));
        assert!(matches!(done.is_active().look().await.unwrap(), Seen::Yes(_)));
    }

    #[tokio::test]
    async fn a_variable_that_differs_does_not_show() {
        let orders = function(&json!({ "Environment": { "Variables": { "TOKEN": "actual-hidden" } } }));
        let check = orders.has_environment("TOKEN", "expected-hidden");
        let shown = format!("{check:?} {:?} {:?}", check.look().await, orders.describe().await);
        assert!(shown.contains("its value differs") && !shown.contains("hidden"), "{shown}");
    }
}
