//! The loop.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, HashSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

use super::calls::Answer;
use super::lane::{LOOK, Lane, lanes};
use super::slots::Slots;
use super::state::{State, Trouble};
use super::{End, Ending, Observer, Options, Outcome, World};
use crate::nuke::graph::{Step, Steps};
use crate::nuke::journal::{History, Journal, Record};
use crate::nuke::plan::{Action, Row};

/// How often the observer hears of the progress.
const TICK: Duration = Duration::from_millis(250);
/// How long calls in flight are waited for after the apply was stopped.
const DRAIN: Duration = Duration::from_secs(60);

/// Takes the steps that the rows of a plan are, and those of no other resource.
///
/// The intent of each request is in the journal, on disk, before the request leaves. With the history of an earlier apply, what that
/// one saw done is not done again. It ends when every row has come to its end, at the deadline, or when it is told to stop.
pub(crate) async fn run(
    rows: &[Row],
    world: Arc<dyn World>,
    options: &Options,
    journal: &mut Journal,
    history: Option<&History>,
    observer: &mut dyn Observer,
) -> Outcome {
    let mut engine = Engine::new(rows, world, options, journal, observer);
    engine.start(history);
    engine.work().await;
    engine.finish()
}

/// Is an apply under way.
pub(super) struct Engine<'a> {
    pub(super) rows: &'a [Row],
    pub(super) steps: Steps,
    pub(super) world: Arc<dyn World>,
    pub(super) options: &'a Options,
    pub(super) journal: &'a mut Journal,
    pub(super) observer: &'a mut dyn Observer,
    pub(super) states: Vec<State>,
    pub(super) endings: Vec<Option<Ending>>,
    pub(super) troubles: HashMap<usize, Trouble>,
    pub(super) lanes: Vec<Lane>,
    pub(super) lane_of: Vec<Option<usize>>,
    /// Checks that may be made.
    pub(super) checks: VecDeque<usize>,
    /// How many members of cycles one look takes; one cycle at a time once a service refused to look at so many.
    pub(super) checked: usize,
    /// Delete rows by the id of their resource.
    pub(super) by_id: HashMap<&'a str, Vec<usize>>,
    /// Steps that are blocked by what a row deletes.
    pub(super) waiting_for: HashMap<usize, Vec<usize>>,
    /// Whether an earlier apply of the plan asked for a row.
    pub(super) asked_before: Vec<bool>,
    /// Those of them that were not polled since: most are gone, and one poll tells so of many.
    pub(super) resumed: HashSet<usize>,
    /// Rows whose resource a look did not show once.
    pub(super) missed: HashSet<usize>,
    /// Whether the plan switches the protection of a row's resource off.
    pub(super) unprotected: Vec<bool>,
    /// When delayed steps are tried again.
    pub(super) timers: BinaryHeap<Reverse<(Instant, usize)>>,
    pub(super) calls: JoinSet<Answer>,
    pub(super) slots: Slots,
    pub(super) stopped: Option<End>,
    /// Steps that have not come to their end.
    pub(super) open: usize,
    deadline: Instant,
    drained: Option<Instant>,
    tick: Instant,
}

impl<'a> Engine<'a> {
    fn new(
        rows: &'a [Row],
        world: Arc<dyn World>,
        options: &'a Options,
        journal: &'a mut Journal,
        observer: &'a mut dyn Observer,
    ) -> Self {
        let now = Instant::now();
        let steps = Steps::new(rows);
        let (mut lanes, lane_of) = lanes(rows, &steps.is_knotted(), world.as_ref(), now);
        let services = lanes.iter().map(|lane| lane.service).max().unwrap_or(0);
        let (by_id, unprotected) = indexes(rows);
        for (row, lane) in lane_of.iter().enumerate() {
            if let Some(lane) = lane {
                lanes[*lane].adds(!steps.parts(row).is_empty());
            }
        }
        let states = steps.waits().into_iter().map(State::Waiting).collect();
        Self {
            rows,
            world,
            options,
            journal,
            observer,
            states,
            endings: vec![None; rows.len()],
            troubles: HashMap::new(),
            lanes,
            lane_of,
            checks: VecDeque::new(),
            checked: LOOK,
            by_id,
            waiting_for: HashMap::new(),
            asked_before: vec![false; rows.len()],
            resumed: HashSet::new(),
            missed: HashSet::new(),
            unprotected,
            timers: BinaryHeap::new(),
            calls: JoinSet::new(),
            slots: Slots::new(options.concurrency, services),
            stopped: None,
            open: steps.count(),
            deadline: now + options.deadline,
            drained: None,
            tick: now,
            steps,
        }
    }

    /// Ends what was done before, and what cannot be done at all; readies what waits for nothing.
    fn start(&mut self, history: Option<&History>) {
        for (number, row) in self.rows.iter().enumerate() {
            self.asked_before[number] = history.is_some_and(|history| history.was_asked(row));
            if self.asked_before[number] && row.action == Action::Delete {
                self.resumed.insert(number);
            }
        }
        for number in 0..self.states.len() {
            if self.states[number] == State::Waiting(0) {
                self.ready(number);
            }
        }
        for (number, row) in self.rows.iter().enumerate() {
            if history.is_some_and(|history| history.is_done(row)) {
                let done = if row.action == Action::Delete { Ending::Gone } else { Ending::Done };
                self.end(number, done);
            } else if self.lane_of[number].is_none() {
                let message = format!("the kind `{}` is not known", row.reference().kind);
                self.end(number, Ending::Failed { code: "UnknownKind".to_owned(), message });
            } else if let Some(parent) = self.missing_parent(number) {
                self.end(number, Ending::Skipped(parent));
            }
        }
    }

