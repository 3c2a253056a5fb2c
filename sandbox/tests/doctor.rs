//! What the doctor finds on broken machines.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod common;

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::Stdio;

use common::{Home, said};
use serde_json::Value;

/// Runs the doctor with nothing in its environment but what is given.
fn examined(variables: &[(&str, &Path)]) -> (Value, i32) {
    let mut command = assert_cmd::Command::new(env!("CARGO_BIN_EXE_terraproof"));
    command.args(["doctor", "--json"]).env_clear().envs(variables.iter().copied());
    let (stdout, stderr, code) = said(&mut command);
    (serde_json::from_str(&stdout).unwrap_or_else(|error| panic!("{error}: {stdout}{stderr}")), code)
}

fn finding<'a>(report: &'a Value, area: &str) -> &'a Value {
    let findings = report["findings"].as_array().unwrap();
    findings.iter().find(|finding| finding["area"] == area).unwrap()
}

#[test]
fn a_machine_with_a_toolchain_works_and_the_doctor_starts_nothing() {
    let home = Home::new();
    let (stdout, _, code) = said(&mut home.terraproof(&["doctor"]));
    assert_eq!(code, 0, "{stdout}");
    assert!(stdout.contains("A test in the localhost cloud would work."), "{stdout}");
    assert!(stdout.contains("hashicorp/aws") || stdout.contains("none for this platform"), "{stdout}");
    assert!(home.emulator().is_none());
}

#[test]
fn an_emulator_that_runs_is_described() {
    let home = Home::new();
    home.terraproof(&["up", "--print-env"]).assert().success();
    let (stdout, _, _) = said(&mut home.terraproof(&["doctor", "--json"]));
    let report: Value = serde_json::from_str(&stdout).unwrap();
    let pids = finding(&report, "emulator")["facts"]["pids"].as_array().unwrap().len();
    assert_eq!(pids, home.emulator().unwrap().workers().len());
    assert_eq!(finding(&report, "gateway")["facts"]["running"], true);
}

#[test]
fn without_python_the_next_step_is_to_install_one() {
    let directory = tempfile::tempdir().unwrap();
    let (report, code) = examined(&[("HOME", directory.path()), ("PATH", directory.path())]);
    assert_eq!((code, &report["works"]), (1, &Value::Bool(false)));
    let python = finding(&report, "python");
    assert_eq!(python["state"], "problem");
    assert!(python["next"].as_str().unwrap().contains("install Python"), "{python}");
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 0);
}

#[test]
fn a_cache_that_cannot_be_written_is_named() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("file");
    fs::write(&file, "").unwrap();
    let (report, code) = examined(&[("HOME", directory.path()), ("TERRAPROOF_CACHE", &file.join("cache"))]);
    assert_eq!(code, 1);
    let cache = finding(&report, "cache");
    assert_eq!(cache["state"], "problem");
    assert!(cache["text"].as_str().unwrap().contains(file.to_str().unwrap()), "{cache}");
}

#[test]
fn without_any_environment_the_doctor_still_answers() {
    let (report, code) = examined(&[]);
    assert_eq!(code, 1);
    assert!(finding(&report, "cache")["next"].as_str().unwrap().contains("TERRAPROOF_CACHE"));
    assert_eq!(finding(&report, "ledger")["state"], "problem");
}

#[test]
fn a_gateway_that_was_killed_is_noted_with_what_clears_it() {
    let home = Home::new();
    fs::create_dir_all(home.cache().path().join("run/4294967295-dead")).unwrap();
    let (stdout, _, code) = said(&mut home.terraproof(&["doctor"]));
    assert_eq!(code, 0, "{stdout}");
    assert!(stdout.contains("4294967295-dead") && stdout.contains("`terraproof down` removes"), "{stdout}");
    home.terraproof(&["down"]).assert().success();
    assert!(!home.cache().path().join("run/4294967295-dead").exists());
}

#[test]
fn a_process_of_the_emulator_that_nobody_can_find_is_named_with_what_ends_it() {
    let home = Home::new();
    let launcher = home.path().join("cache/emulator/abcd/one/launcher.py");
    fs::create_dir_all(launcher.parent().unwrap()).unwrap();
    // As one that hangs: it does not look for its state file.
    fs::write(&launcher, "import sys; print(flush=True); sys.stdin.read()").unwrap();
    let state_file = home.path().join("cache/emulator/abcd/state.json");
    let mut python = std::process::Command::new("python3");
    python.arg("-I").args([&launcher, &state_file]).args(["one", "1800"]);
    let mut hanging = python.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    BufReader::new(hanging.stdout.as_mut().unwrap()).read_line(&mut String::new()).unwrap();
    let (stdout, _, code) = said(&mut home.terraproof(&["doctor", "--json"]));
    let pid = hanging.id();
    drop(hanging.stdin.take());
    hanging.wait().unwrap();
    let report: Value = serde_json::from_str(&stdout).unwrap();
    let findings = report["findings"].as_array().unwrap();
    let stray = findings.iter().find(|finding| finding["facts"]["pid"] == pid).unwrap_or_else(|| panic!("{report:#}"));
    assert_eq!((code, &stray["state"]), (0, &"note".into()));
    assert!(stray["next"].as_str().unwrap().contains(&format!("`kill {pid}`")), "{stray}");
}
