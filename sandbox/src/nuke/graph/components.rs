//! Strongly connected components: Tarjan's algorithm, without recursion, so that a chain of 100,000 resources needs no stack.

use super::Edges;

/// Holds which component each node is in.
#[derive(Debug)]
pub(super) struct Components {
    /// The component of each node. Components are numbered so that edges between them lead to lower numbers.
    pub(super) of: Vec<usize>,
    /// How many nodes each component has.
    pub(super) sizes: Vec<usize>,
}

impl Components {
    /// Finds the components of a graph.
    pub(super) fn find(edges: &Edges) -> Self {
        let mut search = Search::new(edges);
        for node in 0..edges.nodes() {
            if search.order[node] == UNSEEN {
                search.from(node);
            }
        }
        Self { of: search.component, sizes: search.sizes }
    }

    /// Tells whether two nodes are on a common cycle.
    pub(super) fn together(&self, one: usize, other: usize) -> bool {
        self.of[one] == self.of[other]
    }

    /// Tells whether a node is on a cycle.
    pub(super) fn on_a_cycle(&self, node: usize) -> bool {
        self.sizes[self.of[node]] > 1
    }
}

const UNSEEN: usize = usize::MAX;

struct Search<'a> {
    edges: &'a Edges,
    /// When each node was seen.
    order: Vec<usize>,
    /// The earliest node that each one reaches back to.
    low: Vec<usize>,
    component: Vec<usize>,
    sizes: Vec<usize>,
    /// Nodes whose component is still open.
    open: Vec<usize>,
    seen: usize,
}

impl<'a> Search<'a> {
    fn new(edges: &'a Edges) -> Self {
        let nodes = edges.nodes();
        let unseen = || vec![UNSEEN; nodes];
        Self {
            edges,
            order: unseen(),
            low: unseen(),
            component: unseen(),
            sizes: Vec::new(),
            open: Vec::new(),
            seen: 0,
        }
    }

    fn from(&mut self, root: usize) {
        // Each entry is a node and how many of its edges were followed.
        let mut path = vec![(root, 0)];
        self.enter(root);
        while let Some((node, followed)) = path.last_mut() {
            let node = *node;
            if let Some(next) = self.edges.after(node).get(*followed).copied() {
                *followed += 1;
                if self.order[next] == UNSEEN {
                    self.enter(next);
                    path.push((next, 0));
                } else if self.component[next] == UNSEEN {
                    self.low[node] = self.low[node].min(self.order[next]);
                }
                continue;
            }
            path.pop();
            if let Some((parent, _)) = path.last() {
                self.low[*parent] = self.low[*parent].min(self.low[node]);
            }
            if self.low[node] == self.order[node] {
                self.close(node);
            }
        }
    }

    fn enter(&mut self, node: usize) {
        self.order[node] = self.seen;
        self.low[node] = self.seen;
        self.seen += 1;
        self.open.push(node);
    }

    fn close(&mut self, root: usize) {
        let component = self.sizes.len();
        self.sizes.push(0);
        while let Some(node) = self.open.pop() {
            self.component[node] = component;
            self.sizes[component] += 1;
            if node == root {
                break;
            }
        }
    }
}
