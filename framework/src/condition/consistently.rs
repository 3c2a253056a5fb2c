//! Failing at the first look at which a condition is not met.

use std::time::Duration;

use terraproof_terraform::Redactor;
use tokio::time::Instant;

use super::look::Look;
use super::pace::{Pace, Pauses};
use super::waiting::Waiting;
use super::{Condition, Timeline};
use crate::error::ErrorKind;
use crate::scope::Scope;
use crate::{Error, duration};

/// Checks that a [`Condition`] holds all the time; see [`Scope::consistently`].
///
/// | setting | default |
/// |---|---|
/// | [`throughout`](Self::throughout) | 10 seconds; what the test's budget cannot hold is refused at once |
/// | [`every`](Self::every) | 500 ms |
///
/// An error, transient or not, is a miss: whoever asked at that moment got no answer. Only a
/// [throttled](Error::throttled) look says nothing: it slows the looks down, and one at least has to get through.
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
        let mut waiting = Waiting::begin(self.scope, self.condition.sentence());
        let left = self.scope.time_left();
        if left < self.throughout {
            return Err(self.out_of_reach(left));
        }
        let redactor = waiting.redactor();
        let outcome = hold(&self.condition, self.throughout, self.every, &redactor, &mut waiting.timeline).await;
        waiting.met = outcome.is_ok();
        outcome
    }

    fn out_of_reach(&self, left: Duration) -> Error {
        let (sentence, throughout) = (self.condition.sentence(), duration::short(self.throughout));
        let left = duration::short(left);
        let message = format!("{sentence}: cannot be seen throughout {throughout}, the test's budget leaves {left}");
        Error::new(ErrorKind::Condition, message)
            .with_hint("give the test more time (`budget = \"..\"` or a higher `tier`), or look for a shorter time")
    }
}

impl<'s, C: Condition + 's> IntoFuture for Consistently<'s, C> {
    type Output = Result<(), Error>;
    type IntoFuture = std::pin::Pin<Box<dyn Future<Output = Self::Output> + 's>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.observe())
    }
}

/// Looks until the first miss or until `throughout` has passed. A throttled look says nothing, so one at least has to get through.
async fn hold<C: Condition>(
    condition: &C,
    throughout: Duration,
    every: Duration,
    redactor: &Redactor,
    timeline: &mut Timeline,
) -> Result<(), Error> {
    let (start, mut pauses, mut seen) = (Instant::now(), Pauses::new(Pace::Every(every)), false);
    let end = start + throughout;
    loop {
        let looked = Instant::now();
        let patience = throughout.max(every);
        let look = Look::at(condition, looked + patience).await;
        let outcome = look.outcome(&format!("no answer within {}", duration::short(patience)), redactor);
        let miss = outcome.reason().map(str::to_owned);
        timeline.push(looked - start, looked.elapsed(), outcome);
        let throttled = look.is_throttled();
        seen |= !throttled;
        if let Some(reason) = miss.filter(|_| !throttled) {
            return Err(missed(condition, throughout, looked - start, &reason));
        }
        let next = Instant::now() + pauses.after(throttled);
        if next <= end {
            tokio::time::sleep_until(next).await;
        } else if seen {
            return Ok(());
        } else {
            return Err(missed(condition, throughout, looked - start, "every look was throttled"));
        }
    }
}

fn missed<C: Condition>(condition: &C, throughout: Duration, at: Duration, reason: &str) -> Error {
    let (sentence, after) = (condition.sentence(), duration::short(at));
    let message = format!("{sentence}: not throughout {}, a miss after {after}: {reason}", duration::short(throughout));
    Error::new(ErrorKind::Condition, message)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;
    use crate::condition;
    use crate::condition::Observation;

    async fn held<C: Condition>(condition: &C, throughout: u64, every: Duration) -> (Result<(), Error>, Timeline) {
        let (throughout, mut timeline) = (Duration::from_secs(throughout), Timeline::default());
        let outcome = hold(condition, throughout, every, &Redactor::default(), &mut timeline).await;
        (outcome, timeline)
    }

    #[tokio::test(start_paused = true)]
    async fn the_first_miss_ends_it_and_says_when() {
        let looks = AtomicU32::new(0);
        let flapping = condition("it answers", || {
            let up = looks.fetch_add(1, Ordering::Relaxed) < 4;
            async move { Ok(Observation::when(up, (), || "status 503".to_owned())) }
        });
        let (outcome, timeline) = held(&flapping, 10, Duration::from_millis(500)).await;
        assert_eq!(outcome.unwrap_err().to_string(), "it answers: not throughout 10 s, a miss after 2 s: status 503");
        assert_eq!(timeline.attempts().len(), 5);
    }

    #[tokio::test(start_paused = true)]
    async fn what_holds_all_the_time_passes() {
        let steady = condition("it answers", async || Ok(Observation::Met(())));
        let (outcome, timeline) = held(&steady, 10, Duration::from_secs(1)).await;
        assert!(outcome.is_ok());
        assert_eq!(timeline.attempts().len(), 11);
    }

    #[tokio::test(start_paused = true)]
    async fn a_throttled_look_is_no_miss_but_one_has_to_get_through() {
        let looks = AtomicU32::new(0);
        let throttled_at_first = condition("it answers", || {
            let throttled = looks.fetch_add(1, Ordering::Relaxed) < 2;
            async move {
                if throttled {
                    return Err(Error::new(ErrorKind::Condition, "SlowDown").throttled());
                }
                Ok(Observation::Met(()))
            }
        });
        assert!(held(&throttled_at_first, 20, Duration::from_secs(1)).await.0.is_ok());
        let always = condition("it answers", async || -> Result<Observation<()>, Error> {
            Err(Error::new(ErrorKind::Condition, "SlowDown").throttled())
        });
        let ended = held(&always, 10, Duration::from_secs(1)).await.0.unwrap_err().to_string();
        assert!(ended.ends_with("every look was throttled"), "{ended}");
    }
}
