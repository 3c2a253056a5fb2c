//! `terraproof reap`, after runs that were killed.
#![allow(clippy::unwrap_used, clippy::allow_attributes, reason = "tests may panic, their helpers too")]

mod abandoned;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime};

use abandoned::{Place, run, wait_until};
use rustix::process::{Pid, Signal, kill_process};
use terraproof::Scope;
use terraproof::ledger::{Ledger as _, Phase};

#[test]
#[ignore = "is started by the tests below, and killed"]
fn victim() {
    let Some(place) = Place::of_victim() else { return };
    let (journal, permit, release) = (place.journal(), place.permit(), place.path().join("release"));
    run("victim", async move |t: &Scope| {
        let stack = t.stack("sandbox/tests/fixtures/patient").var("journal", &journal).var("permit", &permit);
        stack.secret_var("token", "s3cr3t-value").apply().await?;
        while !release.exists() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    });
}

#[test]
#[ignore = "is started by the tests below, and killed"]
fn victim_in_apply() {
    let Some(place) = Place::of_victim() else { return };
    let journal = place.journal();
    run("victim_in_apply", async move |t: &Scope| {
        t.stack("framework/tests/fixtures/slow").var("journal", &journal).apply().await?;
        Ok(())
    });
}

fn is_applied(place: &Place) -> bool {
    place.entries().iter().any(|entry| entry.phase == Phase::Applied)
}

/// Leaves a stack behind whose test was killed.
fn abandoned() -> Place {
    let mut place = Place::new();
    place.start("victim", &[], is_applied);
    place.kill_victims();
    place
}

#[test]
fn what_a_killed_test_left_is_destroyed() {
    let place = abandoned();
    place.allow_destroy();
    let (code, report) = place.json(&["reap", "--json"]);
    assert_eq!((code, &report["stacks"][0]["result"]), (0, &"destroyed".into()), "{report}");
    assert_eq!(place.journal_lines(), ["made", "destroyed"]);
    assert_eq!(fs::read_dir(place.ledger().directory()).unwrap().count(), 0);
}

#[test]
fn a_terraform_that_outlived_its_test_is_ended_first() {
    let mut place = Place::new();
    place.start("victim_in_apply", &[], |place| !place.journal_lines().is_empty());
    place.kill_victims();
    let terraform = place.entries()[0].process.clone().unwrap();
    let (code, report) = place.json(&["reap", "--json"]);
    assert_eq!((code, &report["stacks"][0]["result"]), (0, &"destroyed".into()), "{report}");
    assert_eq!(place.journal_lines(), ["made", "destroyed"]);
    assert_eq!(terraform.is_alive(), Some(false));
}

#[test]
fn two_at_once_destroy_once() {
    let place = abandoned();
    let mut reapers = [0, 1].map(|_| place.terraproof(&["reap", "--json"]).spawn().unwrap());
    wait_until("one is at work", || place.entries().iter().any(|entry| entry.phase == Phase::Destroying));
    place.allow_destroy();
    let codes = reapers.each_mut().map(|reaper| reaper.wait().unwrap().code());
    assert_eq!(codes, [Some(0), Some(0)]);
    assert_eq!(place.journal_lines(), ["made", "destroyed"]);
    assert!(place.entries().is_empty());
}

#[test]
fn a_healthy_run_is_left_alone() {
    let mut place = Place::new();
    place.start("victim", &[], is_applied);
    let before = place.files();
    let (code, report) = place.json(&["reap", "--json"]);
    assert_eq!((code, report["stacks"].as_array().unwrap().len()), (0, 0), "{report}");
    assert!(report["left_alone"][0]["reason"].as_str().unwrap().starts_with("its test runs"), "{report}");
    assert_eq!(place.files(), before);
    place.allow_destroy();
    fs::write(place.path().join("release"), "").unwrap();
    assert!(place.victims_pass());
    assert_eq!(place.journal_lines(), ["made", "destroyed"]);
}

#[test]
fn a_dry_run_changes_nothing() {
    let place = abandoned();
    place.allow_destroy();
    let before = place.files();
    let (code, report) = place.json(&["reap", "--dry-run", "--json"]);
    assert_eq!((code, &report["stacks"][0]["result"]), (0, &"planned".into()), "{report}");
    assert_eq!(place.files(), before);
    assert_eq!(place.journal_lines(), ["made"]);
    place.json(&["reap", "--json"]);
}

