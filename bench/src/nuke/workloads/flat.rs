//! FLAT: many things that do not depend on each other.

use serde_json::json;

use crate::nuke::shape::Shape;
use crate::nuke::workload::{Size, Workload};

pub(super) fn workload(size: Size) -> Workload {
    let about = "3 regions x 200 instances, volumes, groups, queues and log groups, 50 addresses";
    let workload =
        Workload::new("FLAT", about).seeded("flat", json!({ "count": size.of(200), "addresses": size.of(50) }));
    Workload { shape: Shape { waves: 1, ..Shape::default() }, ..workload }
}
