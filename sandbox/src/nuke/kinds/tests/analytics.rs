use serde_json::{Value, json};

use super::{deleted, lives_and_dies, names, only};
use crate::nuke::api::services::{ATHENA, BATCH, EC2, EMR, GLUE, SAGEMAKER};
use crate::nuke::api::{Account, Api, Class, Rest};
use crate::nuke::emulated;
use crate::nuke::kinds::find;

const ROLE: &str = "arn:aws:iam::123456789012:role/r";

/// Makes an API whose account is known, as it is where a plan is made.
async fn known(account: &Account) -> Api {
    account.identity().await.unwrap();
    account.api("eu-west-1")
}

#[tokio::test]
async fn a_crawler_names_its_database_and_buckets_and_each_goes() {
    emulated::account(async |account| {
        let api = known(&account).await;
        let tags = json!({ "team": "x" });
        let database = json!({ "DatabaseInput": { "Name": "sales", "LocationUri": "s3://lake/sales" }, "Tags": tags });
        api.call(&GLUE, "CreateDatabase", database).await.unwrap();
        let targets = json!({ "S3Targets": [{ "Path": "s3://raw/sales" }], "DynamoDBTargets": [{ "Path": "orders" }] });
        let crawler = json!({ "Name": "c", "Role": ROLE, "DatabaseName": "sales", "Targets": targets, "Tags": tags });
        api.call(&GLUE, "CreateCrawler", crawler).await.unwrap();
        let command = json!({ "Name": "glueetl", "ScriptLocation": "s3://scripts/j.py" });
        api.call(&GLUE, "CreateJob", json!({ "Name": "j", "Role": "r", "Command": command, "Tags": tags }))
            .await
            .unwrap();
        for (kind, told) in [
            ("glue-crawler", ["raw", "orders", "sales", ROLE].as_slice()),
            ("glue-job", &["scripts", "r"]),
            ("glue-database", &["lake"]),
        ] {
            let resource = only(&api, kind).await;
            assert_eq!((resource.tags.get("team"), resource.created.is_some()), (Some("x"), true), "{resource:?}");
            assert!(told.iter().all(|text| names(&resource, text)), "{kind}: {:?}", resource.mentions);
            deleted(&api, &resource).await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_workgroup_names_the_bucket_of_its_results() {
    emulated::account(async |account| {
        let api = known(&account).await;
        let place = json!({ "ResultConfiguration": { "OutputLocation": "s3://results/a" } });
        let tags = json!([{ "Key": "team", "Value": "x" }]);
        api.call(&ATHENA, "CreateWorkGroup", json!({ "Name": "w", "Configuration": place, "Tags": tags }))
            .await
            .unwrap();
        let group = only(&api, "athena-workgroup").await;
        assert!(group.tags.get("team") == Some("x") && names(&group, "results"), "{group:#?}");
        deleted(&api, &group).await;
        api.call(&ATHENA, "CreateWorkGroup", json!({ "Name": "bare", "Configuration": {} })).await.unwrap();
        let bare = only(&api, "athena-workgroup").await;
        assert_eq!(bare.tags, [("", ""); 0].into_iter().collect());
        deleted(&api, &bare).await;
    })
    .await;
}

#[tokio::test]
async fn a_notebook_is_stopped_before_it_goes() {
    emulated::account(async |account| {
        let api = known(&account).await;
        let notebook = json!({
            "NotebookInstanceName": "n", "InstanceType": "ml.t3.medium", "RoleArn": ROLE,
            "Tags": [{ "Key": "team", "Value": "x" }],
        });
        api.call(&SAGEMAKER, "CreateNotebookInstance", notebook).await.unwrap();
        let notebook = only(&api, "sagemaker-notebook").await;
        assert_eq!((notebook.tags.get("team"), notebook.created.is_some()), (Some("x"), true));
        assert!(names(&notebook, ROLE));
        let outcome = find("sagemaker-notebook").unwrap().delete(&api, &[notebook]).await.remove(0);
        assert_eq!(outcome.unwrap_err().class, Class::Dependency, "it is asked to stop, and the engine comes back");
        deleted(&api, &only(&api, "sagemaker-notebook").await).await;
    })
    .await;
}

#[tokio::test]
async fn endpoints_of_models_live_and_die() {
    emulated::account(async |account| {
        let api = known(&account).await;
        let container = json!({ "Image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/m:1" });
        let model = json!({ "ModelName": "m", "ExecutionRoleArn": ROLE, "PrimaryContainer": container });
        api.call(&SAGEMAKER, "CreateModel", model).await.unwrap();
        let variant = json!([{
            "VariantName": "v", "ModelName": "m", "InitialInstanceCount": 1, "InstanceType": "ml.m4.xlarge",
            "InitialVariantWeight": 1.0,
        }]);
        let configuration = json!({ "EndpointConfigName": "c", "ProductionVariants": variant });
        api.call(&SAGEMAKER, "CreateEndpointConfig", configuration).await.unwrap();
        let tags = json!([{ "Key": "team", "Value": "x" }]);
        let endpoint = json!({ "EndpointName": "e", "EndpointConfigName": "c", "Tags": tags });
        api.call(&SAGEMAKER, "CreateEndpoint", endpoint).await.unwrap();
        let endpoint = only(&api, "sagemaker-endpoint").await;
        assert_eq!((endpoint.tags.get("team"), endpoint.created.is_some()), (Some("x"), true));
        deleted(&api, &endpoint).await;
    })
    .await;
}

#[tokio::test]
async fn a_protected_cluster_of_machines_goes_once_its_protection_is_off() {
    emulated::account(async |account| {
        let api = known(&account).await;
        let subnets = api.call(&EC2, "DescribeSubnets", json!({})).await.unwrap();
        let subnet = subnets.list("subnetSet")[0].text("subnetId").unwrap().to_owned();
        let instances = json!({
            "MasterInstanceType": "m5.xlarge", "SlaveInstanceType": "m5.xlarge", "InstanceCount": 2,
            "KeepJobFlowAliveWhenNoSteps": true, "TerminationProtected": true, "Ec2SubnetId": subnet,
        });
        let cluster = json!({
            "Name": "spark", "Instances": instances, "ServiceRole": "r", "JobFlowRole": "p", "LogUri": "s3://logs/emr",
            "ReleaseLabel": "emr-6.10.0", "Tags": [{ "Key": "team", "Value": "x" }], "VisibleToAllUsers": true,
        });
        api.call(&EMR, "RunJobFlow", cluster).await.unwrap();
        let cluster = only(&api, "emr-cluster").await;
        assert_eq!((cluster.shown_name(), cluster.tags.get("team")), ("spark", Some("x")));
        assert!(cluster.created.is_some() && names(&cluster, "logs"), "{cluster:#?}");
        assert!(
            cluster.uses.iter().any(|used| used.of.id == subnet) && cluster.uses.iter().any(|used| used.of.id == "r")
        );
        assert_eq!(cluster.protection.as_deref(), Some("termination protection"));
        find("emr-cluster").unwrap().unprotect(&api, &cluster).await.unwrap();
        deleted(&api, &cluster).await;
    })
    .await;
}

#[tokio::test]
async fn a_queue_of_jobs_goes_before_the_environment_and_both_are_disabled_before() {
    emulated::account(async |account| {
        let api = known(&account).await;
        let asked = async |operation: &str, parameters: Value| {
            let path = format!("/v1/{}", operation.to_ascii_lowercase());
            let asked = Rest::new(http::Method::POST, path).body(parameters.to_string());
            api.rest(&BATCH, operation, asked).await.unwrap()
        };
        let trust = json!({ "Version": "2012-10-17", "Statement": [] }).to_string();
        let role = json!({ "RoleName": "b", "AssumeRolePolicyDocument": trust });
        let role = api.call(&crate::nuke::api::services::IAM, "CreateRole", role).await.unwrap();
        let role = role.text("Role/Arn").unwrap();
        let environment = json!({
            "computeEnvironmentName": "env", "type": "UNMANAGED", "state": "ENABLED", "serviceRole": role,
            "tags": { "team": "x" },
        });
        let environment = asked("CreateComputeEnvironment", environment).await;
        let order = json!([{ "order": 1, "computeEnvironment": environment.text("computeEnvironmentArn") }]);
        let queue = json!({
            "jobQueueName": "queue", "state": "ENABLED", "priority": 1, "computeEnvironmentOrder": order,
            "tags": { "team": "x" },
        });
        asked("CreateJobQueue", queue).await;
        let definition = json!({
            "jobDefinitionName": "d", "type": "container", "tags": { "team": "x" },
            "containerProperties": { "image": "busybox", "vcpus": 1, "memory": 4, "jobRoleArn": ROLE },
        });
        asked("RegisterJobDefinition", definition).await;

        let (queue, environment) = (only(&api, "batch-job-queue").await, only(&api, "batch-compute-environment").await);
        assert!(queue.uses.iter().any(|used| used.of == environment.reference), "{queue:#?}");
        assert!(environment.uses.iter().any(|used| used.of.kind == "ecs-cluster") && names(&environment, role));
        for resource in [queue, environment] {
            assert_eq!(resource.tags.get("team"), Some("x"), "{resource:?}");
            let kind = find(&resource.reference.kind).unwrap();
            let outcome = kind.delete(&api, std::slice::from_ref(&resource)).await.remove(0);
            assert_eq!(outcome.unwrap_err().class, Class::Dependency, "it is disabled before");
            deleted(&api, &resource).await;
        }
        let definition = only(&api, "batch-job-definition").await;
        assert!(definition.tags.get("team") == Some("x") && names(&definition, ROLE), "{definition:#?}");
        deleted(&api, &definition).await;
    })
    .await;
}

#[tokio::test]
async fn pipelines_live_and_die() {
    use crate::nuke::api::services::{CODEPIPELINE, IAM};
    emulated::account(async |account| {
        let api = known(&account).await;
        let trust = json!({ "Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Principal": { "Service": "codepipeline.amazonaws.com" }, "Action": "sts:AssumeRole",
        }] });
        let role = json!({ "RoleName": "p", "AssumeRolePolicyDocument": trust.to_string() });
        let role = api.call(&IAM, "CreateRole", role).await.unwrap().text("Role/Arn").unwrap().to_owned();
        let action = |name: &str, category: &str, provider: &str, configuration: Value| {
            json!({
                "name": name, "runOrder": 1, "configuration": configuration, "inputArtifacts": [], "outputArtifacts": [],
                "actionTypeId": { "category": category, "owner": "AWS", "provider": provider, "version": "1" },
            })
        };
        let source = json!({ "S3Bucket": "sources", "S3ObjectKey": "k", "Token": "unguessable" });
        let stages = json!([
            { "name": "One", "actions": [action("Get", "Source", "S3", source)] },
            { "name": "Two", "actions": [action("Ask", "Build", "CodeBuild", json!({ "ProjectName": "build" }))] },
        ]);
        let store = json!({ "type": "S3", "location": "artifacts" });
        let pipeline = json!({ "name": "deliver", "roleArn": role, "artifactStore": store, "stages": stages, "version": 1 });
        let tags = json!([{ "key": "team", "value": "x" }]);
        api.call(&CODEPIPELINE, "CreatePipeline", json!({ "pipeline": pipeline, "tags": tags })).await.unwrap();
        let pipeline = only(&api, "codepipeline-pipeline").await;
        assert_eq!((pipeline.tags.get("team"), pipeline.created.is_some()), (Some("x"), true), "{pipeline:?}");
        for text in ["sources", "artifacts", "build", &*role] {
            assert!(names(&pipeline, text), "{text}: {:?}", pipeline.mentions);
        }
        assert!(!names(&pipeline, "unguessable"));
        deleted(&api, &pipeline).await;
    })
    .await;
}

#[tokio::test]
async fn servers_of_files_live_and_die() {
    use crate::nuke::api::services::TRANSFER;
    let tags = json!([{ "Key": "team", "Value": "a=b & c" }]);
    let server = json!({ "Protocols": ["SFTP"], "LoggingRole": ROLE, "Tags": tags });
    assert!(names(&lives_and_dies("transfer-server", &TRANSFER, "CreateServer", server).await, ROLE));
}
