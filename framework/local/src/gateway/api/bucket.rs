//! Which bucket and object an S3 request is for.

use percent_encoding::percent_decode_str;

use super::endpoint::is_region;

/// Names the bucket and the key an S3 request is for; both are missing for the service itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BucketTarget {
    /// The bucket.
    pub bucket: Option<String>,
    /// The key of the object, decoded.
    pub key: Option<String>,
}

impl BucketTarget {
    /// Reads virtual-hosted (`bucket.s3.eu-west-1.amazonaws.com/key`) and path-style (`s3.amazonaws.com/bucket/key`)
    /// requests.
    pub(super) fn of(host: &str, path: &str) -> Self {
        let path = path.strip_prefix('/').unwrap_or(path);
        let decode =
            |text: &str| Some(percent_decode_str(text).decode_utf8_lossy().into_owned()).filter(|it| !it.is_empty());
        if let Some(bucket) = bucket_of(host) {
            return Self { bucket: Some(bucket.to_owned()), key: decode(path) };
        }
        let (bucket, key) = path.split_once('/').unwrap_or((path, ""));
        Self { bucket: decode(bucket), key: decode(key) }
    }
}

/// Finds the bucket before the right-most label that is `s3` or `s3-<region>`.
fn bucket_of(host: &str) -> Option<&str> {
    let service = |label: &str| {
        label == "s3" || label.strip_prefix("s3-").is_some_and(|it| is_region(it) || it == "accelerate" || it == "fips")
    };
    let mut end = host.len();
    for label in host.rsplit('.') {
        let start = end - label.len();
        if service(label) {
            return host[..start].strip_suffix('.').filter(|bucket| !bucket.is_empty());
        }
        end = start.saturating_sub(1);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(host: &str, path: &str) -> (Option<String>, Option<String>) {
        let BucketTarget { bucket, key } = BucketTarget::of(host, path);
        (bucket, key)
    }

    #[test]
    fn virtual_hosts_and_paths_name_the_same_object() {
        let expected = (Some("my.bucket".into()), Some("a b/c".into()));
        assert_eq!(target("my.bucket.s3.amazonaws.com", "/a%20b/c"), expected);
        assert_eq!(target("my.bucket.s3.dualstack.eu-west-1.amazonaws.com", "/a%20b/c"), expected);
        assert_eq!(target("my.bucket.s3-eu-west-1.amazonaws.com", "/a%20b/c"), expected);
        assert_eq!(target("s3.eu-west-1.amazonaws.com", "/my.bucket/a%20b/c"), expected);
    }

    #[test]
    fn the_service_itself_has_neither() {
        assert_eq!(target("s3.amazonaws.com", "/"), (None, None));
        assert_eq!(target("bucket.s3.amazonaws.com", "/"), (Some("bucket".into()), None));
    }

    #[test]
    fn a_bucket_may_be_called_like_the_service() {
        assert_eq!(target("s3.s3.amazonaws.com", "/k").0.as_deref(), Some("s3"));
    }
}
