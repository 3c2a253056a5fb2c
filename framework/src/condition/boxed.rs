//! Conditions of different types in one list.

use std::fmt;
use std::pin::Pin;

use super::{Condition, Observation};
use crate::Error;

/// Holds a condition of any type that has this value; see [`Condition::boxed`].
#[must_use = "nothing is looked at until it is waited for"]
pub struct BoxCondition<'c, T = ()>(Box<dyn Look<T> + 'c>);

impl<'c, T: Send> BoxCondition<'c, T> {
    pub(super) fn new(condition: impl Condition<Value = T> + 'c) -> Self {
        Self(Box::new(condition))
    }
}

/// Is [`Condition`] in a form that a trait object can have.
trait Look<T>: Send + Sync {
    fn claim(&self) -> String;
    fn look(&self) -> Pin<Box<dyn Future<Output = Result<Observation<T>, Error>> + Send + '_>>;
}

impl<C: Condition> Look<C::Value> for C {
    fn claim(&self) -> String {
        self.sentence()
    }

    fn look(&self) -> Pin<Box<dyn Future<Output = Result<Observation<C::Value>, Error>> + Send + '_>> {
        Box::pin(self.check())
    }
}

impl<T: Send> Condition for BoxCondition<'_, T> {
    type Value = T;

    fn sentence(&self) -> String {
        self.0.claim()
    }

    fn check(&self) -> impl Future<Output = Result<Observation<T>, Error>> + Send {
        self.0.look()
    }
}

impl<T> fmt::Debug for BoxCondition<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("BoxCondition").field(&self.0.claim()).finish()
    }
}
