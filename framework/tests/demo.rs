//! `cargo demo`: the main job, and a Ctrl-C in the middle of it.
#![allow(clippy::unwrap_used, clippy::allow_attributes, reason = "tests may panic, their helpers too")]

use std::io::{BufRead as _, BufReader};
use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rustix::process::{Pid, Signal, kill_process};
use terraproof::ledger::{Ledger as _, LocalLedger};
use terraproof::local::Cache;

#[test]
fn it_tells_what_it_did_and_where_the_report_is() {
    let home = tempfile::tempdir().unwrap();
    let output = demo(home.path()).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{said}");
    for part in ["applied: bucket", "returns the page", "a second plan changes nothing", "the account is empty"] {
        assert!(said.contains(part), "`{part}` is not in: {said}");
    }
    assert!(!said.contains('\u{1b}'), "colours in a pipe: {said}");
    let report = said.lines().find_map(|line| line.strip_prefix("the report: ")).unwrap();
    assert!(Path::new(report).join("index.html").is_file());
    assert_eq!(left(home.path()), 0);
}

#[test]
fn ctrl_c_during_preparation_leaves_nothing() {
    interrupted_after("preparing the local cloud");
}

#[test]
fn ctrl_c_during_apply_leaves_nothing() {
    interrupted_after("applying examples/static-site");
}

#[test]
fn ctrl_c_during_destroy_does_not_cut_it_short() {
    interrupted_after("  .. destroying");
}

/// Interrupts the demo as soon as it has printed a line.
fn interrupted_after(line: &str) {
    let home = tempfile::tempdir().unwrap();
    let mut child = demo(home.path()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.any(|said| said.unwrap().contains(line)), "it never printed `{line}`");
    kill_process(Pid::from_raw(child.id().cast_signed()).unwrap(), Signal::INT).unwrap();
    // Reads to the end, so that the demo is not ended by a closed pipe.
    lines.for_each(drop);
    let (pid, status) = (child.id(), child.wait().unwrap());
    let left_in_cache = Cache::from_environment().unwrap().path().join("run");
    let own = |name: String| name.starts_with(&format!("{pid}-"));
    let directories = std::fs::read_dir(left_in_cache).into_iter().flatten().flatten();
    assert_eq!(directories.filter(|it| it.file_name().into_string().is_ok_and(own)).count(), 0);
    assert_eq!(status.signal(), Some(Signal::INT.as_raw()));
    assert_eq!(left(home.path()), 0);
}

/// Runs the example that lies beside this test, with a ledger of its own.
fn demo(home: &Path) -> Command {
    let test = std::env::current_exe().unwrap();
    let binary: PathBuf = test.parent().and_then(Path::parent).unwrap().join("examples/demo");
    let mut demo = Command::new(binary);
    // Several demos at once are several runs, also where they are started by tests of one run.
    demo.env_remove("NEXTEST_RUN_ID").env("XDG_STATE_HOME", home).stdin(Stdio::null()).process_group(0);
    demo
}

fn left(home: &Path) -> usize {
    let listing = LocalLedger::at(home.join("terraproof/ledger")).list().unwrap();
    listing.entries.len() + listing.unreadable.len()
}
