//! The gateway refuses what EC2 refuses of networks, gateways and load balancers, with the emulator's own data.

mod gateway_rules_support;
mod gateway_support;

use std::time::Duration;

use gateway_rules_support::Account;
use terraproof_local::gateway::Behaviour;

const LONG: Duration = Duration::from_secs(3600);

fn refused(code: &str) -> (u16, String) {
    (400, code.to_owned())
}

#[tokio::test]
async fn a_security_group_in_use_is_refused_by_its_name_as_by_its_id() {
    let account = Account::open().await;
    let default = "Action=DescribeVpcs&Filter.1.Name=is-default&Filter.1.Value.1=true";
    let network = account.make(default, "vpcId").await;
    let subnet = format!("Action=DescribeSubnets&Filter.1.Name=vpc-id&Filter.1.Value.1={network}");
    let subnet = account.make(&subnet, "subnetId").await;
    let group = account.group(&network, "web").await;
    let interface = format!("Action=CreateNetworkInterface&SubnetId={subnet}&SecurityGroupId.1={group}");
    let interface = account.make(&interface, "networkInterfaceId").await;
    let delete = "Action=DeleteSecurityGroup&GroupName=web";

    assert_eq!(account.call("ec2", delete).await.refusal(), refused("DependencyViolation"));
    let default = account.call("ec2", "Action=DeleteSecurityGroup&GroupName=default").await;
    assert_eq!(default.refusal(), refused("CannotDelete"));

    account.done("ec2", &format!("Action=DeleteNetworkInterface&NetworkInterfaceId={interface}")).await;
    account.done("ec2", delete).await;
    account.close().await;
}

#[tokio::test]
async fn an_address_and_an_internet_gateway_go_once_the_instance_has_shut_down() {
    let account = Account::behaving(Behaviour { instance_shutting_down: LONG, ..Behaviour::default() }).await;
    let (network, subnet) = account.network().await;
    let gateway = account.make("Action=CreateInternetGateway", "internetGatewayId").await;
    account.done("ec2", &format!("Action=AttachInternetGateway&InternetGatewayId={gateway}&VpcId={network}")).await;
    let group = account.group(&network, "web").await;
    let instance = account.instance(&subnet, &group).await;
    let address = account.address().await;
    account.done("ec2", &format!("Action=AssociateAddress&AllocationId={address}&InstanceId={instance}")).await;
    let release = format!("Action=ReleaseAddress&AllocationId={address}");
    let detach = format!("Action=DetachInternetGateway&InternetGatewayId={gateway}&VpcId={network}");
    account.done("ec2", &format!("Action=TerminateInstances&InstanceId.1={instance}")).await;

    assert_eq!(account.call("ec2", &release).await.refusal(), refused("InvalidIPAddress.InUse"));
    assert_eq!(account.call("ec2", &detach).await.refusal(), refused("DependencyViolation"));

    account.cloud.gateway().behave(Behaviour::default());
    account.done("ec2", &release).await;
    account.done("ec2", &detach).await;
    account.close().await;
}

#[tokio::test]
async fn a_network_goes_once_its_endpoints_and_egress_only_gateways_are_gone() {
    let account = Account::open().await;
    let network = account.make("Action=CreateVpc&CidrBlock=10.0.0.0/16", "vpcId").await;
    let endpoint = format!(
        "Action=CreateVpcEndpoint&VpcId={network}&ServiceName=com.amazonaws.eu-west-1.s3&VpcEndpointType=Gateway"
    );
    let endpoint = account.make(&endpoint, "vpcEndpointId").await;
    let outward = format!("Action=CreateEgressOnlyInternetGateway&VpcId={network}");
    let outward = account.make(&outward, "egressOnlyInternetGatewayId").await;
    let delete = format!("Action=DeleteVpc&VpcId={network}");

    assert_eq!(account.call("ec2", &delete).await.refusal(), refused("DependencyViolation"));
    account.done("ec2", &format!("Action=DeleteVpcEndpoints&VpcEndpointId.1={endpoint}")).await;
    assert_eq!(account.call("ec2", &delete).await.refusal(), refused("DependencyViolation"));
    let form = format!("Action=DeleteEgressOnlyInternetGateway&EgressOnlyInternetGatewayId={outward}");
    account.done("ec2", &form).await;
    account.done("ec2", &delete).await;
    account.close().await;
}

#[tokio::test]
async fn a_list_that_is_not_there_is_refused_by_its_own_code() {
    let account = Account::open().await;
    let asked = account.call("ec2", "Action=DescribeNetworkAcls&NetworkAclId.1=acl-0a1b2c3d").await;
    assert_eq!(asked.refusal(), refused("InvalidNetworkAclID.NotFound"));
    account.close().await;
}

#[tokio::test]
async fn a_subnet_goes_once_its_endpoint_is_gone() {
    let account = Account::open().await;
    let (network, subnet) = account.network().await;
    let endpoint = format!(
        "Action=CreateVpcEndpoint&VpcId={network}&ServiceName=com.amazonaws.eu-west-1.sqs&VpcEndpointType=Interface\
         &SubnetId.1={subnet}"
    );
    let endpoint = account.make(&endpoint, "vpcEndpointId").await;
    let delete = format!("Action=DeleteSubnet&SubnetId={subnet}");

    assert_eq!(account.call("ec2", &delete).await.refusal(), refused("DependencyViolation"));
    account.done("ec2", &format!("Action=DeleteVpcEndpoints&VpcEndpointId.1={endpoint}")).await;
    account.done("ec2", &delete).await;
    account.close().await;
}

