//! The action that IAM checks for a request.

use super::request::ApiRequest;

/// Services whose actions carry another name than their signatures.
const PREFIXES: [(&str, &str); 3] = [("email", "ses"), ("monitoring", "cloudwatch"), ("tagging", "tag")];

/// Actions of S3 that are called otherwise than the operation.
///
/// See <https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html>.
const S3: [(&str, &str); 24] = [
    ("CompleteMultipartUpload", "PutObject"),
    ("CopyObject", "PutObject"),
    ("CreateMultipartUpload", "PutObject"),
    ("DeleteBucketEncryption", "PutEncryptionConfiguration"),
    ("DeleteBucketLifecycleConfiguration", "PutLifecycleConfiguration"),
    ("DeleteObjects", "DeleteObject"),
    ("DeletePublicAccessBlock", "PutBucketPublicAccessBlock"),
    ("GetBucketAccelerateConfiguration", "GetAccelerateConfiguration"),
    ("GetBucketEncryption", "GetEncryptionConfiguration"),
    ("GetBucketLifecycleConfiguration", "GetLifecycleConfiguration"),
    ("GetBucketReplication", "GetReplicationConfiguration"),
    ("GetPublicAccessBlock", "GetBucketPublicAccessBlock"),
    ("HeadBucket", "ListBucket"),
    ("HeadObject", "GetObject"),
    ("ListBuckets", "ListAllMyBuckets"),
    ("ListMultipartUploads", "ListBucketMultipartUploads"),
    ("ListObjectVersions", "ListBucketVersions"),
    ("ListObjects", "ListBucket"),
    ("ListObjectsV2", "ListBucket"),
    ("ListParts", "ListMultipartUploadParts"),
    ("PutBucketEncryption", "PutEncryptionConfiguration"),
    ("PutBucketLifecycleConfiguration", "PutLifecycleConfiguration"),
    ("PutPublicAccessBlock", "PutBucketPublicAccessBlock"),
    ("UploadPart", "PutObject"),
];

/// Names the action, such as `s3:ListBucket`; nothing where the protocol names no operation.
pub(in crate::gateway) fn action(request: &ApiRequest) -> Option<String> {
    let operation = &*request.operation;
    if operation.contains(' ') {
        return None;
    }
    let named = |table: &[(&'static str, &'static str)], name: &str| {
        table.iter().find(|(it, _)| *it == name).map(|(_, action)| *action)
    };
    let prefix = named(&PREFIXES, &request.service).unwrap_or(&request.service);
    let operation = (prefix == "s3").then(|| named(&S3, operation)).flatten().unwrap_or(operation);
    Some(format!("{prefix}:{operation}"))
}
