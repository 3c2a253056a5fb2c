//! `terraproof nuke` from the command line: the real program, in accounts of the localhost cloud that are seeded and listed by another SDK.
#![allow(clippy::unwrap_used, clippy::allow_attributes, reason = "tests may panic, their helpers too")]

mod accounts;
mod ages;
mod caps;
#[path = "../common/mod.rs"]
mod common;
mod credentials;
mod full;
mod gate;
mod help;
mod interrupted;
mod large;
mod life;
mod local;
mod names;
mod offline;
mod permissions;
mod place;
mod plans;
mod prompt;
mod protection;
mod second;
mod unlisted;
