//! THROTTLED: FLAT, where every service accepts only so many calls.

use terraproof_local::gateway::RateLimit;

use super::flat;
use crate::nuke::workload::{Size, Workload};

/// For each service and region.
const LIMIT: RateLimit = RateLimit { rate: 20.0, burst: 50 };

pub(super) fn workload(size: Size) -> Workload {
    let mut workload = flat::workload(size);
    workload.behaviour.limits.insert("*".to_owned(), LIMIT);
    Workload {
        name: "THROTTLED",
        about: "FLAT, with 20 calls a second for each service and region, 50 at once",
        ..workload
    }
}
