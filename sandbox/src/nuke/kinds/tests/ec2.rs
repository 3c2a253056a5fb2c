use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{deleted, listed, only};
use crate::nuke::api::services::EC2;
use crate::nuke::api::{Account, Api, Class, Node};
use crate::nuke::emulated;
use crate::nuke::graph::arrange;
use crate::nuke::kinds::{self, Found};
use crate::nuke::model::{Reference, Resource, Tags, Use};
use crate::nuke::plan::{Action, Row};

const IMAGE: &str = "ami-12c6146b";

async fn done(api: &Api, operation: &str, parameters: Value) {
    api.call(&EC2, operation, parameters).await.unwrap();
}

/// Makes something, and returns what the answer has at a path, slashes and indices down.
async fn made(api: &Api, operation: &str, parameters: Value, path: &str) -> String {
    let answer = api.call(&EC2, operation, parameters).await.unwrap();
    let mut value = &answer.body;
    for key in path.split('/') {
        value = key.parse::<usize>().map_or_else(|_| &value[key], |index| &value[index]);
    }
    value.as_str().unwrap_or_else(|| panic!("{operation} answered without {path}: {}", answer.body)).to_owned()
}

async fn tagged(api: &Api, ids: &[&str]) {
    done(api, "CreateTags", json!({ "ResourceId": ids, "Tag": [{ "Key": "team", "Value": "a=b & c" }] })).await;
}

/// Lists every kind of EC2, with what only all of them together tell.
async fn everything(account: &Account, api: &Api) -> Vec<Resource> {
    account.identity().await.unwrap();
    let mut resources = Vec::new();
    for kind in kinds::all().iter().filter(|kind| kind.about().name.starts_with("ec2-")) {
        let mut found = Found::default();
        match kind.list(api, &mut found).await {
            Ok(()) => resources.extend(found.into_resources()),
            // The emulator knows no placement groups.
            Err(error) => assert_eq!((error.class, kind.about().name), (Class::Unsupported, "ec2-placement-group")),
        }
    }
    kinds::relate(&mut resources);
    resources
}

/// Deletes everything that is not AWS's own, in the order of the graph, and sees each go.
async fn all_gone_in_order(account: &Account, api: &Api) -> Vec<Row> {
    let resources = everything(account, api).await;
    let goes = resources.iter().filter(|resource| resource.built_in.is_none() && resource.goes_with.is_none());
    let rows = goes.map(|resource| Row::delete(resource.clone())).collect();
    let arranged = arrange(rows, &resources, &|resource| resource.built_in.is_some());
    assert!(arranged.knots.is_empty() && arranged.kept.is_empty(), "{:#?} {:#?}", arranged.knots, arranged.kept);
    for row in &arranged.rows {
        let (kind, id) = (kinds::find(&row.reference().kind).unwrap(), row.reference().id.as_str());
        let seen = kind.look(api, &[id]).await.unwrap();
        match &row.action {
            Action::Cut { uses } => kind.cut(api, &seen[0], uses).await.unwrap(),
            Action::Unprotect => kind.unprotect(api, &row.resource).await.unwrap(),
            Action::Delete if row.resource.goes_with.is_some() => assert!(seen.is_empty(), "{seen:#?}"),
            // The emulator deletes these with what used them, without saying so before.
            Action::Delete if seen.is_empty() => {
                let along = ["ec2-dhcp-options", "ec2-network-interface", "ec2-volume"];
                assert!(along.contains(&kind.about().name), "{:#?}", row.resource);
            }
            Action::Delete => {
                let outcome = kind.delete(api, &seen).await.remove(0);
                assert!(outcome.is_ok(), "{}: {outcome:?}", row.reference());
                let left = kind.look(api, &[id]).await.unwrap();
                assert!(left.is_empty(), "{left:#?}");
            }
        }
    }
    arranged.rows
}

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

fn references(resources: &[Resource]) -> BTreeSet<Reference> {
    resources.iter().map(|resource| resource.reference.clone()).collect()
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
async fn instances_go_in_one_call_but_for_the_protected_one_until_its_protection_is_off() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        let three = json!({ "ImageId": IMAGE, "MinCount": 3, "MaxCount": 3 });
        done(&api, "RunInstances", three).await;
        let kind = kinds::find("ec2-instance").unwrap();
        let instances = listed(&api, "ec2-instance").await;
        let protect = json!({ "InstanceId": instances[1].id(), "DisableApiTermination": { "Value": true } });
        done(&api, "ModifyInstanceAttribute", protect).await;
        let instances = listed(&api, "ec2-instance").await;
        let protected: Vec<bool> = instances.iter().map(|instance| instance.protection.is_some()).collect();
        assert_eq!(protected.iter().filter(|protected| **protected).count(), 1);
        let outcomes = kind.delete(&api, &instances).await;

        let refused = |outcome: &Result<_, crate::nuke::api::ApiError>| match outcome {
            Ok(_) => false,
            Err(error) => error.class == Class::Protected,
        };
        assert_eq!(outcomes.iter().map(refused).collect::<Vec<_>>(), protected);
        let left = listed(&api, "ec2-instance").await;
        assert_eq!(left.len(), 1);
        kind.unprotect(&api, &left[0]).await.unwrap();
        deleted(&api, &left[0]).await;
        assert!(listed(&api, "ec2-volume").await.is_empty(), "they are deleted on termination");
    })
    .await;
}

