//! A user pool that is protected from deletion, or has a domain, stays.

use serde_json::{Value, json};

use super::rule::{Refusal, Rule, Verdict};
use super::view::View;
use crate::gateway::api::ApiRequest;

/// Refuses to delete a Cognito user pool whose deletion protection is active, or that has a domain.
///
/// See <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserPool.html>, `InvalidParameterException`.
#[derive(Clone, Copy, Debug, Default)]
pub struct UserPoolInUse;

impl Rule for UserPoolInUse {
    fn name(&self) -> &'static str {
        "user_pool"
    }

    fn applies(&self, request: &ApiRequest) -> bool {
        request.operation == "DeleteUserPool" && request.service == "cognito-idp"
    }

    fn check<'a>(&'a self, request: &'a ApiRequest, view: &'a View<'a>) -> Verdict<'a> {
        Box::pin(async move {
            let pool = json!({ "UserPoolId": request.json()?.get("UserPoolId")? });
            let host = format!("cognito-idp.{}.amazonaws.com", request.region.as_deref()?);
            let target = "AWSCognitoIdentityProviderService.DescribeUserPool";
            let answer = view.emulator().json(&host, target, &pool).await.ok()?;
            let about: Value = serde_json::from_slice(&answer.body).ok()?;
            let pool = about.get("UserPool")?;
            let message = if pool["DeletionProtection"] == "ACTIVE" {
                "The user pool cannot be deleted because deletion protection is activated. Deletion protection must be inactivated first."
            } else if pool["Domain"].as_str().is_some_and(|domain| !domain.is_empty()) {
                "User pool cannot be deleted. It has a domain configured that should be deleted first."
            } else {
                return None;
            };
            Some(Refusal::bad_request("InvalidParameterException", message))
        })
    }
}
