//! Order, batches, repetition.

use std::time::Duration;

use tokio::time::Instant;

use super::apply::Apply;
use crate::nuke::engine::{End, Ending};
use crate::nuke::model::{Reference, Resource, Tags};
use crate::nuke::plan::{Action, Row};
use crate::nuke::simulation::Settings;
use crate::nuke::simulation::things::{name, part, thing};

#[tokio::test(start_paused = true)]
async fn a_network_with_all_that_hangs_on_it_goes_in_one_run() {
    let things = [
        thing("vpc", &[]),
        part("default", "vpc", &["vpc", "~group"]),
        thing("group", &["vpc", "~other"]),
        thing("other", &["vpc", "~group"]),
        thing("subnet", &["vpc"]),
        thing("instance", &["subnet", "group"]),
        part("interface", "instance", &["subnet", "other"]),
    ];
    let apply = Apply::with(Settings { slowest: Duration::from_secs(40), ..Settings::default() }, &things);
    let outcome = apply.run().await;
    assert_eq!(outcome.end, End::Finished);
    assert_eq!((apply.cloud.left(), apply.cloud.violations()), (Vec::new(), Vec::new()));
    assert!(outcome.endings.iter().all(Ending::is_done), "{outcome:?}");
}

#[tokio::test(start_paused = true)]
async fn things_that_are_alike_are_read_asked_and_polled_together() {
    let alike = |number: usize| {
        let mut thing = Resource::new(Reference::new("sim-bulk", "here", number.to_string()));
        thing.tags = Tags::None;
        thing
    };
    let things: Vec<Resource> = (0..150).map(alike).collect();
    let apply = Apply::of(&things);
    let outcome = apply.run().await;
    assert!(outcome.endings.iter().all(Ending::is_done));
    // One look before, and two that see them gone.
    assert_eq!((apply.cloud.calls("look"), apply.cloud.calls("delete")), (3, 15));
}

#[tokio::test(start_paused = true)]
async fn throttled_work_is_never_dropped() {
    let things: Vec<Resource> = (0..300).map(|number| thing(&number.to_string(), &[])).collect();
    let apply = Apply::with(Settings { throttled: 80, ..Settings::default() }, &things);
    let outcome = apply.run().await;
    assert!(outcome.endings.iter().all(Ending::is_done));
    assert_eq!(apply.cloud.left(), []);
}

#[tokio::test(start_paused = true)]
async fn a_fault_that_does_not_pass_fails_its_row_and_its_row_alone() {
    let apply = Apply::of(&[thing("a", &["b"]), thing("b", &[]), thing("c", &[])]);
    apply.cloud.deny(&name("a"));
    let outcome = apply.run().await;
    let Ending::Failed { code, .. } = apply.ending(&outcome, "a") else { panic!("{outcome:?}") };
    assert_eq!(code, "AccessDenied");
    let Ending::Stuck { blockers, .. } = apply.ending(&outcome, "b") else { panic!("{outcome:?}") };
    assert_eq!(*blockers, [name("a")]);
    assert_eq!(*apply.ending(&outcome, "c"), Ending::Gone);
}

#[tokio::test(start_paused = true)]
async fn what_costs_most_goes_first() {
    let dear = Resource { tags: Tags::None, ..Resource::new(Reference::new("sim-2", "here", "dear")) };
    let mut apply = Apply::of(&[thing("cheap", &[]), dear]);
    apply.options.concurrency = 1;
    apply.options.deadline = Duration::from_millis(60);
    let outcome = apply.run().await;
    assert_eq!(*apply.ending(&outcome, "dear"), Ending::Unconfirmed);
    assert_eq!(*apply.ending(&outcome, "cheap"), Ending::NotTried);
    assert_eq!(outcome.end, End::Deadline);
}

#[tokio::test(start_paused = true)]
async fn a_stuck_one_delays_nobody() {
    let chain = |number: usize| match number {
        0 => thing("0", &[]),
        number => thing(&number.to_string(), &[&(number - 1).to_string()]),
    };
    let chain: Vec<Resource> = (0..20).map(chain).collect();
    let alone = Apply::of(&chain);
    let started = Instant::now();
    alone.run().await;
    let alone = started.elapsed();

    let beside = [thing("stuck", &["chain"]), thing("unplanned", &["stuck"])];
    let mut apply = Apply::of(&[&chain[..], &beside[..1]].concat());
    apply.options.concurrency = 2;
    let hidden = thing("unplanned", &[]);
    apply.cloud = std::sync::Arc::new(crate::nuke::simulation::SimulatedCloud::new(
        Settings::default(),
        [&chain[..], &beside[..1], &[hidden]].concat(),
    ));
    apply.cloud.hide_use(&name("unplanned"), &name("stuck"));
    apply.options.deadline = alone * 2;
    let outcome = apply.run().await;
    let Ending::Stuck { blockers, .. } = apply.ending(&outcome, "stuck") else { panic!("{outcome:?}") };
    assert_eq!(blockers[0].id, "unplanned");
    assert_eq!(outcome.endings.iter().filter(|ending| ending.is_done()).count(), 20);
}

#[tokio::test(start_paused = true)]
async fn protection_is_switched_off_only_where_the_plan_says_so() {
    let mut things = [thing("a", &[]), thing("b", &["c"]), thing("c", &[])];
    for thing in &mut things[..2] {
        thing.protection = Some("deletion protection".to_owned());
    }
    let mut apply = Apply::of(&things);
    apply.rows.push(Row::new(things[0].clone(), Action::Unprotect));
    let outcome = apply.run().await;
    assert_eq!(*apply.ending(&outcome, "a"), Ending::Gone);
    assert_eq!(*apply.ending(&outcome, "b"), Ending::Skipped("its deletion protection is on".to_owned()));
    assert!(matches!(apply.ending(&outcome, "c"), Ending::Skipped(_)));
}

#[tokio::test(start_paused = true)]
async fn a_deletion_that_is_taken_and_given_up_has_failed_with_its_reason_and_is_not_waited_for() {
    let apply = Apply::of(&[thing("stack", &[]), thing("other", &[])]);
    apply.cloud.give_up(&name("stack"), "the bucket is not empty");
    let began = Instant::now();
    let outcome = apply.run().await;
    let Ending::Failed { message, .. } = apply.ending(&outcome, "stack") else { panic!("{outcome:?}") };
    assert!(message.contains("the bucket is not empty"), "{message}");
    assert_eq!(apply.ending(&outcome, "other"), &Ending::Gone);
    assert!(began.elapsed() < Duration::from_secs(30), "its kind may take ten minutes");
}

#[tokio::test(start_paused = true)]
async fn what_failed_to_go_before_may_go_now() {
    let mut stack = thing("stack", &[]);
    stack.failure = Some("an earlier one".to_owned());
    let apply = Apply::with(Settings { slowest: Duration::from_secs(30), ..Settings::default() }, &[stack]);
    assert_eq!(apply.run().await.endings, [Ending::Gone]);
}
