//! A transit gateway is deleted only when nothing is attached to it.

use super::rule::{Refusal, Rule, Verdict};
use super::view::View;
use crate::gateway::api::ApiRequest;
use crate::gateway::xml::Element;

/// Refuses to delete a transit gateway with attachments.
///
/// See <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteTransitGateway.html>; EC2 answers `IncorrectState`.
#[derive(Clone, Copy, Debug, Default)]
pub struct TransitGatewayInUse;

impl Rule for TransitGatewayInUse {
    fn name(&self) -> &'static str {
        "transit_gateway"
    }

    fn applies(&self, request: &ApiRequest) -> bool {
        request.operation == "DeleteTransitGateway" && request.service == "ec2"
    }

    fn check<'a>(&'a self, request: &'a ApiRequest, view: &'a View<'a>) -> Verdict<'a> {
        Box::pin(async move {
            let id = request.parameter("TransitGatewayId")?;
            let (action, set) = ("DescribeTransitGatewayAttachments", "transitGatewayAttachments");
            let attachments = view.list(request, action, set, ("transit-gateway-id", id)).await;
            let is_there = |it: &Element| !matches!(it.text_of("state"), Some("deleted" | "failed" | "rejected"));
            attachments.iter().any(is_there).then(|| {
                let message = format!("Transit Gateway {id} has non-deleted VPC Attachments or other attachments.");
                Refusal::bad_request("IncorrectState", message)
            })
        })
    }
}
