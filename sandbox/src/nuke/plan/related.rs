//! What only all listings together tell of a resource, and what that makes of the verdict.

use std::collections::HashMap;

use super::Judged;
use crate::nuke::kinds;
use crate::nuke::model::{Reference, Resource};
use crate::nuke::select::Verdict;

/// Relates what was listed, and judges again what turns out to be nobody's to delete.
pub(super) fn related(judged: Vec<Judged>, judge: impl Fn(&Resource) -> Verdict) -> Vec<Judged> {
    let (mut resources, verdicts): (Vec<Resource>, Vec<(Reference, Verdict)>) = judged
        .into_iter()
        .map(|judged| {
            let (reference, verdict) = (judged.resource.reference.clone(), judged.verdict);
            (judged.resource, (reference, verdict))
        })
        .unzip();
    let mut verdicts: HashMap<Reference, Verdict> = verdicts.into_iter().collect();
    kinds::relate(&mut resources);
    debug_assert_eq!(
        unsaid(&resources),
        None,
        "the kind's `uses` and `goes_with` name every kind that it can point to"
    );
    let judged = resources.into_iter().filter_map(|resource| {
        let mut verdict = verdicts.remove(&resource.reference)?;
        if resource.built_in.is_some() {
            verdict = judge(&resource);
        }
        Some(Judged { resource, verdict })
    });
    judged.collect()
}

/// Finds a use that its kind is not said to have. What goes through Cloud Control is said to have none.
fn unsaid(resources: &[Resource]) -> Option<String> {
    resources.iter().find_map(|resource| kinds::find(&resource.reference.kind)?.about().unsaid(resource))
}
