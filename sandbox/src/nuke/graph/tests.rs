//! What the arrangement of a plan promises.

use std::collections::HashMap;

use proptest::prelude::*;
use serde_json::json;

use super::arrange::Arranged;
use super::components::Components;
use super::{Edges, Steps, arrange};
use crate::nuke::model::{Reference, Resource, State, Tags, Use};
use crate::nuke::plan::{Action, Row};
use crate::nuke::simulation::things::{all, name, part, thing};

/// Arranges with these ids selected and nothing protected.
fn arranged(listed: &[Resource], selected: &[&str]) -> Arranged {
    let rows = listed.iter().filter(|resource| selected.contains(&resource.id())).cloned().map(Row::delete).collect();
    arrange(rows, listed, &|_| false)
}

/// Writes the rows in short: `-a` deletes, `a/b` cuts, `!a` unprotects.
fn short(arranged: &Arranged) -> String {
    let row = |row: &Row| match &row.action {
        Action::Delete => format!("-{}", row.resource.id()),
        Action::Unprotect => format!("!{}", row.resource.id()),
        Action::Cut { uses } => {
            let used: Vec<&str> = uses.iter().map(|used| used.id.as_str()).collect();
            format!("{}/{}", row.resource.id(), used.join("+"))
        }
    };
    arranged.rows.iter().map(row).collect::<Vec<_>>().join(" ")
}

fn reason(arranged: &Arranged, id: &str) -> String {
    arranged.kept.iter().find(|kept| kept.reference.id == id).unwrap().reason.clone()
}

#[test]
fn users_come_before_what_they_use() {
    let listed = [thing("vpc", &[]), thing("subnet", &["vpc"]), thing("instance", &["subnet", "gone"])];
    assert_eq!(short(&arranged(&listed, &["vpc", "subnet", "instance"])), "-instance -subnet -vpc");
}

#[test]
fn what_a_kept_resource_uses_is_kept_and_says_by_whom() {
    let listed = [thing("vpc", &[]), thing("subnet", &["vpc"]), thing("instance", &["subnet"]), thing("queue", &[])];
    let arranged = arranged(&listed, &["vpc", "subnet", "queue"]);
    assert_eq!(short(&arranged), "-queue");
    assert_eq!(reason(&arranged, "subnet"), "used by sim-0 `instance` in here, which is kept");
    assert_eq!(reason(&arranged, "vpc"), "used by sim-0 `subnet` in here, which is kept");
}

#[test]
fn what_a_kept_resource_names_is_kept_with_what_that_uses() {
    let mut bucket = Resource::new(Reference::new("s3-bucket", "eu-west-1", "vip"));
    bucket.told_in(&json!({ "KMSMasterKeyID": "alias/vip" }));
    let mut alias = Resource::new(Reference::new("kms-alias", "eu-west-1", "alias/vip"));
    alias.uses(Use::of(Reference::new("kms-key", "eu-west-1", "0a1b")));
    let key = |id: &str| Resource::new(Reference::new("kms-key", "eu-west-1", id));
    let listed = [bucket, alias, key("0a1b"), key("2c3d")];
    let first = arranged(&listed, &["alias/vip", "0a1b", "2c3d"]);
    assert_eq!(short(&first), "-2c3d");
    assert_eq!(reason(&first, "alias/vip"), "needed by s3-bucket `vip` in eu-west-1, which is kept");
    assert_eq!(arranged(&listed, &["vip", "alias/vip", "0a1b"]).rows.len(), 3, "nothing stays that needs anything");
}

#[test]
fn the_parts_of_a_protected_whole_stay_and_those_of_one_that_merely_was_not_chosen_go() {
    let cluster = Resource::new(Reference::new("rds-cluster", "eu-west-1", "cluster"));
    let mut instance = Resource::new(Reference::new("rds-instance", "eu-west-1", "instance"));
    instance.uses(Use::of(cluster.reference.clone()));
    let stack = Resource::new(Reference::new("cloudformation-stack", "eu-west-1", "web"));
    let mut queue = Resource::new(Reference::new("sqs-queue", "eu-west-1", "queue"));
    queue.tags = Tags::from_iter([("aws:cloudformation:stack-name", "web")]);
    let listed = [cluster, instance.clone(), stack, queue.clone()];
    let rows = || vec![Row::delete(instance.clone()), Row::delete(queue.clone())];
    let protected = arrange(rows(), &listed, &|resource| matches!(resource.id(), "cluster" | "web"));
    assert_eq!(short(&protected), "");
    assert_eq!(reason(&protected, "queue"), "part of cloudformation-stack `web` in eu-west-1, which is kept");
    assert_eq!(short(&arrange(rows(), &listed, &|_| false)), "-instance -queue");
}

