//! How fast a service may be called: as fast as it likes, until it says no.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// Paces the calls to one service in one region: a token bucket whose rate falls when the service throttles and rises while it does not.
///
/// Until the first refusal there is no limit, for none is known; then the rate is the one just measured, less 30 %, and every call that
/// succeeds raises it by half a percent.
#[derive(Debug)]
pub(super) struct Pace {
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// Calls a second, once the service has refused one.
    rate: Option<f64>,
    tokens: f64,
    filled: Instant,
    /// The second in which calls are counted, and how many there were; then the count of the second before.
    second: Instant,
    calls: u32,
    before: u32,
    lowered: Option<Instant>,
}

const LEAST: f64 = 0.5;
const LOWERED: f64 = 0.7;
const RAISED: f64 = 1.005;
/// Refusals of calls that were on their way together count as one.
const TOGETHER: Duration = Duration::from_millis(300);

impl Default for Pace {
    fn default() -> Self {
        let now = Instant::now();
        let state = State { rate: None, tokens: 0.0, filled: now, second: now, calls: 0, before: 0, lowered: None };
        Self { state: Mutex::new(state) }
    }
}

impl Pace {
    /// Waits for the turn of one call.
    pub(super) async fn turn(&self) {
        loop {
            let Some(wait) = self.state().take(Instant::now()) else { return };
            tokio::time::sleep(wait).await;
        }
    }

    /// Notes that the service refused a call because there were too many.
    pub(super) fn throttled(&self) {
        self.state().lower(Instant::now());
    }

    /// Notes that the service took a call.
    pub(super) fn succeeded(&self) {
        let mut state = self.state();
        if let Some(rate) = &mut state.rate {
            *rate *= RAISED;
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Takes a token, or says how long to wait for one.
    fn take(&mut self, now: Instant) -> Option<Duration> {
        if let Some(rate) = self.rate {
            self.tokens = (self.tokens + (now - self.filled).as_secs_f64() * rate).min(rate.max(1.0));
            self.filled = now;
            if self.tokens < 1.0 {
                return Some(Duration::from_secs_f64(((1.0 - self.tokens) / rate).max(0.001)));
            }
            self.tokens -= 1.0;
        }
        if now - self.second >= Duration::from_secs(1) {
            let is_next = now - self.second < Duration::from_secs(2);
            (self.before, self.calls, self.second) = (if is_next { self.calls } else { 0 }, 0, now);
        }
        self.calls += 1;
        None
    }

    fn lower(&mut self, now: Instant) {
        if self.lowered.is_some_and(|lowered| now - lowered < TOGETHER) {
            return;
        }
        let measured = f64::from(self.calls.max(self.before));
        let rate = self.rate.map_or(measured, |rate| rate.min(measured));
        self.rate = Some((rate * LOWERED).max(LEAST));
        (self.tokens, self.filled, self.lowered) = (0.0, now, Some(now));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn without_a_refusal_nobody_waits() {
        let (pace, start) = (Pace::default(), Instant::now());
        for _ in 0..1000 {
            pace.turn().await;
        }
        assert_eq!(start.elapsed(), Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn after_a_refusal_calls_come_no_faster_than_the_service_took_them() {
        let (pace, start) = (Pace::default(), Instant::now());
        for _ in 0..20 {
            pace.turn().await;
        }
        pace.throttled();
        for _ in 0..28 {
            pace.turn().await;
        }
        let waited = start.elapsed().as_secs_f64();
        assert!((1.9..2.2).contains(&waited), "28 calls at 14 a second took {waited} s");
    }

    #[tokio::test(start_paused = true)]
    async fn success_raises_the_rate_again() {
        let pace = Pace::default();
        for _ in 0..10 {
            pace.turn().await;
        }
        pace.throttled();
        let lowered = pace.state().rate.unwrap();
        for _ in 0..100 {
            pace.succeeded();
        }
        assert!(pace.state().rate.unwrap() > lowered * 1.5);
    }
}
