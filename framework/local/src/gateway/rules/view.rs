//! What a rule sees of an account.

use std::fmt;

use super::query;
use crate::gateway::api::ApiRequest;
use crate::gateway::behaviour::Departures;
use crate::gateway::emulator_client::EmulatorClient;
use crate::gateway::xml::Element;

/// Interfaces that the emulator forgets to take away with a task of a cluster.
const FORGOTTEN: &str = "moto ECS";

/// Shows an account as it is: what the emulator holds, and what is still on its way out.
pub struct View<'a> {
    emulator: &'a EmulatorClient,
    departures: &'a Departures,
}

impl<'a> View<'a> {
    pub(in crate::gateway) fn new(emulator: &'a EmulatorClient, departures: &'a Departures) -> Self {
        Self { emulator, departures }
    }

    /// Gives the way to the emulator, with the credentials of the account.
    #[must_use]
    pub fn emulator(&self) -> &EmulatorClient {
        self.emulator
    }

    /// Tells whether a thing, such as a NAT gateway that was deleted, is still being taken down.
    #[must_use]
    pub fn is_leaving(&self, id: &str) -> bool {
        self.departures.is_leaving(self.emulator.account().unwrap_or_default(), id)
    }

    fn is_anything_leaving(&self) -> bool {
        self.departures.any(self.emulator.account().unwrap_or_default())
    }

    /// Lists the items of a set of EC2, with one filter; nothing where the emulator cannot say.
    pub(super) async fn list(
        &self,
        request: &ApiRequest,
        action: &str,
        set: &str,
        (filter, value): (&str, &str),
    ) -> Vec<Element> {
        let filter = [("Filter.1.Name", filter), ("Filter.1.Value.1", value)];
        let listing = query::ec2(self.emulator, request, action, &filter).await;
        listing.and_then(|mut listing| Some(std::mem::take(&mut listing.child_mut(set)?.children))).unwrap_or_default()
    }

    /// Lists the network interfaces that a filter selects.
    pub(super) async fn interfaces(&self, request: &ApiRequest, filter: (&str, &str)) -> Vec<Element> {
        let mut interfaces = self.list(request, "DescribeNetworkInterfaces", "networkInterfaceSet", filter).await;
        interfaces.retain(|interface| interface.text_of("description") != Some(FORGOTTEN));
        interfaces
    }

    /// Lists the NAT gateways that a filter selects and that are on their way out.
    pub(super) async fn leaving_nat_gateways(&self, request: &ApiRequest, filter: (&str, &str)) -> Vec<Element> {
        if !self.is_anything_leaving() {
            return Vec::new();
        }
        let mut gateways = self.list(request, "DescribeNatGateways", "natGatewaySet", filter).await;
        gateways.retain(|gateway| gateway.text_of("natGatewayId").is_some_and(|id| self.is_leaving(id)));
        gateways
    }

    /// Tells whether a NAT gateway as the emulator lists it is no more, to AWS as well.
    pub(super) fn is_gone(&self, gateway: &Element) -> bool {
        matches!(gateway.text_of("state"), Some("deleted" | "failed"))
            && !gateway.text_of("natGatewayId").is_some_and(|id| self.is_leaving(id))
    }

    /// Lists the instances that a filter selects and that are on their way out.
    pub(super) async fn leaving_instances(&self, request: &ApiRequest, filter: (&str, &str)) -> Vec<String> {
        if !self.is_anything_leaving() {
            return Vec::new();
        }
        let reservations = self.list(request, "DescribeInstances", "reservationSet", filter).await;
        let instances = reservations.iter().filter_map(|it| it.child("instancesSet")).flat_map(|set| &set.children);
        let ids = instances.filter_map(|instance| instance.text_of("instanceId"));
        ids.filter(|id| self.is_leaving(id)).map(str::to_owned).collect()
    }

    /// Tells whether a VPN connection names a gateway.
    pub(super) async fn is_vpn_connected(&self, request: &ApiRequest, gateway: &str) -> bool {
        let listing = query::ec2(self.emulator, request, "DescribeVpnConnections", &[]).await;
        let connections = listing.as_ref().and_then(|it| it.child("vpnConnectionSet")).map(|set| &*set.children);
        let mut there = connections.unwrap_or_default().iter().filter(|it| it.text_of("state") != Some("deleted"));
        there.any(|connection| connection.mentions(gateway))
    }

    /// Tells whether a load balancer of any generation has a subnet or a security group; the emulator gives it no interfaces.
    pub(super) async fn has_load_balancer(&self, request: &ApiRequest, id: &str) -> bool {
        let ask = |version| {
            self.ask(request, "elasticloadbalancing", ("DescribeLoadBalancers", version), &[("PageSize", "400")])
        };
        let (newer, classic) = tokio::join!(ask("2015-12-01"), ask("2012-06-01"));
        [newer, classic].iter().flatten().any(|listing| listing.mentions(id))
    }

    /// Finds an instance or a cluster of RDS; gives its name.
    pub(super) async fn database(&self, request: &ApiRequest, is_it: impl Fn(&Element) -> bool) -> Option<String> {
        let ask = |action| self.ask(request, "rds", (action, "2014-10-31"), &[]);
        let (instances, clusters) = tokio::join!(ask("DescribeDBInstances"), ask("DescribeDBClusters"));
        let sets =
            [(instances, "DBInstances", "DBInstanceIdentifier"), (clusters, "DBClusters", "DBClusterIdentifier")];
        sets.iter().find_map(|(listing, set, name)| {
            let found = listing.as_ref()?.find(set)?.children.iter().find(|it| is_it(it))?;
            Some(found.text_of(name).unwrap_or_default().to_owned())
        })
    }

    /// Calls an operation of a service of forms in the region of a request; `None` where it fails.
    pub(super) async fn ask(
        &self,
        request: &ApiRequest,
        service: &str,
        action: (&str, &str),
        parameters: &[(&str, &str)],
    ) -> Option<Element> {
        let host = format!("{service}.{}.amazonaws.com", request.region.as_deref()?);
        query::call(self.emulator, &host, action, parameters).await
    }

    /// Calls an operation of IAM; `None` where it fails.
    pub(super) async fn iam(&self, action: &str, parameters: &[(&str, &str)]) -> Option<Element> {
        query::call(self.emulator, "iam.amazonaws.com", (action, "2010-05-08"), parameters).await
    }
}

impl fmt::Debug for View<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("View").field("emulator", &self.emulator).finish_non_exhaustive()
    }
}
