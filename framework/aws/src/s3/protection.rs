//! What protects a bucket: encryption, logs, lifecycle.

use aws_sdk_s3::types::{ExpirationStatus, LifecycleRule, ServerSideEncryption, ServerSideEncryptionByDefault};

use super::Bucket;
use crate::handle::Handle;
use crate::{Check, Error, Seen};

impl Bucket {
    /// Promises that objects are encrypted by default, with whatever key.
    ///
    /// Since 2023 this is true of every bucket of AWS; [`is_encrypted_with_kms`](Self::is_encrypted_with_kms) asks for more.
    pub fn is_encrypted(&self) -> Check {
        self.check("is encrypted", |bucket| async move {
            Ok(Seen::some(bucket.encryption().await?, || "has no default encryption".to_owned()).map(|_| ()))
        })
    }

    /// Promises that objects are encrypted by default with a key of KMS, and not with one of S3 itself.
    pub fn is_encrypted_with_kms(&self) -> Check {
        self.check("is encrypted with a key of KMS", |bucket| async move {
            let Some(encryption) = bucket.encryption().await? else {
                return Ok(Seen::No("has no default encryption".to_owned()));
            };
            let kms = [ServerSideEncryption::AwsKms, ServerSideEncryption::AwsKmsDsse];
            let algorithm = encryption.sse_algorithm.as_str().to_owned();
            Ok(Seen::when(kms.contains(&encryption.sse_algorithm), (), || format!("is encrypted with {algorithm}")))
        })
    }

    /// Promises that objects are encrypted by default with this key, named as the bucket names it: id, ARN or alias.
    ///
    /// An id and the ARN of the same key count as equal.
    pub fn is_encrypted_with(&self, key: impl Into<String>) -> Check {
        let key = key.into();
        self.check(format!("is encrypted with the key `{key}`"), move |bucket| {
            let key = key.clone();
            async move {
                let encryption = bucket.encryption().await?;
                let actual = encryption.and_then(|encryption| encryption.kms_master_key_id);
                Ok(match actual {
                    None => Seen::No("is encrypted with no key of KMS of its own".to_owned()),
                    Some(actual) => {
                        let same = actual == key
                            || actual.ends_with(&format!(":key/{key}"))
                            || key.ends_with(&format!(":key/{actual}"));
                        Seen::when(same, (), || format!("is encrypted with `{actual}`"))
                    }
                })
            }
        })
    }

    /// Promises that access is logged to the bucket `target`; the value is the prefix of the logs.
    pub fn logs_to(&self, target: impl Into<String>) -> Check<String> {
        let target = target.into();
        self.check(format!("logs to the bucket `{target}`"), move |bucket| {
            let target = target.clone();
            async move {
                let call = bucket.client().await?.get_bucket_logging().bucket(bucket.name());
                let logging = call.send().await.map_err(bucket.failed("GetBucketLogging"))?.logging_enabled;
                let Some(logging) = logging else { return Ok(Seen::No("logs nothing".to_owned())) };
                let actual = logging.target_bucket;
                Ok(Seen::when(actual == target, logging.target_prefix, || format!("logs to `{actual}`")))
            }
        })
    }

    /// Promises that a lifecycle rule with this id is there and enabled; the value is the rule.
    pub fn has_lifecycle_rule(&self, id: impl Into<String>) -> Check<LifecycleRule> {
        let id = id.into();
        self.check(format!("has the lifecycle rule `{id}`"), move |bucket| {
            let id = id.clone();
            async move {
                let rules = bucket.lifecycle().await?;
                let ids: Vec<&str> = rules.iter().filter_map(LifecycleRule::id).collect();
                let seen = if ids.is_empty() { "has no rule".to_owned() } else { format!("has {}", ids.join(", ")) };
                let Some(rule) = rules.into_iter().find(|rule| rule.id() == Some(id.as_str())) else {
                    return Ok(Seen::No(seen));
                };
                let enabled = rule.status == ExpirationStatus::Enabled;
                Ok(Seen::when(enabled, rule, || "the rule is disabled".to_owned()))
            }
        })
    }

    async fn encryption(&self) -> Result<Option<ServerSideEncryptionByDefault>, Error> {
        let call = self.client().await?.get_bucket_encryption().bucket(self.name());
        let answer = call.send().await.map_err(self.failed("GetBucketEncryption"));
        let found = Error::unless_missing(answer, &["ServerSideEncryptionConfigurationNotFoundError"])?;
        let rules = found.and_then(|answer| answer.server_side_encryption_configuration).map(|found| found.rules);
        Ok(rules.into_iter().flatten().find_map(|rule| rule.apply_server_side_encryption_by_default))
    }

    async fn lifecycle(&self) -> Result<Vec<LifecycleRule>, Error> {
        let call = self.client().await?.get_bucket_lifecycle_configuration().bucket(self.name());
        let answer = call.send().await.map_err(self.failed("GetBucketLifecycleConfiguration"));
        let found = Error::unless_missing(answer, &["NoSuchLifecycleConfiguration"])?;
        Ok(found.and_then(|answer| answer.rules).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::canned::Canned;

    fn encrypted(algorithm: &str, key: &str) -> Canned {
        let default = format!("<SSEAlgorithm>{algorithm}</SSEAlgorithm>{key}");
        let rule =
            format!("<Rule><ApplyServerSideEncryptionByDefault>{default}</ApplyServerSideEncryptionByDefault></Rule>");
        Canned::default()
            .xml(200, format!("<ServerSideEncryptionConfiguration>{rule}</ServerSideEncryptionConfiguration>"))
    }

    #[tokio::test]
    async fn the_key_of_s3_is_not_one_of_kms() {
        let (aws, _) = encrypted("AES256", "").aws();
        assert_eq!(aws.s3().bucket("logs").is_encrypted().look().await.unwrap(), Seen::Yes(()));
        let (aws, _) = encrypted("AES256", "").aws();
        let seen = aws.s3().bucket("logs").is_encrypted_with_kms().look().await.unwrap();
        assert_eq!(seen.reason(), Some("is encrypted with AES256"));
    }

    #[tokio::test]
    async fn a_key_is_the_same_by_id_and_by_arn() {
        let key = "<KMSMasterKeyID>arn:aws:kms:us-east-1:111122223333:key/k-1</KMSMasterKeyID>";
        let (aws, _) = encrypted("aws:kms", key).aws();
        assert_eq!(aws.s3().bucket("logs").is_encrypted_with("k-1").look().await.unwrap(), Seen::Yes(()));
        let (aws, _) = encrypted("aws:kms", key).aws();
        assert!(aws.s3().bucket("logs").is_encrypted_with("k-2").look().await.unwrap().reason().is_some());
    }

    #[tokio::test]
    async fn no_configuration_is_no_and_no_bucket_is_not_yet() {
        let missing = |code| {
            let body = format!("<Error><Code>{code}</Code><Message>m</Message></Error>");
            Canned::default().xml(404, body).aws().0.s3().bucket("logs")
        };
        let none = missing("ServerSideEncryptionConfigurationNotFoundError");
        assert_eq!(none.is_encrypted().look().await.unwrap().reason(), Some("has no default encryption"));
        let none = missing("NoSuchLifecycleConfiguration");
        assert_eq!(none.has_lifecycle_rule("expire").look().await.unwrap().reason(), Some("has no rule"));
        let none = missing("NoSuchBucket");
        assert_eq!(none.has_lifecycle_rule("expire").look().await.unwrap().reason(), Some("does not exist yet"));
    }
}
