//! A VPC.

use std::collections::BTreeSet;
use std::fmt;

use aws_sdk_ec2::Client;
use aws_sdk_ec2::types::{FlowLog, Subnet as SubnetDescription, Vpc as VpcDescription, VpcAttributeName, VpcState};

use super::identifier::{filter, pairs, refused};
use crate::handle::Handle;
use crate::words::{counted, words};
use crate::{Aws, Check, Error, Seen};

/// Names a VPC.
///
/// ```no_run
/// # async fn example(aws: terraproof_aws::Aws) -> Result<(), terraproof_aws::Error> {
/// let network = aws.ec2().vpc("vpc-0123456789abcdef0");
/// assert_eq!(network.has_cidr("10.0.0.0/16").look().await?.reason(), None);
/// assert_eq!(network.has_subnets_in(3).look().await?.reason(), None);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Vpc {
    aws: Aws,
    id: String,
}

impl Vpc {
    pub(super) fn new(aws: Aws, id: String) -> Self {
        Self { aws, id }
    }

    /// Returns what EC2 knows of the VPC.
    ///
    /// # Errors
    /// Fails when the VPC does not exist or may not be read.
    pub async fn describe(&self) -> Result<VpcDescription, Error> {
        let call = self.client().await?.describe_vpcs().vpc_ids(&self.id);
        let answer = call.send().await.map_err(self.failed("DescribeVpcs"))?;
        answer.vpcs.unwrap_or_default().into_iter().next().ok_or_else(|| Error::absent(self))
    }

    /// Returns the subnets of the VPC.
    ///
    /// # Errors
    /// Fails when subnets may not be listed.
    pub async fn subnets(&self) -> Result<Vec<SubnetDescription>, Error> {
        let call = self.client().await?.describe_subnets().filters(filter("vpc-id", &self.id));
        let all: Result<Vec<_>, _> = call.into_paginator().items().send().collect().await;
        all.map_err(self.failed("DescribeSubnets"))
    }

    /// Promises that the VPC can be used.
    pub fn is_available(&self) -> Check<VpcDescription> {
        self.check("is available", |vpc| async move {
            let described = vpc.describe().await?;
            let state = described.state.clone().unwrap_or(VpcState::Pending);
            Ok(Seen::when(state == VpcState::Available, described, || format!("is {}", words(state.as_str()))))
        })
    }

    /// Promises that the VPC does not exist any more.
    pub fn is_gone(&self) -> Check {
        self.gone(|vpc| async move { vpc.describe().await })
    }

    /// Promises that the VPC has a range of addresses, as its first or in addition.
    pub fn has_cidr(&self, cidr: impl Into<String>) -> Check {
        let cidr = cidr.into();
        self.check(format!("has the range {cidr}"), move |vpc| {
            let cidr = cidr.clone();
            async move {
                let described = vpc.describe().await?;
                let more = described.cidr_block_association_set.iter().flatten().filter_map(|more| more.cidr_block());
                let wide = described.ipv6_cidr_block_association_set.iter().flatten();
                let wide = wide.filter_map(|more| more.ipv6_cidr_block());
                let all: BTreeSet<_> = described.cidr_block.as_deref().into_iter().chain(more).chain(wide).collect();
                let said = || all.iter().copied().collect::<Vec<_>>().join(", ");
                Ok(Seen::when(all.contains(cidr.as_str()), (), || format!("has {}", said())))
            }
        })
    }

    /// Promises that instances get host names of the public DNS (`enableDnsHostnames`).
    pub fn has_dns_hostnames(&self) -> Check {
        self.attribute("has DNS host names", "has no DNS host names", VpcAttributeName::EnableDnsHostnames)
    }

    /// Promises that the VPC's own resolver answers (`enableDnsSupport`).
    pub fn has_dns_support(&self) -> Check {
        self.attribute("has DNS support", "has no DNS support", VpcAttributeName::EnableDnsSupport)
    }

    /// Promises that the VPC is the default one of its region.
    pub fn is_default(&self) -> Check {
        self.check("is the default VPC", |vpc| async move {
            let default = vpc.describe().await?.is_default == Some(true);
            Ok(Seen::when(default, (), || "is not the default VPC".to_owned()))
        })
    }

    /// Promises that the VPC has so many subnets; the value is these.
    pub fn has_subnets(&self, count: usize) -> Check<Vec<SubnetDescription>> {
        self.check(format!("has {}", counted(count, "subnet")), move |vpc| async move {
            vpc.describe().await?;
            let subnets = vpc.subnets().await?;
            let actual = subnets.len();
            Ok(Seen::when(actual == count, subnets, || format!("has {}", counted(actual, "subnet"))))
        })
    }

    /// Promises that the VPC has subnets in at least so many availability zones.
    pub fn has_subnets_in(&self, zones: usize) -> Check {
        self.check(format!("has subnets in {}", counted(zones, "zone")), move |vpc| async move {
            vpc.describe().await?;
            let subnets = vpc.subnets().await?;
            let actual: BTreeSet<_> = subnets.iter().filter_map(|subnet| subnet.availability_zone()).collect();
            let said = || actual.iter().copied().collect::<Vec<_>>().join(", ");
            Ok(Seen::when(actual.len() >= zones, (), || {
                format!("has subnets in {}: {}", counted(actual.len(), "zone"), said())
            }))
        })
    }

