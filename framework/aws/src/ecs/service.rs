//! A service.

use std::fmt;

use aws_sdk_ecs::Client;
use aws_sdk_ecs::types::{Deployment, DeploymentRolloutState, Service as ServiceDescription};

use super::EcsCluster;
use super::cluster::refused;
use crate::handle::Handle;
use crate::words::{counted, words};
use crate::{Aws, Check, Error, Seen};

/// Names a service of a cluster. One that is inactive or draining ends every wait, except for [`is_gone`](Self::is_gone).
///
/// ```no_run
/// # async fn example(aws: terraproof_aws::Aws) -> Result<(), terraproof_aws::Error> {
/// let orders = aws.ecs().cluster("production").service("orders");
/// assert_eq!(orders.has_finished_deployment().look().await?.reason(), None);
/// assert_eq!(orders.runs("orders:7").look().await?.reason(), None);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Service {
    cluster: EcsCluster,
    name: String,
}

impl Service {
    pub(super) fn new(cluster: EcsCluster, name: String) -> Self {
        Self { cluster, name }
    }

    /// Returns what ECS knows of the service, with its deployments and last events.
    ///
    /// # Errors
    /// Fails when the service or its cluster does not exist, or may not be read.
    pub async fn describe(&self) -> Result<ServiceDescription, Error> {
        let client = Client::new(&self.config().await?);
        let call = client.describe_services().cluster(self.cluster.name()).services(&self.name);
        let answer = call.send().await.map_err(self.failed("DescribeServices"))?;
        // An absent service is a failure `MISSING` in an answer that says yes.
        answer.services.unwrap_or_default().into_iter().next().ok_or_else(|| Error::absent(self))
    }

    /// Promises that the service exists.
    pub fn exists(&self) -> Check<ServiceDescription> {
        self.check("exists", |service| async move { service.living().await.map(Seen::Yes) })
    }

    /// Promises that the service is deleted; ECS shows it as inactive for a while.
    pub fn is_gone(&self) -> Check {
        self.gone(|service| async move {
            let described = service.describe().await?;
            if described.status() == Some("INACTIVE") { Err(Error::gone(&service, "it is inactive")) } else { Ok(()) }
        })
    }

    /// Promises that the service is stable: one deployment, all of whose wanted tasks run.
    pub fn is_stable(&self) -> Check<ServiceDescription> {
        self.stable(None)
    }

    /// Promises that the service is stable with so many tasks.
    pub fn is_stable_with(&self, tasks: i32) -> Check<ServiceDescription> {
        self.stable(Some(tasks))
    }

    /// Promises that the last deployment is finished. One that failed ends the wait, and so does one that was rolled back while ECS still shows it.
    pub fn has_finished_deployment(&self) -> Check {
        self.check("has finished its deployment", |service| async move {
            let described = service.living().await?;
            service.not_failed(&described)?;
            let primary = described.deployments().iter().find(|one| one.status() == Some("PRIMARY"));
            let state = primary.and_then(|primary| primary.rollout_state());
            let finished = match state {
                Some(state) => *state == DeploymentRolloutState::Completed,
                // Only deployments that ECS itself controls have a rollout state.
                None => settled(&described),
            };
            Ok(Seen::when(finished, (), || progress(&described)))
        })
    }

    /// Promises that the service runs a task definition, and nothing else: `family`, `family:revision` or its ARN.
    pub fn runs(&self, task_definition: impl Into<String>) -> Check {
        let wanted = task_definition.into();
        self.check(format!("runs `{wanted}`"), move |service| {
            let wanted = wanted.clone();
            async move {
                let described = service.living().await?;
                let own = described.task_definition();
                let deployed = described.deployments().iter().filter_map(|one| one.task_definition());
                let all: Vec<_> = own.into_iter().chain(deployed).collect();
                let holds = !all.is_empty() && all.iter().all(|arn| is_revision(arn, &wanted));
                let names: std::collections::BTreeSet<_> =
                    all.iter().map(|arn| arn.rsplit('/').next().unwrap_or(arn)).collect();
                let names: Vec<_> = names.into_iter().collect();
                Ok(Seen::when(holds, (), || format!("runs {}", names.join(", "))))
            }
        })
    }

    fn stable(&self, tasks: Option<i32>) -> Check<ServiceDescription> {
        let promise = tasks.map_or_else(
            || "is stable".to_owned(),
            |tasks| format!("is stable with {}", counted(usize::try_from(tasks).unwrap_or(0), "task")),
        );
        self.check(promise, move |service| async move {
            let described = service.living().await?;
            service.not_failed(&described)?;
            let counted = tasks.is_none_or(|tasks| described.desired_count() == tasks);
            let reason = progress(&described);
            Ok(Seen::when(settled(&described) && counted, described, || reason))
        })
    }

