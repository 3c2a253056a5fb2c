//! Subnet groups of RDS.

use async_trait::async_trait;

use super::groups::{self, Groups};
use super::{About, Deleted, Found, Kind};
use crate::nuke::api::services::RDS;
use crate::nuke::api::{Api, ApiError};
use crate::nuke::model::Resource;

/// Subnet groups, by name; `default` is AWS's. RDS does not tell how old they are.
#[derive(Debug)]
pub(super) struct RdsSubnetGroup;

const ABOUT: About = About {
    uses: &["ec2-subnet", "ec2-vpc"],
    cloud_nuke: Some("DBSubnetGroups"),
    aws_nuke: Some("RDSDBSubnetGroup"),
    age: false,
    details: true,
    ..About::new("rds-subnet-group", "AWS::RDS::DBSubnetGroup")
};

static GROUPS: Groups = Groups {
    kind: ABOUT.name,
    service: &RDS,
    listing: "DescribeDBSubnetGroups",
    list: "DBSubnetGroups",
    name: "DBSubnetGroupName",
    arn: "DBSubnetGroupArn",
    deletion: "DeleteDBSubnetGroup",
    default: "default",
};

#[async_trait]
impl Kind for RdsSubnetGroup {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        GROUPS.list(api, found).await
    }

    async fn detail(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        groups::read_tags(api, &RDS, resource).await
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        GROUPS.delete(api, resource).await
    }
}
