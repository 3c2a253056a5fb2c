//! What AWS refuses and the emulator lets through: one rule, one file.

mod address;
mod all;
mod auto_scaling_group;
mod bucket_region;
mod dry_run;
mod ecs_cluster;
mod internet_gateway;
mod managed_policy;
mod network;
mod network_interface;
pub(super) mod query;
mod rule;
mod security_group;
mod subnet;
mod view;

pub use self::address::AddressInUse;
pub use self::all::all;
pub use self::auto_scaling_group::AutoScalingGroupInUse;
pub use self::bucket_region::BucketRegion;
pub use self::dry_run::DryRun;
pub use self::ecs_cluster::EcsClusterInUse;
pub use self::internet_gateway::InternetGatewayInUse;
pub use self::managed_policy::ManagedPolicyInUse;
pub use self::network::NetworkInUse;
pub use self::network_interface::NetworkInterfaceInUse;
pub use self::rule::{Refusal, Rule, Verdict};
pub use self::security_group::SecurityGroupInUse;
pub use self::subnet::SubnetInUse;
pub use self::view::View;
