//! Token buckets, one for each account, region and service.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use tokio::time::Instant;

use super::settings::RateLimit;

/// More buckets than this are not kept: full ones go first, and then all.
const KEPT: usize = 10_000;

/// Counts the calls of each service.
#[derive(Debug, Default)]
pub(super) struct Limits {
    buckets: Mutex<HashMap<(String, String, String), Bucket>>,
}

#[derive(Clone, Copy, Debug)]
struct Bucket {
    tokens: f64,
    at: Instant,
}

impl Limits {
    /// Takes a token; tells whether there was one.
    pub(super) fn admits(&self, account: &str, region: &str, service: &str, limit: RateLimit) -> bool {
        let now = Instant::now();
        let burst = f64::from(limit.burst);
        let filled = |bucket: &Bucket| {
            (bucket.tokens + now.duration_since(bucket.at).as_secs_f64() * limit.rate.max(0.0)).min(burst)
        };
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= KEPT {
            buckets.retain(|_, bucket| filled(bucket) < burst);
            if buckets.len() >= KEPT {
                buckets.clear();
            }
        }
        let key = (account.to_owned(), region.to_owned(), service.to_owned());
        let bucket = buckets.entry(key).or_insert(Bucket { tokens: burst, at: now });
        bucket.tokens = filled(bucket);
        bucket.at = now;
        let admitted = bucket.tokens >= 1.0;
        if admitted {
            bucket.tokens -= 1.0;
        }
        admitted
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::advance;

    use super::*;

    const LIMIT: RateLimit = RateLimit { rate: 2.0, burst: 3 };

    #[tokio::test(start_paused = true)]
    async fn a_bucket_gives_its_burst_and_then_its_rate() {
        let limits = Limits::default();
        let admitted = |calls: usize| (0..calls).filter(|_| limits.admits("1", "eu-west-1", "ec2", LIMIT)).count();
        assert_eq!(admitted(10), 3);
        advance(Duration::from_secs(1)).await;
        assert_eq!(admitted(10), 2);
        advance(Duration::from_secs(60)).await;
        assert_eq!(admitted(10), 3);
    }

    #[tokio::test(start_paused = true)]
    async fn accounts_regions_and_services_have_their_own() {
        let limits = Limits::default();
        let one = RateLimit { rate: 0.0, burst: 1 };
        for (account, region, service) in [("1", "a", "ec2"), ("2", "a", "ec2"), ("1", "b", "ec2"), ("1", "a", "iam")] {
            assert!(limits.admits(account, region, service, one));
            assert!(!limits.admits(account, region, service, one));
        }
    }
}
