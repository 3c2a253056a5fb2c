//! What every handle can do.

use std::error::Error as StdError;
use std::fmt;

use aws_credential_types::provider::error::CredentialsError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_types::SdkConfig;
use aws_types::request_id::RequestId;

use crate::codes::{Answer, classify};
use crate::error::Failure;
use crate::{Aws, Check, Error, ErrorKind, Seen};

/// Is a name of something in an account, with the way there.
///
/// Every handle of this crate is one; implement it for a service that this crate does not have. `Display` says what the handle names, in front
/// of every promise and every error: ``queue `orders` (us-east-1)``.
pub trait Handle: Clone + fmt::Display + Send + Sync + 'static {
    /// The service by its IAM prefix.
    const SERVICE: &'static str;

    /// Returns the way to the account.
    fn aws(&self) -> &Aws;

    /// Says why nothing can have this name, before any call.
    fn refused(&self) -> Option<String> {
        None
    }

    /// Returns what a client is made from, unless the name is malformed.
    fn config(&self) -> impl Future<Output = Result<SdkConfig, Error>> + Send {
        async move {
            match self.refused() {
                Some(reason) => Err(Error::malformed(self, reason)),
                None => self.aws().config().await,
            }
        }
    }

    /// Turns the SDK's error of a call into ours.
    fn failed<E>(&self, operation: &'static str) -> impl FnOnce(SdkError<E, HttpResponse>) -> Error + use<Self, E>
    where
        E: ProvideErrorMetadata + StdError + Send + Sync + 'static,
    {
        let call = Call {
            service: Self::SERVICE,
            operation,
            subject: self.to_string(),
            region: self.aws().region().map(str::to_owned),
        };
        move |error| {
            let request_id = error.request_id().map(str::to_owned);
            let meta = error.meta();
            let (code, message) = (meta.code().map(str::to_owned), meta.message().map(str::to_owned));
            let said = Said { code, message, request_id };
            match error.raw_response() {
                Some(response) if response.status().is_success() => call.unreadable(&error, said),
                Some(response) => call.answered(response, said),
                None => {
                    let refused = match &error {
                        SdkError::ConstructionFailure(_) => true,
                        SdkError::DispatchFailure(failure) => failure.is_user(),
                        _ => false,
                    };
                    call.unanswered(&error, refused)
                }
            }
        }
    }

    /// Makes a condition of a promise and a look; while the resource is absent it says "does not exist yet".
    fn check<T, Fut>(&self, promise: impl fmt::Display, look: impl Fn(Self) -> Fut + Send + Sync + 'static) -> Check<T>
    where
        Fut: Future<Output = Result<Seen<T>, Error>> + Send + 'static,
    {
        let handle = self.clone();
        Check::new(format!("{self} {promise}"), move || {
            let looking = look(handle.clone());
            async move {
                match looking.await {
                    Err(error) if *error.kind() == ErrorKind::Absent => Ok(Seen::No("does not exist yet".to_owned())),
                    seen => seen,
                }
            }
        })
    }

    /// Makes the condition that it carries a tag, of a look at all its tags.
    fn tagged<Fut>(&self, key: String, value: String, look: impl Fn(Self) -> Fut + Send + Sync + 'static) -> Check
    where
        Fut: Future<Output = Result<Vec<(String, String)>, Error>> + Send + 'static,
    {
        self.check(format!("has the tag {key} = `{value}`"), move |handle| {
            let (looking, key, value) = (look(handle), key.clone(), value.clone());
            async move {
                let found = looking.await?.into_iter().find(|(name, _)| *name == key);
                Ok(match found {
                    Some((_, actual)) => Seen::when(actual == value, (), || format!("{key} is `{actual}`")),
                    None => Seen::No(format!("has no tag {key}")),
                })
            }
        })
    }

    /// Makes the condition that it is absent: what a deletion promises.
    fn gone<T, Fut>(&self, look: impl Fn(Self) -> Fut + Send + Sync + 'static) -> Check
    where
        Fut: Future<Output = Result<T, Error>> + Send + 'static,
    {
        let handle = self.clone();
        Check::new(format!("{self} is gone"), move || {
            let looking = look(handle.clone());
            async move {
                match looking.await {
                    Ok(_) => Ok(Seen::No("is still there".to_owned())),
                    Err(error) if error.is_absent() => Ok(Seen::Yes(())),
                    Err(error) => Err(error),
                }
            }
        })
    }
}

/// Is what a call is known by.
struct Call {
    service: &'static str,
    operation: &'static str,
    subject: String,
    region: Option<String>,
}

/// Is what the service said.
#[derive(Default)]
struct Said {
    code: Option<String>,
    message: Option<String>,
    request_id: Option<String>,
}

impl Call {
    fn answered(self, response: &HttpResponse, said: Said) -> Error {
        let lack = lacking(response);
        let message = said.message.or(lack);
        let action = action(self.service, self.operation);
        let kind = classify(&Answer {
            status: response.status().as_u16(),
            code: said.code.as_deref(),
            message: message.as_deref(),
            bucket_region: response.headers().get("x-amz-bucket-region"),
            region: self.region.as_deref(),
            action: &action,
        });
        let message = message.or_else(|| Some(format!("status {}", response.status().as_u16())));
        self.error(kind, Said { message, ..said })
    }

    /// The service said yes, in words that the SDK does not understand; a cut-off body is nothing else.
    fn unreadable(self, error: &(dyn StdError + 'static), said: Said) -> Error {
        let cause = innermost(error).to_string();
        self.error(ErrorKind::Other, Said { message: Some(format!("the answer cannot be read: {cause}")), ..said })
    }

    /// The call got no answer, or the SDK `refused` to make it.
    fn unanswered(self, error: &(dyn StdError + 'static), refused: bool) -> Error {
        let without = causes(error).any(|cause| cause.downcast_ref::<CredentialsError>().is_some());
        let message = innermost(error).to_string();
        let kind = if without {
            ErrorKind::Credentials
        } else if refused || message.starts_with("Invalid ") {
            // What the SDK says of a region or a name that makes no endpoint.
            ErrorKind::Malformed
        } else {
            ErrorKind::Connection
        };
        let untrusted = message.contains("certificate");
        let mut error = self.error(kind, Said { message: Some(message), ..Said::default() });
        if untrusted {
            error.make_permanent();
        }
        error
    }

    fn error(self, kind: ErrorKind, said: Said) -> Error {
        let transient = matches!(kind, ErrorKind::Throttled | ErrorKind::Transient | ErrorKind::Connection);
        Error::new(Failure {
            kind,
            transient,
            service: self.service,
            operation: self.operation,
            subject: self.subject,
            region: self.region,
            code: said.code,
            message: said.message,
            request_id: said.request_id,
        })
    }
}

fn causes<'e>(error: &'e (dyn StdError + 'static)) -> impl Iterator<Item = &'e (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |&cause| cause.source())
}

/// Returns the last cause: the outer ones only say that there is one.
fn innermost<'e>(error: &'e (dyn StdError + 'static)) -> &'e (dyn StdError + 'static) {
    causes(error).last().unwrap_or(error)
}

/// Reads an answer that no protocol covers, as an emulator gives it for an operation or a protocol that it lacks.
fn lacking(response: &HttpResponse) -> Option<String> {
    let body = std::str::from_utf8(response.body().bytes()?).ok()?;
    ["implemented", "requested URL was not found"]
        .iter()
        .any(|words| body.contains(words))
        .then(|| body.chars().take(300).collect())
}

/// Names the IAM action of an operation, where it is not named after it.
///
/// Source: the service authorization reference of each service.
fn action(service: &str, operation: &str) -> String {
    let named = match (service, operation) {
        ("lambda", "Invoke") => "InvokeFunction",
        ("s3", "HeadBucket" | "ListObjectsV2") => "ListBucket",
        ("s3", "HeadObject") => "GetObject",
        ("s3", "GetBucketEncryption") => "GetEncryptionConfiguration",
        ("s3", "GetBucketLifecycleConfiguration") => "GetLifecycleConfiguration",
        ("s3", "GetPublicAccessBlock") => "GetBucketPublicAccessBlock",
        (_, operation) => operation,
    };
    format!("{service}:{named}")
}

#[cfg(all(test, feature = "sts"))]
mod tests {
    use aws_config::BehaviorVersion;
    use aws_credential_types::provider::{self, ProvideCredentials, SharedCredentialsProvider, future};

    use super::*;
    use crate::Connection;

    #[derive(Debug)]
    struct Nobody;

    impl ProvideCredentials for Nobody {
        fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
        where
            Self: 'a,
        {
            let none: provider::Result = Err(CredentialsError::not_loaded("no keys anywhere"));
            future::ProvideCredentials::ready(none)
        }
    }

    fn answered_by(config: aws_types::sdk_config::Builder) -> Aws {
        let config = config.behavior_version(BehaviorVersion::latest()).build();
        Aws::connecting(move || std::future::ready(Ok(config.clone())))
    }

    #[tokio::test]
    async fn missing_credentials_end_the_wait() {
        let region = aws_types::region::Region::new("us-east-1");
        let nobody = SharedCredentialsProvider::new(Nobody);
        let aws = answered_by(SdkConfig::builder().region(region).credentials_provider(nobody));
        let error = aws.sts().identity().await.unwrap_err();
        assert_eq!((error.kind(), error.is_transient()), (&ErrorKind::Credentials, false), "{error:?}");
    }

    #[tokio::test]
    async fn a_region_that_makes_no_endpoint_ends_the_wait() {
        for region in ["", "not a region"] {
            let aws = Connection::default().region(region).keys("AKID", "secret", None).aws();
            let error = aws.sts().identity().await.unwrap_err();
            assert_eq!((error.kind(), error.is_transient()), (&ErrorKind::Malformed, false), "{error:?}");
        }
    }
}
