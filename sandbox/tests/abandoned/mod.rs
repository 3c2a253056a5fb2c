//! Runs that die, each with a ledger of its own. The one that dies is the test binary, started again.
#![allow(
    dead_code,
    clippy::allow_attributes,
    clippy::unwrap_used,
    reason = "each test uses its part, and a test may panic"
)]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};
use serde_json::Value;
use terraproof::ledger::{Entry, Ledger as _, LocalLedger};
use terraproof::{Scope, TestInfo, TestResult};

const PLACE: &str = "TERRAPROOF_TEST_PLACE";
const LIMIT: Duration = Duration::from_secs(120);

/// Is a directory with a ledger, a journal and a permit; what still runs in it ends with the test.
#[derive(Debug)]
pub(crate) struct Place {
    path: PathBuf,
    victims: Vec<Child>,
    /// Set where the place is made here and goes with the value.
    _directory: Option<tempfile::TempDir>,
}

impl Place {
    pub(crate) fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        fs::create_dir(directory.path().join("elsewhere")).unwrap();
        Self { path: directory.path().to_owned(), victims: Vec::new(), _directory: Some(directory) }
    }

    /// Finds the place of the victim that this process is; `None` in any other process.
    pub(crate) fn of_victim() -> Option<Self> {
        let path = PathBuf::from(std::env::var_os(PLACE)?);
        Some(Self { path, victims: Vec::new(), _directory: None })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn journal(&self) -> PathBuf {
        self.path.join("journal")
    }

    pub(crate) fn permit(&self) -> PathBuf {
        self.path.join("permit")
    }

    pub(crate) fn state(&self) -> PathBuf {
        self.path.join("state")
    }

    pub(crate) fn allow_destroy(&self) {
        fs::write(self.permit(), "").unwrap();
    }

    pub(crate) fn ledger(&self) -> LocalLedger {
        LocalLedger::at(self.state().join("terraproof/ledger"))
    }

    pub(crate) fn entries(&self) -> Vec<Entry> {
        self.ledger().list().unwrap().entries
    }

    /// Reads the ledger if the victim has made it so far.
    pub(crate) fn ledger_entries_if_any(&self) -> Option<Vec<Entry>> {
        self.ledger().list().ok().map(|listing| listing.entries)
    }

    /// Kills what the victim's terraform still does.
    pub(crate) fn end_processes(&self, entry: &Entry) {
        let Some(process) = &entry.process else { return };
        if let Some(group) = Pid::from_raw(process.pid.cast_signed()).filter(|_| process.is_alive() == Some(true)) {
            kill_process_group(group, Signal::KILL).ok();
        }
        wait_until("terraform ends", || process.is_alive() == Some(false));
    }

    /// Starts a victim of this test binary, and waits until `ready`.
    pub(crate) fn start(&mut self, victim: &str, variables: &[(&str, &Path)], ready: impl Fn(&Self) -> bool) {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", victim, "--ignored", "--nocapture"]);
        command.env("XDG_STATE_HOME", self.state()).env(PLACE, &self.path).envs(variables.iter().copied());
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0);
        self.victims.push(command.spawn().unwrap());
        wait_until("the victim is ready", || ready(self));
    }

    /// Kills the victims, and nothing that they started.
    pub(crate) fn kill_victims(&mut self) {
        for mut victim in self.victims.drain(..) {
            victim.kill().unwrap();
            victim.wait().unwrap();
        }
    }

    /// Waits for the victims to end well.
    pub(crate) fn victims_pass(&mut self) -> bool {
        self.victims.drain(..).all(|mut victim| {
            let mut status = None;
            wait_until("the victim ends", || {
                status = victim.try_wait().unwrap();
                status.is_some()
            });
            status.is_some_and(|status| status.success())
        })
    }

    /// Prepares a command that works in another directory than the tests.
    pub(crate) fn terraproof(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_terraproof"));
        command.args(arguments).current_dir(self.path.join("elsewhere")).env("XDG_STATE_HOME", self.state());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Returns the exit code of a command and the JSON that it printed.
    pub(crate) fn json(&self, arguments: &[&str]) -> (i32, Value) {
        let output = self.terraproof(arguments).output().unwrap();
        let document = serde_json::from_slice(&output.stdout);
        (output.status.code().unwrap(), document.unwrap_or_else(|error| panic!("{error}: {output:?}")))
    }

    /// Returns what happened, in order.
    pub(crate) fn journal_lines(&self) -> Vec<String> {
        fs::read_to_string(self.journal()).unwrap_or_default().lines().map(str::to_owned).collect()
    }

    /// Returns what every file of the ledger holds, but for locks and files that are being written.
    pub(crate) fn files(&self) -> BTreeMap<PathBuf, String> {
        let (mut files, mut pending) = (BTreeMap::new(), vec![self.ledger().directory().to_owned()]);
        while let Some(next) = pending.pop() {
            for entry in fs::read_dir(next).unwrap().map(Result::unwrap) {
                match entry.file_type().unwrap() {
                    _ if entry.file_name().to_string_lossy().starts_with('.') => {}
                    kind if kind.is_dir() => pending.push(entry.path()),
                    kind if kind.is_file() => {
                        files.insert(entry.path(), fs::read_to_string(entry.path()).unwrap());
                    }
                    _ => {}
                }
            }
        }
        files
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        for victim in &mut self.victims {
            victim.kill().ok();
            victim.wait().ok();
        }
        if self._directory.is_some() {
            // Only what a failed test left is still there.
            for entry in self.ledger_entries_if_any().unwrap_or_default() {
                self.end_processes(&entry);
            }
        }
    }
}

/// Runs a body as a test of its own.
pub(crate) fn run<F>(name: &str, body: F)
where
    F: for<'s> AsyncFnOnce(&'s Scope) -> TestResult + Send + 'static,
{
    terraproof::run(TestInfo::new(format!("reap::{name}")).manifest_dir(env!("CARGO_MANIFEST_DIR")), body).unwrap();
}

pub(crate) fn wait_until(what: &str, met: impl FnMut() -> bool) {
    let (end, mut met) = (Instant::now() + LIMIT, met);
    while !met() {
        assert!(Instant::now() < end, "{what}: not within {} s", LIMIT.as_secs());
        std::thread::sleep(Duration::from_millis(20));
    }
}
