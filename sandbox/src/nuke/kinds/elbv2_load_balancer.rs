//! Application, network and gateway load balancers.

use async_trait::async_trait;
use serde_json::{Value, json};

use super::{About, Deleted, Found, Kind, dns, elbv2, needs};
use crate::nuke::api::services::{ELBV2, WAFV2};
use crate::nuke::api::{Answer, Api, ApiError, Node, Paging};
use crate::nuke::model::{Reference, Resource, Use};

/// Load balancers, by ARN, with their listeners and rules.
#[derive(Debug)]
pub(super) struct Elbv2LoadBalancer;

const ABOUT: About = About {
    uses: &[
        "acm-certificate",
        "cognito-pool",
        "ec2-address",
        "ec2-security-group",
        "ec2-subnet",
        "ec2-vpc",
        "elbv2-target-group",
        "iam-server-certificate",
        "s3-bucket",
        "wafv2-web-acl",
    ],
    needs: true,
    details: true,
    cost: 3,
    cloud_nuke: Some("ELBv2"),
    aws_nuke: Some("ELBv2"),
    ..About::new("elbv2-load-balancer", "AWS::ElasticLoadBalancingV2::LoadBalancer")
};

/// How many ARNs one listing takes.
const ARNS: usize = 20;

#[async_trait]
impl Kind for Elbv2LoadBalancer {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let mut balancers = described(api, json!({ "PageSize": 400 })).await?;
        elbv2::read_tags(api, &mut balancers).await?;
        if !balancers.is_empty() {
            use_target_groups(api, &mut balancers).await?;
        }
        found.extend(balancers);
        Ok(())
    }

    async fn detail(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        let attributes = attributes(api, resource.id()).await?;
        read_attributes(resource, &attributes);
        Ok(())
    }

    /// Reads its listeners with their certificates and rules, the bucket of its logs, and the access list before it.
    async fn needs(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        let arn = resource.id().to_owned();
        let is_of_http = arn.contains(":loadbalancer/app/");
        let (attributes, listeners) = futures_util::try_join!(attributes(api, &arn), listeners(api, &arn, is_of_http))?;
        read_attributes(resource, &attributes);
        listeners.iter().for_each(|told| resource.told_in(&told.body));
        if !is_of_http {
            return Ok(());
        }
        let asked = json!({ "ResourceArn": arn });
        let answer = needs::if_any(api.call(&WAFV2, "GetWebACLForResource", asked).await)?;
        answer.iter().for_each(|answer| resource.told_in(&json!({ "webacl": answer.text("WebACL/ARN") })));
        Ok(())
    }

    async fn look(&self, api: &Api, ids: &[&str]) -> Result<Vec<Resource>, ApiError> {
        // What is protected says so when it is to go.
        let mut resources = named(api, ids).await?;
        elbv2::read_tags(api, &mut resources).await?;
        Ok(resources)
    }

    async fn remaining(&self, api: &Api, _ids: &[&str]) -> Result<Vec<Resource>, ApiError> {
        described(api, json!({ "PageSize": 400 })).await
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let answer = api.call(&ELBV2, "DeleteLoadBalancer", json!({ "LoadBalancerArn": resource.id() })).await?;
        Ok(Deleted::Requested(answer.request_id))
    }

    async fn unprotect(&self, api: &Api, resource: &Resource) -> Result<(), ApiError> {
        let off = json!([{ "Key": "deletion_protection.enabled", "Value": "false" }]);
        let asked = json!({ "LoadBalancerArn": resource.id(), "Attributes": off });
        api.call(&ELBV2, "ModifyLoadBalancerAttributes", asked).await.map(drop)
    }
}

/// Reads the named ones.
async fn named(api: &Api, ids: &[&str]) -> Result<Vec<Resource>, ApiError> {
    let mut resources = Vec::new();
    for arns in ids.chunks(ARNS) {
        match described(api, json!({ "LoadBalancerArns": arns })).await {
            Ok(found) => resources.extend(found),
            // One that is gone hides the others.
            Err(error) if error.is_absent() => {
                let all = described(api, json!({ "PageSize": 400 })).await?;
                resources.extend(all.into_iter().filter(|balancer| arns.contains(&balancer.id())));
            }
            Err(error) => return Err(error),
        }
    }
    Ok(resources)
}

async fn attributes(api: &Api, arn: &str) -> Result<Answer, ApiError> {
    api.call(&ELBV2, "DescribeLoadBalancerAttributes", json!({ "LoadBalancerArn": arn })).await
}

