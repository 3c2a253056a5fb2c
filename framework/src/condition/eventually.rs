//! Polling until a condition is met or time is up.

use std::time::Duration;

use tokio::time::Instant;

use super::{Condition, Observation, Outcome, Timeline};
use crate::error::ErrorKind;
use crate::scope::Scope;
use crate::{Error, duration};

/// Says how long to pause between two looks: doubling from `first` to `longest`, with jitter.
///
/// Jitter takes up to half of a pause away, so that many tests do not look at the same instant.
///
/// ```
/// use std::time::Duration;
/// let backoff = terraproof::Backoff::default();
/// assert_eq!(backoff.first, Duration::from_millis(100));
/// assert_eq!(backoff.longest, Duration::from_secs(5));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backoff {
    /// The first pause.
    pub first: Duration,
    /// The longest pause.
    pub longest: Duration,
}

impl Default for Backoff {
    fn default() -> Self {
        Self { first: Duration::from_millis(100), longest: Duration::from_secs(5) }
    }
}

impl Backoff {
    fn pause(self, attempt: u32, rng: &mut fastrand::Rng) -> Duration {
        let whole = self.first.saturating_mul(2_u32.saturating_pow(attempt)).min(self.longest);
        whole.mul_f64(0.5 + rng.f64() / 2.0)
    }
}

/// Waits for a [`Condition`]; see [`Scope::eventually`].
///
/// | setting | default |
/// |---|---|
/// | [`within`](Self::within) | 60 seconds, and never longer than the test's budget |
/// | [`backoff`](Self::backoff) | 100 ms doubling to 5 s, with jitter |
#[must_use = "nothing is looked at until `.await`"]
#[derive(Debug)]
pub struct Eventually<'s, C> {
    pub(crate) scope: &'s Scope,
    pub(crate) condition: C,
    pub(crate) within: Duration,
    pub(crate) backoff: Backoff,
}

impl<'s, C: Condition> Eventually<'s, C> {
    pub(crate) fn new(scope: &'s Scope, condition: C) -> Self {
        Self { scope, condition, within: Duration::from_secs(60), backoff: Backoff::default() }
    }

    /// Sets how long to wait.
    pub fn within(mut self, within: Duration) -> Self {
        self.within = within;
        self
    }

    /// Sets the pauses between two looks.
    pub fn backoff(mut self, backoff: Backoff) -> Self {
        self.backoff = backoff;
        self
    }

    async fn wait(self) -> Result<C::Value, Error> {
        let sentence = self.condition.sentence();
        let within = self.within.min(self.scope.time_left());
        let (outcome, timeline) = poll(&self.condition, within, self.backoff).await;
        self.scope.record_wait(&sentence, &timeline, outcome.is_ok());
        outcome
    }
}

impl<'s, C: Condition + 's> IntoFuture for Eventually<'s, C> {
    type Output = Result<C::Value, Error>;
    type IntoFuture = std::pin::Pin<Box<dyn Future<Output = Self::Output> + 's>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.wait())
    }
}

/// Looks until the condition is met, fails for good, or `within` has passed; a look in progress at the end is dropped.
pub(super) async fn poll<C: Condition>(
    condition: &C,
    within: Duration,
    backoff: Backoff,
) -> (Result<C::Value, Error>, Timeline) {
    let (start, mut timeline, mut rng) = (Instant::now(), Timeline::default(), fastrand::Rng::new());
    let end = start + within;
    for attempt in 0_u32.. {
        let looked = Instant::now();
        let (outcome, ended) = look(condition, end).await;
        timeline.push(looked - start, looked.elapsed(), outcome);
        if let Some(ended) = ended {
            return (ended, timeline);
        }
        let next = Instant::now() + backoff.pause(attempt, &mut rng);
        // The last look comes just before the end, so that a long pause cannot hide a success.
        let next = if next < end { next } else { end - LAST_LOOK.min(within) };
        if next <= looked || Instant::now() >= end {
            break;
        }
        tokio::time::sleep_until(next).await;
    }
    let message = format!("{}: not after {}, {timeline}", condition.sentence(), duration::short(within));
    (Err(Error::new(ErrorKind::Condition, message)), timeline)
}

const LAST_LOOK: Duration = Duration::from_millis(50);