    /// Promises that an internet gateway is attached; the value is its id.
    pub fn has_internet_gateway(&self) -> Check<String> {
        self.check("has an internet gateway", |vpc| async move {
            vpc.describe().await?;
            let call = vpc.client().await?.describe_internet_gateways();
            let answer = call.filters(filter("attachment.vpc-id", &vpc.id)).send().await;
            let gateways = answer.map_err(vpc.failed("DescribeInternetGateways"))?.internet_gateways;
            let id = gateways.unwrap_or_default().into_iter().find_map(|gateway| gateway.internet_gateway_id);
            Ok(Seen::some(id, || "has no internet gateway".to_owned()))
        })
    }

    /// Promises that the VPC's traffic is logged, and that the logs arrive.
    pub fn has_flow_log(&self) -> Check<FlowLog> {
        self.check("has a flow log", |vpc| async move {
            vpc.describe().await?;
            let call = vpc.client().await?.describe_flow_logs().filter(filter("resource-id", &vpc.id));
            let logs = call.send().await.map_err(vpc.failed("DescribeFlowLogs"))?.flow_logs.unwrap_or_default();
            let failed = |log: &FlowLog| log.deliver_logs_status() == Some("FAILED");
            let reason = match logs.iter().find(|log| failed(log)) {
                Some(log) => {
                    format!(
                        "its flow log does not arrive: {}",
                        log.deliver_logs_error_message().unwrap_or("no reason given")
                    )
                }
                None => "has no flow log".to_owned(),
            };
            Ok(Seen::some(logs.into_iter().find(|log| !failed(log)), || reason))
        })
    }

    /// Promises that the VPC's default security group allows nothing, so that nobody uses it by mistake.
    pub fn has_closed_default_group(&self) -> Check {
        self.check("has a default security group that allows nothing", |vpc| async move {
            vpc.describe().await?;
            let call = vpc.client().await?.describe_security_groups().filters(filter("vpc-id", &vpc.id));
            let answer = call.filters(filter("group-name", "default")).send().await;
            let groups = answer.map_err(vpc.failed("DescribeSecurityGroups"))?.security_groups.unwrap_or_default();
            let count = |group: &aws_sdk_ec2::types::SecurityGroup| {
                group.ip_permissions().len() + group.ip_permissions_egress().len()
            };
            let rules: usize = groups.iter().map(count).sum();
            Ok(Seen::when(rules == 0, (), || format!("its default security group has {}", counted(rules, "rule"))))
        })
    }

    /// Promises that the VPC has a tag.
    pub fn has_tag(&self, key: impl Into<String>, value: impl Into<String>) -> Check {
        self.tagged(key.into(), value.into(), |vpc| async move { Ok(pairs(vpc.describe().await?.tags)) })
    }

    fn attribute(&self, promise: &'static str, otherwise: &'static str, name: VpcAttributeName) -> Check {
        self.check(promise, move |vpc| {
            let name = name.clone();
            async move {
                let call = vpc.client().await?.describe_vpc_attribute().vpc_id(&vpc.id).attribute(name.clone());
                let answer = call.send().await.map_err(vpc.failed("DescribeVpcAttribute"))?;
                let value = match name {
                    VpcAttributeName::EnableDnsHostnames => answer.enable_dns_hostnames,
                    _ => answer.enable_dns_support,
                };
                let on = value.and_then(|value| value.value).unwrap_or(false);
                Ok(Seen::when(on, (), || otherwise.to_owned()))
            }
        })
    }

    async fn client(&self) -> Result<Client, Error> {
        Ok(Client::new(&self.config().await?))
    }
}

impl Handle for Vpc {
    const SERVICE: &'static str = "ec2";

    fn aws(&self) -> &Aws {
        &self.aws
    }

    fn refused(&self) -> Option<String> {
        refused("a VPC", "vpc", &self.id)
    }
}

impl fmt::Display for Vpc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VPC `{}`{}", self.id, self.aws.place())
    }
}

#[cfg(test)]
mod tests {
    use crate::canned::Canned;

    const ID: &str = "vpc-0123456789abcdef0";

    #[tokio::test]
    async fn a_flow_log_that_does_not_arrive_does_not_count() {
        let vpc = "<DescribeVpcsResponse><vpcSet><item><cidrBlock>10.0.0.0/16</cidrBlock></item></vpcSet></DescribeVpcsResponse>";
        let log = "<item><deliverLogsStatus>FAILED</deliverLogsStatus><deliverLogsErrorMessage>Access error</deliverLogsErrorMessage></item>";
        let logs = format!("<DescribeFlowLogsResponse><flowLogSet>{log}</flowLogSet></DescribeFlowLogsResponse>");
        let (aws, _) = Canned::default().xml(200, vpc).xml(200, logs).xml(200, vpc).aws();
        let network = aws.ec2().vpc(ID);
        assert_eq!(
            network.has_flow_log().look().await.unwrap().reason(),
            Some("its flow log does not arrive: Access error")
        );
        assert_eq!(network.has_cidr("10.1.0.0/16").look().await.unwrap().reason(), Some("has 10.0.0.0/16"));
    }
}
