use std::collections::BTreeSet;

use serde_json::json;

use super::steps::{IMAGE, all_gone_in_order, done, everything, made, references, tagged};
use crate::nuke::api::Api;
use crate::nuke::api::services::EC2;
use crate::nuke::emulated;
use crate::nuke::kinds;
use crate::nuke::model::{Reference, Use};
use crate::nuke::plan::Action;

async fn ring(api: &Api, vpc: &str) -> Vec<String> {
    let mut groups = Vec::new();
    for name in ["one", "two", "three"] {
        let group = json!({ "GroupName": name, "GroupDescription": "x", "VpcId": vpc });
        groups.push(made(api, "CreateSecurityGroup", group, "groupId").await);
    }
    for (index, group) in groups.iter().enumerate() {
        let next = &groups[(index + 1) % groups.len()];
        let rule = json!([{ "IpProtocol": "tcp", "FromPort": 80, "ToPort": 81, "Groups": [{ "GroupId": next }] }]);
        done(api, "AuthorizeSecurityGroupIngress", json!({ "GroupId": group, "IpPermissions": rule })).await;
        let rule = json!([{ "IpProtocol": "-1", "Groups": [{ "GroupId": next }] }]);
        done(api, "AuthorizeSecurityGroupEgress", json!({ "GroupId": group, "IpPermissions": rule })).await;
    }
    groups
}

#[tokio::test]
async fn a_vpc_with_everything_in_it_goes_in_the_order_of_its_uses() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        let before: BTreeSet<Reference> = references(&everything(&account, &api).await);
        let vpc = made(&api, "CreateVpc", json!({ "CidrBlock": "10.9.0.0/16" }), "vpc/vpcId").await;
        let subnet = json!({ "VpcId": vpc, "CidrBlock": "10.9.1.0/24" });
        let subnet = made(&api, "CreateSubnet", subnet, "subnet/subnetId").await;
        let groups = ring(&api, &vpc).await;
        let gateways = gateways(&api, &vpc, &subnet).await;
        let tables = tables(&api, &vpc, &subnet).await;
        let ends = ends(&api, &vpc, &subnet, &tables[0], &groups[0]).await;
        let machine = json!({ "ImageId": IMAGE, "MinCount": 1, "MaxCount": 1, "SubnetId": subnet, "SecurityGroupId": [groups[1]] });
        let machine = made(&api, "RunInstances", machine, "instancesSet/0/instanceId").await;
        let all = [vec![vpc, subnet, machine], groups, gateways, tables, ends].concat();
        tagged(&api, &all.iter().map(String::as_str).collect::<Vec<_>>()).await;

        for resource in everything(&account, &api).await {
            if !all.contains(&resource.reference.id) {
                continue;
            }
            let about = kinds::find(&resource.reference.kind).unwrap().about();
            assert_eq!(resource.tags.get("team"), Some("a=b & c"), "{resource:#?}");
            assert_eq!(resource.created.is_some(), about.age, "{resource:#?}");
        }
        let rows = all_gone_in_order(&account, &api).await;
        let cuts = rows.iter().filter(|row| matches!(row.action, Action::Cut { .. })).count();
        assert_eq!(cuts, 1, "a ring is cut once");
        let kinds: BTreeSet<&str> = rows.iter().map(|row| row.reference().kind.as_str()).collect();
        assert_eq!(kinds.len(), 16, "{kinds:?}");
        assert_eq!(references(&everything(&account, &api).await), before);
    })
    .await;
}

async fn gateways(api: &Api, vpc: &str, subnet: &str) -> Vec<String> {
    let internet = made(api, "CreateInternetGateway", json!({}), "internetGateway/internetGatewayId").await;
    done(api, "AttachInternetGateway", json!({ "InternetGatewayId": internet, "VpcId": vpc })).await;
    let address = made(api, "AllocateAddress", json!({ "Domain": "vpc" }), "allocationId").await;
    let nat = json!({ "SubnetId": subnet, "AllocationId": address });
    let nat = made(api, "CreateNatGateway", nat, "natGateway/natGatewayId").await;
    let vpn = made(api, "CreateVpnGateway", json!({ "Type": "ipsec.1" }), "vpnGateway/vpnGatewayId").await;
    done(api, "AttachVpnGateway", json!({ "VpnGatewayId": vpn, "VpcId": vpc })).await;
    let path = "egressOnlyInternetGateway/egressOnlyInternetGatewayId";
    let egress = made(api, "CreateEgressOnlyInternetGateway", json!({ "VpcId": vpc }), path).await;
    vec![internet, address, nat, vpn, egress]
}

