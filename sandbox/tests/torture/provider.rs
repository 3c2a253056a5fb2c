//! The provider dies in the middle of an apply.

use std::fs;
use std::path::Path;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use terraproof::ledger::Phase;

use crate::common::Home;
use crate::proc::working_below;
use crate::traces::Traces;
use crate::victim::Place;

#[test]
fn a_provider_that_is_killed_fails_the_test_readably_and_leaves_nothing() {
    let home = Home::new();
    let place = Place::new(home.path(), "provider1");
    let mut victim = place.start("victims::whole_life");
    let entry = victim.wait_for("half of the stack is made", |entry| {
        // Nothing is in flight: what the provider was making when it died would be left, as it would be on AWS.
        let made = ["aws_vpc", "aws_subnet", "aws_security_group", "aws_s3_bucket"];
        entry.phase == Phase::Applying && made.iter().all(|kind| is_made(&entry.directory, kind))
    });
    let providers =
        working_below(place.directory()).into_iter().filter(|it| it.command.contains("terraform-provider-aws"));
    let mut killed = 0;
    for provider in providers {
        kill_process(Pid::from_raw(provider.pid).unwrap(), Signal::KILL).unwrap();
        killed += 1;
    }
    let status = victim.end().unwrap();
    let words = victim.words();
    assert!(killed > 0 && !status.success(), "{killed} providers were killed; {status}\n{words}");
    for expected in ["apply", "fixture", "plugin"] {
        assert!(words.to_lowercase().contains(expected), "`{expected}` is not in\n{words}");
    }
    let left = Traces::of(&place, entry.account.as_deref());
    assert_eq!(left.count(), 0, "{left:?}\n{words}");
    place.clear_report();
}

/// Tells whether the state has an instance of a kind. The resource alone is in it as soon as its creation begins.
fn is_made(directory: &Path, kind: &str) -> bool {
    let text = fs::read(directory.join("terraform.tfstate")).unwrap_or_default();
    let state: Value = serde_json::from_slice(&text).unwrap_or_default();
    let resources = state["resources"].as_array().into_iter().flatten();
    let made =
        |it: &Value| it["type"] == kind && it["instances"].as_array().is_some_and(|instances| !instances.is_empty());
    resources.filter(|it| made(it)).count() == 1
}
