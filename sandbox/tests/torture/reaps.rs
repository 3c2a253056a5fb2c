//! Reaps that meet each other, and running tests.

use std::fs;
use std::path::Path;
use std::process::Stdio;

use serde_json::Value;
use terraproof::ledger::Phase;

use crate::blow::Blow;
use crate::common::Home;
use crate::traces::Traces;
use crate::victim::Place;

const VICTIM: &str = "victims::whole_life";

#[test]
fn two_reaps_at_once_clean_up_together() {
    let home = Home::new();
    let place = Place::new(home.path(), "twice1");
    let mut victim = place.start(VICTIM);
    let entry = victim.wait_for("the stack is there", |entry| entry.phase == Phase::Applied);
    Blow::Kill.strike(victim.pid());
    victim.end().unwrap();
    let mut reapers = [place.reaper(), place.reaper()];
    let reapers =
        reapers.each_mut().map(|reaper| reaper.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap());
    for reaper in reapers {
        let output = reaper.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{output:?}");
    }
    let left = Traces::of(&place, entry.account.as_deref());
    assert_eq!(left.count(), 0, "{left:?}");
    place.clear_report();
}

#[test]
fn reaps_during_a_healthy_run_take_what_is_dead_and_nothing_else() {
    let home = Home::new();
    let healthy = Place::new(home.path(), "healthy1");
    let killed = healthy.beside("killed1");
    let mut dead = killed.start(VICTIM);
    let entry = dead
        .wait_for("its apply has begun", |entry| entry.id.run.as_str() == killed.run && entry.phase == Phase::Applying);
    let mut alive = healthy.start(VICTIM);
    Blow::KillGroup.strike(dead.pid());
    dead.end().unwrap();
    let mut reaps = 0;
    while !alive.has_ended() {
        let output = healthy.reap();
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        reaps += 1;
    }
    assert!(alive.end().unwrap().success() && reaps > 1, "{reaps} reaps\n{}", alive.words());
    let left = Traces::of(&healthy, entry.account.as_deref());
    assert_eq!(left.count(), 0, "{left:?}");
    healthy.clear_report();
    killed.clear_report();
}

/// A subnet that was made in the moment of the kill keeps its network from being deleted, and the provider tries for five minutes.
#[test]
fn what_a_kill_left_unwritten_does_not_hold_a_reap_up() {
    let home = Home::new();
    let place = Place::new(home.path(), "unwritten1");
    let mut victim = place.start(VICTIM);
    let entry = victim.wait_for("the stack is there", |entry| entry.phase == Phase::Applied);
    Blow::KillGroup.strike(victim.pid());
    victim.end().unwrap();
    forget_in_state(&entry.directory.join("terraform.tfstate"), "aws_subnet");
    let output = place.reap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("\"dropped\"") && said.contains("Subnet `subnet-"), "{output:?}");
    let left = Traces::of(&place, entry.account.as_deref());
    assert_eq!(left.count(), 0, "{left:?}");
    place.clear_report();
}

fn forget_in_state(file: &Path, kind: &str) {
    let mut state: Value = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
    state["resources"].as_array_mut().unwrap().retain(|resource| resource["type"] != kind);
    fs::write(file, state.to_string()).unwrap();
}
