//! Parameter groups of RDS and Aurora clusters.

use super::About;
use super::groups::Groups;
use crate::nuke::api::services::RDS;

/// Parameter groups of clusters, by name; `default.*` are AWS's. RDS does not tell how old they are.
pub(super) static GROUPS: Groups = Groups {
    about: &About {
        aws_nuke: Some("RDSDBClusterParameterGroup"),
        age: false,
        details: true,
        ..About::new("rds-cluster-parameter-group", "AWS::RDS::DBClusterParameterGroup")
    },
    service: &RDS,
    listing: "DescribeDBClusterParameterGroups",
    list: "DBClusterParameterGroups",
    name: "DBClusterParameterGroupName",
    arn: "DBClusterParameterGroupArn",
    deletion: "DeleteDBClusterParameterGroup",
    default: "default.",
};
