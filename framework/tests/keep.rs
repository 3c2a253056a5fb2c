//! Keeping a stack to look at it, resuming the test on it, and what a later attempt makes of leftovers.
//!
//! The tests start this binary again, with the variables that a person would set.
#![allow(clippy::unwrap_used, clippy::allow_attributes, reason = "tests may panic, their helpers too")]

mod support;

use std::path::Path;
use std::process::{Command, Output};

use support::{fixture, run};
use terraproof::ledger::{Entry, Ledger as _, LocalLedger, Phase};
use terraproof::{Failure, Scope};

const JOURNAL: &str = "TERRAPROOF_TEST_JOURNAL";

#[test]
#[ignore = "is started by the tests below"]
fn victim() {
    let Ok(journal) = std::env::var(JOURNAL) else { return };
    let fails = std::env::var_os("TERRAPROOF_TEST_FAILS").is_some();
    run("kept", async move |t: &Scope| {
        let stack = t.stack(fixture("ordered")).var("name", t.unique("it")).var("journal", &journal).apply().await?;
        if fails {
            return Err(Failure::new("the check failed"));
        }
        stack.expect_no_changes().await?;
        Ok(())
    })
    .unwrap();
}

#[test]
fn a_failed_stack_is_kept_and_resumed_and_then_destroyed() {
    let home = tempfile::tempdir().unwrap();
    let journal = home.path().join("journal");
    let failed = start(home.path(), &[("TERRAPROOF_KEEP", "failed"), ("TERRAPROOF_TEST_FAILS", "1")]);
    let said = String::from_utf8_lossy(&failed.stderr).into_owned();
    let kept = entries(home.path());
    assert_eq!((failed.status.success(), kept.len(), journal.exists()), (false, 1, false));
    assert_eq!(kept[0].phase, Phase::Kept);
    let run = kept[0].id.run.to_string();
    assert!(said.contains(&format!("TERRAPROOF_RUN={run} cargo test kept")), "{said}");
    assert!(said.contains(&format!("terraproof shell --stack {run}/framework.kept.ordered")), "{said}");

    let resumed = start(home.path(), &[("TERRAPROOF_RUN", &run)]);
    assert!(resumed.status.success(), "{resumed:?}");
    let destroyed = std::fs::read_to_string(&journal).unwrap();
    assert!(destroyed.starts_with(&format!("it-{run}-")) && destroyed.lines().count() == 1, "{destroyed}");
    assert!(entries(home.path()).is_empty());
}

#[test]
fn what_an_earlier_attempt_left_is_not_touched() {
    let home = tempfile::tempdir().unwrap();
    let failed = start(home.path(), &[("TERRAPROOF_KEEP", "all"), ("TERRAPROOF_RUN", "rsame")]);
    assert!(failed.status.success(), "{failed:?}");
    let ledger = LocalLedger::at(home.path().join("terraproof/ledger"));
    let mut left = entries(home.path()).remove(0);
    left.phase = Phase::Undestroyed { reason: "it resisted".to_owned() };
    ledger.write(&left).unwrap();
    assert!(start(home.path(), &[("TERRAPROOF_RUN", "rsame")]).status.success());
    let after = entries(home.path());
    assert_eq!((after.len(), &after[0].phase), (1, &left.phase));
    assert!(left.directory.join("terraform.tfstate").exists());
}

fn start(home: &Path, variables: &[(&str, &str)]) -> Output {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "victim", "--ignored", "--nocapture"])
        .env("XDG_STATE_HOME", home)
        .env(JOURNAL, home.join("journal"))
        .envs(variables.iter().copied())
        .output()
        .unwrap()
}

fn entries(home: &Path) -> Vec<Entry> {
    LocalLedger::at(home.join("terraproof/ledger")).list().unwrap().entries
}
