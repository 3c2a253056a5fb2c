use serde_json::{Value, json};

use super::{deleted, names, only};
use crate::nuke::api::services::{EC2, ELASTICACHE, OPENSEARCH, RDS, REDSHIFT};
use crate::nuke::api::{Api, Rest};
use crate::nuke::emulated;
use crate::nuke::kinds::find;

/// Tags as the query protocol of RDS names them.
fn tagged(mut parameters: Value) -> Value {
    parameters["Tags.Tag.1.Key"] = "team".into();
    parameters["Tags.Tag.1.Value"] = "x".into();
    parameters
}

async fn subnets(api: &Api) -> Vec<String> {
    let answer = api.call(&EC2, "DescribeSubnets", json!({})).await.unwrap();
    answer.list("subnetSet").iter().filter_map(|subnet| subnet.text("subnetId")).map(str::to_owned).collect()
}

#[tokio::test]
async fn a_protected_instance_goes_before_what_it_uses() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        let mut group = tagged(json!({ "DBSubnetGroupName": "sg", "DBSubnetGroupDescription": "d" }));
        for (index, subnet) in subnets(&api).await.into_iter().enumerate() {
            group[format!("SubnetIds.SubnetIdentifier.{}", index + 1)] = subnet.into();
        }
        api.call(&RDS, "CreateDBSubnetGroup", group).await.unwrap();
        let group = json!({ "DBParameterGroupName": "pg", "DBParameterGroupFamily": "postgres16", "Description": "d" });
        api.call(&RDS, "CreateDBParameterGroup", tagged(group)).await.unwrap();
        let instance = json!({
            "DBInstanceIdentifier": "db", "DBInstanceClass": "db.t3.micro", "Engine": "postgres", "AllocatedStorage": 20,
            "DBSubnetGroupName": "sg", "DBParameterGroupName": "pg", "DeletionProtection": true, "MasterUsername": "u",
            "MasterUserPassword": "unguessable",
        });
        api.call(&RDS, "CreateDBInstance", tagged(instance)).await.unwrap();
        api.call(&RDS, "CreateDBSnapshot", tagged(json!({ "DBSnapshotIdentifier": "snap", "DBInstanceIdentifier": "db" }))).await.unwrap();

        let instance = only(&api, "rds-instance").await;
        assert_eq!((instance.tags.get("team"), instance.protection.as_deref()), (Some("x"), Some("deletion protection")));
        let used: Vec<&str> = instance.uses.iter().map(|used| used.of.id.as_str()).collect();
        assert!(used.contains(&"sg") && used.contains(&"pg"), "{used:?}");
        find("rds-instance").unwrap().unprotect(&api, &instance).await.unwrap();
        deleted(&api, &instance).await;
        for kind in ["rds-snapshot", "rds-subnet-group", "rds-parameter-group"] {
            let resource = only(&api, kind).await;
            assert_eq!(resource.tags.get("team"), Some("x"), "{resource:?}");
            deleted(&api, &resource).await;
        }
    })
    .await;
}

#[tokio::test]
async fn clusters_live_and_die() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        let cluster = json!({ "DBClusterIdentifier": "c", "Engine": "aurora-postgresql", "MasterUsername": "u", "MasterUserPassword": "unguessable" });
        api.call(&RDS, "CreateDBCluster", tagged(cluster)).await.unwrap();
        let member = json!({ "DBInstanceIdentifier": "m", "DBInstanceClass": "db.r6g.large", "Engine": "aurora-postgresql", "DBClusterIdentifier": "c" });
        api.call(&RDS, "CreateDBInstance", member).await.unwrap();
        let cluster = only(&api, "rds-cluster").await;
        assert!(names(&cluster, "m"), "{cluster:#?}");
        deleted(&api, &only(&api, "rds-instance").await).await;
        assert_eq!(cluster.tags.get("team"), Some("x"));
        deleted(&api, &cluster).await;
    })
    .await;
}

#[tokio::test]
async fn caches_live_and_die() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        let mut group = tagged(json!({ "CacheSubnetGroupName": "csg", "CacheSubnetGroupDescription": "d" }));
        group["SubnetIds.SubnetIdentifier.1"] = subnets(&api).await.remove(0).into();
        api.call(&ELASTICACHE, "CreateCacheSubnetGroup", group).await.unwrap();
        let cluster =
            json!({ "CacheClusterId": "cc", "Engine": "redis", "CacheNodeType": "cache.t3.micro", "NumCacheNodes": 1 });
        api.call(&ELASTICACHE, "CreateCacheCluster", tagged(cluster)).await.unwrap();
        let cluster = only(&api, "elasticache-cluster").await;
        assert_eq!(cluster.tags.get("team"), Some("x"));
        deleted(&api, &cluster).await;
    })
    .await;
}

