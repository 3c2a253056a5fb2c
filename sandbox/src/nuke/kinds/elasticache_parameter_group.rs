//! Parameter groups of ElastiCache.

use async_trait::async_trait;

use super::groups::{self, Groups};
use super::{About, Deleted, Found, Kind};
use crate::nuke::api::services::ELASTICACHE;
use crate::nuke::api::{Api, ApiError};
use crate::nuke::model::Resource;

/// Parameter groups, by name; `default.*` are AWS's. ElastiCache does not tell how old they are.
#[derive(Debug)]
pub(super) struct ElasticacheParameterGroup;

const ABOUT: About = About {
    cloud_nuke: Some("ElasticacheParameterGroup"),
    aws_nuke: Some("ElasticacheCacheParameterGroup"),
    age: false,
    details: true,
    ..About::new("elasticache-parameter-group", "AWS::ElastiCache::ParameterGroup")
};

static GROUPS: Groups = Groups {
    kind: ABOUT.name,
    service: &ELASTICACHE,
    listing: "DescribeCacheParameterGroups",
    list: "CacheParameterGroups",
    name: "CacheParameterGroupName",
    arn: "ARN",
    deletion: "DeleteCacheParameterGroup",
    default: "default.",
};

#[async_trait]
impl Kind for ElasticacheParameterGroup {
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
