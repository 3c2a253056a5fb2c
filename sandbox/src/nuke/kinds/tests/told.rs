//! What the descriptions of resources name that these need while they stay.

use serde_json::{Value, json};

use super::{names, only};
use crate::nuke::api::services::{
    API_GATEWAY, BACKUP, CLOUDFORMATION, CLOUDTRAIL, CLOUDWATCH, CODEBUILD, COGNITO, EC2, S3,
};
use crate::nuke::api::{Api, Node, Rest};
use crate::nuke::emulated;

const FUNCTION: &str = "arn:aws:lambda:eu-west-1:123456789012:function:f";
const TOPIC: &str = "arn:aws:sns:eu-west-1:123456789012:t";
const ROLE: &str = "arn:aws:iam::123456789012:role/r";
const IMAGE: &str = "ami-12c6146b";

fn post(path: &str, body: &Value) -> Rest {
    Rest::new(http::Method::POST, path).body(body.to_string())
}

#[tokio::test]
async fn launch_templates_name_what_their_default_and_latest_versions_launch() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        let data = json!({ "ImageId": IMAGE, "KeyName": "first", "Placement": { "GroupName": "near" } });
        let template = json!({ "LaunchTemplateName": "web", "LaunchTemplateData": data });
        api.call(&EC2, "CreateLaunchTemplate", template).await.unwrap();
        let data = json!({ "SecurityGroupId": ["sg-0a1b2c3d"], "IamInstanceProfile": { "Name": "profile" } });
        let version = json!({ "LaunchTemplateName": "web", "LaunchTemplateData": data });
        api.call(&EC2, "CreateLaunchTemplateVersion", version).await.unwrap();
        let template = only(&api, "ec2-launch-template").await;
        for text in [IMAGE, "first", "sg-0a1b2c3d", "profile"] {
            assert!(names(&template, text), "{text}: {template:#?}");
        }
        assert!(template.uses.iter().any(|used| used.of.id == "near"));
    })
    .await;
}

#[tokio::test]
async fn instances_name_their_image_and_not_their_addresses() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        api.call(&EC2, "RunInstances", json!({ "ImageId": IMAGE, "MinCount": 1, "MaxCount": 1 })).await.unwrap();
        let instance = only(&api, "ec2-instance").await;
        assert!(instance.mentions.len() == 1 && names(&instance, IMAGE), "{:?}", instance.mentions);
        assert!(only(&api, "ec2-volume").await.mentions.is_empty(), "a volume outlives what it is attached to");
    })
    .await;
}

#[tokio::test]
async fn apis_name_the_functions_behind_them() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        let uri = format!("arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/{FUNCTION}/invocations");
        let made = api.rest(&API_GATEWAY, "CreateRestApi", post("/restapis", &json!({ "name": "r" }))).await.unwrap();
        let path = format!("/restapis/{}", made.text("id").unwrap());
        let authorizer = json!({ "name": "a", "type": "TOKEN", "authorizerUri": uri, "identitySource": "x" });
        api.rest(&API_GATEWAY, "CreateAuthorizer", post(&format!("{path}/authorizers"), &authorizer)).await.unwrap();
        let made = json!({ "name": "h", "protocolType": "HTTP" });
        let made = api.rest(&API_GATEWAY, "CreateApi", post("/v2/apis", &made)).await.unwrap();
        let path = format!("/v2/apis/{}/integrations", made.text("apiId").unwrap());
        let integration = json!({ "integrationType": "AWS_PROXY", "integrationUri": FUNCTION, "credentialsArn": ROLE });
        api.rest(&API_GATEWAY, "CreateIntegration", post(&path, &integration)).await.unwrap();
        assert!(names(&only(&api, "apigateway-rest").await, FUNCTION));
        let http_api = only(&api, "apigateway-http").await;
        assert!(names(&http_api, FUNCTION) && names(&http_api, ROLE), "{:?}", http_api.mentions);
    })
    .await;
}

