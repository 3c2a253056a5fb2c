//! The provider dies in the middle of an apply.

use std::fs;

use rustix::process::{Pid, Signal, kill_process};
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
        let state = fs::read_to_string(entry.directory.join("terraform.tfstate")).unwrap_or_default();
        // Nothing is in flight: what the provider was making when it died would be left, as it would be on AWS.
        let made = ["aws_vpc", "aws_subnet", "aws_security_group", "aws_s3_bucket"];
        entry.phase == Phase::Applying && made.iter().all(|kind| state.contains(kind))
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
