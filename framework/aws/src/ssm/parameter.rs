//! A parameter, whose value is compared and never shown.

use std::fmt;

use aws_sdk_ssm::Client;
use aws_sdk_ssm::types::{Parameter as ParameterDescription, ParameterType};

use super::{Command, ManagedInstance};
use crate::handle::Handle;
use crate::{Aws, Check, Error, Seen};

impl Aws {
    /// Leads to parameters, and to commands on instances.
    #[must_use]
    pub fn ssm(&self) -> Ssm {
        Ssm { aws: self.clone() }
    }
}

/// Leads to the parameters and managed instances of an account.
#[derive(Debug, Clone)]
pub struct Ssm {
    aws: Aws,
}

impl Ssm {
    /// Names a parameter.
    #[must_use]
    pub fn parameter(&self, name: impl Into<String>) -> Parameter {
        Parameter { aws: self.aws.clone(), name: name.into() }
    }

    /// Names an instance that Systems Manager manages.
    #[must_use]
    pub fn instance(&self, id: impl Into<String>) -> ManagedInstance {
        ManagedInstance::new(self.aws.clone(), id.into())
    }

    /// Names a shell command on an instance; nothing is sent before a condition on it is looked at.
    pub fn command(&self, instance: impl Into<String>, script: impl Into<String>) -> Command {
        self.instance(instance).command(script)
    }
}

/// Names a parameter. Its value is compared and appears in no sentence, error or debug output.
///
/// ```no_run
/// # async fn example(aws: terraproof_aws::Aws, password: String) -> Result<(), terraproof_aws::Error> {
/// let parameter = aws.ssm().parameter("/database/password");
/// assert_eq!(parameter.is_secure().look().await?.reason(), None);
/// assert_eq!(parameter.value_is(password).look().await?.reason(), None);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Parameter {
    aws: Aws,
    name: String,
}

impl Parameter {
    /// Returns what Systems Manager knows of the parameter; a secure value stays encrypted.
    ///
    /// # Errors
    /// Fails when the parameter does not exist or may not be read.
    pub async fn describe(&self) -> Result<ParameterDescription, Error> {
        let call = self.client().await?.get_parameter().name(&self.name).with_decryption(false);
        self.found(call.send().await.map_err(self.failed("GetParameter"))?.parameter)
    }

    /// Promises that the parameter exists.
    pub fn exists(&self) -> Check<ParameterDescription> {
        self.check("exists", |parameter| async move { parameter.describe().await.map(Seen::Yes) })
    }

    /// Promises that the parameter does not exist any more.
    pub fn is_gone(&self) -> Check {
        self.gone(|parameter| async move { parameter.describe().await })
    }

    /// Promises that the parameter has this value, decrypted where it is secure.
    pub fn value_is(&self, value: impl Into<String>) -> Check {
        let expected = value.into();
        self.check("has the expected value", move |parameter| {
            let expected = expected.clone();
            async move {
                let call = parameter.client().await?.get_parameter().name(&parameter.name).with_decryption(true);
                let answer = call.send().await.map_err(parameter.failed("GetParameter"))?;
                let actual = parameter.found(answer.parameter)?.value;
                Ok(Seen::when(actual == Some(expected), (), || "its value differs".to_owned()))
            }
        })
    }

    /// Promises that the parameter is a `SecureString`.
    pub fn is_secure(&self) -> Check {
        self.check("is a SecureString", |parameter| async move {
            let kind = parameter.describe().await?.r#type;
            let name = kind.as_ref().map_or("nothing", ParameterType::as_str).to_owned();
            Ok(Seen::when(kind == Some(ParameterType::SecureString), (), || format!("is a {name}")))
        })
    }

    fn found(&self, parameter: Option<ParameterDescription>) -> Result<ParameterDescription, Error> {
        parameter.ok_or_else(|| Error::malformed(self, "the answer names no parameter"))
    }

    async fn client(&self) -> Result<Client, Error> {
        Ok(Client::new(&self.config().await?))
    }
}

impl Handle for Parameter {
    const SERVICE: &'static str = "ssm";

    fn aws(&self) -> &Aws {
        &self.aws
    }

    fn refused(&self) -> Option<String> {
        let known = |letter: u8| letter.is_ascii_alphanumeric() || b"/_.:-".contains(&letter);
        let fine = (1..=2048).contains(&self.name.len()) && self.name.bytes().all(known);
        (!fine).then(|| "a parameter's name takes letters, digits and `/_.-`".to_owned())
    }
}

impl fmt::Display for Parameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "parameter `{}`{}", self.name, self.aws.place())
    }
}

#[cfg(test)]
mod tests {
    use crate::canned::Canned;

    #[tokio::test]
    async fn a_value_that_differs_does_not_show() {
        let body = r#"{"Parameter":{"Name":"p","Type":"String","Value":"actual-hidden","Version":1}}"#;
        let (aws, calls) = Canned::default().json(200, body).json(200, body).json(200, body).aws();
        let parameter = aws.ssm().parameter("p");
        let shown =
            format!("{:?} {:?}", parameter.value_is("expected-hidden").look().await, parameter.describe().await);
        assert!(shown.contains("its value differs") && !shown.contains("hidden"), "{shown}");
        assert!(calls.all()[0].contains(r#""WithDecryption":true"#), "{:?}", calls.all());
        assert_eq!(parameter.is_secure().look().await.unwrap().reason(), Some("is a String"));
    }
}
