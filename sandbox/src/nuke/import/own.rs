//! Which properties of aws-nuke tell what a resource itself is called; others name its neighbours.

/// Says what a property holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Own {
    Name,
    Id,
}

/// What a property's name ends in when it holds a name or an id.
const ENDS: [(&str, Own); 6] = [
    ("name", Own::Name),
    ("identifier", Own::Id),
    ("arn", Own::Id),
    ("url", Own::Id),
    ("uri", Own::Id),
    ("id", Own::Id),
];
/// What services put before the noun of some kinds.
const BEFORE: [&str; 5] = ["db", "log", "hosted", "cache", "user"];
/// Properties that hold a kind's own name under another word.
const OTHERS: [(&str, &str); 5] = [
    ("acm-certificate", "domainname"),
    ("ec2-address", "publicip"),
    ("eks-node-group", "profile"),
    ("kms-key", "alias"),
    ("s3-bucket", "bucket"),
];
/// Properties that hold an id by which a kind is not known here.
const OTHER_IDS: [(&str, &str); 1] = [("iam-policy", "policyid")];
/// Properties that hold the time at which a resource was made.
const TIMES: [&str; 11] = [
    "creationdate",
    "creationtime",
    "createdate",
    "createtime",
    "createdat",
    "createddate",
    "createdtime",
    "launchtime",
    "starttime",
    "instancecreatetime",
    "createdtimestamp",
];

/// Says what a property holds of the resources of a kind (of any kind, where none is named), if it is something of their own. No property
/// is what aws-nuke shows.
pub(super) fn property(property: &str, kind: Option<&str>) -> Option<Own> {
    let plain: String = property.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
    if plain.is_empty() || OTHERS.iter().any(|(of, other)| kind == Some(*of) && plain == *other) {
        return Some(Own::Name);
    }
    if OTHER_IDS.iter().any(|(of, other)| kind == Some(*of) && plain == *other) {
        return None;
    }
    let (stem, own) = ENDS.iter().find_map(|(end, own)| Some((plain.strip_suffix(end)?, *own)))?;
    let is_own = stem.is_empty() || kind.is_some_and(|kind| nouns(kind).any(|noun| is_noun(stem, &noun)));
    is_own.then_some(own)
}

/// Tells whether a property holds the time at which a resource was made.
pub(super) fn is_creation(property: &str) -> bool {
    TIMES.contains(&property.to_lowercase().as_str())
}

/// Returns what the things of a kind may be called: `ec2-security-group` is a `securitygroup` or a `group`.
fn nouns(kind: &str) -> impl Iterator<Item = String> {
    let parts: Vec<&str> = kind.split('-').skip(1).collect();
    (0..parts.len()).map(move |from| parts[from..].concat())
}

fn is_noun(stem: &str, noun: &str) -> bool {
    stem == noun || BEFORE.iter().any(|before| stem.strip_prefix(before) == Some(noun))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_thing_is_called_itself_is_told_from_what_its_neighbours_are() {
        for (kind, name) in [
            ("ec2-security-group", "GroupId"),
            ("iam-role", "RoleName"),
            ("sns-topic", "TopicARN"),
            ("logs-group", "logGroupName"),
            ("rds-instance", "DBInstanceIdentifier"),
            ("codebuild-project", "ProjectName"),
            ("acm-certificate", "DomainName"),
            ("ec2-instance", "Identifier"),
            ("sqs-queue", "QueueURL"),
        ] {
            assert!(property(name, Some(kind)).is_some(), "{kind}: {name}");
        }
        for (kind, name) in [
            ("ec2-security-group", "VpcId"),
            ("ec2-instance", "ImageIdentifier"),
            ("rds-instance", "DBClusterIdentifier"),
            ("iam-instance-profile", "RoleName"),
            ("elasticache-cluster", "ReplicationGroupId"),
            ("ec2-volume", "State"),
        ] {
            assert_eq!(property(name, Some(kind)), None, "{kind}: {name}");
        }
        assert_eq!((property("ID", None), property("VpcID", None)), (Some(Own::Id), None));
    }
}
