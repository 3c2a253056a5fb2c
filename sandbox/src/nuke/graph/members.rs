//! What belongs to what, though it is deleted by itself.

use std::collections::HashMap;

use super::held::Listed;
use crate::nuke::kinds::{MADE_BY_STACK, PARTS};
use crate::nuke::model::Reference;

/// The kind of what makes and deletes others.
pub(super) const STACK: &str = "cloudformation-stack";

/// Knows what is a part of what.
pub(super) struct Wholes<'a> {
    listed: &'a Listed<'a>,
    /// Stacks by region and by id or name.
    stacks: HashMap<(&'a str, &'a str), usize>,
}

impl<'a> Wholes<'a> {
    pub(super) fn new(listed: &'a Listed<'a>) -> Self {
        let all = listed.resources.iter().copied().enumerate();
        let stacks = all.filter(|(_, resource)| resource.reference.kind == STACK);
        let stacks = stacks.flat_map(|(number, stack)| {
            let region = stack.reference.region.as_str();
            [((region, stack.id()), number), ((region, stack.shown_name()), number)]
        });
        Self { listed, stacks: stacks.collect() }
    }

    /// Returns what a resource is a part of.
    pub(super) fn of(&self, number: usize) -> Vec<usize> {
        let resource = self.listed.resources[number];
        let is_whole = |whole: &Reference| PARTS.contains(&(resource.reference.kind.as_str(), whole.kind.as_str()));
        let used = resource.uses.iter().map(|used| &used.of).filter(|whole| is_whole(whole));
        used.filter_map(|whole| self.listed.number(whole)).chain(self.stack_of(number)).collect()
    }

    /// Returns the stack that made a resource, as its tag says.
    pub(super) fn stack_of(&self, number: usize) -> Option<usize> {
        let resource = self.listed.resources[number];
        let name = resource.tags.get(MADE_BY_STACK)?;
        self.stacks.get(&(resource.reference.region.as_str(), name)).copied()
    }
}