/// Reads the protection, and the bucket of the access logs.
fn read_attributes(resource: &mut Resource, answer: &Answer) {
    for attribute in answer.list("Attributes") {
        match (attribute.text("Key"), attribute.text("Value")) {
            (Some("deletion_protection.enabled"), Some("true")) => {
                resource.protection = Some("deletion protection".to_owned());
            }
            (Some(key), Some(bucket)) if key.ends_with("logs.s3.bucket") => {
                resource.told_in(&json!({ "bucket": bucket }));
            }
            _ => {}
        }
    }
}

/// Reads the listeners, with the certificates beyond the first of those that have any, and the rules of those that have some.
async fn listeners(api: &Api, balancer: &str, have_rules: bool) -> Result<Vec<Answer>, ApiError> {
    let asked = json!({ "LoadBalancerArn": balancer, "PageSize": 400 });
    let mut pages = api.pages(&ELBV2, "DescribeListeners", asked, Paging::NEXT_MARKER);
    let mut answers = Vec::new();
    while let Some(page) = pages.next().await? {
        answers.push(page);
    }
    let listeners = || answers.iter().flat_map(|page| page.list("Listeners"));
    let all: Vec<&str> = listeners().filter_map(|listener| listener.text("ListenerArn")).collect();
    let rules = super::at_once(all.iter().filter(|_| have_rules).map(|arn| rules(api, arn)));
    let encrypted = listeners().filter(|listener| !listener.list("Certificates").is_empty());
    let encrypted: Vec<&str> = encrypted.filter_map(|listener| listener.text("ListenerArn")).collect();
    let certificates = super::at_once(encrypted.iter().map(|arn| async move {
        let asked = json!({ "ListenerArn": arn, "PageSize": 400 });
        needs::if_any(api.call(&ELBV2, "DescribeListenerCertificates", asked).await)
    }));
    let (rules, certificates) = futures_util::try_join!(rules, certificates)?;
    answers.extend(rules.into_iter().flatten());
    answers.extend(certificates.into_iter().flatten());
    Ok(answers)
}

/// Reads the rules of a listener, which name whom they send on and who signs users in.
async fn rules(api: &Api, listener: &str) -> Result<Vec<Answer>, ApiError> {
    let mut pages =
        api.pages(&ELBV2, "DescribeRules", json!({ "ListenerArn": listener, "PageSize": 400 }), Paging::NEXT_MARKER);
    let mut answers = Vec::new();
    while let Some(page) = pages.next().await? {
        answers.push(page);
    }
    Ok(answers)
}

/// Adds the uses of target groups, which the groups know and the balancers do not.
async fn use_target_groups(api: &Api, balancers: &mut [Resource]) -> Result<(), ApiError> {
    let mut pages = api.pages(&ELBV2, "DescribeTargetGroups", json!({ "PageSize": 400 }), Paging::NEXT_MARKER);
    while let Some(page) = pages.next().await? {
        for group in page.list("TargetGroups") {
            let Some(arn) = group.text("TargetGroupArn") else { continue };
            let users = group.texts("LoadBalancerArns");
            for balancer in balancers.iter_mut().filter(|balancer| users.iter().any(|user| user == balancer.id())) {
                balancer.uses(Use::of(Reference::new("elbv2-target-group", api.region(), arn)));
            }
        }
    }
    Ok(())
}

async fn described(api: &Api, parameters: Value) -> Result<Vec<Resource>, ApiError> {
    let mut pages = api.pages(&ELBV2, "DescribeLoadBalancers", parameters, Paging::NEXT_MARKER);
    let mut resources = Vec::new();
    while let Some(page) = pages.next().await? {
        resources.extend(page.list("LoadBalancers").into_iter().filter_map(|balancer| read(api, balancer)));
    }
    Ok(resources)
}

fn read(api: &Api, balancer: Node<'_>) -> Option<Resource> {
    let of = |kind: &str, id: &str| Use::of(Reference::new(kind, api.region(), id));
    let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), balancer.text("LoadBalancerArn")?));
    resource.name = balancer.text("LoadBalancerName").map(str::to_owned);
    resource.created = balancer.time("CreatedTime");
    resource.told_in(balancer.0);
    dns::answers_at(&mut resource, balancer.text("DNSName"));
    if let Some(vpc) = balancer.text("VpcId") {
        resource.uses(of("ec2-vpc", vpc));
    }
    for zone in balancer.list("AvailabilityZones") {
        zone.text("SubnetId").into_iter().for_each(|subnet| resource.uses(of("ec2-subnet", subnet)));
        for address in zone.list("LoadBalancerAddresses") {
            address.text("AllocationId").into_iter().for_each(|id| resource.uses(of("ec2-address", id)));
        }
    }
    balancer.texts("SecurityGroups").iter().for_each(|group| resource.uses(of("ec2-security-group", group)));
    Some(resource)
}
