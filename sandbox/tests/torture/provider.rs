//! The provider dies in the middle of an apply.

use std::fs;
use std::path::Path;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use terraproof::ledger::{Entry, Phase};

use crate::common::Home;
use crate::proc::working_below;
use crate::say;
use crate::traces::Traces;
use crate::victim::{Place, Victim, until};

/// Lets the test whose provider was killed come to its end, and looks that nothing is left without a reap.
fn leaves_nothing(place: &Place, mut victim: Victim, entry: &Entry) -> (bool, String) {
    let killed = kill_provider(place);
    let status = victim.end().unwrap();
    let words = victim.words();
    assert!(killed > 0, "there was no provider to kill\n{words}");
    let left = Traces::of(place, entry.account.as_deref());
    assert_eq!(left.count(), 0, "{left:?}\n{words}");
    place.clear_report();
    (status.success(), words)
}

fn providers(place: &Place) -> impl Iterator<Item = Pid> {
    let processes = working_below(place.directory()).into_iter();
    processes.filter(|it| it.command.contains("terraform-provider-aws")).filter_map(|it| Pid::from_raw(it.pid))
}

/// Kills those that run, waiting until there is one.
fn kill_provider(place: &Place) -> usize {
    until(|| {
        Some(providers(place).filter(|pid| kill_process(*pid, Signal::KILL).is_ok()).count()).filter(|many| *many > 0)
    })
    .unwrap_or_default()
}

#[test]
fn a_provider_that_is_killed_with_a_subnet_in_flight_fails_the_test_readably_and_leaves_nothing() {
    let home = Home::new();
    let place = Place::new(home.path(), "provider1");
    let mut victim = place.start("victims::whole_life");
    let entry = victim.wait_for("the network is made and the subnet is not", |entry| {
        entry.phase == Phase::Applying && instances(&entry.directory, "aws_vpc") == Some(1)
    });
    let (passed, words) = leaves_nothing(&place, victim, &entry);
    assert!(!passed, "{words}");
    for expected in ["apply", "fixture", "plugin"] {
        assert!(words.to_lowercase().contains(expected), "`{expected}` is not in\n{words}");
    }
}

#[test]
fn a_provider_that_is_killed_at_any_instant_leaves_nothing() {
    let home = Home::new();
    home.terraproof(&["up"]).assert().success();
    std::thread::scope(|scope| {
        for number in 0..3 {
            let place = Place::new(home.path(), &format!("anyprovider{number}"));
            let instant = Duration::from_millis(fastrand::u64(0..6_000));
            say(&format!("torture: the provider of {} dies {} ms into its apply", place.run, instant.as_millis()));
            scope.spawn(move || {
                let mut victim = place.start("victims::whole_life");
                let applying = |entry: &Entry| entry.phase == Phase::Applying && providers(&place).next().is_some();
                let entry = victim.wait_for("a provider runs", applying);
                std::thread::sleep(instant);
                leaves_nothing(&place, victim, &entry);
            });
        }
    });
}

/// Counts the instances of a kind; the resource alone is in the state as soon as its creation begins.
fn instances(directory: &Path, kind: &str) -> Option<usize> {
    let text = fs::read(directory.join("terraform.tfstate")).ok()?;
    let state: Value = serde_json::from_slice(&text).ok()?;
    let resource = state["resources"].as_array()?.iter().find(|it| it["type"] == kind)?.clone();
    Some(resource["instances"].as_array()?.len())
}
