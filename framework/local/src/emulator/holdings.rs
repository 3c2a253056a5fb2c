//! What an account holds beyond what a fresh one holds.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Lists what an account holds.
///
/// `Display` gives a short list, one line for each item.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Holdings {
    /// What somebody made and did not remove.
    pub items: Vec<Holding>,
    /// What AWS itself keeps, for a while or for ever, after it was removed: a key that waits for its deletion, a service-linked role.
    pub kept: Vec<Holding>,
}

/// Names one thing in an account.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Holding {
    /// The service, as its command-line name: `s3`, `ec2`.
    pub service: String,
    /// The kind within the service, as the emulator calls it: `Bucket`, `SecurityGroup`.
    pub kind: String,
    /// The region, or the partition (`aws`) for what has none.
    pub region: String,
    /// What identifies it within its kind.
    pub id: String,
    /// The name that a person gave it, where it has one besides its id.
    pub name: Option<String>,
}

impl Holdings {
    /// Tells whether nothing is left that somebody would have to remove.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
}

impl fmt::Display for Holdings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 20;
        let lines: Vec<String> = self.items.iter().take(SHOWN).map(Holding::to_string).collect();
        f.write_str(&lines.join("\n"))?;
        match self.items.len().checked_sub(SHOWN) {
            Some(more @ 1..) => write!(f, "\nand {more} more"),
            _ => Ok(()),
        }
    }
}

impl fmt::Display for Holding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} `{}`", self.service, self.kind, self.id)?;
        if let Some(name) = &self.name {
            write!(f, " (`{name}`)")?;
        }
        if self.region != "aws" { write!(f, " in {}", self.region) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bucket(id: usize) -> Holding {
        Holding {
            service: "s3".to_owned(),
            kind: "Bucket".to_owned(),
            region: "aws".to_owned(),
            id: format!("b{id}"),
            name: None,
        }
    }

    #[test]
    fn an_item_reads_as_a_phrase() {
        assert_eq!(bucket(1).to_string(), "s3 Bucket `b1`");
        let vpc = Holding {
            service: "ec2".to_owned(),
            kind: "VPC".to_owned(),
            region: "eu-west-1".to_owned(),
            id: "vpc-1".to_owned(),
            name: Some("main".to_owned()),
        };
        assert_eq!(vpc.to_string(), "ec2 VPC `vpc-1` (`main`) in eu-west-1");
    }

    #[test]
    fn a_long_list_is_cut() {
        let holdings = Holdings { items: (0..25).map(bucket).collect(), kept: Vec::new() };
        let text = holdings.to_string();
        assert_eq!(text.lines().count(), 21);
        assert!(text.ends_with("and 5 more"), "{text}");
    }

    #[test]
    fn what_aws_keeps_does_not_count() {
        assert!(Holdings { items: Vec::new(), kept: vec![bucket(1)] }.is_empty());
    }
}
