//! What is left, and what is gone that had to stay: asked of the emulator itself, which walks everything it holds.

use std::collections::{BTreeSet, HashSet};

use serde::Serialize;
use terraproof_local::{Holding, Holdings};

/// How many are named.
const NAMED: usize = 10;

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
    pub(super) fn of(before: &Holdings, after: &Holdings, stays: &[String]) -> Self {
        let stays: HashSet<&str> = stays.iter().map(String::as_str).collect();
        let has_to_stay = |it: &Holding| {
            stays.contains(it.id.as_str()) || it.name.as_deref().is_some_and(|name| stays.contains(name))
        };
        let (was, is): (BTreeSet<&Holding>, BTreeSet<&Holding>) =
            (before.items.iter().collect(), after.items.iter().collect());
        let wrong: Vec<_> =
            was.difference(&is).filter(|it| has_to_stay(it)).map(|it| format!("wrongly gone: {it}")).collect();
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

    fn holdings(ids: &[&str]) -> Holdings {
        Holdings { items: ids.iter().map(|id| queue(id)).collect(), kept: Vec::new() }
    }

    #[test]
    fn what_stays_has_to_be_there_and_nothing_else() {
        let (before, stays) = (holdings(&["a", "b", "c"]), ["c".to_owned()]);
        assert_eq!(Verdict::of(&before, &holdings(&["c"]), &stays).count(), 0);
        let wrong = Verdict::of(&before, &holdings(&["a", "d"]), &stays);
        assert_eq!((wrong.wrong, wrong.missed, wrong.new), (1, 1, 1));
        assert_eq!(wrong.named[0], "wrongly gone: sqs Queue `c` in x");
    }
}
