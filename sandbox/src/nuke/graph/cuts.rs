//! Where cycles are cut.

use std::collections::HashSet;

use super::{Edges, components::Components};

/// Holds the edges to cut, and the cycles that have none to cut.
#[derive(Debug, Default)]
pub(super) struct Cuts {
    pub(super) edges: HashSet<(usize, usize)>,
    /// Nodes that are on cycles of edges that cannot be cut.
    pub(super) knots: Vec<Vec<usize>>,
}

/// Finds cuttable edges without which the graph has no cycle but those of fixed edges alone.
///
/// Every edge found is on a cycle that would be left without it; few are cut, though not always the fewest, which is a hard problem.
pub(super) fn find(nodes: usize, fixed: Vec<(usize, usize)>, cuttable: Vec<(usize, usize)>) -> Cuts {
    let fixed = Edges::new(nodes, fixed);
    let knots = Components::find(&fixed);
    let unit = |(from, to): (usize, usize)| (knots.of[from], knots.of[to]);
    let units = knots.sizes.len();
    let fixed_units: HashSet<_> = fixed.pairs().map(unit).filter(|(from, to)| from != to).collect();
    let all = Edges::new(units, fixed_units.iter().copied().chain(cuttable.iter().copied().map(unit)).collect());
    let cut = cut_units(&all, &fixed_units);
    Cuts { edges: cuttable.into_iter().filter(|edge| cut.contains(&unit(*edge))).collect(), knots: members(&knots) }
}

fn members(components: &Components) -> Vec<Vec<usize>> {
    let mut knots = vec![Vec::new(); components.sizes.len()];
    for (node, component) in components.of.iter().enumerate() {
        if components.on_a_cycle(node) {
            knots[*component].push(node);
        }
    }
    knots.retain(|knot| !knot.is_empty());
    knots
}

/// Cuts cycles in a graph whose fixed edges alone make none.
fn cut_units(all: &Edges, fixed: &HashSet<(usize, usize)>) -> HashSet<(usize, usize)> {
    let components = Components::find(all);
    let mut by_component = vec![Vec::new(); components.sizes.len()];
    for (from, to) in all.pairs().filter(|(from, to)| components.together(*from, *to)) {
        by_component[components.of[from]].push((from, to));
    }
    let mut cut = HashSet::new();
    for edges in by_component.into_iter().filter(|edges| !edges.is_empty()) {
        Cycle::new(&edges, fixed).cut(&mut cut);
    }
    cut
}

/// Is one strongly connected component, with nodes numbered from zero.
struct Cycle<'a> {
    names: Vec<usize>,
    edges: Edges,
    fixed: &'a HashSet<(usize, usize)>,
}

impl<'a> Cycle<'a> {
    fn new(edges: &[(usize, usize)], fixed: &'a HashSet<(usize, usize)>) -> Self {
        let mut names: Vec<usize> = edges.iter().flat_map(|(from, to)| [*from, *to]).collect();
        names.sort_unstable();
        names.dedup();
        let number = |name: &usize| names.partition_point(|other| other < name);
        let edges = Edges::new(names.len(), edges.iter().map(|(from, to)| (number(from), number(to))).collect());
        Self { names, edges, fixed }
    }

    fn is_fixed(&self, from: usize, to: usize) -> bool {
        self.fixed.contains(&(self.names[from], self.names[to]))
    }

    /// Takes nodes away that nothing leads to; where there is none, cuts what leads to one.
    fn cut(&self, cut: &mut HashSet<(usize, usize)>) {
        let mut incoming = self.edges.incoming();
        let mut left = vec![true; self.names.len()];
        let mut free: Vec<usize> = Vec::new();
        while let Some(node) = free.pop().or_else(|| self.choose(&left)) {
            left[node] = false;
            if incoming[node] > 0 {
                let users =
                    (0..left.len()).filter(|from| left[*from] && self.edges.after(*from).binary_search(&node).is_ok());
                cut.extend(users.map(|from| (self.names[from], self.names[node])));
            }
            for next in self.edges.after(node).iter().copied().filter(|next| left[*next]) {
                incoming[next] -= 1;
                if incoming[next] == 0 {
                    free.push(next);
                }
            }
        }
    }

    /// Chooses a node of a component that nothing else leads to, so that all that leads to it is on a cycle: the one with the fewest
    /// such edges, none of them fixed.
    fn choose(&self, left: &[bool]) -> Option<usize> {
        let rest = self.edges.pairs().filter(|(from, to)| left[*from] && left[*to]).collect();
        let rest = Edges::new(left.len(), rest);
        let components = Components::find(&rest);
        let first = (0..left.len()).filter(|node| left[*node]).max_by_key(|node| components.of[*node])?;
        let mut held = vec![false; left.len()];
        for (from, to) in rest.pairs().filter(|(from, to)| self.is_fixed(*from, *to)) {
            held[to] |= left[from];
        }
        let incoming = rest.incoming();
        let candidates =
            (0..left.len()).filter(|node| left[*node] && components.together(*node, first) && !held[*node]);
        candidates.min_by_key(|node| (incoming[*node], usize::MAX - rest.after(*node).len()))
    }
}
