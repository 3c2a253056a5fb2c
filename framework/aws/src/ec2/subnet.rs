//! A subnet.

use std::fmt;

use aws_sdk_ec2::Client;
use aws_sdk_ec2::types::{Route, RouteTable as RouteTableDescription, Subnet as SubnetDescription, SubnetState};

use super::identifier::{filter, pairs, refused};
use super::route_table::{goes, routed, target, to_internet};
use crate::handle::Handle;
use crate::words::words;
use crate::{Aws, Check, Error, Seen};

/// Names a subnet. Its routes are those of the table that is associated with it, or of the VPC's main table.
///
/// ```no_run
/// # async fn example(aws: terraproof_aws::Aws) -> Result<(), terraproof_aws::Error> {
/// let private = aws.ec2().subnet("subnet-0123456789abcdef0");
/// assert_eq!(private.is_private().look().await?.reason(), None);
/// assert_eq!(private.has_route("0.0.0.0/0", "nat-0123456789abcdef0").look().await?.reason(), None);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Subnet {
    aws: Aws,
    id: String,
}

impl Subnet {
    pub(super) fn new(aws: Aws, id: String) -> Self {
        Self { aws, id }
    }

    /// Returns what EC2 knows of the subnet.
    ///
    /// # Errors
    /// Fails when the subnet does not exist or may not be read.
    pub async fn describe(&self) -> Result<SubnetDescription, Error> {
        let call = self.client().await?.describe_subnets().subnet_ids(&self.id);
        let answer = call.send().await.map_err(self.failed("DescribeSubnets"))?;
        answer.subnets.unwrap_or_default().into_iter().next().ok_or_else(|| Error::absent(self))
    }

    /// Returns the route table that rules the subnet.
    ///
    /// # Errors
    /// Fails when the subnet does not exist, or route tables may not be read.
    pub async fn routes(&self) -> Result<RouteTableDescription, Error> {
        let own = self.client().await?.describe_route_tables().filters(filter("association.subnet-id", &self.id));
        let own = own.send().await.map_err(self.failed("DescribeRouteTables"))?;
        if let Some(table) = own.route_tables.unwrap_or_default().into_iter().next() {
            return Ok(table);
        }
        let vpc = self.describe().await?.vpc_id.unwrap_or_default();
        let main = self.client().await?.describe_route_tables();
        let main = main.filters(filter("association.main", "true")).filters(filter("vpc-id", &vpc));
        let main = main.send().await.map_err(self.failed("DescribeRouteTables"))?;
        let table = main.route_tables.unwrap_or_default().into_iter().next();
        table.ok_or_else(|| Error::malformed(self, format!("`{vpc}` has no main route table")))
    }

    /// Promises that the subnet can be used.
    pub fn is_available(&self) -> Check<SubnetDescription> {
        self.check("is available", |subnet| async move {
            let described = subnet.describe().await?;
            let state = described.state.clone().unwrap_or(SubnetState::Pending);
            Ok(Seen::when(state == SubnetState::Available, described, || format!("is {}", words(state.as_str()))))
        })
    }

    /// Promises that the subnet does not exist any more.
    pub fn is_gone(&self) -> Check {
        self.gone(|subnet| async move { subnet.describe().await })
    }

    /// Promises that the subnet has a working route to an internet gateway; the value is the route.
    pub fn is_public(&self) -> Check<Route> {
        self.check("is public", |subnet| async move {
            let table = subnet.routes().await?;
            let route = to_internet(&table).cloned();
            let id = table.route_table_id.unwrap_or_default();
            Ok(Seen::some(route, || format!("its route table `{id}` leads to no internet gateway")))
        })
    }

    /// Promises that the subnet has no route to an internet gateway. One to a NAT gateway is fine.
    pub fn is_private(&self) -> Check {
        self.check("is private", |subnet| async move {
            let table = subnet.routes().await?;
            Ok(match to_internet(&table) {
                Some(route) => {
                    let (id, to) = (table.route_table_id().unwrap_or_default(), target(route).unwrap_or_default());
                    Seen::No(format!("its route table `{id}` sends {} to `{to}`", goes(route).join(", ")))
                }
                None => Seen::Yes(()),
            })
        })
    }

    /// Promises that a destination goes to a target, as [`RouteTable::has_route`](super::RouteTable::has_route) does, by the table that rules the subnet.
    pub fn has_route(&self, destination: impl Into<String>, target: impl Into<String>) -> Check<Route> {
        let (destination, target) = (destination.into(), target.into());
        self.check(format!("sends {destination} to `{target}`"), move |subnet| {
            let (destination, target) = (destination.clone(), target.clone());
            async move { Ok(routed(&subnet.routes().await?, &destination, &target)) }
        })
    }

    /// Promises that the subnet has this range of addresses.
    pub fn has_cidr(&self, cidr: impl Into<String>) -> Check {
        self.property("has the range", cidr.into(), |subnet| subnet.cidr_block)
    }

