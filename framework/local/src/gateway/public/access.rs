//! The configuration of a bucket that decides about the public, read from the emulator.

use super::acl;
use super::block::Block;
use super::policy::{Effect, Policy};
use crate::gateway::emulator_client::{EmulatorAnswer, EmulatorClient, Unavailable};
use crate::gateway::xml::Element;

/// The S3 host by which every bucket can be named in the path.
pub(in crate::gateway) const S3: &str = "s3.amazonaws.com";

/// What decides about the public for one bucket.
#[derive(Debug)]
pub(in crate::gateway) struct Access {
    bucket: String,
    exists: bool,
    policy: Policy,
    block: Block,
    tls: bool,
}

impl Access {
    /// Reads policy and public access block. What cannot be understood grants nothing.
    pub(in crate::gateway) async fn read(
        emulator: &EmulatorClient,
        bucket: &str,
        tls: bool,
    ) -> Result<Self, Unavailable> {
        let (policy_path, block_path) = (format!("/{bucket}?policy"), format!("/{bucket}?publicAccessBlock"));
        let (policy, block, account) =
            tokio::join!(emulator.get(S3, &policy_path), emulator.get(S3, &block_path), account_block(emulator));
        let policy = policy?;
        Ok(Self {
            bucket: bucket.to_owned(),
            exists: !String::from_utf8_lossy(&policy.body).contains("<Code>NoSuchBucket</Code>"),
            policy: read_policy(&policy, bucket),
            block: read_block(&block?).or(account),
            tls,
        })
    }

    pub(in crate::gateway) fn exists(&self) -> bool {
        self.exists
    }

    /// Tells whether anybody may do `action` with the bucket, or with the object `key` of it.
    pub(in crate::gateway) async fn allows(&self, emulator: &EmulatorClient, action: &str, key: Option<&str>) -> bool {
        let resource = key.map_or_else(|| self.bucket.clone(), |key| format!("{}/{key}", self.bucket));
        match self.policy.decide(action, &resource, self.tls) {
            Effect::Deny => false,
            Effect::Allow if !self.block.restrict_public_buckets => true,
            _ => !self.block.ignore_public_acls && self.granted(emulator, action, key).await,
        }
    }

    async fn granted(&self, emulator: &EmulatorClient, action: &str, key: Option<&str>) -> bool {
        let Some((permission, path)) = acl::needed(action, &self.bucket, key) else {
            return false;
        };
        let ownership = emulator.get(S3, &format!("/{}?ownershipControls", self.bucket)).await;
        if ownership
            .is_ok_and(|it| it.status.is_success() && String::from_utf8_lossy(&it.body).contains("BucketOwnerEnforced"))
        {
            return false;
        }
        let grants = emulator.get(S3, &path).await;
        grants.is_ok_and(|it| {
            it.status.is_success() && Element::parse(&it.body).is_some_and(|list| acl::grants(&list, permission))
        })
    }
}

fn read_policy(answer: &EmulatorAnswer, bucket: &str) -> Policy {
    if !answer.status.is_success() {
        return Policy::default();
    }
    Policy::parse(&answer.body).unwrap_or_else(|error| {
        tracing::warn!(%bucket, %error, "the bucket policy cannot be read, so nothing is public");
        Policy::default()
    })
}

fn read_block(answer: &EmulatorAnswer) -> Block {
    answer
        .status
        .is_success()
        .then(|| Element::parse(&answer.body))
        .flatten()
        .map(|it| Block::of(&it))
        .unwrap_or_default()
}

/// An account without such a block, or an emulator that does not know it, blocks nothing.
async fn account_block(emulator: &EmulatorClient) -> Block {
    let Some(account) = emulator.account() else {
        return Block::default();
    };
    let host = format!("{account}.s3-control.us-east-1.amazonaws.com");
    let answer = emulator.get(&host, "/v20180820/configuration/publicAccessBlock").await;
    answer.map(|answer| read_block(&answer)).unwrap_or_default()
}
