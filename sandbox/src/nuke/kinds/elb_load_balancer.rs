//! Classic load balancers.

use async_trait::async_trait;
use serde_json::{Value, json};

use super::{About, Deleted, Found, Kind, dns, elbv2};
use crate::nuke::api::services::ELB;
use crate::nuke::api::{Api, ApiError, Node, Paging};
use crate::nuke::model::{Reference, Resource, Use};

/// Classic load balancers, by name.
#[derive(Debug)]
pub(super) struct ElbLoadBalancer;

const ABOUT: About = About {
    uses: &[
        "acm-certificate",
        "ec2-instance",
        "ec2-security-group",
        "ec2-subnet",
        "ec2-vpc",
        "iam-server-certificate",
        "s3-bucket",
    ],
    uses_in_detail: true,
    details: true,
    cost: 3,
    cloud_nuke: Some("ELBv1"),
    aws_nuke: Some("ELB"),
    ..About::new("elb-load-balancer", "AWS::ElasticLoadBalancing::LoadBalancer")
};

#[async_trait]
impl Kind for ElbLoadBalancer {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let mut balancers = described(api, json!({ "PageSize": 400 })).await?;
        elbv2::tagged(api, &ELB, ("LoadBalancerNames", "LoadBalancerName"), &mut balancers).await?;
        found.extend(balancers);
        Ok(())
    }

    async fn detail(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        let asked = json!({ "LoadBalancerName": resource.id() });
        let answer = api.call(&ELB, "DescribeLoadBalancerAttributes", asked).await?;
        resource.told_in(&answer.body);
        Ok(())
    }

    async fn look(&self, api: &Api, ids: &[&str]) -> Result<Vec<Resource>, ApiError> {
        super::named_by_listing(self, api, ids).await
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let answer = api.call(&ELB, "DeleteLoadBalancer", json!({ "LoadBalancerName": resource.id() })).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}

async fn described(api: &Api, parameters: Value) -> Result<Vec<Resource>, ApiError> {
    let mut pages = api.pages(&ELB, "DescribeLoadBalancers", parameters, Paging::NEXT_MARKER);
    let mut resources = Vec::new();
    while let Some(page) = pages.next().await? {
        resources.extend(page.list("LoadBalancerDescriptions").into_iter().filter_map(|balancer| read(api, balancer)));
    }
    Ok(resources)
}

fn read(api: &Api, balancer: Node<'_>) -> Option<Resource> {
    let of = |kind: &str, id: &str| Use::of(Reference::new(kind, api.region(), id));
    let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), balancer.text("LoadBalancerName")?));
    resource.told_in(balancer.0);
    dns::answers_at(&mut resource, balancer.text("DNSName"));
    resource.created = balancer.time("CreatedTime");
    resource.identity = balancer.text("CreatedTime").map(str::to_owned);
    balancer.text("VPCId").into_iter().for_each(|vpc| resource.uses(of("ec2-vpc", vpc)));
    balancer.texts("Subnets").iter().for_each(|subnet| resource.uses(of("ec2-subnet", subnet)));
    balancer.texts("SecurityGroups").iter().for_each(|group| resource.uses(of("ec2-security-group", group)));
    Some(resource)
}
