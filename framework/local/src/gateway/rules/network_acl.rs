//! The default network ACL of a VPC goes with the VPC.

use super::query;
use super::rule::{Refusal, Rule, Verdict};
use super::view::View;
use crate::gateway::api::ApiRequest;

/// Refuses to delete the default network ACL of a VPC; the emulator itself refuses one that a subnet has.
///
/// See <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteNetworkAcl.html>; EC2 answers `InvalidParameterValue`.
#[derive(Clone, Copy, Debug, Default)]
pub struct DefaultNetworkAcl;

impl Rule for DefaultNetworkAcl {
    fn name(&self) -> &'static str {
        "network_acl"
    }

    fn applies(&self, request: &ApiRequest) -> bool {
        request.operation == "DeleteNetworkAcl" && request.service == "ec2"
    }

    fn check<'a>(&'a self, request: &'a ApiRequest, view: &'a View<'a>) -> Verdict<'a> {
        Box::pin(async move {
            let id = request.parameter("NetworkAclId")?;
            let listing =
                query::ec2(view.emulator(), request, "DescribeNetworkAcls", &[("NetworkAclId.1", id)]).await?;
            let lists = &listing.child("networkAclSet")?.children;
            let is_default = lists.iter().any(|list| list.text_of("default") == Some("true"));
            is_default.then(|| {
                Refusal::bad_request("InvalidParameterValue", format!("cannot delete default network ACL {id}"))
            })
        })
    }
}
