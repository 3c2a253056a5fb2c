//! The reports of the tests that the benchmark runs, which nobody reads.

use std::path::Path;

/// Removes the report of one test, and the directory of the run with the last of them.
pub(crate) fn remove(report: &Path) {
    // Left-overs in `target/` are no reason to lose a measurement.
    let _kept = std::fs::remove_dir_all(report);
    if let Some(run) = report.parent() {
        let _others_are_there = std::fs::remove_dir(run);
    }
}
