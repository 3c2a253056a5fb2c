//! The picture of when everything ran.

use super::density;
use super::facts::{Facts, Wait};
use super::lane::Lane;
use super::page::ApiCall;
use super::scale::{Percent, Scale, Tick};
use super::span::{Ending, Span};
use super::text::{counted, moment, seconds};
use super::waits::verdict;

/// How many resources have a row of their own, over all stacks.
const RESOURCES: usize = 240;
/// The same for one stack.
const OF_ONE_STACK: usize = 30;
/// How many waits have a row of their own.
const WAITS: usize = 60;
/// How many attempts are drawn, over all waits; and how many of one wait.
const MARKS: usize = 2_400;
const OF_ONE_WAIT: usize = 250;
/// How many letters of what an attempt saw are shown beside the pointer.
const SAW: usize = 120;

/// Holds rows on one time axis: stacks with their resources, waits, API calls.
pub(super) struct Picture {
    pub(super) height: u32,
    pub(super) lanes: Vec<Lane>,
    pub(super) ticks: Vec<Tick>,
    /// Where cleanup began.
    pub(super) cleanup: Option<Percent>,
    /// What the picture shows, for whoever cannot see it.
    pub(super) description: String,
}

impl Picture {
    pub(super) fn of(facts: &Facts, calls: &[ApiCall]) -> Self {
        let scale = Scale::new(facts.total);
        let mut lanes = stacks(scale, facts);
        let marks = MARKS.checked_div(facts.waits.len()).unwrap_or_default().clamp(20, OF_ONE_WAIT);
        lanes.extend(facts.waits.iter().take(WAITS).map(|wait| wait_lane(scale, wait, marks)));
        if facts.waits.len() > WAITS {
            lanes.push(Lane::new("more", format!("{} more waits", facts.waits.len() - WAITS), "listed below"));
        }
        if !calls.is_empty() {
            lanes.push(density::calls(scale, calls));
        }
        let height = lanes.iter_mut().fold(0, |top, lane| {
            lane.top = top;
            top + lane.height
        });
        let description = format!(
            "A time axis of {} with {}, {}, {} and {}.",
            seconds(facts.total),
            counted(facts.operations.len(), "operation"),
            counted(facts.resources.len(), "change") + " of resources",
            counted(facts.waits.len(), "wait"),
            counted(calls.len(), "API call"),
        );
        let cleanup = facts.cleanup.map(|at| scale.place(at));
        Self { height, lanes, ticks: scale.ticks(), cleanup, description }
    }
}

fn stacks(scale: Scale, facts: &Facts) -> Vec<Lane> {
    let mut names: Vec<&str> = Vec::new();
    for span in facts.operations.iter().chain(&facts.resources) {
        if !names.contains(&span.stack.as_str()) {
            names.push(&span.stack);
        }
    }
    let shown = RESOURCES.checked_div(names.len()).unwrap_or_default().clamp(4, OF_ONE_STACK);
    let lanes = names.iter().flat_map(|name| {
        let mut lane = Lane::new("stack", *name, format!("operations of the stack {name}"));
        facts.operations.iter().filter(|span| span.stack == *name).for_each(|span| lane.span(scale, span));
        std::iter::once(lane).chain(resources(scale, facts, name, shown))
    });
    lanes.collect()
}

/// Draws the resources that failed or took longest, in the order of their beginning, and the rest in one row.
fn resources(scale: Scale, facts: &Facts, stack: &str, shown: usize) -> Vec<Lane> {
    let mut found: Vec<Changed<'_>> = Vec::new();
    let mut places = std::collections::HashMap::new();
    for span in facts.resources.iter().filter(|span| span.stack == stack) {
        let place = *places.entry(span.what.as_str()).or_insert(found.len());
        match found.get_mut(place) {
            Some(changed) => changed.spans.push(span),
            None => found.push(Changed { first: place, spans: vec![span] }),
        }
    }
    found.sort_by_key(Changed::weight);
    let rest = found.split_off(shown.min(found.len()));
    found.sort_by_key(|changed| changed.first);
    let mut lanes: Vec<Lane> = found.iter().map(|changed| changed.lane(scale)).collect();
    if !rest.is_empty() {
        let title = "the others, which took less time; a column's height says how many were in change";
        let mut lane = Lane::new("more", format!("{} more", rest.len()), title);
        let spans: Vec<&Span> = rest.iter().flat_map(|changed| changed.spans.iter().copied()).collect();
        density::resources(scale, &mut lane, &spans);
        lanes.push(lane);
    }
    lanes
}

/// Is a resource with all its changes.
struct Changed<'a> {
    first: usize,
    spans: Vec<&'a Span>,
}

impl Changed<'_> {
    /// Orders by trouble, then by time.
    fn weight(&self) -> (bool, std::cmp::Reverse<u128>) {
        let well = self.spans.iter().all(|span| span.ending == Ending::Well);
        let time = self.spans.iter().map(|span| span.seconds()).sum::<f64>();
        let time = std::time::Duration::try_from_secs_f64(time).unwrap_or_default();
        (well, std::cmp::Reverse(time.as_micros()))
    }

    fn lane(&self, scale: Scale) -> Lane {
        let address = self.spans.first().map_or("", |span| span.what.as_str());
        let mut lane = Lane::new("resource", address, address);
        self.spans.iter().for_each(|span| lane.span(scale, span));
        lane
    }
}

fn wait_lane(scale: Scale, wait: &Wait, marks: usize) -> Lane {
    let ending = &wait.ending;
    let title = format!("{}: {ending} after {}; {}", wait.condition, seconds(wait.end - wait.start), wait.summary);
    let mut lane = Lane::new("wait", &wait.condition, &title);
    lane.bar(scale, (wait.start, wait.end), if wait.met { "wait-met" } else { "wait-missed" }, title);
    let step = wait.attempts.len().div_ceil(marks).max(1);
    let last = wait.attempts.len().saturating_sub(1);
    let looks = wait.attempts.iter().enumerate();
    for (index, look) in looks.filter(|(index, _)| index % step == 0 || *index == last) {
        let saw: String = look.saw.chars().take(SAW).collect();
        let title = format!("attempt {} at {}: {} {saw}", index + 1, moment(look.start), verdict(look.class));
        lane.mark(scale, (look.start, look.start + look.latency), look.class, title);
    }
    lane
}
