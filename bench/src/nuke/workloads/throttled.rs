//! THROTTLED: FLAT, where every service accepts only so many calls.

use terraproof_local::gateway::RateLimit;

use super::flat;
use crate::nuke::workload::{Size, Workload};

/// Calls a second, for each service and region.
const RATE: f64 = 20.0;
/// Calls at once.
const BURST: u32 = 50;

pub(super) fn workload(size: Size) -> Workload {
    let mut workload = flat::workload(size);
    workload.behaviour.limits.insert("*".to_owned(), RateLimit { rate: RATE, burst: size.of(BURST) });
    Workload {
        name: "THROTTLED",
        about: "FLAT, with 20 calls a second for each service and region, 50 at once",
        ..workload
    }
}
