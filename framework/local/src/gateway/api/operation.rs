//! The name of the operation a request asks for.

use http::{HeaderMap, Method};

use super::bucket::BucketTarget;
use super::path::collapsed;
use super::s3;

/// The parts of a request that can name its operation.
#[derive(Clone, Copy, Debug)]
pub(super) struct Parts<'a> {
    pub(super) method: &'a Method,
    pub(super) path: &'a str,
    pub(super) headers: &'a HeaderMap,
    pub(super) query: &'a [(String, String)],
    pub(super) form: &'a [(String, String)],
    pub(super) bucket: Option<&'a BucketTarget>,
}

/// Names the operation: by target header, by path (RPC v2), by `Action`, by the S3 rules, or by method and path.
pub(super) fn operation(parts: Parts<'_>) -> String {
    target(parts.headers)
        .or_else(|| rpc(parts.path))
        .or_else(|| action(parts.form))
        .or_else(|| action(parts.query))
        .or_else(|| {
            parts.bucket.map(|bucket| {
                s3::operation(parts.method, bucket, parts.query, parts.headers.contains_key("x-amz-copy-source"))
            })
        })
        .unwrap_or_else(|| format!("{} {}", parts.method, collapsed(parts.path)))
}

/// `DynamoDB_20120810.CreateTable`
fn target(headers: &HeaderMap) -> Option<String> {
    let target = headers.get("x-amz-target")?.to_str().ok()?;
    word(target.rsplit(['.', '#']).next()?)
}

/// `/service/GraniteServiceVersion20100801/operation/PutMetricData`
fn rpc(path: &str) -> Option<String> {
    let (_, operation) = path.strip_prefix("/service/")?.split_once("/operation/")?;
    word(operation)
}

fn action(parameters: &[(String, String)]) -> Option<String> {
    parameters.iter().find(|(name, _)| name == "Action").and_then(|(_, value)| word(value))
}

/// Nothing but a name may get into the timeline.
fn word(text: &str) -> Option<String> {
    let valid = !text.is_empty() && text.len() <= 100 && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    valid.then(|| text.to_owned())
}
