//! What EC2 has of networks.

use super::ec2::{TAGS, answer};
use super::tell::{misses, tell};
use crate::canned::Canned;
use crate::{Address, NatGateway, RouteTable, SecurityGroup, Subnet, Vpc};

fn described(operation: &'static str, set: &str, items: &str) -> Canned {
    Canned::default().xml(200, answer(operation, set, items)).whenever(operation)
}

fn address(items: &str) -> Address {
    described("DescribeAddresses", "addressesSet", items).aws().0.ec2().address("eipalloc-0123456789abcdef0")
}

#[tokio::test]
async fn an_address_is_told_by_what_holds_it() {
    let ids = "<associationId>eipassoc-1</associationId><instanceId>i-1</instanceId>";
    let held = address(&format!("<item><publicIp>203.0.113.9</publicIp>{ids}{TAGS}</item>"));
    let (free, absent) = (address("<item></item>"), address(""));
    tell(held.exists(), free.exists(), "has no public address").await;
    misses(absent.exists(), "does not exist yet").await;
    tell(absent.is_gone(), held.is_gone(), "is still there").await;
    tell(held.is_associated_with("i-1"), free.is_associated_with("i-1"), "is associated with nothing").await;
    misses(held.is_associated_with("i-2"), "is associated with i-1").await;
    tell(held.is_associated(), free.is_associated(), "is associated with nothing").await;
    tell(held.has_tag("owner", "us"), free.has_tag("owner", "us"), "has no tag owner").await;
}

fn gateway(items: &str) -> NatGateway {
    described("DescribeNatGateways", "natGatewaySet", items).aws().0.ec2().nat_gateway("nat-0123456789abcdef0")
}

#[tokio::test]
async fn a_nat_gateway_is_told_by_its_description() {
    let ips = "<item><publicIp>203.0.113.9</publicIp><allocationId>eipalloc-1</allocationId></item>";
    let ips = format!("<natGatewayAddressSet>{ips}</natGatewayAddressSet>");
    let ready = gateway(&format!("<item><state>available</state><subnetId>subnet-1</subnetId>{ips}{TAGS}</item>"));
    let pending = gateway("<item><state>pending</state><subnetId>subnet-2</subnetId></item>");
    tell(ready.is_available(), pending.is_available(), "is pending").await;
    let deleted = gateway("<item><state>deleted</state></item>");
    tell(deleted.is_gone(), ready.is_gone(), "is still there").await;
    tell(ready.has_address("eipalloc-1"), pending.has_address("eipalloc-1"), "has no public address").await;
    misses(ready.has_address("203.0.113.10"), "has 203.0.113.9").await;
    tell(ready.is_in_subnet("subnet-1"), pending.is_in_subnet("subnet-1"), "is in `subnet-2`").await;
    tell(ready.has_tag("owner", "us"), pending.has_tag("owner", "us"), "has no tag owner").await;
}

const OUT: &str = "<item><destinationCidrBlock>0.0.0.0/0</destinationCidrBlock><gatewayId>igw-1</gatewayId></item>";

fn tables(items: &str) -> Canned {
    described("DescribeRouteTables", "routeTableSet", items)
}

#[tokio::test]
async fn a_route_table_is_told_by_its_routes() {
    let table = |items: &str| -> RouteTable { tables(items).aws().0.ec2().route_table("rtb-0123456789abcdef0") };
    let subnets = "<associationSet><item><subnetId>subnet-1</subnetId></item></associationSet>";
    let public = table(&format!("<item><routeSet>{OUT}</routeSet>{subnets}{TAGS}</item>"));
    let (bare, absent) = (table("<item></item>"), table(""));
    tell(public.exists(), absent.exists(), "does not exist yet").await;
    tell(absent.is_gone(), bare.is_gone(), "is still there").await;
    tell(public.has_route("0.0.0.0/0", "igw-1"), bare.has_route("0.0.0.0/0", "igw-1"), "has no route for 0.0.0.0/0")
        .await;
    let reason = "is associated with no subnet";
    tell(public.is_associated_with("subnet-1"), bare.is_associated_with("subnet-1"), reason).await;
    tell(public.has_tag("owner", "us"), bare.has_tag("owner", "us"), "has no tag owner").await;
}

