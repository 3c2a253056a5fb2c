use aws_sdk_secretsmanager::Client;
use terraproof_aws::ErrorKind;

use crate::account::{holds, in_account, misses};

#[tokio::test]
async fn a_secret_is_compared_without_being_shown() {
    in_account(|aws| async move {
        let client = Client::new(&aws.config().await.unwrap());
        let secret = aws.secretsmanager().secret("database");
        assert_eq!(misses(secret.value_is("x")).await, "does not exist yet");
        let created =
            client.create_secret().name("database").secret_string(r#"{"password":"hidden"}"#).send().await.unwrap();
        holds(secret.value_is(r#"{"password":"hidden"}"#)).await;
        holds(aws.secretsmanager().secret(created.arn.unwrap()).has_field("password", "hidden")).await;
        assert_eq!(misses(secret.has_field("password", "other")).await, "`password` differs");
        assert_eq!(misses(secret.rotates()).await, "does not rotate");

        client.delete_secret().secret_id("database").send().await.unwrap();
        holds(secret.is_gone()).await;
        let error = secret.value_is("x").look().await.unwrap_err();
        assert_eq!(error.kind(), &ErrorKind::Gone, "{error:?}");
    })
    .await;
}
