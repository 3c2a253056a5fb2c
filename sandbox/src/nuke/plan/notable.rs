//! What whoever answers for a plan wants to see first: what cannot be brought back, and who loses access.

use std::collections::BTreeMap;

use super::Plan;
use crate::console;
use crate::nuke::kinds;

/// Kinds that hold what no configuration brings back.
const DATA: [&str; 27] = [
    "backup-vault",
    "cognito-pool",
    "dynamodb-backup",
    "dynamodb-table",
    "ec2-image",
    "ec2-snapshot",
    "ec2-volume",
    "ecr-repository",
    "efs-file-system",
    "elasticache-cluster",
    "elasticache-replication-group",
    "events-archive",
    "glue-database",
    "kafka-cluster",
    "kinesis-stream",
    "logs-group",
    "mq-broker",
    "opensearch-domain",
    "rds-cluster",
    "rds-cluster-snapshot",
    "rds-instance",
    "rds-snapshot",
    "redshift-cluster",
    "s3-bucket",
    "sagemaker-notebook",
    "secretsmanager-secret",
    "ssm-parameter",
];
/// Kinds of which another one is never the same: an address, the name servers of a zone.
const UNIQUE: [&str; 2] = ["ec2-address", "route53-zone"];
/// Kinds that go at a later date, and can be called back until then.
const LATER: [&str; 1] = ["kms-key"];
/// Kinds by which somebody, or something, has access.
const ACCESS: [&str; 6] = ["ec2-key-pair", "iam-group", "iam-oidc-provider", "iam-policy", "iam-role", "iam-user"];

/// How many of a kind are named.
const NAMED: usize = 3;

/// Returns the lines about data and access; none where nothing of that kind goes.
pub(super) fn notable(plan: &Plan) -> String {
    let mut text = String::new();
    for (label, kinds, consequence) in [
        ("data", &DATA[..], "what these hold is gone for good, without a last snapshot"),
        ("unique", &UNIQUE, "nobody gets the same again: the address, the name servers"),
        ("keys", &LATER, "what they encrypt cannot be read any more; they can be called back for seven days"),
        ("access", &ACCESS, "who uses these loses it"),
    ] {
        let mut names: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for row in plan.deletes() {
            if let Some(kind) = kinds.iter().find(|kind| **kind == row.reference().kind) {
                names.entry(kind).or_default().push(row.resource.shown_name());
            }
        }
        if !names.is_empty() {
            text.push_str(&format!("{label:<9} {consequence}:\n"));
            for (kind, names) in &names {
                text.push_str(&format!("{:<9} {}\n", "", counted(kind, names)));
            }
        }
    }
    text
}

/// Counts the resources of a kind, and names the first ones.
fn counted(kind: &str, names: &[&str]) -> String {
    let named: Vec<_> = names.iter().take(NAMED).map(|name| console::plain(name)).collect();
    let more = if names.len() > NAMED { ", .." } else { "" };
    format!("{} {kind} ({}{more})", names.len(), named.join(", "))
}

/// Returns how much a kind costs, roughly the US cents of an hour: the dearest stand first.
pub(super) fn cost(kind: &str) -> u32 {
    kinds::find(kind).map_or(0, |kind| kind.about().cost)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nuke::model::{Reference, Resource};
    use crate::nuke::plan::{Row, samples};

    #[test]
    fn data_and_access_are_told_with_their_numbers() {
        let mut plan = samples::plan();
        assert_eq!(notable(&plan), "");
        let rows = [("s3-bucket", "a"), ("s3-bucket", "b"), ("kms-key", "k"), ("iam-user", "bob")];
        plan.rows = rows.iter().map(|(kind, id)| Row::delete(Resource::new(Reference::global(*kind, *id)))).collect();
        let data = "data      what these hold is gone for good, without a last snapshot:\n          2 s3-bucket (a, b)\n\
                    keys      what they encrypt cannot be read any more; they can be called back for seven days:\n          1 kms-key (k)\n";
        let access = "access    who uses these loses it:\n          1 iam-user (bob)\n";
        assert_eq!(notable(&plan), format!("{data}{access}"));
        assert_eq!(counted("iam-user", &["a", "b", "c", "d\n"]), "4 iam-user (a, b, c, ..)");
    }

    #[test]
    fn every_kind_that_is_named_is_one() {
        for kind in DATA.iter().chain(&ACCESS) {
            assert!(kinds::find(kind).is_some(), "{kind}");
        }
    }
}
