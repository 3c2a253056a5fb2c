//! Parameters as the query protocols write them.

use serde_json::Value;

/// Writes parameters as a form: `{"Filter": [{"Name": "x"}]}` becomes `Filter.1.Name=x`, or `Filter.member.1.Name=x`.
///
/// Nulls are left out. A key may hold dots, for services whose lists have names of their own.
pub(super) fn form(action: &str, version: &str, parameters: &Value, member: bool) -> String {
    let mut pairs = vec![("Action".to_owned(), action.to_owned()), ("Version".to_owned(), version.to_owned())];
    flatten("", parameters, member, &mut pairs);
    let pair = |(key, value): &(String, String)| format!("{}={}", escape(key), escape(value));
    pairs.iter().map(pair).collect::<Vec<_>>().join("&")
}

/// Escapes everything but the unreserved characters of RFC 3986, as signatures want it.
pub(crate) fn escape(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, RESERVED).to_string()
}

/// Escapes the segments of a path and leaves the slashes between them.
pub(crate) fn escape_path(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, RESERVED_IN_PATH).to_string()
}

const RESERVED: &percent_encoding::AsciiSet =
    &percent_encoding::NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

const RESERVED_IN_PATH: &percent_encoding::AsciiSet = &RESERVED.remove(b'/');

fn flatten(prefix: &str, value: &Value, member: bool, pairs: &mut Vec<(String, String)>) {
    let below = |key: &str| if prefix.is_empty() { key.to_owned() } else { format!("{prefix}.{key}") };
    match value {
        Value::Null => {}
        Value::Object(fields) => {
            for (key, value) in fields {
                flatten(&below(key), value, member, pairs);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                let key = if member { format!("member.{}", index + 1) } else { (index + 1).to_string() };
                flatten(&below(&key), value, member, pairs);
            }
        }
        Value::String(text) => pairs.push((prefix.to_owned(), text.clone())),
        Value::Bool(_) | Value::Number(_) => pairs.push((prefix.to_owned(), value.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn lists_are_numbered_as_the_protocol_wants() {
        let parameters = json!({ "Filter": [{ "Name": "vpc-id", "Value": ["a b"] }], "Max": 5, "None": null });
        let text = form("DescribeX", "v", &parameters, false);
        assert_eq!(text, "Action=DescribeX&Version=v&Filter.1.Name=vpc-id&Filter.1.Value.1=a%20b&Max=5");
        assert!(form("X", "v", &json!({ "Names": ["é"] }), true).ends_with("&Names.member.1=%C3%A9"));
    }

    #[test]
    fn a_path_keeps_its_slashes_and_loses_everything_else() {
        assert_eq!(escape_path("bucket/a+b c/ü"), "bucket/a%2Bb%20c/%C3%BC");
    }
}
