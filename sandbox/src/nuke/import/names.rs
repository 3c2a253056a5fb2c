//! What other tools call the kinds.

use crate::nuke::kinds::{self, About};

/// Finds the kinds that cloud-nuke calls so, in any case: its files are written in several.
pub(super) fn of_cloud_nuke(name: &str) -> Vec<&'static str> {
    named(name, |about| about.cloud_nuke)
}

/// Finds the kinds that aws-nuke calls so, or CloudFormation, by whose names aws-nuke reaches the rest.
pub(super) fn of_aws_nuke(name: &str) -> Vec<&'static str> {
    let kinds = named(name, |about| about.aws_nuke);
    if kinds.is_empty() { named(name, |about| Some(about.cloudformation)) } else { kinds }
}

fn named(name: &str, theirs: impl Fn(&About) -> Option<&'static str>) -> Vec<&'static str> {
    let abouts = kinds::all().iter().map(|kind| kind.about());
    let same = abouts.filter(|about| theirs(about).is_some_and(|theirs| theirs.eq_ignore_ascii_case(name)));
    same.map(|about| about.name).collect()
}
