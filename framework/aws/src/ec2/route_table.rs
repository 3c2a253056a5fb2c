//! A route table.

use std::fmt;

use aws_sdk_ec2::Client;
use aws_sdk_ec2::types::{Route, RouteState, RouteTable as RouteTableDescription};

use super::identifier::{pairs, refused};
use crate::handle::Handle;
use crate::{Aws, Check, Error, Seen};

/// Names a route table.
///
/// ```no_run
/// # async fn example(aws: terraproof_aws::Aws) -> Result<(), terraproof_aws::Error> {
/// let private = aws.ec2().route_table("rtb-0123456789abcdef0");
/// assert_eq!(private.has_route("0.0.0.0/0", "nat-0123456789abcdef0").look().await?.reason(), None);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct RouteTable {
    aws: Aws,
    id: String,
}

impl RouteTable {
    pub(super) fn new(aws: Aws, id: String) -> Self {
        Self { aws, id }
    }

    /// Returns what EC2 knows of the table, with routes and associations.
    ///
    /// # Errors
    /// Fails when the table does not exist or may not be read.
    pub async fn describe(&self) -> Result<RouteTableDescription, Error> {
        let call = Client::new(&self.config().await?).describe_route_tables().route_table_ids(&self.id);
        let answer = call.send().await.map_err(self.failed("DescribeRouteTables"))?;
        answer.route_tables.unwrap_or_default().into_iter().next().ok_or_else(|| Error::absent(self))
    }

    /// Promises that the table exists.
    pub fn exists(&self) -> Check<RouteTableDescription> {
        self.check("exists", |table| async move { table.describe().await.map(Seen::Yes) })
    }

    /// Promises that the table does not exist any more.
    pub fn is_gone(&self) -> Check {
        self.gone(|table| async move { table.describe().await })
    }

    /// Promises that a destination (a range or `pl-..`) goes to a target (`igw-..`, `nat-..`, `tgw-..`, `eni-..`, `pcx-..`, `vpce-..`, `local`) that is there.
    pub fn has_route(&self, destination: impl Into<String>, target: impl Into<String>) -> Check<Route> {
        let (destination, target) = (destination.into(), target.into());
        self.check(format!("sends {destination} to `{target}`"), move |table| {
            let (destination, target) = (destination.clone(), target.clone());
            async move { Ok(routed(&table.describe().await?, &destination, &target)) }
        })
    }

    /// Promises that the table rules a subnet, by an association of its own.
    pub fn is_associated_with(&self, subnet: impl Into<String>) -> Check {
        let subnet = subnet.into();
        self.check(format!("is associated with `{subnet}`"), move |table| {
            let subnet = subnet.clone();
            async move {
                let associations = table.describe().await?.associations.unwrap_or_default();
                let subnets: Vec<_> = associations.iter().filter_map(|association| association.subnet_id()).collect();
                Ok(Seen::when(subnets.contains(&subnet.as_str()), (), || match subnets.as_slice() {
                    [] => "is associated with no subnet".to_owned(),
                    subnets => format!("is associated with {}", subnets.join(", ")),
                }))
            }
        })
    }

    /// Promises that the table has a tag.
    pub fn has_tag(&self, key: impl Into<String>, value: impl Into<String>) -> Check {
        self.tagged(key.into(), value.into(), |table| async move { Ok(pairs(table.describe().await?.tags)) })
    }
}

/// Looks for a route in a table.
pub(super) fn routed(table: &RouteTableDescription, destination: &str, to: &str) -> Seen<Route> {
    let Some(route) = table.routes().iter().find(|route| goes(route).contains(&destination)) else {
        return Seen::No(format!("has no route for {destination}"));
    };
    let actual = target(route).unwrap_or("nothing");
    if actual != to {
        return Seen::No(format!("sends {destination} to `{actual}`"));
    }
    let blackhole = route.state() == Some(&RouteState::Blackhole);
    Seen::when(!blackhole, route.clone(), || format!("sends {destination} to `{to}`, which is not there (blackhole)"))
}

/// Returns the route to an internet gateway, if there is one that works: what makes a subnet public.
///
/// Source: [subnet types](https://docs.aws.amazon.com/vpc/latest/userguide/configure-subnets.html#subnet-types).
pub(super) fn to_internet(table: &RouteTableDescription) -> Option<&Route> {
    let working = |route: &&Route| route.state() != Some(&RouteState::Blackhole);
    let gateway = |route: &&Route| route.gateway_id().is_some_and(|gateway| gateway.starts_with("igw-"));
    table.routes().iter().find(|route| gateway(route) && working(route))
}

/// Returns where a route leads from: exactly one of these is set.
pub(super) fn goes(route: &Route) -> Vec<&str> {
    let all = [route.destination_cidr_block(), route.destination_ipv6_cidr_block(), route.destination_prefix_list_id()];
    all.into_iter().flatten().collect()
}

/// Returns where a route leads to.
pub(super) fn target(route: &Route) -> Option<&str> {
    let targets = [
        route.gateway_id(),
        route.nat_gateway_id(),
        route.transit_gateway_id(),
        route.vpc_peering_connection_id(),
        route.egress_only_internet_gateway_id(),
        route.local_gateway_id(),
        route.carrier_gateway_id(),
        route.core_network_arn(),
        route.instance_id(),
        route.network_interface_id(),
    ];
    targets.into_iter().flatten().find(|target| !target.is_empty())
}

impl Handle for RouteTable {
    const SERVICE: &'static str = "ec2";

    fn aws(&self) -> &Aws {
        &self.aws
    }

    fn refused(&self) -> Option<String> {
        refused("a route table", "rtb", &self.id)
    }
}

impl fmt::Display for RouteTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "route table `{}`{}", self.id, self.aws.place())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(to: &str, state: RouteState) -> RouteTableDescription {
        let local = Route::builder().destination_cidr_block("10.0.0.0/16").gateway_id("local").build();
        let route = Route::builder().destination_cidr_block("0.0.0.0/0").state(state);
        let route = if to.starts_with("nat-") { route.nat_gateway_id(to) } else { route.gateway_id(to) };
        RouteTableDescription::builder().routes(local).routes(route.build()).build()
    }

    #[test]
    fn a_route_is_known_by_destination_target_and_state() {
        let active = table("nat-1", RouteState::Active);
        assert!(matches!(routed(&active, "0.0.0.0/0", "nat-1"), Seen::Yes(_)));
        assert!(matches!(routed(&active, "10.0.0.0/16", "local"), Seen::Yes(_)));
        assert_eq!(routed(&active, "0.0.0.0/0", "igw-1").reason(), Some("sends 0.0.0.0/0 to `nat-1`"));
        assert_eq!(routed(&active, "::/0", "igw-1").reason(), Some("has no route for ::/0"));
        let dead = table("nat-1", RouteState::Blackhole);
        let reason = "sends 0.0.0.0/0 to `nat-1`, which is not there (blackhole)";
        assert_eq!(routed(&dead, "0.0.0.0/0", "nat-1").reason(), Some(reason));
    }

    #[test]
    fn only_a_working_internet_gateway_leads_to_the_internet() {
        assert!(to_internet(&table("igw-1", RouteState::Active)).is_some());
        assert!(to_internet(&table("igw-1", RouteState::Blackhole)).is_none());
        assert!(to_internet(&table("nat-1", RouteState::Active)).is_none());
        assert!(to_internet(&table("vgw-1", RouteState::Active)).is_none());
    }
}