#[test]
fn what_is_younger_or_of_another_run_waits() {
    let place = abandoned();
    for arguments in [["--older-than", "1h"], ["--run", "rother"]] {
        let (code, report) = place.json(&["reap", "--json", arguments[0], arguments[1]]);
        assert_eq!((code, report["stacks"].as_array().unwrap().len()), (0, 0), "{report}");
    }
    assert_eq!(place.entries().len(), 1);
    place.allow_destroy();
    place.json(&["reap", "--json"]);
}

#[test]
fn an_interrupted_reap_leaves_the_rest_to_the_next() {
    let place = abandoned();
    let reaper = place.terraproof(&["reap"]).spawn().unwrap();
    wait_until("it is at work", || place.entries().iter().any(|entry| entry.process.is_some()));
    kill_process(Pid::from_child(&reaper), Signal::INT).unwrap();
    let output = reaper.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stdout).contains("still in the ledger"), "{output:?}");
    assert_eq!(place.entries().len(), 1);
    place.allow_destroy();
    let (code, report) = place.json(&["reap", "--json"]);
    assert_eq!((code, place.journal_lines()), (0, vec!["made".to_owned(), "destroyed".to_owned()]), "{report}");
}

#[test]
fn a_killed_reap_is_taken_up_by_the_next() {
    let place = abandoned();
    let mut reaper = place.terraproof(&["reap"]).spawn().unwrap();
    wait_until("it is at work", || place.entries().iter().any(|entry| entry.process.is_some()));
    reaper.kill().unwrap();
    reaper.wait().unwrap();
    place.allow_destroy();
    let (code, report) = place.json(&["reap", "--json"]);
    assert_eq!((code, place.entries().len()), (0, 0), "{report}");
    assert!(place.journal_lines().contains(&"destroyed".to_owned()));
}

#[test]
fn at_the_deadline_what_is_left_stays() {
    let place = abandoned();
    let (code, report) = place.json(&["reap", "--json", "--deadline", "1s"]);
    assert_eq!((code, &report["stacks"][0]["result"]), (3, &"not_reached".into()), "{report}");
    assert_eq!(place.entries().len(), 1);
    place.allow_destroy();
    assert_eq!(place.json(&["reap", "--json"]).0, 0);
}

#[test]
fn what_cannot_be_destroyed_stays_with_the_reason() {
    let place = abandoned();
    let mut broken = place.entries().remove(0);
    fs::write(broken.directory.join("main.tf"), "resource {").unwrap();
    let (code, report) = place.json(&["reap", "--json"]);
    assert_eq!((code, &report["stacks"][0]["result"]), (4, &"failed".into()), "{report}");
    broken = place.entries().remove(0);
    assert!(matches!(&broken.phase, Phase::Undestroyed { reason } if reason.contains("main.tf")), "{:?}", broken.phase);
    fs::copy(fixture("patient/main.tf"), broken.directory.join("main.tf")).unwrap();
    place.allow_destroy();
    assert_eq!(place.json(&["reap", "--json"]).0, 0);
    assert_eq!(place.journal_lines(), ["made", "destroyed"]);
}

#[test]
fn a_state_that_a_living_process_has_locked_is_left_to_it() {
    let place = abandoned();
    let entry = place.entries().remove(0);
    let before = fs::read(entry.directory.join("terraform.tfstate")).unwrap();
    let mut holder = Command::new(&entry.binary)
        .args(["destroy", "-no-color"])
        .arg(format!("-var-file={}", entry.variables.as_ref().unwrap().display()))
        .current_dir(&entry.directory)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    wait_until("terraform asks", || entry.directory.join(".terraform.tfstate.lock.info").exists());
    place.allow_destroy();
    let (code, report) = place.json(&["reap", "--json"]);
    let lives = holder.try_wait().unwrap().is_none();
    drop(holder.stdin.take());
    holder.wait().unwrap();
    assert_eq!((code, lives, &report["stacks"][0]["result"]), (4, true, &"failed".into()), "{report}");
    let reason = report["stacks"][0]["detail"].as_str().unwrap();
    assert!(reason.contains(&format!("held by the living process {} (`", holder.id())), "{reason}");
    assert_eq!(fs::read(entry.directory.join("terraform.tfstate")).unwrap(), before);
    assert_eq!((place.json(&["reap", "--json"]).0, place.journal_lines().len()), (0, 2));
}

