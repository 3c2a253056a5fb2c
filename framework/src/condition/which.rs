//! A condition on the value that another condition sees.

use std::fmt;

use super::{Condition, Observation};
use crate::Error;

/// Tells whether a claim about a value holds: a `bool`, or a `Result` whose error says what is wrong.
pub trait Verdict {
    /// Returns why the claim does not hold; `None` when it does, and `Some(None)` when there are no words for it.
    fn miss(self) -> Option<Option<String>>;
}

impl Verdict for bool {
    fn miss(self) -> Option<Option<String>> {
        (!self).then_some(None)
    }
}

impl<E: fmt::Display> Verdict for Result<(), E> {
    fn miss(self) -> Option<Option<String>> {
        self.err().map(|error| Some(error.to_string()))
    }
}

/// Claims something more about a value; see [`Condition::which`].
#[must_use = "nothing is looked at until it is waited for"]
#[derive(Clone)]
pub struct Which<C, F> {
    condition: C,
    claim: String,
    holds: F,
}

impl<C, F> Which<C, F> {
    pub(super) fn new(condition: C, claim: String, holds: F) -> Self {
        Self { condition, claim, holds }
    }
}

impl<C: Condition, V: Verdict, F: Fn(&C::Value) -> V + Send + Sync> Condition for Which<C, F> {
    type Value = C::Value;

    fn sentence(&self) -> String {
        format!("{}, which {}", self.condition.sentence(), self.claim)
    }

    async fn check(&self) -> Result<Observation<C::Value>, Error> {
        let value = match self.condition.check().await? {
            Observation::Met(value) => value,
            not_yet @ Observation::NotYet(_) => return Ok(not_yet),
        };
        Ok(match (self.holds)(&value).miss() {
            None => Observation::Met(value),
            Some(Some(reason)) => Observation::NotYet(reason),
            Some(None) => Observation::NotYet(format!("it holds, but not that it {}", self.claim)),
        })
    }
}

impl<C: fmt::Debug, F> fmt::Debug for Which<C, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Which").field(&self.condition).field(&self.claim).finish()
    }
}
