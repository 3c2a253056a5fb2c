//! The rows of a plan, in order.

use std::collections::{BTreeMap, BTreeSet};

use super::Edges;
use super::components::Components;
use super::cuts::{self, Cuts};
use super::held::{self, DEEPEST, Fates, Listed};
use crate::nuke::model::{Reference, Resource};
use crate::nuke::plan::{Action, Row};

/// Holds the rows that a plan may have, and what has to stay although it was selected.
#[derive(Debug, Default)]
pub(crate) struct Arranged {
    /// Cuts first, then what is deleted, users before what they use.
    pub(crate) rows: Vec<Row>,
    /// What was selected and is kept all the same, and what would have gone with it.
    pub(crate) kept: Vec<Kept>,
    /// Cycles that nothing can be cut of. Their members are tried in any order, and may stay.
    pub(crate) knots: Vec<Vec<Reference>>,
}

/// Says why a resource that was selected is kept.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Kept {
    pub(crate) reference: Reference,
    /// Completes "kept: ..".
    pub(crate) reason: String,
    /// What keeps it, if that was listed.
    pub(crate) by: Option<Reference>,
}

/// Makes a plan's rows of the selected ones (to delete, and to unprotect) and of everything that was listed.
///
/// - What a kept resource uses is kept, and so on.
/// - What [goes with](Resource::goes_with) one that goes has a row too, selected or not; where `protected` says that an unselected one
///   may not be deleted, the other is kept for its sake. What goes with a kept one is kept; its cuttable uses are cut if it was selected.
/// - Cycles are cut where that is needed and possible.
///
/// Uses of what was not listed are ignored.
#[expect(clippy::needless_pass_by_value, reason = "the selection is over with it: what may go is in the answer")]
pub(crate) fn arrange(selected: Vec<Row>, listed: &[Resource], protected: &dyn Fn(&Resource) -> bool) -> Arranged {
    let deleted = selected.iter().filter(|row| row.action == Action::Delete).map(|row| &row.resource);
    let listed = Listed::new(deleted.chain(listed));
    let mut is_selected = vec![false; listed.resources.len()];
    let mut unprotected = vec![false; listed.resources.len()];
    for row in &selected {
        let Some(number) = listed.number(row.reference()) else { continue };
        match row.action {
            Action::Delete => is_selected[number] = true,
            Action::Unprotect => unprotected[number] = true,
            Action::Cut { .. } => {}
        }
    }
    let fates = held::decide(&listed, &is_selected, protected);
    let units = Units::new(&listed, &fates);
    let cuts = units.cuts();
    Arranged { rows: rows(&units, &cuts, &unprotected), kept: kept(&listed, &fates), knots: knots(&units, &cuts) }
}

fn kept(listed: &Listed<'_>, fates: &Fates) -> Vec<Kept> {
    let reasons = listed.resources.iter().zip(&fates.reasons);
    let mut kept: Vec<Kept> = reasons
        .filter_map(|(resource, held)| {
            let held = held.as_ref()?;
            let by = held.by.map(|by| listed.resources[by].reference.clone());
            Some(Kept { reference: resource.reference.clone(), reason: held.reason.clone(), by })
        })
        .collect();
    kept.sort();
    kept
}

fn knots(units: &Units<'_>, cuts: &Cuts) -> Vec<Vec<Reference>> {
    let name = |unit: &usize| units.listed.resources[*unit].reference.clone();
    cuts.knots.iter().map(|knot| knot.iter().map(name).collect()).collect()
}

/// Is the graph of what goes, where what goes with another counts as part of it.
struct Units<'a> {
    listed: &'a Listed<'a>,
    fates: &'a Fates,
    /// The number of the resource that each goes with in the end.
    root: Vec<usize>,
}

impl<'a> Units<'a> {
    fn new(listed: &'a Listed<'a>, fates: &'a Fates) -> Self {
        let root = (0..listed.resources.len()).map(|number| root(listed, fates, number)).collect();
        Self { listed, fates, root }
    }

