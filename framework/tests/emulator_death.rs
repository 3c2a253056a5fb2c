//! The emulator is killed in the middle of a test: the test ends at once with that as its reason, and nothing is left.
//!
//! The victim is this binary, started again with a cache of its own, so that no other test loses its emulator.
#![allow(clippy::unwrap_used, clippy::allow_attributes, reason = "tests may panic, their helpers too")]

mod support;

use std::process::Command;

use rustix::process::{Pid, Signal, kill_process};
use support::{fixture, run};
use terraproof::Scope;
use terraproof::ledger::{Ledger as _, LocalLedger};
use terraproof::local::{Cache, Emulator, Progress, Toolchain};

const VICTIM: &str = "TERRAPROOF_TEST_VICTIM";

#[test]
#[ignore = "is started by the test below"]
fn victim() {
    if std::env::var_os(VICTIM).is_none() {
        return;
    }
    let failure = run("emulator_death", async |t: &Scope| {
        let stack = t.stack(fixture("queue")).var("name", t.unique("doomed")).apply().await?;
        let emulator = Emulator::find(&Cache::from_environment()?).await?.unwrap();
        for worker in emulator.workers() {
            let pid = Pid::from_raw(worker.process.pid.cast_signed()).unwrap();
            kill_process(pid, Signal::KILL)?;
        }
        stack.expect_no_changes().await?;
        Ok(())
    })
    .unwrap_err();
    eprintln!("{failure:?}");
}

#[test]
fn a_killed_emulator_is_the_headline_and_nothing_is_left() {
    let home = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let real = Cache::from_environment().unwrap();
    runtime.block_on(Toolchain::install(&real, Progress::Auto)).unwrap();
    let cache = home.path().join("cache");
    std::fs::create_dir(&cache).unwrap();
    std::os::unix::fs::symlink(real.path().join("toolchain"), cache.join("toolchain")).unwrap();

    let victim = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "victim", "--ignored", "--nocapture"])
        .env("XDG_STATE_HOME", home.path())
        .env("TERRAPROOF_CACHE", &cache)
        .env(VICTIM, "1")
        .output()
        .unwrap();
    runtime.block_on(Emulator::stop(&Cache::at(&cache))).unwrap();

    let said = String::from_utf8_lossy(&victim.stderr);
    assert!(victim.status.success(), "{said}");
    assert!(said.contains("the emulator of the local cloud died in the middle of the test"), "{said}");
    assert!(said.contains("next: run it again"), "{said}");
    let ledger = LocalLedger::at(home.path().join("terraproof/ledger")).list().unwrap();
    assert!(ledger.entries.is_empty(), "{ledger:?}");
}
