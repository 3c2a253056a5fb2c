//! An internet gateway is detached only when no address leads through it.

use super::rule::{Refusal, Rule, Verdict};
use super::view::View;
use crate::gateway::api::ApiRequest;
use crate::gateway::xml::Element;

/// Refuses to detach an internet gateway from a VPC in which an interface has a public address, or an instance that is shutting down.
///
/// See <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DetachInternetGateway.html>, `DependencyViolation`.
#[derive(Clone, Copy, Debug, Default)]
pub struct InternetGatewayInUse;

impl Rule for InternetGatewayInUse {
    fn name(&self) -> &'static str {
        "internet_gateway"
    }

    fn applies(&self, request: &ApiRequest) -> bool {
        request.operation == "DetachInternetGateway" && request.service == "ec2"
    }

    fn check<'a>(&'a self, request: &'a ApiRequest, view: &'a View<'a>) -> Verdict<'a> {
        Box::pin(async move {
            let network = request.parameter("VpcId")?;
            let mapped = is_address_mapped(request, view, network).await;
            mapped.then(|| {
                Refusal::dependency_violation(format!(
                    "Network {network} has some mapped public address(es). Please unmap those public address(es) before detaching the gateway."
                ))
            })
        })
    }
}

async fn is_address_mapped(request: &ApiRequest, view: &View<'_>, network: &str) -> bool {
    let filter = ("vpc-id", network);
    let has_address = |element: &Element| element.find("publicIp").is_some();
    if view.interfaces(request, filter).await.iter().any(has_address)
        || view.leaving_nat_gateways(request, filter).await.iter().any(has_address)
    {
        return true;
    }
    for instance in view.leaving_instances(request, filter).await {
        let filter = ("instance-id", &*instance);
        if !view.list(request, "DescribeAddresses", "addressesSet", filter).await.is_empty() {
            return true;
        }
    }
    false
}
