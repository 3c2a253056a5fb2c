//! Subnet groups of RDS.

use async_trait::async_trait;
use serde_json::{Value, json};

use super::{About, Deleted, Found, Kind};
use crate::nuke::api::services::RDS;
use crate::nuke::api::{Api, ApiError, Node, Paging};
use crate::nuke::model::{Reference, Resource, Use};

/// Subnet groups, by name. RDS does not tell how old they are.
#[derive(Debug)]
pub(super) struct RdsSubnetGroup;

const ABOUT: About = About {
    dependencies: true,
    age: false,
    details: true,
    cloud_nuke: Some("DBSubnetGroups"),
    aws_nuke: Some("RDSDBSubnetGroup"),
    ..About::new("rds-subnet-group", "AWS::RDS::DBSubnetGroup")
};

#[async_trait]
impl Kind for RdsSubnetGroup {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let mut pages = api.pages(&RDS, "DescribeDBSubnetGroups", json!({ "MaxRecords": 100 }), Paging::MARKER);
        while let Some(page) = pages.next().await? {
            page.list("DBSubnetGroups").into_iter().for_each(|group| found.extend(read(api, group)));
        }
        Ok(())
    }

    async fn detail(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        let arn = resource.facts.get("arn").and_then(Value::as_str).unwrap_or_default();
        let tags = api.call(&RDS, "ListTagsForResource", json!({ "ResourceName": arn })).await?;
        resource.tags = tags.node().tags("TagList");
        Ok(())
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let answer = api.call(&RDS, "DeleteDBSubnetGroup", json!({ "DBSubnetGroupName": resource.id() })).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}

fn read(api: &Api, group: Node<'_>) -> Option<Resource> {
    let name = group.text("DBSubnetGroupName")?;
    let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), name));
    resource.facts.insert("arn".to_owned(), group.text("DBSubnetGroupArn")?.into());
    if name == "default" {
        resource.built_in = Some("AWS's default".to_owned());
    }
    for subnet in group.list("Subnets") {
        if let Some(id) = subnet.text("SubnetIdentifier") {
            resource.uses(Use::of(Reference::new("ec2-subnet", api.region(), id)));
        }
    }
    Some(resource)
}
