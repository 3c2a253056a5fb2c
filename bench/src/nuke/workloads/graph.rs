//! GRAPH: networks, in which everything hangs on something else.

use std::time::Duration;

use serde_json::json;
use terraproof_local::gateway::Behaviour;

use crate::nuke::shape::Shape;
use crate::nuke::workload::{Size, Workload};

/// How long an instance is `shutting-down` and a NAT gateway `deleting`. They go at the same time.
const GOING: Duration = Duration::from_secs(2);

pub(super) fn workload(size: Size) -> Workload {
    let about = "30 networks with subnets, gateways, NAT, instances, interfaces, endpoint, balancer, ring of groups; strict rules";
    let networks = size.of(30);
    let workload = Workload::new("GRAPH", about).seeded("graph", json!({ "networks": networks }));
    let behaviour =
        Behaviour { nat_gateway_deleting: GOING, instance_shutting_down: GOING, ..workload.behaviour.clone() };
    // The NAT gateway; the address, the internet gateway that is detached and deleted, and the subnets; the network.
    // The ring of each network; and the association of its address, which the emulator keeps when the NAT gateway is gone.
    let cuts = 2 * u64::from(networks);
    let shape = Shape { waves: 3, more_calls: 1, waits: GOING, cuts, ..Shape::default() };
    Workload { behaviour, shape, ..workload }
}