    /// Promises that the subnet is in an availability zone: `eu-west-1a`.
    pub fn is_in_zone(&self, zone: impl Into<String>) -> Check {
        self.property("is in the zone", zone.into(), |subnet| subnet.availability_zone)
    }

    /// Promises that the subnet is in a VPC.
    pub fn is_in_vpc(&self, vpc: impl Into<String>) -> Check {
        self.property("is in", vpc.into(), |subnet| subnet.vpc_id)
    }

    /// Promises that instances get a public address as they are made here.
    pub fn maps_public_ips(&self) -> Check {
        self.maps(true)
    }

    /// Promises that instances get no public address as they are made here.
    pub fn maps_no_public_ips(&self) -> Check {
        self.maps(false)
    }

    /// Promises that at least so many addresses are free.
    pub fn has_free_addresses(&self, count: i32) -> Check<i32> {
        self.check(format!("has {count} free addresses"), move |subnet| async move {
            let free = subnet.describe().await?.available_ip_address_count.unwrap_or(0);
            Ok(Seen::when(free >= count, free, || format!("has {free} free addresses")))
        })
    }

    /// Promises that the subnet has a tag.
    pub fn has_tag(&self, key: impl Into<String>, value: impl Into<String>) -> Check {
        self.tagged(key.into(), value.into(), |subnet| async move { Ok(pairs(subnet.describe().await?.tags)) })
    }

    fn maps(&self, wanted: bool) -> Check {
        let said = |maps: bool| if maps { "gives public addresses" } else { "gives no public addresses" };
        self.check(said(wanted), move |subnet| async move {
            let actual = subnet.describe().await?.map_public_ip_on_launch.unwrap_or(false);
            Ok(Seen::when(actual == wanted, (), || said(actual).to_owned()))
        })
    }

    fn property(&self, promise: &str, wanted: String, read: fn(SubnetDescription) -> Option<String>) -> Check {
        let promise = promise.to_owned();
        self.check(format!("{promise} `{wanted}`"), move |subnet| {
            let (wanted, promise) = (wanted.clone(), promise.clone());
            async move {
                let actual = read(subnet.describe().await?).unwrap_or_default();
                Ok(Seen::when(actual == wanted, (), || format!("{promise} `{actual}`")))
            }
        })
    }

    async fn client(&self) -> Result<Client, Error> {
        Ok(Client::new(&self.config().await?))
    }
}

impl Handle for Subnet {
    const SERVICE: &'static str = "ec2";

    fn aws(&self) -> &Aws {
        &self.aws
    }

    fn refused(&self) -> Option<String> {
        refused("a subnet", "subnet", &self.id)
    }
}

impl fmt::Display for Subnet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "subnet `{}`{}", self.id, self.aws.place())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::canned::Canned;

    const ID: &str = "subnet-0123456789abcdef0";

    fn tables(route: &str) -> String {
        let item = format!("<item><routeTableId>rtb-1</routeTableId><routeSet>{route}</routeSet></item>");
        let items = if route.is_empty() { String::new() } else { item };
        format!("<DescribeRouteTablesResponse><routeTableSet>{items}</routeTableSet></DescribeRouteTablesResponse>")
    }

    #[tokio::test]
    async fn the_main_table_rules_a_subnet_that_has_none_of_its_own() {
        let subnets = "<DescribeSubnetsResponse><subnetSet><item><vpcId>vpc-1</vpcId></item></subnetSet></DescribeSubnetsResponse>";
        let open = "<item><destinationCidrBlock>0.0.0.0/0</destinationCidrBlock><gatewayId>igw-1</gatewayId><state>active</state></item>";
        let (aws, calls) = Canned::default().xml(200, tables("")).xml(200, subnets).xml(200, tables(open)).aws();
        let seen = aws.ec2().subnet(ID).is_private().look().await.unwrap();
        assert_eq!(seen.reason(), Some("its route table `rtb-1` sends 0.0.0.0/0 to `igw-1`"));
        assert!(calls.all()[2].contains("association.main") && calls.all()[2].contains("vpc-1"), "{:?}", calls.all());
    }

    #[tokio::test]
    async fn a_route_to_a_nat_gateway_makes_no_subnet_public() {
        let nat = "<item><destinationCidrBlock>0.0.0.0/0</destinationCidrBlock><natGatewayId>nat-1</natGatewayId><state>active</state></item>";
        let (aws, calls) = Canned::default().xml(200, tables(nat)).xml(200, tables(nat)).aws();
        let subnet = aws.ec2().subnet(ID);
        assert_eq!(subnet.is_private().look().await.unwrap(), Seen::Yes(()));
        let seen = subnet.is_public().look().await.unwrap();
        assert_eq!(seen.reason(), Some("its route table `rtb-1` leads to no internet gateway"));
        assert_eq!(calls.count(), 2);
    }
}
