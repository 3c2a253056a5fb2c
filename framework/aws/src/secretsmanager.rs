//! Secrets Manager: secrets, compared and never shown.

use std::fmt;

use aws_sdk_secretsmanager::Client;
use aws_sdk_secretsmanager::operation::describe_secret::DescribeSecretOutput;
use serde_json::Value;

use crate::arn::Arn;
use crate::handle::Handle;
use crate::{Aws, Check, Error, Seen};

impl Aws {
    /// Leads to the secrets.
    #[must_use]
    pub fn secretsmanager(&self) -> SecretsManager {
        SecretsManager { aws: self.clone() }
    }
}

/// Leads to the secrets of an account.
#[derive(Debug, Clone)]
pub struct SecretsManager {
    aws: Aws,
}

impl SecretsManager {
    /// Names a secret by its name or its ARN. The region in an ARN counts.
    #[must_use]
    pub fn secret(&self, name: impl Into<String>) -> Secret {
        let id = name.into();
        let region = Arn::read(&id).map(|arn| arn.region.to_owned());
        let aws = region.map_or_else(|| self.aws.clone(), |region| self.aws.in_region(region));
        Secret { aws, id }
    }
}

/// Names a secret. Its value is compared and appears in no sentence, error or debug output.
///
/// A secret that is scheduled for deletion ends every wait, except for [`is_gone`](Self::is_gone).
///
/// ```no_run
/// # async fn example(aws: terraproof_aws::Aws, password: String) -> Result<(), terraproof_aws::Error> {
/// let secret = aws.secretsmanager().secret("database");
/// assert_eq!(secret.has_field("password", password).look().await?.reason(), None);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Secret {
    aws: Aws,
    id: String,
}

impl Secret {
    /// Returns what Secrets Manager knows of the secret beside its value.
    ///
    /// # Errors
    /// Fails when the secret does not exist or may not be read.
    pub async fn describe(&self) -> Result<DescribeSecretOutput, Error> {
        let call = self.client().await?.describe_secret().secret_id(&self.id);
        call.send().await.map_err(self.failed("DescribeSecret"))
    }

    /// Promises that the secret exists.
    pub fn exists(&self) -> Check<DescribeSecretOutput> {
        self.check("exists", |secret| async move { secret.living().await.map(Seen::Yes) })
    }

    /// Promises that the secret is deleted, or scheduled for it: it is kept for 7 to 30 days more.
    pub fn is_gone(&self) -> Check {
        self.gone(|secret| async move { secret.living().await })
    }

    /// Promises that the current value is this text.
    pub fn value_is(&self, value: impl Into<String>) -> Check {
        let expected = value.into();
        self.check("has the expected value", move |secret| {
            let expected = expected.clone();
            async move {
                let actual = secret.value().await?;
                Ok(Seen::when(actual == expected.as_bytes(), (), || "its value differs".to_owned()))
            }
        })
    }

    /// Promises that the current value is a JSON object with this text in a field.
    pub fn has_field(&self, name: impl Into<String>, value: impl Into<String>) -> Check {
        let (name, expected) = (name.into(), value.into());
        self.check(format!("has the expected value in `{name}`"), move |secret| {
            let (name, expected) = (name.clone(), expected.clone());
            async move {
                // An error of the parser quotes what it read.
                let Ok(Value::Object(fields)) = serde_json::from_slice(&secret.value().await?) else {
                    return Ok(Seen::No("its value is not a JSON object".to_owned()));
                };
                Ok(match fields.get(&name) {
                    Some(actual) => Seen::when(*actual == expected, (), || format!("`{name}` differs")),
                    None => Seen::No(format!("has no `{name}`")),
                })
            }
        })
    }

    /// Promises that the secret is replaced by itself.
    pub fn rotates(&self) -> Check {
        self.check("rotates", |secret| async move {
            let on = secret.living().await?.rotation_enabled == Some(true);
            Ok(Seen::when(on, (), || "does not rotate".to_owned()))
        })
    }

