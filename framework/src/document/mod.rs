//! Whole documents against an expectation: plans, outputs, resources, policies, bodies.
//!
//! An expectation is written with [`json!`](crate::json), and where it leaves something open, with the functions of this module in the
//! places of values. Objects are compared by subset, arrays item by item, numbers by value.
//!
//! | function | holds for |
//! |---|---|
//! | [`any`], [`any_string`], [`any_number`], [`any_bool`] | something of that sort |
//! | [`absent`] | a field that is not there |
//! | [`matches()`] | a string in which a regular expression is found |
//! | [`contains`] | a string with that part, or an array with such an item |
//! | [`greater_than`], [`less_than`], [`at_least`], [`at_most`] | a number |
//! | [`unordered`] | an array of just these items in any order |
//! | [`each`], [`len`] | an array; `len` also a string or an object |
//! | [`one_of`], [`not`] | one of several, or the opposite |
//! | [`exactly`] | an object without any other field, at every depth |
//! | [`json_text`] | a string that holds a document, as policies do |
//! | [`secret`] | this value, and neither it nor what is found is ever shown |
//!
//! ```
//! use terraproof::document::{any_string, json_text, unordered};
//! use terraproof::{expect_json, json};
//!
//! let bucket = json!({
//!     "arn": "arn:aws:s3:::site",
//!     "tags": {"owner": "web", "run": "r7"},
//!     "policy": r#"{"Statement": [{"Effect": "Deny", "Action": ["s3:PutObject", "s3:DeleteObject"]}]}"#,
//! });
//!
//! expect_json(&bucket, json!({
//!     "arn": any_string(),
//!     "tags": {"owner": "web"},
//!     "policy": json_text(json!({
//!         "Statement": [{"Effect": "Deny", "Action": unordered(["s3:DeleteObject", "s3:PutObject"])}],
//!     })),
//! }))?;
//!
//! let error = expect_json(&bucket, json!({"tags": {"owner": "data"}})).unwrap_err();
//! assert_eq!(error.to_string(), r#"the document does not match: $.tags.owner: expected "data", found "web""#);
//! # Ok::<(), terraproof::Mismatch>(())
//! ```

mod claim;
mod claims;
mod compare;
mod mismatch;
mod numbers;
mod parse;
mod pattern;
mod show;
#[cfg(test)]
mod tests;
mod unordered;

pub use claims::{
    absent, any, any_bool, any_number, any_string, at_least, at_most, contains, each, exactly, greater_than, json_text,
    len, less_than, matches, not, one_of, secret, unordered,
};
pub use mismatch::{Difference, Mismatch};
pub use pattern::{Pattern, expect_json, match_json};
