//! The task of a watch.

use std::time::Duration;

use tokio::time::Instant;

use super::shared::Shared;
use crate::condition::look::Look;
use crate::condition::pace::{Pace, Pauses};
use crate::{Condition, duration};

/// Looks again and again until it is asked to stop; the look in progress is waited for, so that what hangs at the end counts.
pub(super) async fn observe<C: Condition>(condition: &C, every: Duration, patience: Duration, shared: &Shared) {
    let (start, mut pauses) = (Instant::now(), Pauses::new(Pace::Every(every)));
    let silence = format!("no answer within {}", duration::short(patience));
    loop {
        let looked = Instant::now();
        let look = Look::at(condition, looked + patience).await;
        let throttled = look.is_throttled();
        shared.push(looked - start, looked.elapsed(), look.outcome(&silence, &shared.redactor), throttled);
        tokio::select! {
            biased;
            () = shared.stop.cancelled() => break,
            () = tokio::time::sleep_until(looked + pauses.after(throttled)) => {}
        }
    }
    shared.end_after(start.elapsed());
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use terraproof_terraform::Redactor;

    use super::*;
    use crate::condition::{Availability, Observation};
    use crate::error::ErrorKind;
    use crate::{Error, condition};

    /// Watches for a time and says what was seen.
    async fn watched<C: Condition>(condition: &C, seconds: f64) -> Availability {
        let shared = Shared::new(condition.sentence(), Redactor::default());
        let stop = async {
            tokio::time::sleep(Duration::from_secs_f64(seconds)).await;
            shared.stop.cancel();
        };
        tokio::join!(observe(condition, Duration::from_secs(1), Duration::from_secs(10), &shared), stop);
        shared.availability()
    }

    #[tokio::test(start_paused = true)]
    async fn every_miss_has_its_time_and_neighbours_make_one_outage() {
        let looks = AtomicU32::new(0);
        let flapping = condition("it answers", || {
            let look = looks.fetch_add(1, Ordering::Relaxed);
            let down = (4..7).contains(&look) || look == 15;
            async move { Ok(Observation::when(!down, (), || "status 503".to_owned())) }
        });
        let seen = watched(&flapping, 19.5).await;
        assert_eq!((seen.looks(), seen.misses().len()), (20, 4));
        assert_eq!(seen.misses()[0].at, Duration::from_secs(4));
        assert_eq!(seen.longest_outage(), Duration::from_secs(3));
        assert_eq!(seen.outages().iter().map(|outage| outage.misses).collect::<Vec<_>>(), [3, 1]);
        assert!((seen.ratio() - 0.8).abs() < 1e-9);
        let words = seen.expect_at_least(0.999).unwrap_err().to_string();
        let expected = "it answers: in 80 % of the looks, not in 99.9 %; 4 of 20 missed, \
                        the longest outage lasted 3 s, from 4 s on: status 503";
        assert_eq!(words, expected);
        let words = seen.expect_no_outage_longer_than(Duration::from_secs(2)).unwrap_err().to_string();
        let expected = "it answers: not for 3 s, longer than 2 s, from 4 s on: status 503; 4 of 20 looks missed";
        assert_eq!(words, expected);
        assert!(seen.expect_at_least(0.8).is_ok() && seen.expect_no_outage_longer_than(Duration::from_secs(3)).is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn an_outage_at_the_end_lasts_until_the_end_and_a_silent_look_is_waited_for() {
        let looks = AtomicU32::new(0);
        let hangs = condition("it answers", || {
            let hangs = looks.fetch_add(1, Ordering::Relaxed) == 2;
            async move {
                if hangs {
                    std::future::pending::<()>().await;
                }
                Ok(Observation::Met(()))
            }
        });
        let seen = watched(&hangs, 5.0).await;
        assert_eq!(seen.misses()[0].reason, "no answer within 10 s");
        assert_eq!((seen.looks(), seen.longest_outage()), (3, Duration::from_secs(10)));
    }

    #[tokio::test(start_paused = true)]
    async fn a_throttled_look_is_neither_a_miss_nor_a_success() {
        let throttled = condition("it answers", async || -> Result<Observation<()>, Error> {
            Err(Error::new(ErrorKind::Condition, "SlowDown").throttled())
        });
        let seen = watched(&throttled, 30.0).await;
        assert_eq!((seen.looks(), seen.misses().len()), (0, 0));
        let words = seen.expect_at_least(0.5).unwrap_err().to_string();
        assert!(words.starts_with("it answers: nothing is known, every look was throttled"), "{words}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_share_just_below_is_not_rounded_up() {
        let looks = AtomicU32::new(0);
        let once = condition("it answers", || {
            let up = looks.fetch_add(1, Ordering::Relaxed) != 7;
            async move { Ok(Observation::when(up, (), || "status 503".to_owned())) }
        });
        let seen = watched(&once, 299_999.5).await;
        let words = seen.expect_at_least(1.0).unwrap_err().to_string();
        assert!(words.starts_with("it answers: in 99.999 % of the looks, not in 100 %"), "{words}");
    }
}
