use serde_json::{Value, json};

use super::tell::{misses, tell};
use crate::Repository;
use crate::canned::Canned;

fn described(repository: &Value) -> Canned {
    let body = json!({ "repositories": [repository] }).to_string();
    Canned::default().json(200, body).whenever("DescribeRepositories")
}

fn of(canned: Canned) -> Repository {
    canned.aws().0.ecr().repository("app")
}

#[tokio::test]
async fn a_repository_is_told_by_its_description() {
    let app = of(described(&json!({
        "imageScanningConfiguration": { "scanOnPush": true }, "imageTagMutability": "IMMUTABLE",
        "encryptionConfiguration": { "encryptionType": "KMS", "kmsKey": "arn:key" },
    })));
    let bare = of(described(&json!({})));
    let absent = of(Canned::default().json_error("RepositoryNotFoundException", "none").whenever(""));
    tell(app.exists(), absent.exists(), "does not exist yet").await;
    tell(absent.is_gone(), app.is_gone(), "is still there").await;
    tell(app.scans_on_push(), bare.scans_on_push(), "does not scan on push").await;
    tell(app.has_immutable_tags(), bare.has_immutable_tags(), "its tags are mutable").await;
    tell(app.is_encrypted_with("arn:key"), bare.is_encrypted_with("arn:key"), "is encrypted with a key of ECR").await;
    misses(app.is_encrypted_with("arn:other"), "is encrypted with `arn:key`").await;
}

#[tokio::test]
async fn images_and_policies_are_told_by_calls_of_their_own() {
    let with = |operation, answer: Value| of(Canned::default().json(200, answer.to_string()).whenever(operation));
    let without = |code| of(Canned::default().json_error(code, "none").whenever(""));
    let image = with("DescribeImages", json!({ "imageDetails": [{ "imageTags": ["v1"] }] }));
    tell(image.has_image("v1"), without("ImageNotFoundException").has_image("v1"), "has no such image").await;
    let expiring = with("GetLifecyclePolicy", json!({ "lifecyclePolicyText": "{}" }));
    let for_ever = without("LifecyclePolicyNotFoundException");
    tell(expiring.has_lifecycle_policy(), for_ever.has_lifecycle_policy(), "has no lifecycle policy").await;
    let statement = json!({ "Effect": "Allow", "Principal": "*", "Action": "ecr:BatchGetImage" });
    let open = with("GetRepositoryPolicy", json!({ "policyText": json!({ "Statement": statement }).to_string() }));
    let reason = "its policy allows ecr:BatchGetImage to everybody";
    tell(without("RepositoryPolicyNotFoundException").is_private(), open.is_private(), reason).await;
}
