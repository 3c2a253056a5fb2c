//! EC2 Auto Scaling: groups.

mod group;
mod scaling;

pub use group::{AutoScaling, AutoScalingGroup};
