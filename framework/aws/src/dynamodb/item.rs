//! An item of a table.

use std::collections::HashMap;
use std::fmt;

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Map, Value};

use super::Table;
use crate::handle::Handle;
use crate::{Aws, Check, Error, Seen};

/// Is the value of a key: a text, a number or bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyValue(AttributeValueOfKey);

#[derive(Debug, Clone, PartialEq, Eq)]
enum AttributeValueOfKey {
    Text(String),
    Number(i64),
    Bytes(Vec<u8>),
}

impl From<&str> for KeyValue {
    fn from(text: &str) -> Self {
        Self(AttributeValueOfKey::Text(text.to_owned()))
    }
}

impl From<String> for KeyValue {
    fn from(text: String) -> Self {
        Self(AttributeValueOfKey::Text(text))
    }
}

impl From<&String> for KeyValue {
    fn from(text: &String) -> Self {
        Self(AttributeValueOfKey::Text(text.clone()))
    }
}

impl From<i64> for KeyValue {
    fn from(number: i64) -> Self {
        Self(AttributeValueOfKey::Number(number))
    }
}

impl From<Vec<u8>> for KeyValue {
    fn from(bytes: Vec<u8>) -> Self {
        Self(AttributeValueOfKey::Bytes(bytes))
    }
}

impl KeyValue {
    fn attribute(&self) -> AttributeValue {
        match &self.0 {
            AttributeValueOfKey::Text(text) => AttributeValue::S(text.clone()),
            AttributeValueOfKey::Number(number) => AttributeValue::N(number.to_string()),
            AttributeValueOfKey::Bytes(bytes) => AttributeValue::B(Blob::new(bytes.clone())),
        }
    }
}

impl fmt::Display for KeyValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            AttributeValueOfKey::Text(text) => f.write_str(text),
            AttributeValueOfKey::Number(number) => write!(f, "{number}"),
            AttributeValueOfKey::Bytes(bytes) => write!(f, "{} bytes", bytes.len()),
        }
    }
}

/// Names an item by its key.
#[derive(Debug, Clone)]
pub struct Item {
    table: Table,
    key: Vec<(String, KeyValue)>,
}

impl Item {
    pub(super) fn new(table: Table, attribute: String, value: KeyValue) -> Self {
        Self { table, key: vec![(attribute, value)] }
    }

    /// Adds the range key.
    #[must_use]
    pub fn and(mut self, attribute: impl Into<String>, value: impl Into<KeyValue>) -> Self {
        self.key.push((attribute.into(), value.into()));
        self
    }

    /// Returns the item, read consistently; `None` where there is none.
    ///
    /// # Errors
    /// Fails when the table does not exist or may not be read.
    pub async fn describe(&self) -> Result<Option<HashMap<String, AttributeValue>>, Error> {
        self.config().await?;
        let key = self.key.iter().map(|(attribute, value)| (attribute.clone(), value.attribute())).collect();
        let call = self.table.client().await?.get_item().table_name(self.table.name());
        let answer = call.set_key(Some(key)).consistent_read(true).send().await;
        Ok(answer.map_err(self.failed("GetItem"))?.item)
    }

    /// Promises that the item exists; the value is the item as plain JSON, without DynamoDB's type names.
    pub fn exists(&self) -> Check<Value> {
        self.check("exists", |item| async move {
            Ok(Seen::some(item.describe().await?.map(plain), || "does not exist yet".to_owned()))
        })
    }

    /// Promises that the item does not exist, or not any more.
    pub fn is_gone(&self) -> Check {
        self.check("is gone", |item| async move {
            Ok(Seen::when(item.describe().await?.is_none(), (), || "is still there".to_owned()))
        })
    }

