//! A subnet group of databases is deleted only when no database is in it.

use super::rule::{Refusal, Rule, Verdict};
use super::view::View;
use crate::gateway::api::ApiRequest;

/// Refuses to delete a subnet group that an instance or a cluster of RDS uses.
///
/// See <https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DeleteDBSubnetGroup.html>, `InvalidDBSubnetGroupStateFault`.
#[derive(Clone, Copy, Debug, Default)]
pub struct DatabaseSubnetGroupInUse;

impl Rule for DatabaseSubnetGroupInUse {
    fn name(&self) -> &'static str {
        "database_subnet_group"
    }

    fn applies(&self, request: &ApiRequest) -> bool {
        request.operation == "DeleteDBSubnetGroup" && request.service == "rds"
    }

    fn check<'a>(&'a self, request: &'a ApiRequest, view: &'a View<'a>) -> Verdict<'a> {
        Box::pin(async move {
            let name = request.parameter("DBSubnetGroupName")?.to_lowercase();
            let database =
                view.database(request, |it| it.child("DBSubnetGroup").is_some_and(|it| it.mentions(&name))).await?;
            let message = format!(
                "Cannot delete the subnetGroup '{name}' because at least one database instance: {database} is still using it."
            );
            Some(Refusal::bad_request("InvalidDBSubnetGroupStateFault", message))
        })
    }
}
