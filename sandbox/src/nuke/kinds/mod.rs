//! The kinds of resources: one file each, and the table that registers them.

mod calls;
mod cloudformation_stack;
mod cloudtrail_trail;
mod cloudwatch_alarm;
mod cloudwatch_dashboard;
mod dynamodb_backup;
mod dynamodb_table;
mod ec2_vpc;
mod events_rule;
mod firehose_stream;
mod found;
mod iam;
mod iam_group;
mod iam_instance_profile;
mod iam_oidc_provider;
mod iam_policy;
mod iam_role;
mod iam_server_certificate;
mod iam_user;
mod kind;
mod kinesis_stream;
mod kms_alias;
mod kms_key;
mod logs_group;
mod s3;
mod s3_bucket;
mod secretsmanager_secret;
mod sns_subscription;
mod sns_topic;
mod sqs_queue;
mod ssm_parameter;
mod states_machine;
mod table;
#[cfg(test)]
mod tests;

use calls::{KMS_PAGING, one_by_one, with_filter};
pub(crate) use found::Found;
pub(crate) use kind::{About, Deleted, Kind, Reach};
pub(crate) use table::{all, find};
