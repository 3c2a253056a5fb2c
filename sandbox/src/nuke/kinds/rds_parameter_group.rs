//! Parameter groups of RDS.

use async_trait::async_trait;

use super::groups::{self, Groups};
use super::{About, Deleted, Found, Kind};
use crate::nuke::api::services::RDS;
use crate::nuke::api::{Api, ApiError};
use crate::nuke::model::Resource;

/// Parameter groups, by name; `default.*` are AWS's. RDS does not tell how old they are.
#[derive(Debug)]
pub(super) struct RdsParameterGroup;

const ABOUT: About = About {
    cloud_nuke: Some("RdsParameterGroup"),
    aws_nuke: Some("RDSDBParameterGroup"),
    age: false,
    details: true,
    ..About::new("rds-parameter-group", "AWS::RDS::DBParameterGroup")
};

static GROUPS: Groups = Groups {
    kind: ABOUT.name,
    service: &RDS,
    listing: "DescribeDBParameterGroups",
    list: "DBParameterGroups",
    name: "DBParameterGroupName",
    arn: "DBParameterGroupArn",
    deletion: "DeleteDBParameterGroup",
    default: "default.",
};

#[async_trait]
impl Kind for RdsParameterGroup {
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
