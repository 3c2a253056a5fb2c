//! What was aimed at, and whether it is met.

use serde::Serialize;

use crate::statistics::Summary;

/// Holds one aim: a limit that a median is to stay below.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Aim {
    pub(crate) what: String,
    pub(crate) unit: &'static str,
    pub(crate) limit: f64,
    pub(crate) measured: f64,
    /// How far the true value may be from the measured one.
    pub(crate) noise: f64,
    pub(crate) verdict: Verdict,
}

/// Says whether an aim is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Verdict {
    Met,
    Missed,
    /// The limit lies within the noise of what was measured.
    Unclear,
}

impl Aim {
    /// Judges a series by its median, where its noise allows that.
    pub(crate) fn at_most(limit: f64, unit: &'static str, what: impl Into<String>, measured: &Summary) -> Self {
        let verdict = judge(limit, measured.median, measured.noise);
        Self { what: what.into(), unit, limit, measured: measured.median, noise: measured.noise, verdict }
    }

    /// Judges a number that hardly changes from one measurement to the next, such as a peak of memory.
    pub(crate) fn at_most_steady(limit: f64, unit: &'static str, what: impl Into<String>, measured: f64) -> Self {
        Self { what: what.into(), unit, limit, measured, noise: 0.0, verdict: judge(limit, measured, 0.0) }
    }
}

fn judge(limit: f64, measured: f64, noise: f64) -> Verdict {
    let room = limit - measured;
    if noise.is_nan() || room.is_nan() || room.abs() < noise {
        Verdict::Unclear
    } else if room >= 0.0 {
        Verdict::Met
    } else {
        Verdict::Missed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(values: &[f64]) -> Verdict {
        Aim::at_most(5.0, "ms", "x", &Summary::of(values)).verdict
    }

    #[test]
    fn a_median_up_to_the_limit_meets_it() {
        assert_eq!(verdict(&[4.9, 5.0, 5.0, 5.0, 5.1]), Verdict::Met);
        assert_eq!(verdict(&[5.1, 5.2, 5.1]), Verdict::Missed);
    }

    #[test]
    fn noise_beyond_the_limit_decides_nothing() {
        assert_eq!(verdict(&[-60.0, 3.0, 80.0]), Verdict::Unclear);
        assert_eq!(verdict(&[-50.0, 7.0, 80.0]), Verdict::Unclear);
    }

    #[test]
    fn too_few_measurements_decide_nothing() {
        assert_eq!(verdict(&[]), Verdict::Unclear);
        assert_eq!(verdict(&[4.0, 4.0]), Verdict::Unclear);
    }

    #[test]
    fn a_steady_number_is_taken_at_its_word() {
        assert_eq!(Aim::at_most_steady(60.0, "MB", "x", 59.0).verdict, Verdict::Met);
        assert_eq!(Aim::at_most_steady(60.0, "MB", "x", 61.0).verdict, Verdict::Missed);
    }
}