#[tokio::test]
async fn disks_and_what_is_made_of_them_go_in_order() {
    emulated::account(async |account| {
        account.identity().await.unwrap();
        let api = account.api("eu-west-1");
        let volume = json!({ "AvailabilityZone": "eu-west-1a", "Size": 1 });
        let volume = made(&api, "CreateVolume", volume, "volumeId").await;
        let snapshot = made(&api, "CreateSnapshot", json!({ "VolumeId": volume }), "snapshotId").await;
        let device = json!([{ "DeviceName": "/dev/sda1", "Ebs": { "SnapshotId": snapshot } }]);
        let image = json!({ "Name": "own image/1", "RootDeviceName": "/dev/sda1", "BlockDeviceMapping": device });
        let image = made(&api, "RegisterImage", image, "imageId").await;
        tagged(&api, &[&volume, &snapshot, &image]).await;

        let image = only(&api, "ec2-image").await;
        let resources = [only(&api, "ec2-volume").await, image];
        for resource in resources {
            assert_eq!(
                (resource.tags.get("team"), resource.created.is_some()),
                (Some("a=b & c"), true),
                "{resource:#?}"
            );
            deleted(&api, &resource).await;
        }
        for snapshot in listed(&api, "ec2-snapshot").await {
            assert!(snapshot.created.is_some());
            deleted(&api, &snapshot).await;
        }
        assert!(listed(&api, "ec2-snapshot").await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn gateways_of_other_networks_go_after_their_connections() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        let customer = json!({ "Type": "ipsec.1", "PublicIp": "203.0.113.9", "BgpAsn": 65000 });
        let customer = made(&api, "CreateCustomerGateway", customer, "customerGateway/customerGatewayId").await;
        let vpn = made(&api, "CreateVpnGateway", json!({ "Type": "ipsec.1" }), "vpnGateway/vpnGatewayId").await;
        let connection = json!({ "Type": "ipsec.1", "CustomerGatewayId": customer, "VpnGatewayId": vpn });
        let connection = made(&api, "CreateVpnConnection", connection, "vpnConnection/vpnConnectionId").await;
        let vpc = made(&api, "CreateVpc", json!({ "CidrBlock": "10.9.0.0/16" }), "vpc/vpcId").await;
        let subnet = json!({ "VpcId": vpc, "CidrBlock": "10.9.1.0/24" });
        let subnet = made(&api, "CreateSubnet", subnet, "subnet/subnetId").await;
        let transit = made(&api, "CreateTransitGateway", json!({}), "transitGateway/transitGatewayId").await;
        let attachment = json!({ "TransitGatewayId": transit, "VpcId": vpc, "SubnetIds": [subnet] });
        let path = "transitGatewayVpcAttachment/transitGatewayAttachmentId";
        let attachment = made(&api, "CreateTransitGatewayVpcAttachment", attachment, path).await;
        tagged(&api, &[&customer, &vpn, &connection, &transit, &attachment]).await;

        let kinds = [
            "ec2-customer-gateway",
            "ec2-vpn-gateway",
            "ec2-vpn-connection",
            "ec2-transit-gateway",
            "ec2-transit-gateway-attachment",
        ];
        for kind in kinds {
            let resource = only(&api, kind).await;
            assert_eq!(resource.tags.get("team"), Some("a=b & c"), "{resource:#?}");
            assert_eq!(resource.created.is_some(), kinds::find(kind).unwrap().about().age, "{resource:#?}");
        }
        let blockers = kinds::find("ec2-transit-gateway").unwrap();
        let blockers = blockers.blockers(&api, &only(&api, "ec2-transit-gateway").await).await.unwrap();
        assert_eq!(blockers, [Reference::new("ec2-transit-gateway-attachment", "eu-west-1", attachment)]);
        all_gone_in_order(&account, &api).await;
    })
    .await;
}

#[tokio::test]
async fn what_stands_alone_goes_alone() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        done(&api, "CreateKeyPair", json!({ "KeyName": "a key/ü *?" })).await;
        done(&api, "CreateKeyPair", json!({ "KeyName": "a key/ü more" })).await;
        let template = json!({ "LaunchTemplateName": "web", "LaunchTemplateData": { "ImageId": IMAGE },
            "TagSpecification": [{ "ResourceType": "launch-template", "Tag": [{ "Key": "team", "Value": "a=b & c" }] }] });
        done(&api, "CreateLaunchTemplate", template).await;
        let spot =
            json!({ "SpotPrice": "0.5", "LaunchSpecification": { "ImageId": IMAGE, "InstanceType": "t3.micro" } });
        let spot = made(&api, "RequestSpotInstances", spot, "spotInstanceRequestSet/0/spotInstanceRequestId").await;
        let vpc = made(&api, "CreateVpc", json!({ "CidrBlock": "10.9.0.0/16" }), "vpc/vpcId").await;
        let log = json!({
            "ResourceType": "VPC", "ResourceId": [vpc], "TrafficType": "ALL",
            "LogDestinationType": "s3", "LogDestination": "arn:aws:s3:::flow",
        });
        bucket(&api).await;
        let log = made(&api, "CreateFlowLogs", log, "flowLogIdSet/0").await;
        tagged(&api, &[&spot, &log]).await;

        for kind in ["ec2-launch-template", "ec2-spot-request", "ec2-flow-log"] {
            let resource = only(&api, kind).await;
            assert_eq!(
                (resource.tags.get("team"), resource.created.is_some()),
                (Some("a=b & c"), true),
                "{resource:#?}"
            );
            deleted(&api, &resource).await;
        }
        let keys = listed(&api, "ec2-key-pair").await;
        assert_eq!(keys.len(), 2);
        for key in keys {
            assert!(key.created.is_some() && key.identity.as_deref().is_some_and(|id| id.starts_with("key-")));
            deleted(&api, &key).await;
        }
    })
    .await;
}

