use serde_json::{Value, json};

use super::tell::{misses, tell};
use crate::Key;
use crate::canned::Canned;

fn described(manager: &str, state: &str) -> Canned {
    let metadata = json!({
        "KeyId": "k-1", "Arn": "arn:key", "Enabled": state == "Enabled", "KeyState": state, "KeyManager": manager,
    });
    Canned::default().json(200, json!({ "KeyMetadata": metadata }).to_string()).whenever("DescribeKey")
}

fn key(canned: Canned) -> Key {
    canned.aws().0.kms().key("k-1")
}

fn absent() -> Canned {
    Canned::default().json_error("NotFoundException", "none").whenever("")
}

#[tokio::test]
async fn a_key_is_told_by_its_metadata() {
    let (own, theirs) = (key(described("CUSTOMER", "Enabled")), key(described("AWS", "PendingImport")));
    tell(own.is_enabled(), theirs.is_enabled(), "is pending import").await;
    tell(key(absent()).is_gone(), own.is_gone(), "is still there").await;
    tell(own.is_customer_managed(), theirs.is_customer_managed(), "is managed by AWS").await;
}

#[tokio::test]
async fn rotation_policy_and_tags_are_told_by_calls_of_their_own() {
    let with = |operation: &'static str, answer: Value| {
        key(described("CUSTOMER", "Enabled").json(200, answer.to_string()).whenever(operation))
    };
    let rotating = |on: bool| with("GetKeyRotationStatus", json!({ "KeyRotationEnabled": on }));
    tell(rotating(true).rotates(), rotating(false).rotates(), "does not rotate").await;
    let policy = |principal: &str| {
        let statement = json!({ "Effect": "Allow", "Principal": { "AWS": principal }, "Action": "kms:*" });
        with("GetKeyPolicy", json!({ "Policy": json!({ "Statement": statement }).to_string() }))
    };
    tell(policy("111122223333").is_private(), policy("*").is_private(), "its policy allows kms:* to everybody").await;
    let tagged = with("ListResourceTags", json!({ "Tags": [{ "TagKey": "owner", "TagValue": "us" }] }));
    tell(tagged.has_tag("owner", "us"), tagged.has_tag("owner", "them"), "owner is `us`").await;
}

#[tokio::test]
async fn an_alias_is_told_by_its_key() {
    let alias = |canned: Canned| canned.aws().0.kms().alias("orders");
    let orders = alias(described("CUSTOMER", "Enabled"));
    tell(orders.exists(), alias(absent()).exists(), "does not exist yet").await;
    tell(alias(absent()).is_gone(), orders.is_gone(), "is still there").await;
    tell(orders.points_to("arn:key"), orders.points_to("k-2"), "points to `k-1`").await;
    misses(alias(absent()).points_to("k-1"), "does not exist yet").await;
}