    /// Says what a row's resource goes with, if the plan does not delete that.
    fn missing_parent(&self, row: usize) -> Option<String> {
        let parent = self.rows[row].resource.goes_with.as_ref()?;
        let missing = self.rows[row].action == Action::Delete && !self.steps.is_passive(row);
        missing.then(|| format!("goes with {parent}, which the plan does not delete"))
    }

    async fn work(&mut self) {
        loop {
            let now = Instant::now();
            self.watch(now);
            self.wake(now);
            self.issue(now);
            if self.is_over(now) {
                return;
            }
            let next = self.next_event(now);
            tokio::select! {
                biased;
                Some(answer) = self.calls.join_next(), if !self.calls.is_empty() => {
                    self.joined(answer);
                    while let Some(answer) = self.calls.try_join_next() {
                        self.joined(answer);
                    }
                }
                () = self.options.stop.cancelled(), if self.stopped.is_none() => {}
                () = sleep_until(next) => {}
            }
        }
    }

    fn joined(&mut self, answer: Result<Answer, tokio::task::JoinError>) {
        // Calls catch their panics, and are aborted only with the engine: there is always an answer.
        if let Ok(answer) = answer {
            self.take(answer);
        }
    }

    /// Stops at the deadline and when told; tells the observer how far it is.
    fn watch(&mut self, now: Instant) {
        if self.options.stop.is_cancelled() {
            self.stop(End::Stopped);
        }
        if now >= self.deadline && self.open > 0 {
            self.stop(End::Deadline);
        }
        if now >= self.tick {
            self.tick = now + TICK;
            let progress = self.progress(now);
            self.observer.progress(&progress);
            if let Err(error) = self.journal.write() {
                self.stop(End::Journal(crate::console::sentence(&error)));
            }
        }
    }

    /// Makes no further call; the first reason counts.
    pub(super) fn stop(&mut self, end: End) {
        if self.stopped.is_none() {
            self.stopped = Some(end);
            self.drained = Some(Instant::now() + DRAIN);
        }
    }

    fn is_over(&mut self, now: Instant) -> bool {
        if self.stopped.is_some() {
            return self.calls.is_empty() || self.drained.is_some_and(|drained| now >= drained);
        }
        // Nothing is left that could change anything: rather end than wait for ever.
        let nothing_due = self.next_poll().is_none() && self.lanes.iter().all(|lane| lane.look_due().is_none());
        let stranded = self.calls.is_empty() && self.timers.is_empty() && nothing_due;
        self.open == 0 || stranded
    }

    fn next_poll(&self) -> Option<Instant> {
        self.lanes.iter().filter_map(|lane| lane.leaving.due()).min()
    }

    /// Returns when there is something to do that was not to be done yet at this time.
    fn next_event(&self, now: Instant) -> Instant {
        if self.stopped.is_some() {
            return self.drained.map_or(self.tick, |drained| drained.min(self.tick));
        }
        let timer = self.timers.peek().map(|Reverse((until, _))| *until);
        // What is due and was not made waits for a slot, which an answer frees.
        let poll = self.next_poll().filter(|due| *due > now);
        let look = self.lanes.iter().filter_map(Lane::look_due).filter(|due| *due > now).min();
        [timer, poll, look].into_iter().flatten().fold(self.tick.min(self.deadline), Instant::min)
    }

    fn finish(mut self) -> Outcome {
        let mut end = self.stopped.clone().unwrap_or(End::Finished);
        let ended = Record::Ended { how: end.name().to_owned() };
        if let Err(error) = self.journal.note(&ended).and_then(|()| self.journal.commit()) {
            end = End::Journal(crate::console::sentence(&error));
        }
        let progress = self.progress(Instant::now());
        self.observer.progress(&progress);
        let rows = 0..self.rows.len();
        let endings = rows.map(|row| self.endings[row].take().unwrap_or_else(|| self.unfinished(row))).collect();
        Outcome { endings, end }
    }

    pub(super) fn step(&self, number: usize) -> Step {
        self.steps.step(number)
    }
}

fn indexes(rows: &[Row]) -> (HashMap<&str, Vec<usize>>, Vec<bool>) {
    let mut by_id: HashMap<&str, Vec<usize>> = HashMap::new();
    let unprotects: HashSet<_> =
        rows.iter().filter(|row| row.action == Action::Unprotect).map(Row::reference).collect();
    let mut unprotected = Vec::with_capacity(rows.len());
    for (number, row) in rows.iter().enumerate() {
        if row.action == Action::Delete {
            by_id.entry(row.resource.id()).or_default().push(number);
        }
        unprotected.push(unprotects.contains(row.reference()));
    }
    (by_id, unprotected)
}
