//! RDS: instances and clusters of databases.

mod cluster;
mod instance;
mod status;

pub use cluster::DbCluster;
pub use instance::{DbInstance, Rds};
