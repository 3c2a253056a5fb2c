//! What a watch saw.

use std::time::Duration;

use crate::condition::Timeline;
use crate::error::ErrorKind;
use crate::{Error, duration};

/// Tells how available something was while it was watched; see [`Watch::finish`](super::Watch::finish).
#[must_use = "a watch that nobody asks anything of shows nothing: `.expect_at_least(..)?` or `.expect_no_outage_longer_than(..)?`"]
#[derive(Debug, Clone)]
pub struct Availability {
    sentence: String,
    timeline: Timeline,
    looks: usize,
    misses: Vec<Miss>,
    outages: Vec<Outage>,
    lasted: Duration,
}

/// Is one look that did not see what was claimed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Miss {
    /// The time from the start of the watch to the start of the look.
    pub at: Duration,
    /// How long the look took.
    pub lasted: Duration,
    /// What it saw instead.
    pub reason: String,
}

/// Is a row of misses without a success between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outage {
    /// The time from the start of the watch to the first look that missed.
    pub at: Duration,
    /// The time from there to the next look that succeeded, or to the end of the watch.
    pub lasted: Duration,
    /// How many looks missed.
    pub misses: usize,
    /// What the first of them saw.
    pub reason: String,
}

impl Availability {
    pub(super) fn of(
        sentence: String,
        timeline: Timeline,
        throttled: usize,
        misses: &[(Duration, Duration, String)],
        lasted: Duration,
    ) -> Self {
        let misses: Vec<Miss> = misses
            .iter()
            .map(|(at, lasted, reason)| Miss { at: *at, lasted: *lasted, reason: reason.clone() })
            .collect();
        let looks = timeline.attempts().len() - throttled;
        let outages = outages(&timeline, &misses, lasted);
        Self { sentence, timeline, looks, misses, outages, lasted }
    }

    /// Returns the share of looks that saw what was claimed, from 0 to 1; 0 when no look got through.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "nobody looks 2^52 times")]
    pub fn ratio(&self) -> f64 {
        if self.looks == 0 { 0.0 } else { (self.looks - self.misses.len()) as f64 / self.looks as f64 }
    }

    /// Returns how many looks say something: all but those that were [throttled](crate::Error::throttled).
    #[must_use]
    pub fn looks(&self) -> usize {
        self.looks
    }

    /// Returns every look that missed, first one first.
    #[must_use]
    pub fn misses(&self) -> &[Miss] {
        &self.misses
    }

    /// Returns the rows of misses, first one first.
    #[must_use]
    pub fn outages(&self) -> &[Outage] {
        &self.outages
    }

    /// Returns how long the longest outage lasted; nothing when there was none.
    #[must_use]
    pub fn longest_outage(&self) -> Duration {
        self.longest().map_or(Duration::ZERO, |outage| outage.lasted)
    }

    /// Returns how long was watched.
    #[must_use]
    pub fn lasted(&self) -> Duration {
        self.lasted
    }

    /// Returns every look.
    #[must_use]
    pub fn timeline(&self) -> &Timeline {
        &self.timeline
    }

    /// Checks that the share of looks that saw what was claimed is at least this: 0.999 for 99.9 %.
    ///
    /// # Errors
    /// Fails when it is less, with the longest outage, or when no look got through.
    pub fn expect_at_least(&self, ratio: f64) -> Result<&Self, Error> {
        self.known()?;
        if self.ratio() >= ratio {
            return Ok(self);
        }
        let (seen, expected) = (percent(self.ratio()), percent(ratio));
        let outage = self.longest().map_or_else(String::new, |outage| {
            let (lasted, at) = (duration::short(outage.lasted), duration::short(outage.at));
            format!(", the longest outage lasted {lasted}, from {at} on: {}", outage.reason)
        });
        let (sentence, misses, looks) = (&self.sentence, self.misses.len(), self.looks);
        let words =
            format!("{sentence}: in {seen} of the looks, not in {expected}; {misses} of {looks} missed{outage}");
        Err(Error::new(ErrorKind::Condition, words))
    }

    /// Checks that no row of misses lasted longer than this, measured from one look to another.
    ///
    /// # Errors
    /// Fails with the longest one, or when no look got through.
    pub fn expect_no_outage_longer_than(&self, limit: Duration) -> Result<&Self, Error> {
        self.known()?;
        let Some(outage) = self.longest().filter(|outage| outage.lasted > limit) else { return Ok(self) };
        let (lasted, limit, at) = (duration::short(outage.lasted), duration::short(limit), duration::short(outage.at));
        let words = format!(
            "{}: not for {lasted}, longer than {limit}, from {at} on: {}; {} of {} looks missed",
            self.sentence,
            outage.reason,
            self.misses.len(),
            self.looks
        );
        Err(Error::new(ErrorKind::Condition, words))
    }

    fn known(&self) -> Result<(), Error> {
        if self.looks > 0 {
            return Ok(());
        }
        let words = format!("{}: nothing is known, every look was throttled; {}", self.sentence, self.timeline);
        Err(Error::new(ErrorKind::Condition, words).with_hint("look less often: `.every(..)`"))
    }

    /// Returns the first of the longest outages.
    fn longest(&self) -> Option<&Outage> {
        self.outages.iter().rev().max_by_key(|outage| outage.lasted)
    }
}

fn outages(timeline: &Timeline, misses: &[Miss], end: Duration) -> Vec<Outage> {
    let successes = timeline.attempts().iter().filter(|attempt| attempt.outcome.reason().is_none());
    let mut successes = successes.map(|attempt| Duration::from_secs_f64(attempt.offset)).peekable();
    let mut outages: Vec<(Outage, Duration)> = Vec::new();
    for miss in misses {
        while successes.next_if(|success| *success < miss.at).is_some() {}
        let until = successes.peek().copied().unwrap_or_else(|| end.max(miss.at + miss.lasted));
        match outages.last_mut() {
            Some((outage, end)) if *end > miss.at => outage.misses += 1,
            _ => {
                let outage = Outage { at: miss.at, lasted: until - miss.at, misses: 1, reason: miss.reason.clone() };
                outages.push((outage, until));
            }
        }
    }
    outages.into_iter().map(|(outage, _)| outage).collect()
}

/// Shows a share with three digits at most, never rounded up: 99.9999 % is not 100 %.
pub(crate) fn percent(ratio: f64) -> String {
    let thousandths = (ratio * 1e5 + 1e-6).floor() / 1e3;
    format!("{thousandths} %")
}
