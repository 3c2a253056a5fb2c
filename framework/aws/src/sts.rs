//! STS: who is calling.

use std::fmt;

use aws_sdk_sts::Client;

use crate::arn::is_account;
use crate::handle::Handle;
use crate::{Aws, Check, Error, Seen};

impl Aws {
    /// Leads to STS, which knows who is calling.
    #[must_use]
    pub fn sts(&self) -> Sts {
        Sts { aws: self.clone() }
    }
}

/// Knows who is calling.
///
/// ```no_run
/// # async fn example(aws: terraproof_aws::Aws) -> Result<(), terraproof_aws::Error> {
/// let identity = aws.sts().identity().await?;
/// println!("{} in {}", identity.arn, identity.account);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Sts {
    aws: Aws,
}

/// Says who a caller is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The account, in 12 digits.
    pub account: String,
    /// The ARN of the user, or of the role's session.
    pub arn: String,
    /// The unique id of the caller.
    pub user_id: String,
}

impl Sts {
    /// Asks who is calling.
    ///
    /// # Errors
    /// Fails when STS does not answer, or answers without an account.
    pub async fn identity(&self) -> Result<Identity, Error> {
        let client = Client::new(&self.config().await?);
        let answer = client.get_caller_identity().send().await.map_err(self.failed("GetCallerIdentity"))?;
        let whole = (answer.account, answer.arn, answer.user_id);
        let (Some(account), Some(arn), Some(user_id)) = whole else {
            return Err(Error::malformed(self, "the answer names no account"));
        };
        Ok(Identity { account, arn, user_id })
    }

    /// Promises that the caller belongs to the account.
    pub fn is_account(&self, account: impl Into<String>) -> Check<Identity> {
        let account = account.into();
        self.check(format!("belongs to account {account}"), move |sts| {
            let account = account.clone();
            async move {
                if !is_account(&account) {
                    return Err(Error::malformed(
                        &sts,
                        format!("`{account}` is not an account's id: it takes 12 digits"),
                    ));
                }
                let identity = sts.identity().await?;
                let seen = format!("belongs to account {}", identity.account);
                Ok(Seen::when(identity.account == account, identity, || seen))
            }
        })
    }

    /// Promises that the caller is a session of the role with this name.
    pub fn is_role(&self, role: impl Into<String>) -> Check<Identity> {
        let role = role.into();
        self.check(format!("is a session of the role `{role}`"), move |sts| {
            let session = format!(":assumed-role/{role}/");
            async move {
                let identity = sts.identity().await?;
                let seen = format!("is {}", identity.arn);
                Ok(Seen::when(identity.arn.contains(&session), identity, || seen))
            }
        })
    }
}

impl Handle for Sts {
    const SERVICE: &'static str = "sts";

    fn aws(&self) -> &Aws {
        &self.aws
    }
}

impl fmt::Display for Sts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the caller{}", self.aws.place())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorKind;
    use crate::canned::Canned;

    fn identity(arn: &str) -> Canned {
        let result = format!("<Arn>{arn}</Arn><UserId>u</UserId><Account>111122223333</Account>");
        let body = format!("<GetCallerIdentityResult>{result}</GetCallerIdentityResult>");
        Canned::default().xml(200, format!("<GetCallerIdentityResponse>{body}</GetCallerIdentityResponse>"))
    }

    #[tokio::test]
    async fn the_caller_is_known_by_account_and_role() {
        let (aws, _) = identity("arn:aws:sts::111122223333:assumed-role/ci/run-1").aws();
        assert!(
            matches!(aws.sts().is_role("ci").look().await.unwrap(), Seen::Yes(who) if who.account == "111122223333")
        );
        let (aws, _) = identity("arn:aws:iam::111122223333:user/me").aws();
        assert_eq!(
            aws.sts().is_account("999999999999").look().await.unwrap().reason(),
            Some("belongs to account 111122223333")
        );
    }

    #[tokio::test]
    async fn an_expired_token_ends_the_wait() {
        let (aws, _) = Canned::default().xml_error(403, "ExpiredToken", "The security token is expired").aws();
        let error = aws.sts().identity().await.unwrap_err();
        assert_eq!((error.kind(), error.is_transient()), (&ErrorKind::Credentials, false));
    }

    #[tokio::test]
    async fn what_is_no_account_is_refused_before_a_call() {
        let (aws, calls) = Canned::default().aws();
        let error = aws.sts().is_account("12").look().await.unwrap_err();
        assert_eq!((error.kind(), calls.count()), (&ErrorKind::Malformed, 0));
    }
}
