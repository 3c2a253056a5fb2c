//! A rule as it is written down.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};

use super::one_or_many::texts;

/// Holds one `include` or `exclude` rule: everything that it names has to hold.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct RuleText {
    /// Patterns of the name (of the id, for what has no name); any of them.
    #[serde(deserialize_with = "texts", skip_serializing_if = "Vec::is_empty")]
    pub(crate) name: Vec<String>,
    /// Patterns of the id; any of them.
    #[serde(deserialize_with = "texts", skip_serializing_if = "Vec::is_empty")]
    pub(crate) id: Vec<String>,
    /// Patterns of anything that it is called: name, id, alias, or a part of these between `/`, `:` and `|`; any of them.
    #[serde(deserialize_with = "texts", skip_serializing_if = "Vec::is_empty")]
    pub(crate) called: Vec<String>,
    /// Patterns of what else it is called, such as the aliases of a key; any of them.
    #[serde(deserialize_with = "texts", skip_serializing_if = "Vec::is_empty")]
    pub(crate) alias: Vec<String>,
    /// Regions, exactly; `global` is what belongs to the whole account.
    #[serde(deserialize_with = "texts", skip_serializing_if = "Vec::is_empty")]
    pub(crate) region: Vec<String>,
    /// Patterns of the values of tags; every tag, with any of its patterns.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) tag: BTreeMap<String, Patterns>,
    /// Keys of tags that are not there, none of them.
    #[serde(deserialize_with = "texts", skip_serializing_if = "Vec::is_empty")]
    pub(crate) without_tag: Vec<String>,
    /// Made at least this long ago: `24h`, `7d`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) older_than: Option<String>,
    /// Made less than this long ago.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) newer_than: Option<String>,
    /// Made before this time: `2026-01-31T00:00:00Z`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) before: Option<String>,
    /// Made at this time or after it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) after: Option<String>,
    /// Whether the rule matches what the rest of it does not.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) not: bool,
}

/// Holds patterns, any of which has to match.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub(crate) struct Patterns(pub(crate) Vec<String>);

impl<'de> Deserialize<'de> for Patterns {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        texts(deserializer).map(Self)
    }
}
