//! Listings that failed: whether anything is there is not known.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

/// Names a listing that failed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NotListed {
    pub(crate) region: String,
    /// The kind; every kind of the region without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) kind: Option<String>,
    /// What the service, or the network, said.
    pub(crate) error: String,
}

/// Is a failure that several listings share.
#[derive(Debug, Default)]
struct Shared<'a> {
    kinds: BTreeSet<&'a str>,
    regions: BTreeSet<&'a str>,
    error: &'a str,
}

impl NotListed {
    /// Says it in a line for all that failed alike.
    pub(crate) fn lines<'a>(these: impl IntoIterator<Item = &'a Self>) -> Vec<String> {
        let mut alike: BTreeMap<(Option<&str>, String), Shared<'_>> = BTreeMap::new();
        for this in these {
            // The same refusal names the region in which it was said.
            let error = this.error.replace(&this.region, "");
            let shared = alike.entry((this.kind.as_deref(), error)).or_default();
            shared.kinds.insert(this.kind.as_deref().unwrap_or("every kind"));
            shared.regions.insert(&this.region);
            shared.error = &this.error;
        }
        let mut lines: BTreeMap<(BTreeSet<&str>, &str), BTreeSet<&str>> = BTreeMap::new();
        for shared in alike.into_values() {
            lines.entry((shared.regions, shared.error)).or_default().extend(shared.kinds);
        }
        let joined = |names: BTreeSet<&str>| names.into_iter().collect::<Vec<_>>().join(", ");
        let line =
            |((regions, error), kinds)| format!("not listed: {} in {}: {error}\n", joined(kinds), joined(regions));
        lines.into_iter().map(line).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_failed_alike_shares_a_line() {
        let failed = |region: &str, kind: Option<&str>, error: &str| NotListed {
            region: region.to_owned(),
            kind: kind.map(str::to_owned),
            error: error.to_owned(),
        };
        let these = [
            failed("eu-west-1", Some("sqs-queue"), "AccessDenied: no sqs:ListQueues in eu-west-1"),
            failed("us-east-1", Some("sqs-queue"), "AccessDenied: no sqs:ListQueues in us-east-1"),
            failed("eu-west-1", Some("sns-topic"), "AccessDenied: no sns:ListTopics"),
            failed("eu-west-1", Some("kms-key"), "expired"),
            failed("eu-west-1", Some("kms-alias"), "expired"),
            failed("xx-west-1", None, "it does not answer"),
        ];
        let lines = NotListed::lines(&these).concat();
        assert_eq!(lines.lines().count(), 4, "{lines}");
        assert!(lines.contains("not listed: sqs-queue in eu-west-1, us-east-1: AccessDenied"), "{lines}");
        assert!(lines.contains("not listed: kms-alias, kms-key in eu-west-1: expired\n"), "{lines}");
        assert!(lines.contains("not listed: every kind in xx-west-1: it does not answer\n"), "{lines}");
    }
}
