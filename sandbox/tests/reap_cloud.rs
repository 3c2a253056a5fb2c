//! `terraproof reap` in the localhost cloud: what terraform knew, what a kill hid from it, and an emulator that is gone.
#![allow(clippy::unwrap_used, clippy::allow_attributes, reason = "tests may panic, their helpers too")]

mod abandoned;
mod common;

use std::path::Path;

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
