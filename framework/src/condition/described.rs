//! A condition in other words.

use super::{Condition, Observation};
use crate::Error;

/// Claims the same in other words; see [`Condition::described_as`].
#[must_use = "nothing is looked at until it is waited for"]
#[derive(Debug, Clone)]
pub struct Described<C> {
    condition: C,
    sentence: String,
}

impl<C> Described<C> {
    pub(super) fn new(condition: C, sentence: String) -> Self {
        Self { condition, sentence }
    }
}

impl<C: Condition> Condition for Described<C> {
    type Value = C::Value;

    fn sentence(&self) -> String {
        self.sentence.clone()
    }

    fn check(&self) -> impl Future<Output = Result<Observation<C::Value>, Error>> + Send {
        self.condition.check()
    }
}
