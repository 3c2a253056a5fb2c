//! The time axis.

use std::fmt;

use super::text::{finite, seconds};

/// Is a place or a length on the time axis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Percent(f64);

impl Percent {
    pub(super) fn value(self) -> f64 {
        self.0
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.2}%", self.0)
    }
}

/// Turns seconds into places on the axis.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale {
    total: f64,
}

/// Is a labelled place on the axis.
#[derive(Debug, PartialEq)]
pub(super) struct Tick {
    pub(super) x: Percent,
    pub(super) label: String,
}

impl Tick {
    /// Tells whether a centred label would be cut off.
    pub(super) fn is_at_the_end(&self) -> bool {
        self.x.value() > 95.0
    }
}

/// Steps a person can add up, in seconds: 1, 2 and 5 below a second, then the quarters of minutes and hours.
const STEPS: [f64; 26] = [
    0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0,
    900.0, 1_800.0, 3_600.0, 7_200.0, 14_400.0, 21_600.0, 43_200.0,
];
/// How many steps the axis has at most.
const TICKS: f64 = 8.0;
/// What is narrower cannot be seen, or pointed at.
const NARROWEST: f64 = 0.15;

impl Scale {
    /// Makes an axis from zero to some seconds, and a little more so that what is last can be seen.
    pub(super) fn new(total: f64) -> Self {
        Self { total: finite(total).max(0.001) * 1.01 }
    }

    pub(super) fn place(self, seconds: f64) -> Percent {
        Percent((finite(seconds) / self.total * 100.0).min(100.0))
    }

    /// Returns the length between two moments, wide enough to be seen.
    pub(super) fn length(self, start: f64, end: f64) -> Percent {
        Percent((self.place(end).value() - self.place(start).value()).max(NARROWEST))
    }

    /// Returns where a number of equal parts of the axis begin, and how wide each is.
    pub(super) fn part(self, index: usize, parts: usize) -> (f64, f64) {
        #[expect(clippy::cast_precision_loss, reason = "the picture has some hundred parts")]
        let (index, width) = (index as f64, self.total / parts as f64);
        (index * width, (index + 1.0) * width)
    }

    /// Returns which of a number of equal parts a moment is in.
    pub(super) fn index(self, seconds: f64, parts: usize) -> usize {
        #[expect(clippy::cast_precision_loss, reason = "the picture has some hundred parts")]
        let index = finite(seconds) / self.total * parts as f64;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "`finite` gives neither")]
        let index = index as usize;
        index.min(parts.saturating_sub(1))
    }

    /// Returns the marks of the axis, from zero.
    pub(super) fn ticks(self) -> Vec<Tick> {
        let fits = |step: &&f64| self.total / **step <= TICKS;
        let longest = STEPS.last().copied().unwrap_or(1.0);
        let step = STEPS.iter().find(fits).copied().unwrap_or_else(|| (self.total / TICKS / longest).ceil() * longest);
        let marks = (0_u32..).map(|mark| f64::from(mark) * step).take_while(|moment| *moment < self.total);
        let label = |moment: f64| if moment > 0.0 { seconds(moment + 1e-9) } else { "0".to_owned() };
        marks.map(|moment| Tick { x: self.place(moment), label: label(moment) }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(total: f64) -> Vec<String> {
        Scale::new(total).ticks().into_iter().map(|tick| tick.label).collect()
    }

    #[test]
    fn the_axis_has_steps_a_person_can_add_up() {
        assert_eq!(labels(0.7), ["0", "100 ms", "200 ms", "300 ms", "400 ms", "500 ms", "600 ms", "700 ms"]);
        assert_eq!(labels(9.3), ["0", "2 s", "4 s", "6 s", "8 s"]);
        assert_eq!(labels(200.0), ["0", "30 s", "60 s", "90 s", "120 s", "2 min 30 s", "3 min"]);
        assert_eq!(
            labels(7_000.0),
            ["0", "15 min", "30 min", "45 min", "1 h", "1 h 15 min", "1 h 30 min", "1 h 45 min"]
        );
    }

    #[test]
    fn the_axis_never_has_more_than_nine_marks() {
        for total in [0.0, 1e-9, 0.004, 1.6, 59.0, 3_601.0, 1e6, 1e12, f64::NAN, f64::INFINITY, -5.0] {
            assert!((1..=9).contains(&labels(total).len()), "{total}");
        }
    }

    #[test]
    fn every_place_is_on_the_axis() {
        let scale = Scale::new(10.0);
        for moment in [-1.0, 0.0, 3.0, 10.0, 1e9, f64::NAN, f64::INFINITY] {
            assert!((0.0..=100.0).contains(&scale.place(moment).value()), "{moment}");
            assert!(scale.index(moment, 160) < 160, "{moment}");
        }
    }
}
