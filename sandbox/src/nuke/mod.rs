//! `terraproof nuke`: plan, then delete exactly that, in the right order.
//!
//! | what | where |
//! |---|---|
//! | a resource, its tags, what it uses | `model/` |
//! | signed calls to any AWS service, paced and counted | `api/` |
//! | one file per kind of resource | `kinds/` |

pub(crate) mod api;
#[cfg(test)]
pub(crate) mod emulated;
pub(crate) mod kinds;
pub(crate) mod model;