async fn tables(api: &Api, vpc: &str, subnet: &str) -> Vec<String> {
    let table = made(api, "CreateRouteTable", json!({ "VpcId": vpc }), "routeTable/routeTableId").await;
    done(api, "AssociateRouteTable", json!({ "RouteTableId": table, "SubnetId": subnet })).await;
    let acl = made(api, "CreateNetworkAcl", json!({ "VpcId": vpc }), "networkAcl/networkAclId").await;
    let of_subnet = json!({ "Filter": [{ "Name": "association.subnet-id", "Value": [subnet] }] });
    let association =
        made(api, "DescribeNetworkAcls", of_subnet, "networkAclSet/0/associationSet/0/networkAclAssociationId").await;
    let replaced = json!({ "AssociationId": association, "NetworkAclId": acl });
    done(api, "ReplaceNetworkAclAssociation", replaced).await;
    let options = json!([{ "Key": "domain-name", "Value": ["example.com"] }]);
    let options = json!({ "DhcpConfiguration": options });
    let options = made(api, "CreateDhcpOptions", options, "dhcpOptions/dhcpOptionsId").await;
    done(api, "AssociateDhcpOptions", json!({ "DhcpOptionsId": options, "VpcId": vpc })).await;
    vec![table, acl, options]
}

async fn ends(api: &Api, vpc: &str, subnet: &str, table: &str, group: &str) -> Vec<String> {
    let interface = json!({ "SubnetId": subnet, "SecurityGroupId": [group] });
    let interface = made(api, "CreateNetworkInterface", interface, "networkInterface/networkInterfaceId").await;
    let s3 = json!({ "VpcId": vpc, "VpcEndpointType": "Gateway", "ServiceName": "com.amazonaws.eu-west-1.s3", "RouteTableId": [table] });
    let s3 = made(api, "CreateVpcEndpoint", s3, "vpcEndpoint/vpcEndpointId").await;
    let sqs = json!({
        "VpcId": vpc, "VpcEndpointType": "Interface", "ServiceName": "com.amazonaws.eu-west-1.sqs",
        "SubnetId": [subnet], "SecurityGroupId": [group],
    });
    let sqs = made(api, "CreateVpcEndpoint", sqs, "vpcEndpoint/vpcEndpointId").await;
    let other = made(api, "CreateVpc", json!({ "CidrBlock": "10.10.0.0/16" }), "vpc/vpcId").await;
    let peering = json!({ "VpcId": vpc, "PeerVpcId": other });
    let peering = made(api, "CreateVpcPeeringConnection", peering, "vpcPeeringConnection/vpcPeeringConnectionId").await;
    vec![interface, s3, sqs, other, peering]
}

#[tokio::test]
async fn a_ring_of_groups_is_cut_at_the_rules_in_both_directions() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        let vpc = made(&api, "CreateVpc", json!({ "CidrBlock": "10.9.0.0/16" }), "vpc/vpcId").await;
        let ring = ring(&api, &vpc).await;
        let cidr =
            json!([{ "IpProtocol": "tcp", "FromPort": 80, "ToPort": 81, "IpRanges": [{ "CidrIp": "10.0.0.0/8" }] }]);
        done(&api, "AuthorizeSecurityGroupIngress", json!({ "GroupId": ring[0], "IpPermissions": cidr })).await;
        let kind = kinds::find("ec2-security-group").unwrap();
        let next = Reference::new("ec2-security-group", "eu-west-1", &ring[1]);
        let group = kind.look(&api, &[&ring[0]]).await.unwrap().remove(0);
        assert!(group.uses.contains(&Use::cuttable(next.clone())));

        kind.cut(&api, &group, &[next]).await.unwrap();

        let group = kind.look(&api, &[&ring[0]]).await.unwrap().remove(0);
        assert!(group.uses.iter().all(|used| !used.cuttable), "{group:#?}");
        let rules = api.call(&EC2, "DescribeSecurityGroups", json!({ "GroupId": [ring[0]] })).await.unwrap();
        assert!(rules.body.to_string().contains("10.0.0.0/8"), "the other rules stay: {}", rules.body);
    })
    .await;
}

#[tokio::test]
async fn a_listing_names_who_is_in_the_way() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        let vpc = made(&api, "CreateVpc", json!({ "CidrBlock": "10.9.0.0/16" }), "vpc/vpcId").await;
        let subnet = json!({ "VpcId": vpc, "CidrBlock": "10.9.1.0/24" });
        let subnet = made(&api, "CreateSubnet", subnet, "subnet/subnetId").await;
        let group = json!({ "GroupName": "web", "GroupDescription": "x", "VpcId": vpc });
        let group = made(&api, "CreateSecurityGroup", group, "groupId").await;
        let interface = json!({ "SubnetId": subnet, "SecurityGroupId": [group] });
        let interface = made(&api, "CreateNetworkInterface", interface, "networkInterface/networkInterfaceId").await;

        let blockers = async |kind: &str, id: &str| {
            let kind = kinds::find(kind).unwrap();
            let resource = kind.look(&api, &[id]).await.unwrap().remove(0);
            let found = kind.blockers(&api, &resource).await.unwrap();
            found.into_iter().map(|found| found.id).collect::<BTreeSet<_>>()
        };
        let of_vpc: BTreeSet<String> = [subnet.clone(), group.clone(), interface.clone()].into();
        assert_eq!(blockers("ec2-vpc", &vpc).await, of_vpc);
        assert_eq!(blockers("ec2-subnet", &subnet).await, [interface.clone()].into());
        assert_eq!(blockers("ec2-security-group", &group).await, [interface].into());
    })
    .await;
}
