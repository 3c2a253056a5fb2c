//! ECS services.

use async_trait::async_trait;
use serde_json::{Value, json};

use super::{About, Deleted, Found, Kind, ecs, needs, scaling};
use crate::nuke::api::services::ECS;
use crate::nuke::api::{Api, ApiError, Node, Paging};
use crate::nuke::model::{Reference, Resource, State, Use};

/// Services, by ARN, with their tasks.
#[derive(Debug)]
pub(super) struct EcsService;

const ABOUT: About = About {
    uses: &[
        "cloudwatch-alarm",
        "ec2-security-group",
        "ec2-subnet",
        "ecs-cluster",
        "ecs-task-definition",
        "elb-load-balancer",
        "elbv2-target-group",
        "iam-role",
        "kms-key",
        "secretsmanager-secret",
        "ssm-parameter",
    ],
    needs: true,
    cost: 10,
    cloud_nuke: Some("ECSService"),
    aws_nuke: Some("ECSService"),
    ..About::new("ecs-service", "AWS::ECS::Service")
};

#[async_trait]
impl Kind for EcsService {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let clusters = ecs::cluster_arns(api).await?;
        let services = clusters.iter().map(|cluster| async move { super::or_gone(of_cluster(api, cluster).await) });
        let services = super::at_once(services).await?;
        found.extend(services.into_iter().flatten());
        Ok(())
    }

    /// Reads the alarms at which the service scales, and by which role that is done.
    async fn needs(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        let Some((_, scaled)) = resource.id().split_once(":service/") else { return Ok(()) };
        let cluster = resource.facts.get("cluster").and_then(Value::as_str).and_then(|arn| arn.rsplit('/').next());
        // An ARN of the short form leaves the cluster out.
        let scaled = match (scaled.contains('/'), cluster) {
            (false, Some(cluster)) => format!("service/{cluster}/{scaled}"),
            _ => format!("service/{scaled}"),
        };
        scaling::told(api, resource, "ecs", &scaled).await
    }

    async fn look(&self, api: &Api, ids: &[&str]) -> Result<Vec<Resource>, ApiError> {
        let clusters = ecs::cluster_arns(api).await?;
        let services = super::at_once(clusters.iter().map(|cluster| async move {
            let name = cluster.rsplit('/').next().unwrap_or_default();
            let here: Vec<&str> = ids.iter().copied().filter(|arn| arn.split('/').nth(1) == Some(name)).collect();
            super::or_gone(described(api, cluster, &here).await)
        }));
        Ok(services.await?.into_iter().flatten().collect())
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let cluster = resource.facts.get("cluster").and_then(Value::as_str).unwrap_or_default();
        let asked = json!({ "cluster": cluster, "service": resource.id(), "force": true });
        let answer = api.call(&ECS, "DeleteService", asked).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}

async fn of_cluster(api: &Api, cluster: &str) -> Result<Vec<Resource>, ApiError> {
    let asked = json!({ "cluster": cluster, "maxResults": 100 });
    let mut pages = api.pages(&ECS, "ListServices", asked, Paging::LOWER_NEXT_TOKEN);
    let mut services = Vec::new();
    while let Some(page) = pages.next().await? {
        let arns = page.node().texts("serviceArns");
        services.extend(described(api, cluster, &arns.iter().map(String::as_str).collect::<Vec<_>>()).await?);
    }
    Ok(services)
}

async fn described(api: &Api, cluster: &str, arns: &[&str]) -> Result<Vec<Resource>, ApiError> {
    let mut resources = Vec::new();
    for arns in arns.chunks(10) {
        let asked = json!({ "cluster": cluster, "services": arns, "include": ["TAGS"] });
        let answer = api.call(&ECS, "DescribeServices", asked).await?;
        resources.extend(answer.list("services").into_iter().filter_map(|service| read(api, cluster, service)));
    }
    Ok(resources)
}

fn read(api: &Api, cluster: &str, service: Node<'_>) -> Option<Resource> {
    let of = |kind: &str, id: &str| Use::of(Reference::new(kind, api.region(), id));
    let status = service.text("status").unwrap_or_default();
    if status == "INACTIVE" {
        return None;
    }
    let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), service.text("serviceArn")?));
    resource.name = service.text("serviceName").map(str::to_owned);
    resource.created = service.time("createdAt");
    resource.identity = resource.created.map(|time| time.to_string());
    resource.tags = service.tags("tags");
    // What happened to it names tasks that are gone.
    needs::told_but(&mut resource, service, &["createdBy", "events"]);
    resource.facts.insert("cluster".to_owned(), cluster.into());
    if status == "DRAINING" {
        resource.state = State::Deleting;
    }
    resource.uses(of("ecs-cluster", cluster));
    if let Some(definition) = service.text("taskDefinition") {
        resource.uses(of("ecs-task-definition", definition));
    }
    for balancer in service.list("loadBalancers") {
        balancer.text("targetGroupArn").into_iter().for_each(|arn| resource.uses(of("elbv2-target-group", arn)));
    }
    let network = "networkConfiguration/awsvpcConfiguration";
    service.texts(&format!("{network}/subnets")).iter().for_each(|id| resource.uses(of("ec2-subnet", id)));
    service
        .texts(&format!("{network}/securityGroups"))
        .iter()
        .for_each(|id| resource.uses(of("ec2-security-group", id)));
    Some(resource)
}
