use serde_json::{Value, json};

use super::{deleted, lives_and_dies, names, only};
use crate::nuke::api::services::{CLOUDFORMATION, DYNAMODB, KMS, LOGS, SECRETS_MANAGER, SQS, SSM};
use crate::nuke::emulated;
use crate::nuke::kinds::{Deleted, find};
use crate::nuke::model::{Reference, Use};

fn table() -> Value {
    json!({
        "TableName": "t", "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{ "AttributeName": "id", "AttributeType": "S" }],
        "KeySchema": [{ "AttributeName": "id", "KeyType": "HASH" }],
        "Tags": [{ "Key": "team", "Value": "a=b & c" }],
    })
}

#[tokio::test]
async fn tables_live_and_die() {
    lives_and_dies("dynamodb-table", &DYNAMODB, "CreateTable", table()).await;
}

#[tokio::test]
async fn a_protected_table_goes_once_its_protection_is_off() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        let mut protected = table();
        protected["DeletionProtectionEnabled"] = true.into();
        api.call(&DYNAMODB, "CreateTable", protected).await.unwrap();
        let table = only(&api, "dynamodb-table").await;
        assert_eq!(table.protection.as_deref(), Some("deletion protection"));
        find("dynamodb-table").unwrap().unprotect(&api, &table).await.unwrap();
        assert_eq!(only(&api, "dynamodb-table").await.protection, None);
        deleted(&api, &table).await;
    })
    .await;
}

#[tokio::test]
async fn backups_live_and_die() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        api.call(&DYNAMODB, "CreateTable", table()).await.unwrap();
        api.call(&DYNAMODB, "CreateBackup", json!({ "TableName": "t", "BackupName": "b" })).await.unwrap();
        let backup = only(&api, "dynamodb-backup").await;
        assert_eq!(backup.shown_name(), "b");
        deleted(&api, &backup).await;
    })
    .await;
}

#[tokio::test]
async fn an_alias_goes_before_its_key_whose_deletion_is_scheduled() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        let tags = json!([{ "TagKey": "team", "TagValue": "x" }]);
        let key = api.call(&KMS, "CreateKey", json!({ "Tags": tags })).await.unwrap();
        let id = key.text("KeyMetadata/KeyId").unwrap();
        api.call(&KMS, "CreateAlias", json!({ "AliasName": "alias/app", "TargetKeyId": id })).await.unwrap();
        let alias = only(&api, "kms-alias").await;
        assert_eq!(alias.uses, [Use::of(Reference::new("kms-key", "eu-west-1", id))]);
        deleted(&api, &alias).await;
        let key = only(&api, "kms-key").await;
        assert_eq!(key.tags.get("team"), Some("x"));
        assert!(matches!(deleted(&api, &key).await, Deleted::Scheduled(_)));
    })
    .await;
}

#[tokio::test]
async fn secrets_live_and_die() {
    let secret = json!({ "Name": "a/b", "SecretString": "s", "Tags": [{ "Key": "team", "Value": "a=b & c" }] });
    lives_and_dies("secretsmanager-secret", &SECRETS_MANAGER, "CreateSecret", secret).await;
}

#[tokio::test]
async fn parameters_live_and_die() {
    let tags = json!([{ "Key": "team", "Value": "a=b & c" }]);
    let parameter = json!({ "Name": "/app/key", "Value": "s", "Type": "SecureString", "Tags": tags });
    lives_and_dies("ssm-parameter", &SSM, "PutParameter", parameter).await;
}

#[tokio::test]
async fn stacks_live_and_die() {
    let template = json!({ "Resources": { "q": { "Type": "AWS::SQS::Queue" } } }).to_string();
    let tags = json!([{ "Key": "team", "Value": "a=b & c" }]);
    let stack = json!({ "StackName": "s", "TemplateBody": template, "Tags": tags });
    lives_and_dies("cloudformation-stack", &CLOUDFORMATION, "CreateStack", stack).await;
}

#[tokio::test]
async fn what_is_encrypted_uses_its_key() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        let key = api.call(&KMS, "CreateKey", json!({})).await.unwrap();
        let (id, arn) = (key.text("KeyMetadata/KeyId").unwrap(), key.text("KeyMetadata/Arn").unwrap());
        let secret = json!({ "Name": "s", "SecretString": "x", "KmsKeyId": arn });
        api.call(&SECRETS_MANAGER, "CreateSecret", secret).await.unwrap();
        api.call(&LOGS, "CreateLogGroup", json!({ "logGroupName": "g", "kmsKeyId": arn })).await.unwrap();
        let queue = json!({ "QueueName": "q", "Attributes": { "KmsMasterKeyId": id } });
        api.call(&SQS, "CreateQueue", queue).await.unwrap();
        for kind in ["secretsmanager-secret", "logs-group", "sqs-queue"] {
            let user = only(&api, kind).await;
            assert_eq!(user.uses, [Use::of(Reference::new("kms-key", "eu-west-1", id))], "{kind}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_secret_and_a_parameter_name_their_key_as_they_were_told_it() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        let secret = json!({ "Name": "s", "SecretString": "x", "KmsKeyId": "alias/mine" });
        api.call(&SECRETS_MANAGER, "CreateSecret", secret).await.unwrap();
        let parameter = json!({ "Name": "p", "Value": "x", "Type": "SecureString", "KeyId": "alias/mine" });
        api.call(&SSM, "PutParameter", parameter).await.unwrap();
        for kind in ["secretsmanager-secret", "ssm-parameter"] {
            assert!(names(&only(&api, kind).await, "alias/mine"), "{kind}");
        }
    })
    .await;
}
