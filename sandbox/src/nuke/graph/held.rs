//! What a kept resource holds back: whatever it uses or names, whatever it would go with, and what belongs to it when it is protected.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::members::{STACK, Wholes};
use super::needs::Names;
#[cfg(test)]
use crate::nuke::kinds;
use crate::nuke::model::{Reference, Resource, State};

/// Holds what becomes of each resource of an account.
#[derive(Debug)]
pub(super) struct Fates {
    /// Whether it goes.
    pub(super) goes: Vec<bool>,
    /// Why one that was selected, or would have gone with one that was, is kept.
    pub(super) reasons: Vec<Option<Held>>,
    /// Whether it is kept only because what it goes with is kept, and nothing else needs it: its uses may be cut.
    pub(super) may_be_cut: Vec<bool>,
}

/// Says why something is held back, and by what.
#[derive(Debug, Clone)]
pub(super) struct Held {
    pub(super) reason: String,
    pub(super) by: Option<usize>,
}

/// Is everything that is known of the account, by number.
#[derive(Debug)]
pub(super) struct Listed<'a> {
    pub(super) resources: Vec<&'a Resource>,
    numbers: HashMap<&'a Reference, usize>,
}

impl<'a> Listed<'a> {
    /// Numbers resources; one that comes twice counts as it came first.
    pub(super) fn new(resources: impl Iterator<Item = &'a Resource>) -> Self {
        let mut listed = Self { resources: Vec::new(), numbers: HashMap::new() };
        for resource in resources {
            listed.numbers.entry(&resource.reference).or_insert_with(|| {
                listed.resources.push(resource);
                listed.resources.len() - 1
            });
        }
        listed
    }

    pub(super) fn number(&self, reference: &Reference) -> Option<usize> {
        self.numbers.get(reference).copied()
    }

    /// Returns what a resource goes with, if that is in the account.
    pub(super) fn parent(&self, resource: usize) -> Option<usize> {
        self.resources[resource]
            .goes_with
            .as_ref()
            .and_then(|parent| self.number(parent))
            .filter(|parent| *parent != resource)
    }
}

/// Decides what goes: the selected, and what goes with them, but nothing that a kept one needs.
///
/// `protected` tells of an unselected resource whether it may not even go along with another one.
pub(super) fn decide(listed: &Listed<'_>, selected: &[bool], protected: &dyn Fn(&Resource) -> bool) -> Fates {
    let count = listed.resources.len();
    let goes = (0..count).map(|number| selected[number] || goes_along(listed, selected, protected, number)).collect();
    let fates = Fates { goes, reasons: vec![None; count], may_be_cut: vec![false; count] };
    let names = Names::new(&listed.resources);
    let (children, aliases) = (children(listed), aliases(listed));
    let mut search = Search { listed, names, children, aliases, fates, open: Vec::new() };
    for (number, selected) in selected.iter().enumerate() {
        if search.fates.goes[number] {
            search.hold_without_parent(number, *selected);
        } else if listed.resources[number].state == State::Present {
            search.open.push(number);
        }
    }
    search.keep_members(protected);
    while let Some(kept) = search.open.pop() {
        search.spread(kept, selected);
    }
    search.fates
}

fn goes_along(listed: &Listed<'_>, selected: &[bool], protected: &dyn Fn(&Resource) -> bool, number: usize) -> bool {
    if protected(listed.resources[number]) {
        return false;
    }
    let mut at = number;
    // Nothing goes with something that goes with it; a listing that says so must not keep us here.
    for _ in 0..DEEPEST {
        match listed.parent(at) {
            Some(parent) if selected[parent] => return true,
            Some(parent) => at = parent,
            None => return false,
        }
    }
    false
}

/// How many things may go with each other in a row: a volume with its instance with its group.
pub(super) const DEEPEST: usize = 16;

fn children(listed: &Listed<'_>) -> HashMap<usize, Vec<usize>> {
    let mut children: HashMap<usize, Vec<usize>> = HashMap::new();
    for child in 0..listed.resources.len() {
        if let Some(parent) = listed.parent(child) {
            children.entry(parent).or_default().push(child);
        }
    }
    children
}

#[cfg(test)]
/// Tells whether a kind says of itself that it may need such a thing; only then both are listed where one is asked for.
fn may_name(resource: &Resource, there: &Resource) -> bool {
    let about = kinds::find(&resource.reference.kind).map(|kind| kind.about());
    let kind = there.reference.kind.as_str();
    about.is_none_or(|about| about.names_anything || about.uses.contains(&kind) || about.goes_with.contains(&kind))
}

fn aliases(listed: &Listed<'_>) -> HashMap<usize, Vec<usize>> {
    let mut aliases: HashMap<usize, Vec<usize>> = HashMap::new();
    let all = listed.resources.iter().enumerate().filter(|(_, resource)| resource.reference.kind == "kms-alias");
    for (number, alias) in all {
        for key in alias.uses.iter().filter_map(|used| listed.number(&used.of)) {
            aliases.entry(key).or_default().push(number);
        }
    }
    aliases
}

struct Search<'a> {
    listed: &'a Listed<'a>,
    names: Names<'a>,
    children: HashMap<usize, Vec<usize>>,
    /// The aliases of keys, by key.
    aliases: HashMap<usize, Vec<usize>>,
    fates: Fates,
    /// Kept ones that were not followed yet.
    open: Vec<usize>,
}

