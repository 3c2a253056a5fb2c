//! SCAN: nothing is there, and that has to be found out.

use crate::nuke::workload::{Apply, Workload};

pub(super) fn workload() -> Workload {
    let workload = Workload::new("SCAN", "3 regions, empty");
    Workload { apply: Apply::Nothing, ..workload }
}
