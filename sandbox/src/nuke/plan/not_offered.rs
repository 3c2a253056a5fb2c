//! Kinds that a region has nothing of, for certain.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::NotListed;
use crate::nuke::api::Lack;

/// Names a kind that a region has nothing of, for certain: nothing could be made there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NotOffered {
    pub(crate) region: String,
    pub(crate) kind: String,
    /// Who lacks it.
    pub(crate) by: Lack,
    /// What the service, or the network, said.
    pub(crate) said: String,
}

impl NotOffered {
    /// Takes those for failures that were not known before: what was listed once is not taken for absent afterwards.
    pub(crate) fn unless_known(now: Vec<Self>, before: &[Self]) -> Vec<NotListed> {
        let known: BTreeSet<(&str, &str)> = before.iter().map(|known| (&*known.region, &*known.kind)).collect();
        let news = now.into_iter().filter(|news| !known.contains(&(&*news.region, &*news.kind)));
        news.map(|news| NotListed { region: news.region, kind: Some(news.kind), error: news.said }).collect()
    }

    /// Says it in a line for all regions that lack the same.
    pub(crate) fn text(these: &[Self]) -> String {
        let mut by_region: BTreeMap<(Lack, &str), BTreeSet<&str>> = BTreeMap::new();
        for this in these {
            by_region.entry((this.by, &this.region)).or_default().insert(&this.kind);
        }
        let mut by_kinds: BTreeMap<(Lack, BTreeSet<&str>), Vec<&str>> = BTreeMap::new();
        for ((by, region), kinds) in by_region {
            by_kinds.entry((by, kinds)).or_default().push(region);
        }
        let mut text = String::new();
        for ((by, kinds), regions) in by_kinds {
            let (kinds, regions) = (kinds.into_iter().collect::<Vec<_>>().join(", "), regions.join(", "));
            text.push_str(&match by {
                Lack::Region => format!("not offered in {regions}: {kinds}\n"),
                Lack::Emulator => format!("not emulated in {regions}: {kinds}\n"),
            });
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lacks(region: &str, kind: &str, by: Lack) -> NotOffered {
        NotOffered { region: region.to_owned(), kind: kind.to_owned(), by, said: "no".to_owned() }
    }

    #[test]
    fn regions_that_lack_the_same_share_a_line() {
        let these = [
            lacks("eu-south-1", "eks-cluster", Lack::Region),
            lacks("eu-south-1", "eks-node-group", Lack::Region),
            lacks("af-south-1", "eks-node-group", Lack::Region),
            lacks("af-south-1", "eks-cluster", Lack::Region),
            lacks("eu-west-1", "eks-cluster", Lack::Emulator),
        ];
        let expected = "not offered in af-south-1, eu-south-1: eks-cluster, eks-node-group\nnot emulated in eu-west-1: eks-cluster\n";
        assert_eq!(NotOffered::text(&these), expected);
    }

    #[test]
    fn what_was_listed_once_cannot_turn_out_not_to_be_offered() {
        let (known, news) = (lacks("a", "x", Lack::Region), lacks("b", "x", Lack::Region));
        let failed = NotOffered::unless_known(vec![known.clone(), news], &[known]);
        assert_eq!(failed.len(), 1);
        assert_eq!((failed[0].region.as_str(), failed[0].kind.as_deref()), ("b", Some("x")));
    }
}
