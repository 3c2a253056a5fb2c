//! What is in the way without the listing telling so.

use std::time::Duration;

use super::apply::Apply;
use crate::nuke::engine::Ending;
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

#[tokio::test(start_paused = true)]
async fn a_blocker_that_stays_is_named_when_patience_ends() {
    let apply = Apply::with(
        Settings { names_blockers: false, ..Settings::default() },
        &[thing("group", &["network"]), thing("network", &[]), thing("interface", &[])],
    );
    apply.cloud.hide_use(&name("interface"), &name("group"));
    let mut apply = apply;
    apply.rows.retain(|row| row.resource.id() != "interface");
    let outcome = apply.run().await;
    let Ending::Stuck { blockers, reason } = apply.ending(&outcome, "group") else { panic!("{outcome:?}") };
    assert_eq!(*blockers, [name("interface")]);
    assert!(reason.contains("DependencyViolation"), "{reason}");
    let Ending::Stuck { blockers, .. } = apply.ending(&outcome, "network") else { panic!("{outcome:?}") };
    assert_eq!(*blockers, [name("group")]);
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
