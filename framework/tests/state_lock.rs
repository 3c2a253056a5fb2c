//! The lock of a state, and a state that is torn.
#![allow(clippy::unwrap_used, clippy::allow_attributes, reason = "tests may panic, their helpers too")]

mod support;

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use support::{fixture, left_in_ledger, run, words};
use terraproof::Scope;
use terraproof::ledger::{Entry, Ledger as _, LocalLedger};

fn entry_of(name: &str) -> Entry {
    let test = format!("framework.{name}");
    let listing = LocalLedger::of_user().unwrap().list().unwrap();
    listing.entries.into_iter().find(|entry| entry.id.test == test).unwrap()
}

/// Starts a terraform of somebody else, which holds the lock until its question is answered.
async fn terraform_that_asks(entry: &Entry) -> Child {
    let mut command = Command::new(&entry.binary);
    command.args(["destroy", "-no-color"]).current_dir(&entry.directory);
    command.arg(format!("-var-file={}", entry.variables.as_ref().unwrap().display()));
    let child = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let note = entry.directory.join(".terraform.tfstate.lock.info");
    tokio::time::timeout(Duration::from_secs(60), async {
        while !note.exists() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
    .await
    .unwrap();
    child
}

#[test]
fn the_living_lock_of_somebody_else_is_respected_and_its_holder_named() {
    let home = tempfile::tempdir().unwrap();
    let journal = home.path().join("journal");
    let (told, holder) = (journal.clone(), Arc::new(Mutex::new(None)));
    let started = Arc::clone(&holder);
    let failure = run("locked", async move |t: &Scope| {
        t.stack(fixture("ordered")).var("name", "it").var("journal", &told).apply().await?;
        let child = terraform_that_asks(&entry_of("locked")).await;
        *started.lock().unwrap() = Some(child);
        Ok(())
    })
    .unwrap_err();
    let mut holder = holder.lock().unwrap().take().unwrap();
    let lives = holder.try_wait().unwrap().is_none();
    drop(holder.stdin.take());
    holder.wait().unwrap();
    let said = words(&failure);
    assert!(lives && !journal.exists(), "{said}");
    assert!(said.contains(&format!("is held by the living process {}", holder.id())), "{said}");
    assert!(
        said.contains("next: wait until that process has ended") && said.contains("terraproof reap --run"),
        "{said}"
    );
    assert_eq!(left_in_ledger("locked"), 1);
    support::destroy_by_hand("locked", &home.path().join("permit"));
    assert_eq!(std::fs::read_to_string(journal).unwrap(), "it\n");
}

#[test]
fn what_a_dead_holder_of_the_lock_left_holds_nobody_up() {
    let home = tempfile::tempdir().unwrap();
    let journal = home.path().join("journal");
    let told = journal.clone();
    run("stale_lock", async move |t: &Scope| {
        t.stack(fixture("ordered")).var("name", "it").var("journal", &told).apply().await?;
        let entry = entry_of("stale_lock");
        let mut child = terraform_that_asks(&entry).await;
        child.kill()?;
        child.wait()?;
        assert!(entry.directory.join(".terraform.tfstate.lock.info").exists());
        Ok(())
    })
    .unwrap();
    assert_eq!(std::fs::read_to_string(journal).unwrap(), "it\n");
    assert_eq!(left_in_ledger("stale_lock"), 0);
}

/// Applies a stack, tears its state in the middle, and leaves the whole one under another name.
fn destroyed_after_tearing(name: &'static str, better: &'static str) -> String {
    let home = tempfile::tempdir().unwrap();
    let journal: PathBuf = home.path().join("journal");
    let told = journal.clone();
    run(name, async move |t: &Scope| {
        t.stack(fixture("ordered")).var("name", "it").var("journal", &told).apply().await?;
        tear(&entry_of(name).directory.join("terraform.tfstate"), better);
        Ok(())
    })
    .unwrap();
    assert_eq!(left_in_ledger(name), 0);
    std::fs::read_to_string(journal).unwrap()
}

fn tear(state: &Path, better: &str) {
    let whole = std::fs::read_to_string(state).unwrap();
    std::fs::write(state.with_file_name(better), &whole).unwrap();
    std::fs::write(state, &whole[..whole.len() / 2]).unwrap();
}

#[test]
fn a_torn_state_is_replaced_by_what_terraform_rescued() {
    assert_eq!(destroyed_after_tearing("rescued", "errored.tfstate"), "it\n");
}

#[test]
fn a_torn_state_is_replaced_by_its_backup() {
    assert_eq!(destroyed_after_tearing("backup", "terraform.tfstate.backup"), "it\n");
}