#[test]
fn a_torn_state_is_replaced_by_its_backup_or_reported() {
    let place = abandoned();
    place.allow_destroy();
    let state = place.entries()[0].directory.join("terraform.tfstate");
    let whole = fs::read_to_string(&state).unwrap();
    fs::write(&state, &whole[..whole.len() / 2]).unwrap();
    let backup = state.with_extension("tfstate.backup");
    fs::remove_file(&backup).ok();
    let (code, report) = place.json(&["reap", "--json"]);
    assert_eq!((code, &report["stacks"][0]["result"]), (4, &"failed".into()), "{report}");
    fs::write(&backup, whole).unwrap();
    let (code, report) = place.json(&["reap", "--json"]);
    assert_eq!((code, place.journal_lines().len()), (0, 2), "{report}");
}

#[test]
fn a_terraform_and_a_repository_that_are_gone_are_not_missed() {
    let place = abandoned();
    let mut entry = place.entries().remove(0);
    (entry.binary, entry.source) = ("/nowhere/terraform".into(), "/nowhere/examples/site".into());
    place.ledger().write(&entry).unwrap();
    place.allow_destroy();
    let (code, report) = place.json(&["reap", "--json"]);
    assert_eq!((code, &report["stacks"][0]["result"]), (0, &"destroyed".into()), "{report}");
    assert_eq!(place.journal_lines(), ["made", "destroyed"]);
}

#[test]
fn a_working_directory_without_an_entry_goes_when_it_is_old_and_names_nothing() {
    let place = Place::new();
    let run = place.ledger().directory().join("r1234567");
    let [old, young, naming] = ["t.old", "t.young", "t.naming"].map(|name| run.join(name));
    for directory in [&old, &young, &naming] {
        fs::create_dir_all(directory).unwrap();
    }
    let state = r#"{"resources": [{"mode": "managed", "type": "a", "name": "b", "instances": [{}]}]}"#;
    fs::write(naming.join("terraform.tfstate"), state).unwrap();
    let hours_ago = SystemTime::now() - Duration::from_secs(2 * 3600);
    for directory in [&old, &naming] {
        fs::File::open(directory).unwrap().set_modified(hours_ago).unwrap();
    }
    let (code, report) = place.json(&["reap", "--json"]);
    assert_eq!((code, report["orphans"].as_array().unwrap().len()), (4, 2), "{report}");
    assert!(!old.exists() && young.exists() && naming.exists(), "{report}");
}

#[test]
fn what_cannot_be_understood_is_reported_and_left() {
    let place = Place::new();
    let run = place.ledger().directory().join("r1234567");
    fs::create_dir_all(&run).unwrap();
    fs::write(run.join("torn.json"), "{\"version\": 1, \"ru").unwrap();
    let (code, report) = place.json(&["reap", "--json"]);
    assert_eq!((code, report["unreadable"].as_array().unwrap().len()), (5, 1), "{report}");
    assert!(run.join("torn.json").exists());
}

#[test]
fn an_entry_that_names_a_directory_outside_does_not_remove_it() {
    let place = abandoned();
    place.allow_destroy();
    let outside = place.path().join("elsewhere/precious");
    fs::create_dir(&outside).unwrap();
    let mut entry = place.entries().remove(0);
    fs::remove_dir_all(&entry.root).unwrap();
    (entry.root, entry.directory, entry.phase) = (outside.clone(), outside.clone(), Phase::Destroying);
    place.ledger().write(&entry).unwrap();
    let (code, report) = place.json(&["reap", "--json"]);
    assert_eq!((code, &report["stacks"][0]["result"]), (0, &"closed".into()), "{report}");
    assert!(outside.exists());
}

#[test]
fn what_is_kept_waits_until_it_is_asked_for() {
    let mut place = Place::new();
    fs::write(place.path().join("release"), "").unwrap();
    place.start("victim", &[("TERRAPROOF_KEEP", Path::new("all"))], |place| {
        place.entries().iter().any(|entry| entry.phase == Phase::Kept)
    });
    assert!(place.victims_pass());
    place.allow_destroy();
    let (code, report) = place.json(&["reap", "--json"]);
    assert_eq!((code, report["stacks"].as_array().unwrap().len()), (0, 0), "{report}");
    let run = place.entries()[0].id.run.to_string();
    assert_eq!(place.json(&["reap", "--json", "--run", &run, "--kept"]).0, 0);
    assert_eq!(place.journal_lines(), ["made", "destroyed"]);
}

fn fixture(path: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(path)
}
