use serde_json::{Value, json};

use super::{deleted, lives_and_dies, names, only};
use crate::nuke::api::services::{ACM, API_GATEWAY, BACKUP, CODEBUILD, COGNITO, IAM, LAMBDA, SQS};
use crate::nuke::api::{Api, Rest};
use crate::nuke::emulated;
use crate::nuke::model::{Reference, Use};

fn send(method: http::Method, path: &str, body: &Value) -> Rest {
    Rest::new(method, path).body(body.to_string())
}

/// An archive with nothing in it, which is all that the emulator asks for.
const ZIP: &str = "UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==";

async fn role(api: &Api) -> String {
    let trust = json!({ "Version": "2012-10-17", "Statement": [] }).to_string();
    let role = json!({ "RoleName": "fn", "AssumeRolePolicyDocument": trust });
    api.call(&IAM, "CreateRole", role).await.unwrap().text("Role/Arn").unwrap().to_owned()
}

#[tokio::test]
async fn a_mapping_goes_before_its_function_and_the_function_before_its_layer() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        let role = role(&api).await;
        let layer = json!({ "Content": { "ZipFile": ZIP } });
        let layer = send(http::Method::POST, "/2018-10-31/layers/shared/versions", &layer);
        let layer = api.rest(&LAMBDA, "PublishLayerVersion", layer).await.unwrap();
        let layer = layer.text("LayerVersionArn").unwrap();
        let function = json!({
            "FunctionName": "f", "Runtime": "python3.12", "Role": role, "Handler": "a.b", "Code": { "ZipFile": ZIP },
            "Layers": [layer], "Tags": { "team": "x" },
            "Environment": { "Variables": { "TABLE": "orders", "TABLE_PASSWORD": "unguessable" } },
        });
        api.rest(&LAMBDA, "CreateFunction", send(http::Method::POST, "/2015-03-31/functions", &function))
            .await
            .unwrap();
        api.call(&SQS, "CreateQueue", json!({ "QueueName": "q" })).await.unwrap();
        let source = format!("arn:aws:sqs:eu-west-1:{}:q", account.identity().await.unwrap().account);
        let mapping = json!({ "FunctionName": "f", "EventSourceArn": source });
        api.rest(
            &LAMBDA,
            "CreateEventSourceMapping",
            send(http::Method::POST, "/2015-03-31/event-source-mappings", &mapping),
        )
        .await
        .unwrap();

        let mapping = only(&api, "lambda-event-source-mapping").await;
        assert_eq!(mapping.uses, [Use::of(Reference::new("lambda-function", "eu-west-1", "f"))]);
        let function = only(&api, "lambda-function").await;
        assert_eq!(function.tags.get("team"), Some("x"));
        assert!(function.uses.contains(&Use::of(Reference::global("iam-role", "fn"))), "{function:?}");
        assert!(function.created.is_some());
        // Both tell the time of their last change, which must not make another one of them.
        assert_eq!((function.identity.as_deref(), mapping.identity.as_deref()), (Some("f"), Some(mapping.id())));
        assert!(names(&mapping, &source) && names(&function, "/aws/lambda/f") && names(&function, "orders"));
        assert!(!names(&function, "unguessable"), "{function:#?}");
        deleted(&api, &mapping).await;
        deleted(&api, &function).await;
        deleted(&api, &only(&api, "lambda-layer").await).await;
    })
    .await;
}

#[tokio::test]
async fn apis_live_and_die() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        let rest = json!({ "name": "r", "tags": { "team": "x" } });
        api.rest(&API_GATEWAY, "CreateRestApi", send(http::Method::POST, "/restapis", &rest)).await.unwrap();
        let rest = only(&api, "apigateway-rest").await;
        let http_api = json!({ "name": "h", "protocolType": "HTTP", "tags": { "team": "x" } });
        api.rest(&API_GATEWAY, "CreateApi", send(http::Method::POST, "/v2/apis", &http_api)).await.unwrap();
        let http_api = only(&api, "apigateway-http").await;
        for resource in [rest, http_api] {
            assert_eq!(resource.tags.get("team"), Some("x"), "{resource:?}");
            deleted(&api, &resource).await;
        }
    })
    .await;
}

#[tokio::test]
async fn vaults_and_plans_live_and_die() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        let tags = json!({ "BackupVaultTags": { "team": "x" } });
        api.rest(&BACKUP, "CreateBackupVault", send(http::Method::PUT, "/backup-vaults/v", &tags)).await.unwrap();
        let rule = json!({ "RuleName": "r", "TargetBackupVaultName": "v" });
        let plan =
            json!({ "BackupPlan": { "BackupPlanName": "p", "Rules": [rule] }, "BackupPlanTags": { "team": "x" } });
        api.rest(&BACKUP, "CreateBackupPlan", send(http::Method::PUT, "/backup/plans", &plan)).await.unwrap();
        for kind in ["backup-plan", "backup-vault"] {
            let resource = only(&api, kind).await;
            assert_eq!(resource.tags.get("team"), Some("x"), "{resource:?}");
            deleted(&api, &resource).await;
        }
    })
    .await;
}

#[tokio::test]
async fn certificates_live_and_die() {
    let certificate = json!({ "DomainName": "www.example.com", "Tags": [{ "Key": "team", "Value": "a=b & c" }] });
    lives_and_dies("acm-certificate", &ACM, "RequestCertificate", certificate).await;
}

#[tokio::test]
async fn user_pools_live_and_die() {
    let pool = json!({ "PoolName": "p", "UserPoolTags": { "team": "a=b & c" } });
    lives_and_dies("cognito-pool", &COGNITO, "CreateUserPool", pool).await;
}

#[tokio::test]
async fn build_projects_live_and_die() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        let environment = json!({ "type": "LINUX_CONTAINER", "image": "i", "computeType": "BUILD_GENERAL1_SMALL" });
        let project = json!({
            "name": "build", "source": { "type": "S3", "location": "bucket/path/file.zip" },
            "artifacts": { "type": "NO_ARTIFACTS" }, "environment": environment, "serviceRole": role(&api).await,
            "tags": [{ "key": "team", "value": "x" }],
        });
        api.call(&CODEBUILD, "CreateProject", project).await.unwrap();
        let project = only(&api, "codebuild-project").await;
        assert_eq!(project.tags.get("team"), Some("x"));
        deleted(&api, &project).await;
    })
    .await;
}
