//! One stack in its working directory, and the ledger entry that is kept true beside it.

use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use terraproof_terraform::{Binary, Closure, Environment, Patience, ProviderSources, Terraform, Variables};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::watching;
use crate::Error;
use crate::ledger::{Entry, Ledger as _, LocalLedger, Owner, Phase, StackId};
use crate::report::{Event, Recorder};

/// Is what a deployment is made of.
pub(super) struct Parts {
    pub(super) recorder: Arc<Recorder>,
    pub(super) ledger: LocalLedger,
    pub(super) stop: CancellationToken,
    pub(super) deadline: Instant,
    pub(super) binary: Binary,
    pub(super) environment: Environment,
    pub(super) providers: ProviderSources,
    pub(super) var_files: Vec<PathBuf>,
    pub(super) targets: Vec<String>,
    pub(super) backend: Vec<(String, String)>,
    pub(super) parallelism: Option<NonZeroU32>,
    pub(super) closure: Closure,
}

/// Is one stack of a test, from its preparation to its verified destruction.
pub(crate) struct Deployment {
    pub(super) parts: Parts,
    id: StackId,
    directory: PathBuf,
    root: PathBuf,
    entry: Arc<Mutex<Entry>>,
    pub(super) variables: Mutex<Variables>,
    /// One terraform at a time in a directory; remembers whether `init` is done.
    pub(super) turn: tokio::sync::Mutex<bool>,
}

impl Deployment {
    pub(super) fn new(parts: Parts, entry: Entry, variables: Variables) -> Self {
        Self {
            id: entry.id.clone(),
            directory: entry.directory.clone(),
            root: entry.root.clone(),
            entry: Arc::new(Mutex::new(entry)),
            variables: Mutex::new(variables),
            turn: tokio::sync::Mutex::new(false),
            parts,
        }
    }

    pub(crate) fn id(&self) -> &StackId {
        &self.id
    }

    pub(crate) fn directory(&self) -> &Path {
        &self.directory
    }

    /// Returns where terraform's complete log of this stack is.
    pub(crate) fn log_file(&self) -> PathBuf {
        self.parts.recorder.directory().join(format!("terraform.{}.log", self.id.stack))
    }

    /// Returns terraform for this directory: stopped with one SIGINT when the token fires or the deadline passes.
    pub(super) fn terraform(&self, stop: CancellationToken, deadline: Option<Instant>) -> Terraform {
        let (recorder, stack) = (Arc::clone(&self.parts.recorder), self.id.stack.clone());
        let terraform = Terraform::new(self.parts.binary.clone(), &self.directory, self.parts.environment.clone())
            .log_file(self.log_file())
            .redactor(self.parts.recorder.redactor().clone())
            .source_directory(self.parts.closure.directory())
            .stop(stop, Patience::default())
            .on_event(Arc::new(move |event| watching::record(&recorder, &stack, event)))
            .on_spawn(self.process_recorder());
        match deadline {
            Some(deadline) => terraform.deadline(deadline.into_std()),
            None => terraform,
        }
    }

    /// Writes the process of an apply or destroy down, so that whoever finds the entry can tell whether it still runs.
    fn process_recorder(&self) -> Arc<dyn Fn(&terraproof_terraform::Spawned) + Send + Sync> {
        let (entry, ledger, recorder) =
            (Arc::clone(&self.entry), self.parts.ledger.clone(), Arc::clone(&self.parts.recorder));
        Arc::new(move |spawned| {
            if !matches!(spawned.command.as_str(), "apply" | "destroy") {
                return;
            }
            let mut entry = lock(&entry);
            entry.process = Some(Owner::of(spawned.pid));
            // The entry itself is durable already; without the process a reader errs on the side of waiting.
            if let Err(error) = ledger.update(&entry) {
                recorder.record(Event::Note { text: error.to_string() });
            }
        })
    }

    pub(crate) fn phase(&self) -> Phase {
        lock(&self.entry).phase.clone()
    }

    /// Writes down how far the stack came, before it goes there.
    pub(super) fn enter(&self, phase: Phase) -> Result<(), Error> {
        let mut entry = lock(&self.entry);
        entry.phase = phase;
        entry.process = None;
        match entry.phase {
            // The disk knows already that something may exist.
            Phase::Applied | Phase::Destroying => self.parts.ledger.update(&entry),
            _ => self.parts.ledger.write(&entry),
        }
    }

    /// Returns where terraform's own configuration for this stack is: which provider comes from where.
    pub(super) fn cli_config_file(&self) -> PathBuf {
        self.root.join("terraform.rc")
    }

    pub(super) fn variables_file(&self) -> Option<PathBuf> {
        lock(&self.entry).variables.clone()
    }

    /// Writes changed variables where plan, apply and destroy read them.
    pub(super) fn write_variables(&self, variables: &Variables) -> Result<(), Error> {
        let file = self.root.join("variables.tfvars.json");
        variables.write(&file)?;
        lock(&self.entry).variables = Some(file);
        Ok(())
    }

    /// Adds names of variables whose values must not be seen, for whoever destroys the stack in our place.
    pub(super) fn write_down_secrets(&self, names: &[String]) -> Result<(), Error> {
        let mut entry = lock(&self.entry);
        let new: Vec<String> = names.iter().filter(|name| !entry.secrets.contains(name)).cloned().collect();
        if new.is_empty() {
            return Ok(());
        }
        entry.secrets.extend(new);
        self.parts.ledger.write(&entry)
    }

    /// Leaves the stack standing for some time; a stack that never came to be just goes.
    pub(crate) fn keep(&self, time: Duration) -> Result<(), Error> {
        if !self.phase().may_exist() {
            return self.forget();
        }
        let expires = Timestamp::now().checked_add(time).unwrap_or(Timestamp::MAX);
        lock(&self.entry).expires = expires;
        self.enter(Phase::Kept)
    }

    /// Takes the stack out of the ledger and its directory away: it is gone.
    pub(crate) fn forget(&self) -> Result<(), Error> {
        match std::fs::remove_dir_all(&self.root) {
            Err(source) if source.kind() != std::io::ErrorKind::NotFound => {
                return Err(Error::io("remove the working directory", &self.root, source));
            }
            _ => {}
        }
        self.parts.ledger.remove(&self.id)
    }
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl std::fmt::Debug for Deployment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Deployment").field("id", &self.id).finish_non_exhaustive()
    }
}
