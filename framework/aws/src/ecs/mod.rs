//! ECS: clusters, services and task definitions.

mod cluster;
mod service;
mod task_definition;

pub use cluster::{Ecs, EcsCluster};
pub use service::Service;
pub use task_definition::TaskDefinition;
