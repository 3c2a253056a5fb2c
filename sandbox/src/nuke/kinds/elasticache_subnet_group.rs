//! Subnet groups of ElastiCache.

use async_trait::async_trait;

use super::groups::{self, Groups};
use super::{About, Deleted, Found, Kind};
use crate::nuke::api::services::ELASTICACHE;
use crate::nuke::api::{Api, ApiError};
use crate::nuke::model::Resource;

/// Subnet groups, by name; `default` is AWS's. ElastiCache does not tell how old they are.
#[derive(Debug)]
pub(super) struct ElasticacheSubnetGroup;

const ABOUT: About = About {
    uses: &["ec2-subnet", "ec2-vpc"],
    cloud_nuke: Some("ElasticacheSubnetGroup"),
    aws_nuke: Some("ElasticacheSubnetGroup"),
    age: false,
    details: true,
    ..About::new("elasticache-subnet-group", "AWS::ElastiCache::SubnetGroup")
};

static GROUPS: Groups = Groups {
    kind: ABOUT.name,
    service: &ELASTICACHE,
    listing: "DescribeCacheSubnetGroups",
    list: "CacheSubnetGroups",
    name: "CacheSubnetGroupName",
    arn: "ARN",
    deletion: "DeleteCacheSubnetGroup",
    default: "default",
};

#[async_trait]
impl Kind for ElasticacheSubnetGroup {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        GROUPS.list(api, found).await
    }

    async fn detail(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        groups::read_tags(api, &ELASTICACHE, resource).await
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        GROUPS.delete(api, resource).await
    }
}
