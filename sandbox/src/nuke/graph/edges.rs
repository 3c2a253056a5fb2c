//! A directed graph in two vectors.

/// Holds who is followed by whom, for nodes that are numbers.
#[derive(Debug, Clone, Default)]
pub(crate) struct Edges {
    starts: Vec<usize>,
    targets: Vec<usize>,
}

impl Edges {
    /// Builds the graph of `nodes` nodes; an edge that comes twice counts once, and one from a node to itself not at all.
    pub(crate) fn new(nodes: usize, mut pairs: Vec<(usize, usize)>) -> Self {
        pairs.retain(|(from, to)| from != to);
        pairs.sort_unstable();
        pairs.dedup();
        let mut starts = vec![0; nodes + 1];
        for (from, _) in &pairs {
            starts[from + 1] += 1;
        }
        for node in 0..nodes {
            starts[node + 1] += starts[node];
        }
        Self { starts, targets: pairs.into_iter().map(|(_, to)| to).collect() }
    }

    /// Returns how many nodes there are.
    pub(crate) fn nodes(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// Returns what follows a node.
    pub(crate) fn after(&self, node: usize) -> &[usize] {
        &self.targets[self.starts[node]..self.starts[node + 1]]
    }

    /// Returns how many edges lead to each node.
    pub(crate) fn incoming(&self) -> Vec<usize> {
        let mut counts = vec![0; self.nodes()];
        for target in &self.targets {
            counts[*target] += 1;
        }
        counts
    }

    /// Returns every edge.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        (0..self.nodes()).flat_map(|from| self.after(from).iter().map(move |to| (from, *to)))
    }
}
