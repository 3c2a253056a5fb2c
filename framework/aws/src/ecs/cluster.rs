//! A cluster.

use std::fmt;

use aws_sdk_ecs::Client;
use aws_sdk_ecs::types::Cluster;

use super::{Service, TaskDefinition};
use crate::arn::Arn;
use crate::handle::Handle;
use crate::words::words;
use crate::{Aws, Check, Error, Seen};

impl Aws {
    /// Leads to the clusters, services and task definitions.
    #[must_use]
    pub fn ecs(&self) -> Ecs {
        Ecs { aws: self.clone() }
    }
}

/// Leads to the clusters and task definitions of an account. The region in an ARN counts.
#[derive(Debug, Clone)]
pub struct Ecs {
    aws: Aws,
}

impl Ecs {
    /// Names a cluster by its name or ARN; its services are [`EcsCluster::service`].
    #[must_use]
    pub fn cluster(&self, name: impl Into<String>) -> EcsCluster {
        let name = name.into();
        EcsCluster { aws: self.there(&name), name }
    }

    /// Names a task definition by its family (the newest active revision), `family:revision` or ARN.
    #[must_use]
    pub fn task_definition(&self, name: impl Into<String>) -> TaskDefinition {
        let name = name.into();
        TaskDefinition::new(self.there(&name), name)
    }

    fn there(&self, name: &str) -> Aws {
        Arn::read(name).map_or_else(|| self.aws.clone(), |arn| self.aws.in_region(arn.region))
    }
}

/// Names a cluster of ECS. One that is inactive ends every wait, except for [`is_gone`](Self::is_gone).
///
/// ```no_run
/// # async fn example(aws: terraproof_aws::Aws) -> Result<(), terraproof_aws::Error> {
/// let orders = aws.ecs().cluster("production").service("orders");
/// assert_eq!(orders.is_stable_with(3).look().await?.reason(), None);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct EcsCluster {
    aws: Aws,
    name: String,
}

impl EcsCluster {
    /// Names a service of the cluster.
    #[must_use]
    pub fn service(&self, name: impl Into<String>) -> Service {
        Service::new(self.clone(), name.into())
    }

    /// Returns what ECS knows of the cluster.
    ///
    /// # Errors
    /// Fails when the cluster does not exist or may not be read.
    pub async fn describe(&self) -> Result<Cluster, Error> {
        let call = Client::new(&self.config().await?).describe_clusters().clusters(&self.name);
        let answer = call.send().await.map_err(self.failed("DescribeClusters"))?;
        answer.clusters.unwrap_or_default().into_iter().next().ok_or_else(|| Error::absent(self))
    }

    /// Promises that the cluster takes tasks.
    pub fn is_active(&self) -> Check<Cluster> {
        self.check("is active", |cluster| async move {
            let described = cluster.living().await?;
            let status = described.status.clone().unwrap_or_default();
            if status == "FAILED" {
                return Err(Error::permanent(&cluster, "it failed to be made"));
            }
            Ok(Seen::when(status == "ACTIVE", described, || format!("is {}", words(&status))))
        })
    }

    /// Promises that the cluster is deleted; ECS shows it as inactive for a while.
    pub fn is_gone(&self) -> Check {
        self.gone(|cluster| async move { cluster.living().await })
    }

    /// Promises that a setting has a value: `("containerInsights", "enabled")`.
    pub fn has_setting(&self, name: impl Into<String>, value: impl Into<String>) -> Check {
        let (name, value) = (name.into(), value.into());
        self.check(format!("has {name} = `{value}`"), move |cluster| {
            let (name, value) = (name.clone(), value.clone());
            async move {
                cluster.living().await?;
                let settings = cluster.settings().await?;
                Ok(match settings.into_iter().find(|(key, _)| *key == name) {
                    Some((_, actual)) => Seen::when(actual == value, (), || format!("{name} is `{actual}`")),
                    None => Seen::No(format!("has no {name}")),
                })
            }
        })
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    async fn settings(&self) -> Result<Vec<(String, String)>, Error> {
        let call = Client::new(&self.config().await?).describe_clusters().clusters(&self.name);
        // Settings are left out unless they are asked for.
        let answer = call.include(aws_sdk_ecs::types::ClusterField::Settings).send().await;
        let clusters = answer.map_err(self.failed("DescribeClusters"))?.clusters.unwrap_or_default();
        let settings = clusters.into_iter().flat_map(|cluster| cluster.settings.unwrap_or_default());
        Ok(settings.filter_map(|one| Some((one.name?.as_str().to_owned(), one.value.unwrap_or_default()))).collect())
    }

    /// Describes a cluster that is there to stay.
    async fn living(&self) -> Result<Cluster, Error> {
        let described = self.describe().await?;
        match described.status() {
            Some(status @ ("INACTIVE" | "DEPROVISIONING")) => {
                Err(Error::gone(self, format!("it is {}", words(status))))
            }
            _ => Ok(described),
        }
    }
}

/// Says why nothing can have this name: letters, digits, hyphens and underscores, or an ARN of ECS.
pub(super) fn refused(kind: &str, name: &str, more: &[u8]) -> Option<String> {
    if name.starts_with("arn:") {
        return Arn::of("ecs", name).err();
    }
    let known = |letter: u8| letter.is_ascii_alphanumeric() || b"-_".contains(&letter) || more.contains(&letter);
    let fine = (1..=255).contains(&name.len()) && name.bytes().all(known);
    (!fine).then(|| format!("{kind} is named by letters, digits, hyphens and underscores, or by its ARN"))
}

impl Handle for EcsCluster {
    const SERVICE: &'static str = "ecs";

    fn aws(&self) -> &Aws {
        &self.aws
    }

    fn refused(&self) -> Option<String> {
        refused("a cluster", &self.name, &[])
    }
}

impl fmt::Display for EcsCluster {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ECS cluster `{}`{}", self.name, self.aws.place())
    }
}
