//! What is chosen along with the things that it is for, although no filter chooses it.

use std::collections::{HashMap, HashSet};

use super::{Action, Row};
use crate::nuke::kinds;
use crate::nuke::model::{Reference, Resource};
use crate::nuke::select::{Cause, Verdict};

/// Is something that goes when all goes that it is for: an alias with its key, a subscription with its topic.
#[derive(Debug)]
pub(super) struct Follower {
    /// Its number among what was listed.
    pub(super) number: usize,
    owners: Vec<Reference>,
}

impl Follower {
    /// Tells whether everything that it is for goes.
    pub(super) fn still_follows(&self, rows: &[Row]) -> bool {
        let deleted = rows.iter().filter(|row| row.action == Action::Delete).map(Row::reference);
        let deleted: HashSet<&Reference> = deleted.collect();
        self.owners.iter().all(|owner| deleted.contains(owner))
    }
}

/// Finds what stays only because no filter chooses it, as it has neither tags nor an age to be chosen by, and is for what goes alone.
pub(super) fn followers(
    resources: &[Resource],
    verdicts: &[Verdict],
    is_protected: &dyn Fn(&Resource) -> bool,
) -> Vec<Follower> {
    let numbers: HashMap<&Reference, usize> =
        resources.iter().enumerate().map(|(number, resource)| (&resource.reference, number)).collect();
    let goes = |owner: &Reference| {
        let verdict = numbers.get(owner).map(|number| &verdicts[*number]);
        verdict.is_some_and(|verdict| matches!(verdict, Verdict::Delete | Verdict::Unprotect))
    };
    let mut followers = Vec::new();
    for (number, resource) in resources.iter().enumerate() {
        if is_passed_over(&verdicts[number]) && follows(resource) && !is_protected(resource) {
            let owners: Vec<Reference> = resource.uses.iter().map(|used| used.of.clone()).collect();
            if !owners.is_empty() && owners.iter().all(&goes) {
                followers.push(Follower { number, owners });
            }
        }
    }
    followers
}

fn is_passed_over(verdict: &Verdict) -> bool {
    let Verdict::Keep(reason) = verdict else { return false };
    matches!(reason.cause, Cause::NotSelected | Cause::LeftOut | Cause::UnknownAge)
}

/// Tells whether a resource is of a kind that is nothing without what it uses.
pub(crate) fn follows(resource: &Resource) -> bool {
    kinds::find(&resource.reference.kind).is_some_and(|kind| kind.about().follows)
}
