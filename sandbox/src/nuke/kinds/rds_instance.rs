//! RDS instances, those of clusters too.

use async_trait::async_trait;
use serde_json::{Value, json};

use super::{About, Deleted, Found, Kind, dns, ec2, needs};
use crate::nuke::api::services::RDS;
use crate::nuke::api::{Api, ApiError, Node, Paging};
use crate::nuke::model::{Reference, Resource, State, Use};

/// Instances, by identifier. They are deleted without a last snapshot and with their automatic backups.
#[derive(Debug)]
pub(super) struct RdsInstance;

const ABOUT: About = About {
    uses: &[
        "ec2-security-group",
        "ec2-subnet",
        "ec2-vpc",
        "iam-role",
        "kinesis-stream",
        "kms-key",
        "logs-group",
        "rds-cluster",
        "rds-instance",
        "rds-parameter-group",
        "rds-subnet-group",
        "secretsmanager-secret",
    ],
    cost: 30,
    patience: 3600,
    cloud_nuke: Some("DBInstances"),
    aws_nuke: Some("RDSInstance"),
    ..About::new("rds-instance", "AWS::RDS::DBInstance")
};

#[async_trait]
impl Kind for RdsInstance {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        described(api, json!({ "MaxRecords": 100 }), found).await
    }

    async fn look(&self, api: &Api, ids: &[&str]) -> Result<Vec<Resource>, ApiError> {
        let mut found = Found::default();
        for names in ids.chunks(50) {
            let mut asked = json!({ "MaxRecords": 100, "Filters.Filter.1.Name": "db-instance-id" });
            for (index, name) in names.iter().enumerate() {
                asked[format!("Filters.Filter.1.Values.Value.{}", index + 1)] = (*name).into();
            }
            described(api, asked, &mut found).await?;
        }
        Ok(found.into_resources())
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let mut asked = json!({ "DBInstanceIdentifier": resource.id(), "SkipFinalSnapshot": true });
        // Backups of a cluster's instance are the cluster's.
        if !resource.facts.contains_key("cluster") {
            asked["DeleteAutomatedBackups"] = true.into();
        }
        let answer = api.call(&RDS, "DeleteDBInstance", asked).await?;
        Ok(Deleted::Requested(answer.request_id))
    }

    async fn unprotect(&self, api: &Api, resource: &Resource) -> Result<(), ApiError> {
        let off =
            json!({ "DBInstanceIdentifier": resource.id(), "DeletionProtection": false, "ApplyImmediately": true });
        api.call(&RDS, "ModifyDBInstance", off).await.map(drop)
    }
}

/// Where an instance names those that copy it, and that it can do without.
const COPIES: [&str; 2] = ["ReadReplicaDBInstanceIdentifiers", "ReadReplicaDBClusterIdentifiers"];

async fn described(api: &Api, parameters: Value, found: &mut Found) -> Result<(), ApiError> {
    let mut pages = api.pages(&RDS, "DescribeDBInstances", parameters, Paging::MARKER);
    while let Some(page) = pages.next().await? {
        page.list("DBInstances").into_iter().for_each(|instance| found.extend(read(api, instance)));
    }
    Ok(())
}

fn read(api: &Api, instance: Node<'_>) -> Option<Resource> {
    let of = |kind: &str, id: &str| Use::of(Reference::new(kind, api.region(), id));
    let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), instance.text("DBInstanceIdentifier")?));
    resource.created = instance.time("InstanceCreateTime");
    resource.identity = instance.text("DbiResourceId").map(str::to_owned);
    resource.tags = instance.tags("TagList");
    needs::told_but(&mut resource, instance, &COPIES);
    dns::answers_at(&mut resource, instance.text("Endpoint/Address"));
    ec2::uses_key(&mut resource, instance.text("KmsKeyId"));
    resource.protection = instance.flag("DeletionProtection").then(|| "deletion protection".to_owned());
    if instance.text("DBInstanceStatus") == Some("deleting") {
        resource.state = State::Deleting;
    }
    if let Some(cluster) = instance.text("DBClusterIdentifier") {
        resource.uses(of("rds-cluster", cluster));
        resource.facts.insert("cluster".to_owned(), cluster.into());
    }
    for group in instance.list("VpcSecurityGroups") {
        group.text("VpcSecurityGroupId").into_iter().for_each(|id| resource.uses(of("ec2-security-group", id)));
    }
    if let Some(group) = instance.text("DBSubnetGroup/DBSubnetGroupName") {
        resource.uses(of("rds-subnet-group", group));
    }
    for group in instance.list("DBParameterGroups") {
        group.text("DBParameterGroupName").into_iter().for_each(|name| resource.uses(of("rds-parameter-group", name)));
    }
    Some(resource)
}