fn subnet(routes: &str, item: &str) -> Subnet {
    let routes = format!("<item><routeTableId>rtb-1</routeTableId><routeSet>{routes}</routeSet></item>");
    let canned = tables(&routes).xml(200, answer("DescribeSubnets", "subnetSet", item)).whenever("DescribeSubnets");
    canned.aws().0.ec2().subnet("subnet-0123456789abcdef0")
}

#[tokio::test]
async fn a_subnet_is_told_by_its_routes_and_its_description() {
    let place = "<cidrBlock>10.0.1.0/24</cidrBlock><availabilityZone>us-east-1a</availabilityZone><vpcId>vpc-1</vpcId>";
    let count = "<availableIpAddressCount>251</availableIpAddressCount>";
    let maps = "<mapPublicIpOnLaunch>true</mapPublicIpOnLaunch>";
    let public = subnet(OUT, &format!("<item><state>available</state>{place}{count}{maps}{TAGS}</item>"));
    let private = subnet("", "<item><state>pending</state></item>");
    tell(public.is_available(), private.is_available(), "is pending").await;
    tell(subnet("", "").is_gone(), public.is_gone(), "is still there").await;
    tell(public.is_public(), private.is_public(), "its route table `rtb-1` leads to no internet gateway").await;
    tell(private.is_private(), public.is_private(), "its route table `rtb-1` sends 0.0.0.0/0 to `igw-1`").await;
    let reason = "has no route for 0.0.0.0/0";
    tell(public.has_route("0.0.0.0/0", "igw-1"), private.has_route("0.0.0.0/0", "igw-1"), reason).await;
    tell(public.has_cidr("10.0.1.0/24"), public.has_cidr("10.0.2.0/24"), "has the range `10.0.1.0/24`").await;
    tell(public.is_in_zone("us-east-1a"), public.is_in_zone("us-east-1b"), "is in the zone `us-east-1a`").await;
    tell(public.is_in_vpc("vpc-1"), public.is_in_vpc("vpc-2"), "is in `vpc-1`").await;
    tell(public.maps_public_ips(), private.maps_public_ips(), "gives no public addresses").await;
    tell(private.maps_no_public_ips(), public.maps_no_public_ips(), "gives public addresses").await;
    tell(public.has_free_addresses(100), private.has_free_addresses(100), "has 0 free addresses").await;
    tell(public.has_tag("owner", "us"), private.has_tag("owner", "us"), "has no tag owner").await;
}

#[tokio::test]
async fn a_security_group_is_told_by_its_rules() {
    let group = |items: &str| -> SecurityGroup {
        described("DescribeSecurityGroups", "securityGroupInfo", items)
            .aws()
            .0
            .ec2()
            .security_group("sg-0123456789abcdef0")
    };
    let rule = |port: u16, range: &str| {
        let ports = format!("<ipProtocol>tcp</ipProtocol><fromPort>{port}</fromPort><toPort>{port}</toPort>");
        format!("<item>{ports}<ipRanges><item><cidrIp>{range}</cidrIp></item></ipRanges></item>")
    };
    let rules = [("ipPermissions", rule(22, "0.0.0.0/0")), ("ipPermissionsEgress", rule(443, "10.0.0.0/8"))];
    let rules = rules.map(|(direction, rule)| format!("<{direction}>{rule}</{direction}>"));
    let open = group(&format!("<item><vpcId>vpc-1</vpcId>{}{TAGS}</item>", rules.concat()));
    let (closed, absent) = (group("<item><vpcId>vpc-2</vpcId></item>"), group(""));
    tell(open.exists(), absent.exists(), "does not exist yet").await;
    tell(absent.is_gone(), open.is_gone(), "is still there").await;
    tell(open.allows("tcp", 22, "10.0.0.1"), closed.allows("tcp", 22, "10.0.0.1"), "allows nothing").await;
    let reason = "allows it from 0.0.0.0/0";
    tell(closed.does_not_allow("tcp", 22, "10.0.0.1"), open.does_not_allow("tcp", 22, "10.0.0.1"), reason).await;
    tell(closed.is_closed_to_the_internet("tcp", 22), open.is_closed_to_the_internet("tcp", 22), reason).await;
    tell(open.allows_to("tcp", 443, "10.0.0.1"), closed.allows_to("tcp", 443, "10.0.0.1"), "allows nothing").await;
    let reason = "allows it to 10.0.0.0/8";
    tell(closed.does_not_allow_to("tcp", 443, "10.0.0.1"), open.does_not_allow_to("tcp", 443, "10.0.0.1"), reason)
        .await;
    let reason = "allows tcp 22 (0.0.0.0/0), tcp 443 (10.0.0.0/8)";
    tell(closed.allows_nothing(), open.allows_nothing(), reason).await;
    tell(open.is_in_vpc("vpc-1"), closed.is_in_vpc("vpc-1"), "is in `vpc-2`").await;
    tell(open.has_tag("owner", "us"), closed.has_tag("owner", "us"), "has no tag owner").await;
}

