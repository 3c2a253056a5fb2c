//! Benchmark: `terraproof nuke` against the least that its work can take.
//!
//! Every workload fills a fresh account of the localhost cloud by calls of the AWS API, then runs the release build of the command as a
//! process of its own, through a gateway in this process that delays each call. What is left is asked of the emulator, not of nuke.

mod against;
mod arena;
mod bill;
mod child;
mod costs;
mod least;
mod measure;
mod options;
mod outcome;
mod report;
mod seed;
mod shape;
mod tools;
mod verify;
mod workload;
mod workloads;

pub(crate) use options::Options;
pub(crate) use report::run;
