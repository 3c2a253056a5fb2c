//! VPCs.

use async_trait::async_trait;
use serde_json::{Value, json};

use super::{About, Deleted, Found, Kind};
use crate::nuke::api::services::EC2;
use crate::nuke::api::{Api, ApiError, Node, Paging};
use crate::nuke::model::{Reference, Resource, Use};

/// VPCs. The default one is AWS's own, and stays.
#[derive(Debug)]
pub(super) struct Ec2Vpc;

const ABOUT: About =
    About { age: false, cloud_nuke: Some("VPC"), aws_nuke: Some("EC2VPC"), ..About::new("ec2-vpc", "AWS::EC2::VPC") };

#[async_trait]
impl Kind for Ec2Vpc {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        described(api, json!({ "MaxResults": 1000 }), found).await
    }

    async fn look(&self, api: &Api, ids: &[&str]) -> Result<Vec<Resource>, ApiError> {
        let mut found = Found::default();
        described(api, super::with_filter("vpc-id", ids), &mut found).await?;
        Ok(found.into_resources())
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let answer = api.call(&EC2, "DeleteVpc", json!({ "VpcId": resource.id() })).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}

async fn described(api: &Api, parameters: Value, found: &mut Found) -> Result<(), ApiError> {
    let mut pages = api.pages(&EC2, "DescribeVpcs", parameters, Paging::EC2);
    while let Some(page) = pages.next().await? {
        page.list("vpcSet").into_iter().filter_map(|vpc| read(api, vpc)).for_each(|vpc| found.push(vpc));
    }
    Ok(())
}

fn read(api: &Api, vpc: Node<'_>) -> Option<Resource> {
    let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), vpc.text("vpcId")?));
    resource.tags = vpc.tags("tagSet");
    resource.name = resource.tags.get("Name").map(str::to_owned);
    if vpc.flag("isDefault") {
        resource.built_in = Some("the default VPC of its region".to_owned());
    }
    if let Some(options) = vpc.text("dhcpOptionsId").filter(|id| *id != "default") {
        resource.uses(Use::of(Reference::new("ec2-dhcp-options", api.region(), options)));
    }
    Some(resource)
}
