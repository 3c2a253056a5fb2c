//! The same thing measured with and without us, in pairs.

use serde::Serialize;

use crate::statistics::{Summary, differences};

/// Compares two series of milliseconds whose members were measured in turns.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Comparison {
    pub(crate) name: String,
    pub(crate) with_ms: Summary,
    pub(crate) without_ms: Summary,
    /// Of the differences within each pair: what the machine did slowly over time cancels out.
    pub(crate) overhead_ms: Summary,
    pub(crate) ratio: f64,
}

impl Comparison {
    /// Compares a pair by pair.
    pub(crate) fn paired(name: impl Into<String>, with: &[f64], without: &[f64]) -> Self {
        let (with_ms, without_ms) = (Summary::of(with), Summary::of(without));
        Self {
            name: name.into(),
            overhead_ms: Summary::of(&differences(with, without)),
            ratio: with_ms.median / without_ms.median,
            with_ms,
            without_ms,
        }
    }
}

/// Holds a series that has nothing to be compared with.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Measure {
    pub(crate) name: String,
    pub(crate) unit: &'static str,
    pub(crate) summary: Summary,
}

impl Measure {
    /// Sums a series up.
    pub(crate) fn of(name: impl Into<String>, unit: &'static str, values: &[f64]) -> Self {
        Self { name: name.into(), unit, summary: Summary::of(values) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_overhead_is_that_of_pairs_not_of_medians() {
        let comparison = Comparison::paired("apply", &[11.0, 101.0, 51.0], &[10.0, 100.0, 50.0]);
        assert_eq!((comparison.overhead_ms.min, comparison.overhead_ms.max), (1.0, 1.0));
        assert!((comparison.ratio - 1.02).abs() < 1e-12);
    }
}
