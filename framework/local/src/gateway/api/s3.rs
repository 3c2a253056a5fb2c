//! The names of S3 operations, which the protocol does not send.

use http::Method;

use super::bucket::BucketTarget;

/// Subresources with one operation name each; the methods put `Get`, `Put` or `Delete` before it.
const SUBRESOURCES: [(&str, &str); 23] = [
    ("accelerate", "BucketAccelerateConfiguration"),
    ("acl", "Acl"),
    ("analytics", "BucketAnalyticsConfiguration"),
    ("cors", "BucketCors"),
    ("encryption", "BucketEncryption"),
    ("intelligent-tiering", "BucketIntelligentTieringConfiguration"),
    ("inventory", "BucketInventoryConfiguration"),
    ("legal-hold", "ObjectLegalHold"),
    ("lifecycle", "BucketLifecycleConfiguration"),
    ("location", "BucketLocation"),
    ("logging", "BucketLogging"),
    ("metrics", "BucketMetricsConfiguration"),
    ("notification", "BucketNotificationConfiguration"),
    ("object-lock", "ObjectLockConfiguration"),
    ("ownershipControls", "BucketOwnershipControls"),
    ("policy", "BucketPolicy"),
    ("policyStatus", "BucketPolicyStatus"),
    ("publicAccessBlock", "PublicAccessBlock"),
    ("replication", "BucketReplication"),
    ("requestPayment", "BucketRequestPayment"),
    ("retention", "ObjectRetention"),
    ("tagging", "Tagging"),
    ("versioning", "BucketVersioning"),
];

/// Names an S3 operation.
pub(super) fn operation(method: &Method, target: &BucketTarget, query: &[(String, String)], copies: bool) -> String {
    let has = |wanted: &str| query.iter().any(|(name, _)| name == wanted);
    let on_object = target.key.is_some();
    if let Some(name) = fixed(method, on_object, &has, copies) {
        return name.to_owned();
    }
    if let Some((_, subject)) = SUBRESOURCES.iter().find(|(name, _)| has(name)) {
        let level = match (*subject, on_object) {
            ("Acl" | "Tagging", true) => "Object",
            ("Acl" | "Tagging", false) => "Bucket",
            _ => "",
        };
        return format!("{}{level}{subject}", verb(method));
    }
    if has("website") {
        return format!("{}BucketWebsite", verb(method));
    }
    plain(method, target, copies).map_or_else(|| format!("{method} /"), str::to_owned)
}

fn fixed(method: &Method, on_object: bool, has: &dyn Fn(&str) -> bool, copies: bool) -> Option<&'static str> {
    Some(match (method, on_object) {
        (&Method::POST, false) if has("delete") => "DeleteObjects",
        (&Method::GET, false) if has("uploads") => "ListMultipartUploads",
        (&Method::GET, false) if has("versions") => "ListObjectVersions",
        (&Method::GET, false) if has("list-type") => "ListObjectsV2",
        (&Method::POST, true) if has("uploads") => "CreateMultipartUpload",
        (&Method::POST, true) if has("uploadId") => "CompleteMultipartUpload",
        (&Method::POST, true) if has("restore") => "RestoreObject",
        (&Method::POST, true) if has("select") => "SelectObjectContent",
        (&Method::PUT, true) if has("uploadId") && copies => "UploadPartCopy",
        (&Method::PUT, true) if has("uploadId") => "UploadPart",
        (&Method::GET, true) if has("uploadId") => "ListParts",
        (&Method::DELETE, true) if has("uploadId") => "AbortMultipartUpload",
        (&Method::GET, true) if has("attributes") => "GetObjectAttributes",
        (&Method::GET, true) if has("torrent") => "GetObjectTorrent",
        _ => return None,
    })
}

fn plain(method: &Method, target: &BucketTarget, copies: bool) -> Option<&'static str> {
    Some(match (method, target.bucket.is_some(), target.key.is_some()) {
        (&Method::GET, false, _) => "ListBuckets",
        (&Method::GET, true, false) => "ListObjects",
        (&Method::PUT, true, false) => "CreateBucket",
        (&Method::HEAD, true, false) => "HeadBucket",
        (&Method::DELETE, true, false) => "DeleteBucket",
        (&Method::POST, true, _) => "PostObject",
        (&Method::GET, true, true) => "GetObject",
        (&Method::HEAD, true, true) => "HeadObject",
        (&Method::PUT, true, true) if copies => "CopyObject",
        (&Method::PUT, true, true) => "PutObject",
        (&Method::DELETE, true, true) => "DeleteObject",
        _ => return None,
    })
}

fn verb(method: &Method) -> &'static str {
    match *method {
        Method::PUT | Method::POST => "Put",
        Method::DELETE => "Delete",
        Method::HEAD => "Head",
        _ => "Get",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(method: &str, key: Option<&str>, query: &str) -> String {
        let target = BucketTarget { bucket: Some("b".into()), key: key.map(str::to_owned) };
        let query: Vec<_> = query
            .split('&')
            .map(|it| it.split_once('=').unwrap_or((it, "")))
            .map(|(a, b)| (a.to_owned(), b.to_owned()))
            .collect();
        operation(&method.parse().unwrap(), &target, &query, false)
    }

    #[test]
    fn operations_have_the_names_of_the_reference() {
        for (method, key, query, expected) in [
            ("PUT", None, "", "CreateBucket"),
            ("GET", None, "list-type=2", "ListObjectsV2"),
            ("GET", None, "website", "GetBucketWebsite"),
            ("PUT", None, "publicAccessBlock", "PutPublicAccessBlock"),
            ("GET", None, "acl", "GetBucketAcl"),
            ("PUT", Some("k"), "acl", "PutObjectAcl"),
            ("PUT", Some("k"), "", "PutObject"),
            ("PUT", Some("k"), "partNumber=1&uploadId=x", "UploadPart"),
            ("POST", Some("k"), "uploads", "CreateMultipartUpload"),
            ("POST", None, "delete", "DeleteObjects"),
            ("HEAD", Some("k"), "", "HeadObject"),
            ("DELETE", Some("k"), "tagging", "DeleteObjectTagging"),
        ] {
            assert_eq!(name(method, key, query), expected, "{method} {query}");
        }
    }
}
