//! Applying again with other variables.

use std::sync::Arc;

use serde::Serialize;
use terraproof_terraform::Variables;

use super::Stack;
use super::request::to_value;
use crate::Error;

/// Asks for another apply of a [`Stack`]; variables that are not set again keep their values.
#[must_use = "nothing is applied until `.apply().await`"]
#[derive(Debug)]
pub struct Reapply<'a, 's> {
    stack: &'a Stack<'s>,
    variables: Variables,
    secrets: Vec<String>,
    mistake: Option<Error>,
}

impl<'a, 's> Reapply<'a, 's> {
    pub(super) fn new(stack: &'a Stack<'s>) -> Self {
        Self { stack, variables: Variables::new(), secrets: Vec::new(), mistake: None }
    }

    /// Sets a variable anew.
    pub fn var(mut self, name: impl Into<String>, value: impl Serialize) -> Self {
        let name = name.into();
        match to_value(&name, value) {
            Ok(value) => {
                self.variables.set(name, value);
            }
            Err(mistake) => {
                self.mistake.get_or_insert(mistake);
            }
        }
        self
    }

    /// Sets a variable anew whose value must not be seen.
    pub fn secret_var(mut self, name: impl Into<String>, value: impl Serialize) -> Self {
        let name = name.into();
        self.secrets.push(name.clone());
        self.var(name, value)
    }

    /// Applies; the stack's outputs are those of this apply from then on.
    ///
    /// # Errors
    /// Fails when a variable is not declared or terraform fails.
    pub async fn apply(self) -> Result<(), Error> {
        if let Some(mistake) = self.mistake {
            return Err(mistake);
        }
        let deployment = Arc::clone(self.stack.deployment());
        let (variables, secrets) = (self.variables, self.secrets);
        let work = async move { deployment.reapply(&variables, &secrets).await };
        let outputs = self.stack.scope().inner().operate(work).await?;
        *self.stack.known_outputs() = outputs;
        Ok(())
    }
}
