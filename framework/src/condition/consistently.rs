//! Failing at the first look at which a condition is not met.

use std::time::Duration;

use tokio::time::Instant;

use super::{Condition, Observation, Outcome, Timeline};
use crate::error::ErrorKind;
use crate::scope::Scope;
use crate::{Error, duration};

/// Checks that a [`Condition`] holds all the time; see [`Scope::consistently`].
///
/// | setting | default |
/// |---|---|
/// | [`throughout`](Self::throughout) | 10 seconds, and never longer than the test's budget |
/// | [`every`](Self::every) | 500 ms |
///
/// An error, transient or not, is a miss: whoever asked at that moment got no answer.
#[must_use = "nothing is looked at until `.await`"]
#[derive(Debug)]
pub struct Consistently<'s, C> {
    scope: &'s Scope,
    condition: C,
    throughout: Duration,
    every: Duration,
}

impl<'s, C: Condition> Consistently<'s, C> {
    pub(crate) fn new(scope: &'s Scope, condition: C) -> Self {
        Self { scope, condition, throughout: Duration::from_secs(10), every: Duration::from_millis(500) }
    }

    /// Sets how long the condition has to hold.
    pub fn throughout(mut self, throughout: Duration) -> Self {
        self.throughout = throughout;
        self
    }

    /// Sets the pause between two looks.
    pub fn every(mut self, every: Duration) -> Self {
        self.every = every;
        self
    }

    async fn observe(self) -> Result<(), Error> {
        let sentence = self.condition.sentence();
        let throughout = self.throughout.min(self.scope.time_left());
        let (outcome, timeline) = hold(&self.condition, throughout, self.every).await;
        self.scope.record_wait(&sentence, &timeline, outcome.is_ok());
        outcome
    }
}

impl<'s, C: Condition + 's> IntoFuture for Consistently<'s, C> {
    type Output = Result<(), Error>;
    type IntoFuture = std::pin::Pin<Box<dyn Future<Output = Self::Output> + 's>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.observe())
    }
}

async fn hold<C: Condition>(condition: &C, throughout: Duration, every: Duration) -> (Result<(), Error>, Timeline) {
    let (start, mut timeline) = (Instant::now(), Timeline::default());
    let end = start + throughout;
    loop {
        let looked = Instant::now();
        let outcome = match tokio::time::timeout(throughout.max(every), condition.check()).await {
            Err(_) => Outcome::NotYet("no answer".to_owned()),
            Ok(Ok(Observation::Met(_))) => Outcome::Met,
            Ok(Ok(Observation::NotYet(reason))) => Outcome::NotYet(reason),
            Ok(Err(error)) => Outcome::Permanent(error.to_string()),
        };
        let miss = outcome.reason().map(str::to_owned);
        timeline.push(looked - start, looked.elapsed(), outcome);
        if let Some(reason) = miss {
            let after = duration::short(looked - start);
            let message = format!(
                "{}: not throughout {}, a miss after {after}: {reason}",
                condition.sentence(),
                duration::short(throughout)
            );
            return (Err(Error::new(ErrorKind::Condition, message)), timeline);
        }
        if Instant::now() + every > end {
            return (Ok(()), timeline);
        }
        tokio::time::sleep(every).await;
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;
    use crate::condition;

    #[tokio::test(start_paused = true)]
    async fn the_first_miss_ends_it_and_says_when() {
        let looks = AtomicU32::new(0);
        let flapping = condition("it answers", || {
            let up = looks.fetch_add(1, Ordering::Relaxed) < 4;
            async move { Ok(Observation::when(up, (), || "status 503".to_owned())) }
        });
        let (outcome, timeline) = hold(&flapping, Duration::from_secs(10), Duration::from_millis(500)).await;
        assert_eq!(outcome.unwrap_err().to_string(), "it answers: not throughout 10 s, a miss after 2 s: status 503");
        assert_eq!(timeline.attempts().len(), 5);
    }

    #[tokio::test(start_paused = true)]
    async fn what_holds_all_the_time_passes() {
        let steady = condition("it answers", async || Ok(Observation::Met(())));
        let (outcome, timeline) = hold(&steady, Duration::from_secs(10), Duration::from_secs(1)).await;
        assert!(outcome.is_ok());
        assert_eq!(timeline.attempts().len(), 11);
    }
}
