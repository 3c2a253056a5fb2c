//! Ends the emulator.

use std::time::Duration;

use rustix::process::Signal;
use tokio::time::Instant;

use super::start::LOCK_LIMIT;
use super::state::{self, State};
use crate::lock::FileLock;
use crate::{Cache, Error, ProcessId, files};

/// How long a worker may take to end by itself, and then by force.
const GRACE: Duration = Duration::from_secs(5);

/// A process that is not our child can only be looked at.
const LOOK_AGAIN: Duration = Duration::from_millis(10);

/// Says what [`Emulator::stop`](crate::Emulator::stop) found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stopped {
    /// The id of the instance, if one was on file.
    pub instance: Option<String>,
    /// How many of its processes ran.
    pub workers: usize,
}

pub(super) async fn stop(cache: &Cache) -> Result<Stopped, Error> {
    if !cache.emulator().exists() {
        return Ok(Stopped { instance: None, workers: 0 });
    }
    let _lock = FileLock::acquire(&state::lock(cache), LOCK_LIMIT, || ()).await?;
    stop_locked(cache).await
}

/// Ends what the state file names, and removes its files; the caller holds the lock.
pub(super) async fn stop_locked(cache: &Cache) -> Result<Stopped, Error> {
    let Some(state) = State::read_any(cache)? else {
        return Ok(Stopped { instance: None, workers: 0 });
    };
    let alive: Vec<&ProcessId> =
        state.workers.iter().map(|worker| &worker.process).filter(|process| process.is_alive()).collect();
    for signal in [Signal::TERM, Signal::KILL] {
        alive.iter().for_each(|process| process.signal(signal));
        if wait(&alive).await {
            break;
        }
    }
    if alive.iter().any(|process| process.is_alive()) {
        return Err(Error::TimedOut { doing: "end the emulator".to_owned(), seconds: 2 * GRACE.as_secs() });
    }
    files::remove(&state::path(cache))?;
    files::remove(&state.directory(cache))?;
    Ok(Stopped { workers: alive.len(), instance: Some(state.instance) })
}

async fn wait(processes: &[&ProcessId]) -> bool {
    let deadline = Instant::now() + GRACE;
    while processes.iter().any(|process| process.is_alive()) {
        if Instant::now() >= deadline {
            return false;
        }
        tokio::time::sleep(LOOK_AGAIN).await;
    }
    true
}
