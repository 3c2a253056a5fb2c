//! An object in a bucket.

use std::fmt;

use aws_sdk_s3::operation::head_object::HeadObjectOutput;

use super::{Bucket, name};
use crate::handle::Handle;
use crate::{Aws, Check, Error, Seen};

/// The longest body that is compared.
const LONGEST: i64 = 16 * 1024 * 1024;

/// Names an object in a bucket.
///
/// ```no_run
/// # async fn example(aws: terraproof_aws::Aws) -> Result<(), terraproof_aws::Error> {
/// let page = aws.s3().bucket("my-site").object("index.html");
/// assert_eq!(page.has_body("<h1>hello</h1>").look().await?.reason(), None);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Object {
    bucket: Bucket,
    key: String,
}

impl Object {
    pub(super) fn new(bucket: Bucket, key: String) -> Self {
        Self { bucket, key }
    }

    /// Returns what S3 knows of the object beside its body.
    ///
    /// # Errors
    /// Fails when the object does not exist or may not be read. Without `s3:ListBucket` an absent object looks denied.
    pub async fn describe(&self) -> Result<HeadObjectOutput, Error> {
        self.config().await?;
        let call = self.bucket.client().await?.head_object().bucket(self.bucket.name()).key(&self.key);
        call.send().await.map_err(self.failed("HeadObject"))
    }

    /// Promises that the object exists.
    pub fn exists(&self) -> Check<HeadObjectOutput> {
        self.check("exists", |object| async move { object.describe().await.map(Seen::Yes) })
    }

    /// Promises that the object does not exist, or not any more.
    pub fn is_gone(&self) -> Check {
        self.gone(|object| async move { object.describe().await })
    }

    /// Promises that the object has exactly this body. A body beyond 16 MiB is not read: it differs.
    pub fn has_body(&self, body: impl Into<Vec<u8>>) -> Check {
        let expected = body.into();
        self.check(format!("has the expected body of {} bytes", expected.len()), move |object| {
            let expected = expected.clone();
            async move {
                Ok(match object.body().await? {
                    Err(length) => Seen::No(format!("has a body of {length} bytes, more than are compared")),
                    Ok(actual) => {
                        Seen::when(actual == expected, (), || format!("has another body, {}", shown(&actual)))
                    }
                })
            }
        })
    }

    /// Promises that the object's body holds this text. A body beyond 16 MiB is not read.
    pub fn contains(&self, text: impl Into<String>) -> Check {
        let text = text.into();
        self.check(format!("contains `{text}`"), move |object| {
            let text = text.clone();
            async move {
                Ok(match object.body().await? {
                    Err(length) => Seen::No(format!("has a body of {length} bytes, more than are read")),
                    Ok(actual) => {
                        let found = String::from_utf8_lossy(&actual).contains(&text);
                        Seen::when(found, (), || format!("has {}", shown(&actual)))
                    }
                })
            }
        })
    }

    /// Promises that the object carries this metadata of the user; the name without `x-amz-meta-`.
    pub fn has_metadata(&self, name: impl Into<String>, value: impl Into<String>) -> Check {
        let (name, value) = (name.into().to_ascii_lowercase(), value.into());
        self.check(format!("has the metadata {name} = `{value}`"), move |object| {
            let (name, value) = (name.clone(), value.clone());
            async move {
                let metadata = object.describe().await?.metadata.unwrap_or_default();
                Ok(match metadata.get(&name) {
                    Some(actual) => Seen::when(*actual == value, (), || format!("{name} is `{actual}`")),
                    None => Seen::No(format!("has no {name}")),
                })
            }
        })
    }

    /// Promises that the object has this content type.
    pub fn has_content_type(&self, content_type: impl Into<String>) -> Check {
        let expected = content_type.into();
        self.check(format!("has the content type `{expected}`"), move |object| {
            let expected = expected.clone();
            async move {
                let actual = object.describe().await?.content_type.unwrap_or_default();
                Ok(Seen::when(actual == expected, (), || format!("has `{actual}`")))
            }
        })
    }

    /// Reads the body, or returns its length where that is too long to read.
    async fn body(&self) -> Result<Result<Vec<u8>, i64>, Error> {
        self.config().await?;
        let call = self.bucket.client().await?.get_object().bucket(self.bucket.name()).key(&self.key);
        let answer = call.send().await.map_err(self.failed("GetObject"))?;
        let length = answer.content_length.unwrap_or_default();
        if length > LONGEST {
            return Ok(Err(length));
        }
        let body = answer.body.collect().await;
        let body = body.map_err(|error| Error::interrupted(self, format!("the body was cut off: {error}")))?;
        Ok(Ok(body.into_bytes().to_vec()))
    }
}

/// Shows the beginning of a body.
fn shown(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    let start: String = text.chars().take(80).collect();
    let more = if start.len() < text.len() { ".." } else { "" };
    format!("{} bytes: {start:?}{more}", body.len())
}

impl Handle for Object {
    const SERVICE: &'static str = "s3";

    fn aws(&self) -> &Aws {
        self.bucket.aws()
    }

    fn refused(&self) -> Option<String> {
        if !(1..=1024).contains(&self.key.len()) {
            return Some("a key takes 1 to 1024 bytes".to_owned());
        }
        name::refused(self.bucket.name())
    }
}

impl fmt::Display for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "object `s3://{}/{}`{}", self.bucket.name(), self.key, self.bucket.aws().place())
    }
}

#[cfg(test)]
mod tests {
    use crate::ErrorKind;
    use crate::canned::Canned;

    #[tokio::test]
    async fn another_body_shows_its_beginning() {
        let (aws, _) = Canned::default().answer(200, &[], "goodbye").aws();
        let seen = aws.s3().bucket("site").object("index.html").has_body("hello").look().await.unwrap();
        assert_eq!(seen.reason(), Some("has another body, 7 bytes: \"goodbye\""));
    }

    #[tokio::test]
    async fn a_body_that_is_too_long_is_not_read() {
        let (aws, _) = Canned::default().answer(200, &[("content-length", "17000000000")], "").aws();
        let seen = aws.s3().bucket("site").object("big").has_body("hello").look().await.unwrap();
        assert_eq!(seen.reason(), Some("has a body of 17000000000 bytes, more than are compared"));
    }

    #[tokio::test]
    async fn a_key_that_nothing_can_have_is_refused_before_a_call() {
        let (aws, calls) = Canned::default().aws();
        let error = aws.s3().bucket("site").object("").exists().look().await.unwrap_err();
        assert_eq!((error.kind(), calls.count()), (&ErrorKind::Malformed, 0));
    }
}
