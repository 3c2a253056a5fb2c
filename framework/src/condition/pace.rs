//! How long to pause between two looks.

use std::time::Duration;

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

/// Is a policy of pauses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pace {
    Backoff(Backoff),
    Every(Duration),
}

/// The pause after a throttled look is at least this, doubling up to [`THROTTLED_LONGEST`] while it stays so.
const THROTTLED_FIRST: Duration = Duration::from_secs(2);
const THROTTLED_LONGEST: Duration = Duration::from_secs(30);
/// A pause of nothing would be a loop that never yields to the clock.
const SHORTEST: Duration = Duration::from_millis(1);

/// Yields the pauses of one wait.
#[derive(Debug)]
pub(super) struct Pauses {
    pace: Pace,
    attempt: u32,
    throttled: u32,
    rng: fastrand::Rng,
}

impl Pauses {
    pub(super) fn new(pace: Pace) -> Self {
        Self { pace, attempt: 0, throttled: 0, rng: fastrand::Rng::new() }
    }

    /// Returns how long to pause after a look.
    pub(super) fn after(&mut self, look_was_throttled: bool) -> Duration {
        let pause = match self.pace {
            Pace::Backoff(backoff) => backoff.pause(self.attempt, &mut self.rng),
            Pace::Every(pause) => pause,
        };
        self.attempt = self.attempt.saturating_add(1);
        let floor = self.floor(look_was_throttled);
        pause.max(floor).max(SHORTEST)
    }

    /// Returns what a throttled API is spared: nothing once a look gets through again.
    fn floor(&mut self, look_was_throttled: bool) -> Duration {
        if !look_was_throttled {
            self.throttled = 0;
            return Duration::ZERO;
        }
        let floor = THROTTLED_FIRST.saturating_mul(2_u32.saturating_pow(self.throttled)).min(THROTTLED_LONGEST);
        self.throttled = self.throttled.saturating_add(1);
        floor.mul_f64(1.0 + self.rng.f64() / 2.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_the_longest_with_jitter_below() {
        let mut pauses = Pauses::new(Pace::Backoff(Backoff::default()));
        let mut whole = Duration::from_millis(100);
        for _ in 0..20 {
            let pause = pauses.after(false);
            assert!(whole / 2 <= pause && pause <= whole, "{pause:?} of {whole:?}");
            whole = (whole * 2).min(Duration::from_secs(5));
        }
    }

    #[test]
    fn throttling_slows_down_more_and_more_and_stops_when_a_look_gets_through() {
        let mut pauses = Pauses::new(Pace::Every(Duration::from_millis(100)));
        for floor in [2, 4, 8, 16, 30, 30] {
            let pause = pauses.after(true).as_secs_f64();
            assert!((f64::from(floor)..=f64::from(floor) * 1.5).contains(&pause), "{pause}");
        }
        assert_eq!(pauses.after(false), Duration::from_millis(100));
        assert!(pauses.after(true) < Duration::from_secs(4));
    }
}
