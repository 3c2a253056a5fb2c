//! Rules of a test: calls that are refused, and calls that are held.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use terraproof_local::gateway::ApiRequest;
use terraproof_local::gateway::rules::{Refusal, Rule, Verdict, View};
use tokio::sync::watch;

/// How long anything that has to happen may take.
const LIMIT: Duration = Duration::from_secs(60);

/// Refuses what a closure says.
pub(crate) struct Refusing<F>(pub(crate) F);

impl<F: Fn(&ApiRequest) -> Option<Refusal> + Send + Sync> Rule for Refusing<F> {
    fn name(&self) -> &'static str {
        "refusing"
    }

    fn applies(&self, _request: &ApiRequest) -> bool {
        true
    }

    fn check<'a>(&'a self, request: &'a ApiRequest, _view: &'a View<'a>) -> Verdict<'a> {
        let refusal = (self.0)(request);
        Box::pin(async move { refusal })
    }
}

/// Lets some calls of an operation pass and holds the others, so that a test can be sure to be in the middle.
#[derive(Debug)]
pub(crate) struct Gate {
    operation: &'static str,
    free: AtomicUsize,
    held: watch::Sender<usize>,
    door: watch::Sender<Door>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Door {
    Closed,
    /// Calls that come now pass; those that are held stay so for ever, as calls of a process that was killed.
    Open,
    /// Everything passes.
    Released,
}

impl Gate {
    /// Lets so many calls pass.
    pub(crate) fn after(free: usize, operation: &'static str) -> Arc<Self> {
        let (held, door) = (watch::Sender::new(0), watch::Sender::new(Door::Closed));
        Arc::new(Self { operation, free: AtomicUsize::new(free), held, door })
    }

    /// Returns the rule for a gateway.
    pub(crate) fn rule(self: &Arc<Self>) -> Box<dyn Rule> {
        Box::new(Gated(Arc::clone(self)))
    }

    /// Waits until so many calls are held.
    pub(crate) async fn holds(&self, count: usize) {
        let mut held = self.held.subscribe();
        let waiting = held.wait_for(|held| *held >= count);
        assert!(tokio::time::timeout(LIMIT, waiting).await.is_ok(), "no {count} calls of {} came", self.operation);
    }

    pub(crate) fn open(&self) {
        self.door.send_replace(Door::Open);
    }

    pub(crate) fn release(&self) {
        self.door.send_replace(Door::Released);
    }
}

struct Gated(Arc<Gate>);

impl Rule for Gated {
    fn name(&self) -> &'static str {
        "gated"
    }

    fn applies(&self, request: &ApiRequest) -> bool {
        request.operation == self.0.operation
    }

    fn check<'a>(&'a self, _request: &'a ApiRequest, _view: &'a View<'a>) -> Verdict<'a> {
        let gate = &self.0;
        Box::pin(async move {
            let take = |free: usize| free.checked_sub(1);
            let is_free = gate.free.fetch_update(Ordering::SeqCst, Ordering::SeqCst, take).is_ok();
            if is_free || *gate.door.borrow() != Door::Closed {
                return None;
            }
            gate.held.send_modify(|held| *held += 1);
            gate.door.subscribe().wait_for(|door| *door == Door::Released).await.ok();
            None
        })
    }
}
