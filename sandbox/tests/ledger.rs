//! `terraproof ledger list`, `show` and `forget`.
#![allow(clippy::unwrap_used, clippy::allow_attributes, reason = "tests may panic, their helpers too")]

mod abandoned;

use std::fs;
use std::process::{Output, Stdio};

use abandoned::{Place, run};
use terraproof::Scope;
use terraproof::ledger::Phase;

#[test]
#[ignore = "is started by the tests below, and killed"]
fn victim() {
    let Some(place) = Place::of_victim() else { return };
    let (journal, permit) = (place.journal(), place.permit());
    run("ledger", async move |t: &Scope| {
        let stack = t.stack("sandbox/tests/fixtures/patient").var("journal", &journal).var("permit", &permit);
        stack.secret_var("token", "s3cr3t-value").env("HUSH", "qu1et-value").apply().await?;
        std::future::pending::<()>().await;
        Ok(())
    });
}

/// Leaves a stack behind whose test was killed; the second value is its id.
fn abandoned() -> (Place, String) {
    let mut place = Place::new();
    place.start("victim", &[], |place| place.entries().iter().any(|entry| entry.phase == Phase::Applied));
    place.kill_victims();
    let id = place.entries()[0].id.to_string();
    (place, id)
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn list_says_what_is_there_and_what_to_do() {
    let (place, id) = abandoned();
    let (code, list) = place.json(&["ledger", "list", "--json"]);
    assert_eq!((code, &list["stacks"][0]["id"]), (0, &id.as_str().into()), "{list}");
    assert_eq!(
        (&list["stacks"][0]["phase"], &list["stacks"][0]["owner"]),
        (&"applied".into(), &"dead".into()),
        "{list}"
    );
    let text = said(&place.terraproof(&["ledger", "list"]).output().unwrap());
    assert!(text.contains("terraproof reap"), "{text}");
    place.allow_destroy();
    place.json(&["reap", "--json"]);
    let text = said(&place.terraproof(&["ledger", "list"]).output().unwrap());
    assert!(text.starts_with("nothing is written down"), "{text}");
}

#[test]
fn list_reports_what_cannot_be_read() {
    let place = Place::new();
    let run = place.ledger().directory().join("r1234567");
    fs::create_dir_all(run.join("directory.json")).unwrap();
    fs::write(run.join("torn.json"), "{").unwrap();
    let (code, list) = place.json(&["ledger", "list", "--json"]);
    assert_eq!((code, list["unreadable"].as_array().unwrap().len()), (5, 2), "{list}");
}

#[test]
fn show_names_variables_and_resources_and_no_value_that_was_given() {
    let (place, id) = abandoned();
    for arguments in [vec!["ledger", "show", &id], vec!["ledger", "show", &id, "--json"]] {
        let text = said(&place.terraproof(&arguments).output().unwrap());
        assert!(text.contains("terraform_data.this") && text.contains("token") && text.contains("HUSH"), "{text}");
        assert!(text.contains("terraproof reap --run "), "{text}");
        assert!(!text.contains("s3cr3t-value") && !text.contains("qu1et-value"), "{text}");
    }
    place.allow_destroy();
    place.json(&["reap", "--json"]);
}

#[test]
fn a_stack_that_is_not_there_names_one_that_is() {
    let (place, id) = abandoned();
    let (_, without_run) = id.split_once('/').unwrap();
    let output = place.terraproof(&["ledger", "show", without_run]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains(&format!("did you mean `{id}`?")), "{}", said(&output));
    place.allow_destroy();
    place.json(&["reap", "--json"]);
}

#[test]
fn forget_asks_and_without_a_terminal_refuses() {
    let (place, id) = abandoned();
    let output = place.terraproof(&["ledger", "forget", &id]).stdin(Stdio::null()).output().unwrap();
    assert_eq!((output.status.code(), place.entries().len()), (Some(1), 1), "{}", said(&output));
    assert!(said(&output).contains("is not destroyed: whatever exists stays, and nothing will find it again"));
    place.allow_destroy();
    place.json(&["reap", "--json"]);
}

#[test]
fn forget_keeps_the_directory_and_says_where() {
    let (place, id) = abandoned();
    let root = place.entries()[0].root.clone();
    let output = place.terraproof(&["ledger", "forget", &id, "--yes"]).output().unwrap();
    assert_eq!((output.status.code(), place.entries().len()), (Some(0), 0), "{}", said(&output));
    assert!(said(&output).contains(root.to_str().unwrap()), "{}", said(&output));
    assert!(root.join("variables.tfvars.json").exists());
    let (code, report) = place.json(&["reap", "--json"]);
    assert_eq!((code, root.exists()), (0, true), "{report}");
}
