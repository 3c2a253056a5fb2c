//! KMS: keys and aliases.

use std::fmt;

use aws_sdk_kms::Client;
use aws_sdk_kms::types::{KeyManagerType, KeyMetadata, KeyState};

use crate::arn::Arn;
use crate::handle::Handle;
use crate::words::words;
use crate::{Aws, Check, Error, Policy, Seen};

impl Aws {
    /// Leads to the keys.
    #[must_use]
    pub fn kms(&self) -> Kms {
        Kms { aws: self.clone() }
    }
}

/// Leads to the keys of an account.
#[derive(Debug, Clone)]
pub struct Kms {
    aws: Aws,
}

impl Kms {
    /// Names a key by its id, its ARN, or an alias (`alias/orders`). The region in an ARN counts.
    #[must_use]
    pub fn key(&self, key: impl Into<String>) -> Key {
        let id = key.into();
        let region = Arn::read(&id).map(|arn| arn.region.to_owned());
        let aws = region.map_or_else(|| self.aws.clone(), |region| self.aws.in_region(region));
        Key { aws, id }
    }

    /// Names an alias, with or without `alias/` in front.
    #[must_use]
    pub fn alias(&self, name: impl Into<String>) -> Alias {
        let name = name.into();
        let name = if name.starts_with("alias/") || name.starts_with("arn:") { name } else { format!("alias/{name}") };
        Alias { key: self.key(name) }
    }
}

/// Names a key. A key that is scheduled for deletion ends every wait, except for [`is_gone`](Self::is_gone).
///
/// ```no_run
/// # async fn example(aws: terraproof_aws::Aws) -> Result<(), terraproof_aws::Error> {
/// assert_eq!(aws.kms().key("alias/orders").rotates().look().await?.reason(), None);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Key {
    aws: Aws,
    id: String,
}

impl Key {
    /// Returns what KMS knows of the key.
    ///
    /// # Errors
    /// Fails when the key does not exist or may not be read.
    pub async fn describe(&self) -> Result<KeyMetadata, Error> {
        let call = self.client().await?.describe_key().key_id(&self.id);
        let answer = call.send().await.map_err(self.failed("DescribeKey"))?;
        answer.key_metadata.ok_or_else(|| Error::malformed(self, "the answer names no key"))
    }

    /// Returns the key's policy.
    ///
    /// # Errors
    /// Fails when the key does not exist, the policy may not be read, or is none.
    pub async fn policy(&self) -> Result<Policy, Error> {
        let id = self.describe().await?.key_id;
        let call = self.client().await?.get_key_policy().key_id(id).policy_name("default");
        let text = call.send().await.map_err(self.failed("GetKeyPolicy"))?.policy.unwrap_or_default();
        Policy::parse(&text).map_err(|reason| Error::malformed(self, reason))
    }

    /// Promises that the key can be used.
    pub fn is_enabled(&self) -> Check<KeyMetadata> {
        self.check("is enabled", |key| async move {
            let metadata = key.living().await?;
            let state = metadata.key_state.as_ref().map_or("Disabled", KeyState::as_str).to_owned();
            Ok(Seen::when(metadata.enabled, metadata, || format!("is {}", words(&state))))
        })
    }

    /// Promises that the key is deleted, or scheduled for it: KMS deletes after a waiting period of 7 to 30 days.
    pub fn is_gone(&self) -> Check {
        self.gone(|key| async move { key.living().await })
    }

    /// Promises that the key's material is replaced by itself; the value is the period in days.
    pub fn rotates(&self) -> Check<i32> {
        self.check("rotates", |key| async move {
            let id = key.living().await?.key_id;
            let call = key.client().await?.get_key_rotation_status().key_id(id);
            let status = call.send().await.map_err(key.failed("GetKeyRotationStatus"))?;
            // The period was a year before it could be chosen.
            let period = status.rotation_period_in_days.unwrap_or(365);
            Ok(Seen::when(status.key_rotation_enabled, period, || "does not rotate".to_owned()))
        })
    }

    /// Promises that the account manages the key, and not AWS.
    pub fn is_customer_managed(&self) -> Check {
        self.check("is customer managed", |key| async move {
            let manager = key.living().await?.key_manager;
            Ok(Seen::when(manager == Some(KeyManagerType::Customer), (), || "is managed by AWS".to_owned()))
        })
    }

    /// Promises that the key's policy allows nothing to everybody.
    pub fn is_private(&self) -> Check {
        self.check("is private", |key| async move {
            let policy = key.policy().await?;
            let open = policy.allows_everybody().map(|statement| statement.actions.join(", "));
            Ok(match open {
                Some(actions) => Seen::No(format!("its policy allows {actions} to everybody")),
                None => Seen::Yes(()),
            })
        })
    }

