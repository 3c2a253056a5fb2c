//! A customer gateway is deleted only when no connection uses it.

use super::rule::{Refusal, Rule, Verdict};
use super::view::View;
use crate::gateway::api::ApiRequest;

/// Refuses to delete a customer gateway that a VPN connection uses.
///
/// See <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteCustomerGateway.html>; EC2 answers `IncorrectState`.
#[derive(Clone, Copy, Debug, Default)]
pub struct CustomerGatewayInUse;

impl Rule for CustomerGatewayInUse {
    fn name(&self) -> &'static str {
        "customer_gateway"
    }

    fn applies(&self, request: &ApiRequest) -> bool {
        request.operation == "DeleteCustomerGateway" && request.service == "ec2"
    }

    fn check<'a>(&'a self, request: &'a ApiRequest, view: &'a View<'a>) -> Verdict<'a> {
        Box::pin(async move {
            let id = request.parameter("CustomerGatewayId")?;
            let in_use = view.is_vpn_connected(request, id).await;
            in_use.then(|| Refusal::bad_request("IncorrectState", "The customer gateway is in use."))
        })
    }
}
