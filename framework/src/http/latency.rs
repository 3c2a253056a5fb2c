//! How fast most answers come.

use std::time::Duration;

use super::HttpCondition;
use crate::{Condition, Error, Observation, duration};

/// Claims that most of several requests are answered fast, and all of them as said; see [`HttpCondition::answering_within`].
///
/// | setting | default |
/// |---|---|
/// | [`percentile`](Self::percentile) | 95 |
/// | [`requests`](Self::requests) | 20, one after the other |
///
/// The time counts from sending to the end of the body, with connecting in it. One request that is not answered as said is a miss.
#[must_use = "nothing is sent until it is waited for"]
#[derive(Debug, Clone)]
pub struct HttpLatency {
    condition: HttpCondition,
    limit: Duration,
    percentile: u8,
    requests: usize,
}

impl HttpLatency {
    pub(super) fn new(condition: HttpCondition, limit: Duration) -> Self {
        Self { condition, limit, percentile: 95, requests: 20 }
    }

    /// Sets how many of a hundred have to be that fast, from 1 to 100.
    pub fn percentile(mut self, percentile: u8) -> Self {
        self.percentile = percentile;
        self
    }

    /// Sets how many requests one look makes.
    pub fn requests(mut self, requests: usize) -> Self {
        self.requests = requests;
        self
    }
}

impl Condition for HttpLatency {
    type Value = Latencies;

    fn sentence(&self) -> String {
        let (condition, limit) = (self.condition.sentence(), duration::short(self.limit));
        format!("{condition}, {} % of {} requests within {limit}", self.percentile, self.requests)
    }

    async fn check(&self) -> Result<Observation<Latencies>, Error> {
        if !(1..=100).contains(&self.percentile) || self.requests == 0 {
            return Err(Error::misuse(format!("{} % of {} requests says nothing", self.percentile, self.requests))
                .with_hint("give a percentile from 1 to 100, and one request at least"));
        }
        let mut all = Vec::with_capacity(self.requests.min(1_000));
        for _ in 0..self.requests {
            match self.condition.check().await? {
                Observation::Met(response) => all.push(response.latency()),
                Observation::NotYet(reason) => return Ok(Observation::NotYet(reason)),
            }
        }
        let latencies = Latencies::of(all);
        let (seen, slowest) = (latencies.percentile(self.percentile), duration::short(latencies.percentile(100)));
        let reason = format!("{} % took up to {}, the slowest {slowest}", self.percentile, duration::short(seen));
        Ok(Observation::when(seen <= self.limit, latencies, || reason))
    }
}

/// Holds how long each of several requests took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Latencies {
    sorted: Vec<Duration>,
}

impl Latencies {
    fn of(mut all: Vec<Duration>) -> Self {
        all.sort_unstable();
        Self { sorted: all }
    }

    /// Returns the shortest time within which this many of a hundred were answered; 100 is the slowest.
    ///
    /// It is the nearest-rank percentile: a time that was seen, never one in between.
    #[must_use]
    pub fn percentile(&self, percentile: u8) -> Duration {
        let rank = (self.sorted.len() * usize::from(percentile.min(100))).div_ceil(100);
        self.sorted.get(rank.saturating_sub(1)).copied().unwrap_or_default()
    }

    /// Returns how many requests there were.
    #[must_use]
    pub fn requests(&self) -> usize {
        self.sorted.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_a_time_that_was_seen() {
        let latencies = Latencies::of((1..=20).rev().map(Duration::from_millis).collect());
        let millis = [0, 1, 50, 95, 96, 100].map(|percentile| latencies.percentile(percentile).as_millis());
        assert_eq!(millis, [1, 1, 10, 19, 20, 20]);
    }
}
