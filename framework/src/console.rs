//! Lines for the person at the terminal.

use std::io::Write as _;

/// Says a line on stderr, past the capture of the test harness: it is about the run, not about one test.
pub(crate) fn say(line: &str) {
    // Whoever closed stderr does not want to read it; cleanup must not fail for that.
    let _closed = writeln!(std::io::stderr(), "terraproof: {line}");
}
