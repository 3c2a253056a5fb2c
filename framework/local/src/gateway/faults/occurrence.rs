//! Which of the matching calls a fault hits.

use std::ops::RangeInclusive;

/// Selects some of the calls that match, counted from 1 since the fault was added.
///
/// A number is that one call, a range is those calls.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Occurrence {
    /// Every call.
    Every,
    /// The calls from the first number to the second, both included.
    Between(u32, u32),
    /// This share of the calls, from 0.0 to 1.0, drawn with the seed of [`Faults::seed`](super::Faults::seed).
    Share(f64),
}

impl Occurrence {
    /// Selects only the n-th call.
    #[must_use]
    pub fn nth(n: u32) -> Self {
        Self::Between(n, n)
    }

    /// Selects the first `count` calls.
    #[must_use]
    pub fn first(count: u32) -> Self {
        Self::Between(1, count)
    }

    pub(super) fn hits(self, number: u32, random: &mut fastrand::Rng) -> bool {
        match self {
            Self::Every => true,
            Self::Between(first, last) => (first..=last).contains(&number),
            Self::Share(share) => random.f64() < share,
        }
    }
}

impl From<u32> for Occurrence {
    fn from(n: u32) -> Self {
        Self::nth(n)
    }
}

impl From<RangeInclusive<u32>> for Occurrence {
    fn from(range: RangeInclusive<u32>) -> Self {
        Self::Between(*range.start(), *range.end())
    }
}