#[tokio::test]
async fn a_warehouse_goes_before_its_subnet_group() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        let mut group = tagged(json!({ "ClusterSubnetGroupName": "wsg", "Description": "d" }));
        group["SubnetIds.SubnetIdentifier.1"] = subnets(&api).await.remove(0).into();
        api.call(&REDSHIFT, "CreateClusterSubnetGroup", group).await.unwrap();
        let cluster = json!({
            "ClusterIdentifier": "w", "NodeType": "ra3.large", "MasterUsername": "u", "MasterUserPassword": "Unguessable1",
            "ClusterSubnetGroupName": "wsg", "ClusterType": "single-node",
        });
        api.call(&REDSHIFT, "CreateCluster", tagged(cluster)).await.unwrap();
        let (cluster, group) = (only(&api, "redshift-cluster").await, only(&api, "redshift-subnet-group").await);
        assert_eq!((cluster.tags.get("team"), group.tags.get("team")), (Some("x"), Some("x")));
        assert!(cluster.created.is_some() && cluster.uses.iter().any(|used| used.of == group.reference), "{cluster:?}");
        deleted(&api, &cluster).await;
        deleted(&api, &group).await;
    })
    .await;
}

#[tokio::test]
async fn search_domains_live_and_die() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        let domain = json!({ "DomainName": "logs", "TagList": [{ "Key": "team", "Value": "x" }] }).to_string();
        let domain = Rest::new(http::Method::POST, "/2021-01-01/opensearch/domain").body(domain);
        api.rest(&OPENSEARCH, "CreateDomain", domain).await.unwrap();
        let domain = only(&api, "opensearch-domain").await;
        assert_eq!((domain.tags.get("team"), domain.created.is_some()), (Some("x"), true));
        deleted(&api, &domain).await;
    })
    .await;
}

#[tokio::test]
async fn snapshots_and_groups_of_clusters_live_and_die() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        let group = json!({ "DBClusterParameterGroupName": "cpg", "DBParameterGroupFamily": "aurora-postgresql16", "Description": "d" });
        api.call(&RDS, "CreateDBClusterParameterGroup", tagged(group)).await.unwrap();
        let cluster = json!({
            "DBClusterIdentifier": "c", "Engine": "aurora-postgresql", "MasterUsername": "u", "MasterUserPassword": "unguessable",
            "DBClusterParameterGroupName": "cpg",
        });
        api.call(&RDS, "CreateDBCluster", cluster).await.unwrap();
        let snapshot = json!({ "DBClusterSnapshotIdentifier": "s", "DBClusterIdentifier": "c" });
        api.call(&RDS, "CreateDBClusterSnapshot", tagged(snapshot)).await.unwrap();

        let snapshot = only(&api, "rds-cluster-snapshot").await;
        assert_eq!((snapshot.tags.get("team"), snapshot.created.is_some()), (Some("x"), true), "{snapshot:?}");
        deleted(&api, &snapshot).await;
        deleted(&api, &only(&api, "rds-cluster").await).await;
        let group = only(&api, "rds-cluster-parameter-group").await;
        assert_eq!(group.tags.get("team"), Some("x"), "{group:?}");
        deleted(&api, &group).await;
    })
    .await;
}

#[tokio::test]
async fn proxies_use_their_networks_and_name_their_secrets() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        let (role, secret) =
            ("arn:aws:iam::123456789012:role/p", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf");
        let subnets = subnets(&api).await;
        let mut proxy = json!({
            "DBProxyName": "p", "EngineFamily": "POSTGRESQL", "RoleArn": role,
            "Auth.member.1.AuthScheme": "SECRETS", "Auth.member.1.SecretArn": secret,
        });
        for (index, subnet) in subnets.iter().enumerate() {
            proxy[format!("VpcSubnetIds.member.{}", index + 1)] = subnet.as_str().into();
        }
        api.call(&RDS, "CreateDBProxy", tagged(proxy)).await.unwrap();
        let proxy = only(&api, "rds-proxy").await;
        assert_eq!((proxy.tags.get("team"), proxy.created.is_some()), (Some("x"), true), "{proxy:?}");
        assert!(names(&proxy, role) && names(&proxy, secret), "{proxy:#?}");
        assert!(subnets.iter().all(|subnet| proxy.uses.iter().any(|used| used.of.id == *subnet)), "{:?}", proxy.uses);
        deleted(&api, &proxy).await;
    })
    .await;
}

#[tokio::test]
async fn a_replication_group_goes_as_a_whole() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        let group = json!({
            "ReplicationGroupId": "rg", "ReplicationGroupDescription": "d", "Engine": "redis", "CacheNodeType": "cache.t4g.micro",
            "NumCacheClusters": 2, "AutomaticFailoverEnabled": true,
        });
        api.call(&ELASTICACHE, "CreateReplicationGroup", tagged(group)).await.unwrap();
        let group = only(&api, "elasticache-replication-group").await;
        assert_eq!((group.tags.get("team"), group.created.is_some()), (Some("x"), true), "{group:?}");
        deleted(&api, &group).await;
    })
    .await;
}