    /// Promises that the secret is encrypted with this key, named as the secret names it: id, ARN or alias.
    pub fn is_encrypted_with(&self, key: impl Into<String>) -> Check {
        let key = key.into();
        self.check(format!("is encrypted with the key `{key}`"), move |secret| {
            let key = key.clone();
            async move {
                let actual = secret.living().await?.kms_key_id.unwrap_or_else(|| "aws/secretsmanager".to_owned());
                Ok(Seen::when(actual == key, (), || format!("is encrypted with `{actual}`")))
            }
        })
    }

    /// Promises that the secret carries this tag.
    pub fn has_tag(&self, key: impl Into<String>, value: impl Into<String>) -> Check {
        self.tagged(key.into(), value.into(), |secret| async move {
            let tags = secret.living().await?.tags.unwrap_or_default();
            Ok(tags.into_iter().filter_map(|tag| tag.key.zip(tag.value)).collect())
        })
    }

    /// Describes a secret that is there to stay.
    async fn living(&self) -> Result<DescribeSecretOutput, Error> {
        let secret = self.describe().await?;
        match secret.deleted_date {
            Some(date) => Err(Error::gone(self, format!("it is scheduled for deletion since {date}"))),
            None => Ok(secret),
        }
    }

    async fn value(&self) -> Result<Vec<u8>, Error> {
        let call = self.client().await?.get_secret_value().secret_id(&self.id);
        let answer = call.send().await.map_err(self.failed("GetSecretValue"))?;
        let bytes = answer.secret_binary.map(aws_sdk_secretsmanager::primitives::Blob::into_inner);
        Ok(answer.secret_string.map(String::into_bytes).or(bytes).unwrap_or_default())
    }

    async fn client(&self) -> Result<Client, Error> {
        Ok(Client::new(&self.config().await?))
    }
}

impl Handle for Secret {
    const SERVICE: &'static str = "secretsmanager";

    fn aws(&self) -> &Aws {
        &self.aws
    }

    fn refused(&self) -> Option<String> {
        if self.id.starts_with("arn:") {
            return Arn::of("secretsmanager", &self.id).err();
        }
        let known = |letter: u8| letter.is_ascii_alphanumeric() || b"/_+=.@-".contains(&letter);
        let fine = (1..=512).contains(&self.id.len()) && self.id.bytes().all(known);
        (!fine).then(|| "a secret's name takes 1 to 512 letters, digits and `/_+=.@-`".to_owned())
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "secret `{}`{}", self.id, self.aws.place())
    }
}

#[cfg(test)]
mod tests {
    use crate::ErrorKind;
    use crate::canned::Canned;

    #[tokio::test]
    async fn neither_value_shows_where_they_differ() {
        let body = r#"{"SecretString":"{\"password\":\"actual-hidden\"}"}"#;
        let (aws, _) =
            Canned::default().json(200, body).json(200, body).json(200, r#"{"SecretString":"actual-hidden"}"#).aws();
        let secret = aws.secretsmanager().secret("database");
        for check in [
            secret.value_is("expected-hidden"),
            secret.has_field("password", "expected-hidden"),
            secret.has_field("password", "expected-hidden"),
        ] {
            let shown = format!("{check:?} {} {:?}", check.sentence(), check.look().await);
            assert!(shown.contains("No(") && !shown.contains("hidden"), "{shown}");
        }
    }

    #[tokio::test]
    async fn a_secret_that_is_marked_for_deletion_ends_the_wait() {
        let message = "You can't perform this operation on the secret because it was marked for deletion.";
        let (aws, _) = Canned::default().json_error("InvalidRequestException", message).aws();
        let error = aws.secretsmanager().secret("database").value_is("x").look().await.unwrap_err();
        assert_eq!((error.kind(), error.is_transient()), (&ErrorKind::Gone, false));
    }

    #[tokio::test]
    async fn what_is_no_name_is_refused_before_a_call() {
        let (aws, calls) = Canned::default().aws();
        for name in ["", "a b", "arn:aws:ssm:us-east-1:111122223333:parameter/x"] {
            let error = aws.secretsmanager().secret(name).exists().look().await.unwrap_err();
            assert_eq!(error.kind(), &ErrorKind::Malformed, "{name}");
        }
        assert_eq!(calls.count(), 0);
    }
}
