//! The names of the workloads.

use super::{bigbucket, flat, global, graph, killed, plan10k, scan, scoped, throttled};
use crate::nuke::workload::{Size, Workload};

/// Names a workload.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(in crate::nuke) enum Name {
    Scan,
    Flat,
    Global,
    Graph,
    Bigbucket,
    Throttled,
    Scoped,
    Killed,
    Plan10k,
}

impl Name {
    /// All of them, in the order in which they run.
    pub(in crate::nuke) const ALL: [Self; 9] = [
        Self::Scan,
        Self::Flat,
        Self::Global,
        Self::Graph,
        Self::Bigbucket,
        Self::Throttled,
        Self::Scoped,
        Self::Killed,
        Self::Plan10k,
    ];

    /// Builds the workload.
    pub(in crate::nuke) fn workload(self, size: Size) -> Workload {
        match self {
            Self::Scan => scan::workload(),
            Self::Flat => flat::workload(size),
            Self::Global => global::workload(size),
            Self::Graph => graph::workload(size),
            Self::Bigbucket => bigbucket::workload(size),
            Self::Throttled => throttled::workload(size),
            Self::Scoped => scoped::workload(size),
            Self::Killed => killed::workload(size),
            Self::Plan10k => plan10k::workload(size),
        }
    }
}
