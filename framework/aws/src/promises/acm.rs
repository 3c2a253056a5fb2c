use std::time::Duration;

use serde_json::{Value, json};

use super::tell::{holds, misses, tell};
use crate::Certificate;
use crate::canned::Canned;

const ARN: &str = "arn:aws:acm:us-east-1:111122223333:certificate/4b2f";

fn certificate(detail: &Value) -> Certificate {
    let body = json!({ "Certificate": detail }).to_string();
    Canned::default().json(200, body).whenever("DescribeCertificate").aws().0.acm().certificate(ARN)
}

fn absent() -> Certificate {
    Canned::default().json_error("ResourceNotFoundException", "none").whenever("").aws().0.acm().certificate(ARN)
}

#[tokio::test]
async fn a_certificate_is_told_by_its_detail() {
    let issued = certificate(&json!({
        "Status": "ISSUED", "DomainName": "example.com", "SubjectAlternativeNames": ["example.com", "*.example.com"],
        "InUseBy": ["arn:lb"], "NotAfter": 32_000_000_000_i64,
    }));
    let bare = certificate(&json!({ "Status": "INACTIVE", "DomainName": "example.com" }));
    tell(issued.exists(), absent().exists(), "does not exist yet").await;
    tell(absent().is_gone(), issued.is_gone(), "is still there").await;
    tell(issued.is_issued(), bare.is_issued(), "is inactive").await;
    tell(issued.covers("www.example.com"), bare.covers("www.example.com"), "covers example.com").await;
    tell(issued.is_used_by("arn:lb"), bare.is_used_by("arn:lb"), "is not used").await;
    misses(issued.is_used_by("arn:other"), "is used by arn:lb").await;
    let month = Duration::from_secs(30 * 86400);
    tell(issued.is_valid_for(month), bare.is_valid_for(month), "has no end of validity yet").await;
    holds(bare.covers("Example.com.")).await;
}
