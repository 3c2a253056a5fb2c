//! The workloads, one file each.

mod bigbucket;
mod flat;
mod global;
mod graph;
mod killed;
mod name;
mod plan10k;
mod scan;
mod scoped;
mod throttled;

pub(super) use name::Name;
