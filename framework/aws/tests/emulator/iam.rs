use aws_sdk_iam::Client;
use terraproof_aws::ErrorKind;

use crate::account::{holds, in_account, misses};

const TRUST: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;
const NARROW: &str =
    r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}"#;
const WIDE: &str =
    r#"{"Version":"2012-10-17","Statement":[{"Sid":"All","Effect":"Allow","Action":"*","Resource":"*"}]}"#;

#[tokio::test]
async fn a_role_is_known_by_its_trust_and_its_policies() {
    in_account(|aws| async move {
        let client = Client::new(&aws.config().await.unwrap());
        client.create_role().role_name("worker").assume_role_policy_document(TRUST).send().await.unwrap();
        let created = client.create_policy().policy_name("read").policy_document(NARROW).send().await.unwrap();
        let read = created.policy.unwrap().arn.unwrap();
        client.attach_role_policy().role_name("worker").policy_arn(&read).send().await.unwrap();
        let role = aws.iam().role("worker");
        holds(role.trusts("ec2.amazonaws.com")).await;
        holds(role.has_policy(&read)).await;
        holds(role.has_no_wildcard_admin()).await;
        holds(aws.iam().policy(&read).is_attached()).await;
        let inline = client.put_role_policy().role_name("worker").policy_name("wide").policy_document(WIDE);
        inline.send().await.unwrap();
        holds(role.has_inline_policy("wide")).await;
        assert_eq!(misses(role.has_inline_policy("other")).await, "has wide");
        assert_eq!(misses(role.has_no_wildcard_admin()).await, "its inline policy `wide` allows everything");
        assert_eq!(misses(aws.iam().role("nobody").trusts("ec2.amazonaws.com")).await, "does not exist yet");
    })
    .await;
}

#[tokio::test]
async fn an_operation_that_the_emulator_lacks_says_that_a_real_account_would_answer() {
    in_account(|aws| async move {
        let client = Client::new(&aws.config().await.unwrap());
        client.create_role().role_name("worker").assume_role_policy_document(TRUST).send().await.unwrap();
        let error = aws.iam().role("worker").allows("s3:GetObject", "*").look().await.unwrap_err();
        assert_eq!(error.kind(), &ErrorKind::NotImplemented, "{error:?}");
        assert!(!error.is_transient());
        assert!(error.hint().unwrap().contains("real account"));
    })
    .await;
}
