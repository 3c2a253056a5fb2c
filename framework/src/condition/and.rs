//! Both of two conditions.

use super::combine::{all_needed, part};
use super::{Condition, Observation};
use crate::Error;

/// Claims two things at once; see [`Condition::and`].
#[must_use = "nothing is looked at until it is waited for"]
#[derive(Debug, Clone)]
pub struct And<A, B> {
    first: A,
    second: B,
}

impl<A, B> And<A, B> {
    pub(super) fn new(first: A, second: B) -> Self {
        Self { first, second }
    }
}

impl<A: Condition, B: Condition> Condition for And<A, B> {
    type Value = (A::Value, B::Value);

    fn sentence(&self) -> String {
        format!("{} and {}", self.first.sentence(), self.second.sentence())
    }

    async fn check(&self) -> Result<Observation<Self::Value>, Error> {
        let (first, second) = tokio::join!(self.first.check(), self.second.check());
        match (part(&self.first.sentence(), first), part(&self.second.sentence(), second)) {
            (Ok(first), Ok(second)) => Ok(Observation::Met((first, second))),
            (first, second) => all_needed(first.err().into_iter().chain(second.err()).collect()),
        }
    }
}