/// Makes the bucket that a flow log is written to.
async fn bucket(api: &Api) {
    use crate::nuke::api::Rest;
    use crate::nuke::api::services::S3;
    let place =
        "<CreateBucketConfiguration><LocationConstraint>eu-west-1</LocationConstraint></CreateBucketConfiguration>";
    api.rest(&S3, "CreateBucket", Rest::new(http::Method::PUT, "/flow").body(place)).await.unwrap();
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

/// Reads what the API reference shows for DescribePlacementGroups, which the emulator lacks.
#[tokio::test]
async fn a_placement_group_is_told_by_its_name_and_its_id_over_time() {
    emulated::account(async |account| {
        let listed = json!({
            "groupName": "close together", "groupId": "pg-0123456789abcdef0", "state": "available", "strategy": "cluster",
            "tagSet": [{ "key": "team", "value": "x" }],
        });
        let group = kinds::ec2_placement_group::read(&account.api("eu-west-1"), Node(&listed)).unwrap();
        assert_eq!((group.id(), group.identity.as_deref()), ("close together", Some("pg-0123456789abcdef0")));
        assert_eq!(group.tags, Tags::from_iter([("team", "x")]));
    })
    .await;
}

#[tokio::test]
async fn hosts_lists_and_route_tables_of_gateways_live_and_die() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        let tagged = |of: &str| json!([{ "ResourceType": of, "Tag": [{ "Key": "team", "Value": "a=b & c" }] }]);
        let host = json!({
            "Quantity": 1, "AvailabilityZone": "eu-west-1a", "InstanceType": "m5.large",
            "TagSpecification": tagged("dedicated-host"),
        });
        done(&api, "AllocateHosts", host).await;
        let list = json!({
            "PrefixListName": "offices", "MaxEntries": 2, "AddressFamily": "IPv4", "TagSpecification": tagged("prefix-list"),
        });
        let list = made(&api, "CreateManagedPrefixList", list, "prefixList/prefixListId").await;
        let gateway = made(&api, "CreateTransitGateway", json!({}), "transitGateway/transitGatewayId").await;
        let table = json!({ "TransitGatewayId": gateway, "TagSpecifications": tagged("transit-gateway-route-table") });
        done(&api, "CreateTransitGatewayRouteTable", table).await;

        let (host, offices) = (only(&api, "ec2-host").await, only(&api, "ec2-prefix-list").await);
        assert!(host.created.is_some() && offices.id() == list && offices.shown_name() == "offices");
        let own = only(&api, "ec2-transit-gateway-route-table").await;
        assert!(own.uses.iter().any(|used| used.of.id == gateway), "the default one is a part of its gateway");
        for resource in [&host, &offices, &own] {
            assert_eq!(resource.tags.get("team"), Some("a=b & c"), "{resource:?}");
            deleted(&api, resource).await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_fleet_goes_before_its_template() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        let data = json!({ "ImageId": IMAGE, "InstanceType": "t3.micro" });
        let template = json!({ "LaunchTemplateName": "t", "LaunchTemplateData": data });
        let template = made(&api, "CreateLaunchTemplate", template, "launchTemplate/launchTemplateId").await;
        let fleet = json!({
            "LaunchTemplateConfigs": [{ "LaunchTemplateSpecification": { "LaunchTemplateId": template, "Version": "1" } }],
            "TargetCapacitySpecification": { "TotalTargetCapacity": 1, "OnDemandTargetCapacity": 1, "DefaultTargetCapacityType": "on-demand" },
            "Type": "maintain",
        });
        done(&api, "CreateFleet", fleet).await;
        let fleet = only(&api, "ec2-fleet").await;
        assert!(fleet.uses.contains(&Use::of(Reference::new("ec2-launch-template", "eu-west-1", &*template))), "{fleet:?}");
        deleted(&api, &fleet).await;
        assert!(listed(&api, "ec2-instance").await.is_empty(), "its instances go with it");
    })
    .await;
}
