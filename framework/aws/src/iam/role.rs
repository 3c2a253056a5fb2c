//! A role: who may take it, and what it may do.

use std::fmt;

use aws_sdk_iam::Client;
use aws_sdk_iam::types::{AttachedPolicy, Role as RoleDescription};

use super::ManagedPolicy;
use crate::handle::Handle;
use crate::{Aws, Check, Error, Policy, Seen};

/// The actions by which somebody takes a role.
const TAKING: &[&str] = &["sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"];

impl Aws {
    /// Leads to roles and policies, which no region holds.
    #[must_use]
    pub fn iam(&self) -> Iam {
        Iam { aws: self.clone() }
    }
}

/// Leads to the roles and policies of an account.
#[derive(Debug, Clone)]
pub struct Iam {
    aws: Aws,
}

impl Iam {
    /// Names a role by its name, or by its ARN.
    #[must_use]
    pub fn role(&self, name: impl Into<String>) -> Role {
        let given = name.into();
        let name =
            if given.starts_with("arn:") { given.rsplit('/').next().unwrap_or_default().to_owned() } else { given };
        Role { aws: self.aws.clone(), name }
    }

    /// Names a managed policy by its ARN.
    #[must_use]
    pub fn policy(&self, arn: impl Into<String>) -> ManagedPolicy {
        ManagedPolicy::new(self.aws.clone(), arn.into())
    }
}

/// Names a role.
///
/// ```no_run
/// # async fn example(aws: terraproof_aws::Aws) -> Result<(), terraproof_aws::Error> {
/// let role = aws.iam().role("worker");
/// assert_eq!(role.trusts("ec2.amazonaws.com").look().await?.reason(), None);
/// assert_eq!(role.denies("s3:DeleteBucket", "arn:aws:s3:::logs").look().await?.reason(), None);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Role {
    aws: Aws,
    name: String,
}

impl Role {
    /// Returns the name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns what IAM knows of the role.
    ///
    /// # Errors
    /// Fails when the role does not exist or may not be read.
    pub async fn describe(&self) -> Result<RoleDescription, Error> {
        let call = self.client().await?.get_role().role_name(&self.name);
        let answer = call.send().await.map_err(self.failed("GetRole"))?;
        answer.role.ok_or_else(|| Error::malformed(self, "the answer names no role"))
    }

    /// Promises that the role exists.
    pub fn exists(&self) -> Check<RoleDescription> {
        self.check("exists", |role| async move { role.describe().await.map(Seen::Yes) })
    }

    /// Promises that the role does not exist any more.
    pub fn is_gone(&self) -> Check {
        self.gone(|role| async move { role.describe().await })
    }

    /// Promises that the principal may take the role: a service (`ec2.amazonaws.com`), an account, or an ARN.
    ///
    /// Conditions of the trust policy are not weighed.
    pub fn trusts(&self, principal: impl Into<String>) -> Check {
        let principal = principal.into();
        self.check(format!("trusts `{principal}`"), move |role| {
            let principal = principal.clone();
            async move {
                let trust = role.trust_policy().await?;
                let trusted = TAKING.iter().any(|action| trust.trusts(&principal, action));
                Ok(Seen::when(trusted, (), || format!("trusts {}", trust.principals().join(", "))))
            }
        })
    }

    /// Promises that nobody but the principal may take the role.
    pub fn trusts_only(&self, principal: impl Into<String>) -> Check {
        let principal = principal.into();
        self.check(format!("trusts only `{principal}`"), move |role| {
            let principal = principal.clone();
            async move {
                let trust = role.trust_policy().await?;
                let known = trust.principals();
                let only =
                    known.len() == 1 && known[0] != "*" && TAKING.iter().any(|action| trust.trusts(&principal, action));
                Ok(Seen::when(only, (), || format!("trusts {}", known.join(", "))))
            }
        })
    }

    /// Promises that the managed policy with this ARN is attached.
    pub fn has_policy(&self, arn: impl Into<String>) -> Check {
        let arn = arn.into();
        self.check(format!("has the policy `{arn}`"), move |role| {
            let arn = arn.clone();
            async move {
                let attached: Vec<String> = role.attached().await?;
                let seen = if attached.is_empty() {
                    "has no policy".to_owned()
                } else {
                    format!("has {}", attached.join(", "))
                };
                Ok(Seen::when(attached.contains(&arn), (), || seen))
            }
        })
    }

    /// Promises that the role has an inline policy of this name; the value is the policy.
    pub fn has_inline_policy(&self, name: impl Into<String>) -> Check<Policy> {
        let name = name.into();
        self.check(format!("has the inline policy `{name}`"), move |role| {
            let name = name.clone();
            async move {
                let found = Error::unless_missing(role.inline(&name).await, &["NoSuchEntity"])?;
                let there = if found.is_none() { role.inline_names().await? } else { Vec::new() };
                Ok(Seen::some(found, || match there.as_slice() {
                    [] => "has no inline policy".to_owned(),
                    there => format!("has {}", there.join(", ")),
                }))
            }
        })
    }

