//! Taking everything down again.

use std::fmt;
use std::pin::Pin;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

#[cfg(feature = "local")]
use super::leak;
use super::{ScopeInner, StopReason};
use crate::error::ErrorKind;
#[cfg(feature = "local")]
use crate::ledger::Phase;
use crate::report::Event;
use crate::stack::{Deployment, Destroyed};
use crate::{Error, Failure, Hindrance, RunId, TestResult, console, duration, keep};

pub(super) type Action = Box<dyn FnOnce() -> Pin<Box<dyn Future<Output = TestResult> + Send>> + Send>;

/// Is one thing to take down.
pub(super) enum CleanupItem {
    Stack(Arc<Deployment>),
    Action { name: String, action: Action },
}

/// How long showing one state may take, of the cleanup budget.
const EVIDENCE: Duration = Duration::from_secs(30);

impl CleanupItem {
    fn stack(&self) -> Option<Arc<Deployment>> {
        match self {
            Self::Stack(deployment) => Some(Arc::clone(deployment)),
            Self::Action { .. } => None,
        }
    }
}

impl fmt::Debug for CleanupItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stack(deployment) => f.debug_tuple("Stack").field(&deployment.id().to_string()).finish(),
            Self::Action { name, .. } => f.debug_tuple("Action").field(name).finish(),
        }
    }
}

impl ScopeInner {
    /// Takes down what the test made, in reverse order, then looks whether anything is left.
    ///
    /// Every item is tried, whatever happened to the others. Within the cleanup budget all told. Faults that the test left on are taken off
    /// first: they were for its body.
    pub(crate) async fn clean_up(self: &Arc<Self>, after: &str) -> Vec<Failure> {
        self.recorder().record(Event::CleanupStarted { after: after.to_owned() });
        self.lift_faults();
        // Whoever stops a run does not ask to keep it.
        let is_interruption =
            |reason: &StopReason| matches!(reason, StopReason::Signal(_)) || reason.is_without_emulator();
        let interrupted = self.stop_reason().is_some_and(is_interruption);
        if !interrupted && let Some(time) = self.keep().keeps(self.info().name(), after == "failed") {
            return self.keep_stacks(time).await;
        }
        let budget = self.info().cleanup_time();
        let end = Instant::now() + budget;
        let token = CancellationToken::new();
        let timer = token.clone();
        let watch = tokio::spawn(async move {
            tokio::time::sleep_until(end).await;
            timer.cancel();
        });
        let mut failures = Vec::new();
        self.wait_for_operations(end, &mut failures).await;
        if after == "failed" && !self.emulator_is_gone().await {
            self.save_evidence(&token).await;
        }
        let hindrance = self.hindrance().await;
        loop {
            let Some(item) = self.items().pop() else { break };
            if let Err(failure) = self.take_down(item, hindrance, &token, end).await {
                failures.push(failure);
            }
        }
        if let Err(failure) = self.close_cloud().await {
            failures.push(failure);
        }
        watch.abort();
        failures
    }

