//! One detached process of the emulator.

use std::fs::{self, File};
use std::net::TcpListener;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::process::{Child, Command};

use super::state::{State, Token};
use crate::{Error, ProcessId, Toolchain};

/// What makes moto an AWS that has the managed policies, and keeps it away from the real one.
pub(super) const SETTINGS: [(&str, &str); 4] = [
    ("MOTO_IAM_LOAD_MANAGED_POLICIES", "true"),
    ("TZ", "UTC"),
    ("PYTHONUNBUFFERED", "1"),
    ("AWS_EC2_METADATA_DISABLED", "true"),
];

/// Names one process of the emulator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Worker {
    /// The process.
    pub process: ProcessId,
    /// Its port on 127.0.0.1.
    pub port: u16,
    /// What it says, and what went wrong in it.
    pub log: PathBuf,
}

/// Holds a worker that was just started.
#[derive(Debug)]
pub(super) struct Started {
    pub(super) worker: Worker,
    pub(super) child: Child,
}

/// Says where a worker belongs.
#[derive(Debug)]
pub(super) struct Place<'a> {
    pub(super) toolchain: &'a Toolchain,
    pub(super) launcher: &'a Path,
    pub(super) state_file: &'a Path,
    pub(super) instance: &'a str,
    pub(super) token: &'a Token,
    /// How long the emulator may be idle before it ends.
    pub(super) idle: Duration,
}

impl Place<'_> {
    /// Starts a worker on a port that the system chooses.
    ///
    /// The listener is made here and handed over as the worker's standard input: no port can be taken by somebody else in between, and
    /// whoever connects before the worker is ready simply waits.
    pub(super) fn spawn(&self, number: usize) -> Result<Started, Error> {
        let failed = |source| Error::io("listen for", self.launcher, source);
        let listener = TcpListener::bind(("127.0.0.1", 0)).map_err(failed)?;
        let port = listener.local_addr().map_err(failed)?.port();
        let log = self.launcher.with_file_name(format!("worker-{number}.log"));
        let output = File::create(&log).map_err(|source| Error::io("write", &log, source))?;
        let errors = output.try_clone().map_err(|source| Error::io("write", &log, source))?;
        let mut command = Command::new(self.toolchain.python());
        command
            .args(["-I".as_ref(), self.launcher, self.state_file])
            .arg(self.instance)
            .arg(self.idle.as_secs_f64().to_string());
        command.env_clear().envs(variables()).env("TERRAPROOF_EMULATOR_TOKEN", self.token.reveal());
        command.current_dir(self.launcher.parent().unwrap_or(Path::new("/")));
        command.stdin(Stdio::from(OwnedFd::from(listener))).stdout(output).stderr(errors);
        let child = command.spawn().map_err(|source| Error::io("run", self.toolchain.python(), source))?;
        let process = child.id().and_then(ProcessId::of);
        let process = process.ok_or_else(|| Error::WorkerDied { detail: tail(&log), log: log.clone() })?;
        Ok(Started { worker: Worker { process, port, log }, child })
    }
}

/// Passes what every program needs, and the settings.
fn variables() -> impl Iterator<Item = (String, String)> {
    let passed = ["PATH", "HOME", "LANG", "LC_ALL", "TMPDIR"];
    let passed = passed.into_iter().filter_map(|name| std::env::var(name).ok().map(|value| (name.to_owned(), value)));
    passed.chain(SETTINGS.map(|(name, value)| (name.to_owned(), value.to_owned())))
}

/// Returns how many workers serve this machine: one for each core, but not more than eight.
pub(super) fn count() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from).clamp(1, 8)
}

/// Ends the workers of an instance at once; those that are gone are fine.
pub(super) fn kill(state: &State) {
    for worker in &state.workers {
        worker.process.signal(rustix::process::Signal::KILL);
    }
}

/// Returns the last lines of a log.
pub(super) fn tail(log: &Path) -> String {
    let text = fs::read(log).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    match lines.len() {
        0 => "its log is empty".to_owned(),
        count => lines[count.saturating_sub(5)..].join("\n"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emulator::build::SCRIPTS;
    use crate::emulator::start::ready;
    use crate::{Cache, Progress, files};

    /// Starts a worker of an instance that the state file names, with a launcher of the test's choice.
    async fn start(directory: &Path, idle: Duration, launcher: &str) -> (Started, Token) {
        let toolchain = Toolchain::install(&Cache::from_environment().unwrap(), Progress::Plain).await.unwrap();
        let (state_file, launcher_file) = (directory.join("state.json"), directory.join("launcher.py"));
        for (name, text) in SCRIPTS {
            files::write(&directory.join(name), text.as_bytes(), 0o600).unwrap();
        }
        files::write(&launcher_file, launcher.as_bytes(), 0o600).unwrap();
        files::write(&state_file, br#"{"instance": "one"}"#, 0o600).unwrap();
        let token = Token::random();
        let (launcher, state_file) = (launcher_file.as_path(), state_file.as_path());
        let place = Place { toolchain: &toolchain, launcher, state_file, instance: "one", token: &token, idle };
        (place.spawn(0).unwrap(), token)
    }

    async fn end(started: &mut Started) {
        tokio::time::timeout(Duration::from_secs(60), started.child.wait()).await.unwrap().unwrap();
    }

    #[tokio::test]
    async fn a_worker_that_nobody_asks_anything_ends_by_itself() {
        let directory = tempfile::tempdir().unwrap();
        let (mut started, _) = start(directory.path(), Duration::from_secs(1), SCRIPTS[0].1).await;
        end(&mut started).await;
    }

    #[tokio::test]
    async fn a_worker_ends_when_the_state_file_names_another_instance() {
        let directory = tempfile::tempdir().unwrap();
        let (mut started, token) = start(directory.path(), Duration::from_secs(1800), SCRIPTS[0].1).await;
        ready(&mut started, &token).await.unwrap();
        files::write(&directory.path().join("state.json"), br#"{"instance": "two"}"#, 0o600).unwrap();
        end(&mut started).await;
    }

    #[tokio::test]
    async fn a_worker_that_ends_at_start_shows_the_end_of_its_log() {
        let directory = tempfile::tempdir().unwrap();
        let launcher = "raise SystemExit('moto is broken')";
        let (mut started, token) = start(directory.path(), Duration::from_secs(1800), launcher).await;
        let error = ready(&mut started, &token).await.unwrap_err();
        assert_eq!(error.to_string(), "a worker of the emulator ended at start: moto is broken");
        assert_eq!(error.hint().unwrap(), format!("the complete log is `{}`", started.worker.log.display()));
    }

    #[tokio::test]
    async fn the_administration_path_asks_for_its_token() {
        let directory = tempfile::tempdir().unwrap();
        let (mut started, _) = start(directory.path(), Duration::from_secs(1800), SCRIPTS[0].1).await;
        let error = ready(&mut started, &Token::random()).await.unwrap_err();
        assert!(error.to_string().contains("403"), "{error}");
        started.child.kill().await.unwrap();
    }
}
