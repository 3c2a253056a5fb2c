//! What a workload is: what is made, how the cloud behaves, what is run, and what it can take at least.

use std::time::Duration;

use serde_json::{Map, Value, json};
use terraproof_local::gateway::Behaviour;

use super::shape::Shape;

/// How much longer every call takes.
pub(super) const LATENCY: Duration = Duration::from_millis(40);
/// The regions of the sandbox.
pub(super) const REGIONS: [&str; 3] = ["eu-west-1", "us-east-1", "ap-southeast-1"];
/// A region that the sandbox does not name; what lies there has to stay.
const ELSEWHERE: &str = "eu-north-1";

/// Says how large a workload is to be.
#[derive(Debug, Clone, Copy)]
pub(super) struct Size {
    pub(super) quick: bool,
}

/// Is one workload.
#[derive(Debug, Clone)]
pub(super) struct Workload {
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    /// What `seed.py` makes: the parameters of each of its functions.
    pub(super) seed: Map<String, Value>,
    pub(super) regions: Vec<&'static str>,
    pub(super) behaviour: Behaviour,
    /// What `terraproof nuke plan` is given beside the sandbox.
    pub(super) flags: Vec<String>,
    /// Whether the plan is applied, and how.
    pub(super) apply: Apply,
    pub(super) shape: Shape,
    /// The most memory, in megabytes, that the command may take.
    pub(super) memory: Option<f64>,
}

/// Says what follows the plan.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Apply {
    Nothing,
    Whole,
    /// Killed with SIGKILL after this share of the deletes, and resumed.
    Killed(f64),
}

impl Size {
    /// Returns a number, or a tenth of it in a quick run.
    pub(super) fn of(self, full: u32) -> u32 {
        if self.quick { (full / 10).max(1) } else { full }
    }
}

impl Workload {
    /// Starts a workload in all regions that is planned and applied, with latency and no limits.
    pub(super) fn new(name: &'static str, about: &'static str) -> Self {
        Self {
            name,
            about,
            seed: Map::from_iter([("bystanders".to_owned(), json!({ "region": ELSEWHERE, "count": 5 }))]),
            regions: REGIONS.to_vec(),
            behaviour: Behaviour { latency: LATENCY, ..Behaviour::default() },
            flags: Vec::new(),
            apply: Apply::Whole,
            shape: Shape::default(),
            memory: None,
        }
    }

    /// Has a function of `seed.py` fill the workload's regions.
    pub(super) fn seeded(mut self, function: &str, mut parameters: Value) -> Self {
        if let Some(parameters) = parameters.as_object_mut() {
            parameters.insert("regions".to_owned(), json!(self.regions));
        }
        self.seed.insert(function.to_owned(), parameters);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quick_run_is_a_tenth_and_never_nothing() {
        let quick = Size { quick: true };
        assert_eq!((quick.of(200), quick.of(3), Size { quick: false }.of(3)), (20, 1, 3));
    }
}
