//! A group is deleted only without users and policies.

use super::rule::{Refusal, Rule, Verdict};
use super::view::View;
use crate::gateway::api::ApiRequest;
use crate::gateway::xml::Element;

/// Refuses to delete an IAM group with users, attached policies or policies of its own.
///
/// See <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteGroup.html>, `DeleteConflict`.
#[derive(Clone, Copy, Debug, Default)]
pub struct UserGroupInUse;

impl Rule for UserGroupInUse {
    fn name(&self) -> &'static str {
        "user_group"
    }

    fn applies(&self, request: &ApiRequest) -> bool {
        request.operation == "DeleteGroup" && request.service == "iam"
    }

    fn check<'a>(&'a self, request: &'a ApiRequest, view: &'a View<'a>) -> Verdict<'a> {
        Box::pin(async move {
            let group = [("GroupName", request.parameter("GroupName")?)];
            let (users, attached, own) = tokio::join!(
                view.iam("GetGroup", &group),
                view.iam("ListAttachedGroupPolicies", &group),
                view.iam("ListGroupPolicies", &group),
            );
            let what = if holds(users.as_ref(), "Users") {
                "remove users from group"
            } else if holds(attached.as_ref(), "AttachedPolicies") {
                "detach all policies"
            } else if holds(own.as_ref(), "PolicyNames") {
                "delete policies"
            } else {
                return None;
            };
            Some(Refusal::delete_conflict(format!("Cannot delete entity, must {what} first.")))
        })
    }
}

fn holds(answer: Option<&Element>, set: &str) -> bool {
    answer.and_then(|answer| answer.find(set)).is_some_and(|set| !set.children.is_empty())
}
