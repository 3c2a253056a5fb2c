//! The steps of an apply, and which waits for which.

use std::collections::{HashMap, HashSet};

use super::Edges;
use super::components::Components;
use super::held::DEEPEST;
use crate::nuke::model::Reference;
use crate::nuke::plan::{Action, Row};

/// Is one thing that the engine does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// What a row of the plan says.
    Row(usize),
    /// Reading all that is on one cycle before any of it is touched, so that a member that must stay after all saves the others.
    Check(usize),
}

/// Holds the steps of an apply by number: those of the rows first, in their order, then the checks.
#[derive(Debug)]
pub(crate) struct Steps {
    rows: usize,
    /// What follows each step; a step that ends badly takes what follows with it.
    edges: Edges,
    /// Edges within a cycle that could not be cut: nothing waits along them.
    soft: HashSet<(usize, usize)>,
    /// For each delete row, the step by which its deletion begins, its own or that of what it goes with.
    entries: Vec<usize>,
    passive: Vec<bool>,
    members: Vec<Vec<usize>>,
    parts: HashMap<usize, Vec<usize>>,
}

impl Steps {
    /// Works out what waits for what from the uses in the rows; uses of what has no row are ignored.
    pub(crate) fn new(rows: &[Row]) -> Self {
        let index = Index::new(rows);
        let Pairs { mut ordered, uncut, firm } = index.pairs();
        let knots = Components::find(&Edges::new(rows.len(), ordered.clone()));
        let soft: HashSet<_> =
            ordered.iter().copied().filter(|pair| knots.together(pair.0, pair.1) && !firm.contains(pair)).collect();
        let members = index.checks(&uncut, &knots);
        for (check, members) in members.iter().enumerate() {
            for member in members {
                ordered.push((rows.len() + check, index.entries[*member]));
                ordered.extend(index.cut_rows(*member).map(|cut| (rows.len() + check, cut)));
            }
        }
        let passive = (0..rows.len()).map(|row| index.is_passive(row)).collect();
        let parts = index.parts();
        let edges = Edges::new(rows.len() + members.len(), ordered);
        Self { rows: rows.len(), edges, soft, entries: index.entries, passive, members, parts }
    }

    pub(crate) fn count(&self) -> usize {
        self.edges.nodes()
    }

    pub(crate) fn step(&self, number: usize) -> Step {
        if number < self.rows { Step::Row(number) } else { Step::Check(number - self.rows) }
    }

    /// Returns what follows a step: its number, and whether it waits for this one.
    pub(crate) fn after(&self, number: usize) -> impl Iterator<Item = (usize, bool)> + '_ {
        self.edges.after(number).iter().map(move |next| (*next, !self.soft.contains(&(number, *next))))
    }

    /// Returns for how many others each step waits.
    pub(crate) fn waits(&self) -> Vec<usize> {
        let mut waits = self.edges.incoming();
        for (_, to) in &self.soft {
            waits[*to] -= 1;
        }
        waits
    }

    /// Returns the step by which the deletion of a row's resource begins.
    pub(crate) fn entry(&self, row: usize) -> usize {
        self.entries[row]
    }

    /// Tells whether the row's resource goes with another one, and is done when that is.
    pub(crate) fn is_passive(&self, row: usize) -> bool {
        self.passive[row]
    }

    /// Tells whether the row is on a cycle that could not be cut.
    pub(crate) fn is_knotted(&self) -> Vec<bool> {
        let mut knotted = vec![false; self.count()];
        for (from, to) in &self.soft {
            knotted[*from] = true;
            knotted[*to] = true;
        }
        knotted
    }

    /// Returns the rows of what goes with the resource of a row that deletes or unprotects it.
    pub(crate) fn parts(&self, row: usize) -> &[usize] {
        self.parts.get(&row).map_or(&[], Vec::as_slice)
    }

    /// Returns the delete rows that a check reads.
    pub(crate) fn members(&self, check: usize) -> &[usize] {
        &self.members[check]
    }
}

/// Finds the rows of a resource.
struct Index<'a> {
    rows: &'a [Row],
    deletes: HashMap<&'a Reference, usize>,
    unprotects: HashMap<&'a Reference, usize>,
    cuts: HashMap<&'a Reference, Vec<usize>>,
    /// For each row, the delete row of what its resource goes with in the end, or its own.
    roots: Vec<usize>,
    entries: Vec<usize>,
}

/// Holds what comes before what.
struct Pairs {
    /// In an apply.
    ordered: Vec<(usize, usize)>,
    /// If nothing was cut.
    uncut: Vec<(usize, usize)>,
    /// Those that hold even within a cycle.
    firm: HashSet<(usize, usize)>,
}

