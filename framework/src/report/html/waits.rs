//! The waits, with what every attempt saw.

use std::rc::Rc;

use super::facts::{Look, Wait};
use super::text::{latency, moment, seconds};

/// How many waits are listed.
const WAITS: usize = 200;
/// How many attempts the page lists, over all waits.
const ATTEMPTS: usize = 2_400;

/// Is one wait as a section that opens.
pub(super) struct WaitView {
    pub(super) condition: String,
    pub(super) met: bool,
    pub(super) ending: String,
    pub(super) took: String,
    pub(super) began: String,
    pub(super) summary: String,
    pub(super) head: Vec<AttemptView>,
    /// How many attempts lie between the first ones and the last ones shown.
    pub(super) left_out: usize,
    pub(super) tail: Vec<AttemptView>,
}

/// Is one attempt as a row.
pub(super) struct AttemptView {
    pub(super) number: usize,
    pub(super) at: String,
    pub(super) latency: String,
    pub(super) class: &'static str,
    pub(super) saw: Rc<str>,
}

impl WaitView {
    /// Returns the waits to be shown, missed ones first, and how many are left out.
    pub(super) fn all(waits: &[Wait]) -> (Vec<Self>, usize) {
        let mut order: Vec<&Wait> = waits.iter().collect();
        order.sort_by_key(|wait| wait.met);
        let left_out = order.len().saturating_sub(WAITS);
        order.truncate(WAITS);
        let room = ATTEMPTS.checked_div(order.len()).unwrap_or_default().clamp(15, 600);
        (order.into_iter().map(|wait| Self::of(wait, room)).collect(), left_out)
    }

    fn of(wait: &Wait, room: usize) -> Self {
        let all = wait.attempts.len();
        let (head, tail) = if all > room { (room / 2, room / 2) } else { (all, 0) };
        let mut looks = wait.attempts.iter().enumerate().map(|(index, look)| AttemptView::of(index, look));
        let first = looks.by_ref().take(head).collect();
        Self {
            condition: wait.condition.clone(),
            met: wait.met,
            ending: wait.ending.clone(),
            took: seconds(wait.end - wait.start),
            began: moment(wait.start),
            summary: wait.summary.clone(),
            head: first,
            left_out: all - head - tail,
            tail: looks.skip(all - head - tail).collect(),
        }
    }
}

impl AttemptView {
    fn of(index: usize, look: &Look) -> Self {
        Self {
            number: index + 1,
            at: moment(look.start),
            latency: latency(look.latency),
            class: look.class,
            saw: Rc::clone(&look.saw),
        }
    }

    pub(super) fn verdict(&self) -> &'static str {
        verdict(self.class)
    }
}

/// Says in words what the colour of an attempt says.
pub(super) fn verdict(class: &str) -> &'static str {
    match class {
        "met" => "met",
        "transient" => "error, may pass",
        "permanent" => "error, for good",
        _ => "not yet",
    }
}
