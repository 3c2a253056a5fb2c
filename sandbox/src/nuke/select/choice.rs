//! Which kinds are chosen.

use std::collections::BTreeSet;

use super::{Cause, Flags, Reason};
use crate::nuke::config::Nuke;

/// Chooses kinds, by the command line and by `[nuke]`.
#[derive(Debug, Clone, Default)]
pub(crate) struct Choice {
    only: [BTreeSet<String>; 2],
    not: [BTreeSet<String>; 2],
    /// Types that are asked for through Cloud Control.
    besides: BTreeSet<String>,
}

/// Where kinds are chosen, for sentences.
const ONLY: [&str; 2] = ["`--kind`", "`kinds` of `[nuke]`"];
const NOT: [&str; 2] = ["`--exclude-kind`", "`exclude_kinds` of `[nuke]`"];
/// How the reason ends; what it begins with leaves the kind out.
const LEAVES: &str = " leaves it out";

impl Choice {
    pub(crate) fn new(nuke: &Nuke, flags: &Flags) -> Self {
        let set = |names: &[String]| names.iter().cloned().collect();
        Self {
            only: [set(&flags.kinds), set(&nuke.kinds)],
            not: [set(&flags.exclude_kinds), set(&nuke.exclude_kinds)],
            besides: set(&flags.cloud_control),
        }
    }

    /// Returns why resources of a kind stay, whatever they are like, if the kind is not chosen.
    pub(crate) fn leaves_out(&self, kind: &str) -> Option<Reason> {
        if self.besides.contains(kind) {
            return None;
        }
        let only = self.only.iter().zip(ONLY).find(|(names, _)| !names.is_empty() && !names.contains(kind));
        let not = self.not.iter().zip(NOT).find(|(names, _)| names.contains(kind));
        only.or(not).map(|(_, place)| Reason::new(Cause::LeftOut, format!("{place}{LEAVES}")))
    }
}

impl Reason {
    /// Returns what leaves the kind of a resource out, if that is why it stays: `--kind`.
    pub(crate) fn leaving_out(&self) -> Option<&str> {
        self.text.strip_suffix(LEAVES).filter(|_| self.cause == Cause::LeftOut)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_left_out_by_either_place_and_says_by_which() {
        let nuke = Nuke::parse("[nuke]\nkinds = ['ec2-vpc', 'sqs-queue']\nexclude_kinds = ['sqs-queue']\n").unwrap();
        let flags = Flags { cloud_control: vec!["AWS::Logs::QueryDefinition".to_owned()], ..Flags::default() };
        let choice = Choice::new(&nuke, &flags);
        let by = |kind: &str| choice.leaves_out(kind).map(|reason| reason.leaving_out().unwrap().to_owned());
        assert_eq!(by("ec2-vpc"), None);
        assert_eq!(by("AWS::Logs::QueryDefinition"), None);
        assert_eq!(by("ec2-subnet").as_deref(), Some("`kinds` of `[nuke]`"));
        assert_eq!(by("sqs-queue").as_deref(), Some("`exclude_kinds` of `[nuke]`"));
    }
}
