//! `terraproof nuke`: plan, then delete exactly that, in the right order.
//!
//! | what | where |
//! |---|---|
//! | a resource, its tags, what it uses | `model/` |
//! | signed calls to any AWS service, paced and counted | `api/` |
//! | one file per kind of resource | `kinds/` |
//! | the command line | `command/` |
//! | `[nuke]` of `terraproof.toml` | `config/` |
//! | what goes, and why the rest stays | `select/` |
//! | what is never deleted, and where nothing is | `safety/` |
//! | the plan file, and the listing it comes from | `plan/` |
//! | what is told afterwards | `report/` |
//! | the filters of other tools | `import/` |
//! | what has to stay, and in which order the rest goes | `graph/` |
//! | taking the steps of a plan | `engine/` |
//! | what an apply did, to go on after a kill | `journal/` |
//! | when something without an age was first seen | `seen.rs` |

pub(crate) mod api;
mod command;
pub(crate) mod config;
#[cfg(test)]
pub(crate) mod emulated;
pub(crate) mod engine;
pub(crate) mod graph;
pub(crate) mod import;
pub(crate) mod journal;
pub(crate) mod kinds;
pub(crate) mod model;
pub(crate) mod plan;
pub(crate) mod report;
pub(crate) mod safety;
pub(crate) mod seen;
pub(crate) mod select;
#[cfg(test)]
pub(crate) mod simulation;

pub(crate) use command::{Options, run};
