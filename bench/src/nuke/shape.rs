//! What of a workload's work can only be done in sequence.

use std::time::Duration;

/// Says how long the longest chain of calls is that wait for each other, and what else has to be waited for.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Shape {
    /// How many times something can only be deleted once something else is seen to be gone, and one for the first.
    pub(super) waves: u64,
    /// Calls that one resource of the chain takes in sequence to be deleted, beyond one for each wave: emptying it, detaching from it.
    pub(super) more_calls: u64,
    /// What the cloud itself takes on the way: a NAT gateway that is `deleting`.
    pub(super) waits: Duration,
    /// Object versions in each bucket.
    pub(super) versions: u64,
    /// Uses that have to be cut before anything of a cycle can go.
    pub(super) cuts: u64,
}
