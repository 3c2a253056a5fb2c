//! What is in the way without the listing telling so.

use std::time::Duration;

use tokio::time::Instant;

use super::apply::Apply;
use crate::nuke::engine::Ending;
use crate::nuke::model::Resource;
use crate::nuke::simulation::Settings;
use crate::nuke::simulation::things::{name, thing};

#[tokio::test(start_paused = true)]
async fn a_blocker_that_is_in_the_plan_is_waited_for() {
    let slow = Settings { slowest: Duration::from_secs(500), names_blockers: false, seed: 7, ..Settings::default() };
    let apply = Apply::with(slow, &[thing("group", &[]), thing("interface", &[])]);
    apply.cloud.hide_use(&name("interface"), &name("group"));
    let outcome = apply.run().await;
    assert!(outcome.endings.iter().all(Ending::is_done), "{outcome:?}");
    assert!(apply.cloud.calls("delete") < 5, "the blocked one is not tried again and again");
}

/// Plans a group and its network, but not an interface that uses the group without telling so.
fn beside(interface: Resource) -> Apply {
    let settings = Settings { names_blockers: false, ..Settings::default() };
    let mut apply = Apply::with(settings, &[thing("group", &["network"]), thing("network", &[]), interface]);
    apply.cloud.hide_use(&name("interface"), &name("group"));
    apply.rows.retain(|row| row.resource.id() != "interface");
    apply
}

#[tokio::test(start_paused = true)]
async fn a_blocker_that_stays_is_named_after_a_minute_and_not_waited_for_until_patience_ends() {
    let apply = beside(thing("interface", &[]));
    let began = Instant::now();
    let outcome = apply.run().await;
    assert!(began.elapsed() < Duration::from_secs(120), "its kind may take ten minutes");
    let Ending::Stuck { blockers, reason } = apply.ending(&outcome, "group") else { panic!("{outcome:?}") };
    assert_eq!(*blockers, [name("interface")]);
    assert!(reason.contains("DependencyViolation") && reason.contains("`interface`"), "{reason}");
    let Ending::Stuck { blockers, .. } = apply.ending(&outcome, "network") else { panic!("{outcome:?}") };
    assert_eq!(*blockers, [name("group")]);
}

#[tokio::test(start_paused = true)]
async fn a_blocker_that_a_service_takes_away_in_its_own_time_is_waited_for() {
    let mut interface = thing("interface", &[]);
    interface.facts.insert("made_by".to_owned(), "amazon-elb".into());
    let apply = beside(interface);
    apply.cloud.let_go(&name("interface"), Duration::from_secs(400));
    let outcome = apply.run().await;
    assert!(outcome.endings.iter().all(Ending::is_done), "{outcome:?}");
}

#[tokio::test(start_paused = true)]
async fn members_of_a_cycle_that_cannot_be_cut_are_tried_until_patience_ends() {
    let apply = Apply::of(&[thing("a", &["b"]), thing("b", &["a"]), thing("c", &["b"])]);
    apply.cloud.excuse(&name("a"), [name("b")]);
    apply.cloud.excuse(&name("b"), [name("a")]);
    let outcome = apply.run().await;
    assert!(matches!(apply.ending(&outcome, "a"), Ending::Stuck { .. }));
    assert_eq!(*apply.ending(&outcome, "c"), Ending::Gone);
    assert_eq!(apply.cloud.violations(), [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn two_that_block_each_other_unseen_come_to_an_end() {
    let apply = Apply::of(&[thing("a", &[]), thing("b", &[])]);
    apply.cloud.hide_use(&name("a"), &name("b"));
    apply.cloud.hide_use(&name("b"), &name("a"));
    let outcome = apply.run().await;
    assert!(outcome.endings.iter().all(|ending| matches!(ending, Ending::Stuck { .. })), "{outcome:?}");
}
