//! A parameter group is deleted only when no database uses it.

use super::rule::{Refusal, Rule, Verdict};
use super::view::View;
use crate::gateway::api::ApiRequest;

/// Refuses to delete a parameter group of instances or of clusters that one of them uses.
///
/// See <https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DeleteDBParameterGroup.html>, `InvalidDBParameterGroupState`.
#[derive(Clone, Copy, Debug, Default)]
pub struct DatabaseParameterGroupInUse;

impl Rule for DatabaseParameterGroupInUse {
    fn name(&self) -> &'static str {
        "database_parameter_group"
    }

    fn applies(&self, request: &ApiRequest) -> bool {
        matches!(&*request.operation, "DeleteDBParameterGroup" | "DeleteDBClusterParameterGroup")
            && request.service == "rds"
    }

    fn check<'a>(&'a self, request: &'a ApiRequest, view: &'a View<'a>) -> Verdict<'a> {
        Box::pin(async move {
            let (parameter, place) = match &*request.operation {
                "DeleteDBParameterGroup" => ("DBParameterGroupName", "DBParameterGroups"),
                _ => ("DBClusterParameterGroupName", "DBClusterParameterGroup"),
            };
            let name = request.parameter(parameter)?.to_lowercase();
            view.database(request, |it| it.child(place).is_some_and(|it| it.mentions(&name))).await?;
            let message = format!(
                "One or more database instances are still members of this parameter group {name}, so the group cannot be deleted"
            );
            Some(Refusal::bad_request("InvalidDBParameterGroupState", message))
        })
    }
}
