//! What a service answered, read leniently: every protocol has its own way to say nothing.

use jiff::Timestamp;
use serde_json::Value;

use crate::nuke::model::Tags;

/// Is the body of an answer, whatever the protocol.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) body: Value,
    /// The service's name for the request.
    pub(crate) request_id: Option<String>,
    /// The body as it was written, where the service tells a version with it by which it can be changed: a distribution's configuration.
    pub(crate) document: Option<Document>,
}

/// Is a document that a service gives out to be changed and given back.
#[derive(Debug, Clone)]
pub(crate) struct Document {
    pub(crate) text: String,
    /// What a change of it, or a deletion, has to name.
    pub(crate) version: String,
}

impl Answer {
    /// Returns the top of the body.
    pub(crate) fn node(&self) -> Node<'_> {
        Node(&self.body)
    }

    /// Returns the entries of a list; see [`Node::list`].
    pub(crate) fn list(&self, path: &str) -> Vec<Node<'_>> {
        self.node().list(path)
    }

    pub(crate) fn text(&self, path: &str) -> Option<&str> {
        self.node().text(path)
    }
}

/// Is a part of an answer. Paths go down with slashes: `state/name`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Node<'a>(pub(crate) &'a Value);

impl<'a> Node<'a> {
    /// Goes down a path.
    pub(crate) fn at(self, path: &str) -> Option<Node<'a>> {
        let mut value = self.0;
        for key in path.split('/') {
            value = value.get(key)?;
        }
        (!value.is_null()).then_some(Node(value))
    }

    /// Returns a text that is not empty.
    pub(crate) fn text(self, path: &str) -> Option<&'a str> {
        self.at(path)?.as_text()
    }

    /// Returns this node's own text if it is not empty.
    pub(crate) fn as_text(self) -> Option<&'a str> {
        self.0.as_str().filter(|text| !text.is_empty())
    }

    /// Returns a text, or the empty string.
    pub(crate) fn text_or_empty(self, path: &str) -> String {
        self.text(path).unwrap_or_default().to_owned()
    }

    /// Tells whether a value is true, in JSON or as XML's text.
    pub(crate) fn flag(self, path: &str) -> bool {
        self.at(path).is_some_and(|node| node.0.as_bool().unwrap_or_else(|| node.0.as_str() == Some("true")))
    }

    /// Returns a whole number, in JSON or as XML's text.
    pub(crate) fn number(self, path: &str) -> Option<i64> {
        let node = self.at(path)?;
        node.0.as_i64().or_else(|| node.0.as_str()?.parse().ok())
    }

    /// Returns a time: RFC 3339, or seconds since 1970 as the JSON protocols write them.
    pub(crate) fn time(self, path: &str) -> Option<Timestamp> {
        let node = self.at(path)?;
        if let Some(seconds) = node.0.as_f64() {
            return timestamp(seconds);
        }
        let text = node.0.as_str()?;
        text.parse().ok().or_else(|| timestamp(text.parse().ok()?))
    }

    /// Returns the entries of a list: JSON's arrays, XML's `item`s and `member`s, and lists with one name for their entries
    /// (`<DBInstances><DBInstance>`). What is absent or empty has none.
    pub(crate) fn list(self, path: &str) -> Vec<Node<'a>> {
        match self.at(path).map(|node| node.0) {
            Some(Value::Array(values)) => values.iter().map(Node).collect(),
            Some(Value::Object(fields)) if fields.len() == 1 => fields.values().flat_map(Self::repeated).collect(),
            Some(object @ Value::Object(_)) => vec![Node(object)],
            _ => Vec::new(),
        }
    }

    /// Returns the elements of one name that XML repeats without a list around them, as S3 does: `<Contents>..</Contents><Contents>`.
    pub(crate) fn flat(self, path: &str) -> Vec<Node<'a>> {
        self.at(path).map(|node| Self::repeated(node.0)).unwrap_or_default()
    }

    fn repeated(value: &'a Value) -> Vec<Node<'a>> {
        match value {
            Value::Array(values) => values.iter().map(Node).collect(),
            Value::Null => Vec::new(),
            Value::String(text) if text.is_empty() => Vec::new(),
            one => vec![Node(one)],
        }
    }

    /// Returns the texts of a list.
    pub(crate) fn texts(self, path: &str) -> Vec<String> {
        self.list(path).into_iter().filter_map(Self::as_text).map(str::to_owned).collect()
    }

    /// Returns tags, as a list of pairs (`key`/`value`, `Key`/`Value`, `TagKey`/`TagValue`) or as an object. Absent means none.
    pub(crate) fn tags(self, path: &str) -> Tags {
        const NAMES: [(&str, &str); 3] = [("Key", "Value"), ("key", "value"), ("TagKey", "TagValue")];
        let Some(node) = self.at(path) else { return Tags::from_iter(NO_TAGS) };
        let entries = self.list(path);
        let pair = |entry: &Node<'a>| {
            NAMES.iter().find_map(|(key, value)| Some((entry.text(key)?.to_owned(), entry.text_or_empty(value))))
        };
        if let Value::Object(fields) = node.0 {
            let is_map = fields.values().all(Value::is_string) && entries.iter().all(|entry| pair(entry).is_none());
            if is_map {
                return fields.iter().filter_map(|(key, value)| Some((key.as_str(), value.as_str()?))).collect();
            }
        }
        match entries.iter().map(pair).collect::<Option<Vec<_>>>() {
            Some(pairs) => pairs.into_iter().collect(),
            None => Tags::Unreadable(format!("the answer's `{path}` is not a list of tags")),
        }
    }
}

const NO_TAGS: [(String, String); 0] = [];

fn timestamp(seconds: f64) -> Option<Timestamp> {
    // Some services write milliseconds: nothing in an account is from the year 5138.
    const MILLISECONDS_FROM: f64 = 1e11;
    let seconds = if seconds > MILLISECONDS_FROM { seconds / 1000.0 } else { seconds };
    #[expect(
        clippy::cast_possible_truncation,
        reason = "milliseconds of any year that jiff knows fit, and a float's cast saturates"
    )]
    Timestamp::from_millisecond((seconds * 1000.0).round() as i64).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_list_is_read_from_every_protocol() {
        let value = json!({ "json": ["a"], "xml": { "Thing": { "id": "1", "n": "2" } }, "many": { "Thing": ["a", "b"] }, "none": "" });
        let node = Node(&value);
        let lengths = ["json", "xml", "many", "none", "absent"].map(|path| node.list(path).len());
        assert_eq!(lengths, [1, 1, 2, 0, 0]);
    }

    #[test]
    fn tags_are_read_as_pairs_and_as_an_object() {
        let value = json!({ "a": [{ "Key": "k", "Value": "v" }], "b": { "k": "v" }, "c": [{ "odd": 1 }], "d": "" });
        let expected: Tags = [("k", "v")].into_iter().collect();
        assert_eq!((Node(&value).tags("a"), Node(&value).tags("b")), (expected.clone(), expected));
        assert!(matches!(Node(&value).tags("c"), Tags::Unreadable(_)));
        assert_eq!(Node(&value).tags("d"), Tags::from_iter(NO_TAGS));
    }

    #[test]
    fn a_time_is_read_as_text_and_as_seconds_and_as_milliseconds() {
        let value =
            json!({ "a": "2026-01-02T03:04:05.000Z", "b": 1_767_323_045, "c": 1_767_323_045_000_i64, "d": "soon" });
        let node = Node(&value);
        assert_eq!((node.time("a"), node.time("a")), (node.time("b"), node.time("c")));
        assert_eq!(node.time("d"), None);
    }
}