    /// Writes down what a failed test had made, before it goes. That this fails is noted, and no reason to stop.
    async fn save_evidence(&self, stop: &CancellationToken) {
        let stacks: Vec<Arc<Deployment>> = self.items().iter().filter_map(CleanupItem::stack).collect();
        for stack in stacks {
            let saving = stack.save_evidence(stop.clone());
            match tokio::time::timeout(EVIDENCE, saving).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => self.note_once(&format!("the state is not in the report: {error}")),
                Err(_) => self.note_once("the state is not in the report: terraform did not show it in time"),
            }
        }
    }

    /// Leaves everything standing, and says how to enter, resume and destroy it.
    async fn keep_stacks(self: &Arc<Self>, time: Duration) -> Vec<Failure> {
        let mut failures = Vec::new();
        self.wait_for_operations(Instant::now() + self.info().cleanup_time(), &mut failures).await;
        let mut kept = Vec::new();
        for item in std::mem::take(&mut *self.items()) {
            match item {
                CleanupItem::Stack(deployment) => match deployment.keep(time) {
                    Ok(()) => kept.push(deployment.id().clone()),
                    Err(error) => failures.push(error.into()),
                },
                CleanupItem::Action { name, .. } => self.note_once(&format!("kept, so not done: {name}")),
            }
        }
        if kept.is_empty() {
            failures.extend(self.close_cloud().await.err());
        } else {
            console::say(&keep::message(self.info().name(), &kept, time));
        }
        failures
    }

    /// Waits for what the body had started; its terraform commands have got their SIGINT by now if it was stopped.
    async fn wait_for_operations(&self, end: Instant, failures: &mut Vec<Failure>) {
        self.stop_token().cancel();
        self.operations.close();
        if tokio::time::timeout_at(end, self.operations.wait()).await.is_err() {
            failures.push(Failure::new("work of the test was still running at the end of the cleanup budget"));
        }
    }

    async fn take_down(
        self: &Arc<Self>,
        item: CleanupItem,
        hindrance: Hindrance,
        token: &CancellationToken,
        end: Instant,
    ) -> TestResult {
        match item {
            CleanupItem::Stack(deployment) if self.emulator_is_gone().await => Ok(deployment.forget()?),
            CleanupItem::Stack(deployment) => match deployment.destroy(token.clone(), hindrance).await {
                Ok(Destroyed::Verified) => Ok(()),
                // A destroy that failed because the emulator died under it has nothing left to destroy.
                Ok(Destroyed::GivenUp(_)) | Err(_) if self.emulator_is_gone().await => Ok(deployment.forget()?),
                Ok(Destroyed::GivenUp(error)) => {
                    self.given_up.lock().unwrap_or_else(PoisonError::into_inner).push(deployment);
                    Err(error.into())
                }
                Err(error) => {
                    self.undestroyed.store(true, Ordering::Relaxed);
                    Err(error.into())
                }
            },
            CleanupItem::Action { name, action } => {
                let task = tokio::spawn(async move { action().await });
                let abort = task.abort_handle();
                match tokio::time::timeout_at(end, task).await {
                    Ok(Ok(result)) => result.map_err(|failure| named(&name, &failure)),
                    Ok(Err(panic)) => Err(Failure::new(format!("the cleanup action `{name}` panicked: {panic}"))),
                    Err(_) => {
                        abort.abort();
                        let budget = duration::short(self.info().cleanup_time());
                        Err(Failure::new(format!("the cleanup action `{name}` was not done within {budget}")))
                    }
                }
            }
        }
    }

    #[cfg(not(feature = "local"))]
    async fn emulator_is_gone(&self) -> bool {
        false
    }

    #[cfg(not(feature = "local"))]
    async fn close_cloud(&self) -> TestResult {
        Ok(())
    }

    #[cfg(not(feature = "local"))]
    async fn hindrance(&self) -> Hindrance {
        Hindrance::None
    }

    /// Looks, after an apply that broke off, for what it made and could not write down any more.
    ///
    /// What others made in the account, such as a test by its own calls, is no reason to hurry a whole stack.
    #[cfg(feature = "local")]
    async fn hindrance(&self) -> Hindrance {
        let stacks: Vec<Arc<Deployment>> = self.items().iter().filter_map(CleanupItem::stack).collect();
        let broke_off = stacks.iter().any(|stack| stack.phase() == Phase::Applying);
        let Some(cloud) = self.opened_cloud().filter(|_| broke_off) else { return Hindrance::None };
        Hindrance::in_account(cloud, stacks.iter().map(|stack| stack.directory())).await.unwrap_or_default()
    }

    #[cfg(feature = "local")]
    async fn emulator_is_gone(&self) -> bool {
        match self.opened_cloud() {
            Some(cloud) => !cloud.is_alive().await,
            None => false,
        }
    }

    /// Looks what the account still holds, then drops it: nothing of a local test stays, but a leak is a failure.
    ///
    /// After a destroy that failed the account stays, so that what the ledger holds can be destroyed by reap as it should be.
    #[cfg(feature = "local")]
    async fn close_cloud(&self) -> TestResult {
        let Some(cloud) = self.opened_cloud() else { return Ok(()) };
        cloud.remove_certificates();
        if self.stop_reason().is_some_and(StopReason::is_without_emulator) || !cloud.is_alive().await {
            return Ok(());
        }
        let left = self.leak_check(cloud).await;
        if self.undestroyed.load(Ordering::Relaxed) {
            return left;
        }
        let dropped = cloud.drop_account().await.map_err(Failure::from);
        let forgotten = dropped.and_then(|()| self.forget_given_up());
        left.and(forgotten)
    }

    /// What terraform was kept from destroying has gone with the account.
    #[cfg(feature = "local")]
    fn forget_given_up(&self) -> TestResult {
        let given_up = std::mem::take(&mut *self.given_up.lock().unwrap_or_else(PoisonError::into_inner));
        given_up.iter().try_for_each(|deployment| Ok(deployment.forget()?))
    }

    #[cfg(feature = "local")]
    async fn leak_check(&self, cloud: &terraproof_local::Cloud) -> TestResult {
        let holdings = cloud.holdings().await?;
        if holdings.is_empty() {
            return Ok(());
        }
        let leftovers = leak::described(cloud, &holdings.items);
        self.recorder().record(Event::Leak { leftovers: leftovers.clone() });
        let account = &cloud.account().id;
        let message = format!("left behind in the account {account}: {}", leftovers.join(", "));
        let hint = if self.undestroyed.load(Ordering::Relaxed) {
            format!("`terraproof reap --run {}` destroys what is left and drops the account", RunId::current())
        } else {
            "the local account was dropped, so nothing stays; on a real account these would: find out what made them"
                .into()
        };
        Err(Error::new(ErrorKind::Leak, message).with_hint(hint).into())
    }
}

fn named(name: &str, failure: &Failure) -> Failure {
    let mut named = Failure::new(format!("the cleanup action `{name}` failed"));
    named.append(failure);
    named
}
