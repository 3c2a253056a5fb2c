//! A database is deleted with a last snapshot, or expressly without one.

use super::rule::{Refusal, Rule, Verdict};
use super::view::View;
use crate::gateway::api::ApiRequest;
use crate::gateway::xml::Element;

/// Refuses to delete an instance or a cluster of RDS without saying what becomes of its data.
///
/// An instance of a cluster has no data of its own. See
/// <https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DeleteDBInstance.html>, `InvalidParameterCombination`.
#[derive(Clone, Copy, Debug, Default)]
pub struct FinalSnapshot;

impl Rule for FinalSnapshot {
    fn name(&self) -> &'static str {
        "final_snapshot"
    }

    fn applies(&self, request: &ApiRequest) -> bool {
        matches!(&*request.operation, "DeleteDBInstance" | "DeleteDBCluster")
            && request.service == "rds"
            && request.parameter("FinalDBSnapshotIdentifier").is_none()
            && !request.parameter("SkipFinalSnapshot").is_some_and(|skip| skip.eq_ignore_ascii_case("true"))
    }

    fn check<'a>(&'a self, request: &'a ApiRequest, view: &'a View<'a>) -> Verdict<'a> {
        Box::pin(async move {
            if request.operation == "DeleteDBInstance" {
                let name = request.parameter("DBInstanceIdentifier")?;
                let is_of_cluster = |it: &Element| {
                    it.text_of("DBInstanceIdentifier").is_some_and(|it| it.eq_ignore_ascii_case(name))
                        && it.text_of("DBClusterIdentifier").is_some()
                };
                if view.database(request, is_of_cluster).await.is_some() {
                    return None;
                }
            }
            let message = "FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.";
            Some(Refusal::bad_request("InvalidParameterCombination", message))
        })
    }
}
