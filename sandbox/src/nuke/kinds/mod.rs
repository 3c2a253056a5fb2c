//! The kinds of resources: one file each, and a table that registers them.

mod found;
mod kind;

pub(crate) use found::Found;
pub(crate) use kind::{About, Deleted, Kind, Reach};
