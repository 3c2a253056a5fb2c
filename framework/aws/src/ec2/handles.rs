//! The way to what EC2 has.

use super::{Address, Image, Images, Instance, NatGateway, RouteTable, SecurityGroup, Subnet, Volume, Vpc};
use crate::Aws;

impl Aws {
    /// Leads to instances, networks, security groups, volumes and images.
    #[must_use]
    pub fn ec2(&self) -> Ec2 {
        Ec2 { aws: self.clone() }
    }
}

/// Leads to what EC2 has in an account. Everything is named by its id, as Terraform exports it.
#[derive(Debug, Clone)]
pub struct Ec2 {
    aws: Aws,
}

impl Ec2 {
    /// Names an instance: `i-0123456789abcdef0`.
    #[must_use]
    pub fn instance(&self, id: impl Into<String>) -> Instance {
        Instance::new(self.aws.clone(), id.into())
    }

    /// Names a VPC: `vpc-0123456789abcdef0`.
    #[must_use]
    pub fn vpc(&self, id: impl Into<String>) -> Vpc {
        Vpc::new(self.aws.clone(), id.into())
    }

    /// Names a subnet: `subnet-0123456789abcdef0`.
    #[must_use]
    pub fn subnet(&self, id: impl Into<String>) -> Subnet {
        Subnet::new(self.aws.clone(), id.into())
    }

    /// Names a route table: `rtb-0123456789abcdef0`.
    #[must_use]
    pub fn route_table(&self, id: impl Into<String>) -> RouteTable {
        RouteTable::new(self.aws.clone(), id.into())
    }

    /// Names a security group: `sg-0123456789abcdef0`.
    #[must_use]
    pub fn security_group(&self, id: impl Into<String>) -> SecurityGroup {
        SecurityGroup::new(self.aws.clone(), id.into())
    }

    /// Names a NAT gateway: `nat-0123456789abcdef0`.
    #[must_use]
    pub fn nat_gateway(&self, id: impl Into<String>) -> NatGateway {
        NatGateway::new(self.aws.clone(), id.into())
    }

    /// Names an elastic IP address by its allocation: `eipalloc-0123456789abcdef0`.
    #[must_use]
    pub fn address(&self, allocation: impl Into<String>) -> Address {
        Address::new(self.aws.clone(), allocation.into())
    }

    /// Names a volume: `vol-0123456789abcdef0`.
    #[must_use]
    pub fn volume(&self, id: impl Into<String>) -> Volume {
        Volume::new(self.aws.clone(), id.into())
    }

    /// Names an image: `ami-0123456789abcdef0`.
    #[must_use]
    pub fn image(&self, id: impl Into<String>) -> Image {
        Image::new(self.aws.clone(), id.into())
    }

    /// Names the images that pass filters; without any, every image that the account may use.
    pub fn images(&self) -> Images {
        Images::new(self.aws.clone())
    }
}
