//! Parameter groups of RDS.

use super::About;
use super::groups::Groups;
use crate::nuke::api::services::RDS;

/// Parameter groups, by name; `default.*` are AWS's. RDS does not tell how old they are.
pub(super) static GROUPS: Groups = Groups {
    about: &About {
        cloud_nuke: Some("RdsParameterGroup"),
        aws_nuke: Some("RDSDBParameterGroup"),
        age: false,
        details: true,
        ..About::new("rds-parameter-group", "AWS::RDS::DBParameterGroup")
    },
    service: &RDS,
    listing: "DescribeDBParameterGroups",
    list: "DBParameterGroups",
    name: "DBParameterGroupName",
    arn: "DBParameterGroupArn",
    deletion: "DeleteDBParameterGroup",
    default: "default.",
};
