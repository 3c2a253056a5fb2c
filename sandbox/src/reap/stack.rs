//! Destroying what one entry stands for.

use std::sync::Arc;

use terraproof::ledger::{Claim, Entry, Owner, Phase};
use terraproof::{ErrorKind, Hindrance, LeftBehind, SavedState, StateLock};
use terraproof_local::Cloud;
use terraproof_terraform::{Closure, Spawned};
use tokio::time::Instant;

use super::judge::Why;
use super::processes::{self, Stopped};
use super::report::{Outcome, Reaped};
use super::work::Work;
use crate::{Error, console};

/// Is one entry whose lock is ours.
#[derive(Debug)]
pub(super) struct Taken {
    pub(super) claim: Arc<Claim>,
    pub(super) entry: Entry,
    pub(super) reaped: Reaped,
    /// Whether its account holds what no state knows.
    pub(super) hindrance: Hindrance,
}

/// Says what terraform is to do for an entry.
enum Plan {
    /// Nothing: the text says why.
    Close(String),
    Destroy,
    /// Terraform cannot: the text says why.
    Impossible(String),
}

impl Taken {
    pub(super) fn new(claim: Claim, entry: Entry, why: Why) -> Self {
        let reaped = Reaped::new(&entry, why, Outcome::NotReached);
        Self { claim: Arc::new(claim), entry, reaped, hindrance: Hindrance::None }
    }

    /// Ends the terraform that outlived its test.
    pub(super) async fn stop_processes(&mut self, work: &Work) {
        let note = match processes::stop(&self.entry, work.deadline).await {
            Stopped::None => return,
            Stopped::Gracefully => "terraform was still running, and ended by its one SIGINT".to_owned(),
            Stopped::Killed => "terraform was still running, did not end by SIGINT, and was killed".to_owned(),
            Stopped::Orphans(1) => "terraform had died; a process that it left running was killed".to_owned(),
            Stopped::Orphans(many) => format!("terraform had died; {many} processes that it left running were killed"),
        };
        self.reaped.notes.push(note);
    }

    /// Destroys what the state holds. What goes wrong is in the result.
    pub(super) async fn destroy(&mut self, work: &Work, cloud: Option<&Cloud>) {
        let start = Instant::now();
        self.stop_processes(work).await;
        self.reaped.result = if work.is_over() {
            Outcome::NotReached
        } else {
            match self.plan(work).await {
                Ok(Plan::Close(reason)) => Outcome::Closed(reason),
                Ok(Plan::Impossible(reason)) => self.without_terraform(reason, cloud.is_some()),
                Ok(Plan::Destroy) => self.with_terraform(work, cloud).await,
                Err(_) if work.is_over() => Outcome::NotReached,
                Err(error) => Outcome::Failed(console::sentence(&error)),
            }
        };
        self.reaped.seconds += start.elapsed().as_secs_f64();
    }

    async fn plan(&mut self, work: &Work) -> Result<Plan, Error> {
        let entry = &self.entry;
        if !entry.phase.may_exist() {
            return Ok(Plan::Close("nothing existed yet".to_owned()));
        }
        if !entry.directory.is_dir() {
            // A destroy that is verified takes the directory first, then the entry.
            return Ok(match entry.phase {
                Phase::Destroying if !entry.root.exists() => {
                    Plan::Close("it was destroyed; only its entry was left".to_owned())
                }
                _ => Plan::Impossible(format!("its working directory `{}` is gone", entry.directory.display())),
            });
        }
        if is_remote(entry) {
            return Ok(Plan::Destroy);
        }
        StateLock::released(&entry.directory, &work.stop).await?;
        let (state, note) = SavedState::mended(&entry.directory)?;
        self.reaped.notes.extend(note);
        Ok(match state {
            SavedState::Unreadable(reason) => Plan::Impossible(format!("its state cannot be read: {reason}")),
            SavedState::Absent => match entry.phase {
                Phase::Applying => Plan::Close("terraform had written no state yet".to_owned()),
                Phase::Destroying => Plan::Close("it was destroyed; its state was gone already".to_owned()),
                _ => Plan::Impossible("its state is gone".to_owned()),
            },
            state if state.holds_nothing() => Plan::Close("its state held nothing".to_owned()),
            SavedState::Known(_) => Plan::Destroy,
        })
    }

    async fn with_terraform(&mut self, work: &Work, cloud: Option<&Cloud>) -> Outcome {
        console::say(&format!("destroying `{}`", self.entry.id));
        if let Err(error) = self.enter(Phase::Destroying) {
            return Outcome::Failed(console::sentence(&error));
        }
        let left = match LeftBehind::of(self.entry.clone()) {
            Ok(left) => left,
            Err(error) => return Outcome::Failed(console::sentence(&error)),
        };
        let stop = work.stop.child_token();
        let mut destruction = left.destroy().stop(stop.clone()).on_spawn(self.recorder());
        if let Some(cloud) = cloud {
            destruction = destruction.within(cloud).patience(Hindrance::PATIENCE);
        }
        match self.hindrance.bound(&self.entry.directory, &stop, destruction.run()).await {
            Ok(()) => Outcome::Destroyed,
            Err(_) if work.is_over() => Outcome::NotReached,
            // Whoever works on it would lose the account under its hands.
            Err(error) if error.kind() == ErrorKind::Locked => Outcome::Failed(console::sentence(&error)),
            Err(_) if stop.is_cancelled() => {
                self.without_terraform("what a kill had left kept terraform from it".to_owned(), cloud.is_some())
            }
            Err(error) => {
                if left.log_file().exists() {
                    self.reaped.notes.push(format!("terraform's output is in `{}`", left.log_file().display()));
                }
                self.without_terraform(console::sentence(&error), cloud.is_some())
            }
        }
    }

    /// Writes the process of our own terraform down, for the case that we are killed as well.
    fn recorder(&self) -> Arc<dyn Fn(&Spawned) + Send + Sync> {
        let (claim, entry) = (Arc::clone(&self.claim), self.entry.clone());
        Arc::new(move |spawned| {
            let entry = Entry { process: Some(Owner::of(spawned.pid)), ..entry.clone() };
            // Without it, a later reaper still finds the process by its environment.
            if let Err(error) = claim.write(&entry) {
                console::say(&error.to_string());
            }
        })
    }

    /// An account of the localhost cloud takes all of AWS with it; what other providers made stays.
    fn without_terraform(&self, reason: String, has_account: bool) -> Outcome {
        let all_go = SavedState::read(&self.entry.directory).goes_with_the_account();
        if has_account && all_go { Outcome::Dropped(reason) } else { Outcome::Failed(reason) }
    }

    /// Writes down how far it came.
    pub(super) fn enter(&mut self, phase: Phase) -> Result<(), Error> {
        self.entry.phase = phase;
        self.entry.process = None;
        Ok(self.claim.write(&self.entry)?)
    }
}

/// A state in a remote backend cannot be looked at: terraform has to.
fn is_remote(entry: &Entry) -> bool {
    let closure = Closure::read(&entry.directory).ok();
    closure.as_ref().and_then(Closure::backend).is_some_and(|backend| backend != "local")
}
