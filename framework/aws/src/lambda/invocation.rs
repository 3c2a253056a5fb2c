//! An invocation of a function.

use std::fmt;

use aws_sdk_lambda::primitives::Blob;
use serde_json::Value;

use super::Function;
use crate::handle::Handle;
use crate::{Check, Error, Seen};

/// How much of a payload is shown.
const SHOWN: usize = 300;

/// Is an invocation that each look makes anew: the function runs as often as there are looks.
///
/// ```no_run
/// # async fn example(aws: terraproof_aws::Aws) -> Result<(), terraproof_aws::Error> {
/// let empty = aws.lambda().function("orders").invoke(serde_json::json!({}));
/// assert_eq!(empty.fails_with("KeyError").look().await?.reason(), None);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[must_use = "an invocation runs nothing by itself: look at one of its conditions"]
pub struct Invocation {
    function: Function,
    payload: String,
}

/// Is what an invocation came back with.
#[derive(Debug, Clone, PartialEq)]
pub enum Returned {
    /// The function returned this.
    Value(Value),
    /// The function failed; Lambda gives `errorType` and `errorMessage`.
    Failure(Value),
}

impl Invocation {
    pub(super) fn new(function: Function, payload: String) -> Self {
        Self { function, payload }
    }

    /// Invokes the function once and waits for what it returns, at most as long as one attempt may take (30 seconds by default).
    ///
    /// # Errors
    /// Fails when the function could not be run. What the function itself failed with is a value: [`Returned::Failure`].
    pub async fn run(&self) -> Result<Returned, Error> {
        let client = self.function.client().await?;
        let call = client.invoke().function_name(self.function.name()).payload(Blob::new(self.payload.as_bytes()));
        let answer = call.send().await.map_err(self.function.failed("Invoke"))?;
        let payload = answer.payload.map(Blob::into_inner).unwrap_or_default();
        let text = String::from_utf8_lossy(&payload);
        // A runtime of the user's own may return what is no JSON.
        let value = match text.as_ref() {
            "" => Value::Null,
            text => serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned())),
        };
        Ok(if answer.function_error.is_some() { Returned::Failure(value) } else { Returned::Value(value) })
    }

    /// Promises that the function returns, whatever it returns.
    pub fn succeeds(&self) -> Check<Value> {
        self.check("succeeds", |returned| match returned {
            Returned::Value(value) => Seen::Yes(value),
            Returned::Failure(failure) => Seen::No(failed(&failure)),
        })
    }

    /// Promises that the function returns this value, whole.
    pub fn returns(&self, expected: Value) -> Check {
        self.check(format!("returns {}", short(&expected)), move |returned| match returned {
            Returned::Value(value) => Seen::when(value == expected, (), || format!("returned {}", short(&value))),
            Returned::Failure(failure) => Seen::No(failed(&failure)),
        })
    }

    /// Promises that the function fails with an error of this type, as Lambda names it in `errorType`; the value is the message.
    pub fn fails_with(&self, error_type: impl Into<String>) -> Check<String> {
        let expected = error_type.into();
        self.check(format!("fails with `{expected}`"), move |returned| match returned {
            Returned::Value(value) => Seen::No(format!("returned {}", short(&value))),
            Returned::Failure(failure) => {
                let message = failure["errorMessage"].as_str().unwrap_or_default().to_owned();
                Seen::when(failure["errorType"] == expected.as_str(), message, || failed(&failure))
            }
        })
    }

    fn check<T: 'static>(
        &self,
        promise: impl fmt::Display,
        judge: impl Fn(Returned) -> Seen<T> + Clone + Send + Sync + 'static,
    ) -> Check<T> {
        let invocation = self.clone();
        self.function.check(format_args!("{promise} when it is invoked"), move |_| {
            let (invocation, judge) = (invocation.clone(), judge.clone());
            async move { invocation.run().await.map(judge) }
        })
    }
}

/// Does not show the payload, which may hold what is secret.
impl fmt::Debug for Invocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Invocation").field("function", &self.function).finish_non_exhaustive()
    }
}

fn failed(failure: &Value) -> String {
    match (failure["errorType"].as_str(), failure["errorMessage"].as_str()) {
        (Some(kind), Some(message)) => format!("failed with `{kind}`: {message}"),
        (None, Some(message)) => format!("failed: {message}"),
        _ => format!("failed: {}", short(failure)),
    }
}

fn short(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}..", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::canned::Canned;

    #[tokio::test]
    async fn a_function_that_fails_says_how() {
        let body = r#"{"errorType":"KeyError","errorMessage":"'id'"}"#;
        let headers = [("x-amz-function-error", "Unhandled")];
        let (aws, calls) = Canned::default().answer(200, &headers, body).answer(200, &headers, body).aws();
        let invocation = aws.lambda().function("orders").invoke(json!({ "b": 2 }));
        assert_eq!(invocation.succeeds().look().await.unwrap().reason(), Some("failed with `KeyError`: 'id'"));
        assert_eq!(invocation.fails_with("KeyError").look().await.unwrap(), Seen::Yes("'id'".to_owned()));
        assert!(calls.all()[0].ends_with(r#"/2015-03-31/functions/orders/invocations  {"b":2}"#), "{:?}", calls.all());
    }

    #[tokio::test]
    async fn a_value_that_is_no_json_is_a_text_and_nothing_is_null() {
        let (aws, _) = Canned::default().answer(200, &[], "plain").answer(200, &[], "").aws();
        let invocation = aws.lambda().function("orders").invoke(json!(null));
        assert_eq!(invocation.returns(json!("plain")).look().await.unwrap(), Seen::Yes(()));
        assert_eq!(invocation.returns(json!(null)).look().await.unwrap(), Seen::Yes(()));
    }
}
