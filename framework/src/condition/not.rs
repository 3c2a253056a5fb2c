//! The opposite of a condition.

use super::{Condition, Observation};
use crate::Error;

/// Claims that something is not so; see [`Condition::not`].
#[must_use = "nothing is looked at until it is waited for"]
#[derive(Debug, Clone)]
pub struct Not<C> {
    condition: C,
}

impl<C> Not<C> {
    pub(super) fn new(condition: C) -> Self {
        Self { condition }
    }
}

impl<C: Condition> Condition for Not<C> {
    type Value = ();

    fn sentence(&self) -> String {
        format!("it is not so that {}", self.condition.sentence())
    }

    async fn check(&self) -> Result<Observation<()>, Error> {
        Ok(match self.condition.check().await? {
            Observation::Met(_) => Observation::NotYet("it is so".to_owned()),
            Observation::NotYet(_) => Observation::Met(()),
        })
    }
}
