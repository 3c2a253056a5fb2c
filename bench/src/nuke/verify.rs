//! What is left, and what is gone that had to stay: asked of the emulator itself, which walks everything it holds.

use std::collections::{BTreeSet, HashSet};

use serde::Serialize;
use terraproof_local::{Holding, Holdings};

use super::seed::Counts;

/// How many are named.
const NAMED: usize = 10;

/// Is what an account holds at one time.
#[derive(Debug, Clone, Default)]
pub(super) struct State {
    /// What somebody made.
    pub(super) holdings: Holdings,
    /// What AWS made by itself.
    pub(super) standing: Counts,
}

/// Compares what an account held, holds, and should hold.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Verdict {
    /// What is gone and had to stay.
    pub(super) wrong: usize,
    /// What is there and had to go.
    pub(super) missed: usize,
    /// What is there and was not.
    pub(super) new: usize,
    /// The first of them.
    pub(super) named: Vec<String>,
}

impl Verdict {
    /// Judges what an apply did. `stays` are ids and names.
    pub(super) fn of(before: &State, after: &State, stays: &[String]) -> Self {
        let stays: HashSet<&str> = stays.iter().map(String::as_str).collect();
        let has_to_stay = |it: &Holding| {
            stays.contains(it.id.as_str()) || it.name.as_deref().is_some_and(|name| stays.contains(name))
        };
        let (was, is): (BTreeSet<&Holding>, BTreeSet<&Holding>) =
            (before.holdings.items.iter().collect(), after.holdings.items.iter().collect());
        let mut wrong: Vec<_> =
            was.difference(&is).filter(|it| has_to_stay(it)).map(|it| format!("wrongly gone: {it}")).collect();
        if before.standing != after.standing {
            wrong.push(format!("of AWS's own: {:?} was {:?}", after.standing, before.standing));
        }
        let missed: Vec<_> =
            was.intersection(&is).filter(|it| !has_to_stay(it)).map(|it| format!("still there: {it}")).collect();
        let new: Vec<_> = is.difference(&was).map(|it| format!("new: {it}")).collect();
        let counts = (wrong.len(), missed.len(), new.len());
        let named = wrong.into_iter().chain(missed).chain(new).take(NAMED).collect();
        Self { wrong: counts.0, missed: counts.1, new: counts.2, named }
    }

    /// Returns how many things are not as they should be.
    pub(super) fn count(&self) -> usize {
        self.wrong + self.missed + self.new
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn queue(id: &str) -> Holding {
        Holding { service: "sqs".into(), kind: "Queue".into(), region: "x".into(), id: id.into(), name: None }
    }

    fn state(ids: &[&str]) -> State {
        let holdings = Holdings { items: ids.iter().map(|id| queue(id)).collect(), kept: Vec::new() };
        State { holdings, standing: Counts::default() }
    }

    #[test]
    fn what_stays_has_to_be_there_and_nothing_else() {
        let (before, stays) = (state(&["a", "b", "c"]), ["c".to_owned()]);
        assert_eq!(Verdict::of(&before, &state(&["c"]), &stays).count(), 0);
        let wrong = Verdict::of(&before, &state(&["a", "d"]), &stays);
        assert_eq!((wrong.wrong, wrong.missed, wrong.new), (1, 1, 1));
        assert_eq!(wrong.named[0], "wrongly gone: sqs Queue `c` in x");
    }

    #[test]
    fn what_aws_made_by_itself_has_to_stay() {
        let mut before = state(&[]);
        before.standing.entry("eu-west-1".to_owned()).or_default().insert("default-vpc".to_owned(), 1);
        assert_eq!(Verdict::of(&before, &state(&[]), &[]).wrong, 1);
    }
}
