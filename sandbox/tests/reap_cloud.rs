//! `terraproof reap` in the localhost cloud: what terraform knew, what a kill hid from it, and an emulator that is gone.
#![allow(clippy::unwrap_used, clippy::allow_attributes, reason = "tests may panic, their helpers too")]

mod abandoned;
mod common;

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use abandoned::{Place, run};
use common::Home;
use serde_json::Value;
use terraproof::Scope;
use terraproof::ledger::Entry;

#[test]
#[ignore = "is started by the tests below, and killed"]
fn victim() {
    let Some(_) = Place::of_victim() else { return };
    run("cloud", async |t: &Scope| {
        t.stack("sandbox/tests/fixtures/cloud").var("name", t.unique("reap")).apply().await?;
        Ok(())
    });
}

/// Makes something by itself, and never a stack.
#[test]
#[ignore = "is started by the tests below, and killed"]
fn victim_without_a_stack() {
    let Some(place) = Place::of_victim() else { return };
    let (made, release) = (place.path().join("made"), place.path().join("release"));
    run("without_a_stack", async move |t: &Scope| {
        t.account().await?;
        let create = t
            .http()
            .post("https://sqs.us-east-1.amazonaws.com/")
            .header("content-type", "application/x-www-form-urlencoded")
            .body("Action=CreateQueue&QueueName=by-itself&Version=2012-11-05");
        assert_eq!(create.send().await?.status(), 200);
        std::fs::write(made, "")?;
        while !release.exists() {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        Ok(())
    });
}

#[test]
fn an_account_without_a_stack_is_dropped_once_its_test_is_dead() {
    let home = Home::new();
    let (mut place, cache) = (Place::new(), home.path().join("cache"));
    let stranger = Place::new();
    place.start("victim_without_a_stack", &[("TERRAPROOF_CACHE", &cache)], |place| place.path().join("made").exists());
    let reap = |place: &Place, arguments: &[&str]| -> Value {
        let output = place.terraproof(arguments).env("TERRAPROOF_CACHE", &cache).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        serde_json::from_slice(&output.stdout).unwrap()
    };
    assert_eq!(reap(&place, &["reap", "--json"])["accounts"], serde_json::json!([]));
    place.kill_victims();
    assert_eq!(reap(&stranger, &["reap", "--json"])["accounts"], serde_json::json!([]));
    assert_eq!(reap(&place, &["reap", "--json", "--run", "rother"])["accounts"], serde_json::json!([]));
    assert_eq!(reap(&place, &["reap", "--json", "--dry-run"])["accounts"][0]["fate"], "planned");
    assert_eq!(home.accounts(), 1);
    let report = reap(&place, &["reap", "--json"]);
    let account = &report["accounts"][0];
    assert_eq!((&account["fate"], &account["test"]), (&"removed".into(), &"reap.without_a_stack".into()), "{report}");
    assert!(account["left"][0].as_str().unwrap().starts_with("sqs Queue `by-itself`"), "{report}");
    assert_eq!(home.accounts(), 0);
}

/// Kills a test in the middle of its apply, when terraform has noted both the queue and the bucket.
fn killed_in_apply(home: &Home) -> (Place, Entry) {
    let mut place = Place::new();
    let cache = home.path().join("cache");
    place.start("victim", &[("TERRAPROOF_CACHE", &cache)], |place| {
        let entry = place.entries().into_iter().next();
        let state = entry.map(|entry| std::fs::read_to_string(entry.directory.join("terraform.tfstate")));
        state.is_some_and(|state| {
            state.is_ok_and(|state| state.contains("aws_sqs_queue") && state.contains("aws_s3_bucket"))
        })
    });
    place.kill_victims();
    let entry = place.entries().remove(0);
    (place, entry)
}

/// Reaps in an environment that leads to another cache: the entry knows its own.
fn reap(place: &Place, home: &Home) -> (i32, Value) {
    let mut command = place.terraproof(&["reap", "--json"]);
    let output = command.env("TERRAPROOF_CACHE", home.path().join("other cache")).output().unwrap();
    (output.status.code().unwrap(), serde_json::from_slice(&output.stdout).unwrap())
}

#[test]
fn a_test_killed_in_its_apply_leaves_no_account() {
    let home = Home::new();
    let (place, _) = killed_in_apply(&home);
    assert_eq!(home.accounts(), 1);
    let (code, report) = reap(&place, &home);
    assert_eq!((code, &report["stacks"][0]["result"]), (0, &"destroyed".into()), "{report}");
    assert_eq!((home.accounts(), place.entries().len()), (0, 0));
}

#[test]
fn what_the_state_does_not_name_is_told_and_goes_with_the_account() {
    let home = Home::new();
    let (place, entry) = killed_in_apply(&home);
    place.end_processes(&entry);
    for name in ["terraform.tfstate", "terraform.tfstate.backup"] {
        std::fs::remove_file(entry.directory.join(name)).ok();
    }
    let (code, report) = reap(&place, &home);
    assert_eq!(code, 0, "{report}");
    let left: Vec<&str> =
        report["stacks"][0]["left_by_a_kill"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert!(left.iter().any(|item| item.starts_with("sqs Queue")), "{report}");
    assert!(left.iter().any(|item| item.starts_with("s3 ")), "{report}");
    assert_eq!((home.accounts(), place.entries().len()), (0, 0));
}

#[test]
fn a_torn_state_is_told_and_all_goes_with_the_account() {
    let home = Home::new();
    let (place, entry) = killed_in_apply(&home);
    place.end_processes(&entry);
    std::fs::write(entry.directory.join("terraform.tfstate"), "{\"version\": 4, \"reso").unwrap();
    std::fs::remove_file(entry.directory.join("terraform.tfstate.backup")).ok();
    let (code, report) = reap(&place, &home);
    assert_eq!((code, &report["stacks"][0]["result"]), (0, &"dropped".into()), "{report}");
    assert!(report["stacks"][0]["detail"].as_str().unwrap().contains("torn"), "{report}");
    assert_eq!((home.accounts(), place.entries().len()), (0, 0));
}

#[test]
fn when_the_emulator_is_gone_the_entry_is_closed() {
    let home = Home::new();
    let (place, entry) = killed_in_apply(&home);
    home.terraproof(&["down"]).assert().success();
    let (code, report) = reap(&place, &home);
    assert_eq!((code, &report["stacks"][0]["detail"]), (0, &"the emulator it lived in is gone".into()), "{report}");
    assert!(place.entries().is_empty() && !Path::new(&entry.root).exists());
    assert!(entry.process.is_none_or(|process| process.is_alive() == Some(false)));
}

/// Makes another build of the command: its launcher of the emulator differs in one letter, as after a change of the source.
fn another_build(directory: &Path) -> PathBuf {
    let path = directory.join("terraproof");
    let mut sed = Command::new("sed");
    sed.env("LC_ALL", "C")
        .arg("s/Plays AWS: moto behind/Plays AWS; moto behind/")
        .arg(env!("CARGO_BIN_EXE_terraproof"));
    assert!(sed.stdout(std::fs::File::create(&path).unwrap()).status().unwrap().success());
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    path
}

#[test]
fn another_build_of_the_command_in_a_copy_of_the_repository_reaps_as_well() {
    let home = Home::new();
    let (mut place, cache) = (Place::new(), home.path().join("cache"));
    place.start("victim_without_a_stack", &[("TERRAPROOF_CACHE", &cache)], |place| place.path().join("made").exists());
    place.kill_victims();
    let (other, _) = killed_in_apply(&home);
    let copy = home.path().join("copy");
    std::fs::create_dir(&copy).unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    for file in ["Cargo.toml", "terraproof.toml"] {
        std::fs::copy(root.join(file), copy.join(file)).unwrap();
    }
    let build = another_build(&copy);
    let reap = |place: &Place| -> Value {
        let mut command = Command::new(&build);
        command.args(["reap", "--json"]).current_dir(&copy).env("XDG_STATE_HOME", place.state());
        let output = command.env("TERRAPROOF_CACHE", &cache).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        serde_json::from_slice(&output.stdout).unwrap()
    };
    // To this build the emulator is another one's.
    let doctor = Command::new(&build).arg("doctor").env("TERRAPROOF_CACHE", &cache).output().unwrap();
    assert!(String::from_utf8_lossy(&doctor.stdout).contains("of another build runs too"), "{doctor:?}");
    assert_eq!(reap(&other)["stacks"][0]["result"], "destroyed");
    assert_eq!(reap(&place)["accounts"][0]["fate"], "removed");
    assert_eq!((home.accounts(), other.entries().len()), (0, 0));
}
