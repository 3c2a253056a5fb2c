//! Subnet groups of Redshift.

use async_trait::async_trait;
use serde_json::{Value, json};

use super::{About, Deleted, Found, Kind, ec2};
use crate::nuke::api::services::REDSHIFT;
use crate::nuke::api::{Api, ApiError, Node, Paging};
use crate::nuke::model::{Reference, Resource};

/// Subnet groups, by name. Redshift does not tell how old they are.
#[derive(Debug)]
pub(super) struct RedshiftSubnetGroup;

const ABOUT: About = About {
    uses: &["ec2-subnet", "ec2-vpc"],
    age: false,
    aws_nuke: Some("RedshiftSubnetGroup"),
    ..About::new("redshift-subnet-group", "AWS::Redshift::ClusterSubnetGroup")
};

#[async_trait]
impl Kind for RedshiftSubnetGroup {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let asked: Value = json!({ "MaxRecords": 100 });
        let mut pages = api.pages(&REDSHIFT, "DescribeClusterSubnetGroups", asked, Paging::MARKER);
        while let Some(page) = pages.next().await? {
            found.extend(page.list("ClusterSubnetGroups").into_iter().filter_map(|group| read(api, group)));
        }
        Ok(())
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let asked = json!({ "ClusterSubnetGroupName": resource.id() });
        let answer = api.call(&REDSHIFT, "DeleteClusterSubnetGroup", asked).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}

fn read(api: &Api, group: Node<'_>) -> Option<Resource> {
    let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), group.text("ClusterSubnetGroupName")?));
    resource.tags = group.tags("Tags");
    resource.told_in(group.0);
    for subnet in group.list("Subnets") {
        ec2::uses(&mut resource, "ec2-subnet", subnet.text("SubnetIdentifier"));
    }
    Some(resource)
}
