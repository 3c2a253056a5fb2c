//! Choosing the next calls.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use tokio::time::Instant;

use super::End;
use super::calls::{Asked, Call};
use super::lane::FRESH;
use super::run::Engine;
use super::slots::CHECKS;
use super::state::{State, Why};
use crate::nuke::journal::{Record, Target};
use crate::nuke::model::{Reference, Resource};
use crate::nuke::plan::{Action, Row};

impl Engine<'_> {
    /// Takes up what was delayed and is due.
    pub(super) fn wake(&mut self, now: Instant) {
        while let Some(Reverse((until, number))) = self.timers.peek().copied() {
            if until > now {
                break;
            }
            self.timers.pop();
            // A step that was woken before, or delayed again, has another time.
            match self.states[number] {
                State::Delayed { until: due, why } if due == until => {
                    if why == Why::Blocked && self.still_waits(number, now) {
                        continue;
                    }
                    self.ready(number);
                }
                _ => {}
            }
        }
    }

    /// Makes every call that may be made now: what confirms first, then what should go soonest.
    pub(super) fn issue(&mut self, now: Instant) {
        if self.stopped.is_some() {
            return;
        }
        let mut calls = Vec::new();
        let wanting = self.lanes.iter().filter(|lane| lane.wants(now)).map(|lane| lane.service);
        self.slots.share(wanting.chain((!self.checks.is_empty()).then_some(CHECKS)));
        self.choose_polls(now, &mut calls);
        self.choose_checks(&mut calls);
        for lane in 0..self.lanes.len() {
            // What is read next is on its way while what was read last goes.
            self.choose_look(lane, now, &mut calls);
            self.choose_acts(lane, now, &mut calls);
        }
        if calls.iter().any(Call::changes_something) {
            let committed = self.journal.commit();
            if let Err(error) = committed {
                return self.stop(End::Journal(crate::console::sentence(&error)));
            }
        }
        if self.stopped.is_none() {
            for call in calls {
                self.calls.spawn(call.make(self.world.clone()));
            }
        }
    }

    fn choose_polls(&mut self, now: Instant, calls: &mut Vec<Call>) {
        for (number, lane) in self.lanes.iter_mut().enumerate() {
            if lane.leaving.due().is_none_or(|due| due > now) || self.slots.free(lane.service) == 0 {
                continue;
            }
            let steps: Vec<usize> = lane.leaving.next_batch(lane.polled);
            lane.leaving.polling = true;
            self.slots.take(lane.service);
            calls.push(Call::Poll { lane: number, asked: asked(self.rows, &steps), steps });
        }
    }

    fn choose_checks(&mut self, calls: &mut Vec<Call>) {
        while self.slots.free(CHECKS) > 0 {
            let (mut checks, mut members) = (Vec::new(), Vec::new());
            while let Some(check) = self.checks.pop_front() {
                self.states[self.rows.len() + check] = State::Called;
                members.extend_from_slice(self.steps.members(check));
                checks.push(check);
                if members.len() >= self.checked {
                    break;
                }
            }
            if checks.is_empty() {
                return;
            }
            self.slots.take(CHECKS);
            calls.push(Call::Check { checks, asked: self.asked_by_kind(&members) });
        }
    }

    /// Names the resources of rows of any kind.
    fn asked_by_kind(&self, rows: &[usize]) -> Vec<Asked> {
        let mut asked: BTreeMap<(&str, &str), Vec<String>> = BTreeMap::new();
        for row in rows {
            let reference = self.rows[*row].reference();
            asked.entry((&reference.kind, &reference.region)).or_default().push(reference.id.clone());
        }
        let asked = asked.into_iter();
        asked.map(|((kind, region), ids)| Asked { kind: kind.to_owned(), region: region.to_owned(), ids }).collect()
    }

    /// Asks for what was just read to go.
    fn choose_acts(&mut self, lane: usize, now: Instant, calls: &mut Vec<Call>) {
        while self.slots.free(self.lanes[lane].service) > 0 {
            let batch = self.take_fresh(lane, now);
            let Some((first, _)) = batch.first() else { return };
            let row = *first;
            self.slots.take(self.lanes[lane].service);
            self.lanes[lane].asking += 1;
            for (step, _) in &batch {
                self.states[*step] = State::Called;
                self.note(&Record::Intended(Target::of(&self.rows[*step])));
            }
            calls.push(self.act(lane, row, batch));
        }
    }

    fn act(&self, lane: usize, row: usize, batch: Vec<(usize, Resource)>) -> Call {
        let (steps, mut resources): (Vec<usize>, Vec<Resource>) = batch.into_iter().unzip();
        match (&self.rows[row].action, resources.pop()) {
            (Action::Cut { uses }, Some(resource)) => {
                let still = |used: &&Reference| resource.uses.iter().any(|other| other.of == **used);
                let uses = uses.iter().filter(still).cloned().collect();
                Call::Cut { lane, step: row, resource, uses }
            }
            (Action::Unprotect, Some(resource)) => Call::Unprotect { lane, step: row, resource },
            (_, last) => {
                resources.extend(last);
                Call::Delete { lane, steps, resources, patience: self.lanes[lane].patience }
            }
        }
    }

    /// Takes what one call takes of what was read; what was read too long ago is read again.
    fn take_fresh(&mut self, lane: usize, now: Instant) -> Vec<(usize, Resource)> {
        let mut batch = Vec::new();
        while let Some(fresh) = self.lanes[lane].fresh.pop_front() {
            if self.states[fresh.step] != State::Read {
                continue;
            }
            if now.duration_since(fresh.read) > FRESH {
                self.ready(fresh.step);
                continue;
            }
            let one_each = self.rows[fresh.step].action != Action::Delete;
            batch.push((fresh.step, fresh.resource));
            if one_each || batch.len() >= self.lanes[lane].batch {
                break;
            }
        }
        batch
    }

    /// Reads what is ready, before the last of what was read has left.
    fn choose_look(&mut self, lane: usize, now: Instant, calls: &mut Vec<Call>) {
        let number = lane;
        let lane = &mut self.lanes[number];
        if lane.look_due().is_none_or(|due| due > now) || self.slots.free(lane.service) == 0 {
            return;
        }
        let mut steps = Vec::new();
        while steps.len() < lane.limit {
            let Some(step) = lane.ready.pop_front() else { break };
            if self.states[step] == State::Ready {
                self.states[step] = State::Read;
                steps.push(step);
            }
        }
        if !steps.is_empty() {
            lane.looking = true;
            self.slots.take(lane.service);
            let parts: Vec<usize> = steps.iter().flat_map(|step| self.steps.parts(*step)).copied().collect();
            calls.push(Call::Look {
                lane: number,
                asked: asked(self.rows, &steps),
                parts: self.asked_by_kind(&parts),
                steps,
            });
        }
    }
}

impl Call {
    fn changes_something(&self) -> bool {
        matches!(self, Self::Delete { .. } | Self::Cut { .. } | Self::Unprotect { .. })
    }
}

fn asked(rows: &[Row], steps: &[usize]) -> Asked {
    let ids = steps.iter().map(|step| rows[*step].resource.id().to_owned()).collect();
    let first = steps.first().map(|step| rows[*step].reference());
    let (kind, region) = first.map_or_else(Default::default, |first| (first.kind.clone(), first.region.clone()));
    Asked { kind, region, ids }
}
