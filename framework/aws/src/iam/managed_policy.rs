//! A managed policy.

use std::fmt;

use aws_sdk_iam::Client;
use aws_sdk_iam::types::Policy as PolicyDescription;

use crate::arn::Arn;
use crate::handle::Handle;
use crate::{Aws, Check, Error, Policy, Seen};

/// Names a managed policy by its ARN.
///
/// ```no_run
/// # async fn example(aws: terraproof_aws::Aws) -> Result<(), terraproof_aws::Error> {
/// let policy = aws.iam().policy("arn:aws:iam::111122223333:policy/worker");
/// assert_eq!(policy.has_no_wildcard_admin().look().await?.reason(), None);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct ManagedPolicy {
    aws: Aws,
    arn: String,
}

impl ManagedPolicy {
    pub(super) fn new(aws: Aws, arn: String) -> Self {
        Self { aws, arn }
    }

    /// Returns what IAM knows of the policy beside its document.
    ///
    /// # Errors
    /// Fails when the policy does not exist or may not be read.
    pub async fn describe(&self) -> Result<PolicyDescription, Error> {
        let call = self.client().await?.get_policy().policy_arn(&self.arn);
        let answer = call.send().await.map_err(self.failed("GetPolicy"))?;
        answer.policy.ok_or_else(|| Error::malformed(self, "the answer names no policy"))
    }

    /// Returns the document of the default version.
    ///
    /// # Errors
    /// Fails when the policy does not exist or may not be read.
    pub async fn document(&self) -> Result<Policy, Error> {
        let version = self.describe().await?.default_version_id.unwrap_or_else(|| "v1".to_owned());
        let call = self.client().await?.get_policy_version().policy_arn(&self.arn).version_id(version);
        let answer = call.send().await.map_err(self.failed("GetPolicyVersion"))?;
        let text = answer.policy_version.and_then(|version| version.document).unwrap_or_default();
        Policy::parse(&text).map_err(|reason| Error::malformed(self, reason))
    }

    /// Promises that the policy exists.
    pub fn exists(&self) -> Check<PolicyDescription> {
        self.check("exists", |policy| async move { policy.describe().await.map(Seen::Yes) })
    }

    /// Promises that the policy does not exist any more.
    pub fn is_gone(&self) -> Check {
        self.gone(|policy| async move { policy.describe().await })
    }

    /// Promises that the policy is attached to something.
    pub fn is_attached(&self) -> Check {
        self.check("is attached", |policy| async move {
            let count = policy.describe().await?.attachment_count.unwrap_or_default();
            Ok(Seen::when(count > 0, (), || "is attached to nothing".to_owned()))
        })
    }

    /// Promises that no statement allows everything on everything.
    pub fn has_no_wildcard_admin(&self) -> Check {
        self.check("has no wildcard admin", |policy| async move {
            let document = policy.document().await?;
            let found = document.wildcard_admin();
            let named = found.and_then(|statement| statement.sid.as_deref()).unwrap_or("a statement").to_owned();
            Ok(Seen::when(found.is_none(), (), || format!("{named} allows everything")))
        })
    }

    async fn client(&self) -> Result<Client, Error> {
        Ok(Client::new(&self.config().await?))
    }
}

impl Handle for ManagedPolicy {
    const SERVICE: &'static str = "iam";

    fn aws(&self) -> &Aws {
        &self.aws
    }

    fn refused(&self) -> Option<String> {
        match Arn::of("iam", &self.arn) {
            Ok(arn) if arn.resource.starts_with("policy/") => None,
            Ok(arn) => Some(format!("this is the ARN of `{}`, not of a policy", arn.resource)),
            Err(reason) => Some(reason),
        }
    }
}

impl fmt::Display for ManagedPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "policy `{}`", self.arn)
    }
}

#[cfg(test)]
mod tests {
    use crate::ErrorKind;
    use crate::canned::Canned;

    const ARN: &str = "arn:aws:iam::111122223333:policy/worker";

    #[tokio::test]
    async fn the_default_version_is_the_one_that_counts() {
        let policy = "<GetPolicyResult><Policy><DefaultVersionId>v7</DefaultVersionId></Policy></GetPolicyResult>";
        let text = r#"{"Statement":{"Sid":"Everything","Effect":"Allow","Action":"*","Resource":"*"}}"#;
        let version = format!(
            "<GetPolicyVersionResult><PolicyVersion><Document>{text}</Document></PolicyVersion></GetPolicyVersionResult>"
        );
        let (aws, calls) = Canned::default()
            .xml(200, format!("<GetPolicyResponse>{policy}</GetPolicyResponse>"))
            .xml(200, format!("<GetPolicyVersionResponse>{version}</GetPolicyVersionResponse>"))
            .aws();
        let seen = aws.iam().policy(ARN).has_no_wildcard_admin().look().await.unwrap();
        assert_eq!(seen.reason(), Some("Everything allows everything"));
        assert!(calls.all()[1].contains("VersionId=v7"));
    }

    #[tokio::test]
    async fn an_arn_of_something_else_is_refused_before_a_call() {
        let (aws, calls) = Canned::default().aws();
        for arn in ["worker", "arn:aws:iam::111122223333:role/worker", "arn:aws:s3:::policy/x"] {
            let error = aws.iam().policy(arn).exists().look().await.unwrap_err();
            assert_eq!(error.kind(), &ErrorKind::Malformed, "{arn}");
        }
        assert_eq!(calls.count(), 0);
    }
}