impl<'a> Index<'a> {
    fn new(rows: &'a [Row]) -> Self {
        let (mut deletes, mut unprotects) = (HashMap::new(), HashMap::new());
        let mut cuts: HashMap<_, Vec<usize>> = HashMap::new();
        for (number, row) in rows.iter().enumerate() {
            match row.action {
                Action::Delete => drop(deletes.insert(row.reference(), number)),
                Action::Unprotect => drop(unprotects.insert(row.reference(), number)),
                Action::Cut { .. } => cuts.entry(row.reference()).or_default().push(number),
            }
        }
        let mut index = Self { rows, deletes, unprotects, cuts, roots: Vec::new(), entries: Vec::new() };
        index.roots = (0..rows.len()).map(|row| index.root(row)).collect();
        index.entries = (0..rows.len()).map(|row| index.first_step(index.roots[row])).collect();
        index
    }

    fn parent(&self, row: usize) -> Option<usize> {
        let parent = self.rows[row].resource.goes_with.as_ref()?;
        self.deletes.get(parent).copied().filter(|parent| *parent != row)
    }

    fn root(&self, row: usize) -> usize {
        let mut root = row;
        for _ in 0..DEEPEST {
            match self.parent(root) {
                Some(parent) => root = parent,
                None => break,
            }
        }
        root
    }

    fn first_step(&self, row: usize) -> usize {
        self.unprotects.get(self.rows[row].reference()).copied().unwrap_or(row)
    }

    fn is_passive(&self, row: usize) -> bool {
        self.rows[row].action == Action::Delete && self.roots[row] != row
    }

    fn parts(&self) -> HashMap<usize, Vec<usize>> {
        let mut parts: HashMap<usize, Vec<usize>> = HashMap::new();
        for part in (0..self.rows.len()).filter(|row| self.is_passive(*row)) {
            let (root, entry) = (self.roots[part], self.entries[part]);
            parts.entry(root).or_default().push(part);
            if entry != root {
                parts.entry(entry).or_default().push(part);
            }
        }
        parts
    }

    fn cut_rows(&self, row: usize) -> impl Iterator<Item = usize> + '_ {
        self.cuts.get(self.rows[row].reference()).into_iter().flatten().copied()
    }

    fn pairs(&self) -> Pairs {
        let mut pairs = Pairs { ordered: Vec::new(), uncut: Vec::new(), firm: HashSet::new() };
        for (number, row) in self.rows.iter().enumerate() {
            match &row.action {
                Action::Delete => self.delete_pairs(number, &mut pairs),
                Action::Unprotect => {
                    if let Some(delete) = self.deletes.get(row.reference()) {
                        pairs.firm.insert((number, *delete));
                    }
                }
                Action::Cut { uses } => {
                    let used = uses.iter().filter_map(|used| self.deletes.get(used));
                    pairs.ordered.extend(used.map(|used| (number, self.entries[*used])));
                    if let Some(delete) = self.deletes.get(row.reference()) {
                        pairs.firm.insert((number, self.entries[*delete]));
                    }
                }
            }
        }
        pairs.ordered.extend(pairs.firm.iter().copied());
        pairs.uncut.extend(pairs.firm.iter().copied());
        pairs
    }

    fn delete_pairs(&self, number: usize, pairs: &mut Pairs) {
        let row = &self.rows[number];
        if self.is_passive(number) {
            pairs.firm.insert((self.roots[number], number));
        }
        let cut: HashSet<&Reference> = self.cut_rows(number).flat_map(|cut| cut_uses(&self.rows[cut])).collect();
        for used in &row.resource.uses {
            let Some(used_row) = self.deletes.get(&used.of).filter(|used| self.roots[**used] != self.roots[number])
            else {
                continue;
            };
            let pair = (number, self.entries[*used_row]);
            pairs.uncut.push(pair);
            if !cut.contains(&used.of) {
                pairs.ordered.push(pair);
            }
        }
    }

    /// Returns the members of each cycle in which something is cut, or could not be.
    fn checks(&self, uncut: &[(usize, usize)], knots: &Components) -> Vec<Vec<usize>> {
        let cycles = Components::find(&Edges::new(self.rows.len(), uncut.to_vec()));
        let cut = self.cuts.keys().filter_map(|user| self.deletes.get(*user).copied());
        let knotted = (0..self.rows.len()).filter(|row| knots.on_a_cycle(*row));
        let wanted: HashSet<usize> =
            cut.chain(knotted).filter(|row| cycles.on_a_cycle(*row)).map(|row| cycles.of[row]).collect();
        let mut members: HashMap<usize, Vec<usize>> = HashMap::new();
        for row in (0..self.rows.len()).filter(|row| self.rows[*row].action == Action::Delete) {
            if wanted.contains(&cycles.of[row]) {
                members.entry(cycles.of[row]).or_default().push(row);
            }
        }
        let mut members: Vec<Vec<usize>> = members.into_values().collect();
        members.sort();
        members
    }
}

fn cut_uses(row: &Row) -> &[Reference] {
    match &row.action {
        Action::Cut { uses } => uses,
        Action::Delete | Action::Unprotect => &[],
    }
}
