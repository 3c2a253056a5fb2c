//! What is in the way and no row of the plan takes away.

use std::time::Duration;

use super::Ending;
use super::calls::Call;
use super::run::Engine;
use super::state::State;
use crate::nuke::api::ApiError;
use crate::nuke::model::Reference;

/// How long a step has waited for what nobody is known to delete before that is looked at.
const BOUND: Duration = Duration::from_secs(60);
/// How often it has been refused by then at least.
const REFUSALS: u32 = 3;

impl Engine<'_> {
    /// Looks whether what is in the way of a step stays, once it has waited long for it and no open row deletes any of it.
    pub(super) fn asks_whether_they_stay(&mut self, lane: usize, step: usize) -> bool {
        let Some(trouble) = self.troubles.get(&step) else { return false };
        let is_early = trouble.blocked_for < BOUND || trouble.refusals < REFUSALS;
        let is_planned = trouble.awaited.iter().any(|row| self.endings[*row].is_none());
        if is_early || is_planned || trouble.blockers.is_empty() {
            return false;
        }
        let blockers = trouble.blockers.clone();
        self.states[step] = State::Called;
        self.slots.take(self.lanes[lane].service);
        self.calls.spawn(Call::Staying { lane, step, blockers }.make(self.world.clone()));
        true
    }

    /// Ends a step as stuck where one of its blockers stays; what is on its way out is waited for, as the interface of a load balancer.
    pub(super) fn told_whether_they_stay(&mut self, step: usize, result: Result<Option<Reference>, ApiError>) {
        let Some(trouble) = self.troubles.get(&step) else { return };
        match result {
            Ok(Some(staying)) => {
                let reason = format!("{}; {staying} stays, which the plan does not delete", trouble.reason);
                let blockers = trouble.blockers.clone();
                self.end(step, Ending::Stuck { blockers, reason });
            }
            // Not seen or not there: it is waited for until patience ends.
            Ok(None) | Err(_) => self.wait_on(step),
        }
    }
}
