//! Which kinds have to be listed beside those that are asked for, so that nothing of theirs goes which something else needs.

use std::collections::BTreeSet;

use super::{About, Kind, PARTS, all};

/// Returns the kinds that some chosen ones cannot be judged without:
///
/// - those whose resources go along with a chosen one, as one that is protected keeps the whole;
/// - those that may use any of these, as what stays keeps what it uses;
/// - those of which any of these are parts, as one that is protected keeps its parts;
/// - those that tell something about any of these, as a VPC tells that an internet gateway is AWS's.
pub(crate) fn beside(chosen: &[&'static dyn Kind]) -> Vec<&'static dyn Kind> {
    let chosen: BTreeSet<&str> = chosen.iter().map(|kind| kind.about().name).collect();
    let going = with_parts(&chosen);
    let told_by: BTreeSet<&str> =
        abouts().filter(|about| going.contains(about.name)).flat_map(|about| about.told_by).copied().collect();
    let wholes = wholes(&going);
    let is_needed = |about: &About| {
        about.names_anything
            || wholes.contains(about.name)
            || going.contains(about.name)
            || told_by.contains(about.name)
            || about.uses.iter().any(|used| going.contains(used))
    };
    let others = all().iter().copied().filter(|kind| !chosen.contains(kind.about().name));
    others.filter(|kind| is_needed(kind.about())).collect()
}

/// Returns the kinds of which these may be parts, and those of which these may be parts in turn.
fn wholes<'a>(parts: &BTreeSet<&'a str>) -> BTreeSet<&'a str> {
    let (mut wholes, mut open): (BTreeSet<&str>, Vec<&str>) = (BTreeSet::new(), parts.iter().copied().collect());
    while let Some(kind) = open.pop() {
        let of_kind = PARTS.iter().filter(|(part, _)| *part == kind).map(|(_, whole)| *whole);
        open.extend(of_kind.filter(|whole| wholes.insert(whole)));
    }
    wholes
}

/// Adds the kinds that may go with these, and so on.
fn with_parts<'a>(chosen: &BTreeSet<&'a str>) -> BTreeSet<&'a str> {
    let mut going = chosen.clone();
    loop {
        let parts: Vec<&str> = abouts()
            .filter(|about| !going.contains(about.name) && about.goes_with.iter().any(|whole| going.contains(whole)))
            .map(|about| about.name)
            .collect();
        if parts.is_empty() {
            return going;
        }
        going.extend(parts);
    }
}

fn abouts() -> impl Iterator<Item = &'static About> {
    all().iter().map(|kind| kind.about())
}

#[cfg(test)]
mod tests {
    use super::super::find;
    use super::*;

    fn names(chosen: &str) -> Vec<&'static str> {
        beside(&[find(chosen).unwrap()]).iter().map(|kind| kind.about().name).collect()
    }

    /// What may need things of any kind.
    const ANY: [&str; 1] = ["cloudformation-stack"];

    #[test]
    fn what_nothing_uses_needs_nothing_beside_it_but_the_stack_it_may_be_of() {
        assert!(names("cloudwatch-dashboard") == ANY && names("rds-snapshot") == ANY);
    }

    #[test]
    fn users_parts_and_what_tells_of_a_kind_are_listed_beside_it() {
        let beside_role = names("iam-role");
        assert!(beside_role.contains(&"lambda-function") && beside_role.contains(&"iam-instance-profile"));
        let beside_instance = names("ec2-instance");
        assert!(beside_instance.contains(&"ec2-volume"), "a protected volume keeps its instance");
        assert!(names("ec2-internet-gateway").contains(&"ec2-vpc"), "a default one is known by its VPC");
        assert!(!names("ec2-internet-gateway").contains(&"ec2-internet-gateway"));
    }

    #[test]
    fn what_a_thing_is_part_of_is_listed_beside_it() {
        for (part, whole) in PARTS {
            assert!(names(part).contains(&whole), "{part}: {whole}");
            assert!(find(part).is_some(), "{part}");
        }
        assert!(names("ec2-vpn-connection").contains(&"ec2-vpc"), "the gateway is part of one");
    }

    #[test]
    fn every_kind_that_is_named_by_another_is_there() {
        for about in abouts() {
            for named in about.uses.iter().chain(about.goes_with).chain(about.told_by) {
                let (found, name) = (find(named), about.name);
                assert_eq!(found.map(|kind| kind.about().name), Some(*named), "{name}");
                assert!(!named.contains("::"), "{name} names `{named}`");
            }
        }
    }
}
