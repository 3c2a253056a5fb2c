//! What can stand in the place of a value.

use serde_json::{Value, json};

use super::Pattern;

/// Holds for anything that is there, `null` too.
///
/// ```
/// use terraproof::document::any;
/// use terraproof::{expect_json, json};
/// assert!(expect_json(&json!({"id": null}), json!({"id": any()})).is_ok());
/// assert!(expect_json(&json!({}), json!({"id": any()})).is_err());
/// ```
pub fn any() -> Pattern {
    Pattern::marked("any", Value::Null)
}

/// Holds for any string.
///
/// ```
/// use terraproof::document::any_string;
/// use terraproof::{expect_json, json};
/// assert!(expect_json(&json!({"id": "vpc-1"}), json!({"id": any_string()})).is_ok());
/// ```
pub fn any_string() -> Pattern {
    Pattern::marked("any_string", Value::Null)
}

/// Holds for any number.
///
/// ```
/// use terraproof::document::any_number;
/// use terraproof::{expect_json, json};
/// assert!(expect_json(&json!({"port": 443}), json!({"port": any_number()})).is_ok());
/// ```
pub fn any_number() -> Pattern {
    Pattern::marked("any_number", Value::Null)
}

/// Holds for `true` and for `false`.
///
/// ```
/// use terraproof::document::any_bool;
/// use terraproof::{expect_json, json};
/// assert!(expect_json(&json!({"public": null}), json!({"public": any_bool()})).is_err());
/// ```
pub fn any_bool() -> Pattern {
    Pattern::marked("any_bool", Value::Null)
}

/// Holds for a field of an object that is not there; `null` is there.
///
/// ```
/// use terraproof::document::absent;
/// use terraproof::{expect_json, json};
/// assert!(expect_json(&json!({"id": "vpc-1"}), json!({"error": absent()})).is_ok());
/// ```
pub fn absent() -> Pattern {
    Pattern::marked("absent", Value::Null)
}

/// Holds for a string in which a regular expression is found; `^` and `$` tie it to the ends.
///
/// ```
/// use terraproof::document::matches;
/// use terraproof::{expect_json, json};
/// assert!(expect_json(&json!({"id": "vpc-0a1"}), json!({"id": matches("^vpc-[0-9a-f]+$")})).is_ok());
/// ```
pub fn matches(expression: &str) -> Pattern {
    Pattern::marked("matches", json!(expression))
}

/// Holds for a string with this part, or for an array with an item like this one.
///
/// ```
/// use terraproof::document::contains;
/// use terraproof::{expect_json, json};
/// let group = json!({"description": "from the office", "rules": [{"port": 22}, {"port": 443}]});
/// let expected = json!({"description": contains("office"), "rules": contains(json!({"port": 443}))});
/// assert!(expect_json(&group, expected).is_ok());
/// ```
pub fn contains(part: impl Into<Pattern>) -> Pattern {
    Pattern::marked("contains", part.into().into_written())
}

/// Holds for an array of just these items in any order.
///
/// ```
/// use terraproof::document::unordered;
/// use terraproof::{expect_json, json};
/// assert!(expect_json(&json!(["b", "a"]), unordered(["a", "b"])).is_ok());
/// assert!(expect_json(&json!(["b", "a", "c"]), unordered(["a", "b"])).is_err());
/// ```
pub fn unordered<T: Into<Pattern>>(items: impl IntoIterator<Item = T>) -> Pattern {
    let items: Value = items.into_iter().map(|item| item.into().into_written()).collect();
    Pattern::marked("unordered", items)
}

/// Holds for an array of which every item is like this; an empty one is, too.
///
/// ```
/// use terraproof::document::{any_string, each};
/// use terraproof::{expect_json, json};
/// assert!(expect_json(&json!([{"id": "a"}, {"id": "b"}]), each(json!({"id": any_string()}))).is_ok());
/// ```
pub fn each(item: impl Into<Pattern>) -> Pattern {
    Pattern::marked("each", item.into().into_written())
}