#[test]
fn the_parts_of_a_part_of_a_protected_whole_stay_too() {
    let stack = |name: &str, made: &str| {
        let mut stack = Resource::new(Reference::new("cloudformation-stack", "eu-west-1", name));
        stack.told_in(&json!({ "PhysicalResourceId": made }));
        stack
    };
    let user = |kind: &str, id: &str, of: &Resource| {
        let mut user = Resource::new(Reference::new(kind, "eu-west-1", id));
        user.uses(Use::of(of.reference.clone()));
        user
    };
    let queue = Resource::new(Reference::new("sqs-queue", "eu-west-1", "queue"));
    let vpc = Resource::new(Reference::new("ec2-vpc", "eu-west-1", "vpc"));
    let gateway = user("ec2-vpn-gateway", "vgw", &vpc);
    let connection = user("ec2-vpn-connection", "vpn", &gateway);
    let listed = [stack("outer", "inner"), stack("inner", "queue"), queue, vpc, gateway, connection];
    let rows = || listed.iter().map(|resource| Row::delete(resource.clone()));
    let chosen = |kept: &[&str]| rows().filter(|row| !kept.contains(&row.resource.id())).collect::<Vec<_>>();
    let kept = |ids: &[&str]| short(&arrange(chosen(ids), &listed, &|resource| ids.contains(&resource.id())));
    assert_eq!(kept(&["outer", "vpc"]), "");
    assert_eq!(kept(&["vpc"]).split(' ').count(), 3, "the stacks and the queue go");
}

#[test]
fn the_aliases_of_a_key_that_is_held_stay_with_it() {
    let key = Resource::new(Reference::new("kms-key", "eu-west-1", "0a1b"));
    let mut alias = Resource::new(Reference::new("kms-alias", "eu-west-1", "alias/mine"));
    alias.uses(Use::of(key.reference.clone()));
    let mut volume = Resource::new(Reference::new("ec2-volume", "eu-west-1", "vol-1"));
    volume.uses(Use::of(key.reference.clone()));
    let listed = [key, alias, volume];
    assert_eq!(short(&arranged(&listed, &["0a1b", "alias/mine"])), "");
    assert_eq!(short(&arranged(&listed, &["alias/mine"])), "", "not by itself either");
    assert_eq!(short(&arranged(&listed, &["0a1b", "alias/mine", "vol-1"])), "-vol-1 -alias/mine -0a1b");
}

#[test]
fn a_stack_that_made_something_protected_stays() {
    let mut stack = Resource::new(Reference::new("cloudformation-stack", "eu-west-1", "web"));
    stack.told_in(&json!({ "StackResources": [{ "PhysicalResourceId": "state" }] }));
    let mut queue = Resource::new(Reference::new("sqs-queue", "eu-west-1", "queue"));
    queue.tags = Tags::from_iter([("aws:cloudformation:stack-name", "web")]);
    let bucket = Resource::new(Reference::new("s3-bucket", "eu-west-1", "state"));
    let listed = [stack.clone(), queue, bucket];
    for protected in ["queue", "state"] {
        let arranged = arrange(vec![Row::delete(stack.clone())], &listed, &|resource| resource.id() == protected);
        assert_eq!(short(&arranged), "", "{protected}");
    }
    assert_eq!(short(&arranged(&listed, &["web"])), "-web");
}

#[test]
fn what_is_being_deleted_by_somebody_else_holds_nothing_back() {
    let mut leaving = thing("instance", &["subnet"]);
    leaving.state = State::Deleting;
    let listed = [thing("subnet", &[]), leaving];
    assert_eq!(short(&arranged(&listed, &["subnet"])), "-subnet");
}

#[test]
fn what_goes_with_a_selected_one_has_a_row_of_its_own() {
    let listed = [thing("instance", &[]), part("volume", "instance", &[])];
    assert_eq!(short(&arranged(&listed, &["instance"])), "-instance -volume");
}

#[test]
fn a_protected_part_keeps_the_whole() {
    let listed = [thing("instance", &["subnet"]), part("volume", "instance", &[]), thing("subnet", &[])];
    let rows = vec![Row::delete(listed[0].clone()), Row::delete(listed[2].clone())];
    let arranged = arrange(rows, &listed, &|resource| resource.id() == "volume");
    assert_eq!(short(&arranged), "");
    assert_eq!(reason(&arranged, "instance"), "sim-0 `volume` in here would go with it, which is kept");
}

#[test]
fn a_part_of_a_kept_whole_is_kept_but_its_uses_are_cut() {
    let listed = [thing("vpc", &[]), part("default", "vpc", &["~group"]), thing("group", &[])];
    let arranged = arranged(&listed, &["default", "group"]);
    assert_eq!(short(&arranged), "default/group -group");
    assert_eq!(reason(&arranged, "default"), "goes with sim-0 `vpc` in here, which is kept");
}

#[test]
fn a_part_that_something_kept_relies_on_is_not_cut() {
    let mut listed = vec![thing("vpc", &[]), part("default", "vpc", &["~group"]), thing("group", &[])];
    listed.push(thing("instance", &["default"]));
    assert_eq!(short(&arranged(&listed, &["default", "group"])), "");
}

