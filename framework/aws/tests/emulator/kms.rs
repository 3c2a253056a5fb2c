use aws_sdk_kms::Client;
use terraproof_aws::ErrorKind;

use crate::account::{holds, in_account, misses};

#[tokio::test]
async fn a_key_is_known_by_state_rotation_and_alias() {
    in_account(|aws| async move {
        let client = Client::new(&aws.config().await.unwrap());
        let metadata = client.create_key().send().await.unwrap().key_metadata.unwrap();
        client.create_alias().alias_name("alias/orders").target_key_id(&metadata.key_id).send().await.unwrap();
        let key = aws.kms().key(metadata.arn.unwrap());
        holds(key.is_enabled()).await;
        holds(key.is_private()).await;
        holds(key.is_customer_managed()).await;
        assert_eq!(misses(key.rotates()).await, "does not rotate");
        client.enable_key_rotation().key_id(&metadata.key_id).send().await.unwrap();
        assert_eq!(holds(aws.kms().key("alias/orders").rotates()).await, 365);
        holds(aws.kms().alias("orders").points_to(&metadata.key_id)).await;
        assert_eq!(misses(aws.kms().alias("nobody").exists()).await, "does not exist yet");

        client.schedule_key_deletion().key_id(&metadata.key_id).send().await.unwrap();
        holds(key.is_gone()).await;
        assert_eq!(key.is_enabled().look().await.unwrap_err().kind(), &ErrorKind::Gone);
    })
    .await;
}
