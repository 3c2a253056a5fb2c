use serde_json::json;

use super::{deleted, lives_and_dies, names, only};
use crate::nuke::api::Rest;
use crate::nuke::api::services::{ECR, ECS, EFS, EKS};
use crate::nuke::emulated;
use crate::nuke::model::{Reference, Use};

#[tokio::test]
async fn a_service_goes_before_its_definition_and_its_cluster() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        let tags = json!([{ "key": "team", "value": "x" }]);
        api.call(&ECS, "CreateCluster", json!({ "clusterName": "c", "tags": tags })).await.unwrap();
        let logs = json!({ "logDriver": "awslogs", "options": { "awslogs-group": "/app/logs" } });
        let container = json!({ "name": "a", "image": "nginx", "memory": 64, "logConfiguration": logs });
        let role = "arn:aws:iam::111122223333:role/task";
        let family = json!({ "family": "app", "containerDefinitions": [container], "taskRoleArn": role, "tags": tags });
        api.call(&ECS, "RegisterTaskDefinition", family).await.unwrap();
        let service =
            json!({ "cluster": "c", "serviceName": "s", "taskDefinition": "app", "desiredCount": 2, "tags": tags });
        api.call(&ECS, "CreateService", service).await.unwrap();

        let (cluster, definition) = (only(&api, "ecs-cluster").await, only(&api, "ecs-task-definition").await);
        assert!(names(&definition, role) && names(&definition, "/app/logs"), "{definition:#?}");
        let service = only(&api, "ecs-service").await;
        for resource in [&cluster, &definition, &service] {
            assert_eq!(resource.tags.get("team"), Some("x"), "{resource:?}");
        }
        let uses = |kind: &str, id: &str| Use::of(Reference::new(kind, "eu-west-1", id));
        assert_eq!(service.uses, [uses("ecs-cluster", cluster.id()), uses("ecs-task-definition", definition.id())]);
        for resource in [service, definition, cluster] {
            deleted(&api, &resource).await;
        }
    })
    .await;
}

#[tokio::test]
async fn repositories_live_and_die() {
    let repository = json!({ "repositoryName": "a/b", "tags": [{ "Key": "team", "Value": "a=b & c" }] });
    lives_and_dies("ecr-repository", &ECR, "CreateRepository", repository).await;
}

#[tokio::test]
async fn node_groups_go_before_their_cluster() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        let post = |path: &str, body: serde_json::Value| Rest::new(http::Method::POST, path).body(body.to_string());
        let role = "arn:aws:iam::111122223333:role/eks";
        let network = json!({ "subnetIds": ["subnet-1", "subnet-2"], "securityGroupIds": ["sg-1"] });
        let cluster = json!({ "name": "c", "roleArn": role, "resourcesVpcConfig": network, "tags": { "team": "x" } });
        api.rest(&EKS, "CreateCluster", post("/clusters", cluster)).await.unwrap();
        let group = json!({ "nodegroupName": "g", "nodeRole": role, "subnets": ["subnet-1"], "tags": { "team": "x" } });
        api.rest(&EKS, "CreateNodegroup", post("/clusters/c/node-groups", group)).await.unwrap();

        let group = only(&api, "eks-node-group").await;
        assert!(group.uses.contains(&Use::of(Reference::new("eks-cluster", "eu-west-1", "c"))));
        let cluster = only(&api, "eks-cluster").await;
        assert_eq!((group.tags.get("team"), cluster.tags.get("team")), (Some("x"), Some("x")));
        deleted(&api, &group).await;
        deleted(&api, &cluster).await;
    })
    .await;
}

#[tokio::test]
async fn file_systems_live_and_die() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        let body = json!({ "CreationToken": "t", "Tags": [{ "Key": "Name", "Value": "shared" }] }).to_string();
        api.rest(&EFS, "CreateFileSystem", Rest::new(http::Method::POST, "/2015-02-01/file-systems").body(body))
            .await
            .unwrap();
        let system = only(&api, "efs-file-system").await;
        assert_eq!(system.shown_name(), "shared");
        deleted(&api, &system).await;
    })
    .await;
}
