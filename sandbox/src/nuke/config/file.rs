//! The table `[nuke]`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::RuleText;
use super::one_or_many::tables;

/// Holds what `[nuke]` says; everything has a default, unknown keys are errors.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Nuke {
    /// Only these kinds.
    pub(crate) kinds: Vec<String>,
    /// Not these kinds.
    pub(crate) exclude_kinds: Vec<String>,
    /// Of every kind, only what one of these matches.
    #[serde(deserialize_with = "tables")]
    pub(crate) include: Vec<RuleText>,
    /// Of every kind, nothing that one of these matches.
    #[serde(deserialize_with = "tables")]
    pub(crate) exclude: Vec<RuleText>,
    /// Kinds whose deletion protection may be switched off.
    pub(crate) disable_protection: Vec<String>,
    /// Accounts whose alias contains one of these are refused, besides `prod`.
    pub(crate) blocked_aliases: Vec<String>,
    /// Names of the buckets and tables that hold Terraform's state or the ledger: never in a plan.
    pub(crate) state_stores: Vec<String>,
    /// How many a plan may delete.
    pub(crate) max_deletes: Option<usize>,
    /// How many of a hundred a plan may delete.
    pub(crate) max_percent: Option<u8>,
    /// What holds for one kind.
    pub(crate) kind: BTreeMap<String, OfKind>,
}

/// Holds what `[nuke.kind.<kind>]` says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct OfKind {
    /// Only what one of these matches.
    #[serde(deserialize_with = "tables", skip_serializing_if = "Vec::is_empty")]
    pub(crate) include: Vec<RuleText>,
    /// Nothing that one of these matches.
    #[serde(deserialize_with = "tables", skip_serializing_if = "Vec::is_empty")]
    pub(crate) exclude: Vec<RuleText>,
}

/// The part of `terraproof.toml` that is read here; the framework checks the rest.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct File {
    pub(super) nuke: Nuke,
}

#[cfg(test)]
impl Nuke {
    /// Reads it from the text of `terraproof.toml`.
    pub(crate) fn parse(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str::<File>(text).map(|file| file.nuke)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_stands_alone_or_in_a_list() {
        let alone = Nuke::parse("[nuke]\nexclude = { name = '^keep-' }").unwrap();
        let listed = Nuke::parse("[[nuke.exclude]]\nname = ['^keep-']").unwrap();
        assert_eq!(alone, listed);
    }

    #[test]
    fn a_mistake_is_told_with_its_line_and_what_is_known() {
        for text in
            ["[nuke]\nexclud = {}", "[nuke.kind.s3-bucket]\nexclude = { nam = 'x' }", "[[nuke.exclude]]\ntags = {}"]
        {
            let error = Nuke::parse(text).unwrap_err().to_string();
            assert!(error.contains("unknown field") && error.contains("line 2"), "{error}");
        }
    }
}