#[test]
fn a_ring_is_cut_once() {
    let listed = [thing("a", &["~b"]), thing("b", &["~c"]), thing("c", &["~a"])];
    assert_eq!(short(&arranged(&listed, &["a", "b", "c"])), "c/a -a -b -c");
}

#[test]
fn nothing_is_cut_where_the_order_is_enough() {
    let listed = [thing("a", &["~b"]), thing("b", &["~c"]), thing("c", &[])];
    assert_eq!(short(&arranged(&listed, &["a", "b", "c"])), "-a -b -c");
}

#[test]
fn a_ring_is_cut_where_it_can_be() {
    let listed = [thing("a", &["b"]), thing("b", &["c"]), thing("c", &["~a"])];
    assert_eq!(short(&arranged(&listed, &["a", "b", "c"])), "c/a -a -b -c");
}

#[test]
fn the_default_group_of_a_network_is_cut_from_the_others() {
    let listed = [thing("vpc", &[]), part("default", "vpc", &["vpc", "~group"]), thing("group", &["vpc"])];
    assert_eq!(short(&arranged(&listed, &["vpc", "default", "group"])), "default/group -group -vpc -default");
}

#[test]
fn a_cycle_that_cannot_be_cut_is_reported() {
    let listed = [thing("a", &["b"]), thing("b", &["a"]), thing("c", &["a"])];
    let arranged = arranged(&listed, &["a", "b", "c"]);
    assert_eq!(arranged.knots, [[name("a"), name("b")]]);
    assert_eq!(short(&arranged), "-c -a -b");
}

#[test]
fn protection_is_switched_off_just_before() {
    let listed = [thing("a", &["b"]), thing("b", &[])];
    let mut rows = all(&listed);
    rows.push(Row::new(listed[1].clone(), Action::Unprotect));
    assert_eq!(short(&arrange(rows, &listed, &|_| false)), "-a !b -b");
}

#[test]
fn a_ring_and_a_chain_of_a_hundred_thousand_need_no_stack() {
    let id = |number: usize| format!("{number}");
    let ring = |count: usize, of: usize| thing(&id(count), &[&format!("~{}", id((count + 1) % of))]);
    let listed: Vec<Resource> = (0..100_000).map(|count| ring(count, 100_000)).collect();
    let arranged = arrange(all(&listed), &listed, &|_| false);
    assert_eq!(arranged.rows.len(), 100_001);
    let steps = Steps::new(&arranged.rows);
    assert_eq!(steps.waits().iter().filter(|waits| **waits == 0).count(), 1, "only the check of the ring may begin");
}

prop_compose! {
    /// Things that use each other at random, some uses cuttable.
    fn things()(count in 2..14_usize)(
        uses in prop::collection::vec((0..count, 0..count, any::<bool>()), 0..3 * count),
        selected in prop::collection::vec(prop::bool::weighted(0.9), count),
        count in Just(count),
    ) -> (Vec<Resource>, Vec<Row>) {
        let mut listed: Vec<Resource> = (0..count).map(|number| thing(&number.to_string(), &[])).collect();
        for (user, used, cuttable) in uses {
            let used = if cuttable { format!("~{used}") } else { used.to_string() };
            let added = thing(&user.to_string(), &[&used]);
            added.uses.into_iter().for_each(|used| listed[user].uses(used));
        }
        let rows = listed.iter().zip(selected).filter(|(_, selected)| *selected).map(|(thing, _)| Row::delete(thing.clone()));
        let rows = rows.collect();
        (listed, rows)
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    #[test]
    fn no_kept_resource_uses_one_that_goes_and_no_cuttable_cycle_is_left((listed, rows) in things()) {
        let arranged = arrange(rows, &listed, &|_| false);
        let goes: HashMap<&str, usize> = arranged.rows.iter().enumerate()
            .filter(|(_, row)| row.action == Action::Delete)
            .map(|(number, row)| (row.resource.id(), number))
            .collect();
        for resource in listed.iter().filter(|resource| !goes.contains_key(resource.id())) {
            for used in &resource.uses {
                prop_assert!(!goes.contains_key(used.of.id.as_str()));
            }
        }
        let steps = Steps::new(&arranged.rows);
        let pairs = (0..steps.count()).flat_map(|from| {
            steps.after(from).filter(|(_, waits)| *waits).map(move |(to, _)| (from, to)).collect::<Vec<_>>()
        });
        let waits = Components::find(&Edges::new(steps.count(), pairs.collect()));
        prop_assert!((0..steps.count()).all(|step| !waits.on_a_cycle(step)));
        let knotted = steps.is_knotted();
        prop_assert_eq!(knotted.iter().any(|knotted| *knotted), !arranged.knots.is_empty());
    }
}