    /// Promises that no policy of the role, managed or inline, allows everything on everything.
    pub fn has_no_wildcard_admin(&self) -> Check {
        self.check("has no wildcard admin", |role| async move {
            for name in role.inline_names().await? {
                if role.inline(&name).await?.wildcard_admin().is_some() {
                    return Ok(Seen::No(format!("its inline policy `{name}` allows everything")));
                }
            }
            for arn in role.attached().await? {
                let document = ManagedPolicy::new(role.aws.clone(), arn.clone()).document().await?;
                if document.wildcard_admin().is_some() {
                    return Ok(Seen::No(format!("its policy `{arn}` allows everything")));
                }
            }
            Ok(Seen::Yes(()))
        })
    }

    /// Promises that the role carries this tag.
    pub fn has_tag(&self, key: impl Into<String>, value: impl Into<String>) -> Check {
        self.tagged(key.into(), value.into(), |role| async move {
            let tags = role.describe().await?.tags.unwrap_or_default();
            Ok(tags.into_iter().map(|tag| (tag.key, tag.value)).collect())
        })
    }

    /// Returns who may take the role.
    ///
    /// # Errors
    /// Fails when the role does not exist or may not be read.
    pub async fn trust_policy(&self) -> Result<Policy, Error> {
        let text = self.describe().await?.assume_role_policy_document.unwrap_or_default();
        Policy::parse(&text).map_err(|reason| Error::malformed(self, reason))
    }

    /// Returns the ARNs of the managed policies that are attached.
    async fn attached(&self) -> Result<Vec<String>, Error> {
        let pages = self.client().await?.list_attached_role_policies().role_name(&self.name).into_paginator();
        let all: Result<Vec<AttachedPolicy>, _> = pages.items().send().collect().await;
        let all = all.map_err(self.failed("ListAttachedRolePolicies"))?;
        Ok(all.into_iter().filter_map(|policy| policy.policy_arn).collect())
    }

    async fn inline_names(&self) -> Result<Vec<String>, Error> {
        let pages = self.client().await?.list_role_policies().role_name(&self.name).into_paginator();
        let all: Result<Vec<String>, _> = pages.items().send().collect().await;
        all.map_err(self.failed("ListRolePolicies"))
    }

    async fn inline(&self, name: &str) -> Result<Policy, Error> {
        let call = self.client().await?.get_role_policy().role_name(&self.name).policy_name(name);
        let text = call.send().await.map_err(self.failed("GetRolePolicy"))?.policy_document;
        Policy::parse(&text).map_err(|reason| Error::malformed(self, reason))
    }

    pub(super) async fn client(&self) -> Result<Client, Error> {
        Ok(Client::new(&self.config().await?))
    }
}

impl Handle for Role {
    const SERVICE: &'static str = "iam";

    fn aws(&self) -> &Aws {
        &self.aws
    }

    fn refused(&self) -> Option<String> {
        let known = |letter: u8| letter.is_ascii_alphanumeric() || b"_+=,.@-".contains(&letter);
        let fine = (1..=64).contains(&self.name.len()) && self.name.bytes().all(known);
        (!fine).then(|| "a role's name takes 1 to 64 letters, digits and `_+=,.@-`".to_owned())
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "role `{}`{}", self.name, self.aws.global_place())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorKind;
    use crate::canned::Canned;

    const TRUST: &str =
        r#"{"Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;

    fn role(trust: &str) -> Canned {
        let encoded = percent_encoding::utf8_percent_encode(trust, percent_encoding::NON_ALPHANUMERIC);
        let names = "<Path>/</Path><RoleName>worker</RoleName><RoleId>A</RoleId><Arn>arn:aws:iam::111122223333:role/worker</Arn>";
        let rest = format!(
            "<CreateDate>2024-01-01T00:00:00Z</CreateDate><AssumeRolePolicyDocument>{encoded}</AssumeRolePolicyDocument>"
        );
        let role = format!("<GetRoleResult><Role>{names}{rest}</Role></GetRoleResult>");
        Canned::default().xml(200, format!("<GetRoleResponse>{role}</GetRoleResponse>"))
    }

    #[tokio::test]
    async fn a_role_says_whom_it_trusts_instead() {
        let (aws, _) = role(TRUST).aws();
        assert_eq!(aws.iam().role("worker").trusts_only("ec2.amazonaws.com").look().await.unwrap(), Seen::Yes(()));
        let (aws, _) = role(TRUST).aws();
        let seen = aws.iam().role("worker").trusts("lambda.amazonaws.com").look().await.unwrap();
        assert_eq!(seen.reason(), Some("trusts ec2.amazonaws.com"));
    }

    #[tokio::test]
    async fn a_role_is_known_by_its_arn_too_and_refused_where_it_is_none() {
        let (aws, calls) = Canned::default().aws();
        assert_eq!(aws.iam().role("arn:aws:iam::111122223333:role/path/worker").name(), "worker");
        let error = aws.iam().role("no role").exists().look().await.unwrap_err();
        assert_eq!((error.kind(), calls.count()), (&ErrorKind::Malformed, 0));
    }
}