    /// Returns every use between units that go: user, used, whether it can be cut.
    fn uses(&self) -> impl Iterator<Item = (usize, usize, bool)> + '_ {
        let users = self.listed.resources.iter().enumerate().filter(|(user, _)| self.fates.goes[*user]);
        users.flat_map(move |(user, resource)| {
            resource.uses.iter().filter_map(move |used| {
                let number = self.listed.number(&used.of)?;
                let apart = self.fates.goes[number] && self.root[user] != self.root[number];
                apart.then_some((user, number, used.cuttable))
            })
        })
    }

    fn cuts(&self) -> Cuts {
        let pairs = |wanted: bool| {
            let uses = self.uses().filter(|(_, _, cuttable)| *cuttable == wanted);
            uses.map(|(user, used, _)| (self.root[user], self.root[used])).collect()
        };
        cuts::find(self.listed.resources.len(), pairs(false), pairs(true))
    }

    /// Returns which uses each resource has to give up.
    fn cut_uses(&self, cuts: &Cuts) -> BTreeMap<usize, BTreeSet<usize>> {
        let mut cut: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for (user, used, cuttable) in self.uses() {
            if cuttable && cuts.edges.contains(&(self.root[user], self.root[used])) {
                cut.entry(user).or_default().insert(used);
            }
        }
        for (user, resource) in
            self.listed.resources.iter().enumerate().filter(|(user, _)| self.fates.may_be_cut[*user])
        {
            for used in resource.uses.iter().filter(|used| used.cuttable) {
                if let Some(number) = self.listed.number(&used.of).filter(|number| self.fates.goes[*number]) {
                    cut.entry(user).or_default().insert(number);
                }
            }
        }
        cut
    }

    /// Returns how many steps each unit is away from those that nothing uses.
    fn levels(&self, cuts: &Cuts) -> Vec<usize> {
        let pairs = self.uses().map(|(user, used, _)| (self.root[user], self.root[used]));
        let edges = Edges::new(self.root.len(), pairs.filter(|pair| !cuts.edges.contains(pair)).collect());
        let components = Components::find(&edges);
        let mut nodes: Vec<usize> = (0..edges.nodes()).collect();
        nodes.sort_by_key(|node| usize::MAX - components.of[*node]);
        let mut levels = vec![0; components.sizes.len()];
        for node in nodes {
            for next in edges.after(node).iter().filter(|next| !components.together(node, **next)) {
                let (here, there) = (components.of[node], components.of[*next]);
                levels[there] = levels[there].max(levels[here] + 1);
            }
        }
        components.of.iter().map(|component| levels[*component]).collect()
    }
}

fn root(listed: &Listed<'_>, fates: &Fates, number: usize) -> usize {
    let mut root = number;
    for _ in 0..DEEPEST {
        match listed.parent(root) {
            Some(parent) if fates.goes[parent] => root = parent,
            _ => break,
        }
    }
    root
}

fn rows(units: &Units<'_>, cuts: &Cuts, unprotected: &[bool]) -> Vec<Row> {
    let resource = |number: usize| units.listed.resources[number];
    let name = |number: usize| resource(number).reference.clone();
    let cut = units.cut_uses(cuts);
    let mut rows: Vec<Row> = cut
        .into_iter()
        .map(|(user, uses)| {
            Row::new(resource(user).clone(), Action::Cut { uses: uses.into_iter().map(name).collect() })
        })
        .collect();
    rows.sort_by(|one, other| one.reference().cmp(other.reference()));
    let levels = units.levels(cuts);
    let mut going: Vec<usize> = (0..units.root.len()).filter(|number| units.fates.goes[*number]).collect();
    going.sort_by_key(|number| {
        (levels[units.root[*number]], units.root[*number] != *number, &resource(*number).reference)
    });
    for number in going {
        if unprotected[number] {
            rows.push(Row::new(resource(number).clone(), Action::Unprotect));
        }
        rows.push(Row::delete(resource(number).clone()));
    }
    rows
}
