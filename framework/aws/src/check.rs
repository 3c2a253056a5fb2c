//! A promise about a resource that can be looked at.

use std::fmt;
use std::sync::Arc;

use futures_util::future::BoxFuture;

use crate::Error;

/// Says what one look at a resource saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen<T = ()> {
    /// The promise holds; with what was seen.
    Yes(T),
    /// The promise does not hold, or not yet; with what was seen instead.
    No(String),
}

impl<T> Seen<T> {
    /// Says yes with `value` when `holds`, else no with the reason.
    ///
    /// ```
    /// use terraproof_aws::Seen;
    ///
    /// assert_eq!(Seen::when(2 > 1, (), || "less".to_owned()), Seen::Yes(()));
    /// ```
    pub fn when(holds: bool, value: T, reason: impl FnOnce() -> String) -> Self {
        if holds { Self::Yes(value) } else { Self::No(reason()) }
    }

    /// Says yes with the value where there is one, else no with the reason.
    pub fn some(value: Option<T>, reason: impl FnOnce() -> String) -> Self {
        value.map_or_else(|| Self::No(reason()), Self::Yes)
    }

    /// Turns what was seen into something else.
    pub fn map<U>(self, turn: impl FnOnce(T) -> U) -> Seen<U> {
        match self {
            Self::Yes(value) => Seen::Yes(turn(value)),
            Self::No(reason) => Seen::No(reason),
        }
    }

    /// Returns why the promise does not hold, if it does not.
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Yes(_) => None,
            Self::No(reason) => Some(reason),
        }
    }
}

type Look<T> = dyn Fn() -> BoxFuture<'static, Result<Seen<T>, Error>> + Send + Sync;

/// Is a sentence about a resource with the way to look whether it is true.
///
/// A check looks once and never waits; `eventually`, `consistently` and `watch` of `terraproof` look again.
///
/// ```
/// use terraproof_aws::{Check, Seen};
///
/// let check = Check::new("the answer is 42", || async { Ok(Seen::Yes(42)) });
/// assert_eq!(check.sentence(), "the answer is 42");
/// ```
#[must_use = "a check looks at nothing by itself: hand it to `eventually`, or call `look`"]
pub struct Check<T = ()> {
    sentence: String,
    look: Arc<Look<T>>,
}

impl<T> Check<T> {
    /// Makes a check of a sentence and what looks.
    pub fn new<F, Fut>(sentence: impl Into<String>, look: F) -> Self
    where
        F: Fn() -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<Seen<T>, Error>> + Send + 'static,
    {
        Self { sentence: sentence.into(), look: Arc::new(move || Box::pin(look())) }
    }

    /// Returns what the check promises.
    #[must_use]
    pub fn sentence(&self) -> &str {
        &self.sentence
    }

    /// Looks once.
    ///
    /// # Errors
    /// Fails when the look was not possible; [`Error::is_transient`] tells whether another one may be.
    pub async fn look(&self) -> Result<Seen<T>, Error> {
        (self.look)().await
    }

    /// Gives the check another sentence.
    pub fn described_as(mut self, sentence: impl Into<String>) -> Self {
        self.sentence = sentence.into();
        self
    }

    /// Turns the value of the check into something else.
    pub fn map<U: 'static>(self, turn: impl Fn(T) -> U + Send + Sync + 'static) -> Check<U>
    where
        T: 'static,
    {
        let (look, turn) = (self.look, Arc::new(turn));
        Check::new(self.sentence, move || {
            let (seen, turn) = (look(), Arc::clone(&turn));
            async move { Ok(seen.await?.map(|value| turn(value))) }
        })
    }
}

impl<T> Clone for Check<T> {
    fn clone(&self) -> Self {
        Self { sentence: self.sentence.clone(), look: Arc::clone(&self.look) }
    }
}

impl<T> fmt::Debug for Check<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Check").field(&self.sentence).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_mapped_check_keeps_its_sentence_and_its_misses() {
        let yes = Check::new("it counts", || async { Ok(Seen::Yes(2)) }).map(|count| count * 2);
        assert_eq!(yes.look().await.unwrap(), Seen::Yes(4));
        let no = Check::new("it counts", || async { Ok(Seen::<u32>::No("at 1".to_owned())) }).map(|count| count * 2);
        assert_eq!(no.look().await.unwrap().reason(), Some("at 1"));
        assert_eq!(no.sentence(), "it counts");
    }
}
