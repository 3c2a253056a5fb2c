//! What the tests of the framework share.
#![allow(dead_code, reason = "each test binary uses its part")]

use terraproof::ledger::{Ledger as _, LocalLedger};
use terraproof::{Failure, Scope, TestInfo, TestResult};

/// Runs a body as a test of its own.
pub(crate) fn run<F>(name: &str, body: F) -> TestResult
where
    F: for<'s> AsyncFnOnce(&'s Scope) -> TestResult + Send + 'static,
{
    terraproof::run(info(name), body)
}

/// Describes a test of this crate.
pub(crate) fn info(name: &str) -> TestInfo {
    TestInfo::new(format!("framework::{name}")).manifest_dir(env!("CARGO_MANIFEST_DIR"))
}

/// Returns a fixture's path from the project's root.
pub(crate) fn fixture(name: &str) -> String {
    format!("framework/tests/fixtures/{name}")
}

/// Returns everything that a person would read.
pub(crate) fn words(failure: &Failure) -> String {
    format!("{failure:?}")
}

/// Counts what the ledger still holds for a test.
pub(crate) fn left_in_ledger(name: &str) -> usize {
    let test = format!("framework.{name}");
    let listing = LocalLedger::of_user().unwrap().list().unwrap();
    listing.entries.iter().filter(|entry| entry.id.test == test).count()
}

/// Destroys what a test was made to leave behind, with nothing but what the ledger says.
pub(crate) fn destroy_by_hand(name: &str, permit: &std::path::Path) {
    std::fs::write(permit, "").unwrap();
    let ledger = LocalLedger::of_user().unwrap();
    let test = format!("framework.{name}");
    for entry in ledger.list().unwrap().entries.iter().filter(|entry| entry.id.test == test) {
        let mut destroy = std::process::Command::new(&entry.binary);
        destroy.args(["destroy", "-auto-approve", "-no-color"]).current_dir(&entry.directory);
        if let Some(variables) = &entry.variables {
            destroy.arg(format!("-var-file={}", variables.display()));
        }
        assert!(destroy.output().unwrap().status.success());
        std::fs::remove_dir_all(&entry.root).unwrap();
        ledger.remove(&entry.id).unwrap();
    }
}
