//! A task definition.

use std::fmt;

use aws_sdk_ecs::Client;
use aws_sdk_ecs::types::{ContainerDefinition, TaskDefinition as TaskDefinitionDescription, TaskDefinitionStatus};

use super::cluster::refused;
use crate::handle::Handle;
use crate::words::words;
use crate::{Aws, Check, Error, Seen};

/// Names a task definition.
///
/// ```no_run
/// # async fn example(aws: terraproof_aws::Aws) -> Result<(), terraproof_aws::Error> {
/// let orders = aws.ecs().task_definition("orders");
/// assert_eq!(orders.has_container("app", "111122223333.dkr.ecr.us-east-1.amazonaws.com/orders:v7").look().await?.reason(), None);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct TaskDefinition {
    aws: Aws,
    name: String,
}

impl TaskDefinition {
    pub(super) fn new(aws: Aws, name: String) -> Self {
        Self { aws, name }
    }

    /// Returns what ECS knows of the task definition.
    ///
    /// # Errors
    /// Fails when the task definition does not exist or may not be read.
    pub async fn describe(&self) -> Result<TaskDefinitionDescription, Error> {
        let call = Client::new(&self.config().await?).describe_task_definition().task_definition(&self.name);
        let answer = call.send().await.map_err(self.failed("DescribeTaskDefinition"));
        // ECS has no code of its own for this.
        let answer = answer.map_err(|error| match error.message() {
            Some(message) if message.contains("Unable to describe task definition") => Error::absent(self),
            _ => error,
        })?;
        answer.task_definition.ok_or_else(|| Error::absent(self))
    }

    /// Promises that tasks can be made of it.
    pub fn is_active(&self) -> Check<TaskDefinitionDescription> {
        self.check("is active", |definition| async move {
            let described = definition.describe().await?;
            let status = described.status.clone().unwrap_or(TaskDefinitionStatus::Active);
            Ok(Seen::when(status == TaskDefinitionStatus::Active, described, || {
                format!("is {}", words(status.as_str()))
            }))
        })
    }

    /// Promises that a container of this name runs an image.
    pub fn has_container(&self, name: impl Into<String>, image: impl Into<String>) -> Check<ContainerDefinition> {
        let (name, image) = (name.into(), image.into());
        self.check(format!("runs `{image}` in the container `{name}`"), move |definition| {
            let (name, image) = (name.clone(), image.clone());
            async move {
                let containers = definition.describe().await?.container_definitions.unwrap_or_default();
                let found = containers.into_iter().find(|container| container.name() == Some(name.as_str()));
                let Some(container) = found else { return Ok(Seen::No("has no such container".to_owned())) };
                let actual = container.image.clone().unwrap_or_default();
                Ok(Seen::when(actual == image, container, || format!("runs `{actual}`")))
            }
        })
    }

    /// Promises that containers act as a role, named by its ARN.
    pub fn has_task_role(&self, role: impl Into<String>) -> Check {
        let role = role.into();
        self.check(format!("has the task role `{role}`"), move |definition| {
            let role = role.clone();
            async move {
                let actual = definition.describe().await?.task_role_arn;
                Ok(match actual.filter(|actual| !actual.is_empty()) {
                    Some(actual) => Seen::when(actual == role, (), || format!("has the task role `{actual}`")),
                    None => Seen::No("has no task role".to_owned()),
                })
            }
        })
    }
}

impl Handle for TaskDefinition {
    const SERVICE: &'static str = "ecs";

    fn aws(&self) -> &Aws {
        &self.aws
    }

    fn refused(&self) -> Option<String> {
        refused("a task definition", &self.name, b":")
    }
}

impl fmt::Display for TaskDefinition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "task definition `{}`{}", self.name, self.aws.place())
    }
}
