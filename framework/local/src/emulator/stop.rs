//! Ends emulators.

use std::time::Duration;

use rustix::process::Signal;
use tokio::time::Instant;

use super::home::Home;
use super::start::LOCK_LIMIT;
use super::state::State;
use crate::lock::FileLock;
use crate::{Cache, Error, ProcessId, files};

/// How long a worker may take to end by itself, and then by force.
const GRACE: Duration = Duration::from_secs(5);

/// A process that is not our child can only be looked at.
const LOOK_AGAIN: Duration = Duration::from_millis(10);

/// Says what [`Emulator::stop`](crate::Emulator::stop) ended.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stopped {
    /// The ids of the instances of which a process ran.
    pub instances: Vec<String>,
    /// How many processes ran.
    pub workers: usize,
}

/// Ends those of all builds. One that resists does not keep the others from ending; it is the error.
pub(super) async fn stop(cache: &Cache) -> Result<Stopped, Error> {
    let mut stopped = Stopped::default();
    let mut failure = None;
    for home in Home::all(cache)? {
        match end(&home).await {
            Ok(Some(ended)) if ended.workers > 0 => {
                stopped.instances.push(ended.instance);
                stopped.workers += ended.workers;
            }
            Ok(_) => {}
            Err(error) => failure = failure.or(Some(error)),
        }
    }
    failure.map_or(Ok(stopped), Err)
}

/// Names an instance that was ended, and how many of its processes ran.
pub(super) struct Ended {
    instance: String,
    workers: usize,
}

async fn end(home: &Home) -> Result<Option<Ended>, Error> {
    let _lock = FileLock::acquire(&home.lock_file(), LOCK_LIMIT, || ()).await?;
    if let Ok(Some(state)) = State::read(home) {
        // Tells those who lose it why; on a full disk they do without.
        State { stopping: true, ..state }.write(home).ok();
    }
    let ended = stop_locked(home).await?;
    home.clear()?;
    Ok(ended)
}

/// Ends what the state file of a home names, and removes that file; the caller holds the lock.
pub(super) async fn stop_locked(home: &Home) -> Result<Option<Ended>, Error> {
    let state = match State::read(home) {
        Ok(Some(state)) => state,
        Ok(None) => return Ok(None),
        // Without its file it ends by itself, whatever it speaks.
        Err(Error::Protocol { .. }) => return files::remove(&home.state_file()).map(|()| None),
        Err(error) => return Err(error),
    };
    let alive = state.alive();
    for signal in [Signal::TERM, Signal::KILL] {
        alive.iter().for_each(|process| process.signal(signal));
        if wait(&alive).await {
            break;
        }
    }
    if alive.iter().any(|process| process.is_alive()) {
        return Err(Error::TimedOut { doing: "end the emulator".to_owned(), seconds: 2 * GRACE.as_secs() });
    }
    let workers = alive.len();
    files::remove(&home.state_file())?;
    Ok(Some(Ended { workers, instance: state.instance }))
}

/// Waits for the end of processes, and tells whether they ended.
pub(super) async fn wait(processes: &[&ProcessId]) -> bool {
    let deadline = Instant::now() + GRACE;
    while processes.iter().any(|process| process.is_alive()) {
        if Instant::now() >= deadline {
            return false;
        }
        tokio::time::sleep(LOOK_AGAIN).await;
    }
    true
}
