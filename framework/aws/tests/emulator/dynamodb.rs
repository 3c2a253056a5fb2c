use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, KeySchemaElement, KeyType, PointInTimeRecoverySpecification,
    ScalarAttributeType, Tag, TimeToLiveSpecification,
};
use serde_json::json;
use terraproof_aws::document;

use crate::account::{holds, in_account, misses};

#[tokio::test]
async fn a_table_keeps_what_was_promised_of_it() {
    in_account(|aws| async move {
        let client = Client::new(&aws.config().await.unwrap());
        let table = aws.dynamodb().table("locks");
        assert_eq!(misses(table.is_active()).await, "does not exist yet");
        let mut call = client.create_table().table_name("locks").billing_mode(BillingMode::PayPerRequest);
        for (name, kind, key) in
            [("id", ScalarAttributeType::S, KeyType::Hash), ("at", ScalarAttributeType::N, KeyType::Range)]
        {
            let attribute = AttributeDefinition::builder().attribute_name(name).attribute_type(kind).build().unwrap();
            let part = KeySchemaElement::builder().attribute_name(name).key_type(key).build().unwrap();
            call = call.attribute_definitions(attribute).key_schema(part);
        }
        let tag = Tag::builder().key("owner").value("us").build().unwrap();
        call.tags(tag).send().await.unwrap();
        holds(table.has_tag("owner", "us")).await;
        let described = document(&holds(table.is_active()).await);
        assert_eq!(described["key_schema"][0], json!({ "attribute_name": "id", "key_type": "Hash" }));
        holds(table.has_keys("id", "at")).await;
        holds(table.is_billed_on_demand()).await;
        assert_eq!(misses(table.has_key("id")).await, "has the key `id`, `at`");
        assert_eq!(misses(table.has_point_in_time_recovery()).await, "has no point-in-time recovery");
        assert_eq!(misses(table.is_encrypted()).await, "is encrypted with a key that AWS owns");

        let recovery =
            PointInTimeRecoverySpecification::builder().point_in_time_recovery_enabled(true).build().unwrap();
        let call = client.update_continuous_backups().table_name("locks");
        call.point_in_time_recovery_specification(recovery).send().await.unwrap();
        let ttl = TimeToLiveSpecification::builder().enabled(true).attribute_name("expires").build().unwrap();
        client.update_time_to_live().table_name("locks").time_to_live_specification(ttl).send().await.unwrap();
        holds(table.has_point_in_time_recovery()).await;
        holds(table.has_ttl("expires")).await;
    })
    .await;
}

#[tokio::test]
async fn an_item_is_known_by_its_key_and_its_attributes() {
    in_account(|aws| async move {
        let client = Client::new(&aws.config().await.unwrap());
        let attribute = AttributeDefinition::builder().attribute_name("id").attribute_type(ScalarAttributeType::S);
        let key = KeySchemaElement::builder().attribute_name("id").key_type(KeyType::Hash).build().unwrap();
        let call = client.create_table().table_name("orders").billing_mode(BillingMode::PayPerRequest);
        call.attribute_definitions(attribute.build().unwrap()).key_schema(key).send().await.unwrap();
        let item = aws.dynamodb().table("orders").item("id", "a-1");
        assert_eq!(misses(item.exists()).await, "does not exist yet");
        let put = client.put_item().table_name("orders").item("id", AttributeValue::S("a-1".to_owned()));
        put.item("count", AttributeValue::N("3".to_owned())).send().await.unwrap();
        assert_eq!(holds(item.exists()).await, json!({ "id": "a-1", "count": 3 }));
        holds(item.has("count", 3)).await;
        assert_eq!(misses(item.has("count", 4)).await, "count is 3");
    })
    .await;
}