#[tokio::test]
async fn plans_pools_and_projects_name_their_vaults_triggers_and_roles() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        let vault = Rest::new(http::Method::PUT, "/backup-vaults/v").body("{}");
        api.rest(&BACKUP, "CreateBackupVault", vault).await.unwrap();
        let rule = json!({ "RuleName": "r", "TargetBackupVaultName": "v" });
        let plan = json!({ "BackupPlan": { "BackupPlanName": "p", "Rules": [rule] } });
        let plan = Rest::new(http::Method::PUT, "/backup/plans").body(plan.to_string());
        api.rest(&BACKUP, "CreateBackupPlan", plan).await.unwrap();
        assert!(names(&only(&api, "backup-plan").await, "v"));

        let pool = json!({ "PoolName": "p", "LambdaConfig": { "PreSignUp": FUNCTION } });
        api.call(&COGNITO, "CreateUserPool", pool).await.unwrap();
        assert!(names(&only(&api, "cognito-pool").await, FUNCTION));

        let role = format!("arn:aws:iam::{}:role/r", account.identity().await.unwrap().account);
        let environment = json!({ "type": "LINUX_CONTAINER", "image": "i", "computeType": "BUILD_GENERAL1_SMALL" });
        let project = json!({
            "name": "build", "source": { "type": "S3", "location": "sources/path/file.zip" },
            "artifacts": { "type": "NO_ARTIFACTS" }, "environment": environment, "serviceRole": role,
        });
        api.call(&CODEBUILD, "CreateProject", project).await.unwrap();
        let project = only(&api, "codebuild-project").await;
        for text in ["sources", &role, "/aws/codebuild/build"] {
            assert!(names(&project, text), "{text}: {:?}", project.mentions);
        }
    })
    .await;
}

#[tokio::test]
async fn stacks_name_what_they_made() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        let queue = json!({ "Type": "AWS::DynamoDB::Table", "Properties": {
            "TableName": "orders", "BillingMode": "PAY_PER_REQUEST",
            "AttributeDefinitions": [{ "AttributeName": "id", "AttributeType": "S" }],
            "KeySchema": [{ "AttributeName": "id", "KeyType": "HASH" }],
        } });
        let stack = json!({ "StackName": "s", "TemplateBody": json!({ "Resources": { "q": queue } }).to_string() });
        api.call(&CLOUDFORMATION, "CreateStack", stack).await.unwrap();
        let stack = only(&api, "cloudformation-stack").await;
        assert!(names(&stack, "orders"), "{:?}", stack.mentions);
    })
    .await;
}

#[tokio::test]
async fn alarms_name_whom_they_tell_and_trails_their_bucket() {
    emulated::account(async |account| {
        let api = account.api("us-east-1");
        let scaling = "arn:aws:autoscaling:us-east-1:123456789012:scalingPolicy:1:autoScalingGroupName/g:policyName/p";
        let alarm = json!({
            "AlarmName": "hot", "MetricName": "m", "Namespace": "n", "Statistic": "Sum", "Period": 60, "EvaluationPeriods": 1,
            "Threshold": 1, "ComparisonOperator": "GreaterThanThreshold", "AlarmActions": [TOPIC, scaling],
            "Dimensions": [{ "Name": "InstanceId", "Value": "i-0a1b2c3d4e5f60718" }],
        });
        api.call(&CLOUDWATCH, "PutMetricAlarm", alarm).await.unwrap();
        let alarm = only(&api, "cloudwatch-alarm").await;
        assert!(names(&alarm, TOPIC) && alarm.mentions.len() == 1, "not what it watches: {:?}", alarm.mentions);

        let bucket = format!("terraproof-nuke-{}", fastrand::u64(..));
        api.rest(&S3, "CreateBucket", Rest::new(http::Method::PUT, format!("/{bucket}"))).await.unwrap();
        api.call(&CLOUDTRAIL, "CreateTrail", json!({ "Name": "audit", "S3BucketName": bucket })).await.unwrap();
        assert!(names(&only(&api, "cloudtrail-trail").await, &bucket));
    })
    .await;
}

/// Reads what the API reference shows for DescribeSpotInstanceRequests, of which the emulator leaves much out.
#[tokio::test]
async fn spot_requests_name_what_they_launch() {
    emulated::account(async |account| spot_request(&account.api("eu-west-1"))).await;
}

fn spot_request(api: &Api) {
    let launched = json!({ "imageId": IMAGE, "keyName": "key", "iamInstanceProfile": { "name": "profile" } });
    let request = json!({ "spotInstanceRequestId": "sir-1", "state": "open", "launchSpecification": launched });
    let request = super::super::ec2_spot_request::read(api, Node(&request)).unwrap();
    assert!([IMAGE, "key", "profile"].iter().all(|text| names(&request, text)), "{:?}", request.mentions);
}
