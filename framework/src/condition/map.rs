//! A condition whose value is turned into another.

use std::fmt;

use super::{Condition, Observation};
use crate::Error;

/// Claims the same and returns another value; see [`Condition::map`].
#[must_use = "nothing is looked at until it is waited for"]
#[derive(Clone)]
pub struct Map<C, F> {
    condition: C,
    turn: F,
}

impl<C, F> Map<C, F> {
    pub(super) fn new(condition: C, turn: F) -> Self {
        Self { condition, turn }
    }
}

impl<C: Condition, T: Send, F: Fn(C::Value) -> T + Send + Sync> Condition for Map<C, F> {
    type Value = T;

    fn sentence(&self) -> String {
        self.condition.sentence()
    }

    async fn check(&self) -> Result<Observation<T>, Error> {
        Ok(match self.condition.check().await? {
            Observation::Met(value) => Observation::Met((self.turn)(value)),
            Observation::NotYet(reason) => Observation::NotYet(reason),
        })
    }
}

impl<C: fmt::Debug, F> fmt::Debug for Map<C, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Map").field(&self.condition).finish()
    }
}
