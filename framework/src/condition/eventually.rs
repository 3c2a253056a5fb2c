//! Polling until a condition is met or time is up.

use std::time::Duration;

use terraproof_terraform::Redactor;
use tokio::time::Instant;

use super::look::Look;
use super::pace::{Backoff, Pace, Pauses};
use super::waiting::Waiting;
use super::{Condition, Timeline};
use crate::error::ErrorKind;
use crate::scope::Scope;
use crate::{Error, duration};

/// Waits for a [`Condition`]; see [`Scope::eventually`].
///
/// | setting | default |
/// |---|---|
/// | [`within`](Self::within) | 60 seconds, and never longer than the test's budget |
/// | [`backoff`](Self::backoff) or [`every`](Self::every) | backoff of 100 ms doubling to 5 s, with jitter |
///
/// # What a look sees, and what follows
/// | seen | what follows |
/// |---|---|
/// | met | the wait ends with the value |
/// | not yet | the next look |
/// | a [transient](Error::transient) error | the next look |
/// | a [throttled](Error::throttled) error | the next look, after 2 s at least, doubling up to 30 s (a half more with jitter) while it stays so |
/// | any other error | the wait ends at once |
/// | no answer before time is up | the wait ends |
#[must_use = "nothing is looked at until `.await`"]
#[derive(Debug)]
pub struct Eventually<'s, C> {
    scope: &'s Scope,
    condition: C,
    within: Duration,
    pace: Pace,
}

impl<'s, C: Condition> Eventually<'s, C> {
    pub(crate) fn new(scope: &'s Scope, condition: C) -> Self {
        Self { scope, condition, within: Duration::from_secs(60), pace: Pace::Backoff(Backoff::default()) }
    }

    /// Sets how long to wait.
    pub fn within(mut self, within: Duration) -> Self {
        self.within = within;
        self
    }

    /// Sets growing pauses between two looks.
    pub fn backoff(mut self, backoff: Backoff) -> Self {
        self.pace = Pace::Backoff(backoff);
        self
    }

    /// Sets the same pause between any two looks, without jitter; a throttled API is still spared.
    ///
    /// ```no_run
    /// # use std::time::Duration;
    /// # async fn body(t: &terraproof::Scope) -> terraproof::TestResult {
    /// t.eventually(t.tcp("10.0.1.7:5432").is_open()).every(Duration::from_secs(1)).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn every(mut self, pause: Duration) -> Self {
        self.pace = Pace::Every(pause);
        self
    }

    async fn wait(self) -> Result<C::Value, Error> {
        let mut waiting = Waiting::begin(self.scope, self.condition.sentence());
        let (limit, redactor) = (Limit::of(self.within, self.scope.time_left()), waiting.redactor());
        let outcome = poll(&self.condition, limit, self.pace, &redactor, &mut waiting.timeline).await;
        waiting.met = outcome.is_ok();
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

/// Says how long a wait may last, and who says so.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limit {
    within: Duration,
    set_by_budget: bool,
}

impl Limit {
    /// What is left of the budget limits every wait, which ends a little earlier: its own words say more than the budget's.
    fn of(within: Duration, left: Duration) -> Self {
        let left = left.saturating_sub(Duration::from_millis(250));
        Self { within: within.min(left), set_by_budget: left < within }
    }

    fn ran_out(self, sentence: &str, timeline: &Timeline) -> Error {
        let within = duration::short(self.within);
        if !self.set_by_budget {
            return Error::new(ErrorKind::Condition, format!("{sentence}: not after {within}, {timeline}"));
        }
        let message = format!("{sentence}: not after {within}, when the test's budget ended, {timeline}");
        Error::new(ErrorKind::Condition, message)
            .with_hint("give the test more time (`budget = \"..\"` or a higher `tier`), or find out what took it")
    }
}

/// Looks until the condition is met, fails for good, or time is up; a look in progress at the end is dropped.
async fn poll<C: Condition>(
    condition: &C,
    limit: Limit,
    pace: Pace,
    redactor: &Redactor,
    timeline: &mut Timeline,
) -> Result<C::Value, Error> {
    let (start, mut pauses) = (Instant::now(), Pauses::new(pace));
    let end = start + limit.within;
    loop {
        let looked = Instant::now();
        let look = Look::at(condition, end).await;
        timeline.push(looked - start, looked.elapsed(), look.outcome("no answer before time was up", redactor));
        let throttled = look.is_throttled();
        match look {
            Look::Met(value) => return Ok(value),
            Look::Failed(error) if !error.is_transient() => return Err(for_good(condition, error)),
            Look::Failed(_) | Look::NotYet(_) | Look::Silent => {}
        }
        let next = Instant::now() + pauses.after(throttled);
        // The last look comes just before the end, so that a long pause cannot hide a success.
        let next = if next < end { next } else { end - LAST_LOOK.min(limit.within) };
        if next <= looked || Instant::now() >= end {
            return Err(limit.ran_out(&condition.sentence(), timeline));
        }
        tokio::time::sleep_until(next).await;
    }
}