    /// Promises that an attribute of the item has a value, in plain JSON: `("count", 3)`, `("tags", json!(["a"]))`.
    pub fn has(&self, attribute: impl Into<String>, value: impl Into<Value>) -> Check {
        let (attribute, value) = (attribute.into(), value.into());
        self.check(format!("has {attribute} = {value}"), move |item| {
            let (attribute, value) = (attribute.clone(), value.clone());
            async move {
                let Some(found) = item.describe().await?.map(plain) else {
                    return Ok(Seen::No("does not exist yet".to_owned()));
                };
                Ok(match found.get(&attribute) {
                    Some(actual) => Seen::when(same(actual, &value), (), || format!("{attribute} is {actual}")),
                    None => Seen::No(format!("has no {attribute}")),
                })
            }
        })
    }
}

/// Numbers are compared by value: DynamoDB writes `1.0` as `1`.
fn same(actual: &Value, expected: &Value) -> bool {
    match (actual.as_f64(), expected.as_f64()) {
        (Some(one), Some(other)) => actual == expected || one.total_cmp(&other).is_eq(),
        _ => actual == expected,
    }
}

fn plain(item: HashMap<String, AttributeValue>) -> Value {
    Value::Object(item.into_iter().map(|(name, value)| (name, plain_value(value))).collect::<Map<_, _>>())
}

/// Leaves DynamoDB's type names out. Bytes become hexadecimal.
fn plain_value(value: AttributeValue) -> Value {
    let texts = |texts: Vec<String>| texts.into_iter().map(Value::String).collect();
    match value {
        AttributeValue::S(text) => Value::String(text),
        AttributeValue::N(number) => number_of(&number),
        AttributeValue::Bool(truth) => Value::Bool(truth),
        AttributeValue::L(values) => values.into_iter().map(plain_value).collect(),
        AttributeValue::M(values) => plain(values),
        AttributeValue::Ss(set) => texts(set),
        AttributeValue::Ns(set) => set.iter().map(|number| number_of(number)).collect(),
        AttributeValue::B(bytes) => hexadecimal(&bytes),
        AttributeValue::Bs(set) => set.iter().map(hexadecimal).collect(),
        _ => Value::Null,
    }
}

fn number_of(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned()))
}

fn hexadecimal(bytes: &Blob) -> Value {
    crate::document(bytes)
}

impl Handle for Item {
    const SERVICE: &'static str = "dynamodb";

    fn aws(&self) -> &Aws {
        self.table.aws()
    }

    fn refused(&self) -> Option<String> {
        self.table.refused()
    }
}

impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key: Vec<String> = self.key.iter().map(|(attribute, value)| format!("{attribute} = `{value}`")).collect();
        write!(f, "item {} of {}", key.join(", "), self.table)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::canned::Canned;

    #[tokio::test]
    async fn an_item_is_plain_json() {
        let body = r#"{"Item":{"id":{"S":"a"},"n":{"N":"1.5"},"b":{"B":"AQI="},"l":{"L":[{"BOOL":true},{"NULL":true}]},"m":{"M":{"x":{"NS":["1"]}}}}}"#;
        let (aws, _) = Canned::default().json(200, body).aws();
        let seen = aws.dynamodb().table("locks").item("id", "a").exists().look().await.unwrap();
        let expected = json!({ "id": "a", "n": 1.5, "b": "0102", "l": [true, null], "m": { "x": [1] } });
        assert_eq!(seen, Seen::Yes(expected));
    }

    #[tokio::test]
    async fn no_item_is_not_yet_and_numbers_are_compared_by_value() {
        let (aws, _) = Canned::default().json(200, "{}").json(200, r#"{"Item":{"n":{"N":"3"}}}"#).aws();
        let item = aws.dynamodb().table("locks").item("id", 7).and("at", "noon");
        assert_eq!(item.has("n", 3.0).look().await.unwrap().reason(), Some("does not exist yet"));
        assert_eq!(item.has("n", 3.0).look().await.unwrap(), Seen::Yes(()));
        assert!(item.to_string().starts_with("item id = `7`, at = `noon` of table `locks`"), "{item}");
    }
}
