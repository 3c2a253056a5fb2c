//! An expectation against what is found, place by place.

use serde_json::{Map, Value};

use super::claim::Claim;
use super::{Difference, numbers, show, unordered};

/// Collects where a value differs from what is claimed; `None` is a value that is not there.
pub(super) fn compare(claim: &Claim, found: Option<&Value>, path: &str, differences: &mut Vec<Difference>) {
    let mut differs = |found: String| {
        differences.push(Difference { path: path.to_owned(), expected: show::claim(claim), found });
    };
    let Some(found) = found else {
        if !matches!(claim, Claim::Absent) {
            differs("nothing".to_owned());
        }
        return;
    };
    match (claim, found) {
        (Claim::Object { fields, closed }, Value::Object(object)) => {
            compare_object(fields, *closed, object, path, differences);
        }
        (Claim::Array(claims), Value::Array(items)) => compare_array(claims, items, path, differences),
        (Claim::Unordered(claims), Value::Array(items)) => unordered::compare(claims, items, path, differences),
        (Claim::Each(claim), Value::Array(items)) => {
            for (index, item) in items.iter().enumerate() {
                compare(claim, Some(item), &format!("{path}[{index}]"), differences);
            }
        }
        (Claim::JsonText(document), Value::String(text)) => match serde_json::from_str::<Value>(text) {
            Ok(found) => compare(document, Some(&found), path, differences),
            Err(error) => differs(format!("{}, which is not JSON: {error}", seen(claim, found))),
        },
        (Claim::Scalar(Value::String(expected)), Value::String(text)) if expected != text => {
            differs(show::other_string(expected, text));
        }
        (Claim::Length(length), found) if size(found).is_some_and(|size| size != *length) => {
            differs(format!("length {} in {}", size(found).unwrap_or_default(), show::value(found)));
        }
        _ if !holds(claim, found) => differs(seen(claim, found)),
        _ => {}
    }
}

/// Shows what was found, unless a secret could be in it.
fn seen(claim: &Claim, found: &Value) -> String {
    if claim.is_secret() { "another value".to_owned() } else { show::value(found) }
}

/// Tells whether a value is as claimed.
pub(super) fn holds(claim: &Claim, found: &Value) -> bool {
    match claim {
        Claim::Any => true,
        Claim::Kind(kind) => kind.is_of(found),
        Claim::Absent | Claim::Mistaken(_) => false,
        Claim::Scalar(Value::Number(expected)) => {
            found.as_number().and_then(|found| numbers::compare(found, expected)).is_some_and(std::cmp::Ordering::is_eq)
        }
        Claim::Scalar(expected) => expected == found,
        Claim::Matches(expression) => found.as_str().is_some_and(|text| expression.is_match(text)),
        Claim::Contains(part) => contains(part, found),
        Claim::Length(length) => size(found) == Some(*length),
        Claim::Compared(order, number) => {
            found.as_number().and_then(|found| numbers::compare(found, number)).is_some_and(|found| order.holds(found))
        }
        Claim::OneOf(several) => several.iter().any(|one| holds(one, found)),
        Claim::Not(other) => !holds(other, found),
        Claim::Secret(value) => holds(value, found),
        Claim::Object { .. } => found.is_object() && is_same(claim, found),
        Claim::Array(_) | Claim::Unordered(_) | Claim::Each(_) => found.is_array() && is_same(claim, found),
        Claim::JsonText(_) => found.is_string() && is_same(claim, found),
    }
}

fn is_same(claim: &Claim, found: &Value) -> bool {
    let mut differences = Vec::new();
    compare(claim, Some(found), "", &mut differences);
    differences.is_empty()
}

fn contains(part: &Claim, found: &Value) -> bool {
    match (part, found) {
        (Claim::Scalar(Value::String(part)), Value::String(text)) => text.contains(part.as_str()),
        (part, Value::Array(items)) => items.iter().any(|item| holds(part, item)),
        _ => false,
    }
}

fn size(found: &Value) -> Option<usize> {
    match found {
        Value::Array(items) => Some(items.len()),
        Value::Object(fields) => Some(fields.len()),
        Value::String(text) => Some(text.chars().count()),
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

fn compare_object(
    fields: &[(String, Claim)],
    closed: bool,
    object: &Map<String, Value>,
    path: &str,
    differences: &mut Vec<Difference>,
) {
    for (name, claim) in fields {
        compare(claim, object.get(name), &below(path, name), differences);
    }
    let other = object.iter().filter(|(name, _)| closed && !fields.iter().any(|(known, _)| known == *name));
    differences.extend(other.map(|(name, value)| unexpected(&[], below(path, name), value)));
}

fn compare_array(claims: &[Claim], items: &[Value], path: &str, differences: &mut Vec<Difference>) {
    for (index, claim) in claims.iter().enumerate() {
        compare(claim, items.get(index), &format!("{path}[{index}]"), differences);
    }
    let other = items.iter().enumerate().skip(claims.len());
    differences.extend(other.map(|(index, item)| unexpected(claims, format!("{path}[{index}]"), item)));
}

/// Says that there is one item more than the claims.
pub(super) fn unexpected(claims: &[Claim], path: String, found: &Value) -> Difference {
    let found = if claims.iter().any(Claim::is_secret) { "another value".to_owned() } else { show::value(found) };
    Difference { path, expected: "nothing".to_owned(), found }
}

/// Names a field: `$.Effect`, or `$["aws:SourceIp"]` where a dot would not do.
fn below(path: &str, name: &str) -> String {
    let word = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == '-';
    if !name.is_empty() && name.chars().all(word) {
        format!("{path}.{name}")
    } else {
        format!("{path}[{}]", show::string(name))
    }
}
