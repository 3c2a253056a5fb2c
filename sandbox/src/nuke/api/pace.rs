//! How fast a service may be called: as fast as it likes, until it says no.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// Paces the calls to one service in one region: a token bucket whose rate falls when the service throttles and rises while it does not.
///
/// Until the first refusal there is no limit, for none is known. Then the rate goes as CUBIC has it for TCP (RFC 9438) and AWS's SDKs for
/// their adaptive retries: down, back to where the refusal came within seconds, slowly past that, and then ever faster. What a service took
/// from one refusal to the next is what it admits, for its bucket was empty both times; so from the second one on it goes down by little.
#[derive(Debug)]
pub(super) struct Pace {
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    limit: Option<Limit>,
    tokens: f64,
    filled: Instant,
    /// The second in which calls that the service took are counted, and how many there were; then the count of the second before.
    second: Instant,
    taken: u32,
    before: u32,
    /// How many calls the service took since it last refused.
    admitted: u32,
}

/// Is where the service refused, and when.
#[derive(Debug, Clone, Copy)]
struct Limit {
    /// Calls a second.
    refused_at: f64,
    /// What was left of that rate.
    lowered: f64,
    since: Instant,
}

/// The lowest rate, in calls a second.
const LEAST: f64 = 0.5;
/// The least that a service is taken to admit when it refuses for the first time: of many calls at once few were answered by then.
const FIRST: f64 = 10.0;
/// What is left of the rate after the first refusal, and after those from which it is known what the service admits.
const LOWERED: f64 = 0.7;
const KNOWN: f64 = 0.9;
/// How steeply the rate rises, as a share of where the refusal came, in seconds to the power of minus three.
const STEEP: f64 = 0.01;
const SECOND: Duration = Duration::from_secs(1);

impl Default for Pace {
    fn default() -> Self {
        let now = Instant::now();
        let state = State { limit: None, tokens: 0.0, filled: now, second: now, taken: 0, before: 0, admitted: 0 };
        Self { state: Mutex::new(state) }
    }
}

impl Pace {
    /// Waits for the turn of one call, and tells when it came.
    pub(super) async fn turn(&self) -> Instant {
        loop {
            let now = Instant::now();
            let Some(wait) = self.state().take(now) else { return now };
            tokio::time::sleep(wait).await;
        }
    }

    /// Notes that the service refused a call because there were too many.
    pub(super) fn throttled(&self, turn: Instant) {
        self.state().lower(turn, Instant::now());
    }

    /// Notes that the service took a call.
    pub(super) fn succeeded(&self) {
        self.state().count(Instant::now());
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Limit {
    fn rate(self, now: Instant) -> f64 {
        let back_after = ((1.0 - self.lowered) / STEEP).cbrt();
        let since = (now - self.since).as_secs_f64() - back_after;
        (self.refused_at * (1.0 + STEEP * since.powi(3))).max(LEAST)
    }
}

impl State {
    /// Takes a token, or says how long to wait for one.
    fn take(&mut self, now: Instant) -> Option<Duration> {
        let rate = self.limit?.rate(now);
        self.tokens = (self.tokens + (now - self.filled).as_secs_f64() * rate).min(rate.max(1.0));
        self.filled = now;
        if self.tokens < 1.0 {
            return Some(Duration::from_secs_f64(((1.0 - self.tokens) / rate).max(0.001)));
        }
        self.tokens -= 1.0;
        None
    }

    fn count(&mut self, now: Instant) {
        if now - self.second >= SECOND {
            let is_next = now - self.second < 2 * SECOND;
            (self.before, self.taken, self.second) = (if is_next { self.taken } else { 0 }, 0, now);
        }
        self.taken += 1;
        self.admitted += 1;
    }

    fn lower(&mut self, turn: Instant, now: Instant) {
        let measured = f64::from(self.taken.max(self.before));
        let (refused_at, lowered) = match self.limit {
            // It was on its way when the pace was lowered.
            Some(limit) if turn <= limit.since => return,
            Some(limit) => {
                // Few calls were made because few were wanted: that says little about what the service admits.
                let least = limit.refused_at * LOWERED;
                let since = now - limit.since;
                if since < SECOND {
                    (limit.rate(now).min(measured.max(least)), LOWERED)
                } else {
                    ((f64::from(self.admitted) / since.as_secs_f64()).max(least), KNOWN)
                }
            }
            None => (measured.max(FIRST), LOWERED),
        };
        self.limit = Some(Limit { refused_at, lowered, since: now });
        (self.tokens, self.filled, self.admitted) = (0.0, now, 0);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn without_a_refusal_nobody_waits() {
        let (pace, start) = (Pace::default(), Instant::now());
        for _ in 0..1000 {
            pace.turn().await;
        }
        assert_eq!(start.elapsed(), Duration::ZERO);
    }

    /// Admits so many calls a second and a burst, as AWS's services do.
    struct Service {
        rate: f64,
        burst: f64,
        tokens: Mutex<(f64, Instant)>,
        refused: AtomicU32,
    }

    impl Service {
        async fn call(&self, pace: &Pace) {
            loop {
                let turn = pace.turn().await;
                tokio::time::sleep(Duration::from_millis(40)).await;
                if self.admits() {
                    return pace.succeeded();
                }
                self.refused.fetch_add(1, Ordering::Relaxed);
                pace.throttled(turn);
            }
        }

        fn admits(&self) -> bool {
            let mut tokens = self.tokens.lock().unwrap();
            let now = Instant::now();
            tokens.0 = (tokens.0 + (now - tokens.1).as_secs_f64() * self.rate).min(self.burst);
            tokens.1 = now;
            let admitted = tokens.0 >= 1.0;
            tokens.0 -= if admitted { 1.0 } else { 0.0 };
            admitted
        }
    }

    /// Returns how long so many calls take, as a multiple of the least, and how many were refused.
    async fn calls(count: usize, rate: f64, burst: f64) -> (f64, u32) {
        let tokens = Mutex::new((burst, Instant::now()));
        let service = Arc::new(Service { rate, burst, tokens, refused: AtomicU32::new(0) });
        let (pace, left, start) = (Arc::new(Pace::default()), Arc::new(Mutex::new(count)), Instant::now());
        let workers: Vec<_> = (0..16)
            .map(|_| {
                let (service, pace, left) = (Arc::clone(&service), Arc::clone(&pace), Arc::clone(&left));
                tokio::spawn(async move {
                    while take_one(&left) {
                        service.call(&pace).await;
                    }
                })
            })
            .collect();
        for worker in workers {
            worker.await.unwrap();
        }
        let least = (count as f64 - burst) / rate;
        (start.elapsed().as_secs_f64() / least, service.refused.load(Ordering::Relaxed))
    }

    fn take_one(left: &Mutex<usize>) -> bool {
        let mut left = left.lock().unwrap();
        let some = *left > 0;
        *left = left.saturating_sub(1);
        some
    }

    #[tokio::test(start_paused = true)]
    async fn calls_come_nearly_as_fast_as_a_service_admits_them_and_few_are_refused() {
        for (rate, burst) in [(5.0, 5.0), (10.0, 20.0), (20.0, 5.0), (20.0, 100.0)] {
            let (times, refused) = calls(600, rate, burst).await;
            assert!(times < 1.3 && refused < 70, "{rate}/s and {burst}: {times:.2} of the least, {refused} refused");
        }
    }
}
