//! One of two conditions.

use super::combine::{one_needed, part};
use super::{Condition, Observation};
use crate::Error;

/// Claims one thing or another; see [`Condition::or`].
#[must_use = "nothing is looked at until it is waited for"]
#[derive(Debug, Clone)]
pub struct Or<A, B> {
    first: A,
    second: B,
}

impl<A, B> Or<A, B> {
    pub(super) fn new(first: A, second: B) -> Self {
        Self { first, second }
    }
}

impl<A: Condition, B: Condition<Value = A::Value>> Condition for Or<A, B> {
    type Value = A::Value;

    fn sentence(&self) -> String {
        format!("{} or {}", self.first.sentence(), self.second.sentence())
    }

    async fn check(&self) -> Result<Observation<Self::Value>, Error> {
        let (first, second) = tokio::join!(self.first.check(), self.second.check());
        match (part(&self.first.sentence(), first), part(&self.second.sentence(), second)) {
            (Ok(value), _) | (_, Ok(value)) => Ok(Observation::Met(value)),
            (Err(first), Err(second)) => one_needed(vec![first, second]),
        }
    }
}
