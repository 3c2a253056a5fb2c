//! `terraproof reap`: destroys what the ledger says dead runs left behind.
//!
//! `judge.rs` decides about an entry, `account.rs` works on one account, `stack.rs` on one stack of it, `processes.rs` ends the terraform
//! that outlived its test, `orphans.rs` looks after directories without an entry, `tenants.rs` after accounts without one, and `report.rs` is what is told.

mod account;
mod engine;
mod judge;
mod options;
mod orphans;
mod processes;
mod report;
#[cfg(test)]
mod samples;
mod stack;
mod table;
mod tenants;
mod work;

pub(crate) use engine::run;
pub(crate) use options::Options;
