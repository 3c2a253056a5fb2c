//! A fresh account with a gateway in this process, and a project that names it.

use std::path::Path;
use std::time::Duration;

use tempfile::TempDir;
use terraproof_local::gateway::{Behaviour, Call};
use terraproof_local::{Cache, Cloud, Emulator, Progress};
use tokio::process::Command;
use tokio::sync::broadcast::Receiver;

use super::seed::{self, Seeded};
use super::verify::State;
use super::workload::Workload;
use crate::error::Error;

/// The sandbox, in the project's `terraproof.toml`.
pub(super) const SANDBOX: &str = "bench";

/// Is an account to work on.
#[derive(Debug)]
pub(super) struct Arena {
    cloud: Cloud,
    /// The process of the emulator that answers for the account.
    emulator: Option<u32>,
    project: TempDir,
}

impl Arena {
    /// Opens an account, and makes a project whose sandbox it is.
    pub(super) async fn open(workload: &Workload) -> Result<Self, Error> {
        let cache = Cache::from_environment()?;
        let cloud = Cloud::open_with_note(&cache, "a benchmark of nuke", &[], Progress::Auto).await?;
        let port = cloud.account().endpoint.port();
        let emulator = Emulator::find(&cache).await?;
        let emulator = emulator
            .and_then(|it| it.workers().iter().find(|worker| worker.port == port).map(|worker| worker.process.pid));
        let project =
            tempfile::tempdir().map_err(|source| Error::io("create a directory in", "/tmp".as_ref(), source))?;
        let arena = Self { cloud, emulator, project };
        arena.write_project(&workload.regions)?;
        Ok(arena)
    }

    fn write_project(&self, regions: &[&str]) -> Result<(), Error> {
        let text = format!(
            "[sandbox.{SANDBOX}]\nkind = \"aws\"\naccount = \"{}\"\nregions = {regions:?}\n",
            self.cloud.account().id
        );
        let path = self.directory().join("terraproof.toml");
        std::fs::write(&path, text).map_err(|source| Error::io("write", &path, source))
    }

    /// Returns the directory of the project.
    pub(super) fn directory(&self) -> &Path {
        self.project.path()
    }

    /// Returns the account.
    pub(super) fn account(&self) -> &str {
        self.cloud.account().id.as_str()
    }

    /// Fills the account.
    pub(super) async fn fill(&self, workload: &Workload) -> Result<Seeded, Error> {
        seed::fill(&self.cloud, &workload.seed).await
    }

    /// Lets the cloud take its time from now on.
    pub(super) fn behave(&self, behaviour: Behaviour) {
        self.cloud.gateway().behave(behaviour);
    }

    /// Builds a command in the project whose only way leads to the account.
    pub(super) fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.env_clear().current_dir(self.directory()).envs(self.cloud.variables());
        command.env("HOME", self.directory()).env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command
    }

    /// Returns the number of calls until now.
    pub(super) fn mark(&self) -> u64 {
        let calls = self.cloud.gateway().calls();
        calls.dropped() + calls.len() as u64
    }

    /// Returns the calls since a mark, as far as they are kept.
    pub(super) fn calls_since(&self, mark: u64) -> Vec<Call> {
        let calls = self.cloud.gateway().calls();
        let skipped = usize::try_from(mark.saturating_sub(calls.dropped())).unwrap_or(usize::MAX);
        calls.snapshot().into_iter().skip(skipped).collect()
    }

    /// Receives every call from now on.
    pub(super) fn follow(&self) -> Receiver<Call> {
        self.cloud.gateway().calls().subscribe()
    }

    /// Returns how long the emulator has computed.
    pub(super) fn computed(&self) -> Duration {
        self.emulator.and_then(cpu_of).unwrap_or_default()
    }

    /// Asks the emulator what the account holds, and what of AWS's own stands.
    pub(super) async fn state(&self, workload: &Workload) -> Result<State, Error> {
        let holdings = self.cloud.holdings().await?;
        Ok(State { holdings, standing: seed::standing(&self.cloud, &workload.regions).await? })
    }

    /// Drops the account.
    pub(super) async fn close(self) -> Result<(), Error> {
        Ok(self.cloud.drop_account().await?)
    }
}

/// Reads `utime` and `stime` (proc_pid_stat(5)), which Linux counts in hundredths of a second.
fn cpu_of(id: u32) -> Option<Duration> {
    let text = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    // The name of the process, in brackets, may hold anything.
    let (_, rest) = text.rsplit_once(')')?;
    let mut fields = rest.split_whitespace().skip(11).map(str::parse::<u64>);
    let ticks = fields.next()?.ok()? + fields.next()?.ok()?;
    Some(Duration::from_millis(ticks * 10))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_has_computed_something() {
        let before = cpu_of(std::process::id()).unwrap();
        let started = std::time::Instant::now();
        while cpu_of(std::process::id()).unwrap() == before {
            assert!(started.elapsed() < Duration::from_secs(30));
        }
    }
}
