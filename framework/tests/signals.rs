//! What a signal does to a running test: its terraform is interrupted once, what exists is destroyed, the process dies of it.
//!
//! The victim is this test binary, started again.
#![allow(clippy::unwrap_used, clippy::allow_attributes, reason = "tests may panic, their helpers too")]

mod support;

use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use support::{fixture, run};
use terraproof::Scope;
use terraproof::ledger::{Ledger as _, LocalLedger};

const JOURNAL: &str = "TERRAPROOF_TEST_JOURNAL";

#[test]
#[ignore = "is started by the tests below, and killed"]
fn victim_in_apply() {
    let Ok(journal) = std::env::var(JOURNAL) else { return };
    run("victim_in_apply", async move |t: &Scope| {
        t.stack(fixture("slow")).var("journal", &journal).apply().await?;
        Ok(())
    })
    .unwrap();
}

#[test]
#[ignore = "is started by the tests below, and killed"]
fn victim_in_blocking_code() {
    let Ok(journal) = std::env::var(JOURNAL) else { return };
    run("victim_in_blocking_code", async move |t: &Scope| {
        t.stack(fixture("ordered")).var("name", "destroyed").var("journal", &journal).apply().await?;
        std::fs::write(&journal, "made\n")?;
        std::thread::sleep(Duration::from_secs(300));
        Ok(())
    })
    .unwrap();
}

#[test]
fn sigint_during_apply_destroys_what_was_made() {
    dies_of(Signal::INT, "victim_in_apply", 1);
}

#[test]
fn sigterm_during_apply_destroys_what_was_made() {
    dies_of(Signal::TERM, "victim_in_apply", 1);
}

#[test]
fn a_closed_terminal_during_apply_destroys_what_was_made() {
    dies_of(Signal::HUP, "victim_in_apply", 1);
}

#[test]
fn a_second_ctrl_c_does_not_cut_the_cleanup_short() {
    dies_of(Signal::INT, "victim_in_apply", 2);
}

#[test]
fn a_body_in_blocking_code_does_not_hold_cleanup_up() {
    dies_of(Signal::INT, "victim_in_blocking_code", 1);
}

/// Starts a victim, signals it once something exists, and checks that nothing is left.
fn dies_of(signal: Signal, victim: &str, times: u32) {
    let home = tempfile::tempdir().unwrap();
    let journal = home.path().join("journal");
    let mut child = start(victim, home.path(), &journal);
    wait_until("something is made", || std::fs::read_to_string(&journal).is_ok_and(|text| text.starts_with("made\n")));
    let pid = Pid::from_raw(child.id().cast_signed()).unwrap();
    for _ in 0..times {
        kill_process(pid, signal).unwrap();
        // Far enough apart that the first is being handled when the second comes.
        std::thread::sleep(Duration::from_millis(300));
    }
    let status = wait(&mut child);
    assert_eq!(std::fs::read_to_string(&journal).unwrap(), "made\ndestroyed\n");
    assert_eq!(status.signal(), Some(signal.as_raw()));
    let ledger = LocalLedger::at(home.path().join("terraproof/ledger")).list().unwrap();
    assert!(ledger.entries.is_empty() && ledger.unreadable.is_empty(), "{ledger:?}");
}

fn start(victim: &str, state: &Path, journal: &Path) -> Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", victim, "--ignored", "--nocapture"]);
    spawn(command, state, journal)
}

fn spawn(mut command: Command, state: &Path, journal: &Path) -> Child {
    command.env("XDG_STATE_HOME", state).env(JOURNAL, journal).process_group(0);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

fn wait(child: &mut Child) -> ExitStatus {
    let mut status = None;
    wait_until("the victim ends", || {
        status = child.try_wait().unwrap();
        status.is_some()
    });
    status.unwrap()
}

fn wait_until(what: &str, mut met: impl FnMut() -> bool) {
    let end = Instant::now() + Duration::from_secs(90);
    while !met() {
        assert!(Instant::now() < end, "{what}: not within 90 s");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn under_nohup_a_closed_terminal_changes_nothing() {
    let home = tempfile::tempdir().unwrap();
    let journal = home.path().join("journal");
    let script = "trap '' HUP; exec \"$0\" --exact victim_in_apply --ignored --nocapture";
    let mut command = Command::new("sh");
    command.arg("-c").arg(script).arg(std::env::current_exe().unwrap());
    let mut child = spawn(command, home.path(), &journal);
    wait_until("something is made", || std::fs::read_to_string(&journal).is_ok_and(|text| text.starts_with("made\n")));
    let pid = Pid::from_raw(child.id().cast_signed()).unwrap();
    kill_process(pid, Signal::HUP).unwrap();
    kill_process(pid, Signal::TERM).unwrap();
    assert_eq!(wait(&mut child).signal(), Some(Signal::TERM.as_raw()));
    assert_eq!(std::fs::read_to_string(&journal).unwrap(), "made\ndestroyed\n");
}
