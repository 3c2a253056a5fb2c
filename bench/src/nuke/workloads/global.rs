//! GLOBAL: what has no region, or is addressed without one.

use serde_json::json;

use crate::nuke::shape::Shape;
use crate::nuke::workload::{Size, Workload};

const OBJECTS: u32 = 100;

pub(super) fn workload(size: Size) -> Workload {
    let about = "200 roles with an inline and a managed policy and a profile each, 100 buckets x 100 objects";
    let seed = json!({ "roles": size.of(200), "buckets": size.of(100), "objects": size.of(OBJECTS) });
    let workload = Workload::new("GLOBAL", about).seeded("everywhere", seed);
    // A role lets go of three things before it goes, and its policy can go only then.
    let shape = Shape { waves: 2, more_calls: 3, versions: size.of(OBJECTS).into(), ..Shape::default() };
    Workload { shape, ..workload }
}
