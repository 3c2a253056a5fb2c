//! RDS proxies.

use async_trait::async_trait;
use serde_json::json;

use super::{ARN, About, Deleted, Found, Kind, dns, ec2, groups};
use crate::nuke::api::services::RDS;
use crate::nuke::api::{Api, ApiError, Node, Paging};
use crate::nuke::model::{Reference, Resource, State};

/// Proxies, by name.
#[derive(Debug)]
pub(super) struct RdsProxy;

const ABOUT: About = About {
    uses: &[
        "ec2-security-group",
        "ec2-subnet",
        "ec2-vpc",
        "iam-role",
        "rds-cluster",
        "rds-instance",
        "secretsmanager-secret",
    ],
    details: true,
    needs: true,
    cost: 3,
    patience: 1800,
    cloud_nuke: Some("RdsProxy"),
    aws_nuke: Some("RDSProxy"),
    ..About::new("rds-proxy", "AWS::RDS::DBProxy")
};

#[async_trait]
impl Kind for RdsProxy {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let mut pages = api.pages(&RDS, "DescribeDBProxies", json!({ "MaxRecords": 100 }), Paging::MARKER);
        while let Some(page) = pages.next().await? {
            found.extend(page.list("DBProxies").into_iter().filter_map(|proxy| read(api, proxy)));
        }
        Ok(())
    }

    async fn detail(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        groups::read_tags(api, &RDS, resource).await
    }

    /// Reads the databases behind the proxy.
    async fn needs(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        let asked = json!({ "DBProxyName": resource.id(), "MaxRecords": 100 });
        let mut pages = api.pages(&RDS, "DescribeDBProxyTargets", asked, Paging::MARKER);
        while let Some(page) = pages.next().await? {
            for target in page.list("Targets") {
                let (id, cluster) = (target.text("RdsResourceId"), target.text("TrackedClusterId"));
                let cluster = cluster.or(id.filter(|_| target.text("Type") == Some("TRACKED_CLUSTER")));
                resource.told_in(&json!({ "DBInstanceIdentifier": id, "DBCluster": cluster }));
            }
        }
        Ok(())
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let answer = api.call(&RDS, "DeleteDBProxy", json!({ "DBProxyName": resource.id() })).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}

fn read(api: &Api, proxy: Node<'_>) -> Option<Resource> {
    let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), proxy.text("DBProxyName")?));
    resource.created = proxy.time("CreatedDate");
    resource.identity = proxy.text("CreatedDate").map(str::to_owned);
    resource.facts.insert(ARN.to_owned(), proxy.text("DBProxyArn")?.into());
    dns::answers_at(&mut resource, proxy.text("Endpoint"));
    super::told_of(&mut resource, proxy, &["Auth", "RoleArn"]);
    if proxy.text("Status") == Some("deleting") {
        resource.state = State::Deleting;
    }
    ec2::uses(&mut resource, "ec2-vpc", proxy.text("VpcId"));
    proxy.texts("VpcSubnetIds").iter().for_each(|id| ec2::uses(&mut resource, "ec2-subnet", Some(id)));
    proxy.texts("VpcSecurityGroupIds").iter().for_each(|id| ec2::uses(&mut resource, "ec2-security-group", Some(id)));
    Some(resource)
}
