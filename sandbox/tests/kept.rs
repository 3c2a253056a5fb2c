//! A stack that a test left standing on purpose: entered, left alone by an ordinary reap, destroyed by one that is told to.
//!
//! The victim is this test binary, started again with `TERRAPROOF_KEEP`.
#![allow(clippy::unwrap_used, clippy::allow_attributes, reason = "tests may panic, their helpers too")]

use std::path::Path;
use std::process::{Command, Output};

use terraproof::ledger::{Ledger as _, LocalLedger};
use terraproof::{Scope, TestInfo};

const VICTIM: &str = "TERRAPROOF_TEST_VICTIM";

#[test]
#[ignore = "is started by the test below"]
fn victim() {
    if std::env::var_os(VICTIM).is_none() {
        return;
    }
    let info = TestInfo::new("kept::victim").manifest_dir(env!("CARGO_MANIFEST_DIR"));
    terraproof::run(info, async |t: &Scope| {
        t.stack("framework/tests/fixtures/queue").var("name", t.unique("kept")).apply().await?;
        Ok(())
    })
    .unwrap();
}

#[test]
fn a_kept_stack_is_entered_and_destroyed_when_asked_for() {
    let home = tempfile::tempdir().unwrap();
    let mut keep = Command::new(std::env::current_exe().unwrap());
    keep.args(["--exact", "victim", "--ignored", "--nocapture"]).env("TERRAPROOF_KEEP", "all").env(VICTIM, "1");
    assert!(keep.env("XDG_STATE_HOME", home.path()).output().unwrap().status.success());
    let entry = LocalLedger::at(home.path().join("terraproof/ledger")).list().unwrap().entries.remove(0);
    let (id, run) = (entry.id.to_string(), entry.id.run.to_string());

    let listed = terraproof(home.path(), &["shell", "--stack", &id, "--", "terraform", "state", "list"]);
    assert_eq!(text(&listed.stdout), "aws_sqs_queue.this\n", "{}", text(&listed.stderr));
    let planned = terraproof(home.path(), &["shell", "--stack", &id, "--", "terraform", "plan", "-detailed-exitcode"]);
    assert_eq!(planned.status.code(), Some(0), "{}", text(&planned.stdout));

    let reaped = terraproof(home.path(), &["reap"]);
    assert_eq!(reaped.status.code(), Some(0), "{}", text(&reaped.stderr));
    assert!(entry.directory.exists());
    let reaped = terraproof(home.path(), &["reap", "--run", &run, "--kept"]);
    assert_eq!(reaped.status.code(), Some(0), "{}", text(&reaped.stderr));
    assert!(!entry.root.exists());
    assert_eq!(terraproof(home.path(), &["shell", "--stack", &id, "--", "true"]).status.code(), Some(1));
}

fn terraproof(home: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_terraproof"));
    command.args(arguments).env("XDG_STATE_HOME", home).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
