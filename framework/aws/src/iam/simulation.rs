//! What a role may do, as IAM's policy simulator says.

use aws_sdk_iam::types::{EvaluationResult, PolicyEvaluationDecisionType};

use super::Role;
use crate::handle::Handle;
use crate::words::words;
use crate::{Check, Error, Seen};

impl Role {
    /// Promises that the role may do the action on the resource: (`s3:GetObject`, an ARN or `*`).
    ///
    /// IAM's simulator answers; it weighs the role's own policies, its boundary and the organization's, but no policy of the resource.
    pub fn allows(&self, action: impl Into<String>, resource: impl Into<String>) -> Check {
        self.simulated("allows", action.into(), resource.into(), |decision| {
            *decision == PolicyEvaluationDecisionType::Allowed
        })
    }

    /// Promises that the role may not do the action on the resource, since nothing allows it or something denies it.
    pub fn denies(&self, action: impl Into<String>, resource: impl Into<String>) -> Check {
        self.simulated("denies", action.into(), resource.into(), |decision| {
            matches!(decision, PolicyEvaluationDecisionType::ExplicitDeny | PolicyEvaluationDecisionType::ImplicitDeny)
        })
    }

    fn simulated(
        &self,
        verb: &str,
        action: String,
        resource: String,
        holds: fn(&PolicyEvaluationDecisionType) -> bool,
    ) -> Check {
        self.check(format!("{verb} `{action}` on `{resource}`"), move |role| {
            let (action, resource) = (action.clone(), resource.clone());
            async move {
                let result = role.simulate(&action, &resource).await?;
                Ok(Seen::when(holds(&result.eval_decision), (), || explained(&result)))
            }
        })
    }

    async fn simulate(&self, action: &str, resource: &str) -> Result<EvaluationResult, Error> {
        let arn = self.describe().await?.arn;
        let call = self.client().await?.simulate_principal_policy().policy_source_arn(arn);
        let call = call.action_names(action).resource_arns(resource);
        let answer = call.send().await.map_err(self.failed("SimulatePrincipalPolicy"))?;
        let first = answer.evaluation_results.unwrap_or_default().into_iter().next();
        first.ok_or_else(|| Error::malformed(self, "the simulator answered nothing"))
    }
}

fn explained(result: &EvaluationResult) -> String {
    let by: Vec<&str> =
        result.matched_statements().iter().filter_map(|statement| statement.source_policy_id()).collect();
    let missing = result.missing_context_values();
    let mut text = format!("the simulator says {}", words(result.eval_decision.as_str()));
    if !by.is_empty() {
        text += &format!(", by {}", by.join(", "));
    }
    if !missing.is_empty() {
        text += &format!("; not known to it: {}", missing.join(", "));
    }
    text
}

#[cfg(test)]
mod tests {
    use crate::Seen;
    use crate::canned::Canned;

    fn decided(decision: &str) -> Canned {
        let names = "<Path>/</Path><RoleName>worker</RoleName><RoleId>A</RoleId><Arn>arn:aws:iam::111122223333:role/worker</Arn>";
        let role =
            format!("<GetRoleResult><Role>{names}<CreateDate>2024-01-01T00:00:00Z</CreateDate></Role></GetRoleResult>");
        let source = "<MatchedStatements><member><SourcePolicyId>guard</SourcePolicyId></member></MatchedStatements>";
        let verdict =
            format!("<EvalActionName>s3:GetObject</EvalActionName><EvalDecision>{decision}</EvalDecision>{source}");
        let results = format!("<EvaluationResults><member>{verdict}</member></EvaluationResults>");
        let result = format!("<SimulatePrincipalPolicyResult>{results}</SimulatePrincipalPolicyResult>");
        Canned::default()
            .xml(200, format!("<GetRoleResponse>{role}</GetRoleResponse>"))
            .xml(200, format!("<SimulatePrincipalPolicyResponse>{result}</SimulatePrincipalPolicyResponse>"))
    }

    #[tokio::test]
    async fn a_denial_names_the_policy_that_denies() {
        let (aws, calls) = decided("explicitDeny").aws();
        let seen = aws.iam().role("worker").allows("s3:GetObject", "*").look().await.unwrap();
        assert_eq!(seen.reason(), Some("the simulator says explicit deny, by guard"));
        assert!(calls.all()[1].contains("PolicySourceArn=arn%3Aaws%3Aiam%3A%3A111122223333%3Arole%2Fworker"));
    }

    #[tokio::test]
    async fn what_nothing_allows_is_denied() {
        let (aws, _) = decided("implicitDeny").aws();
        assert_eq!(aws.iam().role("worker").denies("s3:GetObject", "*").look().await.unwrap(), Seen::Yes(()));
    }
}
