//! What anybody may do with a bucket: the emulator lets everybody read, S3 does not.

mod access;
mod acl;
mod block;
mod condition;
mod pattern;
mod policy;

pub(super) use self::access::{Access, S3};
pub(super) use self::acl::KEY;

use http::Method;

use super::api::ApiRequest;
use super::emulator_client::EmulatorClient;

/// Decides whether an unsigned S3 request may pass.
pub(super) async fn allows(emulator: &EmulatorClient, request: &ApiRequest, tls: bool) -> bool {
    // A form that a browser posts is signed in its body, where only the emulator looks; what it asks before a request to
    // another origin is never signed.
    request.operation == "PostObject"
        || request.method == Method::OPTIONS
        || permits(emulator, request, action(&request.operation), tls).await
}

/// Tells whether somebody unknown may learn that a key is missing; S3 tells it only to who may list the bucket.
pub(super) async fn may_list(emulator: &EmulatorClient, request: &ApiRequest, tls: bool) -> bool {
    permits(emulator, request, Some("s3:ListBucket"), tls).await
}

async fn permits(emulator: &EmulatorClient, request: &ApiRequest, action: Option<&str>, tls: bool) -> bool {
    let Some((bucket, key)) = request.bucket.as_ref().and_then(|it| Some((it.bucket.as_deref()?, it.key.as_deref())))
    else {
        return false;
    };
    let Some(action) = action else {
        return false;
    };
    let Ok(access) = Access::read(emulator, bucket, tls).await else {
        // The request goes on, and its own failure says that the emulator is gone.
        return true;
    };
    let key = key.filter(|_| action != "s3:ListBucket");
    !access.exists() || access.allows(emulator, action, key).await
}

/// Gives the permission an operation needs; operations that nobody grants to everybody have none.
fn action(operation: &str) -> Option<&'static str> {
    Some(match operation {
        "GetObject" | "HeadObject" => "s3:GetObject",
        "ListObjects" | "ListObjectsV2" | "HeadBucket" => "s3:ListBucket",
        "PutObject" | "CreateMultipartUpload" | "UploadPart" | "CompleteMultipartUpload" => "s3:PutObject",
        "DeleteObject" => "s3:DeleteObject",
        _ => return None,
    })
}
