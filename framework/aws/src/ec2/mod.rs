//! EC2: instances, networks, groups, volumes and images.

mod address;
mod cidr;
mod handles;
mod identifier;
mod image;
mod instance;
mod instance_properties;
mod nat_gateway;
mod permission;
mod route_table;
mod security_group;
mod subnet;
mod volume;
mod vpc;

pub use address::Address;
pub use handles::Ec2;
pub use image::{Image, Images};
pub use instance::Instance;
pub use nat_gateway::NatGateway;
pub use route_table::RouteTable;
pub use security_group::SecurityGroup;
pub use subnet::Subnet;
pub use volume::Volume;
pub use vpc::Vpc;
