//! `terraproof nuke`: plan, then delete exactly that, in the right order.
//!
//! | what | where |
//! |---|---|
//! | a resource, its tags, what it uses | `model/` |
//! | signed calls to any AWS service, paced and counted | `api/` |
//! | one file per kind of resource | `kinds/` |
//! | what has to stay, and in which order the rest goes | `graph/` |
//! | taking the steps of a plan | `engine/` |
//! | what an apply did, to go on after a kill | `journal/` |

pub(crate) mod api;
#[cfg(test)]
pub(crate) mod emulated;
pub(crate) mod engine;
pub(crate) mod graph;
pub(crate) mod journal;
pub(crate) mod kinds;
pub(crate) mod model;
pub(crate) mod plan;
