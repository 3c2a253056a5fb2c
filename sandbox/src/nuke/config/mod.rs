//! `[nuke]` of `terraproof.toml`: what may be deleted, and what never.

mod check;
mod file;
mod one_or_many;
mod project;
mod rule_text;

pub(crate) use check::{kinds as check_kinds, nearest};
pub(crate) use file::{Nuke, OfKind};
pub(crate) use project::Project;
pub(crate) use rule_text::{Patterns, RuleText};
