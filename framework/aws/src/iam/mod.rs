//! IAM: roles and policies.

mod managed_policy;
mod role;
mod simulation;

pub use managed_policy::ManagedPolicy;
pub use role::{Iam, Role};
