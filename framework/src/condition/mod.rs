//! Waiting until something is true, and showing afterwards what was seen.

mod closure;
mod consistently;
mod eventually;
mod timeline;

pub use closure::{FnCondition, condition};
pub use consistently::Consistently;
pub use eventually::{Backoff, Eventually};
pub use timeline::{Attempt, Outcome, Timeline};

use crate::Error;

/// States something that can be looked at and is either true or not yet.
///
/// A check never waits by itself: [`Scope::eventually`](crate::Scope::eventually) repeats it. An error ends the wait at
/// once unless it is [transient](Error::is_transient).
///
/// ```
/// use terraproof::{Condition, Error, Observation};
///
/// /// The file exists.
/// struct Exists(std::path::PathBuf);
///
/// impl Condition for Exists {
///     type Value = u64;
///
///     fn sentence(&self) -> String {
///         format!("`{}` exists", self.0.display())
///     }
///
///     async fn check(&self) -> Result<Observation<u64>, Error> {
///         Ok(match std::fs::metadata(&self.0) {
///             Ok(found) => Observation::Met(found.len()),
///             Err(error) => Observation::NotYet(error.kind().to_string()),
///         })
///     }
/// }
/// ```
pub trait Condition: Send + Sync {
    /// What a successful look returns.
    type Value: Send;

    /// Returns what is claimed, as a sentence: "the page is served".
    fn sentence(&self) -> String;

    /// Looks once.
    ///
    /// # Errors
    /// A permanent error says that waiting is of no use; a transient one counts as "not yet".
    fn check(&self) -> impl Future<Output = Result<Observation<Self::Value>, Error>> + Send;
}

/// Tells what one look at a [`Condition`] found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Observation<T> {
    /// It is true; here is what was seen.
    Met(T),
    /// It is not true yet, for this reason.
    NotYet(String),
}

impl<T> Observation<T> {
    /// Makes an observation of a yes or no.
    ///
    /// ```
    /// use terraproof::Observation;
    /// assert_eq!(Observation::when(2 > 1, (), || "no".into()), Observation::Met(()));
    /// ```
    pub fn when(met: bool, value: T, reason: impl FnOnce() -> String) -> Self {
        if met { Self::Met(value) } else { Self::NotYet(reason()) }
    }
}

impl<C: Condition> Condition for &C {
    type Value = C::Value;

    fn sentence(&self) -> String {
        (**self).sentence()
    }

    fn check(&self) -> impl Future<Output = Result<Observation<Self::Value>, Error>> + Send {
        (**self).check()
    }
}
