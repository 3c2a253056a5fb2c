//! KILLED: FLAT, killed on the way and resumed.

use super::flat;
use crate::nuke::workload::{Apply, Size, Workload};

/// The share of the deletes after which it dies.
const AFTER: f64 = 0.3;

pub(super) fn workload(size: Size) -> Workload {
    let about = "FLAT; SIGKILL after 30 % of the deletes, then `apply --resume`";
    Workload { name: "KILLED", about, apply: Apply::Killed(AFTER), ..flat::workload(size) }
}