impl Search<'_> {
    /// Keeps what would go with something that is not there, or on its way out by itself.
    fn hold_without_parent(&mut self, number: usize, selected: bool) {
        let Some(parent) = &self.listed.resources[number].goes_with else { return };
        let by = self.listed.number(parent);
        let reason = match by.map(|parent| (self.fates.goes[parent], self.listed.resources[parent].state)) {
            None => format!("goes with {parent}, which was not listed"),
            Some((false, State::Deleting)) => format!("goes with {parent}, which is being deleted"),
            Some((true, _)) => return,
            Some((false, State::Present)) => format!("goes with {parent}, which is kept"),
        };
        self.fates.may_be_cut[number] = selected;
        self.hold(number, by, reason);
    }

    fn hold(&mut self, number: usize, by: Option<usize>, reason: String) {
        self.fates.goes[number] = false;
        self.fates.reasons[number] = Some(Held { reason, by });
        self.open.push(number);
    }

    /// Keeps what belongs to something that is protected, and what belongs to that: the instances of a cluster, what a stack made and what
    /// a stack in it made.
    fn keep_members(&mut self, protected: &dyn Fn(&Resource) -> bool) {
        let wholes = Wholes::new(self.listed);
        self.keep_stacks(&wholes, protected);
        let resources = &self.listed.resources;
        let mut parts: HashMap<usize, BTreeSet<usize>> = HashMap::new();
        for (number, resource) in resources.iter().enumerate() {
            let made = if resource.reference.kind == STACK { self.names.made_by(resource) } else { BTreeSet::new() };
            parts.entry(number).or_default().extend(made);
            for whole in wholes.of(number) {
                parts.entry(whole).or_default().insert(number);
            }
        }
        let is_protected = |number: &usize| resources[*number].built_in.is_none() && protected(resources[*number]);
        let mut open: Vec<usize> =
            (0..resources.len()).filter(|number| !self.fates.goes[*number] && is_protected(number)).collect();
        let mut seen: HashSet<usize> = open.iter().copied().collect();
        while let Some(whole) = open.pop() {
            for part in parts.remove(&whole).unwrap_or_default() {
                if self.fates.goes[part] {
                    self.hold(part, Some(whole), format!("part of {}, which is kept", resources[whole].reference));
                }
                if seen.insert(part) {
                    open.push(part);
                }
            }
        }
    }

    /// Keeps the stack that would delete what is protected along with itself.
    fn keep_stacks(&mut self, wholes: &Wholes<'_>, protected: &dyn Fn(&Resource) -> bool) {
        let is_kept =
            |search: &Self, number: usize| !search.fates.goes[number] && protected(search.listed.resources[number]);
        for number in 0..self.listed.resources.len() {
            let made = wholes.stack_of(number).filter(|_| is_kept(self, number)).map(|stack| (stack, number));
            let resource = self.listed.resources[number];
            let parts = if resource.reference.kind == STACK { self.names.made_by(resource) } else { BTreeSet::new() };
            let holds = parts.into_iter().find(|part| is_kept(self, *part)).map(|part| (number, part));
            for (stack, part) in made.into_iter().chain(holds) {
                if self.fates.goes[stack] {
                    let reason = format!("{} would go with it, which is kept", self.listed.resources[part].reference);
                    self.hold(stack, Some(part), reason);
                }
            }
        }
    }

    /// Keeps the aliases of a key that stays: others call it by these.
    fn hold_aliases(&mut self, kept: usize) {
        for alias in self.aliases.get(&kept).cloned().unwrap_or_default() {
            if self.fates.goes[alias] {
                let key = &self.listed.resources[kept].reference;
                self.hold(alias, Some(kept), format!("part of {key}, which is kept"));
            }
        }
    }

    /// Keeps what a kept resource needs.
    fn spread(&mut self, kept: usize, selected: &[bool]) {
        let resource = self.listed.resources[kept];
        for used in &resource.uses {
            let Some(number) = self.listed.number(&used.of) else { continue };
            if used.cuttable && self.fates.may_be_cut[kept] {
                continue;
            }
            if self.fates.goes[number] {
                self.hold(number, Some(kept), format!("used by {}, which is kept", resource.reference));
            } else if std::mem::take(&mut self.fates.may_be_cut[number]) {
                // Something that stays relies on it as it is, so what it uses has to stay too.
                self.open.push(number);
            }
        }
        self.hold_aliases(kept);
        for number in self.names.named_by(resource) {
            if self.fates.goes[number] {
                #[cfg(test)]
                assert!(
                    may_name(resource, self.listed.resources[number]),
                    "the kind's `uses` name every kind that its needs can name: {} needs {}",
                    resource.reference,
                    self.listed.resources[number].reference
                );
                self.hold(number, Some(kept), format!("needed by {}, which is kept", resource.reference));
            }
        }
        if let Some(parent) = self.listed.parent(kept).filter(|parent| self.fates.goes[*parent]) {
            self.hold(parent, Some(kept), format!("{} would go with it, which is kept", resource.reference));
        }
        for child in self.children.get(&kept).cloned().unwrap_or_default() {
            if self.fates.goes[child] {
                self.fates.may_be_cut[child] = selected[child];
                self.hold(child, Some(kept), format!("goes with {}, which is kept", resource.reference));
            }
        }
    }
}
