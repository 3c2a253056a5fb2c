//! Answers in XML as JSON values, so that a kind reads both alike.

use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::{Map, Value};

/// Reads a document: an element with text is a string, one whose children are all `item` or `member` a list, any other an object.
///
/// Children of one name become a list; attributes are left out. The root's name is dropped.
pub(super) fn parse(text: &str) -> Result<Value, String> {
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Element> = Vec::new();
    loop {
        match reader.read_event().map_err(|error| error.to_string())? {
            Event::Start(start) => {
                if open.len() > DEEPEST {
                    return Err(format!("more than {DEEPEST} elements within each other"));
                }
                open.push(Element::new(start.local_name().as_ref()));
            }
            Event::Empty(start) => {
                let empty = Element::new(start.local_name().as_ref());
                match open.last_mut() {
                    Some(parent) => parent.add(empty),
                    None => return Ok(empty.into_value()),
                }
            }
            Event::Text(text) => {
                if let Some(element) = open.last_mut() {
                    element.text.push_str(&text);
                }
            }
            Event::CData(text) => {
                if let Some(element) = open.last_mut() {
                    element.text.push_str(&text);
                }
            }
            Event::GeneralRef(reference) => {
                if let Some(element) = open.last_mut() {
                    element.text.push_str(&referred(&reference)?);
                }
            }
            Event::End(_) => {
                let Some(element) = open.pop() else { return Err("an element ends that did not begin".to_owned()) };
                match open.last_mut() {
                    Some(parent) => parent.add(element),
                    None => return Ok(element.into_value()),
                }
            }
            Event::Eof => return Err("the document ends early".to_owned()),
            _ => {}
        }
    }
}

const DEEPEST: usize = 64;

/// Returns the character that `&amp;`, `&#13;` and the like stand for.
fn referred(reference: &quick_xml::events::BytesRef<'_>) -> Result<String, String> {
    if let Some(character) = reference.resolve_char_ref().map_err(|error| error.to_string())? {
        return Ok(character.to_string());
    }
    let name: &str = reference;
    quick_xml::escape::resolve_predefined_entity(name)
        .map(str::to_owned)
        .ok_or_else(|| format!("`&{name};` is not known"))
}

#[derive(Debug, Default)]
struct Element {
    name: String,
    text: String,
    children: Vec<(String, Value)>,
}

impl Element {
    fn new(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    fn add(&mut self, child: Self) {
        self.children.push((child.name.clone(), child.into_value()));
    }

    fn into_value(self) -> Value {
        if self.children.is_empty() {
            // Nothing but the indentation of a list that is empty.
            let blank = self.text.chars().all(char::is_whitespace);
            return Value::String(if blank { String::new() } else { self.text });
        }
        if self.children.iter().all(|(name, _)| matches!(name.as_str(), "item" | "member")) {
            return Value::Array(self.children.into_iter().map(|(_, value)| value).collect());
        }
        let mut fields = Map::new();
        let mut repeated = std::collections::BTreeSet::new();
        for (name, value) in self.children {
            match fields.get_mut(&name) {
                None => {
                    fields.insert(name, value);
                }
                Some(Value::Array(values)) if repeated.contains(&name) => values.push(value),
                Some(first) => {
                    *first = Value::Array(vec![first.take(), value]);
                    repeated.insert(name);
                }
            }
        }
        Value::Object(fields)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_document_becomes_objects_lists_and_strings() {
        let text = "<?xml version='1.0'?><R xmlns='x'><set><item><id>a&amp;b</id></item></set><Key>1</Key><Key>2</Key><None/></R>";
        let expected = json!({ "set": [{ "id": "a&b" }], "Key": ["1", "2"], "None": "" });
        assert_eq!(parse(text).unwrap(), expected);
    }

    #[test]
    fn lists_of_lists_stay_apart() {
        let text = "<R><K><item>1</item></K><K><item>2</item></K></R>";
        assert_eq!(parse(text).unwrap(), json!({ "K": [["1"], ["2"]] }));
    }

    #[test]
    fn what_is_no_document_is_an_error() {
        assert!(parse("<R><K>").is_err() && parse("").is_err() && parse("{}").is_err());
    }
}
