//! BIGBUCKET: one bucket with more versions than should be in memory at once.

use serde_json::json;

use crate::nuke::shape::Shape;
use crate::nuke::workload::{Size, Workload};

const OBJECTS: u32 = 2_000;
/// Versions of each object: itself, and the delete markers on it.
const ROUNDS: u32 = 100;
/// In megabytes.
const MEMORY: f64 = 150.0;

pub(super) fn workload(size: Size) -> Workload {
    let objects = size.of(OBJECTS);
    let about = "200,000 versions in one bucket: 2,000 objects with 99 delete markers each";
    let mut workload = Workload::new("BIGBUCKET", about);
    workload.regions = vec!["eu-west-1"];
    workload = workload.seeded("bigbucket", json!({ "objects": objects, "rounds": ROUNDS }));
    let versions = u64::from(objects * ROUNDS);
    // A page of the listing tells where the next begins: the pages are a chain. The last one's deletes, the bucket.
    let shape = Shape { waves: 1, more_calls: versions.div_ceil(1000) + 2, versions, ..Shape::default() };
    Workload { shape, memory: Some(MEMORY), ..workload }
}
