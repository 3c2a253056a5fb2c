use serde_json::json;

use super::super::{deleted, only};
use super::steps::{all_gone_in_order, done, made, tagged};
use crate::nuke::emulated;
use crate::nuke::kinds;
use crate::nuke::model::Reference;

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
