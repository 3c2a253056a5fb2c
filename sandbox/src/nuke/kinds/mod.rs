//! The kinds of resources: one file each, and the table that registers them.

mod calls;
mod ec2_vpc;
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
mod s3;
mod s3_bucket;
mod sqs_queue;
mod table;
#[cfg(test)]
mod tests;

use calls::{one_by_one, with_filter};
pub(crate) use found::Found;
pub(crate) use kind::{About, Deleted, Kind, Reach};
pub(crate) use table::{all, find};
