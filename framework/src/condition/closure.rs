//! An async closure as a condition.

use std::fmt;

use super::{Condition, Observation};
use crate::Error;

/// Makes a condition of a sentence and an async closure.
///
/// ```
/// use terraproof::{Observation, condition};
///
/// let ready = condition("the queue is empty", async || Ok(Observation::Met(0)));
/// # let _ = ready;
/// ```
pub fn condition<F, Fut, T>(sentence: impl Into<String>, check: F) -> FnCondition<F>
where
    F: Fn() -> Fut + Send + Sync,
    Fut: Future<Output = Result<Observation<T>, Error>> + Send,
    T: Send,
{
    FnCondition { sentence: sentence.into(), check }
}

/// Is what [`condition`] returns.
pub struct FnCondition<F> {
    sentence: String,
    check: F,
}

impl<F> fmt::Debug for FnCondition<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("FnCondition").field(&self.sentence).finish()
    }
}

impl<F, Fut, T> Condition for FnCondition<F>
where
    F: Fn() -> Fut + Send + Sync,
    Fut: Future<Output = Result<Observation<T>, Error>> + Send,
    T: Send,
{
    type Value = T;

    fn sentence(&self) -> String {
        self.sentence.clone()
    }

    fn check(&self) -> impl Future<Output = Result<Observation<T>, Error>> + Send {
        (self.check)()
    }
}
