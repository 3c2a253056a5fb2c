//! The outputs of a configuration.

use std::any::type_name;
use std::collections::BTreeMap;
use std::fmt;

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::Error;
use crate::nearest::nearest;
use crate::plain::Plain;

/// Holds one output.
#[derive(Clone, PartialEq)]
pub struct OutputValue {
    /// The value; the digits of large numbers are kept.
    pub value: Value,
    /// Whether the configuration marks it as sensitive.
    pub sensitive: bool,
    /// Its type as terraform writes it: `"string"`, `["list", "string"]`, ..
    pub r#type: Value,
}

impl fmt::Debug for OutputValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("OutputValue");
        if self.sensitive {
            debug.field("value", &"(sensitive)")
        } else {
            debug.field("value", &self.value)
        };
        debug.field("type", &self.r#type).finish()
    }
}

/// Holds the outputs of a configuration by name.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outputs {
    values: BTreeMap<String, OutputValue>,
}

impl Outputs {
    /// Decodes one output.
    ///
    /// # Errors
    /// When there is no output of that name, or it does not fit the type. A sensitive value is not part of the message.
    pub fn get<T: DeserializeOwned>(&self, name: &str) -> Result<T, Error> {
        let output = self.values.get(name).ok_or_else(|| self.missing(name))?;
        decoded(&output.value).map_err(|error| mismatch::<T>(name, output, &error))
    }

    /// Decodes all outputs at once, as the fields of a struct.
    ///
    /// # Errors
    /// When an output is missing or does not fit the type of its field.
    pub fn all<T: DeserializeOwned>(&self) -> Result<T, Error> {
        let object: Value = self.values.iter().map(|(name, output)| (name.clone(), output.value.clone())).collect();
        decoded(&object).map_err(|error| {
            let name = error.path().to_string();
            let name = name.split(['.', '[']).next().unwrap_or_default().to_owned();
            match self.values.get(&name) {
                Some(output) => mismatch::<T>(&name, output, &error),
                None => Error::OutputType {
                    name: "*".to_owned(),
                    asked: type_name::<T>(),
                    found: format!("an object of {} outputs", self.values.len()),
                    problem: format!(": {}", error.inner()),
                },
            }
        })
    }

