//! An expectation as a value.

use std::fmt;

use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use super::claim::Claim;
use super::compare::compare;
use super::parse::parse;
use super::show;
use super::{Difference, Mismatch};

/// The one field of the object that stands for a function in a written expectation.
pub(super) const MARK: &str = "$terraproof::document";

/// Is an expectation on a document, or on a part of one; see [`document`](crate::document).
///
/// It serializes into something that [`match_json`] understands again, so that it can stand inside [`json!`](crate::json).
#[must_use = "an expectation checks nothing until it is matched with a document"]
#[derive(Clone)]
pub struct Pattern(Value);

impl Pattern {
    pub(super) fn marked(function: &str, argument: impl Into<Value>) -> Self {
        Self(json!({ MARK: [function, argument.into()] }))
    }

    pub(super) fn into_written(self) -> Value {
        self.0
    }

    /// Matches a document with the expectation.
    ///
    /// # Errors
    /// Fails with every place that differs, or when the document cannot be written as JSON.
    ///
    /// ```
    /// use terraproof::{json, match_json};
    /// assert!(match_json(json!({"port": 443})).check(&json!({"port": 443, "protocol": "tcp"})).is_ok());
    /// ```
    pub fn check(&self, found: &(impl Serialize + ?Sized)) -> Result<(), Mismatch> {
        let found = serde_json::to_value(found).map_err(|error| {
            let found = format!("a value that cannot be written as JSON: {error}");
            Mismatch::of(vec![Difference { path: "$".to_owned(), expected: "a document".to_owned(), found }])
        })?;
        let mut differences = Vec::new();
        compare(&self.claim(), Some(&found), "$", &mut differences);
        if differences.is_empty() { Ok(()) } else { Err(Mismatch::of(differences)) }
    }

    /// Returns what is wrong with the expectation itself, such as a malformed regular expression.
    pub(crate) fn mistake(&self) -> Option<String> {
        self.claim().mistake()
    }

    fn claim(&self) -> Claim {
        parse(&self.0, false)
    }
}

/// Makes an expectation of what [`json!`](crate::json) wrote; see [`document`](crate::document).
///
/// ```
/// use terraproof::document::greater_than;
/// use terraproof::{json, match_json};
///
/// let expected = match_json(json!({"size": greater_than(8)}));
/// assert!(expected.check(&json!({"size": 16, "type": "gp3"})).is_ok());
/// ```
pub fn match_json(expected: impl Into<Pattern>) -> Pattern {
    expected.into()
}

/// Checks that a document is as expected; see [`document`](crate::document).
///
/// # Errors
/// Fails with every place that differs.
///
/// ```no_run
/// # use terraproof::{Stack, TestResult};
/// # async fn body(site: &Stack<'_>) -> TestResult {
/// use terraproof::document::any_string;
/// use terraproof::{expect_json, json};
///
/// let bucket = site.resource("module.site.aws_s3_bucket.this").await?;
/// expect_json(bucket.values(), json!({"arn": any_string(), "versioning": [{"enabled": true}]}))?;
/// # Ok(())
/// # }
/// ```
pub fn expect_json(found: &(impl Serialize + ?Sized), expected: impl Into<Pattern>) -> Result<(), Mismatch> {
    expected.into().check(found)
}

impl Serialize for Pattern {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

/// Shows the expectation in words, as far as they fit on a line.
impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&show::claim(&self.claim()))
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pattern({self})")
    }
}

impl<T: Into<Pattern>> From<Vec<T>> for Pattern {
    fn from(items: Vec<T>) -> Self {
        Self(items.into_iter().map(|item| item.into().0).collect())
    }
}

impl<T: Into<Pattern>, const N: usize> From<[T; N]> for Pattern {
    fn from(items: [T; N]) -> Self {
        Self(items.into_iter().map(|item| item.into().0).collect())
    }
}

macro_rules! literal {
    ($($of:ty),*) => {
        $(impl From<$of> for Pattern {
            fn from(value: $of) -> Self {
                Self(Value::from(value))
            }
        })*
    };
}

literal!(Value, &str, String, bool, u16, i32, u32, i64, u64, usize, f64);
