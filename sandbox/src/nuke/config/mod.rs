//! `[nuke]` of `terraproof.toml`: what may be deleted, and what never.

mod check;
mod file;
mod one_or_many;
mod project;
mod regions;
mod rule_text;

pub(crate) use check::nearest;
pub(crate) use file::{Nuke, OfKind};
pub(crate) use project::Project;
pub(crate) use regions::is_known as is_known_region;
pub(crate) use rule_text::{Patterns, RuleText};