/// Looks once; the second value is there when there is nothing to wait for any more.
async fn look<C: Condition>(condition: &C, end: Instant) -> (Outcome, Option<Result<C::Value, Error>>) {
    let Ok(seen) = tokio::time::timeout_at(end, condition.check()).await else {
        return (Outcome::NotYet("no answer before time was up".to_owned()), None);
    };
    match seen {
        Ok(Observation::Met(value)) => (Outcome::Met, Some(Ok(value))),
        Ok(Observation::NotYet(reason)) => (Outcome::NotYet(reason), None),
        Err(error) if error.is_transient() => (Outcome::Transient(error.to_string()), None),
        Err(error) => (Outcome::Permanent(error.to_string()), Some(Err(for_good(condition, error)))),
    }
}

fn for_good<C: Condition>(condition: &C, error: Error) -> Error {
    let hint = error.hint().map(str::to_owned);
    let wrapped = Error::new(error.kind(), format!("{}: this will not become true", condition.sentence()));
    let wrapped = wrapped.with_source(error);
    match hint {
        Some(hint) => wrapped.with_hint(hint),
        None => wrapped,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;
    use crate::condition;

    fn met_at(look: u32) -> impl Condition<Value = u32> {
        let looks = AtomicU32::new(0);
        condition("the count is reached", move || {
            let now = looks.fetch_add(1, Ordering::Relaxed) + 1;
            async move { Ok(Observation::when(now >= look, now, || format!("look {}", now.min(2)))) }
        })
    }

    #[tokio::test(start_paused = true)]
    async fn a_wait_ends_with_the_value_that_was_seen() {
        let (outcome, timeline) = poll(&met_at(3), Duration::from_secs(60), Backoff::default()).await;
        assert_eq!(outcome.unwrap(), 3);
        assert_eq!(timeline.attempts().len(), 3);
    }

    #[tokio::test(start_paused = true)]
    async fn a_wait_that_runs_out_says_how_long_and_what_it_saw() {
        let backoff = Backoff { first: Duration::from_secs(1), longest: Duration::from_secs(1) };
        let (outcome, timeline) = poll(&met_at(u32::MAX), Duration::from_secs(10), backoff).await;
        let message = outcome.unwrap_err().to_string();
        assert!(message.starts_with("the count is reached: not after 10 s, "), "{message}");
        assert!(message.ends_with("last: look 2"), "{message}");
        assert!(timeline.attempts().len() >= 10);
    }

    #[tokio::test(start_paused = true)]
    async fn the_last_look_comes_just_before_the_end() {
        let backoff = Backoff { first: Duration::from_secs(9), longest: Duration::from_secs(9) };
        let (_, timeline) = poll(&met_at(u32::MAX), Duration::from_secs(10), backoff).await;
        let last = timeline.attempts().last().unwrap().offset;
        assert!((9.9..10.0).contains(&last), "{last}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_permanent_error_ends_the_wait_at_once() {
        let denied = condition("the bucket exists", async || -> Result<Observation<()>, Error> {
            Err(Error::new(ErrorKind::Condition, "access denied").with_hint("allow s3:ListBucket"))
        });
        let (outcome, timeline) = poll(&denied, Duration::from_secs(60), Backoff::default()).await;
        assert_eq!(outcome.unwrap_err().hint(), Some("allow s3:ListBucket"));
        assert_eq!(timeline.attempts().len(), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn a_transient_error_counts_as_not_yet() {
        let looks = AtomicU32::new(0);
        let flaky = condition("it answers", || {
            let first = looks.fetch_add(1, Ordering::Relaxed) == 0;
            async move {
                if first {
                    return Err(Error::new(ErrorKind::Condition, "connection reset").transient());
                }
                Ok(Observation::Met(()))
            }
        });
        let (outcome, timeline) = poll(&flaky, Duration::from_secs(60), Backoff::default()).await;
        assert!(outcome.is_ok());
        assert_eq!(timeline.attempts()[0].outcome, Outcome::Transient("connection reset".to_owned()));
    }

    #[tokio::test(start_paused = true)]
    async fn a_look_that_never_answers_ends_with_the_wait() {
        let silent = condition("it answers", std::future::pending::<Result<Observation<()>, Error>>);
        let (outcome, timeline) = poll(&silent, Duration::from_secs(5), Backoff::default()).await;
        assert!(outcome.is_err());
        assert_eq!(timeline.attempts()[0].outcome.reason(), Some("no answer before time was up"));
    }
}
