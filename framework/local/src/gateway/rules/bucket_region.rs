//! A bucket is deleted only through its own region.

use super::rule::{Refusal, Rule, Verdict};
use super::view::View;
use crate::gateway::api::ApiRequest;
use crate::gateway::emulator_client::EmulatorClient;
use crate::gateway::xml::Element;

/// Refuses to delete a bucket with a signature for another region, as S3 does.
///
/// See <https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html>, `AuthorizationHeaderMalformed`.
#[derive(Clone, Copy, Debug, Default)]
pub struct BucketRegion;

impl Rule for BucketRegion {
    fn name(&self) -> &'static str {
        "bucket_region"
    }

    fn applies(&self, request: &ApiRequest) -> bool {
        request.operation == "DeleteBucket" && request.region.is_some()
    }

    fn check<'a>(&'a self, request: &'a ApiRequest, view: &'a View<'a>) -> Verdict<'a> {
        Box::pin(async move {
            let bucket = request.bucket.as_ref()?.bucket.as_deref()?;
            let asked = request.region.as_deref()?;
            let actual = region_of(bucket, view.emulator()).await?;
            (actual != asked).then(|| {
                let message = format!(
                    "The authorization header is malformed; the region '{asked}' is wrong; expecting '{actual}'"
                );
                Refusal::bad_request("AuthorizationHeaderMalformed", message)
            })
        })
    }
}

async fn region_of(bucket: &str, emulator: &EmulatorClient) -> Option<String> {
    let answer = emulator.get("s3.amazonaws.com", &format!("/{bucket}?location")).await.ok()?;
    if !answer.status.is_success() {
        return None;
    }
    let location = Element::parse(&answer.body)?.text;
    Some(match location.trim() {
        "" => "us-east-1".to_owned(),
        "EU" => "eu-west-1".to_owned(),
        other => other.to_owned(),
    })
}
