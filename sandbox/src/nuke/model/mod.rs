//! What nuke knows about an account: resources, and how they depend on each other.

mod mention;
mod reference;
mod resource;
mod tags;

pub(crate) use mention::{ANYTHING, Mention, NAMED};
pub(crate) use reference::{GLOBAL, Reference, Use};
pub(crate) use resource::{Resource, State};
pub(crate) use tags::Tags;
