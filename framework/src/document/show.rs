//! Values and expectations on one line.

use serde_json::Value;

use super::claim::Claim;
use super::parse::literal;

/// How long a string may be to be shown. It is shown whole or not at all: half a secret would not be recognised as one.
const STRING: usize = 1_000;
/// Where an object or an array stops: after the item that goes past it.
const LINE: usize = 200;

/// Shows a value that was found.
pub(super) fn value(found: &Value) -> String {
    claim(&literal(found))
}

/// Shows an expectation.
pub(super) fn claim(claim: &Claim) -> String {
    let mut line = String::new();
    write(claim, &mut line);
    line
}

fn write(claim: &Claim, line: &mut String) {
    match claim {
        Claim::Scalar(Value::String(text)) => line.push_str(&string(text)),
        Claim::Scalar(value) => line.push_str(&value.to_string()),
        Claim::Object { fields, .. } => list(line, ('{', '}'), fields, |(name, claim), line| {
            line.push_str(&format!("{}: ", string(name)));
            write(claim, line);
        }),
        Claim::Array(items) => list(line, ('[', ']'), items, write),
        Claim::Any => line.push_str("anything"),
        Claim::Kind(kind) => line.push_str(kind.words()),
        Claim::Absent => line.push_str("nothing"),
        Claim::Matches(expression) => line.push_str(&format!("a string matching `{expression}`")),
        Claim::Contains(part) => prefixed("something containing ", part, line),
        Claim::Unordered(items) => {
            line.push_str("in any order ");
            list(line, ('[', ']'), items, write);
        }
        Claim::Each(item) => prefixed("an array of which each item is ", item, line),
        Claim::Length(length) => line.push_str(&format!("something of length {length}")),
        Claim::Compared(order, number) => line.push_str(&format!("{} {number}", order.words())),
        Claim::OneOf(several) => {
            line.push_str("one of ");
            list(line, ('[', ']'), several, write);
        }
        Claim::Not(other) => prefixed("anything but ", other, line),
        Claim::JsonText(document) => prefixed("JSON text of ", document, line),
        Claim::Secret(_) => line.push_str("a secret"),
        Claim::Mistaken(reason) => line.push_str(&format!("something that cannot be: {reason}")),
    }
}

fn prefixed(words: &str, claim: &Claim, line: &mut String) {
    line.push_str(words);
    write(claim, line);
}

fn list<T>(line: &mut String, (open, close): (char, char), items: &[T], show: impl Fn(&T, &mut String)) {
    line.push(open);
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            line.push_str(", ");
        }
        if line.len() > LINE {
            line.push_str(&format!(".. {} more", items.len() - index));
            break;
        }
        show(item, line);
    }
    line.push(close);
}

/// Quotes a string as JSON does; a long one is only measured.
pub(super) fn string(text: &str) -> String {
    let length = text.chars().count();
    if length > STRING { format!("a string of {length} characters") } else { Value::from(text).to_string() }
}

/// Shows a string that was found in the place of another; says where long ones part.
pub(super) fn other_string(expected: &str, found: &str) -> String {
    let shown = string(found);
    let parts = expected.chars().zip(found.chars()).take_while(|(expected, found)| expected == found).count();
    let length = found.chars().count();
    if length > 80 && parts > 0 { format!("{shown}, which differs from character {} on", parts + 1) } else { shown }
}