    /// Promises that the key carries this tag.
    pub fn has_tag(&self, key: impl Into<String>, value: impl Into<String>) -> Check {
        self.tagged(key.into(), value.into(), |key| async move {
            let id = key.living().await?.key_id;
            let pages = key.client().await?.list_resource_tags().key_id(id).into_paginator();
            let tags = pages.items().send().collect::<Result<Vec<_>, _>>().await;
            let tags = tags.map_err(key.failed("ListResourceTags"))?;
            Ok(tags.into_iter().map(|tag| (tag.tag_key, tag.tag_value)).collect())
        })
    }

    /// Describes a key that is there to stay.
    async fn living(&self) -> Result<KeyMetadata, Error> {
        let metadata = self.describe().await?;
        match metadata.key_state {
            Some(KeyState::PendingDeletion | KeyState::PendingReplicaDeletion) => {
                let date = metadata.deletion_date.map_or_else(String::new, |date| format!(" on {date}"));
                Err(Error::gone(self, format!("it is scheduled for deletion{date}")))
            }
            _ => Ok(metadata),
        }
    }

    async fn client(&self) -> Result<Client, Error> {
        Ok(Client::new(&self.config().await?))
    }
}

/// Names an alias.
#[derive(Debug, Clone)]
pub struct Alias {
    key: Key,
}

impl Alias {
    /// Returns what KMS knows of the key that the alias points to.
    ///
    /// # Errors
    /// Fails when the alias does not exist or may not be read.
    pub async fn describe(&self) -> Result<KeyMetadata, Error> {
        self.key.describe().await
    }

    /// Promises that the alias exists; the value is the key it points to.
    pub fn exists(&self) -> Check<KeyMetadata> {
        self.check("exists", |alias| async move { alias.describe().await.map(Seen::Yes) })
    }

    /// Promises that the alias does not exist any more.
    pub fn is_gone(&self) -> Check {
        self.gone(|alias| async move { alias.describe().await })
    }

    /// Promises that the alias points to the key with this id or ARN.
    pub fn points_to(&self, key: impl Into<String>) -> Check {
        let key = key.into();
        self.check(format!("points to the key `{key}`"), move |alias| {
            let key = key.clone();
            async move {
                let actual = alias.describe().await?;
                let same = actual.key_id == key || actual.arn.as_deref() == Some(key.as_str());
                Ok(Seen::when(same, (), || format!("points to `{}`", actual.key_id)))
            }
        })
    }
}

impl Handle for Key {
    const SERVICE: &'static str = "kms";

    fn aws(&self) -> &Aws {
        &self.aws
    }

    fn refused(&self) -> Option<String> {
        let known = |letter: u8| letter.is_ascii_alphanumeric() || b"-_/".contains(&letter);
        if self.id.starts_with("arn:") {
            return Arn::of("kms", &self.id).err();
        }
        let fine = !self.id.is_empty() && self.id.bytes().all(known);
        (!fine).then(|| "a key is named by its id, its ARN or `alias/name`".to_owned())
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "key `{}`{}", self.id, self.aws.place())
    }
}

impl Handle for Alias {
    const SERVICE: &'static str = "kms";

    fn aws(&self) -> &Aws {
        &self.key.aws
    }

    fn refused(&self) -> Option<String> {
        self.key.refused()
    }
}

impl fmt::Display for Alias {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "alias `{}`{}", self.key.id, self.key.aws.place())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorKind;
    use crate::canned::Canned;

    #[tokio::test]
    async fn a_key_that_is_scheduled_for_deletion_is_gone_and_does_not_come_back() {
        let pending = || {
            let body = r#"{"KeyMetadata":{"KeyId":"k-1","Enabled":false,"KeyState":"PendingDeletion","DeletionDate":1700000000}}"#;
            Canned::default().json(200, body).aws().0.kms().key("k-1")
        };
        let error = pending().is_enabled().look().await.unwrap_err();
        assert_eq!(error.kind(), &ErrorKind::Gone);
        assert!(error.to_string().ends_with("it is scheduled for deletion on 2023-11-14T22:13:20Z"), "{error}");
        assert_eq!(pending().is_gone().look().await.unwrap(), Seen::Yes(()));
    }

    #[tokio::test]
    async fn rotation_is_asked_by_id_where_the_key_was_named_by_alias() {
        let (aws, calls) = Canned::default()
            .json(200, r#"{"KeyMetadata":{"KeyId":"k-1","Enabled":true,"KeyState":"Enabled"}}"#)
            .json(200, r#"{"KeyRotationEnabled":false}"#)
            .aws();
        let seen = aws.kms().key("alias/orders").rotates().look().await.unwrap();
        assert_eq!(seen.reason(), Some("does not rotate"));
        assert!(calls.all()[1].contains(r#""KeyId":"k-1""#), "{:?}", calls.all());
    }

    #[tokio::test]
    async fn what_is_no_key_is_refused_before_a_call() {
        let (aws, calls) = Canned::default().aws();
        for key in ["", "a key", "arn:aws:kms:us-east-1:1:key/k", "arn:aws:s3:::bucket"] {
            assert_eq!(
                aws.kms().key(key).is_enabled().look().await.unwrap_err().kind(),
                &ErrorKind::Malformed,
                "{key}"
            );
        }
        assert_eq!(calls.count(), 0);
    }
}
