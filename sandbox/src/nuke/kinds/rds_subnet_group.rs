//! Subnet groups of RDS.

use super::About;
use super::groups::Groups;
use crate::nuke::api::services::RDS;

/// Subnet groups, by name; `default` is AWS's. RDS does not tell how old they are.
pub(super) static GROUPS: Groups = Groups {
    about: &About {
        uses: &["ec2-subnet", "ec2-vpc"],
        cloud_nuke: Some("DBSubnetGroups"),
        aws_nuke: Some("RDSDBSubnetGroup"),
        age: false,
        details: true,
        ..About::new("rds-subnet-group", "AWS::RDS::DBSubnetGroup")
    },
    service: &RDS,
    listing: "DescribeDBSubnetGroups",
    list: "DBSubnetGroups",
    name: "DBSubnetGroupName",
    arn: "DBSubnetGroupArn",
    deletion: "DeleteDBSubnetGroup",
    default: "default",
};
