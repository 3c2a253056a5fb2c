//! Elastic Load Balancing: load balancers, listeners, target groups.

mod listener;
mod load_balancer;
mod target_group;

pub use listener::Listener;
pub use load_balancer::{Elbv2, LoadBalancer};
pub use target_group::TargetGroup;
