//! The faults of one gateway, and what they decide for a call.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http::StatusCode;

use super::effect::{Cut, Decision, Effect};
use super::matcher::Matcher;
use super::occurrence::Occurrence;

/// Draws are repeatable even where nobody set a seed.
const DEFAULT_SEED: u64 = 1;

/// Holds the faults of one gateway; they can be added and removed while calls are made.
///
/// Every fault counts the calls that match it on its own. Delays add up; of the other faults the one added first wins.
///
/// ```no_run
/// use std::time::Duration;
/// use terraproof_local::gateway::{Cut, Gateway, Matcher, Occurrence};
///
/// # fn example(gateway: &Gateway) {
/// let faults = gateway.faults();
/// faults.latency(Duration::from_millis(20));
/// faults.throttle(Matcher::service("ec2"), Occurrence::Share(0.3));
/// faults.fail(Matcher::operation("s3", "PutObject"), 2, 503);
/// faults.deny(Matcher::operation("iam", "CreateRole"), Occurrence::Every);
/// let cut = faults.cut(Matcher::operation("sqs", "CreateQueue"), 1..=2, Cut::BeforeAnswer);
/// faults.remove(cut);
/// # }
/// ```
#[derive(Debug)]
pub struct Faults {
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    random: fastrand::Rng,
    next: u64,
    faults: Vec<Fault>,
}

#[derive(Debug)]
struct Fault {
    id: FaultId,
    matcher: Matcher,
    occurrence: Occurrence,
    seen: u32,
    action: Action,
}

#[derive(Clone, Copy, Debug)]
enum Action {
    Delay(Duration),
    Effect(Effect),
}

/// Names a fault, to remove it again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FaultId(u64);

impl Faults {
    pub(in crate::gateway) fn new() -> Self {
        let random = fastrand::Rng::with_seed(DEFAULT_SEED);
        Self { state: Mutex::new(State { random, next: 0, faults: Vec::new() }) }
    }

    /// Starts the random draws anew from a seed, so that a run can be repeated.
    pub fn seed(&self, seed: u64) {
        self.state().random = fastrand::Rng::with_seed(seed);
    }

    /// Delays every call.
    pub fn latency(&self, delay: Duration) -> FaultId {
        self.add(Matcher::any(), Occurrence::Every, Action::Delay(delay))
    }

    /// Answers calls with the service's own throttling error, in its own protocol.
    pub fn throttle(&self, matcher: Matcher, occurrence: impl Into<Occurrence>) -> FaultId {
        self.add(matcher, occurrence.into(), Action::Effect(Effect::Throttle))
    }

    /// Answers calls with a server error; a status outside 500 to 599 counts as 500.
    pub fn fail(&self, matcher: Matcher, occurrence: impl Into<Occurrence>, status: u16) -> FaultId {
        let status = StatusCode::from_u16(status).ok().filter(StatusCode::is_server_error);
        let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        self.add(matcher, occurrence.into(), Action::Effect(Effect::Fail(status)))
    }

    /// Answers calls as AWS answers a caller whom no policy allows them: with the service's own authorisation error, in its own protocol.
    ///
    /// The message names the caller, the action and, where the request tells it, the resource. See
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html>.
    ///
    /// ```no_run
    /// # fn example(faults: &terraproof_local::gateway::Faults) {
    /// use terraproof_local::gateway::{Matcher, Occurrence};
    ///
    /// let denial = faults.deny(Matcher::operation("sqs", "GetQueueAttributes"), Occurrence::Every);
    /// faults.remove(denial); // allowed again
    /// # }
    /// ```
    pub fn deny(&self, matcher: Matcher, occurrence: impl Into<Occurrence>) -> FaultId {
        self.add(matcher, occurrence.into(), Action::Effect(Effect::Deny))
    }

    /// Cuts the connection of calls.
    pub fn cut(&self, matcher: Matcher, occurrence: impl Into<Occurrence>, cut: Cut) -> FaultId {
        self.add(matcher, occurrence.into(), Action::Effect(Effect::Cut(cut)))
    }

    /// Removes a fault; tells whether it was there.
    pub fn remove(&self, id: FaultId) -> bool {
        let faults = &mut self.state().faults;
        let before = faults.len();
        faults.retain(|fault| fault.id != id);
        faults.len() < before
    }

    /// Tells whether there is no fault.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.state().faults.is_empty()
    }

    /// Removes every fault.
    pub fn clear(&self) {
        self.state().faults.clear();
    }

    pub(in crate::gateway) fn decide(&self, service: &str, operation: &str) -> Decision {
        let state = &mut *self.state();
        let mut decision = Decision::default();
        for fault in state.faults.iter_mut().filter(|fault| fault.matcher.matches(service, operation)) {
            fault.seen = fault.seen.saturating_add(1);
            if fault.occurrence.hits(fault.seen, &mut state.random) {
                match fault.action {
                    Action::Delay(delay) => decision.delay += delay,
                    Action::Effect(effect) => decision.effect = decision.effect.or(Some(effect)),
                }
            }
        }
        decision
    }

    fn add(&self, matcher: Matcher, occurrence: Occurrence, action: Action) -> FaultId {
        let mut state = self.state();
        let id = FaultId(state.next);
        state.next += 1;
        state.faults.push(Fault { id, matcher, occurrence, seen: 0, action });
        id
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gateway::FaultKind;

    fn hits(faults: &Faults, calls: u32) -> Vec<u32> {
        (1..=calls).filter(|_| faults.decide("ec2", "CreateVpc").effect.is_some()).collect()
    }

    #[test]
    fn the_nth_call_of_an_operation_fails_and_no_other() {
        let faults = Faults::new();
        faults.fail(Matcher::operation("ec2", "CreateVpc"), 2, 503);
        faults.decide("ec2", "DescribeVpcs");
        assert_eq!(hits(&faults, 4), [2]);
    }

    #[test]
    fn a_range_of_calls_fails() {
        let faults = Faults::new();
        faults.fail(Matcher::any(), 2..=3, 500);
        assert_eq!(hits(&faults, 4), [2, 3]);
    }

    #[test]
    fn the_same_seed_draws_the_same_calls() {
        let draw = |seed| {
            let faults = Faults::new();
            faults.seed(seed);
            faults.throttle(Matcher::any(), Occurrence::Share(0.3));
            hits(&faults, 200)
        };
        assert_eq!(draw(7), draw(7));
        assert_ne!(draw(7), draw(8));
    }

    #[test]
    fn a_removed_fault_hits_nothing() {
        let faults = Faults::new();
        let id = faults.throttle(Matcher::any(), Occurrence::Every);
        assert!(faults.remove(id));
        assert!(!faults.remove(id));
        assert!(hits(&faults, 3).is_empty());
    }

    #[test]
    fn delays_add_up_and_the_first_effect_wins() {
        let faults = Faults::new();
        faults.latency(Duration::from_millis(2));
        faults.latency(Duration::from_millis(3));
        faults.throttle(Matcher::any(), Occurrence::Every);
        faults.cut(Matcher::any(), Occurrence::Every, Cut::BeforeAnswer);
        let decision = faults.decide("s3", "GetObject");
        assert_eq!(decision.delay, Duration::from_millis(5));
        assert_eq!(decision.kind(), Some(FaultKind::Throttle));
    }

    #[test]
    fn a_status_that_is_no_server_error_becomes_500() {
        let faults = Faults::new();
        faults.fail(Matcher::any(), 1, 200);
        assert_eq!(faults.decide("s3", "GetObject").effect, Some(Effect::Fail(StatusCode::INTERNAL_SERVER_ERROR)));
    }
}
