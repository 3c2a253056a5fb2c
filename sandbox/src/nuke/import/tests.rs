use super::*;
use crate::nuke::config::Nuke;
use crate::nuke::model::{Reference, Resource, Tags};
use crate::nuke::safety::Untouchable;
use crate::nuke::select::{Flags, Judge, Selection, Verdict};

const CLOUD_NUKE: &str = "
S3:
  include:
    names_regex: ['^ci-']
    tags: { Environment: '^test$' }
  exclude:
    names_regex: ['-logs$']
    time_after: '2026-01-01T00:00:00Z'
    tags: { Keep: 'yes' }
  timeout: 10m
MacieMember:
  exclude: { names_regex: ['.*'] }
VPC:
  default_only: true
";

const AWS_NUKE: &str = "
regions: [global, eu-west-1]
account-blocklist: [999999999999]
blocklist-alias-keywords: [live]
resource-types:
  excludes: [EC2VPC]
accounts:
  111122223333:
    presets: [common]
    filters:
      S3Bucket:
        - type: glob
          value: 'state-*'
        - property: tag:Keep
          value: 'yes'
  444455556666:
    filters:
      SQSQueue: [{ property: Weight, value: 9 }]
presets:
  common:
    filters:
      IAMUserAccessKey: ['admin -> AKIA']
      __global__: [{ property: 'tag:team', value: platform }]
";

fn imported(tool: Tool, text: &str, account: Option<&str>) -> (String, Nuke) {
    let toml = import(tool, text, account).unwrap().toml(tool);
    let nuke = Nuke::parse(&toml).unwrap_or_else(|error| panic!("{error}: {toml}"));
    (toml, nuke)
}

fn goes(nuke: &Nuke, name: &str, created: &str, tags: &[(&str, &str)]) -> bool {
    let now = "2026-06-15T12:00:00Z".parse().unwrap();
    let selection = Selection::new(nuke, &Flags::default(), Untouchable::default(), now).unwrap();
    let mut bucket = Resource::new(Reference::new("s3-bucket", "eu-west-1", name));
    bucket.created = Some(created.parse().unwrap());
    bucket.tags = Tags::from_iter(tags.iter().copied());
    selection.judge(&bucket, Judge { now }) == Verdict::Delete
}

#[test]
fn a_file_of_cloud_nuke_decides_as_it_does_there() {
    let (_, nuke) = imported(Tool::CloudNuke, CLOUD_NUKE, None);
    let (old, new) = ("2025-06-01T00:00:00Z", "2026-06-01T00:00:00Z");
    assert!(goes(&nuke, "ci-1", old, &[("Environment", "Test")]));
    assert!(!goes(&nuke, "ci-1", new, &[("Environment", "test")]));
    assert!(!goes(&nuke, "ci-1", old, &[("Environment", "prod")]));
    assert!(!goes(&nuke, "web", old, &[("Environment", "test")]));
    assert!(!goes(&nuke, "ci-logs", old, &[("Environment", "test")]));
    assert!(!goes(&nuke, "ci-1", old, &[("Environment", "test"), ("Keep", "YES")]));
}

#[test]
fn what_has_no_equivalent_is_a_comment_and_keeps() {
    let (toml, nuke) = imported(Tool::CloudNuke, CLOUD_NUKE, None);
    for part in ["# - `MacieMember`: there is no such kind", "`S3.timeout`", "`VPC.default_only`"] {
        assert!(toml.contains(part), "{part}: {toml}");
    }
    assert_eq!(nuke.exclude_kinds, ["ec2-vpc"]);
}

#[test]
fn filters_and_presets_of_aws_nuke_keep_what_they_keep_there() {
    let (toml, nuke) = imported(Tool::AwsNuke, AWS_NUKE, Some("111122223333"));
    let old = "2025-06-01T00:00:00Z";
    assert!(goes(&nuke, "logs", old, &[]));
    assert!(!goes(&nuke, "state-1", old, &[]));
    assert!(!goes(&nuke, "logs", old, &[("Keep", "yes")]));
    assert!(!goes(&nuke, "logs", old, &[("team", "platform")]));
    assert_eq!(
        (nuke.exclude_kinds.clone(), nuke.blocked_aliases.clone()),
        (vec!["ec2-vpc".to_owned()], vec!["live".to_owned()])
    );
    assert_eq!(nuke.kind["iam-user"].exclude[0].name, ["^admin$"], "{toml}");
    assert!(toml.contains("regions = [..]"), "{toml}");
}

#[test]
fn a_filter_that_cannot_be_said_keeps_its_kind() {
    let (toml, nuke) = imported(Tool::AwsNuke, AWS_NUKE, None);
    assert!(nuke.exclude_kinds.contains(&"sqs-queue".to_owned()), "{toml}");
    assert!(toml.contains("the property `Weight`"), "{toml}");
}

#[test]
fn types_that_name_nothing_known_are_an_error_and_not_everything() {
    let text = "resource-types: { includes: [NoSuchThing] }\naccounts: {}";
    assert!(import(Tool::AwsNuke, text, None).unwrap_err().contains("NoSuchThing"));
}

#[test]
fn what_is_no_yaml_or_no_table_is_refused() {
    assert!(import(Tool::CloudNuke, "a: [", None).is_err());
    assert!(import(Tool::CloudNuke, "- a", None).is_err());
    assert!(import(Tool::AwsNuke, "accounts: {}", Some("1")).unwrap_err().contains("account 1"));
}

#[test]
fn each_list_of_targets_narrows_the_others() {
    let text = "resource-types: { targets: [S3Bucket, SQSQueue] }\naccounts: { '1': { resource-types: { targets: [SQSQueue] } } }";
    assert_eq!(imported(Tool::AwsNuke, text, None).1.kinds, ["sqs-queue"]);
    let nothing =
        "resource-types: { targets: [S3Bucket] }\naccounts: { '1': { resource-types: { targets: [SQSQueue] } } }";
    assert!(import(Tool::AwsNuke, nothing, None).unwrap_err().contains("nothing in common"));
}

#[test]
fn a_filter_of_objects_keeps_their_buckets_and_leaving_objects_out_does_not() {
    let filter = "accounts: { '1': { filters: { S3Object: ['s3://state/a'] } } }";
    assert_eq!(imported(Tool::AwsNuke, filter, None).1.exclude_kinds, ["s3-bucket"]);
    let left_out = "resource-types: { excludes: [S3Object] }\naccounts: {}";
    assert!(imported(Tool::AwsNuke, left_out, None).1.exclude_kinds.is_empty());
}
