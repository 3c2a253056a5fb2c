//! Parameter groups of ElastiCache.

use super::About;
use super::groups::Groups;
use crate::nuke::api::services::ELASTICACHE;

/// Parameter groups, by name; `default.*` are AWS's. ElastiCache does not tell how old they are.
pub(super) static GROUPS: Groups = Groups {
    about: &About {
        cloud_nuke: Some("ElasticacheParameterGroup"),
        aws_nuke: Some("ElasticacheCacheParameterGroup"),
        age: false,
        details: true,
        ..About::new("elasticache-parameter-group", "AWS::ElastiCache::ParameterGroup")
    },
    service: &ELASTICACHE,
    listing: "DescribeCacheParameterGroups",
    list: "CacheParameterGroups",
    name: "CacheParameterGroupName",
    arn: "ARN",
    deletion: "DeleteCacheParameterGroup",
    default: "default.",
};
