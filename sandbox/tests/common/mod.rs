//! A cache of its own for each test, which shares the installed toolchain with everybody.
#![allow(
    dead_code,
    clippy::allow_attributes,
    clippy::unwrap_used,
    reason = "each test uses its part, and a test may panic"
)]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use assert_cmd::Command;
use terraproof_local::{Cache, Emulator, Progress, Toolchain};

/// Is one localhost cloud, which ends with the test, even with one that panics.
#[derive(Debug)]
pub(crate) struct Home {
    directory: tempfile::TempDir,
}

impl Home {
    pub(crate) fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        share_toolchain(&directory.path().join("cache"));
        Self { directory }
    }

    pub(crate) fn path(&self) -> &Path {
        self.directory.path()
    }

    pub(crate) fn cache(&self) -> Cache {
        Cache::at(self.path().join("cache"))
    }

    /// Prepares a command that works in an empty directory.
    pub(crate) fn terraproof(&self, arguments: &[&str]) -> Command {
        Command::from_std(self.process(arguments))
    }

    /// The same, to be spawned.
    pub(crate) fn process(&self, arguments: &[&str]) -> std::process::Command {
        let work = self.path().join("work");
        fs::create_dir_all(&work).unwrap();
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_terraproof"));
        command.args(arguments).current_dir(work).env("TERRAPROOF_CACHE", self.path().join("cache"));
        command.env("XDG_STATE_HOME", self.path().join("state")).env_remove("TERRAPROOF_TERRAFORM");
        command
    }

    pub(crate) fn emulator(&self) -> Option<Emulator> {
        wait(Emulator::find(&self.cache())).unwrap()
    }

    pub(crate) fn accounts(&self) -> usize {
        self.emulator().map_or(0, |emulator| wait(emulator.accounts()).unwrap().len())
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        let down = self.terraproof(&["down"]).output();
        if let Ok(down) = down.as_ref()
            && !down.status.success()
        {
            eprintln!("down failed: {}", String::from_utf8_lossy(&down.stderr));
        }
    }
}

pub(crate) fn wait<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

/// Returns what a command said on stdout and on stderr, and its exit code.
pub(crate) fn said(command: &mut Command) -> (String, String, i32) {
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr), output.status.code().unwrap_or(-1))
}

/// Makes a toolchain in another cache out of links to the files of the installed one, with a manifest that names their new place.
fn share_toolchain(cache: &Path) {
    let installed = wait(Toolchain::install(&Cache::from_environment().unwrap(), Progress::Auto)).unwrap();
    let from = installed.directory();
    let to = cache.join("toolchain").join(from.file_name().unwrap());
    fs::create_dir_all(&to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        if entry.file_name() != "manifest.json" {
            symlink(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
    let manifest = fs::read_to_string(from.join("manifest.json")).unwrap();
    let manifest = manifest.replace(from.to_str().unwrap(), to.to_str().unwrap());
    fs::write(to.join("manifest.json"), manifest).unwrap();
}
