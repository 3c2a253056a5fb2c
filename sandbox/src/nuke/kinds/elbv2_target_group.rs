//! Target groups of load balancers.

use async_trait::async_trait;
use serde_json::json;

use super::{About, Deleted, Found, Kind, elbv2};
use crate::nuke::api::services::ELBV2;
use crate::nuke::api::{Api, ApiError, Node, Paging};
use crate::nuke::model::{Reference, Resource, Use};

/// Target groups, by ARN; the load balancers in front of them go first. ELB does not tell how old they are.
#[derive(Debug)]
pub(super) struct Elbv2TargetGroup;

const ABOUT: About = About {
    uses: &["ec2-instance", "ec2-vpc", "elbv2-load-balancer", "lambda-function"],
    needs: true,
    age: false,
    cloud_nuke: Some("ELBv2TargetGroup"),
    aws_nuke: Some("ELBv2TargetGroup"),
    ..About::new("elbv2-target-group", "AWS::ElasticLoadBalancingV2::TargetGroup")
};

#[async_trait]
impl Kind for Elbv2TargetGroup {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let mut groups = described(api).await?;
        elbv2::read_tags(api, &mut groups).await?;
        found.extend(groups);
        Ok(())
    }

    /// Reads its targets, which stay with it.
    async fn needs(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        let targets = api.call(&ELBV2, "DescribeTargetHealth", json!({ "TargetGroupArn": resource.id() })).await?;
        resource.told_in(&targets.body);
        Ok(())
    }

    async fn look(&self, api: &Api, ids: &[&str]) -> Result<Vec<Resource>, ApiError> {
        super::named_by_listing(self, api, ids).await
    }

    async fn remaining(&self, api: &Api, _ids: &[&str]) -> Result<Vec<Resource>, ApiError> {
        described(api).await
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let answer = api.call(&ELBV2, "DeleteTargetGroup", json!({ "TargetGroupArn": resource.id() })).await?;
        Ok(Deleted::Requested(answer.request_id))
    }

    async fn blockers(&self, _api: &Api, resource: &Resource) -> Result<Vec<Reference>, ApiError> {
        let region = &resource.reference.region;
        let balancers = resource.fact_list("load_balancers");
        Ok(balancers.into_iter().map(|arn| Reference::new("elbv2-load-balancer", region, arn)).collect())
    }
}

async fn described(api: &Api) -> Result<Vec<Resource>, ApiError> {
    let mut pages = api.pages(&ELBV2, "DescribeTargetGroups", json!({ "PageSize": 400 }), Paging::NEXT_MARKER);
    let mut groups = Vec::new();
    while let Some(page) = pages.next().await? {
        groups.extend(page.list("TargetGroups").into_iter().filter_map(|group| read(api, group)));
    }
    Ok(groups)
}

fn read(api: &Api, group: Node<'_>) -> Option<Resource> {
    let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), group.text("TargetGroupArn")?));
    resource.name = group.text("TargetGroupName").map(str::to_owned);
    resource.told_in(group.0);
    if let Some(vpc) = group.text("VpcId") {
        resource.uses(Use::of(Reference::new("ec2-vpc", api.region(), vpc)));
    }
    resource.facts.insert("load_balancers".to_owned(), json!(group.texts("LoadBalancerArns")));
    Some(resource)
}
