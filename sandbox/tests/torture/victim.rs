//! One running test, in its own process group and with a ledger of its own.

use std::fs::{self, File};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};
use terraproof::ledger::{Entry, Ledger as _, LocalLedger};
use terraproof_local::{Cache, Emulator};

use crate::common::wait;
use crate::victims::IS_VICTIM;

/// How long anything may take that is waited for.
pub(crate) const PATIENCE: Duration = Duration::from_secs(240);
const LOOK_AGAIN: Duration = Duration::from_millis(10);

/// Is where one victim keeps its ledger, and the command that cleans up after it.
#[derive(Debug)]
pub(crate) struct Place {
    home: PathBuf,
    directory: PathBuf,
    pub(crate) run: String,
}

impl Place {
    /// Makes a place within the home of a localhost cloud.
    pub(crate) fn new(home: &Path, run: &str) -> Self {
        let directory = home.join(run);
        fs::create_dir_all(&directory).unwrap();
        Self { home: home.to_owned(), directory, run: run.to_owned() }
    }

    /// Returns another run with the same ledger.
    pub(crate) fn beside(&self, run: &str) -> Self {
        Self { home: self.home.clone(), directory: self.directory.clone(), run: run.to_owned() }
    }

    /// Removes the record of a victim that nobody has to look into.
    pub(crate) fn clear_report(&self) {
        let reports = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("terraproof");
        fs::remove_dir_all(reports.join(&self.run)).ok();
    }

    pub(crate) fn directory(&self) -> &Path {
        &self.directory
    }

    pub(crate) fn state(&self) -> PathBuf {
        self.directory.join("state")
    }

    pub(crate) fn emulator(&self) -> Option<Emulator> {
        wait(Emulator::find(&self.cache())).unwrap()
    }

    fn cache(&self) -> Cache {
        Cache::at(self.home.join("cache"))
    }

    pub(crate) fn ledger(&self) -> LocalLedger {
        LocalLedger::at(self.state().join("terraproof/ledger"))
    }

    /// Prepares this test binary to run one of its victims.
    pub(crate) fn command(&self, victim: &str) -> Command {
        let binary = std::env::current_exe().unwrap();
        let mut command = Command::new(&binary);
        if terraproof_terraform::ignores(Signal::HUP.as_raw()) {
            // Whoever started the torture with `nohup` wants it to outlive the terminal, and not its victims.
            command = Command::new("env");
            command.arg("--default-signal=HUP").arg(binary);
        }
        command.args(["--exact", victim, "--ignored", "--nocapture"]);
        self.surround(&mut command);
        command
    }

    pub(crate) fn surround(&self, command: &mut Command) {
        command
            .env(IS_VICTIM, "1")
            .env("XDG_STATE_HOME", self.state())
            .env("TERRAPROOF_CACHE", self.cache().path())
            .env("TERRAPROOF_RUN", &self.run)
            .env_remove("TERRAPROOF_KEEP")
            .stdin(Stdio::null());
    }

    pub(crate) fn start(&self, victim: &str) -> Victim {
        self.spawn(&mut self.command(victim))
    }

    /// Starts a command as a victim: the leader of a group, with its words in a file.
    pub(crate) fn spawn(&self, command: &mut Command) -> Victim {
        let words = self.directory.join(format!("{}.words", self.run));
        let file = File::create(&words).unwrap();
        let child = command.process_group(0).stdout(file.try_clone().unwrap()).stderr(file).spawn().unwrap();
        Victim { child, words, ledger: self.ledger() }
    }

    /// Runs `terraproof reap` from a directory that has nothing to do with the project.
    pub(crate) fn reap(&self) -> Output {
        self.reaper().output().unwrap()
    }

    pub(crate) fn reaper(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_terraproof"));
        command
            .args(["reap", "--json", "--deadline", "180s"])
            .current_dir(&self.home)
            .env_remove("TERRAPROOF_TERRAFORM");
        self.surround(&mut command);
        command
    }
}

/// Is a running test; dropping it ends it for good.
#[derive(Debug)]
pub(crate) struct Victim {
    child: Child,
    words: PathBuf,
    ledger: LocalLedger,
}

impl Victim {
    pub(crate) fn pid(&self) -> Pid {
        Pid::from_raw(self.child.id().cast_signed()).unwrap()
    }

    /// Returns everything it said so far.
    pub(crate) fn words(&self) -> String {
        fs::read(&self.words).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
    }

    /// Returns what the ledger says about its stack now.
    pub(crate) fn entry(&self) -> Option<Entry> {
        self.ledger.list().ok()?.entries.pop()
    }

    pub(crate) fn has_ended(&mut self) -> bool {
        self.child.try_wait().unwrap().is_some()
    }

    /// Waits for its end; `None` when it does not come in time.
    pub(crate) fn end(&mut self) -> Option<ExitStatus> {
        let child = &mut self.child;
        until(|| child.try_wait().unwrap())
    }

    /// Waits until its stack is where it should be, and returns the entry.
    pub(crate) fn wait_for(&mut self, what: &str, mut met: impl FnMut(&Entry) -> bool) -> Entry {
        let found = until(|| {
            let entry = self.entry().filter(|entry| met(entry));
            if entry.is_some() || self.has_ended() { Some(entry) } else { None }
        });
        found
            .flatten()
            .unwrap_or_else(|| panic!("{what}: not before its end, or not in time; it said:\n{}", self.words()))
    }
}

impl Drop for Victim {
    fn drop(&mut self) {
        if !self.has_ended() {
            kill_process_group(self.pid(), Signal::KILL).ok();
            self.child.wait().ok();
        }
    }
}

/// Looks again and again until there is an answer.
pub(crate) fn until<T>(mut look: impl FnMut() -> Option<T>) -> Option<T> {
    let end = Instant::now() + PATIENCE;
    while Instant::now() < end {
        let found = look();
        if found.is_some() {
            return found;
        }
        std::thread::sleep(LOOK_AGAIN);
    }
    None
}
