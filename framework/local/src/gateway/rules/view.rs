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

    /// Tells whether an instance that a filter selects is on its way out.
    pub(super) async fn is_instance_leaving(&self, request: &ApiRequest, filter: (&str, &str)) -> bool {
        if !self.is_anything_leaving() {
            return false;
        }
        let reservations = self.list(request, "DescribeInstances", "reservationSet", filter).await;
        let mut instances = reservations.iter().filter_map(|it| it.child("instancesSet")).flat_map(|set| &set.children);
        instances.any(|instance| instance.text_of("instanceId").is_some_and(|id| self.is_leaving(id)))
    }
}

impl fmt::Debug for View<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("View").field("emulator", &self.emulator).finish_non_exhaustive()
    }
}
