//! Tags, as far as they could be read.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Holds the tags of a resource, or why there are none to read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Tags {
    /// These, and no others.
    Known(BTreeMap<String, String>),
    /// The kind has no tags.
    None,
    /// They have to be asked for one by one ([`Kind::detail`](crate::nuke::kinds::Kind::detail)), and were not yet.
    Unread,
    /// They could not be read, for this reason. The resource is kept.
    Unreadable(String),
}

impl Tags {
    /// Looks a tag up, exactly.
    pub(crate) fn get(&self, key: &str) -> Option<&str> {
        match self {
            Self::Known(tags) => tags.get(key).map(String::as_str),
            Self::None | Self::Unread | Self::Unreadable(_) => None,
        }
    }
}

impl<K: Into<String>, V: Into<String>> FromIterator<(K, V)> for Tags {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(tags: I) -> Self {
        Self::Known(tags.into_iter().map(|(key, value)| (key.into(), value.into())).collect())
    }
}