fn vpc(item: &str, more: &[(&'static str, &str, &str)]) -> Vpc {
    let canned = described("DescribeVpcs", "vpcSet", item);
    let canned = more.iter().fold(canned, |canned, (operation, set, items)| {
        canned.xml(200, answer(operation, set, items)).whenever(operation)
    });
    canned.aws().0.ec2().vpc("vpc-0123456789abcdef0")
}

#[tokio::test]
async fn a_network_is_told_by_its_description() {
    let fields = "<state>available</state><cidrBlock>10.0.0.0/16</cidrBlock><isDefault>true</isDefault>";
    let network = vpc(&format!("<item>{fields}{TAGS}</item>"), &[]);
    let bare = vpc("<item><state>pending</state><cidrBlock>10.9.0.0/16</cidrBlock></item>", &[]);
    tell(network.is_available(), bare.is_available(), "is pending").await;
    tell(vpc("", &[]).is_gone(), network.is_gone(), "is still there").await;
    tell(network.has_cidr("10.0.0.0/16"), bare.has_cidr("10.0.0.0/16"), "has 10.9.0.0/16").await;
    tell(network.is_default(), bare.is_default(), "is not the default VPC").await;
    tell(network.has_tag("owner", "us"), bare.has_tag("owner", "us"), "has no tag owner").await;
    let named = |on: &str| vpc("<item></item>", &[("DescribeVpcAttribute", "enableDnsHostnames", on)]);
    let (on, off) = ("<value>true</value>", "<value>false</value>");
    tell(named(on).has_dns_hostnames(), named(off).has_dns_hostnames(), "has no DNS host names").await;
    let answered = |on: &str| vpc("<item></item>", &[("DescribeVpcAttribute", "enableDnsSupport", on)]);
    tell(answered(on).has_dns_support(), answered(off).has_dns_support(), "has no DNS support").await;
}

#[tokio::test]
async fn a_network_is_told_by_what_is_in_it() {
    let with = |operation, set, items| vpc("<item></item>", &[(operation, set, items)]);
    let one = "<item><availabilityZone>us-east-1a</availabilityZone></item>";
    let subnets = with("DescribeSubnets", "subnetSet", one);
    tell(subnets.has_subnets(1), subnets.has_subnets(2), "has 1 subnet").await;
    tell(subnets.has_subnets_in(1), subnets.has_subnets_in(2), "has subnets in 1 zone: us-east-1a").await;
    let gateway = |items| with("DescribeInternetGateways", "internetGatewaySet", items);
    let attached = gateway("<item><internetGatewayId>igw-1</internetGatewayId></item>");
    tell(attached.has_internet_gateway(), gateway("").has_internet_gateway(), "has no internet gateway").await;
    let logs = |items| with("DescribeFlowLogs", "flowLogSet", items);
    let arriving = logs("<item><deliverLogsStatus>SUCCESS</deliverLogsStatus></item>");
    tell(arriving.has_flow_log(), logs("").has_flow_log(), "has no flow log").await;
    let groups = |items| with("DescribeSecurityGroups", "securityGroupInfo", items);
    let open = groups("<item><ipPermissions><item><ipProtocol>-1</ipProtocol></item></ipPermissions></item>");
    let reason = "its default security group has 1 rule";
    tell(groups("<item></item>").has_closed_default_group(), open.has_closed_default_group(), reason).await;
}
