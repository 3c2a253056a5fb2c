//! What has changed since the plan was made is seen before anything is touched.

use std::sync::Arc;
use std::time::Duration;

use super::apply::Apply;
use crate::nuke::engine::Ending;
use crate::nuke::model::{Resource, Tags, Use};
use crate::nuke::simulation::Settings;
use crate::nuke::simulation::things::{name, part, thing};

fn keep(resource: &mut Resource) {
    resource.tags = [("keep", "yes")].into_iter().collect();
}

/// Applies with a guard that knows the tag `keep`.
fn guarded(things: &[Resource]) -> Apply {
    let mut apply = Apply::of(things);
    apply.options.guard = Arc::new(|resource| match resource.tags.get("keep") {
        Some(_) => Err("it has the tag `keep`".to_owned()),
        None => Ok(()),
    });
    apply
}

#[tokio::test(start_paused = true)]
async fn a_new_tag_keeps_it_and_what_it_uses() {
    let apply = guarded(&[thing("a", &["b"]), thing("b", &["c"]), thing("c", &[]), thing("d", &[])]);
    apply.cloud.alter(&name("a"), keep);
    let outcome = apply.run().await;
    assert_eq!(*apply.ending(&outcome, "a"), Ending::Skipped("it has the tag `keep`".to_owned()));
    assert!(matches!(apply.ending(&outcome, "c"), Ending::Skipped(_)));
    assert_eq!(apply.cloud.left(), [name("a"), name("b"), name("c")]);
}

#[tokio::test(start_paused = true)]
async fn what_a_kept_one_uses_only_since_the_plan_is_kept_too() {
    let mut apply = guarded(&[thing("a", &[]), thing("b", &[])]);
    apply.options.concurrency = 1;
    apply.cloud.alter(&name("a"), |a| {
        keep(a);
        a.uses(Use::of(name("b")));
    });
    let outcome = apply.run().await;
    assert!(matches!(apply.ending(&outcome, "b"), Ending::Skipped(_)), "{outcome:?}");
}

#[tokio::test(start_paused = true)]
async fn no_cycle_is_cut_when_one_of_its_members_has_to_stay() {
    let apply = guarded(&[thing("a", &["~b"]), thing("b", &["~c"]), thing("c", &["~a"])]);
    apply.cloud.alter(&name("b"), keep);
    let outcome = apply.run().await;
    assert!(outcome.endings.iter().all(|ending| matches!(ending, Ending::Skipped(_))), "{outcome:?}");
    assert_eq!((apply.cloud.calls("cut"), apply.cloud.calls("delete")), (0, 0));
}

#[tokio::test(start_paused = true)]
async fn another_one_of_the_same_name_is_left_alone() {
    let mut role = thing("role", &[]);
    role.identity = Some("AROA1".to_owned());
    let apply = Apply::of(&[role]);
    apply.cloud.alter(&name("role"), |role| role.identity = Some("AROA2".to_owned()));
    let outcome = apply.run().await;
    assert!(matches!(apply.ending(&outcome, "role"), Ending::Skipped(_)));
    assert_eq!(apply.cloud.calls("delete"), 0);
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_read_is_left_alone() {
    let apply = Apply::of(&[thing("a", &[])]);
    apply.cloud.alter(&name("a"), |a| a.tags = Tags::Unreadable("access denied".to_owned()));
    let outcome = apply.run().await;
    assert_eq!(*apply.ending(&outcome, "a"), Ending::Skipped("its tags cannot be read: access denied".to_owned()));
}

#[tokio::test(start_paused = true)]
async fn a_new_tag_on_a_part_keeps_the_whole() {
    let apply = guarded(&[thing("instance", &["subnet"]), part("volume", "instance", &[]), thing("subnet", &[])]);
    apply.cloud.alter(&name("volume"), keep);
    let outcome = apply.run().await;
    let reason = "sim-0 `volume` in here would go with it, which is kept";
    assert_eq!(*apply.ending(&outcome, "instance"), Ending::Skipped(reason.to_owned()));
    assert_eq!(*apply.ending(&outcome, "volume"), Ending::Skipped("it has the tag `keep`".to_owned()));
    assert_eq!(apply.cloud.left().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn what_one_look_or_poll_passes_over_is_neither_gone_nor_left() {
    let settings = Settings { loses: 100, slowest: Duration::from_secs(60), ..Settings::default() };
    let names: Vec<String> = (0..12).map(|number| number.to_string()).collect();
    let things: Vec<Resource> = names.iter().map(|id| thing(id, &[])).collect();
    let apply = Apply::with(settings, &things);
    let outcome = apply.run().await;
    assert!(outcome.endings.iter().all(|ending| *ending == Ending::Gone), "{outcome:?}");
    assert_eq!(apply.cloud.left(), []);
}
