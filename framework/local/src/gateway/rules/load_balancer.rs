//! A load balancer that is protected from deletion stays.

use super::rule::{Refusal, Rule, Verdict};
use super::view::View;
use crate::gateway::api::ApiRequest;
use crate::gateway::xml::Element;

/// Refuses to delete a load balancer whose deletion protection is on.
///
/// See <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DeleteLoadBalancer.html>, `OperationNotPermitted`.
#[derive(Clone, Copy, Debug, Default)]
pub struct ProtectedLoadBalancer;

impl Rule for ProtectedLoadBalancer {
    fn name(&self) -> &'static str {
        "load_balancer"
    }

    fn applies(&self, request: &ApiRequest) -> bool {
        request.operation == "DeleteLoadBalancer" && request.service == "elasticloadbalancing"
    }

    fn check<'a>(&'a self, request: &'a ApiRequest, view: &'a View<'a>) -> Verdict<'a> {
        Box::pin(async move {
            let arn = request.parameter("LoadBalancerArn")?;
            let action = ("DescribeLoadBalancerAttributes", "2015-12-01");
            let answer = view.ask(request, "elasticloadbalancing", action, &[("LoadBalancerArn", arn)]).await?;
            let is_protection = |it: &Element| {
                it.text_of("Key") == Some("deletion_protection.enabled") && it.text_of("Value") == Some("true")
            };
            answer.find("Attributes")?.children.iter().any(is_protection).then(|| {
                let message = format!("Load balancer '{arn}' cannot be deleted because deletion protection is enabled");
                Refusal::bad_request("OperationNotPermitted", message)
            })
        })
    }
}
