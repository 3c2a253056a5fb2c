//! From what is written to what is claimed.

use regex_lite::Regex;
use serde_json::Value;

use super::claim::{Claim, Kind, Order};
use super::pattern::MARK;

/// Understands an expectation; in a `closed` one, objects have no other fields.
pub(super) fn parse(written: &Value, closed: bool) -> Claim {
    match written {
        Value::Object(fields) => match (fields.len(), fields.get(MARK).and_then(Value::as_array).map(Vec::as_slice)) {
            (1, Some([Value::String(function), argument])) => marked(function, argument, closed),
            _ => {
                let fields = fields.iter().map(|(name, value)| (name.clone(), parse(value, closed))).collect();
                Claim::Object { fields, closed }
            }
        },
        Value::Array(items) => Claim::Array(parse_all(items, closed)),
        scalar => Claim::Scalar(scalar.clone()),
    }
}

/// Takes a document for what it is, for showing.
pub(super) fn literal(found: &Value) -> Claim {
    match found {
        Value::Object(fields) => {
            let fields = fields.iter().map(|(name, value)| (name.clone(), literal(value))).collect();
            Claim::Object { fields, closed: false }
        }
        Value::Array(items) => Claim::Array(items.iter().map(literal).collect()),
        scalar => Claim::Scalar(scalar.clone()),
    }
}

fn parse_all(items: &[Value], closed: bool) -> Vec<Claim> {
    items.iter().map(|item| parse(item, closed)).collect()
}

fn marked(function: &str, argument: &Value, closed: bool) -> Claim {
    let inner = |closed: bool| Box::new(parse(argument, closed));
    let items = || parse_all(argument.as_array().map(Vec::as_slice).unwrap_or_default(), closed);
    match function {
        "any" => Claim::Any,
        "any_string" => Claim::Kind(Kind::String),
        "any_number" => Claim::Kind(Kind::Number),
        "any_bool" => Claim::Kind(Kind::Bool),
        "absent" => Claim::Absent,
        "matches" => expression(argument.as_str().unwrap_or_default()),
        "contains" => Claim::Contains(inner(closed)),
        "unordered" => Claim::Unordered(items()),
        "each" => Claim::Each(inner(closed)),
        "len" => Claim::Length(argument.as_u64().and_then(|length| length.try_into().ok()).unwrap_or_default()),
        "greater_than" => compared(Order::GreaterThan, argument),
        "less_than" => compared(Order::LessThan, argument),
        "at_least" => compared(Order::AtLeast, argument),
        "at_most" => compared(Order::AtMost, argument),
        "one_of" => Claim::OneOf(items()),
        "not" => Claim::Not(inner(closed)),
        "exactly" => *inner(true),
        "json_text" => Claim::JsonText(inner(closed)),
        "secret" => Claim::Secret(inner(closed)),
        other => Claim::Mistaken(format!("`{other}` is no expectation that is known")),
    }
}

fn expression(text: &str) -> Claim {
    match Regex::new(text) {
        Ok(expression) => Claim::Matches(expression),
        Err(error) => Claim::Mistaken(format!("`{text}` is not a regular expression: {error}")),
    }
}

fn compared(order: Order, argument: &Value) -> Claim {
    match argument {
        Value::Number(number) => Claim::Compared(order, number.clone()),
        other => Claim::Mistaken(format!("`{other}` is not a number to compare with")),
    }
}
