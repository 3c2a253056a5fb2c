//! Ends the gateway in the background, and clears what killed gateways left.

use std::path::PathBuf;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use terraproof_local::{Cache, ProcessId};
use tokio::time::{Instant, sleep};

use super::start;
use super::state::{self, State};
use crate::Error;

/// How long the gateway may take to end by itself, and then by force.
const GRACE: Duration = Duration::from_secs(10);

/// A process that is not our child can only be looked at.
const LOOK_AGAIN: Duration = Duration::from_millis(10);

/// Ends the gateway; returns which process that was, if one ran.
pub(crate) async fn stop(cache: &Cache) -> Result<Option<ProcessId>, Error> {
    if !state::directory(cache).is_dir() {
        return Ok(None);
    }
    let _lock = start::lock(cache).await?;
    let Some(state) = State::read(cache)? else { return Ok(None) };
    let ran = state.process.is_alive();
    end(cache, &state).await?;
    Ok(ran.then_some(state.process))
}

/// Ends what the state file names, and removes its files; the caller holds the lock.
pub(super) async fn end(cache: &Cache, state: &State) -> Result<(), Error> {
    for signal in [Signal::TERM, Signal::KILL] {
        send(&state.process, signal);
        let deadline = Instant::now() + GRACE;
        while state.process.is_alive() && Instant::now() < deadline {
            sleep(LOOK_AGAIN).await;
        }
    }
    if state.process.is_alive() {
        return Err(Error::TimedOut { doing: "end the gateway".to_owned(), seconds: 2 * GRACE.as_secs() });
    }
    state::remove(&state::path(cache))?;
    state::remove(&state::log(cache))
}

fn send(process: &ProcessId, signal: Signal) {
    let pid = i32::try_from(process.pid).ok().and_then(Pid::from_raw);
    if let Some(pid) = pid.filter(|_| process.is_alive()) {
        // It may have ended since: then there is nothing left to do.
        kill_process(pid, signal).ok();
    }
}

/// Lists the directories of gateways whose process is gone: `<cache>/run/<pid>-..`.
pub(crate) fn dead_directories(cache: &Cache) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(cache.path().join("run")).into_iter().flatten().flatten();
    let is_dead = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let pid = name.split_once('-').and_then(|(pid, _)| pid.parse().ok());
        pid.is_some_and(|pid| ProcessId::of(pid).is_none())
    };
    entries.map(|entry| entry.path()).filter(is_dead).collect()
}

/// Removes those directories, and says how many there were. One that resists is no reason to fail: it holds nothing but certificates.
pub(crate) fn clear_directories(cache: &Cache) -> usize {
    dead_directories(cache).iter().filter(|directory| std::fs::remove_dir_all(directory).is_ok()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_directories_of_dead_processes_are_cleared() {
        let directory = tempfile::tempdir().unwrap();
        let cache = Cache::at(directory.path());
        let own = format!("run/{}-own", std::process::id());
        for name in [own.as_str(), "run/4294967295-dead", "run/of-somebody-else"] {
            std::fs::create_dir_all(directory.path().join(name)).unwrap();
        }
        assert_eq!(clear_directories(&cache), 1);
        assert!(directory.path().join(own).exists());
        assert!(directory.path().join("run/of-somebody-else").exists());
    }
}