    fn not_failed(&self, described: &ServiceDescription) -> Result<(), Error> {
        let failed = |one: &&Deployment| one.rollout_state() == Some(&DeploymentRolloutState::Failed);
        match described.deployments().iter().find(failed) {
            Some(deployment) => {
                let reason = deployment.rollout_state_reason().unwrap_or("no reason given");
                Err(Error::permanent(self, format!("its deployment failed: {reason}")))
            }
            None => Ok(()),
        }
    }

    /// Describes a service that is there to stay.
    async fn living(&self) -> Result<ServiceDescription, Error> {
        let described = self.describe().await?;
        match described.status() {
            Some(status @ ("INACTIVE" | "DRAINING")) => Err(Error::gone(self, format!("it is {}", words(status)))),
            _ => Ok(described),
        }
    }
}

fn settled(service: &ServiceDescription) -> bool {
    service.deployments().len() <= 1 && service.running_count() == service.desired_count()
}

/// Says how far the service is, and the last thing that ECS said about it.
fn progress(service: &ServiceDescription) -> String {
    let (running, pending, desired) = (service.running_count(), service.pending_count(), service.desired_count());
    let deployments = counted(service.deployments().len(), "deployment");
    let event = service.events().first().and_then(|event| event.message());
    let event = event.map_or_else(String::new, |event| format!("; {event}"));
    format!("{running} of {desired} tasks run, {pending} pending, in {deployments}{event}")
}

/// Tells whether an ARN names a task definition: by its family, with its revision, or whole.
fn is_revision(arn: &str, wanted: &str) -> bool {
    let name = arn.rsplit('/').next().unwrap_or(arn);
    arn == wanted || name == wanted || name.split(':').next() == Some(wanted)
}

impl Handle for Service {
    const SERVICE: &'static str = "ecs";

    fn aws(&self) -> &Aws {
        self.cluster.aws()
    }

    fn refused(&self) -> Option<String> {
        self.cluster.refused().or_else(|| refused("a service", &self.name, &[]))
    }
}

impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "service `{}` of {}", self.name, self.cluster)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::ErrorKind;
    use crate::canned::Canned;

    fn service(service: &Value) -> Service {
        let body = json!({ "services": [service] }).to_string();
        let canned = (0..3).fold(Canned::default(), |canned, _| canned.json(200, &*body));
        canned.aws().0.ecs().cluster("production").service("orders")
    }

    #[tokio::test]
    async fn a_service_with_two_deployments_is_not_stable_and_says_what_ecs_said() {
        let arn = |revision: u8| format!("arn:aws:ecs:us-east-1:111122223333:task-definition/orders:{revision}");
        let deployments = json!([
            { "status": "PRIMARY", "rolloutState": "IN_PROGRESS", "taskDefinition": arn(8) },
            { "status": "ACTIVE", "rolloutState": "COMPLETED", "taskDefinition": arn(7) },
        ]);
        let rolling = service(&json!({
            "status": "ACTIVE", "desiredCount": 2, "runningCount": 2, "pendingCount": 1, "deployments": deployments,
            "taskDefinition": arn(8), "events": [{ "message": "(service orders) has started 1 tasks" }],
        }));
        let expected = "2 of 2 tasks run, 1 pending, in 2 deployments; (service orders) has started 1 tasks";
        assert_eq!(rolling.is_stable_with(2).look().await.unwrap().reason(), Some(expected));
        assert_eq!(rolling.has_finished_deployment().look().await.unwrap().reason(), Some(expected));
        assert_eq!(rolling.runs("orders:8").look().await.unwrap().reason(), Some("runs orders:7, orders:8"));
    }

    #[tokio::test]
    async fn a_failed_deployment_and_a_draining_service_end_the_wait() {
        let failed =
            json!({ "status": "PRIMARY", "rolloutState": "FAILED", "rolloutStateReason": "tasks failed to start" });
        let error = service(&json!({ "deployments": [failed] })).is_stable().look().await.unwrap_err();
        assert_eq!(error.message(), Some("its deployment failed: tasks failed to start"));
        let error = service(&json!({ "status": "DRAINING" })).is_stable().look().await.unwrap_err();
        assert_eq!(error.kind(), &ErrorKind::Gone);
    }

    #[tokio::test]
    async fn a_missing_service_is_not_there_yet() {
        let body = json!({ "services": [], "failures": [{ "reason": "MISSING" }] }).to_string();
        let (aws, _) = Canned::default().json(200, &*body).json(200, &*body).aws();
        let missing = aws.ecs().cluster("production").service("orders");
        assert_eq!(missing.is_stable().look().await.unwrap().reason(), Some("does not exist yet"));
        assert_eq!(missing.is_gone().look().await.unwrap(), Seen::Yes(()));
    }

    #[test]
    fn a_task_definition_is_known_by_family_revision_and_arn() {
        let arn = "arn:aws:ecs:us-east-1:111122223333:task-definition/orders:7";
        for (wanted, same) in [("orders", true), ("orders:7", true), (arn, true), ("orders:8", false), ("order", false)]
        {
            assert_eq!(is_revision(arn, wanted), same, "{wanted}");
        }
    }
}
