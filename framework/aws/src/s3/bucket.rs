//! A bucket, and whether it is there.

use std::fmt;

use aws_sdk_s3::Client;
use aws_sdk_s3::operation::head_bucket::HeadBucketOutput;
use aws_sdk_s3::types::BucketVersioningStatus;

use super::{Object, name};
use crate::handle::Handle;
use crate::words::words;
use crate::{Aws, Check, Error, Seen};

impl Aws {
    /// Leads to the buckets.
    #[must_use]
    pub fn s3(&self) -> S3 {
        S3 { aws: self.clone() }
    }
}

/// Leads to the buckets of an account.
#[derive(Debug, Clone)]
pub struct S3 {
    aws: Aws,
}

impl S3 {
    /// Names a bucket.
    #[must_use]
    pub fn bucket(&self, name: impl Into<String>) -> Bucket {
        Bucket { aws: self.aws.clone(), name: name.into() }
    }
}

/// Names a bucket.
///
/// A bucket of another region says in which one it is: [`ErrorKind::WrongRegion`](crate::ErrorKind::WrongRegion).
///
/// ```no_run
/// # async fn example(aws: terraproof_aws::Aws) -> Result<(), terraproof_aws::Error> {
/// let logs = aws.s3().bucket("my-logs");
/// for check in [logs.is_versioned(), logs.is_encrypted(), logs.blocks_public_access()] {
///     assert_eq!(check.look().await?.reason(), None, "{}", check.sentence());
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Bucket {
    aws: Aws,
    name: String,
}

impl Bucket {
    /// Returns the name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the ARN.
    #[must_use]
    pub fn arn(&self) -> String {
        format!("arn:aws:s3:::{}", self.name)
    }

    /// Names an object in the bucket.
    #[must_use]
    pub fn object(&self, key: impl Into<String>) -> Object {
        Object::new(self.clone(), key.into())
    }

    /// Returns where the bucket is. Everything else of a bucket has a call, and a condition, of its own.
    ///
    /// # Errors
    /// Fails when the bucket does not exist, is in another region, or may not be read.
    pub async fn describe(&self) -> Result<HeadBucketOutput, Error> {
        let call = self.client().await?.head_bucket().bucket(&self.name);
        let answer = call.send().await.map_err(self.failed("HeadBucket"))?;
        // AWS redirects and fails the call; an emulator may answer from wherever it was asked.
        match answer.bucket_region() {
            Some(actual) if self.aws.region().is_some_and(|asked| asked != actual) => {
                Err(Error::wrong_region(self, actual))
            }
            _ => Ok(answer),
        }
    }

    /// Promises that the bucket exists.
    pub fn exists(&self) -> Check<HeadBucketOutput> {
        self.check("exists", |bucket| async move { bucket.describe().await.map(Seen::Yes) })
    }

    /// Promises that the bucket does not exist any more.
    pub fn is_gone(&self) -> Check {
        self.gone(|bucket| async move { bucket.describe().await })
    }

    /// Promises that every version of an object is kept.
    pub fn is_versioned(&self) -> Check {
        self.check("is versioned", |bucket| async move {
            let call = bucket.client().await?.get_bucket_versioning().bucket(&bucket.name);
            let status = call.send().await.map_err(bucket.failed("GetBucketVersioning"))?.status;
            let seen = status.as_ref().map(|status| format!("its versioning is {}", words(status.as_str())));
            let seen = seen.unwrap_or_else(|| "never was versioned".to_owned());
            Ok(Seen::when(status == Some(BucketVersioningStatus::Enabled), (), || seen))
        })
    }

    /// Promises that no object is in the bucket; older versions do not count.
    pub fn is_empty(&self) -> Check {
        self.check("is empty", |bucket| async move {
            let call = bucket.client().await?.list_objects_v2().bucket(&bucket.name).max_keys(1);
            let objects = call.send().await.map_err(bucket.failed("ListObjectsV2"))?.contents.unwrap_or_default();
            Ok(match objects.first() {
                Some(object) => Seen::No(format!("holds `{}`", object.key().unwrap_or_default())),
                None => Seen::Yes(()),
            })
        })
    }

    /// Promises that the bucket carries this tag.
    pub fn has_tag(&self, key: impl Into<String>, value: impl Into<String>) -> Check {
        self.tagged(key.into(), value.into(), |bucket| async move {
            let call = bucket.client().await?.get_bucket_tagging().bucket(&bucket.name);
            let answer = call.send().await.map_err(bucket.failed("GetBucketTagging"));
            let tags = Error::unless_missing(answer, &["NoSuchTagSet"])?.map(|answer| answer.tag_set);
            Ok(tags.into_iter().flatten().map(|tag| (tag.key, tag.value)).collect())
        })
    }

    pub(super) async fn client(&self) -> Result<Client, Error> {
        Ok(Client::new(&self.config().await?))
    }
}

impl Handle for Bucket {
    const SERVICE: &'static str = "s3";

    fn aws(&self) -> &Aws {
        &self.aws
    }

    fn refused(&self) -> Option<String> {
        name::refused(&self.name)
    }
}

impl fmt::Display for Bucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "bucket `{}`{}", self.name, self.aws.place())
    }
}

#[cfg(test)]
mod tests {
    use crate::ErrorKind;
    use crate::canned::Canned;

    #[tokio::test]
    async fn a_bucket_elsewhere_says_where() {
        let (aws, _) = Canned::default().answer(301, &[("x-amz-bucket-region", "eu-west-1")], "").aws();
        let error = aws.s3().bucket("logs").exists().look().await.unwrap_err();
        assert_eq!(error.kind(), &ErrorKind::WrongRegion { actual: Some("eu-west-1".to_owned()) });
        assert_eq!(error.hint().as_deref(), Some(r#"ask there: `aws.in_region("eu-west-1")`"#));
        assert!(!error.is_transient());
    }

    #[tokio::test]
    async fn a_denial_without_a_body_names_the_permission_that_is_missing() {
        let (aws, _) = Canned::default().answer(403, &[("x-amz-request-id", "r-1")], "").aws();
        let error = aws.s3().bucket("logs").exists().look().await.unwrap_err();
        assert_eq!(error.kind(), &ErrorKind::AccessDenied { action: "s3:ListBucket".to_owned(), resource: None });
        assert_eq!(error.request_id(), Some("r-1"));
    }

    #[tokio::test]
    async fn suspended_versioning_is_no_versioning() {
        let body = "<VersioningConfiguration><Status>Suspended</Status></VersioningConfiguration>";
        let (aws, _) = Canned::default().xml(200, body).aws();
        let seen = aws.s3().bucket("logs").is_versioned().look().await.unwrap();
        assert_eq!(seen.reason(), Some("its versioning is suspended"));
    }
}