#[tokio::test]
async fn what_a_network_is_born_with_goes_only_with_it() {
    let account = Account::open().await;
    let (network, _) = account.network().await;
    let of_network = format!("Filter.1.Name=vpc-id&Filter.1.Value.1={network}");
    let table = account.make(&format!("Action=DescribeRouteTables&{of_network}"), "routeTableId").await;
    let list = account.make(&format!("Action=DescribeNetworkAcls&{of_network}"), "networkAclId").await;
    let group = account.make(&format!("Action=DescribeSecurityGroups&{of_network}"), "groupId").await;

    for (delete, code) in [
        (format!("Action=DeleteRouteTable&RouteTableId={table}"), "DependencyViolation"),
        (format!("Action=DeleteNetworkAcl&NetworkAclId={list}"), "InvalidParameterValue"),
        (format!("Action=DeleteSecurityGroup&GroupId={group}"), "CannotDelete"),
    ] {
        assert_eq!(account.call("ec2", &delete).await.refusal(), refused(code), "{delete}");
    }
    account.close().await;
}

#[tokio::test]
async fn gateways_of_a_vpn_go_once_their_connection_is_gone() {
    let account = Account::open().await;
    let customer = "Action=CreateCustomerGateway&BgpAsn=65000&PublicIp=192.0.2.1&Type=ipsec.1";
    let customer = account.make(customer, "customerGatewayId").await;
    let gateway = account.make("Action=CreateVpnGateway&Type=ipsec.1", "vpnGatewayId").await;
    let (network, _) = account.network().await;
    account.done("ec2", &format!("Action=AttachVpnGateway&VpnGatewayId={gateway}&VpcId={network}")).await;
    let connect =
        format!("Action=CreateVpnConnection&CustomerGatewayId={customer}&VpnGatewayId={gateway}&Type=ipsec.1");
    let connection = account.make(&connect, "vpnConnectionId").await;
    let delete_customer = format!("Action=DeleteCustomerGateway&CustomerGatewayId={customer}");
    let delete_gateway = format!("Action=DeleteVpnGateway&VpnGatewayId={gateway}");

    assert_eq!(account.call("ec2", &delete_customer).await.refusal(), refused("IncorrectState"));
    account.done("ec2", &format!("Action=DetachVpnGateway&VpnGatewayId={gateway}&VpcId={network}")).await;
    assert_eq!(account.call("ec2", &delete_gateway).await.refusal(), refused("IncorrectState"));
    account.done("ec2", &format!("Action=DeleteVpnConnection&VpnConnectionId={connection}")).await;
    account.done("ec2", &format!("Action=AttachVpnGateway&VpnGatewayId={gateway}&VpcId={network}")).await;
    assert_eq!(account.call("ec2", &delete_gateway).await.refusal(), refused("IncorrectState"));
    account.done("ec2", &format!("Action=DetachVpnGateway&VpnGatewayId={gateway}&VpcId={network}")).await;
    account.done("ec2", &delete_gateway).await;
    account.done("ec2", &delete_customer).await;
    account.close().await;
}

#[tokio::test]
async fn a_transit_gateway_goes_once_nothing_is_attached() {
    let account = Account::open().await;
    let (network, subnet) = account.network().await;
    let gateway = account.make("Action=CreateTransitGateway", "transitGatewayId").await;
    let attach = format!(
        "Action=CreateTransitGatewayVpcAttachment&TransitGatewayId={gateway}&VpcId={network}&SubnetIds.1={subnet}"
    );
    let attachment = account.make(&attach, "transitGatewayAttachmentId").await;
    let delete = format!("Action=DeleteTransitGateway&TransitGatewayId={gateway}");

    assert_eq!(account.call("ec2", &delete).await.refusal(), refused("IncorrectState"));
    let form = format!("Action=DeleteTransitGatewayVpcAttachment&TransitGatewayAttachmentId={attachment}");
    account.done("ec2", &form).await;
    account.done("ec2", &delete).await;
    account.close().await;
}

#[tokio::test]
async fn a_load_balancer_keeps_its_subnets_and_goes_once_its_protection_is_off() {
    let account = Account::open().await;
    let (network, subnet) = account.network().await;
    let other = format!("Action=CreateSubnet&VpcId={network}&CidrBlock=10.0.2.0/24&AvailabilityZone=eu-west-1b");
    let other = account.make(&other, "subnetId").await;
    let group = account.group(&network, "web").await;
    let create = format!(
        "Action=CreateLoadBalancer&Name=web&Subnets.member.1={subnet}&Subnets.member.2={other}&SecurityGroups.member.1={group}"
    );
    let arn = account.done("elasticloadbalancing", &create).await.element("LoadBalancerArn");
    let protect = |on: bool| {
        format!(
            "Action=ModifyLoadBalancerAttributes&LoadBalancerArn={arn}&Attributes.member.1.Key=deletion_protection.enabled\
             &Attributes.member.1.Value={on}"
        )
    };
    account.done("elasticloadbalancing", &protect(true)).await;
    let delete = format!("Action=DeleteLoadBalancer&LoadBalancerArn={arn}");
    let deletes =
        [format!("Action=DeleteSubnet&SubnetId={other}"), format!("Action=DeleteSecurityGroup&GroupId={group}")];

    for delete in &deletes {
        assert_eq!(account.call("ec2", delete).await.refusal(), refused("DependencyViolation"));
    }
    let protected = account.call("elasticloadbalancing", &delete).await;
    assert_eq!(protected.refusal(), refused("OperationNotPermitted"));

    account.done("elasticloadbalancing", &protect(false)).await;
    account.done("elasticloadbalancing", &delete).await;
    for delete in &deletes {
        account.done("ec2", delete).await;
    }
    account.close().await;
}
