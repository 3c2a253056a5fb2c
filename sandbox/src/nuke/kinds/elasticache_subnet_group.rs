//! Subnet groups of ElastiCache.

use super::About;
use super::groups::Groups;
use crate::nuke::api::services::ELASTICACHE;

/// Subnet groups, by name; `default` is AWS's. ElastiCache does not tell how old they are.
pub(super) static GROUPS: Groups = Groups {
    about: &About {
        uses: &["ec2-subnet", "ec2-vpc"],
        cloud_nuke: Some("ElasticacheSubnetGroup"),
        aws_nuke: Some("ElasticacheSubnetGroup"),
        age: false,
        details: true,
        ..About::new("elasticache-subnet-group", "AWS::ElastiCache::SubnetGroup")
    },
    service: &ELASTICACHE,
    listing: "DescribeCacheSubnetGroups",
    list: "CacheSubnetGroups",
    name: "CacheSubnetGroupName",
    arn: "ARN",
    deletion: "DeleteCacheSubnetGroup",
    default: "default",
};
