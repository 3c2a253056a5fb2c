//! SCOPED: FLAT, of which only what one run made is to go.

use serde_json::json;

use super::flat;
use crate::nuke::workload::{Size, Workload};

const RUN: &str = "bench-run";

pub(super) fn workload(size: Size) -> Workload {
    let seed = json!({
        "count": size.of(200), "addresses": size.of(50), "run": RUN, "run_every": 10, "protect_every": if size.quick { 20 } else { 100 },
    });
    let workload = flat::workload(size).seeded("flat", seed);
    let flags = vec!["--run".to_owned(), RUN.to_owned()];
    let about = "FLAT; one in 10 carries the run that is to go, one in 100 of all is protected";
    Workload { name: "SCOPED", about, flags, ..workload }
}
