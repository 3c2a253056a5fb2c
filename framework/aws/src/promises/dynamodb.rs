use serde_json::{Value, json};

use super::tell::{holds, misses, tell};
use crate::Table;
use crate::canned::Canned;

fn described(table: &Value) -> Canned {
    Canned::default().json(200, json!({ "Table": table }).to_string()).whenever("DescribeTable")
}

fn table(description: &Value) -> Table {
    described(description).aws().0.dynamodb().table("locks")
}

fn absent() -> Table {
    Canned::default().json_error("ResourceNotFoundException", "none").whenever("").aws().0.dynamodb().table("locks")
}

#[tokio::test]
async fn a_table_is_told_by_its_description() {
    let locks = table(&json!({
        "TableStatus": "ACTIVE",
        "KeySchema": [{ "AttributeName": "id", "KeyType": "HASH" }, { "AttributeName": "at", "KeyType": "RANGE" }],
        "GlobalSecondaryIndexes": [{ "IndexName": "by-owner" }],
        "BillingModeSummary": { "BillingMode": "PAY_PER_REQUEST" },
        "SSEDescription": { "Status": "ENABLED" },
        "DeletionProtectionEnabled": true,
    }));
    let bare =
        table(&json!({ "TableStatus": "UPDATING", "KeySchema": [{ "AttributeName": "id", "KeyType": "HASH" }] }));
    tell(locks.is_active(), bare.is_active(), "is updating").await;
    tell(absent().is_gone(), locks.is_gone(), "is still there").await;
    tell(bare.has_key("id"), locks.has_key("id"), "has the key `id`, `at`").await;
    tell(locks.has_keys("id", "at"), bare.has_keys("id", "at"), "has the key `id`").await;
    tell(locks.has_index("by-owner"), bare.has_index("by-owner"), "has no index").await;
    misses(locks.has_index("by-date"), "has by-owner").await;
    tell(locks.is_billed_on_demand(), bare.is_billed_on_demand(), "has provisioned capacity").await;
    tell(locks.is_encrypted(), bare.is_encrypted(), "is encrypted with a key that AWS owns").await;
    tell(locks.is_protected_from_deletion(), bare.is_protected_from_deletion(), "is not protected from deletion").await;
}

#[tokio::test]
async fn expiry_backups_and_tags_are_told_by_calls_of_their_own() {
    let with = |operation: &'static str, answer: Value| {
        let canned = described(&json!({ "TableStatus": "ACTIVE", "TableArn": "arn:locks" }));
        canned.json(200, answer.to_string()).whenever(operation).aws().0.dynamodb().table("locks")
    };
    let ttl = |status: &str| {
        let description = json!({ "TimeToLiveStatus": status, "AttributeName": "until" });
        with("DescribeTimeToLive", json!({ "TimeToLiveDescription": description }))
    };
    tell(ttl("ENABLED").has_ttl("until"), ttl("ENABLING").has_ttl("until"), "expiry by `until` is enabling").await;
    misses(with("DescribeTimeToLive", json!({})).has_ttl("until"), "its items do not expire").await;
    let recovery = |status: &str| {
        let description = json!({ "PointInTimeRecoveryStatus": status });
        let backups = json!({ "ContinuousBackupsStatus": "ENABLED", "PointInTimeRecoveryDescription": description });
        with("DescribeContinuousBackups", json!({ "ContinuousBackupsDescription": backups }))
    };
    let (on, off) = (recovery("ENABLED"), recovery("DISABLED"));
    tell(on.has_point_in_time_recovery(), off.has_point_in_time_recovery(), "has no point-in-time recovery").await;
    let tagged = with("ListTagsOfResource", json!({ "Tags": [{ "Key": "owner", "Value": "us" }] }));
    tell(tagged.has_tag("owner", "us"), tagged.has_tag("owner", "them"), "owner is `us`").await;
}

#[tokio::test]
async fn an_item_is_told_by_its_attributes() {
    let item = |answer: &Value| {
        let canned = Canned::default().json(200, answer.to_string()).whenever("GetItem");
        canned.aws().0.dynamodb().table("locks").item("id", "a")
    };
    let (there, not) = (item(&json!({ "Item": { "id": { "S": "a" }, "n": { "N": "3" } } })), item(&json!({})));
    tell(there.exists(), not.exists(), "does not exist yet").await;
    tell(not.is_gone(), there.is_gone(), "is still there").await;
    tell(there.has("n", 3), not.has("n", 3), "does not exist yet").await;
    misses(there.has("n", 4), "n is 3").await;
    misses(there.has("m", 4), "has no m").await;
    holds(there.has("id", "a")).await;
}
