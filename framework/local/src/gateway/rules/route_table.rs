//! The main route table of a VPC goes with the VPC.

use super::rule::{Refusal, Rule, Verdict};
use super::view::View;
use crate::gateway::api::ApiRequest;

/// Refuses to delete the main route table of a VPC; the emulator itself refuses one that a subnet has.
///
/// See <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteRouteTable.html>, `DependencyViolation`.
#[derive(Clone, Copy, Debug, Default)]
pub struct MainRouteTable;

impl Rule for MainRouteTable {
    fn name(&self) -> &'static str {
        "route_table"
    }

    fn applies(&self, request: &ApiRequest) -> bool {
        request.operation == "DeleteRouteTable" && request.service == "ec2"
    }

    fn check<'a>(&'a self, request: &'a ApiRequest, view: &'a View<'a>) -> Verdict<'a> {
        Box::pin(async move {
            let id = request.parameter("RouteTableId")?;
            let tables = view.list(request, "DescribeRouteTables", "routeTableSet", ("route-table-id", id)).await;
            let is_main = tables.iter().any(|table| table.find("main").is_some_and(|main| main.text.trim() == "true"));
            is_main.then(|| {
                Refusal::dependency_violation(format!("The routeTable '{id}' has dependencies and cannot be deleted."))
            })
        })
    }
}