    /// Returns one output undecoded.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&OutputValue> {
        self.values.get(name)
    }

    /// Iterates over names and outputs, in order of the names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &OutputValue)> {
        self.values.iter().map(|(name, output)| (name.as_str(), output))
    }

    /// Returns how many outputs there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Tells whether there is no output.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Reads the object that `output -json` prints and the `outputs` event holds.
    pub(crate) fn parse(outputs: &Value) -> Self {
        let field = |output: &Value, name: &str| output.get(name).cloned().unwrap_or_default();
        let values = outputs.as_object().into_iter().flatten().map(|(name, output)| {
            let sensitive = output.get("sensitive").and_then(Value::as_bool).unwrap_or_default();
            (name.clone(), OutputValue { value: field(output, "value"), sensitive, r#type: field(output, "type") })
        });
        Self { values: values.collect() }
    }

    fn missing(&self, name: &str) -> Error {
        let existing: Vec<String> = self.values.keys().cloned().collect();
        let nearest = nearest(name, existing.iter().map(String::as_str)).map(str::to_owned);
        Error::NoOutput { name: name.to_owned(), nearest, existing }
    }
}

/// Decodes with all digits where the type asks for a number, and with ordinary numbers where it does not say.
fn decoded<T: DeserializeOwned>(value: &Value) -> Result<T, serde_path_to_error::Error<serde_json::Error>> {
    serde_path_to_error::deserialize(value).or_else(|error| T::deserialize(Plain(value)).map_err(|_| error))
}

fn mismatch<T>(name: &str, output: &OutputValue, error: &serde_path_to_error::Error<serde_json::Error>) -> Error {
    let problem = match (output.sensitive, error.path().to_string().as_str()) {
        (true, _) => String::new(),
        (false, ".") => format!(": {}", error.inner()),
        (false, path) => format!(": at `{path}`: {}", error.inner()),
    };
    let sensitive = if output.sensitive { "sensitive " } else { "" };
    let found = format!("a {sensitive}{}", described(&output.r#type));
    Error::OutputType { name: name.to_owned(), asked: type_name::<T>(), found, problem }
}

/// Writes a type as in a configuration: `list(string)`, `object({a = number})`.
fn described(r#type: &Value) -> String {
    match r#type {
        Value::String(name) => name.clone(),
        Value::Array(parts) => match parts.as_slice() {
            [Value::String(kind), Value::Object(fields), ..] => {
                let fields: Vec<_> = fields.iter().map(|(name, of)| format!("{name} = {}", described(of))).collect();
                format!("{kind}({{{}}})", fields.join(", "))
            }
            [Value::String(kind), Value::Array(items)] if kind == "tuple" => {
                format!("tuple([{}])", items.iter().map(described).collect::<Vec<_>>().join(", "))
            }
            [Value::String(kind), of] => format!("{kind}({})", described(of)),
            _ => r#type.to_string(),
        },
        _ => "value of unknown type".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::json;

    use super::*;

    fn outputs() -> Outputs {
        Outputs::parse(&json!({
            "website_url": {"sensitive": false, "type": "string", "value": "http://x"},
            "big": {"sensitive": false, "type": "number", "value": 12_345_678_901_234_567_890_u64},
            "ports": {"sensitive": false, "type": ["list", ["object", {"port": "number"}]], "value": [{"port": 80}, {"port": "x"}]},
            "password": {"sensitive": true, "type": "string", "value": "hunter2"},
        }))
    }

    #[test]
    fn an_output_is_decoded_and_keeps_all_its_digits() {
        assert_eq!(outputs().get::<String>("website_url").unwrap(), "http://x");
        assert_eq!(outputs().get::<u64>("big").unwrap(), 12_345_678_901_234_567_890);
    }

    #[test]
    fn a_missing_output_lists_those_there_are_and_suggests_the_nearest() {
        let error = outputs().get::<String>("websit_url").unwrap_err();
        let text = "read the output `websit_url`: there is no such output; there is `big`, `password`, `ports` and `website_url`";
        assert_eq!(error.to_string(), text);
        assert_eq!(error.hint().unwrap(), "did you mean `website_url`?");
    }

    #[test]
    fn a_wrong_type_says_which_output_what_it_is_and_what_was_asked() {
        let error = outputs().get::<u16>("website_url").unwrap_err();
        let text =
            "read the output `website_url` as `u16`: it is a string: invalid type: string \"http://x\", expected u16";
        assert_eq!(error.to_string(), text);
    }

    #[test]
    fn a_wrong_type_deep_inside_names_the_place() {
        #[derive(Debug, Deserialize)]
        struct Port {
            #[expect(dead_code, reason = "only decoded")]
            port: u16,
        }
        let error = outputs().get::<Vec<Port>>("ports").unwrap_err().to_string();
        assert!(error.contains("list(object({port = number}))") && error.contains("at `[1].port`"), "{error}");
    }

    #[test]
    fn a_sensitive_value_is_in_no_message() {
        let outputs = outputs();
        let error = outputs.get::<u16>("password").unwrap_err();
        assert!(!format!("{error} {error:?} {outputs:?}").contains("hunter2"));
        assert_eq!(error.to_string(), "read the output `password` as `u16`: it is a sensitive string");
    }

    #[test]
    fn all_outputs_fill_a_struct() {
        #[derive(Deserialize)]
        struct Site {
            website_url: String,
            big: u64,
        }
        let site: Site = outputs().all().unwrap();
        assert_eq!((site.website_url.as_str(), site.big), ("http://x", 12_345_678_901_234_567_890));
    }
}
