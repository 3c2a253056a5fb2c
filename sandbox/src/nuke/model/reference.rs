//! The name of a resource within one account, and what it uses.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::console;

/// The region of what belongs to the whole account, as IAM's roles do.
pub(crate) const GLOBAL: &str = "global";

/// Names one resource of an account: kind, region and id.
///
/// The id is what the service's delete call takes: `vpc-0a1b..`, a queue's URL, a role's name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Reference {
    /// The kind's name, as `nuke kinds` lists it: `ec2-vpc`.
    pub(crate) kind: String,
    /// `eu-west-1`, or [`GLOBAL`].
    pub(crate) region: String,
    /// Unique within kind and region.
    pub(crate) id: String,
}

impl Reference {
    pub(crate) fn new(kind: impl Into<String>, region: impl Into<String>, id: impl Into<String>) -> Self {
        Self { kind: kind.into(), region: region.into(), id: id.into() }
    }

    /// Names something that belongs to the whole account.
    pub(crate) fn global(kind: impl Into<String>, id: impl Into<String>) -> Self {
        Self::new(kind, GLOBAL, id)
    }

    /// Tells whether the id holds a name as a part of its own, as a queue's URL does, so that the name need not be told beside it.
    pub(crate) fn tells(&self, name: &str) -> bool {
        let ends = |rest: Option<char>| rest.is_none_or(|next| "/:".contains(next));
        let is_part = |(start, _): (usize, &str)| {
            ends(self.id[..start].chars().next_back()) && ends(self.id[start + name.len()..].chars().next())
        };
        self.id.match_indices(name).any(is_part)
    }
}

impl Reference {
    /// Tells whether something in a region can name it by its id or name alone: a bucket from everywhere, the rest in its region.
    pub(crate) fn is_in_reach_of(&self, region: &str) -> bool {
        region == self.region || region == GLOBAL || self.region == GLOBAL || self.kind == "s3-bucket"
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} `{}`", self.kind, console::plain(&self.id))?;
        if self.region == GLOBAL { Ok(()) } else { write!(f, " in {}", self.region) }
    }
}

/// Says that a resource uses another one, which therefore cannot go before it.
///
/// An instance uses its subnet, a subnet its VPC. What a kept resource uses is kept as well.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Use {
    /// What is used.
    pub(crate) of: Reference,
    /// Whether the use can be ended without deleting the user, as a security group's rules can be revoked.
    ///
    /// Cycles are cut at such uses, each by a row of the plan.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) cuttable: bool,
}

impl Use {
    pub(crate) fn of(reference: Reference) -> Self {
        Self { of: reference, cuttable: false }
    }

    pub(crate) fn cuttable(reference: Reference) -> Self {
        Self { of: reference, cuttable: true }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_a_part_of_the_id_is_told_by_it() {
        for (id, name, tells) in [
            ("https://sqs.eu-west-1.amazonaws.com/111122223333/work", "work", true),
            ("arn:aws:sns:eu-west-1:111122223333:news", "news", true),
            ("arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/app/shop/8f61", "shop", true),
            ("arn:aws:secretsmanager:eu-west-1:1:secret:shop/db-WqekEk", "shop/db", false),
            ("i-0a1b", "0a1b", false),
            ("i-0a1b", "web", false),
        ] {
            assert_eq!(Reference::global("x", id).tells(name), tells, "{id} {name}");
        }
    }
}
