use serde_json::{Value, json};

use super::tell::tell;
use crate::Secret;
use crate::canned::Canned;

fn with(operation: &'static str, answer: Value) -> Secret {
    let canned = Canned::default().json(200, answer.to_string()).whenever(operation);
    canned.aws().0.secretsmanager().secret("database")
}

#[tokio::test]
async fn a_secret_is_told_by_its_description_and_never_shows_its_value() {
    let described = |description| with("DescribeSecret", description);
    let kept = json!({ "RotationEnabled": true, "KmsKeyId": "arn:key", "Tags": [{ "Key": "owner", "Value": "us" }] });
    let (kept, bare) = (described(kept), described(json!({})));
    let absent = Canned::default().json_error("ResourceNotFoundException", "none").whenever("");
    let absent = absent.aws().0.secretsmanager().secret("database");
    tell(kept.exists(), absent.exists(), "does not exist yet").await;
    tell(absent.is_gone(), kept.is_gone(), "is still there").await;
    tell(kept.rotates(), bare.rotates(), "does not rotate").await;
    let reason = "is encrypted with `aws/secretsmanager`";
    tell(kept.is_encrypted_with("arn:key"), bare.is_encrypted_with("arn:key"), reason).await;
    tell(kept.has_tag("owner", "us"), bare.has_tag("owner", "us"), "has no tag owner").await;
    let valued = with("GetSecretValue", json!({ "SecretString": json!({ "user": "app" }).to_string() }));
    tell(valued.value_is(r#"{"user":"app"}"#), valued.value_is("app"), "its value differs").await;
    tell(valued.has_field("user", "app"), valued.has_field("user", "root"), "`user` differs").await;
}
