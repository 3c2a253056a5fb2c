//! The list of rules.

use super::{
    AddressInUse, AutoScalingGroupInUse, BucketRegion, CustomerGatewayInUse, DatabaseParameterGroupInUse,
    DatabaseSubnetGroupInUse, DefaultNetworkAcl, DryRun, EcsClusterInUse, FinalSnapshot, InternetGatewayInUse,
    LaunchConfigurationInUse, MainRouteTable, ManagedPolicyInUse, NetworkInUse, NetworkInterfaceInUse,
    ProtectedLoadBalancer, ProtectedStack, Rule, SecurityGroupInUse, SubnetInUse, TransitGatewayInUse, UserGroupInUse,
    UserInUse, UserPoolInUse, VpnGatewayInUse,
};

/// Lists every rule there is, in the order in which they are asked.
#[must_use]
pub fn all() -> Vec<Box<dyn Rule>> {
    vec![
        Box::new(DryRun),
        Box::new(AddressInUse),
        Box::new(AutoScalingGroupInUse),
        Box::new(BucketRegion),
        Box::new(CustomerGatewayInUse),
        Box::new(DatabaseParameterGroupInUse),
        Box::new(DatabaseSubnetGroupInUse),
        Box::new(EcsClusterInUse),
        Box::new(FinalSnapshot),
        Box::new(InternetGatewayInUse),
        Box::new(LaunchConfigurationInUse),
        Box::new(ProtectedLoadBalancer),
        Box::new(ManagedPolicyInUse),
        Box::new(NetworkInUse),
        Box::new(DefaultNetworkAcl),
        Box::new(NetworkInterfaceInUse),
        Box::new(MainRouteTable),
        Box::new(SecurityGroupInUse),
        Box::new(ProtectedStack),
        Box::new(SubnetInUse),
        Box::new(TransitGatewayInUse),
        Box::new(UserInUse),
        Box::new(UserGroupInUse),
        Box::new(UserPoolInUse),
        Box::new(VpnGatewayInUse),
    ]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::all;

    #[test]
    fn every_file_with_a_rule_is_registered() {
        let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/gateway/rules");
        let files = std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
        let holds_one = |path: &Path| std::fs::read_to_string(path).unwrap().contains("\nimpl Rule for ");
        let files: BTreeSet<String> = files
            .filter(|path| holds_one(path))
            .map(|path| path.file_stem().unwrap().to_string_lossy().into_owned())
            .collect();
        let registered: BTreeSet<String> = all().iter().map(|rule| rule.name().to_owned()).collect();
        assert_eq!(files, registered);
    }
}