const LAST_LOOK: Duration = Duration::from_millis(50);

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
    use crate::condition::{Observation, Outcome};

    async fn polled<C: Condition>(condition: &C, within: Duration, pace: Pace) -> (Result<C::Value, Error>, Timeline) {
        let (limit, mut timeline) = (Limit { within, set_by_budget: false }, Timeline::default());
        let outcome = poll(condition, limit, pace, &Redactor::default(), &mut timeline).await;
        (outcome, timeline)
    }

    fn backoff() -> Pace {
        Pace::Backoff(Backoff::default())
    }

    fn met_at(look: u32) -> impl Condition<Value = u32> {
        let looks = AtomicU32::new(0);
        condition("the count is reached", move || {
            let now = looks.fetch_add(1, Ordering::Relaxed) + 1;
            async move { Ok(Observation::when(now >= look, now, || format!("look {}", now.min(2)))) }
        })
    }

    #[tokio::test(start_paused = true)]
    async fn a_wait_ends_with_the_value_that_was_seen() {
        let (outcome, timeline) = polled(&met_at(3), Duration::from_secs(60), backoff()).await;
        assert_eq!(outcome.unwrap(), 3);
        assert_eq!(timeline.attempts().len(), 3);
    }

    #[tokio::test(start_paused = true)]
    async fn a_wait_that_runs_out_says_how_long_and_what_it_saw() {
        let (outcome, timeline) =
            polled(&met_at(u32::MAX), Duration::from_secs(10), Pace::Every(Duration::from_secs(1))).await;
        let message = outcome.unwrap_err().to_string();
        assert!(message.starts_with("the count is reached: not after 10 s, "), "{message}");
        assert!(message.ends_with("last: look 2"), "{message}");
        assert!(timeline.attempts().len() >= 10);
    }

    #[tokio::test(start_paused = true)]
    async fn the_last_look_comes_just_before_the_end() {
        let (_, timeline) =
            polled(&met_at(u32::MAX), Duration::from_secs(10), Pace::Every(Duration::from_secs(9))).await;
        let last = timeline.attempts().last().unwrap().offset;
        assert!((9.9..10.0).contains(&last), "{last}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_permanent_error_ends_the_wait_at_once() {
        let denied = condition("the bucket exists", async || -> Result<Observation<()>, Error> {
            Err(Error::new(ErrorKind::Condition, "access denied").with_hint("allow s3:ListBucket"))
        });
        let (outcome, timeline) = polled(&denied, Duration::from_secs(60), backoff()).await;
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
        let (outcome, timeline) = polled(&flaky, Duration::from_secs(60), backoff()).await;
        assert!(outcome.is_ok());
        assert_eq!(timeline.attempts()[0].outcome, Outcome::Transient("connection reset".to_owned()));
    }

    #[tokio::test(start_paused = true)]
    async fn a_look_that_never_answers_ends_with_the_wait() {
        let silent = condition("it answers", std::future::pending::<Result<Observation<()>, Error>>);
        let (outcome, timeline) = polled(&silent, Duration::from_secs(5), backoff()).await;
        assert!(outcome.is_err());
        assert_eq!(timeline.attempts()[0].outcome.reason(), Some("no answer before time was up"));
    }

    #[tokio::test(start_paused = true)]
    async fn a_fixed_pace_looks_at_fixed_times() {
        let (_, timeline) = polled(&met_at(4), Duration::from_secs(60), Pace::Every(Duration::from_secs(3))).await;
        let offsets: Vec<f64> = timeline.attempts().iter().map(|attempt| attempt.offset).collect();
        assert_eq!(offsets, [0.0, 3.0, 6.0, 9.0]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_throttled_look_is_repeated_no_sooner_than_after_two_seconds() {
        let throttled = condition("the bucket exists", async || -> Result<Observation<()>, Error> {
            Err(Error::new(ErrorKind::Condition, "SlowDown").throttled())
        });
        let every = Pace::Every(Duration::from_millis(100));
        let (outcome, timeline) = polled(&throttled, Duration::from_secs(60), every).await;
        assert!(outcome.is_err() && timeline.attempts().len() < 8, "{timeline}");
        assert!(timeline.attempts()[1].offset >= 2.0, "{timeline}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_wait_that_the_budget_ends_says_so() {
        let limit = Limit::of(Duration::from_secs(60), Duration::from_millis(5_250));
        let (redactor, mut timeline) = (Redactor::default(), Timeline::default());
        let ended = poll(&met_at(u32::MAX), limit, backoff(), &redactor, &mut timeline).await.unwrap_err();
        assert!(ended.to_string().contains(": not after 5 s, when the test's budget ended, "), "{ended}");
        assert!(ended.hint().unwrap().starts_with("give the test more time"));
    }

    #[tokio::test(start_paused = true)]
    async fn a_secret_in_a_reason_is_gone_before_the_reason_is_cut() {
        let secret = "hunter2".repeat(40);
        let says = format!("{}{secret}", "x".repeat(100));
        let leaks = condition("it is quiet", || {
            let says = says.clone();
            async move { Ok::<Observation<()>, Error>(Observation::NotYet(says)) }
        });
        let (redactor, mut timeline) = (Redactor::default(), Timeline::default());
        redactor.add(&secret);
        let limit = Limit { within: Duration::from_secs(1), set_by_budget: false };
        let ended = poll(&leaks, limit, backoff(), &redactor, &mut timeline).await.unwrap_err();
        assert!(!ended.to_string().contains("hunter2"), "{ended}");
    }
}
