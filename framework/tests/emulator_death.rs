//! The emulator is killed or stopped in the middle of a test: the test ends at once with that as its reason, and nothing is left.
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
#[ignore = "is started by the tests below"]
fn victim() {
    let Ok(fate) = std::env::var(VICTIM) else { return };
    let failure = run("emulator_death", async move |t: &Scope| {
        let stack = t.stack(fixture("queue")).var("name", t.unique("doomed")).apply().await?;
        let cache = Cache::from_environment()?;
        if fate == "stopped" {
            Emulator::stop(&cache).await?;
        } else {
            for worker in Emulator::find(&cache).await?.unwrap().workers() {
                let pid = Pid::from_raw(worker.process.pid.cast_signed()).unwrap();
                kill_process(pid, Signal::KILL)?;
            }
        }
        stack.expect_no_changes().await?;
        Ok(())
    })
    .unwrap_err();
    eprintln!("{failure:?}");
}

/// Returns what a test said whose emulator met its fate, after which nothing may be left.
fn said_when(fate: &str) -> String {
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
        .env(VICTIM, fate)
        .output()
        .unwrap();
    runtime.block_on(Emulator::stop(&Cache::at(&cache))).unwrap();

    let said = String::from_utf8_lossy(&victim.stderr).into_owned();
    assert!(victim.status.success(), "{said}");
    let ledger = LocalLedger::at(home.path().join("terraproof/ledger")).list().unwrap();
    assert!(ledger.entries.is_empty(), "{ledger:?}");
    said
}

#[test]
fn a_killed_emulator_is_the_headline_and_nothing_is_left() {
    let said = said_when("killed");
    assert!(said.contains("the emulator of the local cloud died in the middle of the test"), "{said}");
    assert!(said.contains("next: run it again"), "{said}");
}

#[test]
fn a_stopped_emulator_is_told_from_one_that_died() {
    let said = said_when("stopped");
    assert!(said.contains("somebody stopped the emulator of the local cloud in the middle of the test"), "{said}");
    assert!(said.contains("`terraproof down` only when no test runs"), "{said}");
}