/// Holds for an array of this many items, an object of this many fields, or a string of this many characters.
///
/// ```
/// use terraproof::document::len;
/// use terraproof::{expect_json, json};
/// assert!(expect_json(&json!({"subnets": ["a", "b", "c"]}), json!({"subnets": len(3)})).is_ok());
/// ```
pub fn len(length: usize) -> Pattern {
    Pattern::marked("len", json!(length))
}

/// Holds for a number above this one.
///
/// ```
/// use terraproof::document::greater_than;
/// use terraproof::{expect_json, json};
/// assert!(expect_json(&json!({"size": 16}), json!({"size": greater_than(8)})).is_ok());
/// ```
pub fn greater_than(number: impl Into<Value>) -> Pattern {
    Pattern::marked("greater_than", number.into())
}

/// Holds for a number below this one.
///
/// ```
/// use terraproof::document::less_than;
/// use terraproof::{expect_json, json};
/// assert!(expect_json(&json!({"ttl": 60}), json!({"ttl": less_than(300)})).is_ok());
/// ```
pub fn less_than(number: impl Into<Value>) -> Pattern {
    Pattern::marked("less_than", number.into())
}

/// Holds for this number and above.
///
/// ```
/// use terraproof::document::at_least;
/// use terraproof::{expect_json, json};
/// assert!(expect_json(&json!({"days": 7}), json!({"days": at_least(7)})).is_ok());
/// ```
pub fn at_least(number: impl Into<Value>) -> Pattern {
    Pattern::marked("at_least", number.into())
}

/// Holds for this number and below.
///
/// ```
/// use terraproof::document::at_most;
/// use terraproof::{expect_json, json};
/// assert!(expect_json(&json!({"days": 0.5}), json!({"days": at_most(1)})).is_ok());
/// ```
pub fn at_most(number: impl Into<Value>) -> Pattern {
    Pattern::marked("at_most", number.into())
}

/// Holds for one of several.
///
/// ```
/// use terraproof::document::one_of;
/// use terraproof::{expect_json, json};
/// assert!(expect_json(&json!({"state": "pending"}), json!({"state": one_of(["pending", "running"])})).is_ok());
/// ```
pub fn one_of<T: Into<Pattern>>(several: impl IntoIterator<Item = T>) -> Pattern {
    let several: Value = several.into_iter().map(|one| one.into().into_written()).collect();
    Pattern::marked("one_of", several)
}

/// Holds for anything that is there and is not like this.
///
/// ```
/// use terraproof::document::not;
/// use terraproof::{expect_json, json};
/// assert!(expect_json(&json!({"cidr": "10.0.0.0/8"}), json!({"cidr": not("0.0.0.0/0")})).is_ok());
/// ```
pub fn not(other: impl Into<Pattern>) -> Pattern {
    Pattern::marked("not", other.into().into_written())
}

/// Holds for an object with these fields and no other, at every depth.
///
/// ```
/// use terraproof::document::exactly;
/// use terraproof::{expect_json, json};
/// assert!(expect_json(&json!({"a": 1, "b": 2}), exactly(json!({"a": 1}))).is_err());
/// ```
pub fn exactly(document: impl Into<Pattern>) -> Pattern {
    Pattern::marked("exactly", document.into().into_written())
}

/// Holds for a string that holds a document like this, as the policies of AWS do.
///
/// ```
/// use terraproof::document::json_text;
/// use terraproof::{expect_json, json};
/// let role = json!({"policy": r#"{"Version": "2012-10-17", "Statement": []}"#});
/// assert!(expect_json(&role, json!({"policy": json_text(json!({"Version": "2012-10-17"}))})).is_ok());
/// ```
pub fn json_text(document: impl Into<Pattern>) -> Pattern {
    Pattern::marked("json_text", document.into().into_written())
}

/// Holds for this value; neither it nor what is found in its place is ever shown.
///
/// ```
/// use terraproof::document::secret;
/// use terraproof::{expect_json, json};
/// let error = expect_json(&json!({"password": "letmein"}), json!({"password": secret("hunter2")})).unwrap_err();
/// assert_eq!(error.to_string(), "the document does not match: $.password: expected a secret, found another value");
/// ```
pub fn secret(value: impl Into<Pattern>) -> Pattern {
    Pattern::marked("secret", value.into().into_written())
}
