//! Nothing is ever left behind: running tests are killed at random instants, and starved of what they need.
//!
//! Every victim is this test binary, started again with a ledger of its own; all victims of a test share one emulator, which is asked what
//! their accounts hold. `TERRAPROOF_TORTURE_KILLS` says how many are killed (20), `TERRAPROOF_TORTURE_SEED` repeats a draw.
#![allow(clippy::unwrap_used, clippy::allow_attributes, reason = "tests may panic, their helpers too")]

mod blow;
#[path = "../common/mod.rs"]
mod common;
mod disk;
mod kills;
mod nextest;
mod proc;
mod provider;
mod reaps;
mod refusal;
mod tally;
mod throttling;
mod traces;
mod victim;
mod victims;

use std::io::Write as _;

/// Says something that is read although the test passes: libtest captures what `eprintln!` prints.
fn say(text: &str) {
    let mut out = std::io::stderr().lock();
    writeln!(out, "{text}").unwrap();
}
