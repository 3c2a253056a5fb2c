//! PLAN10K: ten thousand resources are planned.

use serde_json::json;

use crate::nuke::workload::{Apply, Size, Workload};

/// In megabytes.
const MEMORY: f64 = 200.0;

pub(super) fn workload(size: Size) -> Workload {
    let about = "10,200 resources: 3 regions x 1,000 instances with a volume and an interface each, 400 queues";
    let workload = Workload::new("PLAN10K", about)
        .seeded("many", json!({ "instances_each": size.of(1000), "queues_each": size.of(400) }));
    Workload { apply: Apply::Nothing, memory: Some(MEMORY), ..workload }
}
