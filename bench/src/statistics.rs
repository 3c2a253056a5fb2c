//! Minimum, median, maximum, and how sure one may be of a median.

use serde::Serialize;

/// How many standard errors to each side hold 95 % of a normal distribution.
const SURE: f64 = 1.96;
/// The standard error of a median, against that of a mean, for a normal distribution.
const OF_MEDIAN: f64 = 1.2533;
/// The standard deviation of a normal distribution, in median absolute deviations.
const DEVIATIONS: f64 = 1.4826;

/// Holds what is told of a series of measurements; every number of an empty series is NaN.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(crate) struct Summary {
    pub(crate) count: usize,
    pub(crate) min: f64,
    pub(crate) median: f64,
    pub(crate) max: f64,
    /// Half the width of the interval in which the true median lies, 19 times in 20. NaN below three measurements.
    pub(crate) noise: f64,
}

impl Summary {
    /// Sums a series up.
    pub(crate) fn of(values: &[f64]) -> Self {
        let median = median(values);
        Self {
            count: values.len(),
            min: values.iter().copied().fold(f64::NAN, f64::min),
            median,
            max: values.iter().copied().fold(f64::NAN, f64::max),
            noise: noise(values, median),
        }
    }
}

/// Returns the middle of a series, or the mean of its two middles.
pub(crate) fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    match sorted.as_slice() {
        [] => f64::NAN,
        sorted if sorted.len() % 2 == 1 => sorted[middle],
        sorted => f64::midpoint(sorted[middle - 1], sorted[middle]),
    }
}

fn noise(values: &[f64], median_of_them: f64) -> f64 {
    if values.len() < 3 {
        return f64::NAN;
    }
    let deviations: Vec<f64> = values.iter().map(|value| (value - median_of_them).abs()).collect();
    #[expect(clippy::cast_precision_loss, reason = "nobody measures 2^52 times")]
    let count = values.len() as f64;
    SURE * OF_MEDIAN * DEVIATIONS * median(&deviations) / count.sqrt()
}

/// Returns what each first one is above its second one.
pub(crate) fn differences(with: &[f64], without: &[f64]) -> Vec<f64> {
    with.iter().zip(without).map(|(with, without)| with - without).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_of_an_odd_series_is_its_middle() {
        assert!((median(&[9.0, 1.0, 5.0]) - 5.0).abs() < 1e-12);
    }

    #[test]
    fn the_median_of_an_even_series_lies_between_its_middles() {
        assert!((median(&[4.0, 1.0, 2.0, 100.0]) - 3.0).abs() < 1e-12);
    }

    #[test]
    fn a_series_is_summed_up_by_its_ends_and_its_middle() {
        let summary = Summary::of(&[3.0, 1.0, 2.0]);
        assert_eq!((summary.count, summary.min, summary.median, summary.max), (3, 1.0, 2.0, 3.0));
    }

    #[test]
    fn an_empty_series_has_no_numbers() {
        let summary = Summary::of(&[]);
        assert!(summary.min.is_nan() && summary.median.is_nan() && summary.max.is_nan() && summary.noise.is_nan());
    }

    #[test]
    fn a_steady_series_is_certain_and_one_outlier_does_not_change_that() {
        assert!(Summary::of(&[2.0; 9]).noise.abs() < 1e-12);
        assert!(Summary::of(&[2.0, 2.0, 2.0, 2.0, 500.0]).noise.abs() < 1e-12);
    }

    #[test]
    fn more_measurements_are_more_certain() {
        let few = [1.0, 2.0, 3.0, 4.0];
        let many: Vec<f64> = few.iter().copied().cycle().take(64).collect();
        assert!((Summary::of(&few).noise / Summary::of(&many).noise - 4.0).abs() < 1e-9);
    }

    #[test]
    fn two_measurements_tell_nothing_of_the_noise() {
        assert!(Summary::of(&[1.0, 2.0]).noise.is_nan());
    }

    #[test]
    fn pairs_are_subtracted_one_by_one() {
        assert_eq!(differences(&[5.0, 7.0], &[4.0, 9.0]), [1.0, -2.0]);
    }
}
