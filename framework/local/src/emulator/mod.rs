//! The processes that play AWS, and the accounts in them.

mod accounts;
mod build;
mod client;
mod find;
mod holdings;
mod home;
mod start;
mod state;
mod stop;
mod strays;
mod worker;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;

pub use accounts::Account;
pub use holdings::{Holding, Holdings};
pub use stop::Stopped;
pub use strays::Stray;
pub use worker::Worker;

use crate::{AccountId, Cache, Credentials, Error, Toolchain};

use home::Home;

/// What the launcher and this crate speak with each other. Raise it with every change of the administration path; better, make none: a build
/// asks the emulators of other builds too, as far as it can read their state.
const PROTOCOL: u32 = 1;

/// Names a running emulator.
///
/// It consists of detached processes that outlive the one that started them: they end after 30 idle minutes, at [`Emulator::stop`], or when
/// their state file is removed. An account lives on one worker; bucket names are unique among the accounts of one worker.
///
/// Each build of this crate has its own, told apart by the packages and scripts it is made of: none gets answers of another.
#[derive(Debug, Clone)]
pub struct Emulator {
    state: Arc<state::State>,
}

impl Emulator {
    /// Finds the emulator of this build, or starts it.
    ///
    /// Processes that call this at the same instant share one.
    ///
    /// # Errors
    /// A worker ends at start or is not ready within 60 s, or the cache cannot be written.
    pub async fn start(cache: &Cache, toolchain: &Toolchain) -> Result<Self, Error> {
        start::start(cache, &Home::of_this_build(cache), toolchain).await
    }

    /// Finds the running emulator of this build.
    ///
    /// # Errors
    /// The state file cannot be read.
    pub async fn find(cache: &Cache) -> Result<Option<Self>, Error> {
        find::in_home(&Home::of_this_build(cache)).await
    }

    /// Finds an instance, whichever build started it; `None` when it is gone, and its accounts with it.
    ///
    /// # Errors
    /// A state file cannot be read, or the instance belongs to a build that speaks another protocol.
    pub async fn find_instance(cache: &Cache, instance: &str) -> Result<Option<Self>, Error> {
        find::instance(cache, instance).await
    }

    /// Tells whether the process that held an account of an instance still runs, whichever build started it, and whether it answers or not.
    ///
    /// # Errors
    /// A state file cannot be read, or the instance belongs to a build that speaks another protocol.
    pub fn may_hold(cache: &Cache, instance: &str, account: &AccountId) -> Result<bool, Error> {
        let state = find::state_of(cache, instance)?;
        Ok(state.is_some_and(|state| {
            let worker = state.workers.get(account.shard(state.workers.len()));
            worker.is_some_and(|worker| worker.process.is_alive())
        }))
    }

    /// Lists the running emulators of all builds, this build's first; those that cannot be asked are left out.
    ///
    /// # Errors
    /// A state file cannot be read.
    pub async fn all(cache: &Cache) -> Result<Vec<Self>, Error> {
        find::all(cache).await
    }

    /// Lists processes of emulators, of all caches of this user, that no state file names.
    #[must_use]
    pub fn strays() -> Vec<Stray> {
        strays::all()
    }

    /// Ends the emulators of all builds with everything in them, and removes their files; does nothing if there is none.
    ///
    /// # Errors
    /// A state file cannot be read or removed, or a worker does not end.
    pub async fn stop(cache: &Cache) -> Result<Stopped, Error> {
        stop::stop(cache).await
    }

    /// Returns the id of this instance; another start has another one.
    #[must_use]
    pub fn instance(&self) -> &str {
        &self.state.instance
    }

    /// Returns the processes.
    #[must_use]
    pub fn workers(&self) -> &[Worker] {
        &self.state.workers
    }

    /// Returns the address that answers for an account, always the same one.
    #[must_use]
    pub fn worker_of(&self, account: &AccountId) -> SocketAddr {
        let workers = &self.state.workers;
        let port = workers.get(account.shard(workers.len())).map_or(0, |worker| worker.port);
        SocketAddr::from(([127, 0, 0, 1], port))
    }

    /// Opens an empty account with a number of its own, and gets credentials for it.
    ///
    /// # Errors
    /// The emulator does not answer.
    pub async fn open_account(&self) -> Result<Account, Error> {
        accounts::open(self, "").await
    }

    /// Opens an account as [`open_account`](Self::open_account) does, and keeps a note about it from its first moment on: who it is for.
    ///
    /// # Errors
    /// The emulator does not answer.
    pub async fn open_account_with_note(&self, note: &str) -> Result<Account, Error> {
        accounts::open(self, note).await
    }

    /// Replaces the note about an account.
    ///
    /// # Errors
    /// The emulator does not answer.
    pub async fn note(&self, id: &AccountId, note: &str) -> Result<(), Error> {
        accounts::note(self, id, note).await
    }

    /// Returns the notes about the accounts that are open; one without a note is left out.
    ///
    /// # Errors
    /// The emulator does not answer, or is of a build that keeps no notes.
    pub async fn notes(&self) -> Result<BTreeMap<AccountId, String>, Error> {
        accounts::notes(self).await
    }

    /// Gets new credentials for an account, as `sts:AssumeRole` gives them.
    ///
    /// # Errors
    /// The emulator does not answer.
    pub async fn credentials(&self, id: &AccountId) -> Result<Credentials, Error> {
        accounts::credentials(self, id).await
    }

    /// Lists what an account holds beyond what a fresh one holds.
    ///
    /// # Errors
    /// The emulator does not answer.
    pub async fn holdings(&self, id: &AccountId) -> Result<Holdings, Error> {
        accounts::holdings(self, id).await
    }

    /// Forgets an account with all that it holds, and its credentials; one that is not there is fine.
    ///
    /// # Errors
    /// The emulator does not answer.
    pub async fn drop_account(&self, id: &AccountId) -> Result<(), Error> {
        accounts::close(self, id).await
    }

    /// Lists the accounts that were opened and not dropped, sorted.
    ///
    /// # Errors
    /// The emulator does not answer.
    pub async fn accounts(&self) -> Result<Vec<AccountId>, Error> {
        accounts::list(self).await
    }

    /// Tells whether somebody ended this instance, or is at it, with [`Emulator::stop`] or by removing its files.
    ///
    /// One that was killed was not; once another has taken its place, nobody can tell any more, and the answer is no.
    #[must_use]
    pub fn was_stopped(&self, cache: &Cache) -> bool {
        find::was_stopped(cache, self.instance())
    }

    /// Tells whether every worker still runs and answers as this instance.
    pub async fn is_alive(&self) -> bool {
        find::answers(&self.state).await
    }
}
